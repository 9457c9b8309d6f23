"""Decision cards: dealt on Friday, answered on a Monday, or left to the organisation's own choice on their due day.

Where a scenario deals none, nothing here happens. Twins deal the same cards until what was answered makes a difference;
a card is told apart by its type, its entity, and how often that entity had one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.card import OUTAGE
from sim.draws import STREAM_CARD, uniform
from sim.events import CARD_DEALT, CARD_LAPSED, CARD_SETTLED, CARD_WITHDRAWN, NONE
from sim.evolve import emit
from sim.evolving.cards import KEY_BASE
from sim.kernel import kernel
from sim.levers import OWNER_AMBIGUITY
from sim.systems.choices import choose
from sim.systems.parts import line_of
from sim.systems.triggers import candidate, is_over
from sim.world import CARD_OPEN, CARD_TAKEN, CARD_TYPES, CARDS, DEALS, IN_POST, QUARTER_WEEKS, TEAMS, WEEK

if TYPE_CHECKING:
    from sim.records import Log, World

# Cards that are dealt at most, but for outages, which come on top: 4 to 6 a quarter (game.md 8).
MOST_IN_MONTH, MOST_IN_QUARTER = 2, 5
MONTH_WEEKS = 4
DELEGATE_BIT = 1 << 30  # keeps the draw about a card's delegate apart from a need's


@kernel
def deal_cards(world: World, log: Log) -> None:
    """Friday: take back what is over, deal the worst outage, and, if there is room, what has waited longest."""
    if world.counts.decks[0] == 0:
        return
    if world.counts.open_cards[0] > 0:
        for slot in range(CARDS):
            if world.cards.state[slot] > 0 and is_over(world, slot):
                emit(world, log, CARD_WITHDRAWN, _key(world, slot), world.cards.ordinal[slot], 0)
    if world.decks.live[OUTAGE] == 1:
        entity, about = candidate(world, OUTAGE)
        if entity >= 0:
            _deal(world, log, OUTAGE, entity, about)
    if _dealt_within(world, MONTH_WEEKS) >= MOST_IN_MONTH or _dealt_within(world, QUARTER_WEEKS) >= MOST_IN_QUARTER:
        return
    card, chosen, concerns, longest = -1, -1, -1, -1
    for kind in range(1, CARD_TYPES):
        waited = world.clock.week[0] - world.decks.dealt_week[kind]
        if world.decks.live[kind] == 1 and kind != OUTAGE and waited > longest:
            entity, about = candidate(world, kind)
            if entity >= 0:
                card, chosen, concerns, longest = kind, entity, about, waited
    if card >= 0:
        _deal(world, log, card, chosen, concerns)


@kernel
def _dealt_within(world: World, weeks: int) -> int:
    n, week = 0, world.clock.week[0]
    for k in range(min(DEALS, world.counts.deals[0])):
        if week - world.deals.week[k] < weeks:
            n += 1
    return n


@kernel
def _deal(world: World, log: Log, card: int, entity: int, about: int) -> None:
    if world.counts.open_cards[0] < CARDS:
        due = world.clock.week[0] * WEEK + world.decks.due_days[card]
        emit(world, log, CARD_DEALT, card * KEY_BASE + entity, about if about >= 0 else NONE, due)


@kernel
def _key(world: World, slot: int) -> int:
    return world.cards.type[slot] * KEY_BASE + world.cards.entity[slot]


@kernel
def resolve_cards(world: World, log: Log, monday: bool) -> None:
    """Before a week what was answered takes effect, and delegates answer; on its due day a card takes its default."""
    if world.counts.open_cards[0] == 0:
        return
    for slot in range(CARDS):
        kind, option, how = world.cards.type[slot], -1, CARD_SETTLED
        if monday and world.cards.state[slot] == CARD_TAKEN:
            option = world.cards.option[slot]
        elif monday and world.cards.state[slot] == CARD_OPEN and world.decks.delegate[kind] > 0:
            option = _delegated(world, slot)
        elif not monday and world.cards.state[slot] == CARD_OPEN and world.cards.due_day[slot] <= world.clock.day[0]:
            option, how = world.decks.default[kind], CARD_LAPSED
        if option >= 0:
            emit(world, log, how, _key(world, slot), world.cards.ordinal[slot], option)
            choose(world, log, slot, option)


@kernel
def _delegated(world: World, slot: int) -> int:
    """What a delegate answers; -1 if they are gone, or if nobody knew that it is theirs (ambiguity of ownership)."""
    cards, kind = world.cards, world.cards.type[slot]
    s = world.decks.delegate[kind] - 1
    if s < world.counts.stakeholders[0] and world.stakeholders.status[s] != IN_POST:
        return -1
    line = line_of(world, kind, cards.entity[slot])
    team = world.lines.first_team[line] if line >= 0 else 0
    key = DELEGATE_BIT + _key(world, slot)
    if uniform(world, STREAM_CARD, key, cards.ordinal[slot]) < world.levers.value[OWNER_AMBIGUITY * TEAMS + team]:
        return -1
    return world.decks.delegated[kind]
