"""A chart on screen: drawn when its data, size or look change, and kept as a picture until then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pygame

from engine.ui import texts
from engine.ui.cache import Cache
from engine.ui.canvas import Canvas
from engine.ui.charts import bars, dots, lines
from engine.ui.charts.model import BarChart, Chart, DotStrip, LineChart
from engine.ui.charts.scale import printed
from engine.ui.events import Asked, Event, Pointer
from engine.ui.fonts import area_bytes
from engine.ui.layout import Measured, Style
from engine.ui.moves import STAY, Move
from engine.ui.record import Recorder, TextDraw
from engine.ui.widget import Widget

MOST_BYTES = 96 << 20
PAD = 16.0


@dataclass
class Picture:
    """A chart as drawn, at the top left of nothing; with what checks want to know of its texts."""

    surface: pygame.Surface
    plot: lines.Plot | None
    texts: list[TextDraw] = field(default_factory=list)


pictures: Cache[Picture] = Cache(256, lambda picture: area_bytes(picture.surface), MOST_BYTES)


@dataclass
class _Cursor:
    """The week that is pointed at; None for none."""

    week: float | None = None


@dataclass
class _Shown:
    """The picture that is on screen, which stays there until the next one is drawn."""

    picture: Picture | None = None


class ChartView(Widget):
    """A panel with a chart on it.

    Args:
        chart: what it shows.
        press: what Enter does, or None.
        action: what Enter does, in words.
        height: in pixels of the design, if the chart does not take what room there is.
    """

    hot = True

    def __init__(
        self,
        chart: Chart,
        *,
        press: Callable[[], Move | None] | None = None,
        action: str = "",
        key: str = "",
        height: float | None = None,
        style: Style | None = None,
    ) -> None:
        base = style if style is not None else Style(grow=1, basis=0, min_width=200)
        if height is not None:
            base = Style(height=height, shrink=0)
        super().__init__(style=base, key=key)
        self.chart, self._press, self._action = chart, press, action
        self.focusable = True
        self._cursor, self._shown = _Cursor(), _Shown()

    def prepare(self) -> None:
        """Remember the week that is pointed at."""
        self._cursor = self.remembered("cursor", _Cursor)
        self._shown = self.remembered("shown", _Shown)

    def measure(self, width: float | None, least: bool) -> Measured:
        """Whatever there is room for, and never so little that its labels meet."""
        theme = self.stage.theme
        high = theme.px(theme.grown(_least_height(self.chart)))
        return (theme.px(theme.grown(240)) if least or width is None else width), high

    # -- Events -------------------------------------------------------------------------------------------------------

    def _weeks(self) -> list[float]:
        if not isinstance(self.chart, LineChart):
            return []
        return sorted(
            {week for line in self.chart.lines if line.on for week, value in line.points if value is not None}
        )

    def on(self, event: Event) -> Move | None:
        """Left and right point at weeks, Enter opens; the pointer too."""
        if isinstance(event, Asked):
            if event.action == "enter" and self._press is not None:
                move = self._press()
                return STAY if move is None else move
            return self._pointed(event.action)
        if isinstance(event, Pointer) and event.kind == "move":
            return self._under(event.x, event.y)
        if isinstance(event, Pointer) and event.kind == "release" and self._press is not None:
            move = self._press() if self.rect.collidepoint(event.x, event.y) else None
            return STAY if move is None else move
        return STAY if isinstance(event, Pointer) and event.kind in ("press", "release") else None

    @property
    def week(self) -> float | None:
        """The week that is pointed at."""
        return self._cursor.week

    def _pointed(self, action: str) -> Move | None:
        weeks = self._weeks()
        if action not in ("left", "right", "first", "last") or not weeks:
            return None
        here = self._cursor.week
        if here is None:
            at = len(weeks) - 1
            if action == "right":
                return None
        else:
            at = weeks.index(here) if here in weeks else len(weeks) - 1
            at += {"left": -1, "right": 1}.get(action, 0)
        at = {"first": 0, "last": len(weeks) - 1}.get(action, at)
        if not 0 <= at < len(weeks):
            self._point(None)
            return STAY
        self._point(weeks[at])
        return STAY

    def _under(self, x: int, y: int) -> Move | None:
        picture = self._shown.picture
        if picture is None or picture.plot is None:
            return None
        plot = picture.plot.rect.move(self.rect.topleft)
        weeks = self._weeks()
        if not plot.collidepoint(x, y) or not weeks:
            self._point(None)
            return STAY
        axis = picture.plot.weeks
        self._point(min(weeks, key=lambda week: abs(axis.at(week) + self.rect.x - x)))
        return STAY

    def _point(self, week: float | None) -> None:
        if week != self._cursor.week:
            self._cursor.week = week
            self.repaint()
            for widget in self.stage.front.tree.walk() if self.stage.front.tree is not None else ():
                if widget.follows_focus:
                    widget.repaint()

    def values(self, week: float) -> list[tuple[str, float]]:
        """What each source says of a week."""
        if not isinstance(self.chart, LineChart):
            return []
        found = []
        for line in self.chart.lines:
            value = dict(line.points).get(week) if line.on else None
            if value is not None:
                found.append((line.label, value))
        return found

    def says(self) -> str:
        """What it shows; of a week, what each source says."""
        title = self.chart.title
        week = self._cursor.week
        if week is None:
            return f"{title}, {self.chart.unit}. {self._action}".rstrip(". ") + "."
        told = ", ".join(f"{label} {_round(value)}" for label, value in self.values(week))
        return f"{title}, {texts.say('chart.in_week', week=f'{week:g}')}: {told}."

    def ring(self) -> tuple[pygame.Rect, float] | None:
        """Around its panel."""
        return self.rect, self.stage.theme.palette.shape.radius

    # -- Drawing ------------------------------------------------------------------------------------------------------

    def _picture(self, recorder: Recorder | None) -> Picture | None:
        """The chart as drawn; None where its turn comes in the next frame."""
        theme = self.stage.theme
        key = (self.chart, self.rect.size, theme, recorder is not None)
        if key not in pictures and not self.stage.may_draw():
            self.moves = True
            self.stage.motion.wake_in(0)
            return None
        self.moves = False
        return pictures.get(key, lambda: self._drawn(recorder))

    def _drawn(self, recorder: Recorder | None) -> Picture:
        """The chart, on its panel, at the top left of a surface of its own."""
        own = Recorder() if recorder is not None else None
        surface = pygame.Surface(self.rect.size)
        canvas = Canvas(surface, self.stage.theme, self.stage.fonts, self.stage.flows, own)
        canvas.owner, canvas.container = self.path, surface.get_rect()
        canvas.fill(surface.get_rect(), "background")
        canvas.panel(surface.get_rect())
        inner = surface.get_rect().inflate(-2 * canvas.px(PAD), -2 * canvas.px(PAD - 2))
        plot: lines.Plot | None = None
        if isinstance(self.chart, LineChart):
            plot = lines.draw(self.chart, canvas, inner)
        elif isinstance(self.chart, DotStrip):
            dots.draw(self.chart, canvas, inner)
        elif isinstance(self.chart, BarChart):
            bars.draw(self.chart, canvas, inner)
        return Picture(surface, plot, own.texts if own is not None else [])

    def paint(self, canvas: Canvas) -> None:
        """The kept picture, and the week that is pointed at."""
        picture = self._picture(canvas.recorder) or self._before()
        if picture is None:
            canvas.panel(self.rect)
            return
        self._shown.picture = picture
        canvas.surface.blit(picture.surface, self.rect)
        if canvas.recorder is not None:
            clip = canvas.surface.get_clip()
            canvas.recorder.texts.extend(
                text.moved(self.rect, clip, canvas.layer, canvas.scrolls) for text in picture.texts
            )
        if picture.plot is not None and self._cursor.week is not None:
            self._paint_cursor(canvas, picture.plot, self._cursor.week)

    def _before(self) -> Picture | None:
        """What was shown last, until the new picture is drawn."""
        last = self._shown.picture
        return last if last is not None and last.surface.get_size() == self.rect.size else None

    def _paint_cursor(self, canvas: Canvas, plot: lines.Plot, week: float) -> None:
        x = self.rect.x + round(plot.weeks.at(week))
        top, bottom = self.rect.y + plot.rect.top, self.rect.y + plot.rect.bottom
        canvas.fill(pygame.Rect(x, top, canvas.px(1), bottom - top), "text")
        face = canvas.fonts.face("body")
        told = [texts.say("chart.in_week", week=f"{week:g}")]
        told += [f"{label} {_round(value)}" for label, value in self.values(week)]
        wide = max(face.width(line, True) for line in told) + canvas.px(20)
        box = pygame.Rect(x + canvas.px(10), top, wide, face.line * len(told) + canvas.px(12))
        if box.right > self.rect.right - canvas.px(8):
            box.right = x - canvas.px(10)
        box.clamp_ip(self.rect)
        canvas.layer += 1  # it covers what lies below, on purpose
        canvas.panel(box, "raised", "edge", 8)
        for n, line in enumerate(told):
            at = (box.x + canvas.px(10), box.y + canvas.px(6) + n * face.line)
            canvas.text(line, at, "body", "muted" if n == 0 else "text", tabular=True)
        canvas.layer -= 1


def _least_height(chart: Chart) -> float:
    """The height in which a chart's labels stand apart, in pixels of the design at 100 %."""
    if isinstance(chart, BarChart):
        return 130.0 + 44 * len(chart.rows)
    if isinstance(chart, LineChart):
        legend = len(chart.lines) + (chart.twin is not None) + (chart.wobble is not None and bool(chart.wobble.label))
        return 200.0 + 20 * (legend + 1) // 2
    return 200.0


def _round(value: float) -> str:
    """A value in three figures or so."""
    size = abs(value)
    return printed(value, 0.01 if size < 1 else 0.1 if size < 100 else 1.0)
