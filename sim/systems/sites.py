"""A hub that serves all teams out of one queue, and regions that take practices over from home (domain.md I7, I29).

The hub is a queue like any other: what teams hand to it waits when it is asked for more than it can do, and then it is
one more handoff. A region takes over what is proven at home, one practice at a time, as far as it fits there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.events import HUB_WORKED, ITEM_HANDED_OFF, NONE, PRACTICE_COPIED
from sim.evolve import emit
from sim.kernel import kernel
from sim.levers import HUB_SHARE, REGION_FIT
from sim.world import DAY, PRACTICE_LIVE, TEAMS, WEEK

if TYPE_CHECKING:
    from sim.records import Log, World

ROLL_OUT = 29  # the practice that copies practices: its number in the catalogue
HUB_USEFUL = 0.8  # of a hub's hours, its own overhead taken off [X]
COORDINATION_SERVED = 0.5  # of a team's coordination that a hub can take over [X]


@kernel
def hub_service(world: World, team: int) -> float:
    """Share of a team's coordination that the hub really does: what was handed to it, as far as it keeps up."""
    share = world.levers.value[HUB_SHARE * TEAMS + team]
    if share <= 0.0:
        return 0.0
    asked = world.hub.served_min[0] + world.hub.backlog_min[0]
    return share if asked <= 0 else share * (world.hub.served_min[0] / asked)


@kernel
def hub_wait_minutes(world: World, team: int) -> int:
    """Working minutes that an owner change waits for the hub: its backlog over what it does in a week."""
    share = world.levers.value[HUB_SHARE * TEAMS + team]
    if share <= 0.0 or world.hub.backlog_min[0] <= 0:
        return 0
    return int(share * WEEK * DAY * world.hub.backlog_min[0] / _hub_minutes(world))


@kernel
def _hub_minutes(world: World) -> int:
    return max(1, int(world.params.hub_people[0] * WEEK * DAY * HUB_USEFUL))


@kernel
def run_hub(world: World, log: Log) -> None:
    """The hub's week: coordination and owner changes are asked of it, and it does what it can."""
    params, asked, shared = world.params, 0.0, 0.0
    for team in range(world.counts.teams[0]):
        share = world.levers.value[HUB_SHARE * TEAMS + team]
        if share > 0.0:
            n = world.teams.people[team]
            shared += share
            asked += share * COORDINATION_SERVED * params.pair_coordination[0] * (n - 1) * 0.5 * n * DAY * WEEK
    if shared <= 0.0:
        return
    mean = shared / world.counts.teams[0]
    asked += mean * world.tallies.count[ITEM_HANDED_OFF] * params.hub_ticket_hours[0] * 60.0
    demand = int(asked) + world.hub.backlog_min[0]
    served = min(demand, _hub_minutes(world))
    emit(world, log, HUB_WORKED, NONE, min(65534, (demand - served) // 60), served)


@kernel
def roll_out(world: World, log: Log) -> None:
    """Let each region in the scope of a roll-out take over a proven practice that it has not yet."""
    if world.practices.phase[ROLL_OUT] != PRACTICE_LIVE:
        return
    params, week = world.params, world.clock.week[0]
    for line in range(world.counts.lines[0]):
        first = world.lines.first_team[line]
        if world.lines.region[line] == 0 or world.scopes.scoped[ROLL_OUT * TEAMS + first] == 0:
            continue
        if week - world.lines.copied_week[line] < params.copy_weeks[0]:
            continue
        p = _proven_and_missing(world, first)
        if p < 0:
            continue
        for team in range(first, first + world.lines.team_count[line]):
            fit = world.levers.value[REGION_FIT * TEAMS + team]
            emit(world, log, PRACTICE_COPIED, p, team, int(world.practices.fidelity[p] * fit * 1e6))


@kernel
def _proven_and_missing(world: World, team: int) -> int:
    """The first practice that home uses and a region's team has not begun; -1 if there is none."""
    for p in range(world.counts.practices[0]):
        if p == ROLL_OUT or world.practices.phase[p] != PRACTICE_LIVE or world.scopes.scoped[p * TEAMS + team] == 1:
            continue
        adopted, home = 0.0, 0
        for other in range(world.counts.teams[0]):
            if world.lines.region[world.teams.line[other]] == 0 and world.scopes.scoped[p * TEAMS + other] == 1:
                adopted += world.scopes.adoption_ppm[p * TEAMS + other] * 1e-6
                home += 1
        if home > 0 and adopted / home >= world.params.proven_adoption[0]:
            return p
    return -1
