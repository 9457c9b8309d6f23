"""The companies that can be played, read from their files without founding any of them, for the picker."""

from __future__ import annotations

import functools
import json
import pathlib
import tomllib
from dataclasses import dataclass
from typing import Any, Final

from engine.data import data_folder
from engine.errors import one_line

PARTS: Final = ("value", "harm", "waste", "people", "promises", "revenue")
HIDDEN: Final = frozenset({"reference-network"})  # for measuring, not for playing: nobody decides anything in it
FIRST: Final = "tuesday-board"
SECONDS_A_WEEK: Final = 18.0  # of a player, decisions included (game.md 8)
DEBRIEF_MINUTES: Final = 6.0  # where there is an aftermath to look at
MEDALS: Final = ((85.0, "gold"), (60.0, "silver"), (35.0, "bronze"))  # least outcome of each
RESULTS: Final = "results.json"


@dataclass(frozen=True)
class Company:
    """A scenario as the picker tells it: what is complained of, never what is wrong.

    Attributes:
        id: of the scenario.
        title: for people.
        symptom: the complaint in a line.
        briefing: in three sentences.
        weeks: of the tenure.
        aftermath: weeks that run without the player.
        weights: percent of the outcome by part, what weighs nothing left out.
        trouble: why it cannot be played; empty if it can.
    """

    id: str
    title: str
    symptom: str = ""
    briefing: str = ""
    weeks: int = 0
    aftermath: int = 0
    weights: tuple[tuple[str, int], ...] = ()
    trouble: str = ""

    @property
    def minutes(self) -> int:
        """About how long a game of it takes, with its debrief."""
        return round(self.weeks * SECONDS_A_WEEK / 60 + (DEBRIEF_MINUTES if self.aftermath else 0.0))


@functools.cache
def companies() -> tuple[Company, ...]:
    """Every company, the first one to play first, then by title; a damaged file is named and the others stand."""
    folder = data_folder("scenarios")
    defaults = _objective(folder / "defaults.toml")
    found = [
        company(entry / "scenario.toml", defaults)
        for entry in sorted(folder.iterdir())
        if entry.is_dir() and entry.name not in HIDDEN
    ]
    return tuple(sorted(found, key=lambda one: (one.id != FIRST, one.title)))


def company(file: pathlib.Path, defaults: dict[str, int]) -> Company:
    """A company from its file.

    Args:
        file: scenario.toml.
        defaults: weights that hold where it gives none.
    """
    id_ = file.parent.name
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        weeks = said["weeks"]
        weights = {**defaults, **said.get("objective", {})}
        if {"objective"} & said.keys():
            weights = {**dict.fromkeys(PARTS, 0), **said["objective"]} if _whole(said["objective"]) else weights
        return Company(
            id_,
            str(said["title"]),
            str(said["symptom"]),
            str(said["briefing"]).strip(),
            int(weeks["tenure"]),
            int(weeks["aftermath"]),
            tuple(sorted(((part, int(w)) for part, w in weights.items() if w), key=lambda one: -one[1])),
        )
    except FileNotFoundError:
        return Company(id_, id_, trouble=f"scenarios/{id_}/{file.name} is missing; install Steerco again.")
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"it lacks {error}" if isinstance(error, KeyError) else one_line(str(error), 120)
        return Company(id_, id_, trouble=f"scenarios/{id_}/{file.name} cannot be used: {what}.")


def _whole(objective: dict[str, Any]) -> bool:
    return sum(int(weight) for weight in objective.values()) == 100  # exact: integers


def _objective(file: pathlib.Path) -> dict[str, int]:
    """Weights that hold everywhere unless a scenario gives its own (game.md 6)."""
    shipped = {"value": 35, "harm": 20, "waste": 15, "people": 15, "promises": 15}
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8")).get("objective", {})
    except (OSError, ValueError):
        return shipped
    return {**shipped, **{part: int(weight) for part, weight in given.items()}}


# -- Medals ------------------------------------------------------------------------------------------------------------


def medal(outcome: float | None) -> str:
    """What an outcome earns: "gold", "silver", "bronze" or nothing."""
    return next((name for least, name in MEDALS if outcome is not None and outcome >= least), "")


class Results:
    """The best outcome of each company, kept beside the saves; a file that cannot be used counts as empty."""

    def __init__(self, folder: pathlib.Path | None) -> None:
        self._file = None if folder is None else folder / RESULTS

    def best(self) -> dict[str, float]:
        """Best outcomes by scenario."""
        try:
            if self._file is None or not self._file.is_file():
                return {}
            said = json.loads(self._file.read_text(encoding="utf-8"))
            return {str(name): float(best) for name, best in said.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def note(self, scenario: str, outcome: float) -> None:
        """Keep an outcome if it is the best of its company."""
        best = self.best()
        if self._file is None or best.get(scenario, float("-inf")) >= outcome:
            return
        draft = self._file.with_suffix(".partial")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps({**best, scenario: round(outcome, 1)}, sort_keys=True) + "\n", "utf-8")
            draft.replace(self._file)
        except OSError:
            return  # a medal is not worth stopping for
