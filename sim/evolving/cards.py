"""Decision cards: dealt, answered or left, and what their options put in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.events import (
    CARD_ANSWERED,
    CARD_DEALT,
    CARD_LAPSED,
    CARD_SETTLED,
    CARD_WITHDRAWN,
    CARDS_DELEGATED,
    EXPERIMENT_SIGNALLED,
    INCIDENT_REROUTED,
    ITEM_TRIMMED,
    LEVER_SHIFTED,
    MEASURE_TAKEN,
    NONE,
    PROMISE_MOVED,
    SETUP_REPEATED,
)
from sim.evolving.learning import see_signal
from sim.kernel import inlined, kernel
from sim.world import (
    CARD_ENTITIES,
    CARD_OPEN,
    CARD_TAKEN,
    CARDS,
    DEALS,
    ITEMS,
    MEASURE_AGREE,
    MEASURE_CALM,
    MEASURE_CHECK,
    MEASURE_CROWD,
    MEASURE_EXPECT,
    MEASURE_EXPOSE,
    MEASURE_FEEL,
    MEASURE_FREEZE,
    MEASURE_HOLD,
    MEASURE_OVERTIME,
    MEASURE_RELAX,
    MEASURE_SEAT,
    MEASURE_UNHIDE,
    TEAMS,
)

if TYPE_CHECKING:
    from sim.records import World

KEY_BASE = 64  # of a card's number in the log: type x KEY_BASE + entity
CORE_PERMILLE = 700  # of its value that an item keeps when it is cut to its core [X]


@inlined
def evolve_cards(world: World, kind: int, subject: int, object_: int, amount: int) -> None:
    """Apply an event of decision cards."""
    if kind == CARD_DEALT:
        _deal(world, subject, object_, amount)
    elif kind == CARD_ANSWERED:
        slot = find_card(world, subject)
        if slot >= 0:
            world.cards.state[slot] = CARD_TAKEN
            world.cards.option[slot] = amount
    elif kind == CARD_SETTLED or kind == CARD_LAPSED or kind == CARD_WITHDRAWN:
        slot = find_card(world, subject)
        if slot >= 0:
            world.cards.state[slot] = 0
            world.counts.open_cards[0] -= 1
    elif kind == CARDS_DELEGATED:
        world.decks.delegate[subject] = 0 if object_ == NONE else object_ + 1
    elif kind == MEASURE_TAKEN:
        _take_measure(world, subject, object_, amount)
    elif kind == LEVER_SHIFTED:
        at = object_ * TEAMS + subject
        world.levers.base[at] = max(0.0, world.levers.base[at] + amount * 1e-3)
        world.levers.value[at] = max(0.0, world.levers.value[at] + amount * 1e-3)
    elif kind == INCIDENT_REROUTED:
        world.incidents.fix_min[subject] = world.incidents.started_min[subject] + amount
        world.incidents.waits[subject] = 0
    elif kind == ITEM_TRIMMED:
        world.items.left_min[subject] -= amount
        world.items.size_min[subject] -= amount
        world.items.value[subject] = world.items.value[subject] * CORE_PERMILLE // 1000
        world.items.estimate[subject] = world.items.estimate[subject] * CORE_PERMILLE // 1000
    elif kind == SETUP_REPEATED:
        world.items.left_min[subject] += amount
    elif kind == EXPERIMENT_SIGNALLED:
        see_signal(world, subject, object_, amount)
    elif kind == PROMISE_MOVED:
        world.forecasts.p80_days[subject] = amount


@kernel
def find_card(world: World, card: int) -> int:
    """Slot of the open card of a type and entity (type x KEY_BASE + entity); -1 if none is open."""
    cards = world.cards
    for slot in range(CARDS):
        if cards.state[slot] > 0 and cards.type[slot] * KEY_BASE + cards.entity[slot] == card:
            return slot
    return -1


@kernel
def _deal(world: World, card: int, about: int, due_day: int) -> None:
    cards, kind, entity = world.cards, card // KEY_BASE, card % KEY_BASE
    at = kind * CARD_ENTITIES + entity
    world.dealt.times[at] += 1
    world.decks.dealt_week[kind] = world.clock.week[0]
    n = world.counts.deals[0] % DEALS
    world.deals.card[n] = card
    world.deals.week[n] = world.clock.week[0]
    world.counts.deals[0] += 1
    for slot in range(CARDS):
        if cards.state[slot] == 0:
            cards.state[slot] = CARD_OPEN
            cards.type[slot] = kind
            cards.entity[slot] = entity
            cards.ordinal[slot] = world.dealt.times[at]
            cards.about[slot] = -1 if about == NONE else about
            cards.need[slot] = world.items.need[about] if world.decks.on_item[kind] == 1 and about < ITEMS else -1
            cards.due_day[slot] = due_day
            cards.dealt_week[slot] = world.clock.week[0]
            cards.option[slot] = -1
            world.counts.open_cards[0] += 1
            return


@kernel
def _take_measure(world: World, where: int, measure: int, amount: int) -> None:
    """Put an option in force; what ends in a week holds up to and in it."""
    if measure == MEASURE_CALM:
        world.curbs.calm_until_week[where] = amount
    elif measure == MEASURE_CROWD:
        world.curbs.crowded_until_week[where] = amount
    elif measure == MEASURE_FREEZE:
        world.curbs.frozen_until_week[where] = amount
    elif measure == MEASURE_OVERTIME:
        world.curbs.overtime_until_week[where] = amount
    elif measure == MEASURE_HOLD:
        world.lines.next_release_day[where] += amount
        world.guards.held_days[where] += amount
    elif measure == MEASURE_EXPOSE:
        world.guards.exposed_permille[where] = amount
    elif measure == MEASURE_CHECK:
        world.guards.checked_permille[where] = amount
    elif measure == MEASURE_AGREE:
        world.disputes.agreed_until_week[where] = amount
    elif measure == MEASURE_SEAT:
        world.forums.seats[where] = max(1, world.forums.seats[where] + amount)
    elif measure == MEASURE_RELAX:
        world.priorities.kpi_until_week[where] = amount
    elif measure == MEASURE_UNHIDE:
        world.guards.open_until_week[where] = amount
    elif measure == MEASURE_FEEL:
        world.products.harm_ppm[where] = world.products.harm_ppm[where] * amount // 1000
    elif measure == MEASURE_EXPECT:
        world.agendas.usual[where] = max(world.agendas.usual[where], world.agendas.recent[where])
