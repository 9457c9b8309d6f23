"""Stakeholders watch, remember, and act on what they think of the company (domain.md 3.5, 3.10, 3.15).

Trust moves by what happened in the world: promises, surprises, visible value, questions decided over somebody's head.
Where it is low, owners shout, take work to forums, ask for reports and go round intake. All of it costs the hours that
keep promises. A company whose stakeholders have no needs has none of this.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from sim.draws import STREAM_ESCALATE, STREAM_SURPRISE, uniform
from sim.events import (
    DECISION_RAISED,
    DEPARTURE_ANNOUNCED,
    GOVERNANCE_BOOKED,
    HOURS_BOOKED,
    KINDS,
    NONE,
    SHADOW_WORKED,
    SOURCE_MENDED,
    STAKEHOLDER_BYPASSED,
    STAKEHOLDER_LEFT,
    STAKEHOLDER_SURPRISED,
    TRUST_COUNTED,
    TRUST_MOVED,
    WORK_ESCALATED,
)
from sim.evolve import emit
from sim.evolving.practices import line_lever
from sim.kernel import kernel
from sim.levers import EXPECTATION_SHARE, RIGHTS_CLARITY, SURPRISE_SHARE
from sim.world import (
    BUILD,
    BYPASSED,
    DAY,
    GONE,
    HOURS_ESCALATION,
    HOURS_REPORTS,
    HOURS_WIND_DOWN,
    IN_POST,
    JUDGED,
    KEPT,
    LANES,
    MISSED,
    NEED_TRANSPARENCY,
    NEEDS,
    PAST,
    QUARTER_WEEKS,
    SURPRISED,
    TEAMS,
    WEEK,
    WON,
)

if TYPE_CHECKING:
    from sim.records import Log, World

NOTICE_WEEKS = 4  # between the word and the farewell (game.md 3, card 11)
WIN_SHARE = 1.10  # of the usual, from which value is visible [X]
REPORT_SHARE = 0.10  # by which a figure must leave its usual value to be noticed [X]
QUIET_PPM = 100  # a smaller change of trust is not recorded
LEAST_SHARE = 0.1  # of a need, by attention, from which somebody minds a restated figure [X]
DOOR = (0.5, 1.0, 1.3)  # shadow requests by who may ask: a locked door sends people round it [X]


@kernel
def mean_trust(world: World) -> float:
    """Mean trust of those in post, weighted by power, 0 to 1; the scenario's constant where nobody's is followed."""
    people, trust, power = world.stakeholders, 0.0, 0.0
    for s in range(world.counts.stakeholders[0]):
        if people.status[s] == IN_POST:
            power += people.power[s]
            trust += people.power[s] * people.trust_ppm[s] * 1e-6
    return trust / power if power > 0.0 else world.params.trust[0]


@kernel
def loudness(world: World, line: int) -> float:
    """Factor on preemption in a line: whoever lost trust shouts (loop R1)."""
    return 1.0 + world.params.loudness[0] * world.agendas.distrust[line]


@kernel
def reports_balance(world: World) -> float:
    """Share of reported figures better than usual, less the share worse: -1 to 1; what readers see of any benefit."""
    seen, balance = 0, 0.0
    for s in range(world.counts.sources[0]):
        if world.gazes.usual[s] > 0.0:
            seen += 1
            balance += _look(world, s)
    return balance / seen if seen > 0 else 0.0


@kernel
def _look(world: World, s: int) -> float:
    """1 where a source's latest figure is better than readers are used to, -1 where it is worse, 0 in between."""
    off = world.sources.latest[s] / world.gazes.usual[s] - 1.0
    if world.metrics.higher_is_better[world.sources.metric[s]] == 0:
        off = -off
    return 1.0 if off > REPORT_SHARE else (-1.0 if off < -REPORT_SHARE else 0.0)


@kernel
def book_politics(world: World, log: Log, team: int, left: int) -> None:
    """Hours that distrust, escalations and winding down take from a team's week.

    Args:
        world: a bound world.
        log: the week's log.
        team: whose.
        left: minutes of its week that nothing has taken yet.
    """
    params, line, n = world.params, world.teams.line[team], world.teams.people[team]
    owed = min(world.dues.minutes[team], left)
    if owed > 0:
        emit(world, log, HOURS_BOOKED, team, HOURS_WIND_DOWN, owed)
        left -= owed
    escalated = world.agendas.escalated_before[line] * params.escalation_hours[0] / world.lines.team_count[line]
    minutes = min(int(escalated * 60.0), left)
    if minutes > 0:
        emit(world, log, GOVERNANCE_BOOKED, team, HOURS_ESCALATION, minutes)
        left -= minutes
    if world.counts.stakeholders[0] == 0:
        return
    distrust = world.agendas.distrust[line]
    saved = params.status_saved[0] * world.levers.value[EXPECTATION_SHARE * TEAMS + team]
    minutes = min(int(distrust * params.report_hours[0] * (1.0 - saved) * n * 60.0), left)
    if minutes > 0:
        emit(world, log, GOVERNANCE_BOOKED, team, HOURS_REPORTS, minutes)
        left -= minutes
    minutes = min(int(shadow_share(world, line) * n * DAY * WEEK), left)
    if minutes > 0:
        emit(world, log, SHADOW_WORKED, team, line, minutes)


@kernel
def shadow_share(world: World, line: int) -> float:
    """Share of a line's hours that goes to needs that no tracker has seen; none while they are kept in the open."""
    if world.guards.open_until_week[line] >= world.clock.week[0]:
        return 0.0
    return world.agendas.distrust[line] * world.params.shadow_share[0] * DOOR[world.agendas.intake[line]]


@kernel
def move_stakeholders(world: World, log: Log) -> None:
    """Friday: who leaves, whose trust moved, and who acts on it."""
    n, week = world.counts.stakeholders[0], world.clock.week[0]
    if n == 0:
        return
    people = world.stakeholders
    for s in range(n):
        if people.leaves_week[s] > 0 and people.status[s] == IN_POST:
            if people.announced[s] == 0 and week >= people.leaves_week[s] - NOTICE_WEEKS:
                emit(world, log, DEPARTURE_ANNOUNCED, s, _slot(people.successor[s]), people.leaves_week[s])
            if week >= people.leaves_week[s]:
                emit(world, log, STAKEHOLDER_LEFT, s, _slot(people.successor[s]), 0)
        if people.status[s] == IN_POST:
            _watch(world, log, s)
            _escalate(world, log, s)
    emit(world, log, TRUST_COUNTED, NONE, n, int(mean_trust(world) * 1e6))


@kernel
def _slot(successor: int) -> int:
    return successor if successor >= 0 else NONE


@kernel
def reach(world: World, s: int, line: int) -> float:
    """How much of a line's news is a stakeholder's own: all of their line's, a share of others' by attention."""
    if world.stakeholders.line[s] == line:
        return 1.0
    return world.stakeholders.attention[s] / world.counts.lines[0]


@kernel
def _watch(world: World, log: Log, s: int) -> None:
    """Add up the week's news for one stakeholder, and every thirteenth week what they think of the quarter."""
    people, params, week = world.stakeholders, world.params, world.clock.week[0]
    briefed = world.contacts.briefed_until_week[s] >= week
    moved, causes = 0.0, 0
    for line in range(world.counts.lines[0]):
        near = reach(world, s, line)
        kept, missed = world.lines.promises_kept[line], world.lines.promises_missed[line]
        if kept > 0:
            moved += params.trust_kept[0] * kept * near
            causes |= KEPT
        unannounced = world.agendas.outages[line]
        if missed > 0:
            loss = params.trust_missed[0] * missed * near
            causes |= MISSED
            if world.contacts.forewarned[s] == 1:
                loss *= 0.5
            else:
                unannounced += missed
            moved -= loss
        if unannounced > 0 and not briefed:
            moved -= near * params.trust_surprise[0] * _surprised(world, log, s, line, unannounced)
        if world.agendas.forced[line] > 0 and people.line[s] == line and not briefed:
            moved -= params.trust_bypass[0]
            causes |= BYPASSED
            emit(world, log, STAKEHOLDER_BYPASSED, s, line, 0)
    if not briefed:  # last week's restatements: figures change on the way to the meeting
        restated = world.past.count[((week - 1) % PAST) * KINDS + SOURCE_MENDED]
        share = world.cares.weight[s * NEEDS + NEED_TRANSPARENCY] * people.attention[s]
        if restated > 0 and share >= LEAST_SHARE:
            moved -= share * params.trust_surprise[0] * _surprised(world, log, s, NONE, restated)
    if week % QUARTER_WEEKS == s % QUARTER_WEEKS and week > QUARTER_WEEKS:
        causes |= JUDGED
        won = params.trust_win[0] * (_visible_value(world, s) + max(0.0, min(1.0, 2.0 * _read_reports(world, s))))
        if won > 0.0:
            causes |= WON
        bypassed = params.trust_bypass[0] * _decided_elsewhere(world, s)
        if bypassed * 1e6 >= QUIET_PPM:
            causes |= BYPASSED
            emit(world, log, STAKEHOLDER_BYPASSED, s, people.line[s], 0)
        back = (people.start_ppm[s] - people.trust_ppm[s]) * 1e-6 * params.trust_reversion_quarterly[0]
        moved += won - bypassed + back
    ppm = int(max(0.0, min(1e6, people.trust_ppm[s] + moved * 1e6)))
    if abs(ppm - people.trust_ppm[s]) >= QUIET_PPM or causes & MISSED:
        emit(world, log, TRUST_MOVED, s, causes | (SURPRISED if moved < 0.0 and causes == 0 else 0), ppm)


@kernel
def _surprised(world: World, log: Log, s: int, line: int, news: int) -> int:
    """How many of so many pieces of bad news reach a stakeholder unannounced; each is told once."""
    first = world.lines.first_team[line] if line != NONE else 0
    share, n = world.levers.value[SURPRISE_SHARE * TEAMS + first], 0
    for m in range(min(news, 8)):
        if uniform(world, STREAM_SURPRISE, s, (world.clock.week[0] * 64 + min(line, 63)) * 8 + m) < share:
            n += 1
    if n > 0 and (line == NONE or world.stakeholders.line[s] == line):
        emit(world, log, STAKEHOLDER_SURPRISED, s, line, n)
    return n


@kernel
def _visible_value(world: World, s: int) -> float:
    """1 if a stakeholder's line, or the company for those without one, delivers visibly more than usual; else 0."""
    recent, usual = 0.0, 0.0
    for line in range(world.counts.lines[0]):
        if world.stakeholders.line[s] == line or world.stakeholders.line[s] < 0:
            recent += world.agendas.recent[line]
            usual += world.agendas.usual[line]
    return 1.0 if recent > usual * WIN_SHARE else 0.0


@kernel
def _read_reports(world: World, s: int) -> float:
    """How far reported figures improve on what a stakeholder cares about, by need: -1 to 1."""
    balance = 0.0
    for need in range(NEEDS):
        seen, found = 0, 0.0
        for source in range(world.counts.sources[0]):
            if world.gazes.need[source] == need and world.gazes.usual[source] > 0.0:
                seen += 1
                found += _look(world, source)
        if seen > 0:
            balance += world.cares.weight[s * NEEDS + need] * found / seen
    return balance


@kernel
def _decided_elsewhere(world: World, s: int) -> float:
    """Growth of the share of a line's questions that others decide, as far as nobody agreed on it: 0 to 1.

    What has been so for three quarters is how things are: people mind losing a say, not lacking one.
    """
    line = world.stakeholders.line[s]
    if line < 0:
        return 0.0
    more = world.agendas.recent_elsewhere[line] - world.agendas.usual_elsewhere[line]
    clarity = line_lever(world, RIGHTS_CLARITY, line)
    return max(0.0, more) * (1.0 - clarity)


@kernel
def _escalate(world: World, log: Log, s: int) -> None:
    """An owner without trust takes an item in work to the line's forum, where it blocks until it is decided."""
    line = world.stakeholders.line[s]
    if line < 0:
        return
    hazard = world.params.escalation_weekly[0] * world.agendas.distrust[line] * sqrt(world.stakeholders.power[s])
    forum = world.lines.forum[line]
    if hazard <= 0.0 or forum < 0 or uniform(world, STREAM_ESCALATE, s, world.clock.week[0]) >= hazard:
        return
    oldest = -1
    for team in range(world.lines.first_team[line], world.lines.first_team[line] + world.lines.team_count[line]):
        for lane in range(team * LANES, team * LANES + world.teams.active[team]):
            i = world.lanes.item[lane]
            if world.items.stage[i] == BUILD and world.items.blocked[i] == 0:
                if oldest < 0 or world.items.requested_min[i] < world.items.requested_min[oldest]:
                    oldest = i
    if oldest >= 0:
        emit(world, log, WORK_ESCALATED, s, oldest, forum)
        emit(world, log, DECISION_RAISED, oldest, forum, DAY)


@kernel
def presence_floor(world: World, sponsor: int) -> float:
    """Presence that being in post leaves; none once the sponsor is gone: what is left halves (domain.md 3.15)."""
    if sponsor < world.counts.stakeholders[0] and world.stakeholders.status[sponsor] == GONE:
        return 0.0
    return world.params.sponsor_floor[0]
