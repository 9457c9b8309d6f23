"""Staggered comparison: teams that began against teams that had not begun yet.

    ATT(g, t) = [Y(t) - mean of the 8 weeks before g] of teams that began in week g
              - the same of teams that had not begun by week t

averaged over the cells of teams and weeks in which a change was in force and somebody was still to begin (Callaway and
Sant'Anna, 2021, without covariates). Each team's weeks before it began are its own baseline, and nobody who has begun
is ever a comparison: that is what two-way fixed effects get wrong when effects grow (Goodman-Bacon, 2021).

Where the order was drawn by lot, the interval holds every effect that the lot itself does not reject at 5 %. Where it
was chosen, teams are left out one by one, and the finding says that the order was chosen.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

BASELINE_WEEKS: Final = 8
MOST_ORDERS: Final = 720
DRAWN_ORDERS: Final = 999
LEAST_TEAMS: Final = 3
NEVER: Final = 1 << 30
"""Beginning of a team that never began."""
LEVEL: Final = 0.95
_TIE: Final = 1e-9
WORST_FIRST: Final = 0.5
"""Rank correlation of bad baselines with early beginnings from which the order is called worst first."""


@dataclass(frozen=True)
class Staggered:
    """What a staggered comparison came to.

    Attributes:
        value: mean effect over treated cells, in the outcome's unit.
        interval: 95 %; None where neither method gives one.
        by: "lot" (randomisation) or "leaving out" (jackknife).
        teams: how many took part.
        cells: team-weeks that were compared.
        orders: orders that the lot was compared with; 0 without one.
        worst_first: teams with worse baselines began earlier: expect them to come back by themselves.
    """

    value: float
    interval: tuple[float, float] | None
    by: str
    teams: int
    cells: int
    orders: int = 0
    worst_first: bool = False


def cells(begun: Integers, weeks: int, last: int | None = None) -> npt.NDArray[np.bool_]:
    """Team-weeks that can be compared: begun, a whole baseline before, somebody still to begin.

    Args:
        begun: row of the first week in force of each team, `NEVER` for none, shape (teams,).
        weeks: of the panel.
        last: rows from here on are left out.

    Returns:
        Mask of shape (teams, weeks).
    """
    t = np.arange(weeks)
    latest = int(begun.max())
    mask = (t >= begun[:, None]) & (t < latest) & (begun[:, None] >= BASELINE_WEEKS)
    return mask & (t < last) if last is not None else mask


def att(outcomes: Floats, begun: Integers, last: int | None = None) -> float:
    """The mean effect over treated cells; nan where there is no cell with a value on both sides.

    Args:
        outcomes: team by week; nan where a team has none, shape (teams, weeks).
        begun: see `cells`.
        last: likewise.
    """
    return float(_effects(outcomes, begun[None, :], last)[0][0])


def _effects(outcomes: Floats, orders_: Integers, last: int | None) -> tuple[Floats, Floats]:
    """The mean effect under each of many orders of the same dates, and how many cells it is of.

    A team's move from its own baseline depends on the date and not on whose date it is, and who is still to begin
    changes at dates only: so all orders share a few small products.

    Args:
        outcomes: shape (teams, weeks).
        orders_: rows of first weeks, shape (orders, teams).
        last: see `cells`.
    """
    end = outcomes.shape[1] if last is None else min(last, outcomes.shape[1])
    dates = sorted(set(orders_[0].tolist()))
    total, count = np.zeros(len(orders_)), np.zeros(len(orders_))
    for g in (date for date in dates if BASELINE_WEEKS <= date < end):
        moved, usable = _moved(outcomes, g, end)
        treated = (orders_ == g).astype(np.float64)
        edges = [g, *(date for date in dates if g < date < end), end]
        for start, stop in itertools.pairwise(edges):
            part = slice(start - g, stop - g)
            still = (orders_ > start).astype(np.float64)
            n_treated, n_still = treated @ usable[:, part], still @ usable[:, part]
            both = (n_treated > 0) & (n_still > 0)
            control = np.divide(still @ moved[:, part], n_still, out=np.zeros(n_still.shape), where=n_still > 0)
            total += np.where(both, treated @ moved[:, part] - n_treated * control, 0.0).sum(axis=1)
            count += np.where(both, n_treated, 0.0).sum(axis=1)
    return np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0), count


def _moved(outcomes: Floats, g: int, end: int) -> tuple[Floats, Floats]:
    """From week g on, how far each team is from its own mean of the weeks before, and where that is known (0 or 1)."""
    past = outcomes[:, g - BASELINE_WEEKS : g]
    known = ~np.isnan(past)
    seen = known.sum(axis=1)
    base = np.divide(np.where(known, past, 0.0).sum(axis=1), seen, out=np.full(len(past), np.nan), where=seen > 0)
    moved = outcomes[:, g:end] - base[:, None]
    usable = ~np.isnan(moved)
    return np.where(usable, moved, 0.0), usable.astype(np.float64)


def compared(
    outcomes: Floats,
    begun: Integers,
    *,
    lot: bool,
    seed: int = 0,
    last: int | None = None,
    adoption: Floats | None = None,
    better_low: bool | None = None,
) -> Staggered | None:
    """Compare teams that began with teams that had not begun.

    Args:
        outcomes: see `att`.
        begun: likewise.
        lot: whether the order was drawn by lot.
        seed: of the orders drawn, where they are too many to go through.
        last: rows from here on are left out.
        adoption: how far each team used it, 0 to 1, same shape as outcomes: the shape of the effect that the lot is
            asked about. From the first week on in full unless given.
        better_low: which direction is good, for the warning of an order that was chosen worst first; None for neither.

    Returns:
        None where nobody began while somebody else had not, or there are fewer than three teams.
    """
    teams = len(begun)
    values, counts = _effects(outcomes, begun[None, :], last)
    value, count = float(values[0]), int(counts[0])
    if teams < LEAST_TEAMS or count == 0:
        return None
    if lot:
        assignments = np.array(list(orders(begun.tolist(), seed)), np.int64)
        dose = (np.arange(outcomes.shape[1]) >= begun[:, None]).astype(np.float64) if adoption is None else adoption
        dose = np.where(np.isnan(outcomes), np.nan, dose)
        interval = _not_rejected(*(_effects(each, assignments, last)[0] for each in (outcomes, dose)))
        return Staggered(value, interval, "lot", teams, count, len(assignments))
    worst = better_low is not None and worst_first(outcomes, begun, better_low=better_low)
    return Staggered(value, _left_out(outcomes, begun, last), "leaving out", teams, count, worst_first=worst)


def orders(begun: Sequence[int], seed: int = 0) -> Iterator[tuple[int, ...]]:
    """Every order that the lot could have drawn, the real one first: all if few, else it and 999 drawn ones.

    Args:
        begun: the real assignment of beginnings to teams.
        seed: of the drawn ones.
    """
    real = tuple(begun)
    yield real
    sizes = [real.count(date) for date in set(real)]
    if math.factorial(len(real)) // math.prod(map(math.factorial, sizes)) <= MOST_ORDERS:
        yield from (order for order in sorted(set(_distinct(sorted(real)))) if order != real)
        return
    rng = np.random.Generator(np.random.PCG64(seed))
    dates = np.array(real)
    for _ in range(DRAWN_ORDERS):
        yield tuple(rng.permutation(dates).tolist())


def _distinct(dates: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every distinct arrangement of dates, some of which are the same."""
    if not dates:
        yield ()
        return
    for n, date in enumerate(dates):
        if n and dates[n - 1] == date:
            continue
        for rest in _distinct([*dates[:n], *dates[n + 1 :]]):
            yield (date, *rest)


def _not_rejected(values: Floats, doses: Floats) -> tuple[float, float] | None:
    """Ends of the effects that the lot does not reject at 5 %.

    Under an effect tau, outcomes less tau x dose would be what they are under any order. The statistic is linear in
    them, so each order's answer crosses the real one's at two values of tau at most: between those, nothing changes.

    Args:
        values: the statistic of the outcomes under each order, the real one first.
        doses: the statistic of the dose under each order.

    Returns:
        The interval in units of the statistic, tau times the real dose; None where the dose tells nothing, or where
        effects without bound are not rejected (too few orders).
    """
    known = np.isfinite(values) & np.isfinite(doses)
    if not known[0] or doses[0] == 0.0:
        return None
    values, doses = values[known], doses[known]  # an order under which nobody has a value says nothing
    crossings = np.concatenate([_crossing(values, doses, sign) for sign in (1.0, -1.0)])
    edges = np.unique(crossings[np.isfinite(crossings)])
    if not len(edges):
        return None
    span = max(1.0, float(edges[-1] - edges[0]))
    probes = np.concatenate(([edges[0] - span], 0.5 * (edges[1:] + edges[:-1]), [edges[-1] + span]))
    real = np.abs(values[0] - probes * doses[0])
    others = np.abs(values[None, :] - probes[:, None] * doses[None, :])
    share = (others >= real[:, None] * (1.0 - _TIE)).mean(axis=1)
    kept = np.flatnonzero(share > 1 - LEVEL)
    if kept[0] == 0 or kept[-1] == len(probes) - 1:
        return None
    ends = sorted((float(edges[kept[0] - 1]) * doses[0], float(edges[kept[-1]]) * doses[0]))
    return ends[0], ends[1]


def _crossing(values: Floats, doses: Floats, sign: float) -> Floats:
    """Where an order's statistic equals the real one's, or its negative."""
    slope = doses[1:] - sign * doses[0]
    apart = values[1:] - sign * values[0]
    return np.asarray(np.divide(apart, slope, out=np.full(len(slope), np.nan), where=np.abs(slope) > _TIE))


def _left_out(outcomes: Floats, begun: Integers, last: int | None) -> tuple[float, float] | None:
    """The jackknife's interval: teams left out one by one, Student's t with one degree less than teams."""
    from scipy.special import stdtrit

    keep = ~np.eye(len(begun), dtype=np.bool_)
    values = [att(outcomes[mask], begun[mask], last) for mask in keep]
    whole = att(outcomes, begun, last)
    kept = np.array([value for value in values if not math.isnan(value)])
    n = len(kept)
    if n < LEAST_TEAMS:
        return None
    error = math.sqrt((n - 1) / n * float(((kept - kept.mean()) ** 2).sum()))
    half = float(stdtrit(n - 1, (1 + LEVEL) / 2)) * error
    return whole - half, whole + half


def worst_first(outcomes: Floats, begun: Integers, *, better_low: bool) -> bool:
    """Whether teams that began earlier had worse baselines, all measured before the first began."""
    first = int(begun.min())
    if first < 1:
        return False
    before = outcomes[:, max(0, first - BASELINE_WEEKS) : first]
    known = ~np.isnan(before).all(axis=1)
    if known.sum() < LEAST_TEAMS:
        return False
    base = np.nanmean(before[known], axis=1) * (1.0 if better_low else -1.0)  # high is bad
    ranks, dates = _ranks(base), _ranks(-begun[known].astype(np.float64))
    if np.ptp(ranks) == 0 or np.ptp(dates) == 0:
        return False
    return float(np.corrcoef(ranks, dates)[0, 1]) >= WORST_FIRST


def _ranks(values: Floats) -> Floats:
    """Places in ascending order; equals share theirs."""
    return np.asarray((values[:, None] > values).sum(axis=1) + 0.5 * (values[:, None] == values).sum(axis=1))
