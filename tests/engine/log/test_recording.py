"""What is written is what is read, and the file is small."""

from __future__ import annotations

import io
import pathlib
import pickle
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine.log
from engine.log import Header, LogError, LogWriter, read, read_columns
from engine.log.frames import HEAD_BYTES, PREAMBLE_BYTES
from tests.engine.log import recordings


@pytest.mark.parametrize("sync", ["each", "seal"])
def test_round_trip(tmp_path: pathlib.Path, sync: engine.log.Sync) -> None:
    path, chance = tmp_path / "a.replay", random.Random(4)
    columns = [recordings.week_columns(chance, events) for events in (5, 0, 300, 1)]
    header = recordings.header(weeks=4, plan={"command": [{"week": 1}]})
    with LogWriter.create(path, header, sync) as log:
        assert log.append_command({"kind": "a"}) == 1
        assert log.append_week(1, *columns[0], b"1" * 32) == 1
        assert log.append_week(np.int64(2), np.array(columns[1][0]), *columns[1][1:], digest=b"2" * 32) == 6
        assert log.append_command({"kind": "b"}) == 4
        assert log.append_week(3, *columns[2]) == 6
        assert log.append_week(4, *columns[3], b"4" * 32) == 306
        log.seal({"score": 1})
    recording = read(path, strict=True)
    assert recording.whole
    assert recording.header == header
    assert recording.summary == {"score": 1}
    assert [(c.sequence, c.week, c.payload) for c in recording.commands] == [
        (1, 1, {"kind": "a"}),
        (4, 3, {"kind": "b"}),
    ]
    assert recording.digests == {1: b"1" * 32, 2: b"2" * 32, 4: b"4" * 32}
    assert (recording.weeks, recording.starts.tolist()) == (4, [0, 5, 5, 305, 306])
    assert recording.valid_bytes == recording.total_bytes == path.stat().st_size
    for index, name in enumerate(("kind", "subject", "object", "amount"), start=1):
        whole = getattr(recording.events, name)
        assert whole.tolist() == np.concatenate([column[index] for column in columns]).tolist()
        assert whole.dtype == columns[0][index].dtype
        for week, column in enumerate(columns, start=1):
            assert getattr(recording.week(week), name).tolist() == column[index].tolist()
    days = np.concatenate([np.repeat(np.arange(5), column[0]) for column in columns])
    assert recording.events.day.tolist() == days.tolist()


def test_events_are_numbered_from_one(tmp_path: pathlib.Path) -> None:
    data = recordings.write(tmp_path / "a.replay", weeks=4, events=7)
    recording = read(data)
    events = recording.events
    for number in range(1, 29):
        event = recording.event(number)
        assert (event.number, event.week) == (number, (number - 1) // 7 + 1)
        columns = (events.day, events.kind, events.subject, events.object, events.amount)
        assert event[2:] == tuple(int(column[number - 1]) for column in columns)
    assert [recording.first_number(week) for week in (1, 2, 3, 4, 5)] == [1, 8, 15, 22, 29]
    for number in (0, 29, -1):
        with pytest.raises(LogError):
            recording.event(number)
    for week in (0, 5):
        with pytest.raises(LogError):
            recording.week(week)


def test_both_ways_of_syncing_give_the_same_bytes(tmp_path: pathlib.Path) -> None:
    for sync in ("each", "seal"):
        with LogWriter.create(tmp_path / sync, recordings.header(), sync) as log:
            log.append_command({"b": 1, "a": [None, True, 1.5, b"x"]})
            log.append_week(1, *recordings.week_columns(random.Random(1), 50), bytes(32))
            log.seal({})
    assert (tmp_path / "each").read_bytes() == (tmp_path / "seal").read_bytes()


def test_every_kind_of_source_reads_the_same(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.replay"
    data = recordings.write(path)

    class Trickle(io.RawIOBase):
        def __init__(self) -> None:
            self.rest = data

        def read(self, size: int = -1) -> bytes:
            part, self.rest = self.rest[: min(size, 7)], self.rest[min(size, 7) :]
            return part

    with path.open("rb") as stream:
        sources = [path, str(path), data, bytearray(data), memoryview(data), stream, io.BytesIO(data), Trickle()]
        for source in sources:
            recording = read(source)  # type: ignore[arg-type]
            assert (recording.whole, recording.valid_bytes, recording.total_bytes) == (True, len(data), len(data))


@pytest.mark.parametrize("events", [300, 430, 600])
def test_a_run_takes_at_most_ten_bytes_an_event(tmp_path: pathlib.Path, events: int) -> None:
    parameter = {"value": 0.5, "range": [0.25, 1.5], "grade": "X", "source": "anchors"}
    scenario = {"parameters": {f"a parameter with number {n}": parameter for n in range(150)}}
    chance = random.Random(9)
    with LogWriter.create(tmp_path / "a.replay", recordings.header(scenario=scenario), "seal") as log:
        for week in range(1, 131):
            log.append_week(week, *recordings.week_columns(chance, events), chance.randbytes(32))
        log.seal({})
    assert (tmp_path / "a.replay").stat().st_size <= 10 * 130 * events


def test_the_bytes_are_these(tmp_path: pathlib.Path) -> None:
    """Old files must read for ever: a change of these bytes is a change of the format version."""
    data = recordings.write(tmp_path / "a.replay", weeks=2, events=40, seed=3)
    assert read(data).chain.hex() == "c6addd274d30122c4ac4f32b503ed2dbe3ae87e3eee4e413cf44739f822573b6"


def test_columns_can_be_read_unverified(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.replay"
    data = recordings.write(path, weeks=3, events=40, seed=3)
    events = read(path).events
    for ours, theirs in zip(read_columns(path), events[:4], strict=True):
        assert (ours.dtype, ours.tobytes()) == (theirs.dtype, theirs.tobytes())
        assert ours.flags.carray
    whole = set(recordings.edges(data))
    for end in range(len(data)):
        path.write_bytes(data[:end])
        if end in whole or end == PREAMBLE_BYTES:
            read_columns(path)
            continue
        with pytest.raises(LogError) as caught:
            read_columns(path)
        assert caught.value.kind in ("magic", "cut")
    at = recordings.edges(data)[1] + HEAD_BYTES + 4  # the first day's count of the first week
    path.write_bytes(data[:at] + b"\xff" + data[at + 1 :])
    with pytest.raises(LogError, match="holds fewer events"):
        read_columns(path)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(-(2**63), 2**64 - 1),
    weeks=st.integers(0, 2**40),
    plan=st.none() | st.text(),
    notes=st.dictionaries(st.text(), st.text()),
)
def test_headers_come_back(seed: int, weeks: int, plan: str | None, notes: dict[str, str]) -> None:
    header = recordings.header(seed=seed, weeks=weeks, plan=plan, notes=notes)
    assert Header.decode(header.payload) == header


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 0.5},
        {"seed": True},
        {"seed": 2**64},
        {"weeks": -1},
        {"rules_version": None},
        {"kernel_digest": 5},
        {"plan": 5},
        {"scenario": []},
        {"scenario": {"a": float("nan")}},
        {"notes": None},
    ],
)
def test_bad_headers_are_refused(tmp_path: pathlib.Path, change: dict[str, object]) -> None:
    with pytest.raises(LogError):
        LogWriter.create(tmp_path / "a.replay", recordings.header(**change))
    assert list(tmp_path.iterdir()) == []


def test_a_swapped_scenario_is_noticed() -> None:
    payload = recordings.header().payload
    with pytest.raises(LogError, match="not the one its hash"):
        read(recordings.forge((1, payload.replace(b"small", b"SMALL"))))


def test_the_public_names_exist() -> None:
    assert len(engine.log.__all__) == len(set(engine.log.__all__))
    for name in engine.log.__all__:
        assert getattr(engine.log, name) is not None


def test_errors_survive_pickling() -> None:
    error = LogError("chain", 12, "altered", 3)
    again = pickle.loads(pickle.dumps(error))
    assert (again.kind, again.offset, again.message, again.sequence) == ("chain", 12, "altered", 3)
    assert str(again) == str(error) == "altered [chain at byte 12, frame 3]"
