"""The catalogue of interventions: one file each, holding one `INTERVENTION`."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from sim.intervention import Intervention


@functools.cache
def catalogue() -> dict[str, Intervention]:
    """Every intervention by id, in order of number.

    Raises:
        ValueError: two files claim one id or one number.
    """
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found: list[Intervention] = [importlib.import_module(f"{__name__}.{name}").INTERVENTION for name in modules]
    found.sort(key=lambda entry: entry.number)
    if len({i.id for i in found}) < len(found) or len({i.number for i in found}) < len(found):
        raise ValueError("two interventions share an id or a number")
    return {entry.id: entry for entry in found}
