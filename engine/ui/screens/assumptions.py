"""Every constant of the model: value, plausible range, how well it is known, and what rests on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from engine.constants import GRADES, Constant, constants, moves
from engine.ui import texts
from engine.ui.events import Asked, Event
from engine.ui.formats import duration, number
from engine.ui.layout import Style
from engine.ui.moves import STAY, Move
from engine.ui.screen import Samples, Screen
from engine.ui.tasks import Task
from engine.ui.widget import Widget, column, row
from engine.ui.widgets.choice import Tabs
from engine.ui.widgets.field import TextField
from engine.ui.widgets.frame import help_places, page
from engine.ui.widgets.panels import FailedPanel, Nothing, Panel, nothing_found
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.table import Column, Table
from engine.ui.widgets.text import Label, Rule

if TYPE_CHECKING:
    from engine.tornado import Tornado

say = texts.say
Which = Literal["all", "assumed", "known"]


@dataclass(frozen=True)
class Known:
    """What the page shows: constants, and what was measured of them."""

    constants: tuple[Constant, ...]
    tornado: Tornado | None


def read() -> Known:
    """The constants of the model, and the shipped measurement of what rests on them."""
    from engine.tornado import load

    return Known((*constants(), *moves()), load())


class AssumptionsScreen(Screen):
    """A table at the left, one constant at the right.

    Args:
        load: gives what is shown; it takes a while, so it is done beside the window.
        sought: what is typed at first.
        waits: whether pictures wait for it; without it they show that it is being read.
    """

    id: ClassVar[str] = "assumptions"
    icon: ClassVar[str] = "scale"

    def __init__(self, load: Callable[[], Known] = read, sought: str = "", *, waits: bool = False) -> None:
        self._load, self._sought, self._waits = load, sought, waits
        self._which: Which = "all"
        self._at = 0

    def build(self) -> Widget:
        """What there is, as soon as it is there."""
        bindings = self.stage.bindings
        signs = {name: bindings.sign(name) for name in ("glossary", "assumptions", "shortcuts", "settings")}
        task: Task[Known] = self.stage.background("constants", self._load)
        if self._waits:
            task.wait()
        aside = ""
        if not task.done:
            body: Widget = Panel(
                self.name(), Nothing(say("assumptions.loading"), icon="hourglass"), style=Style(grow=1)
            )
        elif task.result is None:
            body = column(FailedPanel(self.name(), task.error, self._again), grow=1, basis=0)
        else:
            found = self._found(task.result)
            count = len(task.result.constants)
            aside = say("assumptions.aside", shown=len(found), count=count) if count else ""
            body = self._body(task.result, found)
        return page(self.name(), body, aside=aside, icon=self.icon, places=help_places(self.id, signs))

    def _again(self) -> Move | None:
        self.stage.forget("constants")
        return None

    # -- Finding ------------------------------------------------------------------------------------------------------

    def _found(self, known: Known) -> list[Constant]:
        wanted = self._sought.lower().replace("_", " ").split()
        kinds: dict[Which, Callable[[Constant], bool]] = {
            "all": lambda _: True,
            "assumed": lambda one: one.grade == "X",
            "known": lambda one: one.grade != "X",
        }
        chosen = (one for one in known.constants if kinds[self._which](one))
        found = [one for one in chosen if all(word in _text(one) for word in wanted)]
        phrase = " ".join(wanted)
        return sorted(found, key=lambda one: phrase not in _named(one).lower())

    def _typed(self, text: str) -> Move | None:
        self._sought, self._at = text, 0
        self.stage.rebuild()
        return None

    def _sort(self, which: Which) -> Move | None:
        self._which, self._at = which, 0
        self.stage.rebuild()
        return None

    def _moved(self, at: int) -> Move | None:
        self._at = at
        self.stage.rebuild()
        return None

    # -- Showing ------------------------------------------------------------------------------------------------------

    def _body(self, known: Known, found: Sequence[Constant]) -> Widget:
        if not known.constants:
            return Panel(self.name(), Nothing(say("assumptions.empty"), icon="scale"), style=Style(grow=1))
        self._at = max(0, min(self._at, len(found) - 1))
        tabs: list[tuple[Which, str]] = [(which, say(f"assumptions.{which}")) for which in ("all", "assumed", "known")]
        field = TextField(
            say("assumptions.hint"),
            typed=self._typed,
            text=self._sought,
            icon="search",
            says=say("assumptions.says"),
            key="sought",
            style=Style(grow=1, shrink=1, min_width=160),
        )
        tools = row(field, Tabs(tabs, self._which, self._sort, key="which"), gap=16, wrap=True)
        shown = self._table(found) if found else self._nothing(known)
        left = Panel(
            say("assumptions.sections"), tools, shown, style=Style(grow=1, basis=0, min_width=420, min_height=0), gap=10
        )
        detail = [self._detail(known, found[self._at])] if found else []
        return row(left, *detail, gap=12, align="stretch", grow=1)

    def _table(self, found: Sequence[Constant]) -> Widget:
        wide = self.stage.settings.text_percent < 150  # the part stands beside the constant's name too
        columns = [
            Column(say("assumptions.name"), share=1, cuts=True),
            *([Column(say("assumptions.section"))] if wide else []),
            Column(say("assumptions.value"), "right"),
            Column(say("assumptions.grade")),
        ]
        rows = [(_named(one), *([one.section] if wide else []), self._quantity(one), one.grade) for one in found]
        table = Table(columns, rows, moved=self._moved, now=self._at, says=say("assumptions.list"), key="constants")
        return Scroller(table, key="view", ground="panel")

    def _quantity(self, one: Constant) -> str:
        if one.unit == "d":
            return duration(one.value, self.stage.settings.durations)
        unit = "" if one.unit == "1" else f" {one.unit}"
        return f"{number(one.value)}{unit}"

    def _nothing(self, known: Known) -> Widget:
        near = texts.nearest(self._sought, [_named(one) for one in known.constants])
        said = say("assumptions.none", sought=self._sought)
        return nothing_found(said, say("assumptions.nearest"), near, self._seeker)

    def _seeker(self, name: str) -> Callable[[], Move | None]:
        def press() -> Move | None:
            self._sought, self._at, self._which = name, 0, "all"
            kept = {path: held for path, held in self.stage.front.memory.items() if path.startswith("task:")}
            self.stage.front.memory = kept
            self.stage.rebuild()
            return None

        return press

    def _detail(self, known: Known, one: Constant) -> Widget:
        theme = self.stage.theme
        span = "–" if one.range is None else f"{number(one.range[0])} – {number(one.range[1])}"
        parts: list[Widget] = [
            row(
                _figure(say("assumptions.value"), self._quantity(one)),
                _figure(say("assumptions.range"), span),
                gap=24,
                align="start",
                wrap=True,
            ),
            Rule(),
            *_told(say("assumptions.meaning"), f"{one.meaning[:1].upper()}{one.meaning[1:]}."),
            *_told(
                say("assumptions.graded"),
                f"**{one.grade}** {say(f'grade.{one.grade}')}" if one.grade in GRADES else one.grade,
            ),
            *_told(say("assumptions.source"), one.source),
            *_told(say("assumptions.sign"), self._sign(known, one)),
            Rule(),
            Label(say("assumptions.read_only"), "body", "muted"),
        ]
        inner = Scroller(column(*parts, gap=10), key="detail", ground="panel")
        return Panel(_named(one), inner, aside=one.section, style=Style(width=theme.grown(360), shrink=0, min_height=0))

    @staticmethod
    def _sign(known: Known, one: Constant) -> str:
        from engine.tornado import flipped

        tornado = known.tornado
        swing = (
            next((swing for swing in tornado.constants if swing.id == one.id), None) if tornado is not None else None
        )
        if tornado is None or swing is None:
            return say("assumptions.sign_unknown")
        if swing.still:
            return say("assumptions.sign_still")
        turned = flipped(tornado, swing)
        told = say("assumptions.sign_turns", lessons=", ".join(turned)) if turned else say("assumptions.sign_keeps")
        if swing.clipped:
            ways = " and ".join(say(f"assumptions.{way}") for way in swing.clipped)
            told += f" {say('assumptions.clipped', ways=ways)}"
        return f"{told} {say('assumptions.sign_stale', why=tornado.stale)}" if tornado.stale else told

    def on(self, event: Event) -> Move | None:
        """Down leads from the field into the table."""
        if isinstance(event, Asked) and event.action in ("down", "enter") and self.stage.typing:
            self.stage.focus_key("constants")
            return STAY
        return None

    def first_focus(self) -> str:
        """The table; where a search is on, the field."""
        return "sought" if self._sought else "constants"


def _named(one: Constant) -> str:
    name = one.name.replace("_", " ").replace(".", ", ")
    return name[:1].upper() + name[1:]


def _text(one: Constant) -> str:
    """Where a search looks."""
    return f"{one.id} {_named(one)} {one.meaning} {one.source} {one.grade}".lower().replace("_", " ")


def _figure(title: str, value: str) -> Widget:
    return column(Label(title, "body", "muted"), Label(value, "subheading", wraps=False), gap=2)


def _told(title: str, text: str) -> list[Widget]:
    return [column(Label(title, "label", "muted"), Label(text), gap=2)]


def samples() -> Samples:
    """Pictures: the model's own constants, while they are read, a search that finds nothing, none at all, a failure."""

    def broken() -> Known:
        from engine.errors import InputError

        raise InputError("scenarios/defaults.toml, line 41, column 3: Invalid value")

    def never() -> Known:
        import threading

        threading.Event().wait(0.2)
        return Known((), None)

    return {
        "normal": lambda: AssumptionsScreen(waits=True),
        "first": lambda: AssumptionsScreen(never),
        "sought": lambda: AssumptionsScreen(sought="velocitee", waits=True),
        "empty": lambda: AssumptionsScreen(lambda: Known((), None), waits=True),
        "error": lambda: AssumptionsScreen(broken, waits=True),
    }


SCREEN = AssumptionsScreen
