"""What a feature is worth: fat-tailed, keyed by its need, so that no command can make a bad idea good (domain.md 3.8).

About a third of ideas move what they were meant to move, four in ten do nothing, the rest hurt (KOH09, D-ROI); sizes
follow Student's t with three degrees of freedom (AZE20). One need has one sign and one size; how it divides over what
customers feel is drawn once for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.draws import STREAM_EFFECT, student_t3, uniform
from sim.evolving.items import SIBLING_BIT
from sim.kernel import kernel

if TYPE_CHECKING:
    from sim.records import World

# What a feature may touch.
AXIS_ACTIVATION, AXIS_DEPTH, AXIS_RENEWAL, AXIS_PRICE, AXIS_SUPPORT = range(5)
AXES = 5


@kernel
def feature_effect(world: World, need: int, axis: int) -> float:
    """True effect of meeting a need on one axis, in units of a typical winner on it: negative where it hurts.

    Args:
        world: a bound world.
        need: the need's id; a duplicate has its sibling's effect.
        axis: AXIS_ACTIVATION to AXIS_SUPPORT (support: more is more load).

    Returns:
        Sign x size x the axis's share of it; 0 for the ideas that change nothing.
    """
    params, original = world.params, need & (SIBLING_BIT - 1)
    u = uniform(world, STREAM_EFFECT, original, 0)
    if u >= params.feature_winner_share[0] and u < params.feature_winner_share[0] + params.feature_null_share[0]:
        return 0.0
    sign = 1.0 if u < params.feature_winner_share[0] else -1.0
    size = abs(student_t3(uniform(world, STREAM_EFFECT, original, 1)))
    total = 0.0
    mine = 0.0
    for a in range(AXES):
        weight = uniform(world, STREAM_EFFECT, original, 2 + a)
        weight *= weight  # most of a feature's effect is on one or two things
        total += weight
        if a == axis:
            mine = weight
    if axis == AXIS_SUPPORT:
        sign = -sign
    return sign * size * (mine / total) if total > 0.0 else 0.0
