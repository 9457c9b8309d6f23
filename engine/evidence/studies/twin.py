"""This one world before, after, and in its twin: exact, and silent about any other."""

from __future__ import annotations

from typing import Final

from engine.evidence.before_after import true_change
from engine.evidence.case import Case
from engine.evidence.compare import check_twin
from engine.evidence.costs import costs
from engine.evidence.findings import Method, of_comparison, of_cost
from engine.evidence.mechanisms import telling
from engine.evidence.series import bin_weeks
from engine.evidence.study import Study, StudyKind
from engine.evidence.tallies import reference

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
    return Study(findings=tuple(findings))


STUDY: Final = StudyKind("twin", "This world and its twin", 10, make, quick=True, methods=_METHODS)
