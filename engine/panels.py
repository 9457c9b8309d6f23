"""Each scenario's panel of reference runs: 32 worlds without anybody, with its plans and with random ones; it ships.

    python -m engine.panels --write [SCENARIO …]      some seconds to a minute each

A panel belongs to one version of its scenario and of the rules. Its seeds are used for nothing else: no constant and
no plan was tuned on them.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any, Final

from engine.catalogue import load_plan, load_scenario, plan_names, scenario_file, scenario_ids
from engine.ensemble import Ensemble, run_ensemble
from engine.evidence.outcome import deviations, outcome, parts
from engine.evidence.reference_panel import FILE, PANEL_SEEDS, ReferencePanel, load_panel
from engine.worlds import Template
from sim.plans import Plan
from sim.policies.random import RandomLegal
from sim.rules import RULES_VERSION

__all__ = ["FILE", "PANEL_SEEDS", "ReferencePanel", "load_panel", "make_panel", "scored_scenarios", "write_panel"]

RANDOM_PLANS: Final = 200
_DIGITS: Final = 6  # of a Y, in the file


def make_panel(template: Template, threads: int = 2, random_plans: int = RANDOM_PLANS) -> ReferencePanel:
    """Run a scenario's reference panel.

    Args:
        template: of a scenario with the plans `trap` and `textbook`.
        threads: worlds at once; the panel does not depend on it.
        random_plans: how many.

    Raises:
        InputError: it lacks one of them.
    """
    scenario, seeds = template.scenario, list(PANEL_SEEDS)

    def run(name: str) -> Ensemble:
        return run_ensemble(template, Plan.parse(load_plan(scenario.id, name)), seeds, threads)

    nothing = run_ensemble(template, None, seeds, threads)
    units = deviations(parts(nothing, scenario.weeks))
    base, gains = outcome(nothing, scenario, units), []
    shelf = {name: template.catalogue[name] for name in scenario.shelf}
    for plan_seed in range(1, random_plans + 1):

        def govern(_: int, plan_seed: int = plan_seed) -> RandomLegal:
            return RandomLegal(template.index, shelf, plan_seed, scenario.weeks.tenure)

        played = run_ensemble(template, None, seeds, threads, policy=govern)
        gains.append(round(float((outcome(played, scenario, units) - base).mean()), _DIGITS))
    rounded = {
        name: [round(float(v), _DIGITS) for v in outcome(run(name), scenario, units)] for name in ("textbook", "trap")
    }
    return ReferencePanel(
        scenario=scenario.id,
        version=scenario.version,
        rules=RULES_VERSION,
        seeds=seeds,
        units=units,
        nothing=[round(float(v), _DIGITS) for v in base],
        random=gains,
        **rounded,
    )


def scored_scenarios() -> list[str]:
    """Ids of scenarios that have what a panel needs."""
    return [name for name in scenario_ids() if {"trap", "textbook"} <= set(plan_names(name))]


def write_panel(scenario_id: str) -> None:
    """Run a scenario's panel and put it beside its scenario."""
    panel: dict[str, Any] = asdict(make_panel(Template(load_scenario(scenario_id))))
    text = json.dumps(panel, indent=1, sort_keys=True) + "\n"
    (scenario_file(scenario_id).parent / FILE).write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write the panels named, or all of them."""
    if not arguments or arguments[0] != "--write":
        sys.stderr.write("usage: python -m engine.panels --write [SCENARIO …]\n")
        return 2
    for name in arguments[1:] or scored_scenarios():
        write_panel(name)
        sys.stderr.write(f"scenarios/{name}/{FILE}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
