"""Time, teams and their one pool of hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.events import (
    BURNOUT_MOVED,
    DAY_CLOSED,
    DAY_OPENED,
    GOVERNANCE_BOOKED,
    HIRE_JOINED,
    HIRE_ORDERED,
    HOURS_BOOKED,
    HOURS_OWED,
    INCIDENT_WORK_ADDED,
    KINDS,
    NONE,
    PERSON_LEFT,
    VACANCY_CLOSED,
    WEEK_CLOSED,
    WEEK_OPENED,
)
from sim.evolving.learning import coaching_minutes, fade_lessons, readable_share
from sim.evolving.politics import close_agendas
from sim.evolving.practices import read_levers
from sim.kernel import inlined, kernel
from sim.levers import WIP_PER_MAKER
from sim.world import DAY, HOURS_BOARD, HOURS_COMMANDS, HOURS_WIND_DOWN, LANES, NEVER, PAST, TEAMS, WEEK

if TYPE_CHECKING:
    from sim.records import World

OVERTIME_SHARE = 10  # one hour more in so many (game.md 3)


@inlined
def evolve_team(world: World, kind: int, subject: int, object_: int, amount: int) -> None:
    """Apply an event of time or hours."""
    teams = world.teams
    if kind == DAY_OPENED:
        world.clock.day[0] = amount
        if amount % WEEK == 0:
            for team in range(world.counts.teams[0]):
                _plan_week(world, team)
        for team in range(world.counts.teams[0]):
            _share_hours(world, team)
    elif kind == DAY_CLOSED:
        for team in range(world.counts.teams[0]):
            _book_work(world, team)
    elif kind == HOURS_BOOKED:
        teams.overhead_min[subject] += amount
        if object_ == HOURS_WIND_DOWN:
            world.dues.minutes[subject] -= amount
    elif kind == GOVERNANCE_BOOKED:
        teams.overhead_min[subject] += amount
        if object_ == HOURS_BOARD:
            teams.board_items[subject] = 0
        elif object_ == HOURS_COMMANDS:
            teams.owed_min[subject] -= amount
    elif kind == HOURS_OWED:
        teams.owed_min[subject] += amount
    elif kind == INCIDENT_WORK_ADDED:
        teams.incident_left_min[subject] += amount
    elif kind == BURNOUT_MOVED:
        teams.burnout_ppm[subject] = amount
    elif kind == HIRE_ORDERED:
        world.hires.team[object_] = subject
        world.hires.joins_week[object_] = amount
        world.counts.hires[0] = object_ + 1
        world.player.envelope_min[0] -= int(world.params.hire_hours[0] * 60.0)
    elif kind == HIRE_JOINED:
        teams.people[subject] += 1
        world.hires.joined_week[object_] = world.clock.week[0]
    elif kind == PERSON_LEFT:
        teams.people[subject] -= 1
        teams.left_week[subject] = world.clock.week[0]
        if object_ != NONE:
            world.hires.team[object_] = subject
            world.hires.joins_week[object_] = amount
            world.counts.hires[0] = object_ + 1
    elif kind == VACANCY_CLOSED:
        world.hires.joins_week[object_] = NEVER
    elif kind == WEEK_OPENED:
        world.clock.week[0] = amount
        for team in range(world.counts.teams[0]):
            _open_week(world, team)
        read_levers(world)
    elif kind == WEEK_CLOSED:
        close_agendas(world, amount)
        _close_tallies(world, amount)
        fade_lessons(world)
        world.player.minutes_left[0] = max(0, int(world.params.player_hours[0] * 60.0) - coaching_minutes(world))


@kernel
def _open_week(world: World, team: int) -> None:
    teams = world.teams
    teams.overhead_min[team] = 0
    teams.touched_min[team] = 0
    teams.switched_min[team] = 0
    teams.incident_min[team] = 0
    teams.preemptions[team] = 0
    teams.ramping_permille[team] = _ramping(world, team)


@kernel
def _ramping(world: World, team: int) -> int:
    """Permille of a person that newcomers do not yet give, with what their mentors give up (domain.md 2.3)."""
    lost, ramp_weeks = 0.0, 0.0
    for hire in range(world.counts.hires[0]):
        if world.hires.team[hire] == team and world.hires.joined_week[hire] > 0:
            if ramp_weeks == 0.0:  # whoever can read how things are done needs less time
                ramp_weeks = world.params.ramp_weeks[0]
                ramp_weeks *= 1.0 - world.params.codified_ramp[0] * readable_share(world, team)
            ramp = (world.clock.week[0] - world.hires.joined_week[hire]) / ramp_weeks
            if ramp < 1.0:
                lost += (1.0 - ramp) + world.params.mentor_share[0]
    return int(lost * 1000.0)


@kernel
def _close_tallies(world: World, week: int) -> None:
    """Keep the week's counts and totals for `PAST` weeks and begin anew."""
    base = (week % PAST) * KINDS
    for kind in range(KINDS):
        world.past.count[base + kind] = world.tallies.count[kind]
        world.past.total[base + kind] = world.tallies.total[kind]
        world.tallies.count[kind] = 0
        world.tallies.total[kind] = 0


@inlined
def _book_work(world: World, team: int) -> None:
    """Book what the day's lanes did on items that are still in work."""
    items, lane_min = world.items, world.teams.lane_min[team]
    morning = world.clock.day[0] * DAY
    evening = morning + DAY
    touched = 0
    for lane in range(team * LANES, team * LANES + world.teams.active[team]):
        i = world.lanes.item[lane]
        items.worked_days[i] += 1
        if items.blocked[i] == 0:
            done = lane_min
            if items.since_min[i] > morning:
                done = lane_min * (evening - items.since_min[i]) // DAY
            items.left_min[i] -= done
            items.touched_min[i] += done
            touched += done
    world.teams.touched_min[team] += touched
    world.teams.returned[team] = 0


@kernel
def switch_loss(world: World, open_per_maker: float) -> float:
    """Share of hours lost to switching with `open_per_maker` items open (TREG17: 17 % at two, domain.md 2.2)."""
    params = world.params
    if open_per_maker <= 1.0:
        return 0.0
    if open_per_maker <= 2.0:
        return params.switch_loss_at_two[0] * (open_per_maker - 1.0)
    loss = params.switch_loss_at_two[0] + params.switch_loss_per_extra[0] * (open_per_maker - 2.0)
    return min(params.switch_loss_cap[0], loss)


@kernel
def _plan_week(world: World, team: int) -> None:
    """What a team can give on each day of a week, as of its first morning: all bookings of the week come before it."""
    teams, params = world.teams, world.params
    people = teams.people[team]
    gross = people * DAY
    if world.curbs.overtime_until_week[team] >= world.clock.week[0]:
        gross += gross // OVERTIME_SHARE
    useful = float(gross - teams.ramping_permille[team] * DAY // 1000)
    useful *= 1.0 - params.burnout_capacity_loss[0] * (teams.burnout_ppm[team] * 1e-6)
    drained = gross - int(useful)
    left = gross - (teams.overhead_min[team] + WEEK - 1) // WEEK
    teams.available_min[team] = WEEK * gross
    teams.drained_min[team] = WEEK * min(drained, max(0, left))
    teams.useful_min[team] = max(0.0, int(useful) - teams.overhead_min[team] / WEEK)
    teams.calm_lane_min[team] = int(teams.useful_min[team] / people)
    limit = int(world.levers.value[WIP_PER_MAKER * TEAMS + team] * people + 0.5)
    if world.curbs.crowded_until_week[team] >= world.clock.week[0]:
        limit += 1
    if world.curbs.frozen_until_week[team] >= world.clock.week[0]:
        limit = min(limit, people)
    teams.most_lanes[team] = max(1, min(LANES, limit))


@inlined
def _share_hours(world: World, team: int) -> None:
    """Today's hours of a team: incidents and switching first, the rest shared by the items in work.

    Effective touch-hours follow domain.md 3.1. An item takes at most one maker's share; beyond one item per maker
    the lanes share what there is.
    """
    teams, people = world.teams, world.teams.people[team]
    active = teams.active[team]
    lanes = min(teams.most_lanes[team], max(people, active + teams.queued[team]))
    shared = max(active, lanes)  # a limit below what is in work stops starts; it stops no work
    teams.lanes[team] = lanes
    if shared <= people and teams.incident_left_min[team] == 0:
        teams.lane_min[team] = teams.calm_lane_min[team]
    else:
        _share_strained(world, team, shared)


@kernel
def _share_strained(world: World, team: int, shared: int) -> None:
    """The same where incidents or switching take a part."""
    teams, people, useful = world.teams, world.teams.people[team], world.teams.useful_min[team]
    incident_min = int(min(float(teams.incident_left_min[team]), world.params.responder_cap[0] * useful))
    pool = max(0.0, useful - incident_min)
    open_items = min(shared, teams.active[team] + teams.queued[team])
    switched = int(pool * switch_loss(world, open_items / people))
    teams.lane_min[team] = int((pool - switched) / max(people, shared - teams.blocked[team]))
    teams.incident_left_min[team] -= incident_min
    teams.incident_min[team] += incident_min
    teams.switched_min[team] += switched
