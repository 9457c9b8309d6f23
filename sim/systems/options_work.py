"""Options about work, dates, decisions and failures: cards 1 to 4, 7 to 9 and 19 (game.md 3).

How much an option does is [X] where game.md 3 says no number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import card as deck
from sim.draws import STREAM_CARD, uniform
from sim.events import (
    DECISION_MADE,
    DECISION_RAISED,
    DUPLICATE_MERGED,
    INCIDENT_REROUTED,
    ITEM_PREEMPTED,
    ITEM_STARTED,
    ITEM_TRIMMED,
    MEASURE_TAKEN,
    POLICY_ORDERED,
    SETUP_REPEATED,
    STAKEHOLDER_ENGAGED,
)
from sim.evolve import emit
from sim.evolving.cards import KEY_BASE
from sim.evolving.items import leg_minutes
from sim.evolving.releases import WALL_DAY
from sim.kernel import kernel, pasted
from sim.levers import APPROVAL_SHARE, ROLLBACK_READY
from sim.systems.forecasts import MOST_DAYS, inside_days, make_promise
from sim.systems.options_people import lend
from sim.systems.parts import first_week, oldest_in_work, shift, stop_item
from sim.systems.releases import TIER_RISKY, board_train
from sim.world import (
    DAY,
    ENGAGE_BAD_NEWS,
    IN_POST,
    LANES,
    LINES,
    MEASURE_CALM,
    MEASURE_CHECK,
    MEASURE_CROWD,
    MEASURE_EXPOSE,
    MEASURE_FEEL,
    MEASURE_HOLD,
    POLICY_APPROVAL_TIER,
    POLICY_EMERGENCY_PATH,
    READY,
    REROUTE_CONVENED,
    REROUTE_ON_CALL,
    REROUTE_ROLLED_BACK,
    ROLE_CROSS,
    TEAMS,
)

if TYPE_CHECKING:
    from sim.records import Log, World

CALM_WEEKS, NOTED_WEEKS, CROWD_WEEKS = 4, 6, 4
HELD_DAYS, CHECKED_PERMILLE, EXPOSED_PERMILLE = 5, 500, 100
MOST_ESCALATED_DAYS = 5
CONVENED_MIN, ON_CALL_MIN, ROLLED_BACK_MIN = 240, 60, 30  # until customers are well again
RELAPSE_SHARE, RELAPSE_MIN = 0.15, 1440  # fixes shipped on call that do not hold, and how much longer they take
APPROVAL_PERMILLE, MOST_APPROVAL = 50, 0.15  # more to approve after an outage, and how far beyond where it began
KEPT_WAY_PERMILLE = 50
CUT_SHARE = 0.4  # of what is left of a bet that is late (game.md 3)
MORE_HANDS = 2
# Of what customers have felt lately, that stays with them: once mended, given a date that holds or not, or sent away.
MENDED_PERMILLE, DATED_PERMILLE, SOLD_PERMILLE, DECLINED_PERMILLE = 500, 800, 600, 1300
QUOTED, EARLY = 1.5, 0.5  # times what is seen from within: a date for four in five, and one for one in five


@kernel
def work_option(world: World, log: Log, slot: int, line: int, option: int) -> None:
    """Carry out an option of one of these cards."""
    cards = world.cards
    kind, entity, about = cards.type[slot], cards.entity[slot], cards.about[slot]
    if kind == deck.OUTAGE:
        _end_outage(world, log, slot, line, about, option)
    elif kind == deck.SLIPPING_BET:
        _keep_word(world, log, line, about, option)
    elif kind <= deck.DUPLICATE_FOUND:
        _order_work(world, log, kind, entity, about, option)
    elif kind == deck.CUSTOMER_ESCALATION:
        _calm_customers(world, log, line, about, option)
    else:
        _guard(world, log, kind, line, about, option)


@pasted
def _end_outage(world: World, log: Log, slot: int, line: int, incident: int, option: int) -> None:
    """Convene whoever approves, ship without them, or go back, if a way back has been kept."""
    if option == 0:
        return
    incidents, key = world.incidents, world.cards.type[slot] * KEY_BASE + line
    begun = incidents.started_min[incident]
    now = max(incidents.accrued_min[incident], (world.clock.day[0] + 1) * WALL_DAY)
    ready = max(now, incidents.fix_min[incident])
    u = uniform(world, STREAM_CARD, (1 << 29) + key, world.cards.ordinal[slot])
    if option == 1:
        how, done = REROUTE_CONVENED, ready + CONVENED_MIN
    elif option == 2:
        how, done = REROUTE_ON_CALL, ready + ON_CALL_MIN + (RELAPSE_MIN if u < RELAPSE_SHARE else 0)
    else:
        if u >= world.levers.value[ROLLBACK_READY * TEAMS + world.lines.first_team[line]]:
            return
        how, done = REROUTE_ROLLED_BACK, now + ROLLED_BACK_MIN
    emit(world, log, INCIDENT_REROUTED, incident, how, done - begun)


@pasted
def _order_work(world: World, log: Log, kind: int, entity: int, about: int, option: int) -> None:
    """Cards 1, 2 and 4: what comes first, whether a train goes, and which copy ends."""
    if kind == deck.PRIORITY_CONFLICT:
        if option == 0:
            emit(world, log, MEASURE_TAKEN, entity, MEASURE_CALM, first_week(world) + CALM_WEEKS - 1)
        elif option == 1:
            _split(world, log, entity)
        elif option == 2:
            _ask_council(world, log, entity)
        else:
            emit(world, log, MEASURE_TAKEN, entity, MEASURE_CALM, first_week(world) + NOTED_WEEKS - 1)
    elif kind == deck.GO_NO_GO:
        if option == 1:
            emit(world, log, MEASURE_TAKEN, entity, MEASURE_HOLD, HELD_DAYS)
            emit(world, log, MEASURE_TAKEN, entity, MEASURE_CHECK, CHECKED_PERMILLE)
        elif option == 2:
            emit(world, log, MEASURE_TAKEN, entity, MEASURE_EXPOSE, EXPOSED_PERMILLE)
        elif option == 3:
            forum = world.lines.forum[entity]
            days = world.forums.cadence_days[forum] // 2 if forum >= 0 else MOST_ESCALATED_DAYS
            emit(world, log, MEASURE_TAKEN, entity, MEASURE_HOLD, max(1, min(MOST_ESCALATED_DAYS, days)))
    elif option == 0:
        emit(world, log, DUPLICATE_MERGED, about, world.items.sibling[about], world.items.touched_min[about])
    elif option == 1:
        stop_item(world, log, about)


@pasted
def _split(world: World, log: Log, team: int) -> None:
    """Serve both: one more open item for some weeks, and two items are set up once more."""
    emit(world, log, MEASURE_TAKEN, team, MEASURE_CROWD, first_week(world) + CROWD_WEEKS - 1)
    params, again = world.params, 0
    share = 0.5 * (params.setup_loss_low[0] + params.setup_loss_high[0])
    for lane in range(team * LANES, team * LANES + world.teams.active[team]):
        i = world.lanes.item[lane]
        if again < 2 and world.items.worked_days[i] > 0:
            again += 1
            emit(world, log, SETUP_REPEATED, i, team, int(share * leg_minutes(world, i)))


@pasted
def _ask_council(world: World, log: Log, team: int) -> None:
    """Let a team's oldest item wait for a cross-line forum, or for its line's; it blocks until it is decided."""
    forum = world.lines.forum[world.teams.line[team]]
    for f in range(1, world.counts.forums[0]):
        if world.forums.live[f] == 1 and world.forums.role[f] == ROLE_CROSS:
            forum = f
            break
    i = oldest_in_work(world, team)
    if forum >= 0 and i >= 0:
        emit(world, log, DECISION_RAISED, i, forum, DAY)


@pasted
def _guard(world: World, log: Log, kind: int, line: int, about: int, option: int) -> None:
    """Cards 9 and 19: what goes before a board, and what does not."""
    first, day = world.lines.first_team[line], world.clock.day[0]
    if kind == deck.AFTER_THE_OUTAGE:
        at = APPROVAL_SHARE * TEAMS + first
        if option == 0 and world.levers.base[at] < min(1.0, world.params.approval_share[0] + MOST_APPROVAL):
            shift(world, log, line, APPROVAL_SHARE, APPROVAL_PERMILLE)
        elif option == 1 and world.levers.base[ROLLBACK_READY * TEAMS + first] < 0.9:
            shift(world, log, line, ROLLBACK_READY, KEPT_WAY_PERMILLE)
        elif option == 2 and world.lines.emergency_path[line] == 0:
            emit(world, log, POLICY_ORDERED, POLICY_EMERGENCY_PATH, line, 1)
    elif option == 0:
        forum = world.items.forum[about]
        emit(world, log, DECISION_MADE, about, forum, max(1, day * DAY - world.items.raised_min[about]))
        board_train(world, log, about, 0)
    elif option == 1 and world.lines.approval_tier[line] < TIER_RISKY:
        if world.policies.effective_day[POLICY_APPROVAL_TIER * LINES + line] == 0:
            emit(world, log, POLICY_ORDERED, POLICY_APPROVAL_TIER, line, TIER_RISKY)


@pasted
def _keep_word(world: World, log: Log, line: int, i: int, option: int) -> None:
    """Card 3: a bet that will not be there in time ends, shrinks, gets more hands, or is at least announced."""
    if option == 0:
        stop_item(world, log, i)
    elif option == 1 and world.items.left_min[i] > 1:
        cut = int(world.items.left_min[i] * CUT_SHARE)
        emit(world, log, ITEM_TRIMMED, i, world.items.team[i], max(0, min(cut, world.items.size_min[i] - 1)))
    elif option == 2:
        for _ in range(MORE_HANDS):
            lend(world, log, world.items.team[i])
    elif option == 3:
        for s in range(world.counts.stakeholders[0]):
            if world.stakeholders.status[s] == IN_POST and world.stakeholders.line[s] == line:
                emit(world, log, STAKEHOLDER_ENGAGED, s, ENGAGE_BAD_NEWS, 0)


@pasted
def _calm_customers(world: World, log: Log, line: int, i: int, option: int) -> None:
    """Card 7: what they ask for jumps the queue, is worked round, gets one date or another, or is declined."""
    felt = MENDED_PERMILLE
    if option == 0:
        _jump(world, log, i)
    elif option == 3:
        felt = DECLINED_PERMILLE
    elif option != 1:
        felt = DATED_PERMILLE if option == 2 else SOLD_PERMILLE
        base = inside_days(world, i)
        late = base * world.params.inside_buffer[0] * QUOTED if option == 2 else base * EARLY
        _date(world, log, i, max(1, int(base + 0.5)), max(1, int(late + 0.5)))
    emit(world, log, MEASURE_TAKEN, line, MEASURE_FEEL, felt)


@pasted
def _jump(world: World, log: Log, i: int) -> None:
    """Put down what was begun last, without its set-up, and begin this instead."""
    team, other = world.items.team[i], -1
    if world.items.stage[i] != READY or world.teams.active[team] >= LANES:
        return
    for lane in range(team * LANES, team * LANES + world.teams.active[team]):
        if world.items.blocked[world.lanes.item[lane]] == 0:
            other = world.lanes.item[lane]
    if other >= 0:
        share = 0.5 * (world.params.setup_loss_low[0] + world.params.setup_loss_high[0])
        emit(world, log, ITEM_PREEMPTED, other, team, int(share * leg_minutes(world, other)))
    emit(world, log, ITEM_STARTED, i, team, DAY)


@pasted
def _date(world: World, log: Log, i: int, seen: int, late: int) -> None:
    """Promise customers a date for an item that has none; it is kept or missed like any other."""
    if world.items.promise[i] == 0:
        late = min(MOST_DAYS, late)
        make_promise(world, log, i, min(seen, late), late, min(MOST_DAYS, seen))
