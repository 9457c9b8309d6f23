"""The same plan in other worlds: mean paired difference with its 95 % interval.

Each world is paired with its own twin. The expected effect of a ratio is the difference of the ratios of sums; its
standard error comes from residuals linearised world by world. Where every world has the same denominator (per week),
that is the paired mean and the paired-t interval, exactly. The world that was played is never among them: the player
adapted to it.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.evidence.compare import Direction, State, direction, relative
from engine.evidence.student import t975
from engine.evidence.tallies import EvidenceError, Integers
from engine.evidence.windows import MINIMUM, Window
from sim.events import KINDS
from sim.metric import Metric, summed
from sim.metrics import metrics

if TYPE_CHECKING:
    from engine.ensemble import Ensemble

LEAST_WORLDS: Final = 8
"""Pairs below which the interval is shown and never cited: its coverage is not known to hold."""


@dataclass(frozen=True, eq=False)
class Panel:
    """Worlds under the plan and, paired, without it.

    Attributes:
        seeds: one for each world, without the played one.
        counts: with the plan, shape (worlds, weeks, kinds).
        totals: same.
        twin_counts: without any command, same shape and order.
        twin_totals: same.
        dropped: how many commands were impossible and dropped, in each world; empty where not known.
        commands: how many commands the plan has.
    """

    seeds: tuple[int, ...]
    counts: Integers
    totals: Integers
    twin_counts: Integers
    twin_totals: Integers
    dropped: tuple[int, ...] = ()
    commands: int = 0

    def __post_init__(self) -> None:
        shapes = {a.shape for a in (self.counts, self.totals, self.twin_counts, self.twin_totals)}
        if len(shapes) != 1 or self.counts.ndim != 3 or self.counts.shape[2] != KINDS:
            raise EvidenceError("a panel is four arrays of worlds by weeks by kinds, all of one shape")
        if len(self.seeds) != len(self.counts) or len(set(self.seeds)) != len(self.seeds):
            raise EvidenceError(f"{len(self.counts)} worlds need as many different seeds, not {len(self.seeds)}")

    @classmethod
    def of(cls, plan: Ensemble, nothing: Ensemble) -> Panel:
        """The panel that two ensembles over the same seeds make.

        Raises:
            EvidenceError: they are not paired.
        """
        if plan.seeds != nothing.seeds:
            raise EvidenceError("the plan and its twins were run over different seeds")
        dropped = tuple(sum(outcome.dropped for outcome in world) for world in plan.outcomes)
        commands = max(map(len, plan.outcomes), default=0)
        return cls(plan.seeds, plan.counts, plan.totals, nothing.counts, nothing.totals, dropped, commands)

    @property
    def executed(self) -> float | None:
        """Share of commands that were possible; None where not known."""
        asked = self.commands * len(self.seeds)
        return 1 - sum(self.dropped) / asked if asked and self.dropped else None


@dataclass(frozen=True)
class Estimate:
    """What a plan does to a metric on average, over worlds other than the one played.

    Attributes:
        metric: what is measured.
        value: mean paired difference, plan − nothing; None where there is nothing to divide by.
        interval: 95 %, paired t; None below two worlds.
        median: of the worlds' own differences.
        level: the metric without the plan.
        worlds: pairs.
        better: pairs in which it went the good way; None where there is none.
        compared: pairs in which both arms have a value of their own.
        state: as in `Reading`.
        reason: likewise.
    """

    metric: Metric
    value: float | None
    interval: tuple[float, float] | None
    median: float | None
    level: float | None
    worlds: int
    better: int | None
    compared: int
    state: State
    reason: str = ""

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.interval is not None and not self.interval[0] <= 0 <= self.interval[1]

    @property
    def direction(self) -> Direction:
        """Which way the mean goes."""
        return direction(self.metric, self.value)

    @property
    def relative(self) -> float | None:
        """The mean as a share of the level without the plan."""
        return relative(self.value, self.level)


def expected(
    panel: Panel, window: Window, played_seed: int, chosen: Mapping[str, Metric] | None = None
) -> dict[str, Estimate]:
    """Expected effects of a plan.

    Args:
        panel: other worlds.
        window: world weeks, the same in every world.
        played_seed: the world that was played, which may not be in the panel.
        chosen: metrics; all by default.

    Raises:
        EvidenceError: the played world is in the panel, or the window is not.
    """
    if played_seed in panel.seeds:
        raise EvidenceError(f"the played seed {played_seed} may not be in the panel: the player adapted to it")
    if window.first_week < 1 or window.last_week > panel.counts.shape[1]:
        raise EvidenceError(f"weeks {window} are not all among the {panel.counts.shape[1]} of the panel")
    return {
        name: _estimate(metric, panel, window) for name, metric in (metrics() if chosen is None else chosen).items()
    }


def _estimate(metric: Metric, panel: Panel, window: Window) -> Estimate:
    plan = _ratio(metric, panel.counts, panel.totals, window)
    nothing = _ratio(metric, panel.twin_counts, panel.twin_totals, window)
    worlds = len(panel.seeds)
    (over, under), (over_0, under_0) = plan, nothing
    if not sum(under) or not sum(under_0):
        reason = "no world has anything to divide by"
        return Estimate(metric, None, None, None, None, worlds, None, 0, "empty", reason)
    ratio, ratio_0 = sum(over) / sum(under), sum(over_0) / sum(under_0)
    mean, mean_0 = sum(under) / worlds, sum(under_0) / worlds
    residuals = [
        metric.scale * ((over[n] - ratio * under[n]) / mean - (over_0[n] - ratio_0 * under_0[n]) / mean_0)
        for n in range(worlds)
    ]
    value = (ratio - ratio_0) * metric.scale
    own = [
        (over[n] / under[n] - over_0[n] / under_0[n]) * metric.scale for n in range(worlds) if under[n] and under_0[n]
    ]
    state: State = "ok"
    reason = ""
    if worlds < LEAST_WORLDS:
        state, reason = "few", "too few worlds to be cited"
    elif window.weeks < MINIMUM or (metric.under and min(sum(under), sum(under_0)) < metric.minimum):
        state, reason = "few", "too few to be cited"
    return Estimate(
        metric=metric,
        value=value,
        interval=_interval(value, residuals),
        median=statistics.median(own) if own else None,
        level=ratio_0 * metric.scale,
        worlds=worlds,
        better=None if metric.better == "near" else sum(direction(metric, d) == "better" for d in own),
        compared=len(own),
        state=state,
        reason=reason,
    )


def _interval(value: float, residuals: list[float]) -> tuple[float, float] | None:
    """The paired-t interval around a value, from its residuals; None for fewer than two."""
    worlds = len(residuals)
    if worlds < 2:
        return None
    error = math.sqrt(math.fsum(r * r for r in residuals) / (worlds * (worlds - 1)))
    half = t975(worlds - 1) * error
    return value - half, value + half


def _ratio(metric: Metric, counts: Integers, totals: Integers, window: Window) -> tuple[list[int], list[int]]:
    """Numerator and denominator of every world, in order of seeds."""
    within = counts[:, window.rows], totals[:, window.rows]
    under = summed(metric.under, *within).tolist() if metric.under else [window.weeks] * len(counts)
    return summed(metric.over, *within).tolist(), under
