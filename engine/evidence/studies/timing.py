"""When it was done: each intervention eight weeks earlier and later, and the two largest in the other order."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from engine.evidence.case import Case, acting
from engine.evidence.findings import Finding
from engine.evidence.folding import OUTCOME, mean_of
from engine.evidence.study import Study, StudyKind
from engine.evidence.yardstick import citable, folder_of, headline, measure, reporter, run_arms
from sim.plans import Dated, Plan

SHIFT_WEEKS: Final = 8
MOST_SHIFTED: Final = 10  # interventions


def make(case: Case) -> Study:
    """What other dates would have done, in other worlds and paired; answers and everything else stay as they were."""
    tags = case.tags[:MOST_SHIFTED]
    if not case.worlds or not tags:
        return Study(notes=("nothing was launched that could have come at another time",))
    plan = acting(case.plan)
    tenure, arms = case.scenario.weeks.tenure, {"": plan}
    dates: dict[str, int] = {}
    for tag in tags:
        for by in (-SHIFT_WEEKS, SHIFT_WEEKS):
            moved, weeks = shifted(plan, tag, by, tenure)
            if weeks:
                name = f"{tag}:{'earlier' if weeks < 0 else 'later'}"
                arms[name], dates[name] = moved, weeks
    pair = _largest_two(case, tags)
    if pair is not None:
        arms[f"{pair[0]}+{pair[1]}:swapped"] = swapped(plan, *pair, tenure)
    folder = folder_of(case)
    what = "playing other dates"
    folded, stopped = run_arms(
        case.template, list(arms.values()), case.seeds, folder, case.threads, reporter(case, what)
    )
    done = folded.shape[1]
    if not done:
        return Study(notes=("stopped before any world was run",))
    findings: list[Finding] = []
    tables: dict[str, Any] = {}
    for name in ([OUTCOME] if folder.weighing else []) + [headline(case)]:
        one, values = measure(folder, name), folder.values(name, folded)
        if values is None:
            continue
        table = tables.setdefault(name, {"name": one.name, "unit": one.unit, "arms": {}})
        for row, arm in enumerate(list(arms)[1:], start=1):
            value = mean_of(values[row] - values[0])
            tag, _, how = arm.partition(":")
            table["arms"][arm] = {"for": tag, "how": how, "weeks": dates.get(arm), **value.as_json()}
            if value.interval is None or not citable(folder, name, (folded[0], folded[row])):
                continue
            findings.append(
                one.finding(
                    case,
                    value,
                    "shifted",
                    arm,
                    case.seeds[:done],
                    baseline=float(np.mean(values[0])),
                    details={"for": tag, "how": how, "weeks": dates.get(arm)},
                )
            )
    notes = ("stopped early: fewer worlds than asked for",) if stopped else ()
    return Study(tuple(findings), {"timing": tables}, done, notes)


def shifted(plan: Plan, tag: str, by: int, tenure: int) -> tuple[Plan, int]:
    """A plan with everything of one intervention moved, as far as the tenure goes.

    Args:
        plan: to be changed.
        tag: whose dated commands move; answers to cards stay.
        by: weeks, negative for earlier.
        tenure: weeks of it.

    Returns:
        The plan, and by how many weeks its first command moved; 0 where it could not.
    """
    weeks = [one.week for one in plan.commands if _moves(one, tag)]
    if not weeks:
        return plan, 0
    by = max(by, 1 - min(weeks)) if by < 0 else by
    first = min(weeks) + by
    if first > tenure:
        return plan, 0
    moved = [
        Dated(week=one.week + by, command=one.command) if _moves(one, tag) else one
        for one in plan.commands
        if not _moves(one, tag) or one.week + by <= tenure
    ]
    return plan.model_copy(update={"commands": sorted(moved, key=lambda one: one.week)}), by


def swapped(plan: Plan, one: str, other: str, tenure: int) -> Plan:
    """A plan in which two interventions begin in each other's week."""
    first = {tag: min(entry.week for entry in plan.commands if _moves(entry, tag)) for tag in (one, other)}
    moved, _ = shifted(plan, one, first[other] - first[one], tenure)
    moved, _ = shifted(moved, other, first[one] - first[other], tenure)
    return moved


def _moves(entry: Dated, tag: str) -> bool:
    return entry.command.for_ == tag and entry.command.kind != "answer"


def _largest_two(case: Case, tags: tuple[str, ...]) -> tuple[str, str] | None:
    """The two interventions with the largest shares of the headline, where attribution has been worked out."""
    from engine.evidence.coalitions import cast_of
    from engine.evidence.shapley import MOST_EXACT
    from engine.evidence.studies.attribution import attributions, coalitions

    movable = [tag for tag in tags if any(_moves(entry, tag) for entry in case.plan.commands)]
    if len(movable) < 2:
        return None
    if len(cast_of(case).players) <= MOST_EXACT and len(coalitions(case).seeds):
        made = attributions(case).get(headline(case))
        if made is not None:
            size = {name: abs(share.value) for name, share in zip(made.names, made.share, strict=True)}
            movable.sort(key=lambda tag: -size.get(tag, 0.0))
    return movable[0], movable[1]


STUDY: Final = StudyKind("timing", "Other dates, and another order", 70, make)
