"""The events of one recording as a Parquet table: numbered as citations number them, with the names of their kinds."""

from __future__ import annotations

import pathlib
from typing import Final

import numpy as np

from engine.bridges.parquet import FINAL, write_columns
from engine.log import Recording
from sim.events import COLUMNS, NONE

TYPES: Final = {
    "number": "INTEGER",
    "week": "SMALLINT",
    "day": "TINYINT",
    "kind": "VARCHAR",
    "subject": "INTEGER",
    "object": "INTEGER",
    "amount": "INTEGER",
}


def write_events(recording: Recording, file: pathlib.Path) -> None:
    """Write a recording's events; empty subjects and objects become NULL.

    Args:
        recording: whole or cut short.
        file: where to; overwritten.
    """
    events = recording.events
    known = np.array([COLUMNS[kind].name if kind in COLUMNS else f"kind {kind}" for kind in range(256)], object)
    columns = {
        "number": np.arange(1, len(events.kind) + 1),
        "week": np.repeat(np.arange(1, recording.weeks + 1), np.diff(events.starts)),
        "day": events.day.astype(np.int64) + 1,
        "kind": known[events.kind],
        "subject": np.ma.masked_equal(events.subject.astype(np.int64), NONE),
        "object": np.ma.masked_equal(events.object.astype(np.int64), NONE),
        "amount": events.amount.astype(np.int64),
    }
    write_columns(file, columns, TYPES, FINAL)
