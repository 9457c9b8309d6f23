"""One `*.replay` file: append-only, chained, canonical; written by `LogWriter`, read by `read`, mended by `recover`.

The chain shows alteration, not authorship: a file whose chain is whole was not changed by accident or by someone who
did not recompute it, and nothing more. Every failure is one `LogError`.
"""

from __future__ import annotations

from engine.log.errors import DAMAGE, KINDS, Kind, LogError
from engine.log.frames import FORMAT_VERSION, MAX_FILE_BYTES
from engine.log.header import Header
from engine.log.reader import Command, Event, Events, Recording, read, read_columns
from engine.log.recovery import Recovery, recover
from engine.log.writer import LogWriter, Sync

__all__ = [
    "DAMAGE",
    "FORMAT_VERSION",
    "KINDS",
    "MAX_FILE_BYTES",
    "Command",
    "Event",
    "Events",
    "Header",
    "Kind",
    "LogError",
    "LogWriter",
    "Recording",
    "Recovery",
    "Sync",
    "read",
    "read_columns",
    "recover",
]
