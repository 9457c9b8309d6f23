"""The story builder: finished games, the story of one in three lengths with its marks, and its export."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from engine.play.saves import SUFFIX, Save, look, save_folder, saves_in
from engine.ui import texts
from engine.ui.layout import Style
from engine.ui.moves import Move, Open, Push
from engine.ui.screen import Samples, Screen
from engine.ui.screens.opening import reopening
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button, Press
from engine.ui.widgets.chips import Chip
from engine.ui.widgets.choice import Tabs
from engine.ui.widgets.frame import help_places, page
from engine.ui.widgets.lists import Item, ListView
from engine.ui.widgets.panels import FailedPanel, Nothing, Panel, Sheet
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.table import Column, Table, shortened
from engine.ui.widgets.text import Icon, Label

if TYPE_CHECKING:
    from engine.play.studies import Told
    from engine.ui.services import Services, Studied

say = texts.say
LENGTHS: Final = ("headline", "spoken", "page")
_SOON: Final = 0.05  # seconds between two looks at the process
_LOOKS: Final = {"h1": "heading", "h2": "strong", "h3": "emphasis", "p": "body", "li": "body"}


class StoriesScreen(Screen):
    """Games at the left, a story at the right.

    Args:
        find: the saves to choose from, the one played last first.
        debriefs: opens the debrief of one; None in pictures.
        waits: whether to wait for the saves to be found, as in pictures.
        begin: begins to study a finished game, or finds that it is studied.
    """

    id: ClassVar[str] = "stories"
    icon: ClassVar[str] = "notebook-pen"

    def __init__(
        self,
        find: Callable[[], Sequence[Save]],
        begin: Callable[[pathlib.Path], Studied],
        debriefs: Callable[[Save], Move] | None = None,
        *,
        waits: bool = False,
    ) -> None:
        self._waits = waits
        self._find, self._begin, self._debriefs = find, begin, debriefs
        self._path: pathlib.Path | None = None
        self._studied: Studied | None = None
        self._saves: list[Save] = []
        self._length = "spoken"

    @classmethod
    def open(cls, services: Services) -> Screen:
        """On the games of the usual folder, and the one that is open."""
        running = services.running
        path = running.path if running is not None else None
        folder = services.folder

        def debrief(save: Save) -> Move:
            now = services.running
            if now is not None and now.path == save.path:
                return Open("debrief")
            return Push(reopening(save.scenario[1], save.path))

        can = services.serve is not None or path is not None
        return cls(lambda: finished(path, folder), services.studied, debrief if can else None)

    # -- What is there ------------------------------------------------------------------------------------------------

    @property
    def _told(self) -> Told | None:
        return None if self._studied is None else self._studied.told

    def _read(self, save: Save) -> None:
        """Study another game."""
        if self._path != save.path:
            self._path = save.path
            self._studied = self._begin(save.path)

    def advance(self, seconds: float) -> None:
        """Look for what the study has told."""
        del seconds
        if self._studied is not None and self._studied.poll():
            self.stage.rebuild()

    def waits(self) -> float | None:
        """Soon, while anything is worked out or written."""
        told = self._told
        if told is None or told.error:
            return None
        return _SOON if not told.done or self._exporting else None

    @property
    def _exporting(self) -> bool:
        told = self._told
        return told is not None and told.done and self._asked and not told.exported

    _asked = False

    # -- Building -----------------------------------------------------------------------------------------------------

    def build(self) -> Widget:
        """List and story."""
        theme, sign = self.stage.theme, self.stage.bindings.sign
        signs = {name: sign(name) for name in ("glossary", "assumptions", "shortcuts", "settings")}
        if self._studied is not None:
            self._studied.poll()
        task = self.stage.background("saves", self._find)
        if self._waits:
            task.wait()
        chip = Chip(say("stories.label"), icon="flask-conical", tooltip=say("stories.label_tip"))
        if task.error:
            again = FailedPanel(say("stories.games"), task.error, lambda: self.stage.forget("saves"))
            body: list[Widget] = [column(again, grow=1, basis=0)]
        elif not task.done:
            body = [Sheet(Nothing(say("play.loading"), icon="hourglass"), style=Style(grow=1))]
        elif not task.result:
            body = [Sheet(Nothing(say("stories.empty"), icon="notebook-pen"), style=Style(grow=1))]
        else:
            saves = self._saves = list(task.result)
            if self._path is None:
                self._read(saves[0])
            wide = min(theme.grown(270), 330)
            body = [self._games(saves, wide), self._story()]
        return page(self.name(), *body, icon=self.icon, places=help_places(self.id, signs), tools=[row(chip, shrink=0)])

    def _games(self, saves: list[Save], wide: float) -> Widget:
        face = self.stage.fonts.face("body")
        room = self.stage.theme.px(wide) - self.stage.theme.px(self.stage.theme.grown(20) + 80)

        def named(save: Save) -> str:
            name = save.path.name.removesuffix(SUFFIX)
            return name if face.width(name) <= room else shortened(name, room, face.width)

        items = [
            Item(
                save.scenario[1],
                say("stories.game", file=named(save), kind=_kind(save)),
                icon="git-branch" if save.practice else "check",
                says=say("stories.game_says", title=save.scenario[1]),
            )
            for save in saves
        ]

        def moved(at: int) -> Move | None:
            self._read(saves[at])
            self._asked = False
            self.stage.rebuild()
            return None

        now = next((n for n, save in enumerate(saves) if save.path == self._path), 0)
        listed = ListView(items, moved=moved, now=now, says=say("stories.games"), key="games")
        return Sheet(
            Label(say("stories.games"), "strong"),
            Scroller(listed, key="list", ground="panel"),
            style=Style(width=wide, padding=(14, 8, 8, 8), gap=10, shrink=0, min_height=0),
        )

    def _story(self) -> Widget:
        told = self._told
        wide = Style(grow=1, basis=0, min_width=0, min_height=0)
        if told is not None and told.error:
            assert self._studied is not None
            failed = FailedPanel(say("stories.story"), told.error, self._again)
            return column(failed, grow=1, basis=0, min_width=0)
        if told is None or not told.story:
            return Sheet(Nothing(self._waiting(told), icon="hourglass"), style=wide)
        lengths = [(name, say(f"stories.{name}")) for name in LENGTHS]
        tabs = Tabs(lengths, self._length, self._choose, says=say("stories.length"), key="length")
        text = Sheet(*self._text(told), style=Style(padding=18, gap=8, shrink=0))
        view = Scroller(
            column(text, self._marks(told), gap=12),
            key=f"story-{self._length}",
            focusable=True,
            says=say("stories.story_says"),
        )
        return column(
            row(tabs, spacer(), Label(told.story["receipt"], "body", "muted", style=Style(shrink=1)), gap=12),
            view,
            *self._exported(told),
            self._foot(told),
            gap=10,
            grow=1,
            basis=0,
            min_width=0,
            min_height=0,
        )

    def _waiting(self, told: Told | None) -> str:
        if told is None or not told.progress[0]:
            return say("stories.beginning")
        what, done, of = told.progress
        return say("debrief.counted", what=what, done=done, of=of) if of else what[:1].upper() + what[1:]

    def _text(self, told: Told) -> list[Widget]:
        """The lines of the length, each paragraph with what it is."""
        found: list[Widget] = []
        for kind, words in told.story["lengths"][self._length]:
            plain = words.replace("[[", "[ [").replace("`", "'")
            shown = f"• {plain}" if kind == "li" else plain
            found.append(Label(shown, _LOOKS.get(kind, "body"), "muted" if kind == "li" else "text"))
            if kind == "p":
                found.append(Label(told.story["label"], "body", "muted"))
        return found

    def _marks(self, told: Told) -> Widget:
        """What an interviewer would mark, and what the next point wants."""
        columns = [
            Column(say("stories.criterion"), share=1.0),
            Column(say("stories.points"), "right"),
            Column(say("stories.missing"), share=1.4, cuts=True),
        ]
        rows = [
            [title, say("stories.of_four", points=points), missing or "–"]
            for title, points, missing in told.story["marks"]
        ]
        aside = say("stories.score", score=told.story["score"], band=told.story["band"])
        return Panel(say("stories.marks"), Table(columns, rows, chooses=False), aside=aside, icon="scale")

    def _exported(self, told: Told) -> list[Widget]:
        if self._exporting:
            words, icon = say("stories.writing"), "hourglass"
        elif told.exported.get("error"):
            words, icon = say("stories.not_written", **told.exported), "triangle-alert"
        elif told.exported:
            files = told.exported["files"]
            words, icon = say("stories.written", count=len(files), folder=told.exported["folder"]), "check"
        else:
            return []
        line = row(Icon(icon, 20, "primary"), Label(words, style=Style(shrink=1)), gap=10)
        return [Sheet(line, style=Style(padding=(10, 14), shrink=0), edge="edge", key="written")]

    def _foot(self, told: Told) -> Widget:
        says = say("stories.export_says", folder=self.folder)
        export: Press | None = None if self._exporting else self._export
        drill = say("stories.drill_says")
        buttons: list[Widget] = [
            Button(say("stories.drill"), None, icon="quote", says=drill, key="drill", tooltip=drill),
            Button(
                say("stories.debrief"),
                self._debrief if self._debriefs is not None else None,
                icon="scale",
                says=say("stories.debrief_says"),
                key="debrief",
            ),
            spacer(),
        ]
        if not told.exported:
            words = say("stories.folder", folder=self.folder)
            buttons.append(Label(words, "body", "muted", style=Style(shrink=1)))
        buttons.append(Button(say("stories.export"), export, "primary", icon="save", says=says, key="export"))
        return row(*buttons, gap=12, shrink=0)

    def _debrief(self) -> Move | None:
        assert self._debriefs is not None
        save = next((save for save in self._saves if save.path == self._path), None)
        return None if save is None else self._debriefs(save)

    # -- Doing --------------------------------------------------------------------------------------------------------

    @property
    def folder(self) -> pathlib.Path:
        """Where exports of the game go."""
        assert self._path is not None, "a story is of a game"
        around = self._path.parent
        return (around.parent if around.name == "saves" else around) / "stories"

    def _export(self) -> Move | None:
        assert self._studied is not None
        self._asked = True
        self._studied.export(self.folder)
        self.stage.rebuild()
        return None

    def _again(self) -> Move | None:
        assert self._studied is not None
        self._studied.again()
        self.stage.rebuild()
        return None

    def _choose(self, length: str) -> Move | None:
        self._length = length
        self.stage.rebuild()
        return None

    def first_focus(self) -> str:
        """The way out into a file, once there is a story; the games before."""
        told = self._told
        return "export" if told is not None and told.story else "games"


def finished(also: pathlib.Path | None = None, folder: pathlib.Path | None = None) -> list[Save]:
    """Finished games of a folder, the one played last first; before them one from elsewhere.

    Args:
        also: a game that may lie elsewhere.
        folder: of saves; the usual one unless given.
    """
    found = [save for save in saves_in(folder or save_folder()) if save.state == "over"]
    if also is not None and also.is_file() and all(save.path != also for save in found):
        save = look(also)
        found = [save, *found] if save.state == "over" else found
    return found


def _kind(save: Save) -> str:
    return say("stories.practice") if save.practice else say("stories.seed", seed=save.seed)


def samples() -> Samples:
    """Pictures: a story, no game, a process that failed, a story that was exported, one still being worked out."""
    from dataclasses import replace

    from engine.ui.example_debrief import EARLY, FAILED, TOLD, StillStudied

    here = pathlib.Path("saves")
    saves = [
        Save(here / "tuesday-board-11.replay", "over", "", ("tuesday-board", "The Tuesday Board"), 11, 27, 26),
        Save(
            here / "seven-roadmaps-7-from-9.replay",
            "over",
            "",
            ("seven-roadmaps", "Seven roadmaps"),
            7,
            53,
            52,
            practice=True,
        ),
    ]

    def of(told: Told) -> StoriesScreen:
        return StoriesScreen(lambda: saves, lambda _: StillStudied(told), waits=True)

    written = replace(TOLD, exported={"folder": "stories", "files": ["a.md", "a.html", "a.pdf", "a.json"]})
    return {
        "normal": lambda: of(TOLD),
        "empty": lambda: StoriesScreen(list, lambda _: StillStudied(TOLD), waits=True),
        "error": lambda: of(FAILED),
        "written": lambda: of(written),
        "early": lambda: of(EARLY),
    }


SCREEN = StoriesScreen
