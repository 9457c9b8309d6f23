"""Mending one's own recording after a crash.

For files this program wrote itself, in its own save folder. A file from elsewhere is never repaired: `read` reports its
valid prefix, and that is all that happens to it.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from typing import Final

from engine.log import files
from engine.log.errors import LogError, raise_os_error
from engine.log.files import PathLike
from engine.log.frames import MAX_FILE_BYTES
from engine.log.reader import Recording, read_stream

_COPY_BYTES: Final = 1 << 20
_MOST_COPIES: Final = 10_000


@dataclass(frozen=True)
class Recovery:
    """What `recover` found and did.

    Attributes:
        recording: what the file holds now: undamaged, sealed or not.
        damage: what was wrong with it, None where nothing was.
        damaged_copy: where the bytes as they were found are kept, None where nothing was wrong.
        dropped_bytes: how many bytes were cut off.
    """

    recording: Recording
    damage: LogError | None
    damaged_copy: str | None
    dropped_bytes: int


def recover(path: PathLike) -> Recovery:
    """Cut one's own damaged recording back to its longest valid prefix, the damaged bytes kept beside it.

    The copy, `<name>.damaged-<n>`, is on the disk under its name before the file is cut, so a crash in between loses
    nothing. An undamaged file is left alone. Go on with `LogWriter.resume`.

    Args:
        path: a recording of one's own.

    Raises:
        LogError: it has no valid header, so that there is no prefix to keep, is open in another writer, or the copy
            could not be made; the file is as it was.
    """
    name = os.fspath(path)
    fd, size = files.open_existing(path, write=True)
    try:
        recording = _read(fd, name, size)
        if recording.error is None:
            return Recovery(recording, None, None, 0)
        copy = _keep(fd, name)
        try:
            os.ftruncate(fd, recording.valid_bytes)
            files.sync(fd)
        except OSError as error:
            raise_os_error(error, "cut", name, recording.valid_bytes)
        whole = _read(fd, name, recording.valid_bytes)
        return Recovery(whole, recording.error, copy, size - recording.valid_bytes)
    finally:
        os.close(fd)


def _read(fd: int, name: str, size: int) -> Recording:
    os.lseek(fd, 0, os.SEEK_SET)
    with os.fdopen(fd, "rb", closefd=False) as stream:
        return read_stream(stream, name, MAX_FILE_BYTES, size)


def _keep(fd: int, name: str) -> str:
    """Copy the file to the first free `<name>.damaged-<n>`, whole or not at all."""
    draft = f"{name}.damaged.partial"
    try:
        os.lseek(fd, 0, os.SEEK_SET)
        out = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | files.FLAGS, 0o666)
        try:
            while data := os.read(fd, _COPY_BYTES):
                files.write_all(out, data)
            files.sync(out)
        finally:
            os.close(out)
        for number in range(1, _MOST_COPIES):
            with contextlib.suppress(FileExistsError):
                files.give_name(draft, f"{name}.damaged-{number}", overwrite=False)
                files.sync_folder(name)
                return f"{name}.damaged-{number}"
        raise LogError("exists", 0, f"there are {_MOST_COPIES - 1} damaged copies of {name!r} already")
    except OSError as error:
        raise_os_error(error, "copy", name)
    finally:
        files.discard(draft)
