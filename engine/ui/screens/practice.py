"""Practice: any company, in a world of the player's choice, unscored."""

from __future__ import annotations

from engine.ui.companies import Company
from engine.ui.screen import Samples, Screen
from engine.ui.screens.picker import PracticePicker, examples

SCREEN = PracticePicker


def samples() -> Samples:
    """Pictures: usual, with nothing played yet, and with a seed that is none."""

    def mistyped() -> Screen:
        shown = PracticePicker(examples(), {"tuesday-board": 40.0})
        shown._seed = "seven"
        return shown

    missing = Company("second-region", "second-region", trouble="scenarios/second-region/scenario.toml is missing.")
    return {
        "normal": lambda: PracticePicker(examples(), {"tuesday-board": 88.0}),
        "empty": lambda: PracticePicker((*examples(), missing)),
        "error": mistyped,
    }
