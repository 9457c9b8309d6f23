"""Did a series move, what could it have shown, and how many of many alarms are false."""

from __future__ import annotations

import numpy as np
import pytest

from engine.evidence.shifts import alarms, correlation, inflation, shift, smallest_shift


def ar(rng: np.random.Generator, weeks: int, rho: float, worlds: int = 1) -> np.ndarray:
    """Stationary AR(1) figures of variance one, shape (worlds, weeks)."""
    noise = rng.standard_normal((worlds, weeks)) * np.sqrt(1 - rho * rho)
    found = np.empty_like(noise)
    found[:, 0] = rng.standard_normal(worlds)
    for week in range(1, weeks):
        found[:, week] = rho * found[:, week - 1] + noise[:, week]
    return found


@pytest.mark.parametrize(("weeks", "trend", "smallest"), [(26, False, 1.4), (52, False, 1.0), (26, True, 2.2)], ids=str)
def test_the_smallest_shift_is_as_published(weeks: int, trend: bool, smallest: float) -> None:
    """In weekly standard deviations, rho .5 (evidence.md 5)."""
    assert smallest_shift(1.0, 0.5, weeks, weeks, trend=trend) == pytest.approx(smallest, abs=0.1)
    assert smallest_shift(3.0, 0.5, weeks, weeks) == pytest.approx(3 * (smallest_shift(1.0, 0.5, weeks, weeks) or 0))
    assert smallest_shift(1.0, 0.5, 7, weeks) is None


def test_a_mean_of_figures_that_repeat_themselves_varies_as_it_should() -> None:
    means = ar(np.random.default_rng(1), 26, 0.5, 40_000).mean(axis=1)
    assert means.var() == pytest.approx(inflation(26, 0.5) / 26, rel=0.03)
    assert inflation(26, 0.0) == 1.0


def test_series_without_a_shift_are_seldom_called_moved() -> None:
    rng = np.random.default_rng(2)
    moved = [shift(list(row[:26]), list(row[26:])) for row in ar(rng, 52, 0.5, 600)]
    assert 0.02 <= float(np.mean([one is not None and one.p < 0.05 for one in moved])) <= 0.09


def test_a_shift_is_found() -> None:
    one = shift([10.0, 11.0] * 6, [20.0, 21.0] * 6)
    assert one is not None
    assert (one.before, one.after, one.difference) == (10.5, 20.5, 10.0)
    assert one.p < 0.001
    assert one.errors > 10
    flat, jump = shift([1.0] * 8, [1.0] * 8), shift([1.0] * 8, [2.0] * 8)
    assert (flat and flat.p, flat and flat.errors) == (1.0, 0.0)
    assert (jump and jump.p, jump and jump.errors) == (0.0, float("inf"))
    assert shift([1.0] * 7, [1.0] * 8) is None
    assert correlation([1.0]) == 0.0


def test_twenty_nulls_thousands_of_times_alarm_in_one_of_ten() -> None:
    """33: any alarm at most 12 %; without counting what was looked at, two in three."""
    p = np.random.default_rng(3).random((5000, 20))
    assert np.mean([any(alarms(row.tolist())) for row in p]) <= 0.12
    assert np.mean((p < 0.05).any(axis=1)) > 0.5


def test_alarms_are_those_of_benjamini_and_hochberg() -> None:
    """Against scipy's adjusted values."""
    from scipy import stats

    rng = np.random.default_rng(4)
    for _ in range(200):
        p = (rng.random(rng.integers(1, 25)) ** 3).tolist()
        assert alarms(p) == (stats.false_discovery_control(p) <= 0.10).tolist()
    assert alarms([]) == []
