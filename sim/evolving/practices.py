"""Practices, policies, capital, and the levers they move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.events import (
    ADOPTION_MOVED,
    CAPITAL_GAINED,
    CAPITAL_SPENT,
    FIDELITY_MOVED,
    FORUM_RETIRED,
    FORUM_SAT,
    FORUM_SEATED,
    POLICY_CHANGED,
    POLICY_ORDERED,
    PRACTICE_ADJUSTED,
    PRACTICE_LAUNCHED,
    PRACTICE_PRICED,
    PRACTICE_RETIRED,
    PRACTICE_SCOPED,
    PRACTICE_VARIED,
    PRACTICE_WENT_LIVE,
    TIME_SPENT,
)
from sim.kernel import inlined, kernel
from sim.levers import LEVERS
from sim.world import (
    CHANGES,
    LINES,
    POLICY_APPROVAL_TIER,
    POLICY_EMERGENCY_PATH,
    POLICY_INTAKE,
    POLICY_RELEASE_INTERVAL,
    POLICY_REVIEW,
    PRACTICE_ENDED,
    PRACTICE_LIVE,
    PRACTICE_SETUP,
    TEAMS,
)

if TYPE_CHECKING:
    from sim.records import World


@inlined
def evolve_practice(world: World, kind: int, subject: int, object_: int, amount: int) -> None:
    """Apply an event of a practice, a policy or the player's means."""
    practices, scope = world.practices, subject * TEAMS + object_
    if kind == PRACTICE_LAUNCHED:
        practices.phase[subject] = PRACTICE_SETUP
        practices.launched_week[subject] = world.clock.week[0] + 1
        practices.sponsor[subject] = object_
        practices.sponsor_week[subject] = world.clock.week[0] + 1
        practices.adjusted_week[subject] = world.clock.week[0] + 1
        practices.intensity_permille[subject] = amount
        practices.teams[subject] = 0
        practices.variant[subject] = 0
        world.changes.week[world.player.changes[0] % CHANGES] = world.clock.week[0] + 1
        world.player.changes[0] += 1
    elif kind == PRACTICE_PRICED:
        practices.setup_hours[subject] = amount / 60.0
    elif kind == PRACTICE_VARIED:
        practices.variant[subject] = object_
    elif kind == PRACTICE_SCOPED:
        practices.teams[subject] += 1
        practices.fidelity[subject] = amount / 1e6
        world.scopes.scoped[scope] = 1
        world.scopes.adoption_ppm[scope] = 0
        world.scopes.fidelity_ppm[scope] = amount
    elif kind == PRACTICE_WENT_LIVE:
        practices.phase[subject] = PRACTICE_LIVE
        practices.live_week[subject] = world.clock.week[0]
    elif kind == ADOPTION_MOVED:
        world.scopes.adoption_ppm[scope] = amount
    elif kind == FIDELITY_MOVED:
        world.scopes.fidelity_ppm[scope] = amount
    elif kind == PRACTICE_ADJUSTED:
        practices.intensity_permille[subject] = amount
        practices.sponsor_week[subject] = world.clock.week[0] + 1
        practices.adjusted_week[subject] = world.clock.week[0] + 1
    elif kind == PRACTICE_RETIRED:
        practices.phase[subject] = PRACTICE_ENDED
        for team in range(TEAMS):
            world.scopes.scoped[subject * TEAMS + team] = 0
            world.scopes.adoption_ppm[subject * TEAMS + team] = 0
    elif kind == POLICY_ORDERED:
        at = subject * LINES + object_
        if world.policies.effective_day[at] == 0:
            world.counts.orders[0] += 1
        world.policies.ordered_value[at] = amount
        world.policies.effective_day[at] = world.clock.day[0] + 1 + (3 if subject == POLICY_EMERGENCY_PATH else 10)
        world.policies.changed_week[at] = world.clock.week[0] + 1
    elif kind == POLICY_CHANGED:
        _set_policy(world, subject, object_, amount)
    elif kind == CAPITAL_SPENT:
        world.player.capital_milli[0] -= amount
    elif kind == CAPITAL_GAINED:
        world.player.capital_milli[0] = min(100_000, world.player.capital_milli[0] + amount)
    elif kind == TIME_SPENT:
        world.player.minutes_left[0] -= amount


@inlined
def evolve_forum(world: World, kind: int, subject: int, object_: int, amount: int) -> None:
    """Apply an event of a forum itself (not of the items before it)."""
    forums, practices = world.forums, world.practices
    if kind == FORUM_SEATED:
        practices.forum[object_] = subject
        forums.live[subject] = 1
        forums.role[subject] = practices.forum_role[object_]
        forums.line[subject] = -1
        forums.cadence_days[subject] = practices.forum_cadence_days[object_]
        forums.next_day[subject] = amount
        forums.slots[subject] = practices.forum_slots[object_]
        forums.seats[subject] = practices.forum_seats[object_]
        forums.sitting_min[subject] = practices.forum_sitting_min[object_]
        forums.practice[subject] = object_
        forums.everywhere[subject] = 0
        forums.head[subject] = -1
        forums.tail[subject] = -1
        forums.waiting[subject] = 0
        forums.sat[subject] = 0
        forums.decided[subject] = 0
        world.counts.forums[0] = max(world.counts.forums[0], subject + 1)
    elif kind == FORUM_SAT:
        forums.next_day[subject] = world.clock.day[0] + forums.cadence_days[subject]
        forums.sat[subject] += 1
        forums.decided[subject] += amount
    elif kind == FORUM_RETIRED:
        forums.live[subject] = 0
        for line in range(world.counts.lines[0]):  # another forum may take the slot: nobody is sent there by its number
            if world.lines.forum[line] == subject:
                world.lines.forum[line] = -1
            if world.lines.board[line] == subject:
                world.lines.board[line] = -1


@kernel
def _set_policy(world: World, policy: int, line: int, value: int) -> None:
    if world.policies.effective_day[policy * LINES + line] > 0:
        world.policies.effective_day[policy * LINES + line] = 0
        world.counts.orders[0] -= 1
    if policy == POLICY_RELEASE_INTERVAL:
        world.lines.interval_days[line] = value
        world.lines.next_release_day[line] = min(world.lines.next_release_day[line], world.clock.day[0] + value)
    elif policy == POLICY_EMERGENCY_PATH:
        world.lines.emergency_path[line] = value
    elif policy == POLICY_APPROVAL_TIER:
        world.lines.approval_tier[line] = value
    elif policy == POLICY_REVIEW:
        world.agendas.review[line] = value
    elif policy == POLICY_INTAKE:
        world.agendas.intake[line] = value
    if policy != POLICY_EMERGENCY_PATH:  # which gives its owner a say, rather than taking one
        world.agendas.forced[line] += 1


@inlined
def line_lever(world: World, lever: int, line: int) -> float:
    """Where a lever of a line stands this week: that of its first team."""
    return world.levers.value[lever * TEAMS + world.lines.first_team[line]]


@kernel
def read_levers(world: World) -> None:
    """Set every team's levers for the week: base, then each live practice's pull, by adoption x fidelity x coverage."""
    touched = world.clock.week[0] == 1
    for practice in range(world.counts.practices[0]):
        if world.practices.phase[practice] >= PRACTICE_LIVE:
            touched = True
    if not touched:
        return  # nothing has ever pulled: the levers are at their bases
    for lever in range(LEVERS):
        for team in range(world.counts.teams[0]):
            world.levers.value[lever * TEAMS + team] = world.levers.base[lever * TEAMS + team]
    for e in range(world.counts.effects[0]):
        practice = world.effects.practice[e]
        if world.practices.phase[practice] != PRACTICE_LIVE:
            continue
        if world.effects.variant[e] >= 0 and world.effects.variant[e] != world.practices.variant[practice]:
            continue
        for team in range(world.counts.teams[0]):
            scope = practice * TEAMS + team
            reach = world.scopes.adoption_ppm[scope] * 1e-6 * (world.scopes.fidelity_ppm[scope] * 1e-6)
            if reach > 0.0:
                _pull(world, e, world.effects.lever[e] * TEAMS + team, reach)


@kernel
def _pull(world: World, e: int, at: int, reach: float) -> None:
    """Move one lever of one team: towards a value, or by a factor."""
    now, value = world.levers.value[at], world.effects.value[e]
    if world.effects.scales[e] == 1:
        world.levers.value[at] = now * (1.0 + (value - 1.0) * reach)
    else:
        world.levers.value[at] = now + (value - now) * reach
