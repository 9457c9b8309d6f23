"""Failures are noticed, understood and mitigated; until then customers are exposed (domain.md 3.7).

Clocks of an incident run day and night: one working day is 24 hours of it. Harm is severity x exposed customers x time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.draws import STREAM_DETECT, STREAM_DIAGNOSE, STREAM_MITIGATE, STREAM_SEVERITY, lognormal, pareto, uniform
from sim.events import (
    HARM_ACCRUED,
    INCIDENT_MITIGATED,
    INCIDENT_OPENED,
    INCIDENT_TIMED,
    INCIDENT_WORK_ADDED,
    NONE,
    RELEASE_FAILED,
)
from sim.evolve import emit
from sim.evolving.practices import line_lever
from sim.evolving.releases import WALL_DAY
from sim.exact import log
from sim.kernel import kernel
from sim.levers import EXPOSED_SHARE, FLAG_SHARE, ROLLBACK_READY
from sim.systems.lessons import class_failure, review_incident
from sim.world import INCIDENTS, ROLE_BOARD, TEAMS

if TYPE_CHECKING:
    from sim.records import Log, World

ROUTE_HOTFIX, ROUTE_ROLLBACK, ROUTE_FLAG = 0, 1, 2
PATH_BOARD, PATH_ON_CALL, PATH_TEAM = 0, 1, 2
ON_CALL_MIN = 60  # minutes until someone on call has approved a fix [X]
LOG_2 = 0.6931471805599453


@kernel
def open_incident(world: World, log_: Log, line: int, team: int, batch: int, key: int, severity: float) -> None:
    """Record a failed release and draw how long it will take to find, understand and fix.

    Args:
        world: a bound world.
        log_: the week's log.
        line: whose customers are affected.
        team: whose item failed; its people respond.
        batch: items released together: the more, the longer the search.
        key: of every draw: the need whose item failed, which no command can shift.
        severity: share of customers affected, all defects of the release together.
    """
    incident = _free_incident(world)
    if incident < 0:  # more outages than anybody can keep apart: the failure counts, its harm is another's
        emit(world, log_, RELEASE_FAILED, line, NONE, batch)
        return
    params = world.params
    emit(world, log_, RELEASE_FAILED, line, incident, batch)
    emit(world, log_, INCIDENT_OPENED, incident, line, max(1, int(min(1.0, severity) * 1000.0)))
    class_failure(world, log_, incident, key, line, team)

    route, hours = ROUTE_HOTFIX, params.hotfix_hours[0]
    if uniform(world, STREAM_MITIGATE, key, 1) < world.levers.value[FLAG_SHARE * TEAMS + team]:
        route, hours = ROUTE_FLAG, params.rollback_hours[0]
    elif uniform(world, STREAM_MITIGATE, key, 2) < world.levers.value[ROLLBACK_READY * TEAMS + team]:
        route, hours = ROUTE_ROLLBACK, params.rollback_hours[0]
    detect = lognormal(uniform(world, STREAM_DETECT, key, 0), params.detect_hours[0], params.detect_sigma[0])
    diagnose = lognormal(uniform(world, STREAM_DIAGNOSE, key, 0), params.diagnose_hours[0], params.diagnose_sigma[0])
    diagnose *= 1.0 + params.diagnose_batch_slope[0] * (log(float(batch)) / LOG_2)
    mitigate = lognormal(uniform(world, STREAM_MITIGATE, key, 0), hours, params.mitigate_sigma[0])
    minutes = int(min(2e6, (detect + diagnose + mitigate) * 60.0))
    if route == ROUTE_HOTFIX and world.lines.emergency_path[line] == PATH_ON_CALL:
        minutes += ON_CALL_MIN
    emit(world, log_, INCIDENT_TIMED, incident, route, max(1, minutes))
    work = int(min(2e6, (diagnose + mitigate) * 60.0 * params.responders[0]))
    emit(world, log_, INCIDENT_WORK_ADDED, team, incident, work)


@kernel
def draw_severity(world: World, key: int) -> float:
    """Share of customers that one defect touches: few defects do most of the harm (BB01)."""
    params = world.params
    return pareto(uniform(world, STREAM_SEVERITY, key, 0), params.severity_floor[0], max(0.1, params.severity_tail[0]))


@kernel
def _free_incident(world: World) -> int:
    for incident in range(INCIDENTS):
        if world.incidents.open[incident] == 0:
            return incident
    return -1


@kernel
def board_sees(world: World, f: int, team: int) -> bool:
    """Whether a forum is a board that approves a team's releases, other than its line's own."""
    forums = world.forums
    if forums.role[f] != ROLE_BOARD or forums.live[f] == 0:
        return False
    if forums.practice[f] >= 0:
        return world.scopes.scoped[forums.practice[f] * TEAMS + team] == 1
    return forums.everywhere[f] == 1


@kernel
def slowest_board(world: World, line: int) -> int:
    """The board that a line's fixes wait for: of those that see them, whichever sits least often."""
    forums, first = world.forums, world.lines.first_team[line]
    slowest = world.lines.board[line]
    if slowest >= 0 and forums.live[slowest] == 0:
        slowest = -1
    for f in range(1, world.counts.forums[0]):
        if board_sees(world, f, first) and (slowest < 0 or forums.cadence_days[f] > forums.cadence_days[slowest]):
            slowest = f
    return slowest


@kernel
def _mitigated_at(world: World, incident: int) -> int:
    """Absolute wall-clock minute of mitigation, or -1: a fix without an emergency path waits for its board to sit."""
    incidents, line, day = world.incidents, world.incidents.line[incident], world.clock.day[0]
    ready = incidents.fix_min[incident]
    if incidents.waits[incident] == 1 and world.lines.emergency_path[line] == PATH_BOARD:
        board = slowest_board(world, line)
        if board >= 0:
            noon = day * WALL_DAY + WALL_DAY // 2
            return noon if ready <= noon and world.forums.next_day[board] <= day else -1
    return ready if ready < (day + 1) * WALL_DAY else -1


@kernel
def tend_incidents(world: World, log_: Log) -> None:
    """Let open incidents do a day's harm, and close those that are mitigated."""
    incidents, night = world.incidents, (world.clock.day[0] + 1) * WALL_DAY
    for incident in range(world.counts.incidents[0]):
        if incidents.open[incident] == 0:
            continue
        line = incidents.line[incident]
        end = _mitigated_at(world, incident)
        until = night if end < 0 else max(end, incidents.accrued_min[incident])
        exposed = line_lever(world, EXPOSED_SHARE, line)
        rate = incidents.severity_permille[incident] * 1e-3 * exposed * world.lines.users[line]
        harm = int(min(2e9, rate * (until - incidents.accrued_min[incident])))
        if harm > 0:
            emit(world, log_, HARM_ACCRUED, incident, line, harm)
        if end >= 0:
            emit(world, log_, INCIDENT_MITIGATED, incident, line, max(1, end - incidents.started_min[incident]))
            review_incident(world, log_, incident)
