"""One form for every map and every week, and nothing else accepted."""

from __future__ import annotations

import contextlib
import math
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.log import LogError, codec
from engine.log.pack import Packer

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.binary(max_size=40)
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner), max_leaves=20
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(max_size=6), values))
def test_maps_come_back(mapping: dict[str, Any]) -> None:
    data = codec.encode_map(mapping, 1 << 20)
    again = codec.decode_map(data)
    assert again == mapping
    assert codec.encode_map(dict(reversed(list(again.items()))), 1 << 20) == data


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth - 1):
        value = {"a": value}
    return value


def test_depth_is_bounded_both_ways() -> None:
    data = codec.encode_map(nested(16), 1000)
    assert codec.decode_map(data) == nested(16)
    with pytest.raises(LogError, match="16 deep"):
        codec.encode_map(nested(17), 1000)
    with pytest.raises(LogError, match="16 deep"):
        codec.decode_map(b"\x81\xa1a" + data)


@pytest.mark.parametrize(
    "value",
    [
        {1: 2},
        {"a": 1, 2: 3},
        {"a": math.nan},
        {"a": math.inf},
        {"a": 2**64},
        {"a": -(2**63) - 1},
        {"a": object()},
        {"a": np.int64(3)},
        {"a": {1, 2}},
        {"a": "\ud800"},
        {"a": [0] * 40_000},
        [1],
        None,
    ],
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(LogError) as caught:
        codec.encode_map(value, 1 << 20)
    assert caught.value.kind == "payload"


def test_a_list_that_contains_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(LogError):
        codec.encode_map({"a": loop}, 1 << 20)


HOSTILE = {
    "empty": b"",
    "not a map": b"\x01",
    "two values": b"\x80\x80",
    "cut map": b"\x81\xa1a",
    "cut string": b"\x81\xa1a\xa5ab",
    "cut double": b"\x81\xa1a\xcb\x00",
    "duplicate key": b"\x82\xa1a\x01\xa1a\x02",
    "keys out of order": b"\x82\xa1b\x01\xa1a\x02",
    "long form of an integer": b"\x81\xa1a\xcd\x00\x01",
    "long form of a string": b"\x81\xd9\x01a\x01",
    "long form of a map": b"\xde\x00\x01\xa1a\x01",
    "float of 32 bits": b"\x81\xa1a\xca\x3f\x80\x00\x00",
    "NaN": b"\x81\xa1a" + msgpack.packb(math.nan),
    "infinity": b"\x81\xa1a" + msgpack.packb(-math.inf),
    "integer key": b"\x81\x01\x01",
    "bytes as key": b"\x81\xc4\x01a\x01",
    "array as key": b"\x81\x90\x01",
    "extension": b"\x81\xa1a" + msgpack.packb(msgpack.ExtType(5, b"abc")),
    "timestamp": b"\x81\xa1a" + msgpack.packb(msgpack.Timestamp(1)),
    "reserved type": b"\x81\xa1a\xc1",
    "cut UTF-8": b"\x81\xa1a\xa2\xe2\x82",
    "bad UTF-8": b"\x81\xa1\xff\x01",
    "surrogate": b"\x81\xa1a\xa3\xed\xa0\x80",
    "array of four billion": b"\x81\xa1a\xdd\xff\xff\xff\xff",
    "map of four billion": b"\xdf\xff\xff\xff\xff",
    "string of four gigabytes": b"\x81\xa1a\xdb\xff\xff\xff\xff",
    "arrays in arrays": b"\x81\xa1a" + b"\x91" * 60_000 + b"\x01",
    "large arrays in arrays": b"\x81\xa1a" + b"\xdd\x00\x00\xff\xff" * 13_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_maps_are_refused(name: str) -> None:
    with pytest.raises(LogError) as caught:
        codec.decode_map(HOSTILE[name])
    assert caught.value.kind == "payload"


# --- weeks ------------------------------------------------------------------------------------------------------------
PACKER = Packer()


def pack(kind: Any, subject: Any, object_: Any, amount: Any, week: int = 1) -> bytes:
    columns = np.array(kind, "u1"), np.array(subject, "u2"), np.array(object_, "u2"), np.array(amount, "i4")
    code, data = PACKER.pack(*columns)
    return codec.week_head(week, code, [len(columns[0]), 0, 0, 0, 0]) + data


def unpack(data: bytes) -> list[list[int]]:
    week = codec.decode_week(data)
    columns = [week.kind.tolist()]
    for column, dtype in ((week.subject, "u2"), (week.object, "u2"), (week.amount, "i4")):
        out = np.empty(len(week.kind), dtype)
        column.into(out)
        columns.append(out.tolist())
    return columns


unsigned = st.integers(0, 9) | st.integers(0, 255) | st.integers(250, 260) | st.integers(0, 65535) | st.just(65535)
signed = (
    st.integers(-5, 5)
    | st.integers(-130, 130)
    | st.integers(-32770, 32770)
    | st.integers(-(2**31), 2**31 - 1)
    | st.sampled_from((-129, -128, 127, 128, -32769, -32768, 32767, 32768, -(2**31), 2**31 - 1))
)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[list[int], ...]:
    """Columns mostly of one narrow range each, so that every width and every mix with patches comes up."""
    events = draw(st.integers(0, 60))
    result = [draw(st.lists(st.integers(0, 255), min_size=events, max_size=events))]
    for values_ in (unsigned, unsigned, signed):
        base = draw(values_)
        others = draw(st.dictionaries(st.integers(0, max(0, events - 1)), values_, max_size=events))
        result.append([others.get(i, base) for i in range(events)])
    return tuple(result)


@settings(max_examples=400, deadline=None)
@given(weeks())
def test_weeks_come_back(columns: tuple[list[int], ...]) -> None:
    data = pack(*columns)
    assert unpack(data) == list(columns)
    assert len(data) <= 15 + 9 * len(columns[0]) + 6


def widths(data: bytes) -> tuple[int, int, int]:
    return 1 + (data[4] & 1), 1 + (data[4] >> 1 & 1), 1 << (data[4] >> 2 & 3)


def test_one_large_value_does_not_widen_its_column() -> None:
    data = pack([1] * 50, [65535] + [3] * 49, [4] * 50, [2**31 - 1] + [5] * 49)
    assert widths(data) == (1, 1, 1)
    assert len(data) == 15 + 4 * 50 + 3 * 2 + 4 + 6
    assert widths(pack([1] * 50, [300] * 50, [4] * 50, [5000] * 49 + [-(2**31)])) == (2, 1, 2)
    assert widths(pack([1] * 50, [300] * 50, [999] * 50, [10**6] * 50)) == (2, 2, 4)


def test_every_other_form_of_a_week_is_refused() -> None:
    """No other bytes of about that length hold a week and decode to the same events."""
    columns = [1, 2], [3, 300], [4, 5], [6, 70_000]
    data = pack(*columns)
    for at in range(len(data)):
        for byte in range(256):
            other = data[:at] + bytes([byte]) + data[at + 1 :]
            if other == data:
                continue
            with contextlib.suppress(LogError):
                week = codec.decode_week(other)
                assert pack(*unpack(other), week=week.week)[15:] == other[15:]
    for end in range(len(data)):
        with pytest.raises(LogError):
            codec.decode_week(data[:end])
    with pytest.raises(LogError):
        codec.decode_week(data + b"\0")


@pytest.mark.parametrize("events", [65_535, 65_536, 1 << 19])
def test_long_weeks(events: int) -> None:
    kind = np.arange(events) % 95
    subject = np.where(np.arange(events) % 997 == 0, 40_000, 7)
    amount = np.where(np.arange(events) % 1009 == 0, -(2**31), np.arange(events) % 50)
    data = pack(kind, subject, subject[::-1], amount)
    assert unpack(data) == [kind.tolist(), subject.tolist(), subject[::-1].tolist(), amount.tolist()]
    wide = pack(kind, np.arange(events) % 60_000, subject, np.arange(events) * 4000 + 40_000)
    assert len(wide) <= 5 << 20


@pytest.mark.parametrize(
    ("values_", "dtype"),
    [([256], "u1"), ([-1], "u1"), ([65_536], "u2"), ([-1], "u2"), ([2**31], "i4"), ([2**70], "i4"), ([0.5], "i4")],
)
def test_nothing_wraps(values_: list[Any], dtype: str) -> None:
    for given_ in (values_, np.array(values_)):
        with pytest.raises(LogError) as caught:
            codec.fit(given_, np.dtype(dtype), "amount")
        assert caught.value.kind == "range"


def test_columns_are_taken_as_they_come() -> None:
    wide = np.arange(20, dtype="i8")[::2]
    frozen = np.arange(3, dtype="u2")
    frozen.flags.writeable = False
    assert codec.fit(wide, np.dtype("u2"), "x").tolist() == list(range(0, 20, 2))
    assert codec.fit(frozen, np.dtype("u2"), "x").tolist() == [0, 1, 2]
    assert codec.fit([], np.dtype("u1"), "x").tolist() == []
    assert codec.fit(np.array([1, 2], ">i4"), np.dtype("i4"), "x").tolist() == [1, 2]
    for bad in (np.zeros((2, 2), "u2"), [[1], [1, 2]], ["a"], [True, False], 3, None):
        with pytest.raises(LogError):
            codec.fit(bad, np.dtype("u2"), "x")
