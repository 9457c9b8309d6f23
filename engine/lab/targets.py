"""What a scenario should be like: the tuning targets of the design (game.md 8), and how they are measured.

O of a single world is 100 x (Y(plan) - Y(nothing)) / mean(Y(textbook) - Y(nothing)), paired by seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.evidence.outcome import GRADES

Floats = npt.NDArray[np.float64]
_LEAST: Final = dict(GRADES)


@dataclass(frozen=True)
class Target:
    """A bound on one measure of one policy.

    Attributes:
        policy: "trap", "random", "foreign", "careful-novice", "textbook" or "launches".
        measure: "bronze", "silver", "gold" (shares of worlds), "median" or "sd" (points of O), or another.
        low: the least that is fine.
        high: the most.
    """

    policy: str
    measure: str
    low: float
    high: float

    @property
    def share(self) -> bool:
        """Whether it is a share, printed in percent."""
        return self.measure in _LEAST or self.measure == "worse-first"

    @property
    def id(self) -> str:
        """Policy and measure."""
        return f"{self.policy}.{self.measure}"

    def met(self, found: float | None) -> bool:
        """Whether a value is within its bounds; what could not be measured is not."""
        return found is not None and self.low <= found <= self.high


TARGETS: Final = (
    Target("trap", "bronze", 0.0, 0.05),
    Target("trap", "silver", 0.0, 0.02),
    Target("trap", "gold", 0.0, 0.0),
    Target("trap", "median", -40.0, 10.0),
    Target("random", "bronze", 0.05, 0.12),
    Target("random", "silver", 0.0, 0.02),
    Target("random", "gold", 0.0, 0.0),
    Target("random", "median", -10.0, 10.0),
    Target("foreign", "bronze", 0.0, 0.40),
    Target("foreign", "silver", 0.0, 0.15),
    Target("foreign", "gold", 0.0, 0.03),
    Target("foreign", "median", 10.0, 30.0),
    Target("careful-novice", "bronze", 0.70, 0.85),
    Target("careful-novice", "silver", 0.30, 0.45),
    Target("careful-novice", "gold", 0.05, 0.10),
    Target("careful-novice", "median", 45.0, 60.0),
    Target("textbook", "bronze", 0.98, 1.0),
    Target("textbook", "silver", 0.90, 0.97),
    Target("textbook", "gold", 0.65, 0.80),
    Target("textbook", "median", 90.0, 110.0),  # 100 by construction of its mean
    Target("textbook", "sd", 0.0, 25.0),
    Target("textbook", "load", 2.0, 4.0),
    Target("textbook", "cards", 4.0, 6.0),
    Target("launches", "worse-first", 0.60, 1.0),
)


def measures(points: Floats) -> dict[str, float]:
    """What the targets ask of single worlds' O.

    Args:
        points: O of each world, not clipped.
    """
    shares = {name: float(np.mean(points >= least)) for name, least in GRADES}
    return shares | {"median": float(np.median(points)), "sd": _sd(points), "mean": float(np.mean(points))}


def _sd(points: Floats) -> float:
    return float(np.std(points, ddof=1)) if len(points) > 1 else 0.0


@dataclass(frozen=True)
class Checked:
    """A target and what was found.

    Attributes:
        target: what was wanted.
        found: the measure; None where it could not be taken.
    """

    target: Target
    found: float | None

    @property
    def met(self) -> bool:
        """Whether it is met."""
        return self.target.met(self.found)

    def wanted(self) -> str:
        """The bounds in words."""
        target = self.target
        low, high = _shown(target, target.low), _shown(target, target.high)
        if target.low == target.high:
            return low
        if target.low == 0.0 and target.measure != "median":
            return f"≤ {high}"
        if target.share and target.high == 1.0:
            return f"≥ {low}"
        return f"{low} to {high}"

    def shown(self) -> str:
        """What was found, in words."""
        return "–" if self.found is None else _shown(self.target, self.found)


def _shown(target: Target, value: float) -> str:
    if target.share:
        return f"{100 * value:.0f} %"
    return f"{value:.1f}" if target.measure in {"load", "cards"} else f"{value:.0f}"


def check(found: Mapping[str, Mapping[str, Any]]) -> list[Checked]:
    """Every target with what was found of it.

    Args:
        found: measures by policy.
    """
    return [Checked(target, found.get(target.policy, {}).get(target.measure)) for target in TARGETS]
