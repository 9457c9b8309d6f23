"""What every policy is, and all it may see.

A policy is asked at the start of a tenure week, before anything happens in it. It sees what the organisation reports
about itself and what anybody in its place would know: its own means, what it launched, and what is legal.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy.typing as npt

from sim.card import Card
from sim.cards import cards
from sim.commands import Command
from sim.decide import Refusal, decide_on
from sim.deciding.cards import Open, open_cards, why_not
from sim.deciding.case import Case
from sim.deciding.politics import Outlook, outlook
from sim.genesis import Index
from sim.intervention import Intervention
from sim.scenario import NEED_NAMES
from sim.world import AUDITS, IN_POST, NONE_YET, PRACTICE_LIVE, PRACTICE_SETUP

PHASES = {PRACTICE_SETUP: "set-up", PRACTICE_LIVE: "live"}


class Reading(NamedTuple):
    """The latest figure of one source.

    Attributes:
        metric: what it claims to report.
        value: in the metric's unit; None before the first figure.
        weeks_old: of the weeks it tells about.
        published: how many figures it has given.
    """

    metric: str
    value: float | None
    weeks_old: int
    published: int


class Finding(NamedTuple):
    """What an audit told.

    Attributes:
        target: the source, forum or practice that was audited.
        week: the tenure week in which it was told.
        deep: whether it was a deep one.
        value: estimated bias of a source as a share (None from a quick audit), decisions an hour of a forum, or the
            fidelity seen in a practice.
    """

    target: str
    week: int
    deep: bool
    value: float | None


class Known(NamedTuple):
    """What a player knows of a stakeholder.

    Attributes:
        line: whose owner it is, if any.
        in_post: whether they have come and have not left.
        needs: what they told, in the order of `NEED_NAMES`.
        last_contact: tenure week of the last engagement; 0 for none.
        kept: weeks with a promise kept that they noticed.
        missed: weeks with one missed.
        leaves: they have said that they will leave.
    """

    line: str | None
    in_post: bool
    needs: tuple[str, ...]
    last_contact: int
    kept: int
    missed: int
    leaves: bool


class Choice(NamedTuple):
    """An option of a card.

    Attributes:
        id: its name.
        label: for people.
        does: what it does, in a few words; never how much.
        costs: in words.
        pushes: what it pushes on.
        capital: points of it.
        hours: of the player's week.
        minds: somebody will mind.
        lacks: why it cannot be taken; empty if it can.
    """

    id: str
    label: str
    does: str
    costs: str
    pushes: tuple[str, ...]
    capital: float
    hours: float
    minds: bool
    lacks: str


class Waiting(NamedTuple):
    """A card in the inbox.

    Attributes:
        id: type/entity/ordinal.
        type: the id of its type.
        entity: the name of what it is about.
        ordinal: how often this entity had one of the type.
        number: its type's, for a key of draws.
        title: for people.
        who: who says it.
        text: what they say.
        due_days: working days until the default is taken.
        reversible: whether the default can be undone.
        must_answer: time stops for it.
        options: in order.
        default: the option that is taken if nobody answers.
    """

    id: str
    type: str
    entity: str
    ordinal: int
    number: int
    title: str
    who: str
    text: str
    due_days: int
    reversible: bool
    must_answer: bool
    options: tuple[Choice, ...]
    default: str


class Reported:
    """A read model of the world as it is told, at the start of a tenure week; read only when it is looked at.

    Attributes:
        week: the tenure week that begins, from 1.
    """

    def __init__(
        self,
        worlds: npt.NDArray[Any],
        index: Index,
        catalogue: Mapping[str, Intervention],
        metrics: Sequence[str],
        week: int,
        case: Case | None = None,
    ) -> None:
        """What a policy sees of the first world.

        Args:
            worlds: read only; valid until the world moves on.
            index: its names.
            catalogue: its interventions.
            metrics: ids, in the world's order.
            week: the tenure week that begins.
            case: the first world as commands are decided on it; made here unless given.
        """
        self.week = week
        self._case = Case(worlds[0], index, catalogue) if case is None else case
        self._worlds, self._index, self._metrics = worlds, index, metrics

    @functools.cached_property
    def readings(self) -> Mapping[str, Reading]:
        """The latest figure of each source."""
        names, sources = self._index.sources, self._worlds[0]["sources"]
        latest, published, lags, told = (
            sources[field][: len(names)].tolist() for field in ("latest", "published", "lag_weeks", "metric")
        )
        return {
            name: Reading(self._metrics[told[n]], latest[n] / 1000.0 if published[n] else None, lags[n], published[n])
            for n, name in enumerate(names)
        }

    @property
    def capital(self) -> float:
        """Political capital, points."""
        return int(self._worlds[0]["player"]["capital_milli"][0]) / 1000.0

    @property
    def hours(self) -> float:
        """Left of the player's week."""
        return int(self._worlds[0]["player"]["minutes_left"][0]) / 60.0

    @property
    def envelope_hours(self) -> float:
        """Left for hires."""
        return int(self._worlds[0]["player"]["envelope_min"][0]) / 60.0

    @functools.cached_property
    def practices(self) -> Mapping[str, str]:
        """Interventions under way, and whether they are in "set-up" or "live"."""
        phases = self._worlds[0]["practices"]["phase"].tolist()
        return {name: PHASES[phases[p]] for p, name in self._index.practices.items() if phases[p] in PHASES}

    @functools.cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the latest audits told, in the order in which they were asked for."""
        world, index = self._worlds[0], self._index
        audits, history = world["audits"], int(world["clock"]["history_weeks"][0])
        names: tuple[Mapping[int, str], ...] = (
            dict(enumerate(index.sources)),
            dict(enumerate(index.forums)),
            index.practices,
        )
        found: list[Finding] = []
        asked = int(world["counts"]["audits"][0])
        for n in range(max(0, asked - AUDITS), asked):
            slot = n % AUDITS
            week, permille = int(audits["reported_week"][slot]), int(audits["finding_permille"][slot])
            if week > 0:
                target = names[int(audits["kind"][slot])][int(audits["target"][slot])]
                value = None if permille == NONE_YET else permille / 1000.0
                found.append(Finding(target, week - history, bool(audits["deep"][slot]), value))
        return tuple(found)

    @functools.cached_property
    def stakeholders(self) -> Mapping[str, Known]:
        """What is known of everybody whose trust is followed: never the trust itself."""
        world, found = self._worlds[0], {}
        people, contacts = world["stakeholders"], world["contacts"]
        for n in range(int(world["counts"]["stakeholders"][0])):
            heard = int(contacts["heard"][n])
            line = int(people["line"][n])
            found[self._index.sponsors[n]] = Known(
                line=self._index.lines[line] if line >= 0 else None,
                in_post=int(people["status"][n]) == IN_POST,
                needs=tuple(need for k, need in enumerate(NEED_NAMES) if heard >> k & 1),
                last_contact=max(0, int(contacts["engaged_week"][n]) - int(world["clock"]["history_weeks"][0])),
                kept=int(people["kept"][n]),
                missed=int(people["missed"][n]),
                leaves=bool(people["announced"][n]) and int(people["status"][n]) == IN_POST,
            )
        return found

    @functools.cached_property
    def inbox(self) -> tuple[Waiting, ...]:
        """Cards that nobody has answered: what cannot be undone first, then what is due soonest."""
        return tuple(_waiting(self._case, one) for one in open_cards(self._case) if not one.taken)

    def outlook(self, person: str) -> Outlook:
        """How somebody will probably answer a request, from visible history."""
        return outlook(self._case, self._index.sponsors.index(person))

    def decision(self, command: Command) -> Any:
        """What a command would bring about, events or refusal; nothing happens."""
        return decide_on(self._case, command)

    def legal(self, command: Command) -> bool:
        """Whether a command would be accepted now."""
        return not isinstance(self.decision(command), Refusal)


def _waiting(case: Case, one: Open) -> Waiting:
    card = one.card
    return Waiting(
        id=one.id,
        type=card.id,
        entity=one.entity,
        ordinal=one.ordinal,
        number=card.number,
        title=card.title,
        who=card.who,
        text=card.text.format(entity=one.entity),
        due_days=one.due_days,
        reversible=card.reversible,
        must_answer=card.must_answer,
        options=_options(case, card),
        default=card.default,
    )


def _options(case: Case, card: Card) -> tuple[Choice, ...]:
    choices = _possible(card.id)
    if not card.conditional:
        return choices
    pairs = zip(choices, card.options, strict=True)
    return tuple(choice._replace(lacks=why_not(case, option)) for choice, option in pairs)


@functools.cache
def _possible(kind: str) -> tuple[Choice, ...]:
    """What the options of a type of card are to whoever lacks nothing."""
    return tuple(
        Choice(o.id, o.label, o.does, o.costs(), o.pushes, o.capital, o.hours, o.trust < 0, "")
        for o in cards()[kind].options
    )


class Policy(Protocol):
    """Whoever governs.

    One that answers cards has an attribute `wanted`, a set of types: it is also asked in the week after one of them was
    dealt, and in the first week about those that are open.
    """

    def next_week(self, after: int) -> int | None:
        """The next tenure week, later than `after`, in which it wants to be asked; None for never again."""
        ...

    def act(self, reported: Reported, inbox: Sequence[Waiting]) -> list[Command]:
        """What it asks this week, in order.

        Args:
            reported: what it is told.
            inbox: cards that wait for an answer.
        """
        ...

    def heard(self, week: int, command: Command, refusal: Refusal | None) -> None:
        """How a command of this tenure week was answered: None if it was accepted."""
        ...
