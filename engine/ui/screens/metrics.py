"""The metrics wall: what every source reports, each by itself; one metric enlarged; why, and audits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from engine.thresholds import threshold_of
from engine.ui import texts
from engine.ui.charts.model import Happening
from engine.ui.charts.reported import chart_of, done
from engine.ui.charts.widget import ChartView
from engine.ui.events import Asked, Event
from engine.ui.formats import number
from engine.ui.layout import Style
from engine.ui.moves import STAY, Move, Push
from engine.ui.playing import PlayScreen
from engine.ui.screen import Samples, Screen
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button
from engine.ui.widgets.chips import Badge
from engine.ui.widgets.frame import RAIL
from engine.ui.widgets.panels import Nothing, Panel, guarded
from engine.ui.widgets.play_frame import right_width
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.text import Label
from engine.ui.widgets.ticks import Tick
from engine.views.models import MetricPanel, MetricsWall, SourceSeries

if TYPE_CHECKING:
    from engine.ui.running import Running

say = texts.say
_CHART: float = 240  # pixels of a small chart's height, at 100 % text
_LEAST: float = 330  # of its width


class MetricsScreen(PlayScreen):
    """A grid of small charts; Enter enlarges one.

    Args:
        running: the game.
        large: the metric that is enlarged, or nothing.
    """

    id: ClassVar[str] = "metrics"
    icon: ClassVar[str] = "chart-line"
    heard: ClassVar[tuple[str, ...]] = ("on-metrics",)

    def __init__(self, running: Running, large: str = "") -> None:
        super().__init__(running)
        self.large = large
        self._off: set[tuple[str, str]] = set()
        self._begin = large

    # -- What is shown ------------------------------------------------------------------------------------------------

    def main(self) -> Widget:
        """The wall, or one metric of it."""
        return guarded(self.name(), self._main, self.stage.rebuild)

    def _main(self) -> Widget:
        wall: MetricsWall | None = self.running.latest("metrics")
        if wall is None:
            return Panel(self.name(), Nothing(say("play.loading"), icon="hourglass"), style=Style(grow=1, basis=0))
        if not wall.panels:
            return Panel(self.name(), Nothing(say("metrics.empty"), icon="chart-line"), style=Style(grow=1, basis=0))
        one = next((panel for panel in wall.panels if panel.id == self.large), None)
        return self._wall(wall) if one is None else self._one(one)

    def _happenings(self) -> tuple[Happening, ...]:
        return done(self.running.latest("catalogue"), self.running.latest("timeline"))

    @property
    def _week(self) -> int:
        return self.running.status.week if self.running.status is not None else 1

    def _wall(self, wall: MetricsWall) -> Widget:
        theme = self.stage.theme
        room = self.stage.size[0] / theme.scale - RAIL - 4 * 12 - right_width(self.stage) - 16
        across = max(1, min(4, int((room + 12) // (theme.grown(_LEAST) + 12))))
        happenings = self._happenings()
        charts = [self._small(panel, happenings) for panel in wall.panels]
        high = theme.grown(_CHART)
        rows = []
        for at in range(0, len(charts), across):
            line: list[Widget] = list(charts[at : at + across])
            line += [Widget(style=Style(grow=1, basis=0, min_width=200)) for _ in range(across - len(line))]
            rows.append(row(*line, gap=12, align="stretch", height=high, shrink=0))
        return Scroller(
            column(*rows, gap=12), style=Style(grow=1, basis=0, min_height=0, min_width=0), key="wall", padding=6
        )

    def _small(self, panel: MetricPanel, happenings: tuple[Happening, ...]) -> Widget:
        return ChartView(
            chart_of(panel, self._week, happenings, self._hidden(panel.id), durations=self.stage.settings.durations),
            press=self._enlarger(panel.id),
            action=say("metrics.enlarge"),
            key=panel.id,
        )

    def _hidden(self, metric: str) -> list[str]:
        return [source for known, source in self._off if known == metric]

    def _enlarger(self, metric: str) -> Callable[[], Move | None]:
        def press() -> Move | None:
            self.large = metric
            self.stage.rebuild()
            return None

        return press

    def side(self) -> list[Widget]:
        """What nobody reports."""
        try:
            wall: MetricsWall | None = self.running.latest("metrics")
        except Exception:  # noqa: BLE001 - the wall says so itself
            return []
        if wall is None or not wall.unreported:
            return []
        names = ", ".join(name for _, name in wall.unreported)
        return [
            Panel(
                say("metrics.unreported"),
                Label(names, "body", "muted"),
                Label(say("metrics.empty"), "body", "muted"),
                icon="eye",
                gap=8,
                key="unreported",
            )
        ]

    # -- One metric ---------------------------------------------------------------------------------------------------

    def _one(self, panel: MetricPanel) -> Widget:
        bindings = self.stage.bindings
        chart = ChartView(
            chart_of(
                panel,
                self._week,
                self._happenings(),
                self._hidden(panel.id),
                large=True,
                durations=self.stage.settings.durations,
            ),
            press=lambda: self._why(panel),
            action=say("metrics.ask_why", sign=bindings.sign("why")),
            key=panel.id,
            style=Style(grow=1, basis=0, min_height=self.stage.theme.grown(300)),
        )
        tools = row(
            Button(say("metrics.wall"), self._shrink, "quiet", icon="chevron-left", key="wall-button"),
            spacer(),
            Button(
                say("metrics.why", sign=bindings.sign("why")), lambda: self._why(panel), icon="circle-help", key="why",
                says=say("metrics.why_says"),
            ),
            Button(
                say("metrics.audit", sign=bindings.sign("audit")), lambda: self._audit(panel), icon="search",
                key="audit", says=say("metrics.audit_says"),
            ),
            gap=8,
            shrink=0,
            wrap=True,
        )  # fmt: skip
        sources = [self._source(panel, n, series) for n, series in enumerate(panel.sources)]
        told = Scroller(
            column(Label(panel.definition, "body", "muted"), *sources, gap=14),
            style=Style(grow=0, shrink=1, basis="auto", max_height=self.stage.theme.grown(230), min_height=0),
            key="sources",
            padding=4,
        )
        return column(tools, chart, told, gap=10, grow=1, basis=0, min_height=0, min_width=0)

    def _source(self, panel: MetricPanel, n: int, series: SourceSeries) -> Widget:
        """What a source counts, where it stands, and what an audit told of it."""

        def change(on: bool) -> Move | None:
            self._toggle(panel.id, series.id, on=on)
            return None

        shown = (panel.id, series.id) not in self._off
        tick = Tick(
            f"{n + 1}  {series.name}",
            shown,
            change,
            key=f"source-{n + 1}",
            says=say("metrics.tick", source=series.name),
        )
        said = [series.definition]
        if series.lag_weeks:
            said.append(say("metrics.lag", weeks=series.lag_weeks))
        if series.band is not None:
            low, high = (number(round(value, panel.decimals), panel.decimals) for value in series.band)
            said.append(say("metrics.usual", low=low, high=high))
        audited = series.audited
        if audited is None:
            said.append(say("metrics.unaudited"))
        elif audited.low is not None and audited.high is not None:
            low, high = (f"{100 * value:+.0f} %".replace("-", "−") for value in (audited.low, audited.high))
            said.append(say("metrics.audited_deep", week=audited.week, low=low, high=high))
        else:
            said.append(say("metrics.audited", week=audited.week))
        head: list[Widget] = [tick, spacer()]
        threshold = threshold_of(panel.id)
        last = series.points[-1].value if series.points else None
        state = threshold.state(last, series.baseline) if threshold is not None else None
        if last is not None:
            latest = say("metrics.latest", value=number(round(last, panel.decimals), panel.decimals), unit=panel.unit)
            head.append(Label(latest, "body", wraps=False, tabular=True))
        if state is not None:
            head.append(row(Badge(state), shrink=0))
        return column(row(*head, gap=12, wrap=True, shrink=0), Label(" ".join(said), "body", "muted"), gap=2, shrink=0)

    # -- What can be done ---------------------------------------------------------------------------------------------

    def _toggle(self, metric: str, source: str, *, on: bool) -> None:
        if on:
            self._off.discard((metric, source))
        else:
            self._off.add((metric, source))
        self.stage.rebuild()

    def _shrink(self) -> Move | None:
        self._begin, self.large = self.large, ""
        self.stage.rebuild()
        return None

    def _panel(self) -> MetricPanel | None:
        """The metric that is enlarged, or that has the focus."""
        focused = self.stage.focused
        wanted = self.large or ("" if focused is None else focused.key)
        wall: MetricsWall | None = self.running.latest("metrics")
        return next((panel for panel in wall.panels if panel.id == wanted), None) if wall is not None else None

    def _why(self, panel: MetricPanel) -> Move:
        """Ask why about the week that is pointed at, else the last one."""
        from engine.ui.screens.why import WhyScreen

        self.stage.settle()
        tree = self.stage.front.tree
        view = next((w for w in tree.walk() if isinstance(w, ChartView) and w.key == panel.id), None) if tree else None
        week = view.week if view is not None else None
        shown = [series for series in panel.sources if series.points and (panel.id, series.id) not in self._off]
        if week is not None:
            shown = [series for series in shown if any(point.week == week for point in series.points)] or shown
        if not shown:
            self.stage.tell(say("metrics.empty"))
            return STAY
        at = int(week) if week is not None else shown[0].points[-1].week
        return Push(WhyScreen(self.running, panel, shown[0], at))

    def _audit(self, panel: MetricPanel) -> Move:
        from engine.ui.screens.act import ActScreen

        return Push(
            ActScreen(self.running, "audit", {"source": panel.sources[0].id}, only=("source", "depth"), of=panel.id)
        )

    def on(self, event: Event) -> Move | None:
        """Why, audits, and digits for sources."""
        if not isinstance(event, Asked):
            return None
        if event.action == "back" and self.large:
            self._shrink()
            return STAY
        digit = event.action.startswith("choose-")
        if event.action not in ("why", "audit") and not digit:
            return None
        panel = self._panel()
        if panel is None:
            self.stage.tell(say("metrics.choose"))
            return STAY
        if event.action == "why":
            return self._why(panel)
        if event.action == "audit":
            return self._audit(panel)
        at = int(event.action[-1]) - 1
        if at < len(panel.sources):
            source = panel.sources[at].id
            self._toggle(panel.id, source, on=(panel.id, source) in self._off)
        return STAY

    def first_focus(self) -> str:
        """The metric that is enlarged, or was."""
        return self.large or self._begin


def samples() -> Samples:
    """Pictures: the wall, one metric enlarged, a company that reports nothing, figures that cannot be read."""
    from engine.errors import InputError
    from engine.ui.example import still
    from engine.ui.example_company import directory, shelf, wall

    def shown(large: str = "") -> Screen:
        return MetricsScreen(still(metrics=wall(), catalogue=shelf(), directory=directory(), timeline=None), large)

    return {
        "normal": shown,
        "large": lambda: shown("flow.lead"),
        "break": lambda: shown("flow.wip"),
        "empty": lambda: MetricsScreen(still(metrics=MetricsWall((), wall().unreported))),
        "error": lambda: MetricsScreen(
            still(metrics=InputError("week 9: the figures of 'tracker-lead' are not there"))
        ),
    }


SCREEN = MetricsScreen
