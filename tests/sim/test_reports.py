"""What sources say: they creep, are corrected, see only part, and tell sooner where somebody looks."""

from __future__ import annotations

import numpy as np
import pytest

from sim import events
from sim.kernel import bind
from sim.levers import DEFINITION_DRIFT, INFORMATION_AGE_DAYS, SINGLE_SOURCE
from sim.step import record
from sim.world import TEAMS
from tests.sim.worlds import Founded, plain, rows, source

EXACT = {"break_quarterly": 0.0, "target_pressure": 0.0}


def shown(values: dict[str, float], weeks: int, seed: int, opening=None, **fields) -> list[tuple[int, float]]:
    """Age in weeks and figure of every report of one source of throughput."""
    scenario = plain(6.0, 6, sources=[source("s", "flow.thru", "t0", **fields)], **(EXACT | values))
    told = []
    for _, log in Founded(scenario).weeks(weeks, seed, opening):
        week = rows(log)
        mine = week["kind"] == events.REPORT_PUBLISHED
        told += [(int(week["object"][n]), int(week["amount"][n]) / 1000.0) for n in np.flatnonzero(mine)]
    return told


def drift(share: float, seed: int, weeks: int = 120) -> int:
    scenario = plain(
        6.0, 6, sources=[source("s", "flow.thru", "t0")], drift_quarterly=0.05, definition_drift=share, **EXACT
    )
    ends = [int(world["sources"]["drift_permille"][0, 0]) for world, _ in Founded(scenario).weeks(weeks, seed)]
    return ends[-1]


def test_a_definition_creeps_unless_somebody_stops_it():
    crept = np.array([drift(1.0, seed) for seed in range(1, 31)])
    assert crept.std() == pytest.approx(50.0 * np.sqrt(9), rel=0.4), "a step of 50 permille each of nine quarters"
    assert abs(crept.mean()) < 3.0 * crept.std() / np.sqrt(30)
    assert all(drift(0.0, seed) == 0 for seed in range(1, 6))


def test_creep_is_in_what_is_reported():
    creeping, exact = (shown({"drift_quarterly": size, "definition_drift": 1.0}, 60, 4) for size in (0.2, 0.0))
    assert creeping[:10] == exact[:10]
    assert creeping[-1] != exact[-1]


def sooner(world, log):
    world["levers"]["base"][0, INFORMATION_AGE_DAYS * TEAMS : INFORMATION_AGE_DAYS * TEAMS + TEAMS] = 3.0


def test_younger_figures_are_reported_with_less_lag():
    late, early = (shown({"information_age_days": 12.0}, 12, 1, opening, lag_weeks=2) for opening in (None, sooner))
    assert {age for age, _ in late} == {2}
    assert {age for age, _ in early} == {1}


def test_who_sees_a_quarter_of_it_has_twice_the_noise():
    def spread(coverage: float) -> float:
        scenario = plain(6.0, 6, sources=[source("s", "flow.thru", "t0", noise=0.05, coverage=coverage)], **EXACT)
        return float(Founded(scenario).world(1)["sources"]["noise"][0, 0])

    assert spread(0.25) == 2.0 * spread(1.0) == pytest.approx(0.1)


@pytest.mark.parametrize(("size", "restated"), [(300, True), (10, False)])
def test_a_mended_break_is_restated_if_it_was_worth_noticing(size, restated):
    scenario = plain(
        6.0, 6, sources=[source("s", "flow.thru", "t0")], **(EXACT | {"break_detection_weekly": 1.0})
    )  # fmt: skip

    def broke(world, log):
        record(bind(world), bind(log), events.SOURCE_BROKE, 0, events.NONE, size)

    told = [rows(log) for _, log in Founded(scenario).weeks(3, 1, broke)]
    kinds = np.concatenate([week["kind"] for week in told])
    assert (kinds == events.SOURCE_MENDED).sum() == 1
    assert (kinds == events.SOURCE_RESTATED).sum() == int(restated)


def test_moving_to_the_agreed_definition_restates_what_was_shown():
    """Days from start to built are fewer than from request to live: what was shown was too small."""
    scenario = plain(
        5.8, 6, sources=[source("s", "flow.lead", "t0", definition="flow.cycle", canonical="flow.lead")], **EXACT
    )
    told = []
    for n, (world, log) in enumerate(Founded(scenario).weeks(30, 1)):
        if n == 20:  # from now on one source of truth
            world["levers"]["value"][0, SINGLE_SOURCE * TEAMS] = 1.0
        week = rows(log)
        told += [(n, int(amount)) for amount in week["amount"][week["kind"] == events.SOURCE_RESTATED]]
    assert [n for n, _ in told] == [21]
    assert told[0][1] < -100


def test_levers_of_the_reports_start_from_their_parameters():
    world = Founded(plain(definition_drift=0.7)).world(1)
    assert world["levers"]["base"][0, DEFINITION_DRIFT * TEAMS] == 0.7
