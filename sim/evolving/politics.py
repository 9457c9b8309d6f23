"""Stakeholders, trust and promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kernel import inlined

if TYPE_CHECKING:
    from sim.records import World


@inlined
def evolve_politics(world: World, kind: int, subject: int, object_: int, amount: int) -> None:
    """Apply an event of stakeholders, trust and promises."""
