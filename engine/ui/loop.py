"""The loop: events in, frames out, at most sixty a second, none while nothing changes.

Pacing is here and nowhere else. What is simulated is asked to go on with the time that has passed
(`Screen.advance`); it never waits for a frame, and a frame never waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import pygame

from engine.ui.events import Asked, Closed, Event, Exposed, Reader, Resized
from engine.ui.stage import Stage

FRAMES_A_SECOND: Final = 60
_FRAME_MS: Final = 1000 / FRAMES_A_SECOND
_LONGEST_WAIT_MS: Final = 1000


class Surface(Protocol):
    """A window, or what stands in for one in tests."""

    def surface(self) -> pygame.Surface:
        """What is drawn on, at its present size."""

    def show(self, parts: Sequence[pygame.Rect]) -> None:
        """Bring to the screen what was drawn."""

    def ratio(self) -> float:
        """Device pixels for each unit in which the system gives the pointer's place."""

    def toggle_fullscreen(self) -> None:
        """Fill the screen, or come back from it."""

    def open_gamepad(self, number: int) -> None:
        """Listen to a gamepad."""


@dataclass(frozen=True)
class Frame:
    """What one turn of the loop did.

    Attributes:
        drawn: how many parts of the surface were drawn; 0 if nothing had changed.
        milliseconds: how long it took, waiting not counted.
    """

    drawn: int
    milliseconds: float


class Loop:
    """Turns events and time into frames.

    Args:
        stage: what is on screen.
        window: what it is shown on.
        clock: seconds from anywhere, never backwards.
    """

    def __init__(self, stage: Stage, window: Surface, clock: Callable[[], float] = time.monotonic) -> None:
        self.stage, self.window, self._clock = stage, window, clock
        self.reader = Reader(stage.bindings)
        self._began = clock()
        self._typing = True
        self._fresh = True

    def now_ms(self) -> int:
        """Milliseconds since the loop was made."""
        return round((self._clock() - self._began) * 1000)

    # -- One turn -----------------------------------------------------------------------------------------------------

    def turn(self, events: Iterable[pygame.event.Event]) -> Frame:
        """Answer events, let time pass, and draw what has changed."""
        begin = self._clock()
        self._tell_reader()
        for raw in events:
            if raw.type == pygame.CONTROLLERDEVICEADDED:
                self.window.open_gamepad(raw.device_index)
            for event in self.reader.read(raw):
                self.answer(event)
                if self.stage.left:
                    return Frame(0, (self._clock() - begin) * 1000)
                self._tell_reader()
        self.stage.tick(self.now_ms())
        surface = self.window.surface()
        self.stage.resize(surface.get_size())
        if self._fresh:
            self.stage.handle(Exposed())
            self._fresh = False
        parts = self.stage.paint(surface)
        if parts:
            self.window.show(parts)
        self._input_method()
        return Frame(len(parts), (self._clock() - begin) * 1000)

    def answer(self, event: Event) -> None:
        """Answer one event, those of the window here and the rest on the stage."""
        if isinstance(event, Closed):
            self.stage.left = True
        elif isinstance(event, Asked) and event.action == "fullscreen":
            self.window.toggle_fullscreen()
        else:
            if isinstance(event, Resized | Exposed):
                self._fresh = True
            self.stage.handle(event)

    def _tell_reader(self) -> None:
        """Which keys mean what just now."""
        stage = self.stage
        if not stage.layers:
            return
        stage.settle()
        shown = stage.front.screen
        self.reader.bindings, self.reader.heard = stage.bindings, shown.heard
        self.reader.typing, self.reader.waiting = stage.typing, shown.wants_key
        self.reader.ratio = self.window.ratio()

    def _input_method(self) -> None:
        """Let the system's input method be where the cursor is, while a text field has the focus.

        Text input stays on elsewhere too, because only then the system says which sign a key types, as "?" on any
        keyboard; unless an input method has taken keys that were none of its business.
        """
        typing = bool(self.stage.layers) and self.stage.typing
        wanted = typing or not self.reader.composes
        if wanted != self._typing:
            self._typing = wanted
            (pygame.key.start_text_input if wanted else pygame.key.stop_text_input)()
        focused = self.stage.focused if typing else None
        caret = getattr(focused, "caret", None)
        if caret is not None:
            ratio = self.window.ratio()
            at = caret()
            place = (round(at.x / ratio), round(at.y / ratio), round(at.width / ratio), round(at.height / ratio))
            pygame.key.set_text_input_rect(pygame.Rect(place))

    # -- All turns ----------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Go on until the window is closed."""
        pygame.key.start_text_input()
        pygame.key.set_repeat(400, 45)
        due = self._clock()
        while not self.stage.left:
            events = self._wait(due)
            due = self._clock() + _FRAME_MS / 1000
            self.turn(events)
        self.stage.tasks.close()
        self.stage.services.end_studies()

    def _wait(self, due: float) -> list[pygame.event.Event]:
        """What happened until the next frame is due; without anything to draw that may take long."""
        wait = self.stage.wait_ms()
        idle = _LONGEST_WAIT_MS if wait is None else min(wait, _LONGEST_WAIT_MS)
        if idle > 0 and not self._fresh:
            first = pygame.event.wait(max(1, idle))
            events = [first] if first.type != pygame.NOEVENT else []
        else:
            events = []
        left = due - self._clock()
        if left > 0:
            time.sleep(left)
        return [*events, *pygame.event.get()]
