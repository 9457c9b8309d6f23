"""Noise that remembers, for tests of estimators: seeded, of standard deviation one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def ar1(rng: np.random.Generator, rho: float, *shape: int) -> Floats:
    """AR(1) along the last axis, stationary from the first value on."""
    noise = rng.standard_normal(shape)
    out = np.empty(shape)
    out[..., 0] = noise[..., 0]
    for n in range(1, shape[-1]):
        out[..., n] = rho * out[..., n - 1] + np.sqrt(1 - rho * rho) * noise[..., n]
    return out
