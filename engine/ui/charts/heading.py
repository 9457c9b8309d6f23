"""What stands above every plot: title and unit, where the figures come from and how old they are, and the legend."""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from engine.ui import texts
from engine.ui.canvas import Canvas
from engine.ui.charts.strokes import Sheet
from engine.ui.palette import Colour, colour
from engine.ui.shapes import Mark

SAMPLE = 30.0  # pixels of the stroke in a legend


@dataclass(frozen=True)
class Entry:
    """A line of a legend.

    Attributes:
        text: the words.
        shade: colour of the stroke.
        marker: on the stroke, or None.
        dash: of the stroke.
        band: opacity of an area behind the stroke, 0 for none.
        stroke: whether there is one.
        on: whether it is shown in the plot.
    """

    text: str
    shade: Colour
    marker: Mark | None = None
    dash: tuple[int, ...] = ()
    band: float = 0.0
    stroke: bool = True
    on: bool = True


def draw(
    canvas: Canvas, rect: pygame.Rect, title: str, unit: str, caption: str, entries: list[Entry], aside: str = ""
) -> int:
    """Draw what stands above a plot, and tell where it ends.

    Args:
        canvas: what is drawn on.
        rect: of the chart.
        title: of it.
        unit: of its values.
        caption: where the figures come from, and how old they are.
        entries: of the legend; none for a chart of one plain series.
        aside: before the unit, as a disagreement value.

    Returns:
        The y below it, in device pixels.
    """
    face = canvas.fonts.face("body")
    strong = canvas.fonts.face("emphasis")
    right = f"{aside} · {unit}" if aside else unit
    beside = strong.width(title) + face.width(right) + canvas.px(12) <= rect.width
    y = rect.y
    flow = canvas.flows.flow(title, "emphasis", rect.width)
    canvas.flow(flow, (rect.x, y))
    if beside:
        canvas.text(right, (rect.right, y), "body", "muted", anchor="right")
    else:
        caption = " · ".join(part for part in (right, caption) if part)
    y += flow.height
    words = canvas.flows.flow(caption, "body", rect.width)
    canvas.flow(words, (rect.x, y), "muted")
    y += words.height
    return _legend(canvas, rect, y, entries) + canvas.px(8)


def _legend(canvas: Canvas, rect: pygame.Rect, y: int, entries: list[Entry]) -> int:
    if not entries:
        return y
    face = canvas.fonts.face("body")
    sample, gap, apart = canvas.px(SAMPLE), canvas.px(6), canvas.px(16)
    x = rect.x
    for entry in entries:
        wide = sample + gap + face.width(entry.text)
        if x > rect.x and x + wide > rect.right:
            x, y = rect.x, y + face.line
        _sample(canvas, entry, pygame.Rect(x, y, sample, face.line))
        canvas.text(entry.text, (x + sample + gap, y), "body", "text" if entry.on else "muted")
        x += wide + apart
    return y + face.line


def _sample(canvas: Canvas, entry: Entry, rect: pygame.Rect) -> None:
    sheet = Sheet(rect.size, canvas.colour("panel"), canvas.theme.scale)
    middle = rect.height / 2
    if entry.band:
        high = canvas.px(12)
        edge = [(0.0, middle - high / 2), (rect.width, middle - high / 2), (rect.width, middle + high / 2)]
        sheet.area([*edge, (0.0, middle + high / 2)], entry.shade, entry.band)
    if entry.stroke:
        dash = [part * canvas.theme.scale for part in entry.dash]
        shade = entry.shade if entry.on else canvas.colour("line")
        sheet.line([(0, middle), (rect.width, middle)], shade, canvas.theme.scale * 2, dash)
        if entry.marker is not None:
            sheet.mark(entry.marker, (rect.width / 2, middle), canvas.px(10), shade)
    canvas.surface.blit(sheet.done(), rect)


def source_entry(canvas: Canvas, label: str, source: int, age: str = "", on: bool = True) -> Entry:
    """The legend of a metric's source."""
    look = canvas.theme.source(source)
    words = f"{label}, {age}" if age else label
    if not on:
        words = texts.say("chart.hidden", source=words)
    return Entry(words, colour(look.colour), look.marker, look.dash, on=on)
