"""Interrupted series: what its interval covers, where least squares fails, and when it is not offered.

Numbers in brackets are those of the table of tests in the measurement's definition.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engine.evidence.series import (
    Bins,
    NotOffered,
    Step,
    bin_weeks,
    binned,
    interrupted,
    smallest_change,
    step_error,
)
from tests.engine.evidence.noise import Floats, ar1


def bins(values: Floats, before: int) -> Bins:
    at = np.arange(len(values))
    return Bins(values, at, (at >= before).astype(np.int64), 1)


def steps(rho: float, size: float = 0.0, series: int = 300, before: int = 26, trend: bool = True) -> list[Step]:
    rng = np.random.default_rng(13)
    made = []
    for values in ar1(rng, rho, series, 2 * before):
        values[before:] += size
        step = interrupted(bins(values, before), trend=trend)
        assert isinstance(step, Step)
        made.append(step)
    return made


def covered(found: list[Step], truth: float) -> float:
    return float(np.mean([step.interval[0] <= truth <= step.interval[1] for step in found]))


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.5, 0.7])
def test_coverage_in_noise_that_remembers(rho: float) -> None:
    """[13] AR(1) without effect, 26 + 26 weeks: the interval covers nothing in 90 to 97 of 100."""
    assert 0.90 <= covered(steps(rho), 0.0) <= 0.97


def test_least_squares_fails_where_noise_remembers() -> None:
    """[14] The same series under ordinary least squares: below 80 %, so the harness can tell good from bad."""
    rng, hits = np.random.default_rng(14), 0
    x = np.stack([np.ones(52), (np.arange(52) >= 26).astype(float), np.arange(52.0)], axis=1)
    reach = float(stats.t.ppf(0.975, 49))
    for y in ar1(rng, 0.7, 400, 52):
        beta, rss, *_ = np.linalg.lstsq(x, y, rcond=None)
        error = float(np.sqrt(rss[0] / 49 * np.linalg.inv(x.T @ x)[1, 1]))
        hits += abs(beta[1]) <= reach * error
    assert hits / 400 < 0.80


def test_a_step_is_found_without_bias() -> None:
    """[15] A step of two standard deviations in AR(1) noise: bias at most .05 of one."""
    rng = np.random.default_rng(15)
    half = ar1(rng, 0.3, 150, 52)
    found = []
    for values in np.concatenate((half, -half)):  # antithetic: what is left of the noise cancels
        shifted = values + 2.0 * (np.arange(52) >= 26)
        step = interrupted(bins(shifted, 26), trend=True)
        assert isinstance(step, Step)
        found.append(step.value)
    assert abs(float(np.mean(found)) - 2.0) <= 0.05


def test_bins_hold_a_whole_rhythm() -> None:
    """[16] A fortnightly sawtooth hides persistence from weekly bins and not from bins of two weeks."""
    rng = np.random.default_rng(16)
    week = np.arange(104)
    weekly = ar1(rng, 0.8, 104) + 2.0 * (week % 2)
    assert bin_weeks(10) == 2
    one, two = (interrupted(binned(weekly, (1, 52), (53, 104), weeks), trend=True) for weeks in (1, bin_weeks(10)))
    assert isinstance(one, Step)
    assert isinstance(two, Step)
    assert one.rho < 0
    assert two.rho > 0.3
    assert (two.before, two.after, two.bin_weeks) == (26, 26, 2)


def test_bins_grow_away_from_the_interruption_and_leave_out_the_transition() -> None:
    weekly = np.arange(1.0, 41.0)
    made = binned(weekly, (2, 12), (21, 33), 2)
    assert made.values.tolist() == [3.5, 5.5, 7.5, 9.5, 11.5, 21.5, 23.5, 25.5, 27.5, 29.5, 31.5]
    assert made.at.tolist() == [0, 1, 2, 3, 4, 9, 10, 11, 12, 13, 14]
    assert made.after.tolist() == [0] * 5 + [1] * 6


def test_bins_without_half_of_their_weeks_are_left_out() -> None:
    weekly = np.arange(1.0, 25.0)
    weekly[[4, 5, 6]] = np.nan
    weekly[9] = np.nan
    made = binned(weekly, (1, 12), (13, 24), 4)
    assert made.values.tolist() == [2.5, (9 + 11 + 12) / 3, 14.5, 18.5, 22.5]
    assert made.at.tolist() == [0, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("values", "before", "weeks", "why"),
    [
        (np.arange(30.0), 9, 1, "too few bins"),
        (np.arange(30.0), 21, 1, "too few bins"),
        (np.arange(60.0), 30, 5, "too slow"),
        (np.ones(60), 30, 1, "never moves"),
    ],
)
def test_when_it_is_not_offered(values: Floats, before: int, weeks: int, why: str) -> None:
    at = np.arange(len(values))
    answer = interrupted(Bins(values, at, (at >= before).astype(np.int64), weeks), trend=False)
    assert isinstance(answer, NotOffered)
    assert why in answer.reason
    assert not any(character.isdigit() for character in answer.reason)


def test_a_gap_keeps_calendar_time() -> None:
    """What lies weeks apart is hardly related: a long transition widens a trend's step and not a mean's."""
    values = ar1(np.random.default_rng(3), 0.5, 52)
    at = np.arange(52)
    after = (at >= 26).astype(np.int64)
    near, far = (interrupted(Bins(values, at + gap * after, after, 1), trend=True) for gap in (0, 26))
    assert isinstance(near, Step)
    assert isinstance(far, Step)
    assert far.error > 1.3 * near.error


@pytest.mark.parametrize(("weeks", "trend", "mde"), [(26, True, 2.2), (26, False, 1.4), (52, False, 1.0)])
def test_the_smallest_change_that_numbers_could_show(weeks: int, trend: bool, mde: float) -> None:
    """The table of detectable changes at rho .5, in weekly standard deviations, as planned from the baseline alone."""
    rng = np.random.default_rng(5)
    planned = [step_error(values, weeks, trend=trend) for values in ar1(rng, 0.5, 150, weeks)]
    assert {degrees for _, degrees in planned} == {2 * weeks - 2 - trend}
    found = float(np.median([smallest_change(*one) for one in planned]))
    assert found == pytest.approx(mde, rel=0.15)
