"""A company for pictures and tests: its names, metrics, people and catalogue, made by hand as of week 9."""

from __future__ import annotations

import functools
import math
from dataclasses import replace
from typing import Final

from engine.views.directory import Directory, Named, PolicyNow
from engine.views.models import Audited, Bracket, MetricPanel, MetricsWall, Point, SourceSeries
from engine.views.options import Entry, Person, Shelf, Stakeholders, Way
from sim.intervention import Intervention

_LINES: Final = ("Booking", "Rates", "Tracking", "Invoicing", "Partners", "Insights")
_TEAMS: Final = (
    ("Booking Web", "booking"), ("Booking Core", "booking"), ("Rates", "rates"), ("Tracking App", "tracking"),
    ("Tracking Events", "tracking"), ("Invoicing", "invoicing"), ("Partner API", "partners"),
    ("Partner Onboarding", "partners"), ("Insights", "insights"),
)  # fmt: skip
_PEOPLE: Final = (
    ("ines-varga", "Ines Varga", "Product"),
    ("okan-demir", "Okan Demir", "Engineering"),
    ("ruth-adeyemi", "Ruth Adeyemi", "Operations"),
    ("marek-holm", "Marek Holm", "Sales"),
)
_SOURCES: Final = (
    ("tracker-lead", "Tracker, request to live", "flow.lead"),
    ("delivery-lead", "Delivery dashboard, start to done", "flow.lead"),
    ("tracker-wip", "Tracker, items in progress", "flow.wip"),
    ("stand-up-wip", "Count at stand-ups", "flow.wip"),
    ("decision-log", "Decision log of the boards", "dec.latency"),
    ("portfolio-dup", "Portfolio office, known duplicates", "flow.dup"),
    ("tracker-throughput", "Tracker, items live", "flow.thru"),
)
_METRICS: Final = (
    ("flow.lead", "Lead time", "working days", "lower", 1),
    ("dec.latency", "Decision latency", "working days", "lower", 1),
    ("flow.wip", "Work in progress", "items per maker", "near", 1),
    ("flow.dup", "Duplicated effort", "% of touch hours", "lower", 1),
    ("flow.thru", "Throughput", "items/wk", "near", 0),
)
_SHELF: Final = ("product-council", "decision-rights", "raci", "backlog-taxonomy", "prioritisation-framework", "okrs",
                 "wip-limits", "single-source-of-truth", "audience-dashboards", "weekly-oversight",
                 "approval-gate", "product-ops-hub")  # fmt: skip
WEEK: Final = 9


def _id(name: str) -> str:
    return name.lower().replace(" ", "-")


@functools.cache
def directory() -> Directory:
    """Names of the company."""
    from sim.interventions import catalogue

    lines = tuple(Named(_id(name), name) for name in _LINES)
    live = {"decision-rights": "live", "okrs": "set-up"}
    return Directory(
        lines=lines,
        teams=tuple(Named(_id(name), name, line) for name, line in _TEAMS),
        people=tuple(Named(*one) for one in _PEOPLE),
        sources=tuple(Named(*one) for one in _SOURCES),
        metrics=tuple(Named(id_, name) for id_, name, *_ in _METRICS),
        forums=(Named("integration", "Integration review"), Named("booking-board", "Booking board")),
        interventions=tuple(Named(one.id, one.name, live.get(one.id, "off")) for one in catalogue().values()),
        experiments=(Named("0", "Booking, item 41"),),
        deals=(Named("outage", "Outage"), Named("priority-conflict", "Priority conflict")),
        ways={one.id: tuple(one.variants) for one in catalogue().values()},
        policies=tuple(PolicyNow("release-interval", line.id, 28) for line in lines),
    )


# -- Metrics -----------------------------------------------------------------------------------------------------------


def _points(level: float, drift: float, phase: float, lag: int, *, gap: int | None = None) -> tuple[Point, ...]:
    """Thirty-four weeks around a level, without chance."""
    found = []
    for week in range(-25, WEEK - lag):
        value = level * (1 + 0.09 * math.sin(week * 0.9 + phase) + 0.05 * math.sin(week * 2.3)) + drift * max(0, week)
        moved = gap is not None and week >= gap
        found.append(
            Point(week, week + lag, round(value * (0.82 if moved else 1.0), 3), week >= WEEK - 1 - 2 * lag, week == -8,
                  week == gap)
        )  # fmt: skip
    return tuple(found)


def _series(id_: str, points: tuple[Point, ...], lag: int = 0, audited: Audited | None = None) -> SourceSeries:
    name = next(name for known, name, _ in _SOURCES if known == id_)
    values = sorted(point.value for point in points if point.week <= 0)
    band = (values[len(values) // 10], values[len(values) * 9 // 10]) if len(values) >= 8 else None
    last = points[-1].value if points else 0.0
    outside = band is not None and bool(points) and not band[0] <= last <= band[1]
    mean = sum(values) / len(values) if values else None
    definition = "Days from the request until customers have it."
    return SourceSeries(id_, name, definition, lag, lag * 5 if points else None, points, band, mean, outside, audited)


def wall() -> MetricsWall:
    """The metrics wall: one metric is disputed, one source has moved to another definition, one reports nothing yet."""
    lines = {
        "flow.lead": (
            _series("tracker-lead", _points(62, 0.9, 0, 2), 2, Audited(6, True, 0.11, 0.07, 0.15)),
            _series("delivery-lead", _points(41, 0.2, 2, 0)),
        ),
        "dec.latency": (_series("decision-log", _points(8.5, -0.3, 1, 1), 1),),
        "flow.wip": (
            _series("tracker-wip", _points(2.4, 0.01, 3, 0)),
            _series("stand-up-wip", _points(2.9, 0.02, 4, 0, gap=3)),
        ),
        "flow.dup": (_series("portfolio-dup", ()),),
        "flow.thru": (_series("tracker-throughput", _points(14, 0.1, 5, 0)),),
    }
    spread = {"flow.lead": 0.42, "flow.wip": 0.19}
    panels = []
    for id_, name, unit, better, decimals in _METRICS:
        brackets = (Bracket("tracker-lead", "down", "5-to-15", 17, 52.0, 59.0, "decision-rights"),)
        panels.append(
            MetricPanel(
                id_, name, unit, better, decimals, "What it is, as the company agreed.", lines[id_], spread.get(id_),
                brackets if id_ == "flow.lead" else (),
                "" if any(series.points for series in lines[id_])
                else "No source reports this. Fund one, or stop quoting it.",
            )
        )  # fmt: skip
    return MetricsWall(
        tuple(panels), (("rel.cfr", "Change-fail rate"), ("cust.renew", "Renewal rate"), ("fc.p80", "Promises kept"))
    )


# -- Catalogue ---------------------------------------------------------------------------------------------------------


def _entry(one: Intervention, capital: float) -> Entry:
    """A practice that nobody has launched."""
    return Entry(
        id=one.id, number=one.number, name=one.name, on_shelf=one.id in _SHELF, mechanism=one.mechanism,
        capital=one.capital, gap=max(0.0, one.capital * 0.7 * 0.55 - capital), setup_hours=one.setup_hours,
        setup_weeks=one.setup_weeks, steady_hours=one.steady_hours,
        ways=tuple(Way(name, way.note, one.capital * way.capital, one.setup_hours * way.setup)
                   for name, way in one.variants.items()),
        needs=one.needs, needs_met={0: True, 1: False}.get(one.number % 3), fails_when=one.fails_when,
        first_signs=one.first_signs, grade=one.grade, source=one.source, seats_forum=one.forum is not None,
        phase="off", live_week=None, sponsor=None, teams=(), intensity="", reported_adoption=None,
        audited_fidelity=None, audited_week=None,
    )  # fmt: skip


@functools.cache
def shelf(capital: float = 34.0) -> Shelf:
    """The catalogue: one practice is live and audited, one is being set up, some cannot be paid."""
    from sim.interventions import catalogue

    ordered = sorted(catalogue().values(), key=lambda one: (one.id not in _SHELF, one.number))
    entries = [_entry(one, capital) for one in ordered]
    began = {
        "decision-rights": {
            "phase": "live", "live_week": 5, "sponsor": "ines-varga", "teams": ("booking-web", "booking-core", "rates"),
            "intensity": "standard", "reported_adoption": 0.85, "audited_fidelity": 0.41, "audited_week": 8,
        },
        "okrs": {"phase": "set-up", "sponsor": "okan-demir", "teams": ("rates",), "intensity": "light"},
    }  # fmt: skip
    return Shelf(tuple(replace(one, **began.get(one.id, {})) for one in entries), capital, 22.0)  # type: ignore[arg-type]


# -- People ------------------------------------------------------------------------------------------------------------


def people() -> Stakeholders:
    """Four people: one warm, one cold, one who leaves, one who was never asked."""
    base = Person(
        "", "", "", None, 0.5, 0.3, True, (), None, None, None, "Last survey: before you.", 0, 0, (), False, None, None
    )
    return Stakeholders(
        (
            replace(base, id="ines-varga", name="Ines Varga", role="Product", power=0.9, interest=0.83,
                    needs=("speed", "growth"), last_contact=7, last_seen=5, pulse="likely",
                    pulse_text="warm, week 8: 3 weeks with a promise kept, 0 with one missed", kept=3,
                    carries=("decision-rights",)),
            replace(base, id="okan-demir", name="Okan Demir", role="Engineering", power=0.7, interest=0.5,
                    needs=("quality",), last_contact=4, pulse="unsure", kept=1, missed=1, carries=("okrs",),
                    pulse_text="mixed, week 8: 1 week with a promise kept, 1 with one missed", leaves=True,
                    leaves_in_weeks=4, successor="ruth-adeyemi"),
            replace(base, id="ruth-adeyemi", name="Ruth Adeyemi", role="Operations", power=0.6, interest=0.17),
            replace(base, id="marek-holm", name="Marek Holm", role="Sales", power=0.8, interest=0.33, last_contact=2,
                    needs=("predictability",), pulse="unlikely", missed=2,
                    pulse_text="cold, week 8: 0 weeks with a promise kept, 2 with one missed"),
        ),
        True,
        "Pulse survey: 0.46, week 4",
    )  # fmt: skip
