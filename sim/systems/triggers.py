"""When a card is dealt: the entity whose state calls for it most, by what the world has come to by itself (game.md 3).

One function each, in `triggers_work`, `triggers_figures` and `triggers_people`, found by the card's number. Each gives
the entity and what the card is about, -1 and -1 where nothing calls for it. An entity that has just had a card of the
type is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.card import (
    DUPLICATE_FOUND,
    GATE_APPEAL,
    NULL_RESULT,
    OUTAGE,
    PEEK,
    SLIPPING_BET,
)
from sim.kernel import kernel
from sim.systems.parts import experiment_on
from sim.systems.triggers_figures import figures_candidate
from sim.systems.triggers_people import people_candidate
from sim.systems.triggers_work import work_candidate
from sim.world import APPROVAL, FREE

if TYPE_CHECKING:
    from sim.records import World


@kernel
def candidate(world: World, card: int) -> tuple[int, int]:
    """The entity that calls most for a card of a type, and the item or incident that it is about; -1 for none."""
    entity, about = work_candidate(world, card)
    if entity < 0:
        entity, about = figures_candidate(world, card)
    if entity < 0:
        entity, about = people_candidate(world, card)
    return entity, about


@kernel
def is_over(world: World, slot: int) -> bool:
    """Whether what an open card is about has ended."""
    cards, about = world.cards, world.cards.about[slot]
    if about < 0:
        return False
    if cards.type[slot] == OUTAGE:
        return world.incidents.open[about] == 0 or world.incidents.line[about] != cards.entity[slot]
    items = world.items
    if items.stage[about] == FREE or items.need[about] != cards.need[slot]:
        return True
    if cards.type[slot] == SLIPPING_BET:
        return items.promise[about] == 0
    if cards.type[slot] == PEEK or cards.type[slot] == NULL_RESULT:
        return experiment_on(world, about) < 0
    if cards.type[slot] == DUPLICATE_FOUND:
        return items.sibling[about] < 0
    if cards.type[slot] == GATE_APPEAL:
        return items.stage[about] != APPROVAL
    return False
