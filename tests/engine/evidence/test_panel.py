"""Other worlds: the paired mean, its interval, and what may not be cited."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engine.evidence import EvidenceError, Panel, Tallies, Window, expected
from sim.events import KINDS
from sim.metrics import metrics
from tests.engine.evidence import made

WINDOW = Window(1, 12)
METRICS = metrics()


def worlds(chance: np.random.Generator, count: int, shift: float) -> tuple[list[Tallies], list[Tallies]]:
    """Pairs that share a skewed level, differ by `shift` in harm a week, and have decisions of uneven number."""
    plan, nothing = [], []
    for level in chance.lognormal(6, 0.5, count):
        for side, extra in ((plan, shift), (nothing, 0.0)):
            made_of = int(chance.integers(5, 40))
            harm = int(max(0, level + extra + chance.normal(0, 60)))
            waited = int(sum(chance.exponential(480 * (5 if side is plan else 9), made_of)))
            side.append(made.steady(12, (WINDOW, {made.HARM: (3, harm), made.MADE: (made_of, waited)})))
    return plan, nothing


def test_weekly_metrics_have_the_paired_t_interval_of_scipy() -> None:
    plan, nothing = worlds(np.random.default_rng(3), 24, -100)
    found = expected(made.panel(plan, nothing), WINDOW, 7)["rel.harm"]
    metric = METRICS["rel.harm"]
    pairs = [
        (metric.value(*one.over(WINDOW)) or 0) - (metric.value(*other.over(WINDOW)) or 0)
        for one, other in zip(plan, nothing, strict=True)
    ]
    interval = stats.ttest_1samp(pairs, 0).confidence_interval(0.95)
    assert found.value == pytest.approx(np.mean(pairs))
    assert found.interval == pytest.approx((interval.low, interval.high))
    assert found.median == pytest.approx(np.median(pairs))
    assert found.better == sum(pair < 0 for pair in pairs)
    assert (found.worlds, found.compared, found.state) == (24, 24, "ok")


def test_ratios_are_differences_of_ratios_of_sums() -> None:
    plan, nothing = worlds(np.random.default_rng(4), 16, 0)
    found = expected(made.panel(plan, nothing), WINDOW, 7)["dec.latency"]
    ratios = [
        sum(w.total(made.MADE, WINDOW) for w in side) / sum(w.count(made.MADE, WINDOW) for w in side) / 480
        for side in (plan, nothing)
    ]
    assert found.value == pytest.approx(ratios[0] - ratios[1])
    assert found.level == pytest.approx(ratios[1])
    assert found.clear
    assert found.direction == "better"


@pytest.mark.parametrize("name", METRICS)
def test_the_level_of_every_metric_is_what_its_definition_says_of_all_worlds_together(name: str) -> None:
    chance = np.random.default_rng(5)
    arrays = chance.integers(50, 400, (4, 8, 12, KINDS))
    found = expected(Panel(tuple(range(100, 108)), *arrays), WINDOW, 7, {name: METRICS[name]})[name]
    plan, nothing = (METRICS[name].value(*arrays[side].reshape(2, -1, KINDS)) for side in (slice(0, 2), slice(2, 4)))
    assert plan is not None
    assert nothing is not None
    assert found.level == pytest.approx(nothing)
    assert found.value == pytest.approx(plan - nothing)


def test_intervals_cover_the_truth_about_as_often_as_they_say() -> None:
    """600 panels of 16 worlds, a skewed weekly metric and a ratio with uneven denominators; nominal 95 %."""
    chance = np.random.default_rng(11)
    hits = {"rel.harm": 0, "dec.latency": 0}
    truth = {"rel.harm": -100 / 60, "dec.latency": -4.0}
    chosen = {name: METRICS[name] for name in hits}
    trials, size = 600, 16
    for _ in range(trials):
        arrays = np.zeros((4, size, 12, KINDS), np.int64)
        level = chance.lognormal(6, 0.5, size)
        for side, (shift, days) in enumerate(((-100, 5), (0, 9))):
            counts, totals = arrays[2 * side], arrays[2 * side + 1]
            made_of = chance.integers(20, 200, size)
            counts[:, 0, made.MADE] = made_of
            totals[:, 0, made.MADE] = chance.gamma(made_of, 480 * days)
            totals[:, 0, made.HARM] = 12 * (level + shift + 300 + chance.normal(0, 60, size))
        panel = Panel(tuple(range(100, 100 + size)), *arrays)
        for name, found in expected(panel, WINDOW, 7, chosen).items():
            assert found.interval is not None
            hits[name] += found.interval[0] <= truth[name] <= found.interval[1]
    for name, hit in hits.items():
        assert 0.92 <= hit / trials <= 0.98, name


def test_identical_pairs_have_an_interval_of_no_width() -> None:
    same = [made.steady(12) for _ in range(8)]
    found = expected(made.panel(same, same), WINDOW, 7)["rel.harm"]
    assert found.interval == (0.0, 0.0)
    assert not found.clear
    assert found.direction == "same"


def test_nothing_to_divide_by_gives_no_value() -> None:
    same = [made.steady(12) for _ in range(8)]
    found = expected(made.panel(same, same), WINDOW, 7)["rel.recover"]
    assert found.value is None
    assert found.interval is None
    assert found.state == "empty"


def test_few_worlds_few_events_and_few_weeks_are_never_cited() -> None:
    same = [made.steady(12) for _ in range(8)]
    assert expected(made.panel(same[:7], same[:7]), WINDOW, 7)["rel.harm"].state == "few"
    assert expected(made.panel(same[:1], same[:1]), WINDOW, 7)["rel.harm"].interval is None
    assert expected(made.panel(same, same), Window(1, 7), 7)["rel.harm"].state == "few"
    rare = [made.steady(12, (WINDOW, {made.MADE: (0, 0)}), (Window(1, 1), {made.MADE: (1, 480)})) for _ in range(8)]
    assert expected(made.panel(rare, rare), WINDOW, 7)["dec.latency"].state == "few"


def test_the_played_world_is_refused() -> None:
    same = [made.steady(12) for _ in range(8)]
    with pytest.raises(EvidenceError, match="the player adapted to it"):
        expected(made.panel(same, same), WINDOW, 103)


def test_worlds_that_are_not_paired_are_refused() -> None:
    same = made.panel([made.steady(12)] * 2, [made.steady(12)] * 2)
    with pytest.raises(EvidenceError, match="different seeds"):
        Panel((1, 1), same.counts, same.totals, same.twin_counts, same.twin_totals)
    with pytest.raises(EvidenceError, match="one shape"):
        Panel((1, 2), same.counts, same.totals, same.twin_counts[:1], same.twin_totals)
    with pytest.raises(EvidenceError, match="not all among"):
        expected(same, Window(1, 13), 7)
