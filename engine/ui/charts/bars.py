"""Estimates as bars from nothing, each with its interval."""

from __future__ import annotations

import pygame

from engine.ui.canvas import Canvas
from engine.ui.charts import heading
from engine.ui.charts.model import BarChart, Estimate
from engine.ui.charts.scale import Axis, printed, rounded_range, ticks
from engine.ui.charts.strokes import Sheet, faint
from engine.ui.palette import colour

_BAR, _GAP = 14.0, 4.0


def draw(chart: BarChart, canvas: Canvas, rect: pygame.Rect) -> None:
    """Draw bars into a rectangle."""
    caption = " · ".join(part for part in (chart.origin, chart.age) if part)
    entries = [heading.source_entry(canvas, name, n) for n, name in enumerate(chart.series)]
    top = heading.draw(canvas, rect, chart.title, chart.unit, caption, entries if len(entries) > 1 else [])
    face = canvas.fonts.face("body")
    labels = min(rect.width * 2 // 5, max((face.width(row.label) for row in chart.rows), default=0))
    bottom = rect.bottom - face.line - canvas.px(4)
    plot = pygame.Rect(rect.x + labels + canvas.px(12), top, rect.width - labels - canvas.px(12), max(1, bottom - top))
    known = [one for row in chart.rows for one in row.estimates if one is not None]
    every = [0.0, *(value for one in known for value in (one.low, one.high))]
    low, high, step = rounded_range(every, zero=False, most=max(2, plot.width // max(1, face.width("−000") * 3)))
    pad = face.width(printed(high, step)) // 2 + canvas.px(4)
    axis = Axis(low, high, plot.left + pad, plot.right - pad)
    for value in ticks(low, high, step):
        at = (round(axis.at(value)), plot.bottom + canvas.px(4))
        canvas.text(printed(value, step), at, "body", "muted", anchor="centre", tabular=True)
    sheet = Sheet(plot.size, canvas.colour("panel"), canvas.theme.scale)
    line = faint(canvas.colour("line"), canvas.colour("panel"), 0.6)
    for value in ticks(low, high, step):
        x = axis.at(value) - plot.left
        sheet.rule((x, 0), (x, plot.height), canvas.colour("edge") if value == 0 else line, canvas.px(1))
    tall = plot.height / max(1, len(chart.rows))
    for n, row in enumerate(chart.rows):
        middle = (n + 0.5) * tall
        flow = canvas.flows.flow(row.label, "body", labels)
        canvas.flow(flow, (rect.x, round(plot.top + middle - flow.height / 2)))
        _row(canvas, sheet, Axis(low, high, axis.begin - plot.left, axis.end - plot.left), row.estimates, middle, tall)
    canvas.surface.blit(sheet.done(), plot)


def _row(
    canvas: Canvas, sheet: Sheet, axis: Axis, estimates: tuple[Estimate | None, ...], middle: float, tall: float
) -> None:
    scale = canvas.theme.scale
    thick = min(_BAR * scale, (tall - _GAP * scale) / max(1, len(estimates)) - _GAP * scale)
    whole = len(estimates) * thick + (len(estimates) - 1) * _GAP * scale
    for n, estimate in enumerate(estimates):
        if estimate is None:
            continue
        y = middle - whole / 2 + n * (thick + _GAP * scale) + thick / 2
        look = canvas.theme.source(n)
        shade = colour(look.colour)
        left, right = sorted((axis.at(0.0), axis.at(estimate.value)))
        box = [(left, y - thick / 2), (right, y - thick / 2), (right, y + thick / 2), (left, y + thick / 2)]
        sheet.area(box, shade, 0.55)
        begin, end = axis.at(estimate.low), axis.at(estimate.high)
        ink = canvas.colour("text")
        sheet.line([(begin, y), (end, y)], ink, 1.6 * scale)
        for x in (begin, end):
            sheet.line([(x, y - thick * 0.32), (x, y + thick * 0.32)], ink, 1.6 * scale)
        sheet.mark(look.marker, (axis.at(estimate.value), y), 10 * scale, shade)
