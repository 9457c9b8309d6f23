"""Reading a recording: everything verified, the longest valid prefix kept, memory bounded by the file's own size.

What is kept is what stands in the file: maps and weeks stay bytes until someone asks, so a hostile file cannot grow in
memory. Nothing here repairs anything; a file from elsewhere is only ever read.
"""

from __future__ import annotations

import functools
import io
import os
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.log import codec, frames
from engine.log.errors import DAMAGE, LogError
from engine.log.files import PathLike, open_existing
from engine.log.frames import MAX_FILE_BYTES, Frame, Scanner
from engine.log.header import Header
from engine.log.order import Progress


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it stands in a recording.

    Attributes:
        sequence: number of its frame.
        week: the world week it stands in: one more than the last whole week before it.
        raw: its canonical bytes.
    """

    sequence: int
    week: int
    raw: bytes

    @property
    def payload(self) -> dict[str, Any]:
        """What was asked; decoded anew each time, so that it may be changed freely."""
        return codec.decode_map(self.raw)


class Event(NamedTuple):
    """One event, by the number citations use."""

    number: int
    week: int
    day: int
    kind: int
    subject: int
    object: int
    amount: int


class Events(NamedTuple):
    """Columns of events, oldest first. Row `i` of a whole recording is event number `i + 1`.

    Attributes:
        kind: u1, what happened.
        subject: u2.
        object: u2.
        amount: i4.
        day: u1, 0 to 4 within its week.
        starts: i8, where each week starts, and the end; the first week given is at 0.
        first_week: the world week of the first entry of `starts`.
    """

    kind: npt.NDArray[np.uint8]
    subject: npt.NDArray[np.uint16]
    object: npt.NDArray[np.uint16]
    amount: npt.NDArray[np.int32]
    day: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]
    first_week: int


@dataclass(frozen=True)
class Recording:
    """What the longest valid prefix of a file holds.

    Attributes:
        header: which rules, world, draws and plan.
        commands: every command, in order.
        digests: week -> digest of the world at its end, 32 bytes.
        sealed: whether the seal was reached.
        summary: what the seal carries, None without one.
        valid_bytes: length of the prefix.
        total_bytes: length of the file.
        error: the first damage, None where there is none. A file that merely has no seal has none.
        progress: how far the prefix comes.
        sequence: number the next frame would have.
        chain: chain value of the last frame, which names this recording.
        payloads: each week's bytes; use `week` or `events`.
        starts: events before each week, and the total.
    """

    header: Header
    commands: tuple[Command, ...]
    digests: dict[int, bytes]
    sealed: bool
    summary: dict[str, Any] | None
    valid_bytes: int
    total_bytes: int
    error: LogError | None
    progress: Progress = field(repr=False)
    sequence: int = field(repr=False)
    chain: bytes = field(repr=False)
    payloads: tuple[bytes, ...] = field(repr=False)
    starts: npt.NDArray[np.int64] = field(repr=False)

    @property
    def whole(self) -> bool:
        """Sealed and undamaged, with nothing after the seal."""
        return self.sealed and self.error is None

    @property
    def weeks(self) -> int:
        """World weeks whose events are in."""
        return len(self.payloads)

    def week(self, week: int) -> Events:
        """The events of one world week, counted from 1.

        Raises:
            LogError: kind "range" where the recording has no such week.
        """
        if not 1 <= week <= self.weeks:
            raise LogError("range", 0, f"week {week} is not in the recording, which has weeks 1 to {self.weeks}")
        return self._columns(week, week)

    @functools.cached_property
    def events(self) -> Events:
        """All events as concatenated columns; made on first use and kept."""
        return self._columns(1, self.weeks)

    def event(self, number: int) -> Event:
        """The event that citations call `@number`.

        Raises:
            LogError: kind "range" where there is none.
        """
        if not 1 <= number <= self.starts[-1]:
            raise LogError("range", 0, f"event {number} is not in the recording, which has 1 to {self.starts[-1]}")
        week = int(np.searchsorted(self.starts, number - 1, side="right"))
        rows, at = self.week(week), number - 1 - int(self.starts[week - 1])
        columns = (rows.day, rows.kind, rows.subject, rows.object, rows.amount)
        return Event(number, week, *(int(column[at]) for column in columns))

    def first_number(self, week: int) -> int:
        """Number of the first event of a week (of the next week's, where it has none)."""
        return int(self.starts[week - 1]) + 1

    def _columns(self, first: int, last: int) -> Events:
        starts = self.starts[first - 1 : last + 1] - self.starts[first - 1]
        payloads = self.payloads[first - 1 : last]
        try:
            columns, day = codec.decode_columns(payloads), codec.decode_days(payloads)
        except MemoryError:
            raise LogError("too-large", 0, f"{starts[-1]} events do not fit into memory") from None
        return Events(*columns, day, starts, first)


class _Gatherer:
    """Takes verified frames one by one and refuses the first that makes no sense where it stands."""

    def __init__(self) -> None:
        self.header: Header | None = None
        self.commands: list[Command] = []
        self.payloads: list[bytes] = []
        self.starts = [0]
        self.digests: dict[int, bytes] = {}
        self.summary: dict[str, Any] | None = None
        self.progress = Progress()

    def take(self, frame: Frame) -> None:
        """Add a frame, or raise `LogError` and change nothing."""
        progress, payload = self.progress, frame.payload
        if self.header is None or frame.type == frames.HEADER:
            if self.header is not None or frame.type != frames.HEADER:
                raise LogError("order", 0, "a header stands first and only there")
            self.header = Header.decode(payload)
        elif progress.sealed:
            raise LogError("trailing", 0, "something follows the seal")
        elif frame.type == frames.EVENTS:
            week, events, digest = codec.check_week(payload)
            progress.check_week(week)
            if digest is not None:
                self.digests[week] = digest
            self.payloads.append(payload)
            progress.weeks = week
            progress.events += events
            self.starts.append(progress.events)
        elif frame.type == frames.COMMAND:
            progress.check_command()
            codec.decode_map(payload, frames.NODES[frames.COMMAND])
            self.commands.append(Command(frame.sequence, progress.weeks + 1, payload))
            progress.commands += 1
        else:
            self._take_seal(payload)

    def _take_seal(self, payload: bytes) -> None:
        fields = codec.decode_map(payload, frames.NODES[frames.SEAL])
        summary = fields.pop("summary", None)
        if not isinstance(summary, dict) or fields != self.progress.totals():
            raise LogError("payload", 0, "a seal that does not fit what it seals")
        self.summary = summary
        self.progress.sealed = True


def read(
    source: PathLike | bytes | bytearray | memoryview | BinaryIO,
    *,
    limit: int = MAX_FILE_BYTES,
    strict: bool = False,
) -> Recording:
    """Read and verify a recording. Nothing is ever repaired or written.

    Args:
        source: a path, the bytes themselves, or a file object open for reading bytes.
        limit: bytes after which to give up.
        strict: raise the first damage, or kind "unsealed" where only the seal is missing.

    Returns:
        What the longest valid prefix holds, with the first damage in `error`.

    Raises:
        LogError: the source cannot be read, is over the limit, or has no valid header, so that there is no prefix.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        data = bytes(source)
        recording = read_stream(io.BytesIO(data), "the bytes given", limit, len(data))
    elif isinstance(source, str | os.PathLike):
        fd, size = open_existing(source, write=False)
        with os.fdopen(fd, "rb", buffering=1 << 18) as stream:
            recording = read_stream(stream, os.fspath(source), limit, size)
    else:
        recording = read_stream(source, str(getattr(source, "name", "the file given")), limit, None)
    if strict and recording.error is not None:
        raise recording.error
    if strict and not recording.sealed:
        raise LogError("unsealed", recording.valid_bytes, "the recording was never sealed", recording.sequence)
    return recording


def read_columns(path: PathLike) -> codec.Columns:
    """The events of a recording, unverified: neither its chain nor what follows what is looked at.

    For files that were verified before, or written by the reader itself. Nothing shows whether these are the events
    that were recorded, and the kernel checks no bounds: folding others may do anything.

    Args:
        path: the recording.

    Returns:
        The same columns as those of `Recording.events`.

    Raises:
        LogError: the file cannot be read or is no recording, or its frames and columns do not add up to its length.
    """
    name = os.fspath(path)
    fd, size = open_existing(path, write=False)
    with os.fdopen(fd, "rb", buffering=0) as stream:
        scanner = Scanner(stream, name, size=size)
        scanner.open()
        data = memoryview(scanner.read(size))
    try:
        payloads = frames.unverified(data, frames.EVENTS)
        for payload in payloads:
            codec.check_week(payload)
    except LogError as wrong:
        raise LogError(wrong.kind, wrong.offset, f"{name!r}: {wrong.message}") from wrong
    return codec.decode_columns(payloads)


def read_stream(stream: BinaryIO, name: str, limit: int, size: int | None) -> Recording:
    """Read a recording from a stream; see `read`.

    Args:
        stream: where its bytes come from.
        name: what to call it in messages.
        limit: bytes after which to give up.
        size: how many bytes it has, where known.
    """
    if size is not None and size > limit:
        raise LogError("too-large", 0, f"{name!r} has {size} bytes; the limit is {limit}")
    scanner = Scanner(stream, name, limit, size)
    gatherer = _Gatherer()
    error: LogError | None = None
    try:
        scanner.open()
        for frame in scanner.frames():
            try:
                gatherer.take(frame)
            except LogError as wrong:
                text = f"{name!r}: {wrong.message}"
                raise LogError(wrong.kind, frame.offset, text, frame.sequence) from wrong
    except LogError as damage:
        if gatherer.header is None or damage.kind not in DAMAGE or scanner.consumed > limit:
            raise
        error = LogError(damage.kind, damage.offset, damage.message, damage.sequence)
    except MemoryError:
        raise LogError("too-large", scanner.offset, f"{name!r} does not fit into memory") from None
    if gatherer.header is None:
        raise LogError("cut", scanner.offset, f"{name!r} stops before its header", 0)
    if gatherer.progress.sealed and error is not None:
        error = LogError("trailing", scanner.offset, f"{name!r}: something follows the seal", scanner.sequence)
    return Recording(
        header=gatherer.header,
        commands=tuple(gatherer.commands),
        digests=gatherer.digests,
        sealed=gatherer.progress.sealed,
        summary=gatherer.summary,
        valid_bytes=scanner.offset,
        total_bytes=_drain(scanner) if size is None else size,
        error=error,
        progress=gatherer.progress,
        sequence=scanner.sequence,
        chain=scanner.chain,
        payloads=tuple(gatherer.payloads),
        starts=np.array(gatherer.starts, np.int64),
    )


def _drain(scanner: Scanner) -> int:
    while scanner.read(1 << 20):
        pass
    return scanner.consumed
