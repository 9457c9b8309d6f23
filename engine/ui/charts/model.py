"""What charts show: frozen, so that a picture of them can be kept until they change.

Every chart has a title, a unit, where its figures come from, and how old they are. None has a threshold or a verdict in
its plot: states are badges beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float | None]  # week, and value; None where the series is broken: the line gaps


@dataclass(frozen=True)
class Line:
    """One source of a metric.

    Attributes:
        label: the source's name.
        points: by week; nothing is drawn between a point and a None, and none is guessed.
        source: number of its look in the palette.
        age: how old its newest figure is, in words.
        provisional_from: week from which points are hollow, because they may still change.
        restated: points as they were first reported, drawn crossed out.
        on: whether it is shown; the legend keeps it either way.
    """

    label: str
    points: tuple[Point, ...]
    source: int = 0
    age: str = ""
    provisional_from: float | None = None
    restated: tuple[tuple[float, float], ...] = ()
    on: bool = True


@dataclass(frozen=True)
class Band:
    """A range by week: (week, low, high)."""

    label: str
    points: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Twin:
    """The same world without the change: a dashed line in a band."""

    label: str
    points: tuple[Point, ...]
    band: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True)
class Bracket:
    """A prediction at the week it is due: a range."""

    week: float
    low: float
    high: float
    label: str = ""


@dataclass(frozen=True)
class Span:
    """Weeks in which it is too early to tell."""

    begin: float
    end: float
    label: str = ""


@dataclass(frozen=True)
class Happening:
    """Something at a week, as a change that was launched."""

    week: float
    label: str


@dataclass(frozen=True)
class LineChart:
    """Series by week.

    Attributes:
        title: of the metric.
        unit: of its values.
        origin: where the figures come from, in words.
        age: how old they are, in words.
        lines: one for each source.
        first: week at the left.
        last: week at the right.
        wobble: the usual range.
        twin: the world without the change.
        brackets: predictions.
        spans: too early to tell.
        happenings: what was done when.
        aside: beside the title in place of the unit's line, as a disagreement value.
        empty: what is said where no source reports.
    """

    title: str
    unit: str
    origin: str
    age: str
    lines: tuple[Line, ...]
    first: float
    last: float
    wobble: Band | None = None
    twin: Twin | None = None
    brackets: tuple[Bracket, ...] = ()
    spans: tuple[Span, ...] = ()
    happenings: tuple[Happening, ...] = ()
    aside: str = ""
    empty: str = ""


@dataclass(frozen=True)
class DotStrip:
    """One value for each of many worlds, on one axis.

    Attributes:
        title: what the values are.
        unit: of them.
        origin: where they come from.
        age: how old they are.
        values: one a world.
        mean: of them, if it is to be marked.
        interval: around the mean.
        marked: other values on the axis, with what they are.
    """

    title: str
    unit: str
    origin: str
    age: str
    values: tuple[float, ...]
    mean: float | None = None
    interval: tuple[float, float] | None = None
    marked: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class Estimate:
    """A value and the interval around it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class BarRow:
    """A label and an estimate for each series; None where there is none."""

    label: str
    estimates: tuple[Estimate | None, ...]


@dataclass(frozen=True)
class BarChart:
    """Estimates beside each other, each with its interval.

    Attributes:
        title: what they are.
        unit: of the values.
        origin: where they come from.
        age: how old they are.
        series: names, one for each estimate of a row.
        rows: from the top.
    """

    title: str
    unit: str
    origin: str
    age: str
    series: tuple[str, ...]
    rows: tuple[BarRow, ...]


Chart = LineChart | DotStrip | BarChart
