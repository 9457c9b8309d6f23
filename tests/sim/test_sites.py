"""A hub is a shared queue, regions take over what is proven at home, and forums decline what looks worthless."""

from __future__ import annotations

import numpy as np
import pytest

from engine.validity.check import rising, standard_error
from sim import events
from sim.interventions import catalogue
from sim.kernel import bind
from sim.step import record
from sim.systems.sites import ROLL_OUT
from sim.world import HOURS_COORDINATION, TEAMS
from tests.sim.worlds import (
    PLAUSIBLE,
    Founded,
    Run,
    adoption,
    company,
    forum,
    launch,
    line,
    plain,
    practice,
    rows,
    sample,
    small_company,
    team,
)


def cycle(run: Run) -> float:
    """Minutes from first start to built."""
    return run.mean(events.ITEM_BUILT)


def coordinated(run_of: Founded, seed: int) -> int:
    """Minutes of coordination booked on teams over forty weeks."""
    minutes = 0
    for _, log in run_of.weeks(40, seed):
        week = rows(log)
        mine = (week["kind"] == events.HOURS_BOOKED) & (week["object"] == HOURS_COORDINATION)
        minutes += int(week["amount"][mine].sum())
    return minutes


# --- the hub ---------------------------------------------------------------------------------------------------------
def test_without_a_hub_nothing_of_it_happens():
    (run,) = Founded(small_company()).runs(60, [3])
    assert not run.kinds & {int(events.HUB_WORKED), int(events.HANDOFF_HELD), int(events.PRACTICE_COPIED)}


def test_a_hub_with_time_takes_coordination_off_the_teams():
    without, with_it = (coordinated(Founded(small_company(hub_share=share, hub_people=4.0)), 2) for share in (0.0, 0.8))
    assert 0.5 * without < with_it < 0.75 * without, "half of eight tenths, less what waits"


def test_a_hub_that_is_asked_for_too_much_is_one_more_queue():
    plenty, little = (
        sample(small_company(hub_share=0.8, hub_people=people), cycle, weeks=80, seeds=24) for people in (4.0, 0.3)
    )
    assert rising([plenty, little])
    (run,) = Founded(small_company(hub_share=0.8, hub_people=0.3)).runs(80, [1])
    assert run.count(events.HANDOFF_HELD) > 50
    (run,) = Founded(small_company(hub_share=0.8, hub_people=4.0)).runs(80, [1])
    assert run.count(events.HANDOFF_HELD) == 0


def test_the_hub_works_no_more_than_its_week():
    (run,) = Founded(small_company(hub_share=0.8, hub_people=0.3)).runs(80, [1])
    most = int(0.3 * 0.8 * 5 * 480)
    assert run.totals[1:, events.HUB_WORKED].max() == most


# --- regions ---------------------------------------------------------------------------------------------------------
def sites(fit: float, **values: float) -> object:
    """A line at home and one in a region."""
    common = {"release_interval_days": 10}
    return company(
        [line("home", 1.0, **common), line("north", 1.0, region="north", fit=fit, **common)],
        [team("home-0", "home", 5), team("north-0", "north", 5)],
        PLAUSIBLE | {"copy_weeks": 2.0, "proven_adoption": 0.3, "sponsor_floor": 1.0} | values,
    )


def test_a_practice_takes_less_hold_where_it_fits_less():
    entry = practice()
    ends = []
    for fit in (0.4, 0.7, 1.0):
        steps = Founded(sites(fit), {entry.id: entry}).weeks(50, 1, lambda world, log: launch(world, log, entry))
        ends.append([(adoption(world, entry, 0), adoption(world, entry, 1)) for world, _ in steps][-1])
    home, region = zip(*ends, strict=True)
    assert region[0] < 0.7 * region[2]
    assert region[0] < region[1] < region[2] == pytest.approx(home[2], rel=0.02)


def begun(world: np.ndarray, log: np.ndarray, proven: int) -> None:
    """A practice at home, and a roll-out to the region."""
    handle, into = bind(world), bind(log)
    for number, at in ((proven, 0), (ROLL_OUT, 1)):
        record(handle, into, events.PRACTICE_LAUNCHED, number, 0, 1500)
        record(handle, into, events.PRACTICE_SCOPED, number, at, 800_000)


def test_a_region_takes_over_what_is_proven_at_home_and_not_before():
    entries = {entry.id: entry for entry in (practice(1), practice(ROLL_OUT))}
    copied = None
    for world, log in Founded(sites(0.6), entries).weeks(40, 1, lambda world, log: begun(world, log, 1)):
        week = rows(log)
        mine = week["kind"] == events.PRACTICE_COPIED
        if mine.any():
            assert copied is None, "once"
            copied = int(week["amount"][mine][0])
            assert world["scopes"]["adoption_ppm"][0, TEAMS] >= 300_000
            assert world["scopes"]["scoped"][0, TEAMS + 1] == 1
    assert copied == pytest.approx(0.6 * 0.8e6, rel=0.01), "with the fidelity of home, as far as it fits"


# --- what forums decline ---------------------------------------------------------------------------------------------
def deciding(**values: float) -> object:
    return plain(
        3.0, 6, forums=[forum("board", "line", 5)], line_fields={"forum": "board"}, commit_share=1.0, value_sigma=1.5,
        **values,
    )  # fmt: skip


def test_a_forum_declines_the_share_it_may():
    run = Founded(deciding(declined_share=0.2, estimate_sigma=0.5)).run(200, 1)
    declined, committed = run.count(events.NEED_DECLINED), run.count(events.ITEM_COMMITTED)
    assert declined / (declined + committed) == pytest.approx(0.2, abs=0.04)


@pytest.mark.parametrize("noise", [{"estimate_sigma": 3.0}, {"judgement_per_week_old": 1.5}])
def test_the_better_its_figures_the_more_what_it_lets_in_is_worth(noise):
    def worth(run: Run) -> float:
        return run.total(events.VALUE_DELIVERED) / max(1, run.count(events.VALUE_DELIVERED))

    blurred = sample(deciding(declined_share=0.3, **noise), worth, weeks=120, seeds=30)
    sharp = sample(deciding(declined_share=0.3), worth, weeks=120, seeds=30)
    gain = sharp - blurred
    assert gain.mean() > 3.0 * standard_error(gain)
    assert gain.mean() > 0.03 * blurred.mean()


def test_the_catalogue_copies_by_the_number_the_kernel_knows():
    assert catalogue()["region-roll-out"].number == ROLL_OUT
