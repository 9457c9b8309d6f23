"""Approval boards, release trains, and how a release fails (domain.md 3.7).

A release of n items fails if one of them carries an escaped defect or two of them do not fit together:
P = 1 - (1-e)^n (1-kappa)^(n(n-1)/2). Batch size alone spans the change-fail rates that DORA reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.draws import STREAM_DEFECT, STREAM_INTERACTION, STREAM_NEED_KIND, uniform
from sim.events import (
    DECISION_RAISED,
    DUPLICATE_SHIPPED,
    ITEM_BOARDED,
    ITEM_WENT_LIVE,
    NONE,
    RELEASE_SHIPPED,
    TRAIN_SKIPPED,
    VALUE_DELIVERED,
)
from sim.evolve import emit
from sim.exact import exp, log
from sim.kernel import inlined, kernel
from sim.levers import APPROVAL_SHARE, CHECKLIST_REMOVAL, GATE_REMOVAL, PEER_REVIEW_REMOVAL
from sim.systems.features import ship_feature
from sim.systems.incidents import board_sees, draw_severity, open_incident
from sim.systems.lessons import known_escape, listed_removal
from sim.world import DAY, ONE_WAY, REVIEW_NONE, REVIEW_PAIR, RISKY, TEAMS

if TYPE_CHECKING:
    from sim.records import Log, World

CLASH_BIT = 1 << 40  # keeps the key of two items that do not fit together apart from any need's
OVERTIME_DEFECTS = 0.15  # more, by people on overtime [X]
TIER_ALL, TIER_RISKY, TIER_ONE_WAY = 0, 1, 2


@kernel
def next_board(world: World, i: int, after: int) -> int:
    """The approval board an item goes to after board `after` (-1: after none), or -1 when all have seen it.

    First its line's own, then those that see everything or that practices seated over its team, one behind the other.
    """
    forums, team = world.forums, world.items.team[i]
    own = world.lines.board[world.items.line[i]]
    if after < 0 and own >= 0 and forums.live[own] == 1:
        return own
    for f in range(1, world.counts.forums[0]):
        if f != own and (after == own or after < f) and board_sees(world, f, team):
            return f
    return -1


@kernel
def needs_board(world: World, i: int) -> bool:
    """Whether an approval board must see an item before it is released: its share of items, thinned by tier."""
    items = world.items
    if next_board(world, i, -1) < 0:
        return False
    share = world.levers.value[APPROVAL_SHARE * TEAMS + items.team[i]]
    if uniform(world, STREAM_NEED_KIND, items.need[i], 6) >= share:
        return False
    tier = world.lines.approval_tier[items.line[i]]
    if tier == TIER_RISKY:
        return items.class_bits[i] & (RISKY | ONE_WAY) != 0
    if tier == TIER_ONE_WAY:
        return items.class_bits[i] & ONE_WAY != 0
    return True


@kernel
def clear_item(world: World, log_: Log, i: int, minute: int) -> None:
    """Send finished, reviewed work to its approval board, or to its line's release train."""
    if needs_board(world, i):
        emit(world, log_, DECISION_RAISED, i, next_board(world, i, -1), minute)
    else:
        board_train(world, log_, i, minute)


@kernel
def board_train(world: World, log_: Log, i: int, minute: int) -> None:
    """Let an item wait for its line's next release."""
    emit(world, log_, ITEM_BOARDED, i, world.items.line[i], max(0, minute))


@inlined
def deliver(world: World, log_: Log, i: int, at_min: int) -> None:
    """An item reaches customers: a second copy of one need delivers nothing but its upkeep."""
    items, team = world.items, world.items.team[i]
    if items.sibling_live[i] == 1:
        emit(world, log_, DUPLICATE_SHIPPED, i, team, items.touched_min[i])
    elif items.value[i] > 0:
        emit(world, log_, VALUE_DELIVERED, i, team, items.value[i])
        ship_feature(world, log_, items.need[i], items.line[i], items.value[i])
    emit(world, log_, ITEM_WENT_LIVE, i, team, max(1, at_min - items.requested_min[i]))


@kernel
def _review_removal(world: World, team: int) -> float:
    """Share of defects that colleagues find, by who looks at the work of a line."""
    review = world.agendas.review[world.teams.line[team]]
    if review == REVIEW_NONE:
        return 0.0
    peers = world.levers.value[PEER_REVIEW_REMOVAL * TEAMS + team]
    return max(peers, world.params.pair_removal[0]) if review == REVIEW_PAIR else peers


@kernel
def escape_chance(world: World, i: int) -> float:
    """Chance that an item carries a defect past every check: injection, then removal in series (domain.md 3.7)."""
    params, items, team = world.params, world.items, world.items.team[i]
    if params.injection_per_hour[0] <= 0.0:
        return 0.0
    hours = max(0.1, items.size_min[i] / 60.0)
    injected = params.injection_per_hour[0] * exp(0.9 * log(hours))
    overload = max(0.0, world.teams.active[team] / world.teams.people[team] - 2.0)
    injected *= 1.0 + params.injection_per_handoff[0] * items.handoffs[i] + params.injection_per_overload[0] * overload
    if world.curbs.overtime_until_week[team] >= world.clock.week[0]:
        injected *= 1.0 + OVERTIME_DEFECTS
    injected *= 1.0 + params.complexity_injection[0] * (world.products.features[items.line[i]] * 0.01)
    left = (1.0 - _review_removal(world, team)) * (1.0 - params.test_removal[0])
    need, line = items.need[i], items.line[i]
    left *= 1.0 - listed_removal(world, world.levers.value[CHECKLIST_REMOVAL * TEAMS + team], need, line)
    left *= known_escape(world, need, line)
    if items.approved[i] == 1:
        left *= 1.0 - world.levers.value[GATE_REMOVAL * TEAMS + team]
    return 1.0 - exp(-injected * left)


@kernel
def run_trains(world: World, log_: Log) -> None:
    """Ship every release that is due today, whole."""
    lines, day = world.lines, world.clock.day[0]
    for line in range(world.counts.lines[0]):
        if lines.interval_days[line] > 0 and lines.next_release_day[line] <= day:
            if lines.train_items[line] == 0:
                emit(world, log_, TRAIN_SKIPPED, line, NONE, 0)
            else:
                _ship(world, log_, line)


@kernel
def _ship(world: World, log_: Log, line: int) -> None:
    lines, items = world.lines, world.items
    n, number = lines.train_items[line], lines.releases[line]
    evening = (world.clock.day[0] + 1) * DAY
    culprit, key, severity = -1, 0, 0.0
    team, need = -1, 0
    unchecked = 1.0 - world.guards.checked_permille[line] * 1e-3
    for _ in range(n):
        i = lines.train_head[line]
        team, need = items.team[i], items.need[i]
        if uniform(world, STREAM_DEFECT, need, items.reworks[i]) < unchecked * escape_chance(world, i):
            culprit, key = team, need
            severity += draw_severity(world, need)
        deliver(world, log_, i, evening)
    clash = 1.0 - exp(n * (n - 1) * 0.5 * log(1.0 - world.params.interaction[0]))
    if clash > 0.0 and uniform(world, STREAM_INTERACTION, line, number) < clash:
        if culprit < 0:
            culprit, key = team, need
        severity += draw_severity(world, CLASH_BIT + (line << 20) + number)
    if world.guards.exposed_permille[line] > 0:
        severity *= world.guards.exposed_permille[line] * 1e-3
    emit(world, log_, RELEASE_SHIPPED, line, NONE, n)
    if culprit >= 0:
        open_incident(world, log_, line, culprit, n, key, min(1.0, severity))
