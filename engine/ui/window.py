"""The window itself: opened, sized, shown; and what happens where there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

import pygame

from engine.ui.loop import Loop
from engine.ui.screen import Screen
from engine.ui.services import Services
from engine.ui.stage import Stage
from engine.ui.theme import LEAST_SIZE

FIRST_SIZE: Final = (1280, 800)
_UNSEEN: Final = ("dummy", "offscreen")  # drivers of SDL that show nothing


class NoDisplayError(RuntimeError):
    """There is no screen to open a window on."""


class Window:
    """A resizable window of this system.

    Raises:
        NoDisplayError: none can be opened.
    """

    def __init__(self, title: str) -> None:
        try:
            pygame.display.init()
            self._window = pygame.Window(title, fitting(), resizable=True, allow_high_dpi=True)
        except pygame.error as error:
            raise NoDisplayError(str(error)) from None
        self._window.minimum_size = self._least()
        self._full = False
        self._gamepads: list[object] = []
        self._icon()

    def _least(self) -> tuple[int, int]:
        """The smallest size it may be given: the design's, or what the desktop has."""
        width, height = self._window.size
        return min(LEAST_SIZE[0], width), min(LEAST_SIZE[1], height)

    def _icon(self) -> None:
        from engine.ui.icons import icon
        from engine.ui.shapes import rounded

        sign = pygame.Surface((64, 64), pygame.SRCALPHA)
        rounded(sign, sign.get_rect(), 14, (22, 27, 38))
        sign.blit(icon("gauge", 44, (91, 155, 255)), (10, 10))
        self._window.set_icon(sign)

    def surface(self) -> pygame.Surface:
        """What is drawn on."""
        return self._window.get_surface()

    def show(self, parts: Sequence[pygame.Rect]) -> None:
        """Bring it to the screen."""
        del parts
        self._window.flip()

    def ratio(self) -> float:
        """Device pixels a unit of the system: 2 on a screen of twice the density."""
        wide = self._window.size[0]
        return self.surface().get_width() / wide if wide else 1.0

    def toggle_fullscreen(self) -> None:
        """Fill the screen, or come back from it."""
        self._full = not self._full
        if self._full:
            self._window.set_fullscreen(desktop=True)
        else:
            self._window.set_windowed()

    def listen_to_gamepads(self) -> None:
        """Have the system tell of gamepads, where it can."""
        try:
            from pygame._sdl2 import controller

            controller.init()
        except (pygame.error, ImportError, AttributeError, NotImplementedError):
            return

    def open_gamepad(self, number: int) -> None:
        """Listen to a gamepad that was there or has been plugged in."""
        try:
            from pygame._sdl2 import controller

            if controller.is_controller(number):
                self._gamepads.append(controller.Controller(number))  # heard as long as somebody holds it
        except (pygame.error, ImportError, AttributeError, NotImplementedError):
            return

    def close(self) -> None:
        """Close it."""
        self._window.destroy()
        pygame.display.quit()


def fitting() -> tuple[int, int]:
    """The size to open at: the design's, or less on a smaller desktop."""
    sizes = pygame.display.get_desktop_sizes()
    if not sizes:
        return FIRST_SIZE
    return min(FIRST_SIZE[0], sizes[0][0]), min(FIRST_SIZE[1], sizes[0][1])


def has_display() -> bool:
    """Whether this machine can show a window, as far as can be told without opening one."""
    driver = os.environ.get("SDL_VIDEODRIVER", "")
    if driver:
        return driver not in _UNSEEN
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def play(services: Services, first: Callable[[], Screen | None] | None = None) -> None:
    """Open the window, and go on until it is closed.

    Args:
        services: where screens get what they show.
        first: makes a screen to put over the first page at once, as a company that is being founded.

    Raises:
        NoDisplayError: there is no screen to open it on.
    """
    from engine.ui import screen

    window = Window("Steerco")
    try:
        window.listen_to_gamepads()
        found = screen.found("title")
        assert found is not None
        stage = Stage(services, window.surface().get_size(), services.store.load())
        stage.push(found.screen.open(services))
        loop = Loop(stage, window)
        loop.turn([])
        services.warm()  # after the first frame: whoever serves games starts beside the window
        over = first() if first is not None else None
        if over is not None:
            stage.push(over)
        loop.run()
    finally:
        window.close()
        services.close()
        pygame.quit()
