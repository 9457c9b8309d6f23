"""How long frames take on the busiest page, without a window: `python -m engine.ui.timing`.

Ten seconds are played at sixty frames a second: a week passes every 1.2 s and everything slides, the focus goes on
twice a second, the pointer moves all the time. What is told is processor time, so that other work on the machine does
not count; waiting does not either.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from engine.ui import example
from engine.ui.events import Exposed
from engine.ui.gallery import headless, staged
from engine.ui.loop import FRAMES_A_SECOND, Loop
from engine.ui.screens.board import BoardScreen
from engine.ui.settings import Settings
from engine.ui.specimen import BusyPage

SIZE = (1280, 800)
_WEEK_S, _FOCUS_S = 1.2, 0.5


class Memory:
    """A surface that stands in for a window."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._surface = pygame.Surface(size)

    def surface(self) -> pygame.Surface:
        """What is drawn on."""
        return self._surface

    def show(self, parts: Sequence[pygame.Rect]) -> None:
        """Nothing: there is no screen."""

    def ratio(self) -> float:
        """The pointer's places are pixels."""
        return 1.0

    def toggle_fullscreen(self) -> None:
        """Nothing."""

    def open_gamepad(self, number: int) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Times:
    """Milliseconds of every frame, and of those in which a week passed."""

    frames: list[float]
    weeks: list[float]

    def told(self, name: str, of: list[float]) -> str:
        """Median, 95th percentile and longest in words."""
        ordered = sorted(of)
        p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
        median, longest = statistics.median(ordered), ordered[-1]
        return f"{name:<28} median {median:5.2f} ms   p95 {p95:5.2f} ms   longest {longest:6.2f} ms"


class BusyBoard(BoardScreen):
    """The real board at its busiest: seven lines, a week of which moves every item."""

    def __init__(self) -> None:
        super().__init__(example.still(board=example.board(7, 8)))
        self._week = 0

    def week(self) -> None:
        """Let a week pass: all models are new, everything is built again."""
        self._week += 1
        served = self.running.served
        assert isinstance(served, example.Still)
        served.views["board"] = example.board(7, 8, shift=self._week)
        self.running.revision += 1
        self.stage.rebuild()


def redrawn(rounds: int = 60, size: tuple[int, int] = SIZE) -> list[float]:
    """Milliseconds to draw everything again, nothing of it built anew."""
    stage = staged(BusyPage(), Settings(), size)
    surface = pygame.Surface(size)
    stage.paint(surface)
    times = []
    for _ in range(rounds):
        stage.handle(Exposed())
        begin = time.thread_time()
        stage.paint(surface)
        times.append((time.thread_time() - begin) * 1000)
    return times


def measure(
    seconds: float = 10.0,
    size: tuple[int, int] = SIZE,
    percent: int = 100,
    page: BusyPage | BusyBoard | None = None,
    week_seconds: float = _WEEK_S,
) -> Times:
    """Play and time."""
    page = BusyPage() if page is None else page
    stage = staged(page, Settings(text_percent=percent), size)  # type: ignore[arg-type]
    now = [0.0]
    loop = Loop(stage, Memory(size), clock=lambda: now[0])
    loop.turn([])
    times = Times([], [])
    week = focus = 0.0
    for n in range(round(seconds * FRAMES_A_SECOND)):
        now[0] = n / FRAMES_A_SECOND
        events = [
            pygame.event.Event(pygame.MOUSEMOTION, pos=(100 + n % 1000, 300 + n % 300), rel=(1, 1), buttons=(0, 0, 0))
        ]
        if now[0] - focus >= _FOCUS_S:
            focus = now[0]
            events.append(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_TAB, mod=0, unicode="\t"))
        passes = now[0] - week >= week_seconds
        begin = time.thread_time()
        if passes:
            week = now[0]
            page.week()
        loop.turn(events)
        spent = (time.thread_time() - begin) * 1000
        times.frames.append(spent)
        if passes:
            times.weeks.append(spent)
    return times


def main() -> int:
    """Measure at the usual size, and with everything twice as large."""
    headless()
    for name, size in (("1280x800", SIZE), ("2560x1600", (2560, 1600))):
        times = measure(size=size)
        sys.stdout.write(times.told(f"{name}, all frames", times.frames) + "\n")
        sys.stdout.write(times.told(f"{name}, a new week", times.weeks) + "\n")
        sys.stdout.write(times.told(f"{name}, all redrawn", redrawn(size=size)) + "\n")
        for week_seconds in (1.2, 0.6):
            times = measure(size=size, page=BusyBoard(), week_seconds=week_seconds)
            board = f"{name}, board, {week_seconds:g} s"
            sys.stdout.write(times.told(board, times.frames) + "\n")
            sys.stdout.write(times.told(f"{board}, week", times.weeks) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
