"""Reading an event log and folding it, with the `eventsourcing` library and with sqlite3.

Every competitor reads its own file, written beforehand and untimed, and does the same minimal work per event: count
and total per kind, last amount per subject. The states are compared, so that nobody is quick by being wrong.

`eventsourcing` is timed in the quickest set-up that is still the library: one aggregate, SQLite storage (a file, as
the others have), msgpack instead of its JSON, and a projector that goes around its per-event protocol check, which is
most of the cost of the default one. Its default set-up and an in-memory store are available for the absolute figures.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.bench.peers import require

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

_CREATE = "CREATE TABLE events (id INTEGER PRIMARY KEY, kind INTEGER, subject INTEGER, object INTEGER, amount {type})"
_INSERT = "INSERT INTO events (kind, subject, object, amount) VALUES (?, ?, ?, ?)"
_SELECT = "SELECT kind, subject, amount FROM events ORDER BY id"
_RELATIVE_TOLERANCE = 1e-9

Row = tuple[int, int, int, float]


@dataclass(frozen=True)
class EventColumns:
    """Events in log order: four one-dimensional arrays of one length; kinds are small, non-negative integers."""

    kind: npt.NDArray[Any]
    subject: npt.NDArray[Any]
    object: npt.NDArray[Any]
    amount: npt.NDArray[Any]

    def __len__(self) -> int:
        """The number of events."""
        return len(self.kind)

    @property
    def kinds(self) -> int:
        """One more than the largest kind."""
        return int(self.kind.max()) + 1 if len(self) else 0

    def rows(self) -> list[Row]:
        """The events as tuples of Python numbers."""
        columns = (self.kind.tolist(), self.subject.tolist(), self.object.tolist(), self.amount.tolist())
        return list(zip(*columns, strict=True))


@dataclass(frozen=True)
class FoldState:
    """What folding a log gives: per kind the count and the total amount, per subject the last amount."""

    counts: tuple[int, ...]
    totals: tuple[float, ...]
    last: dict[int, float]

    def agrees(self, other: FoldState) -> bool:
        """Whether two folds of one log gave the same answer, up to the rounding of float totals."""
        return (
            self.counts == other.counts
            and self.last == other.last
            and len(self.totals) == len(other.totals)
            and all(
                abs(a - b) <= _RELATIVE_TOLERANCE * max(1.0, abs(a), abs(b))
                for a, b in zip(self.totals, other.totals, strict=True)
            )
        )


Fold = Callable[[], FoldState]


def fold_in_python(events: EventColumns) -> FoldState:
    """The answer, from the columns in memory; an oracle, never timed."""
    counts = [0] * events.kinds
    totals = [0.0] * events.kinds
    last: dict[int, float] = {}
    for kind, subject, _, amount in events.rows():
        counts[kind] += 1
        totals[kind] += amount
        last[subject] = amount
    return FoldState(tuple(counts), tuple(totals), last)


def prepare_sqlite3(events: EventColumns, path: Path) -> Fold:
    """Write the events to a table (write-ahead log, one row an event) and give the read that folds it.

    Args:
        events: What to store.
        path: A file that does not exist yet.

    Returns:
        A function that opens the file, reads the rows in order and folds them as a user would write it.
    """
    kinds = events.kinds
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(_CREATE.format(type="REAL" if events.amount.dtype.kind == "f" else "INTEGER"))
        database.executemany(_INSERT, events.rows())
        database.commit()

    def read_and_fold() -> FoldState:
        counts = [0] * kinds
        totals = [0.0] * kinds
        last: dict[int, float] = {}
        with closing(sqlite3.connect(path)) as database:
            for kind, subject, amount in database.execute(_SELECT):
                counts[kind] += 1
                totals[kind] += amount
                last[subject] = amount
        return FoldState(tuple(counts), tuple(totals), last)

    return read_and_fold


def prepare_eventsourcing(events: EventColumns, path: Path | None, *, tuned: bool = True) -> Fold:
    """Store the events with `eventsourcing` and give the read that rebuilds the aggregate from them.

    Args:
        events: What to store.
        path: A file that does not exist yet for its SQLite storage, or None for its in-memory storage.
        tuned: The quick set-up; otherwise the library's defaults.

    Returns:
        A function that reads the stored events and folds them.

    Raises:
        PeerMissingError: The library is not installed.
    """
    require("eventsourcing")
    from engine.bench import peer_eventsourcing

    return peer_eventsourcing.prepare(events, path, tuned=tuned)
