"""What a widget or a screen answers to an event: stay, or go somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from engine.ui.screen import Screen


@dataclass(frozen=True)
class Stay:
    """It was dealt with here."""


@dataclass(frozen=True)
class Open:
    """Put the screen of this id in front; one that is open already comes back to the front."""

    screen: str


@dataclass(frozen=True)
class Push:
    """Put this screen in front."""

    screen: Screen


@dataclass(frozen=True)
class Back:
    """Close the screen in front; the last one leaves the game."""


@dataclass(frozen=True)
class Root:
    """Close all screens but the first."""


@dataclass(frozen=True)
class Leave:
    """Close the window."""


Move = Stay | Open | Push | Back | Root | Leave
STAY: Final = Stay()
