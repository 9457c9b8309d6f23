"""Staggered comparison: what a lot covers, how growing effects are told, and that a chosen order is said to be one.

Numbers in brackets are those of the table of tests in the measurement's definition.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.evidence.staggered import NEVER, att, cells, compared, orders
from tests.engine.evidence.noise import Floats, ar1

WEEKS = 52
DATES = np.array([16, 20, 24, 28, 32, 36])
PAIRED = np.array([16, 16, 24, 24, 32, 40])


def panel(rng: np.random.Generator, teams: int = 6, between: float = 1.0, rho: float = 0.5) -> Floats:
    """Teams of different levels in noise that remembers, with a common season."""
    season = 0.8 * np.sin(np.arange(WEEKS) / 6.0)
    return ar1(rng, rho, teams, WEEKS) + between * rng.standard_normal((teams, 1)) + season


def ramp(begun: np.ndarray, grows: float = -1.65, weeks: int = 12) -> Floats:
    """An effect that grows for so many weeks."""
    since = np.arange(WEEKS)[None, :] - begun[:, None] + 1
    return grows * np.clip(since / weeks, 0.0, 1.0)


def two_way(outcomes: Floats, begun: np.ndarray) -> float:
    """The estimator that is not used: two-way fixed effects with one coefficient."""
    treated = (np.arange(WEEKS) >= begun[:, None]).astype(float)

    def within(x: Floats) -> Floats:
        return x - x.mean(axis=0) - x.mean(axis=1, keepdims=True) + x.mean()

    d = within(treated)
    return float((d * within(outcomes)).sum() / (d * d).sum())


def test_a_lot_rejects_nothing_one_time_in_twenty() -> None:
    """[17] Placebo, order by lot: nothing is rejected in 5 +- 2 of 100."""
    rng, rejected, games = np.random.default_rng(17), 0, 400
    for _ in range(games):
        found = compared(panel(rng), rng.permutation(PAIRED), lot=True)
        assert found is not None
        assert found.interval is not None
        assert (found.by, found.orders) == ("lot", 180)
        rejected += not found.interval[0] <= 0.0 <= found.interval[1]
    assert 0.03 <= rejected / games <= 0.07


def test_a_lot_covers_an_effect_that_is_there() -> None:
    """Coverage of the mean effect over treated cells, full at once: 92.7 to 97.3 of 100 on the prototype."""
    rng, covered, games = np.random.default_rng(170), 0, 300
    for _ in range(games):
        begun = rng.permutation(PAIRED)
        found = compared(panel(rng) + ramp(begun, -1.0, 1), begun, lot=True)
        assert found is not None
        assert found.interval is not None
        covered += found.interval[0] <= -1.0 <= found.interval[1]
    assert 0.92 <= covered / games <= 0.98


def test_growing_effects_are_told_in_full() -> None:
    """[18] A ramp: the mean over cells within 3 %, while two-way fixed effects lose 20 % and more."""
    begun, rng = DATES, np.random.default_rng(18)
    effect = ramp(begun, -1.65, 20)
    truth = float(effect[cells(begun, WEEKS)].mean())
    assert att(effect, begun) == pytest.approx(truth, rel=1e-9)
    half = [panel(rng) for _ in range(200)]
    mirrored = half + [-noise for noise in half]
    mean = float(np.mean([att(noise + effect, begun) for noise in mirrored]))
    assert mean == pytest.approx(truth, rel=0.03)
    assert two_way(effect, begun) / float(effect[effect < 0].mean()) < 0.80


def test_worst_first_is_said_so() -> None:
    """[19] Placebo with the worst teams first: a warning, and the interval is not the lot's."""
    rng, warned, games = np.random.default_rng(19), 0, 60
    drift = []
    for _ in range(games):
        outcomes = panel(rng, between=0.3, rho=0.7)
        worst = np.argsort(-outcomes[:, 8:16].mean(axis=1))
        begun = np.empty(6, np.int64)
        begun[worst] = DATES
        found = compared(outcomes, begun, lot=False, better_low=True)
        assert found is not None
        assert found.by == "leaving out"
        warned += found.worst_first
        drift.append(found.value)
    assert warned == games
    assert np.mean(drift) < -0.15, "the worst come back by themselves, which looks like an improvement"


def test_an_order_that_has_nothing_to_do_with_levels_is_not_called_worst_first() -> None:
    rng = np.random.default_rng(190)
    called = [compared(panel(rng), rng.permutation(DATES), lot=False, better_low=True) for _ in range(60)]
    assert sum(one is not None and one.worst_first for one in called) < 20


@pytest.mark.parametrize(
    ("begun", "many"),
    [
        ([3, 3, 5], 3),
        ([1, 2, 3, 4], 24),
        (list(range(6)), 720),
        ([1, 1, 1, 2, 2, 2, NEVER], 140),
        (list(range(7)), 1000),
    ],
)
def test_orders_are_all_of_them_or_a_thousand(begun: list[int], many: int) -> None:
    found = list(orders(begun))
    assert len(found) == many
    assert found[0] == tuple(begun)
    assert {tuple(sorted(order)) for order in found} == {tuple(sorted(begun))}
    assert found == list(orders(begun)), "the same orders every time"
    if many <= 720:
        assert len(set(found)) == many


def by_hand(outcomes: Floats, begun: np.ndarray) -> float:
    """The mean effect, cell by cell."""
    effects = []
    for i, g in enumerate(begun):
        for t in range(g, outcomes.shape[1]) if g < outcomes.shape[1] else ():
            still = [j for j, other in enumerate(begun) if other > t]
            moves = [outcomes[j, t] - np.nanmean(outcomes[j, g - 8 : g]) for j in (i, *still)]
            rest = [move for move in moves[1:] if not np.isnan(move)]
            if rest and not np.isnan(moves[0]):
                effects.append(moves[0] - np.mean(rest))
    return float(np.mean(effects))


def test_all_orders_at_once_are_each_order_by_hand() -> None:
    rng = np.random.default_rng(33)
    outcomes, begun = panel(rng, 5), np.array([16, 16, 24, 30, NEVER])
    outcomes[rng.random(outcomes.shape) < 0.3] = np.nan
    for order in list(orders(begun.tolist()))[:12]:
        assert att(outcomes, np.array(order)) == pytest.approx(by_hand(outcomes, np.array(order)), rel=1e-12)


def test_weeks_beyond_the_last_known_one_change_nothing() -> None:
    rng = np.random.default_rng(3)
    outcomes, begun = panel(rng, 5), np.array([16, 16, 24, 30, NEVER])
    gone = np.concatenate((outcomes, np.full((5, 1), np.nan)), axis=1)
    one, two = compared(outcomes, begun, lot=True), compared(gone, begun, lot=True, last=WEEKS)
    assert one is not None
    assert two is not None
    assert one.value == pytest.approx(two.value, rel=1e-12)
    assert one.interval == pytest.approx(two.interval, rel=1e-9)


def test_who_never_began_is_a_comparison_and_who_has_begun_never_is() -> None:
    begun = np.array([10, 14, NEVER])
    outcomes = np.zeros((3, 20))
    outcomes[0, 10:] = 5.0
    outcomes[1, 14:] = 7.0
    assert att(outcomes, begun) == pytest.approx((10 * 5 + 6 * 7) / 16)
    assert cells(begun, 20).sum(axis=1).tolist() == [10, 6, 0]


@pytest.mark.parametrize("begun", [[10, 10, 10], [10, 14], [3, 4, 5]])
def test_where_nobody_can_be_compared_there_is_none(begun: list[int]) -> None:
    outcomes = np.random.default_rng(1).standard_normal((len(begun), 20))
    assert compared(outcomes, np.array(begun), lot=False) is None


def test_weeks_without_a_value_are_left_out_and_not_zero() -> None:
    begun = np.array([10, NEVER, NEVER])
    outcomes = np.full((3, 20), 4.0)
    outcomes[0, 10:] = 6.0
    outcomes[0, 12:15] = np.nan
    outcomes[1, :] = np.nan
    assert att(outcomes, begun) == pytest.approx(2.0)
    outcomes[2, :] = np.nan
    assert math.isnan(att(outcomes, begun))
