"""The act palette: every command by name, type to find one, Enter to do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.ui import texts
from engine.ui.events import Asked, Event
from engine.ui.layout import Style
from engine.ui.moves import STAY, Back, Move
from engine.ui.screen import Screen
from engine.ui.widget import Widget
from engine.ui.widgets.field import TextField
from engine.ui.widgets.frame import over
from engine.ui.widgets.lists import Item, ListView
from engine.ui.widgets.panels import Nothing, Sheet
from engine.ui.widgets.scroller import Scroller


@dataclass(frozen=True)
class Command:
    """Something that can be done.

    Attributes:
        name: in the imperative.
        cost: as printed, or why it is not possible.
        do: does it; its answer says where to go.
        icon: before the name.
        enabled: whether it can be done now; if not it stays readable, with the reason as its cost.
        sign: a key that does the same.
    """

    name: str
    cost: str
    do: Callable[[], Move | None]
    icon: str = "command"
    enabled: bool = True
    sign: str = ""


def matching(commands: Sequence[Command], sought: str) -> list[Command]:
    """Commands that have all words sought in their name or cost, those that begin so first."""
    wanted = sought.lower().split()
    found = [c for c in commands if all(word in f"{c.name} {c.cost}".lower() for word in wanted)]
    return sorted(found, key=lambda c: not c.name.lower().startswith(sought.strip().lower()))


class CommandPalette(Screen):
    """Lists commands under a field."""

    id = "command-palette"
    overlay = True

    def __init__(self, commands: Sequence[Command], hint: str = "") -> None:
        self._commands, self._hint, self._sought = list(commands), hint, ""
        self._at = 0

    def build(self) -> Widget:
        """A field, and what matches it."""
        theme = self.stage.theme
        found = matching(self._commands, self._sought)
        self._at = max(0, min(self._at, len(found) - 1))
        if found:
            items = [
                Item(c.name, c.cost, icon=c.icon, key_sign=c.sign, enabled=c.enabled, says=self._line(c)) for c in found
            ]
            shown: Widget = Scroller(
                ListView(items, opened=self._do, moved=self._moved, now=self._at, key="found"), key="view"
            )
        else:
            near = ", ".join(texts.nearest(self._sought, [c.name for c in self._commands]))
            shown = Nothing(texts.say("command.none", sought=self._sought, near=near), icon="search")
        field = TextField(
            self._hint or texts.say("command.hint"),
            typed=self._typed,
            icon="search",
            key="sought",
            says=texts.say("command.says"),
        )
        height = min(theme.grown(480), self.stage.size[1] / theme.scale - 120)
        width = min(theme.grown(600), self.stage.size[0] / theme.scale - 48)
        sheet = Sheet(field, shown, style=Style(width=width, height=height, padding=16, gap=12), edge="edge")
        return over(sheet)

    @staticmethod
    def _line(command: Command) -> str:
        return f"{command.name}. {command.cost}" if command.cost else command.name

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
        found = matching(self._commands, self._sought)
        if not found[at].enabled:
            return STAY
        self.stage.perform(Back())
        return found[at].do()

    def on(self, event: Event) -> Move | None:
        """From the field, arrows choose and Enter does."""
        if not isinstance(event, Asked):
            return None
        found = matching(self._commands, self._sought)
        if event.action in ("up", "down") and found:
            self._at = max(0, min(self._at + (1 if event.action == "down" else -1), len(found) - 1))
            self.stage.rebuild()
            return STAY
        if event.action == "enter" and found:
            return self._do(self._at) or STAY
        return None
