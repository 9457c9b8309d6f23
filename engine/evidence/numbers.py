"""How numbers are printed: fixed decimals, a true minus, no false precision."""

from __future__ import annotations

from typing import Final

MINUS: Final = "−"
_MOST_EXTRA: Final = 3


def plain(value: float, decimals: int, *, signed: bool = False) -> str:
    """A number in fixed decimals.

    Args:
        value: a finite number.
        decimals: places printed; negative ones round to tens, hundreds, …
        signed: whether a positive number gets its plus.
    """
    rounded = round(float(value), decimals)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{abs(rounded):,.{max(decimals, 0)}f}"


def visible(value: float, decimals: int) -> int:
    """Decimals that keep a difference from being printed as zero; a few more than asked for, at most."""
    for extra in range(_MOST_EXTRA):
        if value == 0 or round(float(value), decimals + extra) != 0:
            return decimals + extra
    return decimals + _MOST_EXTRA


def interval_decimals(interval: tuple[float, float], decimals: int) -> int:
    """Decimals that show two significant digits of an interval's half-width; `decimals` where it has no width."""
    half = (interval[1] - interval[0]) / 2
    return 1 - int(f"{half:.1e}".partition("e")[2]) if half > 0 else decimals


def unit_of_difference(unit: str) -> str:
    """The unit of a difference: two rates differ by percentage points, never by per cent."""
    return unit.replace("%", "percentage points", 1) if unit.startswith("%") else unit


def rough(value: float | None) -> str:
    """A rate in about three digits; "none" where there is nothing to divide by."""
    if value is None:
        return "none"
    size = abs(value)
    return plain(value, 0 if size >= 100 else 1 if size >= 10 else 2)
