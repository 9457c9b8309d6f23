"""Made-up charts for the pages that no player sees. They say so."""

from __future__ import annotations

import math

from engine.ui.charts.model import (
    Band,
    BarChart,
    BarRow,
    Bracket,
    DotStrip,
    Estimate,
    Happening,
    Line,
    LineChart,
    Point,
    Span,
    Twin,
)

ORIGIN = "Made up for this page"


def wave(weeks: int, level: float, swing: float, shift: float, gap: range = range(0)) -> tuple[Point, ...]:
    """A made-up series with a gap."""
    return tuple(
        (
            week,
            None
            if week in gap
            else level + swing * math.sin(week / 5 + shift) + swing * 0.2 * math.sin(week * 1.7 + shift),
        )
        for week in range(weeks + 1)
    )


def metric_chart(shift: float = 0.0, weeks: int = 26, title: str = "Lead time") -> LineChart:
    """Three sources that disagree, one of them broken; the usual wobble, a prediction, something that was done."""
    return LineChart(
        title=title,
        unit="working days",
        origin=ORIGIN,
        age="describes 3 to 12 days ago",
        lines=(
            Line("Tracker", wave(weeks, 62, 9, shift), 0, "3 d old", provisional_from=weeks - 2),
            Line("Release log", wave(weeks, 71, 7, shift + 0.6, range(9, 13)), 1, "7 d old"),
            Line("Survey", wave(weeks, 52, 6, shift + 1.9), 2, "12 d old", restated=((6.0, 66.0),)),
        ),
        first=0,
        last=weeks,
        wobble=Band("usual wobble", tuple((week, 54.0, 70.0) for week in range(weeks + 1))),
        brackets=(Bracket(weeks - 4, 44, 56, "predicted"),),
        spans=(Span(weeks - 13, weeks - 9, "too early to tell"),),
        happenings=(Happening(weeks - 13, "Council launched"),),
        aside="sources 0.18 apart",
    )


def twin_chart(weeks: int = 52) -> LineChart:
    """A world beside its twin."""
    begin = weeks // 2
    twin = tuple((week, 60 + 14 * (1 - math.exp(-(week - begin) / 9))) for week in range(begin, weeks + 1))
    return LineChart(
        title="Lead time, with and without your council",
        unit="working days",
        origin=ORIGIN,
        age="worked out just now, 32 worlds",
        lines=(
            Line(
                "your world",
                tuple((w, v if v is None or w < begin else v - (w - begin) * 0.5) for w, v in wave(weeks, 60, 3, 0.4)),
                0,
            ),
        ),
        first=0,
        last=weeks,
        twin=Twin(
            "the same world without it (80 % interval)",
            twin,
            tuple((w, v - 3 - (w - begin) * 0.15, v + 3 + (w - begin) * 0.15) for w, v in twin),
        ),
        happenings=(Happening(begin, "Council launched"),),
    )


def dot_strip() -> DotStrip:
    """What 32 worlds say."""
    values = tuple(round(-9 + 6 * math.sin(n * 2.4) + 4 * math.sin(n * 5.1 + 1), 2) for n in range(32))
    mean = sum(values) / len(values)
    return DotStrip(
        "Effect on lead time",
        "working days",
        ORIGIN,
        "32 worlds",
        values,
        mean,
        (mean - 2.1, mean + 2.1),
        ((2.0, "your guess"),),
    )


def bar_chart() -> BarChart:
    """What each change was worth."""
    rows = (
        BarRow("Council", (Estimate(8.2, 5.9, 10.4), Estimate(6.1, 3.2, 9.0))),
        BarRow("Decision rights", (Estimate(3.4, -0.8, 7.6), Estimate(4.9, 1.7, 8.1))),
        BarRow("Single intake door", (Estimate(-2.2, -5.1, 0.8), None)),
    )
    return BarChart("What each change was worth", "points", ORIGIN, "64 worlds", ("without it", "alone"), rows)


def empty_chart() -> LineChart:
    """A metric that nobody reports."""
    return LineChart(
        "Activation",
        "% of sign-ups",
        "no source",
        "",
        (),
        0,
        26,
        empty="No source reports this. Fund one, or stop quoting it.",
    )
