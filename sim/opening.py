"""The customers of the first morning: what years of signing up, renewing and taking more would have left.

So nothing drifts because a run begins: who leaves easily has left, who stayed takes more than who is new, and the young
are on their way. Whatever moves a base afterwards is in the scenario or happened in the run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.evolving.customers import HARM_KEPT, NEW_STRATA, UNTOUCHED_DEPTH
from sim.exact import LOG_HALF, exp, log, normal_cdf
from sim.scenario import Customers, Scenario
from sim.systems.customers import DAYS, LATE_EVERY
from sim.world import COHORTS, FEATURES, STRATA, YEAR_WEEKS, YOUNG_WEEKS

OPENING_HARM = 0.003  # of depth, that failures took a week before [C: what shipped scenarios lose]
OLDEST_YEARS = 60  # of a customer who is followed [X]
SETTLED_WEEKS = 300  # after which depth has settled


@dataclass(frozen=True)
class _Law:
    """What a line's customers do where nothing changes.

    Attributes:
        activated: share of a cohort that reached first value, by its age in weeks, 0 to YOUNG_WEEKS.
        depth: mean depth, likewise; the last is where it settles.
        stay: chance to renew a contract, by stratum.
        taken: list prices that an account pays, by the contracts it has renewed.
    """

    activated: list[float]
    depth: list[float]
    stay: list[float]
    taken: list[float]


def place_customers(world: np.void, scenario: Scenario) -> None:
    """Found products, cohorts and ledgers of every line that has customers.

    Args:
        world: the record to fill in, its lines and parameters placed.
        scenario: complete.
    """
    products, cohorts = world["products"], world["cohorts"]
    for column in ("cohort_head", "cohort_tail", "feature_head", "feature_tail"):
        products[column] = -1
    products["value"] = 1.0
    used = 0
    for n, line in enumerate(scenario.lines):
        given = line.customers
        if given is None:
            continue
        for field in (
            "users_per_account", "price_cents", "contract_weeks", "signups_per_week", "growth_yearly",
            "first_value_days", "fit", "login_share", "setup_share", "elasticity",
        ):  # fmt: skip
            products[field][n] = getattr(given, field)
        products["involuntary"][n] = given.involuntary_churn
        products["accounts"][n] = given.accounts
        products["harm_ppm"][n] = int(OPENING_HARM / (1.0 - HARM_KEPT) * 1e6)
        world["lines"]["users"][n] = given.accounts * given.users_per_account
        first = used
        used = _place_line(world, scenario, n, given, used)
        cohorts["next"][first:used] = np.arange(first + 1, used + 1)
        cohorts["next"][used - 1] = -1
        products["cohort_head"][n], products["cohort_tail"][n] = first, used - 1
        cents = int(cohorts["arr_cents"][first:used].sum())  # exact: integers
        products["arr_cents"][n] = products["opening_cents"][n] = cents
    cohorts["next"][used:] = np.arange(used + 1, COHORTS + 1)
    cohorts["next"][-1] = -1
    world["features"]["next"] = np.arange(1, FEATURES + 1)
    world["features"]["next"][-1] = -1
    world["counts"]["free_cohort"] = used if used < COHORTS else -1


def _place_line(world: np.void, scenario: Scenario, n: int, given: Customers, used: int) -> int:
    """Spread a line's accounts: those who came long ago, by the week in which contracts end, then the young by age."""
    cohorts, strata, law = world["cohorts"], world["strata"]["accounts"], _law(scenario, given)
    growth = _growth(given, law)
    whole, done, reached = _total(_stock(given, law, growth)), 0, 0.0
    active_done, active, judged = 0, 0.0, 1 + int(scenario.parameter("window_days") / DAYS)
    level = int(scenario.parameter("price_level") * 1000.0 + 0.5)
    for age, stock in _stock(given, law, growth):
        old, renewed, accounts, cents = age > YOUNG_WEEKS, (age - 1) // given.contract_weeks, 0, 0.0
        for s in range(STRATA):
            reached += stock[s] * given.accounts / whole
            mine = max(0, int(reached + 0.5) - done)
            strata[used * STRATA + s] = mine
            taken = _taken(law, s, renewed, growth) if old else law.taken[renewed]
            cents += mine * taken * given.price_cents
            accounts += mine
            done += mine
        at = min(age, YOUNG_WEEKS)
        cohorts["line"][used], cohorts["week"][used] = n, 1 - age
        cohorts["accounts"][used] = accounts
        cohorts["signups"][used] = accounts if age < judged else 0  # others were judged long ago
        active += accounts * law.activated[at]
        cohorts["activated"][used] = min(accounts, int(active + 0.5) - active_done)
        active_done += int(cohorts["activated"][used])
        cohorts["depth_ppm"][used] = int((law.depth[-1] if old else law.depth[at]) * 1e6)
        cohorts["arr_cents"][used] = int(cents * level * 1e-3 + 0.5)
        cohorts["level_permille"][used] = level
        cohorts["due_week"][used] = 1 - age + (renewed + 1) * given.contract_weeks
        used += 1
    return used


def _stock(given: Customers, law: _Law, growth: float) -> list[tuple[int, list[float]]]:
    """Accounts by age in weeks and stratum, up to a factor; from `YOUNG_WEEKS` on, with all whose contracts end then.

    Where sign-ups grew by `growth` a contract and a share `stay` renews, those of k contracts are (stay / growth)^k.
    """
    found: list[tuple[int, list[float]]] = []
    for age in range(YOUNG_WEEKS + given.contract_weeks, 0, -1):
        old, renewed = age > YOUNG_WEEKS, (age - 1) // given.contract_weeks
        came = exp(log(growth) * (-age / given.contract_weeks))
        if given.signups_per_week <= 0.0 and not old:
            came = 0.0
        parts = []
        for s in range(STRATA):
            left = came * NEW_STRATA[s] * _power(law.stay[s], renewed)
            parts.append(left / (1.0 - law.stay[s] / growth) if old else left)
        found.append((age, parts))
    return found


def _growth(given: Customers, law: _Law) -> float:
    """By how much sign-ups must have grown from contract to contract to leave as many accounts as there are."""
    if given.signups_per_week <= 0.0:
        return 1.0
    low, high = max(law.stay) * (1.0 + 1e-9), 100.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if given.signups_per_week * _total(_stock(given, law, middle)) > given.accounts:
            low = middle
        else:
            high = middle
    return high


def _taken(law: _Law, stratum: int, renewed: int, growth: float) -> float:
    """Mean list prices paid by accounts of a stratum that have renewed so many contracts, or more."""
    weight, weights, paid = 1.0, 0.0, 0.0
    for taken in law.taken[renewed:]:
        paid += weight * taken
        weights += weight
        weight *= law.stay[stratum] / growth
    return paid / weights


def _law(scenario: Scenario, given: Customers) -> _Law:
    """Activation, depth, renewal and expansion as the kernel has them, at a product's value of one."""
    p, span = scenario.parameter, given.contract_weeks / YEAR_WEEKS
    activated, depth = _use(scenario, given)
    deep, odds = depth[-1], p("renewal_base") + p("renewal_depth") * depth[-1] + p("renewal_activated") * activated[-1]
    odds -= p("renewal_harm") * OPENING_HARM / (1.0 - HARM_KEPT)
    kept, stay = 1.0 - given.involuntary_churn * (1.0 - p("dunning")), []
    for s in range(STRATA):
        yearly = kept / (1.0 + exp(0.0 - odds - (s - 1) * p("renewal_spread")))
        stay.append(exp(log(yearly) * span))
    more = p("expansion_yearly") * max(0.0, deep - p("expansion_depth")) * span
    less = min(0.9, p("contraction_yearly") * max(0.0, p("expansion_depth") * 0.5 - deep) * span)
    taken = [1.0]
    for _ in range(int(OLDEST_YEARS / span)):
        taken.append(taken[-1] * (1.0 + more * max(0.0, 1.0 - taken[-1] / p("expansion_most")) - less))
    return _Law(activated, depth, stay, taken)


def _use(scenario: Scenario, given: Customers) -> tuple[list[float], list[float]]:
    """Share that reached first value, and depth, by age in weeks; depth goes on to where it settles."""
    p, judged = scenario.parameter, 1 + int(scenario.parameter("window_days") / DAYS)

    def by(weeks: int) -> float:
        return normal_cdf(log(weeks * DAYS / given.first_value_days) / p("first_value_sigma")) if weeks > 0 else 0.0

    activated, depth = [0.0], [0.0]
    fading = 1.0 - exp(LOG_HALF / p("depth_half_life_weeks"))
    for age in range(1, SETTLED_WEEKS):
        if age <= YOUNG_WEEKS:
            now = activated[-1]
            if age <= judged:
                now = given.fit * by(age)
            elif age % LATE_EVERY == 0:
                missed = (by(age) - by(age - LATE_EVERY)) / max(1e-9, 1.0 - by(age - LATE_EVERY))
                now += (given.fit - now) * missed * p("late_factor")
            activated.append(now)
        reached = UNTOUCHED_DEPTH + (1.0 - UNTOUCHED_DEPTH) * min(1.0, activated[-1] / given.fit)
        moved = p("depth_gain_weekly") * (1.0 - depth[-1]) * reached - fading * depth[-1] - OPENING_HARM
        depth.append(max(0.0, min(1.0, depth[-1] + moved)))
    return activated, depth


def _total(stock: list[tuple[int, list[float]]]) -> float:
    total = 0.0
    for _, parts in stock:
        for part in parts:
            total += part
    return total


def _power(base: float, times: int) -> float:
    product = 1.0
    for _ in range(times):
        product *= base
    return product
