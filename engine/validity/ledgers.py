"""Laws 3 and 4: everything that comes in goes somewhere, and a world without a command is its twin to the bit."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from engine.catalogue import load_plan, load_scenario
from engine.ensemble import run_ensemble
from engine.panels import scored_scenarios
from engine.session import Session
from engine.validity.check import Check, Effort
from engine.validity.companies import bare
from engine.validity.queues import ARRIVED, LEFT
from engine.worlds import Template, comparable
from sim import events as ev
from sim.invariants import violations
from sim.plans import Plan
from sim.policies.plan import PlanPolicy

PLANS: Final = ("none", "trap", "textbook")


def conservation(effort: Effort) -> list[Check]:
    """Law 3: items, hours, people and whatever else the invariants count, in every scenario and plan."""
    worlds, items_off, broken = 0, 0, []
    for name in scored_scenarios():
        template = Template(load_scenario(name))
        for plan in PLANS:
            for seed in effort.seeds(8)[:8]:
                policy = PlanPolicy(Plan.parse(load_plan(name, plan)))
                session = Session(template, seed, policy).run()
                worlds += 1
                came = sum(int(session.counts[:, int(kind)].sum()) for kind in ARRIVED)  # exact: integers
                gone = sum(int(session.counts[:, int(kind)].sum()) for kind in LEFT)  # exact: integers
                items_off += abs(came - gone - int(session.worlds["counts"]["open_items"][0, 0]))
                broken += violations(session.worlds)
    first = f", first: {broken[0]}" if broken else ""
    return [
        Check(3, "items in = out + in process", f"{items_off} unaccounted for", "0, exactly", items_off == 0, worlds),
        Check(
            3,
            "hours, queues, people, means and ledgers of every world",
            f"{len(broken)} violations{first}",
            "0, exactly",
            not broken,
            worlds,
        ),
    ]


def twins(effort: Effort) -> list[Check]:
    """Law 4: bit for bit the same until the first effect, for ever without one; and common random numbers pay."""
    return [_until_the_first_effect(effort), _for_ever(effort), _variance(effort)]


def _parts_in(one: Session, other: Session) -> int | None:
    """The first world week at whose end two worlds differ in more than commands can change without effect, or None."""
    while not one.done:
        one.advance()
        other.advance()
        if comparable(one.worlds) != comparable(other.worlds):
            return one.week
    return None


def _until_the_first_effect(effort: Effort) -> Check:
    early, launched = [], 0
    for name in scored_scenarios():
        template = Template(load_scenario(name))
        sponsors = template.index.sponsors
        for intervention in template.catalogue:
            raw = {
                "kind": "launch",
                "intervention": intervention,
                "sponsor": sponsors[0],
                "week": 4,
                "for": intervention,
            }
            plan = Plan.parse({"command": [raw]})
            seed = effort.seeds(1)[0]
            launched += 1
            weeks = template.scenario.weeks.history + 8
            with_it, without = (
                Session(template, seed, PlanPolicy(given), weeks=weeks) for given in (plan, Plan.parse({}))
            )
            at = _parts_in(with_it, without)
            if at is not None and at < template.scenario.weeks.history + 4:
                early.append(f"{name}/{intervention} in week {at}")
    first = f": {early[0]}" if early else ""
    return Check(4, "launches that touch the world before they begin", f"{len(early)}{first}", "0", not early, launched)


def _for_ever(effort: Effort) -> Check:
    apart, worlds = 0, 0
    for name in scored_scenarios():
        scenario = load_scenario(name)
        template = Template(scenario, {"null": bare("null", 30)})
        raw = {"kind": "launch", "intervention": "null", "sponsor": template.index.sponsors[0], "week": 1}
        for seed in effort.seeds(4)[:4]:
            worlds += 1
            with_it, without = (Session(template, seed, PlanPolicy(Plan.parse({"command": c}))) for c in ([raw], []))
            apart += _parts_in(with_it, without) is not None
    return Check(4, "worlds changed by an intervention without cost or lever", f"{apart}", "0", apart == 0, worlds)


def _variance(effort: Effort) -> Check:
    name = "seven-roadmaps"
    template = Template(load_scenario(name))
    seeds, sponsor = effort.seeds(128), template.index.sponsors[0]
    raw = {"kind": "launch", "intervention": "wip-limits", "sponsor": sponsor, "week": 1, "intensity": "heavy"}

    def cycle(plan: dict[str, Any]) -> Any:
        found = run_ensemble(template, Plan.parse(plan), seeds, effort.threads)
        tenure = slice(
            template.scenario.weeks.history, template.scenario.weeks.history + template.scenario.weeks.tenure
        )
        return found.totals[:, tenure, ev.ITEM_BUILT].sum(1) / found.counts[:, tenure, ev.ITEM_BUILT].sum(
            1
        )  # exact: integers

    before, after = cycle({}), cycle({"command": [raw]})
    ratio = float(np.var(after - before, ddof=1) / (np.var(before, ddof=1) + np.var(after, ddof=1)))
    return Check(
        4,
        "variance of a paired difference of cycle time over that of unpaired worlds",
        f"{ratio:.3f}",
        "≤ 0.25",
        ratio <= 0.25,
        len(seeds),
    )
