"""Arms as people name them: plans and policies of a scenario, and variants of it."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from engine.catalogue import load_plan, load_scenario, plan_names, scenario_ids
from engine.errors import InputError
from engine.lab.paths import Value, parse_value, with_values
from engine.lab.study import NONE, NOVICE, RANDOM, Arm
from engine.session import check_plan
from engine.worlds import Template
from sim.commands import PlanError
from sim.plans import Plan
from sim.policies.foreign import foreign
from sim.scenario import Scenario, nearest

BASE: Final = "base"
TEXTBOOK: Final = "textbook"
FOREIGN: Final = "foreign:"
POLICIES: Final = (NONE, RANDOM, NOVICE)


def policy_of(
    scenario: str, template: Template, given: str, plan_seed: int | None = None
) -> tuple[str, dict[str, Any]]:
    """What a plan or policy is called, and the policy as an arm describes it.

    Args:
        scenario: how the scenario was named; its plans lie beside it.
        template: the scenario.
        given: a plan's name, a TOML file, "none", "random", "careful-novice", or "foreign:SCENARIO", the textbook of
            another company in the names of this one.
        plan_seed: the key of a random plan's draws; each run's seed where None.

    Raises:
        InputError: there is none, or it names what the scenario does not have.
    """
    if given.startswith(FOREIGN):
        return given, {"kind": "plan", "plan": _foreign(template, given.removeprefix(FOREIGN)).raw()}
    named = plan_names(scenario)
    if given in POLICIES and given not in named:
        return given, {"kind": given} | ({"seed": plan_seed} if given == RANDOM else {})
    try:
        plan = Plan.parse(load_plan(scenario, given))
        check_plan(plan, template)
    except PlanError as error:
        raise InputError(f"plan '{given[:80]}': {error}") from None
    except InputError as error:
        raise error if given[:80] in str(error) else InputError(f"plan '{given[:80]}': {error}") from None
    empty = not (plan.commands or plan.rules or plan.answers)
    return pathlib.PurePath(given).stem[:80], {"kind": NONE} if empty else {"kind": "plan", "plan": plan.raw()}


def _foreign(template: Template, other: str) -> Plan:
    others = [name for name in scenario_ids() if TEXTBOOK in plan_names(name)]
    if other not in others:
        raise InputError(f"no scenario with a textbook is called '{other[:80]}'; {nearest(other, others)}")
    textbook = Plan.parse(load_plan(other, TEXTBOOK))
    return foreign(textbook, template.index, template.catalogue, template.scenario.weeks.tenure)


def parse_variant(scenario: Mapping[str, Any], text: str) -> tuple[str, dict[str, Any]]:
    """Read `NAME:PATH=VALUE,PATH=VALUE`, or `base`.

    Returns:
        The name and the scenario, as plain data.

    Raises:
        InputError: it cannot be read, or a parameter cannot be that.
    """
    if text == BASE:
        return BASE, dict(scenario)
    name, colon, rest = text.partition(":")
    values: dict[str, Value] = {}
    for setting in rest.split(","):
        path, equals, value = setting.partition("=")
        if not colon or not equals or not name or not value.strip():
            raise InputError(f"cannot read the variant '{text[:80]}'; say NAME:PATH=VALUE,PATH=VALUE")
        values[path.strip()] = parse_value(value.strip())
    return name[:40], with_values(scenario, values)


def arms_of(
    scenario: str,
    plans: Sequence[str],
    variants: Sequence[str] = (),
    plan_seed: int | None = None,
) -> tuple[Arm, ...]:
    """Every plan in every variant.

    Args:
        scenario: an id or a file.
        plans: as for `policy_of`.
        variants: as for `parse_variant`; the scenario as it is where there are none.
        plan_seed: the key of a random plan's draws.
    """
    loaded: Scenario = load_scenario(scenario)
    found: list[Arm] = []
    for variant in variants or (BASE,):
        name, document = parse_variant(loaded.model_dump(mode="json"), variant)
        template = Template(Scenario.model_validate(document))
        for plan in plans:
            called, policy = policy_of(scenario, template, plan, plan_seed)
            found.append(Arm(name, called, document, policy))
    return tuple(found)
