"""`sim.exact`: error bounds against decimal arithmetic and scipy, special values, and the machine code itself."""

from __future__ import annotations

import decimal
import math
import random
import re
from decimal import Decimal

import llvmlite.binding as llvm
import numba
import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

from sim import draws, exact
from sim.kernel import COMPILED

finite = st.floats(allow_nan=False, allow_infinity=False)


def ulps(got: float, true: Decimal) -> float:
    """Error in units in the last place of the true value."""
    return float(abs(Decimal(got) - true) / Decimal(math.ulp(float(true))))


def decimal_normal_cdf(x: float) -> Decimal:
    """P(Z <= x), x <= 0, as 1/2 + phi(x) (x + x**3/3 + x**5/15 + ...), in enough digits for what cancels."""
    with decimal.localcontext(prec=int(0.9 * x * x) + 60):
        z = Decimal(x)
        term = total = z
        k = 1
        while abs(term) > abs(total) * Decimal(10) ** -decimal.getcontext().prec:
            k += 2
            term *= z * z / k
            total += term
        return Decimal("0.5") + total * decimal_normal_pdf(x)


def decimal_normal_pdf(x: float) -> Decimal:
    pi = 4 * (4 * decimal_arctan(5) - decimal_arctan(239))  # Machin's formula
    return (-Decimal(x) * Decimal(x) / 2).exp() / (2 * pi).sqrt()


def decimal_arctan(inverse: int) -> Decimal:
    power = total = 1 / Decimal(inverse)
    k = 1
    while abs(power) > Decimal(10) ** -(decimal.getcontext().prec + 5):
        k += 2
        power /= -inverse * inverse
        total += power / k
    return total


# --- exp and log -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("low", "high"), [(-708.0, 709.78), (-40.0, 40.0), (-1.0, 1.0), (-1e-9, 1e-9)])
def test_exp_is_within_0_9_ulp(low, high):
    rng = random.Random(1)
    with decimal.localcontext(prec=40):
        worst = max(ulps(exact.exp(x), Decimal(x).exp()) for x in (rng.uniform(low, high) for _ in range(2000)))
    assert worst < 0.9


@given(st.floats(-708.0, 709.78))
def test_exp_is_within_one_float_of_libm(x):
    assert abs(exact.exp(x) - math.exp(x)) <= math.ulp(math.exp(x))


def _logarithm_arguments() -> list[float]:
    rng = random.Random(2)
    wide = [math.ldexp(rng.uniform(0.5, 1.0), rng.randrange(-1021, 1024)) for _ in range(2000)]
    near = [1.0 + rng.uniform(-0.3, 0.5) for _ in range(2000)]
    nearest = [1.0 - rng.random() * 2.0 ** -rng.randrange(1, 50) for _ in range(2000)]
    return wide + near + nearest + [rng.random() for _ in range(2000)] + [5e-324, 2.0**-1022, 1.7e308]


def test_log_is_within_2_5_ulp():
    with decimal.localcontext(prec=40):
        worst = max(ulps(exact.log(x), Decimal(x).ln()) for x in _logarithm_arguments() if x != 1.0)
    assert worst < 2.5


@given(st.floats(5e-324, allow_infinity=False))
def test_log_is_within_three_floats_of_libm(x):
    """2.5 of ours, as above, and half a one of libm's."""
    assert abs(exact.log(x) - math.log(x)) <= 3.0 * math.ulp(math.log(x))


@given(st.floats(-700.0, 700.0))
def test_log_inverts_exp(x):
    assert exact.log(exact.exp(x)) == pytest.approx(x, rel=1e-15, abs=3e-16)


@pytest.mark.parametrize(
    ("function", "x", "result"),
    [
        (exact.exp, 0.0, 1.0),
        (exact.exp, -0.0, 1.0),
        (exact.exp, math.inf, math.inf),
        (exact.exp, -math.inf, 0.0),
        (exact.exp, math.nextafter(-708.0, -math.inf), 0.0),
        (exact.exp, math.nextafter(709.782712893384, math.inf), math.inf),
        (exact.log, 1.0, 0.0),
        (exact.log, 0.0, -math.inf),
        (exact.log, -0.0, -math.inf),
        (exact.log, math.inf, math.inf),
        (exact.log, -1.0, math.nan),
        (exact.log, -math.inf, math.nan),
        (exact.normal_cdf, 0.0, 0.5),
        (exact.normal_cdf, -math.inf, 0.0),
        (exact.normal_cdf, math.inf, 1.0),
        (exact.normal_cdf, 9.0, 1.0),
        (exact.normal_quantile, 0.5, 0.0),
        (exact.normal_quantile, 0.0, -math.inf),
        (exact.normal_quantile, -0.1, -math.inf),
        (exact.normal_quantile, 1.0, math.inf),
        (exact.normal_quantile, 1.1, math.inf),
    ],
)
def test_special_values(function, x, result):
    got = function(x)
    assert math.isnan(got) if math.isnan(result) else got == result


@pytest.mark.parametrize("function", [exact.exp, exact.log, exact.normal_cdf, exact.normal_quantile])
def test_nan_gives_nan(function):
    assert math.isnan(function(math.nan))


def test_exp_is_finite_up_to_its_limit():
    assert exact.exp(709.782712893384) == pytest.approx(1.797693134862273e308, rel=1e-13)
    assert exact.exp(-708.0) == pytest.approx(math.exp(-708.0), rel=1e-15)


# --- the normal distribution -----------------------------------------------------------------------------------------


def test_normal_cdf_is_accurate_relative_to_itself():
    rng = random.Random(3)
    points = [rng.uniform(-8, 0) for _ in range(300)] + [rng.uniform(-37.4, -8) for _ in range(60)]
    points += [-0.67448975, -0.6744897501, -5.656854249492381, -5.65685424949239]
    worst = max(abs(float(Decimal(exact.normal_cdf(x)) / decimal_normal_cdf(x) - 1)) for x in points)
    assert worst < 1.2e-15


def test_normal_cdf_agrees_with_scipy():
    x = np.linspace(-37.4, 9.0, 20_001)
    got = np.array([exact.normal_cdf(float(v)) for v in x])
    near = np.abs(x) < 8.0
    np.testing.assert_allclose(got[near], scipy.special.ndtr(x[near]), rtol=2e-14)
    np.testing.assert_allclose(got, scipy.special.ndtr(x), rtol=1e-12)  # scipy's own error is 2e-13 out there


@given(st.floats(-9.0, 9.0))
def test_normal_cdf_is_symmetric(x):
    assert exact.normal_cdf(-x) + exact.normal_cdf(x) == pytest.approx(1.0, abs=1.2e-16)


@given(finite)
def test_normal_cdf_is_a_probability(x):
    assert 0.0 <= exact.normal_cdf(x) <= 1.0


def test_normal_quantile_solves_its_equation():
    rng = random.Random(4)
    lower = [rng.random() * 2.0 ** -rng.randrange(1, 54) for _ in range(300)] + [0.075, 0.0750001, 2.0**-54, 1e-12]
    for u in lower:
        z = exact.normal_quantile(u)
        with decimal.localcontext(prec=100):
            correction = (decimal_normal_cdf(z) - Decimal(u)) / decimal_normal_pdf(z)
            assert abs(correction / Decimal(z)) < Decimal("1.2e-15"), u


def test_normal_quantile_agrees_with_scipy():
    rng = random.Random(5)
    u = np.array([rng.random() for _ in range(20_000)] + [2.0**-k for k in range(2, 1022)] + [1e-300, 1.0 - 2.0**-53])
    got = np.array([exact.normal_quantile(float(p)) for p in u])
    np.testing.assert_allclose(got, scipy.special.ndtri(u), rtol=3e-15)


@given(st.integers(0, 2**53 - 1))
def test_normal_quantile_is_odd_to_the_bit(k):
    u = k * 2.0**-53
    assert exact.normal_quantile(1.0 - u) == -exact.normal_quantile(u)


# --- the machine code ------------------------------------------------------------------------------------------------


def _arguments(function) -> list[str]:
    return [kind for name, kind in function.py_func.__annotations__.items() if name != "return"]


FUSED = re.compile(r"\bvfn?m(?:add|sub)|\bfn?m(?:add|sub|la|ls)\b", re.IGNORECASE)  # x86 and ARM
FUNCTIONS = {
    function.__name__: function
    for module in (exact, draws)
    for function in vars(module).values()
    if hasattr(function, "py_func") and set(_arguments(function)) == {"float"}
}


def _assembly(function, **options: object) -> str:
    fresh = numba.njit(error_model="python", **options)(function.py_func)
    signature = (numba.float64,) * len(_arguments(function))
    fresh.compile(signature)
    return fresh.inspect_asm(signature)


@pytest.mark.skipif(not COMPILED, reason="plain Python does not fuse")
@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_multiplication_is_fused_with_an_addition(name):
    text = _assembly(FUNCTIONS[name])
    assert "ret" in text
    assert not FUSED.search(text)


@pytest.mark.skipif(not COMPILED, reason="plain Python does not fuse")
def test_the_search_for_fused_operations_finds_them():
    features = llvm.get_host_cpu_features()
    if not (features.get("fma") or "aarch64" in llvm.get_default_triple()):
        pytest.skip("this processor has no fused operations")
    assert FUSED.search(_assembly(exact.log, fastmath=True))
