"""Answering decision cards, and letting somebody else answer those of a type."""

from __future__ import annotations

from typing import Final, NamedTuple

from sim import events as ev
from sim.card import Card, Option
from sim.cards import by_number, cards
from sim.commands import Answer, Delegate
from sim.deciding.audits import RUNNING, running
from sim.deciding.case import Case, EventRow, refuse
from sim.evolving.cards import KEY_BASE
from sim.scenario import nearest
from sim.world import CARD_TAKEN, PRACTICE_LIVE, WEEK

DELEGATE_CAPITAL: Final = 2000  # milli-points (game.md 2)
DELEGATE_MINUTES: Final = 60  # [X]


class Open(NamedTuple):
    """A card that has been dealt and is not settled.

    Attributes:
        slot: its place in the world.
        id: type/entity/ordinal.
        card: its type.
        entity: the name of what it is about.
        ordinal: how often this entity had one of the type.
        due_days: working days, from the coming Monday, until its default is taken.
        taken: an answer has been given this week.
    """

    slot: int
    id: str
    card: Card
    entity: str
    ordinal: int
    due_days: int
    taken: bool


def open_cards(case: Case) -> list[Open]:
    """What waits for an answer: irreversible first, then what is due soonest, then the older type number."""
    if case.one("counts", "open_cards") == 0:
        return []
    world, deck, monday = case.world["cards"], by_number(), case.week * WEEK - WEEK
    # whole columns, as plain numbers: element by element numpy would take most of a run's time outside the kernel
    columns = (world[field].tolist() for field in ("state", "type", "entity", "ordinal", "due_day"))
    found = []
    for slot, (state, kind, number, ordinal, due_day) in enumerate(zip(*columns, strict=True)):
        if state > 0:
            card = deck[kind]
            entity = case.index.entity(card.scope, number)
            name = f"{card.id}/{entity}/{ordinal}"
            found.append(Open(slot, name, card, entity, ordinal, due_day - monday, state == CARD_TAKEN))
    if len(found) > 1:
        found.sort(key=lambda one: (one.card.reversible, one.due_days, one.card.number, one.id))
    return found


def why_not(case: Case, option: Option) -> str:
    """What an option lacks; nothing if it could be taken."""
    if option.needs:
        entry = case.catalogue.get(option.needs)
        if entry is None or case.one("practices", "phase", entry.number) != PRACTICE_LIVE:
            return f"{option.needs} is not live"
    if option.needs_audit and running(case) >= RUNNING:
        return "two audits are running"
    return ""


def answer(case: Case, command: Answer) -> list[EventRow]:
    """Take one of a card's options instead of waiting for its default."""
    case.check_names(command)
    waiting = open_cards(case)
    mine = [one for one in waiting if command.card in {one.id, one.card.id}]
    if not mine:
        near = nearest(command.card, [one.id for one in waiting if not one.taken]) if waiting else "wait for one"
        refuse(f"no card {command.card} waits for an answer", nearest=near.rstrip("?").removeprefix("did you mean "))
    chosen = next((one for one in mine if not one.taken), None)
    if chosen is None:
        refuse(f"{command.card} has been answered this week")
    number = chosen.card.number_of(command.option)
    option = chosen.card.options[number]
    lacking = why_not(case, option)
    if lacking:
        others = [o.id for o in chosen.card.options if not why_not(case, o)]
        refuse(lacking, nearest=f"answer {command.card} option {others[0]}")
    key = chosen.card.number * KEY_BASE + case.one("cards", "entity", chosen.slot)
    given = EventRow(int(ev.CARD_ANSWERED), key, chosen.ordinal, number)
    return [given, *case.pay(command, int(option.capital * 1000), int(option.hours * 60))]


def delegate(case: Case, command: Delegate) -> list[EventRow]:
    """Let a stakeholder answer every card of a type, at once, in the way of somebody close to the work."""
    case.check_names(command)
    card, s = cards()[command.card], case.index.sponsors.index(command.role)
    if not case.one("decks", "live", card.number):
        refuse(f"nobody here is ever asked about {card.id}")
    if case.one("counts", "stakeholders") > 0 and not case.in_post(s):
        refuse(f"{command.role} is not in post")
    if case.one("decks", "delegate", card.number) == s + 1:
        refuse(f"{command.role} answers these already", nearest="delegate another type")
    row = EventRow(int(ev.CARDS_DELEGATED), card.number, s, 0)
    return [row, *case.pay(command, DELEGATE_CAPITAL, DELEGATE_MINUTES)]
