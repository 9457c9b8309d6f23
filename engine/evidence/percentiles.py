"""Percentiles of single durations: nearest rank in each world, then the paired mean over worlds.

A mean hides who waited longest. Weekly totals cannot give a percentile, so the worlds are those whose rows were kept
for the report card (`engine.evidence.estimators.panel_worlds`): no world is run again for this.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.evidence.rows import Rows
from engine.evidence.windows import Window
from sim.metric import Metric

RANKS: Final = (50, 85)
MOST_DROPPED: Final = 0.05
"""Share of pairs without a percentile in either arm above which there is no estimate."""


@dataclass(frozen=True)
class Percentile:
    """A percentile of durations in one world.

    Attributes:
        value: in the metric's unit; None where there is none.
        count: durations.
    """

    value: float | None
    count: int


@dataclass(frozen=True)
class Paired:
    """A percentile's paired difference over worlds.

    Attributes:
        value: mean; None where too many pairs are undefined.
        interval: 95 %, paired t.
        median: of the differences.
        level: mean without the plan.
        pairs: both of which have it.
        dropped: pairs one of which has not.
        refused: too many were dropped, or too few are left.
    """

    value: float | None
    interval: tuple[float, float] | None
    median: float | None
    level: float | None
    pairs: int
    dropped: int
    refused: bool


def nearest_rank(values: Sequence[float] | npt.NDArray[np.int32], rank: int) -> float | None:
    """The smallest value that at least `rank` per cent of all do not exceed; None of nothing.

    Args:
        values: in any order.
        rank: 1 to 100.
    """
    ordered = np.sort(np.asarray(values))
    if not len(ordered):
        return None
    return float(ordered[max(0, -(-rank * len(ordered) // 100) - 1)])


def percentile(rows: Rows, metric: Metric, window: Window, rank: int) -> Percentile:
    """A percentile of a metric's single durations in a window of one world.

    Args:
        rows: with the events of `metric.percentile_of`.
        metric: one that has such events.
        window: world weeks.
        rank: 50 or 85.

    Returns:
        No value below the metric's least count, nor in a window of too few weeks.
    """
    amounts = rows.of(metric.percentile_of or 0).within(window.first_week, window.last_week).amount
    found = nearest_rank(amounts, rank)
    enough = window.enough and len(amounts) >= metric.minimum
    return Percentile(found * metric.scale if found is not None and enough else None, len(amounts))


def paired(plan: Sequence[float | None], nothing: Sequence[float | None]) -> Paired:
    """The paired mean of percentiles, world by world.

    Args:
        plan: each world's, with the plan; None where it is undefined.
        nothing: without, in the same order.
    """
    both = [(one, two) for one, two in zip(plan, nothing, strict=True) if one is not None and two is not None]
    dropped = len(plan) - len(both)
    if not both or dropped > MOST_DROPPED * len(plan):
        return Paired(None, None, None, None, len(both), dropped, refused=True)
    differences = [one - two for one, two in both]
    n = len(differences)
    mean = math.fsum(differences) / n
    interval = None
    if n > 1:
        from scipy.special import stdtrit

        error = math.sqrt(math.fsum((d - mean) ** 2 for d in differences) / (n * (n - 1)))
        half = float(stdtrit(n - 1, 0.975)) * error
        interval = mean - half, mean + half
    level = math.fsum(two for _, two in both) / n
    return Paired(mean, interval, statistics.median(differences), level, n, dropped, refused=False)


def variance_ratio(plan: npt.NDArray[np.float64], nothing: npt.NDArray[np.float64]) -> float | None:
    """How much of the noise pairing leaves: Var(d) / (Var(A) + Var(B)); None where nothing varies."""
    both = float(np.var(plan, ddof=1) + np.var(nothing, ddof=1))
    return float(np.var(plan - nothing, ddof=1)) / both if both > 0.0 else None
