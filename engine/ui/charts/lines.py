"""Series by week as lines: sources told apart by colour, marker and dash; gaps stay gaps."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pygame

from engine.ui import texts
from engine.ui.canvas import Canvas
from engine.ui.charts import heading
from engine.ui.charts.model import Bracket, Line, LineChart, Point
from engine.ui.charts.scale import Axis, printed, rounded_range, ticks
from engine.ui.charts.strokes import Sheet, faint
from engine.ui.palette import colour
from engine.ui.theme import Role

_WEEKS = (1, 2, 4, 5, 10, 13, 20, 26, 52, 104)
_LEAST_PLOT = 60.0


@dataclass(frozen=True)
class Plot:
    """Where a chart's plot is, and its axes in device pixels of the surface."""

    rect: pygame.Rect
    weeks: Axis
    values: Axis


def draw(chart: LineChart, canvas: Canvas, rect: pygame.Rect) -> Plot:
    """Draw a chart into a rectangle.

    Args:
        chart: what it shows.
        canvas: what is drawn on; below it lies the colour of a panel.
        rect: where.

    Returns:
        Its plot, for what points at weeks in it.
    """
    caption = " · ".join(part for part in (chart.origin, chart.age) if part)
    top = heading.draw(canvas, rect, chart.title, chart.unit, caption, _entries(chart, canvas), chart.aside)
    face = canvas.fonts.face("body")
    low, high, step = rounded_range(_values(chart), zero=True, most=_steps(rect.bottom - top, face.line))
    labels = [printed(value, step) for value in ticks(low, high, step)]
    left = rect.x + max(face.width(label, True) for label in labels) + canvas.px(10)
    bottom = rect.bottom - face.line - canvas.px(2)
    top += face.line // 2
    high_px = max(canvas.px(_LEAST_PLOT), bottom - top)
    # A little room right of the last week, so that its marker and label are whole.
    plot = pygame.Rect(left, top, max(canvas.px(_LEAST_PLOT), rect.right - left), high_px)
    pad = canvas.px(8)
    weeks = Axis(chart.first, chart.last, plot.left + pad, plot.right - pad)
    found = Plot(plot, weeks, Axis(low, high, plot.bottom - canvas.px(1), plot.top))
    _axes(canvas, found, labels, ticks(low, high, step))
    sheet = Sheet(plot.size, canvas.colour("panel"), canvas.theme.scale)
    _Drawing(chart, canvas, sheet, found).draw()
    canvas.surface.blit(sheet.done(), plot)
    _words(chart, canvas, found)
    return found


def _entries(chart: LineChart, canvas: Canvas) -> list[heading.Entry]:
    entries = [heading.source_entry(canvas, line.label, line.source, line.age, line.on) for line in chart.lines]
    if chart.twin is not None:
        dash = canvas.theme.palette.twin.dash
        entries.append(heading.Entry(chart.twin.label, canvas.colour("twin"), None, dash, _share(canvas)))
    if chart.wobble is not None and chart.wobble.label:
        entries.append(heading.Entry(chart.wobble.label, canvas.colour("edge"), band=0.3, stroke=False))
    plain = len(entries) == 1 and not (chart.lines and chart.lines[0].label != chart.origin)
    return [] if plain else entries


def _share(canvas: Canvas) -> float:
    return canvas.theme.palette.twin.band_percent / 100


def _steps(room: int, line: int) -> int:
    """How many steps an axis can have so that its labels stand apart."""
    return max(2, min(5, int(room / (line * 2))))


def _values(chart: LineChart) -> list[float]:
    found = [value for line in chart.lines if line.on for _, value in line.points if value is not None]
    found += [value for line in chart.lines if line.on for _, value in line.restated]
    found += [value for bracket in chart.brackets for value in (bracket.low, bracket.high)]
    if chart.twin is not None:
        found += [value for _, value in chart.twin.points if value is not None]
        found += [value for _, low, high in chart.twin.band for value in (low, high)]
    if chart.wobble is not None:
        found += [value for _, low, high in chart.wobble.points for value in (low, high)]
    return found


def _axes(canvas: Canvas, plot: Plot, labels: Sequence[str], values: Sequence[float]) -> None:
    face = canvas.fonts.face("body")
    for label, value in zip(labels, values, strict=True):
        y = round(plot.values.at(value))
        at = (plot.rect.left - canvas.px(10), y - face.line // 2)
        canvas.text(label, at, "body", "muted", anchor="right", tabular=True)
    wide = face.width(texts.say("chart.week", week="−26")) + canvas.px(18)
    span = plot.weeks.high - plot.weeks.low
    room = max(1.0, plot.rect.width / wide)
    step = next((weeks for weeks in _WEEKS if span / weeks <= room), _WEEKS[-1])
    first = -(-plot.weeks.low // step) * step
    places: list[tuple[int, int, str]] = []
    week = first
    while week <= plot.weeks.high:
        text = texts.say("chart.week", week=f"{week:g}".replace("-", "−"))
        wide = face.width(text)
        left = max(plot.rect.left, min(round(plot.weeks.at(week)) - wide // 2, plot.rect.right - wide))
        places.append((left, wide, text))
        week += step
    if len(places) > 1 and places[0][0] + places[0][1] + canvas.px(8) > places[1][0]:
        del places[0]  # it was moved to the right to fit, and would run into the next
    for left, _, text in places:
        canvas.text(text, (left, plot.rect.bottom + canvas.px(2)), "body", "muted")


class _Drawing:
    """One chart being drawn on its large sheet."""

    def __init__(self, chart: LineChart, canvas: Canvas, sheet: Sheet, plot: Plot) -> None:
        self.chart, self.canvas, self.sheet, self.plot = chart, canvas, sheet, plot
        self.thin = canvas.px(1)
        self.ground = canvas.colour("panel")

    def at(self, week: float, value: float) -> tuple[float, float]:
        """A point on the sheet."""
        return self.plot.weeks.at(week) - self.plot.rect.left, self.plot.values.at(value) - self.plot.rect.top

    def draw(self) -> None:
        """Everything, from what lies lowest."""
        chart, canvas = self.chart, self.canvas
        for span in chart.spans:
            left, right = self.at(span.begin, 0)[0], self.at(span.end, 0)[0]
            corners = [(left, 0.0), (right, 0.0), (right, self.sheet.size[1]), (left, self.sheet.size[1])]
            self.sheet.area(corners, canvas.colour("edge"), 0.16)
        if chart.wobble is not None:
            self._band(chart.wobble.points, "edge", 0.30)
        if chart.twin is not None:
            self._band(chart.twin.band, "twin", _share(canvas))
        self._grid()
        for happening in chart.happenings:
            x = self.at(happening.week, 0)[0]
            self.sheet.rule((x, 0), (x, self.sheet.size[1]), canvas.colour("text"), self.thin, self._dash((4, 4)))
        if chart.twin is not None:
            for run in runs(chart.twin.points):
                places = [self.at(*point) for point in run]
                dash = self._dash(canvas.theme.palette.twin.dash)
                self.sheet.line(places, canvas.colour("twin"), 1.5 * canvas.theme.scale, dash)
        for line in reversed(chart.lines):
            if line.on:
                self._line(line)
        for bracket in chart.brackets:
            self._bracket(bracket)

    def _dash(self, pattern: Sequence[float]) -> list[float]:
        return [part * self.canvas.theme.scale for part in pattern]

    def _grid(self) -> None:
        axis = self.plot.values
        low, high, step = rounded_range(
            _values(self.chart), zero=True, most=_steps(self.plot.rect.height, self.canvas.fonts.face("body").line)
        )
        shade = faint(self.canvas.colour("line"), self.ground, 0.55)
        for value in ticks(low, high, step):
            y = axis.at(value) - self.plot.rect.top
            self.sheet.rule((0, y), (self.sheet.size[0], y), shade, self.thin)

    def _band(self, points: Sequence[tuple[float, float, float]], role: str, share: float) -> None:
        upper = [self.at(week, high) for week, _, high in points]
        lower = [self.at(week, low) for week, low, _ in points]
        shade = self.canvas.colour("twin" if role == "twin" else "edge")
        self.sheet.area([*upper, *reversed(lower)], shade, share)

    def _line(self, line: Line) -> None:
        look = self.canvas.theme.source(line.source)
        shade = colour(look.colour)
        scale = self.canvas.theme.scale
        for run in runs(line.points):
            self.sheet.line([self.at(*point) for point in run], shade, 2 * scale, self._dash(look.dash))
        many = sum(value is not None for _, value in line.points)
        every = _every(many, self.sheet.size[0] / scale)
        shown = [(week, value) for week, value in line.points if value is not None]
        for number, (week, value) in enumerate(shown):
            hollow = line.provisional_from is not None and week >= line.provisional_from
            alone = self._alone(line.points, week)
            if hollow or alone or number == len(shown) - 1 or number % every == every - 1:
                self.sheet.mark(look.marker, self.at(week, value), 9 * scale, shade, hollow=hollow)
        for week, value in line.restated:
            place = self.at(week, value)
            self.sheet.mark(look.marker, place, 10 * scale, shade, hollow=True)
            self.sheet.cross(place, 17 * scale, self.canvas.colour("text"))

    @staticmethod
    def _alone(points: Sequence[Point], week: float) -> bool:
        """Whether a point has a gap on both sides, so that no line would show it."""
        at = next(n for n, (known, _) in enumerate(points) if known == week)
        before = points[at - 1][1] if at else None
        after = points[at + 1][1] if at + 1 < len(points) else None
        return before is None and after is None

    def _bracket(self, bracket: Bracket) -> None:
        shade = self.canvas.colour("text")
        wide = 7 * self.canvas.theme.scale
        x, low = self.at(bracket.week, bracket.low)
        high = self.at(bracket.week, bracket.high)[1]
        thick = 1.6 * self.canvas.theme.scale
        self.sheet.line([(x + wide, high), (x, high), (x, low), (x + wide, low)], shade, thick)


def runs(points: Sequence[Point]) -> Iterator[list[tuple[float, float]]]:
    """The stretches between gaps."""
    run: list[tuple[float, float]] = []
    for week, value in points:
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append((week, value))
    if run:
        yield run


def _every(points: int, width: float) -> int:
    """Of how many points one is marked, so that markers stand apart."""
    return max(1, round(points * 34 / max(1.0, width)))


def _words(chart: LineChart, canvas: Canvas, plot: Plot) -> None:
    """Words in the plot, each on its own ground, where they cover as little as can be and never each other."""
    crowd = _crowd(chart, plot)
    taken: list[pygame.Rect] = []
    for label, ink, places in _labels(chart, canvas, plot):
        free = [box for box in places if not any(box.colliderect(other) for other in taken)]
        if not label or not free:
            continue
        box = min(free, key=lambda one: sum(one.collidepoint(point) for point in crowd))
        taken.append(box)
        canvas.fill(box, "panel")
        canvas.text(label, (box.x + canvas.px(4), box.y), "body", ink)
    if not _values(chart) and chart.empty:
        flow = canvas.flows.flow(chart.empty, "body", plot.rect.width - canvas.px(24))
        at = (plot.rect.x + canvas.px(12), plot.rect.centery - flow.height // 2)
        canvas.fill(pygame.Rect(at[0] - canvas.px(4), at[1], flow.width + canvas.px(8), flow.height), "panel")
        canvas.flow(flow, at, "muted")


def _labels(chart: LineChart, canvas: Canvas, plot: Plot) -> Iterator[tuple[str, Role, list[pygame.Rect]]]:
    """Each label with the places where it may stand, the best first."""
    face = canvas.fonts.face("body")
    away, inner = canvas.px(6), plot.rect
    rows = range(inner.top, max(inner.top + 1, inner.bottom - face.line + 1), face.line)

    def box(label: str, x: float, y: float) -> pygame.Rect:
        return pygame.Rect(round(x), round(y), face.width(label) + canvas.px(8), face.line).clamp(inner)

    for happening in chart.happenings:
        x, wide = plot.weeks.at(happening.week), face.width(happening.label) + canvas.px(8)
        right, left = x + away, x - away - wide
        sides = [right] if left < inner.left else [left] if right + wide > inner.right else [right, left]
        yield happening.label, "text", [box(happening.label, side, y) for y in rows for side in sides]
    for bracket in chart.brackets:
        x, wide = plot.weeks.at(bracket.week), face.width(bracket.label) + canvas.px(8)
        low, high = plot.values.at(bracket.low), plot.values.at(bracket.high)
        levels = [low + canvas.px(2), high - face.line - canvas.px(2), (low + high - face.line) / 2]
        corners = [(x - wide / 2, level) for level in levels[:2]] + [(x - wide - away, level) for level in levels]
        yield bracket.label, "text", [box(bracket.label, *corner) for corner in corners]
    for span in chart.spans:
        middle = plot.weeks.at((span.begin + span.end) / 2) - face.width(span.label) / 2
        yield span.label, "muted", [box(span.label, middle, y) for y in reversed(rows)]


def _crowd(chart: LineChart, plot: Plot) -> list[tuple[float, float]]:
    """Places that lines go through, close enough together that no label slips between them."""
    found: list[tuple[float, float]] = []
    lines: list[Sequence[Point]] = [line.points for line in chart.lines if line.on]
    if chart.twin is not None:
        lines.append(chart.twin.points)
    for points in lines:
        for run in runs(points):
            places = [(plot.weeks.at(week), plot.values.at(value)) for week, value in run]
            found += places[-1:]
            for (x0, y0), (x1, y1) in itertools.pairwise(places):
                found += [(x0 + (x1 - x0) * n / 4, y0 + (y1 - y0) * n / 4) for n in range(4)]
    return found
