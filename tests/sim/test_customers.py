"""Customers, features and money: ledgers that close, lags that emerge, and interventions that can lose."""

from __future__ import annotations

import numpy as np
import pytest

from engine.catalogue import load_scenario
from engine.ensemble import run_ensemble
from engine.session import Session
from engine.validity.check import standard_error
from engine.worlds import Template
from sim import events as ev
from sim.draws import binomial
from sim.invariants import violations
from sim.metrics import metrics
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from sim.scenario import Customers
from sim.systems import features
from tests.sim.worlds import Founded, small_company

SEEDS = list(range(301, 333))
GIVEN = {"accounts": 900, "signups_per_week": 12.0, "price_cents": 500_000, "first_value_days": 14.0}


def paying(template_fields=None, **values):
    """The small company, whose lines have customers."""
    return small_company(customers=Customers(**(GIVEN | (template_fields or {}))), **values)


def value(run, metric, first, last):
    return metrics()[metric].value(run.counts[first:last], run.totals[first:last])


def test_without_customers_nothing_of_them_happens():
    (run,) = Founded(small_company()).runs(60, [3])
    assert not {kind for kind in run.kinds if ev.FIRST_OF_CUSTOMERS <= kind < ev.FIRST_OF_POLITICS}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_ledger_closes_to_the_cent_every_week(seed):
    for world, _ in Founded(paying()).weeks(150, seed):
        assert violations(world) == []


def test_accounts_are_conserved():
    run = Founded(paying()).run(156, 4)
    opening = 3 * GIVEN["accounts"]
    closing = int(run.world["products"]["accounts"][0, :3].sum())
    assert closing == opening + run.total(ev.CUSTOMERS_JOINED) - run.total(ev.CUSTOMERS_LEFT)


@pytest.mark.parametrize("name", ["seven-roadmaps", "quarterly-big-bang"])
def test_rates_are_those_of_software_companies(name):
    found = run_ensemble(load_scenario(name), None, SEEDS[:16])

    def mean(metric: str) -> float:
        rows = zip(found.counts, found.totals, strict=True)
        return float(np.mean([metrics()[metric].value(c[26:104], t[26:104]) for c, t in rows]))

    assert 26 < mean("cust.activ") < 48
    assert 81 < mean("cust.renew") < 93
    assert 90 < mean("cust.nrr") < 110
    assert 5 < mean("cust.ttfv") < 20


def test_three_definitions_tell_three_truths_of_one_cohort():
    run = Founded(paying({"login_share": 0.71, "setup_share": 0.48})).run(100, 1)
    login, setup, first = (value(run, f"cust.{name}", 20, 100) for name in ("login", "setup", "activ"))
    assert login > setup + 10 > first + 10


def test_retention_rises_with_tenure_though_nobody_becomes_more_loyal():
    scenario = paying({"accounts": 52, "signups_per_week": 60.0}, injection_per_hour=0.0, interaction=0.0)
    world = Founded(scenario).run(208, 1).world
    cohorts, strata = world["cohorts"], world["strata"]["accounts"][0].reshape(-1, 3)
    weeks, used = cohorts["week"][0], cohorts["signups"][0] > 0
    old, young = used & (weeks < 40), used & (weeks > 180)
    loyal_old, loyal_young = (strata[part, 2].sum() / strata[part].sum() for part in (old, young))
    assert loyal_old > 1.2 * loyal_young


def test_activation_moves_before_depth_and_depth_before_renewals():
    """A quicker way to first value, from the first day: which metric is clear of its twin first."""
    slow, quick = (
        [Founded(paying({"first_value_days": days})).run(130, seed) for seed in range(1, 13)] for days in (22.0, 8.0)
    )

    def first_clear(metric: str, span: int = 6) -> int:
        for week in range(span, 130, 2):
            gaps = np.array(
                [
                    (value(q, metric, week - span, week) or 0) - (value(s, metric, week - span, week) or 0)
                    for q, s in zip(quick, slow, strict=True)
                ]
            )
            if gaps.mean() > 3.0 * max(1e-12, standard_error(gaps)):
                return week
        return 999

    activation, depth, renewal = (first_clear(f"cust.{name}") for name in ("activ", "depth", "renew"))
    assert activation <= depth < renewal < 999
    assert renewal >= 40, "a contract has to end first"


def test_a_tenth_of_features_carries_most_of_the_use():
    world = Founded(paying()).world(1)
    from sim.draws import STREAM_USAGE, lognormal, uniform
    from sim.kernel import bind

    handle = bind(world)[0]
    reach = np.sort([min(1.0, lognormal(uniform(handle, STREAM_USAGE, need, 0), 0.06, 2.0)) for need in range(4000)])
    top = reach[-480:].sum() / reach.sum()
    assert 0.45 < top < 0.9
    assert np.mean(reach < 0.1) > 0.55, "most are rarely used"


def test_a_third_of_ideas_win_and_a_duplicate_is_the_same_idea():
    from sim.evolving.items import SIBLING_BIT
    from sim.kernel import bind

    handle = bind(Founded(paying()).world(1))[0]
    totals = np.array([features.feature_total(handle, need) for need in range(4000)])
    assert np.mean(totals > 0) == pytest.approx(0.33, abs=0.03)
    assert np.mean(totals == 0) == pytest.approx(0.40, abs=0.03)
    assert features.feature_total(handle, 7) == features.feature_total(handle, 7 + SIBLING_BIT)
    axes = [features.feature_effect(handle, int(np.argmax(totals)), axis) for axis in range(5)]
    assert sum(axes[:4]) - axes[4] == pytest.approx(totals.max())


@pytest.mark.parametrize(("n", "p"), [(5, 0.3), (40, 0.02), (300, 0.4), (80, 0.9), (2000, 0.01)])
def test_binomial_counts_have_their_moments(n, p):
    found = np.array([binomial((k + 0.5) / 4000, n, p) for k in range(4000)])
    assert found.mean() == pytest.approx(n * p, abs=0.03 * np.sqrt(n * p * (1 - p)) + 1e-9)
    assert found.std() == pytest.approx(np.sqrt(n * p * (1 - p)), rel=0.03)
    assert (np.diff(found) >= 0).all()
    assert binomial(0.3, n, 0.0) == 0
    assert binomial(0.3, n, 1.0) == n


# --- interventions ---------------------------------------------------------------------------------------------------
def played(intervention, variant, weeks=104):
    """What one intervention did to a company with customers, paired: metric by metric, in the second year."""
    template = Template(load_scenario("quarterly-big-bang"))
    sponsor = template.index.sponsors[0]
    launch = {"week": 1, "kind": "launch", "intervention": intervention, "variant": variant, "sponsor": sponsor}
    seen = [{"week": w, "kind": "adjust", "intervention": intervention} for w in range(9, 52, 6)]
    plan = Plan.parse({"command": [launch, *seen]})
    return [run_ensemble(template, given, SEEDS) for given in (plan, None)]


def difference(pair, metric, first, last):
    values = [
        np.array(
            [
                metrics()[metric].value(c[first:last], t[first:last])
                for c, t in zip(ensemble.counts, ensemble.totals, strict=True)
            ],
            np.float64,
        )
        for ensemble in pair
    ]
    return values[0] - values[1]


def test_calling_everybody_wakes_who_had_forgotten_to_leave_and_targeting_does_not():
    everybody, targeted = (played("churn-process", variant) for variant in ("everybody", "targeted"))
    woken = difference(everybody, "cust.renew", 46, 104)
    helped = difference(targeted, "cust.renew", 46, 104)
    assert woken.mean() < -1.645 * standard_error(woken), "one-sided, 5 %"
    assert helped.mean() > 1.645 * standard_error(helped)


def test_a_higher_price_earns_now_and_loses_customers_when_contracts_end():
    pair = played("pricing-experiment", "everybody")
    renewals = difference(pair, "cust.renew", 52, 104)
    assert renewals.mean() < -2.0 * standard_error(renewals)
    signups = difference(pair, "cust.signups", 40, 104)
    assert signups.mean() < 0


def test_a_redesign_in_rounds_shortens_the_way_to_first_value_and_one_gamble_does_not_reliably():
    rounds, gamble = (difference(played("feature-redesign", v), "cust.ttfv", 78, 104) for v in ("iterated", "big-bang"))
    assert rounds.mean() < -2.0 * standard_error(rounds)
    assert rounds.mean() < gamble.mean()
    assert np.mean(gamble > 0) > 0.2, "the gamble loses often enough"


def test_folding_gives_the_world_that_lived():
    template = Template(load_scenario("quarterly-big-bang"))
    session = Session(template, 5, PlanPolicy(Plan.parse({})), weeks=60).run()
    assert violations(session.worlds) == []
