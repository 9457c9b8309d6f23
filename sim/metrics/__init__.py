"""The metrics: one file each, holding one `METRIC`."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from sim.metric import Metric


@functools.cache
def metrics() -> dict[str, Metric]:
    """Every metric by id, sorted by id.

    Raises:
        ValueError: two files claim one number.
    """
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found: list[Metric] = [importlib.import_module(f"{__name__}.{name}").METRIC for name in modules]
    if len({metric.number for metric in found}) < len(found):
        raise ValueError("two metrics share a number")
    return {metric.id: metric for metric in sorted(found, key=lambda metric: metric.id)}
