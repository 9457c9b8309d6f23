"""Synthetic worlds: tallies written by hand, so that every value is known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.evidence import LogIndex, Panel, Run, Tallies, Window
from sim import events as ev
from sim.events import KINDS

RUN = Run("seven-roadmaps", 1, 7, 1, "9f3a" * 16, "c1d0" * 16)
MADE, BOUNCED, LIVE, HARM = map(int, (ev.DECISION_MADE, ev.DECISION_BOUNCED, ev.ITEM_WENT_LIVE, ev.HARM_ACCRUED))
DELIVERED, GOVERNED, AVAILABLE = map(int, (ev.VALUE_DELIVERED, ev.GOVERNANCE_BOOKED, ev.HOURS_AVAILABLE))
SHIPPED, FAILED = int(ev.RELEASE_SHIPPED), int(ev.RELEASE_FAILED)

# kind -> (events in a week, their summed amount)
WEEK: dict[int, tuple[int, int]] = {
    MADE: (10, 10 * 12 * 480),  # twelve days each
    BOUNCED: (12, 12),
    LIVE: (4, 4 * 110 * 480),
    DELIVERED: (4, 400),
    HARM: (1, 600),
    GOVERNED: (9, 9 * 600),
    AVAILABLE: (9, 54 * 2400),
    SHIPPED: (1, 4),
}


def steady(weeks: int, *changes: tuple[Window, Mapping[int, tuple[int, int]]]) -> Tallies:
    """A world in which every week is `WEEK`, but for what windows change."""
    counts = np.zeros((weeks, KINDS), np.int64)
    totals = np.zeros_like(counts)
    for window, week in [(Window(1, weeks), WEEK), *changes]:
        for kind, (count, total) in week.items():
            counts[window.rows, kind] = count
            totals[window.rows, kind] = total
    return Tallies(counts, totals)


def index(tallies: Tallies) -> LogIndex:
    """The log that such tallies could have come from: each week's events in order of kind."""
    kinds = [np.repeat(np.arange(KINDS, dtype=np.uint8), week) for week in tallies.counts]
    starts = np.concatenate(([0], np.cumsum([len(week) for week in kinds]))).astype(np.int64)
    return LogIndex(starts, np.concatenate(kinds))


def panel(plan: list[Tallies], nothing: list[Tallies], first_seed: int = 100) -> Panel:
    """Worlds paired in order."""
    arrays = [
        np.stack([getattr(world, name) for world in side]) for side in (plan, nothing) for name in ("counts", "totals")
    ]
    return Panel(tuple(range(first_seed, first_seed + len(plan))), *arrays)
