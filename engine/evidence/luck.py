"""Skill and luck: what a plan is worth on average, and what one world added to it (evidence.md 4).

    Y(p, s0) - mu0 = skill + weather + fit

skill = E[Y(p) - Y(0)] over other worlds; weather = Y(0, s0) - mu0, how kind this world is to nobody; fit = what the
plan changed here, less skill. Kind worlds leave less to fix, so weather and fit pull against each other: luck is their
sum. Fit contains what the player did because of what this world showed: "luck or adaptation".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.evidence.folding import Floats, Mean, mean_of


@dataclass(frozen=True)
class Luck:
    """One number of one world, taken apart.

    Attributes:
        played: Y(p, s0), as it came out.
        twin: Y(0, s0), the same world without any command.
        usual: mu0, other worlds without any command.
        skill: the plan's mean effect in other worlds.
        weather: this world's twin less the usual.
        fit: the effect here less skill.
    """

    played: float
    twin: float
    usual: float
    skill: Mean
    weather: float
    fit: float

    @property
    def luck(self) -> float:
        """Weather and fit."""
        return self.weather + self.fit

    def as_json(self) -> dict[str, object]:
        """Plain data."""
        return {
            "played": self.played,
            "twin": self.twin,
            "usual": self.usual,
            "skill": self.skill.as_json(),
            "weather": self.weather,
            "fit": self.fit,
            "luck": self.luck,
        }


def take_apart(played: float, twin: float, plan: Sequence[float] | Floats, nothing: Sequence[float] | Floats) -> Luck:
    """Skill, weather and fit of one world.

    Args:
        played: Y of the plan in it.
        twin: Y of nothing in it.
        plan: Y of the plan in other worlds.
        nothing: Y of nothing in those, in the same order.

    Raises:
        ValueError: the other worlds are not paired, or there are none.
    """
    if len(plan) != len(nothing) or not len(plan):
        raise ValueError("skill needs the same other worlds with the plan and without it")
    usual = math.fsum(map(float, nothing)) / len(nothing)
    skill = mean_of([float(a) - float(b) for a, b in zip(plan, nothing, strict=True)])
    return Luck(played, twin, usual, skill, twin - usual, (played - twin) - skill.value)


def beaten(gain: float, others: Sequence[float]) -> float | None:
    """Share of other plans' gains that lie below a gain; None without any."""
    return sum(other < gain for other in others) / len(others) if others else None
