"""A metric as it is reported, as a chart: each source by itself, gaps kept, what was done marked in time."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from engine.thresholds import threshold_of
from engine.ui.charts.model import Band, Bracket, Happening, Line, LineChart, Span
from engine.ui.charts.model import Point as Plotted
from engine.ui.formats import Durations, duration
from engine.ui.texts import say
from engine.views.models import MetricPanel, SourceSeries
from engine.views.moments import Timeline
from engine.views.options import Shelf


def chart_of(
    panel: MetricPanel,
    week: int,
    happenings: Sequence[Happening] = (),
    off: Collection[str] = (),
    *,
    large: bool = False,
    durations: Durations = "days",
) -> LineChart:
    """A chart of a metric.

    Args:
        panel: the metric with its sources.
        week: the tenure week that comes next.
        happenings: what was done when.
        off: sources that are not to be drawn.
        large: whether there is room for more words, as on what was predicted.
        durations: how spans of time are printed.
    """
    weeks = [point.week for series in panel.sources for point in series.points]
    first = min(weeks, default=week - 26)
    brackets = tuple(
        Bracket(one.by, one.low, one.high, say("metrics.predicted") if large else "")
        for one in panel.brackets
        if one.low is not None and one.high is not None and one.source not in off
    )
    last = max([week - 1, *weeks, *(bracket.week for bracket in brackets)])
    marked = tuple(one for one in happenings if weeks and first <= one.week <= last)
    return LineChart(
        title=panel.name,
        unit=panel.unit,
        origin=_standing(panel, off),
        age=_age(panel, off, durations) if large else "",
        lines=tuple(
            _line(n, series, series.id not in off, durations) for n, series in enumerate(panel.sources) if series.points
        ),
        first=first,
        last=last,
        wobble=_wobble(panel, first, last, off, named=large),
        brackets=brackets,
        spans=_early(panel.id, marked, last),
        happenings=marked,
        aside=_apart(panel, large=large),
        empty=panel.empty,
    )


def _apart(panel: MetricPanel, *, large: bool) -> str:
    """How far the sources are apart, in words."""
    if panel.disagreement is None:
        return ""
    return say("metrics.disagree" if large else "metrics.apart", percent=f"{100 * panel.disagreement:.0f}")


def done(shelf: Shelf | None, timeline: Timeline | None) -> tuple[Happening, ...]:
    """Practices by the week in which they went live; those being set up by the week in which they were launched."""
    found: list[Happening] = []
    launches = timeline.lanes["commands"] if timeline is not None else ()
    for entry in shelf.entries if shelf is not None else ():
        if entry.live_week is not None:
            found.append(Happening(entry.live_week, entry.name))
        elif entry.phase == "set-up":
            begun = [
                one.week for one in launches if one.for_ == entry.id and one.accepted and one.text.startswith("launch")
            ]
            found += [Happening(week, say("metrics.launched", name=entry.name)) for week in begun[-1:]]
    return tuple(sorted(found, key=lambda one: one.week))


def _shown(panel: MetricPanel, off: Collection[str]) -> list[SourceSeries]:
    return [series for series in panel.sources if series.points and series.id not in off]


def _line(number: int, series: SourceSeries, on: bool, durations: Durations) -> Line:
    """A source's line: nothing is drawn across a break, nor across weeks without a figure."""
    points: list[Plotted] = []
    before: int | None = None
    for point in series.points:
        if before is not None and (point.gap_before or point.week > before + 1):
            points.append(((before + point.week) / 2, None))
        points.append((point.week, point.value))
        before = point.week
    provisional = [point.week for point in series.points if point.provisional]
    return Line(
        label=series.name,
        points=tuple(points),
        source=number,
        age=say("metrics.days", age=duration(series.age_days, durations)) if series.age_days is not None else "",
        provisional_from=min(provisional, default=None),
        restated=tuple((point.week, point.value) for point in series.points if point.restated),
        on=on,
    )


def _wobble(panel: MetricPanel, first: float, last: float, off: Collection[str], *, named: bool) -> Band | None:
    """The usual range of the first source that is shown."""
    shown = [series for series in _shown(panel, off) if series.band is not None]
    if not shown or shown[0].band is None:
        return None
    low, high = shown[0].band
    return Band(say("metrics.wobble") if named else "", ((first, low, high), (last, low, high)))


def _standing(panel: MetricPanel, off: Collection[str]) -> str:
    """Where the first source that is shown stands against its usual wobble, in words."""
    shown = _shown(panel, off)
    if not shown or shown[0].band is None:
        return say("metrics.no_wobble") if shown else ""
    series = shown[0]
    if not series.outside or series.band is None:
        return say("metrics.inside")
    above = series.points[-1].value > series.band[1]
    threshold = threshold_of(panel.id)
    way = threshold.says(1.0 if above else -1.0) if threshold is not None else "up" if above else "down"
    return say("metrics.outside", way=way)


def _age(panel: MetricPanel, off: Collection[str], durations: Durations) -> str:
    """How old the oldest newest figure is."""
    ages = [series.age_days for series in _shown(panel, off) if series.age_days is not None]
    if not ages:
        return ""
    return say("metrics.as_of_now") if max(ages) == 0 else say("metrics.age", age=duration(max(ages), durations))


def _early(metric: str, happenings: Sequence[Happening], last: float) -> tuple[Span, ...]:
    """The weeks after the latest change in which this metric cannot show it yet."""
    threshold = threshold_of(metric)
    if threshold is None or threshold.weeks is None or not threshold.weeks[0] or not happenings:
        return ()
    begin = happenings[-1].week
    end = min(last, begin + threshold.weeks[0])
    return (Span(begin, end, say("metrics.early")),) if end > begin else ()
