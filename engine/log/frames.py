"""Frames: how bytes stand in a `*.replay` file, and how each is chained to the one before it.

    file     = preamble frame*
    preamble = magic (8 bytes) | format version u2 | zero u2 | crc32 of those 12 bytes u4
    frame    = payload length u4 | sequence u4 | type u1 | crc32 of those 9 bytes u4 | payload | chain (32 bytes)
    chain    = BLAKE2b-256(chain of the frame before | the 13 header bytes | payload)

All little-endian. The chain of the preamble is BLAKE2b-256 of the preamble. Frame 0 is the HEADER, the last is the
SEAL, and nothing follows a seal. The header checksum is verified before the length is believed, and the length
against what its type may have before anything is allocated.

The chain shows alteration, not authorship: whoever can change a byte can also recompute every hash after it.

The whole 32 bytes of each hash are stored, so that any two frames can be told apart: a frame a week costs 45 bytes, a
tenth of a byte an event at 430 events a week.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, NamedTuple

from engine.log.errors import Kind, LogError, raise_os_error

FORMAT_VERSION: Final = 3
MAGIC: Final = b"\x89STEER\r\n"
MAX_FILE_BYTES: Final = 512 << 20
CHAIN_BYTES: Final = 32
DIGEST_BYTES: Final = 32

HEADER, COMMAND, EVENTS, SEAL = 1, 2, 3, 5  # 4 was a digest's own frame, before format 3
TYPE_NAMES: Final = {HEADER: "header", COMMAND: "command", EVENTS: "events", SEAL: "seal"}
WEEK_HEAD_BYTES: Final = 24
EVENT_BYTES: Final = 9
MAX_WEEK_EVENTS: Final = 1 << 19
# Least and most bytes of each type's payload. A week has its head, nine bytes an event, and perhaps a digest.
LENGTHS: Final = {
    HEADER: (1, 1 << 20),
    COMMAND: (1, 1 << 16),
    EVENTS: (WEEK_HEAD_BYTES, WEEK_HEAD_BYTES + EVENT_BYTES * MAX_WEEK_EVENTS + DIGEST_BYTES),
    SEAL: (1, 1 << 16),
}
# Most values of each type's map, keys and nested ones counted: a byte of msgpack can take a hundred once decoded.
NODES: Final = {HEADER: 1 << 15, COMMAND: 1 << 10, SEAL: 1 << 12}

_HEAD = struct.Struct("<IIB")
_CRC = struct.Struct("<I")
_PREAMBLE = struct.Struct("<8sHH")
HEAD_BYTES: Final = _HEAD.size + _CRC.size
PREAMBLE_BYTES: Final = _PREAMBLE.size + _CRC.size
FRAME_OVERHEAD: Final = HEAD_BYTES + CHAIN_BYTES
_READ_BYTES = 1 << 20


class Frame(NamedTuple):
    """One verified frame."""

    offset: int
    sequence: int
    type: int
    payload: bytes


def preamble(version: int = FORMAT_VERSION) -> bytes:
    """The first bytes of a file of this format version."""
    fixed = _PREAMBLE.pack(MAGIC, version, 0)
    return fixed + _CRC.pack(zlib.crc32(fixed))


def genesis(first_bytes: bytes) -> bytes:
    """The chain value that frame 0 follows."""
    return hashlib.blake2b(first_bytes, digest_size=CHAIN_BYTES).digest()


def head(length: int, sequence: int, type_: int) -> bytes:
    """A frame's header with its checksum."""
    fixed = _HEAD.pack(length, sequence, type_)
    return fixed + zlib.crc32(fixed).to_bytes(4, "little")


def link(chain: bytes, head_: bytes, payload: bytes) -> bytes:
    """The chain value of a frame, from the value before it."""
    return hashlib.blake2b(b"".join((chain, head_, payload)), digest_size=CHAIN_BYTES).digest()


def unverified(data: memoryview, type_: int) -> list[memoryview]:
    """The payloads of one type, the lengths in the headers believed and nothing else looked at.

    Args:
        data: the frames of a whole file, which begin behind its preamble.
        type_: which frames.

    Raises:
        LogError: kind "cut" where the lengths do not add up to the bytes.
    """
    found, at, size = [], 0, len(data)
    while at + HEAD_BYTES <= size:
        length, _, this = _HEAD.unpack_from(data, at)
        at += HEAD_BYTES
        if this == type_:
            found.append(data[at : at + length])
        at += length + CHAIN_BYTES
    if at != size:
        raise LogError("cut", PREAMBLE_BYTES + size, "the bytes stop inside a frame")
    return found


class Scanner:
    """Walks a stream frame by frame, verifying each before handing it over.

    Attributes:
        offset: end of the last verified frame; 0 before the preamble is verified.
        sequence: number the next frame must have.
        chain: chain value the next frame must follow.
    """

    def __init__(self, stream: BinaryIO, name: str, limit: int = MAX_FILE_BYTES, size: int | None = None) -> None:
        """Prepare to walk.

        Args:
            stream: where the bytes come from.
            name: what to call it in messages.
            limit: bytes of the stream after which to give up.
            size: bytes the stream holds, where known.
        """
        self._stream, self._name, self._limit, self._size = stream, name, limit, size
        self.offset = 0
        self.consumed = 0
        self.sequence = 0
        self.chain = b""

    def read(self, count: int) -> bytes:
        """Up to `count` bytes: fewer only where the stream ends. Never asks for more than it could be given."""
        if self._size is not None:
            count = max(0, min(count, self._size - self.consumed))
        count = min(count, self._limit + 1 - self.consumed)
        parts: list[bytes] = []
        wanted = count
        while wanted > 0:
            try:
                part: Any = self._stream.read(min(wanted, _READ_BYTES))
            except OSError as error:
                raise_os_error(error, "read", self._name, self.offset, reading=True)
            except ValueError as error:
                text = f"cannot read {self._name!r}: closed, or not bytes"
                raise LogError("not-readable", self.offset, text) from error
            if not part:
                break
            if not isinstance(part, bytes) or len(part) > wanted:
                raise LogError("not-readable", self.offset, f"cannot read {self._name!r}: it does not give bytes")
            parts.append(part)
            wanted -= len(part)
            self.consumed += len(part)
        if self.consumed > self._limit:
            raise LogError("too-large", self.offset, f"{self._name!r} is over the limit of {self._limit} bytes")
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def open(self) -> None:
        """Verify the preamble.

        Raises:
            LogError: this is no replay, or one of another version.
        """
        first = self.read(PREAMBLE_BYTES)
        if len(first) == 0 or first[: len(MAGIC)] != MAGIC[: len(first)]:
            raise LogError("magic", 0, f"{self._name!r} is not a replay file")
        if len(first) < PREAMBLE_BYTES:
            raise LogError("cut", 0, f"{self._name!r} stops before its first frame")
        _, version, _ = _PREAMBLE.unpack_from(first)
        if _CRC.pack(zlib.crc32(first[: _PREAMBLE.size])) != first[_PREAMBLE.size :]:
            raise LogError("checksum", 0, f"the first {PREAMBLE_BYTES} bytes of {self._name!r} are damaged")
        if first != preamble():
            text = f"{self._name!r} has format version {version}; this program reads version {FORMAT_VERSION}"
            raise LogError("version", 0, text)
        self.chain = genesis(first)
        self.offset = self.consumed

    def frames(self) -> Iterator[Frame]:
        """Every whole frame in turn, `open` having been called.

        Yields:
            Verified frames. `offset`, `sequence` and `chain` are those after the frame.

        Raises:
            LogError: the first damage, at the offset where the valid prefix ends.
        """
        unpack, read = _HEAD.unpack_from, self.read
        while True:
            start = self.offset
            head_ = read(HEAD_BYTES)
            if not head_:
                return
            if len(head_) < HEAD_BYTES:
                raise self._damage("cut", "the bytes stop inside a frame header")
            length, sequence, type_ = unpack(head_)
            if _CRC.pack(zlib.crc32(head_[: _HEAD.size])) != head_[_HEAD.size :]:
                raise self._damage("checksum", "a frame header fails its checksum")
            if type_ not in LENGTHS:
                raise self._damage("type", f"a frame of unknown type {type_}")
            least, most = LENGTHS[type_]
            if not least <= length <= most:
                raise self._damage("length", f"a {TYPE_NAMES[type_]} frame cannot have {length} bytes")
            if sequence != self.sequence:
                raise self._damage("sequence", f"frame {sequence} stands where {self.sequence} belongs")
            body = read(length + CHAIN_BYTES)
            if len(body) < length + CHAIN_BYTES:
                raise self._damage("cut", f"the bytes stop inside a {TYPE_NAMES[type_]} frame")
            payload = body[:length]
            chain = link(self.chain, head_, payload)
            if chain != body[length:]:
                raise self._damage("chain", f"a {TYPE_NAMES[type_]} frame was altered: its hash does not follow")
            yield Frame(start, sequence, type_, payload)
            self.chain = chain
            self.sequence = sequence + 1
            self.offset = self.consumed

    def _damage(self, kind: Kind, message: str) -> LogError:
        return LogError(kind, self.offset, f"{self._name!r}: {message}", self.sequence)
