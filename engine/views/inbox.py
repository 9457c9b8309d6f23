"""Cards that wait, which of them may stop time, and what happened instead where nobody answered.

A card stops time if it must be answered: it is due soon and its default cannot be undone. At most three do so in
four weeks and six in thirteen (`sim.card.INTERRUPTIONS`); the others wait silently. An outage of severity one
ignores the cap.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from engine.views.names import due, entity_name
from engine.views.options import CardOption, Expired, Inbox, InboxCard
from engine.views.told import Told
from sim import events as ev
from sim.card import INTERRUPTIONS, OUTAGE, Card
from sim.cards import cards
from sim.deciding.cards import why_not
from sim.deciding.case import Case
from sim.evolving.cards import KEY_BASE
from sim.policies.policy import Waiting

EMPTY: Final = "Nobody needs you. Suspicious, but legal."
SEVERITY_ONE: Final = 300  # permille of customers from which an incident is of severity one, as cards are dealt for it
SHOWN_EXPIRED: Final = 12


def inbox(told: Told, answered: Mapping[str, str] | None = None, left: Collection[str] = ()) -> Inbox:
    """The inbox of a week.

    Args:
        told: the week.
        answered: card -> option of answers that are queued.
        left: cards that were left to their default.
    """
    given, stopping = answered or {}, interrupting(told)
    found = [_card(told, one, given, left, stopping) for one in told.reported.inbox]
    found.sort(key=lambda one: (one.reversible, -_cost(one), one.due_days, one.id))
    return Inbox(tuple(found), expired(told), "" if found else EMPTY)


def _cost(card: InboxCard) -> float:
    """What the dearest answer costs, as the inbox is ordered: numbers printed in the costs, added up."""
    return max(sum(float(w) for w in o.costs.split() if w.replace(".", "", 1).isdigit()) for o in card.options)


def _card(
    told: Told, one: Waiting, answered: Mapping[str, str], left: Collection[str], stopping: frozenset[str]
) -> InboxCard:
    about, option = entity_name(told.template.scenario, one.entity), answered.get(one.id, "")
    waits = one.id in stopping and not option and one.id not in left
    return InboxCard(
        id=one.id,
        type=one.type,
        title=one.title,
        who=one.who,
        about=about,
        text=one.text.replace(one.entity, about),
        due_days=one.due_days,
        due=due(one.due_days),
        reversible=one.reversible,
        must_answer=one.must_answer,
        interrupts=one.id in stopping,
        blocks=waits,
        answered=option,
        left=one.id in left,
        options=tuple(
            CardOption(n, o.id, o.label, o.does, o.costs, o.pushes, o.lacks, o.id == one.default)
            for n, o in enumerate(one.options, start=1)
        ),
    )


def interrupting(told: Told) -> frozenset[str]:
    """Ids of the cards that may stop time, of those that must be answered and were dealt during the tenure.

    Worked out from what was dealt, week by week, so that a game that is opened again stops for the same cards.
    """
    deck = {card.number: card for card in cards().values()}
    weeks: list[int] = []  # world weeks in which something interrupted
    found: set[str] = set()
    ordinals: dict[int, int] = {}
    dealt = told.chronicle.of(int(ev.CARD_DEALT))
    dealt.sort(key=lambda one: (one.week, deck[one.subject // KEY_BASE].number != OUTAGE))
    for one in dealt:
        ordinals[one.subject] = ordinals.get(one.subject, 0) + 1
        card = deck[one.subject // KEY_BASE]
        if not card.must_answer or one.week < told.history:
            continue
        room = all(sum(1 for w in weeks if one.week - w < span) < most for most, span in INTERRUPTIONS)
        if room or severe(told, card, one.object, one.week):
            weeks.append(one.week)
            entity = told.template.index.entity(card.scope, one.subject % KEY_BASE)
            found.add(f"{card.id}/{entity}/{ordinals[one.subject]}")
    return frozenset(found)


def severe(told: Told, card: Card, about: int, week: int) -> bool:
    """Whether a card is of an incident of severity one: cards about outages are dealt for no other."""
    if card.number != OUTAGE:
        return False
    opened = [one for one in told.chronicle.of(int(ev.INCIDENT_OPENED)) if one.subject == about and one.week <= week]
    return bool(opened) and opened[-1].amount >= SEVERITY_ONE


def expired(told: Told) -> tuple[Expired, ...]:
    """Cards of the tenure that lapsed, the latest first: what was done instead."""
    deck = {card.number: card for card in cards().values()}
    index, found = told.template.index, []
    for one in reversed(told.chronicle.of(int(ev.CARD_LAPSED), since=told.history + 1)):
        card = deck[one.subject // KEY_BASE]
        option = card.options[one.amount]
        about = entity_name(told.template.scenario, index.entity(card.scope, one.subject % KEY_BASE))
        found.append(
            Expired(told.tenure(one.week), card.id, card.title, about, option.label, option.does, option.costs())
        )
    return tuple(found[:SHOWN_EXPIRED])


def lacking(told: Told, card: str, option: str) -> str:
    """Why an option cannot be taken, from what is visible; empty if it can."""
    case = Case(told.worlds[0], told.template.index, told.template.catalogue)
    kind = cards()[card.partition("/")[0]]
    return why_not(case, kind.options[kind.number_of(option)])
