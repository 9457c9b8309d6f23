"""Where screens get what they show, and whom they tell: the one thing that the window is given from outside."""

from __future__ import annotations

import pathlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.play.studies import WORLDS, Studying, Told
from engine.ui.companies import Results
from engine.ui.running import Running, Serving
from engine.ui.settings import Settings, Store
from engine.ui.texts import say


@dataclass(frozen=True)
class SavedGame:
    """A game that can be gone on with.

    Attributes:
        title: of its scenario.
        week: of the tenure, the one to be played next.
        weeks: of the whole tenure.
        decision: what the player did last, in a sentence; nothing if nothing yet.
        practice: whether it is a branch, which is not scored.
        path: of its file.
    """

    title: str
    week: int
    weeks: int
    decision: str = ""
    practice: bool = False
    path: pathlib.Path | None = None


@dataclass(frozen=True)
class DamagedSave:
    """A game of which only the beginning can be gone on with.

    Attributes:
        title: of its scenario.
        breaks_week: the week at which its replay stops matching.
        opens_week: the last that can be opened; None if none can.
        reason: what is wrong, in a line.
        path: of its file.
    """

    title: str
    breaks_week: int
    opens_week: int | None
    reason: str = ""
    path: pathlib.Path | None = None


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
        home: what the first screen shows; may take a moment.
        running: the game that is played; None while none is open.
        serve: makes who serves games; None where none can be begun, as in pictures.
        folder: of saves.
        studies: finished games that are studied, or were, by file.
        worlds: other worlds that their intervals rest on.
    """

    store: Store
    home: Callable[[], Home] = field(default=lambda: Home(first_launch=True))
    running: Running | None = None
    serve: Callable[[], Serving] | None = None
    folder: pathlib.Path | None = None
    _served: Serving | None = field(default=None, repr=False)
    studies: dict[pathlib.Path, Studied] = field(default_factory=dict)
    worlds: int = WORLDS

    def played(self) -> Running:
        """The game that is played.

        Raises:
            ValueError: none is open.
        """
        if self.running is None:
            raise ValueError(say("play.no_game"))
        return self.running

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

    @property
    def results(self) -> Results:
        """Best outcomes so far."""
        return Results(self.folder)

    def warm(self) -> None:
        """Have whoever serves games made, so that the first game need not wait for it."""
        if self.serve is not None and self._served is None:
            self._served = self.serve()

    def begin(self, scenario: str, seed: int, *, practice: bool = False, **notes: Any) -> Running:
        """Found a company; takes seconds, so it is called beside the window.

        Raises:
            InputError, LogError: it cannot be begun.
        """
        running = self._fresh()
        assert self.folder is not None
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = f"{scenario}-{seed}-{time.strftime('%Y%m%d-%H%M%S')}"
        names = [self.folder / f"{stem}{more}.replay" for more in ("", *(f"-{n}" for n in range(2, 100)))]
        path = next(name for name in names if not name.exists())
        running.start(scenario, seed, path, practice=practice, notes=notes or None)
        return running

    def resume(self, path: pathlib.Path, week: int | None = None) -> Running:
        """Open a save; takes seconds too.

        Raises:
            InputError, LogError: it cannot be opened.
        """
        running = self._fresh()
        running.resume(path, week)
        return running

    def reopen(self, path: pathlib.Path) -> Running:
        """Open a finished game, to debrief and to branch from; takes seconds too.

        Raises:
            InputError, LogError: it cannot be opened.
        """
        running = self._fresh()
        running.reopen(path)
        return running

    def _fresh(self) -> Running:
        self.warm()
        assert self._served is not None, "no game can be begun here"
        return Running(self._served)

    def close(self) -> None:
        """End the game and whoever serves it; everything is on the disk already."""
        self.running = None
        self.end_studies()
        if self._served is not None:
            served, self._served = self._served, None
            served.close()
