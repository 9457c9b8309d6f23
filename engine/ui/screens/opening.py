"""A game is being founded, or opened: what is going on, and what to do where it fails."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import ClassVar

from engine.ui import playing, texts
from engine.ui.layout import Style
from engine.ui.moves import Back, Move, Open, Push
from engine.ui.running import Running
from engine.ui.screen import Samples, Screen, found
from engine.ui.services import Services
from engine.ui.tasks import Task
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button
from engine.ui.widgets.panels import Sheet
from engine.ui.widgets.text import Icon, Label

say = texts.say
Begin = Callable[[Services], Running]


class OpeningScreen(Screen):
    """Waits for a game, then gives way to its first page.

    Args:
        title: of the company.
        begin: founds or opens the game, in seconds.
        resumes: it is opened again rather than founded.
        instead: where it fails: what else can be done, in a word, and how.
    """

    id: ClassVar[str] = "opening"
    icon: ClassVar[str] = "hourglass"

    def __init__(
        self, title: str, begin: Begin, *, resumes: bool = False, instead: tuple[str, Begin] | None = None
    ) -> None:
        self._title, self._begin, self._resumes, self._instead = title, begin, resumes, instead
        self._left = False

    def build(self) -> Widget:
        """A sheet in the middle: what is going on, or what went wrong."""
        task = self._task()
        theme = self.stage.theme
        width = min(theme.grown(520), self.stage.size[0] / theme.scale - 48)
        style = Style(width=width, padding=24, gap=16)
        parts = self._failed(task.error) if task.error else self._waiting()
        return column(
            Sheet(*parts, style=style, edge="edge"), width="full", height="full", align="centre", justify="centre"
        )

    def _task(self) -> Task[Running]:
        return self.stage.background("game", self._begun)

    def _begun(self) -> Running:
        """Found or open the game, with the pages of it read in meanwhile, so that none keeps a frame waiting later."""
        for name in (*playing.PLACES, *playing.ACTS, "briefing"):
            found(name)
        return self._begin(self.stage.services)

    def _waiting(self) -> list[Widget]:
        key = "opening.resuming" if self._resumes else "opening.founding"
        return [
            row(Icon("hourglass", 24, "primary"), Label(self._title, "subheading", style=Style(shrink=1)), gap=12),
            Label(say(key), "body", "muted"),
            row(spacer(), Button(say("opening.stay"), Back, key="stay", says=say("opening.stay_says"))),
        ]

    def _failed(self, reason: str) -> list[Widget]:
        buttons: list[Widget] = [Button(say("opening.back"), Back, key="back")]
        if self._instead is not None:
            words, begin = self._instead

            def other() -> Move:
                self.stage.perform(Back())
                return Push(OpeningScreen(self._title, begin, resumes=self._resumes))

            buttons.append(Button(words, other, "primary", key="instead"))
        else:
            again = Button(say("panel.retry"), self._again, "primary", icon="rotate-ccw", key="again")
            buttons.append(again)
        return [
            row(Icon("triangle-alert", 24, "watch"), Label(say("opening.failed"), "subheading", style=Style(shrink=1))),
            Label(reason),
            Label(say("opening.kept"), "body", "muted"),
            row(spacer(), *buttons, wrap=True),
        ]

    def _again(self) -> Move | None:
        self.stage.forget("game")
        return None

    def first_focus(self) -> str:
        """What most likely helps."""
        if not self._task().error:
            return "stay"
        return "again" if self._instead is None else "instead"

    def advance(self, seconds: float) -> None:
        """Give way as soon as the game is there."""
        del seconds
        task = self._task()
        if task.result is None or self._left:
            return
        self._left = True
        services = self.stage.services
        services.running = task.result
        playing.settings_changed(self.stage)
        status = task.result.status
        self.stage.change(self.stage.settings.but(introduced=True))
        self.stage.perform(Back())
        first = "board" if self._resumes or status is None or status.week > 1 else "briefing"
        self.stage.perform(Open(first))

    def waits(self) -> float | None:
        """Soon, while it is on its way."""
        return 0.05 if not self._task().done else None


def founding(title: str, scenario: str, seed: int, *, practice: bool = False, **notes: str) -> OpeningScreen:
    """The page that founds a company."""
    return OpeningScreen(title, lambda services: services.begin(scenario, seed, practice=practice, **notes))


def resuming(title: str, path: pathlib.Path, week: int | None = None) -> OpeningScreen:
    """The page that opens a save, at its last week or at the week given."""
    return OpeningScreen(title, lambda services: services.resume(path, week), resumes=True)


def reopening(title: str, path: pathlib.Path) -> OpeningScreen:
    """The page that opens a finished game, which leads to its debrief."""
    return OpeningScreen(title, lambda services: services.reopen(path), resumes=True)


class _Halted(OpeningScreen):
    """For pictures: with a task that never ends, or has failed."""

    def __init__(self, title: str, error: str = "", *, resumes: bool = False) -> None:
        instead = (say("title.damaged_open", week=30), lambda _: Running(None)) if error else None  # type: ignore[arg-type]
        super().__init__(title, lambda _: Running(None), resumes=resumes, instead=instead)  # type: ignore[arg-type]
        self._halted: Task[Running] = Task(done=bool(error), error=error)

    def _task(self) -> Task[Running]:
        return self._halted

    def waits(self) -> float | None:
        """Never."""
        return None


def samples() -> Samples:
    """Pictures: a company that is founded, a save that is opened, and one that cannot be."""
    return {
        "normal": lambda: _Halted("The Tuesday Board"),
        "empty": lambda: _Halted("Seven roadmaps", resumes=True),
        "error": lambda: _Halted(
            "Seven roadmaps", "Replay stops matching at week 31. Open week 30, or view.", resumes=True
        ),
    }


SCREEN = OpeningScreen
