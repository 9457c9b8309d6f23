"""The models of what happens in time: timeline, weekly brief, review, "why?", predictions, pauses, the debrief's guess.

Plain frozen data, as in `engine.views.models`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lane = Literal["commands", "cards", "incidents", "reports", "predictions"]
LANES: tuple[Lane, ...] = ("commands", "cards", "incidents", "reports", "predictions")
Push = Literal["up", "down", "unclear"]


@dataclass(frozen=True)
class Mark:
    """Something on a timeline.

    Attributes:
        week: tenure week.
        text: in one line.
        until: the week in which it ended; None for a moment, or while it goes on.
        accepted: of a command.
        reason: why not.
        for_: the intervention that a command was for.
    """

    week: int
    lane: Lane
    text: str
    until: int | None = None
    accepted: bool = True
    reason: str = ""
    for_: str = ""


@dataclass(frozen=True)
class Timeline:
    """Lanes of marks, oldest first.

    Attributes:
        first_week: of the history.
        last_week: the last week that is over.
        gaps: weeks that the log does not have, with what to call them.
    """

    first_week: int
    last_week: int
    lanes: dict[Lane, tuple[Mark, ...]]
    gaps: tuple[tuple[int, int, str], ...]
    empty: str


@dataclass(frozen=True)
class Brief:
    """The week in at most sixty words.

    Attributes:
        week: the tenure week that is over.
        moved: what left its usual wobble.
        decided: what was decided without the player.
        due: what is due.
        quote: something somebody said.
        text: all of it.
    """

    week: int
    moved: tuple[str, ...]
    decided: tuple[str, ...]
    due: tuple[str, ...]
    quote: str
    text: str

    @property
    def words(self) -> int:
        """How many words the whole has."""
        return len(self.text.split())


@dataclass(frozen=True)
class Cause:
    """A visible event with a direct edge to a metric: when, what, and which way it pushes; never how much."""

    week: int
    text: str
    push: Push


@dataclass(frozen=True)
class Why:
    """What is recorded about a change of a metric.

    Attributes:
        inside: it is within the usual wobble: only changes of definition are listed.
        causes: newest first.
        heading: one sentence.
        closing: always said.
    """

    metric: str
    week: int
    inside: bool
    causes: tuple[Cause, ...]
    heading: str
    closing: str = "There may be causes nobody recorded."


@dataclass(frozen=True)
class PredictionDue:
    """A prediction and, once due, how it came out against its source."""

    for_: str
    metric: str
    source: str
    direction: str
    band: str
    given_week: int
    by: int
    before: float | None
    after: float | None
    direction_right: bool | None
    band_right: bool | None
    because: str = ""

    @property
    def scored(self) -> bool:
        """Whether it is over and could be judged."""
        return self.direction_right is not None


@dataclass(frozen=True)
class PromiseRow:
    """Dates of a line: what was promised, and what came of it since the last review."""

    line: str
    name: str
    kept: int
    missed: int
    open: int
    p50_days: int | None
    p80_days: int | None


@dataclass(frozen=True)
class ForumRow:
    """A meeting: what it takes and what it decides, to be kept, adjusted or retired."""

    id: str
    name: str
    line: str | None
    every_days: int
    hours_per_week: float
    decided_13_weeks: int
    decisions_per_hour: float | None
    waiting: int
    practice: str | None
    choices: tuple[str, ...] = ("keep", "adjust", "retire")


@dataclass(frozen=True)
class TeamRow:
    """A team, for moving people."""

    id: str
    name: str
    line: str
    people: int
    open_items: int
    waiting: int


@dataclass(frozen=True)
class Review:
    """The quarterly review, in four steps.

    Attributes:
        week: the tenure week at whose start it is held.
        predictions: step 1.
        promises: step 2.
        forums: step 3.
        teams: step 4, with the lines to commit P50 and P80 for.
        uncommitted: lines without dates and without a "no forecast".
    """

    week: int
    quarter: int
    predictions: tuple[PredictionDue, ...]
    promises: tuple[PromiseRow, ...]
    forums: tuple[ForumRow, ...]
    teams: tuple[TeamRow, ...]
    uncommitted: tuple[str, ...]


@dataclass(frozen=True)
class Move:
    """One of the player's biggest moves, of which the debrief asks the effect before it tells.

    Attributes:
        for_: the intervention.
        text: what was done, in one line.
        week: tenure week.
        cost: capital, hours of the player, hours of the organisation.
        metrics: what may be guessed: ids, names and sources.
    """

    for_: str
    text: str
    week: int
    capital: float
    hours: float
    org_hours: float
    metrics: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Guesses:
    """The first page of the debrief: nothing prefilled."""

    moves: tuple[Move, ...]
    directions: tuple[str, ...] = ("up", "down", "flat")
    bands: tuple[str, ...] = ("under-5", "5-to-15", "over-15")
