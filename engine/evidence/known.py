"""Findings that somebody inside the company could have had: from reports and comparisons, each with its grade.

A  order by lot or a valid experiment, predicted before, audited source     B  the same, unaudited
C  the comparison was chosen, or the prediction skipped                     D  before and after only
"""

from __future__ import annotations

from typing import Final

from engine.evidence.case import Case, acting
from engine.evidence.compare import direction
from engine.evidence.estimators import Answer, Estimator, Seen, Setting
from engine.evidence.findings import PLAN, Finding, Grade, Kind, Method, fold_name, percent
from engine.evidence.numbers import interval_decimals, unit_of_difference
from engine.evidence.tallies import reference
from engine.evidence.windows import Window
from engine.replay import commands_of
from sim import events as ev
from sim.commands import Launch, Predict
from sim.metrics import metrics

UNCLEAR: Final = "no clear difference"
_METHODS: Final[dict[Estimator, tuple[Kind, Method]]] = {
    "naive reported": ("change", "before and after, reported"),
    "interrupted series": ("effect", "interrupted series"),
    "staggered comparison": ("effect", "staggered comparison"),
}
_AGAINST: Final[dict[Estimator, str]] = {
    "naive reported": "the weeks before",
    "interrupted series": "what the weeks before led to expect",
    "staggered comparison": "teams that had not begun yet",
}


def finding_of(answer: Answer, case: Case, given: Setting, world: Seen, looked: int) -> Finding:
    """An estimator's answer about the played world as a finding.

    Args:
        answer: of anything but what is true.
        case: the recording.
        given: what was compared with what.
        world: the played one, as estimators see it.
        looked: how many series were looked at beside it.
    """
    metric, source = metrics()[answer.metric], world.series[answer.source]
    kind, method = _METHODS[answer.estimator]
    before = given.before if answer.estimator == "naive reported" else given.series_before
    windows = {"before": before, "after": answer.window}
    if answer.cells is not None:
        windows = {"compared": answer.window}
    level = answer.details.get("before")
    share = {"percent": percent(answer.value, level)} if answer.estimator == "naive reported" else {}
    told = direction(metric, answer.value)
    clear = answer.interval is not None and not answer.interval[0] <= 0 <= answer.interval[1]
    registered = preregistered(case, answer.metric, answer.source, answer.intervention)
    audited = source.audited(given.known_week)
    lot = answer.details.get("by") == "lot"
    caveats = answer.caveats + (() if audited else ("unaudited",)) + (() if registered else ("not predicted",))
    if answer.estimator == "naive reported":
        caveats = ("naive", *caveats, *case.windows.caveats)
    elif answer.estimator == "interrupted series":
        caveats = ("no comparison", *caveats)
    return Finding(
        kind=kind,
        metric=answer.metric,
        name=metric.name,
        value=answer.value,
        unit=unit_of_difference(metric.unit),
        decimals=interval_decimals(answer.interval, metric.decimals) if answer.interval else metric.decimals,
        method=method,
        windows=windows,
        evidence=_evidence(case, windows),
        seeds=(case.run.seed,),
        interval=answer.interval,
        for_=tag_of(case, answer.intervention),
        baseline=level,
        direction=told if clear or answer.value == 0 else UNCLEAR,
        caveats=tuple(dict.fromkeys(caveats)),
        fold=fold_name(metric),
        looked_at=looked,
        details={"source": source.name, "comparison": _AGAINST[answer.estimator], **answer.details, **share},
        layer="reported",
        known_then=True,
        preregistered=registered,
        grade=grade(compared=answer.cells is not None, lot=lot, registered=registered, audited=audited),
        source=answer.source,
    )


def grade(*, compared: bool, lot: bool, registered: bool, audited: bool) -> Grade:
    """The grade of evidence that was known then.

    Args:
        compared: whether there was a comparison at the same time.
        lot: whether chance decided who came first.
        registered: whether it was predicted before.
        audited: whether somebody had looked behind the source.
    """
    if not compared:
        return "D"
    if not lot or not registered:
        return "C"
    return "A" if audited else "B"


def preregistered(case: Case, metric: str, source: str, intervention: str = "") -> bool:
    """Whether a prediction about a metric at a source was locked before what it is about began."""
    until = case.first_command_week
    if intervention:
        until = min((one.launch_week for one in case.launches if one.intervention == intervention), default=until)
    if until is None:
        return False
    return any(
        one.accepted
        and isinstance(one.command, Predict)
        and (one.command.metric, one.command.source) == (metric, source)
        and week <= until
        for week, given in commands_of(case.recording).items()
        for one in given
    )


def tag_of(case: Case, intervention: str) -> str:
    """What an intervention's launch was `for`; the whole plan where there is none."""
    for _, given in sorted(commands_of(case.recording).items()):
        for one in given:
            if isinstance(one.command, Launch) and one.accepted and one.command.intervention == intervention:
                return one.command.for_
    return PLAN


def commanded(case: Case) -> bool:
    """Whether anything was done at all."""
    return bool(acting(case.plan).commands)


def _evidence(case: Case, windows: dict[str, Window]) -> tuple[str, ...]:
    """Where the reports of the windows stand in the log."""
    inside = [window for window in windows.values() if window.weeks and case.within(window)]
    return tuple(filter(None, (reference(case.log.span(window, int(ev.REPORT_PUBLISHED))) for window in inside)))
