"""What an option of a card does: hours, trust, and then its own mechanism, one branch a card (game.md 3).

The same code runs for an answer and for a default. Options move state that mechanisms read: hours owed, an item
stopped, a train held, a board passed by, a lever's base. None names an outcome.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import card as deck
from sim.draws import STREAM_CARD, uniform
from sim.events import (
    ADOPTION_MOVED,
    AUDIT_ORDERED,
    DECISION_MADE,
    DECISION_RAISED,
    DUPLICATE_MERGED,
    FIDELITY_MOVED,
    HOURS_OWED,
    INCIDENT_REROUTED,
    ITEM_STOPPED,
    ITEM_TRIMMED,
    KPI_GUARDED,
    LEVER_SHIFTED,
    MEASURE_TAKEN,
    PEOPLE_MOVED,
    POLICY_ORDERED,
    PRACTICE_CODIFIED,
    SETUP_REPEATED,
    SPONSOR_PASSED,
    STAKEHOLDER_ENGAGED,
    STAKEHOLDER_SURPRISED,
    TRUST_MOVED,
    WIND_DOWN_OWED,
)
from sim.evolve import emit_any
from sim.evolving.cards import KEY_BASE
from sim.evolving.releases import WALL_DAY
from sim.kernel import kernel
from sim.levers import APPROVAL_SHARE, DASHBOARD_SPRAWL, ESTIMATE_SIGMA, REGION_FIT, ROLLBACK_READY, TARGET_PRESSURE
from sim.systems.releases import TIER_RISKY, board_train
from sim.systems.triggers import is_over, oldest_in_work
from sim.world import (
    AUDITS,
    CARD_OPTIONS,
    DAY,
    DECIDED,
    ENGAGE_PREWIRE,
    HIRES,
    HOURS_COMMANDS,
    IN_POST,
    INTAKE_QUOTA,
    LANES,
    LINES,
    MEASURE_AGREE,
    MEASURE_CALM,
    MEASURE_CHECK,
    MEASURE_CROWD,
    MEASURE_EXPOSE,
    MEASURE_FREEZE,
    MEASURE_HOLD,
    MEASURE_OVERTIME,
    MEASURE_RELAX,
    MEASURE_SEAT,
    MEASURE_UNHIDE,
    POLICY_APPROVAL_TIER,
    POLICY_EMERGENCY_PATH,
    POLICY_INTAKE,
    PRACTICE_LIVE,
    READY,
    REROUTE_CONVENED,
    REROUTE_ON_CALL,
    REROUTE_ROLLED_BACK,
    ROLE_CROSS,
    SCOPE_FORUM,
    SCOPE_LINE,
    SCOPE_SOURCE,
    SCOPE_STAKEHOLDER,
    SCOPE_TEAM,
    TEAMS,
    WEEK,
)

if TYPE_CHECKING:
    from sim.records import Log, World

# How much an option does, where game.md 3 says no number: all [X].
CALM_WEEKS, NOTED_WEEKS, CROWD_WEEKS, FREEZE_WEEKS, OVERTIME_WEEKS, AGREED_WEEKS = 4, 6, 4, 4, 3, 13
HELD_DAYS, CHECKED_PERMILLE, EXPOSED_PERMILLE = 5, 500, 100
MOST_ESCALATED_DAYS = 5
CONVENED_MIN, ON_CALL_MIN, ROLLED_BACK_MIN = 240, 60, 30  # until customers are well again
RELAPSE_SHARE, RELAPSE_MIN = 0.15, 1440  # fixes shipped on call that do not hold, and how much longer they take
APPROVAL_PERMILLE, MOST_APPROVAL = 50, 0.15  # more to approve after an outage, and how far beyond where it began
KEPT_WAY_PERMILLE, SPRAWL_PERMILLE, SIGMA_PERMILLE, PRESSURE_PERMILLE = 50, 50, 100, 50
GRIEF_PPM = 130_000  # of trust, where a figure sent in a hurry is corrected later
BROKEN_SHARE = 0.05  # of bias that somebody notices later
MANDATE_PPM = 150_000
CODIFIED_PPM = 500_000  # of a practice that is written down in a hurry
RUNNING = 2  # audits at once
COMPARED_SHARE = 0.5  # of figures switched quietly that somebody compares
FIT_PERMILLE, ENFORCED_PPM, WORKED_ROUND_PPM = 150, 200_000, 50_000
OPEN_WEEKS = 8


@kernel
def choose(world: World, log: Log, slot: int, option: int) -> None:
    """Carry out an option of a card just settled or lapsed; of what is over, nothing is left to do."""
    if is_over(world, slot):
        return
    cards = world.cards
    kind, entity, about = cards.type[slot], cards.entity[slot], cards.about[slot]
    line = line_of(world, kind, entity)
    _owe(world, log, kind, entity, line, world.choices.team_min[kind * CARD_OPTIONS + option])
    _please(world, log, kind, entity, line, world.choices.trust_ppm[kind * CARD_OPTIONS + option])
    if kind == deck.OUTAGE:
        _end_outage(world, log, slot, line, about, option)
    elif kind <= deck.DUPLICATE_FOUND:
        _order_work(world, log, kind, entity, about, option)
    elif kind == deck.METRIC_DISPUTE or kind == deck.NUMBER_BY_FIVE or kind == deck.KPI_TRIUMPH:
        _look_at_figures(world, log, kind, entity, option)
    elif kind == deck.AFTER_THE_OUTAGE or kind == deck.GATE_APPEAL:
        _guard(world, log, kind, line, about, option)
    elif kind == deck.SCOPE_TRADE_OFF or kind == deck.TEAM_OVERLOAD:
        _relieve(world, log, kind, entity, about, option)
    elif kind == deck.REGIONAL_EXCEPTION:
        _fit(world, log, line, option)
    elif kind == deck.SHADOW_WORK:
        _unhide(world, log, line, option)
    elif kind == deck.RESTATEMENT:
        key = (1 << 28) + kind * KEY_BASE + entity
        if option == 2 and uniform(world, STREAM_CARD, key, cards.ordinal[slot]) < COMPARED_SHARE:
            _embarrass(world, log)
    elif kind == deck.SPONSOR_LEAVING:
        _succeed(world, log, entity, option)
    elif kind == deck.FORUM_CREEP:
        _seat(world, log, entity, option)
    elif kind == deck.SCORE_GAMING:
        _score(world, log, option)
    elif kind == deck.DASHBOARD_REQUEST and (option == 0 or option == 3):
        _shift(world, log, line, DASHBOARD_SPRAWL, SPRAWL_PERMILLE)


@kernel
def line_of(world: World, kind: int, entity: int) -> int:
    """The line that a card is about; -1 where it is the whole company."""
    scope = world.decks.scope[kind]
    if scope == SCOPE_TEAM:
        return world.teams.line[entity]
    if scope == SCOPE_LINE:
        return entity
    if scope == SCOPE_SOURCE:
        return world.teams.line[world.sources.team[entity]]
    if scope == SCOPE_STAKEHOLDER:
        return world.stakeholders.line[entity]
    if scope == SCOPE_FORUM:
        return world.forums.line[entity]
    return -1


# -- Hours and trust, whatever the card --------------------------------------------------------------------------------


@kernel
def _owe(world: World, log: Log, kind: int, entity: int, line: int, minutes: int) -> None:
    """Take hours out of the coming week of the team, of the line's teams, or of all, in equal parts."""
    if minutes <= 0:
        return
    first, n = 0, world.counts.teams[0]
    if world.decks.scope[kind] == SCOPE_TEAM:
        first, n = entity, 1
    elif line >= 0:
        first, n = world.lines.first_team[line], world.lines.team_count[line]
    for team in range(first, first + n):
        emit_any(world, log, HOURS_OWED, team, HOURS_COMMANDS, minutes // n)


@kernel
def _please(world: World, log: Log, kind: int, entity: int, line: int, ppm: int) -> None:
    """Move the trust of whoever the card concerns: that stakeholder, the line's owners, or everybody."""
    if ppm == 0 or world.counts.stakeholders[0] == 0:
        return
    people = world.stakeholders
    if kind == deck.PRIORITY_CONFLICT:
        _trust(world, log, _loser(world, line), ppm)
        return
    for s in range(world.counts.stakeholders[0]):
        concerned = line < 0 or people.line[s] == line
        if world.decks.scope[kind] == SCOPE_STAKEHOLDER:
            concerned = s == entity
        if concerned and people.status[s] == IN_POST:
            _trust(world, log, s, ppm)


@kernel
def _loser(world: World, line: int) -> int:
    """Of the two most powerful people who want something of a line, its owner among them, the less powerful; or -1."""
    people, first, second = world.stakeholders, -1, -1
    for s in range(world.counts.stakeholders[0]):
        if people.status[s] != IN_POST:
            continue
        if first < 0 or people.power[s] > people.power[first]:
            first, second = s, first
        elif second < 0 or people.power[s] > people.power[second]:
            second = s
    for s in range(world.counts.stakeholders[0]):
        if people.status[s] == IN_POST and people.line[s] == line and s != first:
            return s
    return second


@kernel
def _trust(world: World, log: Log, s: int, ppm: int) -> None:
    if s >= 0:
        emit_any(world, log, TRUST_MOVED, s, DECIDED, max(0, min(1_000_000, world.stakeholders.trust_ppm[s] + ppm)))


@kernel
def _shift(world: World, log: Log, line: int, lever: int, permille: int) -> None:
    """Move the base of a lever in the teams of a line, or of all."""
    for team in range(world.counts.teams[0]):
        if line < 0 or world.teams.line[team] == line:
            emit_any(world, log, LEVER_SHIFTED, team, lever, permille)


@kernel
def first_week(world: World) -> int:
    """The week that an option is in force from: an answer's on its Monday, a default's once the week is over."""
    return world.clock.day[0] // WEEK + 2


# -- Mechanisms --------------------------------------------------------------------------------------------------------


@kernel
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
    emit_any(world, log, INCIDENT_REROUTED, incident, how, done - begun)


@kernel
def _order_work(world: World, log: Log, kind: int, entity: int, about: int, option: int) -> None:
    """Cards 1, 2 and 4: what comes first, whether a train goes, and which copy ends."""
    if kind == deck.PRIORITY_CONFLICT:
        if option == 0:
            emit_any(world, log, MEASURE_TAKEN, entity, MEASURE_CALM, first_week(world) + CALM_WEEKS - 1)
        elif option == 1:
            _split(world, log, entity)
        elif option == 2:
            _ask_council(world, log, entity, about)
        else:
            emit_any(world, log, MEASURE_TAKEN, entity, MEASURE_CALM, first_week(world) + NOTED_WEEKS - 1)
    elif kind == deck.GO_NO_GO:
        if option == 1:
            emit_any(world, log, MEASURE_TAKEN, entity, MEASURE_HOLD, HELD_DAYS)
            emit_any(world, log, MEASURE_TAKEN, entity, MEASURE_CHECK, CHECKED_PERMILLE)
        elif option == 2:
            emit_any(world, log, MEASURE_TAKEN, entity, MEASURE_EXPOSE, EXPOSED_PERMILLE)
        elif option == 3:
            forum = world.lines.forum[entity]
            days = world.forums.cadence_days[forum] // 2 if forum >= 0 else MOST_ESCALATED_DAYS
            emit_any(world, log, MEASURE_TAKEN, entity, MEASURE_HOLD, max(1, min(MOST_ESCALATED_DAYS, days)))
    elif option == 0:
        emit_any(world, log, DUPLICATE_MERGED, about, world.items.sibling[about], world.items.touched_min[about])
    elif option == 1:
        stop_item(world, log, about)


@kernel
def _split(world: World, log: Log, team: int) -> None:
    """Serve both: one more open item for some weeks, and two items are set up once more."""
    emit_any(world, log, MEASURE_TAKEN, team, MEASURE_CROWD, first_week(world) + CROWD_WEEKS - 1)
    params, again = world.params, 0
    share = 0.5 * (params.setup_loss_low[0] + params.setup_loss_high[0])
    for lane in range(team * LANES, team * LANES + world.teams.active[team]):
        i = world.lanes.item[lane]
        if again < 2 and world.items.worked_days[i] > 0:
            again += 1
            leg = world.items.size_min[i] // (world.items.handoffs[i] + 1)
            emit_any(world, log, SETUP_REPEATED, i, team, int(share * leg))


@kernel
def _ask_council(world: World, log: Log, team: int, i: int) -> None:
    """Let the item wait for a cross-line forum, or for its line's, where it blocks until it has been decided."""
    forum = world.lines.forum[world.teams.line[team]]
    for f in range(1, world.counts.forums[0]):
        if world.forums.live[f] == 1 and world.forums.role[f] == ROLE_CROSS:
            forum = f
            break
    i = oldest_in_work(world, team)
    if forum >= 0 and i >= 0:
        emit_any(world, log, DECISION_RAISED, i, forum, DAY)


@kernel
def stop_item(world: World, log: Log, i: int) -> None:
    """End an item for good; winding it down takes a share of what was spent on it."""
    team, touched = world.items.team[i], world.items.touched_min[i]
    owed = int(touched * world.params.wind_down_share[0])
    emit_any(world, log, ITEM_STOPPED, i, team, touched)
    if owed > 0:
        emit_any(world, log, WIND_DOWN_OWED, team, 65535, owed)


@kernel
def _look_at_figures(world: World, log: Log, kind: int, entity: int, option: int) -> None:
    """Cards 5, 6 and 21: audit, publish with the difference, send in a hurry, or add a guardrail."""
    if kind == deck.METRIC_DISPUTE:
        if option == 1:
            for s in range(world.counts.sources[0]):
                if world.sources.metric[s] == entity:
                    _audit(world, log, s)
                    return
        elif option == 2:
            emit_any(world, log, MEASURE_TAKEN, entity, MEASURE_AGREE, first_week(world) + AGREED_WEEKS - 1)
    elif kind == deck.NUMBER_BY_FIVE:
        if option == 2:
            _audit(world, log, entity)
        elif option == 0 and abs(world.sources.break_bias[entity]) > BROKEN_SHARE:
            _embarrass(world, log)
    elif option == 0:
        _shift(world, log, entity, TARGET_PRESSURE, PRESSURE_PERMILLE)
    elif option == 1:
        _audit(world, log, world.priorities.kpi_source[entity])
    elif option == 2:
        emit_any(world, log, KPI_GUARDED, entity, _beside(world, world.priorities.kpi_source[entity]), 0)
    else:
        emit_any(world, log, MEASURE_TAKEN, entity, MEASURE_RELAX, world.clock.week[0] - 1)


@kernel
def _beside(world: World, watched: int) -> int:
    """A metric that somebody reports and that is not the one watched; that one itself if there is no other."""
    for s in range(world.counts.sources[0]):
        if world.sources.metric[s] != world.sources.metric[watched]:
            return world.sources.metric[s]
    return world.sources.metric[watched]


@kernel
def running_audits(world: World) -> int:
    """Audits that have not told yet."""
    n = 0
    for slot in range(min(AUDITS, world.counts.audits[0])):
        if world.audits.reported_week[slot] == 0:
            n += 1
    return n


@kernel
def _audit(world: World, log: Log, s: int) -> None:
    if running_audits(world) < RUNNING:
        emit_any(world, log, AUDIT_ORDERED, world.counts.audits[0] % AUDITS, s, 0)


@kernel
def _embarrass(world: World, log: Log) -> None:
    """Whoever is most powerful was told a figure that is taken back."""
    people, s = world.stakeholders, -1
    for n in range(world.counts.stakeholders[0]):
        if people.status[n] == IN_POST and (s < 0 or people.power[n] > people.power[s]):
            s = n
    if s >= 0:
        emit_any(world, log, STAKEHOLDER_SURPRISED, s, 65535, 1)
        _trust(world, log, s, -GRIEF_PPM)


@kernel
def _guard(world: World, log: Log, kind: int, line: int, about: int, option: int) -> None:
    """Cards 9 and 19: what goes before a board, and what does not."""
    first, day = world.lines.first_team[line], world.clock.day[0]
    if kind == deck.AFTER_THE_OUTAGE:
        at = APPROVAL_SHARE * TEAMS + first
        if option == 0 and world.levers.base[at] < min(1.0, world.params.approval_share[0] + MOST_APPROVAL):
            _shift(world, log, line, APPROVAL_SHARE, APPROVAL_PERMILLE)
        elif option == 1 and world.levers.base[ROLLBACK_READY * TEAMS + first] < 0.9:
            _shift(world, log, line, ROLLBACK_READY, KEPT_WAY_PERMILLE)
        elif option == 2 and world.lines.emergency_path[line] == 0:
            emit_any(world, log, POLICY_ORDERED, POLICY_EMERGENCY_PATH, line, 1)
    elif option == 0:
        forum = world.items.forum[about]
        emit_any(world, log, DECISION_MADE, about, forum, max(1, day * DAY - world.items.raised_min[about]))
        board_train(world, log, about, 0)
    elif option == 1 and world.lines.approval_tier[line] < TIER_RISKY:
        if world.policies.effective_day[POLICY_APPROVAL_TIER * LINES + line] == 0:
            emit_any(world, log, POLICY_ORDERED, POLICY_APPROVAL_TIER, line, TIER_RISKY)


@kernel
def _relieve(world: World, log: Log, kind: int, team: int, about: int, option: int) -> None:
    """Cards 10 and 12: less to do, fewer starts, longer evenings, or somebody more."""
    if kind == deck.SCOPE_TRADE_OFF:
        if option == 0 and world.items.left_min[about] > 1:
            cut = min(world.items.left_min[about] // 2, world.items.size_min[about] - 1)
            emit_any(world, log, ITEM_TRIMMED, about, world.items.team[about], max(0, cut))
        elif option == 1:
            stop_item(world, log, about)
    elif option == 0:
        emit_any(world, log, MEASURE_TAKEN, team, MEASURE_FREEZE, first_week(world) + FREEZE_WEEKS - 1)
    elif option == 1:
        i = _lowest_of(world, team)
        if i >= 0:
            stop_item(world, log, i)
    elif option == 2:
        emit_any(world, log, MEASURE_TAKEN, team, MEASURE_OVERTIME, first_week(world) + OVERTIME_WEEKS - 1)
    else:
        giver = _spare(world, team)
        if giver >= 0 and world.counts.hires[0] < HIRES and world.teams.people[team] < 12:
            emit_any(world, log, PEOPLE_MOVED, giver, team, world.counts.hires[0])


@kernel
def _lowest_of(world: World, team: int) -> int:
    """A team's item of least estimate, in work or waiting; of equals, the need with the lower number."""
    items, chosen = world.items, -1
    for i in range(world.counts.high_items[0]):
        mine = items.team[i] == team and (items.stage[i] == READY or items.stage[i] == READY + 1)
        if mine:
            lower = chosen < 0 or items.estimate[i] < items.estimate[chosen]
            if lower or (items.estimate[i] == items.estimate[chosen] and items.need[i] < items.need[chosen]):
                chosen = i
    return chosen


@kernel
def _spare(world: World, team: int) -> int:
    """The largest team of another line that can spare somebody; -1 without one."""
    chosen, teams = -1, world.teams
    for n in range(world.counts.teams[0]):
        if teams.line[n] != teams.line[team] and teams.people[n] > 4:
            if chosen < 0 or teams.people[n] > teams.people[chosen]:
                chosen = n
    return chosen


@kernel
def _succeed(world: World, log: Log, s: int, option: int) -> None:
    """Card 11: pass the changes on, write them down, or push them once more."""
    successor, practices = world.stakeholders.successor[s], world.practices
    if option == 0 and successor >= 0:
        emit_any(world, log, STAKEHOLDER_ENGAGED, successor, ENGAGE_PREWIRE, 0)
    for p in range(world.counts.practices[0]):
        if practices.phase[p] != PRACTICE_LIVE or practices.sponsor[p] != s:
            continue
        if option == 0 and successor >= 0:
            emit_any(world, log, SPONSOR_PASSED, p, successor, 0)
        elif option == 1:
            _write_down(world, log, p)
        elif option == 2:
            for team in range(world.counts.teams[0]):
                at = p * TEAMS + team
                if world.scopes.scoped[at] == 1:
                    more = min(1_000_000, world.scopes.adoption_ppm[at] + MANDATE_PPM)
                    emit_any(world, log, ADOPTION_MOVED, p, team, more)
                    emit_any(world, log, FIDELITY_MOVED, p, team, max(0, world.scopes.fidelity_ppm[at] - MANDATE_PPM))


@kernel
def _fit(world: World, log: Log, line: int, option: int) -> None:
    """Card 17: stop for now, change what is used, insist, or let a workaround grow."""
    if option == 1:
        _shift(world, log, line, REGION_FIT, FIT_PERMILLE)
        return
    for p in range(world.counts.practices[0]):
        if world.practices.phase[p] != PRACTICE_LIVE:
            continue
        for team in range(world.counts.teams[0]):
            at = p * TEAMS + team
            if world.teams.line[team] != line or world.scopes.scoped[at] == 0:
                continue
            adopted, faithful = world.scopes.adoption_ppm[at], world.scopes.fidelity_ppm[at]
            if option == 0:
                emit_any(world, log, ADOPTION_MOVED, p, team, 0)
            else:
                if option == 2:
                    emit_any(world, log, ADOPTION_MOVED, p, team, min(1_000_000, adopted + MANDATE_PPM))
                lost = ENFORCED_PPM if option == 2 else WORKED_ROUND_PPM
                emit_any(world, log, FIDELITY_MOVED, p, team, max(0, faithful - lost))


@kernel
def _unhide(world: World, log: Log, line: int, option: int) -> None:
    """Card 18: into the tracker, where it is one more open item; back to whoever asked; or through a quota."""
    until = first_week(world) + OPEN_WEEKS - 1
    if option == 0 or option == 1:
        emit_any(world, log, MEASURE_TAKEN, line, MEASURE_UNHIDE, until)
    if option == 0:
        for team in range(world.counts.teams[0]):
            if world.teams.line[team] == line:
                emit_any(world, log, MEASURE_TAKEN, team, MEASURE_CROWD, until)
    elif option == 2 and world.agendas.intake[line] != INTAKE_QUOTA:
        if world.policies.effective_day[POLICY_INTAKE * LINES + line] == 0:
            emit_any(world, log, POLICY_ORDERED, POLICY_INTAKE, line, INTAKE_QUOTA)


@kernel
def _write_down(world: World, log: Log, p: int) -> None:
    """As much of a practice as can be written in a hurry, as well as each team practises it."""
    for team in range(world.counts.teams[0]):
        scope = p * TEAMS + team
        written = int(CODIFIED_PPM * (world.scopes.fidelity_ppm[scope] * 1e-6))
        if world.scopes.scoped[scope] == 1 and written > world.scopes.codified_ppm[scope]:
            emit_any(world, log, PRACTICE_CODIFIED, p, team, written)


@kernel
def _seat(world: World, log: Log, f: int, option: int) -> None:
    """Card 13: three more seats, or the same number elsewhere."""
    if option > 1:
        return
    emit_any(world, log, MEASURE_TAKEN, f, MEASURE_SEAT, 3)
    if option == 1:
        other = -1
        for g in range(1, world.counts.forums[0]):
            if g != f and world.forums.live[g] == 1 and world.forums.seats[g] > 3:
                if other < 0 or world.forums.seats[g] > world.forums.seats[other]:
                    other = g
        if other >= 0:
            emit_any(world, log, MEASURE_TAKEN, other, MEASURE_SEAT, -3)


@kernel
def _score(world: World, log: Log, option: int) -> None:
    """Card 20: better guesses for an hour each, work put down to be scored again, or worse guesses."""
    if option == 0:
        _shift(world, log, -1, ESTIMATE_SIGMA, -SIGMA_PERMILLE)
    elif option == 1:
        for team in range(world.counts.teams[0]):
            i = oldest_in_work(world, team)
            if i >= 0:
                leg = world.items.size_min[i] // (world.items.handoffs[i] + 1)
                emit_any(world, log, SETUP_REPEATED, i, team, int(world.params.setup_loss_low[0] * leg))
    else:
        _shift(world, log, -1, ESTIMATE_SIGMA, SIGMA_PERMILLE // 2)
