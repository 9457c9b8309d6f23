"""Stakeholders, trust and promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.events import (
    DECISION_ESCALATED,
    DEPARTURE_ANNOUNCED,
    ITEM_PARKED,
    KPI_GUARDED,
    KPI_SET,
    LINE_RANKED,
    PEOPLE_MOVED,
    SHADOW_WORKED,
    SPONSOR_PASSED,
    SPONSOR_SEEN,
    STAKEHOLDER_BYPASSED,
    STAKEHOLDER_ENGAGED,
    STAKEHOLDER_LEFT,
    STAKEHOLDER_SURPRISED,
    TRUST_MOVED,
    WIND_DOWN_OWED,
)
from sim.evolving.items import leave_lane, queue_for_team
from sim.kernel import inlined, kernel
from sim.levers import CONFLICT
from sim.world import (
    BUILD,
    DAY,
    ENGAGE_BAD_NEWS,
    ENGAGE_BRIEF,
    ENGAGE_LISTEN,
    ENGAGE_PREWIRE,
    GONE,
    IN_POST,
    KEPT,
    MISSED,
    NEEDS,
    QUARTER_WEEKS,
    TEAMS,
    WON,
)

if TYPE_CHECKING:
    from sim.records import World

ENGAGED_WEEKS = 4  # weeks that a briefing, or a word beforehand, lasts (game.md 2)
RECENT_WEEKS, USUAL_WEEKS = 8, 39  # over which a line's recent and usual weeks are averaged [X]
GAZE_WEEKS = 26  # over which a reader forms an idea of a figure's usual value [X]


@inlined
def evolve_politics(world: World, kind: int, subject: int, object_: int, amount: int) -> None:
    """Apply an event of stakeholders, trust and promises."""
    people = world.stakeholders
    if kind == TRUST_MOVED:
        people.trust_ppm[subject] = amount
        people.kept[subject] += 1 if object_ & KEPT else 0
        people.won[subject] += 1 if object_ & WON else 0
        if object_ & MISSED:
            people.missed[subject] += 1
            world.contacts.forewarned[subject] = 0
        settle_distrust(world)
    elif kind == STAKEHOLDER_SURPRISED:
        people.surprised[subject] += 1
    elif kind == STAKEHOLDER_BYPASSED:
        people.bypassed[subject] += 1
    elif kind == DECISION_ESCALATED:
        world.agendas.escalated[object_] += 1
    elif kind == SHADOW_WORKED:
        world.teams.overhead_min[subject] += amount
    elif kind == DEPARTURE_ANNOUNCED:
        people.announced[subject] = 1
    elif kind == STAKEHOLDER_LEFT:
        _leave(world, subject, object_)
    elif kind == STAKEHOLDER_ENGAGED:
        _engage(world, subject, object_, amount)
    elif kind == SPONSOR_SEEN:
        world.practices.sponsor_week[subject] = world.clock.week[0] + 1
    elif kind == SPONSOR_PASSED:
        world.practices.sponsor[subject] = object_
    elif kind == LINE_RANKED:
        world.priorities.rank_rule[subject] = object_
        world.priorities.ranked_week[subject] = world.clock.week[0] + 1
    elif kind == KPI_SET:
        world.priorities.kpi_source[subject] = object_
        world.priorities.kpi_until_week[subject] = amount
        world.priorities.guardrails[subject] = 0
    elif kind == KPI_GUARDED:
        world.priorities.guardrails[subject] += 1
    elif kind == PEOPLE_MOVED:
        world.teams.people[subject] -= 1
        world.teams.people[object_] += 1
        world.hires.team[amount] = object_
        world.hires.joins_week[amount] = max(1, world.clock.week[0])
        world.hires.joined_week[amount] = max(1, world.clock.week[0])
        world.counts.hires[0] = amount + 1
    elif kind == WIND_DOWN_OWED:
        world.dues.minutes[subject] += amount
    elif kind == ITEM_PARKED:
        if world.items.stage[subject] == BUILD:
            leave_lane(world, object_, subject)
            queue_for_team(world, subject, object_, amount * DAY)
        else:
            world.items.ready_min[subject] = amount * DAY


@inlined
def _engage(world: World, s: int, how: int, need: int) -> None:
    contacts, week = world.contacts, world.clock.week[0] + 1
    if contacts.engaged_week[s] != week:
        contacts.engaged[s] = 0
    contacts.engaged_week[s] = week
    contacts.engaged[s] += 1
    if how == ENGAGE_LISTEN:
        if need >= 0:
            contacts.heard[s] |= 1 << need
    elif how == ENGAGE_BRIEF:
        contacts.briefed_until_week[s] = week + ENGAGED_WEEKS - 1
    elif how == ENGAGE_PREWIRE:
        contacts.prewired_until_week[s] = week + ENGAGED_WEEKS - 1
    elif how == ENGAGE_BAD_NEWS:
        contacts.forewarned[s] = 1


@inlined
def _leave(world: World, s: int, successor: int) -> None:
    """Whoever leaves takes their conflict and their presence along; a successor takes the line, and no practice."""
    people = world.stakeholders
    people.status[s] = GONE
    people.left_week[s] = world.clock.week[0]
    if successor < world.counts.stakeholders[0]:
        people.status[successor] = IN_POST
        if people.line[successor] < 0:
            people.line[successor] = people.line[s]
    people.line[s] = -1
    settle_conflict(world)
    settle_distrust(world)


@kernel
def settle_distrust(world: World) -> None:
    """How far each line lacks trust: 0 from ease on, 1 at none; its owners' by power, or everybody's without one."""
    people, ease = world.stakeholders, world.params.trust_at_ease[0]
    for line in range(world.counts.lines[0]):
        trust, power, all_trust, all_power = 0.0, 0.0, 0.0, 0.0
        for s in range(world.counts.stakeholders[0]):
            if people.status[s] == IN_POST:
                all_power += people.power[s]
                all_trust += people.power[s] * people.trust_ppm[s] * 1e-6
                if people.line[s] == line:
                    power += people.power[s]
                    trust += people.power[s] * people.trust_ppm[s] * 1e-6
        if power <= 0.0:
            trust, power = all_trust, all_power
        world.agendas.distrust[line] = 0.0
        if power > 0.0 and ease > 0.0:
            world.agendas.distrust[line] = max(0.0, min(1.0, (ease - trust / power) / ease))


@kernel
def conflict_of_needs(world: World) -> float:
    """Conflict of those in post: (1 - mean Kendall tau of what they care about, weighted by power) / 2; -1 for nobody.

    Source: domain.md 3.5. Ties count as neither agreement nor disagreement (tau-a).
    """
    people, cares = world.stakeholders, world.cares.weight
    weight, agreed = 0.0, 0.0
    for a in range(world.counts.stakeholders[0]):
        for b in range(a):
            if people.status[a] != IN_POST or people.status[b] != IN_POST:
                continue
            tau = 0
            for m in range(NEEDS):
                for n in range(m):
                    one = cares[a * NEEDS + m] - cares[a * NEEDS + n]
                    other = cares[b * NEEDS + m] - cares[b * NEEDS + n]
                    if one * other > 0.0:
                        tau += 1
                    elif one * other < 0.0:
                        tau -= 1
            share = people.power[a] * people.power[b]
            weight += share
            agreed += share * tau / (NEEDS * (NEEDS - 1) * 0.5)
    if weight <= 0.0:
        return -1.0
    return (1.0 - agreed / weight) * 0.5


@kernel
def settle_conflict(world: World) -> None:
    """Let the conflict lever start from what those in post care about; what practices pulled stays in proportion."""
    conflict = conflict_of_needs(world)
    if conflict < 0.0:
        return
    for at in range(CONFLICT * TEAMS, CONFLICT * TEAMS + world.counts.teams[0]):
        before = world.levers.base[at]
        world.levers.value[at] = world.levers.value[at] * conflict / before if before > 0.0 else conflict
        world.levers.base[at] = conflict


@kernel
def close_agendas(world: World, week: int) -> None:
    """Friday evening: average what lines delivered and who decided for them, and begin the next week's counts."""
    agendas, lines = world.agendas, world.lines
    for line in range(world.counts.lines[0]):
        lines.promises_kept[line] = 0
        lines.promises_missed[line] = 0
        agendas.escalated_before[line] = agendas.escalated[line]
        agendas.escalated[line] = 0
        if world.counts.stakeholders[0] > 0:
            recent, usual = 1.0 / min(week, RECENT_WEEKS), 1.0 / min(week, USUAL_WEEKS)
            agendas.recent[line] += (agendas.delivered[line] - agendas.recent[line]) * recent
            agendas.usual[line] += (agendas.delivered[line] - agendas.usual[line]) * usual
            agendas.low[line] = agendas.recent[line] if week % QUARTER_WEEKS == 0 else agendas.low[line]
            if agendas.decided[line] > 0:
                share = agendas.elsewhere[line] / agendas.decided[line]
                agendas.recent_elsewhere[line] += (share - agendas.recent_elsewhere[line]) * recent
                agendas.usual_elsewhere[line] += (share - agendas.usual_elsewhere[line]) * usual
        agendas.delivered[line] = 0
        agendas.outages[line] = 0
        agendas.forced[line] = 0
        agendas.decided[line] = 0
        agendas.elsewhere[line] = 0
    if world.counts.stakeholders[0] > 0:
        if week % QUARTER_WEEKS == 0:
            _find_worst(world)
        for s in range(world.counts.sources[0]):
            n = world.sources.published[s]
            if n > 0:
                world.gazes.usual[s] += (world.sources.latest[s] - world.gazes.usual[s]) / min(n, GAZE_WEEKS)


@kernel
def _find_worst(world: World) -> None:
    """Mark the line that fell furthest below its usual value in the quarter just closed."""
    agendas, worst, least = world.agendas, -1, 1.0
    for line in range(world.counts.lines[0]):
        agendas.worst[line] = 0
        if agendas.usual[line] > 0.0 and agendas.low[line] < least * agendas.usual[line]:
            worst, least = line, agendas.low[line] / agendas.usual[line]
    if worst >= 0:
        agendas.worst[worst] = 1
