"""What stands in a payload: canonical msgpack for maps, plain columns for a week of events.

A map has one canonical form: string keys in code point order, no key twice, the shortest integers, 64-bit floats that
are finite, no extension types, at most `MAX_DEPTH` containers inside each other. Reading proves it by encoding again.
The shape is walked before msgpack sees the bytes, because msgpack believes a declared length and allocates for it.

A week of events is

    world week u4 | events on each of the five days 5 u4 | amount i4 each | subject u2 | object u2 | kind u1 | digest

little-endian, nothing between, the widest first: the kernel's own columns, so recording is copying. The digest of
the world at the week's end, 32 bytes, is there or not; the length says so. Narrower columns were tried: they saved a
tenth of the file and cost every simulated week a fifth of its time.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgpack
import numpy as np
import numpy.typing as npt

from engine.log.errors import LogError
from engine.log.frames import DIGEST_BYTES, EVENT_BYTES, MAX_WEEK_EVENTS, WEEK_HEAD_BYTES

MAX_DEPTH: Final = 16
MAX_NODES: Final = 1 << 15  # values in any map, keys and nested ones counted
DAYS: Final = 5

U1 = npt.NDArray[np.uint8]
U2 = npt.NDArray[np.uint16]
I4 = npt.NDArray[np.int32]

_PLAIN: Final = frozenset((type(None), bool, int, str, bytes))  # msgpack itself refuses what of these has no form
KIND: Final = np.dtype("<u1")
SUBJECT: Final = np.dtype("<u2")
OBJECT: Final = np.dtype("<u2")
AMOUNT: Final = np.dtype("<i4")

_WEEK = struct.Struct("<6I")
assert _WEEK.size == WEEK_HEAD_BYTES
assert KIND.itemsize + SUBJECT.itemsize + OBJECT.itemsize + AMOUNT.itemsize == EVENT_BYTES


# --- maps -------------------------------------------------------------------------------------------------------------
def _bad(message: str) -> LogError:
    return LogError("payload", 0, message)


def _normal(value: Any, depth: int, nodes: list[int]) -> Any:
    """`value` with its maps in canonical order; refuses what has no canonical form and msgpack would let pass.

    `nodes` holds how many more values there may be.
    """
    if type(value) in _PLAIN or isinstance(value, int | str | bytes):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise _bad("a number that is not finite")
        return value
    a_map = type(value) is dict or isinstance(value, Mapping)  # the first answers at once
    if not a_map and not isinstance(value, list | tuple):
        raise _bad(f"a value of type {type(value).__name__}")
    if depth >= MAX_DEPTH:
        raise _bad(f"a map nested more than {MAX_DEPTH} deep")
    depth += 1
    if a_map:
        nodes[0] -= 2 * len(value)
        if nodes[0] < 0:
            raise _bad("a map of too many values")
        for key in value:
            if type(key) is not str and not isinstance(key, str):
                raise _bad("a key that is not a string")
        ordered = dict(sorted(value.items()))  # keys differ, so values are never compared
        for key, item in ordered.items():
            if type(item) not in _PLAIN:
                ordered[key] = _normal(item, depth, nodes)
        return ordered
    nodes[0] -= len(value)
    if nodes[0] < 0:
        raise _bad("a map of too many values")
    return [item if type(item) in _PLAIN else _normal(item, depth, nodes) for item in value]


def encode_map(mapping: Mapping[str, Any], most: int, nodes: int = MAX_NODES) -> bytes:
    """The canonical bytes of a map.

    Args:
        mapping: nested maps, lists, strings, bytes, integers of 64 bits, finite floats, booleans and None.
        most: bytes it may take.
        nodes: values it may hold, keys and nested ones counted.

    Raises:
        LogError: kind "payload" where it has no canonical form, "too-large" where it is over a limit.
    """
    if type(mapping) is not dict and not isinstance(mapping, Mapping):
        raise _bad("a payload that is not a map")
    try:
        data: bytes = msgpack.packb(_normal(mapping, 0, [nodes - 1]), use_bin_type=True)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise _bad("a map that cannot be written as msgpack") from error
    if len(data) > most:
        raise LogError("too-large", 0, f"a payload of {len(data)} bytes; at most {most} fit a frame")
    return data


# first byte -> bytes of a length that follows, and what the length counts
_SIZED: Final = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4, 0xDC: -2, 0xDD: -4, 0xDE: -2, 0xDF: -4}
_FIXED: Final = {0xC0: 0, 0xC2: 0, 0xC3: 0, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8} | {
    0xD0: 1,
    0xD1: 2,
    0xD2: 4,
    0xD3: 8,
}


def _step(data: bytes, at: int) -> tuple[int, int]:
    """Where the value at `at` ends (a container: where its first item starts), and how many items it holds or -1."""
    tag = data[at]
    at += 1
    if tag <= 0x7F or tag >= 0xE0:
        return at, -1
    if tag <= 0x8F:
        return at, 2 * (tag & 0x0F)
    if tag <= 0x9F:
        return at, tag & 0x0F
    if tag <= 0xBF:
        return at + (tag & 0x1F), -1
    if tag in _FIXED:
        return at + _FIXED[tag], -1
    if tag not in _SIZED:
        raise _bad(f"a msgpack type that may not stand in a replay (0x{tag:02x})")
    width = _SIZED[tag]
    end = at + abs(width)
    count = int.from_bytes(data[at:end], "big")
    if width > 0:
        return end + count, -1
    return end, count * (2 if tag >= 0xDE else 1)


def check_shape(data: bytes, most: int) -> None:
    """Refuse bytes that are not one msgpack value of bounded depth and at most `most` values, allocating nothing.

    Raises:
        LogError: kind "payload".
    """
    at, nodes, open_ = 0, 0, [1]
    size = len(data)
    while open_:
        if open_[-1] == 0:
            open_.pop()
            continue
        open_[-1] -= 1
        nodes += 1
        if at >= size:
            raise _bad("msgpack that stops early")
        if nodes > most:
            raise _bad("a map of too many values")
        at, items = _step(data, at)
        if items >= 0:
            if len(open_) > MAX_DEPTH:
                raise _bad(f"a map nested more than {MAX_DEPTH} deep")
            if items > size - at:
                raise _bad("msgpack that declares more than it holds")
            open_.append(items)
    if at != size:
        raise _bad("msgpack that stops early, or goes on after its value")


def decode_map(data: bytes, nodes: int = MAX_NODES) -> dict[str, Any]:
    """The map that canonical bytes hold.

    Args:
        data: the bytes.
        nodes: values it may hold, keys and nested ones counted; bounds what it becomes in memory.

    Raises:
        LogError: kind "payload" where the bytes are not the canonical form of a map.
    """
    check_shape(data, nodes)
    try:
        value = msgpack.unpackb(data, raw=False, strict_map_key=True)
    except (ValueError, TypeError, OverflowError, RecursionError, MemoryError, msgpack.UnpackException) as error:
        raise _bad("a map that is not valid msgpack") from error
    if not isinstance(value, dict):
        raise _bad("a payload that is not a map")
    if encode_map(value, len(data), nodes) != data:
        raise _bad("a map that is not in canonical form")
    return value


# --- weeks of events --------------------------------------------------------------------------------------------------
class Columns(NamedTuple):
    """Events as four columns of equal length, oldest first.

    Attributes:
        kind: u1, what happened.
        subject: u2.
        object: u2.
        amount: i4.
    """

    kind: U1
    subject: U2
    object: U2
    amount: I4


def encode_week(
    week: int,
    day_counts: Sequence[int] | npt.NDArray[Any],
    kind: Any,
    subject: Any,
    object_: Any,
    amount: Any,
    digest: bytes | None = None,
) -> bytes:
    """A week's payload; where the kernel records, it packs the same bytes itself (`sim.recorded`).

    Args:
        week: the world week.
        day_counts: events on each of the five days.
        kind: a column of integers that fit u1.
        subject: u2.
        object_: u2.
        amount: i4.
        digest: of the world at the week's end, where it is known.

    Raises:
        LogError: kind "range" where a number does not fit its place or the lengths do not fit each other.
    """
    kind, subject = fit(kind, KIND, "kind"), fit(subject, SUBJECT, "subject")
    object_, amount = fit(object_, OBJECT, "object"), fit(amount, AMOUNT, "amount")
    if not kind.shape == subject.shape == object_.shape == amount.shape:
        raise LogError("range", 0, "columns of different lengths")
    total = len(kind)
    counts = [int(count) for count in day_counts]
    if len(counts) != DAYS or sum(counts) != total:
        raise LogError("range", 0, f"counts of {DAYS} days that do not add up to {total} events")
    if total > MAX_WEEK_EVENTS:
        raise LogError("range", 0, f"a week holds at most {MAX_WEEK_EVENTS} events, not {total}")
    try:
        head = _WEEK.pack(week, *counts)
    except struct.error as error:
        raise LogError("range", 0, "counts of days that are not whole numbers from 0") from error
    return with_digest(b"".join((head, amount, subject, object_, kind)), digest)


def with_digest(payload: bytes, digest: bytes | None) -> bytes:
    """A week's payload with the digest of the world at its end, where it is known.

    Raises:
        LogError: kind "range" where it has not the length of one.
    """
    if digest is None:
        return payload
    if len(digest) != DIGEST_BYTES:
        raise LogError("range", 0, f"a digest has {DIGEST_BYTES} bytes, not {len(digest)}")
    return payload + digest


def week_of(payload: bytes | memoryview) -> tuple[int, int]:
    """The week and how many events it has, of a payload that is known to be one."""
    rest = len(payload) - WEEK_HEAD_BYTES
    return int.from_bytes(payload[:4], "little"), rest // EVENT_BYTES - (
        DIGEST_BYTES // EVENT_BYTES if rest % EVENT_BYTES else 0
    )


def check_week(data: bytes | memoryview) -> tuple[int, int, bytes | None]:
    """The week, how many events it has, and the digest that follows them, if any.

    Args:
        data: a week's payload.

    Raises:
        LogError: kind "columns" where the bytes are no week.
    """
    if len(data) < WEEK_HEAD_BYTES:
        raise _wrong("it stops early")
    week, *day_counts = _WEEK.unpack_from(data)
    total = sum(day_counts)
    if total > MAX_WEEK_EVENTS:
        raise _wrong("its counts cannot be")
    end = WEEK_HEAD_BYTES + EVENT_BYTES * total
    if len(data) < end:
        raise _wrong("it holds fewer events than it counts")
    if len(data) == end:
        return week, total, None
    if len(data) != end + DIGEST_BYTES:
        raise _wrong("what follows its last column is no digest")
    return week, total, bytes(data[end:])


def decode_columns(payloads: Iterable[bytes | memoryview]) -> Columns:
    """The events of weeks, one after the other, in writable columns of their own.

    Args:
        payloads: weeks' payloads, checked before.

    Raises:
        MemoryError: they are too many.
    """
    kind, subject, object_, amount = [], [], [], []
    for data in payloads:
        total = week_of(data)[1]
        second = WEEK_HEAD_BYTES + 4 * total
        third = second + 2 * total
        fourth = third + 2 * total
        amount.append(data[WEEK_HEAD_BYTES:second])
        subject.append(data[second:third])
        object_.append(data[third:fourth])
        kind.append(data[fourth : fourth + total])
    join = bytearray().join
    return Columns(
        np.frombuffer(join(kind), KIND),
        np.frombuffer(join(subject), SUBJECT),
        np.frombuffer(join(object_), OBJECT),
        np.frombuffer(join(amount), AMOUNT),
    )


def decode_days(payloads: Iterable[bytes]) -> U1:
    """The day of each event of weeks, 0 to 4.

    Args:
        payloads: weeks' payloads, checked before.

    Raises:
        MemoryError: they are too many.
    """
    counts = np.frombuffer(b"".join([data[4:WEEK_HEAD_BYTES] for data in payloads]), "<u4")
    return np.repeat(np.tile(np.arange(DAYS, dtype=np.uint8), len(counts) // DAYS), counts)


def _wrong(message: str) -> LogError:
    return LogError("columns", 0, f"a week of events that is not in canonical form: {message}")


# --- what may be appended ---------------------------------------------------------------------------------------------
def fit(values: Any, dtype: np.dtype[Any], name: str) -> npt.NDArray[Any]:
    """`values` as one contiguous column, never wrapped silently.

    Args:
        values: an integer array of one dimension, or a sequence of integers.
        dtype: what the log stores.
        name: what to call the column in a message.

    Raises:
        LogError: kind "range" where a value does not fit.
    """
    if type(values) is np.ndarray and values.dtype is dtype and values.ndim == 1 and values.flags.c_contiguous:
        return values
    try:
        array = np.asarray(values)
    except (ValueError, TypeError, OverflowError) as error:
        raise LogError("range", 0, f"{name}: not a column of integers") from error
    if array.ndim != 1 or (array.dtype.kind not in "iu" and len(array)):
        raise LogError("range", 0, f"{name}: not a column of integers")
    info = np.iinfo(dtype)
    if len(array) and not (info.min <= int(array.min()) and int(array.max()) <= info.max):
        raise LogError("range", 0, f"{name}: a value outside {info.min} to {info.max}")
    return array.astype(dtype, order="C", copy=True)
