"""Why a figure moved: what was recorded one hop away, which way it pushes, and never how hard."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Self

from engine.ui import texts
from engine.ui.asking import Asking
from engine.ui.events import Asked, Event
from engine.ui.formats import number
from engine.ui.layout import Style
from engine.ui.moves import STAY, Back, Move
from engine.ui.screen import Samples, Screen
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button
from engine.ui.widgets.panels import Nothing, guarded
from engine.ui.widgets.text import Icon, Label
from engine.views.models import MetricPanel, SourceSeries
from engine.views.moments import Cause, Why

if TYPE_CHECKING:
    from engine.ui.running import Running
    from engine.ui.services import Services

say = texts.say
_ICONS: Final = {"up": "arrow-up", "down": "arrow-down", "unclear": "circle-help"}


class WhyScreen(Asking):
    """A panel over a chart.

    Args:
        running: the game.
        panel: the metric; None where no figure was chosen.
        series: the source that is asked about.
        week: the tenure week that is asked about.
    """

    id: ClassVar[str] = "why"
    icon: ClassVar[str] = "circle-help"
    asks: ClassVar[bool] = False

    def __init__(
        self, running: Running, panel: MetricPanel | None = None, series: SourceSeries | None = None, week: int = 0
    ) -> None:
        super().__init__(running)
        self._panel, self._series, self.week = panel, series, week

    @classmethod
    def open(cls, services: Services) -> Self:
        """With nothing chosen."""
        return cls(services.played())

    def shown(self) -> Widget:
        """What is recorded, and what is not."""
        foot = row(spacer(), Button(say("why.close"), Back, "primary", key="done"), shrink=0)
        if self._panel is None or self._series is None:
            nothing = Nothing(say("why.choose"), icon="chart-line")
            return self.panel(self.name(), nothing, foot=foot, icon=self.icon)
        title = say("why.of", metric=self._panel.name, week=self.week)
        parts = guarded(self.name(), self._told, self.stage.rebuild)
        return self.panel(title, parts, foot=foot, icon=self.icon, width=600)

    def _told(self) -> Widget:
        assert self._panel is not None
        assert self._series is not None
        told: Why = self.running.why(self._panel.id, self._series.id, self.week)
        point = next((one for one in self._series.points if one.week == self.week), None)
        value = "" if point is None else f"{number(round(point.value, self._panel.decimals))} {self._panel.unit}"
        sources = [one for one in self._panel.sources if any(point.week == self.week for point in one.points)]
        says = say("why.says", source=self._series.name, value=value) if value else self._series.name
        parts: list[Widget] = [Label(says, "body", "muted")]
        if len(sources) > 1:
            parts.append(
                Button(say("why.other"), self._other, icon="arrow-right", key="other", says=say("why.other_says"))
            )
        parts.append(Label(told.heading, "strong"))
        parts += [_cause(one) for one in told.causes]
        parts.append(Label(told.closing, "body", "muted"))
        return column(*parts, gap=12, align="start")

    def _other(self) -> Move | None:
        """Ask about the next source that has a figure for the week."""
        assert self._panel is not None
        known = [one for one in self._panel.sources if any(point.week == self.week for point in one.points)]
        at = next((n for n, one in enumerate(known) if self._series is not None and one.id == self._series.id), -1)
        self._series = known[(at + 1) % len(known)]
        self.stage.rebuild()
        return None

    def _step(self, by: int) -> None:
        weeks = [point.week for point in self._series.points] if self._series is not None else []
        if self.week in weeks and 0 <= weeks.index(self.week) + by < len(weeks):
            self.week = weeks[weeks.index(self.week) + by]
            self.stage.rebuild()

    def on(self, event: Event) -> Move | None:
        """Left and right ask about the week before and after; the key that opened it closes it."""
        if isinstance(event, Asked) and event.action in ("left", "right"):
            self._step(-1 if event.action == "left" else 1)
            return STAY
        return Back() if isinstance(event, Asked) and event.action == "why" else None

    def first_focus(self) -> str:
        """The button that closes it."""
        return "done"


def _cause(one: Cause) -> Widget:
    words = column(
        Label(f"{one.text[:1].upper()}{one.text[1:]}.", style=Style(shrink=1)),
        Label(say("why.cause", week=one.week, push=say(f"why.{one.push}")), "body", "muted"),
        gap=2,
        grow=1,
        basis=0,
    )
    return row(Icon(_ICONS[one.push], 20, "text"), words, gap=12, align="start", width="full", shrink=0)


def samples() -> Samples:
    """Pictures: two causes, none outside the wobble, nothing chosen, an answer that does not come."""
    from engine.errors import InputError
    from engine.ui.example import still
    from engine.ui.example_company import wall

    panel = wall().panels[0]
    told = Why(
        "flow.lead",
        6,
        False,
        (
            Cause(5, "Decision-rights matrix went live", "down"),
            Cause(4, "fewer than usual: an item was pushed aside by something more urgent", "down"),
        ),
        "Two recorded causes push this down. How hard is not knowable yet.",
    )

    def shown(answer: object) -> Screen:
        return WhyScreen(still(others={"why": answer}), panel, panel.sources[0], 6)

    return {
        "normal": lambda: shown(told),
        "inside": lambda: shown(Why("flow.lead", 6, True, (), "Within usual wobble.")),
        "empty": lambda: WhyScreen(still()),
        "error": lambda: shown(InputError("week 6: no source reports 'flow.lead'")),
    }


SCREEN = WhyScreen
