"""The page of a balance: one HTML file with its pictures in it, which loads nothing and runs nothing.

Pictures are SVG made by Vega-Lite without a browser and put in as images; text goes through Jinja2, escaped. The
content security policy allows inline images and the one style sheet, by its hash, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from engine.evidence.outcome import GRADES
from engine.lab.balance import FOREIGNERS, TRAP, WAYS, Balance, across
from engine.lab.shelf import SILVER, TOLD_APART
from engine.lab.study import NONE, NOVICE, RANDOM
from sim.rules import RULES_VERSION

_ORDER: Final = (NONE, TRAP, RANDOM, FOREIGNERS, NOVICE, "textbook")
_INK, _LINE, _MARK, _BAD, _PAPER = "#1b2330", "#c4ccd8", "#2f6fde", "#b4551a", "#ffffff"
_WIDE: Final = 620
_SHOWN: Final = (-60.0, 160.0)  # points of O that pictures show; what lies beyond stands at the edge

STYLE: Final = """
body{font:16px/1.5 Inter,system-ui,sans-serif;color:#1b2330;background:#fff;max-width:900px}
body{margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem;margin:0 0 .3rem}h2{font-size:1.25rem;margin:2.2rem 0 .5rem}h3{font-size:1rem;margin:1.2rem 0 .3rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #dde3ec;vertical-align:top}
td.n,th.n{text-align:right}.missed{color:#8f3d0c;font-weight:600}.met{color:#255c35}.quiet{color:#566276}
img{max-width:100%;height:auto}figure{margin:1rem 0}figcaption{color:#566276;font-size:.92rem}
"""

TEMPLATE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Balance: {{ title }}</title><style>{{ style }}</style></head><body>
<h1>Is it luck, trap or skill?</h1>
<p class="quiet">Rules version {{ rules }}. Simulated practice, not work history. O is 0 for doing nothing and 100 for
the textbook on average; a point is measured world by world, paired by seed.</p>
{% for line in crossed %}<p class="missed">{{ line }}.</p>{% endfor %}
{% for one in found %}
<h2>{{ one.title }} <span class="quiet">{{ one.id }}, version {{ one.version }}</span></h2>
<p>{% if one.missed %}<span class="missed">Missed: {{ one.missed|join(", ") }}.</span>{% else %}<span class="met">Every
target is met.</span>{% endif %} {{ one.effort }}</p>
{% if not one.binds %}<p>Nothing binds here: the textbook is not clear of doing nothing, so that O is undefined.
{% if one.placebo %}That is what this company is for.{% endif %}</p>{% else %}
<table><thead><tr><th>policy</th><th>measure</th><th class="n">wanted</th><th class="n">found</th><th></th></tr>
</thead>
<tbody>{% for row in one.targets %}<tr><td>{{ row.policy }}</td><td>{{ row.measure }}</td>
<td class="n">{{ row.wanted }}</td>
<td class="n">{{ row.found }}</td><td class="{{ row.verdict }}">{{ row.verdict }}</td></tr>{% endfor %}</tbody></table>
{% for picture in one.pictures %}<figure><img alt="{{ picture.alt }}" src="{{ picture.src }}">
<figcaption>{{ picture.caption }}</figcaption></figure>{% endfor %}
<h3>Interventions, alone</h3>
<table><thead><tr><th>intervention</th><th class="n">O</th><th class="n">95 % interval</th><th>verdict</th>
<th class="n">stands out</th><th>in</th><th class="n">carried in</th></tr></thead><tbody>
{% for row in one.alone %}<tr><td>{{ row.id }}</td><td class="n">{{ row.points }}</td>
<td class="n">{{ row.interval }}</td><td>{{ row.verdict }}</td><td class="n">{{ row.signal }}</td>
<td>{{ row.source }}</td><td class="n">{{ row.launched }}</td></tr>{% endfor %}</tbody></table>
<p class="quiet">Beaten: another costs no more capital and hours and clearly gains more. Stands out: standard deviations
of what a company's reports do by themselves over the tenure; from {{ apart }} on, one company could tell.</p>
{% if one.pairs %}<h3>In pairs</h3>
<table><thead><tr><th>pair</th><th class="n">O</th><th class="n">beyond both alone</th>
<th></th></tr></thead><tbody>{% for row in one.pairs %}<tr><td>{{ row.ids }}</td><td class="n">{{ row.points }}</td>
<td class="n">{{ row.together }}</td><td>{{ row.beyond }}</td></tr>{% endfor %}</tbody></table>{% endif %}
<h3>Ways to win</h3><p>{{ one.ways }}</p><p>{{ one.decisive }} {{ one.skill }}</p>{% endif %}
{% endfor %}</body></html>
"""


def page(found: Sequence[Balance]) -> str:
    """The page of balances, one scenario after another."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return environment.from_string(TEMPLATE).render(
        policy=f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        style=_safe_style(),
        title=", ".join(one.scenario.id for one in found),
        rules=RULES_VERSION,
        apart=f"{TOLD_APART:.0f}",
        crossed=across(found),
        found=[_about(one) for one in found],
    )


def _safe_style() -> Any:
    import markupsafe

    return markupsafe.Markup(STYLE)  # noqa: S704 (a constant of this module)


def _about(one: Balance) -> dict[str, Any]:
    effort = one.effort
    return {
        "title": one.scenario.title,
        "id": one.scenario.id,
        "version": one.scenario.version,
        "missed": one.missed,
        "binds": one.binds,
        "placebo": one.is_placebo,
        "effort": f"{effort.seeds} worlds a policy, {effort.pair_seeds} a pair.",
        "targets": [
            {
                "policy": checked.target.policy,
                "measure": checked.target.measure,
                "wanted": checked.wanted(),
                "found": checked.shown(),
                "verdict": "met" if checked.met else "missed",
            }
            for checked in one.checked
        ],
        "pictures": _pictures(one) if one.binds else [],
        "alone": [
            {
                "id": entry.id,
                "points": f"{entry.points.value or 0.0:+.0f}",
                "interval": _interval(entry.points.interval),
                "verdict": entry.verdict,
                "signal": f"{entry.signal:.1f}",
                "source": entry.source,
                "launched": f"{100 * entry.launched:.0f} %",
            }
            for entry in one.alone
        ],
        "pairs": [
            {
                "ids": " + ".join(pair.ids),
                "points": f"{pair.points.value or 0.0:+.0f}",
                "together": _interval(pair.together.interval),
                "beyond": "clear" if pair.together.clear else "",
            }
            for pair in one.pairs
        ],
        "ways": ways_in_words(one),
        "decisive": decisive_in_words(one),
        "skill": skill_in_words(one),
    }


def _interval(found: tuple[float, float] | None) -> str:
    return "–" if found is None else f"{found[0]:+.0f} to {found[1]:+.0f}"


def ways_in_words(one: Balance) -> str:
    """Which plans win, and in how many ways."""
    if not one.ways:
        return "No plan that was tried averages Silver."
    named = ", ".join(f"{name} ({one.winners[name]:.0f})" for name in one.ways)
    enough = "" if len(one.ways) >= WAYS else f" Fewer than {WAYS}."
    return f"{len(one.ways)} plans average Silver ({SILVER:.0f}) and do mostly different things: {named}.{enough}"


def decisive_in_words(one: Balance) -> str:
    """When the textbook's gain is settled."""
    if one.decisive_week is None:
        return "The textbook's gain is not clear of zero to the end of the tenure."
    return f"From tenure week {one.decisive_week} on the textbook's gain stays clear of zero."


def skill_in_words(one: Balance) -> str:
    """How much of what happens to a player is skill."""
    if one.skill_share is None:
        return ""
    return f"{100 * one.skill_share:.0f} % of the variance of O lies between policies; the rest is luck."


# --- pictures ---------------------------------------------------------------------------------------------------------
def _pictures(one: Balance) -> list[dict[str, str]]:
    name = one.scenario.title
    return [
        {
            "alt": f"Points of O of single worlds by policy in {name}",
            "src": _image(_strip(one)),
            "caption": "O of single worlds by policy; lines at Bronze, Silver and Gold. Beyond stands at the edge.",
        },
        {
            "alt": f"Gain of each intervention alone in {name}",
            "src": _image(_gains(one)),
            "caption": "Mean gain of each intervention alone, in points of O, with its 95 % interval.",
        },
        {
            "alt": f"The textbook's gain, summed up by week, in {name}",
            "src": _image(_over_time(one)),
            "caption": "The textbook's mean gain over nothing, summed up by week, with its 95 % interval, in SD.",
        },
    ]


def _data(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Rows as Vega-Lite has them."""
    from altair import Data

    return Data(values=list(rows))  # type: ignore[no-untyped-call]


def _clipped(value: float) -> float:
    return max(_SHOWN[0], min(_SHOWN[1], value))


def _strip(one: Balance) -> dict[str, Any]:
    import altair as alt

    rows = [
        {"policy": name, "O": _clipped(float(value))} for name in _ORDER for value in one.points.get(name, np.zeros(0))
    ]
    lines = [{"at": least, "grade": grade} for grade, least in GRADES]
    order = list(_ORDER)
    ticks = (
        alt.Chart(_data(rows))
        .mark_tick(thickness=1.5, opacity=0.55, color=_MARK)
        .encode(
            x=alt.X("O:Q", title="O, points", scale=alt.Scale(domain=list(_SHOWN))),
            y=alt.Y("policy:N", sort=order, title=None),
        )
    )
    grades = alt.Chart(_data(lines)).mark_rule(color=_BAD, strokeDash=[4, 3]).encode(x="at:Q")
    return _styled(grades + ticks, 30 * len(order))


def _gains(one: Balance) -> dict[str, Any]:
    import altair as alt

    rows = []
    for entry in one.alone:
        low, high = entry.points.interval or (entry.points.value or 0.0,) * 2
        rows.append(
            {"id": entry.id, "O": _clipped(entry.points.value or 0.0), "low": _clipped(low), "high": _clipped(high)}
        )
    base = alt.Chart(_data(rows)).encode(y=alt.Y("id:N", sort=[entry.id for entry in one.alone], title=None))
    scale = alt.Scale(domain=list(_SHOWN))
    bars = base.mark_rule(color=_MARK, strokeWidth=2).encode(
        x=alt.X("low:Q", title="O, points", scale=scale), x2="high:Q"
    )
    dots = base.mark_point(filled=True, size=55, color=_INK).encode(x=alt.X("O:Q", scale=scale))
    zero = alt.Chart(_data([{"at": 0.0}])).mark_rule(color=_LINE).encode(x="at:Q")
    return _styled(zero + bars + dots, 24 * max(1, len(rows)))


def _over_time(one: Balance) -> dict[str, Any]:
    import altair as alt

    mean, half = one.gain
    rows = [
        {"week": week, "gain": float(m), "low": float(m - h), "high": float(m + h)}
        for week, (m, h) in enumerate(zip(mean.tolist(), half.tolist(), strict=True), 1)
    ]
    base = alt.Chart(_data(rows)).encode(x=alt.X("week:Q", title="tenure week"))
    band = base.mark_area(opacity=0.2, color=_MARK).encode(y=alt.Y("low:Q", title="gain, SD"), y2="high:Q")
    line = base.mark_line(color=_MARK).encode(y="gain:Q")
    zero = alt.Chart(_data([{"at": 0.0}])).mark_rule(color=_LINE).encode(y="at:Q")
    end = alt.Chart(_data([{"at": one.scenario.weeks.tenure}])).mark_rule(color=_LINE, strokeDash=[2, 3])
    return _styled(zero + end.encode(x="at:Q") + band + line, 200)


def _styled(chart: Any, height: int) -> dict[str, Any]:
    shown: Mapping[str, Any] = (
        chart.properties(width=_WIDE, height=height)
        .configure(background=_PAPER, font="Inter, sans-serif")
        .configure_axis(labelColor=_INK, titleColor=_INK, labelFontSize=13, titleFontSize=13, labelLimit=220)
        .to_dict()
    )
    return dict(shown)


def _image(spec: Mapping[str, Any]) -> str:
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(dict(spec), allowed_base_urls=[])
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
