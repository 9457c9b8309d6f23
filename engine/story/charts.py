"""Charts of a story as Vega-Lite, each drawn from a study's tables; where the study is absent, a sentence says so.

Positions and lengths only: what is said in digits stands in the text and cites a finding. Specs are built with altair;
`svg` draws one without a browser.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final

from engine.evidence.numbers import plain
from engine.story.inert import inert
from engine.story.material import Material
from sim.metrics import metrics

VEGA_LITE: Final = "6.4"
WIDTH: Final = 720
INK, MUTED, BLUE, GREY, BAND, GOOD, BAD = "#1d2733", "#5b6875", "#1f5fa8", "#7a8794", "#dfe5ea", "#2b7a4b", "#b3402e"
FONT: Final = "Helvetica, Arial, sans-serif"
_MOST_MARKS: Final = 8  # orders on the time axis
_APART: Final = 5  # weeks
_LABELS: Final = {
    "naive reported": "before and after, reported",
    "true before/after": "before and after, true",
    "true": "before and after, true",
}


class NoChartError(LookupError):
    """Why a chart is not there: one sentence."""


Rows = list[dict[str, Any]]


def charts(told: Material) -> dict[str, dict[str, Any] | str]:
    """Every chart by key: a Vega-Lite spec, or the sentence that stands in for it."""
    found: dict[str, dict[str, Any] | str] = {}
    for key, draw in _DRAWN.items():
        try:
            found[key] = draw(told)
        except NoChartError as why:
            found[key] = str(why)
    return found


def caption(told: Material, key: str) -> str:
    """How a chart is read, in words."""
    if key == "report-card":
        said = told.table("report-card").get("sentences", {}).get(told.primary)
        return inert(said["text"], 400) if said else _CAPTIONS[key]
    return _CAPTIONS[key]


_CAPTIONS: Final = {
    "series": "Solid: as it went. Dashed: the same world without me, with the range of nine in ten other "
    "worlds without me behind it. Upright lines: what I launched or ordered, in the week of the order. Shaded: the "
    "weeks compared.",
    "worlds": "One dot a world: what the plan changed there against the same world without it, from the lowest to the "
    "highest. The band is the interval of their mean.",
    "attribution": "Each bar is what one part does alone; then what the parts do together beyond that, "
    "and the whole. Whiskers are intervals over other worlds.",
    "luck": "From other worlds without anybody, by this world's weather, the plan's skill and its fit here, to what "
    "came out. Weather and fit together are luck, or adaptation.",
    "report-card": "How far each way of looking was off in other worlds, where the answer is known.",
    "costs": "Hours from the first command to the end of what is compared, beside the same world without me.",
}


# --- the charts -------------------------------------------------------------------------------------------------------
def _series(told: Material) -> dict[str, Any]:
    import altair as alt

    table = told.table("series")
    entry = table.get("metrics", {}).get(told.primary or "")
    if entry is None:
        raise NoChartError(
            "No chart of the headline through time: no metric of this recording can be told week by week."
        )
    weeks = table["tenure_weeks"]
    metric = metrics()[told.primary or ""]
    sides = (("as it went", entry["played"]), ("without me", entry["twin"]))
    lines = [
        {"week": week, "value": value, "world": side}
        for side, values in sides
        for week, value in zip(weeks, values, strict=True)
        if value is not None
    ]
    x = alt.X("week:Q", title="week of tenure", axis=alt.Axis(grid=False, tickCount=8))
    y = alt.Y("value:Q", title=f"{metric.name}, {metric.unit}", scale=alt.Scale(zero=False))
    layers: list[Any] = [_windows(told)]
    if "low" in entry:
        band = [
            {"week": week, "low": low, "high": high}
            for week, low, high in zip(weeks, entry["low"], entry["high"], strict=True)
            if low is not None
        ]
        area = alt.Chart(_data(band)).mark_area(color=BAND, opacity=0.9)
        layers.append(area.encode(x=x, y=alt.Y("low:Q", title=f"{metric.name}, {metric.unit}"), y2="high:Q"))
    colours = alt.Scale(domain=["as it went", "without me"], range=[BLUE, GREY])
    dashes = alt.Scale(domain=["as it went", "without me"], range=[[1, 0], [5, 4]])
    legend = alt.Legend(title=None, orient="top", symbolStrokeWidth=2)
    layers.append(
        alt.Chart(_data(lines))
        .mark_line(strokeWidth=2)
        .encode(
            x=x,
            y=y,
            color=alt.Color("world:N", scale=colours, legend=legend),
            strokeDash=alt.StrokeDash("world:N", scale=dashes, legend=legend),
            tooltip=[alt.Tooltip("world:N"), alt.Tooltip("week:Q"), alt.Tooltip("value:Q", format=".3~f")],
        )
    )
    layers += _orders(told)
    return _spec(alt.layer(*layers), 300)


def _windows(told: Material) -> Any:
    import altair as alt

    rows = [
        {
            "from": told.calendar.tenure_week(window.first_week),
            "to": told.calendar.tenure_week(window.last_week),
        }
        for window in (told.windows.before, told.windows.after)
        if window.weeks
    ]
    return alt.Chart(_data(rows)).mark_rect(color="#f2efe4").encode(x="from:Q", x2="to:Q")


def _orders(told: Material) -> list[Any]:
    """Interventions on the time axis: the first few launches and policies, each at its week."""
    import altair as alt

    rows: Rows = []
    names = {p["intervention"]: p["name"] for p in told.state.get("practices", [])}
    for deed in told.deeds:
        if deed["outcome"] != "accepted" or deed["kind"] not in {"launch", "set_policy", "retire"}:
            continue
        asked = deed["asked"]
        label = names.get(asked.get("intervention"), "") or str(
            asked.get("policy") or asked.get("forum") or deed["what"]
        ).replace("-", " ")
        rows.append({"week": told.calendar.tenure_week(deed["week"]), "order": inert(label, 32)})
    shown: Rows = []
    for row in rows:  # labels closer than that would lie on each other
        if shown and row["week"] - shown[-1]["week"] < _APART:
            if row["order"] not in shown[-1]["order"]:
                shown[-1]["order"] = inert(f"{shown[-1]['order']}, {row['order']}", 44)
        elif len(shown) < _MOST_MARKS:
            shown.append(dict(row))
    if not shown:
        return []
    rule = (
        alt.Chart(_data(shown)).mark_rule(color=MUTED, strokeWidth=1).encode(x="week:Q", tooltip=["order:N", "week:Q"])
    )
    text = (
        alt.Chart(_data(shown))
        .mark_text(angle=270, align="right", baseline="bottom", dx=-4, dy=-2, fontSize=10, color=MUTED)
        .encode(x="week:Q", y=alt.value(0), text="order:N")
    )
    return [rule, text]


def _worlds(told: Material) -> dict[str, Any]:
    import altair as alt

    entry = told.table("series").get("metrics", {}).get(told.primary or "", {})
    worlds = entry.get("worlds", [])
    expected = told.expected(told.primary)
    if not worlds or expected is None or expected.interval is None:
        raise NoChartError(
            "No dots of other worlds: the plan was not played in any other, or there is too little in them."
        )
    ordered = sorted(worlds, key=lambda world: (world["difference"], world["seed"]))
    better = metrics()[told.primary or ""].better
    rows = [
        {
            "rank": n,
            "difference": world["difference"],
            "seed": world["seed"],
            "reads": _reads(world["difference"], better),
        }
        for n, world in enumerate(ordered, 1)
    ]
    low, high = expected.interval
    colours = alt.Scale(domain=["better", "worse", "neither"], range=[GOOD, BAD, GREY])
    band = alt.Chart(_data([{"low": low, "high": high}])).mark_rect(color=BAND).encode(x="low:Q", x2="high:Q")
    zero = alt.Chart(_data([{"zero": 0}])).mark_rule(color=MUTED, strokeDash=[3, 3]).encode(x="zero:Q")
    mean = alt.Chart(_data([{"mean": expected.value}])).mark_rule(color=INK).encode(x="mean:Q")
    dots = (
        alt.Chart(_data(rows))
        .mark_circle(size=46, opacity=0.9)
        .encode(
            x=alt.X("difference:Q", title=f"difference in {_low(expected.name)}, {expected.unit}"),
            y=alt.Y("rank:Q", title=None, axis=None),
            color=alt.Color("reads:N", scale=colours, legend=alt.Legend(title=None, orient="top")),
            tooltip=[alt.Tooltip("seed:Q"), alt.Tooltip("difference:Q", format=".3~f")],
        )
    )
    return _spec(alt.layer(band, zero, mean, dots), 240)


def _reads(difference: float, better: str) -> str:
    if better == "near" or difference == 0:
        return "neither"
    return "better" if (difference > 0) == (better == "higher") else "worse"


def _attribution(told: Material) -> dict[str, Any]:
    import altair as alt

    entry = told.table("attribution").get("attribution", {}).get(told.primary or "")
    if not entry or not entry.get("parts"):
        raise NoChartError("No attribution: nothing was done that could be told apart, or no other world was run.")
    exact = all("alone" in part for part in entry["parts"].values())
    which = "alone" if exact else "share"
    rows = [{"part": inert(name.replace("-", " "), 30), **_mean(part[which])} for name, part in entry["parts"].items()]
    if exact:
        beyond = entry["total"]["value"] - sum(part["alone"]["value"] for part in entry["parts"].values())
        rows.append({"part": "together, beyond that", "value": beyond, "low": None, "high": None})
        rows.append({"part": "the whole plan", **_mean(entry["total"])})
    better = metrics()[told.primary or ""].better
    for row in rows:
        row["reads"] = _reads(row["value"], better)
    colours = alt.Scale(domain=["better", "worse", "neither"], range=[GOOD, BAD, GREY])
    y = alt.Y("part:N", title=None, sort=[row["part"] for row in rows], axis=alt.Axis(labelLimit=170))
    bars = (
        alt.Chart(_data(rows))
        .mark_bar(height=14)
        .encode(
            x=alt.X("value:Q", title=f"difference in {_low(metrics()[told.primary or ''].name)}, {entry['unit']}"),
            y=y,
            color=alt.Color("reads:N", scale=colours, legend=alt.Legend(title=None, orient="top")),
            tooltip=[alt.Tooltip("part:N"), alt.Tooltip("value:Q", format=".3~f")],
        )
    )
    whiskers = alt.Chart(_data([row for row in rows if row["low"] is not None])).mark_rule(color=INK)
    return _spec(alt.layer(bars, whiskers.encode(x="low:Q", x2="high:Q", y=y)), 30 * len(rows) + 20)


def _luck(told: Material) -> dict[str, Any]:
    import altair as alt

    entry = told.table("luck").get("luck", {}).get(told.primary or "")
    if not entry:
        raise NoChartError("No luck strip: the plan was not played in other worlds, or nobody commanded anything.")
    usual, weather, skill, fit = entry["usual"], entry["weather"], entry["skill"]["value"], entry["fit"]
    steps = (("weather", weather), ("skill", skill), ("fit", fit))
    rows, at = [], usual
    for part, change in steps:
        rows.append({"part": part, "from": at, "to": at + change, "change": change})
        at += change
    ends = [{"part": "other worlds, nobody", "at": usual}, {"part": "as it came out", "at": at}]
    order = ["other worlds, nobody", "weather", "skill", "fit", "as it came out"]
    y = alt.Y("part:N", title=None, sort=order, axis=alt.Axis(labelLimit=170))
    better = metrics()[told.primary or ""].better
    for row in rows:
        row["reads"] = _reads(row["change"], better)
    colours = alt.Scale(domain=["better", "worse", "neither"], range=[GOOD, BAD, GREY])
    bars = (
        alt.Chart(_data(rows))
        .mark_bar(height=14)
        .encode(
            x=alt.X("from:Q", title=f"{_low(entry['name'])}, {entry['unit']}", scale=alt.Scale(zero=False)),
            x2="to:Q",
            y=y,
            color=alt.Color("reads:N", scale=colours, legend=alt.Legend(title=None, orient="top")),
            tooltip=[alt.Tooltip("part:N"), alt.Tooltip("change:Q", format=".3~f")],
        )
    )
    points = alt.Chart(_data(ends)).mark_point(shape="diamond", size=90, filled=True, color=INK).encode(x="at:Q", y=y)
    return _spec(alt.layer(bars, points), 170)


def _report_card(told: Material) -> dict[str, Any]:
    import altair as alt

    rows: Rows = []
    for row in told.table("report-card").get("report_card", []):
        if row["metric"] != told.primary or "bias" not in row:
            continue
        low, high = row["bias_interval"] or (None, None)
        parts = [_LABELS.get(row["estimator"], row["estimator"]), row["source"], row["intervention"]]
        rows.append(
            {
                "way": inert(", ".join(filter(None, parts)), 60),
                "bias": row["bias"],
                "low": low,
                "high": high,
                "coverage": plain(100 * row["coverage"], 0) + " % of its intervals held the truth",
            }
        )
    if not rows:
        raise NoChartError("No report card: no way of looking could be marked in enough other worlds.")
    unit = metrics()[told.primary or ""].unit
    y = alt.Y("way:N", title=None, sort=None, axis=alt.Axis(labelLimit=190))
    zero = alt.Chart(_data([{"zero": 0}])).mark_rule(color=MUTED, strokeDash=[3, 3]).encode(x="zero:Q")
    whiskers = alt.Chart(_data([r for r in rows if r["low"] is not None])).mark_rule(color=BLUE, strokeWidth=2)
    points = alt.Chart(_data(rows)).mark_circle(size=70, color=BLUE)
    x = alt.X("bias:Q", title=f"estimate less truth, {unit}")
    layers = [
        zero,
        whiskers.encode(x="low:Q", x2="high:Q", y=y),
        points.encode(x=x, y=y, tooltip=["way:N", alt.Tooltip("bias:Q", format=".3~f"), "coverage:N"]),
    ]
    return _spec(alt.layer(*layers), 34 * len(rows) + 20)


def _costs(told: Material) -> dict[str, Any]:
    import altair as alt

    rows = [
        {"cost": inert(finding.name, 40), "side": side, "hours": amount}
        for finding in told.of("cost")
        if finding.unit in {"h", "hours"} and finding.details.get("spent") is not None and finding.for_ == "plan"
        for side, amount in (("as it went", finding.details["spent"]), ("without me", finding.details["twin"]))
    ]
    if not any(row["hours"] for row in rows):
        raise NoChartError("No cost ledger: no hour was spent on governing.")
    colours = alt.Scale(domain=["as it went", "without me"], range=[BLUE, GREY])
    bars = (
        alt.Chart(_data(rows))
        .mark_bar(height=11)
        .encode(
            x=alt.X("hours:Q", title="hours"),
            y=alt.Y("cost:N", title=None, sort=None, axis=alt.Axis(labelLimit=190)),
            yOffset=alt.YOffset("side:N"),
            color=alt.Color("side:N", scale=colours, legend=alt.Legend(title=None, orient="top")),
            tooltip=["cost:N", "side:N", alt.Tooltip("hours:Q", format=",.0f")],
        )
    )
    return _spec(bars, 44 * len({row["cost"] for row in rows}) + 10)


_DRAWN: Final[dict[str, Callable[[Material], dict[str, Any]]]] = {
    "series": _series,
    "worlds": _worlds,
    "attribution": _attribution,
    "luck": _luck,
    "report-card": _report_card,
    "costs": _costs,
}


# --- how they are made ------------------------------------------------------------------------------------------------
def _data(rows: Rows) -> Any:
    import altair as alt

    return alt.InlineData(values=rows)


def _mean(entry: dict[str, Any]) -> dict[str, Any]:
    interval = entry.get("interval") or (None, None)
    return {"value": entry["value"], "low": interval[0], "high": interval[1]}


def _low(label: str) -> str:
    label = inert(label, 60)
    return label[0].lower() + label[1:] if not label[1:2].isupper() else label


def _spec(chart: Any, height: int) -> dict[str, Any]:
    """A chart as a spec, as wide as what holds it."""
    made = chart.properties(width="container", height=height)
    made = made.configure(font=FONT, background="#ffffff", autosize={"type": "fit-x", "contains": "padding"})
    made = made.configure_view(stroke=None).configure_axis(
        labelColor=MUTED, titleColor=MUTED, gridColor="#e8ebee", domainColor="#b9c2ca", tickColor="#b9c2ca",
        titleFontWeight="normal", labelFontSize=11, titleFontSize=12,
    )  # fmt: skip
    made = made.configure_legend(labelColor=INK, labelFontSize=12)
    spec: dict[str, Any] = made.to_dict()
    return spec


@functools.lru_cache(maxsize=64)
def _drawn(spec: str) -> str:
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return drawn


def svg(spec: dict[str, Any], width: int = WIDTH) -> str:
    """A chart drawn without a browser, so many pixels wide."""
    import json

    fixed = dict(spec, width=width - 20)
    return _drawn(json.dumps(fixed, sort_keys=True))
