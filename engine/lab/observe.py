"""Worlds run in step, week by week, so that what is reported and which cards are dealt can be written down.

`engine.ensemble` runs spans of weeks and keeps only tallies. Here every week of a batch ends before the next begins: a
few arrays are copied, and no event has to be recorded. What happens in each world is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.ensemble import CHUNK
from engine.session import Outcome, Session
from engine.worlds import Template, Worlds
from sim.cards import cards as known_cards
from sim.events import CARD_SETTLED, KINDS
from sim.kernel import bind
from sim.policies.policy import Policy
from sim.step import run_spans
from sim.world import CARD_TAKEN, WEEK, WORLD, new_log

Int64 = npt.NDArray[np.int64]
ANSWERED, LAPSED, DELEGATED, WITHDRAWN, OPEN = "answered", "lapsed", "delegated", "withdrawn", "open"


@dataclass
class Dealt:
    """A card of one run.

    Attributes:
        run: its place in the batch.
        type: of card.
        entity: the name of what it is about.
        ordinal: how often this entity had one of the type.
        dealt_week: world week at whose end it was dealt.
        settled_week: world week in which it was settled; None while it is open.
        how: "answered" by the policy, "lapsed" to its default, "delegated", "withdrawn", or still "open".
        option: the option that took effect; None where none did.
    """

    run: int
    type: str
    entity: str
    ordinal: int
    dealt_week: int
    settled_week: int | None = None
    how: str = OPEN
    option: str | None = None


@dataclass(frozen=True)
class Observed:
    """A batch of worlds, run to their ends.

    Attributes:
        seeds: one a world.
        counts: events by world, week and kind, shape (R, W, KINDS).
        totals: summed amounts, same shape.
        events: events of each world, shape (R,).
        reported: what each source published in each week, in its metric's unit; NaN where nothing; (R, W, sources).
        dealt: cards, by world and then in the order in which they were dealt.
        outcomes: what became of every command, by world.
    """

    seeds: tuple[int, ...]
    counts: Int64
    totals: Int64
    events: Int64
    reported: npt.NDArray[np.float64]
    dealt: list[Dealt]
    outcomes: tuple[tuple[Outcome, ...], ...]


def observe(
    template: Template, seeds: Sequence[int], govern: Callable[[int], Policy | None], weeks: int | None = None
) -> Observed:
    """Run a batch of worlds.

    Args:
        template: the scenario.
        seeds: the key of each world's draws; 16 or so, as every world takes most of a megabyte.
        govern: makes the policy of a seed; None for nobody.
        weeks: world weeks of each; the scenario's unless given.
    """
    span = template.scenario.weeks.total if weeks is None else min(weeks, template.scenario.weeks.total)
    size = len(seeds)
    worlds, logs = np.zeros(size, WORLD), new_log(recording=False, worlds=size)
    bound, bound_logs = bind(worlds), bind(logs)
    counts = np.zeros((size, span, KINDS), np.int64)
    totals, events, ones = np.zeros_like(counts), np.zeros(size, np.int64), np.ones(size, np.int64)
    sessions = [
        Session(template, seed, govern(seed), weeks=span, buffers=(worlds[r : r + 1], logs[r : r + 1]))
        for r, seed in enumerate(seeds)
    ]
    reports, deck = _Reports(template, worlds, span), _Deck(template, worlds)
    left = np.zeros(size, np.int64)
    for week in range(1, span + 1):
        for r in np.flatnonzero(left <= 0).tolist():
            left[r] = sessions[r].span()
        deck.before()
        run_spans(bound, bound_logs, ones, events, counts, totals)
        for session in sessions:
            session.week = week
        left -= 1
        reports.note(week)
        left[deck.after(week, counts, logs["wanted"][:, 0])] = 0
    outcomes = tuple(tuple(session.outcomes) for session in sessions)
    return Observed(tuple(seeds), counts, totals, events, reports.figures, deck.in_order(), outcomes)


def batches(seeds: Sequence[int]) -> list[Sequence[int]]:
    """Seeds in the batches in which they are run, whatever the number of threads."""
    return [seeds[at : at + CHUNK] for at in range(0, len(seeds), CHUNK)]


class _Reports:
    """The latest figure of every source, kept in the weeks in which it was published."""

    def __init__(self, template: Template, worlds: Worlds, weeks: int) -> None:
        self._sources = len(template.index.sources)
        self._latest, self._published = worlds["sources"]["latest"], worlds["sources"]["published"]
        self._before = np.zeros((len(worlds), self._sources), np.int64)
        self.figures = np.full((len(worlds), weeks, self._sources), np.nan)

    def note(self, week: int) -> None:
        """Look at them on Friday."""
        published = self._published[:, : self._sources]
        shown = self._latest[:, : self._sources] / 1000.0
        self.figures[:, week - 1] = np.where(published > self._before, shown, np.nan)
        self._before[:] = published


class _Deck:
    """Cards that came and went, seen from their places in the world before and after every week."""

    def __init__(self, template: Template, worlds: Worlds) -> None:
        self._index, self._decks = template.index, worlds["decks"]
        cards: Any = worlds["cards"]
        self._state, self._week, self._option = cards["state"], cards["dealt_week"], cards["option"]
        self._cards, self._due, self._open = cards, cards["due_day"], np.zeros_like(self._state)
        self._types = {card.number: card for card in known_cards().values()}
        self._held: dict[tuple[int, int], Dealt] = {}
        self._found: list[Dealt] = []

    def before(self) -> None:
        """Keep what is open, after the policies have answered."""
        self._open, self._was_week = self._state.copy(), self._week.copy()
        self._was_option, self._was_due = self._option.copy(), self._due.copy()

    def after(self, week: int, counts: Int64, wanted: Int64) -> Int64:
        """Note what was settled and what was dealt; worlds in which a card came that their policy wants to see."""
        gone = (self._open > 0) & ((self._state == 0) | (self._week != self._was_week))
        if gone.any():
            for r, slot in np.argwhere(gone).tolist():
                self._settle(r, slot, week, counts[r, week - 1])
        fresh = (self._state > 0) & (self._week == week)
        if not fresh.any():
            return np.zeros(0, np.int64)
        for r, slot in np.argwhere(fresh).tolist():
            card = self._types[int(self._cards["type"][r, slot])]
            entity = self._index.entity(card.scope, int(self._cards["entity"][r, slot]))
            dealt = Dealt(r, card.id, entity, int(self._cards["ordinal"][r, slot]), week)
            self._held[r, slot] = dealt
            self._found.append(dealt)
        asked = (wanted[:, None] >> self._cards["type"]) & 1 == 1
        return np.flatnonzero((fresh & asked).any(axis=1))

    def _settle(self, r: int, slot: int, week: int, counts: Int64) -> None:
        card = self._held.pop((r, slot))
        card.settled_week = week
        kind = known_cards()[card.type]
        due = int(self._was_due[r, slot])
        if int(self._open[r, slot]) == CARD_TAKEN:
            card.how, card.option = ANSWERED, kind.options[int(self._was_option[r, slot])].id
        elif int(self._decks["delegate"][r, kind.number]) > 0 and counts[CARD_SETTLED] > self._answered(r):
            card.how, card.option = DELEGATED, kind.options[int(self._decks["delegated"][r, kind.number])].id
        elif due <= week * WEEK - 1:
            card.how, card.option = LAPSED, kind.options[int(self._decks["default"][r, kind.number])].id
        else:
            card.how = WITHDRAWN

    def _answered(self, r: int) -> int:
        """Answers that were given before this week."""
        return int((self._open[r] == CARD_TAKEN).sum())

    def in_order(self) -> list[Dealt]:
        """Cards by world, then by week."""
        return sorted(self._found, key=lambda card: card.run)
