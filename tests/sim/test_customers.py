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
from sim import opening
from sim.draws import STREAM_SIGNUP, STREAM_VALUE, binomial, lognormal, poisson, uniform
from sim.evolving.items import SIBLING_BIT
from sim.exact import exp, log
from sim.invariants import _cohorts, violations
from sim.kernel import bind
from sim.levers import Lever
from sim.metrics import metrics
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from sim.scenario import Customers
from sim.systems import features
from sim.world import TEAMS, YOUNG_WEEKS
from tests.sim.worlds import PLAUSIBLE, Founded, company, line, rows, small_company, team

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
    world = Founded(scenario).run(400, 1).world
    cohorts, strata = world["cohorts"], world["strata"]["accounts"][0].reshape(-1, 3)
    age, there = 400 - cohorts["week"][0], cohorts["accounts"][0] > 0
    loyal_old, loyal_young = (
        strata[part, 2].sum() / strata[part].sum()
        for part in (there & (age > YOUNG_WEEKS), there & (age < YOUNG_WEEKS))
    )
    assert loyal_old > 1.15 * loyal_young


# --- places for cohorts ----------------------------------------------------------------------------------------------
def signed_up(run, scenario, weeks, seed):
    """Who signs up by the draws alone, whatever there is room for."""
    handle, drawn = bind(Founded(scenario).world(seed))[0], 0
    for n, paid in enumerate(scenario.lines):
        for week in range(1, weeks + 1):
            given = paid.customers
            rate = given.signups_per_week * exp(log(1.0 + given.growth_yearly) * (week / 52))
            drawn += poisson(uniform(handle, STREAM_SIGNUP, n, week), rate)
    return drawn


@pytest.mark.parametrize(("contract_weeks", "weeks"), [(52, 416), (4, 260), (104, 416)])
def test_no_sign_up_is_lost_in_the_longest_run(contract_weeks, weeks):
    scenario = paying({"contract_weeks": contract_weeks, "growth_yearly": 0.3})
    most = 3 * (contract_weeks + YOUNG_WEEKS + 2)
    for week, (world, _) in enumerate(Founded(scenario).weeks(weeks, 7)):
        if week % 16 == 15:
            assert violations(world) == []
            assert sum(len(_cohorts(world[0], line)) for line in range(3)) <= most
    run = Founded(scenario).run(weeks, 7)
    assert run.total(ev.CUSTOMERS_JOINED) == signed_up(run, scenario, weeks, 7)
    assert (run.world["products"]["joined"][0, :3] > 0).all()


def test_a_world_as_full_of_lines_as_may_be_has_a_place_for_every_week():
    lines = [line(f"l{n}", 0.0, customers=Customers(**GIVEN), release_interval_days=10) for n in range(32)]
    scenario = company(lines, [team(f"t{n}", f"l{n}", 4) for n in range(32)], PLAUSIBLE)
    run = Founded(scenario).run(130, 2)
    assert run.total(ev.CUSTOMERS_JOINED) == signed_up(run, scenario, 130, 2)
    assert violations(run.world) == []


def test_a_scenario_with_more_cohorts_than_a_world_holds_is_refused():
    lines = [
        line(f"l{n}", 0.0, customers=Customers(**GIVEN, contract_weeks=104), release_interval_days=10)
        for n in range(20)
    ]
    with pytest.raises(ValueError, match="need 2640 weekly cohorts and a world holds 2560"):
        company(lines, [team(f"t{n}", f"l{n}", 4) for n in range(20)], PLAUSIBLE)


def test_folding_cohorts_keeps_accounts_and_cents():
    founded, folded = Founded(paying()), 0
    for world, log_ in founded.weeks(80, 3):
        kinds = rows(log_)["kind"]
        folded += int((kinds == ev.COHORT_FOLDED).sum())
        assert violations(world) == []
    assert folded >= 3 * 50


# --- the opening base ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("contract_weeks", [4, 26, 52, 104])
def test_every_account_of_the_first_morning_has_a_contract_that_ends(contract_weeks):
    world = Founded(paying({"contract_weeks": contract_weeks})).world(1)
    cohorts = world["cohorts"]
    there = cohorts["accounts"][0] > 0
    assert int(world["products"]["accounts"][0, 0]) == GIVEN["accounts"]
    assert int(cohorts["accounts"][0].sum()) == 3 * GIVEN["accounts"]
    assert (cohorts["due_week"][0, there] >= 1).all()
    assert (cohorts["due_week"][0, there] <= contract_weeks).all()
    assert violations(world) == []


@pytest.mark.parametrize(("name", "most"), [("seven-roadmaps", 3.0), ("quarterly-big-bang", 3.0)])
def test_with_nobody_acting_the_margin_stays_about_where_it_was(name, most):
    """Without a plan, two years: small in the mean, and in hardly any world as large as what a plan could do."""
    found = run_ensemble(load_scenario(name), None, SEEDS)
    last = found.totals.shape[1]
    drift = np.array(
        [
            metrics()["fin.margin"].value(c[last - 13 :], t[last - 13 :])
            - metrics()["fin.margin"].value(c[13:26], t[13:26])
            for c, t in zip(found.counts, found.totals, strict=True)
        ]
    )
    assert abs(drift.mean()) < most
    assert np.mean(np.abs(drift) > 2.5 * most) < 0.1


def test_customers_of_the_first_morning_are_those_of_later(monkeypatch):
    """Where nothing failed, fails or ships, accounts, revenue and depth go on as they began."""
    monkeypatch.setattr(opening, "OPENING_HARM", 0.0)
    given = {"accounts": 900, "signups_per_week": 1.6}
    quiet = {"needs_per_week": (0.0, 0.0, 0.0), "injection_per_hour": 0.0, "interaction": 0.0}
    runs = [Founded(paying(given, **quiet)).run(104, seed) for seed in range(1, 9)]
    for kind, within in ((ev.ACCOUNTS_COUNTED, 0.05), (ev.REVENUE_EARNED, 0.05), (ev.DEPTH_COUNTED, 0.05)):
        early, late = (np.mean([run.totals[a:b, kind].sum() for run in runs]) for a, b in ((0, 13), (91, 104)))
        assert late == pytest.approx(early, rel=within), kind


# --- prices ----------------------------------------------------------------------------------------------------------
def with_price(level, **levers):
    """An opening that sets the price of every team's line, and what else is given, as if it had always been so."""

    def set_levers(world, _):
        for lever, value_ in ({"PRICE_LEVEL": level, "PRICE_RENEWING": level} | levers).items():
            for column in ("base", "value"):
                world["levers"][column][0, Lever[lever] * TEAMS : Lever[lever] * TEAMS + TEAMS] = value_

    return set_levers


@pytest.mark.parametrize("level", [0.8, 0.97, 1.1])
def test_a_price_is_settled_at_every_renewal_cheaper_or_dearer(level):
    founded, total = Founded(paying(expansion_yearly=0.0, contraction_yearly=0.0)), {}
    for world, log_ in founded.weeks(60, 5, with_price(level)):
        assert violations(world) == []
        seen = rows(log_)
        for kind in (ev.REVENUE_EXPANDED, ev.REVENUE_CONTRACTED):
            total[kind] = total.get(kind, 0) + int(seen["amount"][seen["kind"] == kind].sum())
    there = world["cohorts"]["accounts"][0] > 0
    assert (world["cohorts"]["level_permille"][0, there] == int(level * 1000 + 0.5)).all(), "everybody has renewed"
    moved, other = (
        (ev.REVENUE_CONTRACTED, ev.REVENUE_EXPANDED) if level < 1.0 else (ev.REVENUE_EXPANDED, ev.REVENUE_CONTRACTED)
    )
    kept = int(world["products"]["opening_cents"][0, :3].sum()) - int(world["products"]["lost_cents"][0, :3].sum())
    assert total[moved] == pytest.approx(abs(level - 1.0) * kept, rel=0.2)
    assert total[other] == 0


def test_a_cheaper_contract_is_renewed_more_often_and_a_dearer_one_less():
    rates = []
    for level in (0.9, 1.0, 1.1):
        joined = ended = 0
        for _, log_ in Founded(paying()).weeks(52, 5, with_price(level)):
            seen = rows(log_)
            ended += int(seen["amount"][seen["kind"] == ev.CONTRACTS_ENDED].sum())
            joined += int(seen["amount"][seen["kind"] == ev.CUSTOMERS_LEFT].sum())
        rates.append(1.0 - joined / ended)
    assert rates[0] > rates[1] > rates[2]


def test_a_new_price_spares_whom_it_is_meant_to_spare():
    def levels(**levers):
        *_, (world, _) = Founded(paying()).weeks(60, 5, with_price(1.1, **levers))
        cohorts = world["cohorts"]
        there = cohorts["accounts"][0] > 0
        new = there & (cohorts["week"][0] > 34)
        old = there & (cohorts["week"][0] <= 0)
        return [float(cohorts["level_permille"][0, part].mean()) for part in (new, old)]

    everybody, engaged, newcomers = (
        levels(),
        levels(PRICE_LEVEL=1.0, PRICE_RENEWING=1.0, PRICE_ENGAGED=1.1),
        levels(PRICE_RENEWING=1.0),
    )
    assert everybody[0] == everybody[1] == 1100
    assert engaged[0] == 1000
    assert 1000 < engaged[1] < 1080, "in proportion to how many use it"
    assert newcomers[0] == 1100
    assert newcomers[1] < 1050, "but for newcomers who went on with them"


# --- what a feature is worth -----------------------------------------------------------------------------------------
def test_what_is_worth_more_is_used_by_more():
    handle = bind(Founded(paying()).world(1))[0]
    poor, middling, rich = (
        np.array([features.usage_of(handle, need, value_) for need in range(2000)]) for value_ in (10, 100, 1000)
    )
    assert np.median(poor) < 0.5 * np.median(middling) < 0.25 * np.median(rich)
    assert np.mean(rich > middling.mean()) < 0.95, "luck has its share"
    assert (rich <= 1.0).all()


def test_activation_moves_before_depth_and_depth_before_renewals():
    """A quicker way to first value from the first day on, for the same base: which metric moves first."""
    slow, quick = [], []
    for days, into in ((22.0, slow), (8.0, quick)):
        founded = Founded(paying({"first_value_days": 22.0}))
        founded._first["products"]["first_value_days"][0, :3] = days
        into += [founded.run(130, seed) for seed in range(1, 13)]

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
    founded = Founded(paying())
    handle, sigma = bind(founded.world(1))[0], founded.scenario.parameter("value_sigma")
    worth = [lognormal(uniform(handle, STREAM_VALUE, need, 0), 100.0, sigma) for need in range(4000)]
    reach = np.sort([features.usage_of(handle, need, int(value_)) for need, value_ in enumerate(worth)])
    top = reach[-480:].sum() / reach.sum()
    assert 0.45 < top < 0.9
    assert np.mean(reach < 0.1) > 0.55, "most are rarely used"


def test_a_third_of_ideas_win_and_a_duplicate_is_the_same_idea():
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


def test_a_price_for_who_uses_it_or_for_who_is_new_costs_fewer_renewals():
    lost = {
        way: difference(played("pricing-experiment", way), "cust.renew", 52, 104).mean()
        for way in ("everybody", "engaged-segment", "new-contracts")
    }
    assert lost["everybody"] < 1.5 * lost["engaged-segment"] < 0.2
    assert abs(lost["new-contracts"]) < 0.3 * abs(lost["everybody"])


def test_chasing_cards_alone_helps_a_little_and_wakes_nobody():
    dunning = difference(played("churn-process", "dunning-only"), "cust.renew", 46, 104)
    assert 0.2 < dunning.mean() < 3.0


def test_a_redesign_in_rounds_shortens_the_way_to_first_value_and_one_gamble_does_not_reliably():
    rounds, gamble = (difference(played("feature-redesign", v), "cust.ttfv", 78, 104) for v in ("iterated", "big-bang"))
    assert rounds.mean() < -2.0 * standard_error(rounds)
    assert rounds.mean() < gamble.mean()
    assert np.mean(gamble > 0) > 0.2, "the gamble loses often enough"


def test_folding_gives_the_world_that_lived():
    template = Template(load_scenario("quarterly-big-bang"))
    session = Session(template, 5, PlanPolicy(Plan.parse({})), weeks=60).run()
    assert violations(session.worlds) == []
