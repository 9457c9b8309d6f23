"""No altered, cut or reordered byte goes unnoticed, and what stands before it is kept."""

from __future__ import annotations

import itertools
import pathlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.log import DAMAGE, KINDS, LogError, LogWriter, Recording, read, recover
from tests.engine.log import recordings


def noticed(data: bytes) -> LogError:
    """Reads damaged bytes both ways: they must not pass for a whole recording, and `read` must say where."""
    with pytest.raises(LogError) as strict:
        read(data, strict=True)
    assert strict.value.kind in KINDS
    assert "\n" not in str(strict.value)
    try:
        recording = read(data)
    except LogError as error:
        return error
    assert not recording.whole
    return recording.error or strict.value


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return recordings.write(tmp_path_factory.mktemp("small") / "a.replay", weeks=1, events=2)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return recordings.write(tmp_path_factory.mktemp("large") / "a.replay", weeks=40, events=120)


def test_every_flipped_bit_is_noticed(small: bytes) -> None:
    for bit in range(8 * len(small)):
        data = bytearray(small)
        data[bit // 8] ^= 1 << bit % 8
        error = noticed(bytes(data))
        assert error.kind in DAMAGE | {"magic", "version"}
        assert error.offset <= bit // 8


def test_flipped_bits_of_a_large_file_are_noticed(large: bytes) -> None:
    chance = random.Random(11)
    for bit in chance.sample(range(8 * len(large)), 60):
        data = bytearray(large)
        data[bit // 8] ^= 1 << bit % 8
        assert noticed(bytes(data)).offset <= bit // 8


def test_damage_says_where_the_prefix_ends(small: bytes) -> None:
    edges = recordings.edges(small)
    for number, (start, end) in enumerate(itertools.pairwise(edges), start=1):
        data = bytearray(small)
        data[end - 1] ^= 1
        recording = read(bytes(data))
        assert recording.error is not None
        assert (recording.error.kind, recording.error.offset, recording.error.sequence) == ("chain", start, number)
        assert (recording.valid_bytes, recording.total_bytes, recording.sequence) == (start, len(small), number)


@pytest.mark.parametrize("change", ["delete", "duplicate", "swap", "repeat at the end"])
def test_moved_frames_are_noticed(small: bytes, large: bytes, change: str) -> None:
    for original in (small, large):
        parts = recordings.split(original)
        for index in range(1, len(parts)):
            moved = list(parts)
            if change == "delete":
                del moved[index]
            elif change == "duplicate":
                moved.insert(index, parts[index])
            elif change == "swap":
                other = index + 1 if index + 1 < len(parts) else 1
                moved[index], moved[other] = moved[other], moved[index]
            else:
                moved.append(parts[index])
            noticed(b"".join(moved))


def test_a_frame_of_another_recording_is_noticed(small: bytes, tmp_path: pathlib.Path) -> None:
    other = recordings.split(recordings.write(tmp_path / "b.replay", weeks=1, events=2, seed=2))
    for index in range(3, len(other)):  # the header and the first command are the same
        parts = recordings.split(small)
        parts[index] = other[index]
        assert noticed(b"".join(parts)).kind == "chain"


def test_a_cut_anywhere_leaves_the_longest_valid_prefix(small: bytes) -> None:
    edges = recordings.edges(small)
    for length in range(len(small)):
        data = small[:length]
        if length < edges[0]:
            with pytest.raises(LogError) as caught:
                read(data)
            assert caught.value.kind in {"cut", "magic"}
            continue
        recording = read(data)
        assert not recording.sealed
        assert recording.valid_bytes == max(edge for edge in edges if edge <= length)
        assert (recording.error is None) == (length in edges)
        assert recording.error is None or recording.error.kind == "cut"


def test_ones_own_cut_file_is_recovered_and_goes_on(small: bytes, tmp_path: pathlib.Path) -> None:
    edges = recordings.edges(small)
    path = tmp_path / "own.replay"
    for length in range(edges[0], len(small)):
        path.write_bytes(small[:length])
        recovery = recover(path)
        prefix = max(edge for edge in edges if edge <= length)
        assert path.read_bytes() == small[:prefix]
        assert (recovery.damage is None) == (length == prefix)
        assert recovery.dropped_bytes == length - prefix
        if recovery.damaged_copy is not None:
            assert pathlib.Path(recovery.damaged_copy).read_bytes() == small[:length]
            pathlib.Path(recovery.damaged_copy).unlink()
        with LogWriter.resume(path, "seal") as log:
            log.append_command({"again": length})
            log.seal({})
        assert read(path, strict=True).commands[-1].payload == {"again": length}
    assert [entry.name for entry in tmp_path.iterdir()] == ["own.replay"]


def test_a_foreign_file_is_only_read(small: bytes, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "foreign.replay"
    path.write_bytes(small[:-5])
    path.chmod(0o444)
    before = path.stat()
    recording = read(path)
    assert recording.error is not None
    assert recording.valid_bytes == recordings.edges(small)[-2]
    assert (path.stat().st_mtime_ns, path.stat().st_size) == (before.st_mtime_ns, before.st_size)
    assert len(list(tmp_path.iterdir())) == 1


def test_damaged_copies_are_numbered(small: bytes, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "own.replay"
    for number in (1, 2, 3):
        path.write_bytes(small[: -number - 1])
        assert recover(path).damaged_copy == f"{path}.damaged-{number}"
    assert pathlib.Path(f"{path}.damaged-2").read_bytes() == small[:-3]


def test_junk_after_the_seal_is_damage_and_is_cut_off(small: bytes, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "own.replay"
    path.write_bytes(small + b"junk")
    recording = read(path)
    assert recording.sealed
    assert not recording.whole
    assert recording.error is not None
    assert recording.error.kind == "trailing"
    assert recover(path).recording.whole
    assert path.read_bytes() == small
    with pytest.raises(LogError, match="sealed") as caught:
        LogWriter.resume(path)
    assert caught.value.kind == "sealed"


def test_nothing_is_recovered_from_a_damaged_header(small: bytes, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "own.replay"
    data = small[:40] + b"?" + small[41:]
    path.write_bytes(data)
    with pytest.raises(LogError):
        recover(path)
    assert path.read_bytes() == data
    assert len(list(tmp_path.iterdir())) == 1


def test_a_damaged_file_is_not_resumed(small: bytes, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "own.replay"
    path.write_bytes(small[:-1])
    with pytest.raises(LogError) as caught:
        LogWriter.resume(path)
    assert caught.value.kind == "cut"


def test_another_format_version_is_named(small: bytes) -> None:
    from engine.log.frames import preamble

    with pytest.raises(LogError, match="format version 9") as caught:
        read(preamble(9) + small[16:])
    assert caught.value.kind == "version"


# --- fuzz -------------------------------------------------------------------------------------------------------------
def mangle(data: bytes, chance: random.Random) -> bytes:
    """One to four changes a careless or hostile hand could make."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(out))
        length = chance.choice((1, 1, 2, 4, 30))
        match chance.randrange(5):
            case 0:
                out[at] ^= 1 << chance.randrange(8)
            case 1:
                out[at : at + length] = chance.randbytes(length)
            case 2:
                del out[at : at + length]
            case 3:
                out[at:at] = chance.randbytes(length)
            case _:
                other = chance.randrange(len(out))
                out[at : at + length] = out[other : other + length]
        if not out:
            return b""
    return bytes(out)


def reforge(data: bytes, chance: random.Random) -> bytes:
    """Mangled payloads under a chain that is whole, so that the checks behind the chain are reached."""
    frames = [(part[8], part[13:-32]) for part in recordings.split(data)[1:]]
    index = chance.randrange(len(frames))
    type_, payload = frames[index]
    frames[index] = (type_, mangle(payload, chance))
    return recordings.forge(*frames)


def survive(data: bytes) -> Recording | None:
    try:
        recording = read(data)
        recording.events  # noqa: B018
    except LogError:
        return None
    for command in recording.commands:
        assert isinstance(command.payload, dict)
    return recording


def fuzz(data: bytes, rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(rounds):
        bad = mangle(data, chance)
        recording = survive(bad)
        assert bad == data or recording is None or not recording.whole
        survive(reforge(data, chance))


def test_mangled_files_are_refused_or_cut(small: bytes, large: bytes) -> None:
    fuzz(small, 1000, seed=5)
    fuzz(large[: recordings.edges(large)[12]], 300, seed=6)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_mangled_files_are_refused_or_cut_for_long(small: bytes, large: bytes, seed: int) -> None:
    fuzz(small, 20_000, seed=100 + seed)
    fuzz(large, 2_000, seed=200 + seed)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_answered(data: bytes) -> None:
    survive(data)
    survive(recordings.forge(recordings.forge_header(), (2, data)))
    survive(recordings.forge(recordings.forge_header(), (3, data)))
    survive(recordings.forge((1, data)))
