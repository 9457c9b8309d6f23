"""One dot for each world, on one axis: what a mean leaves out."""

from __future__ import annotations

import pygame

from engine.ui.canvas import Canvas
from engine.ui.charts import heading
from engine.ui.charts.model import DotStrip
from engine.ui.charts.scale import Axis, printed, rounded_range, ticks
from engine.ui.charts.strokes import Sheet, faint
from engine.ui.palette import colour

_DOT = 10.0


def draw(chart: DotStrip, canvas: Canvas, rect: pygame.Rect) -> None:
    """Draw a strip into a rectangle."""
    caption = " · ".join(part for part in (chart.origin, chart.age) if part)
    top = heading.draw(canvas, rect, chart.title, chart.unit, caption, [])
    face = canvas.fonts.face("body")
    bottom = rect.bottom - face.line - canvas.px(4)
    plot = pygame.Rect(rect.x, top, rect.width, max(canvas.px(40), bottom - top))
    every = [*chart.values, 0.0, *(chart.interval or ()), *(value for value, _ in chart.marked)]
    low, high, step = rounded_range(every, zero=False, most=max(2, rect.width // max(1, face.width("−000") * 3)))
    pad = face.width(printed(low, step)) // 2 + canvas.px(6)
    axis = Axis(low, high, plot.left + pad, plot.right - pad)
    for value in ticks(low, high, step):
        at = (round(axis.at(value)), plot.bottom + canvas.px(4))
        canvas.text(printed(value, step), at, "body", "muted", anchor="centre", tabular=True)
    sheet = Sheet(plot.size, canvas.colour("panel"), canvas.theme.scale)
    _draw_plot(chart, canvas, sheet, Axis(low, high, axis.begin - plot.left, axis.end - plot.left), (low, high, step))
    canvas.surface.blit(sheet.done(), plot)
    _words(chart, canvas, plot, axis)


def _draw_plot(chart: DotStrip, canvas: Canvas, sheet: Sheet, axis: Axis, grid: tuple[float, float, float]) -> None:
    scale, high = canvas.theme.scale, float(sheet.size[1])
    line = faint(canvas.colour("line"), canvas.colour("panel"), 0.6)
    for value in ticks(*grid):
        x = axis.at(value)
        strong = value == 0
        sheet.rule((x, 0), (x, high), canvas.colour("edge") if strong else line, canvas.px(1))
    base = high - _DOT * scale
    if chart.interval is not None:
        left, right = (axis.at(value) for value in chart.interval)
        sheet.area([(left, 0), (right, 0), (right, high), (left, high)], canvas.colour("twin"), 0.2)
    shade = colour(canvas.theme.source(0).colour)
    for value, level in stacked(chart.values, axis, _DOT * scale, base):
        sheet.mark("circle", (axis.at(value), base - level * _DOT * scale), 9 * scale, shade)
    if chart.mean is not None:
        x = axis.at(chart.mean)
        sheet.line([(x, 0), (x, high)], canvas.colour("text"), 2 * scale)
    for value, _ in chart.marked:
        x = axis.at(value)
        sheet.line([(x, 0), (x, high)], canvas.colour("twin"), 1.5 * scale, [4 * scale, 3 * scale])


def stacked(values: tuple[float, ...], axis: Axis, size: float, room: float) -> list[tuple[float, float]]:
    """Dots with the level each stands on, so that none hides another as far as there is room.

    Args:
        values: of the dots.
        axis: in device pixels.
        size: of a dot.
        room: above the lowest level.
    """
    most = max(1, int(room / size))
    ends: list[list[float]] = []
    placed: list[tuple[float, float]] = []
    for value in sorted(values):
        x = axis.at(value)
        free = (n for n, taken in enumerate(ends) if all(abs(x - other) >= size * 0.96 for other in taken))
        level = next(free, len(ends))
        if level == len(ends):
            ends.append([])
        ends[level].append(x)
        placed.append((value, level))
    tallest = max((level for _, level in placed), default=0)
    squeeze = 1.0 if tallest < most else most / (tallest + 1)
    return [(value, level * squeeze) for value, level in placed]


def _words(chart: DotStrip, canvas: Canvas, plot: pygame.Rect, axis: Axis) -> None:
    face = canvas.fonts.face("body")
    taken: list[pygame.Rect] = []
    for value, label in chart.marked:
        wide = face.width(label)
        x = round(axis.at(value)) + canvas.px(6)
        if x + wide > plot.right:
            x -= wide + canvas.px(12)
        box = pygame.Rect(x, plot.top, wide, face.line)
        while any(box.colliderect(other) for other in taken) and box.bottom + face.line <= plot.bottom:
            box.y += face.line
        taken.append(box)
        canvas.fill(box, "panel")
        canvas.text(label, box.topleft, "body", "text")
