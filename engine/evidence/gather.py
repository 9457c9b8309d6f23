"""All studies of a recording, one by one as they are done: quick ones first, kept ones from beside the recording."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from engine.errors import InputError
from engine.evidence.cache import Cache, cache_path, canonical
from engine.evidence.case import Case
from engine.evidence.study import Study, StudyKind, studies
from engine.evidence.tallies import EvidenceError
from engine.log.files import PathLike
from sim.scenario import nearest

State = Literal["made", "kept", "failed", "stopped"]
STOPPED: Final = "stopped before it was done"


@dataclass(frozen=True)
class Gathered:
    """A study, and how it came about.

    Attributes:
        kind: which.
        study: what it came to; with nothing but a note where it failed or was stopped.
        state: made now, kept from before, failed, or stopped by the user.
    """

    kind: StudyKind
    study: Study
    state: State


def chosen(names: Collection[str] | None = None) -> tuple[StudyKind, ...]:
    """Studies by name, quick ones first, in the order in which they are told.

    Args:
        names: ids; all of them by default.

    Raises:
        InputError: there is no such study.
    """
    known = studies()
    for name in names or ():
        if name not in known:
            raise InputError(f"no study is called '{name[:80]}'; {nearest(name[:80], list(known))}")
    kinds = [kind for kind in known.values() if names is None or not names or kind.id in names]
    return tuple(sorted(kinds, key=lambda kind: not kind.quick))  # stable: each part keeps its order


def gather(case: Case, names: Collection[str] | None = None, *, beside: PathLike | None = None) -> Iterator[Gathered]:
    """Make the studies of a case.

    Ctrl-C stops the study at work and all that would follow; they are yielded as stopped, so that what is done can
    still be told.

    Args:
        case: what is studied.
        names: ids of studies; all by default.
        beside: the recording's file, beside which studies are kept; None to keep and to read none.

    Yields:
        Each study as soon as it is done, the same to the byte whether it was made or kept.

    Raises:
        InputError: there is no such study.
    """
    kinds = chosen(names)
    return _gather(case, kinds, None if beside is None else cache_path(beside))


def _gather(case: Case, kinds: tuple[StudyKind, ...], path: pathlib.Path | None) -> Iterator[Gathered]:
    cache = None if path is None else Cache(path, case)
    stopped = False
    for number, kind in enumerate(kinds, start=1):
        if stopped:
            yield Gathered(kind, Study(notes=(STOPPED,)), "stopped")
            continue
        try:
            case.progress(f"{kind.title} (study {number} of {len(kinds)})", 0, 0)
            found = make(case, kind, cache)
        except KeyboardInterrupt:
            stopped = True
            found = Gathered(kind, Study(notes=(STOPPED,)), "stopped")
        yield found


def make(case: Case, kind: StudyKind, cache: Cache | None = None) -> Gathered:
    """Make one study, or take it as it was kept; one that cannot be made is a note."""
    kept = None if cache is None else cache.get(kind, case)
    if kept is not None:
        return Gathered(kind, kept, "kept")
    try:
        data = json.loads(canonical(kind.make(case).as_json(case.run)))
        study = Study.from_json(data)
    except EvidenceError as error:
        return Gathered(kind, Study(notes=(str(error),)), "failed")
    if cache is not None:
        cache.put(kind, case, data)
    return Gathered(kind, study, "made")
