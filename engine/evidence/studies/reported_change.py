"""What every dashboard said before and after: the oldest comparison, labelled naive."""

from __future__ import annotations

from typing import Final

from engine.evidence.case import Case
from engine.evidence.estimators import Answer, changes, seen, setting
from engine.evidence.known import commanded, finding_of
from engine.evidence.study import Study, StudyKind


def make(case: Case) -> Study:
    """The change of every source, with Welch's interval; beside it, the change of what was true."""
    if not commanded(case):
        return Study(notes=("nothing was commanded: there is no before and after",))
    given, world = setting(case), seen(case)
    made = [one for one in changes(world, given) if isinstance(one, Answer)]
    told = [one for one in made if one.source]
    table = [
        {
            "metric": one.metric,
            "source": one.source,
            "layer": "reported" if one.source else "true",
            "value": one.value,
            "interval": list(one.interval) if one.interval else None,
            "caveats": list(one.caveats),
            **one.details,
        }
        for one in made
    ]
    findings = tuple(finding_of(one, case, given, world, len(told)) for one in told)
    return Study(findings, {"changes": table})


STUDY: Final = StudyKind("reported-change", "What dashboards said before and after", 14, make, quick=True)
