"""The metrics wall: every metric that somebody reports, each source by itself, with lag, breaks and wobble."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.evidence.mechanisms import telling
from engine.views.models import Audited, Bracket, MetricPanel, MetricsWall, Point, SourceSeries
from engine.views.told import Told
from sim import events as ev
from sim.commands import Predict
from sim.metric import Metric
from sim.metrics import metrics
from sim.world import WEEK

EMPTY: Final = "No source reports this. Fund one, or stop quoting it."
AUDIT_POINTS: Final = 0.04  # to either side of what a deep audit tells of a bias: its 80 % interval (game.md 2)
_BANDS: Final = {"under-5": (0.0, 0.05), "5-to-15": (0.05, 0.15), "over-15": (0.15, 0.30)}


def metrics_wall(told: Told, pending: Sequence[tuple[Predict, float | None]] = ()) -> MetricsWall:
    """The wall of a week.

    Args:
        told: the week.
        pending: predictions that are not due, with the source's figure when they were given.
    """
    reported = {source.metric for source in told.template.scenario.sources}
    headline = telling().headline.get(told.template.scenario.id)
    order = telling().sorted(reported)
    if headline in reported:
        order = [headline, *(metric for metric in order if metric != headline)]
    defined = metrics()
    return MetricsWall(
        panels=tuple(panel(told, metric, pending) for metric in order),
        unreported=tuple((m, defined[m].name) for m in telling().sorted(set(defined) - reported)),
    )


def panel(told: Told, metric: str, pending: Sequence[tuple[Predict, float | None]] = ()) -> MetricPanel:
    """One metric with its sources apart."""
    defined = metrics()[metric]
    number = told.template.metrics.index(metric)
    measured = [one for one in told.chronicle.of(int(ev.DISAGREEMENT_MEASURED)) if one.subject == number]
    sources = tuple(_series(told, n) for n in told.sources_of(metric))
    return MetricPanel(
        id=metric,
        name=defined.name,
        unit=defined.unit,
        better=defined.better,
        decimals=defined.decimals,
        definition=defined.definition,
        sources=sources,
        disagreement=measured[-1].amount / 1000.0 if measured else None,
        brackets=tuple(_bracket(one, before) for one, before in pending if one.metric == metric),
        empty="" if any(source.points for source in sources) else EMPTY,
    )


def _series(told: Told, n: int) -> SourceSeries:
    source = told.template.scenario.sources[n]
    figures = told.chronicle.figures.get(n, [])
    lag = int(told.worlds[0]["sources"]["lag_weeks"][n])
    corrected = [one for one in told.chronicle.of(int(ev.SOURCE_RESTATED)) if one.subject == n]
    moved = {one.week for one in told.chronicle.of(int(ev.SOURCE_MIGRATED), int(ev.SOURCE_MENDED)) if one.subject == n}
    points = tuple(
        Point(
            week=told.tenure(one.week),
            published_week=told.tenure(one.published),
            value=one.milli / 1000.0,
            provisional=lag > 0 and told.world_week - one.published < lag,
            restated=any(fix.week - fix.object <= one.published < fix.week for fix in corrected),
            gap_before=one.published in moved,
        )
        for one in figures
    )
    migrated = bool(told.worlds[0]["sources"]["migrated"][n])
    means = source.canonical if migrated and source.canonical else source.definition
    return SourceSeries(
        id=source.id,
        name=source.name,
        definition=_definition(means, source.metric),
        lag_weeks=lag,
        age_days=(told.world_week - figures[-1].week) * WEEK if figures else None,
        points=points,
        band=told.band(n),
        baseline=told.baseline(n),
        outside=told.outside(n) != 0,
        audited=audited(told, source.id),
    )


def _definition(means: str, claims: str) -> str:
    """What a source counts, and what that differs from."""
    defined: dict[str, Metric] = metrics()
    said = defined[means].definition if means in defined else means
    return said if means == claims else f"{said} (not as {claims} is defined)"


def audited(told: Told, source: str) -> Audited | None:
    """The latest an audit told of a source."""
    found = [one for one in told.reported.findings if one.target == source]
    if not found:
        return None
    last = found[-1]
    known = last.deep and last.value is not None
    value = last.value if known and last.value is not None else 0.0
    spread = (value - AUDIT_POINTS, value + AUDIT_POINTS) if known else (None, None)
    return Audited(last.week, last.deep, last.value if known else None, *spread)


def _bracket(command: Predict, before: float | None) -> Bracket:
    """Where a prediction says that its source will be."""
    low = high = None
    if before is not None:
        least, most = _BANDS[command.band]
        if command.direction == "flat":
            low, high = before * (1 - most), before * (1 + most)
        else:
            sign = 1 if command.direction == "up" else -1
            low, high = sorted((before * (1 + sign * least), before * (1 + sign * most)))
    return Bracket(command.source, command.direction, command.band, command.by, low, high, command.for_)
