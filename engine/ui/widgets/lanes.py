"""Lanes of marks by week, with a week that is looked at: left and right move it, and so does the pointer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pygame

from engine.ui import shapes, texts
from engine.ui.canvas import Canvas
from engine.ui.events import Asked, Event, Pointer
from engine.ui.layout import Measured, Style
from engine.ui.moves import STAY, Move
from engine.ui.theme import Role
from engine.ui.widget import Widget
from engine.views.moments import LANES, Lane, Mark, Timeline

MARKS: Final[dict[Lane, shapes.Mark]] = {
    "commands": "triangle",
    "cards": "diamond",
    "incidents": "octagon",
    "reports": "square",
    "predictions": "circle",
}
_COLOURS: Final[dict[Lane, Role]] = {
    "commands": "primary",
    "cards": "text",
    "incidents": "act",
    "reports": "twin",
    "predictions": "watch",
}
_LANE, _PAD, _SIZE = 36.0, 12.0, 14.0


class Lanes(Widget):
    """A timeline.

    Args:
        shown: what happened when.
        last: the week at the right, as the tenure's last.
        now: the week that is looked at.
        change: is told of another week.
        says: what is to be said of a week.
    """

    focusable = True
    hot = True

    def __init__(
        self,
        shown: Timeline,
        last: int,
        now: int,
        change: Callable[[int], Move | None],
        *,
        says: Callable[[int], str],
        key: str = "",
    ) -> None:
        super().__init__(key=key, style=Style(shrink=0))
        self._shown, self._last, self._now, self._change, self._says = shown, last, now, change, says

    def measure(self, width: float | None, least: bool) -> Measured:
        """A row for each lane, and one for the weeks."""
        theme = self.stage.theme
        rows = 1 + bool(self._shown.gaps)  # of words: the weeks, and above the lanes what the log lacks
        tall = len(LANES) * theme.px(theme.grown(_LANE)) + rows * (self.stage.fonts.face("body").line + theme.px(8))
        return (theme.px(400) if least or width is None else width), tall

    # -- Places -------------------------------------------------------------------------------------------------------

    def _plot(self) -> pygame.Rect:
        face, px = self.stage.fonts.face("label"), self.stage.theme.px
        names = max(face.width(texts.say(f"timeline.{lane}")) for lane in LANES) + px(2 * _PAD)
        tall = len(LANES) * px(self.stage.theme.grown(_LANE))
        right = max(px(2 * _PAD), self.stage.fonts.face("body").width("w000", True) // 2 + px(6))
        top = self.rect.y + (self.stage.fonts.face("body").line + px(4) if self._shown.gaps else 0)
        return pygame.Rect(self.rect.x + names, top, self.rect.width - names - right, tall)

    def _x(self, week: float) -> int:
        plot = self._plot()
        first, span = self._shown.first_week, max(1, self._last - self._shown.first_week)
        return plot.x + round((week - first) / span * plot.width)

    def _week(self, x: int) -> int:
        plot = self._plot()
        span = max(1, self._last - self._shown.first_week)
        return self._shown.first_week + round((x - plot.x) / max(1, plot.width) * span)

    # -- Events -------------------------------------------------------------------------------------------------------

    def on(self, event: Event) -> Move | None:
        """Arrows, pages of a quarter, first and last; the pointer where it is pressed."""
        if isinstance(event, Asked):
            first, last = self._shown.first_week, self._shown.last_week + 1
            to = {
                "left": self._now - 1,
                "right": self._now + 1,
                "page-up": self._now - 13,
                "page-down": self._now + 13,
                "first": first,
                "last": last,
            }.get(event.action)
            return None if to is None else self._take(to)
        if isinstance(event, Pointer) and event.kind == "press":
            return self._take(self._week(event.x))
        if isinstance(event, Pointer) and event.kind == "move" and self.pressed:
            return self._take(self._week(event.x))
        return STAY if isinstance(event, Pointer) and event.kind == "release" else None

    def _take(self, week: int) -> Move:
        week = max(self._shown.first_week, min(self._shown.last_week + 1, week))
        move = self._change(week) if week != self._now else None
        return STAY if move is None else move

    def says(self) -> str:
        """The week that is looked at."""
        return self._says(self._now)

    def tip_at(self, x: int, y: int) -> str:
        """What the marks near the pointer are."""
        plot = self._plot()
        if not plot.collidepoint(x, y):
            return ""
        lane = LANES[min(len(LANES) - 1, (y - plot.y) * len(LANES) // max(1, plot.height))]
        reach = self.stage.theme.px(8)
        near = [mark for mark in self._shown.lanes.get(lane, ()) if abs(self._x(mark.week) - x) <= reach]
        return "\n".join(texts.say("timeline.tip", week=mark.week, what=mark.text) for mark in near[:3])

    # -- Drawing ------------------------------------------------------------------------------------------------------

    def paint(self, canvas: Canvas) -> None:
        """Lanes, marks, gaps, the week that is looked at."""
        plot, tall = self._plot(), self.stage.theme.px(self.stage.theme.grown(_LANE))
        self._ground(canvas, plot)
        self._gaps(canvas, plot)
        face = canvas.fonts.face("label")
        for n, lane in enumerate(LANES):
            top = plot.y + n * tall
            middle = top + tall // 2
            canvas.text(
                texts.say(f"timeline.{lane}"), (self.rect.x + canvas.px(_PAD), middle - face.line // 2), "label"
            )
            canvas.fill(pygame.Rect(plot.x, middle, plot.width, canvas.px(1)), "line")
            self._marks(canvas, lane, middle)
        self._cursor(canvas, plot)
        self._axis(canvas, plot)

    def _ground(self, canvas: Canvas, plot: pygame.Rect) -> None:
        """The history darker than the tenure; weeks to come are blank."""
        begin, end = self._x(self._shown.first_week), self._x(0.5)
        if end > begin:
            canvas.fill(pygame.Rect(begin, plot.y, end - begin, plot.height), canvas.tint("edge", "panel", 0.10))

    def _marks(self, canvas: Canvas, lane: Lane, y: int) -> None:
        size = canvas.theme.grown(_SIZE)
        for mark in self._shown.lanes.get(lane, ()):
            x = self._x(mark.week)
            if mark.until is not None and mark.until > mark.week:
                end = min(self._x(mark.until), self._plot().right)
                bar = pygame.Rect(x, y - canvas.px(2), end - x, canvas.px(4))
                canvas.fill(bar, canvas.tint(_COLOURS[lane], "panel", 0.6))
            fill = _COLOURS[lane] if mark.accepted else "panel"
            canvas.mark(MARKS[lane], size, (x, y), fill, _COLOURS[lane], 1.6)

    def _gaps(self, canvas: Canvas, plot: pygame.Rect) -> None:
        """Weeks that the log lacks: hatched, so that nobody takes them for quiet ones."""
        face = canvas.fonts.face("body")
        for first, last, name in self._shown.gaps:
            left, right = self._x(first - 0.5), self._x(last + 0.5)
            box = pygame.Rect(left, plot.y, max(canvas.px(6), right - left), plot.height)
            canvas.fill(box, "panel")
            with canvas.clipped(box):
                step = canvas.px(10)
                for x in range(box.x - box.height, box.right, step):
                    pygame.draw.aaline(
                        canvas.surface, canvas.colour("edge"), (x, box.bottom), (x + box.height, box.top)
                    )
            x = max(plot.x, min(box.x, plot.right - face.width(name)))
            canvas.text(name, (x, self.rect.y), "body", "watch")

    def _cursor(self, canvas: Canvas, plot: pygame.Rect) -> None:
        x = self._x(self._now)
        canvas.fill(pygame.Rect(x - canvas.px(1), plot.y, canvas.px(2), plot.height), "primary")

    def _axis(self, canvas: Canvas, plot: pygame.Rect) -> None:
        """Weeks below the lanes; the one that is looked at in a box, and none that would touch it."""
        face = canvas.fonts.face("body")
        y = plot.bottom + canvas.px(4)
        here = texts.say("chart.week", week=self._now)
        wide = face.width(here, True) + canvas.px(10)
        left = max(plot.x, min(plot.right - wide, self._x(self._now) - wide // 2))
        box = pygame.Rect(left, y, wide, face.line)
        canvas.panel(box, "primary", None, 4)
        canvas.text(here, (box.centerx, y), "body", "on_primary", anchor="centre", tabular=True)
        room = face.width("w000") * 2
        step = next(s for s in (1, 2, 4, 13, 26, 52, 104) if s == 104 or self._x(s) - self._x(0) >= room)
        first = -(-self._shown.first_week // step) * step
        for week in range(first, self._last + 1, step):
            word = texts.say("chart.week", week=week)
            half = face.width(word, True) // 2
            x = self._x(week)
            if x + half < box.left - canvas.px(4) or x - half > box.right + canvas.px(4):
                canvas.text(word, (x, y), "body", "muted", anchor="centre", tabular=True)


def jumps(lanes: Mapping[Lane, Sequence[Mark]]) -> list[int]:
    """Weeks in which something happened, in order."""
    return sorted({mark.week for lane in LANES for mark in lanes.get(lane, ())})
