"""Needs arrive from outside, whatever anybody decides; some fall on two lines at once.

Everything drawn here is keyed by the need's id, which no command can shift (domain.md 3.2, 3.6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.draws import (
    STREAM_ARRIVAL,
    STREAM_DUPLICATE,
    STREAM_ESTIMATE,
    STREAM_HANDOFF,
    STREAM_NEED_KIND,
    STREAM_SHARED_NEED,
    STREAM_SIZE,
    STREAM_VALUE,
    exponential,
    index,
    lognormal,
    normal,
    poisson,
    uniform,
)
from sim.events import (
    DUPLICATE_BORN,
    DUPLICATE_MATCHED,
    DUPLICATE_MERGED,
    ITEM_CLASSED,
    ITEM_SIZED,
    ITEM_VALUED,
    NEED_ARRIVED,
    NEED_TURNED_AWAY,
    NEED_WITHDRAWN,
    NONE,
)
from sim.evolve import emit
from sim.evolving.practices import line_lever
from sim.exact import exp
from sim.kernel import inlined, kernel
from sim.levers import DETECTION_WEEKLY, ESTIMATE_SIGMA, VISIBILITY
from sim.systems.decisions import raise_decision
from sim.world import (
    DAY,
    FREE,
    INTAKE,
    INTAKE_ANYONE,
    INTAKE_QUOTA,
    NEEDS_COMMIT,
    ONE_WAY,
    READY,
    RISKY,
    TEAMS,
    TWO_WAY,
    VALUE_MEDIAN,
    WEEK,
)

if TYPE_CHECKING:
    from sim.records import Log, World


@inlined
def size_minutes(world: World, need: int, ordinal: int) -> int:
    """True touch minutes of an item, or of its `ordinal`-th piece of rework: lognormal, or exponential at sigma 0."""
    params = world.params
    u = uniform(world, STREAM_SIZE, need, ordinal)
    if params.size_sigma[0] > 0.0:
        hours = lognormal(u, params.size_median_hours[0], params.size_sigma[0])
    else:
        hours = exponential(u, params.size_median_hours[0])
    return max(1, min(2_000_000, int(hours * 60.0)))


@inlined
def minutes_to_next(world: World, line: int) -> int:
    """Minutes between a line's next need and the one after: exponential at the season's rate."""
    rate = world.lines.needs_per_week[line]
    if world.params.season_amplitude[0] > 0.0:
        phase = (world.lines.next_min[line] // DAY % 260) / 260.0
        swing = 4.0 * abs(phase - 0.5) - 1.0  # a triangle: +1 at the turn of the year, -1 half-way
        rate *= 1.0 + world.params.season_amplitude[0] * swing
    if rate <= 0.0:
        return 2_000_000_000
    gap = exponential(uniform(world, STREAM_ARRIVAL, line, world.lines.arrived[line] + 1), WEEK * DAY / rate)
    return int(min(gap, 2e9)) + 1


@kernel
def first_need(world: World, line: int) -> int:
    """Minute of a line's first need: exponential, as every later gap, from the beginning of the opening weeks.

    What is asked for before the first morning, at negative minutes, is taken in on it, with its age and without a
    decision: a company begins with a backlog.
    """
    rate = world.lines.needs_per_week[line]
    if rate <= 0.0:
        return 2_000_000_000
    before = int(world.params.opening_weeks[0] * (WEEK * DAY))
    return int(min(2e9, exponential(uniform(world, STREAM_ARRIVAL, line, 0), WEEK * DAY / rate))) - before


@kernel
def take_in(world: World, log: Log) -> None:
    """Let the day's needs arrive on every line."""
    evening = (world.clock.day[0] + 1) * DAY
    for line in range(world.counts.lines[0]):
        while world.lines.next_min[line] < evening:
            gap = minutes_to_next(world, line)
            full = world.counts.open_items[0] >= world.params.backlog_items[0] or (
                world.agendas.intake[line] == INTAKE_QUOTA and _over_quota(world, line)
            )
            if full or world.counts.free_item[0] < 0:
                emit(world, log, NEED_TURNED_AWAY, NONE, line, gap)
                continue
            i = world.counts.free_item[0]
            emit(world, log, NEED_ARRIVED, i, line, gap)
            _describe(world, log, i, line)
            if world.params.shared_need_share[0] > 0.0:
                _share(world, log, i, line)
            _admit(world, log, i)


@inlined
def _describe(world: World, log: Log, i: int, line: int) -> None:
    """Draw what an item is: team, size, value, class."""
    params, need = world.params, world.items.need[i]
    team = world.lines.first_team[line]
    if world.lines.team_count[line] > 1:
        team += index(uniform(world, STREAM_NEED_KIND, need, 0), world.lines.team_count[line])
    if params.value_sigma[0] > 0.0:
        original = need if world.items.sibling[i] < 0 else world.items.need[world.items.sibling[i]]
        value = lognormal(uniform(world, STREAM_VALUE, original, 0), VALUE_MEDIAN, params.value_sigma[0])
        error = normal(uniform(world, STREAM_ESTIMATE, need, 0), 0.0, 1.0)
        estimate = value * exp(error * world.levers.value[ESTIMATE_SIGMA * TEAMS + team])
        emit(world, log, ITEM_VALUED, i, max(1, int(min(60000.0, estimate))), max(1, int(min(1e6, value))))
    bits = 0
    if params.risky_share[0] > 0.0 and uniform(world, STREAM_NEED_KIND, need, 1) < params.risky_share[0]:
        bits += RISKY
    if params.one_way_share[0] > 0.0 and uniform(world, STREAM_NEED_KIND, need, 2) < params.one_way_share[0]:
        bits += ONE_WAY
    else:
        bits += TWO_WAY
    if world.items.requested_min[i] >= 0 and params.commit_share[0] > 0.0:
        if uniform(world, STREAM_NEED_KIND, need, 3) < params.commit_share[0]:
            bits += NEEDS_COMMIT
    handoffs = 0
    if params.handoffs_mean[0] > 0.0:
        handoffs = min(5, poisson(uniform(world, STREAM_HANDOFF, need, 0), params.handoffs_mean[0]))
    if bits != TWO_WAY or handoffs > 0:
        emit(world, log, ITEM_CLASSED, i, bits, handoffs)
    emit(world, log, ITEM_SIZED, i, team, size_minutes(world, need, 0))


@kernel
def _share(world: World, log: Log, i: int, line: int) -> None:
    """Let a sibling line take up the same need, unless somebody sees that it is the same (domain.md 3.6)."""
    need = world.items.need[i]
    lines = world.counts.lines[0]
    if lines < 2 or uniform(world, STREAM_SHARED_NEED, need, 0) >= world.params.shared_need_share[0]:
        return
    other = index(uniform(world, STREAM_SHARED_NEED, need, 1), lines - 1)
    if other >= line:
        other += 1
    seen = line_lever(world, VISIBILITY, other) + _door_visibility(world, other)
    if uniform(world, STREAM_DUPLICATE, need, 0) < seen:
        emit(world, log, DUPLICATE_MATCHED, i, other, 0)
        return
    j = world.counts.free_item[0]
    if j < 0:
        return
    emit(world, log, DUPLICATE_BORN, j, i, other)
    _describe(world, log, j, other)
    _admit(world, log, j)


@inlined
def _admit(world: World, log: Log, i: int) -> None:
    """Send a new item to a forum if somebody must commit to it; otherwise it is in its team's queue already."""
    if world.items.class_bits[i] & NEEDS_COMMIT:
        raise_decision(world, log, i, world.items.requested_min[i] - world.clock.day[0] * DAY)


@kernel
def _over_quota(world: World, line: int) -> bool:
    """Whether a line with a quota has as many needs waiting as it takes in (intake and ready)."""
    waiting = 0
    for i in range(world.counts.high_items[0]):
        if world.items.line[i] == line and world.items.stage[i] > 0 and world.items.started_min[i] < 0:
            waiting += 1
    return waiting >= max(1.0, world.params.quota_weeks[0] * world.lines.needs_per_week[line])


@kernel
def _door_visibility(world: World, line: int) -> float:
    """Further share of a sibling's needs that is seen where every request comes through one door."""
    return 0.0 if world.agendas.intake[line] == INTAKE_ANYONE else world.params.door_visibility[0]


@kernel
def review_backlog(world: World, log: Log) -> None:
    """Once a week: needs whose asker stopped waiting, and duplicates that somebody recognises."""
    params, items = world.params, world.items
    if params.patience_days[0] <= 0.0 and params.shared_need_share[0] <= 0.0:
        return
    now = world.clock.day[0] * DAY
    for i in range(world.counts.high_items[0]):
        if items.stage[i] == FREE:
            continue
        waited = now - items.requested_min[i]
        unstarted = items.stage[i] == INTAKE or items.stage[i] == READY
        if params.patience_days[0] > 0.0 and unstarted and items.started_min[i] < 0:
            u, mean = uniform(world, STREAM_NEED_KIND, items.need[i], 5), params.patience_days[0] * DAY
            # an exponential is at least u means long: that settles most without a logarithm
            if waited > u * mean and waited > exponential(u, mean):
                emit(world, log, NEED_WITHDRAWN, i, items.line[i], min(2_000_000_000, waited))
                continue
        if items.younger[i] == 1 and items.sibling[i] >= 0:
            seen = world.levers.value[VISIBILITY * TEAMS + items.team[i]]
            seen *= world.levers.value[DETECTION_WEEKLY * TEAMS + items.team[i]]
            if uniform(world, STREAM_DUPLICATE, items.need[i], 1 + waited // (WEEK * DAY)) < seen:
                emit(world, log, DUPLICATE_MERGED, i, items.sibling[i], items.touched_min[i])
