"""The names that a command can have in it, as people know them: what forms offer to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.views.names import person
from sim.cards import cards
from sim.commands import POLICY_VALUES
from sim.metrics import metrics
from sim.world import PRACTICE_ENDED, PRACTICE_LIVE, PRACTICE_OFF, PRACTICE_SETUP

if TYPE_CHECKING:
    from engine.views.told import Told  # a window reads these names too, and must not load the kernel for them

_PHASES = {PRACTICE_OFF: "off", PRACTICE_SETUP: "set-up", PRACTICE_LIVE: "live", PRACTICE_ENDED: "ended"}


@dataclass(frozen=True)
class Named:
    """Something that commands name.

    Attributes:
        id: in commands.
        name: for people.
        of: what it belongs to: a team's line, a source's metric, an intervention's phase, an experiment's line.
    """

    id: str
    name: str
    of: str = ""


@dataclass(frozen=True)
class PolicyNow:
    """What a policy is set to on a line."""

    policy: str
    line: str
    value: int | str


@dataclass(frozen=True)
class Directory:
    """Everything in the company that a command can name.

    Attributes:
        people: those in post.
        experiments: those that run.
        deals: types of cards that may come.
        ways: variants by intervention, the first being the usual one.
    """

    lines: tuple[Named, ...]
    teams: tuple[Named, ...]
    people: tuple[Named, ...]
    sources: tuple[Named, ...]
    metrics: tuple[Named, ...]
    forums: tuple[Named, ...]
    interventions: tuple[Named, ...]
    experiments: tuple[Named, ...]
    deals: tuple[Named, ...]
    ways: dict[str, tuple[str, ...]]
    policies: tuple[PolicyNow, ...]


def directory(told: Told) -> Directory:
    """The names of a week."""
    scenario, index, world = told.template.scenario, told.template.index, told.worlds[0]
    reported = dict.fromkeys(source.metric for source in scenario.sources)
    sits = {name for n, name in enumerate(index.forums) if world["forums"]["live"][n]}
    people = [s for s in scenario.sponsors if told.reported.stakeholders[s.id].in_post] if _followed(told) else None
    phases = world["practices"]["phase"]
    return Directory(
        lines=tuple(Named(line.id, line.name) for line in scenario.lines),
        teams=tuple(Named(team.id, team.name, team.line) for team in index.team_order),
        people=tuple(Named(s.id, *person(s)) for s in (scenario.sponsors if people is None else people)),
        sources=tuple(Named(source.id, source.name, source.metric) for source in scenario.sources),
        metrics=tuple(Named(metric, metrics()[metric].name) for metric in reported),
        forums=tuple(Named(forum.id, forum.name) for forum in scenario.forums if forum.id in sits),
        interventions=tuple(
            Named(one.id, one.name, _PHASES[int(phases[one.number])]) for one in told.template.catalogue.values()
        ),
        experiments=_experiments(told),
        deals=tuple(Named(name, cards()[name].title) for name in scenario.cards),
        ways={one.id: tuple(one.variants) for one in told.template.catalogue.values()},
        policies=_policies(told),
    )


def _followed(told: Told) -> bool:
    return int(told.worlds[0]["counts"]["stakeholders"][0]) > 0


def _experiments(told: Told) -> tuple[Named, ...]:
    running = told.worlds[0]["experiments"]
    lines = told.template.scenario.lines
    return tuple(
        Named(str(n), f"{lines[int(running['line'][n])].name}, item {int(running['item'][n])}")
        for n in running["open"].nonzero()[0].tolist()
    )


def _policies(told: Told) -> tuple[PolicyNow, ...]:
    """What holds now on each line; what was ordered and has not come into force is not said."""
    world = told.worlds[0]
    where = {
        "emergency-path": ("lines", "emergency_path"),
        "approval": ("lines", "approval_tier"),
        "review": ("agendas", "review"),
        "intake": ("agendas", "intake"),
    }
    found: list[PolicyNow] = []
    for n, line in enumerate(told.template.index.lines):
        found.append(PolicyNow("release-interval", line, int(world["lines"]["interval_days"][n])))
        for policy, (entity, field) in where.items():
            found.append(PolicyNow(policy, line, POLICY_VALUES[policy][int(world[entity][field][n])]))
    return tuple(found)
