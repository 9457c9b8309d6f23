"""Hours, hires, farewells and energy: everything that is not work comes out of the same pool (domain.md 3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.draws import STREAM_LEAVING, uniform
from sim.events import (
    BURNOUT_COUNTED,
    BURNOUT_MOVED,
    GOVERNANCE_BOOKED,
    HIRE_JOINED,
    HOURS_AVAILABLE,
    HOURS_BOOKED,
    HOURS_DRAINED,
    HOURS_OWED,
    HOURS_SWITCHED,
    INCIDENT_WORKED,
    NONE,
    PERSON_LEFT,
    WIP_COUNTED,
    WORK_TOUCHED,
)
from sim.evolve import emit
from sim.kernel import inlined, kernel
from sim.systems.decisions import mean_disagreement
from sim.systems.sites import COORDINATION_SERVED, hub_service
from sim.systems.stakeholders import book_politics
from sim.world import (
    BOARDED,
    DAY,
    HIRES,
    HOURS_BOARD,
    HOURS_COMMANDS,
    HOURS_COORDINATION,
    HOURS_FIXED,
    HOURS_FORUMS,
    HOURS_LEARNING,
    HOURS_PRACTICES,
    HOURS_RECONCILING,
    HOURS_SETUP,
    HOURS_SUPPORT,
    INTAKE,
    PRACTICE_LIVE,
    PRACTICE_SETUP,
    REVIEW_NONE,
    REVIEW_PAIR,
    TEAMS,
    WEEK,
    YEAR_WEEKS,
)

if TYPE_CHECKING:
    from sim.records import Log, World

LEARNING_WEEKS = 4  # weeks in which a practice costs learning (domain.md 3.15)
BURNOUT_QUIET_PPM = 2000
FEWEST = 3  # people of a team that nobody leaves: it would be none [X]
HIRES_KEPT = 32  # places of people to come that are kept for commands
OVERTIME_BURNOUT = 0.25  # towards which overtime pulls, on top [X]
SETUP_SERVED, UPKEEP_SERVED = 0.5, 0.3  # of set-up and of upkeep that a hub takes over (domain.md 4.1 I7) [X]


@kernel
def join_hires(world: World, log: Log) -> None:
    """Let ordered hires join when they are due."""
    for hire in range(world.counts.hires[0]):
        if world.hires.joined_week[hire] == 0 and world.hires.joins_week[hire] <= world.clock.week[0]:
            emit(world, log, HIRE_JOINED, world.hires.team[hire], hire, 0)


@kernel
def part_ways(world: World, log: Log) -> None:
    """Monday: somebody may leave a team, sooner where people are tired; like for like is ordered to follow."""
    params, teams, week = world.params, world.teams, world.clock.week[0]
    if params.leaving_yearly[0] <= 0.0:
        return
    for team in range(world.counts.teams[0]):
        tired = 1.0 + params.leaving_per_burnout[0] * (teams.burnout_ppm[team] * 1e-6)
        hazard = params.leaving_yearly[0] / YEAR_WEEKS * teams.people[team] * tired
        hire = world.counts.hires[0]
        if teams.people[team] > FEWEST and hire < HIRES - HIRES_KEPT:
            if uniform(world, STREAM_LEAVING, team, week) < hazard:
                emit(world, log, PERSON_LEFT, team, hire, week + max(1, int(params.hire_weeks[0] + 0.5)))
                emit(world, log, HOURS_OWED, team, HOURS_COMMANDS, int(params.hire_hours[0] * 60.0))


@inlined
def _affordable(world: World, team: int, hours: float) -> int:
    """Minutes of `hours` that a team's week has left."""
    return min(int(hours * 60.0), world.teams.people[team] * DAY * WEEK - world.teams.overhead_min[team])


@kernel
def _book(world: World, log: Log, team: int, purpose: int, hours: float) -> None:
    """Book hours of a team's week, as far as there are any left."""
    minutes = _affordable(world, team, hours)
    if minutes > 0:
        emit(world, log, HOURS_BOOKED, team, purpose, minutes)


@kernel
def _govern(world: World, log: Log, team: int, purpose: int, hours: float) -> None:
    """The same for hours of governance."""
    minutes = _affordable(world, team, hours)
    if minutes > 0:
        emit(world, log, GOVERNANCE_BOOKED, team, purpose, minutes)


@kernel
def book_hours(world: World, log: Log) -> None:
    """Book the week's hours that are not work, team by team."""
    params, teams = world.params, world.teams
    people = 0
    for team in range(world.counts.teams[0]):
        people += teams.people[team]
    spread, any_practised = 0.0, _any_under_way(world)
    if params.reconcile_hours[0] > 0.0:
        spread = mean_disagreement(world)
    for team in range(world.counts.teams[0]):
        n = teams.people[team]
        gross = n * DAY * WEEK / 60.0
        _book(world, log, team, HOURS_FIXED, gross * (params.fixed_overhead[0] + _review_share(world, team)))
        relief = hub_service(world, team)
        pairs = min(0.5, params.pair_coordination[0] * (n - 1) * 0.5) * (1.0 - COORDINATION_SERVED * relief)
        _book(world, log, team, HOURS_COORDINATION, gross * pairs)
        _book(world, log, team, HOURS_SUPPORT, _support_hours(world, team))
        _govern(world, log, team, HOURS_FORUMS, _forum_hours(world, team, people))
        _govern(world, log, team, HOURS_RECONCILING, spread * params.reconcile_hours[0] * n)
        _govern(world, log, team, HOURS_BOARD, teams.board_items[team] * params.board_prep_hours[0])
        if teams.owed_min[team] > 0:
            _govern(world, log, team, HOURS_COMMANDS, teams.owed_min[team] / 60.0)
        if any_practised:
            _book_practices(world, log, team, relief)
        book_politics(world, log, team, n * DAY * WEEK - teams.overhead_min[team])


@kernel
def _any_under_way(world: World) -> bool:
    """Whether any practice costs hours this week."""
    for p in range(world.counts.practices[0]):
        if world.practices.phase[p] == PRACTICE_SETUP or world.practices.phase[p] == PRACTICE_LIVE:
            return True
    return False


@kernel
def _support_hours(world: World, team: int) -> float:
    """A team's share of helping its line's customers; features add to it or take from it."""
    products, line = world.products, world.teams.line[team]
    if products.accounts[line] == 0:
        return 0.0
    minutes = (
        world.params.support_minutes[0] * (products.accounts[line] * 0.01) * max(0.2, 1.0 + products.support[line])
    )
    return minutes / 60.0 / world.lines.team_count[line]


@kernel
def _review_share(world: World, team: int) -> float:
    """Hours by who looks at work: sizes hold what peers take, so none gives that back and pairs take more."""
    review = world.agendas.review[world.teams.line[team]]
    if review == REVIEW_NONE:
        return -world.params.review_share[0]
    return world.params.pair_share[0] if review == REVIEW_PAIR else 0.0


@kernel
def _forum_hours(world: World, team: int, people: int) -> float:
    """A team's share of the seats and preparation of the forums that sit for it, per week."""
    hours, forums, n = 0.0, world.forums, world.teams.people[team]
    for f in range(1, world.counts.forums[0]):
        if forums.live[f] == 0 or forums.cadence_days[f] <= 0:
            continue
        weekly = forums.seats[f] * forums.sitting_min[f] / 60.0 * (WEEK / forums.cadence_days[f])
        line = forums.line[f]
        if line < 0:
            hours += weekly * n / people
        elif line == world.teams.line[team]:
            hours += weekly / world.lines.team_count[line]
    return hours


@kernel
def _book_practices(world: World, log: Log, team: int, relief: float) -> None:
    """Set-up, upkeep and learning of the practices in whose scope a team is, less what the hub does of it."""
    practices, n = world.practices, world.teams.people[team]
    setup, steady, learning = 0.0, 0.0, 0.0
    for p in range(world.counts.practices[0]):
        if world.scopes.scoped[p * TEAMS + team] == 0:
            continue
        intensity = practices.intensity_permille[p] * 1e-3
        if practices.phase[p] == PRACTICE_SETUP:
            setup += practices.setup_hours[p] * intensity / max(1, practices.setup_weeks[p])
        elif practices.phase[p] == PRACTICE_LIVE:
            steady += practices.steady_hours[p] * n * intensity
            if world.clock.week[0] - practices.live_week[p] < LEARNING_WEEKS and practices.steady_hours[p] > 0.0:
                learning += world.params.learning_hours[0] * n
    _govern(world, log, team, HOURS_SETUP, setup * (1.0 - SETUP_SERVED * relief))
    _govern(world, log, team, HOURS_PRACTICES, steady * (1.0 - UPKEEP_SERVED * relief))
    _govern(world, log, team, HOURS_LEARNING, learning)


@kernel
def open_items(world: World) -> Any:
    """Items that each team has started and not finished, preempted and blocked ones included: int64, shape (TEAMS,)."""
    items, open_ = world.items, np.zeros(TEAMS, np.int64)
    for i in range(world.counts.high_items[0]):
        stage = items.stage[i]
        under_way = (stage > INTAKE) & (stage < BOARDED) & (items.started_min[i] >= 0)
        open_[items.team[i]] += under_way  # without a branch: one item in two would be guessed wrong
    return open_


@kernel
def count_week(world: World, log: Log) -> None:
    """Friday's ledger of every team: what was available, and where it went. Idle is what nothing took."""
    teams, wip, tired = world.teams, open_items(world), 0
    for team in range(world.counts.teams[0]):
        emit(world, log, HOURS_AVAILABLE, team, NONE, teams.available_min[team])
        emit(world, log, WORK_TOUCHED, team, NONE, teams.touched_min[team])
        if teams.switched_min[team] > 0:
            emit(world, log, HOURS_SWITCHED, team, NONE, teams.switched_min[team])
        if teams.incident_min[team] > 0:
            emit(world, log, INCIDENT_WORKED, team, NONE, teams.incident_min[team])
        if teams.drained_min[team] > 0:
            emit(world, log, HOURS_DRAINED, team, NONE, teams.drained_min[team])
        emit(world, log, WIP_COUNTED, team, NONE, int(wip[team]))
        _tire(world, log, team, int(wip[team]))
        tired += teams.burnout_ppm[team] * teams.people[team]
    if tired >= 1000:
        emit(world, log, BURNOUT_COUNTED, NONE, NONE, tired // 1000)


@kernel
def _tire(world: World, log: Log, team: int, wip: int) -> None:
    """Energy falls with open work and priority churn, and recovers over weeks (domain.md 3.1)."""
    params, n = world.params, world.teams.people[team]
    target = params.burnout_per_wip[0] * max(0.0, wip / n - 2.0)
    target += params.burnout_per_preemption[0] * world.teams.preemptions[team] / n
    if world.curbs.overtime_until_week[team] >= world.clock.week[0]:
        target += OVERTIME_BURNOUT
    now = world.teams.burnout_ppm[team]
    after = now + int((min(1.0, target) * 1e6 - now) / params.burnout_weeks[0])
    if abs(after - now) >= BURNOUT_QUIET_PPM:
        emit(world, log, BURNOUT_MOVED, team, NONE, after)
