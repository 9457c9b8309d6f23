"""What the organisation says about itself: definitions, lag, bias, noise, breaks (domain.md 3.11).

A source reports a metric under its own definition: y = (1 + bias + break) (1 + noise) x(t - lag), and under pressure to
show a target it shows more. Truth is not changed by anything here.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from sim.draws import STREAM_BREAK, STREAM_DRIFT, STREAM_REPORT_NOISE, normal, uniform
from sim.events import (
    DISAGREEMENT_MEASURED,
    KINDS,
    NONE,
    REPORT_PUBLISHED,
    SOURCE_BROKE,
    SOURCE_DRIFTED,
    SOURCE_MENDED,
    SOURCE_MIGRATED,
    SOURCE_RESTATED,
)
from sim.evolve import emit
from sim.kernel import kernel
from sim.levers import (
    BREAK_DETECTION_WEEKLY,
    DEFINITION_DRIFT,
    INFORMATION_AGE_DAYS,
    SINGLE_SOURCE,
    TARGET_PRESSURE,
)
from sim.world import PAST, QUARTER_WEEKS, TEAMS

if TYPE_CHECKING:
    from sim.records import Log, World

RESTATED_FROM = 0.02  # a smaller correction is noise to whoever reads it [X]
GUARDED = 0.3  # of the pressure on a figure that each guardrail beside it takes off [X]


@kernel
def true_value(world: World, metric: int, weeks_ago: int) -> float:
    """A metric over the report window that ended `weeks_ago`, from closed weeks' tallies; -1 if there is nothing."""
    over, under, metrics = 0.0, 0.0, world.metrics
    last = world.clock.week[0] - 1 - weeks_ago
    for week in range(last - int(world.params.window_weeks[0]) + 1, last + 1):
        if week < 1 or world.clock.week[0] - week > PAST - 1:
            continue
        base = (week % PAST) * KINDS
        under += metrics.weekly[metric]
        for t in range(metrics.first_term[metric], metrics.first_term[metric] + metrics.terms[metric]):
            at = base + world.terms.kind[t]
            amount = world.past.total[at] if world.terms.of_total[t] == 1 else world.past.count[at]
            amount *= world.terms.sign[t]
            if world.terms.under[t] == 1:
                under += amount
            else:
                over += amount
    if under <= 0.0:
        return -1.0
    return over / under * metrics.scale[metric]


@kernel
def publish_reports(world: World, log: Log) -> None:
    """Break, mend and migrate sources; publish the week's figures; measure how far sources disagree."""
    for s in range(world.counts.sources[0]):
        _maintain(world, log, s)
        _publish(world, log, s)
    for metric in range(world.counts.metrics[0]):
        _measure_disagreement(world, log, metric)


@kernel
def _maintain(world: World, log: Log, s: int) -> None:
    params, sources, week = world.params, world.sources, world.clock.week[0]
    team = sources.team[s]
    if sources.broken[s] == 0:
        if uniform(world, STREAM_BREAK, s, week) < params.break_quarterly[0] / QUARTER_WEEKS:
            u = uniform(world, STREAM_BREAK, s, 4096 + week)
            flatter = (2 * world.metrics.higher_is_better[sources.metric[s]] - 1) * 65  # breaks flatter a little [X]
            bias = int((2.0 * u - 1.0) * 1.5 * params.break_size[0] * 1000.0) + flatter
            emit(world, log, SOURCE_BROKE, s, NONE, bias)
    elif uniform(world, STREAM_BREAK, s, 8192 + week) < world.levers.value[BREAK_DETECTION_WEEKLY * TEAMS + team]:
        weeks, shown_too_much = week - sources.broke_week[s], sources.break_bias[s]
        emit(world, log, SOURCE_MENDED, s, NONE, weeks)
        restate(world, log, s, weeks, shown_too_much)
    if week % QUARTER_WEEKS == 0 and sources.migrated[s] == 0 and params.drift_quarterly[0] > 0.0:
        crept = normal(uniform(world, STREAM_DRIFT, s, week), 0.0, params.drift_quarterly[0])
        permille = int(crept * world.levers.value[DEFINITION_DRIFT * TEAMS + team] * 1000.0)
        if permille != 0:
            emit(world, log, SOURCE_DRIFTED, s, NONE, permille)
    if sources.migrated[s] == 0:
        if uniform(world, STREAM_BREAK, s, 1 << 20) < world.levers.value[SINGLE_SOURCE * TEAMS + team]:
            shown = sources.latest[s] * 1e-3
            emit(world, log, SOURCE_MIGRATED, s, NONE, 0)
            agreed = true_value(world, sources.canonical[s], 0)
            if shown > 0.0 and agreed >= 0.0:
                restate(world, log, s, 0, min(30.0, shown / max(1e-9, agreed) - 1.0) if agreed > 0.0 else 0.0)


@kernel
def restate(world: World, log: Log, s: int, weeks: int, bias: float) -> None:
    """Correct what a source has shown, where it was off by enough to be remembered.

    Args:
        world: a bound world.
        log: the week's log.
        s: the source.
        weeks: how long it was wrong.
        bias: share by which it had shown too much.
    """
    if abs(bias) >= RESTATED_FROM:
        emit(world, log, SOURCE_RESTATED, s, min(65534, max(0, weeks)), int(bias * 1000.0))


@kernel
def _publish(world: World, log: Log, s: int) -> None:
    sources = world.sources
    migrated = sources.migrated[s] == 1
    metric = sources.canonical[s] if migrated else sources.definition[s]
    lag = _lag_weeks(world, s)
    truth = true_value(world, metric, lag)
    if truth < 0.0:
        return
    noise = normal(uniform(world, STREAM_REPORT_NOISE, s, world.clock.week[0]), 0.0, sources.noise[s])
    bias = sources.break_bias[s] + (0.0 if migrated else sources.bias[s] + sources.drift_permille[s] * 1e-3)
    pressure = world.levers.value[TARGET_PRESSURE * TEAMS + sources.team[s]]
    for line in range(world.counts.lines[0]):
        watched = world.priorities.kpi_until_week[line] >= world.clock.week[0]
        if watched and world.priorities.kpi_source[line] == s:
            pressure += world.params.kpi_pressure[0] * (1.0 - GUARDED * world.priorities.guardrails[line])
    gain = pressure * world.params.pressure_gain[0] * (2 * world.metrics.higher_is_better[metric] - 1)
    shown = truth * max(0.0, 1.0 + bias) * max(0.0, 1.0 + noise) * max(0.0, 1.0 + gain)
    emit(world, log, REPORT_PUBLISHED, s, lag, int(min(2e9, shown * 1000.0)))


@kernel
def _lag_weeks(world: World, s: int) -> int:
    """How old a source's figures are: its lag, as far as dashboards have not shortened it."""
    age = world.levers.value[INFORMATION_AGE_DAYS * TEAMS + world.sources.team[s]]
    return int(world.sources.lag_weeks[s] * min(1.0, age / world.params.information_age_days[0]) + 0.5)


@kernel
def _measure_disagreement(world: World, log: Log, metric: int) -> None:
    """Coefficient of variation of the latest figures of a metric's sources."""
    n, mean = 0, 0.0
    for s in range(world.counts.sources[0]):
        if world.sources.metric[s] == metric and world.sources.published[s] > 0:
            n += 1
            mean += world.sources.latest[s]
    if n < 2 or mean <= 0.0:
        return
    mean /= n
    spread = 0.0
    for s in range(world.counts.sources[0]):
        if world.sources.metric[s] == metric and world.sources.published[s] > 0:
            off = world.sources.latest[s] - mean
            spread += off * off
    emit(world, log, DISAGREEMENT_MEASURED, metric, n, int(min(60.0, sqrt(spread / n) / mean) * 1000.0))
