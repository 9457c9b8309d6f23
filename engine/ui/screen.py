"""What a screen is, and which there are: one file each in `engine/ui/screens/`, found by their folder.

A file holds `SCREEN`, the class, and `samples()`, which gives pictures of it to look at: at least "normal", "empty" and
"error", each a screen made of data that stand in the file.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from engine.ui import texts
from engine.ui.events import Event
from engine.ui.moves import Back, Move
from engine.ui.widget import Widget

if TYPE_CHECKING:
    from engine.ui.services import Services
    from engine.ui.stage import Stage

Samples = Mapping[str, Callable[[], "Screen"]]


class Screen:
    """A page of the window.

    Attributes:
        id: by which others open it; also the action of `keys.toml` that does, where there is one.
        icon: of `assets/icons/`.
        heard: groups of `keys.toml` that are heard while it is in front.
        overlay: whether the screen below stays visible behind it.
        plays: whether time may pass while it is in front, and keys of the game are heard.
        wants_key: whether the next key is to come as it is, whatever it asks for elsewhere.
    """

    id: ClassVar[str]
    icon: ClassVar[str] = "info"
    heard: ClassVar[tuple[str, ...]] = ()
    overlay: ClassVar[bool] = False
    plays: ClassVar[bool] = False

    wants_key = False
    _stage: Stage | None = None

    @classmethod
    def name(cls) -> str:
        """What it is called."""
        return texts.say(f"{cls.id}.title")

    @property
    def stage(self) -> Stage:
        """What it stands on; there is one as soon as it is in front."""
        assert self._stage is not None, "a screen asks for its stage before it is in front"
        return self._stage

    def enter(self, stage: Stage) -> None:
        """It is put in front; called once."""
        self._stage = stage

    def again(self) -> None:
        """It comes back to the front after another was there."""

    @classmethod
    def open(cls, services: Services) -> Screen:
        """One that shows what is the case now."""
        del services
        return cls()

    def build(self) -> Widget:
        """The whole of it as a tree of widgets; called again whenever something changed."""
        raise NotImplementedError

    def on(self, event: Event) -> Move | None:
        """Answer an event that no widget did."""
        del event
        return None

    def back(self) -> Move:
        """What Esc does."""
        return Back()

    def first_focus(self) -> str:
        """The key of the widget that has the focus at first; without one, the first that can have it."""
        return ""

    def advance(self, seconds: float) -> None:
        """Time has passed; ask the stage to rebuild if what is shown has changed."""
        del seconds

    def waits(self) -> float | None:
        """In how many seconds `advance` wants to be called again; None if only after an event."""
        return None


@dataclass(frozen=True)
class Found:
    """A screen of the folder."""

    screen: type[Screen]
    samples: Callable[[], Samples]


@functools.cache
def names() -> tuple[str, ...]:
    """The screens that ship, by the names of their files, sorted; nothing is imported."""
    package = importlib.import_module("engine.ui.screens")
    return tuple(sorted(found.name for found in pkgutil.iter_modules(package.__path__)))


@functools.cache
def found(name: str) -> Found | None:
    """The screen of a file's name, or None where there is none; its file is imported now."""
    if name.replace("-", "_") not in names():
        return None
    module = importlib.import_module(f"engine.ui.screens.{name.replace('-', '_')}")
    return Found(module.SCREEN, module.samples)
