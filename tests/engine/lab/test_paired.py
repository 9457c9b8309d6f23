"""Paired differences: those of the evidence, what pairing saves, and the seeds it takes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.ensemble import run_ensemble
from engine.errors import InputError
from engine.evidence.panel import Panel, expected
from engine.evidence.student import t975
from engine.evidence.windows import Window
from engine.lab.arms import arms_of
from engine.lab.compare import compare
from engine.lab.paired import OUTCOME, difference, mean_difference, seeds_needed
from engine.lab.pool import Hands
from engine.lab.work import governor
from engine.worlds import Template
from sim.scenario import Scenario
from tests.engine.lab.studies import SCENARIO

SEEDS = 16


@pytest.fixture(scope="module")
def arms():
    return arms_of(SCENARIO, ["none", "textbook"])


def test_differences_are_those_of_the_evidence(arms):
    scenario = Scenario.model_validate(dict(arms[0].scenario))
    template, weeks = Template(scenario), scenario.weeks
    found = compare(arms, SEEDS, 1, Hands())[0].differences
    nothing, plan = (
        run_ensemble(template, None, range(1, SEEDS + 1), policy=governor(template, arm.policy)) for arm in arms
    )
    window = Window(weeks.history + 1, weeks.history + weeks.tenure)
    wanted = expected(Panel.of(plan, nothing), window, played_seed=999)
    assert {*found} == {OUTCOME, *wanted}
    measured = 0
    for name, estimate in wanted.items():
        pair = found[name]
        if estimate.value is None:
            assert pair.value is None
            continue
        measured += 1
        assert pair.value == pytest.approx(estimate.value, rel=1e-9, abs=1e-12)
        assert pair.level == pytest.approx(estimate.level, rel=1e-9, abs=1e-12)
        assert pair.interval == pytest.approx(estimate.interval, rel=1e-9, abs=1e-9)
        assert pair.clear == estimate.clear
    assert measured > 10


def test_a_plan_against_itself_differs_in_nothing(arms):
    found = compare([arms[1], arms_of(SCENARIO, ["mend-at-once"])[0]], 4, 1, Hands())
    assert found[0].differences["flow.lead"].value != 0
    twice = difference([3, 4], [1, 1], [3, 4], [1, 1])
    assert (twice.value, twice.half_width, twice.clear, twice.needed) == (0.0, 0.0, False, 2)


def test_pairing_saves_what_worlds_share():
    stream = np.random.default_rng(1)
    shared, own = stream.normal(0, 10, 400), stream.normal(0, 1, (2, 400))
    paired = mean_difference(shared + own[0] + 2, shared + own[1])
    apart = mean_difference(stream.normal(2, 10, 400), stream.normal(0, 10, 400))
    assert paired.value == pytest.approx(2, abs=0.2)
    unpaired = np.var(shared + own[0], ddof=1) + np.var(shared + own[1], ddof=1)
    assert paired.ratio == pytest.approx(np.var(own[0] - own[1], ddof=1) / unpaired)
    assert paired.ratio < 0.02
    assert apart.ratio == pytest.approx(1.0, rel=0.2)
    assert paired.needed < apart.needed


def test_intervals_cover_the_truth_as_often_as_they_say():
    stream = np.random.default_rng(2)
    covered = 0
    for _ in range(400):
        shared = stream.exponential(1, 12)
        pair = mean_difference(shared + stream.normal(0.5, 1, 12), shared)
        low, high = pair.interval
        covered += low <= 0.5 <= high
    assert 0.92 <= covered / 400 <= 0.98


@pytest.mark.parametrize("width", [0.1, 0.5, 3.0])
def test_the_seeds_needed_are_just_enough(width):
    n = seeds_needed(2.0, width)
    assert t975(n - 1) * 2.0 / math.sqrt(n) <= width
    assert n == 2 or t975(n - 2) * 2.0 / math.sqrt(n - 1) > width * 0.98
    assert seeds_needed(2.0, 0.0) is None
    assert seeds_needed(2.0, 1e-9) is None


def test_nothing_to_divide_by_is_no_difference():
    pair = difference([0, 0], [0, 0], [1, 1], [2, 2])
    assert (pair.value, pair.interval, pair.clear) == (None, None, False)


def test_adaptive_seeds_double_until_intervals_are_narrow(arms):
    found = compare(arms, 8, 1, Hands(), names=["flow.lead"], wanted={OUTCOME: 0.25, "flow.lead": 1.0}, adaptive=True)
    pairs = found[0].differences
    assert pairs[OUTCOME].worlds in {16, 32, 64, 128}
    assert all(pair.half_width <= pair.wanted for pair in pairs.values())
    whole = compare(arms, pairs[OUTCOME].worlds, 1, Hands(), names=["flow.lead"])
    assert whole[0].differences["flow.lead"].value == pairs["flow.lead"].value


def test_metrics_that_do_not_exist_are_refused(arms):
    with pytest.raises(InputError, match=r"did you mean 'flow\.lead'"):
        compare(arms, 2, 1, Hands(), names=["flow.leed"])
