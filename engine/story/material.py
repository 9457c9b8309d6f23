"""What a story is told from: a recording's studies, and what its scenario calls things. No number is made here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from engine.evidence.findings import Finding, Run
from engine.evidence.mechanisms import telling
from engine.evidence.windows import Calendar, Windows
from sim.scenario import Scenario

if TYPE_CHECKING:
    from engine.evidence.case import Case
    from engine.evidence.study import Study

GRADES: Final = "ABCDE"
_ADVERSE: Final = {"harm"}


@dataclass(frozen=True)
class Material:
    """Everything a story may say.

    Attributes:
        scenario: as it was embedded in the recording.
        run: the recording that is cited.
        calendar: phases of the run.
        windows: of the whole plan.
        studies: by id, as far as they were made.
        findings: of all of them, one an id, in their order.
        placebo: whether nothing binds in this company: no plan is clear of doing nothing.
        plan: what the plan is called.
        primary: the metric that was named before the first command, or the one that the scenario is about.
    """

    scenario: Scenario
    run: Run
    calendar: Calendar
    windows: Windows
    studies: Mapping[str, Study]
    findings: tuple[Finding, ...]
    placebo: bool
    plan: str
    primary: str | None

    def table(self, study: str) -> Mapping[str, Any]:
        """The tables of a study; empty where it was not made."""
        found = self.studies.get(study)
        return found.tables if found is not None else {}

    def notes(self, study: str) -> tuple[str, ...]:
        """Why a study came to nothing."""
        found = self.studies.get(study)
        return found.notes if found is not None else ("it was not made",)

    @property
    def state(self) -> Mapping[str, Any]:
        """Governance at the end of tenure."""
        state: Mapping[str, Any] = self.table("enacted").get("state", {})
        return state

    @property
    def deeds(self) -> list[dict[str, Any]]:
        """Every command and what became of it."""
        deeds: list[dict[str, Any]] = self.table("enacted").get("deeds", [])
        return deeds

    def of(self, *kinds: str, metric: str | None = None, method: str | None = None) -> list[Finding]:
        """Findings of some kinds, in order."""
        return [
            finding
            for finding in self.findings
            if finding.kind in kinds
            and (metric is None or finding.metric == metric)
            and (method is None or finding.method == method)
        ]

    def one(self, kind: str, metric: str | None, method: str | None = None) -> Finding | None:
        """The first such finding."""
        found = self.of(kind, metric=metric, method=method) if metric is not None else []
        return found[0] if found else None

    def twin(self, metric: str | None) -> Finding | None:
        """The exact effect of the whole plan in this one world."""
        return next((f for f in self.of("effect", metric=metric, method="same-seed twin") if whole(f)), None)

    def expected(self, metric: str | None) -> Finding | None:
        """The expected effect of the whole plan over other worlds."""
        return next((f for f in self.of("effect", metric=metric, method="paired t") if whole(f)), None)

    def change(self, metric: str | None) -> Finding | None:
        """Before and after: as the first source of that very definition reported it, otherwise as it was."""
        found = self.of("change", metric=metric)
        same = {s.id for s in self.scenario.sources if s.definition == metric}
        reported = [
            f for f in found if f.layer == "reported" and f.source in same and {"before", "after"} <= set(f.details)
        ]
        return reported[0] if reported else self.true_change(metric)

    def true_change(self, metric: str | None) -> Finding | None:
        """Before and after as it really was."""
        return next((f for f in self.of("change", metric=metric) if f.layer == "true" and whole(f)), None)

    def known(self, metric: str | None = None) -> list[Finding]:
        """Effects that somebody inside the company could have estimated at the time, best graded first."""
        found = [f for f in self.of("effect", metric=metric) if f.known_then and f.interval is not None]
        return sorted(found, key=rank)


def whole(finding: Finding) -> bool:
    """Whether a finding is about the plan as a whole."""
    return finding.for_ == "plan"


def clear(finding: Finding) -> bool:
    """Whether a finding's interval leaves out zero; without an interval it is exact."""
    if finding.interval is None:
        return finding.value != 0
    return not finding.interval[0] <= 0 <= finding.interval[1]


def adverse(finding: Finding) -> bool:
    """Whether a finding says that something got worse, clear or not; what was only estimated then does not."""
    from sim.metrics import metrics

    if finding.kind in _ADVERSE:
        return True
    metric = metrics().get(finding.metric)
    if (
        finding.kind != "effect"
        or finding.known_then
        or metric is None
        or metric.better == "near"
        or finding.value == 0
    ):
        return False
    return (finding.value > 0) != (metric.better == "higher")


def still(finding: Finding) -> bool:
    """Whether a finding says that something was not shown to move."""
    if finding.kind == "null":
        return True
    return finding.kind == "effect" and not finding.known_then and finding.interval is not None and not clear(finding)


def meaningful(finding: Finding) -> float:
    """The least change that means anything: 2 points of a rate, or 5 % of where it stood (evidence.md 6)."""
    if finding.unit.startswith("percentage points"):
        return 2.0
    return 0.05 * abs(finding.baseline) if finding.baseline else 1.0


def rank(finding: Finding) -> tuple[Any, ...]:
    """Best first: grade, preregistered, clear, size in meaningful changes, id (evidence.md 8)."""
    grade = GRADES.index(finding.grade) if finding.grade else len(GRADES)
    size = abs(finding.value) / (meaningful(finding) or 1.0)
    return grade, not finding.preregistered, not clear(finding), -size, finding.id


def material(case: Case, studies: Mapping[str, Study]) -> Material:
    """Gather what a story is told from.

    Args:
        case: the recording.
        studies: what was made of it, by id.
    """
    findings = list({f.id: f for study in studies.values() for f in study.findings}.values())
    header = case.recording.header
    named = header.plan if isinstance(header.plan, str) else (header.plan or {}).get("title", "")
    return Material(
        scenario=case.scenario,
        run=case.run,
        calendar=case.calendar,
        windows=case.windows,
        studies=studies,
        findings=tuple(findings),
        placebo=_placebo(case),
        plan=str(named or (case.recording.summary or {}).get("plan") or ""),
        primary=_primary(case, findings),
    )


def _primary(case: Case, findings: Iterable[Finding]) -> str | None:
    """The headline's metric: named beforehand, or the scenario's, or the first in the fixed order that can be told.

    Never the largest number: what a finding comes to is not looked at.
    """
    registered = [f for f in findings if f.preregistered and f.kind == "forecast" and f.details.get("primary")]
    first = [f.metric for f in sorted(registered, key=lambda f: min(w.first_week for w in f.windows.values()))]
    named = ([case.primary] if case.primary else []) + first
    told = {f.metric for f in findings if f.kind in {"change", "effect"} and whole(f) and f.layer == "true"}
    about = telling().headline.get(case.scenario.id)
    order = named + ([about] if about else []) + telling().sorted(told)
    return next((metric for metric in order if metric in told), None)


def _placebo(case: Case) -> bool:
    """Whether even the textbook is not clear of nothing, in the reference panel that ships with the scenario."""
    import numpy as np

    from engine.evidence.outcome import whole_gain
    from engine.evidence.yardstick import reference_of

    panel = reference_of(case)
    return panel is not None and whole_gain(np.array(panel.textbook), np.array(panel.nothing)) is None
