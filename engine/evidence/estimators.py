"""Every way to say what a plan did from inside one world, asked of any world: the played one, and each of the panel.

What is compared with what is the same in every world and comes from the played one: windows, bins, the week up to which
things are known. What a world's own sources published, where its own commands came to be accepted, is that world's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from engine.evidence.before_after import true_change, welch
from engine.evidence.case import Case
from engine.evidence.reported import KINDS as REPORT_KINDS
from engine.evidence.reported import Reported, series_of
from engine.evidence.rows import Rows, World, rows_of, run_worlds
from engine.evidence.series import (
    LEAST_BINS,
    MOST_BIN_WEEKS,
    TREND_WEEKS,
    NotOffered,
    Step,
    bin_weeks,
    binned,
    interrupted,
)
from engine.evidence.staggered import Staggered, cells, compared
from engine.evidence.tallies import Tallies
from engine.evidence.teams import ROLLOUT, Rollout, reported_by_team, rollouts, team_kinds, team_values
from engine.evidence.windows import WIDTH, Window
from engine.worlds import Template
from sim.metric import Metric
from sim.metrics import metrics

Floats = npt.NDArray[np.float64]
Estimator = Literal["naive reported", "true before and after", "interrupted series", "staggered comparison"]

_MOST_LAG: Final = 3


@dataclass(frozen=True)
class Setting:
    """What is the same in every world.

    Attributes:
        template: the first morning.
        before: the baseline.
        after: of before-and-after comparisons.
        series_before: all history up to the first command.
        series_after: from the latest adoption that leaves bins enough to the end of tenure.
        series_overlaps: whether something else was adopted within that.
        bins: weeks of a bin.
        report_weeks: weeks that a source's figure tells of.
        known_week: the last week of tenure: what is published later is not known.
        drawn: interventions whose order was drawn by lot.
    """

    template: Template
    before: Window
    after: Window
    series_before: Window
    series_after: Window
    series_overlaps: bool
    bins: int
    report_weeks: int
    known_week: int
    drawn: tuple[str, ...] = ()

    @property
    def trend(self) -> bool:
        """Whether the baseline is long enough for one."""
        return self.series_before.weeks >= TREND_WEEKS


@dataclass(frozen=True, eq=False)
class Seen:
    """A world as estimators see it.

    Attributes:
        tallies: by week and kind.
        rows: of `kinds`.
        series: what its sources published.
        rollouts: when teams began.
    """

    tallies: Tallies
    rows: Rows
    series: Mapping[str, Reported]
    rollouts: tuple[Rollout, ...]


@dataclass(frozen=True)
class Answer:
    """What one estimator says in one world.

    Attributes:
        estimator: which.
        metric: id.
        source: id; empty where it looks at what is true.
        intervention: whose rollout; empty for the whole plan.
        value: the change or effect, in the metric's unit.
        interval: 95 %; None where the method gives none.
        window: weeks in which the effect is taken.
        cells: team-weeks compared, shape (teams, weeks); None but for a staggered comparison.
        details: numbers beside it, plain data.
        caveats: codes.
    """

    estimator: Estimator
    metric: str
    source: str
    intervention: str
    value: float
    interval: tuple[float, float] | None
    window: Window
    cells: npt.NDArray[np.bool_] | None = None
    details: dict[str, Any] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes answers in different worlds answers to the same question."""
        return self.estimator, self.metric, self.source, self.intervention


@dataclass(frozen=True)
class Refused:
    """What could not be offered, and why."""

    estimator: Estimator
    metric: str
    source: str
    intervention: str
    reason: str


def kinds(template: Template) -> tuple[int, ...]:
    """Kinds of event whose rows every study of this file's neighbours needs."""
    claimed = [
        metrics()[name]
        for source in template.scenario.sources
        for name in (source.metric, source.definition, source.canonical or source.definition)
    ]
    durations = {metric.percentile_of for metric in metrics().values() if metric.percentile_of is not None}
    return tuple(sorted({*REPORT_KINDS, *ROLLOUT, *durations, *team_kinds(claimed)}))


def setting(case: Case) -> Setting:
    """What is compared with what, in every world."""
    windows, calendar = case.windows, case.calendar
    bins = bin_weeks(case.cadence_days)
    report_weeks = int(case.scenario.parameter("window_weeks"))
    first = case.first_command_week or windows.before.last_week + 1
    series_after, overlaps = _series_after(case, first, bins, report_weeks)
    from engine.evidence.lots import drawn_by_lot

    return Setting(
        case.template,
        windows.before,
        windows.after,
        Window(1, first - 1),
        series_after,
        overlaps,
        bins,
        report_weeks,
        calendar.last_tenure_week,
        drawn_by_lot(case),
    )


def _series_after(case: Case, first: int, bins: int, report_weeks: int) -> tuple[Window, bool]:
    """The latest adoption that leaves bins enough; the latest of all where none does."""
    last = case.calendar.last_tenure_week
    anchors = sorted({one.anchor_week for one in case.launches if one.launch_week <= last}, reverse=True)
    anchors = anchors or [min(first + WIDTH, last)]
    needed = LEAST_BINS * min(bins, MOST_BIN_WEEKS) + report_weeks - 1 + 1 + _MOST_LAG
    for anchor in anchors:
        if last - anchor + 1 >= needed:
            return Window(anchor, last), anchor < anchors[0]
    return Window(anchors[0], last), False


def seen(case: Case) -> Seen:
    """The played world as estimators see it."""
    cache = case._ensembles
    if "seen" not in cache:
        rows = rows_of(case.recording, kinds(case.template))
        cache["seen"] = _seen(case.template, rows, case.factual)
    found: Seen = cache["seen"]
    return found


def of_world(template: Template, world: World) -> Seen:
    """A world that was run."""
    return _seen(template, world.rows, Tallies(world.counts, world.totals))


def _seen(template: Template, rows: Rows, tallies: Tallies) -> Seen:
    return Seen(tallies, rows, series_of(rows, template), rollouts(rows, template))


def panel_worlds(case: Case) -> tuple[tuple[World, ...], tuple[World, ...]]:
    """The panel's worlds with rows kept, with the plan and without; run once a case."""
    cache = case._ensembles
    if "kept rows" not in cache:
        case.progress(f"playing {case.worlds} other worlds, with their reports", 0, 0)
        wanted, weeks = kinds(case.template), case.recording.weeks
        cache["kept rows"] = tuple(
            run_worlds(case.template, plan, case.seeds, wanted, case.threads, weeks) for plan in (case.plan, None)
        )
    found: tuple[tuple[World, ...], tuple[World, ...]] = cache["kept rows"]
    return found


def answers(world: Seen, given: Setting) -> Iterator[Answer | Refused]:
    """What every estimator says in a world, of every metric that a source claims to report."""
    yield from changes(world, given)
    yield from interruptions(world, given)
    yield from comparisons(world, given)


def changes(world: Seen, given: Setting) -> Iterator[Answer | Refused]:
    """Naive before and after of every source, and the true one of every metric that has a source."""
    for one in world.series.values():
        sides = [one.figures[window.rows] for window in (given.before, given.after)]
        compared_ = welch(*sides)
        if compared_ is None or not (given.before.enough and given.after.enough):
            yield Refused("naive reported", one.metric, one.id, "", "too few figures were published")
            continue
        value, interval = compared_
        details = {"before": float(np.nanmean(sides[0])), "after": float(np.nanmean(sides[1]))}
        yield Answer(
            "naive reported", one.metric, one.id, "", value, interval, given.after, None, details, _caveats(one, given)
        )
    for name in dict.fromkeys(one.metric for one in world.series.values()):
        metric = metrics()[name]
        true = true_change(metric, world.tallies, given.before, given.after, given.bins)
        if true is None or not _enough(metric, world.tallies, given):
            yield Refused("true before and after", name, "", "", "too few events")
        else:
            yield Answer("true before and after", name, "", "", *true, given.after)


def interruptions(world: Seen, given: Setting) -> Iterator[Answer | Refused]:
    """The interrupted series of every source."""
    before, after = given.series_before, given.series_after
    for one in world.series.values():
        told = one.told_of(given.known_week)
        # a figure of the first weeks after still tells of weeks before
        made = binned(
            told, (before.first_week, before.last_week), (after.first_week + given.report_weeks - 1, after.last_week),
            given.bins,
        )  # fmt: skip
        step = interrupted(made, trend=given.trend) if len(made.values) else NotOffered("too few bins on one side")
        if isinstance(step, NotOffered):
            yield Refused("interrupted series", one.metric, one.id, "", step.reason)
            continue
        overlapping = ("overlapping",) if given.series_overlaps else ()
        yield Answer(
            "interrupted series",
            one.metric,
            one.id,
            "",
            step.value,
            step.interval,
            after,
            None,
            _step_details(step),
            _caveats(one, given) + overlapping,
        )


def comparisons(world: Seen, given: Setting) -> Iterator[Answer | Refused]:
    """The staggered comparison of every rollout and every source that can be broken down by team."""
    scenario = given.template.scenario
    split: dict[str, Floats] = {}
    for rollout in world.rollouts:
        if not rollout.staggered:
            continue
        lot = rollout.intervention in given.drawn
        for one in world.series.values():
            if one.id not in split:
                counts, totals = world.tallies.counts, world.tallies.totals
                found = reported_by_team(world.rows, counts, totals, one, given.template, given.known_week)
                if found is None:
                    continue
                split[one.id] = found
            metric = metrics()[one.metric]
            low = None if metric.better == "near" else metric.better == "lower"
            made = compared(split[one.id], rollout.begun, lot=lot, last=given.known_week, better_low=low)
            if made is None or made.interval is None or math.isnan(made.value):
                reason = "no team began while another, with weeks before it, had not"
                yield Refused("staggered comparison", one.metric, one.id, rollout.intervention, reason)
                continue
            mask = cells(rollout.begun, world.rows.weeks, given.known_week)
            weeks = np.flatnonzero(mask.any(axis=0))
            caveats = _caveats(one, given) + (() if lot else ("order was chosen",))
            caveats += ("worst first",) if made.worst_first else ()
            caveats += ("shared forums",) if scenario.forums else ()
            yield Answer(
                "staggered comparison", one.metric, one.id, rollout.intervention, made.value, made.interval,
                Window(int(weeks[0]) + 1, int(weeks[-1]) + 1), mask, _staggered_details(made), caveats,
            )  # fmt: skip


def truth(answer: Answer, world: Seen, twin: Tallies, twin_rows: Rows | None = None) -> float | None:
    """What the plan really did in a world over the cells that an estimator looked at.

    Args:
        answer: the estimator's.
        world: the world with the plan.
        twin: the same world without it.
        twin_rows: its rows, for a comparison of teams.

    Returns:
        World less twin, in the metric's unit; None where either has nothing to divide by.
    """
    metric = metrics()[answer.metric]
    if answer.cells is None:
        ours, theirs = (metric.value(*tallies.over(answer.window)) for tallies in (world.tallies, twin))
        return None if ours is None or theirs is None else ours - theirs
    if twin_rows is None or not all(_by_team(metric)):
        return None
    teams = answer.cells.shape[0]
    both = [team_values(rows, metric, teams)[answer.cells] for rows in (world.rows, twin_rows)]
    if any(np.isnan(values).all() for values in both):
        return None
    return float(np.nanmean(both[0]) - np.nanmean(both[1]))


def _by_team(metric: Metric) -> list[bool]:
    from engine.evidence.teams import team_column

    return [team_column(term) is not None for term in (*metric.over, *metric.under)]


def _enough(metric: Metric, tallies: Tallies, given: Setting) -> bool:
    windows = (given.before, given.after)
    return all(window.enough and metric.enough(*tallies.over(window)) for window in windows)


def _caveats(one: Reported, given: Setting) -> tuple[str, ...]:
    """What is known to be wrong with a source between the windows."""
    found: tuple[str, ...] = ()
    if any(given.before.first_week <= week <= given.known_week for week in one.restated_weeks):
        found += ("restated",)
    if one.migrated_week is not None and given.series_before.first_week < one.migrated_week <= given.known_week:
        found += ("definition changed",)
    return found


def _step_details(step: Step) -> dict[str, Any]:
    return {
        "rho": step.rho,
        "trend": step.trend,
        "bins": [step.before, step.after],
        "bin_weeks": step.bin_weeks,
        "error": step.error,
    }


def _staggered_details(made: Staggered) -> dict[str, Any]:
    return {"by": made.by, "teams": made.teams, "cells": made.cells, "orders": made.orders}
