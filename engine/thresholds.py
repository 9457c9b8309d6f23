"""Polarity and thresholds of what is shown: one table, `assets/thresholds.toml`, for every screen and story.

A rising bad number painted green destroys trust; so no screen decides by itself what is good.
"""

from __future__ import annotations

import functools
from typing import Annotated, Final, Literal

import pydantic

from engine.shipped import Strict, shipped

FILE: Final = "thresholds.toml"
State = Literal["steady", "watch", "act"]
Better = Literal["lower", "higher", "near", "none"]


class Side(Strict):
    """Where to watch and where to act on one side of a value.

    Attributes:
        watch: in the metric's unit.
        act: further out, or None where there is nothing to act on at once.
    """

    watch: float
    act: float | None = None


class Threshold(Strict):
    """How one figure is judged.

    Attributes:
        better: which direction is good.
        of: what the sides are measured against: the value, its ratio to the opening level, or its change since.
        above: at or above these.
        below: at or below these.
        weeks: from which week after a change to which a signal is to be expected; (0, 0) is at once.
        note: what to know beside the number.
    """

    better: Better
    of: Literal["value", "baseline", "change"] = "value"
    above: Side | None = None
    below: Side | None = None
    weeks: Annotated[tuple[int, int] | None, pydantic.Field(strict=False)] = None
    note: str = ""

    def state(self, value: float | None, baseline: float | None = None) -> State | None:
        """The state of a value, or None where it cannot be told: no value, no opening level, or no threshold.

        Args:
            value: in the metric's unit.
            baseline: the opening level, needed unless `of` is "value".
        """
        if value is None or (self.above is None and self.below is None):
            return None
        if self.of != "value":
            if baseline is None or (self.of == "baseline" and baseline == 0.0):
                return None
            value = value / baseline if self.of == "baseline" else value - baseline
        if _past(self.above, value, +1.0, "act") or _past(self.below, value, -1.0, "act"):
            return "act"
        if _past(self.above, value, +1.0, "watch") or _past(self.below, value, -1.0, "watch"):
            return "watch"
        return "steady"

    def says(self, change: float) -> str:
        """A change in words that hold without colour: "up, worse"."""
        if change == 0.0:
            return "unchanged"
        way = "up" if change > 0.0 else "down"
        if self.better in {"near", "none"}:
            return way
        good = (change > 0.0) == (self.better == "higher")
        return f"{way}, {'better' if good else 'worse'}"


def _past(side: Side | None, value: float, sign: float, level: Literal["watch", "act"]) -> bool:
    limit = None if side is None else getattr(side, level)
    return limit is not None and sign * value >= sign * limit


class _File(Strict):
    metric: dict[str, Threshold]
    figure: dict[str, Threshold]


@functools.cache
def thresholds() -> dict[str, Threshold]:
    """Every threshold, by metric id or by the name of a figure.

    Raises:
        InputError: the file is missing or damaged.
    """
    found = shipped(_File, FILE)
    return {**found.metric, **found.figure}


def threshold_of(name: str) -> Threshold | None:
    """The threshold of a metric or figure, or None where there is none."""
    return thresholds().get(name)
