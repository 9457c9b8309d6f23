"""`sim/metrics/`: each metric says what it is, folds what it says, and gives nothing where there is nothing."""

from __future__ import annotations

import math
import pathlib

import numpy as np
import pytest

import sim.metrics as folder
from sim import events
from sim.metric import Metric, Term
from sim.metrics import metrics
from sim.world import METRICS, TERMS
from tests.sim import regenerate_metrics as golden

FILES = sorted(path.stem for path in pathlib.Path(folder.__path__[0]).glob("*.py") if path.stem != "__init__")
each_metric = pytest.mark.parametrize("metric", metrics().values(), ids=metrics())


def tally(events_of: dict[int, tuple[int, int]], weeks: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Counts and totals of some weeks in which kinds happened so often, amounting to so much, spread unevenly."""
    counts, totals = (np.zeros((weeks, events.KINDS), np.int64) for _ in range(2))
    for kind, (count, total) in events_of.items():
        for array, amount in ((counts, count), (totals, total)):
            array[0, kind] = amount // 3
            array[weeks - 1, kind] = amount - amount // 3
    return counts, totals


def test_one_file_each():
    assert [metric.id.replace(".", "_").replace("-", "_") for metric in metrics().values()] == FILES


def test_they_fit_the_world():
    assert len(metrics()) <= METRICS
    assert sum(len(metric.over) + len(metric.under) for metric in metrics().values()) <= TERMS


@each_metric
def test_it_says_what_it_is(metric):
    family, _, name = metric.id.partition(".")
    assert family in {"cust", "dec", "exp", "fc", "fin", "flow", "fore", "learn", "gov", "obs", "rel", "st", "val"}
    assert name.isascii()
    assert metric.better in {"lower", "higher", "near"}
    assert metric.unit
    assert metric.unit == metric.unit.strip()
    assert metric.name[0].isupper()
    assert metric.definition.endswith(".")
    assert metric.definition[0].isupper()
    assert metric.definition.count(". ") == 0, "one sentence"
    assert 15 <= len(metric.definition) <= 160
    assert 0 <= metric.decimals <= 3
    assert metric.minimum >= 1
    assert math.isfinite(metric.scale)
    assert metric.scale > 0


@each_metric
def test_it_folds_events_that_exist(metric):
    assert metric.over
    for term in metric.over + metric.under:
        assert term.kind in events.COLUMNS
        if term.of == "total":
            assert events.COLUMNS[term.kind].amount != "-", "its amount is always 0"
    assert all(term.sign == 1 for term in metric.under), "a denominator only grows"
    if metric.percentile_of is not None:
        assert metric.percentile_of in {term.kind for term in metric.over if term.of == "total"}


@each_metric
def test_it_is_the_ratio_of_its_sums(metric):
    """Every term is given a number of its own; the ratio is worked out by hand from the definition."""
    happened = {term.kind: (7 + 10 * n, 1100 + 100 * n) for n, term in enumerate(reversed(metric.over + metric.under))}

    def add(terms: tuple[Term, ...]) -> int:
        return sum(term.sign * happened[term.kind][term.of == "total"] for term in terms)

    counts, totals = tally(happened)
    under = add(metric.under) if metric.under else 4
    assert metric.value(counts, totals) == add(metric.over) / under * metric.scale
    assert metric.base(counts, totals) == under
    assert metric.enough(counts, totals) is (under >= metric.minimum)


@each_metric
def test_a_window_is_the_sum_of_its_weeks_not_the_mean(metric):
    """Two windows of different weight: their union is nearer to the heavier one."""
    kinds = {term.kind for term in metric.over + metric.under}
    light, heavy = tally(dict.fromkeys(kinds, (30, 3000))), tally(dict.fromkeys(kinds, (3000, 60_000)))
    both = [np.concatenate(pair) for pair in zip(light, heavy, strict=True)]
    parts = [metric.value(*window) for window in (light, heavy)]
    assert min(parts) <= metric.value(*both) <= max(parts)


@each_metric
def test_nothing_is_none_and_never_zero(metric):
    nothing = np.zeros((0, events.KINDS), np.int64)
    assert metric.value(nothing, nothing) is None
    assert not metric.enough(nothing, nothing)
    empty = np.zeros((4, events.KINDS), np.int64)
    if metric.under:
        assert metric.value(empty, empty) is None
        assert metric.base(empty, empty) == 0
    else:
        assert metric.value(empty, empty) == 0.0


EXAMPLES = {  # id: what happened in four weeks (kind: count, total), the value by hand
    "flow.lead": ({events.ITEM_WENT_LIVE: (4, 4 * 480 * 12)}, 12.0),
    "flow.thru": ({events.ITEM_WENT_LIVE: (10, 0), events.DUPLICATE_SHIPPED: (2, 99)}, 2.0),
    "flow.wip": ({events.WIP_COUNTED: (8, 60), events.HOURS_AVAILABLE: (8, 48 * 2400)}, 1.25),
    "gov.hours": ({events.GOVERNANCE_BOOKED: (20, 6000), events.HOURS_AVAILABLE: (8, 40 * 2400)}, 2.5),
    "dec.latency": ({events.DECISION_MADE: (5, 5 * 480 * 3)}, 3.0),
    "dec.reopen": ({events.DECISION_MADE: (20, 1), events.DECISION_REOPENED: (3, 1)}, 15.0),
    "rel.batch": ({events.RELEASE_SHIPPED: (4, 30)}, 7.5),
    "rel.cfr": ({events.RELEASE_SHIPPED: (8, 40), events.RELEASE_FAILED: (2, 30)}, 25.0),
    "rel.recover": ({events.INCIDENT_MITIGATED: (2, 600)}, 5.0),
    "rel.harm": ({events.HARM_ACCRUED: (3, 4800)}, 20.0),
    "val.delivered": ({events.VALUE_DELIVERED: (3, 600)}, 150.0),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_worked_examples(name):
    happened, expected = EXAMPLES[name]
    assert metrics()[name].value(*tally(happened)) == pytest.approx(expected, rel=1e-12)


def test_a_failing_metric_is_not_hidden_by_another_kind():
    """Nothing but its own events moves a metric."""
    for metric in metrics().values():
        own = {term.kind for term in metric.over + metric.under}
        counts, totals = tally(dict.fromkeys(own, (30, 3000)))
        value = metric.value(counts, totals)
        others = [kind for kind in range(events.KINDS) if kind not in own]
        counts[:, others] += 5
        totals[:, others] += 500
        assert metric.value(counts, totals) == value, metric.id


# --- golden values ---------------------------------------------------------------------------------------------------


def test_every_metric_has_a_golden_value():
    """A new metric: `python -m tests.sim.regenerate_metrics --write` adds it."""
    values = golden.load()
    assert list(values) == list(metrics())
    missing = [name for name, value in values.items() if value is None]
    assert missing == [], "the small company must show it"


def test_golden_values_are_reproduced():
    assert golden.differences() == []


def test_the_golden_file_is_as_written():
    assert golden.dump(golden.load()) == golden.GOLDEN.read_text(encoding="utf-8")


def test_a_metric_without_events_cannot_be_defined_by_accident():
    with pytest.raises(TypeError):
        Metric(id="x.y")  # type: ignore[call-arg]
