"""What a feature is worth: fat-tailed, keyed by its need, so that no command can make a bad idea good (domain.md 3.8).

About a third of ideas move what they were meant to move, four in ten do nothing, the rest hurt (KOH09, D-ROI); sizes
follow Student's t with three degrees of freedom (AZE20). One need has one sign and one size; how it divides over what
customers feel is drawn once for it, in eighths.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.draws import STREAM_CORRECTION, STREAM_EFFECT, STREAM_USAGE, normal, student_t3, uniform
from sim.events import FEATURE_CORRECTED, FEATURE_SHIPPED, FEATURE_VALUED, WINNER_SHIPPED
from sim.evolve import emit
from sim.evolving.customers import AXIS_SUPPORT, weight_of
from sim.evolving.items import SIBLING_BIT
from sim.evolving.practices import line_lever
from sim.exact import exp, log
from sim.kernel import kernel
from sim.levers import CORRECTION_WEEKLY
from sim.world import AXES, FEATURES, VALUE_MEDIAN

if TYPE_CHECKING:
    from sim.records import Log, World


@kernel
def feature_total(world: World, need: int) -> float:
    """True effect of meeting a need, in units of a typical winner: negative where it hurts, 0 for most null ideas."""
    params, original = world.params, need & (SIBLING_BIT - 1)
    u = uniform(world, STREAM_EFFECT, original, 0)
    if u >= params.feature_winner_share[0] and u < params.feature_winner_share[0] + params.feature_null_share[0]:
        return 0.0
    sign = 1.0 if u < params.feature_winner_share[0] else -1.0
    return sign * min(30.0, abs(student_t3(uniform(world, STREAM_EFFECT, original, 1))))


@kernel
def feature_weights(world: World, need: int) -> int:
    """How an effect divides over the axes: three bits an axis, most of it on one or two of them."""
    original, packed, heaviest, most = need & (SIBLING_BIT - 1), 0, 0, -1.0
    for axis in range(AXES):
        u = uniform(world, STREAM_EFFECT, original, 2 + axis)
        packed += int(8.0 * u * u) << (3 * axis)
        if u > most:
            heaviest, most = axis, u
    return packed if packed > 0 else 1 << (3 * heaviest)


@kernel
def feature_effect(world: World, need: int, axis: int) -> float:
    """True effect of meeting a need on one axis, in units of a typical winner on it: negative where it hurts.

    Args:
        world: a bound world.
        need: the need's id; a duplicate has its sibling's effect.
        axis: AXIS_ACTIVATION to AXIS_SUPPORT of `sim.evolving.customers` (support: more is more load).

    Returns:
        Sign x size x the axis's share of it; 0 for the ideas that change nothing.
    """
    share = weight_of(feature_weights(world, need), axis)
    return feature_total(world, need) * (-share if axis == AXIS_SUPPORT else share)


@kernel
def usage_of(world: World, need: int, value: int) -> float:
    """Share of customers whom a feature ever reaches: more if it is worth more, and few features nearly all (PENDO).

    Args:
        world: a bound world.
        need: the need's id.
        value: the true value of the item that met it.

    Returns:
        Above 0, at most 1; its logarithm has `usage_sigma`, however much of that is value's.
    """
    params, worth = world.params, 0.0
    if params.value_sigma[0] > 0.0 and value > 0:
        worth = log(value / VALUE_MEDIAN) / params.value_sigma[0]
    tied, luck = params.usage_by_value[0], normal(uniform(world, STREAM_USAGE, need, 0), 0.0, 1.0)
    reach = params.usage_sigma[0] * (tied * worth + math.sqrt(1.0 - tied * tied) * luck)
    return min(1.0, params.usage_median[0] * exp(reach))


@kernel
def ship_feature(world: World, log_: Log, need: int, line: int, value: int) -> None:
    """A line's customers can use a new feature; those that change nothing only add to what must be kept up."""
    if world.products.contract_weeks[line] == 0:
        return
    total = feature_total(world, need)
    slot = world.counts.free_feature[0] if total != 0.0 else FEATURES
    if slot < 0:
        slot = FEATURES  # more on their way than anybody can follow: this one stays unnoticed
    emit(world, log_, FEATURE_SHIPPED, slot, line, max(1, int(usage_of(world, need, value) * 1e6)))
    if slot < FEATURES:
        emit(world, log_, FEATURE_VALUED, slot, feature_weights(world, need), int(total * 1000.0))
    if total > 0.0:
        emit(world, log_, WINNER_SHIPPED, slot, line, int(total * 1000.0))


@kernel
def correct_features(world: World, log_: Log, line: int) -> None:
    """Take back what hurts, as often as somebody looks (domain.md 4.2 I15)."""
    hazard = line_lever(world, CORRECTION_WEEKLY, line)
    if hazard <= 0.0:
        return
    features, here = world.features, world.products.feature_head[line]
    while here >= 0:
        feature, here = here, features.next[here]
        if features.effect_permille[feature] < 0:
            key = (line << 20) + features.serial[feature]
            if uniform(world, STREAM_CORRECTION, key, world.clock.week[0]) < hazard:
                emit(world, log_, FEATURE_CORRECTED, feature, line, 0)
