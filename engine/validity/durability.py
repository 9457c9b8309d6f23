"""Law 10: what nobody stands for any more is forgotten, in months."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.catalogue import load_scenario
from engine.session import Session
from engine.validity.check import Check, Effort
from engine.validity.companies import TAG, bare, plain
from engine.worlds import Template
from sim.parameters import SECTIONS
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from sim.scenario import Scenario, Sponsor, Weeks
from sim.world import TEAMS

SEEN_WEEKS = 40  # in which the sponsor is seen
UNCODIFIED_WEEKS = (12, 20)
GONE = 0.5  # weeks in which the presence of somebody who has left halves: they are not merely out of sight


def _spreading(**values: Any) -> Scenario:
    """Four teams with the shared defaults of adoption; a sponsor whose presence falls to nothing once unseen."""
    known = load_scenario("seven-roadmaps")
    spread = {parameter.name: known.parameter(parameter.name) for parameter in SECTIONS["adoption"]}
    scenario = plain(2.0, 4, lines=4, weeks=Weeks(history=0, tenure=156, aftermath=0), **(spread | values))
    return scenario.model_copy(update={"sponsors": [Sponsor(id="somebody", name="Somebody", power=0.5, **TAG)]})


def _adoption(scenario: Scenario, seed: int, until: int) -> Any:
    """Mean adoption week by week of a practice whose sponsor is seen every month up to a week."""
    entry = bare("practice", 1)
    launch = {"week": 1, "kind": "launch", "intervention": entry.id, "sponsor": "somebody", "intensity": "heavy"}
    seen = [{"week": w, "kind": "adjust", "intervention": entry.id} for w in range(6, until, 4)]
    template = Template(scenario, {entry.id: entry})
    session = Session(template, seed, PlanPolicy(Plan.parse({"command": [launch, *seen]})))
    curve = []
    while not session.done:
        session.advance()
        at = slice(entry.number * TEAMS, entry.number * TEAMS + 4)
        curve.append(float(session.worlds["scopes"]["adoption_ppm"][0, at].mean()) * 1e-6)
    return np.array(curve)


def durability(effort: Effort) -> list[Check]:
    """Law 10: adoption halves when a sponsor goes."""
    seeds = effort.seeds(8)[:8]
    halves = []
    for seed in seeds:
        curve = _adoption(_spreading(sponsor_floor=0.0, sponsor_half_life_weeks=GONE), seed, SEEN_WEEKS)
        peak = int(np.argmax(curve[: SEEN_WEEKS + 4]))
        below = np.flatnonzero(curve[peak:] <= 0.5 * curve[peak])
        halves.append(float(below[0]) if len(below) else float("inf"))
    weeks = float(np.mean(halves))
    low, high = UNCODIFIED_WEEKS
    return [
        Check(
            10, "weeks until uncodified adoption is halved after its sponsor is last seen", f"{weeks:.1f}",
            f"{low} to {high}", low <= weeks <= high, len(seeds),
        )
    ]  # fmt: skip
