"""Worlds that share their past: sessions side by side that fork where their commands part.

Two worlds of one seed are the same to the bit until somebody does something else in one of them. So what they share is
run once, and copied where they part: the bytes are those of two runs from the first morning.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, Final

import numpy as np

from engine.session import Session
from engine.worlds import Template
from sim.draws import stream_key
from sim.events import KINDS
from sim.kernel import bind
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from sim.policies.policy import Policy
from sim.step import run_spans
from sim.world import STREAMS, WORLD, new_log

CHUNK: Final = 16  # worlds that run side by side, and seeds after which an estimate is given


class PlanBranch(PlanPolicy):
    """A plan's policy that can be copied in mid-run, with or without what is `for` some interventions."""

    def __init__(self, plan: Plan, less: frozenset[str] = frozenset()) -> None:
        """Begin a plan anew, less what is for some interventions."""
        self._whole, self._less = plan, less
        for tag in sorted(less):
            plan = plan.without(tag)
        super().__init__(plan)

    def fork(self, less: Collection[str] = ()) -> PlanBranch:
        """The same policy as it stands, less what is for some interventions.

        What is left out must not have been given yet. Answers and rules of what is left out may only be forked before
        anything was asked: they decide from the first week on how cards are met.
        """
        if _early(self._whole, less):
            if self._settled or any(entry.tries for entry in self.entries):
                raise ValueError(f"what is for {', '.join(sorted(less))} cannot be left out once the plan has begun")
            return PlanBranch(self._whole, self._less | set(less))
        other = copy.copy(self)
        other._less = self._less | set(less)
        twins = {id(entry): copy.copy(entry) for entry in self.entries if entry.command.for_ not in less}
        other.entries = [twins[id(entry)] for entry in self.entries if id(entry) in twins]
        other._open = [twins[id(entry)] for entry in self._open if id(entry) in twins]
        other._watches = [copy.copy(watch) for watch in self._watches]
        other._later, other._settled = set(self._later), set(self._settled)
        other.matched = copy.copy(self.matched)
        return other

    def turned(self, option: Plan, week: int) -> PlanBranch:
        """What this policy still waits for, and from a tenure week on another plan.

        Args:
            option: whose commands of the week and later, rules and answers count from now on.
            week: not yet asked about.
        """
        later = [one for one in option.commands if one.week >= week or one.command.kind == "answer"]
        other = PlanBranch(option.model_copy(update={"commands": later}))
        waiting = [copy.copy(entry) for entry in self._open if entry.week < week]
        other.entries = waiting + other.entries
        other._open = waiting + other._open
        other._settled = set(self._settled)
        return other


def _early(plan: Plan, tags: Collection[str]) -> bool:
    """Whether something of these tags looks at the world from the first week on: rules, and answers to cards."""
    if not tags:
        return False
    answers = any(entry.command.kind == "answer" and entry.command.for_ in tags for entry in plan.commands)
    return (
        answers
        or any(rule.command.for_ in tags for rule in plan.rules)
        or any(answer.for_ in tags for answer in plan.answers)
    )


def parts_in(plan: Plan, tag: str) -> int | None:
    """The tenure week in which a plan with and one without an intervention may first differ; None if they never do.

    A dated command parts them in its week. Rules watch, and answers are at hand, from the first week on.
    """
    if _early(plan, {tag}):
        return 1
    return min((entry.week for entry in plan.commands if entry.command.for_ == tag), default=None)


class Block:
    """Up to so many worlds that run side by side.

    Attributes:
        sessions: those in use.
        counts: events by world, week and kind, shape (size, weeks, KINDS).
        totals: summed amounts, same shape.
    """

    def __init__(self, size: int, weeks: int) -> None:
        """Make room.

        Args:
            size: worlds.
            weeks: world weeks that each is run, at most.
        """
        self.size, self.weeks = size, weeks
        self._worlds, self._logs = np.zeros(size, WORLD), new_log(recording=False, worlds=size)
        self._bound, self._bound_logs = bind(self._worlds), bind(self._logs)
        self.counts = np.zeros((size, weeks, KINDS), np.int64)
        self.totals = np.zeros_like(self.counts)
        self._events = np.zeros(size, np.int64)
        self.sessions: list[Session] = []

    def found(self, template: Template, seed: int, policy: Policy | None) -> Session:
        """Found a world in the next place."""
        n = len(self.sessions)
        session = Session(template, seed, policy, weeks=self.weeks, buffers=self._buffers(n))
        session.counts, session.totals = self.counts[n], self.totals[n]
        self.sessions.append(session)
        return session

    def fork(self, session: Session, policy: Policy) -> Session:
        """Copy a world, of this block or another, into the next place."""
        n = len(self.sessions)
        self.sessions.append(session.fork(policy, self._buffers(n), (self.counts[n], self.totals[n])))
        return self.sessions[n]

    def _buffers(self, n: int) -> tuple[Any, Any]:
        return self._worlds[n : n + 1], self._logs[n : n + 1]

    def run(self, until: int) -> None:
        """Run every world up to the end of a world week, the commands of the week after it not yet given."""
        n, sessions = len(self.sessions), self.sessions
        while any(session.week < until for session in sessions):
            left = [0 if one.week >= until else min(one.span(), until - one.week) for one in sessions]
            spans = np.array(left, np.int64)
            run_spans(self._bound, self._bound_logs, spans, self._events[:n], self.counts[:n], self.totals[:n])
            for session, week in zip(sessions, self._worlds["clock"]["week"][:n, 0].tolist(), strict=True):
                session.week = week


class Blocks:
    """Blocks of one size that are used again: one of these for each thread."""

    def __init__(self, size: int, weeks: int) -> None:
        """None yet."""
        self._size, self._weeks = size, weeks
        self._free: list[Block] = []

    def take(self) -> Block:
        """A block without sessions; what its tables hold is overwritten week by week."""
        return self._free.pop() if self._free else Block(self._size, self._weeks)

    def give(self, block: Block) -> None:
        """Take a block back."""
        block.sessions.clear()
        self._free.append(block)


def redraw(session: Session, epoch: int) -> None:
    """Draw everything that has not been drawn yet anew: what is under way stays as it is (design.md 3.6).

    Args:
        session: between two weeks.
        epoch: another one than 0 for another future; all are equally good.
    """
    world = session.worlds[0]
    world["clock"]["epoch"][0] = epoch
    seed = int(world["clock"]["seed"][0])
    for stream in range(STREAMS):
        world["keys"]["stream"][stream] = stream_key(seed, epoch, stream)


def each(
    tasks: int,
    make: Callable[[int, Callable[[], bool]], Any],
    threads: int,
    progress: Callable[[int, int], None],
) -> tuple[list[Any], bool]:
    """Do tasks that share nothing, on threads; an interruption keeps what is done.

    Args:
        tasks: how many.
        make: does one by its number; told how to ask whether to stop, and answers None if it did.
        threads: at once; no result may depend on it.
        progress: told how many are done, of how many.

    Returns:
        The longest run of finished tasks from the first on, and whether it was interrupted.
    """
    done: list[Any] = [None] * tasks
    stop = False

    def asked() -> bool:
        return stop

    interrupted = False
    if threads <= 1:
        try:
            for n in range(tasks):
                done[n] = make(n, asked)
                progress(n + 1, tasks)
        except KeyboardInterrupt:
            interrupted = True
    else:
        with ThreadPoolExecutor(threads, thread_name_prefix="world") as pool:
            waiting: set[Future[Any]] = set()
            numbers: dict[Future[Any], int] = {}
            for n in range(tasks):
                future = pool.submit(make, n, asked)
                waiting.add(future)
                numbers[future] = n
            try:
                while waiting:
                    over, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in over:
                        done[numbers[future]] = future.result()
                    progress(tasks - len(waiting), tasks)
            except KeyboardInterrupt:
                stop = interrupted = True
                for future in waiting:
                    future.cancel()
            except BaseException:
                stop = True
                for future in waiting:
                    future.cancel()
                raise
    whole = next((n for n, one in enumerate(done) if one is None), tasks)
    return done[:whole], interrupted
