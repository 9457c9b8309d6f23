"""Contracts end and are renewed or not; whoever stays takes more or less (domain.md 3.9).

Customers differ: three strata with other odds, so that a cohort's retention rises with its tenure although nobody
becomes more loyal (FH). The ledger is kept in cents: opening + won + expanded - lost - contracted = closing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.draws import STREAM_RENEWAL, binomial, uniform
from sim.events import (
    CONTRACTS_ENDED,
    CUSTOMERS_LEFT,
    REVENUE_CONTRACTED,
    REVENUE_ENDED,
    REVENUE_EXPANDED,
    REVENUE_LOST,
)
from sim.evolve import emit
from sim.exact import exp, log
from sim.kernel import kernel
from sim.levers import DUNNING, OUTREACH, PRICE_LEVEL, TARGETING
from sim.world import STRATA, TEAMS

if TYPE_CHECKING:
    from sim.records import Log, World

YEAR = 52.0


@kernel
def _outreach(world: World, cohort: int, line: int) -> float:
    """Log-odds that calling customers of low depth adds: it helps who uses the product and wakes who forgot it."""
    at, cohorts = world.lines.first_team[line], world.cohorts
    called = world.levers.value[OUTREACH * TEAMS + at]
    if called <= 0.0 or cohorts.depth_ppm[cohort] * 1e-6 >= world.params.expansion_depth[0]:
        return 0.0
    active = cohorts.activated[cohort] / max(1, cohorts.accounts[cohort])
    woken = (1.0 - active) * (1.0 - world.levers.value[TARGETING * TEAMS + at])
    return called * (world.params.outreach_gain[0] * active - world.params.outreach_wake[0] * woken)


@kernel
def renewal_chance(world: World, cohort: int, line: int, stratum: int) -> float:
    """Chance that a customer renews at the end of a contract, cards that expire included."""
    params, products, cohorts = world.params, world.products, world.cohorts
    dearer = world.levers.value[PRICE_LEVEL * TEAMS + world.lines.first_team[line]]
    dearer -= cohorts.level_permille[cohort] * 1e-3
    odds = params.renewal_base[0] + (stratum - 1) * params.renewal_spread[0] + products.renewal[line]
    odds += params.renewal_depth[0] * (cohorts.depth_ppm[cohort] * 1e-6)
    odds += params.renewal_activated[0] * (cohorts.activated[cohort] / max(1, cohorts.accounts[cohort]))
    odds -= params.renewal_harm[0] * (products.harm_ppm[line] * 1e-6)
    odds -= max(0.0, products.elasticity[line] - products.price[line]) * dearer
    odds += _outreach(world, cohort, line)
    yearly = 1.0 / (1.0 + exp(-odds))
    expired = products.involuntary[line] * (1.0 - world.levers.value[DUNNING * TEAMS + world.lines.first_team[line]])
    yearly *= 1.0 - expired
    span = products.contract_weeks[line] / YEAR
    return yearly if span == 1.0 else exp(log(max(1e-9, yearly)) * span)


@kernel
def renew(world: World, log_: Log, cohort: int, line: int) -> None:
    """End the contracts of a cohort."""
    cohorts, params, products = world.cohorts, world.params, world.products
    accounts, due = cohorts.accounts[cohort], cohorts.arr_cents[cohort]
    emit(world, log_, CONTRACTS_ENDED, cohort, line, accounts)
    emit(world, log_, REVENUE_ENDED, cohort, line, int(min(2e9, 1.0 * due)))
    key, lost = (line << 16) + cohorts.week[cohort] + 4096, 0
    for stratum in range(STRATA):
        n = world.strata.accounts[cohort * STRATA + stratum]
        if n > 0:
            ordinal = stratum + STRATA * (world.clock.week[0] - cohorts.week[cohort])
            chance = 1.0 - renewal_chance(world, cohort, line, stratum)
            left = binomial(uniform(world, STREAM_RENEWAL, key, ordinal), n, chance)
            lost += left
            if left > 0:
                emit(world, log_, CUSTOMERS_LEFT, cohort, stratum, left)
    if lost > 0:
        emit(world, log_, REVENUE_LOST, cohort, line, due if lost == accounts else due * lost // accounts)
    kept = cohorts.arr_cents[cohort]
    if kept <= 0:
        return
    span, depth = products.contract_weeks[line] / YEAR, cohorts.depth_ppm[cohort] * 1e-6
    dearer = world.levers.value[PRICE_LEVEL * TEAMS + world.lines.first_team[line]]
    dearer = dearer / (cohorts.level_permille[cohort] * 1e-3) - 1.0
    more = params.expansion_yearly[0] * max(0.0, depth - params.expansion_depth[0]) * span + dearer
    less = params.contraction_yearly[0] * max(0.0, params.expansion_depth[0] * 0.5 - depth) * span
    if more > 0.0:
        emit(world, log_, REVENUE_EXPANDED, cohort, line, int(min(2e9, kept * more)))
    if less > 0.0:
        emit(world, log_, REVENUE_CONTRACTED, cohort, line, int(min(2e9, kept * min(0.9, less))))
