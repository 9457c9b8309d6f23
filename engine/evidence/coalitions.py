"""Every part of a plan, in many worlds: what all its coalitions of interventions come to.

A *player* is an intervention, with everything in the plan that is `for` it: launch, adjustments, policies, answers,
rules. A coalition is the plan less everybody who is not in it, at the recorded dates. What is for nothing in particular
("general": answers to cards, most often) is one more player where it does anything, so that the empty coalition is the
world without any command and shares sum to the plan less nothing. Where eight interventions leave no place for it, it
is the *ground*: it stays in every coalition, and what it brings is told beside the shares.

All coalitions of one seed share their past until their commands part (`engine.evidence.branching`), and each is folded
into the integers that metrics need as soon as it has run: 16,384 worlds take the memory of a few dozen.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.evidence.branching import CHUNK, Block, Blocks, PlanBranch, each, parts_in
from engine.evidence.case import Case, acting
from engine.evidence.folding import Floats, Folder
from engine.evidence.shapley import MOST_EXACT
from engine.evidence.tallies import Integers
from engine.session import Session
from engine.worlds import Template
from sim.commands import GENERAL
from sim.draws import index, stream_key
from sim.plans import Plan

ORDERS: Final = 0x5A9  # stream of sampled orders: of no world


@dataclass(frozen=True)
class Cast:
    """A plan, and who plays in it.

    Attributes:
        plan: without what changes nothing.
        players: what it is attributed to, in order.
        ground: whether what is general stays in every coalition.
    """

    plan: Plan
    players: tuple[str, ...]
    ground: bool

    def coalition(self, mask: int) -> Plan:
        """The plan less whoever is not in a coalition."""
        plan = self.plan
        for n, tag in enumerate(self.players):
            if not mask >> n & 1:
                plan = plan.without(tag)
        return plan


def cast_of(case: Case, most: int = MOST_EXACT) -> Cast:
    """Who plays in a recorded plan."""
    return casting(case.plan, case.tags, most)


def casting(plan: Plan, tags: Sequence[str], most: int = MOST_EXACT) -> Cast:
    """Who plays in a plan: its interventions, and what is general where it does anything and has a place."""
    plan = acting(plan)
    general = parts_in(plan, GENERAL) is not None
    ground = general and len(tags) == most
    return Cast(plan, tuple(tags) + ((GENERAL,) if general and not ground else ()), ground)


@dataclass(frozen=True, eq=False)
class Coalitions:
    """What coalitions came to.

    Attributes:
        cast: who plays.
        folder: what was folded.
        seeds: of the worlds, in order.
        folded: shape (2**n, worlds, folder.width).
        nothing: the same worlds without any command, shape (worlds, folder.width).
        interrupted: somebody stopped it before all seeds were run.
    """

    cast: Cast
    folder: Folder
    seeds: tuple[int, ...]
    folded: Integers
    nothing: Integers
    interrupted: bool = False

    def values(self, name: str) -> Floats | None:
        """The table of one metric, shape (2**n, worlds); None where a coalition has nothing to divide by."""
        return self.folder.values(name, self.folded)

    def whole(self, name: str) -> Floats | None:
        """The ground less nothing, world by world: what no share holds. Shape (worlds,)."""
        both = self.folder.values(name, np.stack([self.folded[0], self.nothing]))
        return None if both is None else both[0] - both[1]

    def first(self, worlds: int) -> Coalitions:
        """The same over the first so many worlds: what a run cut short would have given."""
        return Coalitions(
            self.cast, self.folder, self.seeds[:worlds], self.folded[:, :worlds], self.nothing[:worlds], True
        )


@dataclass(frozen=True, eq=False)
class Orders:
    """What players added in sampled orders, each in a world of its own.

    Attributes:
        cast: who plays.
        folder: what was folded.
        seeds: one an order.
        orders: players in the order they came, shape (orders, n).
        chains: along each order, from nobody to all, shape (orders, n + 1, folder.width).
        interrupted: somebody stopped it before all orders were run.
    """

    cast: Cast
    folder: Folder
    seeds: tuple[int, ...]
    orders: Integers
    chains: Integers
    interrupted: bool = False

    def marginals(self, name: str) -> Floats | None:
        """What each player added when it came, shape (orders, n); None where there is nothing to divide by.

        Ratios are pooled over orders at each step of the chains, so an order's steps sum to its total.
        """
        values = self.folder.values(name, np.swapaxes(self.chains, 0, 1))
        if values is None:
            return None
        steps = (values[1:] - values[:-1]).T
        found = np.zeros_like(steps)
        np.put_along_axis(found, self.orders, steps, axis=1)
        return found


def run_coalitions(
    template: Template,
    cast: Cast,
    seeds: Sequence[int],
    folder: Folder,
    threads: int = 1,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
    partial: Callable[[Coalitions], None] | None = None,
) -> Coalitions:
    """Run every coalition of a plan in every world.

    Args:
        template: of the scenario.
        cast: who plays.
        seeds: of the worlds.
        folder: what is kept of each.
        threads: at once; no byte depends on it.
        progress: told how many worlds are done, of how many.
        partial: given what is known after every 16 seeds.
    """
    masks = list(range(1 << len(cast.players)))
    per_seed = len(masks) + (1 if cast.ground else 0)
    done: list[Integers] = []
    interrupted = False
    for start in range(0, len(seeds), CHUNK):
        batch = seeds[start : start + CHUNK]

        def told(n: int, _of: int, start: int = start) -> None:
            progress((start + n) * per_seed, len(seeds) * per_seed)

        more, interrupted = _run_masks(template, cast, [(seed, masks) for seed in batch], folder, threads, told)
        done += more
        found = _coalitions(cast, folder, tuple(seeds[: len(done)]), done, interrupted)
        if interrupted:
            return found
        if partial is not None:
            partial(found)
    return _coalitions(cast, folder, tuple(seeds), done, interrupted)


def _coalitions(
    cast: Cast, folder: Folder, seeds: tuple[int, ...], done: Sequence[Integers], interrupted: bool
) -> Coalitions:
    size = 1 << len(cast.players)
    rows = np.stack(done, axis=1) if done else np.zeros((size + 1, 0, folder.width), np.int64)
    return Coalitions(cast, folder, seeds, rows[:size], rows[-1] if cast.ground else rows[0], interrupted)


def run_orders(
    template: Template,
    cast: Cast,
    seeds: Sequence[int],
    folder: Folder,
    threads: int = 1,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Orders:
    """Run a random order of the players in each world: n + 1 coalitions, from nobody to all.

    Args:
        template: of the scenario.
        cast: who plays.
        seeds: one an order; they also draw it.
        folder: what is kept of each world.
        threads: at once; no byte depends on it.
        progress: told how many worlds are done, of how many.
    """
    n = len(cast.players)
    orders = [order_of(seed, n) for seed in seeds]
    chains = [[sum(1 << p for p in order[:k]) for k in range(n + 1)] for order in orders]
    per = n + 1

    def told(done: int, of: int) -> None:
        progress(done * per, of * per)

    done, interrupted = _run_masks(template, cast, list(zip(seeds, chains, strict=True)), folder, threads, told)
    rows = np.stack(done) if done else np.zeros((0, per, folder.width), np.int64)
    kept = np.array(orders[: len(done)], np.int64).reshape(len(done), n)
    return Orders(cast, folder, tuple(seeds[: len(done)]), kept, rows[:, :per], interrupted)


def order_of(seed: int, n: int) -> list[int]:
    """A random order of n players that depends on the seed alone (Fisher and Yates)."""
    order = list(range(n))
    for k in range(n - 1, 0, -1):
        draw = ((stream_key(seed, k, ORDERS) >> 11) & 0x1FFFFFFFFFFFFF) * 2.0**-53
        j = index(draw, k + 1)
        order[k], order[j] = order[j], order[k]
    return order


def _run_masks(
    template: Template,
    cast: Cast,
    asked: Sequence[tuple[int, Sequence[int]]],
    folder: Folder,
    threads: int,
    progress: Callable[[int, int], None],
) -> tuple[list[Integers], bool]:
    """Run some coalitions of each seed; what each folds to, in their order, and the world without anybody last."""
    local = threading.local()

    def grow(n: int, stopped: Callable[[], bool]) -> Integers | None:
        if not hasattr(local, "blocks"):
            local.blocks = Blocks(CHUNK, folder.weeks)
        seed, masks = asked[n]
        blocks: Blocks = local.blocks
        return _Tree(template, cast, folder, blocks, stopped).grow(seed, masks)

    return each(len(asked), grow, threads, progress)


class _Tree:
    """The coalitions of one seed, which fork where their commands part."""

    def __init__(
        self, template: Template, cast: Cast, folder: Folder, blocks: Blocks, stopped: Callable[[], bool]
    ) -> None:
        self._template, self._cast, self._folder = template, cast, folder
        self._blocks, self._stopped = blocks, stopped
        history = template.scenario.weeks.history
        weeks = {tag: parts_in(cast.plan, tag) for tag in cast.players}
        # (world weeks that are shared, bit, tag), the earliest first; what never parts comes last
        self._parting = sorted(
            (history + week - 1 if (week := weeks[tag]) is not None else folder.weeks, bit, tag)
            for bit, tag in enumerate(cast.players)
        )
        self._found: dict[int, Integers] = {}

    def grow(self, seed: int, masks: Sequence[int]) -> Integers | None:
        """Run them; None if it was stopped."""
        block = self._blocks.take()
        block.found(self._template, seed, PlanBranch(self._cast.plan))
        self._branch(block, [list(dict.fromkeys(masks))], 0)
        rows = [self._found.get(mask) for mask in masks]
        if self._cast.ground:
            rows.append(self._nothing(seed))
        whole = [row for row in rows if row is not None]
        return np.stack(whole) if len(whole) == len(rows) else None

    def _nothing(self, seed: int) -> Integers:
        block = self._blocks.take()
        block.found(self._template, seed, None)
        block.run(self._folder.weeks)
        row: Integers = self._folder.fold(block.counts[:1], block.totals[:1])[0]
        self._blocks.give(block)
        return row

    def _branch(self, block: Block, groups: list[list[int]], level: int) -> None:
        """Run a block's worlds, each of which stands for a group of coalitions, from one parting to the next."""
        while level < len(self._parting) and not self._stopped():
            shared, bit, tag = self._parting[level]
            level += 1
            if shared >= self._folder.weeks:
                continue
            block.run(shared)
            over: list[tuple[Session, list[int]]] = []
            for n in range(len(groups)):
                inside = [mask for mask in groups[n] if mask >> bit & 1]
                outside = [mask for mask in groups[n] if not mask >> bit & 1]
                session = block.sessions[n]
                if inside and outside:
                    over.append((session, outside))
                    groups[n] = inside
                elif outside:
                    session.change_policy(_without(session, tag))
            if len(groups) + len(over) <= block.size:
                for session, outside in over:
                    block.fork(session, _without(session, tag))
                    groups.append(outside)
            else:
                other = self._blocks.take()
                for session, _ in over:
                    other.fork(session, _without(session, tag))
                self._branch(other, [outside for _, outside in over], level)
        if not self._stopped():
            block.run(self._folder.weeks)
            n = len(groups)
            rows = self._folder.fold(block.counts[:n], block.totals[:n])
            for row, group in zip(rows, groups, strict=True):
                self._found.update(dict.fromkeys(group, row))
        self._blocks.give(block)


def _without(session: Session, tag: str) -> PlanBranch:
    policy = session.policy
    if not isinstance(policy, PlanBranch):
        raise TypeError("a coalition's world is governed by its plan")
    return policy.fork({tag})
