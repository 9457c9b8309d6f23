"""What a command is decided on, and the two ways to answer: rows of events, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, NoReturn

import numpy as np
import numpy.typing as npt

from sim import events as ev
from sim.cards import cards
from sim.commands import Answer, Command, Delegate, Launch
from sim.genesis import Index
from sim.intervention import Intervention
from sim.scenario import nearest
from sim.world import BYPASSED, IN_POST, NEVER

PREWIRED: Final = 0.10  # by which a word beforehand lowers the threshold for a yes (game.md 2)
NAMED: Final = {"from_": "team", "to": "team"}  # what an argument names, where it is called otherwise
NO_POWER: Final = 0.5  # of whoever owns what nobody is named for [X]


class EventRow(NamedTuple):
    """One event that a command brings about."""

    kind: int
    subject: int
    object: int
    amount: int


@dataclass(frozen=True)
class Refusal:
    """Why not, and what would be possible.

    Attributes:
        kind: "illegal" spends nothing; "declined" spends the hours it took to be told no.
        rule: what stands against it.
        have: what there is, where the rule is about an amount.
        need: what it takes; for a declined command the condition for yes.
        nearest: a command, or a choice, that comes closest.
        rows: what it cost all the same.
    """

    kind: Literal["illegal", "declined"]
    rule: str
    have: str = ""
    need: str = ""
    nearest: str = ""
    rows: tuple[EventRow, ...] = ()

    def __str__(self) -> str:
        """The whole answer in one line."""
        parts = [f"{'Not possible' if self.kind == 'illegal' else 'Declined'}: {self.rule}."]
        if self.have and self.need:
            parts.append(f"You have {self.have}, need {self.need}.")
        elif self.need:
            parts.append(f"It takes {self.need}.")
        if self.nearest:
            parts.append(f"Nearest: {self.nearest}.")
        return " ".join(parts)


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """Carries a refusal out of wherever it was found."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


class Case:
    """The record that commands are decided on, for as long as it lies where it does."""

    def __init__(self, world: np.void, index: Index, catalogue: Mapping[str, Intervention]) -> None:
        self.world, self.index, self.catalogue = world, index, catalogue
        self._columns: dict[tuple[str, str], npt.NDArray[np.int64]] = {}

    @property
    def week(self) -> int:
        """The week about to begin."""
        return self.one("clock", "week") + 1

    def one(self, entity: str, field: str, at: int = 0) -> int:
        """One integer of the record."""
        column = self._columns.get((entity, field))
        if column is None:  # looked up once: a record finds its fields slowly
            column = self._columns[entity, field] = self.world[entity][field]
        return column.item(at)

    def parameter(self, name: str) -> float:
        """One of the world's parameters."""
        return float(self.world["params"][name][0])

    def power(self, sponsor: int) -> float:
        """How powerful a sponsor is, 0 to 1."""
        return self.index.powers[sponsor] if sponsor < len(self.index.powers) else NO_POWER

    def greatest_power(self) -> float:
        """Power of the most powerful sponsor, who owns what was there before."""
        return max(self.index.powers, default=NO_POWER)

    def trust(self, s: int) -> float:
        """What a stakeholder thinks of the player, 0 to 1; only a decider may ask."""
        return self.one("stakeholders", "trust_ppm", s) / 1e6

    def in_post(self, sponsor: int) -> bool:
        """Whether a sponsor has come and has not left; always so where nobody's trust is followed."""
        followed = sponsor < self.one("counts", "stakeholders")
        return not followed or self.one("stakeholders", "status", sponsor) == IN_POST

    def those_in_post(self) -> list[str]:
        """Names of the sponsors in post."""
        return [name for n, name in enumerate(self.index.sponsors) if self.in_post(n)]

    def coming(self, team: int) -> int:
        """Hires ordered for a team who have not joined."""
        hires, n = self.world["hires"], self.one("counts", "hires")
        coming = (hires["joined_week"][:n] == 0) & (hires["joins_week"][:n] < NEVER)
        return int(np.count_nonzero((hires["team"][:n] == team) & coming))

    def owners(self, line: int) -> list[int]:
        """Stakeholders in post who own a line, by number."""
        owned = self.world["stakeholders"]["line"]
        return [s for s in range(self.one("counts", "stakeholders")) if self.in_post(s) and int(owned[s]) == line]

    def briefed(self, s: int) -> bool:
        """Whether somebody knows beforehand, or has been asked beforehand."""
        contacts = self.world["contacts"]
        return max(int(contacts["briefed_until_week"][s]), int(contacts["prewired_until_week"][s])) >= self.week

    def bypass(self, people: Sequence[int]) -> list[EventRow]:
        """Rows for those whose question is decided over their heads; whoever was told beforehand does not mind."""
        rows, loss = [], int(self.parameter("trust_bypass") * 1e6)
        for s in people:
            if not self.briefed(s):
                line = self.one("stakeholders", "line", s)
                rows.append(EventRow(int(ev.STAKEHOLDER_BYPASSED), s, line if line >= 0 else int(ev.NONE), 0))
                rows.append(self.trust_row(s, BYPASSED, loss))
        return rows

    def trust_row(self, s: int, cause: int, loss_ppm: int) -> EventRow:
        """What is left of somebody's trust."""
        return EventRow(int(ev.TRUST_MOVED), s, cause, max(0, self.one("stakeholders", "trust_ppm", s) - loss_ppm))

    def ask(self, s: int, what: str, cost: Sequence[EventRow], nearest: str = "") -> None:
        """Ask somebody for a yes; below the threshold they say no, and the hours are gone."""
        if s >= self.one("counts", "stakeholders"):
            return
        prewired = self.one("contacts", "prewired_until_week", s) >= self.week
        if self.trust(s) >= self.parameter("yes_threshold") - (PREWIRED if prewired else 0.0):
            return
        name = self.index.sponsors[s]
        condition = "more trust: promises kept" + ("" if prewired else ", or a word beforehand")
        raise Refused(
            Refusal(
                kind="declined",
                rule=f"{name} says no to {what}",
                need=condition,
                nearest=nearest or ("" if prewired else f"engage {name} how prewire"),
                rows=tuple(row for row in cost if row.kind == int(ev.TIME_SPENT)),
            )
        )

    def teams(self, named: Sequence[str] | str) -> list[int]:
        """Numbers of the teams named, each once, in the world's order."""
        if isinstance(named, str):
            return list(range(len(self.index.teams)))
        return [n for n, team in enumerate(self.index.teams) if team in named]

    def lines(self, named: str) -> list[int]:
        """Numbers of the lines meant."""
        return list(range(len(self.index.lines))) if named == "all" else [self.index.lines.index(named)]

    def check_names(self, command: Command) -> None:
        """Refuse a command that names what does not exist."""
        unknown = unknown_name(self.index, self.catalogue, command)
        if unknown is not None:
            rule, _, near = unknown.partition("; ")
            refuse(rule, nearest=near.rstrip("?"))

    def pay(
        self, command: Command, milli: int, minutes: int, nearest: Callable[[int], str] | str = ""
    ) -> list[EventRow]:
        """Rows of what it costs, or a refusal; `nearest` may depend on the capital there is."""
        left = self.one("player", "minutes_left")
        if minutes > left:
            refuse("your week is full", in_hours(left), in_hours(minutes), f"{command} next week")
        capital = self.one("player", "capital_milli")
        if milli > capital:
            near = nearest(capital) if callable(nearest) else nearest
            refuse("too little political capital", f"{in_points(capital)} PC", f"{in_points(milli)} PC", near)
        rows = [EventRow(int(ev.CAPITAL_SPENT), int(ev.NONE), int(ev.NONE), milli)] if milli > 0 else []
        return [*rows, EventRow(int(ev.TIME_SPENT), int(ev.NONE), int(ev.NONE), minutes)]


def refuse(rule: str, have: str = "", need: str = "", nearest: str = "") -> NoReturn:
    """Refuse a command as illegal: nothing is spent."""
    raise Refused(Refusal("illegal", rule, have, need, nearest))


def in_points(milli: int) -> str:
    """Milli-points as points, cut to a tenth."""
    return f"{milli // 1000}.{milli % 1000 // 100}"


def in_hours(minutes: int) -> str:
    """Minutes as hours."""
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes // 60} h {minutes % 60} min"


def in_weeks(n: int) -> str:
    """A number of weeks, in words."""
    return f"{n} week" if n == 1 else f"{n} weeks"


def unknown_name(index: Index, catalogue: Mapping[str, Intervention], command: Command) -> str | None:
    """What a command names that does not exist, with the nearest that does; None if all of it exists."""
    if isinstance(command, Answer | Delegate):
        return _unknown_card(command, index)
    lines, teams = ["all", *index.lines], index.teams
    known: dict[str, list[str]] = {
        "person": index.sponsors,
        "metric": [name for name in index.metrics if name],
        "intervention": list(catalogue),
        "sponsor": index.sponsors,
        "forum": index.forums[1:],
        "source": index.sources,
        "line": lines,
        "team": teams,
        "from_": teams,
        "to": teams,
    }
    said = command.__dict__  # asking a model for a field it lacks is slow
    for field, names in known.items():
        name = said.get(field)
        if name is not None and name not in names:
            return f"no {NAMED.get(field, field)} is called '{name}'; {nearest(name, names)}"
    for name in said.get("guardrails", []):
        if name not in known["metric"]:
            return f"no metric is called '{name}'; {nearest(name, known['metric'])}"
    scope = said.get("teams")
    for name in scope if isinstance(scope, list) else []:
        if name not in teams:
            return f"no team is called '{name}'; {nearest(name, teams)}"
    variant = said.get("variant")
    if variant is not None:
        variants = list(catalogue[command.intervention].variants) if isinstance(command, Launch) else []
        if variant not in variants:
            return f"no variant is called '{variant}'; {nearest(variant, variants)}"
    return None


def _unknown_card(command: Answer | Delegate, index: Index) -> str | None:
    """The same for what names a card: its type, its entity, and an option or a person."""
    kind, _, rest = command.card.partition("/")
    deck = cards()
    if kind not in deck:
        return f"no card is called '{kind}'; {nearest(kind, list(deck))}"
    if isinstance(command, Delegate):
        if command.role not in index.sponsors:
            return f"nobody is called '{command.role}'; {nearest(command.role, index.sponsors)}"
        return None
    entity = rest.partition("/")[0]
    if entity and index.entity_number(deck[kind].scope, entity) < 0:
        return f"no {deck[kind].scope} is called '{entity}'; {nearest(entity, index.entities(deck[kind].scope))}"
    options = [option.id for option in deck[kind].options]
    if command.option not in options:
        return f"{kind} has no option '{command.option}'; {nearest(command.option, options)}"
    return None
