"""Audits find out what a report does not say: a source's bias, a forum's yield, how a practice is really used.

They estimate: what they tell is drawn around the truth, by who was audited and how often (game.md 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.draws import STREAM_AUDIT, normal, uniform
from sim.events import AUDIT_REPORTED, NONE, SOURCE_MENDED
from sim.evolve import emit
from sim.kernel import kernel
from sim.systems.reports import restate
from sim.world import AUDITS, NONE_YET, TEAMS

if TYPE_CHECKING:
    from sim.records import Log, World

AUDIT_SOURCE, AUDIT_FORUM, AUDIT_PRACTICE = 0, 1, 2
OBSERVED_ERROR = 0.05  # spread of a fidelity observed in one team [X]


@kernel
def report_audits(world: World, log: Log) -> None:
    """Report the audits that are due this week."""
    audits, week = world.audits, world.clock.week[0]
    for slot in range(min(AUDITS, world.counts.audits[0])):
        if audits.reported_week[slot] > 0 or audits.due_week[slot] > week:
            continue
        target, kind, deep = audits.target[slot], audits.kind[slot], audits.deep[slot]
        if kind == AUDIT_SOURCE:
            _audit_source(world, log, slot, target, deep)
        elif kind == AUDIT_FORUM:
            emit(world, log, AUDIT_REPORTED, slot, target, _decisions_an_hour(world, target))
        else:
            emit(world, log, AUDIT_REPORTED, slot, target, _observed_fidelity(world, target))


@kernel
def _audit_source(world: World, log: Log, slot: int, s: int, deep: int) -> None:
    """Quick: its definition, lag and owner, which anybody may read. Deep: an estimate of its bias, and most breaks."""
    sources, finding = world.sources, NONE_YET
    key = (s << 8) + sources.breaks[s]
    if deep == 1:
        standing = 0.0 if sources.migrated[s] == 1 else sources.bias[s]
        truth = standing + sources.break_bias[s] + sources.drift_permille[s] * 1e-3
        error = normal(uniform(world, STREAM_AUDIT, key, 0), 0.0, world.params.audit_error[0])
        finding = int((truth + error) * 1000.0)
    emit(world, log, AUDIT_REPORTED, slot, s, finding)
    if deep == 1 and sources.broken[s] == 1:
        if uniform(world, STREAM_AUDIT, key, 1) < world.params.audit_finds_break[0]:
            weeks, bias = world.clock.week[0] - sources.broke_week[s], sources.break_bias[s]
            emit(world, log, SOURCE_MENDED, s, NONE, weeks)
            restate(world, log, s, weeks, bias)


@kernel
def _decisions_an_hour(world: World, f: int) -> int:
    """Permille of a decision that an hour of seats brings, as the forum's minutes have it."""
    forums = world.forums
    hours = forums.seats[f] * forums.sitting_min[f] / 60.0
    if hours <= 0.0 or forums.sat[f] == 0:
        return 0
    return int(forums.decided[f] / (forums.sat[f] * hours) * 1000.0)


@kernel
def _observed_fidelity(world: World, p: int) -> int:
    """Permille of fidelity, seen in the first team of a practice's scope."""
    for team in range(world.counts.teams[0]):
        if world.scopes.scoped[p * TEAMS + team] == 1:
            seen = world.scopes.fidelity_ppm[p * TEAMS + team] * 1e-6
            seen *= world.scopes.adoption_ppm[p * TEAMS + team] * 1e-6
            error = normal(
                uniform(world, STREAM_AUDIT, (1 << 16) + p, world.practices.launched_week[p]), 0.0, OBSERVED_ERROR
            )
            return int(max(0.0, min(1.0, seen + error)) * 1000.0)
    return 0
