"""Week by week and world by world: what charts draw. It makes no finding of its own."""

from __future__ import annotations

from typing import Any, Final

from engine.evidence.case import Case
from engine.evidence.mechanisms import telling
from engine.evidence.panel import Panel
from engine.evidence.study import Study, StudyKind
from engine.evidence.through import across, bins, nearest_rank, step_weeks, through
from engine.evidence.windows import Window
from sim.metric import Metric
from sim.metrics import metrics

LOW, HIGH = 0.05, 0.95  # of the other worlds, by nearest rank: the ribbon
_PLACES: Final = 6  # in tables


def make(case: Case) -> Study:
    """Every metric in bins of the longest cadence: as played, in the twin, and the twins' range over other worlds."""
    step = step_weeks(case.cadence_days)
    windows = bins(1, case.recording.weeks, step)
    panel = case.panel if case.worlds and case.plan.commands else None
    table: dict[str, Any] = {}
    for name in telling().sorted(metrics()):
        metric = metrics()[name]
        entry: dict[str, Any] = {
            "played": _rounded(through(metric, case.factual, windows)),
            "twin": _rounded(through(metric, case.twin, windows)),
        }
        if panel is not None:
            entry |= _ribbon(metric, panel, windows)
            entry["worlds"] = _worlds(metric, panel, case.windows.after)
        table[name] = entry
    tenure = [case.calendar.tenure_week(window.last_week) for window in windows]
    worlds = len(panel.seeds) if panel is not None else 0
    return Study(tables={"step": step, "tenure_weeks": tenure, "metrics": table}, worlds=worlds)


def _ribbon(metric: Metric, panel: Panel, windows: list[Window]) -> dict[str, Any]:
    low: list[float | None] = []
    high: list[float | None] = []
    for values in across(metric, panel.twin_counts, panel.twin_totals, windows):
        known = [value for value in values if value is not None]
        low.append(nearest_rank(known, LOW) if known else None)
        high.append(nearest_rank(known, HIGH) if known else None)
    return {"low": _rounded(low), "high": _rounded(high)}


def _worlds(metric: Metric, panel: Panel, window: Window) -> list[dict[str, Any]]:
    """Each other world's own difference in "after", where both of its sides have a value."""
    (plan,) = across(metric, panel.counts, panel.totals, [window])
    (nothing,) = across(metric, panel.twin_counts, panel.twin_totals, [window])
    pairs = zip(panel.seeds, plan, nothing, strict=True)
    return [
        {"seed": seed, "difference": round(one - other, _PLACES)}
        for seed, one, other in pairs
        if one is not None and other is not None
    ]


def _rounded(values: list[float | None]) -> list[float | None]:
    return [None if value is None else round(value, _PLACES) for value in values]


STUDY: Final = StudyKind("series", "Week by week, and world by world", 25, make)
