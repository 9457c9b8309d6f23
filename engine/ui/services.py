"""Where screens get what they show, and whom they tell: the one thing that the window is given from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

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


@dataclass
class Services:
    """The world outside the window.

    Attributes:
        store: where settings are kept.
        home: what the first screen shows.
        go_on: opens the saved game, at its last week or at the week given.
        running: the game that is played; None while none is open.
    """

    store: Store
    home: Callable[[], Home] = field(default=lambda: Home(first_launch=True))
    go_on: Callable[[int | None], None] | None = None
    running: Running | None = None

    def keep(self, settings: Settings) -> None:
        """Keep a player's settings."""
        self.store.save(settings)
