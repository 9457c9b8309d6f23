"""The governance catalogue: what could be introduced, what it costs and needs, and how well it is known to work."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.constants import GRADES
from engine.ui import texts
from engine.ui.events import Asked, Event
from engine.ui.formats import number
from engine.ui.layout import Style
from engine.ui.moves import STAY, Move, Push
from engine.ui.playing import PlayScreen
from engine.ui.screen import Samples, Screen
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button, Press
from engine.ui.widgets.chips import Chip
from engine.ui.widgets.choice import Tabs
from engine.ui.widgets.lists import Item, ListView
from engine.ui.widgets.panels import Nothing, Panel, Sheet, guarded
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.text import Label, Rule
from engine.views.options import Entry, Shelf

if TYPE_CHECKING:
    from engine.ui.running import Running
    from engine.ui.shapes import Mark
    from engine.ui.theme import Role

say = texts.say
_ACTIVE = ("set-up", "live")
_PHASES: dict[str, tuple[Mark, Role]] = {
    "live": ("circle", "primary"),
    "set-up": ("half", "primary"),
    "ended": ("ring", "muted"),
}


class CatalogueScreen(PlayScreen):
    """A list at the left, one practice at the right.

    Args:
        running: the game.
        all_of_them: whether the whole catalogue is listed, not only the scenario's shelf.
        chosen: id of the practice that is shown.
    """

    id: ClassVar[str] = "catalogue"
    icon: ClassVar[str] = "library"
    heard: ClassVar[tuple[str, ...]] = ("on-catalogue",)

    def __init__(self, running: Running, *, all_of_them: bool = False, chosen: str = "") -> None:
        super().__init__(running)
        self._all, self.chosen = all_of_them, chosen

    # -- What is shown ------------------------------------------------------------------------------------------------

    def main(self) -> Widget:
        """List and detail."""
        return guarded(self.name(), self._main, self.stage.rebuild)

    def _listed(self) -> list[Entry]:
        shelf: Shelf | None = self.running.latest("catalogue")
        entries = shelf.entries if shelf is not None else ()
        return [one for one in entries if self._all or one.on_shelf]

    def _main(self) -> Widget:
        shelf: Shelf | None = self.running.latest("catalogue")
        if shelf is None:
            return Panel(self.name(), Nothing(say("play.loading"), icon="hourglass"), style=Style(grow=1, basis=0))
        on_shelf = sum(one.on_shelf for one in shelf.entries)
        which = [
            (False, say("catalogue.shelf", count=on_shelf)),
            (True, say("catalogue.all", count=len(shelf.entries))),
        ]
        tabs = Tabs(which, self._all, self._switch, says=say("catalogue.which"), key="which")
        listed = self._listed()
        if not listed:
            nothing = Nothing(say("catalogue.empty"), icon=self.icon)
            return Sheet(tabs, nothing, style=Style(padding=16, gap=10, grow=1, basis=0, min_height=0))
        at = next((n for n, one in enumerate(listed) if one.id == self.chosen), 0)
        view = ListView(
            [self._item(one) for one in listed], opened=self._opened, moved=self._moved, now=at,
            says=say("catalogue.list"), key="entries",
        )  # fmt: skip
        left = Sheet(
            tabs,
            Scroller(view, key="list", ground="panel"),
            style=Style(padding=12, gap=10, grow=4, basis=0, min_width=260, min_height=0),
        )
        return row(left, self._detail(listed[at]), gap=12, align="stretch", grow=1, basis=0, min_height=0, min_width=0)

    def _item(self, one: Entry) -> Item:
        costs = say(
            "catalogue.row",
            points=number(round(one.capital, 1)),
            hours=number(round(one.steady_hours, 2)),
            weeks=one.setup_weeks,
        )
        if one.gap >= 0.05 and one.phase not in _ACTIVE:
            costs = f"{costs} · {say('catalogue.short', points=number(round(one.gap, 1)))}"
        known = _PHASES.get(one.phase)
        does = say("catalogue.adjust_says") if one.phase in _ACTIVE else say("catalogue.launch_says")
        return Item(
            one.name,
            costs,
            aside=say(f"catalogue.{one.phase}") if known else "",
            mark=known[0] if known else None,
            mark_colour=known[1] if known else "muted",
            says=f"{one.name}. {does}",
        )

    def _detail(self, one: Entry) -> Widget:
        active = one.phase in _ACTIVE
        figures = row(
            _figure(say("catalogue.capital"), say("catalogue.points", points=number(round(one.capital, 1)))),
            _figure(say("catalogue.setup"), say("catalogue.setup_value", hours=number(round(one.setup_hours)))),
            _figure(say("catalogue.steady"), say("catalogue.steady_value", hours=number(round(one.steady_hours, 2)))),
            _figure(say("catalogue.delay"), say("catalogue.weeks", weeks=one.setup_weeks)),
            gap=16,
            align="start",
            wrap=True,
            shrink=0,
        )
        parts: list[Widget] = [Label(one.mechanism), figures]
        if one.gap >= 0.05 and not active:
            parts.append(
                row(Chip(say("catalogue.gap", points=number(round(one.gap, 1))), mark="half", colour="watch"), shrink=0)
            )
        parts += [*self._standing(one), Rule(), *self._known(one)]
        return Panel(
            one.name,
            Scroller(
                column(*parts, gap=12),
                key=f"detail-{one.id}",
                ground="panel",
                focusable=True,
                says=one.mechanism,
                padding=4,
            ),
            self._tools(one, active=active),
            aside=say("catalogue.number", number=one.number),
            style=Style(grow=5, basis=0, min_width=260, min_height=0),
            gap=10,
        )

    @staticmethod
    def _known(one: Entry) -> list[Widget]:
        met: dict[bool | None, tuple[str, Mark, Role]] = {
            True: (say("catalogue.met"), "circle", "primary"),
            False: (say("catalogue.not_met"), "ring", "watch"),
            None: (say("catalogue.unknown"), "half", "muted"),
        }
        words, mark, colour = met[one.needs_met]
        ways = [f"**{way.id.replace('-', ' ')}**: {way.note}, PC {number(round(way.capital, 1))}." for way in one.ways]
        grade = f"**{one.grade}** {say(f'grade.{one.grade}')}" if one.grade in GRADES else one.grade
        return [
            *_told(say("catalogue.fails"), one.fails_when),
            column(
                row(
                    Label(say("catalogue.needs"), "label", "muted", style=Style(shrink=1)),
                    row(Chip(words, mark=mark, colour=colour), shrink=0),
                    gap=10,
                    shrink=0,
                ),
                Label(one.needs),
                gap=2,
                shrink=0,
            ),
            *_told(say("catalogue.signs"), one.first_signs),
            *_told(say("catalogue.ways"), "\n".join(ways)),
            *_told(say("catalogue.evidence"), f"{grade} {say('catalogue.source', source=one.source)}"),
        ]  # fmt: skip

    def _standing(self, one: Entry) -> list[Widget]:
        """What is known of one that is under way: what teams say, and what an audit saw."""
        if one.phase not in _ACTIVE:
            return []
        names = self.running.latest("directory")
        people = {p.id: p.name for p in names.people} if names is not None else {}
        who = people.get(one.sponsor or "", one.sponsor or say("catalogue.nobody"))
        parts = [say("catalogue.carried", who=who, teams=len(one.teams), intensity=one.intensity)]
        if one.live_week is not None:
            parts.append(say("catalogue.live_since", week=one.live_week))
        if one.reported_adoption is not None:
            parts.append(say("catalogue.adoption", percent=f"{100 * one.reported_adoption:.0f}"))
        if one.audited_fidelity is not None:
            parts.append(say("catalogue.fidelity", percent=f"{100 * one.audited_fidelity:.0f}", week=one.audited_week))
        elif one.phase == "live":
            parts.append(say("catalogue.unaudited"))
        return [Sheet(Label(" ".join(parts)), style=Style(padding=12, shrink=0), fill="raised")]

    def _tools(self, one: Entry, *, active: bool) -> Widget:
        sign = self.stage.bindings.sign("launch")
        if not active:
            label = say("catalogue.launch", sign=sign)
            launch = Button(
                label,
                lambda: self._launch(one),
                "primary",
                icon="play",
                key="launch",
                says=say("catalogue.launch_says"),
            )
            return row(spacer(), launch, shrink=0)
        kinds = [("adjust", "settings"), ("retire", "minus"), ("audit", "search"), ("coach", "lightbulb")]
        shown = kinds if one.phase == "live" else kinds[1:2]

        def press(kind: str) -> Press:
            return lambda: self._act(one, kind)

        made = [
            Button(say(f"catalogue.{kind}"), press(kind), icon=icon, key=kind, says=say(f"commands.{kind}_does"))
            for kind, icon in shown
        ]
        return row(*made, gap=8, wrap=True, shrink=0)

    # -- What can be done ---------------------------------------------------------------------------------------------

    def _switch(self, which: bool) -> Move | None:
        self._all = which
        self.stage.rebuild()
        return None

    def _moved(self, at: int) -> Move | None:
        self.chosen = self._listed()[at].id
        self.stage.rebuild()
        return None

    def _opened(self, at: int) -> Move | None:
        one = self._listed()[at]
        if one.phase == "set-up":
            return self._act(one, "retire")
        return self._act(one, "adjust") if one.phase == "live" else self._launch(one)

    def _launch(self, one: Entry) -> Move:
        from engine.ui.screens.launch import LaunchScreen

        return Push(LaunchScreen(self.running, one))

    def _act(self, one: Entry, kind: str) -> Move:
        from engine.ui.screens.act import ActScreen

        only = {"adjust": ("intensity", "teams"), "retire": ("announce",), "audit": ("depth",), "coach": ("team",)}[
            kind
        ]
        given = {"intervention": one.id, **({"source": None} if kind == "audit" else {})}
        return Push(ActScreen(self.running, kind, given, only=only, about=one.name))

    def on(self, event: Event) -> Move | None:
        """L launches what is chosen."""
        if isinstance(event, Asked) and event.action == "launch":
            listed = self._listed()
            at = next((n for n, one in enumerate(listed) if one.id == self.chosen), 0)
            return self._opened(at) if listed else STAY
        return None

    def first_focus(self) -> str:
        """The list."""
        return "entries"


def _figure(title: str, value: str) -> Widget:
    return column(Label(title, "body", "muted", wraps=False), Label(value, "strong", wraps=False), gap=2, shrink=0)


def _told(title: str, text: str) -> list[Widget]:
    return [column(Label(title, "label", "muted"), *(Label(line) for line in text.split("\n")), gap=2, shrink=0)]


def samples() -> Samples:
    """Pictures: the shelf, all of it, one that is live, one that cannot be paid, nothing on the shelf, a failure."""
    from dataclasses import replace

    from engine.errors import InputError
    from engine.ui.example import STATUS, still
    from engine.ui.example_company import directory, shelf

    def shown(shelf: object, chosen: str = "", *, all_of_them: bool = False, capital: float = 34.0) -> Screen:
        running = still(replace(STATUS, capital=capital), catalogue=shelf, directory=directory())
        return CatalogueScreen(running, all_of_them=all_of_them, chosen=chosen)

    return {
        "normal": lambda: shown(shelf(), "product-council"),
        "live": lambda: shown(shelf(), "decision-rights"),
        "poor": lambda: shown(shelf(1.5), "single-source-of-truth", all_of_them=True, capital=1.5),
        "empty": lambda: shown(Shelf((), 34.0, 22.0)),
        "error": lambda: shown(InputError("sim/interventions: two interventions share a number")),
    }


SCREEN = CatalogueScreen
