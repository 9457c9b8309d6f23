"""Studies kept beside their recording, in one file that is written whole or not at all and may always be thrown away.

An entry is used only where everything it depends on is the same: the recording's chain, the rules and the sources of
the simulation, what evidence is made with, the study, and how many other worlds it took. Whatever is wrong with the
file (damaged, another program's, unreadable, not writable) the studies are simply made again. Nothing here is a proof:
who changes the file changes what is shown until it is made again, and `steerco cite` never looks at it.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import os
import pathlib
from typing import Any, Final

from engine.data import data_folder
from engine.evidence.case import Case
from engine.evidence.study import Study, StudyKind
from engine.evidence.tallies import EvidenceError
from engine.log import LogError
from engine.log.files import PathLike, create, open_existing
from sim.kernel import sources_digest
from sim.rules import RULES_VERSION

SUFFIX: Final = ".evidence.json"
VERSION: Final = 1
"""Raised where entries mean something else although no source of evidence has changed."""
_MAGIC: Final = b'{"steerco":"evidence"'  # what a file of ours starts with: no other is ever replaced
_LARGEST: Final = 64 << 20  # bytes
_ASSETS: Final = ("mechanisms.toml", "metrics.toml")
_LIBRARIES: Final = ("numpy", "scipy")


def cache_path(recording: PathLike) -> pathlib.Path:
    """Where the studies of a recording are kept."""
    return beside(recording, SUFFIX)


def beside(recording: PathLike, suffix: str) -> pathlib.Path:
    """The file of another kind that goes with a recording: its whole name, and a suffix."""
    path = pathlib.Path(os.fspath(recording))
    return path.with_name(path.name + suffix)


@functools.cache
def evidence_digest() -> str:
    """Digest of what evidence is made with: these sources, what is told in which order, and the libraries."""
    digest = hashlib.blake2b(str(VERSION).encode(), digest_size=8)
    here = pathlib.Path(__file__).parent
    files = sorted(here.rglob("*.py"), key=lambda path: path.relative_to(here).as_posix())
    for path in [*files, *(data_folder("assets") / name for name in _ASSETS)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    for name in _LIBRARIES:
        digest.update(f"{name} {importlib.metadata.version(name)}".encode())
    return digest.hexdigest()


def canonical(data: object) -> bytes:
    """Plain data as JSON, the same bytes for the same data; numpy's numbers and arrays become Python's.

    Raises:
        EvidenceError: a number is infinite or none, or something is no plain data.
    """
    try:
        text = json.dumps(data, allow_nan=False, separators=(",", ":"), ensure_ascii=False, default=_plain)
    except (TypeError, ValueError) as error:
        raise EvidenceError(f"this cannot be written down: {error}") from None
    return text.encode()


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} is no plain data")


class Cache:
    """The studies of one recording that are kept."""

    def __init__(self, path: pathlib.Path, case: Case) -> None:
        """Open it; a file that is not there or not of this recording is an empty one.

        Args:
            path: see `cache_path`.
            case: whose studies they are.
        """
        self.path = path
        run = case.run
        self._of = [run.chain, RULES_VERSION, sources_digest(), evidence_digest(), case.recording.weeks]
        self._replaceable, self._entries = _load(path, self._of)

    def get(self, kind: StudyKind, case: Case) -> Study | None:
        """A study that was kept; None where there is none, or where its bytes are not those that were kept."""
        entry = self._entries.get(_key(kind, case))
        try:
            if not isinstance(entry, dict) or entry["sum"] != _sum(entry["study"]):
                return None
            return Study.from_json(entry["study"])
        except (KeyError, EvidenceError, RecursionError):
            return None

    def put(self, kind: StudyKind, case: Case, study: dict[str, Any]) -> bool:
        """Keep a study, given as `Study.as_json`; whether the file could be written."""
        if not self._replaceable:
            return False
        self._entries[_key(kind, case)] = {"sum": _sum(study), "study": study}
        content = {"steerco": "evidence", "of": self._of, "entries": self._entries}
        try:
            create(self.path, canonical(content) + b"\n", overwrite=True, durable=False)
        except (LogError, OSError):
            self._replaceable = False
            return False
        return True


def _key(kind: StudyKind, case: Case) -> str:
    return f"{kind.id}/{0 if kind.quick else case.worlds}/{case.primary or ''}"


def _sum(study: object) -> str:
    return hashlib.blake2b(canonical(study), digest_size=16).hexdigest()


def _load(path: pathlib.Path, of: list[Any]) -> tuple[bool, dict[str, Any]]:
    """Whether the file may be replaced, and its entries."""
    try:
        fd, size = open_existing(path, write=False)
        with os.fdopen(fd, "rb") as stream:
            data = stream.read(_LARGEST + 1)
    except LogError as error:
        return error.kind == "missing", {}
    except OSError:
        return False, {}
    if not data.startswith(_MAGIC):
        return size == 0, {}
    try:
        content = json.loads(data) if len(data) <= _LARGEST else {}
        entries = content["entries"]
        mine = content["of"] == of and isinstance(entries, dict)
    except (ValueError, KeyError, TypeError, RecursionError, MemoryError):
        return True, {}
    return True, dict(entries) if mine else {}
