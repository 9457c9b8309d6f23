"""Many worlds of one scenario: the same plan over a panel of seeds, on threads that share nothing they write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.session import Outcome, Session
from engine.worlds import Template
from sim.events import KINDS
from sim.intervention import Intervention
from sim.kernel import bind
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from sim.policies.policy import Policy
from sim.scenario import Scenario
from sim.step import run_spans
from sim.world import WORLD, new_log

CHUNK: Final = 16  # replicas that one thread takes at a time, whatever the number of threads

Int64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ensemble:
    """What many worlds left behind.

    Attributes:
        seeds: one a world, in the order asked.
        counts: events by world, week and kind, shape (R, W, KINDS).
        totals: summed amounts, same shape.
        outcomes: what became of every command, by world.
        events: events of each world, recorded or not, shape (R,).
    """

    seeds: tuple[int, ...]
    counts: Int64
    totals: Int64
    outcomes: tuple[tuple[Outcome, ...], ...]
    events: Int64

    @property
    def executed(self) -> float:
        """Share of commands that were accepted, 1 where there was none."""
        asked = sum(len(world) for world in self.outcomes)
        accepted = sum(len([o for o in world if not o.dropped]) for world in self.outcomes)
        return accepted / asked if asked else 1.0


def run_ensemble(
    scenario: Scenario | Template,
    plan: Plan | None,
    seeds: Sequence[int],
    threads: int = 1,
    weeks: int | None = None,
    *,
    catalogue: Mapping[str, Intervention] | None = None,
    policy: Callable[[int], Policy] | None = None,
) -> Ensemble:
    """Run a scenario for many seeds.

    Args:
        scenario: complete, or a template made before.
        plan: given in every world; None for nobody.
        seeds: the key of each world's draws.
        threads: how many worlds at once; the results do not depend on it.
        weeks: world weeks of each; the scenario's unless given.
        catalogue: every intervention by id; the shipped ones unless given. Not with a template.
        policy: makes the policy of a seed, in place of a plan.
    """
    template = scenario if isinstance(scenario, Template) else Template(scenario, catalogue)
    span = template.scenario.weeks.total if weeks is None else min(weeks, template.scenario.weeks.total)
    counts = np.zeros((len(seeds), span, KINDS), np.int64)
    totals = np.zeros_like(counts)
    events = np.zeros(len(seeds), np.int64)
    outcomes: list[tuple[Outcome, ...]] = [()] * len(seeds)

    def govern(seed: int) -> Policy | None:
        if policy is not None:
            return policy(seed)
        return PlanPolicy(plan) if plan is not None else None

    def run_chunk(start: int) -> None:
        end = min(start + CHUNK, len(seeds))
        size = end - start
        buffers = np.zeros(size, WORLD), new_log(recording=False, worlds=size)  # this thread's, far from any other's
        bound, bound_logs = bind(buffers[0]), bind(buffers[1])
        sessions = [
            Session(template, seed, govern(seed), weeks=span, buffers=(buffers[0][r : r + 1], buffers[1][r : r + 1]))
            for r, seed in enumerate(seeds[start:end])
        ]
        while not all(session.done for session in sessions):
            # all policies first, then all worlds at once: threads that share the interpreter meet once a round
            spans = np.array([0 if session.done else session.span() for session in sessions], np.int64)
            run_spans(bound, bound_logs, spans, events[start:end], counts[start:end], totals[start:end])
            for session, week in zip(sessions, buffers[0]["clock"]["week"][:, 0].tolist(), strict=True):
                session.week = week
        outcomes[start:end] = [tuple(session.outcomes) for session in sessions]

    starts = range(0, len(seeds), CHUNK)
    if threads <= 1:
        for start in starts:
            run_chunk(start)
    else:
        with ThreadPoolExecutor(threads, thread_name_prefix="world") as pool:
            for done in [pool.submit(run_chunk, start) for start in starts]:
                done.result()
    return Ensemble(tuple(seeds), counts, totals, tuple(outcomes), events)
