"""Practices are set up, adopted team by team, kept alive by a sponsor, and forgotten (domain.md 3.15).

An intervention changes nothing by being launched. It moves its levers only as far as teams really use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.events import (
    ADOPTION_MOVED,
    CAPITAL_GAINED,
    FIDELITY_COACHED,
    FIDELITY_MOVED,
    FORUM_SEATED,
    NONE,
    POLICY_CHANGED,
    PRACTICE_CODIFIED,
    PRACTICE_WENT_LIVE,
)
from sim.evolve import emit
from sim.exact import LOG_HALF, exp
from sim.kernel import kernel
from sim.levers import COACHED_FIDELITY, CODIFIED_SHARE, REGION_FIT, RESISTANCE, SPREAD_NEIGHBOUR_WEEKLY
from sim.systems.stakeholders import mean_trust, presence_floor, reports_balance
from sim.world import (
    CHANGES,
    COACHINGS,
    FORUMS,
    IN_POST,
    LINES,
    POLICIES,
    PRACTICE_LIVE,
    PRACTICE_SETUP,
    ROLE_NONE,
    TEAMS,
    YEAR_WEEKS,
)

if TYPE_CHECKING:
    from sim.records import Log, World

CODIFIED_PPM = 4000  # less of a practice written down, or left of coaching, is not recorded
QUIET_PPM = 500  # a smaller change of adoption or fidelity is not recorded


@kernel
def willingness(world: World) -> float:
    """Share of people willing to support one more change (GFAT: .74 at two changes a year, .43 at ten)."""
    params, week = world.params, world.clock.week[0]
    changes = 0.0
    for n in range(min(world.player.changes[0], CHANGES)):
        if week - world.changes.week[n] < YEAR_WEEKS:
            changes += 1.0
    since = max(0, week - world.clock.history_weeks[0])
    changes += params.changes_before[0] * max(0.0, 1.0 - since / YEAR_WEEKS)
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
    practices, coaching = world.practices, _coached_anywhere(world)
    for p in range(world.counts.practices[0]):
        if practices.phase[p] == PRACTICE_SETUP:
            if world.clock.week[0] >= practices.launched_week[p] + practices.setup_weeks[p]:
                emit(world, log, PRACTICE_WENT_LIVE, p, NONE, 0)
                if practices.forum_role[p] != ROLE_NONE:
                    _seat_forum(world, log, p)
        elif practices.phase[p] == PRACTICE_LIVE:
            _spread(world, log, p, coaching)


@kernel
def _seat_forum(world: World, log: Log, p: int) -> None:
    for f in range(1, FORUMS):
        if world.forums.live[f] == 0 and world.forums.waiting[f] == 0:
            emit(world, log, FORUM_SEATED, f, p, world.clock.day[0] + world.practices.forum_cadence_days[p])
            return


@kernel
def _spread(world: World, log: Log, p: int, coaching: bool) -> None:
    """dA = (p + q A_neighbours V) S w (A_max - A) - decay above the floor where the sponsor is absent.

    `domain.md` 3.15 has S on the first term only; then neighbours keep a practice alive for ever by themselves, against
    its own check 7.1.10 (halved 12 to 20 weeks after the sponsor left). Value that nobody shows is not seen.
    """
    params, practices, scopes = world.params, world.practices, world.scopes
    presence, willing = sponsor_presence(world, p), willingness(world)
    teams, adopted, readable = 0, 0.0, 0.0
    for team in range(world.counts.teams[0]):
        if scopes.scoped[p * TEAMS + team] == 1:
            teams += 1
            adopted += scopes.adoption_ppm[p * TEAMS + team] * 1e-6
            readable = max(readable, scopes.codified_ppm[p * TEAMS + team] * 1e-6)
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
    faster = 1.0 + params.codified_spread[0] * readable  # what can be read need not be found out again
    for team in range(world.counts.teams[0]):
        scope = p * TEAMS + team
        if scopes.scoped[scope] == 0:
            continue
        now = scopes.adoption_ppm[scope] * 1e-6
        pull = params.spread_sponsor_weekly[0] * presence
        pull += world.levers.value[SPREAD_NEIGHBOUR_WEEKLY * TEAMS + team] * neighbours * visible * presence
        fit = world.levers.value[REGION_FIT * TEAMS + team]
        reachable = ceiling * fit * (1.0 - resistance(world, p, team))
        after = now + pull * faster * willing * max(0.0, reachable - now)
        after -= _forgotten(world, scope, now, decay, presence)
        ppm = int(max(0.0, min(1.0, after)) * 1e6)
        if abs(ppm - scopes.adoption_ppm[scope]) >= QUIET_PPM:
            emit(world, log, ADOPTION_MOVED, p, team, ppm)
        ppm = _practised(world, p, team, practices.fidelity[p] * (0.5 + 0.5 * presence) * fit)
        if abs(ppm - scopes.fidelity_ppm[scope]) >= QUIET_PPM:
            emit(world, log, FIDELITY_MOVED, p, team, ppm)
        if world.levers.value[CODIFIED_SHARE * TEAMS + team] > 0.0:
            _write_down(world, log, p, team)
        if coaching or scopes.coached_ppm[scope] > 0:
            _coach(world, log, p, team)


@kernel
def _forgotten(world: World, scope: int, now: float, decay: float, presence: float) -> float:
    """Adoption lost in a week without a sponsor: less, and only down to a higher floor, of what is written down."""
    params, codified = world.params, world.scopes.codified_ppm[scope] * 1e-6
    floor = params.adoption_floor[0]
    if codified > 0.0:
        half_life = params.decay_half_life_weeks[0]
        half_life += (params.codified_half_life_weeks[0] - half_life) * codified
        decay = (1.0 - exp(LOG_HALF / half_life)) * (1.0 - presence)
        floor += (params.codified_floor[0] - floor) * codified
    return decay * max(0.0, now - floor)


@kernel
def _practised(world: World, p: int, team: int, target: float) -> int:
    """Fidelity after a week, ppm: towards what the sponsor's presence gives, coaches add, and texts have frozen."""
    scopes, scope = world.scopes, p * TEAMS + team
    coached = scopes.coached_ppm[scope] * 1e-6
    target = min(1.0, target + world.levers.value[COACHED_FIDELITY * TEAMS + team])
    codified = scopes.codified_ppm[scope] * 1e-6
    if codified > 0.0:
        target += (scopes.written_ppm[scope] * 1e-6 - target) * codified
    before = scopes.fidelity_ppm[scope] * 1e-6 - coached
    after = before + (target - before) / world.params.fidelity_weeks[0]
    return int(max(0.0, min(1.0, after + coached)) * 1e6)


@kernel
def _write_down(world: World, log: Log, p: int, team: int) -> None:
    """More of a practice is written down: as fast as the playbook is kept, and as well as it is practised."""
    scopes, scope = world.scopes, p * TEAMS + team
    now = scopes.codified_ppm[scope]
    rate = world.params.codifying_weekly[0] * world.levers.value[CODIFIED_SHARE * TEAMS + team]
    more = int(rate * scopes.fidelity_ppm[scope] * (1.0 - now * 1e-6))
    if more >= CODIFIED_PPM:
        emit(world, log, PRACTICE_CODIFIED, p, team, min(1_000_000, now + more))


@kernel
def _coach(world: World, log: Log, p: int, team: int) -> None:
    """Coaching adds fidelity week by week; once it has ended, what it added is forgotten as what people know is."""
    params, coachings, scope = world.params, world.coachings, p * TEAMS + team
    now = world.scopes.coached_ppm[scope]
    for slot in range(COACHINGS):
        if coachings.until_week[slot] >= world.clock.week[0]:
            if coachings.practice[slot] == p and coachings.team[slot] == team:
                after = min(int(params.coached_most[0] * 1e6), now + int(params.coached_weekly[0] * 1e6))
                if after > now:
                    emit(world, log, FIDELITY_COACHED, p, team, after)
                return
    if now > 0:
        left = int(now * exp(LOG_HALF / params.tacit_half_life_weeks[0]))
        emit(world, log, FIDELITY_COACHED, p, team, left if left >= CODIFIED_PPM else 0)


@kernel
def _coached_anywhere(world: World) -> bool:
    for slot in range(COACHINGS):
        if world.coachings.until_week[slot] >= world.clock.week[0]:
            return True
    return False


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
