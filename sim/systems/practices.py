"""Practices are set up, adopted team by team, kept alive by a sponsor, and forgotten (domain.md 3.15).

An intervention changes nothing by being launched. It moves its levers only as far as teams really use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.events import (
    ADOPTION_MOVED,
    CAPITAL_GAINED,
    FIDELITY_MOVED,
    FORUM_SEATED,
    NONE,
    POLICY_CHANGED,
    PRACTICE_WENT_LIVE,
)
from sim.evolve import emit
from sim.exact import exp
from sim.kernel import kernel
from sim.levers import REGION_FIT, RESISTANCE
from sim.systems.stakeholders import mean_trust, presence_floor, reports_balance
from sim.world import CHANGES, FORUMS, IN_POST, LINES, POLICIES, PRACTICE_LIVE, PRACTICE_SETUP, ROLE_NONE, TEAMS

if TYPE_CHECKING:
    from sim.records import Log, World

LOG_HALF = -0.6931471805599453
YEAR = 52
QUIET_PPM = 500  # a smaller change of adoption or fidelity is not recorded


@kernel
def willingness(world: World) -> float:
    """Share of people willing to support one more change (GFAT: .74 at two changes a year, .43 at ten)."""
    params, week = world.params, world.clock.week[0]
    changes = 0.0
    for n in range(min(world.player.changes[0], CHANGES)):
        if week - world.changes.week[n] < YEAR:
            changes += 1.0
    since = max(0, week - world.clock.history_weeks[0])
    changes += params.changes_before[0] * max(0.0, 1.0 - since / YEAR)
    w = params.willingness_base[0] - params.willingness_per_change[0] * (changes - 2.0)
    return max(0.05, min(1.0, w))


@kernel
def sponsor_presence(world: World, practice: int) -> float:
    """How present a sponsor is: 1 on the week of a visible act, halving, down to what being in post leaves."""
    params = world.params
    since = max(0, world.clock.week[0] - world.practices.sponsor_week[practice])
    return max(
        presence_floor(world, world.practices.sponsor[practice]),
        exp(LOG_HALF * since / params.sponsor_half_life_weeks[0]),
    )


@kernel
def run_practices(world: World, log: Log) -> None:
    """A week of every practice: set-up ends, forums are seated, adoption and fidelity move."""
    practices = world.practices
    for p in range(world.counts.practices[0]):
        if practices.phase[p] == PRACTICE_SETUP:
            if world.clock.week[0] >= practices.launched_week[p] + practices.setup_weeks[p]:
                emit(world, log, PRACTICE_WENT_LIVE, p, NONE, 0)
                if practices.forum_role[p] != ROLE_NONE:
                    _seat_forum(world, log, p)
        elif practices.phase[p] == PRACTICE_LIVE:
            _spread(world, log, p)


@kernel
def _seat_forum(world: World, log: Log, p: int) -> None:
    for f in range(1, FORUMS):
        if world.forums.live[f] == 0 and world.forums.waiting[f] == 0:
            emit(world, log, FORUM_SEATED, f, p, world.clock.day[0] + world.practices.forum_cadence_days[p])
            return


@kernel
def _spread(world: World, log: Log, p: int) -> None:
    """dA = (p + q A_neighbours V) S w (A_max - A) - decay above the floor where the sponsor is absent.

    `domain.md` 3.15 has S on the first term only; then neighbours keep a practice alive for ever by themselves, against
    its own check 7.1.10 (halved 12 to 20 weeks after the sponsor left). Value that nobody shows is not seen.
    """
    params, practices, scopes = world.params, world.practices, world.scopes
    presence, willing = sponsor_presence(world, p), willingness(world)
    teams, adopted = 0, 0.0
    for team in range(world.counts.teams[0]):
        if scopes.scoped[p * TEAMS + team] == 1:
            teams += 1
            adopted += scopes.adoption_ppm[p * TEAMS + team] * 1e-6
    if teams == 0:
        return
    neighbours = adopted / teams
    intensity = practices.intensity_permille[p] * 1e-3
    coverage = 0.6 if intensity < 0.85 else (0.85 if intensity < 1.25 else 1.0)
    if intensity >= 1.25:
        willing *= 0.9
    ceiling = params.adoption_ceiling[0] * coverage
    visible = params.visible_value[0]
    if world.counts.stakeholders[0] > 0:  # what people see of a benefit is what is reported
        visible = min(1.0, visible * (1.0 + params.visible_per_report[0] * reports_balance(world)))
    decay = (1.0 - exp(LOG_HALF / params.decay_half_life_weeks[0])) * (1.0 - presence)
    for team in range(world.counts.teams[0]):
        scope = p * TEAMS + team
        if scopes.scoped[scope] == 0:
            continue
        now = scopes.adoption_ppm[scope] * 1e-6
        pull = params.spread_sponsor_weekly[0] * presence
        pull += params.spread_neighbour_weekly[0] * neighbours * visible * presence
        fit = world.levers.value[REGION_FIT * TEAMS + team]
        reachable = ceiling * fit * (1.0 - resistance(world, p, team))
        after = now + pull * willing * max(0.0, reachable - now)
        after -= decay * max(0.0, now - max(params.adoption_floor[0], world.mandates.codified_ppm[p] * 1e-6))
        ppm = int(max(0.0, min(1.0, after)) * 1e6)
        if abs(ppm - scopes.adoption_ppm[scope]) >= QUIET_PPM:
            emit(world, log, ADOPTION_MOVED, p, team, ppm)
        fidelity = scopes.fidelity_ppm[scope] * 1e-6
        target = practices.fidelity[p] * (0.5 + 0.5 * presence) * fit
        ppm = int((fidelity + (target - fidelity) / params.fidelity_weeks[0]) * 1e6)
        if abs(ppm - scopes.fidelity_ppm[scope]) >= QUIET_PPM:
            emit(world, log, FIDELITY_MOVED, p, team, ppm)


@kernel
def resistance(world: World, p: int, team: int) -> float:
    """Share of a team's adoption that is out of reach: its owner's distrust, and a say that the practice takes away."""
    line = world.teams.line[team]
    if world.counts.stakeholders[0] == 0:
        return 0.0
    lost = world.agendas.distrust[line]
    if world.mandates.takes_power[p] == 1:
        for s in range(world.counts.stakeholders[0]):
            owner = world.stakeholders.line[s] == line and world.stakeholders.status[s] == IN_POST
            if owner and world.practices.sponsor[p] != s:
                lost += 0.5
                break
    return min(1.0, world.levers.value[RESISTANCE * TEAMS + team] * lost)


@kernel
def enforce_policies(world: World, log: Log) -> None:
    """Put ordered policies in force on their day."""
    if world.counts.orders[0] == 0:
        return
    for policy in range(POLICIES):
        for line in range(world.counts.lines[0]):
            due = world.policies.effective_day[policy * LINES + line]
            if due > 0 and due <= world.clock.day[0]:
                emit(world, log, POLICY_CHANGED, policy, line, world.policies.ordered_value[policy * LINES + line])


@kernel
def regain_capital(world: World, log: Log) -> None:
    """Political capital returns by about a point a week at full trust (domain.md 3.10)."""
    gained = int(world.params.capital_weekly[0] * mean_trust(world) * 1000.0)
    if gained > 0 and world.clock.week[0] > world.clock.history_weeks[0] and world.player.capital_milli[0] < 100_000:
        emit(world, log, CAPITAL_GAINED, NONE, NONE, gained)
