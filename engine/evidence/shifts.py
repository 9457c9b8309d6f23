"""Whether a reported series moved: a difference of two means, autocorrelation counted, and many of them at once.

Weekly figures repeat themselves: a queue that is long today is long next week. A mean of n of them is worth less than n
independent figures; with lag-one correlation r its variance is s^2/n f(n, r), where

    f(n, r) = (1 + r)/(1 - r) - 2r(1 - r^n) / (n(1 - r)^2)

What is looked at because it was looked for is judged by Benjamini and Hochberg's rule over everything that was looked
at (1995): of the alarms it raises, at most a share q is false on average.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LEAST: Final = 8
"""Figures on either side below which nothing is said."""
MOST_CORRELATED: Final = 0.85
FALSE_SHARE: Final = 0.10
"""q: the share of alarms that may be false."""
POWER: Final = 0.80
LEVEL: Final = 0.95


@dataclass(frozen=True)
class Shift:
    """How far a mean moved from one stretch of weeks to another.

    Attributes:
        before: mean of the first stretch.
        after: mean of the second.
        error: standard error of their difference, autocorrelation counted.
        freedom: degrees of freedom of that, in independent figures.
        p: two-sided.
    """

    before: float
    after: float
    error: float
    freedom: float
    p: float

    @property
    def difference(self) -> float:
        """After less before."""
        return self.after - self.before

    @property
    def errors(self) -> float:
        """The difference in standard errors."""
        if self.error > 0:
            return self.difference / self.error
        return 0.0 if self.difference == 0 else math.copysign(math.inf, self.difference)


def shift(before: Sequence[float], after: Sequence[float]) -> Shift | None:
    """The difference of two stretches of one series; None below `LEAST` figures on either side.

    Args:
        before: weekly figures, oldest first.
        after: likewise.
    """
    if min(len(before), len(after)) < LEAST:
        return None
    from scipy import stats

    rho = correlation(before, after)
    low, high = _mean(before), _mean(after)
    factors = inflation(len(before), rho), inflation(len(after), rho)
    squares = math.fsum((x - low) ** 2 for x in before) + math.fsum((x - high) ** 2 for x in after)
    variance = squares / max(1.0, len(before) + len(after) - sum(factors))
    error = math.sqrt(variance * (factors[0] / len(before) + factors[1] / len(after)))
    freedom = max(1.0, len(before) / factors[0] + len(after) / factors[1] - 2)
    if not error:
        return Shift(low, high, 0.0, freedom, 1.0 if high == low else 0.0)
    return Shift(low, high, error, freedom, 2 * float(stats.t.sf(abs(high - low) / error, freedom)))


def correlation(*stretches: Sequence[float]) -> float:
    """Lag-one correlation around each stretch's own mean, its bias of about -(1 + 3r)/n mended; 0 to .85."""
    over = under = 0.0
    figures = 0
    for stretch in stretches:
        mean = _mean(stretch)
        off = [x - mean for x in stretch]
        over += math.fsum(one * next_ for one, next_ in itertools.pairwise(off))
        under += math.fsum(x * x for x in off)
        figures += len(off)
    if not under or figures < 3:
        return 0.0
    rho, each = over / under, figures / len(stretches)
    return min(MOST_CORRELATED, max(0.0, rho + (1 + 3 * rho) / each))


def inflation(figures: int, rho: float) -> float:
    """f(n, r): what the variance of a mean is multiplied by because figures repeat themselves."""
    if rho <= 0:
        return 1.0
    tail = 2 * rho * (1 - rho**figures) / (figures * (1 - rho) * (1 - rho))
    return max(1.0, (1 + rho) / (1 - rho) - tail)


def smallest_shift(deviation: float, rho: float, before: int, after: int, *, trend: bool = False) -> float | None:
    """The smallest shift of a mean that so many weekly figures would show with 80 % power at 5 % (evidence.md 5).

    (t.975 + t.80) x SE, with degrees of freedom in independent figures.

    Args:
        deviation: standard deviation of weekly figures.
        rho: their lag-one correlation.
        before: figures before.
        after: figures after.
        trend: of a level beside a trend, by generalised least squares.

    Returns:
        In the unit of `deviation`; None below `LEAST` figures on either side.
    """
    if min(before, after) < LEAST:
        return None
    from scipy import stats

    factors = inflation(before, rho), inflation(after, rho)
    freedom = max(1.0, before / factors[0] + after / factors[1] - 2)
    if trend:
        freedom = max(1.0, freedom - 1)
        error = deviation * _error_beside_a_trend(rho, before, after)
    else:
        error = deviation * math.sqrt(factors[0] / before + factors[1] / after)
    return float(stats.t.ppf((1 + LEVEL) / 2, freedom) + stats.t.ppf(POWER, freedom)) * error


def _error_beside_a_trend(rho: float, before: int, after: int) -> float:
    """Standard error of a step beside a level and a trend, per standard deviation of AR(1) figures."""
    import numpy as np

    weeks = np.arange(before + after)
    inverse = np.linalg.inv(rho ** np.abs(weeks[:, None] - weeks[None, :]))
    design = np.stack([np.ones(len(weeks)), weeks - before, weeks >= before], axis=1)
    return math.sqrt(float(np.linalg.inv(design.T @ inverse @ design)[2, 2]))


def alarms(p_values: Sequence[float], false_share: float = FALSE_SHARE) -> list[bool]:
    """Which of many differences raise an alarm, by Benjamini and Hochberg's rule over all of them.

    Args:
        p_values: one for everything that was looked at, in any order.
        false_share: q.

    Returns:
        One for each, in the same order.
    """
    many = len(p_values)
    passing = [p for rank, p in enumerate(sorted(p_values), start=1) if p <= false_share * rank / many]
    limit = max(passing, default=-1.0)
    return [p <= limit for p in p_values]


def _mean(figures: Sequence[float]) -> float:
    return math.fsum(figures) / len(figures)
