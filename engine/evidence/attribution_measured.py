"""Attribution of shipped plans, measured on this kernel: rows for the page of evidence."""

from __future__ import annotations

import pathlib
import resource
import tempfile
from typing import Any, Final

import numpy as np

from engine.catalogue import load_plan, load_scenario
from engine.evidence.case import WORLDS, Case
from engine.evidence.folding import OUTCOME
from engine.evidence.shapley import shares
from engine.evidence.studies.attribution import attributions, coalitions
from engine.evidence.yardstick import headline
from engine.log import LogWriter, read
from engine.session import Session, header_of
from sim.plans import Plan
from sim.policies.plan import PlanPolicy

MEASURED: Final = ("tuesday-board", "seven-roadmaps")
SHOWN: Final = (OUTCOME, "flow.lead", "flow.thru", "rel.harm", "rel.cfr")
SEED: Final = 7


def played(scenario_id: str, plan: str | Plan, worlds: int = WORLDS, threads: int = 1, seed: int = SEED) -> Case:
    """The case of a plan that is played and recorded now.

    Args:
        scenario_id: where.
        plan: its name, or itself.
        worlds: other worlds.
        threads: worlds at once.
        seed: of the played world.
    """
    scenario = load_scenario(scenario_id)
    given = Plan.parse(load_plan(scenario_id, plan)) if isinstance(plan, str) else plan
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "game.replay"
        with LogWriter.create(file, header_of(scenario, seed), sync="seal") as writer:
            Session(scenario, seed, PlanPolicy(given), "plan", writer).run()
        return Case(read(file), worlds=worlds, threads=threads)


def measured_attribution(worlds: int = WORLDS, threads: int = 2) -> list[dict[str, Any]]:
    """What attribution of the textbooks comes to: one row a scenario and metric.

    Returns:
        Rows of `scenario`, `metric`, `players`, `worlds`, `core_seconds` (of all worlds of the scenario), `total`,
        `non_additivity`, `relative_error` (standard error of the largest share, over it), `alone` and `without` (their
        sums, over the total), `efficiency` (largest error of the shares' sum in any world).
    """
    rows: list[dict[str, Any]] = []
    for scenario_id in MEASURED:
        case = played(scenario_id, "textbook", worlds, threads)
        before = _core_seconds()
        found = coalitions(case)
        spent = _core_seconds() - before
        for name, made in attributions(case).items():
            table = found.values(name)
            if table is None or name not in {*SHOWN, headline(case)}:
                continue
            gap = np.abs(shares(table).sum(axis=0) - (table[-1] - table[0])).max()
            largest = max(made.share, key=lambda part: abs(part.value))
            total = made.total.value
            rows.append(
                {
                    "scenario": scenario_id,
                    "metric": name,
                    "players": len(made.names),
                    "worlds": made.total.worlds,
                    "core_seconds": spent,
                    "total": total,
                    "non_additivity": made.non_additivity,
                    "relative_error": largest.error / abs(largest.value) if largest.value else None,
                    "alone": sum(part.value for part in made.alone) / total if total else None,
                    "without": sum(part.value for part in made.without) / total if total else None,
                    "efficiency": float(gap),
                }
            )
    return rows


def _core_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
