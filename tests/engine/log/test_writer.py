"""Writing: refusals, failures of the disk, and what stays whole through them."""

from __future__ import annotations

import errno
import os
import pathlib
import random
import subprocess
import sys
from typing import Any

import pytest

from engine.log import LogError, LogWriter, files, read, recover
from tests.engine.log import recordings

WEEK = recordings.week_columns(random.Random(1), 20)


@pytest.fixture
def path(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "a.replay"


def kind_of(action: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(LogError) as caught:
        action(*arguments, **named)
    assert "\n" not in str(caught.value)
    return caught.value.kind


# --- creating ---------------------------------------------------------------------------------------------------------
def test_an_existing_file_is_replaced_only_when_told(path: pathlib.Path) -> None:
    path.write_bytes(b"precious")
    assert kind_of(LogWriter.create, path, recordings.header()) == "exists"
    assert path.read_bytes() == b"precious"
    LogWriter.create(path, recordings.header(), overwrite=True).close()
    assert read(path).header == recordings.header()
    assert len(list(path.parent.iterdir())) == 1


def test_a_dangling_link_counts_as_existing(path: pathlib.Path) -> None:
    path.symlink_to("nowhere")
    assert kind_of(LogWriter.create, path, recordings.header()) == "exists"


@pytest.mark.parametrize("overwrite", [False, True])
def test_places_where_no_file_can_be(path: pathlib.Path, overwrite: bool) -> None:
    def attempt(where: Any) -> str:
        return kind_of(LogWriter.create, where, recordings.header(), overwrite=overwrite)

    assert attempt(path.parent) == "is-directory"
    assert attempt(f"{path}/") == "is-directory"
    assert attempt(path / "b" / "c.replay") == "missing"
    assert attempt("nul\0byte.replay") == "missing"
    path.write_bytes(b"")
    assert attempt(path / "c.replay") == "missing"
    assert attempt(path.parent / ("x" * 300)) == "io"
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.EROFS, "not-writable"), (errno.ENOSPC, "no-space"), (errno.EDQUOT, "no-space"), (errno.EIO, "io")],
)
@pytest.mark.parametrize("call", ["open", "write", "fdatasync", "link", "fsync"])
def test_a_failed_creation_leaves_nothing(
    path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: str, call: str
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, call, fail)
    assert kind_of(LogWriter.create, path, recordings.header()) == kind
    monkeypatch.undo()
    assert list(path.parent.iterdir()) == []


def test_a_folder_that_may_not_be_written(path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(files.os, "open", fail)
    assert kind_of(LogWriter.create, path, recordings.header()) == "not-writable"


def test_a_file_system_without_links_will_do(path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(files.os, "link", fail)
    LogWriter.create(path, recordings.header()).close()
    assert kind_of(LogWriter.create, path, recordings.header()) == "exists"
    assert read(path).error is None


def test_one_writer_at_a_time(path: pathlib.Path) -> None:
    with LogWriter.create(path, recordings.header()) as log:
        assert kind_of(LogWriter.resume, path) == "busy"
        assert kind_of(recover, path) == "busy"
        log.append_command({"a": 1})
        assert len(read(path).commands) == 1
    LogWriter.resume(path).close()


# --- appending --------------------------------------------------------------------------------------------------------
def test_a_refused_append_changes_nothing(path: pathlib.Path) -> None:
    counts, *columns = WEEK
    with LogWriter.create(path, recordings.header()) as log:
        before = path.read_bytes()
        assert kind_of(log.append_command, {"a": float("nan")}) == "payload"
        assert kind_of(log.append_command, {"a": "x" * 70_000}) == "too-large"
        assert kind_of(log.append_week, 2, counts, *columns) == "order"
        assert kind_of(log.append_packed, 2, b"", 0) == "order"
        assert kind_of(log.append_week, 1, [20, 0, 0, 0], *columns) == "range"
        assert kind_of(log.append_week, 1, [21, 0, 0, 0, 0], *columns) == "range"
        assert kind_of(log.append_week, 1, [21, -1, 0, 0, 0], *columns) == "range"
        assert kind_of(log.append_week, 1, counts, columns[0][:-1], *columns[1:]) == "range"
        assert kind_of(log.append_week, 1, counts, *columns[:3], [2**31] * 20) == "range"
        assert kind_of(log.append_week, 1, counts, *columns, b"short") == "range"
        assert kind_of(log.seal, {1: 2}) == "payload"
        assert path.read_bytes() == before
        log.append_week(1, counts, *columns)
        assert kind_of(log.append_week, 1, counts, *columns) == "order"
        assert kind_of(log.append_week, 2, counts, *columns, bytes(31)) == "range"
        log.append_week(2, counts, *columns, bytes(32))
        assert kind_of(log.append_week, 2, counts, *columns, bytes(32)) == "order"
        log.seal({})
        for action, arguments in (
            (log.append_command, ({},)),
            (log.append_week, (3, *WEEK)),
            (log.append_packed, (3, b"", 0)),
            (log.seal, ({},)),
        ):
            assert kind_of(action, *arguments) == "sealed"
    assert kind_of(log.append_command, {}) == "closed"
    log.close()
    assert read(path, strict=True).weeks == 2


def test_an_error_within_leaves_an_unsealed_recording(path: pathlib.Path) -> None:
    def play() -> None:
        with LogWriter.create(path, recordings.header(), "seal") as log:
            log.append_command({"a": 1})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        play()
    recording = read(path)
    assert (len(recording.commands), recording.sealed, recording.error) == (1, False, None)
    assert kind_of(read, path, strict=True) == "unsealed"


def test_resuming_goes_on_as_if_never_interrupted(tmp_path: pathlib.Path) -> None:
    def play(path: pathlib.Path, *, interrupted: bool) -> bytes:
        chance = random.Random(2)
        log = LogWriter.create(path, recordings.header())
        for week in range(1, 5):
            log.append_command({"week": week})
            if interrupted:
                log.close()
                log = LogWriter.resume(path)
            columns = recordings.week_columns(chance, 30)
            if interrupted:
                log.close()
                log = LogWriter.resume(path)
            log.append_week(week, *columns, chance.randbytes(32))
        log.seal({"end": True})
        log.close()
        return path.read_bytes()

    assert play(tmp_path / "a", interrupted=True) == play(tmp_path / "b", interrupted=False)


def test_a_command_is_synced_before_it_is_acknowledged(path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    write, sync = os.write, os.fdatasync
    monkeypatch.setattr(files.os, "write", lambda *a: (calls.append("write"), write(*a))[1])
    monkeypatch.setattr(files.os, "fdatasync", lambda *a: (calls.append("sync"), sync(*a))[1])
    with LogWriter.create(path, recordings.header()) as log:
        assert calls == ["write", "sync"]
        log.append_command({})
        log.append_week(1, *WEEK, bytes(32))
        log.append_command({})
        assert calls == ["write", "sync", "write", "sync", "write", "write", "sync"]
        log.seal({})
        assert calls[7:] == ["write", "sync"]


def test_a_run_is_synced_once(path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setattr(files.os, "fdatasync", calls.append)
    with LogWriter.create(path, recordings.header(), "seal") as log:
        log.append_command({})
        log.append_week(1, *WEEK, bytes(32))
        assert calls == []
        log.seal({})
    assert len(calls) == 1


# --- a failing disk ---------------------------------------------------------------------------------------------------
class Full:
    """A disk that takes only so many bytes more."""

    def __init__(self, room: int, number: int = errno.ENOSPC) -> None:
        self.room, self.number, self.write = room, number, os.write

    def __call__(self, fd: int, data: bytes) -> int:
        if self.room <= 0:
            raise OSError(self.number, os.strerror(self.number))
        done = self.write(fd, bytes(data)[: self.room])
        self.room -= done
        return done


@pytest.mark.parametrize("room", [0, 1, 12, 13, 20, 60])
def test_a_full_disk_takes_nothing_acknowledged(path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    with LogWriter.create(path, recordings.header()) as log:
        log.append_command({"n": 1})
        before = path.read_bytes()
        monkeypatch.setattr(files.os, "write", Full(room))
        assert kind_of(log.append_command, {"n": 2, "text": "x" * 100}) == "no-space"
        assert path.read_bytes() == before
        assert kind_of(log.append_week, 1, *WEEK) == "no-space"
        monkeypatch.undo()
        assert log.append_command({"n": 3}) == 2  # somebody made room
        log.seal({})
    assert [command.payload["n"] for command in read(path, strict=True).commands] == [1, 3]


def test_a_full_disk_ends_a_run(path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with LogWriter.create(path, recordings.header(), "seal") as log:
        before = path.read_bytes()
        log.append_command({"n": 1})
        monkeypatch.setattr(files.os, "write", Full(30))
        assert kind_of(log.seal, {}) == "no-space"
        assert path.read_bytes() == before
        monkeypatch.undo()
        assert kind_of(log.append_command, {"n": 2}) == "closed"
    assert read(path).error is None


def test_a_write_that_cannot_be_taken_back_ends_the_writer(path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError(errno.EIO, "gone")

    log = LogWriter.create(path, recordings.header())
    log.append_command({"n": 1})
    monkeypatch.setattr(files.os, "write", Full(20))
    monkeypatch.setattr(os, "ftruncate", fail)
    assert kind_of(log.append_command, {"n": 2}) == "io"
    monkeypatch.undo()
    assert kind_of(log.append_command, {"n": 3}) == "closed"
    log.close()
    recording = recover(path).recording
    assert [command.payload["n"] for command in recording.commands] == [1]


def test_a_failed_sync_is_not_an_acknowledgement(path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError(errno.EIO, "gone")

    log = LogWriter.create(path, recordings.header())
    monkeypatch.setattr(files.os, "fdatasync", fail)
    assert kind_of(log.append_command, {"n": 1}) == "io"
    monkeypatch.undo()
    assert kind_of(log.append_command, {"n": 2}) == "closed"
    log.close()


def test_an_interrupted_write_is_mended_by_the_next(path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write

    def interrupt(fd: int, data: bytes) -> int:
        write(fd, data[:9])
        raise KeyboardInterrupt

    with LogWriter.create(path, recordings.header()) as log:
        monkeypatch.setattr(files.os, "write", interrupt)
        with pytest.raises(KeyboardInterrupt):
            log.append_command({"n": 1})
        monkeypatch.undo()
        log.append_command({"n": 2})
    assert [command.payload["n"] for command in read(path).commands] == [2]


LIMITED = """
import pathlib, resource, signal, sys
from engine.log import LogError, LogWriter, read
from tests.engine.log import recordings
path = pathlib.Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
acknowledged = 0
with LogWriter.create(path, recordings.header()) as log:
    try:
        while True:
            log.append_command({"n": acknowledged, "text": "x" * 60})
            acknowledged += 1
    except LogError as error:
        assert error.kind == "no-space", error
recording = read(path)
assert recording.error is None, recording.error
assert len(recording.commands) == acknowledged > 5, acknowledged
print("fine")
"""


def test_a_file_the_system_will_not_let_grow(path: pathlib.Path) -> None:
    run = subprocess.run([sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("fine\n", "")


def test_the_damaged_copy_must_fit_before_anything_is_cut(path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = recordings.write(path)[:-3]
    path.write_bytes(data)
    monkeypatch.setattr(files.os, "write", Full(100))
    assert kind_of(recover, path) == "no-space"
    monkeypatch.undo()
    assert path.read_bytes() == data
    assert len(list(path.parent.iterdir())) == 1


# --- opening ----------------------------------------------------------------------------------------------------------
def test_what_cannot_be_read(path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kind_of(read, path) == "missing"
    assert kind_of(read, "nul\0byte") == "missing"
    assert kind_of(read, path.parent) == "is-directory"
    assert kind_of(recover, path.parent) == "is-directory"
    assert kind_of(read, "/dev/zero") == "not-a-file"
    os.mkfifo(path.parent / "pipe")
    assert kind_of(read, path.parent / "pipe") == "not-a-file"
    path.write_bytes(b"")
    assert kind_of(read, path) == "magic"
    stream = path.open("rb")
    stream.close()
    assert kind_of(read, stream) == "not-readable"
    path.write_text("text")
    with path.open() as text:
        assert kind_of(read, text) == "not-readable"

    def fail(*_: Any) -> Any:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(files.os, "open", fail)
    assert kind_of(read, path) == "not-readable"
    assert kind_of(recover, path) == "not-writable"


def test_a_disk_that_fails_midway_is_no_damage(tmp_path: pathlib.Path) -> None:
    data = recordings.write(tmp_path / "a.replay")

    class Failing:
        def __init__(self) -> None:
            self.rest = data[:900]

        def read(self, size: int) -> bytes:
            if not self.rest:
                raise OSError(errno.EIO, "Input/output error")
            part, self.rest = self.rest[:size], self.rest[size:]
            return part

    assert kind_of(read, Failing()) == "io"


def test_the_limit_holds_for_every_source(path: pathlib.Path) -> None:
    data = recordings.write(path)
    for limit in (1, 20, 700, len(data) - 1):
        assert kind_of(read, path, limit=limit) == "too-large"
        assert kind_of(read, data, limit=limit) == "too-large"
        with path.open("rb") as stream:
            assert kind_of(read, stream, limit=limit) == "too-large"
    with path.open("rb") as stream:
        assert read(stream, limit=len(data)).whole
