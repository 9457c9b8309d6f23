"""Laws 1 and 2: Little's law, and the waits that queueing theory knows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.validity.check import Check, Effort, Floats, standard_error
from engine.validity.companies import long_run, queue, with_parameters
from sim import events as ev
from sim.scenario import Scenario
from sim.world import DAY, WEEK

SERVICE_DAYS = 10.0
LONG_WEEKS = 10_000
ARRIVED = (ev.NEED_ARRIVED, ev.DUPLICATE_BORN)
LEFT = (ev.ITEM_WENT_LIVE, ev.ITEM_STOPPED, ev.NEED_WITHDRAWN, ev.NEED_DECLINED, ev.DUPLICATE_MERGED)


def _summed(table: Any, kinds: Sequence[int]) -> Any:
    """Weekly sums of some kinds."""
    return sum(table[:, int(kind)] for kind in kinds)


def _gap(counts: Any, came: Sequence[int], left: Sequence[int], stay_weeks: float) -> float:
    """Relative gap between the mean number present and rate x mean stay, after the warm-up."""
    late = len(counts) // 40
    present = np.cumsum(_summed(counts, came) - _summed(counts, left))[late - 1 :]
    span = len(counts) - late
    level = (present[0] / 2 + present[1:-1].sum() + present[-1] / 2) / span  # exact: integers, then one division
    rate = int(_summed(counts, left)[late:].sum()) / span  # exact: integers
    return float(level / (rate * stay_weeks) - 1.0)


def littles_law(effort: Effort) -> list[Check]:
    """Law 1: mean number present = rate x mean time present, for the whole and stage by stage."""
    checks = []
    for load in (0.7, 0.9):
        scenario, gaps = queue(4, load, SERVICE_DAYS, size_sigma=0.0), []
        for seed in effort.seeds(24):
            counts, totals = long_run(scenario, LONG_WEEKS, seed)
            stay = _mean_weeks(counts, totals, ev.ITEM_WENT_LIVE)
            built = _mean_weeks(counts, totals, ev.ITEM_BUILT)
            gaps.append(
                (
                    _gap(counts, ARRIVED, LEFT, stay),
                    _gap(counts, ARRIVED, (ev.ITEM_STARTED,), stay - built),
                    _gap(counts, (ev.ITEM_STARTED,), (ev.ITEM_BUILT,), built),
                )
            )
        for stage, name in enumerate(("the whole: request to live", "waiting for a start", "building: start to built")):
            value = abs(float(np.mean([gap[stage] for gap in gaps])))
            claim = f"{name}, at a load of {load:g}"
            checks.append(Check(1, claim, f"{100 * value:.2f} % off", "≤ 2 %", value <= 0.02, len(gaps)))
    return checks


def _mean_weeks(counts: Any, totals: Any, kind: int) -> float:
    """The mean amount of a kind, minutes, in weeks, after the warm-up."""
    late = slice(len(counts) // 40, None)
    return float(totals[late, int(kind)].sum() / counts[late, int(kind)].sum()) / (DAY * WEEK)  # exact: integers


def erlang_c(servers: int, load: float) -> float:
    """Mean wait of an M/M/c queue, in mean service times."""
    offered, blocked = servers * load, 1.0
    for n in range(1, servers + 1):
        blocked = offered * blocked / (n + offered * blocked)
    return blocked / (1.0 - load * (1.0 - blocked)) / (servers * (1.0 - load))


def kingman(load: float, arrival_cv2: float, service_cv2: float) -> float:
    """Kingman's approximate mean wait of a G/G/1 queue, in mean service times (domain.md 2.1)."""
    return load / (1.0 - load) * (arrival_cv2 + service_cv2) / 2.0


def _wait(counts: Any, totals: Any) -> float:
    """Mean wait for a start, in mean service times."""
    late = slice(len(counts) // 40, None)
    stayed = totals[late, ev.ITEM_WENT_LIVE].sum() / counts[late, ev.ITEM_WENT_LIVE].sum()  # exact: integers
    built = totals[late, ev.ITEM_BUILT].sum() / counts[late, ev.ITEM_BUILT].sum()  # exact: integers
    return float((stayed - built - 1.0) / DAY / SERVICE_DAYS)


def queue_limits(effort: Effort) -> list[Check]:
    """Law 2: M/M/c waits match Erlang C, G/G/1 waits match Kingman."""
    checks: list[Check] = []
    for servers in (1, 2, 4):
        for load in (0.5, 0.7, 0.8, 0.9):
            found = _waits(queue(servers, load, SERVICE_DAYS), effort)
            expected, error = erlang_c(servers, load), standard_error(found)
            off = (float(found.mean()) - expected) / error
            checks.append(
                Check(
                    2,
                    f"M/M/{servers} at a load of {load:g}",
                    f"{float(found.mean()):.3f} against {expected:.3f} ({off:+.1f} SE)",
                    "within 3 SE",
                    abs(off) <= 3.0,
                    len(found),
                )
            )
    for load, sigma in ((0.7, 0.8), (0.85, 0.8), (0.9, 0.4)):
        found = _waits(_general(load, sigma), effort)
        expected = kingman(load, 1.0, math.exp(sigma * sigma) - 1.0)
        off = float(found.mean()) / expected - 1.0
        name = f"M/G/1 at a load of {load:g}, lognormal sizes of sigma {sigma:g}"
        checks.append(Check(2, name, f"{100 * off:+.1f} % from Kingman", "within 15 %", abs(off) <= 0.15, len(found)))
    return checks


def _general(load: float, sigma: float) -> Scenario:
    """A queue with lognormal sizes of the same mean."""
    hours = SERVICE_DAYS * DAY / 60.0
    scenario = queue(1, load, SERVICE_DAYS)
    return with_parameters(scenario, size_sigma=sigma, size_median_hours=hours * math.exp(-sigma * sigma / 2.0))


def _waits(scenario: Scenario, effort: Effort) -> Floats:
    """Mean waits of long runs, one a seed."""
    return np.array([_wait(*long_run(scenario, LONG_WEEKS, seed)) for seed in effort.seeds(24)])
