"""Writing a recording: append only, every acknowledged command on the disk.

With `sync="each"`, for play, an append is one write, and a command is on the disk before `append_command` returns.
With `sync="seal"`, for runs that can be run again, nothing is acknowledged before the seal: frames are gathered and
written a few at a time, because the system call costs more than everything else about a week, and synced once.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Literal, NoReturn, Self

import numpy as np

from engine.log import codec, files
from engine.log.errors import LogError, raise_os_error
from engine.log.files import PathLike
from engine.log.frames import (
    COMMAND,
    EVENTS,
    FRAME_OVERHEAD,
    HEADER,
    LENGTHS,
    MAX_FILE_BYTES,
    NODES,
    SEAL,
    genesis,
    head,
    link,
    preamble,
)
from engine.log.header import Header
from engine.log.order import MAX_WEEKS, Progress
from engine.log.reader import read_stream

Sync = Literal["each", "seal"]
GATHER_BYTES: Final = 1 << 16  # frames that wait for one write: few enough to stay in cache


class LogWriter:
    """Appends to one recording. Use as a context manager; leaving it without `seal` leaves an unsealed recording.

    A failed append raises `LogError`, and the file ends with the last whole frame. With `sync="each"` the writer stays
    usable, so that a full disk can be cleared; with `sync="seal"`, or when the disk may not hold what it accepted,
    the writer has failed and refuses what follows.

    Attributes:
        path: the file.
        progress: what was appended so far.
    """

    def __init__(self, path: PathLike, fd: int, sync: Sync, progress: Progress, state: tuple[int, int, bytes]) -> None:
        """Use `create` or `resume`.

        Args:
            path: the file.
            fd: its descriptor, positioned at the end.
            sync: when to sync.
            progress: what it holds.
            state: its bytes, the number of the next frame, and the chain value to follow.
        """
        self.path = os.fspath(path)
        self.progress = progress
        self._fd = fd
        self._each = sync == "each"
        self._offset, self._sequence, self._chain = state
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._refusal = ""
        self._torn = False

    @classmethod
    def create(cls, path: PathLike, header: Header, sync: Sync = "each", *, overwrite: bool = False) -> Self:
        """Start a recording. The file appears with its header in it, or not at all.

        Args:
            path: where; refused if something stands there.
            header: what the recording says about itself.
            sync: "each" to sync every command before it is acknowledged, "seal" to sync once at the seal.
            overwrite: replace what stands there.

        Raises:
            LogError: the file cannot be made, or the header has no canonical form.
        """
        payload, first = header.payload, preamble()
        head_ = head(len(payload), 0, HEADER)
        chain = link(genesis(first), head_, payload)
        data = first + head_ + payload + chain
        files.create(path, data, overwrite=overwrite, durable=sync == "each")
        fd, _ = files.open_existing(path, write=True)
        os.lseek(fd, len(data), os.SEEK_SET)
        return cls(path, fd, sync, Progress(), (len(data), 1, chain))

    @classmethod
    def resume(cls, path: PathLike, sync: Sync = "each") -> Self:
        """Go on with an unsealed recording of one's own, every frame of it verified first.

        Args:
            path: the recording; a damaged one must be recovered before.
            sync: as for `create`.

        Raises:
            LogError: it is damaged, sealed, open elsewhere, or not to be opened.
        """
        name = os.fspath(path)
        fd, size = files.open_existing(path, write=True)
        try:
            with os.fdopen(fd, "rb", closefd=False) as stream:
                recording = read_stream(stream, name, MAX_FILE_BYTES, size)
            if recording.error is not None:
                raise recording.error
            if recording.sealed:
                raise LogError("sealed", size, f"{name!r} is sealed: nothing can be added to it")
            os.lseek(fd, size, os.SEEK_SET)
        except BaseException:
            os.close(fd)
            raise
        return cls(path, fd, sync, recording.progress, (size, recording.sequence, recording.chain))

    def append_command(self, mapping: Mapping[str, Any]) -> int:
        """Append a command. With `sync="each"` it is on the disk when this returns.

        Args:
            mapping: what was asked.

        Returns:
            The number of its frame.

        Raises:
            LogError: it was not appended, or may not have reached the disk; it counts as not acknowledged.
        """
        self._ready()
        self._ask(self.progress.check_command)
        sequence = self._sequence
        self._append(COMMAND, self._encode(mapping, COMMAND))
        self.progress.commands += 1
        if self._each:
            self.sync()
        return sequence

    def append_week(
        self,
        week: int,
        day_counts: Sequence[int] | np.ndarray[Any, Any],
        kind: Any,
        subject: Any,
        object_: Any,
        amount: Any,
        digest: bytes | None = None,
    ) -> int:
        """Append the events of a week, oldest first.

        Args:
            week: the world week, one more than the last.
            day_counts: how many of the events fell on each of the five days.
            kind: a column of integers that fit u1.
            subject: u2.
            object_: u2.
            amount: i4.
            digest: of the world at the week's end, where it is known.

        Returns:
            The number of the first of these events.

        Raises:
            LogError: kind "range" where a value does not fit its column; nothing was appended.
        """
        self._ready()
        week = int(week)
        self._ask(self.progress.check_week, week)
        try:
            payload = codec.encode_week(week, day_counts, kind, subject, object_, amount, digest)
        except LogError as wrong:
            self._fail(wrong)
        return self.append_packed(week, payload, len(kind))

    def append_packed(self, week: int, payload: bytes, events: int, digest: bytes | None = None) -> int:
        """The same, of a week that the kernel packed; it runs once a simulated week, so it looks at nothing twice.

        Args:
            week: the world week, one more than the last.
            payload: as `engine.log.codec` says, without the digest.
            events: how many it holds.
            digest: of the world at the week's end, where it is known.

        Returns:
            The number of the first of these events.

        Raises:
            LogError: it does not follow, or was not appended.
        """
        progress = self.progress
        if self._fd < 0 or self._refusal or progress.sealed:
            self._ready()
        if week != progress.weeks + 1 or week > MAX_WEEKS:
            self._ask(progress.check_week, week)
        if digest is not None:
            payload = codec.with_digest(payload, digest)
        self._append(EVENTS, payload)
        first = progress.events + 1
        progress.weeks = week
        progress.events += events
        return first

    def seal(self, summary: Mapping[str, Any]) -> None:
        """Close the recording for good, and sync it.

        Args:
            summary: whatever the last frame should say; totals are added.

        Raises:
            LogError: it is not sealed, or may not have reached the disk.
        """
        self._ready()
        self._append(SEAL, self._encode({**self.progress.totals(), "summary": summary}, SEAL))
        self.progress.sealed = True
        self.sync()
        if not self._each:
            try:
                files.sync_folder(self.path)
            except OSError as error:
                self._refuse_from_now("it could not be synced")
                raise_os_error(error, "sync", self.path, self._offset)

    def sync(self) -> None:
        """Bring everything appended so far to the disk.

        Raises:
            LogError: it may not be there; the writer has failed.
        """
        self._flush()
        try:
            files.sync(self._fd)
        except OSError as error:
            self._refuse_from_now("it could not be synced")
            raise_os_error(error, "sync", self.path, self._offset)

    def close(self) -> None:
        """Write what is gathered and let go of the file; harmless when done twice.

        Raises:
            LogError: the last frames could not be written.
        """
        if self._fd < 0:
            return
        try:
            if self._torn:
                self._mend()
            if not self._refusal:
                self._flush()
                if self._each and not self.progress.sealed:
                    self.sync()
        finally:
            fd, self._fd = self._fd, -1
            with contextlib.suppress(OSError):
                os.close(fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:  # the first error is the one to tell
            with contextlib.suppress(LogError):
                self.close()

    # --- within -------------------------------------------------------------------------------------------------------
    def _fail(self, wrong: LogError) -> NoReturn:
        raise LogError(wrong.kind, self._end(), f"{self.path!r}: {wrong.message}", self._sequence) from wrong

    def _ask(self, check: Any, *arguments: int) -> None:
        try:
            check(*arguments)
        except LogError as wrong:
            self._fail(wrong)

    def _encode(self, mapping: Mapping[str, Any], type_: int) -> bytes:
        try:
            return codec.encode_map(mapping, LENGTHS[type_][1], NODES[type_])
        except LogError as wrong:
            self._fail(wrong)

    def _ready(self) -> None:
        if self._fd < 0 or self._refusal:
            why = self._refusal or "it is closed"
            raise LogError("closed", self._offset, f"{self.path!r} takes nothing more: {why}")
        if self.progress.sealed:
            raise LogError("sealed", self._offset, f"{self.path!r} is sealed: nothing can be added to it")

    def _refuse_from_now(self, why: str) -> None:
        self._refusal = why

    def _end(self) -> int:
        return self._offset + self._pending_bytes

    def _append(self, type_: int, payload: bytes) -> None:
        """Append a frame: all of it, or an error and nothing."""
        size = len(payload) + FRAME_OVERHEAD
        if self._offset + self._pending_bytes + size > MAX_FILE_BYTES:
            text = f"{self.path!r} would grow over the limit of {MAX_FILE_BYTES} bytes"
            raise LogError("too-large", self._end(), text, self._sequence)
        head_ = head(len(payload), self._sequence, type_)
        chain = link(self._chain, head_, payload)
        if self._each:
            self._write(b"".join((head_, payload, chain)))
        else:
            self._pending += (head_, payload, chain)
            self._pending_bytes += size
        self._sequence += 1
        self._chain = chain
        if self._pending_bytes >= GATHER_BYTES:
            self._flush()

    def _flush(self) -> None:
        if not self._pending:
            return
        data = b"".join(self._pending)
        self._pending, self._pending_bytes = [], 0
        try:
            self._write(data)
        except BaseException:
            self._refuse_from_now("some of it could not be written")
            raise

    def _write(self, data: bytes) -> None:
        if self._torn:
            self._mend()
        self._torn = True
        try:
            files.write_all(self._fd, data)
        except OSError as error:
            self._mend()
            raise_os_error(error, "write", self.path, self._offset)
        self._torn = False
        self._offset += len(data)

    def _mend(self) -> None:
        """Cut the file back to its last whole frame, after a write that stopped midway."""
        try:
            os.ftruncate(self._fd, self._offset)
            os.lseek(self._fd, self._offset, os.SEEK_SET)
        except OSError as error:
            self._refuse_from_now("a half-written frame could not be taken back")
            raise_os_error(error, "write", self.path, self._offset)
        self._torn = False
