"""Predictions scored, everything else that was looked at, and figures under pressure that only looked better."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any, Final

from engine.evidence.case import Case
from engine.evidence.compare import direction
from engine.evidence.findings import Finding, fold_name
from engine.evidence.numbers import unit_of_difference, visible
from engine.evidence.predictions import Locked, Refused, Resolved, Shown, calibration, lock, resolve
from engine.evidence.pressure import Pressed, gain
from engine.evidence.shifts import FALSE_SHARE, Shift, alarms, shift
from engine.evidence.study import Study, StudyKind
from engine.evidence.tallies import reference
from engine.evidence.windows import Window
from engine.replay import commands_of
from sim import events as ev
from sim.commands import Audit, SetKpi
from sim.metrics import metrics


def make(case: Case) -> Study:
    """One finding for every prediction that came due; the rest is tables."""
    resolved, (_, refused) = resolve(case), lock(case)
    shown = Shown(case)
    pressed = press(case, shown, resolved)
    flagged = {(one.metric, one.source): one for one in pressed}
    found = [
        _finding(case, one, flagged.get((one.locked.metric, one.locked.source)))
        for one in resolved
        if one.state == "resolved"
    ]
    notes = [f"a prediction about {one.locked.metric} was not due before the run ended" for one in resolved
             if one.state == "open"]  # fmt: skip
    notes += [f"{one.locked.source} gave no figure to score a prediction on" for one in resolved
              if one.state == "no figure"]  # fmt: skip
    own = calibration(one.hit is True for one in resolved if one.state == "resolved")
    tables = {
        "predictions": [_row(one) for one in resolved],
        "refused": [_refusal(one) for one in refused],
        "calibration": asdict(own),
        "explored": explored(case, shown, {(one.locked.metric, one.locked.source) for one in resolved}),
        "pressure": [_pressed_row(one) for one in pressed],
    }
    return Study(tuple(found), tables, notes=tuple(dict.fromkeys(notes)))


# --- one prediction ---------------------------------------------------------------------------------------------------
def _finding(case: Case, one: Resolved, pressed: Pressed | None) -> Finding:
    locked, metric = one.locked, metrics()[one.locked.metric]
    before, after = locked.before or 0.0, one.after or 0.0
    due = Window(locked.due_week, locked.due_week)
    caveats = [] if locked.preregistered else ["predicted late"]
    if pressed is not None and pressed.flag:
        caveats.append("under pressure")
    if pressed is not None and pressed.hindsight:
        caveats.append("only the report moved")
    change = after - before
    return Finding(
        kind="forecast",
        metric=locked.metric,
        name=metric.name,
        value=change,
        unit=unit_of_difference(metric.unit),
        decimals=visible(change, metric.decimals),
        method="prediction",
        windows={"locked": Window(locked.week, locked.week), "due": due},
        evidence=(f"#{locked.frame}", *filter(None, (reference(case.log.span(due, int(ev.REPORT_PUBLISHED))),))),
        seeds=(case.run.seed,),
        for_=locked.for_,
        baseline=before,
        direction=direction(metric, change),
        caveats=tuple(caveats),
        fold=fold_name(metric),
        looked_at=max(1, locked.opened),
        details=_row(one) | ({} if pressed is None else {"overstated": pressed.overstated}),
        layer="reported",
        known_then=True,
        preregistered=locked.preregistered,
        grade="D",  # before and after only: it says that something came, not why
        source=locked.source,
    )


def _row(one: Resolved) -> dict[str, Any]:
    """A prediction as plain data."""
    locked: Locked = one.locked
    change = None
    if one.after is not None and locked.before:
        change = 100 * (one.after - locked.before) / abs(locked.before)
    return {
        "id": locked.id,
        "for": locked.for_,
        "metric": locked.metric,
        "source": locked.source,
        "direction": locked.direction,
        "band": locked.band,
        "locked_week": locked.week,
        "due_week": locked.due_week,
        "state": one.state,
        "hit": one.hit,
        "direction_right": one.direction,
        "before": locked.before,
        "after": one.after,
        "percent": change,
        "interval": list(locked.interval) if locked.interval else None,
        "score": one.score,
        "wobble": locked.wobble,
        "smallest_shift": locked.smallest,
        "baseline": [locked.baseline.first_week, locked.baseline.last_week],
        "opened": locked.opened,
        "guardrails": list(locked.guardrails),
        "primary": locked.primary,
        "preregistered": locked.preregistered,
        "because": locked.because,
    }


def _refusal(one: Refused) -> dict[str, Any]:
    return {"frame": one.frame, "week": one.week, "why": one.why}


# --- everything else that was looked at -------------------------------------------------------------------------------
def explored(case: Case, shown: Shown, named: set[tuple[str, str]]) -> dict[str, Any]:
    """What every source's figures did, and which would raise an alarm after all of them are counted.

    Args:
        case: the recording.
        shown: its reports.
        named: metric and source of what was predicted: judged by itself, and counted among what was looked at.

    Returns:
        How many figures were looked at, how many raised an alarm, and a row for each.
    """
    moved = _moved(case, shown)
    loud = alarms([one.p for one in moved.values()])
    rows = [
        {
            "metric": shown.sources[source],
            "source": source,
            "before": one.before,
            "after": one.after,
            "error": one.error,
            "p": one.p,
            "alarm": alarm,
            "predicted": (shown.sources[source], source) in named,
        }
        for (source, one), alarm in zip(moved.items(), loud, strict=True)
    ]
    return {
        "looked_at": len(moved),
        "metrics": len({shown.sources[source] for source in moved}),
        "alarms": sum(loud),
        "false_share": FALSE_SHARE,
        "rows": rows,
    }


def _moved(case: Case, shown: Shown) -> dict[str, Shift]:
    windows = case.windows
    if not windows.before.weeks:
        return {}
    found = {}
    for source in shown.sources:
        one = shift(shown.published(source, windows.before), shown.published(source, windows.after))
        if one is not None:
            found[source] = one
    return found


# --- figures under pressure -------------------------------------------------------------------------------------------
def press(case: Case, shown: Shown, resolved: tuple[Resolved, ...]) -> list[Pressed]:
    """Every figure that was predicted or watched, with what stood beside it."""
    moved = _moved(case, shown)
    guards: dict[tuple[str, str], dict[str, None]] = {
        (one.locked.metric, one.locked.source): dict.fromkeys(one.locked.guardrails) for one in resolved
    }
    audited = set()
    for many in commands_of(case.recording).values():
        for one in many:
            if one.accepted and isinstance(one.command, SetKpi):
                key = one.command.metric, one.command.source
                guards[key] = guards.get(key, {}) | dict.fromkeys(one.command.guardrails)
            elif one.accepted and isinstance(one.command, Audit) and one.command.depth == "deep":
                audited.add(one.command.source)
    found = []
    for (metric, source), beside in guards.items():
        gained = gain(moved.get(source), metrics()[metric].better)
        if gained is None:
            continue
        siblings = [s for s, m in shown.sources.items() if m == metric and s != source and s in audited]
        guarded = [s for s, m in shown.sources.items() if m in beside]
        found.append(
            Pressed(
                metric,
                source,
                gained,
                _least(moved, shown, siblings),
                _least(moved, shown, guarded),
                _truth(case, metric),
                moved[source].difference,
                case.comparisons[metric].change,
            )
        )
    return found


def _least(moved: dict[str, Shift], shown: Shown, sources: list[str]) -> float | None:
    gains = [gain(moved.get(source), metrics()[shown.sources[source]].better) for source in sources]
    return min((one for one in gains if one is not None), default=None)


def _truth(case: Case, metric: str) -> float | None:
    """Standard errors that the true weekly values went in the good direction."""
    stretches = []
    for window in (case.windows.before, case.windows.after):
        weeks = range(window.first_week, window.last_week + 1)
        values = [metrics()[metric].value(*case.factual.over(Window(week, week))) for week in weeks]
        stretches.append([value for value in values if value is not None])
    return gain(shift(*stretches), metrics()[metric].better)


def _pressed_row(one: Pressed) -> dict[str, Any]:
    numbers = {
        name: value if value is None or math.isfinite(value) else None
        for name, value in asdict(one).items()
        if name not in {"metric", "source"}
    }
    return {
        "metric": one.metric,
        "source": one.source,
        **numbers,
        "flag": one.flag,
        "hindsight": one.hindsight,
        "overstated": one.overstated,
    }


STUDY: Final = StudyKind(
    "predictions", "What was predicted, and what was only looked at", 25, make, quick=True, methods=("prediction",)
)
