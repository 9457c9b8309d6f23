"""What a world leaves behind for every question asked of it: a few hundred integers, folded as soon as it has run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.evidence.outcome import PARTS
from engine.evidence.student import t975
from engine.evidence.tallies import Integers
from engine.evidence.windows import Window
from sim.events import KINDS
from sim.metric import Metric, Term

Floats = npt.NDArray[np.float64]

OUTCOME: Final = "outcome"  # what all parts of the outcome come to, weighed; not the id of a metric


@dataclass(frozen=True)
class Weighing:
    """How parts of the outcome become one number.

    Attributes:
        weights: of each part, over the deviation it is measured in and over what one point is worth.
        window: world weeks of the outcome.
        unit: as printed.
    """

    weights: Mapping[str, float]
    window: Window
    unit: str


class Folder:
    """Folds worlds into numerators and denominators.

    Attributes:
        metrics: by id, in order.
        window: of the metrics.
        weighing: of the outcome; None where it is not folded.
        weeks: world weeks that must be run.
    """

    def __init__(self, metrics: Mapping[str, Metric], window: Window, weighing: Weighing | None = None) -> None:
        """Lay out what is summed: a column of terms for each side of each metric, and for each part."""
        self.metrics, self.window, self.weighing = dict(metrics), window, weighing
        self.weeks = max(window.last_week, weighing.window.last_week if weighing else 0)
        self._sums = np.zeros((2 * KINDS, 2 * len(metrics)), np.int64)
        for n, metric in enumerate(metrics.values()):
            for side, terms in enumerate((metric.over, metric.under)):
                _lay(self._sums[:, 2 * n + side], terms)
        self._parts = np.zeros((2 * KINDS, len(PARTS) if weighing else 0), np.int64)
        if weighing:
            for n, part in enumerate(PARTS.values()):
                _lay(self._parts[:, n], part.terms)
        self.width = self._sums.shape[1] + self._parts.shape[1]
        self._used = np.flatnonzero(np.hstack([self._sums, self._parts]).any(axis=1))

    def fold(self, counts: Integers, totals: Integers) -> Integers:
        """Fold worlds.

        Args:
            counts: events by world, week and kind, shape (worlds, weeks, KINDS).
            totals: summed amounts, same shape.

        Returns:
            int64, shape (worlds, width): exact, integers in any order.
        """
        folded = _windowed(counts, totals, self.window)[:, self._used] @ self._sums[self._used]
        if self.weighing is None:
            return folded
        parts = _windowed(counts, totals, self.weighing.window)[:, self._used] @ self._parts[self._used]
        return np.hstack([folded, parts])

    def sides(self, name: str, folded: Integers) -> tuple[Integers, Integers]:
        """Numerator and denominator of a metric; weeks where it has none. Shape of `folded` less its last axis."""
        metric, n = self.metrics[name], list(self.metrics).index(name)
        over, under = folded[..., 2 * n], folded[..., 2 * n + 1]
        return over, under if metric.under else np.full_like(over, self.window.weeks)

    def outcomes(self, folded: Integers) -> Floats:
        """The outcome of every world: each world's own number, more is better."""
        if self.weighing is None:
            raise ValueError("the outcome was not folded")
        parts = folded[..., self._sums.shape[1] :]
        value = np.zeros(parts.shape[:-1])
        for n, (name, part) in enumerate(PARTS.items()):  # in order: the same bytes on every machine
            value = value + (1.0 if part.good else -1.0) * self.weighing.weights[name] * parts[..., n]
        return value

    def values(self, name: str, folded: Integers) -> Floats | None:
        """What each world adds to a metric, in the metric's unit.

        A ratio over many worlds is the ratio of the sums. Each world's value is that ratio and its own linearised
        residual, so that the mean over worlds is the ratio of sums and the spread is that of the paired t of
        `engine.evidence.panel`: what is linear in these values, as shares are, keeps both. Where all worlds have the
        same denominator this is each world's own value.

        Args:
            name: a metric, or `OUTCOME`.
            folded: shape (arms, worlds, width).

        Returns:
            Shape (arms, worlds); None where an arm has nothing to divide by.
        """
        if name == OUTCOME:
            return self.outcomes(folded)
        over, under = self.sides(name, folded)
        over_sum, under_sum = over.sum(axis=1), under.sum(axis=1)
        if not under_sum.all():
            return None
        ratio = (over_sum / under_sum)[:, None]
        mean = (under_sum / over.shape[1])[:, None]
        return np.asarray(self.metrics[name].scale * (ratio + (over - ratio * under) / mean))

    def own(self, name: str, folded: Integers) -> Floats:
        """Each world's own value, NaN where it has nothing to divide by. Shape of `folded` less its last axis."""
        if name == OUTCOME:
            return self.outcomes(folded)
        over, under = self.sides(name, folded)
        whole = np.where(under == 0, 1, under)
        return np.where(under == 0, np.nan, over / whole * self.metrics[name].scale)


def _lay(column: Integers, terms: Sequence[Term]) -> None:
    for term in terms:
        column[term.kind + (KINDS if term.of == "total" else 0)] += term.sign


def _windowed(counts: Integers, totals: Integers, window: Window) -> Integers:
    return np.hstack([counts[:, window.rows].sum(axis=1), totals[:, window.rows].sum(axis=1)])


@dataclass(frozen=True)
class Mean:
    """A mean over worlds with its 95 % interval.

    Attributes:
        value: the mean.
        error: its standard error; 0 for one world.
        worlds: how many.
        interval: paired t; None below two worlds.
    """

    value: float
    error: float
    worlds: int
    interval: tuple[float, float] | None

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.interval is not None and (self.interval[0] > 0 or self.interval[1] < 0)

    def as_json(self) -> dict[str, object]:
        """Plain data."""
        return {"value": self.value, "error": self.error, "interval": list(self.interval) if self.interval else None}


def mean_of(values: Sequence[float] | Floats) -> Mean:
    """The mean of paired differences, summed exactly and in any order, with its t interval."""
    listed = [float(value) for value in values]
    worlds = len(listed)
    value = math.fsum(listed) / worlds
    if worlds < 2:
        return Mean(value, 0.0, worlds, None)
    error = math.sqrt(math.fsum((one - value) * (one - value) for one in listed) / (worlds * (worlds - 1)))
    half = t975(worlds - 1) * error
    return Mean(value, error, worlds, (value - half, value + half))
