"""How long the middle one and the slow ones took: P50 and P85 of lead, cycle and decision, here and in other worlds."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from engine.evidence.case import Case
from engine.evidence.compare import direction
from engine.evidence.estimators import panel_worlds, seen
from engine.evidence.findings import ACROSS, Finding, fold_name
from engine.evidence.known import UNCLEAR, commanded
from engine.evidence.mechanisms import telling
from engine.evidence.numbers import interval_decimals, unit_of_difference
from engine.evidence.panel import LEAST_WORLDS
from engine.evidence.percentiles import MOST_DROPPED, RANKS, Paired, paired, percentile, variance_ratio
from engine.evidence.rows import Rows
from engine.evidence.study import Study, StudyKind
from engine.evidence.tallies import reference
from engine.evidence.windows import DAYS, Window
from engine.replay import Snapshots
from sim.metric import Metric
from sim.metrics import metrics
from sim.world import DAY, FREE


def make(case: Case) -> Study:
    """Percentiles before and after here, and their expected effect where other worlds were asked for."""
    chosen = [metrics()[name] for name in telling().sorted(metrics()) if metrics()[name].percentile_of is not None]
    rows, windows = seen(case).rows, case.windows
    findings: list[Finding] = []
    table: list[dict[str, Any]] = []
    worlds = case.worlds if commanded(case) else 0
    for metric in chosen:
        for rank in RANKS:
            here = {
                name: percentile(rows, metric, window, rank)
                for name, window in (("before", windows.before), ("after", windows.after))
                if case.within(window)
            }
            row: dict[str, Any] = {"metric": f"{metric.id}.p{rank}", "unit": metric.unit}
            row |= {name: one.value for name, one in here.items()}
            row |= {f"{name}_events": one.count for name, one in here.items()}
            table.append(row)
            before = here.get("before")
            if before is not None and before.value is not None:
                findings.append(_baseline(case, metric, rank, before.value, windows.before))
            if worlds:
                row |= _across(case, metric, rank, findings)
    details = {"oldest_open_days": oldest_open_days(case)}
    refused = any(row.get("refused") for row in table)
    notes = ("a percentile is undefined in too many worlds to be told",) if refused else ()
    return Study(tuple(findings), {"percentiles": table, **details}, worlds, notes)


def oldest_open_days(case: Case) -> float | None:
    """Age of the oldest item that is not live yet at the end of "after", in working days: what no lead time counts."""
    if not case.within(case.windows.after):
        return None
    week = case.windows.after.last_week
    items = Snapshots(case.recording).seek(week)[0]["items"]
    open_ = items["stage"] != FREE
    if not open_.any():
        return None
    return float(week * DAYS - int(items["requested_min"][open_].min()) / DAY)


def _values(worlds: tuple[Rows, ...], metric: Metric, rank: int, window: Window) -> list[float | None]:
    return [percentile(rows, metric, window, rank).value for rows in worlds]


def _across(case: Case, metric: Metric, rank: int, findings: list[Finding]) -> dict[str, Any]:
    """The paired difference over other worlds; a finding of it, where it may be told."""
    window = case.windows.after
    both = [tuple(world.rows for world in side) for side in panel_worlds(case)]
    plan, nothing = (_values(side, metric, rank, window) for side in both)
    found = paired(plan, nothing)
    if not found.refused and found.interval is not None and found.pairs >= LEAST_WORLDS:
        findings.append(_effect(case, metric, rank, found, window))
    whole = [(one, two) for one, two in zip(plan, nothing, strict=True) if one is not None and two is not None]
    ratio = variance_ratio(*np.array(whole).T) if len(whole) > 1 else None
    return {
        "value": found.value,
        "interval": list(found.interval) if found.interval else None,
        "median": found.median,
        "level": found.level,
        "pairs": found.pairs,
        "dropped": found.dropped,
        "most_dropped": MOST_DROPPED,
        "refused": found.refused,
        "variance_ratio": ratio,
    }


def _baseline(case: Case, metric: Metric, rank: int, value: float, window: Window) -> Finding:
    span = case.log.span(window, metric.percentile_of or 0)
    return Finding(
        kind="baseline",
        metric=f"{metric.id}.p{rank}",
        name=f"{metric.name}, P{rank}",
        value=value,
        unit=metric.unit,
        decimals=metric.decimals,
        method="fold",
        windows={"before": window},
        evidence=tuple(filter(None, (reference(span),))),
        seeds=(case.run.seed,),
        fold=f"{fold_name(metric)}.p{rank}",
        caveats=case.windows.caveats,
    )


def _effect(case: Case, metric: Metric, rank: int, found: Paired, window: Window) -> Finding:
    assert found.value is not None  # it was not refused
    assert found.interval is not None
    low, high = found.interval
    clear = not low <= 0 <= high
    return Finding(
        kind="effect",
        metric=f"{metric.id}.p{rank}",
        name=f"{metric.name}, P{rank}",
        value=found.value,
        unit=unit_of_difference(metric.unit),
        decimals=interval_decimals(found.interval, metric.decimals),
        method="paired t",
        windows={"after": window},
        evidence=(),
        seeds=case.seeds,
        interval=found.interval,
        scope=ACROSS,
        baseline=found.level,
        direction=direction(metric, found.value) if clear or found.value == 0 else UNCLEAR,
        fold=f"{fold_name(metric)}.p{rank}",
        caveats=case.windows.caveats,
        details={"median": found.median, "pairs": found.pairs, "dropped": found.dropped},
    )


STUDY: Final = StudyKind("percentiles", "The middle one and the slow ones", 25, make)
