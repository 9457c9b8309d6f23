"""`engine.evidence.shapley`: games whose shares are known by hand, and an oracle for those whose are not."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from engine.evidence.folding import Mean, mean_of
from engine.evidence.shapley import alone, attribute, interactions, players, sampled, shares, without_it

AND_GAME = [0.0, 0.0, 0.0, 1.0]
GLOVES = [float(bool(mask & 1) and bool(mask & 6)) for mask in range(8)]  # one left glove, two right ones


def column(values) -> np.ndarray:
    return np.array(values, float).reshape(-1, 1)


def random_table(n: int, worlds: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(50.0, 20.0, (1 << n, worlds))


def relabelled(table: np.ndarray, order: tuple[int, ...]) -> np.ndarray:
    """Player i of the table becomes player order[i]."""
    other = np.empty_like(table)
    for mask in range(len(table)):
        other[sum(1 << order[i] for i in range(len(order)) if mask >> i & 1)] = table[mask]
    return other


def test_what_adds_up_is_shared_as_it_was_brought():
    brought = [3.0, -1.5, 0.25, 7.0]
    table = column([sum(b for i, b in enumerate(brought) if mask >> i & 1) for mask in range(16)])
    assert shares(table)[:, 0] == pytest.approx(brought, abs=1e-12)
    assert interactions(table) == pytest.approx(np.zeros((4, 4, 1)), abs=1e-12)
    assert alone(table) == pytest.approx(without_it(table), abs=1e-12)


def test_two_who_only_work_together_share_evenly_and_interact_wholly():
    assert shares(column(AND_GAME))[:, 0].tolist() == [0.5, 0.5]
    assert interactions(column(AND_GAME))[0, 1, 0] == 1.0
    assert alone(column(AND_GAME))[:, 0].tolist() == [0.0, 0.0]
    assert without_it(column(AND_GAME))[:, 0].tolist() == [1.0, 1.0]


def test_gloves():
    assert shares(column(GLOVES))[:, 0] == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=1e-15)


def test_clones_have_equal_shares_and_a_dummy_none():
    table = random_table(4, 3)
    for mask in range(16):  # 0 and 1 are clones, 3 does nothing
        if mask >> 1 & 1 and not mask & 1:
            table[mask] = table[mask ^ 3]
    for mask in range(8):
        table[mask | 8] = table[mask]
    found = shares(table)
    assert found[0].tobytes() == found[1].tobytes()
    assert not found[3].any()
    assert not interactions(table)[3].any()


@pytest.mark.parametrize("n", [1, 2, 5, 8])
def test_shares_sum_to_the_total_in_every_world(n):
    table = random_table(n, 16)
    assert np.abs(shares(table).sum(axis=0) - (table[-1] - table[0])).max() < 1e-9


def test_the_order_of_players_changes_no_byte():
    table = random_table(4, 5)
    here, pairs = shares(table), interactions(table)
    for order in itertools.permutations(range(4)):
        there, others = shares(relabelled(table, order)), interactions(relabelled(table, order))
        for i, j in itertools.product(range(4), repeat=2):
            assert there[order[i]].tobytes() == here[i].tobytes()
            assert others[order[i], order[j]].tobytes() == pairs[i, j].tobytes()


def test_an_oracle_agrees():
    shapiq = pytest.importorskip("shapiq")
    n = 5
    table = random_table(n, 1)[:, 0]

    def game(coalitions):
        return np.array([table[sum(1 << i for i in range(n) if inside[i])] for inside in coalitions])

    oracle = shapiq.ExactComputer(game, n_players=n)
    values = oracle("SV", 1).get_n_order_values(1)
    pairs = oracle("SII", 2).get_n_order_values(2)
    assert shares(table.reshape(-1, 1))[:, 0] == pytest.approx(np.asarray(values), abs=1e-9)
    assert interactions(table.reshape(-1, 1))[:, :, 0] == pytest.approx(np.asarray(pairs), abs=1e-9)


def test_sampled_orders_agree_with_every_order():
    table = random_table(4, 1)[:, 0]
    rng = np.random.default_rng(3)
    added = np.zeros((400, 4))
    for row in added:
        mask = 0
        for i in rng.permutation(4):
            row[i] = table[mask | 1 << i] - table[mask]
            mask |= 1 << i
    exact = shares(table.reshape(-1, 1))[:, 0]
    for one, share in zip(sampled(added), exact, strict=True):
        assert abs(one.value - share) <= 4 * one.error


def test_a_table_that_is_none_is_refused():
    for shape in ((3, 2), (4,), (0, 2)):
        with pytest.raises(ValueError, match=r"2\*\*n rows"):
            players(np.zeros(shape))
    with pytest.raises(ValueError, match="2 players has 1 names"):
        attribute(np.zeros((4, 2)), ["one"])


# --- words -----------------------------------------------------------------------------------------------------------


def noisy(values, worlds: int = 32, noise: float = 0.01) -> np.ndarray:
    return column(values) + np.random.default_rng(5).normal(0.0, noise, (len(values), worlds))


def test_where_interaction_dominates_a_cluster_is_told_and_not_shares():
    made = attribute(noisy(AND_GAME), ["rights", "limits"])
    assert made.non_additivity == pytest.approx(1.0, abs=0.05)
    assert [(group.members, group.words) for group in made.clusters] == [(("rights", "limits"), "needed together")]
    assert [made.word(i, 1) for i in range(2)] == ["needed", "needed"]
    assert [made.word(i, -1) for i in range(2)] == ["hurt", "hurt"]
    assert made.word(0, 0) is None


def test_where_either_would_do_they_overlap():
    made = attribute(noisy([0.0, 1.0, 1.0, 1.0]), ["one", "other"])
    assert [group.words for group in made.clusters] == ["overlapping"]
    assert [made.word(i, 1) for i in range(2)] == ["enough alone", "enough alone"]


def test_who_turns_in_company_is_told_with_its_company():
    # "train" harms by itself and helps beside "path"; "list" adds up, and is the larger part
    train, path, listed = 1, 2, 4

    def value(mask: int) -> float:
        both = mask & train and mask & path
        return (
            (2.0 if mask & path else 0.0)
            + (20.0 if mask & listed else 0.0)
            + (1.0 if both else -1.0 if mask & train else 0.0)
        )

    made = attribute(noisy([value(mask) for mask in range(8)]), ["train", "path", "list"])
    assert made.non_additivity < 0.5
    assert [group.members for group in made.clusters] == [("train", "path")]
    assert made.together("list") is None
    assert [made.word(i, 1) for i in range(3)] == ["needed", "needed", "needed"]


def test_what_adds_up_has_no_cluster_and_noise_no_direction():
    made = attribute(noisy([0.0, 3.0, 0.0, 3.0], noise=0.5), ["rights", "chart"])
    assert made.clusters == ()
    assert [made.word(i, 1) for i in range(2)] == ["needed", "no clear difference"]


def test_a_mean_of_one_world_has_no_interval():
    assert mean_of([2.0]) == Mean(2.0, 0.0, 1, None)
    assert not mean_of([2.0]).clear
    two = mean_of([1.0, 3.0])
    assert two.interval == pytest.approx((2 - 12.7062 * 1.0, 2 + 12.7062 * 1.0), abs=1e-3)
    assert math.isclose(two.error, 1.0)
