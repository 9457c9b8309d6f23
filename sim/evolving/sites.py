"""The hub, practices that regions take over, and audits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.events import AUDIT_ORDERED, AUDIT_REPORTED, HANDOFF_HELD, HUB_WORKED, PRACTICE_COPIED, SOURCE_RESTATED
from sim.kernel import inlined
from sim.world import AUDITS, TEAMS

if TYPE_CHECKING:
    from sim.records import World

QUICK_WEEKS, DEEP_WEEKS = 1, 3  # until an audit reports (game.md 2)


@inlined
def evolve_sites(world: World, kind: int, subject: int, object_: int, amount: int) -> None:
    """Apply an event of the hub, a region or an audit."""
    audits, scopes = world.audits, world.scopes
    if kind == HUB_WORKED:
        world.hub.served_min[0] = amount
        world.hub.backlog_min[0] = object_ * 60
    elif kind == HANDOFF_HELD:
        world.items.ready_min[subject] += amount
    elif kind == PRACTICE_COPIED:
        world.practices.teams[subject] += 1
        scopes.scoped[subject * TEAMS + object_] = 1
        scopes.adoption_ppm[subject * TEAMS + object_] = 0
        scopes.fidelity_ppm[subject * TEAMS + object_] = amount
        world.lines.copied_week[world.teams.line[object_]] = world.clock.week[0]
    elif kind == AUDIT_ORDERED:
        slot = subject % AUDITS
        audits.kind[slot] = amount // 2
        audits.deep[slot] = amount % 2
        audits.target[slot] = object_
        audits.due_week[slot] = world.clock.week[0] + (DEEP_WEEKS if amount % 2 == 1 else QUICK_WEEKS)
        audits.reported_week[slot] = 0
        world.counts.audits[0] += 1
    elif kind == AUDIT_REPORTED:
        audits.reported_week[subject] = world.clock.week[0]
        audits.finding_permille[subject] = amount
    elif kind == SOURCE_RESTATED:
        world.sources.restated_week[subject] = world.clock.week[0]
