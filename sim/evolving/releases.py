"""Releases, incidents and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.events import (
    DISAGREEMENT_MEASURED,
    HARM_ACCRUED,
    INCIDENT_MITIGATED,
    INCIDENT_OPENED,
    INCIDENT_TIMED,
    NONE,
    RELEASE_FAILED,
    RELEASE_SHIPPED,
    REPORT_PUBLISHED,
    SOURCE_BROKE,
    SOURCE_DRIFTED,
    SOURCE_MENDED,
    SOURCE_MIGRATED,
    TRAIN_SKIPPED,
)
from sim.kernel import inlined

if TYPE_CHECKING:
    from sim.records import World

WALL_DAY = 1440  # an outage runs around the clock: a working day is 24 h of it


@inlined
def evolve_release(world: World, kind: int, subject: int, object_: int, amount: int) -> None:
    """Apply an event of a release or an incident."""
    incidents, lines = world.incidents, world.lines
    if kind == RELEASE_SHIPPED:
        lines.releases[subject] += 1
        world.guards.exposed_permille[subject] = 0
        world.guards.checked_permille[subject] = 0
        _schedule(world, subject)
    elif kind == TRAIN_SKIPPED:
        _schedule(world, subject)
    elif kind == RELEASE_FAILED:
        if object_ != NONE:
            incidents.batch[object_] = amount
    elif kind == INCIDENT_OPENED:
        incidents.open[subject] = 1
        incidents.line[subject] = object_
        incidents.severity_permille[subject] = amount
        incidents.started_min[subject] = world.clock.day[0] * WALL_DAY
        incidents.accrued_min[subject] = incidents.started_min[subject]
        world.counts.incidents[0] = max(world.counts.incidents[0], subject + 1)
        if amount * 1e-3 >= world.params.outage_severity[0]:
            world.agendas.outages[object_] += 1
    elif kind == INCIDENT_TIMED:
        incidents.fix_min[subject] = incidents.started_min[subject] + amount
        incidents.waits[subject] = 1 if object_ == 0 else 0
    elif kind == HARM_ACCRUED:
        incidents.accrued_min[subject] = (world.clock.day[0] + 1) * WALL_DAY
        world.products.harm_min[object_] += amount
    elif kind == INCIDENT_MITIGATED:
        incidents.open[subject] = 0
        if incidents.severity_permille[subject] * 1e-3 >= world.params.outage_severity[0]:
            world.guards.outage_week[object_] = world.clock.week[0]


@inlined
def _schedule(world: World, line: int) -> None:
    """The next train leaves an interval after this one should have: a train held up does not shift the others."""
    days = world.lines.interval_days[line] - world.guards.held_days[line]
    world.lines.next_release_day[line] = world.clock.day[0] + max(1, days)
    world.guards.held_days[line] = 0


@inlined
def evolve_report(world: World, kind: int, subject: int, object_: int, amount: int) -> None:
    """Apply an event of the observation layer."""
    sources = world.sources
    if kind == REPORT_PUBLISHED:
        sources.latest[subject] = amount
        sources.published[subject] += 1
    elif kind == SOURCE_BROKE:
        sources.broken[subject] = 1
        sources.breaks[subject] += 1
        sources.broke_week[subject] = world.clock.week[0]
        sources.break_bias[subject] = amount * 1e-3
    elif kind == SOURCE_MENDED:
        sources.broken[subject] = 0
        sources.break_bias[subject] = 0.0
    elif kind == SOURCE_MIGRATED:
        sources.migrated[subject] = 1
    elif kind == SOURCE_DRIFTED:
        sources.drift_permille[subject] = max(-300, min(300, sources.drift_permille[subject] + amount))
    elif kind == DISAGREEMENT_MEASURED:
        world.metrics.disagreement_permille[subject] = amount
