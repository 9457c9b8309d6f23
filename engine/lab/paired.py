"""Two plans over the same seeds: the difference with its interval, how much pairing saved, and the seeds it takes.

As in `engine.evidence.panel`: the difference of ratios of sums, with a standard error from residuals linearised world
by world, which for per-week metrics is the paired-t interval exactly (evidence.md 2 (d)).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.evidence.outcome import PARTS, deviations, weighed
from engine.evidence.student import t975
from engine.lab.sums import Sums
from engine.lab.work import shipped_units
from sim.metric import Metric
from sim.metrics import metrics
from sim.scenario import Scenario

Floats = npt.NDArray[np.float64]

OF_EFFECT, OF_LEVEL = 0.25, 0.02  # the half-width that is wanted: of the estimate, or of the level (evidence.md 2)
MOST_SEEDS: Final = 1_000_000
OUTCOME: Final = "outcome"


@dataclass(frozen=True)
class Paired:
    """A difference between two plans.

    Attributes:
        value: mean difference, plan less the other; None where there is nothing to divide by.
        half_width: of its 95 % interval; None below two worlds.
        level: what the other plan has.
        ratio: variance of paired differences over that of unpaired ones: below 1, pairing saved runs; None where
            nothing varies.
        needed: seeds for the half-width that is wanted; None where even a million are too few.
        wanted: that half-width.
        worlds: pairs.
    """

    value: float | None
    half_width: float | None
    level: float | None
    ratio: float | None
    needed: int | None
    wanted: float | None
    worlds: int

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval."""
        if self.value is None or self.half_width is None:
            return None
        return self.value - self.half_width, self.value + self.half_width

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.interval is not None and not self.interval[0] <= 0.0 <= self.interval[1]


def difference(
    over: Any, under: Any, over_0: Any, under_0: Any, scale: float = 1.0, wanted: float | None = None
) -> Paired:
    """The difference of two ratios of sums, paired by world.

    Args:
        over: numerators with the plan, one a world, in order of seeds.
        under: denominators.
        over_0: numerators with the other plan, same order.
        under_0: its denominators.
        scale: from the ratio to the unit.
        wanted: half-width that is wanted; a quarter of the difference or 2 % of the level, whichever is more, if None.
    """
    n = len(over)
    sums = [math.fsum(np.asarray(values, np.float64).tolist()) for values in (over, under, over_0, under_0)]
    if sums[1] <= 0.0 or sums[3] <= 0.0:
        return Paired(None, None, None, None, None, None, n)
    ratio, ratio_0 = sums[0] / sums[1], sums[2] / sums[3]
    one = scale * (np.asarray(over, np.float64) - ratio * np.asarray(under)) / (sums[1] / n)
    other = scale * (np.asarray(over_0, np.float64) - ratio_0 * np.asarray(under_0)) / (sums[3] / n)
    value, level = (ratio - ratio_0) * scale, ratio_0 * scale
    if n < 2:
        return Paired(value, None, level, None, None, None, n)
    spread = _deviation(one - other)
    apart = _deviation(one) ** 2 + _deviation(other) ** 2
    aim = max(OF_EFFECT * abs(value), OF_LEVEL * abs(level)) if wanted is None else wanted
    return Paired(
        value=value,
        half_width=t975(n - 1) * spread / math.sqrt(n),
        level=level,
        ratio=spread * spread / apart if apart > 0.0 else None,
        needed=seeds_needed(spread, aim),
        wanted=aim,
        worlds=n,
    )


def mean_difference(plan: Any, other: Any, wanted: float | None = None) -> Paired:
    """The mean paired difference of two series of values, one a world."""
    ones = np.ones(len(plan))
    return difference(plan, ones, other, ones, 1.0, wanted)


def _deviation(residuals: Floats) -> float:
    """The standard deviation of residuals whose mean is zero."""
    return math.sqrt(math.fsum((residuals * residuals).tolist()) / (len(residuals) - 1))


def seeds_needed(spread: float, half_width: float) -> int | None:
    """The least number of pairs whose interval is as narrow as wanted.

    Args:
        spread: standard deviation of the paired differences.
        half_width: what is wanted.

    Returns:
        None where a million are too few.
    """
    if spread == 0.0:
        return 2
    if half_width <= 0.0:
        return None
    n = max(2, math.ceil((1.96 * spread / half_width) ** 2))
    while n <= MOST_SEEDS and t975(n - 1) * spread / math.sqrt(n) > half_width:
        n += max(1, n // 200)
    return n if n <= MOST_SEEDS else None


def of_metric(metric: Metric, plan: Sums, other: Sums, wanted: float | None = None) -> Paired:
    """The difference in one metric over the window that was summed."""
    at = list(metrics()).index(metric.id)
    return difference(plan.over[:, at], plan.under[:, at], other.over[:, at], other.under[:, at], metric.scale, wanted)


def outcomes(scenario: Scenario, arms: Mapping[str, Sums], nothing: Sums) -> dict[str, Floats]:
    """Y of every run of every arm, in the units of the shipped panel, or else of `nothing`.

    Args:
        scenario: whose weights are used.
        arms: by name.
        nothing: runs that nobody governed.
    """
    units = units_of(scenario, nothing)
    return {name: weighed(_by_part(sums.parts), scenario.objective, units) for name, sums in arms.items()}


def weekly_outcomes(scenario: Scenario, sums: Sums, units: Mapping[str, float]) -> Floats:
    """Y of every run by played week, shape (R, weeks)."""
    runs, weeks, _ = sums.weekly.shape
    flat = _by_part(sums.weekly.reshape(runs * weeks, len(PARTS)))
    return weighed(flat, scenario.objective, units).reshape(runs, weeks)


def units_of(scenario: Scenario, nothing: Sums) -> dict[str, float]:
    """What the parts of the outcome are weighed in."""
    shipped = shipped_units(scenario)
    return deviations(_by_part(nothing.parts)) if shipped is None else shipped


def _by_part(values: Floats) -> dict[str, Floats]:
    return {name: values[:, n] for n, name in enumerate(PARTS)}


def chosen_metrics(names: Sequence[str]) -> list[Metric]:
    """Metrics by id, all where none is named.

    Raises:
        InputError: there is none of that name.
    """
    from engine.errors import InputError
    from sim.scenario import nearest

    for name in names:
        if name not in metrics():
            raise InputError(f"no metric is called '{name[:40]}'; {nearest(name, list(metrics()))}")
    return [metrics()[name] for name in names] if names else list(metrics().values())
