"""A ledger of events as an `eventsourcing` aggregate. Importing this module imports the library."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgpack
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import Transcoder

from engine.bench.folds import EventColumns, Fold, FoldState

if TYPE_CHECKING:
    from pathlib import Path

_FIELDS = ("kind", "subject", "object", "amount")


class Ledger(Aggregate):
    """Count and total per kind, last amount per subject."""

    class Created(Aggregate.Created):
        """The ledger is opened for so many kinds of event."""

        kinds: int

    class Recorded(Aggregate.Event):
        """One event of the log."""

        kind: int
        subject: int
        object: int
        amount: float

        def apply(self, aggregate: Ledger) -> None:
            """Fold one event."""
            kind = self.kind
            aggregate.counts[kind] += 1
            aggregate.totals[kind] += self.amount
            aggregate.last[self.subject] = self.amount

    def __init__(self, kinds: int) -> None:
        """An empty ledger."""
        self.counts = [0] * kinds
        self.totals = [0.0] * kinds
        self.last: dict[int, float] = {}


class MsgpackTranscoder(Transcoder):
    """Stores an event's fields as msgpack, which is quicker to read than the default JSON."""

    def encode(self, obj: Any) -> bytes:
        """Pack one event's fields."""
        packed: bytes = msgpack.packb(obj, datetime=True)
        return packed

    def decode(self, data: bytes) -> Any:
        """Unpack one event's fields."""
        return msgpack.unpackb(data, timestamp=3)


class TunedApplication(Application[UUID]):
    """An application that stores msgpack."""

    def construct_transcoder(self) -> Transcoder:
        """The quicker transcoder."""
        return MsgpackTranscoder()


def project(ledger: Ledger | None, events: Iterable[Any]) -> Ledger | None:
    """Apply stored events in order, keeping the library's own check of identity and version."""
    for event in events:
        ledger = event.mutate(ledger)
    return ledger


def prepare(events: EventColumns, path: Path | None, *, tuned: bool) -> Fold:
    """Store the events and give the read that rebuilds the ledger; see `folds.prepare_eventsourcing`."""
    storage = {} if path is None else {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
    application: Application[UUID] = (TunedApplication if tuned else Application)(storage)
    ledger = Ledger(events.kinds)
    stamp = ledger.created_on
    recorded = [
        Ledger.Recorded(
            originator_id=ledger.id,
            originator_version=version,
            timestamp=stamp,
            **dict[str, Any](zip(_FIELDS, row, strict=True)),
        )
        for version, row in enumerate(events.rows(), start=2)
    ]
    application.events.put([*ledger.collect_events(), *recorded])
    identity = ledger.id

    def read_and_fold() -> FoldState:
        rebuilt: Ledger
        if tuned:
            rebuilt = application.repository.get(identity, projector_func=project)
        else:
            rebuilt = application.repository.get(identity)
        return FoldState(tuple(rebuilt.counts), tuple(rebuilt.totals), rebuilt.last)

    return read_and_fold
