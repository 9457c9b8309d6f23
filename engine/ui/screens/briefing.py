"""The briefing: three sentences, who has power, what counts, and what was measured before the first week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar, Final

from engine.errors import InputError
from engine.ui import example, texts
from engine.ui.events import Asked, Event
from engine.ui.formats import number
from engine.ui.layout import Style
from engine.ui.moves import STAY, Back, Move, Open
from engine.ui.running import Running
from engine.ui.screen import Samples, Screen
from engine.ui.screens.picker import HELP_SIGNS, weight_rows
from engine.ui.services import Services
from engine.ui.tasks import explained
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button
from engine.ui.widgets.chips import Chip
from engine.ui.widgets.frame import help_places, page
from engine.ui.widgets.panels import FailedPanel, Nothing, Panel, Sheet
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.table import Column, Table
from engine.ui.widgets.text import Label
from engine.views.models import Baseline, Briefing

say = texts.say
_SHOWN: Final = 6  # rows of the baseline before it is expanded


class BriefingScreen(Screen):
    """What is told before the first week; time stands still.

    Args:
        running: the game.
    """

    id: ClassVar[str] = "briefing"
    icon: ClassVar[str] = "file-text"
    heard: ClassVar[tuple[str, ...]] = ("on-briefing",)

    def __init__(self, running: Running) -> None:
        self._running, self._expanded = running, False

    @classmethod
    def open(cls, services: Services) -> Screen:
        """Of the game that is played.

        Raises:
            ValueError: none is open.
        """
        return cls(services.played())

    def build(self) -> Widget:
        """The whole page."""
        signs = {name: self.stage.bindings.sign(name) for name in HELP_SIGNS}
        status = self._running.status
        title = status.title if status is not None else self.name()
        start = Button(
            say("briefing.start"), self._start, "primary", icon="play", key="start", says=say("briefing.says")
        )
        sign = self.stage.bindings.sign("expand")
        words = say("briefing.fold" if self._expanded else "briefing.expand")
        expand = Button(words, self._expand, key="expand", says=say("briefing.expand_says", sign=sign))
        aside = ""
        if status is not None:
            aside = say("briefing.aside", weeks=status.tenure)
        return page(
            title,
            self._body(),
            aside=aside,
            icon=self.icon,
            places=help_places(self.id, signs),
            tools=[expand, start],
            opened=False,
        )

    def _body(self) -> Widget:
        try:
            told = self._running.latest("briefing")
        except Exception as error:  # noqa: BLE001 (a panel that fails says so)
            return FailedPanel(
                self.name(), explained(error), self.stage.rebuild, style=Style(padding=16, gap=12, grow=1)
            )
        if told is None:
            return Sheet(Nothing(say("play.loading"), icon="hourglass"), style=Style(grow=1))
        narrow = self.stage.theme.text_percent > 125
        heard, counts = self._heard(told), self._counts(told)
        top = column(heard, counts, gap=12) if narrow else row(heard, counts, gap=12, align="stretch")
        return Scroller(column(top, self._baseline(told), gap=12), key="view")

    def _heard(self, told: Briefing) -> Widget:
        people = [
            Chip(
                say("briefing.person" if one.in_post else "briefing.person_away", name=one.name, role=one.role),
                icon="users",
                tooltip=say("briefing.power", percent=round(100 * one.power)),
            )
            for one in told.people[:6]
        ]
        return Panel(
            told.symptom,
            *(Label(sentence, "lead") for sentence in told.sentences),
            Label(say("briefing.people"), "label", "muted"),
            row(*people, gap=8, wrap=True),
            icon="quote",
            gap=10,
            style=Style(grow=3, basis=0, min_width=0),
        )

    def _counts(self, told: Briefing) -> Widget:
        rows: list[Widget] = (
            weight_rows([(one.part, one.percent) for one in told.weights])
            if self._expanded
            else [
                row(Label(say(f"parts.{one.part}"), "label"), spacer(), Label(f"{one.percent} %", "body", "muted"))
                for one in told.weights
            ]
        )
        after = told.weeks[2]
        words = say("picker.aftermath", weeks=after) if after else say("picker.no_aftermath")
        return Panel(
            say("picker.counts"),
            *rows,
            Label(words, "body", "muted"),
            icon="scale",
            gap=8,
            style=Style(grow=2, basis=0, min_width=0),
        )

    def _baseline(self, told: Briefing) -> Widget:
        if not told.baseline:
            return Panel(say("briefing.baseline"), Nothing(say("briefing.no_sources"), icon="chart-line"))
        rows = [_row(one) for one in told.baseline]
        hidden = 0 if self._expanded else max(0, len(rows) - _SHOWN)
        shown = rows[: len(rows) - hidden]
        columns = (
            Column(say("briefing.metric"), share=1, cuts=True),
            Column(say("briefing.source"), share=1, cuts=True),
            Column(say("briefing.usual"), "right"),
            Column(say("briefing.spread"), "right"),
        )
        more = [Label(say("briefing.more", count=hidden), "body", "muted")] if hidden else []
        return Panel(
            say("briefing.baseline"),
            Table(columns, shown, says=say("briefing.baseline"), key="baseline"),
            *more,
            aside=say("briefing.baseline_aside"),
            icon="chart-line",
        )

    def on(self, event: Event) -> Move | None:
        """E expands."""
        if isinstance(event, Asked) and event.action == "expand":
            self._expand()
            return STAY
        return None

    def _expand(self) -> Move | None:
        self._expanded = not self._expanded
        self.stage.rebuild()
        return None

    def _start(self) -> Move:
        self.stage.perform(Back())
        return Open("board")

    def back(self) -> Move:
        """To the board as well: the company is founded, and its save is begun."""
        return self._start()

    def first_focus(self) -> str:
        """Enter starts."""
        return "start"


def _row(one: Baseline) -> tuple[str, str, str, str]:
    """A source's row; "not measured" where it gave nothing, never zero."""
    name = say("briefing.unit", name=one.metric_name, unit=one.unit)
    if one.value is None:
        return name, one.source_name, say("board.not_measured"), "–"
    spread = "–"
    if one.low is not None and one.high is not None:
        low, high = number(one.low, one.decimals), number(one.high, one.decimals)
        spread = say("briefing.between", low=low, high=high)
    return name, one.source_name, number(one.value, one.decimals), spread


def samples() -> Samples:
    """Pictures: usual, a company in which nobody reports anything, one that cannot be read."""

    def shown(briefing: object) -> Callable[[], Screen]:
        status = replace(example.STATUS, week=1)
        return lambda: BriefingScreen(example.still(status, briefing=briefing))

    return {
        "normal": shown(example.BRIEFING),
        "empty": shown(replace(example.BRIEFING, baseline=())),
        "error": shown(InputError("this save has no briefing")),
    }


SCREEN = BriefingScreen
