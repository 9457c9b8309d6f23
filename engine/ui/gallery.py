"""Pictures of every screen at every size of text, without a window: `python -m engine.ui.gallery --out FOLDER`.

Each is checked as it is drawn; complaints are printed, and the exit status is 1 if there are any.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pygame

from engine.ui import checks, screen
from engine.ui.record import Recorder
from engine.ui.screen import Screen
from engine.ui.services import Home, Services
from engine.ui.settings import Settings, Store
from engine.ui.stage import Stage
from engine.ui.theme import TEXT_SIZES

SIZE = (1280, 800)


@dataclass(frozen=True)
class Shot:
    """A picture to be taken: which screen, in which state, with how large a text."""

    screen: str
    state: str
    text_percent: int

    @property
    def name(self) -> str:
        """As its file is called."""
        return f"{self.screen}-{self.state}-{self.text_percent}"


@dataclass
class Taken:
    """A picture, and what is wrong with it."""

    surface: pygame.Surface
    complaints: list[str]
    stage: Stage
    recorder: Recorder


def shots() -> Iterator[Shot]:
    """Every picture there is to take."""
    for name in screen.names():
        found = screen.found(name)
        assert found is not None
        for state in found.samples():
            for percent in TEXT_SIZES:
                yield Shot(name, state, percent)


def headless() -> None:
    """Draw into memory only; must come before anything of pygame is begun."""
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
    pygame.display.init()
    pygame.font.init()


def staged(shown: Screen, settings: Settings | None = None, size: tuple[int, int] = SIZE) -> Stage:
    """A stage with one screen on it, for pictures and tests; nothing is kept."""
    services = Services(Store(None), lambda: Home(first_launch=True))
    stage = Stage(services, size, settings if settings is not None else Settings(reduced_motion=True))
    stage.push(shown)
    return stage


def sample(name: str, state: str) -> Screen:
    """A screen of the folder in one of its states."""
    found = screen.found(name)
    assert found is not None
    return found.samples()[state]()


def take(shown: Screen, settings: Settings, size: tuple[int, int] = SIZE) -> Taken:
    """Draw a screen once and check it."""
    stage = staged(shown, settings, size)
    surface = pygame.Surface(size)
    recorder = Recorder()
    stage.tick(0)
    stage.paint(surface, recorder)
    found = checks.complaints(stage, recorder)
    stage.tasks.close()
    return Taken(surface, found, stage, recorder)


def main(arguments: list[str]) -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(prog="python -m engine.ui.gallery", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("gallery"), metavar="FOLDER")
    parser.add_argument("--only", default="", metavar="NAME", help="pictures whose name has this in it")
    parser.add_argument("--scale", type=float, default=1.0, help="of the window: 2 draws at twice the size")
    parser.add_argument("--contrast", action="store_true", help="with more contrast")
    given = parser.parse_args(arguments)
    headless()
    given.out.mkdir(parents=True, exist_ok=True)
    size = (round(SIZE[0] * given.scale), round(SIZE[1] * given.scale))
    wrong = count = 0
    for shot in shots():
        if given.only not in shot.name:
            continue
        settings = Settings(text_percent=shot.text_percent, reduced_motion=True, high_contrast=given.contrast)  # type: ignore[arg-type]
        taken = take(sample(shot.screen, shot.state), settings, size)
        pygame.image.save(taken.surface, given.out / f"{shot.name}.png")
        count += 1
        wrong += len(taken.complaints)
        for complaint in taken.complaints:
            sys.stdout.write(f"{shot.name}: {complaint}\n")
    sys.stdout.write(f"{count} pictures in {given.out}, {wrong} complaints\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
