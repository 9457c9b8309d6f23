"""What calls for a card about work, dates, decisions and failures.

From where on a state calls for a card: game.md 3 where it says so, otherwise [X].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.card import (
    AFTER_THE_OUTAGE,
    CUSTOMER_ESCALATION,
    DUPLICATE_FOUND,
    GATE_APPEAL,
    GO_NO_GO,
    OUTAGE,
    PRIORITY_CONFLICT,
    SCOPE_TRADE_OFF,
    SLIPPING_BET,
)
from sim.draws import STREAM_CARD, uniform
from sim.evolving.items import leg_minutes
from sim.kernel import kernel, pasted
from sim.levers import CONFLICT, VISIBILITY
from sim.systems.parts import oldest_in_work, rested
from sim.world import APPROVAL, BUILD, DAY, LANES, READY, ROLE_BOARD, TEAMS, WEEK

if TYPE_CHECKING:
    from sim.records import World

CONFLICT_FROM = 0.35
FULL_TRAIN = 8  # items on a train that leaves within the week
SUNK_HOURS = 20  # that each of two duplicates has taken
GROWN_SHARE = 1.5  # of its size that an item has taken
LONG_WAIT = 2  # cadences of the board
AHEAD_DAYS = 15  # before a promised date, in which it can be seen that it will not be kept
HURT_PPM = 200_000  # of harm that customers remember
ENDING_SHARE, ENDING_WEEKS = 0.06, 4  # of revenue, in contracts that end so soon


@kernel
def work_candidate(world: World, card: int) -> tuple[int, int]:
    """The entity that calls most for one of these cards, and what it is about; -1 for none."""
    if card == PRIORITY_CONFLICT:
        return _conflicted_team(world)
    if card == GO_NO_GO:
        return _full_train(world)
    if card == DUPLICATE_FOUND:
        return _duplicate(world)
    if card == OUTAGE:
        return _worst_outage(world)
    if card == AFTER_THE_OUTAGE:
        return _survived_outage(world)
    if card == SCOPE_TRADE_OFF:
        return _grown_item(world)
    if card == GATE_APPEAL:
        return _waiting_item(world)
    if card == SLIPPING_BET:
        return _slipping_bet(world)
    if card == CUSTOMER_ESCALATION:
        return _hurt_customers(world)
    return -1, -1


@pasted
def _conflicted_team(world: World) -> tuple[int, int]:
    """Two sponsors, one team: powerful people disagree, and work was put down for it this week."""
    chosen, most = -1, 0
    for team in range(world.counts.teams[0]):
        if world.teams.preemptions[team] > most and world.levers.value[CONFLICT * TEAMS + team] > CONFLICT_FROM:
            if oldest_in_work(world, team) >= 0 and rested(world, PRIORITY_CONFLICT, team):
                chosen, most = team, world.teams.preemptions[team]
    return chosen, oldest_in_work(world, chosen) if chosen >= 0 else -1


@pasted
def _full_train(world: World) -> tuple[int, int]:
    """A train that leaves within the week with more on it than anybody has looked at."""
    chosen, most, lines = -1, FULL_TRAIN - 1, world.lines
    for line in range(world.counts.lines[0]):
        soon = lines.interval_days[line] > WEEK and lines.next_release_day[line] <= world.clock.day[0] + 1 + WEEK
        if soon and lines.train_items[line] > most and rested(world, GO_NO_GO, line):
            chosen, most = line, lines.train_items[line]
    return chosen, -1


@pasted
def _duplicate(world: World) -> tuple[int, int]:
    """A pair that has cost both sides, and that somebody happens to see; each pair is seen or not, once and for all."""
    items = world.items
    for i in range(world.counts.high_items[0]):
        if items.stage[i] != BUILD or items.younger[i] == 0 or items.sibling[i] < 0:
            continue
        other = items.sibling[i]
        if min(items.touched_min[i], items.touched_min[other]) < SUNK_HOURS * 60:
            continue
        seen = world.levers.value[VISIBILITY * TEAMS + items.team[i]]
        if uniform(world, STREAM_CARD, items.need[i], 0) < seen and rested(world, DUPLICATE_FOUND, items.line[i]):
            return items.line[i], i
    return -1, -1


@pasted
def _worst_outage(world: World) -> tuple[int, int]:
    """The severest incident that goes on over the weekend."""
    chosen, worst, incidents = -1, int(world.params.outage_severity[0] * 1000.0) - 1, world.incidents
    for incident in range(world.counts.incidents[0]):
        if incidents.open[incident] == 1 and incidents.severity_permille[incident] > worst:
            if rested(world, OUTAGE, incidents.line[incident]):
                chosen, worst = incident, incidents.severity_permille[incident]
    if chosen < 0:
        return -1, -1
    return incidents.line[chosen], chosen


@pasted
def _survived_outage(world: World) -> tuple[int, int]:
    """A line whose outage ended last week."""
    for line in range(world.counts.lines[0]):
        if world.guards.outage_week[line] == world.clock.week[0] - 1 and world.clock.week[0] > 1:
            if rested(world, AFTER_THE_OUTAGE, line):
                return line, -1
    return -1, -1


@pasted
def _grown_item(world: World) -> tuple[int, int]:
    """The item in work that has outgrown its size most."""
    chosen, most, items = -1, GROWN_SHARE, world.items
    for team in range(world.counts.teams[0]):
        for lane in range(team * LANES, team * LANES + world.teams.active[team]):
            i = world.lanes.item[lane]
            grown = (items.touched_min[i] + max(0, items.left_min[i])) / max(1, items.size_min[i])
            if grown > most and items.left_min[i] > 0 and rested(world, SCOPE_TRADE_OFF, team):
                chosen, most = i, grown
    return (items.team[chosen], chosen) if chosen >= 0 else (-1, -1)


@pasted
def _waiting_item(world: World) -> tuple[int, int]:
    """The item that has waited longest for a board, past two of its cadences."""
    items, chosen, longest = world.items, -1, 0
    for f in range(1, world.counts.forums[0]):
        if world.forums.live[f] == 0 or world.forums.role[f] != ROLE_BOARD:
            continue
        here = world.forums.head[f]
        while here >= 0:
            waited = world.clock.day[0] - items.raised_min[here] // DAY
            if waited > max(longest, LONG_WAIT * world.forums.cadence_days[f]) and items.stage[here] == APPROVAL:
                if rested(world, GATE_APPEAL, items.line[here]):
                    chosen, longest = here, waited
            here = items.next[here]
    return (items.line[chosen], chosen) if chosen >= 0 else (-1, -1)


@pasted
def _slipping_bet(world: World) -> tuple[int, int]:
    """The promise of the coming weeks with most work left beyond what there is time for, as seen from within."""
    items, chosen, worst = world.items, -1, 0.0
    for i in range(world.counts.high_items[0]):
        slot = items.promise[i] - 1
        if slot < 0 or (items.stage[i] != READY and items.stage[i] != BUILD) or world.forecasts.missed[slot] == 1:
            continue
        gone = ((world.clock.day[0] + 1) * DAY - world.forecasts.made_min[slot]) / DAY
        left = world.forecasts.p80_days[slot] - gone
        if left < 0.0 or left > AHEAD_DAYS:
            continue
        work = (items.left_min[i] + leg_minutes(world, i) * max(0, items.legs_left[i])) / 60.0
        over = work / world.params.inside_pace[0] - left
        if over > worst and rested(world, SLIPPING_BET, items.line[i]):
            chosen, worst = i, over
    return (items.line[chosen], chosen) if chosen >= 0 else (-1, -1)


@pasted
def _hurt_customers(world: World) -> tuple[int, int]:
    """The line whose customers were hurt most lately, if many contracts end soon; and what has waited longest there."""
    products, chosen, about, most = world.products, -1, -1, HURT_PPM - 1
    for line in range(world.counts.lines[0]):
        if products.contract_weeks[line] > 0 and products.harm_ppm[line] > most:
            if _ending_share(world, line) >= ENDING_SHARE and rested(world, CUSTOMER_ESCALATION, line):
                i = _asked_first(world, line)
                if i >= 0:
                    chosen, about, most = line, i, products.harm_ppm[line]
    return chosen, about


@kernel
def _ending_share(world: World, line: int) -> float:
    """Share of a line's revenue whose contracts end within the coming weeks."""
    cohorts, here, cents = world.cohorts, world.products.cohort_head[line], 0
    while here >= 0:
        if 0 < cohorts.due_week[here] - world.clock.week[0] <= ENDING_WEEKS:
            cents += cohorts.arr_cents[here]
        here = cohorts.next[here]
    return cents / max(1, world.products.arr_cents[line])


@kernel
def _asked_first(world: World, line: int) -> int:
    """What has waited longest to be begun on a line, and could be; of equals, the need with the lower number."""
    items, chosen, morning = world.items, -1, (world.clock.day[0] + 1) * DAY
    for i in range(world.counts.high_items[0]):
        waits = items.line[i] == line and items.stage[i] == READY and items.started_min[i] < 0
        if waits and items.ready_min[i] <= morning and items.promise[i] == 0:
            sooner = chosen < 0 or items.requested_min[i] < items.requested_min[chosen]
            alike = chosen >= 0 and items.requested_min[i] == items.requested_min[chosen]
            if sooner or (alike and items.need[i] < items.need[chosen]):
                chosen = i
    return chosen
