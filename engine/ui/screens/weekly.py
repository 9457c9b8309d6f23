"""The weekly challenge: the same company and the same world for everybody, worked out offline from the calendar."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from engine.errors import InputError
from engine.play.challenge import Challenge, Shared, challenge, of_code
from engine.ui import texts
from engine.ui.companies import Company, companies
from engine.ui.formats import number
from engine.ui.layout import Style
from engine.ui.moves import STAY, Move, Push
from engine.ui.screen import Samples, Screen
from engine.ui.screens.opening import founding
from engine.ui.screens.picker import HELP_SIGNS, company_panels, examples
from engine.ui.services import Services
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.chips import Chip
from engine.ui.widgets.field import TextField
from engine.ui.widgets.frame import help_places, page
from engine.ui.widgets.panels import Nothing, Panel
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.text import Icon, Label

say = texts.say


class WeeklyScreen(Screen):
    """This week's company, and a place to read somebody's code.

    Args:
        drawn: what is played this week.
        company: which that is; None where its file is gone.
    """

    id: ClassVar[str] = "weekly"
    icon: ClassVar[str] = "calendar-days"

    def __init__(self, drawn: Challenge, company: Company | None) -> None:
        self._drawn, self._company = drawn, company
        self._code = ""

    @classmethod
    def open(cls, services: Services) -> Screen:
        """Of the calendar's week."""
        del services
        year, week, _ = dt.datetime.now(tz=dt.UTC).isocalendar()
        drawn = challenge(f"{year}-W{week:02}")
        found = next((one for one in companies() if one.id == drawn.scenario and not one.trouble), None)
        return cls(drawn, found)

    def build(self) -> Widget:
        """The company at the left, codes at the right."""
        signs = {name: self.stage.bindings.sign(name) for name in HELP_SIGNS}
        half = Style(grow=1, basis=0, min_height=0, min_width=0)
        left = Scroller(column(*self._this_week(), gap=12), style=half, key="week")
        right = Scroller(column(self._codes(), gap=12), style=half, key="codes")
        return page(
            self.name(), left, right, aside=self._drawn.week, icon=self.icon, places=help_places(self.id, signs)
        )

    def _this_week(self) -> list[Widget]:
        one = self._company
        if one is None:
            return [Panel(self._drawn.scenario, Nothing(say("weekly.missing"), icon="triangle-alert"))]
        facts = [
            Chip(say("picker.weeks", weeks=one.weeks), icon="calendar-days"),
            Chip(say("picker.minutes", minutes=one.minutes), icon="hourglass"),
            Chip(say("weekly.seed", seed=self._drawn.seed), icon="dice-5"),
        ]
        below = [Label(say("weekly.same"), "body", "muted")]
        return company_panels(one, facts, below, say("weekly.start"), self._start)

    def _codes(self) -> Widget:
        field = TextField(
            say("weekly.code_hint"), typed=self._typed, text=self._code, key="code", says=say("weekly.code_says")
        )
        return Panel(
            say("weekly.codes"),
            Label(say("weekly.codes_detail"), "body", "muted"),
            field,
            *self._read(),
            icon="users",
        )

    def _read(self) -> list[Widget]:
        if not self._code:
            return []
        try:
            shared = of_code(self._code)
        except InputError as error:
            return [row(Icon("info", 18, "watch"), Label(str(error), style=Style(shrink=1)))]
        return _told(shared)

    def _typed(self, text: str) -> Move | None:
        self._code = text.strip()
        self.stage.rebuild()
        return None

    def _start(self) -> Move:
        assert self._company is not None
        if self.stage.services.serve is None:
            self.stage.tell(say("play.no_game"))
            return STAY
        return Push(founding(self._company.title, self._drawn.scenario, self._drawn.seed, challenge=self._drawn.week))

    def first_focus(self) -> str:
        """The button, or the field where nothing can be begun."""
        return "start" if self._company is not None else "code"


def _told(shared: Shared) -> list[Widget]:
    def points(value: float | None) -> str:
        return say("weekly.none") if value is None else number(value, 1)

    rows = (
        ("week", shared.week),
        ("outcome", points(shared.outcome)),
        ("evidence", shared.evidence),
        ("fit", points(shared.fit)),
        ("weather", points(shared.weather)),
    )
    return [
        row(Label(say(f"weekly.shared_{name}"), "body", "muted"), spacer(), Label(value, "label", tabular=True))
        for name, value in rows
    ]


def samples() -> Samples:
    """Pictures: a week, one whose company is gone, and a mistyped code."""
    drawn = Challenge("2026-W48", "seven-roadmaps", 480_211)

    def with_code(code: str) -> Screen:
        shown = WeeklyScreen(drawn, examples()[1])
        shown._code = code
        return shown

    from engine.play.challenge import to_code

    return {
        "normal": lambda: with_code(to_code(Shared("2026-W48", 61.5, "B", 3.2, -4.0))),
        "empty": lambda: WeeklyScreen(drawn, None),
        "error": lambda: with_code("ABCDE-FGH"),
    }


SCREEN = WeeklyScreen
