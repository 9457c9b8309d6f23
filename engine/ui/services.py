"""Where screens get what they show, and whom they tell: the one thing that the window is given from outside."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from engine.play.studies import WORLDS, Studying, Told
from engine.ui.running import Running
from engine.ui.settings import Settings, Store


@dataclass(frozen=True)
class SavedGame:
    """A game that can be gone on with.

    Attributes:
        title: of its scenario.
        week: of the tenure, the one to be played next.
        weeks: of the whole tenure.
        decision: what the player did last, in a sentence; nothing if nothing yet.
        practice: whether it is a branch, which is not scored.
    """

    title: str
    week: int
    weeks: int
    decision: str = ""
    practice: bool = False


@dataclass(frozen=True)
class DamagedSave:
    """A game of which only the beginning can be gone on with.

    Attributes:
        title: of its scenario.
        breaks_week: the week at which its replay stops matching.
        opens_week: the last that can be opened; None if none can.
        reason: what is wrong, in a line.
    """

    title: str
    breaks_week: int
    opens_week: int | None
    reason: str = ""


@dataclass(frozen=True)
class Home:
    """What the first screen knows.

    Attributes:
        first_launch: whether nothing was ever played here.
        saved: the game to go on with.
        damaged: what is left of one.
        trouble: what else went wrong, in a line, as settings that could not be read.
    """

    first_launch: bool
    saved: SavedGame | None = None
    damaged: DamagedSave | None = None
    trouble: str = ""


class Studied(Protocol):
    """A finished game that is studied beside the window: `engine.play.studies.Studying`."""

    told: Told

    def poll(self) -> bool:
        """Take over what has come; whether anything has."""

    def export(self, folder: pathlib.Path) -> None:
        """Have its story written into a folder."""

    def again(self) -> None:
        """Begin anew, as after it failed."""

    def close(self) -> None:
        """End it."""


@dataclass
class Services:
    """The world outside the window.

    Attributes:
        store: where settings are kept.
        home: what the first screen shows.
        go_on: opens the saved game, at its last week or at the week given.
        running: the game that is played; None while none is open.
        studies: finished games that are studied, or were, by file.
        worlds: other worlds that their intervals rest on.
    """

    store: Store
    home: Callable[[], Home] = field(default=lambda: Home(first_launch=True))
    go_on: Callable[[int | None], None] | None = None
    running: Running | None = None
    studies: dict[pathlib.Path, Studied] = field(default_factory=dict)
    worlds: int = WORLDS

    def studied(self, path: pathlib.Path) -> Studied:
        """A finished game that is studied; that begins when it is first asked for."""
        if path not in self.studies:
            self.studies[path] = Studying(path, self.worlds)
        return self.studies[path]

    def end_studies(self) -> None:
        """End every process that studies a game."""
        for one in self.studies.values():
            one.close()
        self.studies.clear()

    def keep(self, settings: Settings) -> None:
        """Keep a player's settings."""
        self.store.save(settings)
