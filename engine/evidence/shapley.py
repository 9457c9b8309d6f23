"""Sharing a total between those who brought it about: algebra on a table of coalitions, and nothing else.

A table holds the value of every coalition in every world, shape (2**n, worlds). The row of a coalition is the number
whose bit i says whether player i is in it. Shares are worked out world by world, so that a mean over worlds has the
spread that its interval needs. Every sum is exact (`math.fsum`) and so does not depend on the order of players.

Shares: L. S. Shapley 1953. Interactions: M. Grabisch and M. Roubens 1999, "An axiomatic approach to the concept of
interaction among players in cooperative games", eq. 6 for pairs. Sampling orders: J. Castro et al. 2009.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from engine.evidence.folding import Mean, mean_of

Floats = npt.NDArray[np.float64]
Word = Literal["needed", "enough alone", "helped in company", "no clear difference", "hurt"]

MOST_EXACT: Final = 8  # players up to which every coalition is run (evidence.md 3)
NON_ADDITIVE: Final = 0.5  # above it, shares say too little: words instead
STRONG: Final = 0.1  # part of all interaction from which a clear pair belongs together


def players(table: Floats) -> int:
    """How many players a table has.

    Raises:
        ValueError: its rows are no power of two.
    """
    n = max(0, len(table).bit_length() - 1)
    if table.ndim != 2 or len(table) != 1 << n:
        raise ValueError(f"a table of coalitions has 2**n rows and a column for each world, not {table.shape}")
    return n


def _exact_sum(terms: Floats) -> Floats:
    """Sum over rows, exactly rounded and so the same in any order. Shape (worlds,)."""
    return np.array([math.fsum(column) for column in terms.T.tolist()])


def shares(table: Floats) -> Floats:
    """Shapley shares.

    phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! * (v(S + i) - v(S))

    Args:
        table: shape (2**n, worlds).

    Returns:
        Shape (n, worlds). In every world they sum to v(all) - v(nobody).
    """
    n = players(table)
    masks = np.arange(len(table))
    sizes = np.array([mask.bit_count() for mask in range(len(table))])
    weights = np.array([1.0 / (n * math.comb(n - 1, s)) for s in range(n)])
    found = np.zeros((n, table.shape[1]))
    for i in range(n):
        without = masks[masks >> i & 1 == 0]
        found[i] = _exact_sum(weights[sizes[without]][:, None] * (table[without | 1 << i] - table[without]))
    return found


def interactions(table: Floats) -> Floats:
    """Grabisch and Roubens' interaction of every pair: above zero they do more together than apart.

    I_ij = sum over S without i, j of |S|! (n - |S| - 2)! / (n - 1)! * (v(S + i + j) - v(S + i) - v(S + j) + v(S))

    Args:
        table: shape (2**n, worlds).

    Returns:
        Shape (n, n, worlds), symmetric, zero on the diagonal.
    """
    n = players(table)
    masks = np.arange(len(table))
    sizes = np.array([mask.bit_count() for mask in range(len(table))])
    weights = np.array([1.0 / ((n - 1) * math.comb(n - 2, s)) for s in range(n - 1)])
    found = np.zeros((n, n, table.shape[1]))
    for i in range(n):
        for j in range(i):
            neither = masks[(masks >> i & 1 == 0) & (masks >> j & 1 == 0)]
            one, other = table[neither | 1 << i], table[neither | 1 << j]
            # the two middle terms are added first: swapping i and j changes no bit
            terms = (table[neither | 1 << i | 1 << j] + table[neither]) - (one + other)
            found[i, j] = found[j, i] = _exact_sum(weights[sizes[neither]][:, None] * terms)
    return found


def alone(table: Floats) -> Floats:
    """What each player brings by itself, v(i) - v(nobody). Shape (n, worlds)."""
    return np.array([table[1 << i] - table[0] for i in range(players(table))]).reshape(-1, table.shape[1])


def without_it(table: Floats) -> Floats:
    """What is lost if a player is dropped, v(all) - v(all less i). Shape (n, worlds)."""
    whole = len(table) - 1
    return np.array([table[whole] - table[whole & ~(1 << i)] for i in range(players(table))]).reshape(
        -1, table.shape[1]
    )


def sampled(marginals: Floats) -> list[Mean]:
    """Shares from sampled orders: one order, and one world of its own, each.

    Args:
        marginals: what each player added when it came, by order, shape (orders, n).

    Returns:
        One a player; errors are across orders.
    """
    return [mean_of(column) for column in marginals.T.tolist()]


def non_additivity(pairs: Sequence[Sequence[float]], parts: Sequence[float]) -> float | None:
    """NA: all interaction over all shares, in size; None where nobody has a share.

    Args:
        pairs: mean interactions, symmetric.
        parts: mean shares.
    """
    whole = math.fsum(abs(part) for part in parts)
    both = math.fsum(abs(pairs[i][j]) for i in range(len(parts)) for j in range(i))
    return both / whole if whole > 0 else None


@dataclass(frozen=True)
class Cluster:
    """Players that words tell better than shares.

    Attributes:
        members: their names, in order.
        words: "needed together" where they do more together than apart, "overlapping" where less.
    """

    members: tuple[str, ...]
    words: Literal["needed together", "overlapping"]


@dataclass(frozen=True)
class Attribution:
    """What a total is made of, over many worlds.

    Attributes:
        names: of the players, in the table's order.
        total: everything less nothing.
        alone: each by itself.
        share: Shapley's.
        without: what is lost without it.
        pairs: interaction of i and j, at [i][j]; the diagonal is empty.
        non_additivity: NA.
        clusters: empty where shares say enough.
    """

    names: tuple[str, ...]
    total: Mean
    alone: tuple[Mean, ...]
    share: tuple[Mean, ...]
    without: tuple[Mean, ...]
    pairs: tuple[tuple[Mean | None, ...], ...]
    non_additivity: float | None
    clusters: tuple[Cluster, ...]

    def together(self, name: str) -> Cluster | None:
        """The cluster that a player is told in, if any."""
        return next((one for one in self.clusters if name in one.members), None)

    def word(self, n: int, good: int) -> Word | None:
        """What a player was to the total (game.md 6).

        hurt: its share is clearly bad; needed: dropping it clearly loses; enough alone: by itself it clearly gains,
        and the others make up for it; helped in company: only its share is clear. Of a cluster shares say nothing:
        there a player hurt if dropping it clearly gains.

        Args:
            n: of the player.
            good: 1 where more is better, -1 where less is, 0 where neither.

        Returns:
            None where there is no good direction.
        """
        if good == 0:
            return None
        share, single, dropped = (_sign(one[n]) * good for one in (self.share, self.alone, self.without))
        if self.together(self.names[n]):
            share = dropped
        if share < 0:
            return "hurt"
        if dropped > 0:
            return "needed"
        if single > 0:
            return "enough alone"
        return "helped in company" if share > 0 else "no clear difference"


def _sign(one: Mean) -> int:
    return 0 if not one.clear else 1 if one.value > 0 else -1


def attribute(table: Floats, names: Sequence[str]) -> Attribution:
    """Everything that a table of coalitions says.

    Args:
        table: shape (2**n, worlds).
        names: of the n players.

    Raises:
        ValueError: names and table do not belong together.
    """
    n = players(table)
    if n != len(names) or n == 0:
        raise ValueError(f"a table of {n} players has {len(names)} names")
    single, dropped, share = (tuple(map(mean_of, part(table))) for part in (alone, without_it, shares))
    both = interactions(table)
    pairs = tuple(tuple(mean_of(both[i, j]) if i != j else None for j in range(n)) for i in range(n))
    means = [[one.value if one else 0.0 for one in row] for row in pairs]
    ratio = non_additivity(means, [one.value for one in share])
    total = mean_of(table[-1] - table[0])
    return Attribution(
        names=tuple(names),
        total=total,
        alone=single,
        share=share,
        without=dropped,
        pairs=pairs,
        non_additivity=ratio,
        clusters=_clusters(names, single, dropped, pairs, ratio, total),
    )


def _clusters(
    names: Sequence[str],
    single: Sequence[Mean],
    dropped: Sequence[Mean],
    pairs: Sequence[Sequence[Mean | None]],
    ratio: float | None,
    total: Mean,
) -> tuple[Cluster, ...]:
    """Who is told together: all that clearly interact where NA is high, else whoever turns from good to bad in company.

    A pair belongs together where its interaction is clear of zero and is a tenth of all interaction at least.
    """
    n = len(names)
    turned = {i for i in range(n) if _sign(single[i]) * _sign(dropped[i]) < 0}
    high = ratio is not None and ratio > NON_ADDITIVE
    if not high and not turned:
        return ()
    size = {(i, j): one for i in range(n) for j in range(i) if (one := pairs[i][j]) is not None}
    whole = math.fsum(abs(one.value) for one in size.values())
    strong = [pair for pair, one in size.items() if one.clear and abs(one.value) >= STRONG * whole]
    edges = [pair for pair in strong if high or turned & set(pair)]
    group = list(range(n))
    for i, j in edges:
        low, up = sorted((group[i], group[j]))
        group = [low if g == up else g for g in group]
    found = []
    for g in dict.fromkeys(group):
        members = [i for i in range(n) if group[i] == g]
        if len(members) > 1:
            inner = math.fsum(one.value for (i, j), one in size.items() if i in members and j in members)
            with_it = inner * total.value >= 0
            found.append(Cluster(tuple(names[i] for i in members), "needed together" if with_it else "overlapping"))
    return tuple(found)
