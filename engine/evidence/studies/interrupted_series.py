"""Every source as an interrupted series: what its own past led to expect, in noise that remembers."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from engine.evidence.case import Case
from engine.evidence.estimators import Answer, Seen, Setting, interruptions, seen, setting
from engine.evidence.known import commanded, finding_of
from engine.evidence.series import smallest_known
from engine.evidence.study import Study, StudyKind


def make(case: Case) -> Study:
    """One finding a source where the series is offered, and beside it the smallest change that it could have shown."""
    if not commanded(case):
        return Study(notes=("nothing was commanded: no series is interrupted",))
    given, world = setting(case), seen(case)
    made = list(interruptions(world, given))
    offered = [one for one in made if isinstance(one, Answer)]
    findings, table = [], []
    for one in made:
        row: dict[str, Any] = {"metric": one.metric, "source": one.source}
        smallest = _smallest(one.source, world, given)
        if isinstance(one, Answer):
            told = world.series[one.source].told_of(given.known_week)[given.series_before.rows]
            one.details.update(before=float(np.nanmean(told)), smallest_change=smallest)
            findings.append(finding_of(one, case, given, world, len(offered)))
            row |= {"value": one.value, "interval": list(one.interval or ()), **one.details}
        else:
            row |= {"not_offered": one.reason, "smallest_change": smallest}
        table.append(row)
    refused = sorted({one.reason for one in made if not isinstance(one, Answer)})
    windows = {
        "before": [given.series_before.first_week, given.series_before.last_week],
        "after": [given.series_after.first_week, given.series_after.last_week],
        "bin_weeks": given.bins,
    }
    notes = tuple(f"an interrupted series is not offered: {reason}" for reason in refused)
    return Study(tuple(findings), {"series": table, "windows": windows}, notes=notes)


def _smallest(source: str, world: Seen, given: Setting) -> float | None:
    """What the source could have shown by the end of tenure, from its baseline alone."""
    told = world.series[source].told_of(given.known_week)
    before = (given.series_before.first_week, given.series_before.last_week)
    bins_after = max(0, given.series_after.weeks - given.report_weeks + 1) // given.bins
    return smallest_known(told, before, bins_after, given.bins)


STUDY: Final = StudyKind("interrupted-series", "Reports as interrupted series", 15, make, quick=True)
