"""Attribution, luck and reviews of shipped plans, measured on this kernel: rows for the page of evidence."""

from __future__ import annotations

import pathlib
import resource
import tempfile
from typing import Any, Final

import numpy as np

from engine.catalogue import load_plan, load_scenario
from engine.evidence.case import WORLDS, Case
from engine.evidence.coalitions import casting, run_coalitions
from engine.evidence.folding import OUTCOME, mean_of
from engine.evidence.review import review
from engine.evidence.shapley import MOST_EXACT, shares
from engine.evidence.studies.attribution import attributions, coalitions
from engine.evidence.yardstick import both_arms, folder_of, headline
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


def measured_eight(worlds: int = WORLDS, threads: int = 2) -> dict[str, Any]:
    """What all 256 coalitions of eight interventions cost: Seven Roadmaps' textbook and more launches from its shelf.

    Returns:
        `worlds`, `core_seconds`, `milliseconds` (of a core, a world).
    """
    case = played("seven-roadmaps", "textbook", 1)
    raw, shelf = load_plan("seven-roadmaps", "textbook"), case.scenario.shelf
    more = [name for name in shelf if name not in case.tags][: MOST_EXACT - len(case.tags)]
    launch = {"kind": "launch", "teams": "all", "sponsor": case.template.index.sponsors[0], "intensity": "light"}
    for n, name in enumerate(more):
        raw["command"].append({"week": 4 + 6 * n, "for": name, "intervention": name, **launch})
    cast = casting(Plan.parse({"command": raw["command"]}), (*case.tags, *more))
    before = _core_seconds()
    found = run_coalitions(case.template, cast, range(1, worlds + 1), folder_of(case), threads)
    spent, many = _core_seconds() - before, found.folded.shape[0] * worlds
    return {"worlds": many, "core_seconds": spent, "milliseconds": 1000 * spent / many}


def measured_luck(worlds: int = WORLDS, threads: int = 2) -> list[dict[str, Any]]:
    """How far worlds are kind, in points of the outcome: each of the panel's worlds as if it had been the played one.

    Returns:
        Rows of `scenario`, `worlds`, `skill`, `skill_error`, `weather_sd`, `fit_sd`, `correlation` of the two.
    """
    rows = []
    for scenario_id in MEASURED:
        case = played(scenario_id, "textbook", worlds, threads)
        plan, nothing = folder_of(case).outcomes(both_arms(case))
        skill = mean_of(plan - nothing)
        weather, fit = nothing - nothing.mean(), plan - nothing - skill.value
        rows.append(
            {
                "scenario": scenario_id,
                "worlds": worlds,
                "skill": skill.value,
                "skill_error": skill.error,
                "weather_sd": float(np.std(weather, ddof=1)),
                "fit_sd": float(np.std(fit, ddof=1)),
                "correlation": float(np.corrcoef(weather, fit)[0, 1]),
            }
        )
    return rows


def measured_reviews(worlds: int = WORLDS, threads: int = 2) -> list[dict[str, Any]]:
    """What reports told of the end in the middle of the tenure.

    Returns:
        Rows of `scenario`, `metric`, `week`, `fresh`, `covered` (by nominal 80 % intervals), `left` (of the spread).
    """
    rows = []
    for scenario_id in MEASURED:
        case = played(scenario_id, "textbook", worlds, threads)
        week = case.scenario.weeks.tenure // 2
        less = case.plan.model_copy(update={"commands": [one for one in case.plan.commands if one.week < week]})
        for metric in (OUTCOME, headline(case)):
            found = review(case, week, [case.plan, less], metric, fresh=8 * worlds)
            rows.append(
                {
                    "scenario": scenario_id,
                    "metric": metric,
                    "week": week,
                    "fresh": found.fresh,
                    "covered": found.covered,
                    "left": found.left,
                }
            )
    return rows


def _core_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
