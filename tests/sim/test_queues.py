"""Queueing theory, through the same compiled step that runs every scenario: what must hold in any correct simulation.

Waits of M/M/c queues, Little's law, the reference network against an independent engine, and two ledgers that close:
items and hours. Seeds are fixed, so a test gives the same answer every time.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.bench.peers import ReferenceNetwork, run_simpy
from engine.validity.check import standard_error
from engine.validity.queues import LEFT, erlang_c
from sim import events
from sim.world import DAY, FREE, WEEK
from tests.sim import worlds
from tests.sim.worlds import HOURS_TAKEN, Founded, Run, plain, queue, reference, rows, small_company

SERVICE_DAYS = 10.0  # so long that the grid of days costs under a per cent


def mean_wait(run: Run, start: int = 0) -> float:
    """Days from request to first start, after so many weeks: an item of these worlds is built once."""
    return run.mean(events.ITEM_WENT_LIVE, start) / DAY - run.mean(events.ITEM_BUILT, start) / DAY - 1 / DAY


def waits(servers: int, load: float, *, weeks: int = 20_000, seeds: int = 40, **fields: float) -> np.ndarray:
    """Each seed's mean wait after a warm-up, in units of the mean service time."""
    runs = Founded(queue(servers, load, SERVICE_DAYS, **fields)).runs(weeks, seeds)
    return np.array([mean_wait(run, weeks // 40) / SERVICE_DAYS for run in runs])


def test_the_formula_gives_the_published_table():
    table = {(1, 0.5): 1.0, (2, 0.5): 0.333, (4, 0.5): 0.087, (2, 0.8): 1.778, (4, 0.9): 1.969, (8, 0.95): 2.110}
    for (servers, load), expected in table.items():
        assert erlang_c(servers, load) == pytest.approx(expected, abs=0.0006)


@pytest.mark.parametrize("load", [0.5, 0.7, 0.8, 0.9])
@pytest.mark.parametrize("servers", [1, 2, 4])
def test_waits_match_erlang_c(servers, load):
    found = waits(servers, load)
    error = standard_error(found)
    assert abs(found.mean() - erlang_c(servers, load)) < 3.0 * error
    assert error < 0.05 * found.mean(), "too noisy to say anything"


def test_waiting_grows_with_utilisation():
    means = [waits(2, load, weeks=4_000, seeds=20).mean() for load in (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)]
    assert all(later > earlier for earlier, later in itertools.pairwise(means))
    assert means[-1] > 8.0 * means[0], "latency must explode near saturation, not grow in proportion"


def test_waiting_needs_variability():
    """Kingman: with sizes that are nearly the same, half the wait of exponential ones."""
    varied, even = waits(1, 0.8), waits(1, 0.8, size_sigma=1e-6)
    assert even.mean() / varied.mean() == pytest.approx(0.5, rel=0.08)


# --- Little's law ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scenario", "present"),
    [(reference(), 0.5), (small_company(), 1.0)],  # desks release all day, trains in the evening
    ids=["reference", "small-company"],
)
def test_littles_law(scenario, present):
    """Mean number in system = arrival rate x mean time in system, ages of what is still open included.

    The number is counted from arrivals and departures day by day; the times are what the kernel says of each item.
    `present` is the share of its last day that an item is there.
    """
    weeks = 104
    for seed in (1, 2, 3):
        open_items, arrived, stayed, level, requested = 0, 0, 0, 0.0, np.empty(0)
        for week, (world, log) in enumerate(Founded(scenario).weeks(weeks, seed)):
            table = rows(log)
            for day in range(WEEK):
                kinds = table["kind"][table["week_day"] == day]
                came = int(np.isin(kinds, [events.NEED_ARRIVED, events.DUPLICATE_BORN]).sum())
                gone = int(np.isin(kinds, LEFT).sum())
                level += open_items + came / 2 - gone * (1.0 - present)
                open_items += came - gone
                arrived += came
            assert open_items == world["counts"]["open_items"][0, 0]
            stayed += int(table["amount"][table["kind"] == events.ITEM_WENT_LIVE].sum())
            early = np.isin(table["kind"], [events.NEED_WITHDRAWN, events.NEED_DECLINED, events.DUPLICATE_MERGED])
            for item in table["subject"][early]:  # on a Monday, before anything arrives: open since last week
                stayed += week * WEEK * DAY - int(requested[item])
            requested = world["items"]["requested_min"][0].copy()
        items = world["items"]
        stayed += sum(weeks * WEEK * DAY - int(minute) for minute in items["requested_min"][items["stage"] != FREE])
        rate = arrived / (weeks * WEEK)
        assert level / (weeks * WEEK) == pytest.approx(rate * stayed / arrived / DAY, rel=0.01)


# --- an independent engine -------------------------------------------------------------------------------------------


def test_the_reference_network_takes_as_long_as_in_simpy():
    pytest.importorskip("simpy")
    network = ReferenceNetwork()
    theirs = np.array([np.mean(run_simpy(network, seed)) for seed in range(30)])
    ours = np.array([run.lead_days for run in Founded(reference()).runs(104, 200)])
    joint = (standard_error(ours) ** 2 + standard_error(theirs) ** 2) ** 0.5
    assert abs(ours.mean() - theirs.mean()) < 1.96 * joint
    assert joint < 0.015 * theirs.mean()


# --- ledgers ---------------------------------------------------------------------------------------------------------


def items_balance(run: Run) -> tuple[int, int]:
    """Items that came, and items that left or are still open."""
    came = run.count(events.NEED_ARRIVED) + run.count(events.DUPLICATE_BORN)
    return came, sum(run.count(kind) for kind in LEFT) + int(run.world["counts"]["open_items"][0, 0])


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"patience_days": 20.0, "shared_need_share": 0.5, "detection_weekly": 1.0},
        {"backlog_items": 30.0},
        {"backlog_items": 1e6, "needs_per_week": (40.0, 40.0, 40.0)},
    ],
    ids=["plausible", "impatient", "small-tracker", "overrun"],
)
def test_items_are_conserved(fields):
    for run in Founded(small_company(**fields)).runs(104, 10):
        came, accounted = items_balance(run)
        assert came == accounted
        lines = slice(0, 3)
        met = run.count(events.NEED_ARRIVED) + run.count(events.NEED_TURNED_AWAY)
        assert met == int(run.world["lines"]["arrived"][0, lines].sum())


HOURS = {
    "reference": reference(),
    "small-company": small_company(),
    "questions": plain(
        needs_per_week=6.0, people=2, wip_per_maker=3.0, scope_question_share=0.5, local_decision_days=1.0,
        size_median_hours=10.0,
    ),
    "handoffs": plain(
        needs_per_week=6.0, people=2, lines=3, handoffs_mean=2.0, rework_share=0.6, size_median_hours=6.0,
        desks=[worlds.desk("review", "review", 8, 5.0)], team_fields={"review_desk": "review"},
    ),
    "meetings": plain(
        people=2,
        forums=[worlds.forum("daily", "line", 1, line="l0", seats=12, sitting_minutes=240)],
        line_fields={"forum": "daily"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOURS)
def test_hours_are_conserved(name):
    """A team has the hours of its people, week by week, and never gives more than it has; idle is the rest."""
    short, teamweeks = [], 0
    for seed in (1, 2, 3, 16):
        for week, (world, log) in enumerate(Founded(HOURS[name]).weeks(104, seed)):
            table = rows(log)
            ledger = np.zeros((events.KINDS, len(HOURS[name].teams)), np.int64)
            by_team = np.isin(table["kind"], TEAM_HOURS)
            np.add.at(ledger, (table["kind"][by_team], table["subject"][by_team]), table["amount"][by_team])
            available = ledger[int(events.HOURS_AVAILABLE)]
            assert (available == WEEK * DAY * world["teams"]["people"][0, : len(available)]).all()
            idle = available - sum(ledger[int(kind)] for kind in HOURS_TAKEN)
            teamweeks += len(idle)
            short += [(seed, week + 1, int(t), int(idle[t])) for t in np.flatnonzero(idle < 0)]
    worst = min(short, key=lambda s: s[3], default=None)
    assert not short, f"idle below 0 in {len(short)} of {teamweeks} team-weeks, worst (seed, week, team, idle) {worst}"


TEAM_HOURS = [int(events.HOURS_AVAILABLE), *HOURS_TAKEN]


def test_touched_hours_are_those_that_items_received():
    """In the reference network an item's touch is its size and what reviews sent back."""
    for run in Founded(reference()).runs(104, 3):
        items = run.world["items"]
        left = int(items["left_min"][items["stage"] != FREE].sum())
        assert run.total(events.WORK_TOUCHED) == run.total(events.ITEM_SIZED) + run.total(events.ITEM_RETURNED) - left
