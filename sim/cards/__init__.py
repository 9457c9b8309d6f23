"""The deck: one file for each type of card, holding one `CARD`."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from sim.card import Card


@functools.cache
def cards() -> dict[str, Card]:
    """Every card by id, in order of number.

    Raises:
        ValueError: two files claim one id or one number.
    """
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found: list[Card] = [importlib.import_module(f"{__name__}.{name}").CARD for name in modules]
    found.sort(key=lambda card: card.number)
    if len({c.id for c in found}) < len(found) or len({c.number for c in found}) < len(found):
        raise ValueError("two cards share an id or a number")
    return {card.id: card for card in found}


@functools.cache
def by_number() -> dict[int, Card]:
    """Every card by its number."""
    return {card.number: card for card in cards().values()}
