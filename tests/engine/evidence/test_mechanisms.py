"""The curated data: it names what exists, says no number, and is never needed by a new metric."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from engine.evidence.mechanisms import Upstream, because, telling
from sim.events import NUMBERS
from sim.metrics import metrics


def test_every_entry_names_a_metric_and_events_that_exist() -> None:
    assert set(because()) <= set(metrics())
    assert {up.event for ups in because().values() for up in ups} <= set(NUMBERS)
    assert set(telling().order) <= set(metrics())
    assert set(telling().headline.values()) <= set(metrics())


def test_every_unit_that_is_shortened_is_in_use() -> None:
    assert set(telling().units) <= {metric.unit for metric in metrics().values()}


def test_an_upstream_event_is_one_step_up_and_not_the_ratio_itself() -> None:
    for name, ups in because().items():
        own = {(term.kind, term.of) for term in (*metrics()[name].over, *metrics()[name].under)}
        assert len(set(ups)) == len(ups)
        same = {(up.kind, up.of) for up in ups} & own
        assert len(same) < len(ups), f"{name}: shows nothing beside its own ratio"


def test_metrics_without_an_entry_are_told_last() -> None:
    assert telling().sorted(["zz.new", "gov.hours", "flow.lead"]) == ["flow.lead", "gov.hours", "zz.new"]


def test_an_unknown_event_or_a_number_in_words_is_refused() -> None:
    with pytest.raises(ValidationError, match="no event is called"):
        Upstream(event="DecisionEaten", of="count", says="eaten", unit="per week")
    with pytest.raises(ValidationError):
        Upstream(event="DecisionMade", of="count", says="in 3 days", unit="per week")
