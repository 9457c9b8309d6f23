"""S3: five dashboards. It starts with the figures it is told with, and its plans lead where the domain model says.

Figures look worse before decisions get better; who asks for a screen and a target gets more of what binds.
"""

import functools

import numpy as np
import pytest

from engine.catalogue import load_plan, load_scenario
from engine.ensemble import run_ensemble
from engine.evidence import Estimate, Panel, Window, expected
from engine.session import Session
from engine.worlds import Template
from sim import events as ev
from sim.metrics import metrics
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from tests.engine.test_directions import LATE, MANY, PLAYED, QUARTER, check, difference, template, weekly

S3 = "five-dashboards"
REPORTED = tuple(range(101, 133))


@functools.cache
def told(plan: str, week: int) -> dict[str, float]:
    """What each source shows at the end of a tenure week, mean over worlds; under "D" how far figures disagree."""
    scenario = load_scenario(S3)
    shown: dict[str, list[float]] = {}
    for seed in REPORTED:
        policy = PlanPolicy(Plan.parse(load_plan(S3, plan)))
        session = Session(template(S3), seed, policy, weeks=scenario.weeks.history + week).run()
        for n, source in enumerate(scenario.sources):
            shown.setdefault(source.id, []).append(float(session.worlds["sources"]["latest"][0][n]) / 1000)
        apart = session.worlds["metrics"]["disagreement_permille"][0]
        shown.setdefault("D", []).append(float(np.mean(apart[apart >= 0])) / 1000)
    return {name: float(np.mean(values)) for name, values in shown.items()}


def test_it_starts_with_three_truths():
    before = told("none", 0)
    assert before["growth-activation"] == pytest.approx(71, abs=3.5), "log-ins, some of them twice"
    assert before["product-activation"] == pytest.approx(48, abs=3.5), "set up"
    assert before["success-activation"] == pytest.approx(26, abs=2), "first value"
    assert before["D"] == pytest.approx(0.38, abs=0.03)
    assert {line.customers.first_value_days for line in load_scenario(S3).lines} == {19}


def test_without_anybody_nothing_gets_better_by_itself():
    assert told("none", 52)["D"] == pytest.approx(0.38, abs=0.04)


@pytest.mark.parametrize("plan", ["trap", "textbook", "agree-only", "shown-apart"])
def test_its_plans_are_affordable(plan):
    ensemble = run_ensemble(template(S3), Plan.parse(load_plan(S3, plan)), list(range(1, 17)))
    assert ensemble.executed >= 0.97


def test_one_definition_makes_the_figures_look_worse():
    """What growth shows falls by more than a third, and what success shows does not: nothing has got worse."""
    then, now = told("none", 44), told("textbook", 44)
    assert now["growth-activation"] < 0.67 * then["growth-activation"]
    assert now["product-activation"] < 0.9 * then["product-activation"]
    assert now["success-activation"] == pytest.approx(then["success-activation"], rel=0.08)
    assert now["D"] < 0.7 * then["D"]


@pytest.mark.parametrize(
    ("metric", "share"),
    [
        ("obs.disagreement", -0.25),
        ("dec.reopen", -0.2),
        ("dec.latency", -0.1),
        ("gov.hours", -0.03),
        ("val.delivered", 0.05),
    ],
)
def test_textbook_late_in_the_tenure(metric, share):
    check(difference(S3, "textbook", metric, *LATE), share)


def test_textbook_is_worse_before_it_is_better():
    check(difference(S3, "textbook", "gov.hours", 1, QUARTER), 0.3)
    check(difference(S3, "textbook", "val.delivered", 1, QUARTER), -0.03)
    check(difference(S3, "textbook", "obs.restated", QUARTER + 1, 3 * QUARTER), 0.8)


def test_trap_buys_hours_pressure_and_interruptions():
    check(difference(S3, "trap", "gov.hours", 1, -1), 0.25)
    check(difference(S3, "trap", "val.delivered", *LATE), -0.03)
    check(difference(S3, "trap", "flow.rework", *LATE), 0.03)
    check(difference(S3, "trap", weekly(ev.ITEM_PREEMPTED), 1, -1), 0.25)


def test_trap_has_a_success_to_report():
    """More log-ins, for whoever counts log-ins, and not a single first value more."""
    check(difference(S3, "trap", "cust.login", QUARTER + 1, -1), 0.03)
    assert abs(difference(S3, "trap", "cust.activ", QUARTER + 1, -1).relative) < 0.03
    assert told("trap", 44)["growth-activation"] > 1.03 * told("none", 44)["growth-activation"]
    assert abs(difference(S3, "trap", "obs.disagreement", *LATE).relative) < 0.05


def test_trust_dips_when_the_figures_move_and_less_where_it_was_said_before():
    """One weekend and no word beforehand, against owners who are briefed; cards, which move trust too, are left out."""
    history = template(S3).scenario.weeks.history
    window = Window(history + QUARTER + 1, history + 3 * QUARTER)
    quiet = Template(load_scenario(S3).model_copy(update={"cards": []}))
    nothing = run_ensemble(quiet, None, list(MANY), 2)

    def moved(plan: str) -> Estimate:
        given = Plan.parse(load_plan(S3, plan)).model_copy(update={"answers": []})
        panel = Panel.of(run_ensemble(quiet, given, list(MANY), 2), nothing)
        return expected(panel, window, PLAYED, {"it": metrics()["st.trust"]})["it"]

    unsaid, said = moved("agree-only"), moved("textbook")
    check(unsaid, -0.02)
    assert said.value < 0
    assert said.value > unsaid.value / 2
    celebrated = difference(S3, "trap", "st.trust", QUARTER + 1, 3 * QUARTER, MANY)  # with its cards
    assert celebrated.interval[0] > 0
