"""Failures come in kinds; reviews teach a line about a kind, and it is forgotten again (domain.md 3.14, 4.4 I20).

What a line understands of a kind of failure escapes it less often. A review alone teaches little: what counts is that
its actions get done, and they get done where fires leave time for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.draws import STREAM_FAILURE, STREAM_LESSON, uniform
from sim.events import ACTION_CLOSED, FAILURE_CLASSED, FAILURE_REPEATED, REVIEW_HELD
from sim.evolve import emit
from sim.evolving.items import SIBLING_BIT
from sim.evolving.learning import FAILURE_BITS
from sim.kernel import kernel
from sim.levers import ACTION_CLOSING_WEEKLY, DEBRIEF_SHARE
from sim.slots import any_open, first_free
from sim.world import FAILURES, REVIEWS, TEAMS

if TYPE_CHECKING:
    from sim.records import Log, World

# Kinds of failure, in the order of their numbers, and where each begins on the unit interval [X].
FAILURE_NAMES = ("rollback", "migration", "monitoring", "documentation", "integration", "load")
MIGRATION_FROM, MONITORING_FROM, DOCUMENTATION_FROM, INTEGRATION_FROM, LOAD_FROM = 0.22, 0.40, 0.58, 0.68, 0.88
REPEAT_WEEKS = 26  # within which the same kind of failure on a line is a repeat [X]
FIREFIGHTING = 4.0  # times a team's share of hours taken by incidents, that keeps actions from being done [X]


@kernel
def failure_of(world: World, need: int) -> int:
    """The kind of defect that meeting a need can bring, 0 to FAILURES - 1: of both copies the same."""
    u = uniform(world, STREAM_FAILURE, need & (SIBLING_BIT - 1), 0)
    if u < MONITORING_FROM:
        return 0 if u < MIGRATION_FROM else 1
    if u < INTEGRATION_FROM:
        return 2 if u < DOCUMENTATION_FROM else 3
    return 4 if u < LOAD_FROM else 5


@kernel
def known_escape(world: World, need: int, line: int) -> float:
    """Factor on the escapes of a need's kind of failure: what its line has learnt of it."""
    if world.params.repeat_reduction[0] <= 0.0:
        return 1.0
    return 1.0 - world.params.repeat_reduction[0] * world.lessons.stock[line * FAILURES + failure_of(world, need)]


@kernel
def listed_removal(world: World, removal: float, need: int, line: int) -> float:
    """What a release checklist catches of a need's kind of failure: more where reviews fed the list (I5, I20)."""
    if removal <= 0.0:
        return removal
    fed = world.lessons.listed[line * FAILURES + failure_of(world, need)]
    return min(1.0, removal * (1.0 + world.params.checklist_feed[0] * fed))


@kernel
def class_failure(world: World, log: Log, incident: int, need: int, line: int, team: int) -> None:
    """Say of what kind an incident is, and whether its line has had the same lately."""
    if world.params.repeat_reduction[0] <= 0.0:
        return
    failure = failure_of(world, need)
    before = world.lessons.failed_week[line * FAILURES + failure]
    since = world.clock.week[0] - before
    if before > 0 and since <= REPEAT_WEEKS:
        emit(world, log, FAILURE_REPEATED, incident, failure, since)
    emit(world, log, FAILURE_CLASSED, incident, failure + FAILURE_BITS * team, need)


@kernel
def review_incident(world: World, log: Log, incident: int) -> None:
    """After an incident people may look back at it; it takes their hours, and sets actions."""
    params, incidents = world.params, world.incidents
    if params.repeat_reduction[0] <= 0.0:
        return
    team, key = incidents.team[incident], incidents.key[incident]
    if uniform(world, STREAM_LESSON, key, 0) >= world.levers.value[DEBRIEF_SHARE * TEAMS + team]:
        return
    slot = first_free(world.reviews.open, REVIEWS)
    if slot < 0:
        slot = REVIEWS  # with as many open as that, one more is talked about and nothing comes of it
    emit(world, log, REVIEW_HELD, slot, incident, int(params.debrief_hours[0] * 60.0))


@kernel
def learn(world: World, log: Log) -> None:
    """Friday: actions of reviews get done, unless fires took the week."""
    reviews = world.reviews
    if world.params.repeat_reduction[0] <= 0.0 or not any_open(reviews.open, REVIEWS):
        return
    for slot in range(REVIEWS):
        if reviews.open[slot] == 0 or reviews.held_week[slot] >= world.clock.week[0]:
            continue
        team = reviews.team[slot]
        fires = world.teams.incident_min[team] / max(1, world.teams.available_min[team])
        hazard = world.levers.value[ACTION_CLOSING_WEEKLY * TEAMS + team] * max(0.0, 1.0 - FIREFIGHTING * fires)
        weeks = world.clock.week[0] - reviews.held_week[slot]
        if uniform(world, STREAM_LESSON, reviews.key[slot], weeks) < hazard:
            emit(world, log, ACTION_CLOSED, slot, reviews.failure[slot], int(world.params.action_hours[0] * 60.0))
