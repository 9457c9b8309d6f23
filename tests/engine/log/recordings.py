"""Recordings to test with: small ones made quickly, and what stands where in their bytes."""

from __future__ import annotations

import pathlib
import random
import struct
from typing import Any

import numpy as np

from engine.log import Header, LogWriter
from engine.log.frames import HEAD_BYTES, PREAMBLE_BYTES, genesis, head, link, preamble

SCENARIO: dict[str, Any] = {"id": "small", "teams": [{"name": "Äpfel", "size": 4}], "load": {"value": 0.5}}


def header(**changes: Any) -> Header:
    fields: dict[str, Any] = {
        "rules_version": 3,
        "kernel_digest": "00ff" * 4,
        "scenario": SCENARIO,
        "seed": 2**63 + 1,
        "weeks": 3,
        "plan": "textbook",
        "notes": {"tool": "0.1.0"},
    }
    return Header(**(fields | changes))


def week_columns(chance: random.Random, events: int) -> tuple[list[int], Any, Any, Any, Any]:
    """Columns that look like a run's: narrow for the most part, with empty objects and a few large amounts."""
    counts = [0] * 5
    for _ in range(events):
        counts[chance.randrange(5)] += 1
    kind = np.array([chance.randrange(1, 96) for _ in range(events)], np.uint8)
    subject = np.array([chance.randrange(chance.choice((200, 3000))) for _ in range(events)], np.uint16)
    object_ = np.array([65535 if chance.random() < 0.1 else chance.randrange(12) for _ in range(events)], np.uint16)
    large = [chance.choice((2**31 - 1, -(2**31), 70_000)) if chance.random() < 0.03 else 0 for _ in range(events)]
    amount = np.array([big or chance.randrange(-100, 2400) for big in large], np.int32)
    return counts, kind, subject, object_, amount


def write(path: pathlib.Path, weeks: int = 2, events: int = 6, seed: int = 1, *, seal: bool = True) -> bytes:
    """A recording with a command before every week, all of it drawn from `seed`."""
    chance = random.Random(seed)
    with LogWriter.create(path, header(), "seal") as log:
        for week in range(1, weeks + 1):
            log.append_command({"kind": "launch", "for": "I3", "week": week, "teams": [week, 2]})
            log.append_week(week, *week_columns(chance, events), chance.randbytes(32))
        if seal:
            log.seal({"score": 42})
    return path.read_bytes()


def split(data: bytes) -> list[bytes]:
    """The preamble, and each frame."""
    parts, at = [data[:PREAMBLE_BYTES]], PREAMBLE_BYTES
    while at < len(data):
        (length,) = struct.unpack_from("<I", data, at)
        end = at + HEAD_BYTES + length + 32
        parts.append(data[at:end])
        at = end
    return parts


def edges(data: bytes) -> list[int]:
    """Where a cut leaves whole frames: after the header, and after each frame that follows."""
    at, result = 0, []
    for part in split(data):
        at += len(part)
        result.append(at)
    return result[1:]


def forge(*frames: tuple[int, bytes]) -> bytes:
    """A file with a whole chain over any payloads: what somebody hostile would send."""
    parts = [preamble()]
    chain = genesis(parts[0])
    for sequence, (type_, payload) in enumerate(frames):
        head_ = head(len(payload), sequence, type_)
        chain = link(chain, head_, payload)
        parts += [head_, payload, chain]
    return b"".join(parts)


def forge_header() -> tuple[int, bytes]:
    return 1, header().payload
