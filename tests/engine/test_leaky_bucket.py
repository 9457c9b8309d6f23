"""S4: a leaky bucket. It starts where its description says, and its plans lead where the domain model says.

New business hides what leaks. What is mended shows in activation within a quarter, then in depth, and in renewals only
when contracts end; a higher price shows in bookings at once and in renewals as contracts end.
"""

import functools

import numpy as np
import pytest

from engine.catalogue import load_plan, load_scenario
from engine.ensemble import Ensemble, run_ensemble
from engine.evidence import Estimate, Panel, Window, expected
from sim import events as ev
from sim.metric import Metric
from sim.metrics import metrics
from sim.plans import Plan
from tests.engine.test_directions import HALF, MANY, PLAYED, QUARTER, check, difference, template, weekly, worlds

S4 = "leaky-bucket"
WIDE = tuple(range(101, 261))  # what shipped in between scatters depth and renewals: a point of them needs many worlds
FIRST = ["ledger-first", "payroll-first", "receipts"]
# Plans made here: one intervention, whose sponsor is seen.
LETTER = {"kind": "launch", "intervention": "pricing-experiment", "variant": "everybody", "sponsor": "theo-maas"}
STEPS = {"kind": "launch", "intervention": "feature-redesign", "variant": "iterated", "sponsor": "priya-raman"}
CALLS = {"kind": "launch", "intervention": "churn-process", "sponsor": "carmen-ruiz"}
ALONE = {
    "letter": LETTER,
    "steps": {**STEPS, "teams": FIRST, "intensity": "heavy"},
    "calls to everybody": {**CALLS, "variant": "everybody"},
    "targeted calls": {**CALLS, "variant": "targeted"},
}


@functools.cache
def alone(name: str) -> Ensemble:
    launch = ALONE[name]
    seen = [
        {"week": w, "kind": "engage", "person": launch["sponsor"], "how": "refresh-sponsor"} for w in range(9, 79, 8)
    ]
    return run_ensemble(template(S4), Plan.parse({"command": [{"week": 1, **launch}, *seen]}), list(WIDE), 2)


def moved(name: str, what: str | Metric, first: int, last: int) -> Estimate:
    """What one intervention changes over tenure weeks `first` to `last`; the aftermath begins with week 79."""
    history = template(S4).scenario.weeks.history
    metric = metrics()[what] if isinstance(what, str) else what
    panel = Panel.of(alone(name), worlds(S4, "none", WIDE))
    return expected(panel, Window(history + first, history + last), PLAYED, {"it": metric})["it"]


def retained(ensemble: Ensemble, first: int, last: int) -> float:
    """Gross retention over world weeks: revenue whose contracts ended, less what left and what shrank."""

    def cents(kind: int) -> int:
        return int(ensemble.totals[:, first:last, int(kind)].sum())

    return 1 - (cents(ev.REVENUE_LOST) + cents(ev.REVENUE_CONTRACTED)) / cents(ev.REVENUE_ENDED)


def level(metric: str, first: int, last: int) -> float:
    ensemble = worlds(S4, "none", MANY)
    found = [
        metrics()[metric].value(counts[first:last], totals[first:last])
        for counts, totals in zip(ensemble.counts, ensemble.totals, strict=True)
    ]
    return float(np.mean([value for value in found if value is not None]))


def test_it_starts_as_described():
    assert level("cust.activ", 8, 26) == pytest.approx(26, abs=1.5)
    assert level("cust.depth", 8, 26) == pytest.approx(0.35, abs=0.02)
    assert retained(worlds(S4, "none", MANY), 13, 39) == pytest.approx(0.81, abs=0.015)
    customers = [line.customers for line in load_scenario(S4).lines]
    assert {(given.first_value_days, given.growth_yearly) for given in customers} == {(19, 0.4)}


def test_nobody_is_alarmed():
    """New customers and revenue rise in every half-year, while renewals do not."""
    weeks = [(a, a + HALF) for a in range(0, 130, HALF)]
    for metric in ("cust.signups", "fin.revenue"):
        told = [level(metric, *window) for window in weeks]
        assert told == sorted(told), metric
    assert level("cust.renew", 56, 104) < level("cust.renew", 8, 39)


@pytest.mark.parametrize("plan", ["trap", "textbook", "one-number", "keep-them"])
def test_its_plans_are_affordable(plan):
    ensemble = run_ensemble(template(S4), Plan.parse(load_plan(S4, plan)), list(range(1, 17)))
    assert ensemble.executed >= 0.97


def test_a_higher_price_lifts_bookings_and_lowers_renewals():
    expanded = weekly(ev.REVENUE_EXPANDED, "total")
    assert moved("letter", expanded, 5, HALF).interval[0] > 0
    check(moved("letter", "cust.renew", 40, 78), -0.04)


def test_steps_on_the_way_to_first_value_show_in_order():
    """Activation within a quarter or two, depth within a year, renewals when the contracts of the first of them end."""
    check(moved("steps", "cust.ttfv", QUARTER + 1, HALF), -0.05)
    check(moved("steps", "cust.activ", QUARTER + 1, HALF), 0.06)
    for metric in ("cust.depth", "cust.renew"):
        assert abs(moved("steps", metric, 1, HALF).relative) < 0.012, metric
    check(moved("steps", "cust.depth", HALF + 1, 78), 0.01)
    assert moved("steps", "cust.renew", HALF + 1, 52).relative < 0.006
    check(moved("steps", "cust.renew", 53, 130), 0.004)


def test_calls_wake_who_had_forgotten():
    woken, targeted = (moved(name, "cust.renew", HALF + 1, 78) for name in ("calls to everybody", "targeted calls"))
    check(woken, -0.04)
    assert targeted.value > woken.value / 2


def test_textbook_leads_by_the_first_month():
    check(difference(S4, "textbook", "cust.activ", HALF + 1, 78, MANY), 0.08)
    assert difference(S4, "textbook", "cust.renew", 1, HALF, MANY).relative == pytest.approx(0, abs=0.01)
    check(difference(S4, "textbook", "cust.renew", 53, 78, MANY), 0.004)
    check(difference(S4, "textbook", "flow.rework", HALF + 1, 78, MANY), -0.03)


def test_trap_has_a_quarter_to_report_and_years_to_pay():
    expanded = weekly(ev.REVENUE_EXPANDED, "total")
    assert difference(S4, "trap", expanded, 5, HALF).interval[0] > 0
    check(difference(S4, "trap", "cust.renew", 40, 78), -0.06)
    none, trap = worlds(S4, "none", MANY), worlds(S4, "trap", MANY)
    assert retained(trap, 66, 104) < retained(none, 66, 104) - 0.06
    assert abs(difference(S4, "trap", "cust.signups", 1, HALF).relative) < 0.1
