"""What a study is, and how studies are found: one module each in `engine/evidence/studies`, nothing else is edited."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.evidence.findings import Finding, Method, Run
from engine.evidence.tallies import EvidenceError

if TYPE_CHECKING:
    from engine.evidence.case import Case


@dataclass(frozen=True)
class Study:
    """What one study of a recording came to.

    Attributes:
        findings: what may be cited.
        tables: everything behind it as plain data, ready for JSON: what pages draw and `evidence --json` prints.
        worlds: other worlds it rests on; 0 where it looks at this one only.
        notes: what could not be worked out, and why: one line each, without digits of its own.
    """

    findings: tuple[Finding, ...] = ()
    tables: Mapping[str, Any] = field(default_factory=dict)
    worlds: int = 0
    notes: tuple[str, ...] = ()

    def as_json(self, run: Run) -> dict[str, Any]:
        """The study as plain data, the same on any way it came about."""
        return {
            "worlds": self.worlds,
            "notes": list(self.notes),
            "findings": [finding.as_json(run) for finding in self.findings],
            "tables": dict(self.tables),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Study:
        """The study that `as_json` wrote.

        Raises:
            EvidenceError: it is none.
        """
        try:
            findings = tuple(map(Finding.from_json, data["findings"]))
            return cls(findings, dict(data["tables"]), int(data["worlds"]), tuple(map(str, data["notes"])))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise EvidenceError(f"this is no study: {type(error).__name__}: {error}") from None


@dataclass(frozen=True)
class StudyKind:
    """A study that can be made of any recording.

    Attributes:
        id: its name, that of its module with hyphens.
        title: for people.
        order: studies run, and are told, in this order: quick ones first.
        make: makes it. It never raises for a recording that is whole: what cannot be said is a note.
        quick: whether it takes no other worlds.
        methods: of its findings, where they are known beforehand: which study a citation is first looked for in.
    """

    id: str
    title: str
    order: int
    make: Callable[[Case], Study]
    quick: bool = False
    methods: tuple[Method, ...] = ()


@functools.cache
def studies() -> dict[str, StudyKind]:
    """Every study by id, in order: each module of the folder has a `STUDY`."""
    package = importlib.import_module("engine.evidence.studies")
    modules = [module.name for module in pkgutil.iter_modules(package.__path__)]
    found: list[StudyKind] = [importlib.import_module(f"{package.__name__}.{name}").STUDY for name in modules]
    return {kind.id: kind for kind in sorted(found, key=lambda kind: (kind.order, kind.id))}
