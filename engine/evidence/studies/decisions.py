"""The decision that moved most, reviewed: was it sound by what was known then, and what would leaving it have done?"""

from __future__ import annotations

from typing import Any, Final

from engine.evidence.case import INERT, Case
from engine.evidence.findings import Finding
from engine.evidence.review import Review, review
from engine.evidence.studies.turning_points import acted
from engine.evidence.study import Study, StudyKind
from sim.plans import Plan

FRESH_PER_WORLD: Final = 8  # fresh worlds for each that an interval rests on: 512 for 64
LEAST: Final = 4  # worlds, below which too few fresh ones would be compared


def make(case: Case) -> Study:
    """Review the week whose commands clearly moved most, beside the same plan without them."""
    clear = [turn for turn in acted(case)[0] if turn.what and turn.gain.clear] if case.worlds >= LEAST else []
    able = sorted(clear, key=lambda turn: -abs(turn.gain.value))
    if not able:
        return Study(notes=("no decision stands out",))
    first, last = (case.calendar.tenure_week(week) for week in (able[0].first_week, able[0].last_week))
    try:
        found = review(case, first, [case.plan, left_out(case.plan, first, last)], fresh=FRESH_PER_WORLD * case.worlds)
    except ValueError:
        return Study(notes=("stopped before there were worlds enough to compare",))
    lessons = [found.finding(case, option.number) for option in found.options]
    findings: tuple[Finding, ...] = tuple(lesson for lesson in lessons if lesson is not None)
    notes = ((found.note,) if found.note else ()) + (("stopped early: fewer worlds",) if found.interrupted else ())
    return Study(findings, {"decision": {"what": list(able[0].what), **as_json(found)}}, found.nearest, notes)


def left_out(plan: Plan, first: int, last: int) -> Plan:
    """A plan without what was begun or done in some tenure weeks; answers to cards stay."""
    kept = [
        one
        for one in plan.commands
        if not first <= one.week <= last or one.command.kind == "answer" or one.command.kind in INERT
    ]
    return plan.model_copy(update={"commands": kept})


def as_json(found: Review) -> dict[str, Any]:
    """A review as plain data."""
    return {
        "week": found.week,
        "metric": found.metric,
        "unit": found.unit,
        "fresh": found.fresh,
        "nearest": found.nearest,
        "predicted": list(found.predicted),
        "played": found.played,
        "left": found.left,
        "covered": found.covered,
        "knowable": found.knowable,
        "options": [
            {
                "number": option.number,
                "expected": option.expected.as_json(),
                "turned_out": option.turned_out,
                "verdict": option.verdict,
            }
            for option in found.options
        ],
    }


STUDY: Final = StudyKind("decisions", "The decision that moved most", 90, make)
