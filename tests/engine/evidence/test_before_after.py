"""Before and after: Welch's interval, ratios of sums, and what comes back by itself.

Numbers in brackets are those of the table of tests in the measurement's definition.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engine.evidence import Window
from engine.evidence.before_after import drift, reliability, true_change, welch
from engine.evidence.compare import read
from sim import events as ev
from sim.metrics import metrics
from tests.engine.evidence import made
from tests.engine.evidence.noise import ar1

BEFORE, AFTER = Window(1, 12), Window(13, 24)


def test_welch_is_that_of_scipy() -> None:
    rng = np.random.default_rng(1)
    one, two = rng.normal(0, 1, 9), rng.normal(1, 3, 14)
    found = welch(one, np.append(two, np.nan))
    assert found is not None
    value, interval = found
    theirs = stats.ttest_ind(two, one, equal_var=False).confidence_interval(0.95)
    assert value == pytest.approx(two.mean() - one.mean())
    assert interval == pytest.approx((theirs.low, theirs.high))
    assert welch(one[:1], two) is None


def test_the_true_change_of_a_weekly_metric_is_welch_of_its_weeks() -> None:
    rng = np.random.default_rng(2)
    harm = rng.integers(100, 900, 24)
    world = made.steady(24, *[(Window(n + 1, n + 1), {made.HARM: (1, int(harm[n]))}) for n in range(24)])
    found, plain = true_change(metrics()["rel.harm"], world, BEFORE, AFTER), welch(harm[:12] / 60, harm[12:] / 60)
    assert found is not None
    assert plain is not None
    assert found[0] == pytest.approx(plain[0])
    assert found[1] == pytest.approx(plain[1])


def test_a_ratio_is_pooled_and_no_mean_of_ratios() -> None:
    """[24] 1 of 1 and 0 of 9 are 10 %, not 50 %."""
    weeks = [
        (Window(1, 24), {made.SHIPPED: (0, 0), made.FAILED: (0, 0)}),
        (Window(1, 1), {made.SHIPPED: (1, 4), made.FAILED: (1, 4)}),
        (Window(2, 2), {made.SHIPPED: (9, 36)}),
        (Window(13, 22), {made.SHIPPED: (1, 4)}),
    ]
    world = made.steady(24, *weeks)
    reading = read(metrics()["rel.cfr"], world, BEFORE)
    assert (reading.value, reading.base) == (10.0, 10)
    change = true_change(metrics()["rel.cfr"], world, BEFORE, AFTER)
    assert change is not None
    assert change[0] == -10.0


def test_without_a_release_there_is_no_rate_and_harm_is_zero() -> None:
    """[22] No releases: change-fail rate has no value and a reason; harm is zero."""
    world = made.steady(24, (Window(1, 24), {made.SHIPPED: (0, 0), made.FAILED: (0, 0), made.HARM: (0, 0)}))
    assert true_change(metrics()["rel.cfr"], world, BEFORE, AFTER) is None
    reading = read(metrics()["rel.cfr"], world, BEFORE)
    assert (reading.value, reading.state) == (None, "empty")
    assert reading.reason
    assert read(metrics()["rel.harm"], world, BEFORE).value == 0.0


def test_bins_of_a_release_rhythm_do_not_count_it_as_noise() -> None:
    """Items go live every other week: in bins of two weeks the same change is told far more narrowly."""
    live = int(ev.ITEM_WENT_LIVE)
    weeks = [(Window(n, n), {live: (0 if n % 2 else 20 + (n // 8) % 2, 0)}) for n in range(1, 25)]
    world = made.steady(24, *weeks)
    one, two = (true_change(metrics()["flow.thru"], world, BEFORE, AFTER, size) for size in (1, 2))
    assert one is not None
    assert two is not None
    assert one[0] == two[0]
    assert two[1][1] - two[1][0] < (one[1][1] - one[1][0]) / 5


@pytest.mark.parametrize(("between", "wanted"), [(0.0, -0.87), (1.0, -0.50)])
def test_the_worst_of_six_comes_back(between: float, wanted: float) -> None:
    """[20] Worst of six, 8-week baseline, rho .7: by the formula and by simulation, in weekly standard deviations."""
    rng, games, rho, weeks = np.random.default_rng(20), 40_000, 0.7, 8
    levels = between * rng.standard_normal((games, 6))
    means = levels + ar1(rng, rho, games, 6, weeks).mean(axis=2)
    worst = means.argmax(axis=1)
    after = np.take_along_axis(levels, worst[:, None], 1)[:, 0]  # long after, only the level is left
    deviation = np.take_along_axis(means, worst[:, None], 1)[:, 0]
    lags = np.arange(1, weeks)
    of_mean = (1 + 2 * float(((1 - lags / weeks) * rho**lags).sum())) / weeks
    b = between**2 / (between**2 + of_mean)
    formula = float(np.mean([drift(one, b) for one in deviation]))
    simulated = float((after - deviation).mean())
    assert formula == pytest.approx(simulated, abs=0.02)
    assert formula == pytest.approx(wanted, abs=0.02)


def test_what_lasts_is_told_from_history() -> None:
    rng = np.random.default_rng(21)
    lasting = rng.standard_normal((40, 1)) * 3 + rng.standard_normal((40, 52))
    alike = rng.standard_normal((40, 52))
    assert reliability(lasting, 8) > 0.95
    assert reliability(alike, 8) < 0.35
    assert reliability(alike[:, :15], 8) == 0.0
    assert (drift(2.0, 1.0), drift(2.0, 0.25)) == (0.0, -1.5)
