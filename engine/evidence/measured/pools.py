"""Pools of real worlds: how often an interval over some of them holds the effect over all."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from engine.catalogue import load_plan, load_scenario
from engine.ensemble import Ensemble, run_ensemble
from engine.evidence.percentiles import variance_ratio
from engine.evidence.windows import Calendar, Window, longest_cadence, story_windows
from engine.worlds import Template
from sim.metric import Metric, summed
from sim.plans import Plan

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = npt.NDArray[np.float64]

FIRST_SEED: Final = 830_001
"""Worlds from here on: no plan, constant or test was tuned on them."""
_HALF: Final = 0.25


@dataclass(frozen=True, eq=False)
class Pool:
    """A metric in many worlds, with a plan and without.

    Attributes:
        over: numerator with the plan, shape (worlds,).
        under: denominator.
        over_0: without it.
        under_0: likewise.
        scale: from their ratio to the metric's unit.
    """

    over: Floats
    under: Floats
    over_0: Floats
    under_0: Floats
    scale: float

    @property
    def effect(self) -> float:
        """Over all worlds: the difference of ratios of sums."""
        return float(self.over.sum() / self.under.sum() - self.over_0.sum() / self.under_0.sum()) * self.scale

    @property
    def differences(self) -> Floats:
        """What each world adds to the effect, linearised, around it."""
        at = np.arange(len(self.over))[None, :]
        effects, left = self._sampled(at)
        return np.asarray((effects[:, None] + left)[0])

    @property
    def skew(self) -> float:
        """Of those differences."""
        d = self.differences - self.differences.mean()
        return float((d**3).mean() / (d**2).mean() ** 1.5) if (d != 0).any() else 0.0

    @property
    def variance_ratio(self) -> float | None:
        """Var(d) / (Var(A) + Var(B)) of worlds that have both."""
        both = (self.under > 0) & (self.under_0 > 0)
        one, two = self.over[both] / self.under[both], self.over_0[both] / self.under_0[both]
        return variance_ratio(one, two)

    def coverage(self, worlds: int, draws: int, rng: np.random.Generator) -> float:
        """Share of samples of so many worlds whose 95 % interval holds the effect over all of them."""
        effects, half = self.intervals(rng.integers(0, len(self.over), (draws, worlds)))
        return float((np.abs(effects - self.effect) <= half).mean())

    def intervals(self, at: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Effect and half-width of each sample of worlds, as `engine.evidence.panel` has them.

        Args:
            at: places of worlds, shape (draws, worlds).
        """
        from scipy.special import stdtrit

        n = at.shape[1]
        effects, left = self._sampled(at)
        return effects, float(stdtrit(n - 1, 0.975)) * np.sqrt((left * left).sum(axis=1) / (n * (n - 1)))

    def worlds_needed(self) -> float | None:
        """Worlds whose interval is a quarter of the effect either way; None where there is hardly any effect."""
        spread = float(self.differences.std(ddof=1))
        if abs(self.effect) * len(self.over) ** 0.5 < 4 * spread:
            return None
        return max(2.0, (1.96 * spread / (_HALF * abs(self.effect))) ** 2)

    def _sampled(self, at: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
        over, under, over_0, under_0 = (side[at] for side in (self.over, self.under, self.over_0, self.under_0))
        n = at.shape[1]
        ratio, ratio_0 = over.sum(1) / under.sum(1), over_0.sum(1) / under_0.sum(1)
        left = (over - ratio[:, None] * under) / (under.sum(1) / n)[:, None]
        left = left - (over_0 - ratio_0[:, None] * under_0) / (under_0.sum(1) / n)[:, None]
        return (ratio - ratio_0) * self.scale, left * self.scale


def pool(metric: Metric, plan: Ensemble, nothing: Ensemble, window: Window) -> Pool:
    """A metric over a window of two ensembles of the same seeds."""
    sides: list[Floats] = []
    for ensemble in (plan, nothing):
        within = ensemble.counts[:, window.rows], ensemble.totals[:, window.rows]
        over = summed(metric.over, *within).astype(np.float64)
        under = summed(metric.under, *within) if metric.under else np.full(len(over), window.weeks)
        sides += [over, under.astype(np.float64)]
    return Pool(sides[0], sides[1], sides[2], sides[3], metric.scale)


@functools.cache
def template(scenario: str) -> Template:
    """The first morning of a shipped scenario."""
    return Template(load_scenario(scenario))


def plan_named(scenario: str, name: str, only: Sequence[str] = ()) -> Plan:
    """A shipped plan, or what it asks for one tag, its answers to cards left out then."""
    plan = Plan.parse(load_plan(scenario, name))
    if not only:
        return plan
    return Plan(commands=[entry for entry in plan.commands if entry.command.for_ in only])


def end_of_tenure(scenario: str) -> Window:
    """The window "after" of a plan that was adopted late."""
    first = template(scenario).scenario
    weeks = first.weeks
    calendar = Calendar(weeks.history, weeks.tenure, weeks.aftermath)
    return story_windows(calendar, None, longest_cadence(first)).after


@functools.cache
def nothing(scenario: str, worlds: int, threads: int) -> Ensemble:
    """Worlds that nobody governs."""
    first = template(scenario)
    seeds = tuple(range(FIRST_SEED, FIRST_SEED + worlds))
    return run_ensemble(first, None, seeds, threads, first.scenario.weeks.history + first.scenario.weeks.tenure)


def with_plan(scenario: str, plan: Plan, worlds: int, threads: int) -> Ensemble:
    """The same worlds under a plan."""
    first = template(scenario)
    seeds = tuple(range(FIRST_SEED, FIRST_SEED + worlds))
    return run_ensemble(first, plan, seeds, threads, first.scenario.weeks.history + first.scenario.weeks.tenure)
