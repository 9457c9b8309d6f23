"""Needs, items and the lists they wait in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import chains
from sim.events import (
    DECISION_BOUNCED,
    DECISION_MADE,
    DECISION_RAISED,
    DECISION_REOPENED,
    DECISION_ROUTED,
    DESK_STARTED,
    DUPLICATE_BORN,
    DUPLICATE_MERGED,
    ITEM_BOARDED,
    ITEM_BUILT,
    ITEM_CLASSED,
    ITEM_COMMITTED,
    ITEM_HANDED_OFF,
    ITEM_PREEMPTED,
    ITEM_RETURNED,
    ITEM_SIZED,
    ITEM_STARTED,
    ITEM_STOPPED,
    ITEM_VALUED,
    ITEM_WENT_LIVE,
    NEED_ARRIVED,
    NEED_DECLINED,
    NEED_TURNED_AWAY,
    NEED_WITHDRAWN,
    REOPENING_SET,
    REVIEW_PASSED,
    VALUE_DELIVERED,
)
from sim.evolving.learning import keep_lead, settle_promise
from sim.kernel import inlined
from sim.world import (
    APPROVAL,
    AT_DESK,
    BOARDED,
    BUILD,
    CLEARED,
    DAY,
    DESK_QUEUE,
    FREE,
    INTAKE,
    LANES,
    NEEDS_COMMIT,
    READY,
    SERVERS,
    TWO_WAY,
)

if TYPE_CHECKING:
    from sim.records import World

SIBLING_BIT = 1 << 26  # set in the key of the second item for a need, so that its draws are its own


@inlined
def leg_minutes(world: World, i: int) -> int:
    """Minutes of one team's share of an item: its size over the teams that it goes through."""
    return world.items.size_min[i] // (world.items.handoffs[i] + 1)


@inlined
def evolve_item(world: World, kind: int, subject: int, object_: int, amount: int) -> None:
    """Apply an event of an item's life."""
    if kind == NEED_ARRIVED:
        _arrive(world, subject, object_, amount)
    elif kind == ITEM_SIZED:
        _size(world, subject, object_, amount)
    elif kind == ITEM_VALUED:
        world.items.estimate[subject] = object_
        world.items.value[subject] = amount
    elif kind == ITEM_CLASSED:
        world.items.class_bits[subject] = object_
        world.items.handoffs[subject] = amount
        world.items.legs_left[subject] = amount
    elif kind == NEED_TURNED_AWAY:
        world.lines.arrived[object_] += 1
        world.lines.next_min[object_] += amount
    elif kind == DUPLICATE_BORN:
        _arrive_again(world, subject, object_, amount)
    elif kind == ITEM_COMMITTED:
        queue_for_team(world, subject, object_, world.clock.day[0] * DAY + amount)
    elif kind == ITEM_STARTED:
        _start(world, subject, object_, world.clock.day[0] * DAY + amount)
    elif kind == ITEM_BUILT:
        _build(world, subject, object_, world.items.started_min[subject] + amount)
    elif kind == ITEM_HANDED_OFF:
        _hand_off(world, subject, object_, amount)
    elif kind == ITEM_PREEMPTED:
        world.items.left_min[subject] += amount
        world.teams.preemptions[object_] += 1
        leave_lane(world, object_, subject)
        queue_for_team(world, subject, object_, world.clock.day[0] * DAY)
    elif kind == ITEM_RETURNED:
        _leave_desk(world, subject)
        world.items.reworks[subject] += 1
        world.items.left_min[subject] = amount
        world.teams.returned[object_] += 1
        queue_for_team(world, subject, object_, world.items.ready_min[subject])
    elif kind == DESK_STARTED:
        _serve(world, subject, object_, amount)
    elif kind == REVIEW_PASSED:
        _leave_desk(world, subject)
        _send_to_desk(world, subject, world.teams.deploy_desk[object_])
    elif kind == VALUE_DELIVERED:
        world.agendas.delivered[world.items.line[subject]] += amount
    elif (
        kind == ITEM_WENT_LIVE
        or kind == ITEM_STOPPED
        or kind == DUPLICATE_MERGED
        or kind == NEED_WITHDRAWN
        or kind == NEED_DECLINED
    ):
        if kind == ITEM_WENT_LIVE:
            keep_lead(world, subject, amount)
        if world.items.promise[subject] > 0:
            settle_promise(world, kind, subject, amount)
        _end(world, kind, subject)


@inlined
def evolve_wait(world: World, kind: int, subject: int, object_: int, amount: int) -> None:
    """Apply an event of an item that waits for a decision or a release."""
    items, forums = world.items, world.forums
    if kind == DECISION_RAISED or kind == DECISION_REOPENED:
        items.forum[subject] = object_
        items.raised_min[subject] = world.clock.day[0] * DAY + amount
        items.bounces[subject] = 0
        if items.stage[subject] == BUILD:
            items.blocked[subject] = 1
            world.teams.blocked[items.team[subject]] += 1
        elif items.stage[subject] == CLEARED:
            items.stage[subject] = APPROVAL
            world.teams.board_items[items.team[subject]] += 1
        if kind == DECISION_REOPENED:
            items.reopen_day[subject] = 0
        forums.waiting[object_] += 1
        chains.push(items.next, forums.head, forums.tail, object_, subject)
    elif kind == DECISION_ROUTED:
        chains.remove(items.next, forums.head, forums.tail, amount, subject)
        chains.push(items.next, forums.head, forums.tail, object_, subject)
        items.forum[subject] = object_
        forums.waiting[amount] -= 1
        forums.waiting[object_] += 1
    elif kind == DECISION_BOUNCED:
        items.bounces[subject] = amount
        chains.remove(items.next, forums.head, forums.tail, object_, subject)
        chains.push(items.next, forums.head, forums.tail, object_, subject)
    elif kind == DECISION_MADE:
        chains.remove(items.next, forums.head, forums.tail, object_, subject)
        forums.waiting[object_] -= 1
        world.agendas.decided[items.line[subject]] += 1
        if items.stage[subject] != APPROVAL and object_ != world.lines.forum[items.line[subject]]:
            world.agendas.elsewhere[items.line[subject]] += 1
        items.forum[subject] = -1
        items.decisions[subject] += 1
        if items.stage[subject] == BUILD:
            items.blocked[subject] = 0
            world.teams.blocked[items.team[subject]] -= 1
            items.since_min[subject] = (world.clock.day[0] + 1) * DAY  # today's hours are shared out already
        elif items.stage[subject] == APPROVAL:
            items.approved[subject] = 1
            items.stage[subject] = CLEARED
    elif kind == REOPENING_SET:
        items.reopen_day[subject] = amount
    elif kind == ITEM_BOARDED:
        items.stage[subject] = BOARDED
        items.ready_min[subject] = world.clock.day[0] * DAY + amount
        world.lines.train_items[object_] += 1
        chains.push(items.next, world.lines.train_head, world.lines.train_tail, object_, subject)


@inlined
def _arrive(world: World, i: int, line: int, next_min: int) -> None:
    _take_slot(world, i)
    world.items.need[i] = (line << 20) + world.lines.arrived[line]
    world.lines.arrived[line] += 1
    world.items.line[i] = line
    world.items.requested_min[i] = world.lines.next_min[line]
    world.items.ready_min[i] = world.items.requested_min[i]
    world.lines.next_min[line] += next_min


@inlined
def _arrive_again(world: World, i: int, sibling: int, line: int) -> None:
    """A second item for the sibling's need; it takes no id of its own line, so that later ids do not shift."""
    _take_slot(world, i)
    items = world.items
    items.need[i] = items.need[sibling] + SIBLING_BIT
    items.line[i] = line
    items.requested_min[i] = items.requested_min[sibling]
    items.ready_min[i] = items.requested_min[i]
    items.younger[i] = 1
    items.sibling[i] = sibling
    items.sibling[sibling] = i


@inlined
def _take_slot(world: World, i: int) -> None:
    """Open a slot: the head of the free list, with everything that accumulates set to nothing."""
    items, counts = world.items, world.counts
    counts.free_item[0] = items.next[i]
    counts.open_items[0] += 1
    if i >= counts.high_items[0]:
        counts.high_items[0] = i + 1
    items.stage[i] = INTAKE
    items.next[i] = -1
    items.forum[i] = -1
    items.desk[i] = -1
    items.sibling[i] = -1
    items.started_min[i] = -1
    items.touched_min[i] = 0
    items.reworks[i] = 0
    items.starts[i] = 0
    items.worked_days[i] = 0
    items.bounces[i] = 0
    items.reopen_day[i] = 0
    items.decisions[i] = 0
    items.blocked[i] = 0
    items.approved[i] = 0
    items.younger[i] = 0
    items.sibling_live[i] = 0
    items.promise[i] = 0
    items.trials[i] = 0
    items.class_bits[i] = TWO_WAY
    items.handoffs[i] = 0
    items.legs_left[i] = 0
    items.value[i] = 0
    items.estimate[i] = 0


@inlined
def _size(world: World, i: int, team: int, minutes: int) -> None:
    """Size an item, the last thing that is said of it; where nobody has to commit to it, its team may start."""
    items = world.items
    items.team[i] = team
    items.size_min[i] = minutes
    items.left_min[i] = minutes
    if items.handoffs[i] > 0:
        items.left_min[i] = max(1, leg_minutes(world, i))
    if items.class_bits[i] & NEEDS_COMMIT == 0:
        queue_for_team(world, i, team, items.requested_min[i])


@inlined
def queue_for_team(world: World, i: int, team: int, ready_min: int) -> None:
    """Put an item at the end of its team's queue, to be started from a minute on."""
    world.items.stage[i] = READY
    world.items.team[i] = team
    world.items.ready_min[i] = ready_min
    world.teams.queued[team] += 1
    chains.push(world.items.next, world.teams.queue_head, world.teams.queue_tail, team, i)


@inlined
def _start(world: World, i: int, team: int, minute: int) -> None:
    items, teams = world.items, world.teams
    chains.remove(items.next, teams.queue_head, teams.queue_tail, team, i)
    teams.queued[team] -= 1
    world.lanes.item[team * LANES + teams.active[team]] = i
    teams.active[team] += 1
    items.stage[i] = BUILD
    items.since_min[i] = minute
    items.starts[i] += 1
    if items.started_min[i] < 0:
        items.started_min[i] = minute


@inlined
def leave_lane(world: World, team: int, i: int) -> None:
    """Take an item off its team's lanes; the last lane fills the gap."""
    lanes, base = world.lanes, team * LANES
    last = world.teams.active[team] - 1
    for j in range(last + 1):
        if lanes.item[base + j] == i:
            lanes.item[base + j] = lanes.item[base + last]
            lanes.item[base + last] = 0
            world.teams.active[team] = last
            return


@inlined
def _finish_touch(world: World, i: int, team: int) -> None:
    left = world.items.left_min[i]
    world.items.touched_min[i] += left
    world.teams.touched_min[team] += left
    world.items.left_min[i] = 0
    leave_lane(world, team, i)


@inlined
def _build(world: World, i: int, team: int, minute: int) -> None:
    _finish_touch(world, i, team)
    world.teams.freed_min[team] = max(world.teams.freed_min[team], minute)
    world.items.ready_min[i] = minute
    desk = world.teams.review_desk[team]
    if desk < 0:
        desk = world.teams.deploy_desk[team]
    _send_to_desk(world, i, desk)


@inlined
def _hand_off(world: World, i: int, to_team: int, clarify_min: int) -> None:
    items = world.items
    _finish_touch(world, i, items.team[i])
    world.teams.freed_min[items.team[i]] = (world.clock.day[0] + 1) * DAY
    items.legs_left[i] -= 1
    items.left_min[i] = max(1, leg_minutes(world, i)) + clarify_min
    queue_for_team(world, i, to_team, (world.clock.day[0] + 1) * DAY)


@inlined
def _send_to_desk(world: World, i: int, desk: int) -> None:
    world.items.desk[i] = desk
    if desk < 0:
        world.items.stage[i] = CLEARED
        return
    world.items.stage[i] = DESK_QUEUE
    world.desks.queued[desk] += 1
    chains.insert_by(world.items.next, world.desks.head, world.desks.tail, desk, i, world.items.ready_min)


@inlined
def _serve(world: World, i: int, desk: int, minutes: int) -> None:
    """The server that is free first takes the item; it is done `minutes` after both are ready."""
    items, servers, base = world.items, world.servers, desk * SERVERS
    _leave_desk_queue(world, i)
    first = base
    for s in range(base + 1, base + world.desks.servers[desk]):
        if servers.busy_until[s] < servers.busy_until[first]:
            first = s
    done = max(items.ready_min[i], servers.busy_until[first]) + minutes
    servers.busy_until[first] = done
    items.ready_min[i] = done
    items.stage[i] = AT_DESK
    chains.push(items.next, world.desks.serving, world.desks.serving_tail, desk, i)


@inlined
def _leave_desk_queue(world: World, i: int) -> None:
    desk = world.items.desk[i]
    chains.remove(world.items.next, world.desks.head, world.desks.tail, desk, i)
    world.desks.queued[desk] -= 1


@inlined
def _leave_desk(world: World, i: int) -> None:
    chains.remove(world.items.next, world.desks.serving, world.desks.serving_tail, world.items.desk[i], i)
    world.items.desk[i] = -1


@inlined
def _end(world: World, kind: int, i: int) -> None:
    """Free an item's slot, wherever it was waiting, and tell its sibling."""
    items, stage = world.items, world.items.stage[i]
    if stage == READY:
        chains.remove(items.next, world.teams.queue_head, world.teams.queue_tail, items.team[i], i)
        world.teams.queued[items.team[i]] -= 1
    elif stage == BUILD:
        world.teams.blocked[items.team[i]] -= items.blocked[i]
        leave_lane(world, items.team[i], i)
    elif stage == DESK_QUEUE:
        _leave_desk_queue(world, i)
    elif stage == AT_DESK:
        _leave_desk(world, i)
    elif stage == BOARDED:
        chains.remove(items.next, world.lines.train_head, world.lines.train_tail, items.line[i], i)
        world.lines.train_items[items.line[i]] -= 1
    if items.forum[i] >= 0:
        chains.remove(items.next, world.forums.head, world.forums.tail, items.forum[i], i)
        world.forums.waiting[items.forum[i]] -= 1
    sibling = items.sibling[i]
    if sibling >= 0:
        items.sibling[sibling] = -1
        if kind == ITEM_WENT_LIVE:
            items.sibling_live[sibling] = 1
    items.stage[i] = FREE
    items.next[i] = world.counts.free_item[0]
    world.counts.free_item[0] = i
    world.counts.open_items[0] -= 1
