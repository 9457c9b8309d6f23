"""One form for every map and every week, and nothing else accepted."""

from __future__ import annotations

import contextlib
import math
import struct
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.log import LogError, codec
from engine.log.frames import EVENTS, LENGTHS

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
def pack(kind: Any, subject: Any, object_: Any, amount: Any, week: int = 1) -> bytes:
    return codec.encode_week(week, [len(kind), 0, 0, 0, 0], kind, subject, object_, amount)


def unpack(data: bytes) -> list[list[int]]:
    _, total, digest = codec.check_week(data)
    assert digest is None
    columns = codec.decode_columns([data])
    assert {len(column) for column in columns} == {total}
    assert all(column.flags.carray for column in columns)
    return [column.tolist() for column in columns]


@st.composite
def weeks(draw: st.DrawFn) -> tuple[list[int], ...]:
    events = draw(st.integers(0, 60))
    limits = ((0, 255), (0, 65_535), (0, 65_535), (-(2**31), 2**31 - 1))
    return tuple(
        draw(st.lists(st.integers(*limit) | st.sampled_from(limit), min_size=events, max_size=events))
        for limit in limits
    )


@settings(max_examples=400, deadline=None)
@given(weeks())
def test_weeks_come_back(columns: tuple[list[int], ...]) -> None:
    data = pack(*columns)
    assert unpack(data) == list(columns)
    assert len(data) == 24 + 9 * len(columns[0])


@settings(max_examples=60, deadline=None)
@given(st.lists(weeks(), max_size=6))
def test_weeks_come_back_one_after_the_other(several: list[tuple[list[int], ...]]) -> None:
    payloads = [pack(*columns) for columns in several]
    joined = [[value for columns in several for value in columns[i]] for i in range(4)]
    assert [column.tolist() for column in codec.decode_columns(payloads)] == joined
    assert [column.tolist() for column in codec.decode_columns(map(memoryview, payloads))] == joined


def test_days_come_back() -> None:
    counts = [[2, 0, 1, 0, 3], [0, 0, 0, 0, 0], [0, 1, 0, 0, 0]]
    payloads = [codec.encode_week(1, days, *[[0] * sum(days)] * 4) for days in counts]
    assert codec.decode_days(payloads).tolist() == [0, 0, 2, 4, 4, 4, 1]
    assert codec.decode_days([]).tolist() == []


def test_the_layout_is_this() -> None:
    data = codec.encode_week(7, [1, 0, 0, 1, 0], [1, 2], [3, 300], [4, 65_535], [-1, 70_000])
    head = struct.pack("<6I", 7, 1, 0, 0, 1, 0)
    assert data == head + struct.pack("<2i4H", -1, 70_000, 3, 300, 4, 65_535) + b"\1\2"


def test_a_digest_follows_the_columns_or_not() -> None:
    plain = pack([1, 2], [3, 300], [4, 5], [6, 70_000])
    stated = codec.encode_week(1, [2, 0, 0, 0, 0], [1, 2], [3, 300], [4, 5], [6, 70_000], b"d" * 32)
    assert stated == plain + b"d" * 32 == codec.with_digest(plain, b"d" * 32)
    assert codec.check_week(stated) == (1, 2, b"d" * 32)
    assert codec.week_of(stated) == codec.week_of(plain) == (1, 2)
    for part, whole in zip(codec.decode_columns([stated, plain]), codec.decode_columns([plain, plain]), strict=True):
        assert part.tolist() == whole.tolist()
    for end in range(1, 32):
        with pytest.raises(LogError):
            codec.check_week(stated[:-end])
    for bad in (b"", b"d" * 31, b"d" * 33):
        with pytest.raises(LogError):
            codec.with_digest(plain, bad)


def test_every_other_form_of_a_week_is_refused() -> None:
    """No other bytes of about that length hold a week and decode to the same events."""
    data = pack([1, 2], [3, 300], [4, 5], [6, 70_000])
    for at in range(len(data)):
        for byte in range(256):
            other = data[:at] + bytes([byte]) + data[at + 1 :]
            if other == data:
                continue
            with contextlib.suppress(LogError):
                week, total, digest = codec.check_week(other)
                counts = struct.unpack_from("<5I", other, 4)
                assert sum(counts) == total == 2
                assert codec.encode_week(week, counts, *codec.decode_columns([other]), digest) == other
    for end in range(len(data)):
        with pytest.raises(LogError):
            codec.check_week(data[:end])
    with pytest.raises(LogError):
        codec.check_week(data + b"\0")


@pytest.mark.parametrize("events", [65_535, 65_536, 1 << 19])
def test_long_weeks(events: int) -> None:
    kind = np.arange(events) % 95
    subject = np.arange(events) % 60_000
    amount = np.arange(events) * 4000 - 2**30
    data = pack(kind, subject, subject[::-1], amount)
    assert unpack(data) == [kind.tolist(), subject.tolist(), subject[::-1].tolist(), amount.tolist()]
    assert len(data) <= LENGTHS[EVENTS][1]


def test_a_longer_week_is_refused_both_ways() -> None:
    events = (1 << 19) + 1
    with pytest.raises(LogError) as caught:
        pack(*[np.zeros(events, "u1")] * 4)
    assert caught.value.kind == "range"
    with pytest.raises(LogError) as caught:
        codec.check_week(struct.pack("<6I", 1, events, 0, 0, 0, 0) + bytes(9 * events))
    assert caught.value.kind == "columns"


def test_columns_of_just_the_type_are_taken_whatever_their_strides() -> None:
    kind, amount = np.arange(6, dtype="u1"), np.arange(6, dtype="i4")
    short = np.arange(12, dtype="u2")[::2]
    assert pack(kind, short, short[::-1], amount[::-1]) == pack(*map(list, (kind, short, short[::-1], amount[::-1])))
    for columns in ((kind, short, short, amount[:5]), (kind, short, short.reshape(2, 3), amount), (kind, 3, 3, 3)):
        with pytest.raises(LogError) as caught:
            pack(*columns)
        assert caught.value.kind == "range"
    with pytest.raises(LogError) as caught:
        pack(*[np.zeros((2, 3), dtype) for dtype in ("u1", "u2", "u2", "i4")])
    assert caught.value.kind == "range"


@pytest.mark.parametrize(
    "counts", [[3, 0, 0, 0], [2, 0, 0, 0, 0], [4, -1, 0, 0, 0], [1.5, 1.5, 0, 0, 0], [3] + [0] * 5]
)
def test_counts_of_days_add_up(counts: list[Any]) -> None:
    for given_ in (counts, np.array(counts)):
        with pytest.raises(LogError) as caught:
            codec.encode_week(1, given_, *[[0] * 3] * 4)
        assert caught.value.kind == "range"


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
