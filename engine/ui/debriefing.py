"""What a debrief remembers of its player (guesses, second choices, the page), and how its figures are printed."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from engine.play.studies import Told
from engine.ui import texts
from engine.ui.formats import number

PAGES: Final = 11
SUFFIX: Final = ".debrief.json"
OUTCOME: Final = "outcome"
say = texts.say


@dataclass
class Kept:
    """What is kept beside a save, so that a debrief that was closed goes on where it was.

    Attributes:
        page: 1 to 11.
        revealed: the player has guessed, or has said that they will not.
        guesses: move -> "metric", "direction" and "band"; what was not guessed is missing.
        again: turning point -> "keep" or "drop".
        metric: the one that is looked at.
    """

    page: int = 1
    revealed: bool = False
    guesses: dict[str, dict[str, str]] = field(default_factory=dict)
    again: dict[str, str] = field(default_factory=dict)
    metric: str = ""

    @classmethod
    def load(cls, save: pathlib.Path | None) -> Kept:
        """What was kept; a fresh one where nothing was, or what is there is none."""
        if save is None:
            return cls()
        try:
            data = json.loads(save.with_name(save.name + SUFFIX).read_text("utf-8"))
            kept = cls(
                int(data["page"]),
                bool(data["revealed"]),
                dict(data["guesses"]),
                dict(data["again"]),
                str(data["metric"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return cls()
        kept.page = max(1, min(PAGES if kept.revealed else 1, kept.page))
        return kept

    def keep(self, save: pathlib.Path | None) -> None:
        """Keep it; where that is not possible, nothing but the page is lost."""
        if save is None:
            return
        try:
            save.with_name(save.name + SUFFIX).write_text(json.dumps(asdict(self)) + "\n", "utf-8")
        except OSError:
            return


# -- Figures -----------------------------------------------------------------------------------------------------------


def about(told: Told, metric: str) -> Mapping[str, Any]:
    """A metric's name, unit, unit of differences, and places."""
    if metric == OUTCOME or metric not in told.run.get("metrics", {}):
        name = say("debrief.outcome") if metric == OUTCOME else metric
        points = say("debrief.points")
        return {"name": name, "unit": points, "difference": points, "decimals": 0, "better": "higher"}
    found: Mapping[str, Any] = told.run["metrics"][metric]
    return found


def value(told: Told, metric: str, figure: float | None) -> str:
    """A level as printed."""
    return "–" if figure is None else number(float(figure), about(told, metric)["decimals"])


def change(told: Told, metric: str, figure: float | None) -> str:
    """A difference as printed: with its sign."""
    if figure is None:
        return "–"
    places = _places(told, metric, figure)
    shown = round(float(figure), places) + 0.0  # no minus before a zero
    text = number(shown, places)
    return f"+{text}" if shown > 0 else text


def span(told: Told, metric: str, interval: Any) -> str:
    """An interval as printed."""
    if interval is None:
        return "–"
    return say("debrief.span", low=change(told, metric, interval[0]), high=change(told, metric, interval[1]))


def _places(told: Told, metric: str, figure: float) -> int:
    """The metric's places; one more for what would be printed as nothing."""
    places = int(about(told, metric)["decimals"])
    return places + 1 if round(float(figure), places) == 0 != round(float(figure), places + 1) else places


def points(figure: float) -> str:
    """Whole points, without a minus before a zero."""
    return number(round(float(figure)) + 0.0, 0)


def own_metrics(told: Told, most: int = 6) -> list[str]:
    """The scenario's own metrics of which there is a series, those that matter most first."""
    series = told.table("series", "metrics") or told.table("twin", "metrics") or {}
    own = [metric for metric in told.run.get("own", []) if metric in series]
    return own[:most]


def share(told: Told, metric: str, effect: float | None) -> float | None:
    """An effect as a percentage of the level without the plan."""
    row = (told.table("twin", "metrics") or {}).get(metric)
    level = None if row is None else row["twin"].get("value")
    return None if effect is None or not level else 100.0 * effect / abs(level)


def worlds_note(told: Told, study: str) -> str:
    """How many worlds a figure rests on so far."""
    count = told.worlds(study)
    if not count:
        return ""
    return say("debrief.worlds" if told.done else "debrief.worlds_so_far", count=count)
