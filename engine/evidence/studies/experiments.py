"""Experiments that were run: each as a difference of two proportions at its horizon, with its looks counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from engine.evidence.case import Case
from engine.evidence.experiments import KINDS, Difference, Trial, difference, trials
from engine.evidence.findings import Finding, fold_name
from engine.evidence.known import UNCLEAR, grade
from engine.evidence.numbers import interval_decimals
from engine.evidence.reported import reported
from engine.evidence.rows import rows_of
from engine.evidence.study import Study, StudyKind
from engine.evidence.tallies import reference
from engine.evidence.windows import Window
from engine.replay import Snapshots, commands_of
from sim import events as ev
from sim.commands import Experiment
from sim.kernel import bind
from sim.metrics import metrics
from sim.systems.experiments import line_baseline, line_traffic
from sim.world import FIGURE_ACTIVATION, FIGURE_USE

METRICS: Final = {"activation": "cust.activ", "use": "cust.depth"}
_FIGURES: Final = {"activation": FIGURE_ACTIVATION, "use": FIGURE_USE}


def make(case: Case) -> Study:
    """One finding for each experiment that was asked for and reached its horizon; those of a guild are counted."""
    found = trials(rows_of(case.recording, KINDS))
    mine = [trial for trial in found if trial.commanded]
    asked = dict(zip(map(id, mine), _asked(case), strict=False))
    findings, table = [], []
    snapshots = Snapshots(case.recording) if mine else None
    for trial in mine:
        row: dict[str, Any] = {
            "started_week": trial.started_week, "ended_week": trial.ended_week, "planned_weeks": trial.planned_weeks,
            "looks": len(trial.looks), "planned_looks": trial.planned_looks, "rule": trial.rule,
            "verdict": trial.verdict, "metric": METRICS[trial.figure], "extended": trial.extended,
        }  # fmt: skip
        table.append(row)
        if not trial.looks or trial.ended_week is None or snapshots is None:
            row["not_offered"] = "it was never read" if trial.ended_week else "it has not ended"
            continue
        line, arm, share = _arms(snapshots, trial)
        treated = share * (1.0 + trial.looks[-1][2] / 1000.0)
        shown = difference((max(0.0, min(1.0, treated)) * arm, arm), (share * arm, arm))
        row |= {
            "line": case.template.index.lines[line], "each_arm": arm, "control": share, "value": shown.value,
            "interval": list(shown.interval), "ratio_wrong": shown.ratio_wrong, "later_known_sound": trial.sound,
        }  # fmt: skip
        findings.append(_finding(case, trial, shown, row, asked.get(id(trial)), len(mine)))
    summary = {
        "asked_for": len(mine),
        "by_guilds": len(found) - len(mine),
        "disciplined": sum(trial.disciplined for trial in found),
        "peeked": sum(bool(trial.looks) and not trial.disciplined for trial in found),
    }
    return Study(tuple(findings), {"experiments": table, "summary": summary})


def _asked(case: Case) -> Iterator[Experiment]:
    """The commands behind experiments, in order."""
    for _, given in sorted(commands_of(case.recording).items()):
        for one in given:
            if one.accepted and isinstance(one.command, Experiment):
                yield one.command


def _arms(snapshots: Snapshots, trial: Trial) -> tuple[int, float, float]:
    """The line of a test, how many people each of its arms had, and the share of them that did it anyway."""
    week, figure = trial.looks[-1][0], _FIGURES[trial.figure]
    worlds = snapshots.seek(week)
    line = int(worlds[0]["experiments"]["line"][trial.slot])
    bound = bind(worlds)
    weeks = week - trial.started_week + 1
    arm = float(line_traffic(bound, line, figure)) * trial.share_percent * 0.01 * 0.5 * weeks
    return line, max(1.0, arm), float(line_baseline(bound, line, figure))


def _finding(
    case: Case, trial: Trial, shown: Difference, row: dict[str, Any], asked: Experiment | None, looked: int
) -> Finding:
    metric = metrics()[METRICS[trial.figure]]
    window = Window(trial.started_week, trial.looks[-1][0])
    series = reported(case.recording, case.template)
    source = series[asked.source] if asked is not None else None
    audited = source is not None and source.audited(case.calendar.last_tenure_week)
    valid = trial.disciplined and not shown.ratio_wrong
    caveats: tuple[str, ...] = () if trial.at_horizon else ("stopped early",)
    caveats += ("looked more than planned",) if len(trial.looks) > max(1, trial.planned_looks) else ()
    caveats += ("extended",) if trial.extended else ()
    caveats += ("arms out of ratio",) if shown.ratio_wrong else ()
    caveats += () if audited else ("unaudited",)
    caveats += ("decided by opinion",) if trial.rule == "opinion" else ()
    low, high = (100.0 * end for end in shown.interval)
    clear = not low <= 0 <= high
    return Finding(
        kind="effect",
        metric=metric.id,
        name=f"{metric.name}, tested on {row['line']}",
        value=100.0 * shown.value,
        unit="percentage points",
        decimals=interval_decimals((low, high), metric.decimals),
        method="experiment",
        windows={"during": window},
        evidence=tuple(filter(None, (reference(case.log.span(window, int(ev.EXPERIMENT_READ))),))),
        seeds=(case.run.seed,),
        interval=(low, high),
        for_=asked.for_ if asked is not None else "general",
        baseline=100.0 * row["control"],
        direction=UNCLEAR if not clear else "better" if shown.value > 0 else "worse",
        caveats=caveats,
        fold=fold_name(metric),
        looked_at=looked,
        details={**row, "comparison": "people who were not shown it", "asked_to_show": asked.mde if asked else None},
        layer="reported",
        known_then=True,
        preregistered=trial.rule == "horizon" and not trial.extended,
        grade=grade(compared=True, lot=valid, registered=trial.rule == "horizon", audited=audited),
        source=f"{source.id if source else 'tests'}/{row['line']}/w{trial.started_week}/{trial.slot}",
    )


STUDY: Final = StudyKind("experiments", "Experiments that were run", 17, make, quick=True)
