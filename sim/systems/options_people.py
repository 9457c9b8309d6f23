"""Options about people, forums and practices: cards 10 to 13, 16 to 18 and 20 (game.md 3).

How much an option does is [X] where game.md 3 says no number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import card as deck
from sim.events import (
    ADOPTION_MOVED,
    FIDELITY_MOVED,
    ITEM_TRIMMED,
    MEASURE_TAKEN,
    PEOPLE_MOVED,
    POLICY_ORDERED,
    PRACTICE_CODIFIED,
    PROMISE_MOVED,
    SETUP_REPEATED,
    SPONSOR_PASSED,
    STAKEHOLDER_ENGAGED,
    VACANCY_CLOSED,
)
from sim.evolve import emit
from sim.evolving.items import leg_minutes
from sim.evolving.learning import DAYS_BITS
from sim.kernel import kernel, pasted
from sim.levers import ESTIMATE_SIGMA, REGION_FIT
from sim.systems.parts import first_week, oldest_in_work, shift, stop_item, vacancy
from sim.systems.strategy import worth_of_one_more
from sim.world import (
    ENGAGE_PREWIRE,
    FORECASTS,
    HIRES,
    INTAKE_QUOTA,
    LEAST_PEOPLE,
    LINES,
    MEASURE_CROWD,
    MEASURE_FREEZE,
    MEASURE_OVERTIME,
    MEASURE_SEAT,
    MEASURE_UNHIDE,
    MOST_PEOPLE,
    POLICY_INTAKE,
    PRACTICE_LIVE,
    READY,
    TEAMS,
)

if TYPE_CHECKING:
    from sim.records import Log, World

FREEZE_WEEKS, OVERTIME_WEEKS, OPEN_WEEKS = 4, 3, 8
MANDATE_PPM = 150_000
CODIFIED_PPM = 500_000  # of a practice that is written down in a hurry
FIT_PERMILLE, ENFORCED_PPM, WORKED_ROUND_PPM = 150, 200_000, 50_000
SIGMA_PERMILLE = 100
LATER_PART = 4  # a promise that shrinks gets so much more time, of what it had


@kernel
def people_option(world: World, log: Log, slot: int, line: int, option: int) -> None:
    """Carry out an option of one of these cards."""
    cards = world.cards
    kind, entity, about = cards.type[slot], cards.entity[slot], cards.about[slot]
    if kind == deck.SCOPE_TRADE_OFF or kind == deck.TEAM_OVERLOAD:
        _relieve(world, log, kind, entity, about, option)
    elif kind == deck.SPONSOR_LEAVING:
        _succeed(world, log, entity, option)
    elif kind == deck.FORUM_CREEP:
        _seat(world, log, entity, option)
    elif kind == deck.BACKFILL:
        _refill(world, log, entity, option)
    elif kind == deck.REGIONAL_EXCEPTION:
        _fit(world, log, line, option)
    elif kind == deck.SHADOW_WORK:
        _unhide(world, log, line, option)
    elif kind == deck.SCORE_GAMING:
        _score(world, log, option)


@pasted
def _relieve(world: World, log: Log, kind: int, team: int, about: int, option: int) -> None:
    """Cards 10 and 12: less to do, fewer starts, longer evenings, or somebody more."""
    if kind == deck.SCOPE_TRADE_OFF:
        if option == 0 and world.items.left_min[about] > 1:
            cut = min(world.items.left_min[about] // 2, world.items.size_min[about] - 1)
            emit(world, log, ITEM_TRIMMED, about, world.items.team[about], max(0, cut))
        elif option == 1:
            stop_item(world, log, about)
    elif option == 0:
        emit(world, log, MEASURE_TAKEN, team, MEASURE_FREEZE, first_week(world) + FREEZE_WEEKS - 1)
    elif option == 1:
        i = _lowest_of(world, team)
        if i >= 0:
            stop_item(world, log, i)
    elif option == 2:
        emit(world, log, MEASURE_TAKEN, team, MEASURE_OVERTIME, first_week(world) + OVERTIME_WEEKS - 1)
    else:
        lend(world, log, team)


@kernel
def lend(world: World, log: Log, team: int) -> None:
    """Move one person to a team from the largest that can spare somebody, if there is one."""
    giver = _spare(world, team)
    if giver >= 0 and world.counts.hires[0] < HIRES and world.teams.people[team] < MOST_PEOPLE:
        emit(world, log, PEOPLE_MOVED, giver, team, world.counts.hires[0])


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
        if teams.line[n] != teams.line[team] and teams.people[n] > LEAST_PEOPLE:
            if chosen < 0 or teams.people[n] > teams.people[chosen]:
                chosen = n
    return chosen


@pasted
def _succeed(world: World, log: Log, s: int, option: int) -> None:
    """Card 11: pass the changes on, write them down, or push them once more."""
    successor, practices = world.stakeholders.successor[s], world.practices
    if option == 0 and successor >= 0:
        emit(world, log, STAKEHOLDER_ENGAGED, successor, ENGAGE_PREWIRE, 0)
    for p in range(world.counts.practices[0]):
        if practices.phase[p] != PRACTICE_LIVE or practices.sponsor[p] != s:
            continue
        if option == 0 and successor >= 0:
            emit(world, log, SPONSOR_PASSED, p, successor, 0)
        elif option == 1:
            _write_down(world, log, p)
        elif option == 2:
            for team in range(world.counts.teams[0]):
                at = p * TEAMS + team
                if world.scopes.scoped[at] == 1:
                    more = min(1_000_000, world.scopes.adoption_ppm[at] + MANDATE_PPM)
                    emit(world, log, ADOPTION_MOVED, p, team, more)
                    emit(world, log, FIDELITY_MOVED, p, team, max(0, world.scopes.fidelity_ppm[at] - MANDATE_PPM))


@pasted
def _fit(world: World, log: Log, line: int, option: int) -> None:
    """Card 17: stop for now, change what is used, insist, or let a workaround grow."""
    if option == 1:
        shift(world, log, line, REGION_FIT, FIT_PERMILLE)
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
                emit(world, log, ADOPTION_MOVED, p, team, 0)
            else:
                if option == 2:
                    emit(world, log, ADOPTION_MOVED, p, team, min(1_000_000, adopted + MANDATE_PPM))
                lost = ENFORCED_PPM if option == 2 else WORKED_ROUND_PPM
                emit(world, log, FIDELITY_MOVED, p, team, max(0, faithful - lost))


@pasted
def _unhide(world: World, log: Log, line: int, option: int) -> None:
    """Card 18: into the tracker, where it is one more open item; back to whoever asked; or through a quota."""
    until = first_week(world) + OPEN_WEEKS - 1
    if option == 0 or option == 1:
        emit(world, log, MEASURE_TAKEN, line, MEASURE_UNHIDE, until)
    if option == 0:
        for team in range(world.counts.teams[0]):
            if world.teams.line[team] == line:
                emit(world, log, MEASURE_TAKEN, team, MEASURE_CROWD, until)
    elif option == 2 and world.agendas.intake[line] != INTAKE_QUOTA:
        if world.policies.effective_day[POLICY_INTAKE * LINES + line] == 0:
            emit(world, log, POLICY_ORDERED, POLICY_INTAKE, line, INTAKE_QUOTA)


@pasted
def _write_down(world: World, log: Log, p: int) -> None:
    """As much of a practice as can be written in a hurry, as well as each team practises it."""
    for team in range(world.counts.teams[0]):
        scope = p * TEAMS + team
        written = int(CODIFIED_PPM * (world.scopes.fidelity_ppm[scope] * 1e-6))
        if world.scopes.scoped[scope] == 1 and written > world.scopes.codified_ppm[scope]:
            emit(world, log, PRACTICE_CODIFIED, p, team, written)


@pasted
def _seat(world: World, log: Log, f: int, option: int) -> None:
    """Card 13: three more seats, or the same number elsewhere."""
    if option > 1:
        return
    emit(world, log, MEASURE_TAKEN, f, MEASURE_SEAT, 3)
    if option == 1:
        other = -1
        for g in range(1, world.counts.forums[0]):
            if g != f and world.forums.live[g] == 1 and world.forums.seats[g] > 3:
                if other < 0 or world.forums.seats[g] > world.forums.seats[other]:
                    other = g
        if other >= 0:
            emit(world, log, MEASURE_TAKEN, other, MEASURE_SEAT, -3)


@pasted
def _score(world: World, log: Log, option: int) -> None:
    """Card 20: better guesses for an hour each, work put down to be scored again, or worse guesses."""
    if option == 0:
        shift(world, log, -1, ESTIMATE_SIGMA, -SIGMA_PERMILLE)
    elif option == 1:
        for team in range(world.counts.teams[0]):
            i = oldest_in_work(world, team)
            if i >= 0:
                again = int(world.params.setup_loss_low[0] * leg_minutes(world, i))
                emit(world, log, SETUP_REPEATED, i, team, again)
    else:
        shift(world, log, -1, ESTIMATE_SIGMA, SIGMA_PERMILLE // 2)


@pasted
def _refill(world: World, log: Log, team: int, option: int) -> None:
    """Card 16: whoever follows is on the way; or somebody moves over, or less is promised: then nobody follows."""
    line, place = world.teams.line[team], vacancy(world, team)
    if option == 0 or place < 0:
        return
    if option == 1:
        giver = _cheapest(world, team)
        if giver < 0 or world.counts.hires[0] >= HIRES:
            return
        emit(world, log, PEOPLE_MOVED, giver, team, world.counts.hires[0])
    else:
        for slot in range(FORECASTS):
            if world.forecasts.open[slot] == 1 and world.forecasts.line[slot] == line:
                later = world.forecasts.p80_days[slot] + world.forecasts.p80_days[slot] // LATER_PART
                emit(world, log, PROMISE_MOVED, slot, line, min(2 * DAYS_BITS - 1, later))
    emit(world, log, VACANCY_CLOSED, team, place, 0)


@kernel
def _cheapest(world: World, team: int) -> int:
    """The largest team that can spare somebody, of the other line where one person less is thought to matter least."""
    chosen, least, teams = -1, 0.0, world.teams
    for n in range(world.counts.teams[0]):
        if teams.line[n] != teams.line[team] and teams.people[n] > LEAST_PEOPLE:
            worth = worth_of_one_more(world, teams.line[n])
            if chosen < 0 or worth < least or (worth == least and teams.people[n] > teams.people[chosen]):
                chosen, least = n, worth
    return chosen
