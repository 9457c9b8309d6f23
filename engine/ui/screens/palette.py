"""The act palette: every verb by name; type to find one, Enter opens its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from engine.ui import texts
from engine.ui.asking import Asking
from engine.ui.events import Asked, Event
from engine.ui.layout import Style
from engine.ui.moves import STAY, Back, Move, Open, Push
from engine.ui.screen import Samples, Screen
from engine.ui.widget import Widget, column
from engine.ui.widgets.command import Command as Row
from engine.ui.widgets.command import matching
from engine.ui.widgets.field import TextField
from engine.ui.widgets.lists import Item, ListView
from engine.ui.widgets.panels import Nothing, Sheet, guarded
from engine.ui.widgets.scroller import Scroller
from sim.commands import COMMANDS

if TYPE_CHECKING:
    from engine.ui.running import Running
    from engine.ui.services import Services

say = texts.say
_ICONS = {
    "launch": "play", "adjust": "settings", "retire": "minus", "set_policy": "scale", "stop": "octagon-alert",
    "fund": "plus", "audit": "search", "engage": "users", "rank": "layers", "set_kpi": "target",
    "reallocate": "arrow-right", "coach": "lightbulb", "forecast": "calendar-days", "predict": "trending-up",
    "experiment": "flask-conical", "read": "eye", "call": "check", "note": "notebook-pen", "save": "save",
    "answer": "inbox", "delegate": "quote",
}  # fmt: skip
_OWN = {"answer": "inbox"}  # verbs with a page of their own
_SIGNS = {"launch": "catalogue", "answer": "inbox", "engage": "stakeholders", "note": "note", "audit": "metrics"}


class PaletteScreen(Asking):
    """A field, and the verbs that match it.

    Args:
        running: the game.
        sought: what is typed at first.
    """

    id: ClassVar[str] = "palette"
    icon: ClassVar[str] = "command"

    def __init__(self, running: Running, sought: str = "") -> None:
        super().__init__(running)
        self._sought, self._at = sought, 0
        self._found: list[tuple[str, Row]] = []

    @classmethod
    def open(cls, services: Services) -> Self:
        """On the game that is played."""
        if services.running is None:
            raise ValueError(say("play.no_game"))
        return cls(services.running)

    def _commands(self) -> list[tuple[str, Row]]:
        sign = self.stage.bindings.sign
        found = []
        for kind in COMMANDS:
            does = say(f"commands.{kind}_does")
            row = Row(
                say(f"commands.{kind}"),
                does,
                lambda: None,
                icon=_ICONS[kind],
                sign=sign(_SIGNS[kind]) if kind in _SIGNS else "",
            )
            found.append((kind, row))
        return found

    def _matching(self) -> list[tuple[str, Row]]:
        rows = self._commands()
        kinds = {id(row): kind for kind, row in rows}
        return [(kinds[id(row)], row) for row in matching([row for _, row in rows], self._sought)]

    def build(self) -> Widget:
        """A sheet in the middle of the page."""
        theme = self.stage.theme
        height = min(theme.grown(560), self.stage.size[1] / theme.scale - 80)
        width = min(theme.grown(640), self.stage.size[0] / theme.scale - 48)
        field = TextField(
            say("palette.hint"),
            typed=self._typed,
            text=self._sought,
            icon="search",
            key="sought",
            says=say("palette.says"),
        )
        self._found = []
        shown = guarded(self.name(), self._shown, self.stage.rebuild)
        sheet = Sheet(field, shown, style=Style(width=width, height=height, padding=16, gap=12), edge="edge")
        return column(sheet, width="full", height="full", align="centre", justify="centre")

    def _shown(self) -> Widget:
        status = self.running.status
        if status is None or status.over:
            return Nothing(say("palette.empty"), icon="command")
        self._found = found = self._matching()
        self._at = max(0, min(self._at, len(found) - 1))
        if not found:
            near = ", ".join(texts.nearest(self._sought, [row.name for _, row in self._commands()]))
            return Nothing(say("palette.none", sought=self._sought, near=near), icon="search")
        items = [
            Item(
                row.name,
                row.cost,
                icon=row.icon,
                key_sign=row.sign,
                says=say("palette.opens", verb=row.name, does=row.cost),
            )
            for _, row in found
        ]
        view = ListView(items, opened=self._do, moved=self._moved, now=self._at, says=say("palette.list"), key="found")
        return Scroller(view, key="view", ground="panel")

    def first_focus(self) -> str:
        """The field."""
        return "sought"

    def _typed(self, text: str) -> Move | None:
        self._sought, self._at = text, 0
        self.stage.rebuild()
        return None

    def _moved(self, at: int) -> Move | None:
        self._at = at
        return None

    def _do(self, at: int) -> Move | None:
        from engine.ui.screens.act import ActScreen

        kind = self._found[at][0]
        self.stage.perform(Back())
        if kind in _OWN:
            return Open(_OWN[kind])
        return Push(ActScreen(self.running, kind))

    def on(self, event: Event) -> Move | None:
        """From the field, arrows choose and Enter opens."""
        if not isinstance(event, Asked):
            return None
        self.stage.settle()
        found = self._found
        if event.action in ("up", "down") and found:
            self._at = max(0, min(self._at + (1 if event.action == "down" else -1), len(found) - 1))
            self.stage.rebuild()
            return STAY
        if event.action == "enter" and found:
            return self._do(self._at) or STAY
        return None


def samples() -> Samples:
    """Pictures: every verb, some of them, none that matches, a tenure that is over, a game that is not there."""
    from dataclasses import replace

    from engine.ui.example import STATUS, still

    class Broken(PaletteScreen):
        def _commands(self) -> list[tuple[str, Row]]:
            raise ValueError("assets/strings.toml: no text for 'commands.launch'")

    def shown(sought: str = "") -> Screen:
        return PaletteScreen(still(), sought)

    return {
        "normal": shown,
        "sought": lambda: shown("week"),
        "none": lambda: shown("velocity"),
        "empty": lambda: PaletteScreen(still(replace(STATUS, over=True))),
        "error": lambda: Broken(still()),
    }


SCREEN = PaletteScreen
