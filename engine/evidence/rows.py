"""Rows of a few kinds of event, of one world or of many: what a study needs beyond weekly counts and totals.

Ensembles keep weekly counts and totals only. A study that needs to know who, where or how long each (a source's figure,
an item's lead time) runs its worlds recorded, and keeps the rows of a few kinds as the weeks come: memory grows with
those rows and with nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.log import Recording
from engine.log.frames import EVENT_BYTES, WEEK_HEAD_BYTES
from engine.session import Session
from engine.worlds import Template
from sim.events import KINDS
from sim.plans import Plan
from sim.policies.plan import PlanPolicy

Int32 = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Rows:
    """Events of a few kinds, oldest first.

    Attributes:
        weeks: world weeks of the world they come from.
        week: the world week of each, shape (events,).
        kind: what happened.
        subject: likewise.
        object: likewise.
        amount: likewise.
    """

    weeks: int
    week: Int32
    kind: Int32
    subject: Int32
    object: Int32
    amount: Int32

    def of(self, *kinds: int) -> Rows:
        """Those of some kinds."""
        return self.where(np.isin(self.kind, kinds))

    def where(self, chosen: npt.NDArray[np.bool_]) -> Rows:
        """Those that a mask chooses."""
        columns = (self.week, self.kind, self.subject, self.object, self.amount)
        return Rows(self.weeks, *(column[chosen] for column in columns))

    def within(self, first_week: int, last_week: int) -> Rows:
        """Those of some world weeks, both ends included."""
        return self.where((self.week >= first_week) & (self.week <= last_week))


def rows_of(recording: Recording, kinds: Iterable[int]) -> Rows:
    """The rows of some kinds of a recording."""
    events = recording.events
    at = np.flatnonzero(np.isin(events.kind, list(kinds)))
    week = np.searchsorted(events.starts, at, side="right")
    columns = (week, *(getattr(events, name)[at] for name in ("kind", "subject", "object", "amount")))
    return Rows(recording.weeks, *(column.astype(np.int32) for column in columns))


@dataclass
class Keeper:
    """A recorder that keeps the rows of some kinds, and nothing else.

    Attributes:
        wanted: by kind, whether it is kept.
    """

    wanted: npt.NDArray[np.bool_]
    _kept: list[tuple[int, tuple[Int32, ...]]] = field(default_factory=list)

    @classmethod
    def of(cls, kinds: Iterable[int]) -> Keeper:
        """A keeper of some kinds."""
        wanted = np.zeros(KINDS, np.bool_)
        wanted[list(kinds)] = True
        return cls(wanted)

    def append_command(self, mapping: Mapping[str, Any]) -> None:
        """Commands are not kept."""

    def append_packed(self, week: int, payload: bytes, events: int, digest: bytes | None = None) -> None:
        """Keep what is wanted of a week, packed as the log stores it (`engine.log.codec`)."""
        del digest  # the protocol's; nothing here is checked again
        end = WEEK_HEAD_BYTES + events * EVENT_BYTES
        kind = np.frombuffer(payload, np.uint8, events, end - events)
        at = np.flatnonzero(self.wanted[kind])
        if len(at):
            amount = np.frombuffer(payload, "<i4", events, WEEK_HEAD_BYTES)
            subject = np.frombuffer(payload, "<u2", events, WEEK_HEAD_BYTES + 4 * events)
            object_ = np.frombuffer(payload, "<u2", events, WEEK_HEAD_BYTES + 6 * events)
            columns = (kind, subject, object_, amount)
            self._kept.append((week, tuple(column[at].astype(np.int32) for column in columns)))

    def seal(self, summary: Mapping[str, Any]) -> None:
        """Nothing is written."""

    def rows(self, weeks: int) -> Rows:
        """What was kept of a world of so many weeks."""
        sizes = [len(columns[0]) for _, columns in self._kept]
        week = np.repeat(np.array([week for week, _ in self._kept], np.int32), sizes)
        empty = np.zeros(0, np.int32)
        columns = [np.concatenate([kept[n] for _, kept in self._kept] or [empty]) for n in range(4)]
        return Rows(weeks, week, *columns)


@dataclass(frozen=True, eq=False)
class World:
    """A world that was run, and what was kept of it.

    Attributes:
        seed: its key.
        counts: events by week and kind, shape (weeks, kinds).
        totals: summed amounts, same shape.
        rows: of the kinds that were asked for.
    """

    seed: int
    counts: npt.NDArray[np.int64]
    totals: npt.NDArray[np.int64]
    rows: Rows


def run_worlds(
    template: Template,
    plan: Plan | None,
    seeds: Sequence[int],
    kinds: Iterable[int],
    threads: int = 1,
    weeks: int | None = None,
) -> tuple[World, ...]:
    """Run the same plan in many worlds and keep the rows of some kinds.

    Args:
        template: the first morning.
        plan: given in every world; None for nobody.
        seeds: the key of each world's draws.
        kinds: of the rows that are kept.
        threads: worlds at once; no result depends on it.
        weeks: world weeks of each; the scenario's unless given.

    Returns:
        Worlds in the order of seeds.
    """
    chosen = tuple(kinds)

    def run(seed: int) -> World:
        keeper = Keeper.of(chosen)
        policy = PlanPolicy(plan) if plan is not None else None
        session = Session(template, seed, policy, writer=keeper, weeks=weeks, digest_every=None).run()
        return World(seed, session.counts, session.totals, keeper.rows(session.weeks))

    if threads <= 1:
        return tuple(run(seed) for seed in seeds)
    with ThreadPoolExecutor(threads, thread_name_prefix="world") as pool:
        return tuple(pool.map(run, seeds))
