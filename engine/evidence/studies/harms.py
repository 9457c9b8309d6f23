"""Over other worlds: what got worst, what was shown not to move, and who lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from engine.evidence.bystanders import Bystander, bystanders
from engine.evidence.case import Case
from engine.evidence.compare import Direction
from engine.evidence.findings import ACROSS, Finding, Kind, negligible, of_estimate, size
from engine.evidence.mechanisms import telling
from engine.evidence.numbers import interval_decimals
from engine.evidence.panel import expected
from engine.evidence.study import Study, StudyKind
from sim.metrics import metrics


def make(case: Case) -> Study:
    """The largest adverse estimate, clear or not; nulls that leave room for nothing meaningful; and losers."""
    if not case.worlds or not case.plan.commands:
        return Study(notes=("no other world was run",))
    panel, window = case.panel, case.windows.after
    estimates = expected(panel, window, case.run.seed)
    made = [
        of_estimate(estimates[name], window, panel.seeds, case.windows.caveats) for name in telling().sorted(estimates)
    ]
    effects = [finding for finding in made if finding is not None]
    found = _worst(effects) + [_as(one, "null") for one in effects if _null(one)]
    case.progress(f"looking for whoever lost in {case.worlds} other worlds", 0, 0)
    everybody = bystanders(case)
    found += [_loser(case, one, len(everybody)) for one in everybody if one.loser]
    tables = {"bystanders": [_row(one) for one in everybody], "looked_at": len(everybody)}
    return Study(tuple(found), tables, len(panel.seeds))


def _worst(effects: list[Finding]) -> list[Finding]:
    adverse = [one for one in effects if _adverse(one)]
    worst = max(adverse, key=lambda finding: (size(finding), finding.id), default=None)
    return [] if worst is None else [_as(worst, "harm")]


def _adverse(finding: Finding) -> bool:
    better = metrics()[finding.metric].better
    return better != "near" and finding.value != 0 and (finding.value > 0) != (better == "higher")


def _null(finding: Finding) -> bool:
    """Whether something was shown not to move: zero is inside, and nothing meaningful is."""
    low, high = finding.interval or (1.0, 1.0)
    return bool(finding.baseline) and low <= 0 <= high and negligible(finding)


def _as(finding: Finding, kind: Kind) -> Finding:
    """The same number, told as what it also is."""
    return replace(finding, kind=kind)


def _loser(case: Case, one: Bystander, looked_at: int) -> Finding:
    worse: Direction = "worse"
    return Finding(
        kind="harm",
        metric=f"loser.{one.outcome.id}",
        name=f"{one.outcome.name} of {one.who}",
        value=one.value,
        unit=one.outcome.unit,
        decimals=interval_decimals(one.interval, one.outcome.decimals),
        method="paired t",
        windows={"after": case.windows.after},
        evidence=(),
        seeds=case.seeds,
        interval=one.interval,
        scope=ACROSS,
        baseline=one.level,
        direction=worse,
        caveats=case.windows.caveats,
        looked_at=looked_at,
        details={"who": one.who, "of": one.outcome.of, "p": one.p},
        source=one.who,
    )


def _row(one: Bystander) -> dict[str, Any]:
    return {
        "who": one.who,
        "of": one.outcome.of,
        "outcome": one.outcome.id,
        "value": one.value,
        "low": one.interval[0],
        "high": one.interval[1],
        "level": one.level,
        "unit": one.outcome.unit,
        "p": one.p,
        "worse": one.worse,
        "loser": one.loser,
    }


STUDY: Final = StudyKind("harms", "What got worse, what did not move, and who lost", 50, make, methods=("paired t",))
