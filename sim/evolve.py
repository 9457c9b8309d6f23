"""The only writer of a world: `evolve` applies one event, `emit` records it first, `fold` applies a recorded week.

State is what folding the log gives. `evolve` is total: it neither draws nor refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.events import (
    DECISION_RAISED,
    DECISION_ROUTED,
    FIRST_OF_CARDS,
    FIRST_OF_CUSTOMERS,
    FIRST_OF_LEARNING,
    FIRST_OF_POLITICS,
    FIRST_OF_SITES,
    HOURS_BOOKED,
    INCIDENT_WORK_ADDED,
    ITEM_BOARDED,
    NEED_ARRIVED,
    NEED_DECLINED,
    PRACTICE_LAUNCHED,
    RELEASE_SHIPPED,
    REOPENING_SET,
    REPORT_PUBLISHED,
)
from sim.evolving.cards import evolve_cards
from sim.evolving.customers import evolve_customers
from sim.evolving.items import evolve_item, evolve_wait
from sim.evolving.learning import evolve_learning
from sim.evolving.politics import evolve_politics
from sim.evolving.practices import evolve_forum, evolve_practice
from sim.evolving.releases import evolve_release, evolve_report
from sim.evolving.sites import evolve_sites
from sim.evolving.teams import evolve_team
from sim.kernel import inlined, kernel

if TYPE_CHECKING:
    from sim.records import Log, World


@inlined
def evolve(world: World, kind: int, subject: int, object_: int, amount: int) -> None:
    """Apply one event to a world.

    Args:
        world: a bound record of dtype `sim.world.WORLD`.
        kind: a number from `sim.events`; unknown kinds change the tallies only.
        subject: as `sim.events.COLUMNS` says for the kind.
        object_: likewise.
        amount: likewise.
    """
    world.tallies.count[kind] += 1
    world.tallies.total[kind] += amount
    if kind < NEED_ARRIVED:
        evolve_team(world, kind, subject, object_, amount)
    elif kind < DECISION_RAISED:
        evolve_item(world, kind, subject, object_, amount)
    elif kind <= REOPENING_SET or kind == ITEM_BOARDED or kind == DECISION_ROUTED:
        evolve_wait(world, kind, subject, object_, amount)
    elif kind == NEED_DECLINED:
        evolve_item(world, kind, subject, object_, amount)
    elif kind < ITEM_BOARDED:
        evolve_forum(world, kind, subject, object_, amount)
    elif kind < RELEASE_SHIPPED:
        evolve_item(world, kind, subject, object_, amount)
    elif kind < HOURS_BOOKED:
        if kind == INCIDENT_WORK_ADDED:
            evolve_team(world, kind, subject, object_, amount)
        else:
            evolve_release(world, kind, subject, object_, amount)
    elif kind < PRACTICE_LAUNCHED:
        evolve_team(world, kind, subject, object_, amount)
    elif kind < REPORT_PUBLISHED:
        evolve_practice(world, kind, subject, object_, amount)
    elif kind < FIRST_OF_CUSTOMERS:
        evolve_report(world, kind, subject, object_, amount)
    elif kind < FIRST_OF_POLITICS:
        evolve_customers(world, kind, subject, object_, amount)
    elif kind < FIRST_OF_LEARNING:
        evolve_politics(world, kind, subject, object_, amount)
    elif kind < FIRST_OF_CARDS:
        evolve_learning(world, kind, subject, object_, amount)
    elif kind < FIRST_OF_SITES:
        evolve_cards(world, kind, subject, object_, amount)
    else:
        evolve_sites(world, kind, subject, object_, amount)


@inlined
def emit(world: World, log: Log, kind: int, subject: int, object_: int, amount: int) -> None:
    """Record an event and apply it: the only way a system changes anything.

    Args:
        world: a bound world.
        log: a bound record of dtype `sim.world.LOG`, the week in hand; rows beyond its limit are counted, not kept.
        kind: what happened.
        subject: first column, below 65,536.
        object_: second column, below 65,536.
        amount: third column, within 32 bits.
    """
    n = log.length[0]
    log.length[0] = n + 1
    if n < log.limit[0]:
        log.kind[n] = kind
        log.subject[n] = subject
        log.object[n] = object_
        log.amount[n] = amount
    evolve(world, kind, subject, object_, amount)


@kernel
def emit_any(world: World, log: Log, kind: int, subject: int, object_: int, amount: int) -> None:
    """The same of a kind that no caller names: an event from outside, such as what a command brings about."""
    emit(world, log, kind, subject, object_, amount)


@inlined
def wide(value: Any) -> int:
    """A column's element as a plain integer."""
    return int(np.int64(value))


@kernel
def fold(world: World, kinds: Any, subjects: Any, objects: Any, amounts: Any) -> None:
    """Apply recorded events in order.

    Args:
        world: a bound world in the state before the first of them.
        kinds: u1 column.
        subjects: u2 column.
        objects: u2 column.
        amounts: i4 column; all of one length.
    """
    for n in range(len(kinds)):  # widened, or numba compiles evolve once more for narrow integers
        evolve(world, wide(kinds[n]), wide(subjects[n]), wide(objects[n]), wide(amounts[n]))
