"""A week's columns into bytes, as one compiled loop: recording is paid for in every simulated week.

The form is described in `codec`, which reads it back with numpy alone, so that reading needs no compiler.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.log.codec import I4, LONG, MAX_WEEK_EVENTS, U1, U2
from sim.kernel import COMPILED, kernel


@kernel
def _put(out: Any, at: int, value: int, width: int) -> int:
    """Write the low `width` bytes of `value`, little-endian; returns where the next byte goes."""
    for _ in range(width):
        out[at] = value & 255
        value >>= 8
        at += 1
    return at


@kernel
def _put_patches(out: Any, at: int, values: Any, patches: int, least: int, most: int, width: int, index: int) -> int:
    """Write index and full value of each value outside `least` to `most`; returns where they end.

    Every index is written, and the place moves on only for those that count: a branch on data without a pattern costs
    more than a write. What is written past the last one is overwritten by what comes next.
    """
    where = at
    for i in range(len(values)):
        out[where] = i & 255
        out[where + 1] = (i >> 8) & 255
        if index == 4:
            out[where + 2] = i >> 16
            out[where + 3] = 0
        where += index * ((values[i] < least) | (values[i] > most))
    what = at + patches * index
    for patch in range(patches):
        i = 0
        for byte in range(index):
            i |= int(out[at + patch * index + byte]) << (8 * byte)
        what = _put(out, what, int(values[i]), width)
    return what


@kernel
def _put_unsigned(out: Any, at: int, values: Any, long: int) -> tuple[int, int]:
    """Write a u2 column; returns where it ends and whether it took two bytes a value."""
    total = len(values)
    index = 4 if long else 2
    patches = 0
    for i in range(total):
        patches += values[i] > 255
    if total + patches * (index + 2) > 2 * total:
        low, high = out[at : at + 2 * total : 2], out[at + 1 : at + 2 * total : 2]
        for i in range(total):
            low[i] = values[i] & 255
            high[i] = values[i] >> 8
        return at + 2 * total, 1
    at = _put(out, at, patches, index)
    low = out[at : at + total]
    for i in range(total):
        low[i] = values[i] if values[i] <= 255 else 0
    at += total
    if patches:
        at = _put_patches(out, at, values, patches, 0, 255, 2, index)
    return at, 0


@kernel
def _put_signed(out: Any, at: int, values: Any, long: int) -> tuple[int, int]:
    """Write an i4 column; returns where it ends and log2 of the bytes it took a value."""
    total = len(values)
    index = 4 if long else 2
    over_one = 0
    over_two = 0
    for i in range(total):
        over_one += (values[i] < -128) | (values[i] > 127)
        over_two += (values[i] < -32768) | (values[i] > 32767)
    one = total + over_one * (index + 4)
    two = 2 * total + over_two * (index + 4)
    if 4 * total < one and 4 * total < two:
        for i in range(total):
            value = int(values[i])
            out[at + 4 * i] = value & 255
            out[at + 4 * i + 1] = (value >> 8) & 255
            out[at + 4 * i + 2] = (value >> 16) & 255
            out[at + 4 * i + 3] = (value >> 24) & 255
        return at + 4 * total, 2
    if one <= two:
        at = _put(out, at, over_one, index)
        low = out[at : at + total]
        for i in range(total):
            low[i] = values[i] & 255 if -128 <= values[i] <= 127 else 0
        at += total
        if over_one:
            at = _put_patches(out, at, values, over_one, -128, 127, 4, index)
        return at, 0
    at = _put(out, at, over_two, index)
    low, high = out[at : at + 2 * total : 2], out[at + 1 : at + 2 * total : 2]
    for i in range(total):
        value = values[i] if -32768 <= values[i] <= 32767 else 0
        low[i] = value & 255
        high[i] = (value >> 8) & 255
    at += 2 * total
    if over_two:
        at = _put_patches(out, at, values, over_two, -32768, 32767, 4, index)
    return at, 1


@kernel
def _pack(out: Any, kind: Any, subject: Any, object_: Any, amount: Any, long: int) -> int:
    """Write the four columns; returns their bytes times 256, plus the code."""
    at = len(kind)
    for i in range(at):
        out[i] = kind[i]
    at, subject_wide = _put_unsigned(out, at, subject, long)
    at, object_wide = _put_unsigned(out, at, object_, long)
    at, amount_width = _put_signed(out, at, amount, long)
    return at * 256 + subject_wide + 2 * object_wide + 4 * amount_width + LONG * long


class Packer:
    """Packs weeks into a buffer of its own, which grows with the longest week and is used again."""

    def __init__(self) -> None:
        self._room = 0
        self._grow(1024)

    def _grow(self, events: int) -> None:
        self._room = min(MAX_WEEK_EVENTS, 2 * events)
        self._buffer = np.zeros(32 + 9 * self._room, np.uint8)
        self._bytes = memoryview(self._buffer)

    def pack(self, kind: U1, subject: U2, object_: U2, amount: I4) -> tuple[int, memoryview]:
        """Pack columns of equal length, of at most `MAX_WEEK_EVENTS`.

        Args:
            kind: contiguous and writable, as are the others, so that one compiled form serves them all.
            subject: subject of each event.
            object_: object of each event.
            amount: amount of each event.

        Returns:
            The code of their widths, and their bytes: valid until the next call.
        """
        total = len(kind)
        if total > self._room:
            self._grow(total)
        long = 1 if total > 65_535 else 0
        if COMPILED:
            packed = _pack(self._buffer, kind, subject, object_, amount, long)
        else:
            views = memoryview(kind), memoryview(subject), memoryview(object_), memoryview(amount)
            packed = _pack(self._bytes, *views, long)
        return packed & 255, self._bytes[: packed >> 8]


def warm() -> None:
    """Compile, or load from the cache, what packs a week."""
    none = np.zeros(0, np.uint8), np.zeros(0, np.uint16), np.zeros(0, np.uint16), np.zeros(0, np.int32)
    Packer().pack(*none)
