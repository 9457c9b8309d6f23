"""Exact functions: exp, log, the normal distribution and its inverse, the same bits on every machine.

numpy's and libm's transcendental functions change bits with CPU, library and version, so nothing that reaches state
or log may use them. These are built only from float64 `+ - * /`, `sqrt`, floor, comparisons, `frexp` and a table of
powers of two, all of which IEEE 754 defines to the bit, in the order written. numba compiles without fastmath, so
LLVM neither reorders nor fuses them (a test reads the machine code). The same source runs with `NUMBA_DISABLE_JIT=1`.

All arguments and results are float64 without unit. Nothing raises; NaN gives NaN. Measured when written, over 60,000 to
160,000 arguments each, against 120-bit arithmetic (ulp: unit in the last place of the true value); times compiled, in
a loop of independent calls, on 2.6 GHz:

    function         range                     largest error              ns/call
    exp              -708 .. 709.78            0.86 ulp                   5 to 6
    log              all positive              0.81 ulp                   6 to 7
    normal_cdf       -37.5 .. 9                8.0e-16 relative           11 to 24
    normal_quantile  1e-307 .. 1 - 2**-53      8.0e-16 relative           9 to 13

Changing one bit of any result changes every recorded game: the goldens in `tests/sim/goldens/draws.json` say so.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.kernel import COMPILED, inlined, kernel

INFINITY = math.inf
LOG_HALF = -0.6931471805599453  # exp(LOG_HALF * t / half_life): what is left

# 2**-1022 .. 2**1023, doubled up from the smallest normal number.
_DOUBLINGS = [2.2250738585072014e-308]
while len(_DOUBLINGS) < 2046:
    _DOUBLINGS.append(_DOUBLINGS[-1] * 2.0)


def _table(values: list[float]) -> Any:
    """Constants to look up: numba embeds an array; a tuple is faster without it."""
    return np.array(values) if COMPILED else tuple(values)


_POWERS = _table(_DOUBLINGS)


@kernel
def exp(x: float) -> float:
    """e to the power x.

    Subtracts the nearest multiple of ln 2, kept in two parts, then takes the rational approximation of fdlibm's
    `e_exp.c` (Sun Microsystems, 1993, freely distributable), whose constants these are.

    Args:
        x: any float.

    Returns:
        exp(x); 0 below -708, where the true value is under 3.4e-308 (never a subnormal), infinity above 709.78.
    """
    if not x >= -708.0:
        return x if x != x else 0.0
    if x > 709.782712893384:
        return INFINITY
    k = int(math.floor(x * 1.4426950408889634 + 0.5))
    high = x - k * 6.93147180369123816490e-01
    low = k * 1.90821492927058770002e-10
    r = high - low
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))
        )
    )
    y = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    power: float = _POWERS[k + 1021]
    return (y + y) * power


def _log_plain(x: float) -> float:
    """ln(x) for 0.5 < x < 2, by fdlibm's `e_log.c` (Sun Microsystems, 1993, freely distributable): fills the table."""
    s = (x - 1.0) / (x + 1.0)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half_square = 0.5 * (x - 1.0) * (x - 1.0)
    return (x - 1.0) - (half_square - s * (half_square + (even + odd)))


# Centres of 128 intervals of [0.6875, 1.375): 1 for the two beside it, so that nothing cancels there.
_CENTRES = [1.0 if i == 79 else 0.6875 + (i + 0.5) / 256 for i in range(80)]
_CENTRES += [1.0 if i == 0 else 1.0 + (i + 0.5) / 128 for i in range(48)]
_CENTRE = _table(_CENTRES)
_INVERSE = _table([1.0 / c for c in _CENTRES])
_LOG_CENTRE = _table([_log_plain(c) for c in _CENTRES])


@inlined
def log(x: float) -> float:
    """Natural logarithm.

    Takes x apart into z * 2**k with z in [0.6875, 1.375), then ln z = ln c + ln(1 + r), r = (z - c) / c, with c the
    centre of one of 128 intervals (Tang, ACM TOMS 16, 1990) and the Taylor series to r**8: no division, and few steps
    that wait for one another. Most draws take a logarithm.

    Args:
        x: any float.

    Returns:
        ln(x); minus infinity at 0, NaN below.
    """
    if not 0.0 < x < INFINITY:
        return x if x > 0.0 else (-INFINITY if x == 0.0 else math.nan)
    if COMPILED and x >= 2.2250738585072014e-308:  # the fields of a normal number; the other way gives the same
        bits: Any = np.float64(x).view(np.int64)
        above = bits - 0x3FE6000000000000
        k: int = above >> 52
        i: int = (above >> 45) & 127
        z: float = np.int64(bits - (k << 52)).view(np.float64)
    else:
        z, k = math.frexp(x)
        if z < 0.6875:
            z += z
            k -= 1
        i = int((z - 0.6875) * 256.0) if z < 1.0 else 80 + int((z - 1.0) * 128.0)
    r: float = (z - _CENTRE[i]) * _INVERSE[i]
    q = r * r
    series = q * (r * 0.3333333333333333 - 0.5) + (q * q) * (
        (r * 0.2 - 0.25) + q * ((r * 0.14285714285714285 - 0.16666666666666666) - q * 0.125)
    )
    centre: float = _LOG_CENTRE[i]
    return k * 6.93147180369123816490e-01 + (centre + (r + (series + k * 1.90821492927058770002e-10)))


@kernel
def _quantile_centre(q: float) -> float:
    """AS241's rational function for |u - 1/2| <= 0.425; q = u - 1/2."""
    r = 0.180625 - q * q
    top = (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
        + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
        + 133.14166789178437745) * r + 3.3871328727963666080)  # fmt: skip
    bottom = (((((((5226.4952788528545610 * r + 28729.085735721942674) * r + 39307.895800092710610) * r
        + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.18700749205790830) * r
        + 42.313330701600911252) * r + 1.0)  # fmt: skip
    return q * top / bottom


@kernel
def _quantile_tail(r: float) -> float:
    """AS241's rational functions for the tails; r = sqrt(-ln(the smaller tail)) > 1.6. Returns a positive number."""
    if r <= 5.0:
        r -= 1.6
        top = (((((((7.74545014278341407640e-4 * r + 0.0227238449892691845833) * r + 0.241780725177450611770) * r
            + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.76949722146069140550) * r
            + 4.63033784615654529590) * r + 1.42343711074968357734)  # fmt: skip
        bottom = (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
            + 0.148103976427480074590) * r + 0.689767334985100004550) * r + 1.67638483018380384940) * r
            + 2.05319162663775882187) * r + 1.0)  # fmt: skip
    else:
        r -= 5.0
        top = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
            + 0.0265321895265761230930) * r + 0.296560571828504891230) * r + 1.78482653991729133580) * r
            + 5.46378491116411436990) * r + 6.65790464350110377720)  # fmt: skip
        bottom = (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
            + 7.86869131145613259100e-4) * r + 0.0148753612908506148525) * r + 0.136929880922735805310) * r
            + 0.599832206555887937690) * r + 1.0)  # fmt: skip
    return top / bottom


@kernel
def normal_quantile(u: float) -> float:
    """Inverse of the standard normal distribution function.

    Algorithm AS241, PPND16 (M. J. Wichura, Applied Statistics 37, 1988, 477-484), with its constants.

    Args:
        u: a probability.

    Returns:
        z with normal_cdf(z) = u; minus infinity at 0 and below, infinity at 1 and above. Odd around 1/2 to the bit.
    """
    q = u - 0.5
    if -0.425 <= q <= 0.425:
        return _quantile_centre(q)
    if u <= 0.0:
        return -INFINITY
    if u >= 1.0:
        return INFINITY
    if q < 0.0:
        return -_quantile_tail(math.sqrt(-log(u)))
    if q > 0.0:
        return _quantile_tail(math.sqrt(-log(1.0 - u)))
    return q


@kernel
def _cdf_centre(x: float) -> float:
    """Cody's rational function for P(Z <= x) - 1/2, |x| <= 0.67448975."""
    t = x * x
    top = (((0.065682337918207449113 * t + 2.2352520354606839287) * t + 161.02823106855587881) * t
        + 1067.6894854603709582) * t + 18154.981253343561249  # fmt: skip
    bottom = (((t + 47.20258190468824187) * t + 976.09855173777669322) * t + 10260.932208618978205) * t + (
        45507.789335026729956
    )
    return x * top / bottom


@kernel
def _cdf_tail(y: float) -> float:
    """Cody's rational functions for P(Z > y), y above 0.67448975; exp(-y*y/2) is split so that y*y is exact."""
    if y > 38.0:
        return 0.0
    if y <= 5.656854249492381:
        top = ((((((((1.0765576773720192317e-8 * y + 0.39894151208813466764) * y + 8.8831497943883759412) * y
            + 93.506656132177855979) * y + 597.27027639480026226) * y + 2494.5375852903726711) * y
            + 6848.1904505362823326) * y + 11602.651437647350124) * y + 9842.7148383839780218)  # fmt: skip
        bottom = ((((((((y + 22.266688044328115691) * y + 235.38790178262499861) * y + 1519.377599407554805) * y
            + 6485.558298266760755) * y + 18615.571640885098091) * y + 34900.952721145977266) * y
            + 38912.003286093271411) * y + 19685.429676859990727)  # fmt: skip
        ratio = top / bottom
    else:
        t = 1.0 / (y * y)
        top = ((((0.02307344176494017303 * t + 0.21589853405795699) * t + 0.1274011611602473639) * t
            + 0.022235277870649807) * t + 0.001421619193227893466) * t + 2.9112874951168792e-5  # fmt: skip
        bottom = ((((t + 1.28426009614491121) * t + 0.468238212480865118) * t + 0.0659881378689285515) * t
            + 0.00378239633202758244) * t + 7.29751555083966205e-5  # fmt: skip
        ratio = (0.3989422804014327 - t * top / bottom) / y
    sixteenths = math.floor(y * 16.0) / 16.0
    rest = (y - sixteenths) * (y + sixteenths)
    return exp(-0.5 * sixteenths * sixteenths) * exp(-0.5 * rest) * ratio


@kernel
def normal_cdf(x: float) -> float:
    """Standard normal distribution function, P(Z <= x).

    W. J. Cody's rational Chebyshev approximations (Mathematics of Computation 23, 1969, 631-637; constants as in
    ANORM, ACM Algorithm 715, 1993).

    Args:
        x: any float.

    Returns:
        A probability, accurate relative to itself in the lower tail; 0 below about -37.5, 1 above about 8.3.
    """
    if -0.67448975 <= x <= 0.67448975:
        return 0.5 + _cdf_centre(x)
    if x < 0.0:
        return _cdf_tail(-x)
    if x > 0.0:
        return 1.0 - _cdf_tail(x)
    return x
