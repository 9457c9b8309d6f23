"""A strategy review moves people between lines and stops what is worth least, by estimate (domain.md 4.3 I17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.events import ITEM_STOPPED, PEOPLE_MOVED, STAKEHOLDER_BYPASSED, TRUST_MOVED
from sim.evolve import emit
from sim.kernel import kernel
from sim.levers import REALLOCATION
from sim.world import BYPASSED, HIRES, IN_POST, LEAST_PEOPLE, MOST_PEOPLE, QUARTER_WEEKS, READY, TEAMS

if TYPE_CHECKING:
    from sim.records import Log, World

LEAST_WAITING = 3  # items in a line's queues, below which it needs nobody [X]
CLEAR_SHARE = 1.2  # by which lines must differ before anybody moves [X]


@kernel
def review_strategy(world: World, log: Log) -> None:
    """At a quarter's end, move the share of people that the review moves, and stop as many of the lowest items."""
    if world.clock.week[0] % QUARTER_WEEKS != 0:
        return
    share, people = 0.0, 0
    for team in range(world.counts.teams[0]):
        share += world.levers.value[REALLOCATION * TEAMS + team] * world.teams.people[team]
        people += world.teams.people[team]
    moves = int(share + 0.5)
    if moves == 0:
        return
    for moved in range(moves):
        worst, best = _extremes(world)
        if worst < 0 or best < 0:
            break
        giver, taker = _giver(world, worst), _taker(world, best)
        if giver < 0 or taker < 0 or world.counts.hires[0] >= HIRES:
            break
        emit(world, log, PEOPLE_MOVED, giver, taker, world.counts.hires[0])
        if moved == 0:
            _tell_owner(world, log, worst)
    for _ in range(moves):
        i = _lowest(world)
        if i < 0:
            break
        emit(world, log, ITEM_STOPPED, i, world.items.team[i], world.items.touched_min[i])


@kernel
def worth_of_one_more(world: World, line: int) -> float:
    """Estimated value of what waits on a line, per touch hour and person: what one more person is thought to bring."""
    worth, n, people = 0.0, 0, 0
    for team in range(world.lines.first_team[line], world.lines.first_team[line] + world.lines.team_count[line]):
        people += world.teams.people[team]
        here = world.teams.queue_head[team]
        while here >= 0:
            worth += min(8.0, world.items.estimate[here] * 20.0 / max(60, world.items.size_min[here]))
            n += 1
            here = world.items.next[here]
    return worth / people if n >= LEAST_WAITING else 0.0


@kernel
def _extremes(world: World) -> tuple[int, int]:
    """The line with least and the one with most to gain, or -1 where they hardly differ."""
    worst, best, least, most = -1, -1, 0.0, 0.0
    for line in range(world.counts.lines[0]):
        worth = worth_of_one_more(world, line)
        if _giver(world, line) >= 0 and (worst < 0 or worth < least):
            worst, least = line, worth
        if worth > 0.0 and _taker(world, line) >= 0 and (best < 0 or worth > most):
            best, most = line, worth
    if worst < 0 or best < 0 or most < least * CLEAR_SHARE:
        return -1, -1
    return worst, best


@kernel
def _giver(world: World, line: int) -> int:
    """A line's largest team, if it can spare somebody; else -1."""
    chosen = -1
    for team in range(world.lines.first_team[line], world.lines.first_team[line] + world.lines.team_count[line]):
        if world.teams.people[team] > LEAST_PEOPLE:
            if chosen < 0 or world.teams.people[team] > world.teams.people[chosen]:
                chosen = team
    return chosen


@kernel
def _taker(world: World, line: int) -> int:
    """A line's smallest team, if it has room; else -1."""
    chosen = -1
    for team in range(world.lines.first_team[line], world.lines.first_team[line] + world.lines.team_count[line]):
        if world.teams.people[team] < MOST_PEOPLE:
            if chosen < 0 or world.teams.people[team] < world.teams.people[chosen]:
                chosen = team
    return chosen


@kernel
def _lowest(world: World) -> int:
    """The item of least estimate that waits for its team; of equals, the need with the lower number."""
    items, chosen = world.items, -1
    for i in range(world.counts.high_items[0]):
        if items.stage[i] == READY:
            lower = chosen < 0 or items.estimate[i] < items.estimate[chosen]
            if lower or (items.estimate[i] == items.estimate[chosen] and items.need[i] < items.need[chosen]):
                chosen = i
    return chosen


@kernel
def _tell_owner(world: World, log: Log, line: int) -> None:
    """Whoever owns the line that gives people up minds, unless briefed."""
    people = world.stakeholders
    for s in range(world.counts.stakeholders[0]):
        briefed = world.contacts.briefed_until_week[s] >= world.clock.week[0]
        if people.status[s] == IN_POST and people.line[s] == line and not briefed:
            loss = int(world.params.trust_bypass[0] * 1e6)
            emit(world, log, STAKEHOLDER_BYPASSED, s, line, 0)
            emit(world, log, TRUST_MOVED, s, BYPASSED, max(0, people.trust_ppm[s] - loss))
