"""Keyed draws: every random number depends on its key alone, never on what was drawn before.

    uniform(seed, epoch, stream, entity, ordinal)

The key of a draw names the thing that is uncertain. `stream` says what kind of thing (a STREAM_ below), `entity` which
item, team or customer, `ordinal` which time (a day, an attempt, the n-th need). So a command that makes one thing
happen earlier, or not at all, leaves every other draw as it was, and two worlds stay identical until the first effect.
Never put the calendar into a key whose timing a command can shift. The epoch is 0 in a recorded game; re-drawing the
future uses other epochs, all equally good.

A uniform goes through a pure transform: `bernoulli`, `index`, `discrete`, `exponential`, `normal`, `lognormal`,
`pareto`, `student_t3`, `poisson`. Each takes one uniform and gives the same bits everywhere; but for `bernoulli`, the
result never falls when the uniform grows (beyond the last bits). For two numbers about one thing draw two uniforms,
with different ordinals or streams: transforms of one uniform are perfectly dependent.

Times, compiled, in a loop of independent calls on 2.6 GHz, ns including the uniform: uniform 1 to 2 (9 where each
waits for the one before), exponential 12, normal 14, lognormal 25, pareto 22, student_t3 130, discrete of eight 23,
poisson 11 at mean 1, 18 at 5, 72 at 30, 460 at 700. Without numba a uniform takes 1.2 µs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.exact import exp, log, normal_quantile
from sim.kernel import COMPILED, inlined, kernel

if TYPE_CHECKING:
    from sim.records import World

# Streams. A number is for ever: it is part of every key ever drawn, so changing or reusing one changes recorded games.
# Add new ones at the end, below 64; retire one by leaving its number unused.
STREAM_ARRIVAL = 1  # how many items a source sends
STREAM_SIZE = 2  # true size of an item
STREAM_SERVICE = 3  # time a stage takes for an item
STREAM_NEED_KIND = 4  # which kind of need an item meets
STREAM_VALUE = 5  # true value of an item
STREAM_ESTIMATE = 6  # error of an estimate
STREAM_SHARED_NEED = 7  # whether two teams have the same need
STREAM_DUPLICATE = 8  # whether a duplicate is noticed
STREAM_DECISION = 9  # what a decision comes out as, and how long it takes
STREAM_OWNER = 10  # who takes an item
STREAM_REOPEN = 11  # whether a decision or an item is reopened
STREAM_SCOPE = 12  # growth of scope
STREAM_PREEMPT = 13  # whether work is pre-empted
STREAM_PREEMPT_LOSS = 14  # what a pre-emption costs
STREAM_HANDOFF = 15  # delay and loss at a hand-off
STREAM_CLARIFY = 16  # whether, and how long, a question waits for an answer
STREAM_REVIEW = 17  # what a review finds
STREAM_DEFECT = 18  # defects built in
STREAM_INTERACTION = 19  # defects between changes released together
STREAM_SEVERITY = 20  # severity of an incident
STREAM_DETECT = 21  # time to detect
STREAM_DIAGNOSE = 22  # time to diagnose
STREAM_MITIGATE = 23  # time to mitigate
STREAM_REPORT_NOISE = 24  # noise of a reported figure
STREAM_BREAK = 25  # whether a metric source breaks or changes definition
STREAM_ADOPTION = 26  # adoption and fidelity of a practice, per team
STREAM_POLICY = 27  # choices of a random or careless policy
STREAM_EFFECT = 28  # what a feature does for customers
STREAM_FAILURE = 40  # what kind of failure a need's defect is
STREAM_LESSON = 41  # whether an incident is reviewed, and when its actions are closed
STREAM_FORECAST = 42  # error of an estimate of effort, and how a date is forecast
STREAM_TEST = 43  # whether and how an idea is tested
STREAM_SAMPLE = 44  # what a week of an experiment shows
STREAM_JUDGEMENT = 51  # how a forum reads the figures before it
STREAM_DRIFT = 52  # how a source's definition creeps
STREAM_AUDIT = 53  # what an audit finds
STREAM_LEAVING = 54  # whether somebody leaves a team
STREAM_CARD = 47  # what becomes of a card, and whether its delegate decides
STREAM_SIGNUP = 29  # how many customers join
STREAM_FIRST_VALUE = 30  # who reaches first value
STREAM_RENEWAL = 31  # who renews
STREAM_USAGE = 32  # how widely a feature is used
STREAM_REDESIGN = 33  # what a redesign does
STREAM_CORRECTION = 34  # whether a feature that hurts is taken back
STREAM_SURPRISE = 35  # whether bad news reaches somebody unannounced
STREAM_ESCALATE = 36  # whether a stakeholder escalates, or a waiting decision is


@kernel
def _mix(z: int) -> int:
    """splitmix64's finaliser (Stafford's mix 13); a mask after each shift keeps the low 64 bits equal without numba."""
    z = (z ^ ((z >> 30) & 0x3FFFFFFFF)) * -4658895280553007687
    z = (z ^ ((z >> 27) & 0x1FFFFFFFFF)) * -7723592293110705685
    return z ^ ((z >> 31) & 0x1FFFFFFFF)


@kernel
def stream_key(seed: int, epoch: int, stream: int) -> int:
    """The first round of a key, alike for all draws of one world and stream.

    Args:
        seed: any int64.
        epoch: any int64; 0 in a recorded game.
        stream: one of the STREAM_ constants.

    Returns:
        A signed 64-bit hash.
    """
    h = _mix(
        2611923443488327891
        + int(seed) * -7046029254386353131
        + int(epoch) * 2862933555777941757
        + int(stream) * -3372029247567499371
    )
    # into the signed 64 bits of a record's field, with and without numba
    return h if COMPILED else (h + 0x8000000000000000) % 0x10000000000000000 - 0x8000000000000000


@kernel
def key_streams(world: World) -> None:
    """Work out the stream keys of a world's seed and epoch; to be called when either changes."""
    for stream in range(len(world.keys.stream)):
        world.keys.stream[stream] = stream_key(world.clock.seed[0], world.clock.epoch[0], stream)


@inlined
def uniform(world: World, stream: int, entity: int, ordinal: int) -> float:
    """The uniform of one key.

    Two rounds of splitmix64's finaliser (Steele, Lea and Flood, OOPSLA 2014), each over a sum of its parts times odd
    constants: the golden ratio's, L'Ecuyer's 2862933555777941757, Steele and Vigna's 0xD1342543DE82EF95; the first
    offset is pi's fraction, so that a key of zeros is no fixed point. Two keys of one world and stream share a sum
    only if entity or ordinal differ by more than 2**29; two (seed, epoch, stream) only if the seeds differ by more
    than 2**43 or the epochs by more than 2,000 (a test computes both).

    Args:
        world: a bound record; reads `keys.stream`, as `key_streams` left it.
        stream: one of the STREAM_ constants, 0 to 63.
        entity: what the draw is about; any int64.
        ordinal: which time; any int64.

    Returns:
        k * 2**-53 with integer k, in [0, 1): 0 can happen, 1 cannot.
    """
    h = world.keys.stream[stream]
    h = _mix(h + int(entity) * -7046029254386353131 + int(ordinal) * 2862933555777941757)
    return ((h >> 11) & 0x1FFFFFFFFFFFFF) * 1.1102230246251565e-16


@kernel
def bernoulli(u: float, p: float) -> bool:
    """Whether an event of probability p happens: never at p <= 0, always at p >= 1.

    Args:
        u: a uniform in [0, 1).
        p: probability.

    Returns:
        u < p. Raising p only adds happenings: two worlds with different p share all the common ones.
    """
    return u < p


@kernel
def index(u: float, n: int) -> int:
    """One of n equally likely integers.

    Args:
        u: a uniform in [0, 1).
        n: how many, 1 to 2**53.

    Returns:
        floor(u * n), in 0 .. n - 1 (u * n never rounds up to n); off from uniform by less than n * 2**-53.
    """
    return int(u * n)


@kernel
def discrete(u: float, weights: Sequence[float]) -> int:
    """An integer with the given weights, by a scan: O(n).

    Args:
        u: a uniform in [0, 1).
        weights: n non-negative weights in any unit (1-d float64: an array, a record's field, a tuple).

    Returns:
        i in 0 .. n - 1 with probability weights[i] / sum; never one of weight 0. 0 if no weight is positive.
    """
    total = 0.0
    for i in range(len(weights)):
        if weights[i] > 0.0:
            total += weights[i]
    left = u * total
    reached = 0.0
    last = 0
    for i in range(len(weights)):
        if weights[i] > 0.0:
            reached += weights[i]
            last = i
            if left < reached:
                break
    return last


@inlined
def exponential(u: float, mean: float) -> float:
    """An exponential time, -mean * ln(1 - u).

    Args:
        u: a uniform in [0, 1); 1 - u is exact and never 0.
        mean: in the unit of the result.

    Returns:
        0 to 36.8 means.
    """
    return mean * (0.0 - log(1.0 - u))


@kernel
def normal(u: float, mean: float, sd: float) -> float:
    """A normal number by inversion.

    Args:
        u: a uniform in [0, 1); 0 is read as 2**-54, half of the next.
        mean: in the unit of the result.
        sd: standard deviation, in the same unit.

    Returns:
        mean + sd * z, z in -8.3 .. 8.21.
    """
    return mean + sd * normal_quantile(u if u > 0.0 else 5.551115123125783e-17)


@kernel
def lognormal(u: float, median: float, sigma: float) -> float:
    """A lognormal number by inversion.

    Args:
        u: a uniform in [0, 1).
        median: in the unit of the result. The mean is median * exp(sigma**2 / 2).
        sigma: standard deviation of the logarithm.

    Returns:
        median * exp(sigma * z).
    """
    return median * exp(normal(u, 0.0, sigma))


@kernel
def pareto(u: float, minimum: float, alpha: float) -> float:
    """A Pareto number, minimum * (1 - u) ** (-1 / alpha).

    Args:
        u: a uniform in [0, 1).
        minimum: smallest value, in the unit of the result.
        alpha: tail exponent, above 0; the mean is finite above 1, the variance above 2.

    Returns:
        A number from minimum up; infinity past the largest float (alpha below 0.0518).
    """
    return minimum * exp((0.0 - log(1.0 - u)) / alpha)


@kernel
def _sine(a: float) -> float:
    """Sine of 0 <= a <= pi/2 by its Taylor series to a**23 (next term under 2e-18 of it)."""
    t = a * a
    return a * (1.0 + t * (-1.0 / 6.0 + t * (1.0 / 120.0 + t * (-1.0 / 5040.0 + t * (1.0 / 362880.0
        + t * (-1.0 / 39916800.0 + t * (1.0 / 6227020800.0 + t * (-1.0 / 1307674368000.0
        + t * (1.0 / 355687428096000.0 + t * (-1.0 / 121645100408832000.0 + t * (1.0 / 51090942171709440000.0
        + t * (-1.0 / 25852016738884976640000.0))))))))))))  # fmt: skip


@kernel
def _excess(a: float) -> float:
    """a - sin a for 0 <= a < 3.2 by its Taylor series to a**29, without cancellation for small a."""
    t = a * a
    return a * t * (1.0 / 6.0 + t * (-1.0 / 120.0 + t * (1.0 / 5040.0 + t * (-1.0 / 362880.0
        + t * (1.0 / 39916800.0 + t * (-1.0 / 6227020800.0 + t * (1.0 / 1307674368000.0
        + t * (-1.0 / 355687428096000.0 + t * (1.0 / 121645100408832000.0 + t * (-1.0 / 51090942171709440000.0
        + t * (1.0 / 25852016738884976640000.0 + t * (-1.0 / 15511210043330985984000000.0
        + t * (1.0 / 10888869450418352160768000000.0
        + t * (-1.0 / 8841761993739701954543616000000.0))))))))))))))  # fmt: skip


@kernel
def student_t3(u: float) -> float:
    """Student's t with 3 degrees of freedom by inversion: heavy tails, variance 3 (divide by sqrt 3 for variance 1).

    With t = sqrt(3) * cot(a / 2), the upper tail is p = (a - sin a) / (2 pi) (from the closed form of the distribution
    function, e.g. Johnson, Kotz and Balakrishnan 1995, ch. 28): Kepler's equation of a near-parabolic orbit. Its
    classical series in s = (12 pi p) ** (1/3) starts three Newton steps, always three.

    Args:
        u: a uniform in [0, 1); 0 is read as 2**-54.

    Returns:
        A number in -2.8e5 .. 2.2e5, off by less than 8.1e-16 of itself (of 1, where it is under 1); odd around 1/2.
    """
    p = u if u < 0.5 else 1.0 - u
    if p <= 0.0:
        p = 5.551115123125783e-17
    area = 6.283185307179586 * p
    s = exp(log(6.0 * area) / 3.0)
    t = s * s
    a = s * (1.0 + t * (1.0 / 60.0 + t * (1.0 / 1400.0 + t * (1.0 / 25200.0 + t * (43.0 / 17248000.0)))))
    for _ in range(3):
        half = _sine(0.5 * a)
        a -= (_excess(a) - area) / (2.0 * half * half)
    size = 1.7320508075688772 * _sine(1.5707963267948966 - 0.5 * a) / _sine(0.5 * a)
    return -size if u < 0.5 else size


@kernel
def binomial(u: float, n: int, p: float) -> int:
    """A binomial count: by summing probabilities upwards where few are expected, else by a normal of the same moments.

    Args:
        u: a uniform in [0, 1).
        n: trials.
        p: chance of each; outside 0 to 1 it is read as the nearer end.

    Returns:
        A count from 0 to `n`. Exact up to 30 expected successes or failures; beyond, a rounded normal, off by less
        than .02 in the distribution function.
    """
    if n <= 0 or not p > 0.0:
        return 0
    if p >= 1.0:
        return n
    rare, at = (p, u) if p <= 0.5 else (1.0 - p, min(0.9999999999999999, 1.0 - u))
    mean = n * rare
    if mean >= 30.0:
        k = max(0, min(n, int(mean + math.sqrt(mean * (1.0 - rare)) * normal_quantile(at) + 0.5)))
    else:
        k = 0
        chance = exp(n * log(1.0 - rare))
        below = chance
        while at >= below and k < n:
            k += 1
            chance *= (n - k + 1) * rare / (k * (1.0 - rare))
            below += chance
    return k if p <= 0.5 else n - k


@kernel
def _poisson_mode(mean: float) -> float:
    """Probability of floor(mean) under a Poisson distribution of mean >= 30.

    Loader's saddle-point form (C. Loader, Fast and accurate computation of binomial probabilities, 2000): Stirling's
    series for the factorial and a series for the deviance, so that nothing large cancels.
    """
    k = float(math.floor(mean))
    v = (k - mean) / (k + mean)
    w = v * v
    series = v * w * (1.0 / 3.0 + w * (1.0 / 5.0 + w * (1.0 / 7.0 + w * (1.0 / 9.0))))
    deviance = (k - mean) * v + 2.0 * k * series
    r = 1.0 / (k * k)
    stirling = (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0)))) / k
    return exp(-stirling - deviance) / math.sqrt(6.283185307179586 * k)


@kernel
def poisson(u: float, mean: float) -> int:
    """A Poisson count: the least k with u < P(K <= k), by summing probabilities upwards.

    Below a mean of 30 the sum starts at 0 with exp(-mean). Above, exp(-mean) would lose relative accuracy and then
    underflow, and most of the walk would add nothing: the sum starts about 9 standard deviations below the mean, where
    a probability is under 1e-18, reached by walking down from the mode.

    Args:
        u: a uniform in [0, 1).
        mean: 0 or less (or NaN) gives 0; above 1e9 is read as 1e9, which bounds the work.

    Returns:
        A count. The sums were within 5e-15 of the true distribution function for means up to 1e6. From a mean of 30 it
        takes about 18 * sqrt(mean) steps.
    """
    if not mean > 0.0:
        return 0
    if mean > 1e9:
        mean = 1e9
    k = 0
    if mean < 30.0:
        p = exp(-mean)
    else:
        k = int(math.floor(mean))
        p = _poisson_mode(mean)
        while k > 0 and p > 1e-18:
            p *= k / mean
            k -= 1
    reached = p
    while u >= reached and (p > 1e-18 or k < mean):
        k += 1
        p *= mean / k
        reached += p
    return k
