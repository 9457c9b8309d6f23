"""Before and after: the oldest comparison, its interval by Welch, and what comes back by itself.

Welch's interval takes weeks as independent and everything else as unchanged. Neither holds, which is why it is labelled
naive wherever it is shown; the report card says how often it is wrong.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.evidence.tallies import Tallies
from engine.evidence.windows import Window
from sim.metric import Metric, summed

Floats = npt.NDArray[np.float64]
LEVEL: Final = 0.95
_SPREAD: Final = 2  # values that have one
_LEAST_BINS: Final = 4


def welch(before: Floats, after: Floats) -> tuple[float, tuple[float, float]] | None:
    """Difference of two means with Welch's 95 % interval.

    Args:
        before: independent values; nan are left out.
        after: likewise.

    Returns:
        after - before, and its interval; None where either side has fewer than two values.
    """
    one, two = before[~np.isnan(before)], after[~np.isnan(after)]
    if min(len(one), len(two)) < _SPREAD:
        return None
    value = float(two.mean() - one.mean())
    half = _half((one - one.mean(), two - two.mean()))
    return value, (value - half, value + half)


def true_change(
    metric: Metric, tallies: Tallies, before: Window, after: Window, bin_weeks: int = 1
) -> tuple[float, tuple[float, float]] | None:
    """The change of a metric, as ratios of sums, with Welch's interval from linearised residuals.

    A ratio of sums is no mean of weekly ratios: 1 of 1 and 0 of 9 are 10 %, not 50 %. Each bin's residual is what it
    adds to the ratio's error; where every bin has the same denominator this is Welch's interval exactly.

    Args:
        metric: what changed.
        tallies: of one world.
        before: the baseline.
        after: what is compared with it.
        bin_weeks: weeks of a bin, so that a release every other week is no noise; single weeks where bins are few.

    Returns:
        after - before, and its interval; None where either side has nothing to divide by.
    """
    values, residuals = [], []
    size = bin_weeks if min(before.weeks, after.weeks) >= _LEAST_BINS * bin_weeks else 1
    for window in (before, after):
        over, under = weekly_parts(metric, *tallies.over(window))
        if window.weeks < _SPREAD or under.sum() <= 0:
            return None
        ratio = over.sum() / under.sum()
        values.append(float(ratio * metric.scale))
        left = over - ratio * under
        whole = len(left) // size
        binned = np.array([left[n * size : (n + 1) * size if n < whole - 1 else None].sum() for n in range(whole)])
        residuals.append(binned * whole / under.sum() * metric.scale)
    value = values[1] - values[0]
    half = _half((residuals[0], residuals[1]))
    return value, (value - half, value + half)


def weekly_parts(metric: Metric, counts: npt.NDArray[np.int64], totals: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Numerator and denominator of every week, shape (weeks,) each."""
    over = summed(metric.over, counts[:, None], totals[:, None])
    under = summed(metric.under, counts[:, None], totals[:, None]) if metric.under else np.ones(len(counts))
    return np.asarray(over, np.float64), np.asarray(under, np.float64)


def _half(residuals: tuple[Floats, Floats]) -> float:
    """Half of Welch's interval, from what is left of both sides around their own means."""
    from scipy.special import stdtrit

    parts = [float((r * r).sum()) / (len(r) - 1) / len(r) for r in residuals]
    variance = sum(parts)
    if variance == 0.0:
        return 0.0
    degrees = variance**2 / sum(part**2 / (len(r) - 1) for part, r in zip(parts, residuals, strict=True))
    return float(stdtrit(degrees, (1 + LEVEL) / 2)) * math.sqrt(variance)


def reliability(history: Floats, baseline_weeks: int) -> float:
    """Share b of a baseline's deviation that is lasting: 0 where lines are alike, 1 where they never waver.

    Between-line variance and the variance of a baseline's mean come from history: means of whole stretches of
    `baseline_weeks`, within and between lines.

    Args:
        history: lines by weeks, nan where there is nothing, shape (lines, weeks).
        baseline_weeks: of the window that lines are compared by.

    Returns:
        b, from 0 to 1; 0 where history is shorter than two such stretches.
    """
    stretches = history.shape[1] // baseline_weeks
    if min(stretches, len(history)) < _SPREAD:
        return 0.0
    cut = history[:, history.shape[1] - stretches * baseline_weeks :].reshape(len(history), stretches, baseline_weeks)
    means = np.nanmean(cut, axis=2)
    within = float(np.nanmean(np.nanvar(means, axis=1, ddof=1)))
    between = float(np.nanvar(np.nanmean(means, axis=1), ddof=1)) - within / stretches
    return min(1.0, max(0.0, between / (between + within))) if between > 0.0 else 0.0


def drift(deviation: float, b: float) -> float:
    """How far a line that was chosen for its deviation comes back by itself: -(1 - b) x deviation (Barnett, 2005)."""
    return -(1.0 - b) * deviation
