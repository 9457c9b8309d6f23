"""This one world before, after, and in its twin: exact, and silent about any other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from engine.evidence.before_after import true_change
from engine.evidence.case import Case
from engine.evidence.compare import check_twin
from engine.evidence.costs import costs
from engine.evidence.findings import Finding, Method, of_comparison, of_cost, reading_json
from engine.evidence.mechanisms import telling
from engine.evidence.series import bin_weeks
from engine.evidence.study import Study, StudyKind
from engine.evidence.tallies import reference
from engine.evidence.through import step_weeks, wobble

_METHODS: Final[tuple[Method, ...]] = ("fold", "before and after", "same-seed twin")


def make(case: Case) -> Study:
    """Baselines, changes, exact effects, and what it cost."""
    check_twin(case.factual, case.twin, case.first_asked_week)
    windows, findings = case.windows, []
    for name in telling().sorted(case.comparisons):
        compared = case.comparisons[name]
        kinds = {term.kind for term in (*compared.metric.over, *compared.metric.under)}
        spans = {
            side: reference(case.log.span(window, *kinds) if window.weeks else None)
            for side, window in (("before", windows.before), ("after", windows.after))
        }
        welch = true_change(compared.metric, case.factual, windows.before, windows.after, bin_weeks(case.cadence_days))
        interval = welch[1] if welch is not None else None
        findings += of_comparison(compared, windows, case.run, spans, len(case.comparisons), interval)
    spent = costs(case.factual, case.twin, windows, case.log)
    findings += [of_cost(cost, case.run) for cost in spent.values()]
    return Study(tuple(_with_wobble(case, finding) for finding in findings), _tables(case))


def _with_wobble(case: Case, finding: Finding) -> Finding:
    """A baseline with how far it swung by itself, bin by bin."""
    if finding.kind != "baseline":
        return finding
    step = step_weeks(case.cadence_days)
    swing = wobble(case.comparisons[finding.metric].metric, case.factual, case.windows.before, step)
    if swing is None:
        return finding
    return replace(finding, details=finding.details | {"low": swing[0], "high": swing[1], "bin_weeks": step})


def _tables(case: Case) -> dict[str, Any]:
    """Every metric in every window, and what may not be cited, with the reason."""
    rows = {}
    for name in telling().sorted(case.comparisons):
        compared = case.comparisons[name]
        rows[name] = {
            "before": reading_json(compared.before),
            "after": reading_json(compared.after),
            "twin": reading_json(compared.twin),
            "effect": compared.effect,
            "direction": compared.direction,
        }
    return {"metrics": rows}


STUDY: Final = StudyKind("twin", "This world and its twin", 10, make, quick=True, methods=_METHODS)
