"""What stands in a payload: canonical msgpack for maps, narrow columns for a week of events.

A map has one canonical form: string keys in code point order, no key twice, the shortest integers, 64-bit floats that
are finite, no extension types, at most `MAX_DEPTH` containers inside each other. Reading proves it by encoding again.
The shape is walked before msgpack sees the bytes, because msgpack believes a declared length and allocates for it.

A week of events is

    world week u4 | code u1 | events of each of the five days (u2, or u4 if long) | kind | subject | object | amount

where `kind` is a byte an event and the other three are columns of width 1, 2 or 4: a column narrower than its values
(subject and object u2, amount i4) is `patches u2|u4 | low bytes | index u2|u4 of each patch | full value of each`,
a patched value's low byte being zero; a column of full width is its values. The code holds the widths (bit 0 subject
is 2 bytes, bit 1 object is 2 bytes, bits 2-3 log2 of the amount's width) and whether counts are long (bit 7, when
there are more than 65,535 events). The width is the one that takes the fewest bytes, the narrower of equals. So there
is one way to write a week, and a lone large amount or an empty object (65,535) does not widen its whole column.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgpack
import numpy as np
import numpy.typing as npt

from engine.log.errors import LogError

MAX_DEPTH: Final = 16
MAX_NODES: Final = 1 << 15  # values in any map, keys and nested ones counted
MAX_WEEK_EVENTS: Final = 1 << 19
MAX_DAY_EVENTS_SHORT: Final = 65_535
DAYS: Final = 5
LONG: Final = 0x80

U1 = npt.NDArray[np.uint8]
U2 = npt.NDArray[np.uint16]
I4 = npt.NDArray[np.int32]

_PLAIN: Final = frozenset((type(None), bool, int, str, bytes))  # msgpack itself refuses what of these has no form
_KEY: Final = frozenset((str,))
_WEEK_SHORT, _WEEK_LONG = struct.Struct("<IB5H"), struct.Struct("<IB5I")
_COUNT = (struct.Struct("<H"), struct.Struct("<I"))
_INDEX: Final[tuple[np.dtype[Any], ...]] = (np.dtype("<u2"), np.dtype("<u4"))
_LOW: Final[dict[tuple[int, bool], np.dtype[Any]]] = {
    (1, False): np.dtype("<u1"),
    (1, True): np.dtype("<i1"),
    (2, True): np.dtype("<i2"),
}
_FULL: Final[dict[bool, np.dtype[Any]]] = {False: np.dtype("<u2"), True: np.dtype("<i4")}


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
    if not isinstance(value, Mapping | list | tuple):
        raise _bad(f"a value of type {type(value).__name__}")
    if depth >= MAX_DEPTH:
        raise _bad(f"a map nested more than {MAX_DEPTH} deep")
    depth += 1
    if isinstance(value, Mapping):
        nodes[0] -= 2 * len(value)
        if nodes[0] < 0:
            raise _bad("a map of too many values")
        if set(map(type, value)) - _KEY and not all(isinstance(key, str) for key in value):
            raise _bad("a key that is not a string")
        items = ((key, value[key]) for key in sorted(value))
        return {key: item if type(item) in _PLAIN else _normal(item, depth, nodes) for key, item in items}
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
    if not isinstance(mapping, Mapping):
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
class Column(NamedTuple):
    """One column as it stands in the file: low bytes, and the values that need more."""

    low: npt.NDArray[Any]
    at: npt.NDArray[Any] | None
    value: npt.NDArray[Any] | None

    def into(self, out: npt.NDArray[Any]) -> None:
        """Write the values into `out`."""
        out[:] = self.low
        if self.at is not None:
            out[self.at] = self.value


class Week(NamedTuple):
    """A week's payload taken apart; the arrays are views on its bytes."""

    week: int
    day_counts: tuple[int, ...]
    kind: U1
    subject: Column
    object: Column
    amount: Column


def week_head(week: int, code: int, day_counts: Sequence[int]) -> bytes:
    """What stands before a week's columns."""
    return (_WEEK_LONG if code & LONG else _WEEK_SHORT).pack(week, code, *day_counts)


def decode_week(data: bytes, *, check: bool = True) -> Week:
    """Take a week's payload apart.

    Args:
        data: the payload.
        check: prove that it is in its one form; skip this only for bytes that were proved before.

    Raises:
        LogError: kind "columns" where the bytes are not the one form of a week.
    """
    if len(data) < _WEEK_SHORT.size:
        raise _wrong("it stops early")
    long = data[4] >> 7
    head = (_WEEK_SHORT, _WEEK_LONG)[long]
    if len(data) < head.size:
        raise _wrong("it stops early")
    week, code, *counts = head.unpack_from(data)
    total = sum(counts)
    if code & 0x70 or code >> 2 & 3 == 3 or long != (total > MAX_DAY_EVENTS_SHORT) or total > MAX_WEEK_EVENTS:
        raise _wrong("its code or counts cannot be")
    at = head.size
    if at + 4 * total > len(data):
        raise _wrong("it holds fewer events than it counts")
    kind: U1 = np.frombuffer(data, np.uint8, total, at)
    at += total
    subject, at = _column(data, at, total, 1 + (code & 1), long, check, signed=False)
    object_, at = _column(data, at, total, 1 + (code >> 1 & 1), long, check, signed=False)
    amount, at = _column(data, at, total, 1 << (code >> 2 & 3), long, check, signed=True)
    if at != len(data):
        raise _wrong("it goes on after its last column")
    return Week(week, tuple(counts), kind, subject, object_, amount)


def _wrong(message: str) -> LogError:
    return LogError("columns", 0, f"a week of events that is not in canonical form: {message}")


def _column(
    data: bytes, at: int, total: int, width: int, long: int, check: bool, *, signed: bool
) -> tuple[Column, int]:
    """The column at `at`, and where it ends."""
    full = _FULL[signed]
    patch_bytes = _INDEX[long].itemsize + full.itemsize
    if width == full.itemsize:
        if at + width * total > len(data):
            raise _wrong("it stops early")
        values = np.frombuffer(data, full, total, at)
        narrower = (1, 2)[: width // 2] if check else ()
        if any(total * low + _outside(values, low, signed) * patch_bytes <= total * width for low in narrower):
            raise _wrong("a column is wider than it need be")
        return Column(values, None, None), at + width * total
    if at + _COUNT[long].size > len(data):
        raise _wrong("it stops early")
    (patches,) = _COUNT[long].unpack_from(data, at)
    at += _COUNT[long].size
    if at + width * total + patches * patch_bytes > len(data):
        raise _wrong("it stops early")
    low = np.frombuffer(data, _LOW[width, signed], total, at)
    at += width * total
    if not patches:
        if check and width == 2 and total + _outside(low, 1, signed) * patch_bytes <= 2 * total:
            raise _wrong("a column is wider than it need be")
        return Column(low, None, None), at
    where = np.frombuffer(data, _INDEX[long], patches, at)
    at += patches * _INDEX[long].itemsize
    values = np.frombuffer(data, full, patches, at)
    at += patches * full.itemsize
    if check:
        _check_patches(low, where, values, width, patch_bytes, signed)
    return Column(low, where, values), at


def _check_patches(
    low: npt.NDArray[Any], where: npt.NDArray[Any], values: npt.NDArray[Any], width: int, patch_bytes: int, signed: bool
) -> None:
    total, patches = len(low), len(where)
    if int(where[-1]) >= total or (patches > 1 and not bool((where[1:] > where[:-1]).all())):
        raise _wrong("patches out of order")
    if bool(low[where].any()) or _outside(values, width, signed) != patches:
        raise _wrong("a patch where none is needed")
    taken = width * total + patches * patch_bytes
    full = _FULL[signed].itemsize
    if full * total < taken:
        raise _wrong("more patches than are worth it")
    if width == 1 and full == 4 and 2 * total + _outside(values, 2, signed) * patch_bytes < taken:
        raise _wrong("a column is narrower than is worth it")
    if width == 2 and total + (_outside(low, 1, signed) + patches) * patch_bytes <= taken:
        raise _wrong("a column is wider than it need be")


def _outside(values: npt.NDArray[Any], width: int, signed: bool) -> int:
    """How many values do not fit `width` bytes."""
    return int(np.count_nonzero(values.astype(_LOW[width, signed]) != values))


# --- what may be appended ---------------------------------------------------------------------------------------------
def fit(values: Any, dtype: np.dtype[Any], name: str) -> npt.NDArray[Any]:
    """`values` as one contiguous writable column, never wrapped silently.

    Args:
        values: an integer array of one dimension, or a sequence of integers.
        dtype: what the log stores.
        name: what to call the column in a message.

    Raises:
        LogError: kind "range" where a value does not fit.
    """
    if type(values) is np.ndarray and values.dtype is dtype and values.ndim == 1 and values.flags.carray:
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
