"""Axes: round numbers for ticks, values as places."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """Values from `low` to `high` as places from `begin` to `end`, in pixels."""

    low: float
    high: float
    begin: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self.begin + share * (self.end - self.begin)


def step_for(span: float, most: int) -> float:
    """A round step (1, 2 or 5 times a power of ten) that cuts a span into at most so many parts."""
    if span <= 0 or most < 1 or not math.isfinite(span):
        return 1.0
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    return next((factor * power for factor in (1.0, 2.0, 5.0) if factor * power >= rough * (1 - 1e-9)), 10.0 * power)


def rounded_range(values: Iterable[float], *, zero: bool, most: int = 5) -> tuple[float, float, float]:
    """Low, high and step of an axis that holds all values and begins and ends at ticks.

    Args:
        values: what must be on it; none gives 0 to 1.
        zero: whether it begins at zero if nothing is below it and the values come near.
        most: ticks but one.
    """
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return 0.0, 1.0, 0.5
    low, high = min(known), max(known)
    if zero and low >= 0 and low <= 0.5 * high:
        low = 0.0
    if high <= low:
        pad = abs(high) * 0.1 or 1.0
        low, high = (low - pad if low < 0 or not zero else max(0.0, low - pad)), high + pad
    step = step_for(high - low, most)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def ticks(low: float, high: float, step: float) -> list[float]:
    """The ticks from low to high."""
    count = round((high - low) / step)
    return [low + n * step for n in range(count + 1)]


def printed(value: float, step: float) -> str:
    """A tick in words, with as many places as its step needs."""
    if abs(step) >= 1000 and value:
        return f"{value / 1000:,.0f}k".replace("-", "−")
    places = max(0, -math.floor(math.log10(step) + 1e-9)) if step < 1 else 0
    text = f"{value:,.{places}f}"
    return "0" if float(text.replace(",", "")) == 0 else text.replace("-", "−")
