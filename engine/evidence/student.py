"""The one quantile of Student's t that 95 % intervals are made of."""

from __future__ import annotations

import functools


@functools.cache
def t975(degrees: int) -> float:
    """The 97.5 % point of Student's t."""
    from scipy.stats import t

    return float(t.ppf(0.975, degrees))
