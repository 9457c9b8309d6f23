"""What calls for a card about people, forums and practices.

From where on a state calls for a card: game.md 3 where it says so, otherwise [X].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.card import (
    BACKFILL,
    DASHBOARD_REQUEST,
    FORUM_CREEP,
    REGIONAL_EXCEPTION,
    SCORE_GAMING,
    SHADOW_WORK,
    SPONSOR_LEAVING,
    TEAM_OVERLOAD,
)
from sim.kernel import kernel, pasted
from sim.levers import REGION_FIT
from sim.systems.parts import rested, vacancy
from sim.systems.stakeholders import shadow_share
from sim.world import CARD_ENTITIES, DAY, IN_POST, PRACTICE_LIVE, TEAMS, WEEK

if TYPE_CHECKING:
    from sim.records import World

TIRED_PPM = 120_000  # of burnout: overload that has lasted
FORUM_SHARE = 0.04  # of people's hours that forums take; or as many forums as
MANY_FORUMS = 9
USED_WEEKS = 13
LOW_TRUST_PPM = 500_000
POOR_FIT = 0.7
HIDDEN_SHARE = 0.05  # of hours
SCORING_PRACTICE = 9  # I9, the prioritisation framework
THIN_PEOPLE, LATELY_WEEKS = 5, 8  # fewer make a thin team; somebody left within so many weeks


@kernel
def people_candidate(world: World, card: int) -> tuple[int, int]:
    """The entity that calls most for one of these cards, and what it is about; -1 for none."""
    if card == SPONSOR_LEAVING:
        return _leaving_sponsor(world)
    if card == TEAM_OVERLOAD:
        return _tired_team(world)
    if card == FORUM_CREEP:
        return _popular_forum(world)
    if card == REGIONAL_EXCEPTION:
        return _ill_fitting_region(world)
    if card == SHADOW_WORK:
        return _hidden_work(world)
    if card == SCORE_GAMING:
        return _gamed_scores(world)
    if card == DASHBOARD_REQUEST:
        return _doubter(world)
    if card == BACKFILL:
        return _thin_team(world)
    return -1, -1


@pasted
def _leaving_sponsor(world: World) -> tuple[int, int]:
    """Somebody who has said that they leave, and carries what takes people's time."""
    people, practices = world.stakeholders, world.practices
    for s in range(world.counts.stakeholders[0]):
        if people.announced[s] == 1 and people.status[s] == IN_POST and world.dealt.times[_deal_of(s)] == 0:
            for p in range(world.counts.practices[0]):
                if practices.sponsor[p] == s and _takes_time(world, p):
                    return s, -1
    return -1, -1


@pasted
def _takes_time(world: World, p: int) -> bool:
    """Whether a practice is live and costs people hours."""
    return world.practices.phase[p] == PRACTICE_LIVE and world.practices.steady_hours[p] > 0.0


@kernel
def _deal_of(s: int) -> int:
    return SPONSOR_LEAVING * CARD_ENTITIES + s


@pasted
def _tired_team(world: World) -> tuple[int, int]:
    """The team that overload has worn most, if it is still wearing it."""
    chosen, most = -1, TIRED_PPM
    for team in range(world.counts.teams[0]):
        over = world.teams.active[team] + world.teams.queued[team] > 2 * world.teams.people[team]
        if over and world.teams.burnout_ppm[team] > most and rested(world, TEAM_OVERLOAD, team):
            chosen, most = team, world.teams.burnout_ppm[team]
    return chosen, -1


@pasted
def _popular_forum(world: World) -> tuple[int, int]:
    """The forum that takes most hours, where forums have become many or dear."""
    forums, people, weekly, live = world.forums, 0, 0.0, 0
    for team in range(world.counts.teams[0]):
        people += world.teams.people[team]
    chosen, most = -1, 0.0
    for f in range(1, world.counts.forums[0]):
        if forums.live[f] == 0 or forums.cadence_days[f] <= 0:
            continue
        live += 1
        hours = forums.seats[f] * forums.sitting_min[f] / 60.0 * WEEK / forums.cadence_days[f]
        weekly += hours
        if hours > most and rested(world, FORUM_CREEP, f):
            chosen, most = f, hours
    dear = weekly > FORUM_SHARE * people * DAY * WEEK / 60.0
    return (chosen, -1) if dear or live >= MANY_FORUMS else (-1, -1)


@pasted
def _ill_fitting_region(world: World) -> tuple[int, int]:
    """A line of another region that spends time on something that does not fit it."""
    for line in range(world.counts.lines[0]):
        first = world.lines.first_team[line]
        poor = world.lines.region[line] > 0 and world.levers.value[REGION_FIT * TEAMS + first] < POOR_FIT
        if poor and rested(world, REGIONAL_EXCEPTION, line):
            for p in range(world.counts.practices[0]):
                if world.scopes.scoped[p * TEAMS + first] == 1 and _takes_time(world, p):
                    return line, -1
    return -1, -1


@pasted
def _hidden_work(world: World) -> tuple[int, int]:
    """The line that distrust has driven furthest round its intake."""
    chosen, most = -1, HIDDEN_SHARE
    for line in range(world.counts.lines[0]):
        hidden = shadow_share(world, line)
        if hidden > most and rested(world, SHADOW_WORK, line):
            chosen, most = line, hidden
    return chosen, -1


@pasted
def _gamed_scores(world: World) -> tuple[int, int]:
    """A scoring sheet that has been in use for a quarter."""
    practices = world.practices
    if practices.phase[SCORING_PRACTICE] != PRACTICE_LIVE:
        return -1, -1
    if world.clock.week[0] - practices.live_week[SCORING_PRACTICE] < USED_WEEKS or not rested(world, SCORE_GAMING, 0):
        return -1, -1
    return 0, -1


@pasted
def _doubter(world: World) -> tuple[int, int]:
    """Whoever trusts least."""
    people, chosen, least = world.stakeholders, -1, LOW_TRUST_PPM
    for s in range(world.counts.stakeholders[0]):
        if people.status[s] == IN_POST and people.trust_ppm[s] < least and rested(world, DASHBOARD_REQUEST, s):
            chosen, least = s, people.trust_ppm[s]
    return chosen, -1


@pasted
def _thin_team(world: World) -> tuple[int, int]:
    """The smallest team that somebody has left lately, and whose place is not filled."""
    chosen, fewest, teams = -1, THIN_PEOPLE, world.teams
    for team in range(world.counts.teams[0]):
        lately = teams.left_week[team] > 0 and world.clock.week[0] - teams.left_week[team] < LATELY_WEEKS
        if lately and teams.people[team] < fewest and vacancy(world, team) >= 0 and rested(world, BACKFILL, team):
            chosen, fewest = team, teams.people[team]
    return chosen, -1
