"""A metric through time: bins as long as the longest cadence, so that no bin cuts a forum's or a train's rhythm."""

from __future__ import annotations

from collections.abc import Sequence

from engine.evidence.tallies import Integers, Tallies
from engine.evidence.windows import DAYS, Window
from sim.metric import Metric, summed

MOST_WEEKS = 4
"""Weeks of a bin at most: with rarer cadences a series shows their rhythm."""


def step_weeks(cadence_days: int) -> int:
    """Weeks of a bin."""
    return max(1, min(MOST_WEEKS, round(cadence_days / DAYS)))


def bins(first_week: int, last_week: int, step: int) -> list[Window]:
    """Whole bins of so many weeks, the last one ending with `last_week`."""
    ends = range(last_week, first_week + step - 2, -step)
    return [Window(end - step + 1, end) for end in reversed(ends)]


def through(metric: Metric, world: Tallies, windows: Sequence[Window]) -> list[float | None]:
    """A metric in each bin of one world; None where there is nothing to divide by."""
    return [metric.value(world.counts[window.rows], world.totals[window.rows]) for window in windows]


def across(metric: Metric, counts: Integers, totals: Integers, windows: Sequence[Window]) -> list[list[float | None]]:
    """A metric in each bin of many worlds.

    Args:
        metric: what is measured.
        counts: shape (worlds, weeks, kinds).
        totals: same.
        windows: bins.

    Returns:
        One list a bin, of one value a world, in the worlds' order.
    """
    found: list[list[float | None]] = []
    for window in windows:
        c, t = counts[:, window.rows], totals[:, window.rows]
        over = summed(metric.over, c, t).tolist()
        under = summed(metric.under, c, t).tolist() if metric.under else [window.weeks] * len(counts)
        found.append([metric.scale * a / b if b > 0 else None for a, b in zip(over, under, strict=True)])
    return found


def wobble(metric: Metric, world: Tallies, window: Window, step: int) -> tuple[float, float] | None:
    """Lowest and highest bin of a window: how far a metric swings by itself. None for fewer than two bins."""
    if not window.weeks:
        return None
    found = [v for v in through(metric, world, bins(window.first_week, window.last_week, step)) if v is not None]
    return (min(found), max(found)) if len(found) > 1 else None


def nearest_rank(values: Sequence[float], share: float) -> float:
    """The nearest-rank quantile of at least one value."""
    ordered = sorted(values)
    place = -(-int(share * 1000) * len(ordered) // 1000)  # rounded up, in whole numbers
    return ordered[max(1, min(len(ordered), place)) - 1]
