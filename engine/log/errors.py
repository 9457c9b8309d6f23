"""The one exception of the log."""

from __future__ import annotations

import errno
from typing import Literal, NoReturn, get_args

Kind = Literal[
    # what is in the file
    "magic",  # not a replay at all
    "version",  # a replay of another format version
    "cut",  # the bytes stop inside a frame
    "checksum",  # a frame header fails its own checksum
    "length",  # a frame declares a length its type cannot have
    "type",  # a frame type nobody defined
    "sequence",  # a frame number out of turn
    "chain",  # a frame's hash does not follow from the frame before it
    "order",  # a whole frame where it may not stand
    "payload",  # a map that is not canonical msgpack, or lacks what it must hold
    "columns",  # a week of events that is not in its one canonical form
    "trailing",  # bytes after the seal
    "unsealed",  # whole so far, and no seal
    "too-large",  # over a limit of the format
    # what was asked
    "range",  # a value that does not fit its column
    "sealed",  # an append to a sealed recording
    "closed",  # an append to a closed or failed writer
    # what the machine says
    "missing",
    "exists",
    "is-directory",
    "not-a-file",
    "not-readable",
    "not-writable",
    "no-space",
    "busy",
    "io",
]
KINDS: frozenset[str] = frozenset(get_args(Kind))
# What bytes can be guilty of by themselves: after any of these the prefix before it stands.
DAMAGE: frozenset[str] = frozenset(
    ("cut", "checksum", "length", "type", "sequence", "chain", "order", "payload", "columns", "trailing", "too-large")
)


class LogError(Exception):
    """Everything that can go wrong with a recording.

    Attributes:
        kind: what went wrong, one of `KINDS`.
        offset: the byte of the file it concerns; for damage, where the valid prefix ends.
        message: one line for a person.
        sequence: number of the frame it concerns, None where there is none.
    """

    def __init__(self, kind: Kind, offset: int, message: str, sequence: int | None = None) -> None:
        super().__init__(message)
        self.kind: Kind = kind
        self.offset = offset
        self.message = message
        self.sequence = sequence

    def __str__(self) -> str:
        frame = "" if self.sequence is None else f", frame {self.sequence}"
        return f"{self.message} [{self.kind} at byte {self.offset}{frame}]"

    def __reduce__(self) -> tuple[type[LogError], tuple[Kind, int, str, int | None]]:
        """Survive pickling, for workers that hand their errors back."""
        return LogError, (self.kind, self.offset, self.message, self.sequence)


_OF_ERRNO: dict[int, Kind] = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.EEXIST: "exists",
    errno.EISDIR: "is-directory",
    errno.EACCES: "not-writable",
    errno.EPERM: "not-writable",
    errno.EROFS: "not-writable",
    errno.ETXTBSY: "not-writable",
    errno.ENOSPC: "no-space",
    errno.EFBIG: "no-space",
    getattr(errno, "EDQUOT", errno.ENOSPC): "no-space",
}


def raise_os_error(error: OSError, doing: str, name: str, offset: int = 0, *, reading: bool = False) -> NoReturn:
    """Turn what the operating system said into a `LogError`.

    Args:
        error: what was caught.
        doing: the verb, such as "write".
        name: the file, as the user gave it.
        offset: bytes of the file known to be good.
        reading: the file was only to be read, so that a refusal means it is not readable.

    Raises:
        LogError: always.
    """
    kind = _OF_ERRNO.get(error.errno or 0, "io")
    if reading and kind == "not-writable":
        kind = "not-readable"
    raise LogError(kind, offset, f"cannot {doing} {name!r}: {error.strerror or type(error).__name__}") from error
