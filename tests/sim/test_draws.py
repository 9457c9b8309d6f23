"""`sim.draws`: golden bits, the same with and without numba; uniformity, independence of neighbouring keys; shapes.

Statistical thresholds: the keys are fixed, so a test always gives the same answer. With P_MIN = 1e-6 and some 150
tests, a perfect generator would have failed one when this was written with probability under 2e-4, while a fault
large enough to matter gives p-values many orders smaller.
"""

from __future__ import annotations

import functools
import itertools
import json
import math
import os
import pathlib
import random
import subprocess
import sys

import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from sim import draws
from sim.kernel import COMPILED
from tests.sim import regenerate_draws as golden

P_MIN = 1e-6
ROOT = pathlib.Path(__file__).resolve().parents[2]
int64 = st.integers(-(2**63), 2**63 - 1)
units = st.integers(0, 2**53 - 1).map(lambda k: k * 2.0**-53)
AXES = ("seed", "epoch", "stream", "entity", "ordinal")
BASE = (20240517, 0, 3, 12, 5)
STEPS = (1, -1, 2, 7, 1 << 16, 1 << 32)
N = 1 << 15


@njit
def _walk(world, out, seed, epoch, stream, entity, ordinal, axis, step):
    for i in range(len(out)):
        world.keys.stream[0] = draws.stream_key(
            seed + (i * step if axis == 0 else 0),
            epoch + (i * step if axis == 1 else 0),
            stream + (i * step if axis == 2 else 0),
        )
        b = entity + (i * step if axis == 3 else 0)
        c = ordinal + (i * step if axis == 4 else 0)
        out[i] = draws.uniform(world, 0, b, c)


def walk(axis: str, step: int = 1, n: int = N, base=BASE) -> np.ndarray:
    """The uniforms of n keys, `step` apart along one part of the key."""
    out = np.empty(n)
    _walk(golden.world(0), out, *base, AXES.index(axis), step)
    return out


def chi_square_p(counts: np.ndarray) -> float:
    return float(scipy.stats.chisquare(counts.ravel()).pvalue)


def grid_p(u: np.ndarray, v: np.ndarray, cells: int = 16) -> float:
    """p-value of pairs (u, v) falling evenly into cells x cells."""
    counts = np.bincount((u * cells).astype(int) * cells + (v * cells).astype(int), minlength=cells * cells)
    return chi_square_p(counts)


# --- golden bits -----------------------------------------------------------------------------------------------------


def test_golden_vectors_are_reproduced():
    assert golden.differences(golden.load()) == []


def test_golden_file_is_as_written():
    assert golden.dump(golden.load()) == golden.GOLDEN.read_text(encoding="utf-8")


def test_golden_vectors_cover_every_function_and_stream():
    stored = golden.load()
    assert set(stored) == {"about", "streams", "uniform", *golden.FUNCTIONS}
    assert {row[2] for row in stored["uniform"]} == set(golden.STREAMS.values())


def _without_or_with_numba(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1" if COMPILED else "0"}
    command = [sys.executable, "-W", "error", "-m", "tests.sim.regenerate_draws", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_golden_vectors_are_reproduced_in_the_other_mode():
    result = _without_or_with_numba()
    assert (result.stdout, result.returncode) == ("all reproduced\n", 0), result.stderr


def test_many_more_results_are_equal_in_the_other_mode():
    assert _without_or_with_numba("--digest").stdout.strip() == golden.digest(2000)


def test_a_changed_bit_is_reported():
    stored = json.loads(json.dumps(golden.load()))
    row = stored["exp"][5]
    row[-1] = math.nextafter(float.fromhex(row[-1]), 9.0).hex()
    (line,) = golden.differences(stored)
    assert line.startswith("exp(1.0,): 2.718")


# --- the key ---------------------------------------------------------------------------------------------------------


def reference(seed: int, epoch: int, stream: int, entity: int, ordinal: int) -> float:
    """The specification in unbounded integers modulo 2**64, written apart from the kernel."""
    golden_ratio, lecuyer, vigna, word = 0x9E3779B97F4A7C15, 2862933555777941757, 0xD1342543DE82EF95, 2**64 - 1

    def mix(z: int) -> int:
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & word
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & word
        return z ^ (z >> 31)

    h = mix((0x243F6A8885A308D3 + seed * golden_ratio + epoch * lecuyer + stream * vigna) & word)
    return (mix((h + entity * golden_ratio + ordinal * lecuyer) & word) >> 11) / 2**53


@given(int64, int64, st.sampled_from(sorted(golden.STREAMS.values())), int64, int64)
def test_uniform_is_as_specified(seed, epoch, stream, entity, ordinal):
    u = golden.uniform([seed, epoch, stream, entity, ordinal])
    assert u == reference(seed, epoch, stream, entity, ordinal)
    assert 0.0 <= u < 1.0


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint32])
def test_narrow_integers_are_the_same_key(kind):
    world = golden.world(1)
    assert draws.uniform(world, draws.STREAM_SIZE, kind(7), kind(100)) == reference(1, 0, 2, 7, 100)


def test_mixer_is_splitmix64():
    """The first outputs for seed 1234567 published with the reference implementation (Vigna's splitmix64.c)."""
    state, published = 1234567, [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]
    for expected in published:
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        assert draws._mix(state - (state >> 63 << 64)) % 2**64 == expected


def test_streams_are_distinct_and_small():
    values = [value for name, value in vars(draws).items() if name.startswith("STREAM_")]
    assert len(values) == len(set(map(int, values))) >= 27
    assert all(0 < value < 64 for value in values)


@pytest.mark.skipif(not COMPILED, reason="counts compiled overloads")
def test_a_stream_is_not_compiled_in():
    world = golden.world(1)
    draws.uniform(world, draws.STREAM_SIZE, 1, 1)
    before = len(draws.uniform.signatures)
    for stream in golden.STREAMS.values():
        draws.uniform(world, stream, 2, 3)
    assert len(draws.uniform.signatures) == before


def _signed(x: int) -> int:
    x %= 2**64
    return x - (x >> 63 << 64)


def test_entities_and_ordinals_share_no_sum_unless_they_differ_by_2_to_29():
    """Gauss reduction of the lattice of (entity, ordinal) differences that leave the sum as it is, modulo 2**64.

    For the shortest vector b1 of a reduced basis and the larger norm |b2|, every lattice vector is at least |b1| long.
    """
    g, c = 0x9E3779B97F4A7C15, 2862933555777941757
    a, b = (2**64, 0), (-c * pow(g, -1, 2**64) % 2**64, 1)

    def norm(v: tuple[int, int]) -> int:
        return v[0] * v[0] + v[1] * v[1]

    while True:
        if norm(a) < norm(b):
            a, b = b, a
        dot, size = a[0] * b[0] + a[1] * b[1], norm(b)
        q = (2 * dot + size) // (2 * size)  # nearest integer, exactly
        a = (a[0] - q * b[0], a[1] - q * b[1])
        if norm(a) >= size:
            break
    assert (b[0] * g + b[1] * c) % 2**64 == 0
    assert norm(b) > 2 * (2**29) ** 2  # so one of the two differs by more than 2**29


def test_seeds_epochs_and_streams_share_no_sum_unless_seeds_differ_by_2_to_43():
    inverse = pow(0x9E3779B97F4A7C15, -1, 2**64)
    per_epoch, per_stream = -2862933555777941757 * inverse, -0xD1342543DE82EF95 * inverse
    differences = itertools.product(range(2001), range(-255, 256))
    assert min(abs(_signed(e * per_epoch + s * per_stream)) for e, s in differences if (e, s) != (0, 0)) > 2**43


# --- uniformity and independence -------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("axis", AXES)
def test_uniform_along_each_part_of_the_key(axis, step):
    u = walk(axis, step)
    assert scipy.stats.kstest(u, "uniform").pvalue > P_MIN
    assert chi_square_p(np.bincount((u * 256).astype(int), minlength=256)) > P_MIN
    low_bits = (u * 2.0**53).astype(np.int64) & 255
    assert chi_square_p(np.bincount(low_bits, minlength=256)) > P_MIN


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("axis", AXES)
def test_successive_keys_are_independent(axis, step):
    u = walk(axis, step)
    for lag in (1, 2, 3):
        assert grid_p(u[:-lag], u[lag:]) > P_MIN
        assert abs(np.corrcoef(u[:-lag], u[lag:])[0, 1]) < 5 / math.sqrt(N)
    cubes = (u[: N // 3 * 3].reshape(-1, 3) * 8).astype(int)
    assert chi_square_p(np.bincount(cubes @ [64, 8, 1], minlength=512)) > P_MIN


@pytest.mark.parametrize(("axis", "other"), list(itertools.permutations(AXES, 2)))
def test_neighbouring_sequences_are_independent(axis, other):
    """A sequence along one part of the key against the same with another part one higher."""
    near = list(BASE)
    near[AXES.index(other)] += 1
    u, v = walk(axis), walk(axis, base=tuple(near))
    assert grid_p(u, v) > P_MIN
    assert abs(np.corrcoef(u, v)[0, 1]) < 5 / math.sqrt(N)
    assert abs(np.corrcoef(u[1:], v[:-1])[0, 1]) < 5 / math.sqrt(N)


@pytest.mark.parametrize(("axis", "other"), list(itertools.combinations(AXES, 2)))
def test_swapped_parts_are_different_keys(axis, other):
    i, j = AXES.index(axis), AXES.index(other)
    key, swapped = [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]
    swapped[i], swapped[j] = key[j], key[i]
    assert golden.uniform(key) != golden.uniform(swapped)


def test_small_keys_neither_collide_nor_cluster():
    """Every key in a box around zero. 150,000 numbers of 53 bits collide by chance with probability 1e-6."""
    seen = []
    for seed, epoch, stream, entity in itertools.product(range(-4, 5), range(3), range(1, 28, 3), range(-8, 9)):
        seen.append(walk("ordinal", n=35, base=(seed, epoch, stream, entity, -17)))
    u = np.concatenate(seen)
    assert len(np.unique(u)) == len(u) == 9 * 3 * 9 * 17 * 35
    assert scipy.stats.kstest(u, "uniform").pvalue > P_MIN
    assert golden.uniform([0, 0, 0, 0, 0]) != 0.0


@pytest.mark.parametrize("axis", AXES)
def test_every_bit_of_the_key_flips_every_bit_of_the_draw_half_the_time(axis):
    rng = random.Random(6)
    n, i = 256, AXES.index(axis)
    keys = [[rng.getrandbits(64) - 2**63 for _ in AXES] for _ in range(n)]

    def bits(key: list[int]) -> int:
        return int(golden.uniform(key) * 2.0**53)

    before = np.array([bits(key) for key in keys])
    for bit in range(64):
        flipped = [[_signed(part ^ (1 << bit)) if k == i else part for k, part in enumerate(key)] for key in keys]
        changed = before ^ np.array([bits(key) for key in flipped])
        rates = [np.count_nonzero(changed >> out & 1) / n for out in range(53)]
        assert max(abs(rate - 0.5) for rate in rates) < 6.5 * 0.5 / math.sqrt(n)  # 17,000 cells: 6.5 sd is 1e-6


# --- transforms: exact quantiles, then distributions -----------------------------------------------------------------


@functools.cache
def units_of_all_sizes() -> list[float]:
    """2,000 uniforms, and both tails down to the last bit."""
    powers = [2.0**-k for k in range(2, 54)]
    return [*golden.EDGES[1:], *map(float, walk("ordinal", n=2000)), *powers, *(1.0 - x for x in powers)]


@pytest.mark.parametrize(
    ("transform", "law", "tolerance"),
    [
        (lambda u: draws.exponential(u, 2.5), scipy.stats.expon(scale=2.5), 5e-15),
        (lambda u: draws.normal(u, 0.0, 2.0), scipy.stats.norm(0.0, 2.0), 5e-15),
        (lambda u: draws.lognormal(u, 3.0, 0.7), scipy.stats.lognorm(0.7, scale=3.0), 2e-14),
        (lambda u: draws.pareto(u, 1.5, 2.2), scipy.stats.pareto(2.2, scale=1.5), 1e-14),
    ],
    ids=["exponential", "normal", "lognormal", "pareto"],
)
def test_quantiles_agree_with_scipy(transform, law, tolerance):
    """Upper tails through scipy's survival function, which keeps the accuracy that 1 - u has."""
    u = np.array(units_of_all_sizes())
    expected = np.where(u > 0.5, law.isf(1.0 - u), law.ppf(u))
    np.testing.assert_allclose([transform(float(x)) for x in u], expected, rtol=tolerance, atol=1e-15)


def student_t3_tail(t: float) -> float:
    """P(T > t), t >= 0: (arctan r - r / (1 + r*r)) / pi with r = sqrt(3) / t; by its series where that cancels."""
    r = math.sqrt(3.0) / max(t, 1e-300)
    if r > 0.7:
        return (math.atan(r) - 1.0 / (r + 1.0 / r)) / math.pi
    return math.fsum((-1) ** (n + 1) * 2 * n / (2 * n + 1) * r ** (2 * n + 1) for n in range(1, 60)) / math.pi


def test_student_t3_solves_its_equation():
    for u in units_of_all_sizes():
        t = draws.student_t3(u)
        assert t * (u - 0.5) >= 0.0
        assert student_t3_tail(abs(t)) == pytest.approx(min(u, 1.0 - u), rel=5e-15)


@given(units)
def test_student_t3_is_odd_to_the_bit(u):
    if u > 0.0:
        assert abs(draws.student_t3(1.0 - u)) == abs(draws.student_t3(u))
        assert draws.student_t3(u) * (u - 0.5) >= 0.0


@given(units, units)
def test_transforms_grow_with_their_uniform(u, v):
    u, v = min(u, v), max(u, v)
    for transform in (
        lambda x: draws.exponential(x, 1.0),
        lambda x: draws.normal(x, 0.0, 1.0),
        lambda x: draws.lognormal(x, 1.0, 1.0),
        lambda x: draws.pareto(x, 1.0, 1.5),
        draws.student_t3,
        lambda x: draws.poisson(x, 3.0),
        lambda x: draws.poisson(x, 200.0),
        lambda x: draws.index(x, 12),
    ):
        low, high = transform(u), transform(v)
        assert low <= high + 2e-15 * max(1.0, abs(high))


@pytest.mark.parametrize("u", [0.0, 2.0**-53, golden.LARGEST])
def test_extreme_uniforms_stay_finite(u):
    results = [
        draws.exponential(u, 1.0),
        draws.normal(u, 0.0, 1.0),
        draws.lognormal(u, 1.0, 2.0),
        draws.pareto(u, 1.0, 1.0),
        draws.student_t3(u),
    ]
    assert all(map(math.isfinite, results))
    assert results[0] >= 0.0
    assert math.copysign(1.0, results[0]) == 1.0  # not -0.0
    assert results[3] >= 1.0


@pytest.mark.parametrize(
    ("transform", "law"),
    [
        (lambda u: draws.exponential(u, 4.0), scipy.stats.expon(scale=4.0)),
        (lambda u: draws.normal(u, 1.0, 3.0), scipy.stats.norm(1.0, 3.0)),
        (lambda u: draws.lognormal(u, 2.0, 1.1), scipy.stats.lognorm(1.1, scale=2.0)),
        (lambda u: draws.pareto(u, 2.0, 1.5), scipy.stats.pareto(1.5, scale=2.0)),
        (draws.student_t3, scipy.stats.t(3)),
    ],
    ids=["exponential", "normal", "lognormal", "pareto", "student_t3"],
)
@pytest.mark.parametrize("axis", ["entity", "ordinal", "seed"])
def test_draws_follow_their_law(transform, law, axis):
    sample = [transform(float(u)) for u in walk(axis, n=20_000, base=(7, 0, 9, 1, 0))]
    assert scipy.stats.kstest(sample, law.cdf).pvalue > P_MIN


def test_bernoulli_happens_as_often_as_it_should_and_at_the_ends():
    u = walk("entity")
    for p in (0.001, 0.1, 0.5, 0.93):
        hits = sum(draws.bernoulli(float(x), p) for x in u)
        assert scipy.stats.binomtest(hits, N, p).pvalue > P_MIN
    assert not draws.bernoulli(0.0, 0.0)
    assert draws.bernoulli(golden.LARGEST, 1.0)


@given(units, st.integers(1, 2**53))
def test_index_stays_in_range(u, n):
    assert 0 <= draws.index(u, n) < n
    assert draws.index(golden.LARGEST, n) == n - 1
    assert draws.index(u, n) <= u * n < draws.index(u, n) + 1


@pytest.mark.parametrize("n", [1, 2, 3, 7, 100])
def test_index_is_even(n):
    counts = np.bincount([draws.index(float(u), n) for u in walk("ordinal", n=20_000)], minlength=n)
    assert len(counts) == n
    assert n == 1 or chi_square_p(counts) > P_MIN


def test_discrete_follows_its_weights():
    weights = np.array([0.0, 3.0, 0.5, 0.0, 1.5, 0.0])
    counts = np.bincount([draws.discrete(float(u), weights) for u in walk("entity", n=20_000)], minlength=6)
    assert counts[[0, 3, 5]].sum() == 0
    expected = weights[[1, 2, 4]] * 20_000 / weights.sum()
    assert scipy.stats.chisquare(counts[[1, 2, 4]], expected).pvalue > P_MIN


@given(units, st.lists(st.floats(0.0, 1e300), min_size=1, max_size=8))
def test_discrete_never_gives_a_weight_of_zero(u, weights):
    chosen = draws.discrete(u, np.array(weights))
    assert weights[chosen] > 0.0 or not any(weights)


def test_discrete_without_positive_weights_gives_zero():
    assert draws.discrete(0.7, np.zeros(4)) == draws.discrete(0.7, np.zeros(0)) == 0


# --- poisson ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mean", [1e-9, 0.1, 1.0, 5.0, 29.999, 30.0, 30.001, 100.5, 700.0, 12_345.6, 1e6])
def test_poisson_is_the_least_count_whose_probability_passes_the_uniform(mean):
    """Against scipy's distribution function, itself good to about 1e-13 at these means."""
    slack = 1e-12
    for u in [0.0, golden.LARGEST, *units_of_all_sizes()[:: 20 if mean > 1e5 else 4]]:
        k = draws.poisson(u, mean)
        assert k >= 0
        assert u < scipy.special.pdtr(k, mean) + slack
        assert k == 0 or u >= scipy.special.pdtr(k - 1, mean) - slack


@pytest.mark.parametrize("mean", [0.4, 3.0, 29.5, 30.5, 250.0, 2000.0])
def test_poisson_mean_variance_and_shape(mean):
    n = 20_000
    sample = np.array([draws.poisson(float(u), mean) for u in walk("ordinal", n=n, base=(3, 0, 1, 4, 0))])
    assert abs(sample.mean() - mean) < 5 * math.sqrt(mean / n)
    assert abs(sample.var() / mean - 1) < 5 * math.sqrt((2 + 1 / mean) / n)
    edges = np.unique(scipy.stats.poisson(mean).ppf(np.linspace(0.02, 0.98, 25)))
    cells = np.searchsorted(edges, sample)
    expected = np.diff(np.concatenate([[0.0], scipy.stats.poisson(mean).cdf(edges), [1.0]])) * n
    assert scipy.stats.chisquare(np.bincount(cells, minlength=len(expected)), expected).pvalue > P_MIN


def test_poisson_at_its_limits():
    assert draws.poisson(0.9, 0.0) == draws.poisson(0.9, -1.0) == draws.poisson(0.9, math.nan) == 0
    assert draws.poisson(0.5, 1e9) == pytest.approx(1e9, abs=2)
    assert draws.poisson(0.5, math.inf) == draws.poisson(0.5, 1e9)
    assert draws.poisson(0.0, 700.0) < draws.poisson(2.0**-53, 700.0) + 1 < 700 - 7 * math.sqrt(700)
    assert 700 + 7 * math.sqrt(700) < draws.poisson(golden.LARGEST, 700.0) < 700 + 12 * math.sqrt(700)


@given(units, st.floats(0.0, 2000.0), st.floats(0.0, 2000.0))
def test_poisson_grows_with_its_mean(u, low, high):
    """Two worlds with different means share their draw: more demand never means fewer arrivals (up to 1e-14 of u)."""
    low, high = min(low, high), max(low, high)
    more = draws.poisson(u, high)
    assert draws.poisson(u, low) <= more or scipy.special.pdtr(more, low) == pytest.approx(u, abs=1e-12)
