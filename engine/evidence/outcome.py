"""What a tenure came to: six parts of truth, weighed as the scenario says, in units of a company that nobody governs.

    Y = sum of weight x part (more is better) / its standard deviation under do-nothing over the panel's seeds
    O = 100 x mean(Y(plan) - Y(nothing)) / mean(Y(textbook) - Y(nothing)), paired by seed

O is skill. What a world adds to it is luck: *fit*, that world's own paired O less O, and *weather*, that world's
do-nothing less the average one. Where the textbook itself is not clear of nothing, O is undefined: nothing binds there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.errors import InputError
from engine.evidence.student import t975
from sim import events as ev
from sim.metric import Term, count, summed, total
from sim.scenario import Objective, Scenario, Weeks

if TYPE_CHECKING:
    from engine.ensemble import Ensemble

Floats = npt.NDArray[np.float64]

LEAST: Final = -50.0  # O is shown from here
MOST: Final = 130.0  # to here
GRADES: Final = (("gold", 85.0), ("silver", 60.0), ("bronze", 35.0))
CLEAR_ERRORS: Final = 3.0  # standard errors by which the textbook must beat nothing for O to mean anything


class Part(NamedTuple):
    """One part of the outcome: sums of event amounts, good or bad."""

    good: bool
    terms: tuple[Term, ...]
    meaning: str


PARTS: Final[dict[str, Part]] = {
    "value": Part(True, (total(int(ev.VALUE_DELIVERED)),), "true value that customers received"),
    "harm": Part(False, (total(int(ev.HARM_ACCRUED)),), "customer-minutes affected by failures"),
    "waste": Part(
        False,
        tuple(
            total(int(kind))
            for kind in (
                ev.DUPLICATE_MERGED, ev.DUPLICATE_SHIPPED, ev.ITEM_STOPPED, ev.ITEM_RETURNED, ev.ITEM_PREEMPTED
            )
        ),
        "minutes of second copies, of what was stopped, of rework and of set-ups lost",
    ),
    "people": Part(False, (total(int(ev.BURNOUT_COUNTED)),), "person-weeks of exhaustion, permille"),
    "promises": Part(False, (count(int(ev.FORECAST_MISSED)),), "dates promised with 80 % that passed"),
    "revenue": Part(True, (total(int(ev.REVENUE_EARNED)),), "cents that contracts brought"),
}  # fmt: skip


def parts(ensemble: Ensemble, weeks: Weeks) -> dict[str, Floats]:
    """Each part of the outcome by world, more is better, over tenure and aftermath.

    Args:
        ensemble: whole runs.
        weeks: of their scenario.

    Returns:
        Arrays of shape (worlds,).
    """
    after = slice(weeks.history, weeks.total)
    found: dict[str, Floats] = {}
    for name, part in PARTS.items():
        amounts = summed(part.terms, ensemble.counts[:, after], ensemble.totals[:, after])
        found[name] = amounts.astype(np.float64) * (1.0 if part.good else -1.0)
    return found


def deviations(nothing: Mapping[str, Floats]) -> dict[str, float]:
    """The standard deviation of each part in worlds that nobody governs: the unit it is weighed in.

    Args:
        nothing: `parts` of do-nothing over the panel.
    """
    return {name: float(np.std(values, ddof=1)) for name, values in nothing.items()}


def weighed(found: Mapping[str, Floats], objective: Objective, units: Mapping[str, float]) -> Floats:
    """Y of each world.

    Args:
        found: `parts`.
        objective: the scenario's weights.
        units: `deviations`; a part that never varies weighs nothing.
    """
    y = np.zeros(len(next(iter(found.values()))))
    for name, values in found.items():
        if units[name] > 0.0:
            y = y + getattr(objective, name) / 100.0 * values / units[name]
    return y


def outcome(ensemble: Ensemble, scenario: Scenario, units: Mapping[str, float]) -> Floats:
    """Y of each world of an ensemble, weighed as its scenario says in `units` (`deviations`)."""
    return weighed(parts(ensemble, scenario.weeks), scenario.objective, units)


@dataclass(frozen=True)
class Score:
    """How a plan did over the panel.

    Attributes:
        skill: O, clipped; None where nothing binds.
        interval: its 95 % interval over the panel's worlds, not clipped.
        grade: "gold", "silver", "bronze" or "none"; None without O.
        gain: mean of Y(plan) - Y(nothing).
        sigmas: that gain's distance from random plans', in their standard deviations.
    """

    skill: float | None
    interval: tuple[float, float] | None
    grade: str | None
    gain: float
    sigmas: float | None


@dataclass(frozen=True)
class Luck:
    """What one world added to a plan's skill, in points of O.

    Attributes:
        fit: that world's own paired O less the plan's.
        weather: that world's do-nothing less the average one.
    """

    fit: float
    weather: float


def grade(skill: float | None) -> str | None:
    """The medal of an O."""
    if skill is None:
        return None
    return next((name for name, least in GRADES if skill >= least), "none")


def score(plan: Floats, nothing: Floats, textbook: Floats, random: Sequence[float] = ()) -> Score:
    """Score a plan.

    Args:
        plan: its Y over the panel's seeds, in order.
        nothing: do-nothing's, paired.
        textbook: the textbook's, paired.
        random: gains of random plans over the same panel.

    Raises:
        InputError: they are not paired.
    """
    if not len(plan) == len(nothing) == len(textbook) or len(plan) < 2:
        raise InputError("a score needs the same two worlds or more with the plan, without it and with the textbook")
    gains = plan - nothing
    gain = float(gains.mean())  # not part of any log or state
    spread = float(np.std(random, ddof=1)) if len(random) > 1 else 0.0
    sigmas = (gain - float(np.mean(random))) / spread if spread > 0.0 else None
    whole = whole_gain(textbook, nothing)
    if whole is None:
        return Score(None, None, None, gain, sigmas)
    half = t975(len(gains) - 1) * float(np.std(gains, ddof=1)) / math.sqrt(len(gains))
    skill = max(LEAST, min(MOST, 100.0 * gain / whole))
    interval = (100.0 * (gain - half) / whole, 100.0 * (gain + half) / whole)
    return Score(skill, interval, grade(skill), gain, sigmas)


def whole_gain(textbook: Floats, nothing: Floats) -> float | None:
    """The textbook's mean gain: a hundred points. None where it is not clear of nothing."""
    gains = textbook - nothing
    error = float(np.std(gains, ddof=1)) / math.sqrt(len(gains))
    mean = float(gains.mean())
    return mean if mean > CLEAR_ERRORS * error else None


def luck(played: float, nothing: float, skill: float, mean_nothing: float, whole: float) -> Luck:
    """How far one world was kind.

    Args:
        played: Y of the plan in it.
        nothing: Y of do-nothing in it.
        skill: the plan's O, not clipped.
        mean_nothing: mean Y of do-nothing over the panel.
        whole: `whole_gain`.
    """
    return Luck(100.0 * (played - nothing) / whole - skill, 100.0 * (nothing - mean_nothing) / whole)
