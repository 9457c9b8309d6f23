"""Audits: what they cost, when they tell, and that they estimate instead of knowing."""

from __future__ import annotations

import numpy as np
import pytest

from engine.worlds import Template
from sim import events as ev
from sim.decide import Refusal
from sim.kernel import bind
from sim.policies.policy import Reported
from sim.step import record
from sim.world import HOURS_COMMANDS
from tests.sim.test_decide import CATALOGUE, Given, company, refused, told
from tests.sim.worlds import Founded, plain, rows, source

NONE = int(ev.NONE)


@pytest.fixture(scope="module")
def template() -> Template:
    return Template(company(player_hours=60.0), CATALOGUE)


@pytest.fixture
def given(template) -> Given:
    return Given(template)


def reported(given: Given) -> Reported:
    template = given.template
    return Reported(given.worlds, template.index, template.catalogue, template.metrics, 1)


def test_a_quick_audit_takes_hours_of_the_player_alone(given):
    answer = told(given.when("audit", source="tracker"))
    assert answer == [("AuditOrdered", 0, 0, 0), ("TimeSpent", NONE, NONE, 360)]


def test_a_deep_audit_takes_hours_of_the_audited_team_too(given):
    answer = told(given.when("audit", source="slides", depth="deep"))
    team = given.template.index.teams.index("south-0")
    assert answer[:2] == [("AuditOrdered", 0, 1, 1), ("HoursOwed", team, HOURS_COMMANDS, 600)]
    before = int(given.field("teams", "owed_min", team))
    given.happened(*given.when("audit", source="slides", depth="deep"))
    assert given.field("teams", "owed_min", team) == before + 600
    given.weeks(1)
    assert given.field("teams", "owed_min", team) == 0, "booked in the week that came"


def test_no_more_than_two_run_at_once(given):
    given.did("audit", source="slides", depth="deep").did("audit", source="tracker")
    refused(given.when("audit", source="incident-list"), "two audits are running")
    given.weeks(2)
    assert not isinstance(given.when("audit", source="incident-list"), Refusal)


@pytest.mark.parametrize(
    "arguments",
    [{"source": "trackr"}, {"forum": "counsel"}, {"intervention": "right"}],
)
def test_what_does_not_exist_is_told_with_the_nearest(given, arguments):
    answer = refused(given.when("audit", **arguments), "is called")
    assert answer.nearest


def test_a_practice_that_is_not_live_cannot_be_audited(given):
    refused(given.when("audit", intervention="rights"), "not live")


def test_what_it_tells_is_readable_by_a_policy(given):
    given.did("audit", source="tracker").did("audit", forum="council")
    assert reported(given).findings == ()
    given.weeks(2)
    quick, yield_ = reported(given).findings
    assert (quick.target, quick.value, quick.deep) == ("tracker", None, False)
    assert yield_.target == "council"
    assert yield_.value is not None
    assert 0.0 <= yield_.value <= 6.0


def deep(bias: float, seed: int, **values: float) -> tuple[int, bool]:
    """What a deep audit of a biased source finds, in permille, and whether a break it had was mended by it."""
    scenario = plain(1.0, 3, sources=[source("s", "flow.thru", "t0", bias=bias)], **values)

    def opening(world, log):
        if values:
            record(bind(world), bind(log), ev.SOURCE_BROKE, 0, NONE, 200)
        record(bind(world), bind(log), ev.AUDIT_ORDERED, 0, 0, 1)

    found, mended = None, False
    for _, log in Founded(scenario).weeks(4, seed, opening):
        week = rows(log)
        if (week["kind"] == ev.AUDIT_REPORTED).any():
            found = int(week["amount"][week["kind"] == ev.AUDIT_REPORTED][0])
        mended = mended or bool((week["kind"] == ev.SOURCE_MENDED).any())
    assert found is not None
    return found, mended


def test_a_deep_audit_estimates_a_bias_and_is_off_by_its_error():
    found = np.array([deep(0.15, seed, audit_error=0.03, break_quarterly=0.0)[0] for seed in range(1, 121)]) / 1000.0
    off = found - 0.35  # the break of .2 that it was given, and the standing bias
    assert abs(off.mean()) < 0.01
    assert np.mean(np.abs(off) <= 0.04) == pytest.approx(0.8, abs=0.12)


def test_a_deep_audit_finds_most_breaks_and_what_was_shown_is_restated():
    mended = [deep(0.0, seed, audit_finds_break=0.9, audit_error=0.03)[1] for seed in range(1, 101)]
    assert 0.8 <= np.mean(mended) <= 0.98
