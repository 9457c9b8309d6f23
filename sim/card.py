"""What a decision card is: a question the organisation will answer by itself, later and at its own price.

Files in `sim/cards/` hold one `CARD` each; `sim.cards.cards` finds them all. Texts and costs are data, read into the
world when it is built. When a card is dealt, and what an option does, lies in the kernel, by the card's number:
`sim/systems/triggers.py` and `sim/systems/choices.py`, one branch each.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final, Literal

Scope = Literal["company", "team", "line", "metric", "source", "stakeholder", "forum"]

SCOPES: Final[tuple[Scope, ...]] = ("company", "team", "line", "metric", "source", "stakeholder", "forum")
COOLDOWN_WEEKS: Final = 6  # between two cards of one type and entity (game.md 3)
MUST_ANSWER_DAYS: Final = 5  # a card due within so many days must be answered, if its default cannot be undone
LATEST_DUE_DAYS: Final = 15
INTERRUPTIONS: Final = ((3, 4), (6, 13))  # at most so many pauses in so many weeks; the rest waits in the inbox
MOST_WORDS: Final = 75

# Numbers, for the kernel: game.md 3.
PRIORITY_CONFLICT = 1
GO_NO_GO = 2
SLIPPING_BET = 3
DUPLICATE_FOUND = 4
METRIC_DISPUTE = 5
NUMBER_BY_FIVE = 6
CUSTOMER_ESCALATION = 7
OUTAGE = 8
AFTER_THE_OUTAGE = 9
SCOPE_TRADE_OFF = 10
SPONSOR_LEAVING = 11
TEAM_OVERLOAD = 12
FORUM_CREEP = 13
PEEK = 14
NULL_RESULT = 15
BACKFILL = 16
REGIONAL_EXCEPTION = 17
SHADOW_WORK = 18
GATE_APPEAL = 19
SCORE_GAMING = 20
KPI_TRIUMPH = 21
DASHBOARD_REQUEST = 22
PRICING_PUSH = 23
APPARENT_SUCCESS = 24
RESTATEMENT = 25


@dataclass(frozen=True)
class Option:
    """One way to answer.

    Attributes:
        id: name in plans and commands.
        label: for people.
        does: what it does, mechanically, in a few words; never how much.
        pushes: chips, without sizes: what it pushes on.
        capital: political capital of whoever answers, points.
        hours: of the player's week.
        team_hours: of the teams it concerns, together.
        trust: of whoever it concerns, gained or lost; what it costs is printed, not how much.
        needs: an intervention that must be live.
        needs_audit: it orders an audit, of which only so many run at once.
    """

    id: str
    label: str
    does: str
    pushes: tuple[str, ...]
    capital: float = 0.0
    hours: float = 0.0
    team_hours: float = 0.0
    trust: float = 0.0
    needs: str = ""
    needs_audit: bool = False

    def costs(self) -> str:
        """What it costs, in words, as it is printed before anybody chooses."""
        parts = [f"{self.capital:g} PC"] if self.capital else []
        parts += [f"{self.hours:g} h of your week"] if self.hours else []
        parts += [f"{self.team_hours:g} h of people"] if self.team_hours else []
        parts += ["somebody's trust"] if self.trust < 0 else []
        return ", ".join(parts) or "nothing today"


@dataclass(frozen=True)
class Card:
    """A type of card.

    Attributes:
        id: name in plans and commands.
        number: its number, and its place in the world; for ever.
        title: for people.
        scope: what an entity of it is.
        on_item: it is about one item, and over when that is.
        who: who says it.
        text: at most `MOST_WORDS` words; `{entity}` stands for the entity's name.
        options: two to five, in the order in which the world numbers them.
        default: the option that the organisation takes by itself.
        delegated: the option that somebody it was delegated to takes.
        due_days: working days until the default is taken, from the Monday after it was dealt.
        reversible: whether the default can be undone.
        teaches: what it is about, for the debrief.
        grade: of the evidence for what it assumes.
        source: reference keys.
    """

    id: str
    number: int
    title: str
    scope: Scope
    who: str
    text: str
    options: tuple[Option, ...]
    default: str
    delegated: str
    due_days: int
    reversible: bool
    teaches: str
    grade: Literal["P", "A", "S", "V", "M", "X", "C"] = "X"
    source: str = "game.md 3"
    on_item: bool = False

    @property
    def must_answer(self) -> bool:
        """Whether time stops for it: due soon, and what happens otherwise cannot be undone."""
        return not self.reversible and self.due_days <= MUST_ANSWER_DAYS

    @functools.cached_property
    def conditional(self) -> bool:
        """Whether an option may lack something, so that it cannot be taken."""
        return any(option.needs or option.needs_audit for option in self.options)

    def number_of(self, option: str) -> int:
        """The place of an option.

        Raises:
            KeyError: it has none of that name.
        """
        for n, entry in enumerate(self.options):
            if entry.id == option:
                return n
        raise KeyError(option)
