"""Customers, features and money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import chains
from sim.events import (
    ACCOUNTS_COUNTED,
    COHORT_FOLDED,
    CONTRACTS_ENDED,
    CUSTOMERS_ACTIVATED,
    CUSTOMERS_JOINED,
    CUSTOMERS_LEFT,
    DEPTH_MOVED,
    FEATURE_CORRECTED,
    FEATURE_SHIPPED,
    FEATURE_VALUED,
    NONE,
    REDESIGN_SHIPPED,
    REVENUE_CONTRACTED,
    REVENUE_EARNED,
    REVENUE_EXPANDED,
    REVENUE_LOST,
    REVENUE_WON,
)
from sim.evolving.practices import line_lever
from sim.exact import LOG_HALF, exp
from sim.kernel import inlined, kernel
from sim.levers import PRICE_ENGAGED, PRICE_LEVEL, PRICE_RENEWING
from sim.world import AXES, FEATURES, STRATA, YEAR_WEEKS

if TYPE_CHECKING:
    from sim.records import World

# What a feature may touch.
AXIS_ACTIVATION, AXIS_DEPTH, AXIS_RENEWAL, AXIS_PRICE, AXIS_SUPPORT = range(5)
SETTLED = 0.95  # of its ceiling, at which a feature counts as adopted
NEW_STRATA = (0.34, 0.33, 0.33)  # of new customers, from those who leave most easily [X]
UNTOUCHED_DEPTH = 0.3  # of the gain in depth that customers have before first value [X]
PLANNED_GROWTH = 0.10  # of revenue a year that a plan adds to what demand grows by [X]
HARM_KEPT = 0.95  # of the memory of harm, from week to week [X]


@inlined
def evolve_customers(world: World, kind: int, subject: int, object_: int, amount: int) -> None:
    """Apply an event of customers, features and money."""
    products, cohorts = world.products, world.cohorts
    if kind == FEATURE_SHIPPED:
        _ship(world, subject, object_, amount)
    elif kind == FEATURE_VALUED:
        _value(world, subject, object_, amount)
    elif kind == FEATURE_CORRECTED:
        _use(world, subject, object_, -world.features.adoption_ppm[subject])
        _drop(world, subject, object_)
    elif kind == CUSTOMERS_JOINED:
        _join(world, subject, object_, amount)
    elif kind == CONTRACTS_ENDED:
        cohorts.level_permille[subject] = price_asked(world, subject, object_)
        cohorts.due_week[subject] += products.contract_weeks[object_]
    elif kind == COHORT_FOLDED:
        _fold(world, subject, object_)
    elif kind == CUSTOMERS_ACTIVATED:
        cohorts.activated[subject] += amount
    elif kind == CUSTOMERS_LEFT:
        world.strata.accounts[subject * STRATA + object_] -= amount
        cohorts.activated[subject] -= amount * cohorts.activated[subject] // max(1, cohorts.accounts[subject])
        cohorts.accounts[subject] -= amount
        products.accounts[cohorts.line[subject]] -= amount
    elif kind == REVENUE_WON:
        _earn(world, subject, object_, amount)
        products.won_cents[object_] += amount
    elif kind == REVENUE_LOST:
        _earn(world, subject, object_, -amount)
        products.lost_cents[object_] += amount
    elif kind == REVENUE_EXPANDED:
        _earn(world, subject, object_, amount)
        products.expanded_cents[object_] += amount
    elif kind == REVENUE_CONTRACTED:
        _earn(world, subject, object_, -amount)
        products.contracted_cents[object_] += amount
    elif kind == REVENUE_EARNED:
        planned = 1.0 + (products.growth_yearly[subject] + PLANNED_GROWTH) * world.clock.week[0] / YEAR_WEEKS
        short = products.arr_cents[subject] < products.opening_cents[subject] * planned
        world.guards.short_weeks[subject] = world.guards.short_weeks[subject] + 1 if short else 0
    elif kind == REDESIGN_SHIPPED:
        products.redesigns[subject] = object_ + 1
        products.friction[subject] += amount * 1e-6
    elif kind == ACCOUNTS_COUNTED:
        world.lines.users[subject] = amount * products.users_per_account[subject]
    elif kind == DEPTH_MOVED:
        _move_depth(world, subject, amount * 1e-6)


@kernel
def price_of_new(world: World, line: int) -> int:
    """What new contracts are asked over the list price, permille."""
    return int(line_lever(world, PRICE_LEVEL, line) * 1000.0 + 0.5)


@kernel
def engaged_rise(world: World, cohort: int, line: int) -> float:
    """What a cohort is asked more, permille, where only who uses the product pays more."""
    active = world.cohorts.activated[cohort] / max(1, world.cohorts.accounts[cohort])
    return (line_lever(world, PRICE_ENGAGED, line) - 1.0) * active * 1000.0


@kernel
def price_asked(world: World, cohort: int, line: int) -> int:
    """What a cohort is asked over the list price when its contracts end, permille.

    It keeps what it pays between what is asked of who renews and of who is new; beyond either, it pays more or less.
    """
    one, other = line_lever(world, PRICE_RENEWING, line) * 1000.0, line_lever(world, PRICE_LEVEL, line) * 1000.0
    paid = min(max(1.0 * world.cohorts.level_permille[cohort], min(one, other)), max(one, other))
    return int(paid + engaged_rise(world, cohort, line) + 0.5)


@inlined
def _earn(world: World, cohort: int, line: int, cents: int) -> None:
    """So much more a year from a cohort, and from its line."""
    world.cohorts.arr_cents[cohort] += cents
    world.products.arr_cents[line] += cents


@kernel
def weight_of(packed: int, axis: int) -> float:
    """An axis's share of an effect."""
    total = 0
    for a in range(AXES):
        total += (packed >> (3 * a)) & 7
    return ((packed >> (3 * axis)) & 7) / total if total > 0 else 0.0


@kernel
def _ship(world: World, feature: int, line: int, ceiling_ppm: int) -> None:
    world.products.features[line] += 1
    if feature >= FEATURES:
        return
    features = world.features
    world.counts.free_feature[0] = features.next[feature]
    features.serial[feature] = world.products.features[line]
    features.adoption_ppm[feature] = 0
    features.ceiling_ppm[feature] = ceiling_ppm
    chains.push(features.next, world.products.feature_head, world.products.feature_tail, line, feature)


@kernel
def _value(world: World, feature: int, packed: int, permille: int) -> None:
    """What a feature does on each axis where everybody uses it."""
    params, features, effect = world.params, world.features, permille * 1e-3
    features.effect_permille[feature] = permille
    features.friction[feature] = -effect * weight_of(packed, AXIS_ACTIVATION) * params.effect_friction[0]
    features.value[feature] = effect * weight_of(packed, AXIS_DEPTH) * params.effect_value[0]
    features.renewal[feature] = effect * weight_of(packed, AXIS_RENEWAL) * params.effect_renewal[0]
    features.price[feature] = effect * weight_of(packed, AXIS_PRICE)
    features.support[feature] = -effect * weight_of(packed, AXIS_SUPPORT) * params.effect_support[0]


@kernel
def _drop(world: World, feature: int, line: int) -> None:
    features = world.features
    chains.remove(features.next, world.products.feature_head, world.products.feature_tail, line, feature)
    features.next[feature] = world.counts.free_feature[0]
    world.counts.free_feature[0] = feature


@kernel
def _use(world: World, feature: int, line: int, more_ppm: int) -> None:
    """So much more of a line's users meet a feature: its effect on each axis, in proportion."""
    products, features, reach = world.products, world.features, more_ppm * 1e-6
    products.friction[line] += reach * features.friction[feature]
    products.value[line] += reach * features.value[feature]
    products.renewal[line] += reach * features.renewal[feature]
    products.price[line] += reach * features.price[feature]
    products.support[line] += reach * features.support[feature]


@kernel
def _adopt(world: World, line: int) -> None:
    """A week of every feature on its way (Bass: by itself, and by imitation)."""
    features, params, here = world.features, world.params, world.products.feature_head[line]
    while here >= 0:
        feature, here = here, features.next[here]
        now, ceiling = features.adoption_ppm[feature] * 1e-6, features.ceiling_ppm[feature] * 1e-6
        more = (params.spread_new_weekly[0] + params.spread_seen_weekly[0] * now / ceiling) * (ceiling - now)
        settled = now + more >= SETTLED * ceiling
        after = features.ceiling_ppm[feature] if settled else int((now + more) * 1e6)
        _use(world, feature, line, after - features.adoption_ppm[feature])
        features.adoption_ppm[feature] = after
        if settled:
            _drop(world, feature, line)


@kernel
def _move_depth(world: World, line: int, harm: float) -> None:
    """Depth grows with a product's value and what is left to gain, and fades unless something feeds it (3.9)."""
    params, products, cohorts = world.params, world.products, world.cohorts
    _adopt(world, line)
    kept = exp(LOG_HALF / params.value_half_life_weeks[0])
    products.value[line] = 1.0 + (products.value[line] - 1.0) * kept
    products.renewal[line] *= kept
    products.harm_ppm[line] = int(products.harm_ppm[line] * HARM_KEPT + harm * 1e6)
    products.harm_min[line] = 0
    fading = 1.0 - exp(LOG_HALF / params.depth_half_life_weeks[0])
    gain = params.depth_gain_weekly[0] * max(0.0, products.value[line])
    here, summed, per_able = products.cohort_head[line], 0, 1.0 / max(1e-9, products.fit[line])
    while here >= 0:
        if cohorts.accounts[here] > 0:
            depth = cohorts.depth_ppm[here] * 1e-6
            active = cohorts.activated[here] / cohorts.accounts[here]
            reached = UNTOUCHED_DEPTH + (1.0 - UNTOUCHED_DEPTH) * min(1.0, active * per_able)
            depth += gain * (1.0 - depth) * reached - fading * depth - harm
            cohorts.depth_ppm[here] = int(max(0.0, min(1.0, depth)) * 1e6)
            summed += cohorts.accounts[here] * cohorts.depth_ppm[here]
        here = cohorts.next[here]
    products.depth_sum[line] = summed


@kernel
def _join(world: World, cohort: int, line: int, accounts: int) -> None:
    """Open a cohort: who leaves easily and who stays is fixed by share, so that no draw is needed."""
    cohorts, strata = world.cohorts, world.strata
    world.counts.free_cohort[0] = cohorts.next[cohort]
    cohorts.line[cohort] = line
    cohorts.week[cohort] = world.clock.week[0]
    cohorts.accounts[cohort] = accounts
    cohorts.signups[cohort] = accounts
    cohorts.activated[cohort] = 0
    cohorts.depth_ppm[cohort] = 0
    cohorts.arr_cents[cohort] = 0
    cohorts.due_week[cohort] = world.clock.week[0] + world.products.contract_weeks[line]
    cohorts.level_permille[cohort] = price_of_new(world, line)
    left = accounts
    for stratum in range(STRATA):
        mine = left if stratum == STRATA - 1 else int(accounts * NEW_STRATA[stratum] + 0.5)
        strata.accounts[cohort * STRATA + stratum] = mine
        left -= mine
    world.products.accounts[line] += accounts
    world.products.joined[line] += accounts
    chains.push(cohorts.next, world.products.cohort_head, world.products.cohort_tail, line, cohort)


@kernel
def _fold(world: World, cohort: int, into: int) -> None:
    """Let a cohort go on within another, or end where nobody is left; its place is free for newcomers."""
    cohorts, strata, line = world.cohorts, world.strata, world.cohorts.line[cohort]
    if into != NONE:
        mine, theirs = cohorts.accounts[cohort], cohorts.accounts[into]
        for field in (cohorts.depth_ppm, cohorts.level_permille):
            field[into] = (field[into] * theirs + field[cohort] * mine) // max(1, mine + theirs)
        for field in (cohorts.accounts, cohorts.activated, cohorts.arr_cents):
            field[into] += field[cohort]
        for stratum in range(STRATA):
            strata.accounts[into * STRATA + stratum] += strata.accounts[cohort * STRATA + stratum]
    chains.remove(cohorts.next, world.products.cohort_head, world.products.cohort_tail, line, cohort)
    for field in (cohorts.accounts, cohorts.signups, cohorts.activated, cohorts.depth_ppm, cohorts.arr_cents):
        field[cohort] = 0
    for stratum in range(STRATA):
        strata.accounts[cohort * STRATA + stratum] = 0
    cohorts.next[cohort] = world.counts.free_cohort[0]
    world.counts.free_cohort[0] = cohort
