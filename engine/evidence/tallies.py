"""What happened, week by week: counts and totals of every kind of event, and where its rows stand in the log."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from engine.evidence.windows import Window
from engine.log import Recording
from sim.events import KINDS

Integers = npt.NDArray[np.int64]


class EvidenceError(ValueError):
    """What was given cannot be compared: shapes, weeks or seeds that do not belong together."""


@dataclass(frozen=True, eq=False)
class Tallies:
    """The weeks of one world. Row w - 1 holds world week w.

    Attributes:
        counts: events by week and kind.
        totals: summed amounts, same shape.
    """

    counts: Integers
    totals: Integers

    def __post_init__(self) -> None:
        if self.counts.ndim != 2 or self.counts.shape != self.totals.shape or self.counts.shape[1] != KINDS:
            raise EvidenceError(
                f"tallies are two arrays of weeks by {KINDS} kinds, not {self.counts.shape} and {self.totals.shape}"
            )

    @property
    def weeks(self) -> int:
        """World weeks that are in."""
        return len(self.counts)

    def over(self, window: Window) -> tuple[Integers, Integers]:
        """Counts and totals of a window's weeks.

        Raises:
            EvidenceError: the window reaches beyond the weeks that are in.
        """
        if window.first_week < 1 or window.last_week > self.weeks:
            raise EvidenceError(f"weeks {window} are not all among the {self.weeks} that happened")
        return self.counts[window.rows], self.totals[window.rows]

    def count(self, kind: int, window: Window) -> int:
        """How many events of a kind a window holds."""
        return int(self.over(window)[0][:, kind].sum())

    def total(self, kind: int, window: Window) -> int:
        """The sum of a kind's amounts in a window."""
        return int(self.over(window)[1][:, kind].sum())


def tally(recording: Recording) -> Tallies:
    """The tallies of a recording, folded from its rows and from nothing else."""
    events = recording.events
    if len(events.kind) and int(events.kind.max()) >= KINDS:
        raise EvidenceError(
            f"the recording holds events of kind {int(events.kind.max())}, which these rules do not know"
        )
    weeks = np.repeat(np.arange(recording.weeks), np.diff(events.starts))
    counts = np.zeros((recording.weeks, KINDS), np.int64)
    totals = np.zeros_like(counts)
    np.add.at(counts, (weeks, events.kind), 1)
    np.add.at(totals, (weeks, events.kind), events.amount.astype(np.int64))
    return Tallies(counts, totals)


def first_difference(one: Tallies, other: Tallies) -> int | None:
    """The first world week in which two worlds' tallies differ; None where they never do."""
    weeks = min(one.weeks, other.weeks)
    same = (one.counts[:weeks] == other.counts[:weeks]) & (one.totals[:weeks] == other.totals[:weeks])
    differing = np.flatnonzero(~same.all(axis=1))
    if len(differing):
        return int(differing[0]) + 1
    return None if one.weeks == other.weeks else weeks + 1


@dataclass(frozen=True, eq=False)
class LogIndex:
    """Where events stand in the log, so that a number can say which rows it was folded from.

    Attributes:
        starts: events before each week, and the total.
        kinds: the kind of every event, oldest first; None where only weeks are known.
    """

    starts: Integers
    kinds: npt.NDArray[np.uint8] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, recording: Recording) -> LogIndex:
        """The index of a recording."""
        return cls(recording.starts, recording.events.kind)

    def span(self, window: Window, *kinds: int) -> tuple[int, int] | None:
        """First and last event number, counted from 1, of some kinds in a window.

        Args:
            window: world weeks.
            kinds: kinds of events; none means all.

        Returns:
            Both ends, or None where no such event happened. Without the kinds of events, the ends of the weeks.
        """
        first, end = int(self.starts[window.first_week - 1]), int(self.starts[window.last_week])
        if kinds and self.kinds is not None:
            found = np.flatnonzero(np.isin(self.kinds[first:end], np.array(kinds, np.uint8)))
            return (first + int(found[0]) + 1, first + int(found[-1]) + 1) if len(found) else None
        return (first + 1, end) if end > first else None


def reference(span: tuple[int, int] | None) -> str:
    """How a citation names a span of events: `@first-last`, or nothing where nothing happened."""
    return f"@{span[0]}-{span[1]}" if span else ""
