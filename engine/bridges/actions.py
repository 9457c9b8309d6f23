"""The command set as numbered actions, and what is reported as a vector: how a learner governs a company.

What an action does is fixed for a scenario; whether it can be done depends on the week, and a mask says so. Whoever is
asked to carry a launch is the sponsor who will probably agree, from visible history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.worlds import Template
from sim.cards import cards
from sim.commands import (
    ENGAGEMENTS,
    INTENSITIES,
    KPI_WEEKS,
    POLICY_VALUES,
    RANK_RULES,
    Adjust,
    Answer,
    Audit,
    Coach,
    Command,
    Delegate,
    Engage,
    Fund,
    Launch,
    Rank,
    Reallocate,
    Retire,
    SetKpi,
    SetPolicy,
    Stop,
)
from sim.policies.policy import Reported

Booleans = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float32]

MOST: Final = 10.0  # of any entry of an observation


@dataclass(frozen=True)
class Action:
    """One thing that can be done.

    Attributes:
        name: as printed.
        command: makes the command, from what is reported; None where nothing of the kind can be asked.
    """

    name: str
    command: Callable[[Reported], Command | None]


def _fixed(command: Command) -> Action:
    return Action(str(command), lambda _: command)


def commands(template: Template) -> list[Action]:
    """Every command but answers that a learner may give, with "nothing" first.

    Left out are those that change nothing (predict, note, save) and those that are a matter of several numbers
    (forecast, experiment, read, call).
    """
    return [Action("nothing", lambda _: None), *_practices(template), *_means(template), *_people(template)]


def _practices(template: Template) -> Iterator[Action]:
    shelf = template.scenario.shelf or list(template.catalogue)
    sponsors = template.index.sponsors
    for name in shelf:
        yield Action(f"launch {name}", lambda reported, name=name: _launch(name, sponsors, reported))  # type: ignore[misc]
    for name in shelf:
        for intensity in INTENSITIES:
            yield _fixed(Adjust(intervention=name, intensity=intensity, for_=name))  # type: ignore[arg-type]
        yield _fixed(Retire(intervention=name, for_=name))
        for team in template.index.teams:
            yield _fixed(Coach(team=team, intervention=name, for_=name))
    for forum in template.scenario.forums:
        yield _fixed(Retire(forum=forum.id))


def _launch(name: str, sponsors: list[str], reported: Reported) -> Command | None:
    """A launch that somebody will probably carry."""
    order = sorted(
        sponsors,
        key=lambda person: ("likely", "unsure").index(o) if (o := reported.outlook(person)) != "unlikely" else 2,
    )
    for sponsor in order or [None]:  # type: ignore[list-item]
        launch = Launch(intervention=name, sponsor=sponsor, for_=name)
        if reported.legal(launch):
            return launch
    return None


def _means(template: Template) -> Iterator[Action]:
    index = template.index
    for policy, values in POLICY_VALUES.items():
        for value in values:
            yield _fixed(SetPolicy(policy=policy, value=value, for_=policy))  # type: ignore[arg-type]
    for by in ("oldest", "lowest-estimate"):
        for count in (1, 4):
            yield _fixed(Stop(count=count, by=by, evidence=True))
    for team in index.teams:
        yield _fixed(Fund(team=team))
    for line in index.lines:
        for rule in RANK_RULES:
            yield _fixed(Rank(line=line, rule=rule))
    for one in index.teams:
        for other in index.teams:
            if one != other:
                yield _fixed(Reallocate(from_=one, to=other))


def _people(template: Template) -> Iterator[Action]:
    index, tenure = template.index, template.scenario.weeks.tenure
    for source in template.scenario.sources:
        yield _fixed(Audit(source=source.id))
        yield _fixed(Audit(source=source.id, depth="deep"))
        line = next(team.line for team in template.scenario.teams if team.id == source.team)

        def kpi(reported: Reported, line: str = line, metric: str = source.metric, name: str = source.id) -> Command:
            return SetKpi(line=line, metric=metric, source=name, until=min(tenure, reported.week + KPI_WEEKS - 1))

        yield Action(f"set_kpi {source.id}", kpi)
    for person in index.sponsors:
        for how in ENGAGEMENTS:
            yield _fixed(Engage(person=person, how=how))
    for card in template.scenario.cards:
        for person in index.sponsors[:1]:
            yield _fixed(Delegate(card=card, role=person))


def answers(template: Template) -> list[Action]:
    """Every answer to a card that the scenario deals, with "leave them" first; a type stands for its card due first."""
    found = [Action("leave cards", lambda _: None)]
    for name in template.scenario.cards:
        found += [_fixed(Answer(card=name, option=option.id)) for option in cards()[name].options]
    return found


def mask(actions: list[Action], reported: Reported) -> Booleans:
    """Which actions would be accepted now; the first always is."""
    found = np.zeros(len(actions), np.int8)
    found[0] = 1
    for n, action in enumerate(actions[1:], 1):
        command = action.command(reported)
        found[n] = command is not None and reported.legal(command)
    return found


def answer_mask(actions: list[Action], reported: Reported) -> Booleans:
    """The same for answers, which need an open card."""
    open_types = {card.type for card in reported.inbox}
    found = np.zeros(len(actions), np.int8)
    found[0] = 1
    for n, action in enumerate(actions[1:], 1):
        command: Any = action.command(reported)
        found[n] = command.card in open_types and reported.legal(command)
    return found


class View:
    """What is reported, as a vector; no entry is true of the company unless somebody says so.

    Attributes:
        names: of the entries.
    """

    def __init__(self, template: Template) -> None:
        """Fix the order of entries."""
        scenario, index = template.scenario, template.index
        self._shelf, self._cards = scenario.shelf or list(template.catalogue), list(scenario.cards)
        self._tenure, self._sponsors = scenario.weeks.tenure, index.sponsors
        self.names = ["week", "capital", "hours", "envelope"]
        for source in index.sources:
            self.names += [f"{source}: figure", f"{source}: age", f"{source}: silent"]
        for name in self._shelf:
            self.names += [f"{name}: in set-up", f"{name}: live"]
        self.names += [f"{name}: waits" for name in self._cards]
        for person in self._sponsors:
            self.names += [f"{person}: in post", f"{person}: promises kept", f"{person}: promises missed"]

    def of(self, reported: Reported) -> Floats:
        """The vector: figures as a tenth of log(1 + figure), the rest as shares or flags; all from 0 to 10."""
        found = [
            reported.week / self._tenure,
            reported.capital / 100.0,
            reported.hours / 40.0,
            np.log1p(max(0.0, reported.envelope_hours)) / 10.0,
        ]
        for reading in reported.readings.values():
            figure = 0.0 if reading.value is None else np.log1p(max(0.0, reading.value)) / 10.0
            found += [figure, reading.weeks_old / 10.0, float(reading.value is None)]
        for name in self._shelf:
            phase = reported.practices.get(name)
            found += [float(phase == "set-up"), float(phase == "live")]
        waiting = {card.type for card in reported.inbox}
        found += [float(name in waiting) for name in self._cards]
        for person in self._sponsors:
            known = reported.stakeholders.get(person)
            found += (
                [1.0, 0.0, 0.0] if known is None else [float(known.in_post), known.kept / 10.0, known.missed / 10.0]
            )
        return np.clip(np.array(found, np.float32), 0.0, MOST)
