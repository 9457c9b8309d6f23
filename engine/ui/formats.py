"""Numbers as players read them."""

from __future__ import annotations

from typing import Literal

Durations = Literal["days", "weeks"]
DAYS_A_WEEK = 5


def number(value: float, places: int | None = None) -> str:
    """A number with as many places as it needs, with a true minus and thin groups of thousands."""
    text = f"{value:,.{places}f}" if places is not None else f"{value:,g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return text.replace("-", "−")


def duration(days: float, how: Durations) -> str:
    """A span of working days, as the player wants it.

    Args:
        days: working days.
        how: "days" prints them so, "weeks" in weeks of five, from one week on.
    """
    if how == "weeks" and abs(days) >= DAYS_A_WEEK:
        weeks = days / DAYS_A_WEEK
        return f"{number(round(weeks, 1))} wk"
    return f"{number(round(days, 1))} d"
