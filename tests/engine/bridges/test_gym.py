"""The environments: Gymnasium's own checks, nothing but reports in sight, rewards that add up to O."""

from __future__ import annotations

import pathlib
import re
import sys

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

import engine.bridges.gym as bridge
from engine.bridges.actions import MOST
from engine.ensemble import run_ensemble
from engine.evidence.outcome import outcome, whole_gain
from engine.panels import load_panel, scored_scenarios
from engine.worlds import Template

ROOT = pathlib.Path(__file__).resolve().parents[3]
ID = "steerco/TuesdayBoard-v0"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def env() -> gymnasium.Env:
    return gymnasium.make(ID)


def play(env, seed, choose, **options):
    observation, info = env.reset(seed=seed, options=options or None)
    seen, rewards, over = [observation], [], False
    while not over:
        observation, reward, over, cut, info = env.step(choose(info))
        assert not cut
        seen.append(observation)
        rewards.append(reward)
    return np.array(seen), np.array(rewards), info


def test_every_scored_scenario_has_one():
    assert len(bridge.register()) == len(scored_scenarios())
    for name in scored_scenarios():
        spec = gymnasium.spec(bridge.env_id(name))
        assert spec.vector_entry_point
    assert bridge.env_id("seven-roadmaps") == "steerco/SevenRoadmaps-v0"


def test_it_passes_the_checks_of_gymnasium(env):
    check_env(env.unwrapped, skip_render_check=True)


def test_rewards_of_an_episode_add_up_to_the_os_of_its_world(env):
    plain = env.unwrapped
    launch = plain.action_names[0].index("launch release-checklist")
    weeks = iter(range(1000))
    _, rewards, _ = play(env, 3, lambda info: [launch if next(weeks) == 0 else 0, 0], world_seed=11)
    from sim.commands import Launch
    from sim.plans import Dated, Plan

    template, panel = plain._company.template, load_panel("tuesday-board")
    sponsors = template.index.sponsors
    nothing = outcome(run_ensemble(template, None, [11]), template.scenario, panel.units)
    found = []
    for sponsor in sponsors:
        plan = Plan(
            commands=[
                Dated(
                    week=1, command=Launch(intervention="release-checklist", sponsor=sponsor, for_="release-checklist")
                )
            ]
        )
        found.append(outcome(run_ensemble(template, plan, [11]), template.scenario, panel.units))
    whole = whole_gain(np.array(panel.textbook), np.array(panel.nothing))
    wanted = [float(100 * (y - nothing)[0] / whole) for y in found]
    assert len(rewards) == template.scenario.weeks.tenure
    assert any(rewards.sum() == pytest.approx(value, abs=1e-6) for value in wanted)


def test_nothing_done_is_nothing_gained(env):
    _, rewards, _ = play(env, 5, lambda info: [0, 0])
    assert not rewards.any()


def test_the_same_seed_is_the_same_tenure_and_another_is_not(env):
    def choose(info):
        return [0, 0]

    one, same, other = (play(env, seed, choose)[0] for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_the_mask_says_what_would_be_accepted(env):
    plain = env.unwrapped
    n = len(plain.action_names[0])
    stream = np.random.default_rng(4)
    _, info = env.reset(seed=9)
    accepted = refused = 0
    for _ in range(20):
        mask = info["action_mask"]
        assert np.array_equal(mask, plain.action_masks())
        assert mask[0] == mask[n] == 1
        command, answer = int(stream.integers(n)), int(stream.integers(len(mask) - n))
        allowed = bool(mask[command])
        _, _, over, _, info = env.step([command, 0 if not mask[n + answer] else answer])
        accepted, refused = accepted + (allowed and command > 0), refused + (not allowed)
        assert (info["refused"] == "") == allowed
        if over:
            break
    assert accepted > 0
    assert refused > 0


def test_observations_hold_reports_and_no_truth(env):
    plain = env.unwrapped
    template: Template = plain._company.template
    observation, _ = env.reset(seed=1, options={"world_seed": 4})
    assert observation.shape == (len(plain.observation_names),)
    assert observation.min() >= 0.0
    assert observation.max() <= MOST
    before = observation.copy()
    worlds = plain._worlds._worlds
    for entity, field in (
        ("tallies", "total"),
        ("past", "count"),
        ("past", "total"),
        ("stakeholders", "trust_ppm"),
        ("items", "value"),
        ("sources", "bias"),
        ("scopes", "fidelity_ppm"),
    ):
        worlds[entity][field] += 7
    assert np.array_equal(plain._worlds.observe(0), before)
    worlds["sources"]["latest"][0, : len(template.index.sources)] += 5000
    assert not np.array_equal(plain._worlds.observe(0), before)


def test_actions_are_named_and_what_is_none_is_refused(env):
    commands, answers = env.unwrapped.action_names
    assert (commands[0], answers[0]) == ("nothing", "leave cards")
    assert len(set(commands)) == len(commands)
    assert len(set(answers)) == len(answers)
    assert {name.split()[0] for name in commands} >= {
        "launch",
        "adjust",
        "retire",
        "set",
        "stop",
        "fund",
        "audit",
        "engage",
        "rank",
        "reallocate",
        "coach",
        "delegate",
    }
    env.reset(seed=1)
    with pytest.raises(ValueError, match="no action"):
        env.unwrapped.step([len(commands), 0])


def test_the_vector_is_the_same_worlds_in_step():
    vector = gymnasium.make_vec(ID, num_envs=3, vectorization_mode="vector_entry_point", masks=True)
    observations, infos = vector.reset(seed=[21, 22, 23])
    assert infos["action_mask"].shape == (3, sum(vector.single_action_space.nvec))
    single = gymnasium.make(ID)
    wanted = [play(single, 0, lambda info: [0, 0], world_seed=seed)[0] for seed in (21, 22, 23)]
    for week in range(1, 27):
        for r in range(3):
            assert np.array_equal(observations[r], wanted[r][week - 1])
        observations, rewards, ended, cut, _ = vector.step(np.zeros((3, 2), np.int64))
        assert not rewards.any()
        assert ended.all() == (week == 26)
        assert not cut.any()
    again, rewards, ended, _, _ = vector.step(np.zeros((3, 2), np.int64))  # the next step begins anew
    assert not ended.any()
    assert not np.array_equal(again, observations)
    assert again[:, 0] == pytest.approx(1 / 26)
    vector.close()


def test_without_gymnasium_the_extra_is_named(monkeypatch):
    from engine.errors import InputError

    monkeypatch.setitem(sys.modules, "gymnasium", None)
    monkeypatch.delitem(sys.modules, "engine.bridges.gym")
    with pytest.raises(InputError, match="steerco\\[gym\\]"):
        __import__("engine.bridges.gym")


@pytest.mark.parametrize("number", range(4))
def test_the_examples_of_the_page_run(number, capsys):
    found = [
        body
        for language, body in FENCE.findall((ROOT / "docs" / "bridges.md").read_text(encoding="utf-8"))
        if language == "python"
    ]
    assert len(found) == 4
    exec(compile(found[number], "bridges.md", "exec"), {"__name__": "page"})
    assert re.search(r"-?\d", capsys.readouterr().out)
