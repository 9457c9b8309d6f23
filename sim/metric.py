"""What a metric is: a ratio of counts and totals of event kinds, so every value is a fold of the log.

Files in `sim/metrics/` hold one `METRIC` each; `sim.metrics.metrics` finds them all. The kernel reads the same
definitions from the world to work out what sources report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Term:
    """A part of a numerator or denominator.

    Attributes:
        kind: a number from `sim.events`.
        of: "count" of events, or "total" of their amounts.
        sign: 1, or -1 where it is taken off.
    """

    kind: int
    of: Literal["count", "total"]
    sign: Literal[1, -1] = 1


def count(kind: int) -> Term:
    """How many events of a kind."""
    return Term(kind, "count")


def total(kind: int) -> Term:
    """The sum of the amounts of a kind."""
    return Term(kind, "total")


def less(term: Term) -> Term:
    """The same, taken off."""
    return Term(term.kind, term.of, -1)


def summed(terms: tuple[Term, ...], counts: npt.NDArray[np.int64], totals: npt.NDArray[np.int64]) -> Any:
    """Terms over a window of weeks, of one world or of many.

    Args:
        terms: what is added, and what is taken off.
        counts: events by week and kind, shape (..., weeks, kinds).
        totals: summed amounts, same shape.

    Returns:
        int64, shape (...).
    """
    whole = np.zeros(counts.shape[:-2], np.int64)
    for term in terms:
        table = totals if term.of == "total" else counts
        whole += term.sign * table[..., term.kind].sum(axis=-1)  # exact: integers, in any order
    return whole


@dataclass(frozen=True)
class Metric:
    """A definition of one metric.

    Attributes:
        id: family and name, as `flow.lead`.
        number: its place in the world and in `DisagreementMeasured`; for ever.
        name: for people.
        unit: as printed.
        better: which direction is good; "near" has none.
        over: numerator, summed.
        under: denominator, summed; empty means per week.
        scale: factor from the ratio to the unit.
        minimum: least denominator (in its own events or units) for a value that may be cited.
        decimals: places printed.
        definition: one sentence that says what counts.
        percentile_of: kind whose amounts give P50 and P85 in reports of single logs, if any.
    """

    id: str
    number: int
    name: str
    unit: str
    better: Literal["lower", "higher", "near"]
    over: tuple[Term, ...]
    under: tuple[Term, ...]
    scale: float
    minimum: float
    decimals: int
    definition: str
    percentile_of: int | None = None

    def value(self, counts: npt.NDArray[np.int64], totals: npt.NDArray[np.int64]) -> float | None:
        """The metric over a window of weeks.

        Args:
            counts: events by week and kind, shape (weeks, kinds).
            totals: summed amounts, same shape.

        Returns:
            The ratio of sums in `unit`, or None where the denominator is empty: never zero for nothing.
        """
        over, under = int(summed(self.over, counts, totals)), self.base(counts, totals)
        return over / under * self.scale if under > 0 else None

    def base(self, counts: npt.NDArray[np.int64], totals: npt.NDArray[np.int64]) -> int:
        """The denominator over a window, in its own unit: weeks where there is none."""
        return int(summed(self.under, counts, totals)) if self.under else len(counts)

    def enough(self, counts: npt.NDArray[np.int64], totals: npt.NDArray[np.int64]) -> bool:
        """Whether the window holds enough for a value that may be cited."""
        return self.base(counts, totals) >= self.minimum
