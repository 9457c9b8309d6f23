"""Points at which parameters are tried: a grid, a Latin hypercube, or a Sobol sequence; always the same for a seed."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from engine.errors import InputError
from engine.lab.paths import Value, Varied, find

DESIGNS: Final = ("grid", "lhs", "sobol")
MOST_POINTS: Final = 4096

Point = dict[str, Value]


def points(
    varied: Sequence[Varied], design: str, number: int, scenario: Mapping[str, Any], seed: int = 0
) -> list[Point]:
    """The points of a design.

    Args:
        varied: what is varied, each path once.
        design: one of `DESIGNS`.
        number: of points, where the design is no grid; of a Sobol sequence a power of two is best.
        scenario: says which parameters take integers.
        seed: of the design.

    Returns:
        Values by path; of parameters that take integers, rounded, so that points may coincide: each is kept once.

    Raises:
        InputError: nothing is varied, a path twice, or there are too many points.
    """
    paths = [one.path for one in varied]
    if not varied:
        raise InputError("nothing is varied; say --vary PATH or --vary PATH=LOW:HIGH")
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice is not None:
        raise InputError(f"{twice} is varied twice")
    found = _grid(varied) if design == "grid" else _spread(varied, design, number, seed)
    whole = {path for path in paths if find(scenario, path).whole}
    result: list[Point] = []
    for values in found:
        point: Point = {
            path: round(value) if path in whole and isinstance(value, float) else value
            for path, value in zip(paths, values, strict=True)
        }
        if point not in result:
            result.append(point)
    return result


def _grid(varied: Sequence[Varied]) -> list[tuple[Value, ...]]:
    axes: list[Sequence[Value]] = [
        one.values or [float(value) for value in np.linspace(one.low, one.high, one.points)] for one in varied
    ]
    size = 1
    for axis in axes:
        size *= len(axis)
    if size > MOST_POINTS:
        raise InputError(f"a grid of {size:,} points; {MOST_POINTS:,} are allowed: fewer points, or --design sobol")
    return list(itertools.product(*axes))


def _spread(varied: Sequence[Varied], design: str, number: int, seed: int) -> list[tuple[Value, ...]]:
    from scipy.stats import qmc

    if not 1 <= number <= MOST_POINTS:
        raise InputError(f"{number:,} points; a design has 1 to {MOST_POINTS:,}")
    generator: Any = qmc.LatinHypercube if design == "lhs" else qmc.Sobol
    sampler = generator(len(varied), rng=np.random.default_rng(seed))
    if design == "sobol":
        unit = sampler.random_base2(max(0, (number - 1).bit_length()))[:number]
    else:
        unit = sampler.random(number)
    return [tuple(_at(one, float(u)) for one, u in zip(varied, row, strict=True)) for row in unit]


def _at(one: Varied, u: float) -> Value:
    """A parameter's value at a place between 0 and 1."""
    if one.values:
        return one.values[min(len(one.values) - 1, int(u * len(one.values)))]
    return one.low + u * (one.high - one.low)
