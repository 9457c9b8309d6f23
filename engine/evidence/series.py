"""Interrupted series: a level, perhaps a trend, and a step, in noise that remembers; on reported values only.

    y(t) = level + trend x t + step x [t is after] + e(t),   corr(e(s), e(t)) = rho^|s - t|

Calendar time is kept, so weeks of transition are gaps and not joins. `rho` is not estimated and then believed: the
model is solved for each of 120 values, each weighed by its REML likelihood

    w(rho) ~ |V|^(-1/2) |X'V^(-1)X|^(-1/2) RSS^(-(n-p)/2)

and the interval is that of the mixture of Student's t that they make. Ordinary least squares calls a step clear in most
series that merely drift; so do repairs of its errors (Turner and others, 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LOWEST_RHO: Final = -0.6
HIGHEST_RHO: Final = 0.985
GRID: Final = 120
LEAST_BINS: Final = 10
"""On either side; with fewer the series is not offered."""
MOST_BIN_WEEKS: Final = 4
TREND_WEEKS: Final = 26
"""Weeks of baseline that a trend takes."""
LEVEL: Final = 0.95
POWER: Final = 0.80
_NEGLIGIBLE: Final = 1e-9  # weight below which a value of rho moves no digit of an interval
_MOST_STEPS: Final = 60
_CLOSE: Final = 1e-11


@dataclass(frozen=True)
class Step:
    """What an interrupted series came to.

    Attributes:
        value: the step, in the series' unit.
        interval: 95 %, of the t mixture.
        error: its standard deviation.
        rho: memory from one bin to the next, as weighed.
        trend: slope a bin; None where the model has none.
        before: bins before.
        after: bins after.
        bin_weeks: weeks of a bin.
    """

    value: float
    interval: tuple[float, float]
    error: float
    rho: float
    trend: float | None
    before: int
    after: int
    bin_weeks: int = 1


@dataclass(frozen=True)
class NotOffered:
    """Why there is no interrupted series: one line without digits of its own."""

    reason: str


@dataclass(frozen=True, eq=False)
class Bins:
    """A series in bins that hold whole cadences.

    Attributes:
        values: mean of each bin.
        at: its place in calendar time, in bins from the first week on.
        after: whether it is after, 0 or 1.
        weeks: weeks of a bin.
    """

    values: Floats
    at: npt.NDArray[np.int64]
    after: npt.NDArray[np.int64]
    weeks: int


def bin_weeks(cadence_days: int, days: int = 5) -> int:
    """Weeks of a bin: the longest forum or train cadence, in whole weeks, so that no bin cuts a rhythm."""
    return max(1, -(-cadence_days // days))


def binned(weekly: Floats, before: tuple[int, int], after: tuple[int, int], weeks: int) -> Bins:
    """Cut both sides of a weekly series into bins, from the interruption outwards.

    Args:
        weekly: row w - 1 holds world week w; nan where there is nothing.
        before: first and last world week of the baseline; bins end with it.
        after: first and last world week after; bins begin with it.
        weeks: of a bin.

    Returns:
        Bins in order of time. Those with less than half of their weeks are left out; what does not fill a bin at the
        far ends is left out as well.
    """
    starts = [*range(before[1] - weeks + 1, before[0] - 1, -weeks)][::-1]
    first = len(starts)
    starts += [*range(after[0], after[1] - weeks + 2, weeks)]
    values, began, side = [], [], []
    for n, start in enumerate(starts):
        inside = weekly[start - 1 : start - 1 + weeks]
        inside = inside[~np.isnan(inside)]
        if 2 * len(inside) >= weeks and len(inside):
            values.append(float(inside.mean()))
            began.append(start)
            side.append(int(n >= first))
    places = np.array(began, np.int64)
    origin = places[0] if len(places) else 0
    # the gap of the transition need not be whole bins: the nearest whole number keeps powers of rho defined
    at = (2 * (places - origin) + weeks) // (2 * weeks)
    return Bins(np.array(values), at, np.array(side, np.int64), weeks)


def interrupted(bins: Bins, *, trend: bool) -> Step | NotOffered:
    """Fit an interrupted series.

    Args:
        bins: of a reported series.
        trend: whether the model has one; see `TREND_WEEKS`.
    """
    after = int(bins.after.sum())
    before = len(bins.after) - after
    if bins.weeks > MOST_BIN_WEEKS:
        return NotOffered("its rhythm is too slow: a bin that holds a whole one is too long")
    if min(before, after) < LEAST_BINS:
        return NotOffered("too few bins on one side")
    if np.ptp(bins.values) == 0.0:
        return NotOffered("the series never moves")
    columns = [np.ones(len(bins.values)), bins.after.astype(np.float64)]
    if trend:
        columns.append(bins.at - bins.at.mean())
    fitted = fit(bins.values, np.stack(columns, axis=1), bins.at)
    value, error, interval, rho = fitted.coefficient(1)
    slope = fitted.coefficient(2)[0] if trend else None
    return Step(value, interval, error, rho, slope, before, after, bins.weeks)


@dataclass(frozen=True, eq=False)
class Fit:
    """A regression in AR(1) noise, at every value of rho.

    Attributes:
        rhos: shape (grid,).
        weights: of each, summing to one.
        betas: coefficients at each, shape (grid, p).
        errors: their standard errors, same shape.
        degrees: of freedom.
    """

    rhos: Floats
    weights: Floats
    betas: Floats
    errors: Floats
    degrees: int

    def coefficient(self, n: int) -> tuple[float, float, tuple[float, float], float]:
        """A coefficient: its mean, standard deviation, 95 % interval of the t mixture, and the mean of rho."""
        centres, widths = self.betas[:, n], self.errors[:, n]
        mean = float(self.weights @ centres)
        inflated = self.degrees / max(self.degrees - 2, 1)
        variance = float(self.weights @ (widths**2 * inflated + (centres - mean) ** 2))
        ends = [self._quantile(centres, widths, p) for p in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)]
        return mean, variance**0.5, (ends[0], ends[1]), float(self.weights @ self.rhos)

    def _quantile(self, centres: Floats, widths: Floats, p: float) -> float:
        """A quantile of the mixture: Newton's steps, kept between the extreme quantiles of its parts."""
        from scipy.special import gammaln, stdtr, stdtrit

        heavy, nu = self.weights > _NEGLIGIBLE, self.degrees
        weights, centres, widths = self.weights[heavy] / self.weights[heavy].sum(), centres[heavy], widths[heavy]
        ends = centres + float(stdtrit(nu, p)) * widths
        low, high = float(ends.min()), float(ends.max())
        peak = np.exp(gammaln((nu + 1) / 2) - gammaln(nu / 2)) / np.sqrt(nu * np.pi)
        at = float(weights @ ends)
        for _ in range(_MOST_STEPS):
            z = (at - centres) / widths
            off = float(weights @ stdtr(nu, z)) - p
            low, high = (at, high) if off < 0 else (low, at)
            density = float(weights @ (peak * (1.0 + z * z / nu) ** (-(nu + 1) / 2) / widths))
            step = at - off / density if density > 0.0 else low
            following = step if low < step < high else 0.5 * (low + high)
            if abs(following - at) <= _CLOSE * (1.0 + abs(at)):
                return following
            at = following
        return at


def fit(y: Floats, x: Floats, at: npt.NDArray[np.int64]) -> Fit:
    """Regress in AR(1) noise for every rho of the grid.

    Args:
        y: shape (n,).
        x: shape (n, p), of full rank, n > p.
        at: where each observation stands in time, strictly ascending integers.

    Returns:
        The solutions and their weights.
    """
    n, p = x.shape
    rhos = np.linspace(LOWEST_RHO, HIGHEST_RHO, GRID)
    carried = rhos[:, None] ** np.diff(at)[None, :]  # correlation with the one before, shape (grid, n - 1)
    left = np.sqrt(1.0 - carried**2)
    whole = np.concatenate((x, y[:, None]), axis=1)
    white = np.empty((GRID, n, p + 1))
    white[:, 0] = whole[0]
    white[:, 1:] = (whole[None, 1:] - carried[:, :, None] * whole[None, :-1]) / left[:, :, None]
    xs, ys = white[:, :, :p], white[:, :, p]
    turned = xs.transpose(0, 2, 1)
    gram = turned @ xs
    betas = np.linalg.solve(gram, turned @ ys[:, :, None])
    rss = ((ys - (xs @ betas)[:, :, 0]) ** 2).sum(axis=1)
    inverse = np.linalg.inv(gram)
    errors = np.sqrt(np.einsum("gii->gi", inverse) * (rss / (n - p))[:, None])
    log_v = 2.0 * np.log(left).sum(axis=1)
    log_weight = -0.5 * (log_v + np.linalg.slogdet(gram)[1] + (n - p) * np.log(np.maximum(rss, 1e-300)))
    weights = np.exp(log_weight - log_weight.max())
    return Fit(rhos, weights / weights.sum(), betas[:, :, 0], errors, n - p)


def smallest_change(error: float, degrees: int) -> float:
    """The smallest change that numbers could show: (t.975 + t.80) x standard error, four times in five."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, (1 + LEVEL) / 2) + stdtrit(degrees, POWER)) * error


def step_error(before: Sequence[float] | Floats, bins_after: int, *, trend: bool, gap: int = 0) -> tuple[float, int]:
    """What the standard error of a step would be, before anything is launched.

    Args:
        before: the baseline, in bins, at least `LEAST_BINS`.
        bins_after: how many bins there will be.
        trend: whether the model will have one.
        gap: bins of transition that will be left out.

    Returns:
        Standard error, and degrees of freedom.
    """
    values = np.asarray(before, np.float64)
    n = len(values)
    past = np.arange(n)
    columns = [np.ones(n)] + ([past - past.mean()] if trend else [])
    known = fit(values, np.stack(columns, axis=1), past)
    deviation = known.errors[:, 0] / np.sqrt(_unit_variances(np.stack(columns, axis=1), past, known.rhos)[:, 0])
    at = np.concatenate((past, n + gap + np.arange(bins_after)))
    after = (at >= n).astype(np.float64)
    design = np.stack([np.ones(len(at)), after] + ([at - at.mean()] if trend else []), axis=1)
    unit = _unit_variances(design, at, known.rhos)[:, 1]
    error = float(np.sqrt(known.weights @ (deviation**2 * unit)))
    return error, len(at) - design.shape[1]


def smallest_known(weekly: Floats, before: tuple[int, int], bins_after: int, weeks: int) -> float | None:
    """The smallest change that a source could show, from its baseline alone.

    Args:
        weekly: its figures by the week they tell of.
        before: first and last world week of the baseline.
        bins_after: how many bins there will be.
        weeks: of a bin.

    Returns:
        In the series' unit; None where the series would not be offered.
    """
    made = binned(weekly, before, (before[1] + 1, before[1]), weeks)
    too_few = min(len(made.values), bins_after) < LEAST_BINS
    if too_few or weeks > MOST_BIN_WEEKS or np.ptp(made.values) == 0.0:
        return None
    trend = before[1] - before[0] + 1 >= TREND_WEEKS
    return smallest_change(*step_error(made.values, bins_after, trend=trend))


def _unit_variances(x: Floats, at: npt.NDArray[np.int64], rhos: Floats) -> Floats:
    """Variance of each coefficient for noise of variance one, at every rho, shape (grid, p)."""
    carried = rhos[:, None] ** np.diff(at)[None, :]
    left = np.sqrt(1.0 - carried**2)
    white = np.empty((len(rhos), *x.shape))
    white[:, 0] = x[0]
    white[:, 1:] = (x[None, 1:] - carried[:, :, None] * x[None, :-1]) / left[:, :, None]
    return np.asarray(np.einsum("gii->gi", np.linalg.inv(np.einsum("gni,gnj->gij", white, white))))
