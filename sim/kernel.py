"""How the kernel is compiled: one decorator, one cache folder, one handle on a world.

Every function that touches a world is decorated with `kernel`: compiled by numba, or plain Python when
`NUMBA_DISABLE_JIT=1`. Both run the same source and give the same bytes.

Traps this module keeps away from the rest (each was measured):

* numba's on-disk cache does not notice an edit in a *callee's* file, so the folder is keyed by a digest of all of
  `sim/` and of the versions that shape machine code.
* A constant argument is typed as a literal and compiles one overload per constant: `kernel` has calls typed by width.
* A negative index means an access beyond the record here, never one from the end.
* With numba off, indexing numpy arrays is slow and wraps integers with warnings: `bind` gives memoryviews instead.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import os
import pathlib
import platform
import tempfile
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
from numba import config, njit
from numba.core.ir import Loc
from numba.core.targetconfig import TargetConfig
from numba.core.types import Record, intp, uintp, unliteral  # type: ignore[attr-defined]
from numba.np import arrayobj

_PACKAGE = pathlib.Path(__file__).parent
_MANGLED = ("_ZN3sim", "_ZN6engine")  # how the names of our compiled functions begin
_CHECKED = os.environ.get("STEERCO_BOUNDSCHECK") == "1"  # every access within bounds, at a price: `make test-bounds`
F = TypeVar("F", bound=Callable[..., Any])


def sources_digest() -> str:
    """Digest of every source file of `sim/`, 16 hex digits: a replay's header says by it which rules ran."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(_PACKAGE.rglob("*.py"), key=lambda p: p.relative_to(_PACKAGE).as_posix()):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def _cache_folder() -> str:
    versions = [importlib.metadata.version(name) for name in ("numba", "llvmlite", "numpy")]
    key = "-".join([sources_digest(), platform.python_version(), *versions, "checked" if _CHECKED else ""])
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    for root in (pathlib.Path(base).expanduser(), pathlib.Path(tempfile.gettempdir())):
        folder = root / "steerco" / "kernel" / hashlib.blake2b(key.encode(), digest_size=8).hexdigest()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return str(folder)
    return ""


if "NUMBA_CACHE_DIR" not in os.environ and (_folder := _cache_folder()):
    config.CACHE_DIR = _folder

COMPILED: bool = not config.DISABLE_JIT

_with_wraparound = arrayobj.fix_integer_index


def _index(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:
    """An index as it is: kernel code never counts from the end, and the test for it in every access costs a tenth."""
    if builder.function.name.startswith(_MANGLED):
        return context.cast(builder, index, kind, intp if kind.signed else uintp)
    return _with_wraparound(context, builder, kind, index, size)


arrayobj.fix_integer_index = _index
Record.__repr__ = functools.cache(Record.__repr__)  # type: ignore[method-assign]  # a world's is spelt out 17,000 times


def _hash_options(config: TargetConfig) -> int:
    """A hash without a look at the values of options, which numba takes a thousand times as often as it needs it."""
    return len(config.options)


_compare_options = TargetConfig.__eq__


def _same_options(config: TargetConfig, other: object) -> Any:
    """Whether two configurations are equal, seen at once where they are one."""
    return config is other or _compare_options(config, other)


TargetConfig.__hash__ = _hash_options
TargetConfig.__eq__ = _same_options
Loc.__deepcopy__ = lambda self, _memo: self  # never changed, and copied with all that is pasted


def _compile(function: F, **how: Any) -> F:
    options = {
        "cache": True,
        "nogil": True,
        "error_model": "python",
        "boundscheck": _CHECKED,
        "no_cfunc_wrapper": True,
    }
    compiled = njit(**options, **how)(function)
    if COMPILED:
        typed = compiled.get_call_template
        compiled.get_call_template = lambda args, kws: typed(
            tuple(unliteral(arg) for arg in args), {name: unliteral(arg) for name, arg in kws.items()}
        )
    return cast(F, compiled)


def kernel(function: F) -> F:
    """Compile `function` as part of the kernel: cached on disk, without the GIL, Python's error model."""
    return _compile(function)


def inlined(function: F) -> F:
    """The same, but copied into every caller: for `evolve` and what it calls.

    Where a caller names the kind of an event, only that kind's branch is left of the copy: it runs a third faster than
    with calls, and compiles faster as well.
    """
    return _compile(function, forceinline=True)


def pasted(function: F) -> F:
    """The same, but its source is taken into every caller before anything is compiled: for parts of one caller.

    A kernel's machine code holds everything that it calls, so each level of calls compiles all below it once more. What
    runs seldom, or is a part of something only because it reads better so, is pasted.
    """
    return _compile(function, inline="always")


class _Handle:
    """With numba off: a record whose fields are memoryviews on the same bytes."""


def bind(records: npt.NDArray[Any]) -> Any:
    """What kernel entry points take: records whose first element is the handle on the first record.

    Args:
        records: a one-dimensional array with a dtype from `sim.world`.

    Returns:
        The array itself when compiled (an array costs 0.3 microseconds a call, a record 40: numba types it anew each
        time). Otherwise a list of objects of memoryviews on the records' bytes, so that reading gives Python ints and
        floats, and writing changes the records.
    """
    return records if COMPILED else [_memoryviews(record) for record in records]


def _memoryviews(record: np.void) -> _Handle:
    handle = _Handle()
    for entity in record.dtype.names or ():
        part = record[entity]
        if part.dtype.names is None:
            setattr(handle, entity, memoryview(part))
            continue
        view = _Handle()
        for field in part.dtype.names:
            setattr(view, field, memoryview(part[field]))
        setattr(handle, entity, view)
    return handle
