"""Real worlds for tests of estimators."""

from __future__ import annotations

import functools
import pathlib
import tempfile
from typing import Any

from engine.catalogue import load_plan, load_scenario
from engine.evidence.case import Case
from engine.log import LogWriter, Recording, read
from engine.session import Session, header_of
from engine.worlds import Template
from sim.plans import Plan
from sim.policies.plan import PlanPolicy

SMALL = 8  # worlds of a small panel


@functools.cache
def template(scenario: str) -> Template:
    return Template(load_scenario(scenario))


def plan_of(*commands: dict[str, Any], scenario: str = "", plan: str = "") -> Plan:
    """A plan from tables, after those of a shipped one if it is named."""
    raw = load_plan(scenario, plan) if plan else {}
    return Plan.parse({**raw, "command": [*raw.get("command", []), *commands]})


def record(scenario: str, plan: Plan, seed: int = 7) -> Recording:
    """A world, recorded and read back."""
    first = template(scenario)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "a.replay"
        with LogWriter.create(path, header_of(first.scenario, seed), "seal") as writer:
            Session(first, seed, PlanPolicy(plan), "made", writer).run()
        return read(path.read_bytes())


@functools.cache
def second_region() -> Case:
    """A rollout region by region, with a small panel."""
    plan = plan_of(scenario="second-region", plan="local-owners")
    return Case(record("second-region", plan), worlds=SMALL)


@functools.cache
def seven_roadmaps() -> Case:
    """Launches that take in all teams at once."""
    plan = plan_of(scenario="seven-roadmaps", plan="textbook")
    return Case(record("seven-roadmaps", plan), worlds=SMALL)
