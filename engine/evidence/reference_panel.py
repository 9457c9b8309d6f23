"""Each scenario's panel of reference runs, as it ships: what a plan is scored against."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.catalogue import load_scenario, scenario_file
from engine.errors import InputError
from engine.evidence.outcome import Floats, Luck, Score, luck, score, whole_gain
from sim.rules import RULES_VERSION

PANEL_SEEDS: Final = tuple(range(900_001, 900_033))
FILE: Final = "panel.json"


@dataclass(frozen=True)
class ReferencePanel:
    """What a plan is compared with.

    Attributes:
        scenario: its id.
        version: of the scenario.
        rules: version of the rules.
        seeds: of the worlds.
        units: standard deviation of each part of the outcome under do-nothing.
        nothing: Y of do-nothing, by seed.
        textbook: Y of the textbook, by seed.
        trap: Y of the trap, by seed.
        random: mean gain over nothing of each random plan.
    """

    scenario: str
    version: int
    rules: int
    seeds: list[int]
    units: dict[str, float]
    nothing: list[float]
    textbook: list[float]
    trap: list[float]
    random: list[float]

    def score(self, plan: Floats) -> Score:
        """Score a plan by its Y over the panel's seeds."""
        return score(plan, np.array(self.nothing), np.array(self.textbook), self.random)

    def luck(self, result: Score, played: float, nothing: float) -> Luck | None:
        """How kind a world was to a plan.

        Args:
            result: the plan's score.
            played: its Y in that world.
            nothing: do-nothing's there.

        Returns:
            None where nothing binds.
        """
        mean, whole = float(np.mean(self.nothing)), whole_gain(np.array(self.textbook), np.array(self.nothing))
        return luck(played, nothing, 100.0 * result.gain / whole, mean, whole) if whole is not None else None


def load_panel(scenario_id: str) -> ReferencePanel:
    """The shipped panel of a scenario.

    Raises:
        InputError: there is none, or it belongs to another version of scenario or rules.
    """
    file = scenario_file(scenario_id).parent / FILE
    where = f"scenarios/{scenario_id}/{FILE}"
    if not file.is_file():
        raise InputError(f"{scenario_id} is not scored: {where} does not exist")
    panel = ReferencePanel(**json.loads(file.read_text(encoding="utf-8")))
    version = load_scenario(scenario_id).version
    if (panel.version, panel.rules) != (version, RULES_VERSION):
        raise InputError(
            f"{where} is of version {panel.version} under rules {panel.rules}, not {version} under {RULES_VERSION};"
            f" `python -m engine.panels --write {scenario_id}` runs it again"
        )
    return panel
