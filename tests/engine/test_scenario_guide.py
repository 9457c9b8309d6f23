"""The guide's own scenario loads, runs and plays, and ten kinds of mistakes in it are each told in one helpful line."""

import json
import re

import jsonschema
import pytest

from engine.catalogue import load_scenario, scenario_schema
from engine.toml import read_toml
from tests.engine.cli_calls import ROOT, here

GUIDE = (ROOT / "docs" / "scenario-guide.md").read_text(encoding="utf-8")
SCENARIO, NONE, PLAN, SCHEMA_LINE = re.findall(r"^```toml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def shop(tmp_path):
    """The guide's folder, as the guide says to make it."""
    folder = tmp_path / "my-shop"
    (folder / "plans").mkdir(parents=True)
    (folder / "scenario.toml").write_text(SCENARIO, encoding="utf-8")
    (folder / "plans" / "none.toml").write_text(NONE, encoding="utf-8")
    (folder / "plans" / "first-try.toml").write_text(PLAN, encoding="utf-8")
    return folder


# --- it works as written ----------------------------------------------------------------------------------------------
def test_it_loads_and_an_editor_would_accept_it(shop):
    scenario = load_scenario(shop)
    assert (scenario.id, scenario.weeks.total) == ("my-shop", 52)
    jsonschema.Draft202012Validator(scenario_schema()).validate(json.loads(json.dumps(read_toml(SCENARIO))))
    assert (ROOT / "scenarios" / "scenario.schema.json").is_file()
    assert SCHEMA_LINE.startswith("#:schema ")


@pytest.mark.parametrize("plan", ["none", "first-try", "random", "careful-novice"])
def test_it_runs_with_each_plan_and_verifies(shop, plan, tmp_path, capsys):
    out = tmp_path / f"{plan}.replay"
    said = json.loads(here(capsys, "run", shop, "--plan", plan, "--out", out, "--json").fine().out)
    assert (said["scenario"], said["weeks"]) == ("my-shop", 52)
    here(capsys, "verify", out).fine()


def test_its_plan_is_carried_out_and_does_what_its_note_says(shop, tmp_path, capsys):
    from engine.ensemble import run_ensemble
    from sim.metrics import metrics
    from sim.plans import Plan

    scenario, seeds = load_scenario(shop), list(range(1, 9))
    nothing = run_ensemble(scenario, None, seeds)
    played = run_ensemble(scenario, Plan.parse(read_toml(PLAN)), seeds)
    assert played.executed == 1.0

    def latency(found):
        return sum(
            metrics()["dec.latency"].value(c[26:], t[26:]) for c, t in zip(found.counts, found.totals, strict=True)
        )

    assert latency(played) < 0.9 * latency(nothing)


def test_its_story_is_told(shop, tmp_path, capsys):
    out = tmp_path / "first.replay"
    here(capsys, "run", shop, "--plan", "first-try", "--out", out).fine()
    assert "My shop" in here(capsys, "story", out, "--seeds", 2).fine().out


# --- ten kinds of mistakes --------------------------------------------------------------------------------------------
MISTAKES = {
    "a key misspelt": ("seats = 6", "seats = 6\nslot = 4", ["forums.thursday-meeting.slot", "did you mean 'slots'"]),
    "a key missing": ("people = 5\nwip", "wip", ["teams.front.people", "missing"]),
    "out of bounds": ("people = 5", "people = 50", ["teams.front.people", "12"]),
    "a word for a number": ("needs_per_week = 4.5", 'needs_per_week = "many"', ["lines.shop.needs_per_week", "number"]),
    "a choice that is none": ('role = "line"', 'role = "lines"', ["forums.thursday-meeting.role", "'line'"]),
    "a reference": ('forum = "thursday-meeting"', 'forum = "thursday"',
                    ["line 'shop': forum 'thursday'", "'thursday-meeting'"]),
    "a metric": ('metric = "flow.lead"', 'metric = "flow.leed"',
                    ["sources.tracker.metric", "did you mean 'flow.lead'"]),
    "an intervention": ('"wip-limits"]', '"wip-limit"]', ["shelf", "did you mean 'wip-limits'"]),
    "a card": ('"forum-creep"]', '"forum-creeps"]', ["cards", "did you mean 'forum-creep'"]),
    "a section": ("[parameters.decisions]", "[parameters.decision]",
                    ["parameters.decision", "did you mean 'decisions'"]),
    "a parameter": ("owner_ambiguity =", "owner_ambigous =",
                    ["parameters.decisions.owner_ambigous", "did you mean 'owner_ambiguity'"]),
    "no grade": ('{ value = 0.5, grade = "X",', "{ value = 0.5,", ["decisions.owner_ambiguity", "grade", "missing"]),
    "outside a range": ("{ value = 0.5,", "{ value = 5,", ["decisions.owner_ambiguity", "range 0 to 0.8"]),
    "two of one id": ('id = "back"', 'id = "front"', ["teams", "two entries", "'front'"]),
    "nobody at work": ('line = "shop"\npeople = 5', 'line = "shp"\npeople = 5',
                    ["team 'front'", "did you mean 'shop'"]),
    "no way to release": ("release_interval_days = 10\n", "", ["team 'front'", "can never release", "interval"]),
    "weights": ("[weeks]", "[objective]\nvalue = 50\n\n[weeks]", ["objective", "100, not 115"]),
    "needs for some": ("power = 0.7", "power = 0.7\nneeds = { speed = 0.5 }",
                    ["sponsors.robin-vale.needs", "sum to 0.5"]),
    "no TOML": ("tenure = 26", "tenure = = 26", ["line 11, column 10"]),
    "a week that is none": ("tenure = 26", "tenure = 0", ["weeks.tenure", "1"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_told_in_one_line_with_file_place_and_fix(shop, tmp_path, capsys, kind):
    right, wrong, words = MISTAKES[kind]
    file = shop / "scenario.toml"
    assert right in SCENARIO
    file.write_text(SCENARIO.replace(right, wrong, 1), encoding="utf-8")
    out = tmp_path / "x.replay"
    here(capsys, "run", shop, "--plan", "none", "--out", out).refused(str(file), *words)
    assert not out.exists()


PLAN_MISTAKES = {
    "an intervention": ('intervention = "wip-limits"', 'intervention = "wip-limit"', ["did you mean 'wip-limits'"]),
    "a sponsor": ('sponsor = "robin-vale"', 'sponsor = "robin-wale"', ["did you mean 'robin-vale'"]),
    "a kind": ('kind = "launch"', 'kind = "lanch"', ["command 1, week 1", "did you mean 'launch'"]),
    "a key": ("week = 6", 'week = 6\nintensty = "heavy"', ["command 2, week 6", "did you mean 'intensity'"]),
    "a week": ("week = 6", "week = 0", ["command 2", "week"]),
}


@pytest.mark.parametrize("kind", PLAN_MISTAKES)
def test_a_mistake_in_its_plan_is_told_in_one_line(shop, tmp_path, capsys, kind):
    right, wrong, words = PLAN_MISTAKES[kind]
    assert right in PLAN
    (shop / "plans" / "first-try.toml").write_text(PLAN.replace(right, wrong, 1), encoding="utf-8")
    out = tmp_path / "x.replay"
    here(capsys, "run", shop, "--plan", "first-try", "--out", out).refused("first-try", *words)
    assert not out.exists()


def test_a_plan_that_is_not_there_is_refused_with_those_that_are(shop, tmp_path, capsys):
    here(capsys, "run", shop, "--plan", "first-tri", "--out", tmp_path / "x.replay").refused("did you mean 'first-try'")


def test_the_guide_tells_of_ten_kinds_at_least():
    table = GUIDE[GUIDE.index("| mistake | told |") :]
    assert len(re.findall(r"^\| (?!mistake|-)", table, re.MULTILINE)) >= 10
    assert len(MISTAKES) >= 10
