"""What the model must obey, measured: ten laws, further checks, interactions: values with bounds and verdicts."""

from __future__ import annotations

from typing import Final

from engine.validity.check import Check, Effort, Law
from engine.validity.costs import no_free_lunch
from engine.validity.directions import monotonicities
from engine.validity.durability import durability
from engine.validity.governance import gates, load_is_u_shaped
from engine.validity.interactions import interactions
from engine.validity.ledgers import conservation, twins
from engine.validity.observation import honesty
from engine.validity.queues import littles_law, queue_limits
from engine.validity.shapes import further

__all__ = ["LAWS", "Check", "Effort", "Law"]

LAWS: Final = (
    Law(1, "Little's law", littles_law),
    Law(2, "Queue limits", queue_limits),
    Law(3, "Conservation", conservation),
    Law(4, "Counterfactual identity", twins),
    Law(5, "No free lunch", no_free_lunch),
    Law(6, "Governance load is U-shaped", load_is_u_shaped),
    Law(7, "The gate result", gates),
    Law(8, "Monotonicities", monotonicities),
    Law(9, "Observation honesty", honesty),
    Law(10, "Durability", durability),
    Law(11, "Further checks", further),
    Law(12, "Interactions", interactions),
)
