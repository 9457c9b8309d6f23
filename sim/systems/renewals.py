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
from sim.evolving.customers import engaged_rise, price_asked
from sim.evolving.practices import line_lever
from sim.exact import exp, log
from sim.kernel import kernel
from sim.levers import DUNNING, OUTREACH, TARGETING
from sim.world import STRATA, YEAR_WEEKS

if TYPE_CHECKING:
    from sim.records import Log, World

MOST_CENTS = 2_000_000_000  # of a row
SHALLOW = 0.5  # depth below which a cohort's customers are called [X]


@kernel
def _outreach(world: World, cohort: int, line: int) -> float:
    """Log-odds that calling customers of low depth adds: it helps who uses the product and wakes who forgot it."""
    called, cohorts = line_lever(world, OUTREACH, line), world.cohorts
    if called <= 0.0 or cohorts.depth_ppm[cohort] * 1e-6 >= SHALLOW:
        return 0.0
    active = cohorts.activated[cohort] / max(1, cohorts.accounts[cohort])
    woken = (1.0 - active) * (1.0 - line_lever(world, TARGETING, line))
    return called * (world.params.outreach_gain[0] * active - world.params.outreach_wake[0] * woken)


@kernel
def cohort_key(world: World, cohort: int, line: int) -> int:
    """The entity of a cohort's draws: its line and the week in which it came."""
    return (line << 16) + world.cohorts.week[cohort] + 4096


@kernel
def record_cents(world: World, log_: Log, kind: int, cohort: int, line: int, cents: int) -> None:
    """Emit an amount of money, in as many rows as it takes: a row holds 32 bits."""
    while cents > 0:
        part = min(cents, MOST_CENTS)
        emit(world, log_, kind, cohort, line, part)
        cents -= part


@kernel
def renewal_chance(world: World, cohort: int, line: int, stratum: int) -> float:
    """Chance that a customer renews at the end of a contract, cards that expire included."""
    params, products, cohorts = world.params, world.products, world.cohorts
    dearer = (price_asked(world, cohort, line) - cohorts.level_permille[cohort]) * 1e-3
    theirs = min(max(0.0, dearer), max(0.0, engaged_rise(world, cohort, line) * 1e-3))  # of it, who minds it less
    minded = dearer - (1.0 - params.engaged_minding[0]) * theirs
    odds = params.renewal_base[0] + (stratum - 1) * params.renewal_spread[0] + products.renewal[line]
    odds += params.renewal_depth[0] * (cohorts.depth_ppm[cohort] * 1e-6)
    odds += params.renewal_activated[0] * (cohorts.activated[cohort] / max(1, cohorts.accounts[cohort]))
    odds -= params.renewal_harm[0] * (products.harm_ppm[line] * 1e-6)
    odds -= max(0.0, products.elasticity[line] - products.price[line]) * minded
    odds += _outreach(world, cohort, line)
    yearly = 1.0 / (1.0 + exp(-odds))
    expired = products.involuntary[line] * (1.0 - line_lever(world, DUNNING, line))
    yearly *= 1.0 - expired
    span = products.contract_weeks[line] / YEAR_WEEKS
    return yearly if span == 1.0 else exp(log(max(1e-9, yearly)) * span)


@kernel
def renew(world: World, log_: Log, cohort: int, line: int) -> None:
    """End the contracts of a cohort."""
    cohorts, lost = world.cohorts, 0
    accounts, due, paid = cohorts.accounts[cohort], cohorts.arr_cents[cohort], cohorts.level_permille[cohort]
    chances = (
        renewal_chance(world, cohort, line, 0),
        renewal_chance(world, cohort, line, 1),
        renewal_chance(world, cohort, line, 2),
    )
    key = cohort_key(world, cohort, line)
    emit(world, log_, CONTRACTS_ENDED, cohort, line, accounts)
    record_cents(world, log_, REVENUE_ENDED, cohort, line, due)
    for stratum in range(STRATA):
        n = world.strata.accounts[cohort * STRATA + stratum]
        if n > 0:
            ordinal = stratum + STRATA * (world.clock.week[0] - cohorts.week[cohort])
            left = binomial(uniform(world, STREAM_RENEWAL, key, ordinal), n, 1.0 - chances[stratum])
            lost += left
            if left > 0:
                emit(world, log_, CUSTOMERS_LEFT, cohort, stratum, left)
    record_cents(world, log_, REVENUE_LOST, cohort, line, due if lost == accounts else due * lost // accounts)
    if cohorts.accounts[cohort] > 0:
        _settle(world, log_, cohort, line, paid)


@kernel
def _settle(world: World, log_: Log, cohort: int, line: int, paid: int) -> None:
    """Who stays pays the price of the day, dearer or cheaper, and takes more or less."""
    cohorts, params, products = world.cohorts, world.params, world.products
    kept, asked = cohorts.arr_cents[cohort], cohorts.level_permille[cohort]
    span, depth = products.contract_weeks[line] / YEAR_WEEKS, cohorts.depth_ppm[cohort] * 1e-6
    full = params.expansion_most[0] * cohorts.accounts[cohort] * products.price_cents[line] * (paid * 1e-3)
    room = max(0.0, 1.0 - kept / max(1.0, full))
    more = params.expansion_yearly[0] * max(0.0, depth - params.expansion_depth[0]) * span * room
    less = params.contraction_yearly[0] * max(0.0, params.expansion_depth[0] * 0.5 - depth) * span
    dearer = kept * (asked - paid) // max(1, paid)  # or, below zero, cheaper
    fewer = int((kept + min(0, dearer)) * min(0.9, less))
    record_cents(world, log_, REVENUE_EXPANDED, cohort, line, int(kept * more) + max(0, dearer))
    record_cents(world, log_, REVENUE_CONTRACTED, cohort, line, fewer - min(0, dearer))
