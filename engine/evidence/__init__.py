"""What a recording shows: windows, one world against its twin, other worlds, costs, and findings that cite the log.

Adoption's midpoint, attribution, luck, predictions and re-deriving citations have their places beside these modules.
"""

from __future__ import annotations

from engine.evidence.compare import Carrier, Comparison, Reading, check_twin, compare, direction
from engine.evidence.costs import Cost, costs
from engine.evidence.findings import LABEL, Finding, Run
from engine.evidence.panel import Estimate, Panel, expected
from engine.evidence.tallies import EvidenceError, LogIndex, Tallies, first_difference, reference, tally
from engine.evidence.windows import Calendar, Window, Windows, longest_cadence, story_windows, width

__all__ = [
    "LABEL",
    "Calendar",
    "Carrier",
    "Comparison",
    "Cost",
    "Estimate",
    "EvidenceError",
    "Finding",
    "LogIndex",
    "Panel",
    "Reading",
    "Run",
    "Tallies",
    "Window",
    "Windows",
    "check_twin",
    "compare",
    "costs",
    "direction",
    "expected",
    "first_difference",
    "longest_cadence",
    "reference",
    "story_windows",
    "tally",
    "width",
]
