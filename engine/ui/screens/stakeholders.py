"""Stakeholders: who has power, who cares, what they said, and what was kept; never what they think."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.ui import texts
from engine.ui.asking import OUTLOOKS
from engine.ui.events import Asked, Event
from engine.ui.layout import Style
from engine.ui.moves import STAY, Move, Push
from engine.ui.playing import PlayScreen
from engine.ui.screen import Samples, Screen
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button
from engine.ui.widgets.chips import Chip
from engine.ui.widgets.panels import Nothing, Panel, Sheet, guarded
from engine.ui.widgets.power_map import PowerMap, Spot
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.table import Column, Table
from engine.ui.widgets.text import Label
from engine.views.options import Person, Stakeholders

if TYPE_CHECKING:
    from engine.ui.running import Running

say = texts.say


class StakeholdersScreen(PlayScreen):
    """Map and person above, table below.

    Args:
        running: the game.
        chosen: id of the person who is shown.
    """

    id: ClassVar[str] = "stakeholders"
    icon: ClassVar[str] = "users"
    heard: ClassVar[tuple[str, ...]] = ("on-stakeholders",)

    def __init__(self, running: Running, chosen: str = "") -> None:
        super().__init__(running)
        self.chosen = chosen

    # -- What is shown ------------------------------------------------------------------------------------------------

    def main(self) -> Widget:
        """Map, person, table."""
        return guarded(self.name(), self._main, self.stage.rebuild)

    def _people(self) -> tuple[Person, ...]:
        told: Stakeholders | None = self.running.latest("stakeholders")
        return told.people if told is not None else ()

    def _at(self) -> int:
        return next((n for n, one in enumerate(self._people()) if one.id == self.chosen), 0)

    def _main(self) -> Widget:
        told: Stakeholders | None = self.running.latest("stakeholders")
        if told is None:
            return Panel(self.name(), Nothing(say("play.loading"), icon="hourglass"), style=Style(grow=1, basis=0))
        if not told.people:
            return Panel(self.name(), Nothing(say("stakeholders.empty"), icon=self.icon), style=Style(grow=1, basis=0))
        at = self._at()
        theme = self.stage.theme
        spots = [Spot(one.name, one.interest, one.power, not one.in_post) for one in told.people]
        chart = Panel(
            say("stakeholders.map"),
            PowerMap(spots, at, self._take, say("stakeholders.interest"), say("stakeholders.power"), key="map",
                     style=Style(grow=1, basis=0, min_height=theme.grown(150))),
            style=Style(grow=5, basis=0, min_width=220, min_height=0),
            gap=8,
        )  # fmt: skip
        above = row(chart, self._person(told.people[at]), gap=12, align="stretch", grow=5, basis=0, min_height=0)
        table = Sheet(
            Scroller(self._table(told, at), key="people-view", ground="panel"),
            Label(told.survey, "body", "muted"),
            style=Style(padding=12, gap=8, grow=4, basis=0, min_height=0),
        )
        return column(above, table, gap=12, grow=1, basis=0, min_height=0, min_width=0)

    def _table(self, told: Stakeholders, at: int) -> Widget:
        roomy = self.stage.theme.text_percent <= 125  # what has no room stands beside the map
        columns = [
            Column(say("stakeholders.name"), share=1, cuts=True),
            Column(say("stakeholders.need"), share=1, cuts=True),
        ]
        if roomy:
            columns += [Column(say("stakeholders.contact"), "right"), Column(say("stakeholders.act"), "right")]
        columns += [Column(say("stakeholders.pulse")), Column(say("stakeholders.promises"), "right")]
        rows = []
        for one in told.people:
            cells = [one.name, ", ".join(one.needs) or say("stakeholders.none")]
            if roomy:
                cells += [_week(one.last_contact), _week(one.last_seen)]
            kept = say("stakeholders.kept", kept=one.kept, missed=one.missed)
            rows.append([*cells, self._pulse(one), kept])
        return Table(
            columns, rows, moved=self._take, opened=self._engage, now=at, says=say("stakeholders.table"), key="people"
        )

    @staticmethod
    def _pulse(one: Person) -> str:
        head = one.pulse_text.partition(":")[0]
        return say("stakeholders.no_survey") if one.pulse is None else head.partition(",")[0]

    def _person(self, one: Person) -> Widget:
        parts: list[Widget] = []
        chips: list[Widget] = []
        if one.pulse is not None:
            mark, colour = OUTLOOKS[one.pulse]
            chips.append(Chip(say(f"ask.{one.pulse}"), mark=mark, colour=colour))
        if one.leaves_in_weeks is not None:
            chips.append(Chip(say("stakeholders.leaves", weeks=one.leaves_in_weeks), icon="hourglass", colour="watch"))
        if not one.in_post:
            chips.append(Chip(say("stakeholders.away")))
        if chips:
            parts.append(row(*chips, gap=8, wrap=True, shrink=0))
        names = self.running.latest("directory")
        table = {each.id: each.name for group in (names.interventions, names.people) for each in group} if names else {}
        carried = ", ".join(table.get(name, name) for name in one.carries)
        parts += [
            _line(say("stakeholders.need"), ", ".join(one.needs) or say("stakeholders.unheard")),
            _line(say("stakeholders.pulse"), f"{one.pulse_text[:1].upper()}{one.pulse_text[1:]}"),
            _line(
                say("stakeholders.seen"),
                say("stakeholders.seen_when", contact=_week(one.last_contact), act=_week(one.last_seen)),
            ),
            _line(say("stakeholders.carries"), carried or say("stakeholders.carries_none")),
        ]
        if one.successor is not None:
            parts.append(_line(say("stakeholders.successor"), table.get(one.successor, one.successor)))
        sign = self.stage.bindings.sign("engage")
        button = Button(
            say("stakeholders.engage", sign=sign), lambda: self._engage(self._at()), "primary", icon="users",
            key="engage", says=say("stakeholders.engage_says", name=one.name),
        )  # fmt: skip
        return Panel(
            one.name,
            Scroller(
                column(*parts, gap=10), key=f"person-{one.id}", ground="panel", focusable=True, padding=4,
                says=say("stakeholders.person", name=one.name),
            ),
            row(spacer(), button, shrink=0),
            aside=one.role,
            style=Style(grow=5, basis=0, min_width=260, min_height=0),
            gap=8,
        )  # fmt: skip

    # -- What can be done ---------------------------------------------------------------------------------------------

    def _take(self, at: int) -> Move | None:
        self.chosen = self._people()[at].id
        self.stage.rebuild()
        return None

    def _engage(self, at: int) -> Move:
        from engine.ui.screens.engage import EngageScreen

        return Push(EngageScreen(self.running, self._people()[at]))

    def on(self, event: Event) -> Move | None:
        """E engages whoever is chosen."""
        if isinstance(event, Asked) and event.action == "engage":
            return self._engage(self._at()) if self._people() else STAY
        return None

    def first_focus(self) -> str:
        """The table."""
        return "people"


def _week(week: int | None) -> str:
    return say("stakeholders.never") if week is None else say("stakeholders.week", week=week)


def _line(title: str, text: str) -> Widget:
    return column(Label(title, "label", "muted"), Label(text), gap=0, shrink=0)


def samples() -> Samples:
    """Pictures: four people, one who leaves, nobody, a failure."""
    from engine.errors import InputError
    from engine.ui.example import still
    from engine.ui.example_company import directory, people

    def shown(told: object, chosen: str = "") -> Screen:
        return StakeholdersScreen(still(stakeholders=told, directory=directory()), chosen)

    return {
        "normal": lambda: shown(people()),
        "leaving": lambda: shown(people(), "okan-demir"),
        "first": lambda: shown(people(), "ruth-adeyemi"),
        "empty": lambda: shown(Stakeholders((), False, "Last survey: before you.")),
        "error": lambda: shown(InputError("week 9: the list of sponsors is damaged")),
    }


SCREEN = StakeholdersScreen
