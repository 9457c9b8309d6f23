"""Pages 2 to 5 of the debrief: what you would have said, what was reported and true, the twin, and other worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.ui import texts
from engine.ui.charts.model import Band, DotStrip, Happening, Line, LineChart, Twin
from engine.ui.charts.widget import ChartView
from engine.ui.debriefing import about, change, own_metrics, span, value, worlds_note
from engine.ui.layout import Style
from engine.ui.widget import Widget, row
from engine.ui.widgets.choice import Tabs
from engine.ui.widgets.lists import Item, ListView
from engine.ui.widgets.panels import Nothing, Panel, Sheet
from engine.ui.widgets.table import Column, Table
from engine.ui.widgets.text import Icon, Label

if TYPE_CHECKING:
    from engine.play.studies import Told
    from engine.ui.screens.debrief import DebriefScreen
    from engine.views.models import MetricPanel, MetricsWall

say = texts.say


def waiting(what: str) -> list[Widget]:
    """What stands where a study is still to come."""
    return [Sheet(Nothing(say("debrief.working", what=what), icon="hourglass"))]


def metric_choice(shown: DebriefScreen) -> list[Widget]:
    """Which metric is looked at."""
    told = shown.told
    assert told is not None
    own = own_metrics(told)
    if len(own) < 2:
        return []
    options = [(metric, str(about(told, metric)["name"])) for metric in own]
    if not fits_beside(shown, [name for _, name in options]):
        items = [Item(str(about(told, metric)["name"])) for metric in own]
        listed = ListView(
            items,
            moved=lambda at: shown.choose(own[at]),
            now=own.index(shown.metric),
            says=say("debrief.metric"),
            key="metrics",
        )
        return [Sheet(listed, style=Style(padding=6, shrink=0))]
    return [Tabs(options, shown.metric, shown.choose, says=say("debrief.metric"), key="metrics")]


def fits_beside(shown: DebriefScreen, names: list[str]) -> bool:
    """Whether tabs of these names fit beside each other."""
    stage = shown.stage
    face = stage.fonts.face("label")
    return sum(face.width(name) + stage.theme.px(28) for name in names) <= stage.size[0] - stage.theme.px(110)


# -- Page 2 ------------------------------------------------------------------------------------------------------------


def naive(shown: DebriefScreen) -> list[Widget]:
    """Reported before and after, as a dashboard has it; and the series it rests on."""
    told = shown.told
    assert told is not None
    rows = [one for one in told.table("reported-change", "changes") or () if one["layer"] == "reported"]
    if not rows:
        if "reported-change" not in told.studies:
            return waiting(say("debrief.page_2"))
        return [Sheet(Nothing(say("debrief.no_change"), icon="chart-line"))]
    columns = [
        Column(say("debrief.metric"), share=1.0, cuts=True),
        Column(say("debrief.source"), share=1.0, cuts=True),
        Column(say("debrief.before"), "right"),
        Column(say("debrief.after"), "right"),
        Column(say("debrief.change"), "right"),
        Column(say("debrief.interval"), "right"),
    ]
    cells = [_naive_row(told, one) for one in rows]
    table = Panel(say("debrief.naive"), Table(columns, cells, chooses=False), icon="trending-up")
    chart = _reported_chart(shown)
    return [table, *chart, Label(say("debrief.naive_note"), "body", "muted")]


def _naive_row(told: Told, one: dict[str, Any]) -> list[str]:
    metric = one["metric"]
    name = say("debrief.named", name=about(told, metric)["name"], unit=about(told, metric)["unit"])
    source = told.run["sources"].get(one["source"], one["source"])
    return [
        name,
        source,
        value(told, metric, one.get("before")),
        value(told, metric, one.get("after")),
        change(told, metric, one["value"]),
        span(told, metric, one.get("interval")),
    ]


def _reported_chart(shown: DebriefScreen) -> list[Widget]:
    """The reported series of the metric that matters most."""
    wall: MetricsWall | None = shown.running.latest("metrics")
    told = shown.told
    assert told is not None
    panels = [] if wall is None else [panel for panel in wall.panels if panel.sources]
    if not panels:
        return []
    own = {metric: n for n, metric in enumerate(own_metrics(told))}
    panel: MetricPanel = min(panels, key=lambda one: own.get(one.id, len(own)))
    lines = tuple(
        Line(source.name, tuple((p.week, p.value) for p in source.points), n)
        for n, source in enumerate(panel.sources)
        if source.points
    )
    weeks = [point[0] for line in lines for point in line.points]
    if not weeks:
        return []
    chart = LineChart(
        panel.name,
        panel.unit,
        say("debrief.as_reported"),
        say("debrief.whole_game"),
        lines,
        min(weeks),
        max(weeks),
        happenings=(Happening(1, say("debrief.you_began")),),
    )
    return [ChartView(chart, height=shown.stage.theme.grown(270), key="reported")]


# -- Page 3 ------------------------------------------------------------------------------------------------------------


def reported_and_true(shown: DebriefScreen) -> list[Widget]:
    """Each source's change beside what truly changed."""
    told = shown.told
    assert told is not None
    true = told.table("twin", "metrics")
    if true is None:
        return waiting(say("debrief.page_3"))
    changes = [one for one in told.table("reported-change", "changes") or () if one["layer"] == "reported"]
    rows = []
    for one in changes:
        metric = one["metric"]
        moments = true.get(metric)
        real = None
        if moments is not None and None not in (moments["before"]["value"], moments["after"]["value"]):
            real = moments["after"]["value"] - moments["before"]["value"]
        gap = None if real is None else one["value"] - real
        rows.append(
            [
                say("debrief.named", name=about(told, metric)["name"], unit=about(told, metric)["difference"]),
                told.run["sources"].get(one["source"], one["source"]),
                change(told, metric, one["value"]),
                change(told, metric, real),
                change(told, metric, gap),
            ]
        )
    if not rows:
        return [Sheet(Nothing(say("debrief.no_change"), icon="eye"))]
    columns = [
        Column(say("debrief.metric"), share=1.0, cuts=True),
        Column(say("debrief.source"), share=1.0, cuts=True),
        Column(say("debrief.reported"), "right"),
        Column(say("debrief.true"), "right"),
        Column(say("debrief.gap"), "right"),
    ]
    table = Panel(say("debrief.page_3"), Table(columns, rows, chooses=False), icon="eye")
    return [table, *_sentences(told), Label(say("debrief.sign"), "body", "muted")]


def _sentences(told: Told) -> list[Widget]:
    """What each way of looking would have said, in a line for each metric."""
    found = told.table("report-card", "sentences")
    if not found:
        return []
    lines = []
    for metric, one in found.items():
        if one.get("text"):
            name, text = str(about(told, metric)["name"]), str(one["text"])
            words = Label(say("debrief.said_of", name=name, text=text), style=Style(shrink=1))
            lines.append(row(Icon("quote", 18, "primary"), words, align="start", gap=10))
    if not lines:
        return []
    return [Panel(say("debrief.report_card"), *lines, aside=worlds_note(told, "report-card"), icon="scale", gap=10)]


# -- Pages 4 and 5 -----------------------------------------------------------------------------------------------------


def twin(shown: DebriefScreen) -> list[Widget]:
    """The world that was played beside the same one without you; below it, one dot for each other world."""
    told = shown.told
    assert told is not None
    table, step = told.table("series", "metrics"), told.table("series", "tenure_weeks")
    if not table or not shown.metric:
        return waiting(say("debrief.page_4"))
    series = table[shown.metric]
    known = about(told, shown.metric)
    weeks = [float(week) for week in step]

    def points(name: str) -> tuple[tuple[float, float | None], ...]:
        return tuple(zip(weeks, series[name], strict=True))

    band = tuple(
        (week, low, high)
        for week, low, high in zip(weeks, series["low"], series["high"], strict=True)
        if low is not None and high is not None
    )
    note = worlds_note(told, "series")
    chart = LineChart(
        known["name"],
        known["unit"],
        say("debrief.truth_origin"),
        say("debrief.each_bin", weeks=_step(weeks)),
        (Line(say("debrief.played"), points("played")),),
        weeks[0],
        weeks[-1],
        twin=Twin(say("debrief.without_you"), points("twin")),
        wobble=Band(say("debrief.usual", note=note), band) if band else None,
        happenings=(Happening(1.0, say("debrief.you_began")),),
    )
    grown = shown.stage.theme.grown
    return [
        *metric_choice(shown),
        ChartView(chart, height=grown(250), key="twin"),
        *_one_world(told, shown.metric),
        _dots(told, shown.metric, grown(200)),
    ]


def _step(weeks: list[float]) -> int:
    return int(weeks[1] - weeks[0]) if len(weeks) > 1 else 1


def _one_world(told: Told, metric: str) -> list[Widget]:
    row_ = (told.table("twin", "metrics") or {}).get(metric)
    if row_ is None or row_["effect"] is None:
        return [Label(say("debrief.too_few"), "body", "muted")]
    words = say(
        "debrief.exact",
        after=value(told, metric, row_["after"]["value"]),
        twin=value(told, metric, row_["twin"]["value"]),
        effect=change(told, metric, row_["effect"]),
        unit=about(told, metric)["difference"],
    )
    return [Label(words, "strong")]


def _dots(told: Told, metric: str, height: float) -> Widget:
    """One dot for each other world: what the plan did there."""
    known = about(told, metric)
    worlds_ = [one["difference"] for one in told.table("series", "metrics")[metric]["worlds"]]
    values = tuple(float(one) for one in worlds_ if one is not None)
    expected = (told.table("elsewhere", "expected") or {}).get(metric) or {}
    interval = expected.get("interval")
    here = (told.table("twin", "metrics") or {}).get(metric, {}).get("effect")
    if not values:
        return Sheet(Nothing(say("debrief.too_few"), icon="dice-5"))
    chart = DotStrip(
        say("debrief.dots_title", name=known["name"]),
        known["difference"],
        say("debrief.dots_origin"),
        worlds_note(told, "series"),
        values,
        mean=expected.get("value"),
        interval=None if interval is None else (interval[0], interval[1]),
        marked=() if here is None else ((float(here), say("debrief.your_world")),),
    )
    return ChartView(chart, height=height, key="dots")


def worlds(shown: DebriefScreen) -> list[Widget]:
    """The same plan elsewhere: dots of one metric, and what is to be expected of all."""
    told = shown.told
    assert told is not None
    expected = told.table("elsewhere", "expected")
    if not told.table("series", "metrics") or expected is None or not shown.metric:
        return waiting(say("debrief.page_5"))
    columns = [
        Column(say("debrief.metric"), share=1.0, cuts=True),
        Column(say("debrief.expected"), "right"),
        Column(say("debrief.interval"), "right"),
        Column(say("debrief.better"), "right"),
        Column(say("debrief.here"), "right"),
    ]
    true = told.table("twin", "metrics") or {}
    rows = []
    for metric in own_metrics(told):
        one = expected.get(metric)
        if one is None or one["value"] is None:
            continue
        known = about(told, metric)
        counted = "–" if one["better"] is None else say("debrief.count", n=one["better"], of=one["compared"])
        rows.append(
            [
                say("debrief.named", name=known["name"], unit=known["difference"]),
                change(told, metric, one["value"]),
                span(told, metric, one["interval"]),
                counted,
                change(told, metric, true.get(metric, {}).get("effect")),
            ]
        )
    note = worlds_note(told, "elsewhere")
    table = Panel(say("debrief.expected_title"), Table(columns, rows, chooses=False), aside=note, icon="dice-5")
    height = shown.stage.theme.grown(250)
    return [
        *metric_choice(shown),
        _dots(told, shown.metric, height),
        table,
        Label(say("debrief.paired"), "body", "muted"),
    ]
