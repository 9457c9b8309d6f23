"""The score: worked by hand on small numbers, undefined where nothing binds, and split into skill and luck exactly."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.catalogue import load_scenario, scenario_file
from engine.ensemble import run_ensemble
from engine.errors import InputError
from engine.evidence import outcome
from engine.evidence.outcome import PARTS, deviations, grade, luck, parts, score, weighed, whole_gain
from engine.panels import FILE, PANEL_SEEDS, ReferencePanel, load_panel, make_panel, scored_scenarios
from engine.worlds import Template
from sim.scenario import Objective

NOTHING = np.array([1.0, 2.0, 3.0, 4.0])


def test_the_textbook_is_a_hundred_and_nothing_is_zero():
    textbook = NOTHING + np.array([2.0, 2.1, 1.9, 2.0])
    assert score(textbook, NOTHING, textbook).skill == pytest.approx(100.0)
    assert score(NOTHING, NOTHING, textbook).skill == 0.0


def test_half_the_gain_is_half_the_score_with_its_interval():
    textbook = NOTHING + np.array([2.0, 2.1, 1.9, 2.0])
    plan = NOTHING + np.array([1.0, 1.2, 0.8, 1.0])
    result = score(plan, NOTHING, textbook, random=[0.0, 0.5])
    assert result.skill == pytest.approx(50.0)
    gains = plan - NOTHING
    half = 3.182446 * gains.std(ddof=1) / 2.0  # t of .975 with three degrees of freedom
    assert result.interval == pytest.approx((100 * (1 - half) / 2, 100 * (1 + half) / 2), rel=1e-5)
    assert result.sigmas == pytest.approx((1.0 - 0.25) / np.std([0.0, 0.5], ddof=1))
    assert result.grade == "bronze"


@pytest.mark.parametrize(
    ("skill", "medal"),
    [(None, None), (-50.0, "none"), (34.9, "none"), (35.0, "bronze"), (60.0, "silver"), (85.0, "gold")],
)
def test_medals(skill, medal):
    assert grade(skill) == medal


def test_a_score_is_shown_within_its_limits():
    textbook = NOTHING + np.array([2.0, 2.1, 1.9, 2.0])
    assert score(NOTHING + 9.0, NOTHING, textbook).skill == outcome.MOST
    assert score(NOTHING - 9.0, NOTHING, textbook).skill == outcome.LEAST


def test_where_the_textbook_itself_gains_nothing_clear_there_is_no_score():
    textbook = NOTHING + np.array([2.0, -2.0, 1.0, -0.5])
    assert whole_gain(textbook, NOTHING) is None
    result = score(NOTHING + 1.0, NOTHING, textbook)
    assert (result.skill, result.grade) == (None, None)
    assert result.gain == 1.0


def test_a_worlds_score_is_skill_and_fit():
    textbook = NOTHING + np.array([2.0, 2.1, 1.9, 2.0])
    plan = NOTHING + np.array([1.0, 1.2, 0.8, 1.0])
    skill = score(plan, NOTHING, textbook).skill
    told = [luck(p, n, skill, float(NOTHING.mean()), 2.0) for p, n in zip(plan, NOTHING, strict=True)]
    for world, (p, n) in zip(told, zip(plan, NOTHING, strict=True), strict=True):
        assert skill + world.fit == pytest.approx(100.0 * (p - n) / 2.0)
    assert sum(world.fit for world in told) == pytest.approx(0.0)
    assert sum(world.weather for world in told) == pytest.approx(0.0)


def test_unpaired_worlds_are_refused():
    with pytest.raises(InputError, match="same two worlds"):
        score(NOTHING[:3], NOTHING, NOTHING)


def test_parts_are_sums_of_the_log_after_the_history():
    scenario = load_scenario("quarterly-big-bang")
    ensemble = run_ensemble(scenario, None, [1, 2])
    found = parts(ensemble, scenario.weeks)
    assert found.keys() == PARTS.keys()
    after = slice(scenario.weeks.history, scenario.weeks.total)
    for world in range(2):
        for name, part in PARTS.items():
            tables = {"count": ensemble.counts, "total": ensemble.totals}
            by_hand = sum(int(tables[term.of][world, after, term.kind].sum()) for term in part.terms)
            assert abs(found[name][world]) == by_hand
            assert bool(found[name][world] > 0) is (part.good and by_hand > 0)
    units = deviations(found)
    y = weighed(found, Objective(value=100, harm=0, waste=0, people=0, promises=0), units)
    assert y == pytest.approx(found["value"] / units["value"])


def test_a_panel_is_the_same_whoever_runs_it():
    template = Template(load_scenario("quarterly-big-bang"))
    one = make_panel(template, threads=1, random_plans=2)
    assert one == make_panel(template, threads=2, random_plans=2)
    assert one.seeds == list(PANEL_SEEDS)
    assert len(set(one.nothing)) == len(one.nothing)
    assert one.score(np.array(one.textbook)).skill == pytest.approx(100.0)


@pytest.mark.parametrize("name", scored_scenarios())
def test_a_shipped_panel_belongs_to_its_scenario(name):
    """`python -m engine.panels --write` runs what is out of date."""
    panel = load_panel(name)
    assert panel.scenario == name
    assert len(panel.nothing) == len(panel.textbook) == len(panel.trap) == len(panel.seeds) == 32
    assert len(panel.random) == 200
    assert panel.units.keys() == PARTS.keys()


def test_a_panel_of_another_version_is_not_used(tmp_path, monkeypatch):
    name = scored_scenarios()[0]
    stale = json.loads((scenario_file(name).parent / FILE).read_text()) | {"rules": 0}
    (tmp_path / FILE).write_text(json.dumps(stale))
    monkeypatch.setattr("engine.evidence.reference_panel.scenario_file", lambda _: tmp_path / "scenario.toml")
    with pytest.raises(InputError, match="under rules 0"):
        load_panel(name)
    (tmp_path / FILE).unlink()
    with pytest.raises(InputError, match="not scored"):
        load_panel(name)


def test_a_panel_reads_as_it_was_written():
    name = scored_scenarios()[0]
    assert isinstance(load_panel(name), ReferencePanel)
