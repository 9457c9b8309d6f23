"""Before, after and twin: exact values, nothing made of nothing, and the events behind it."""

from __future__ import annotations

import pytest

from engine.evidence import Calendar, EvidenceError, Tallies, Window, check_twin, compare, story_windows
from engine.evidence.compare import direction, read
from sim.events import KINDS
from sim.metrics import metrics
from tests.engine.evidence import made

WINDOWS = story_windows(Calendar(26, 78, 26), 27)
AFTER = WINDOWS.after
METRICS = metrics()
FASTER = {made.MADE: (11, 11 * 4 * 480), made.BOUNCED: (3, 3)}


def both() -> tuple[Tallies, Tallies]:
    return made.steady(130, (Window(27, 130), FASTER)), made.steady(130)


def test_values_are_exact_ratios_of_sums() -> None:
    factual, twin = both()
    found = compare(factual, twin, WINDOWS, made.index(factual))["dec.latency"]
    assert (found.before.value, found.after.value, found.twin.value) == (12.0, 4.0, 12.0)
    assert found.change == found.effect == -8.0
    assert found.direction == "better"
    assert found.relative == pytest.approx(-2 / 3)
    assert found.after.base == 12 * 11


def test_weekly_metrics_divide_by_weeks() -> None:
    factual, twin = both()
    found = compare(factual, twin, WINDOWS, made.index(factual))
    assert found["rel.harm"].before.value == 600 / 60
    assert found["flow.thru"].twin.value == 4


def test_a_twin_that_is_the_same_world_differs_in_nothing() -> None:
    world = made.steady(130)
    found = compare(world, made.steady(130), WINDOWS, made.index(world))
    assert {c.effect for c in found.values()} <= {0.0, None}
    assert {c.direction for c in found.values() if c.effect is not None} == {"same"}


def test_an_empty_denominator_gives_no_value_and_a_reason_never_zero() -> None:
    factual, twin = both()
    found = compare(factual, twin, WINDOWS, made.index(factual))["rel.recover"]
    for reading in (found.before, found.after, found.twin):
        assert reading.value is None
        assert reading.state == "empty"
        assert reading.reason == "no IncidentMitigated in the window"
    assert found.change is None
    assert found.effect is None
    assert found.direction == "no clear direction"


def test_a_true_zero_is_a_zero() -> None:
    world = made.steady(130, (Window(1, 130), {made.HARM: (0, 0)}))
    assert read(METRICS["rel.harm"], world, AFTER).value == 0.0


@pytest.mark.parametrize(("weekly", "state"), [((0, 0), "empty"), ((1, 480), "few"), ((2, 960), "ok")])
def test_fewer_than_the_minimum_is_shown_and_never_compared(weekly: tuple[int, int], state: str) -> None:
    factual = made.steady(130, (Window(27, 130), {made.MADE: weekly}))  # 12 or 24 decisions; 15 are needed
    found = compare(factual, made.steady(130), WINDOWS, made.index(factual))["dec.latency"]
    assert found.after.state == state
    assert (found.effect is None) == (state != "ok")
    assert (found.after.value is None) == (state == "empty")


def test_a_window_of_few_weeks_is_never_cited_however_much_is_in_it() -> None:
    world = made.steady(130)
    for metric in ("gov.hours", "dec.latency", "rel.harm"):
        assert read(METRICS[metric], world, Window(1, 7)).state == "few"
        assert read(METRICS[metric], world, Window(1, 8)).state == "ok"


def test_an_empty_window_has_no_value() -> None:
    world = made.steady(130)
    assert all(read(metric, world, Window(1, 0)).state == "empty" for metric in METRICS.values())


def test_direction_follows_the_metric() -> None:
    assert direction(METRICS["flow.lead"], -1.0) == "better"
    assert direction(METRICS["flow.thru"], -1.0) == "worse"
    assert direction(METRICS["gov.hours"], 3.0) == "no clear direction"
    assert direction(METRICS["flow.lead"], 0.0) == "same"
    assert direction(METRICS["flow.lead"], None) == "no clear direction"


def test_carriers_count_both_worlds_and_say_where_in_the_log() -> None:
    factual, twin = both()
    log = made.index(factual)
    found = compare(factual, twin, WINDOWS, log)["dec.latency"]
    over, under = found.carriers
    assert (over.role, over.of, under.role, under.of) == ("over", "total", "under", "count")
    assert under.name == "DecisionMade"
    assert under.counts == (120, 132, 120)
    assert over.totals == (120 * 12 * 480, 132 * 4 * 480, 120 * 12 * 480)
    assert under.span is not None
    assert log.kinds is not None
    first, last = under.span
    start, end = log.starts[AFTER.first_week - 1], log.starts[AFTER.last_week]
    inside = [n + 1 for n in range(start, end) if log.kinds[n] == made.MADE]
    assert (first, last) == (inside[0], inside[-1])


def test_upstream_events_come_from_the_curated_map() -> None:
    factual, twin = both()
    found = compare(factual, twin, WINDOWS, made.index(factual))["dec.latency"]
    bounced = next(c for c in found.upstream if c.name == "DecisionBounced")
    assert bounced.role == "because"
    assert bounced.counts == (144, 36, 144)
    assert bounced.rates((12, 12, 12)) == (12.0, 3.0, 12.0)


def test_a_mean_upstream_is_per_event_and_none_where_there_is_none() -> None:
    factual, twin = both()
    found = compare(factual, twin, WINDOWS, made.index(factual))["flow.lead"]
    wait = next(c for c in found.upstream if c.name == "DecisionMade")
    assert wait.rates((12, 12, 12)) == (12.0, 4.0, 12.0)
    empty = compare(factual, twin, WINDOWS, made.index(factual))["rel.harm"]
    mitigated = next(c for c in empty.upstream if c.name == "IncidentMitigated")
    assert mitigated.rates((12, 12, 12)) == (None, None, None)


def test_a_twin_must_be_this_worlds_up_to_the_first_command() -> None:
    factual, twin = both()
    check_twin(factual, twin, 27)
    with pytest.raises(EvidenceError, match="world week 27, before any command"):
        check_twin(factual, twin, 28)
    with pytest.raises(EvidenceError, match="before any command"):
        check_twin(factual, twin, None)
    with pytest.raises(EvidenceError, match="129 weeks"):
        check_twin(factual, made.steady(129), 27)


def test_windows_and_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(EvidenceError, match="not all among the 20"):
        made.steady(20).over(Window(10, 21))
    counts = made.steady(20).counts
    with pytest.raises(EvidenceError, match=f"weeks by {KINDS} kinds"):
        Tallies(counts, counts[:, :5])
