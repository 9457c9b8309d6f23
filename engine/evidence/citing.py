"""Findings written beside their recording, and one of them derived again from the recording alone.

A citation stands alone: which recording, which rules, which fold over which weeks, by which method over which worlds,
and the number as it was printed. Deriving it again asks nothing of what was kept: the log is played, its twin and its
panel are played, the study is made anew, and the citation is compared byte by byte.
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import pathlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from engine.errors import InputError
from engine.evidence.cache import beside, canonical
from engine.evidence.case import WORLDS, Case, smaller
from engine.evidence.findings import LABEL, Finding, Run
from engine.evidence.gather import make
from engine.evidence.sentences import sentence
from engine.evidence.study import Study, StudyKind, studies
from engine.evidence.tallies import EvidenceError
from engine.log import LogError
from engine.log.files import PathLike, create, open_existing
from sim.scenario import nearest

SUFFIX: Final = ".findings.json"
Word = Literal["verified", "differs", "unavailable"]
_LARGEST: Final = 64 << 20  # bytes of a file of findings
_MOST_WORLDS: Final = 4096
_PARTS: Final = 10  # of a citation
_SAME: Final = 1e-9  # relative: what libraries' last digits may differ by from machine to machine, unprinted
_OF_FILE: Final = ("study", "worlds")  # what an entry says beside its finding


def findings_path(recording: PathLike) -> pathlib.Path:
    """Where the findings of a recording are written."""
    return beside(recording, SUFFIX)


def findings_json(case: Case, made: Mapping[str, Study]) -> dict[str, Any]:
    """The findings of a case as plain data: what `FILE.findings.json` holds.

    Args:
        case: whose.
        made: studies by id.
    """
    found: dict[str, dict[str, Any]] = {}
    for name, study in made.items():
        for finding in study.findings:
            entry = {"study": name, "worlds": case.worlds, **finding.as_json(case.run)}
            found.setdefault(finding.id, entry)
    return {
        "steerco": "findings",
        "format": 1,
        "label": LABEL,
        "recording": dataclasses.asdict(case.run),
        "findings": list(found.values()),
    }


def write_findings(path: PathLike, case: Case, made: Mapping[str, Study]) -> pathlib.Path:
    """Write the findings of a recording beside it, whole or not at all.

    Args:
        path: the recording's file.
        case: the case that was studied.
        made: studies by id.

    Returns:
        The file written.

    Raises:
        LogError: it could not be written; what stood there still does.
        EvidenceError: a finding's numbers are none.
    """
    target = findings_path(path)
    data = json.loads(canonical(findings_json(case, made)))
    create(target, json.dumps(data, indent=1, ensure_ascii=False).encode() + b"\n", overwrite=True, durable=True)
    return target


def read_findings(path: PathLike) -> list[dict[str, Any]]:
    """The entries that were written beside a recording.

    Raises:
        InputError: there is no such file, or it is none.
    """
    source = findings_path(path)
    try:
        fd, _ = open_existing(source, write=False)
        with os.fdopen(fd, "rb") as stream:
            data = stream.read(_LARGEST + 1)
        found = json.loads(data)["findings"] if len(data) <= _LARGEST else None
    except LogError as error:
        if error.kind == "missing":
            name = os.fspath(path)
            raise InputError(
                f"'{source}' is not there; `steerco story {name}` writes it, or quote a citation"
            ) from None
        raise
    except (ValueError, KeyError, TypeError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(entry, dict) and "id" in entry for entry in found):
        raise InputError(f"'{source}' holds no findings; `steerco story {os.fspath(path)}` writes it anew")
    return found


@dataclass(frozen=True)
class Asked:
    """What is to be derived again.

    Attributes:
        id: of the finding.
        citation: as it was given or written.
        entry: as it was written beside the recording; None where only a citation was given.
        kinds: studies it may come from, likeliest first.
        worlds: numbers of other worlds it may rest on, likeliest first.
    """

    id: str
    citation: str
    entry: Mapping[str, Any] | None
    kinds: tuple[StudyKind, ...]
    worlds: tuple[int, ...]

    @property
    def parts(self) -> list[str]:
        """The parts of the citation."""
        return self.citation.strip("[]").split("|")


@dataclass(frozen=True)
class Verdict:
    """What became of a citation.

    Attributes:
        word: the same, not the same, or no question that these rules can answer.
        stated: the citation as given.
        derived: the citation as derived now; empty where there is none.
        message: one line; empty where the two are the same and nothing else is to be said.
        fields: of a written finding, those that differ: name, as written, as derived.
        says: what was derived, in one sentence.
    """

    word: Word
    stated: str
    derived: str = ""
    message: str = ""
    fields: tuple[tuple[str, Any, Any], ...] = field(default=())
    says: str = ""


def ask(path: PathLike, text: str) -> Asked:
    """Find out what is asked: an id that was written beside the recording, or a whole citation.

    Args:
        path: the recording's file.
        text: an id or a citation.

    Raises:
        InputError: it is neither.
    """
    text = text.strip()
    if text.startswith("["):
        return _of_citation(path, text)
    written = read_findings(path)
    found = [entry for entry in written if entry["id"] == text]
    if not found:
        near = nearest(text, [str(entry["id"]) for entry in written])
        raise InputError(f"'{findings_path(path)}' has no finding '{text[:80]}'; {near}")
    return _of_entry(path, found[0])


def ask_all(path: PathLike) -> list[Asked]:
    """Everything that was written beside a recording.

    Args:
        path: the recording's file.

    Raises:
        InputError: there is no such file, or it is none.
    """
    return [_of_entry(path, entry) for entry in read_findings(path)]


def _of_entry(path: PathLike, entry: Mapping[str, Any]) -> Asked:
    text = str(entry["id"])
    kinds = [kind for kind in studies().values() if kind.id == entry.get("study")]
    worlds = entry.get("worlds")
    if not kinds or not isinstance(worlds, int) or not 0 <= worlds <= _MOST_WORLDS:
        raise InputError(f"'{findings_path(path)}' does not say which study '{text[:80]}' is of; write it anew")
    return Asked(text, str(entry.get("citation", "")), entry, tuple(kinds), (worlds,))


def _of_citation(path: PathLike, text: str) -> Asked:
    asked = Asked("", text, None, (), ())
    parts = asked.parts
    if not text.endswith("]") or len(parts) != _PARTS:
        raise InputError(f"a citation has {_PARTS} parts in square brackets, divided by |; quote it whole")
    name, method = parts[0], parts[7]
    stated = re.search(r" N([0-9]{1,6}) panel ", method)
    likely = [min(int(stated[1]), _MOST_WORLDS)] if stated else []
    every = sorted(studies().values(), key=lambda kind: not kind.quick)
    kinds = [kind for kind in every if method.partition(" N")[0] in kind.methods]
    kinds += [kind for kind in every if not kind.methods]  # these may have findings of any method
    worlds = [*likely, WORLDS]
    try:
        entry = next((one for one in read_findings(path) if one["id"] == name), {})
    except (InputError, LogError):
        entry = {}
    if isinstance(entry.get("worlds"), int):  # how a study came to its worlds need not show in their number
        worlds.insert(0, min(max(0, entry["worlds"]), _MOST_WORLDS))
    hinted = [kind for kind in every if kind.id == entry.get("study")]
    return Asked(name, text, None, tuple(dict.fromkeys([*hinted, *kinds])), tuple(dict.fromkeys(worlds)))


def another(asked: Asked, run: Run) -> str:
    """Why a citation cannot be of a recording; empty where it is."""
    parts = asked.parts
    if len(parts) != _PARTS:
        return "the citation is none"
    log = re.split("[@#]", parts[4].removeprefix("log "), maxsplit=1)[0]
    ours = (
        ("world", parts[1], f"{run.scenario}@{run.scenario_version}/{run.seed}"),
        ("rules", parts[2], f"rules {run.rules_version}"),
        ("kernel", parts[3], f"kernel {run.kernel[:8]}"),
        ("log", log, run.chain[:8]),
    )
    for what, stated, here in ours:
        if stated != here:
            return f"it cites another recording: {what} '{stated}', here '{here}'"
    return ""


Again = dict[tuple[str, int], dict[str, Finding]]
"""Findings by study and other worlds, made anew: what several questions about one recording share."""


def derive(asked: Asked, case: Case, again: Again | None = None) -> Verdict:
    """Derive a finding again from its recording and compare.

    Args:
        asked: what is asked.
        case: the recording, which is whole, and reproducible under the rules at hand.
        again: what was made anew for other findings of it; it is added to.
    """
    again = {} if again is None else again
    wrong = another(asked, case.run)
    if wrong:
        return Verdict("differs", asked.citation, message=wrong)
    verdict: Verdict | None = None
    kinds = asked.kinds
    for worlds in asked.worlds:
        for kind in kinds:
            finding = _again(asked.id, kind, worlds, case, again)
            if finding is None:
                continue
            verdict = _compare(asked, finding, case.run)
            if verdict.word == "verified" or _method(verdict.derived) == _method(asked.citation):
                return verdict
            kinds = (kind,)  # this study it is, over another number of worlds
            break
    if verdict is None:
        return Verdict("differs", asked.citation, message="the recording gives no such finding")
    return verdict


def _again(name: str, kind: StudyKind, worlds: int, case: Case, again: Again) -> Finding | None:
    """A finding by its id, if a study over so many other worlds has it."""
    if (kind.id, worlds) not in again:
        at = case if case.worlds == worlds else smaller(case, worlds)
        again[kind.id, worlds] = {one.id: one for one in make(at, kind).study.findings}
    return again[kind.id, worlds].get(name)


def _method(citation: str) -> str:
    """The part of a citation that says how many worlds it rests on."""
    parts = citation.split("|")
    return parts[7] if len(parts) == _PARTS else ""


def _compare(asked: Asked, finding: Finding, run: Run) -> Verdict:
    derived, says = finding.citation(run), sentence(finding) or ""
    if derived != asked.citation:
        return Verdict("differs", asked.citation, derived, "derived again, the citation is another", says=says)
    if asked.entry is None:
        return Verdict("verified", asked.citation, derived, says=says)
    now = json.loads(canonical(finding.as_json(run)))
    then = {name: value for name, value in asked.entry.items() if name not in _OF_FILE}
    fields = tuple(
        (name, then.get(name), now.get(name))
        for name in dict.fromkeys([*now, *then])
        if name not in now or name not in then or not same(then[name], now[name])
    )
    if fields:
        named = ", ".join(name for name, _, _ in fields)
        return Verdict("differs", asked.citation, derived, f"what was written differs in {named}", fields, says)
    return Verdict("verified", asked.citation, derived, says=says)


def same(one: Any, other: Any) -> bool:
    """Whether two pieces of plain data are the same, numbers to nine digits."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=_SAME, abs_tol=1e-12)
    return type(one) is type(other) and bool(one == other)


def check_made(made: Mapping[str, Study]) -> None:
    """Make sure that no two findings of a recording have the same id.

    Raises:
        EvidenceError: two have.
    """
    seen: dict[str, str] = {}
    for name, study in made.items():
        for finding in study.findings:
            if finding.id in seen:
                raise EvidenceError(f"{finding.id} is a finding of '{seen[finding.id]}' and of '{name}'")
            seen[finding.id] = name
