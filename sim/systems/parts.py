"""What triggers and options of cards share: who rests, what is oldest, whose line it is, and small moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.card import COOLDOWN_WEEKS
from sim.events import ITEM_STOPPED, LEVER_SHIFTED, NONE, TRUST_MOVED, WIND_DOWN_OWED
from sim.evolve import emit
from sim.evolving.cards import KEY_BASE
from sim.kernel import kernel
from sim.world import (
    DEALS,
    DECIDED,
    EXPERIMENTS,
    IN_POST,
    LANES,
    NEVER,
    SCOPE_FORUM,
    SCOPE_LINE,
    SCOPE_SOURCE,
    SCOPE_STAKEHOLDER,
    SCOPE_TEAM,
    WEEK,
)

if TYPE_CHECKING:
    from sim.records import Log, World


@kernel
def rested(world: World, card: int, entity: int) -> bool:
    """Whether an entity has had no card of a type for some weeks, and has none open."""
    key, week = card * KEY_BASE + entity, world.clock.week[0]
    for n in range(min(DEALS, world.counts.deals[0])):
        if world.deals.card[n] == key and week - world.deals.week[n] < COOLDOWN_WEEKS:
            return False
    return True


@kernel
def oldest_in_work(world: World, team: int) -> int:
    """The item in a team's lanes that was asked for first, of those not blocked; -1 without one."""
    oldest, items = -1, world.items
    for lane in range(team * LANES, team * LANES + world.teams.active[team]):
        i = world.lanes.item[lane]
        if items.blocked[i] == 0 and (oldest < 0 or items.requested_min[i] < items.requested_min[oldest]):
            oldest = i
    return oldest


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


@kernel
def trust(world: World, log: Log, s: int, ppm: int) -> None:
    """Move somebody's trust by so much; nobody's where `s` is negative."""
    if s >= 0:
        emit(world, log, TRUST_MOVED, s, DECIDED, max(0, min(1_000_000, world.stakeholders.trust_ppm[s] + ppm)))


@kernel
def shift(world: World, log: Log, line: int, lever: int, permille: int) -> None:
    """Move the base of a lever in the teams of a line, or of all."""
    for team in range(world.counts.teams[0]):
        if line < 0 or world.teams.line[team] == line:
            emit(world, log, LEVER_SHIFTED, team, lever, permille)


@kernel
def first_week(world: World) -> int:
    """The week that an option is in force from: an answer's on its Monday, a default's once the week is over."""
    return world.clock.day[0] // WEEK + 2


@kernel
def stop_item(world: World, log: Log, i: int) -> None:
    """End an item for good; winding it down takes a share of what was spent on it."""
    team, touched = world.items.team[i], world.items.touched_min[i]
    owed = int(touched * world.params.wind_down_share[0])
    emit(world, log, ITEM_STOPPED, i, team, touched)
    if owed > 0:
        emit(world, log, WIND_DOWN_OWED, team, NONE, owed)


@kernel
def owner_of(world: World, line: int) -> int:
    """The most powerful of those in post who own a line; -1 for nobody."""
    people, chosen = world.stakeholders, -1
    for s in range(world.counts.stakeholders[0]):
        if people.status[s] == IN_POST and people.line[s] == line:
            if chosen < 0 or people.power[s] > people.power[chosen]:
                chosen = s
    return chosen


@kernel
def experiment_on(world: World, i: int) -> int:
    """The experiment that an item waits for; -1 without one."""
    for slot in range(EXPERIMENTS):
        if world.experiments.open[slot] == 1 and world.experiments.item[slot] == i:
            return slot
    return -1


@kernel
def vacancy(world: World, team: int) -> int:
    """Who is ordered to follow somebody who left a team; -1 for nobody."""
    hires = world.hires
    for hire in range(world.counts.hires[0]):
        if hires.team[hire] == team and hires.joined_week[hire] == 0 and hires.joins_week[hire] < NEVER:
            return hire
    return -1
