"""Teams work their lanes, desks review, sponsors interrupt (domain.md 3.3, 3.5).

Within a day the stages are worked downstream in order: an item may be built, reviewed and shipped on one day, at the
minute it gets there. `sim.evolving.teams` shares the day's hours; here items start, finish and change hands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.draws import (
    STREAM_CLARIFY,
    STREAM_HANDOFF,
    STREAM_PREEMPT,
    STREAM_PREEMPT_LOSS,
    STREAM_REVIEW,
    STREAM_SERVICE,
    exponential,
    index,
    lognormal,
    uniform,
)
from sim.events import (
    DESK_STARTED,
    HANDOFF_HELD,
    ITEM_BUILT,
    ITEM_HANDED_OFF,
    ITEM_PREEMPTED,
    ITEM_RETURNED,
    ITEM_STARTED,
    REVIEW_PASSED,
)
from sim.evolve import emit
from sim.evolving.items import leg_minutes
from sim.kernel import inlined, kernel
from sim.levers import (
    BREAK_DETECTION_WEEKLY,
    CONFLICT,
    HANDOFF_CLARIFY_SHARE,
    ORDER_BY_VALUE,
    OVERSTEER,
    QUARTERLY_THRASH,
    REWORK_SHARE,
    RIGHTS_CLARITY,
    SCORED_SIZE,
    TEST_SHARE,
)
from sim.systems.decisions import ask_scope, reopen_due
from sim.systems.experiments import propose_test
from sim.systems.forecasts import guessed_share, overdue
from sim.systems.intake import size_minutes
from sim.systems.releases import clear_item, deliver
from sim.systems.sites import hub_service, hub_wait_minutes
from sim.systems.stakeholders import loudness
from sim.world import (
    CLEARED,
    DAY,
    DESK_DEPLOY,
    LANES,
    QUARTER_WEEKS,
    RANK_AS_IS,
    RANK_COST_OF_DELAY,
    RANK_OLDEST,
    SERVERS,
    TEAMS,
    WEEK,
)

if TYPE_CHECKING:
    from sim.records import Log, World

CLARIFIED = 0.5  # of unclear handoffs that a hub clears up [X]
CLARIFY_SIGMA = 0.8  # spread of log size, as of items [X]
THRASH_WEEKS = 2  # weeks of a quarter in which new objectives displace work in hand [X]


@kernel
def work_teams(world: World, log: Log) -> None:
    """One day of building and reviewing."""
    teams = world.counts.teams[0]
    thrash = (world.clock.week[0] - 1) % QUARTER_WEEKS < THRASH_WEEKS
    for team in range(teams):
        if world.teams.queue_head[team] >= 0:
            hazard = _interruption_hazard(world, team, thrash)
            if hazard > 0.0:
                _interrupt(world, log, team, hazard)
        _build(world, log, team)
    _staff_desks(world, log, 0, world.counts.review_desks[0])
    for team in range(teams):
        if world.teams.returned[team] > 0:
            _build(world, log, team)
    _staff_desks(world, log, world.counts.review_desks[0], world.counts.desks[0])


@kernel
def _staff_desks(world: World, log: Log, first: int, end: int) -> None:
    desks = world.desks
    for desk in range(first, end):
        if desks.head[desk] >= 0 or desks.serving[desk] >= 0:
            _staff_desk(world, log, desk)


@inlined
def _interruption_hazard(world: World, team: int, thrash: bool) -> float:
    """Chance that today a louder item displaces one that a team works on (domain.md 3.5)."""
    params, levers, line = world.params, world.levers.value, world.teams.line[team]
    if world.curbs.calm_until_week[team] >= world.clock.week[0]:
        return 0.0
    weekly = params.preemption_weekly[0] * levers[CONFLICT * TEAMS + team] * loudness(world, line)
    if world.priorities.kpi_until_week[line] >= world.clock.week[0]:
        weekly *= 1.0 - params.kpi_focus[0]
    if thrash:
        weekly += levers[QUARTERLY_THRASH * TEAMS + team]
    weekly += levers[OVERSTEER * TEAMS + team] * (1.0 - levers[BREAK_DETECTION_WEEKLY * TEAMS + team])
    if weekly <= 0.0:
        return 0.0
    return weekly / WEEK * (1.0 - levers[RIGHTS_CLARITY * TEAMS + team])


@kernel
def _interrupt(world: World, log: Log, team: int, hazard: float) -> None:
    """Let a louder item displace one in work, at most one a day in a team, if another waits."""
    params, items = world.params, world.items
    for lane in range(team * LANES, team * LANES + world.teams.active[team]):
        i = world.lanes.item[lane]
        if items.blocked[i] == 0 and items.worked_days[i] > 0 and items.since_min[i] <= world.clock.day[0] * DAY:
            if uniform(world, STREAM_PREEMPT, items.need[i], items.worked_days[i]) < hazard and not overdue(world, i):
                u = uniform(world, STREAM_PREEMPT_LOSS, items.need[i], items.worked_days[i])
                share = params.setup_loss_low[0] + u * (params.setup_loss_high[0] - params.setup_loss_low[0])
                emit(world, log, ITEM_PREEMPTED, i, team, int(share * leg_minutes(world, i)))
                return


@kernel
def _first_by_rule(world: World, here: int, rule: int) -> int:
    """The first of a queue in its line's order: estimate, that over guessed size, or age; -1 if none is ready.

    What was asked for after somebody ranked comes after what they ranked, as it stands in the queue.
    """
    items, best, best_score, evening = world.items, -1, -1e30, (world.clock.day[0] + 1) * DAY
    ranked_min = world.priorities.ranked_week[world.items.line[here]] * WEEK * DAY if here >= 0 else 0
    while here >= 0:
        if items.ready_min[here] < evening:
            score = float(items.estimate[here])
            if items.requested_min[here] > ranked_min:
                score = -float(items.ready_min[here])
            elif rule == RANK_COST_OF_DELAY:
                score /= max(60.0, items.size_min[here] * guessed_share(world, here))
            elif rule == RANK_OLDEST:
                score = -float(items.requested_min[here])
            if score > best_score:
                best, best_score = here, score
        here = items.next[here]
    return best


@kernel
def _oldest_overdue(world: World, here: int) -> int:
    """The oldest of a queue that is past what its line expects, and that somebody looks after; -1 if none is ready."""
    items, oldest, evening = world.items, -1, (world.clock.day[0] + 1) * DAY
    while here >= 0:
        if items.ready_min[here] < evening and overdue(world, here):
            if oldest < 0 or items.requested_min[here] < items.requested_min[oldest]:
                oldest = here
        here = items.next[here]
    return oldest


@inlined
def _next_in_queue(world: World, team: int) -> int:
    """What a team starts next: the oldest, or the best by estimate over guessed size, so far as order is by value."""
    items, here = world.items, world.teams.queue_head[team]
    by_value = world.levers.value[ORDER_BY_VALUE * TEAMS + team]
    rule = world.priorities.rank_rule[world.teams.line[team]]
    if world.lines.expected_days[world.teams.line[team]] > 0:
        aged = _oldest_overdue(world, here)
        if aged >= 0:
            return aged
    if rule != RANK_AS_IS:
        return _first_by_rule(world, here, rule)
    evening = (world.clock.day[0] + 1) * DAY
    if by_value <= 0.0:
        while here >= 0 and items.ready_min[here] >= evening:
            here = items.next[here]
        return here
    sized, typical = world.levers.value[SCORED_SIZE * TEAMS + team], 60.0 * world.params.size_median_hours[0]
    best, best_score = -1, -1.0
    while here >= 0:
        if items.ready_min[here] < evening:
            waited = (evening - items.ready_min[here]) / (60.0 * DAY)  # in this queue: by none of value, as it stands
            guess = typical
            if sized > 0.0:
                guess += sized * (items.size_min[here] * guessed_share(world, here) - typical)
            density = min(8.0, items.estimate[here] * 20.0 / max(60.0, guess))
            score = (1.0 - by_value) * waited + by_value * density
            if score > best_score:
                best, best_score = here, score
        here = items.next[here]
    return best


@inlined
def _fill_lanes(world: World, log: Log, team: int, earliest: int, most: int) -> None:
    """Start what waits in free lanes, at most `most`; nothing starts before `earliest` (absolute minute)."""
    teams, items = world.teams, world.items
    morning = world.clock.day[0] * DAY
    while most > 0 and teams.queue_head[team] >= 0 and teams.active[team] < teams.lanes[team]:
        i = _next_in_queue(world, team)
        if i < 0:
            return
        minute = max(earliest, items.ready_min[i])
        if minute >= morning + DAY:
            return
        if world.levers.value[TEST_SHARE * TEAMS + team] > 0.0 and propose_test(world, log, i, team):
            continue
        most -= 1
        emit(world, log, ITEM_STARTED, i, team, minute - morning)
        ask_scope(world, log, i)


@inlined
def _build(world: World, log: Log, team: int) -> None:
    """Finish what today's lanes can finish; a freed lane takes the next item at that minute."""
    teams, items = world.teams, world.items
    morning = world.clock.day[0] * DAY
    _fill_lanes(world, log, team, max(morning, teams.freed_min[team]), LANES)
    lane_min = teams.lane_min[team]
    if lane_min <= 0:
        return
    lane = 0
    while lane < teams.active[team]:
        i = world.lanes.item[team * LANES + lane]
        if items.reopen_day[i] > 0:
            reopen_due(world, log, i)
        begin, todo = max(items.since_min[i], morning), items.left_min[i] * DAY
        if items.blocked[i] == 1 or todo >= lane_min * (morning + DAY - begin):
            lane += 1
            continue
        done = begin + (todo + lane_min - 1) // lane_min
        if items.legs_left[i] > 0:
            _hand_off(world, log, i, team)
        else:
            emit(world, log, ITEM_BUILT, i, team, done - items.started_min[i])
            if items.stage[i] == CLEARED:
                clear_item(world, log, i, done - morning)
        _fill_lanes(world, log, team, done, 1)


@kernel
def _hand_off(world: World, log: Log, i: int, team: int) -> None:
    """Another team takes over; some of the time it must first ask what was meant."""
    need, leg = world.items.need[i], world.items.legs_left[i]
    to = index(uniform(world, STREAM_HANDOFF, need, leg), max(1, world.counts.teams[0] - 1))
    if to >= team:
        to += 1
    to = min(to, world.counts.teams[0] - 1)
    clarify = 0
    unclear = world.levers.value[HANDOFF_CLARIFY_SHARE * TEAMS + team] * (1.0 - CLARIFIED * hub_service(world, team))
    if uniform(world, STREAM_CLARIFY, need, leg) < unclear:
        u = uniform(world, STREAM_CLARIFY, need, 64 + leg)
        clarify = int(lognormal(u, world.params.clarify_hours[0], CLARIFY_SIGMA) * 60.0)
    emit(world, log, ITEM_HANDED_OFF, i, to, clarify)
    held = hub_wait_minutes(world, team)
    if held > 0:
        emit(world, log, HANDOFF_HELD, i, to, held)


@inlined
def _staff_desk(world: World, log: Log, desk: int) -> None:
    """Serve a desk's queue in order of readiness (its chain is kept so), then let go what is finished by tonight."""
    items, desks, evening = world.items, world.desks, (world.clock.day[0] + 1) * DAY
    base = desk * SERVERS
    while desks.head[desk] >= 0:
        i = desks.head[desk]
        free = world.servers.busy_until[base]
        for s in range(base + 1, base + desks.servers[desk]):
            free = min(free, world.servers.busy_until[s])
        if max(free, items.ready_min[i]) >= evening:
            break
        u = uniform(world, STREAM_SERVICE, items.need[i], 64 * desks.role[desk] + items.reworks[i])
        if world.params.desk_sigma[0] > 0.0:
            minutes = lognormal(u, desks.mean_min[desk], world.params.desk_sigma[0])
        else:
            minutes = exponential(u, desks.mean_min[desk])
        emit(world, log, DESK_STARTED, i, desk, max(1, int(min(minutes, 1e6))))
    here = desks.serving[desk]
    while here >= 0:
        after = items.next[here]
        if items.ready_min[here] < evening:
            _leave_desk(world, log, here, desk)
        here = after


@inlined
def _leave_desk(world: World, log: Log, i: int, desk: int) -> None:
    """Release it if the desk deploys; else the review sends it back or lets it pass."""
    items, team = world.items, world.items.team[i]
    if world.desks.role[desk] == DESK_DEPLOY:
        deliver(world, log, i, items.ready_min[i])
        return
    share = world.levers.value[REWORK_SHARE * TEAMS + team]
    if uniform(world, STREAM_REVIEW, items.need[i], items.reworks[i]) < share:
        fresh = size_minutes(world, items.need[i], items.reworks[i] + 1)
        emit(world, log, ITEM_RETURNED, i, team, max(1, int(fresh * world.params.rework_size_share[0])))
        return
    minute = max(0, items.ready_min[i] - world.clock.day[0] * DAY)
    emit(world, log, REVIEW_PASSED, i, team, minute)
    if items.stage[i] == CLEARED:
        clear_item(world, log, i, minute)
