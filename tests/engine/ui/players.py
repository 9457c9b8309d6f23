"""A player without hands: keys and pointer on a stage, through the same reader as the window's."""

from __future__ import annotations

import pygame

from engine.ui.gallery import staged
from engine.ui.loop import Loop
from engine.ui.screen import Screen
from engine.ui.settings import Settings
from engine.ui.stage import Stage
from engine.ui.timing import Memory

NAMED = {
    "Tab": pygame.K_TAB,
    "Enter": pygame.K_RETURN,
    "Esc": pygame.K_ESCAPE,
    "Up": pygame.K_UP,
    "Down": pygame.K_DOWN,
    "Left": pygame.K_LEFT,
    "Right": pygame.K_RIGHT,
    "Home": pygame.K_HOME,
    "End": pygame.K_END,
    "PgUp": pygame.K_PAGEUP,
    "PgDn": pygame.K_PAGEDOWN,
    "Backspace": pygame.K_BACKSPACE,
    "Space": pygame.K_SPACE,
}


def key_event(name: str) -> pygame.event.Event:
    """A press as the system reports it: "Tab", "Shift+Tab", "b", "?"."""
    *held, plain = name.split("+") if len(name) > 1 else [name]
    mod = sum({"Shift": pygame.KMOD_SHIFT, "Ctrl": pygame.KMOD_CTRL}[one] for one in held)
    if plain in NAMED:
        return pygame.event.Event(pygame.KEYDOWN, key=NAMED[plain], mod=mod, unicode="", scancode=0)
    code = pygame.key.key_code("/" if plain == "?" else plain)
    return pygame.event.Event(pygame.KEYDOWN, key=code, mod=mod, unicode="" if held else plain, scancode=0)


class Player:
    """Plays on a screen.

    Attributes:
        stage: what is played on.
        loop: turns events into frames.
        now: seconds, set by hand.
    """

    def __init__(self, shown: Screen, settings: Settings | None = None, size: tuple[int, int] = (1280, 800)) -> None:
        self.now = 0.0
        self.stage: Stage = staged(shown, settings, size)
        self.loop = Loop(self.stage, Memory(size), clock=lambda: self.now)
        self.turn()

    def turn(self, *events: pygame.event.Event, seconds: float = 0.0) -> int:
        """Let time pass, then one frame; how many parts were drawn."""
        self.now += seconds
        return self.loop.turn(events).drawn

    def press(self, *names: str) -> None:
        """Press keys one after the other."""
        for name in names:
            self.turn(key_event(name))

    def type(self, text: str) -> None:
        """Type text: each key, and what it writes."""
        for character in text:
            self.turn(key_event("Space" if character == " " else character))
            self.turn(pygame.event.Event(pygame.TEXTINPUT, text=character))

    def point(self, x: int, y: int) -> None:
        """Move the pointer."""
        self.turn(pygame.event.Event(pygame.MOUSEMOTION, pos=(x, y), rel=(0, 0), buttons=(0, 0, 0)))

    def click(self, x: int, y: int) -> None:
        """Press and let go."""
        self.point(x, y)
        self.turn(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(x, y), button=1))
        self.turn(pygame.event.Event(pygame.MOUSEBUTTONUP, pos=(x, y), button=1))

    def click_key(self, key: str) -> None:
        """Click the middle of the widget of this key."""
        self.click(*self.find(key).rect.center)

    def find(self, key: str):
        """The first widget of this key on the screen in front."""
        self.stage.settle()
        assert self.stage.front.tree is not None
        return next(widget for widget in self.stage.front.tree.walk() if widget.key == key)

    @property
    def focus(self) -> str:
        """The key of what has the focus."""
        focused = self.stage.focused
        return "" if focused is None else focused.key

    @property
    def screen(self) -> str:
        """The screen in front."""
        return self.stage.front.screen.id

    def said(self) -> str:
        """What the line at the bottom says."""
        focused = self.stage.focused
        return "" if focused is None else focused.says()

    def pixels(self) -> bytes:
        """What is on screen."""
        return pygame.image.tobytes(self.loop.window.surface(), "RGB")
