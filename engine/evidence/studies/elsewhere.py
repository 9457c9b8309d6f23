"""The same plan in other worlds, each paired with its own twin: what to expect, with an interval."""

from __future__ import annotations

from typing import Final

from engine.evidence.case import Case
from engine.evidence.findings import of_estimate
from engine.evidence.mechanisms import telling
from engine.evidence.panel import expected
from engine.evidence.study import Study, StudyKind

RARE: Final = 0.8  # share of commands below which a finding says "often impossible elsewhere" (evidence.md 1)


def make(case: Case) -> Study:
    """Expected effects of the whole plan; none where nobody commanded anything or no other world was asked for."""
    if not case.worlds or not case.plan.commands:
        return Study(notes=("no other world was run",))
    panel, window = case.panel, case.windows.after
    rare = panel.executed is not None and panel.executed < RARE
    caveats = case.windows.caveats + (("often impossible elsewhere",) if rare else ())
    estimates = expected(panel, window, case.run.seed)
    made = [of_estimate(estimates[name], window, panel.seeds, caveats) for name in telling().sorted(estimates)]
    table = {
        name: {
            "value": one.value,
            "interval": list(one.interval) if one.interval else None,
            "median": one.median,
            "level": one.level,
            "worlds": one.worlds,
            "better": one.better,
            "compared": one.compared,
            "state": one.state,
            "reason": one.reason,
        }
        for name, one in estimates.items()
    }
    found = tuple(finding for finding in made if finding is not None)
    return Study(found, {"expected": table, "executed": panel.executed}, len(panel.seeds))


STUDY: Final = StudyKind("elsewhere", "The same plan in other worlds", 20, make, methods=("paired t",))
