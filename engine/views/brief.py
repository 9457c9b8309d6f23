"""The weekly brief: in sixty words what moved, what was decided without the player, what is due, one quote."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from typing import Any, Final

from engine.data import data_folder
from engine.views.moments import Brief, PredictionDue
from engine.views.names import counted, due, entity_name
from engine.views.told import Told
from sim import events as ev
from sim.cards import cards
from sim.evolving.cards import KEY_BASE

MOST_WORDS: Final = 60


@functools.cache
def _strings() -> dict[str, Any]:
    return tomllib.loads((data_folder("assets") / "brief.toml").read_text("utf-8"))


def brief(told: Told, predictions: Sequence[PredictionDue] = ()) -> Brief:
    """The brief on the week that is over.

    Args:
        told: at the start of the next one.
        predictions: given so far.
    """
    moved, decided, soon = _moved(told), _decided(told), _due(told, predictions)
    quote = _quote(told)
    for most in (2, 1, 0):
        parts = [*(moved[:2] or [str(_strings()["calm"])]), *decided[:most], *soon[:most], quote]
        text = " ".join(parts)
        if len(text.split()) <= MOST_WORDS:
            return Brief(told.week - 1, tuple(moved[:2]), tuple(decided[:most]), tuple(soon[:most]), quote, text)
    words = text.split()[:MOST_WORDS]
    return Brief(told.week - 1, tuple(moved[:2]), (), (), "", " ".join(words))


def _moved(told: Told) -> list[str]:
    """Sources that are outside their usual wobble, those that have just left it first."""
    found: list[tuple[bool, str]] = []
    for n, source in enumerate(told.template.scenario.sources):
        way = told.outside(n)
        if way:
            band, values = told.band(n), told.values(n)
            fresh = band is not None and len(values) > 1 and band[0] <= values[-2] <= band[1]
            better = told.metric(n).better
            sense = "" if better == "near" else ", better" if (way > 0) == (better == "higher") else ", worse"
            found.append((not fresh, f"{source.name}: {'up' if way > 0 else 'down'}{sense}."))
    return [text for _, text in sorted(found, key=lambda one: one[0])]


def _decided(told: Told) -> list[str]:
    """Cards that lapsed last week, and what forums decided."""
    deck = {card.number: card for card in cards().values()}
    week, index, said = told.world_week, told.template.index, []
    for one in told.chronicle.of(int(ev.CARD_LAPSED), since=week):
        card = deck[one.subject // KEY_BASE]
        about = entity_name(told.template.scenario, index.entity(card.scope, one.subject % KEY_BASE))
        said.append(f"{card.title}, {about}: “{card.options[one.amount].label}”, without you.")
    sat = told.chronicle.of(int(ev.FORUM_SAT), since=week)
    taken = sum(one.amount for one in sat)  # exact: integers
    left = sum(one.object for one in sat)
    if sat:
        said.append(f"Meetings took {counted(taken, 'decision')} and left {left}.")
    return said


def _due(told: Told, predictions: Sequence[PredictionDue]) -> list[str]:
    said = [f"{card.title} is due {due(card.due_days)}." for card in told.reported.inbox]
    said += [f"A prediction is due: {one.metric}." for one in predictions if not one.scored and one.by == told.week]
    return said


def _quote(told: Told) -> str:
    """One thing that somebody says, of those that fit the week; which one depends on the week alone."""
    quotes: dict[str, list[str]] = _strings()["quotes"]
    mood = "calm"
    if told.chronicle.of(int(ev.INCIDENT_OPENED), since=told.world_week):
        mood = "outage"
    elif told.chronicle.of(int(ev.CARD_LAPSED), since=told.world_week):
        mood = "default"
    elif told.chronicle.of(int(ev.FORECAST_MISSED), since=told.world_week):
        mood = "late"
    return quotes[mood][told.world_week % len(quotes[mood])]
