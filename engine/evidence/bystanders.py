"""Who lost: every team, line, segment of customers and stakeholder in worlds with the plan, each paired with its twin.

Ensembles keep counts and totals of the whole company. Here worlds are run recorded, and of a few kinds of event the
weekly sums, or the level after the week, are kept by whom they are about. A loser is whose paired difference goes the
wrong way, clear of zero once everybody who was looked at has been counted (Benjamini and Hochberg, q = .10).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from engine.evidence.case import Case
from engine.evidence.panel import LEAST_WORLDS
from engine.evidence.shifts import alarms
from engine.evidence.student import t975
from engine.evidence.windows import Window
from engine.log.frames import EVENT_BYTES, WEEK_HEAD_BYTES
from engine.session import Session
from sim import events as ev
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from sim.world import IN_POST, LINES, STAKEHOLDERS, STRATA, TEAMS

Floats = npt.NDArray[np.float64]
Of = Literal["team", "line", "segment", "person"]


@dataclass(frozen=True)
class Outcome:
    """What is looked at of everybody of a sort.

    Attributes:
        id: its name.
        of: whose.
        name: for people.
        unit: as printed.
        kind: the event that carries it.
        by: the column that says whose it is.
        level: whether amounts are levels that stay until the next, instead of sums of a week.
        better: which way is good.
        per: what amounts are divided by to be in `unit`.
        decimals: places printed.
        places: how many of them there may be.
    """

    id: str
    of: Of
    name: str
    unit: str
    kind: int
    by: Literal["subject", "object"]
    level: bool
    better: Literal["higher", "lower"]
    per: float
    decimals: int
    places: int


OUTCOMES: Final = (
    Outcome("value", "team", "Value delivered", "points/wk", int(ev.VALUE_DELIVERED), "object", False, "higher", 1, 0,
            TEAMS),
    Outcome("burnout", "team", "Exhaustion", "percentage points", int(ev.BURNOUT_MOVED), "subject", True, "lower",
            10_000, 1, TEAMS),
    Outcome("harm", "line", "Affected customer-hours", "customer-h/wk", int(ev.HARM_ACCRUED), "object", False, "lower",
            60, 0, LINES),
    Outcome("left", "segment", "Customers who left", "accounts/wk", int(ev.CUSTOMERS_LEFT), "object", False, "lower", 1,
            1, STRATA),
    Outcome("trust", "person", "Trust", "percentage points", int(ev.TRUST_MOVED), "subject", True, "higher", 10_000, 1,
            STAKEHOLDERS),
)  # fmt: skip


@dataclass(frozen=True)
class Bystander:
    """One of them, over many worlds.

    Attributes:
        outcome: what of them.
        who: their id.
        value: mean paired difference, plan - nothing, in the outcome's unit.
        interval: 95 %, paired t.
        level: mean without the plan.
        p: two-sided.
        loser: whether it is worse, clear of zero after everybody has been counted.
    """

    outcome: Outcome
    who: str
    value: float
    interval: tuple[float, float]
    level: float
    p: float
    loser: bool = False

    @property
    def worse(self) -> bool:
        """Whether the mean goes the wrong way."""
        return self.value != 0 and (self.value > 0) != (self.outcome.better == "higher")


class Gatherer:
    """A recorder that keeps weekly sums and levels by whom they are about, and nothing else."""

    def __init__(self, weeks: int, opening: Mapping[str, Floats]) -> None:
        """Keep nothing yet.

        Args:
            weeks: world weeks of the run.
            opening: levels before the first week, by the outcome's id, shape (places,).
        """
        self.kept = {one.id: np.zeros((weeks, one.places)) for one in OUTCOMES}
        self._levels = {name: level.copy() for name, level in opening.items()}

    def append_command(self, mapping: Mapping[str, Any]) -> None:
        """Commands are not kept."""

    def append_packed(self, week: int, payload: bytes, events: int, digest: bytes | None = None) -> None:
        """Take the events of a week, packed as the log stores them (`engine.log.codec`)."""
        del digest
        kind = np.frombuffer(payload, np.uint8, events, WEEK_HEAD_BYTES + events * (EVENT_BYTES - 1))
        amount = np.frombuffer(payload, "<i4", events, WEEK_HEAD_BYTES)
        whose = {
            "subject": np.frombuffer(payload, "<u2", events, WEEK_HEAD_BYTES + 4 * events),
            "object": np.frombuffer(payload, "<u2", events, WEEK_HEAD_BYTES + 6 * events),
        }
        for one in OUTCOMES:
            at = np.flatnonzero(kind == one.kind)
            who, much = whose[one.by][at], amount[at].astype(np.float64)
            fits = who < one.places
            if one.level:
                self._levels[one.id][who[fits]] = much[fits]  # of several in a week the last stands
                self.kept[one.id][week - 1] = self._levels[one.id]
            else:
                self.kept[one.id][week - 1] = np.bincount(who[fits], much[fits], one.places)

    def seal(self, summary: Mapping[str, Any]) -> None:
        """Nothing is written."""


def bystanders(case: Case) -> tuple[Bystander, ...]:
    """Everybody who was looked at, over the other worlds of a case; none below eight worlds.

    Args:
        case: the recording; its worlds are run once more, with their rows.
    """
    if len(case.seeds) < LEAST_WORLDS:
        return ()
    window = case.windows.after
    plan = _means(case, case.plan, window)
    nothing = _means(case, None, window)
    found = []
    for one in OUTCOMES:
        for place, who in _who(case, one.of).items():
            differences = (plan[one.id][:, place] - nothing[one.id][:, place]) / one.per
            found.append(_paired(one, who, differences, float(nothing[one.id][:, place].mean()) / one.per))
    loud = alarms([one.p for one in found])
    return tuple(
        Bystander(one.outcome, one.who, one.value, one.interval, one.level, one.p, alarm and one.worse)
        for one, alarm in zip(found, loud, strict=True)
    )


def _means(case: Case, plan: Plan | None, window: Window) -> dict[str, Floats]:
    """Weekly means of a window by outcome, shape (worlds, places)."""
    opening = _opening(case)
    weeks = case.recording.weeks

    def run(seed: int) -> dict[str, Floats]:
        gatherer = Gatherer(weeks, opening)
        policy = None if plan is None else PlanPolicy(plan)
        Session(case.template, seed, policy, writer=gatherer, weeks=weeks, digest_every=None).run()
        return {name: kept[window.rows].sum(axis=0) / window.weeks for name, kept in gatherer.kept.items()}

    worlds = _run(run, case.seeds, case.threads)
    return {one.id: np.stack([world[one.id] for world in worlds]) for one in OUTCOMES}


def _run(run: Any, seeds: Sequence[int], threads: int) -> list[dict[str, Floats]]:
    if threads <= 1:
        return [run(seed) for seed in seeds]
    with ThreadPoolExecutor(threads, thread_name_prefix="world") as pool:
        return list(pool.map(run, seeds))


def _opening(case: Case) -> dict[str, Floats]:
    """Levels on the first morning."""
    world = case.template.world(case.run.seed)[0]
    return {
        "burnout": world["teams"]["burnout_ppm"].astype(np.float64),
        "trust": world["stakeholders"]["trust_ppm"].astype(np.float64),
    }


def _who(case: Case, of: Of) -> dict[int, str]:
    """Ids of everybody of a sort, by number; of people, those who were in post from the first morning."""
    index, world = case.template.index, case.template.world(case.run.seed)[0]
    if of == "team":
        return dict(enumerate(index.teams))
    if of == "line":
        return dict(enumerate(index.lines))
    if of == "segment":
        return {place: f"segment-{place + 1}" for place in range(STRATA)}
    present = int(world["counts"]["stakeholders"][0])
    status = world["stakeholders"]["status"]
    return {place: index.sponsors[place] for place in range(present) if status[place] == IN_POST}


def _paired(outcome: Outcome, who: str, differences: Floats, level: float) -> Bystander:
    """The paired t interval and p of one of them."""
    from scipy import stats

    values: list[float] = differences.tolist()
    worlds = len(values)
    mean = math.fsum(values) / worlds
    error = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (worlds * (worlds - 1)))
    half = t975(worlds - 1) * error
    p = 2 * float(stats.t.sf(abs(mean) / error, worlds - 1)) if error > 0 else float(mean == 0)
    return Bystander(outcome, who, mean, (mean - half, mean + half), level, p)
