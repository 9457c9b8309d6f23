"""Scenarios and plans are found by name, merged with defaults, and refused in one line."""

import json

import jsonschema
import pytest

from engine import catalogue
from engine.catalogue import load_plan, load_scenario, plan_names, scenario_file, scenario_ids, scenario_schema
from engine.data import data_folder
from engine.errors import InputError
from engine.toml import read_toml
from sim.parameters import SECTIONS

GOOD = """
id = "tiny"
version = 1
title = "Tiny"
symptom = "s"
briefing = "b"
weeks = {history = 0, tenure = 8, aftermath = 0}
[[lines]]
id = "one"
name = "One"
needs_per_week = 2
release_interval_days = 5
grade = "X"
source = "t"
[[teams]]
id = "a"
name = "A"
line = "one"
people = 4
wip_per_maker = 1.0
grade = "X"
source = "t"
"""


def write(tmp_path, text):
    path = tmp_path / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path):
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    return message.removeprefix(str(path))


def test_lists_are_sorted_and_complete():
    assert scenario_ids() == sorted(p.parent.name for p in data_folder("scenarios").glob("*/scenario.toml"))
    assert {"quarterly-big-bang", "reference-network", "seven-roadmaps"} <= set(scenario_ids())
    assert plan_names("seven-roadmaps") == sorted(plan_names("seven-roadmaps"))
    assert {"none", "textbook", "trap"} <= set(plan_names("seven-roadmaps"))


def test_by_id_by_file_and_by_folder(tmp_path):
    shipped = load_scenario("reference-network")
    assert load_scenario(scenario_file("reference-network")) == shipped
    assert load_scenario(str(scenario_file("reference-network"))) == shipped
    assert load_scenario(scenario_file("reference-network").parent) == shipped
    path = write(tmp_path, GOOD)
    assert load_scenario(path).id == load_scenario(tmp_path).id == "tiny"
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "mine.toml").write_text('title = "t"\n', encoding="utf-8")
    assert plan_names(path) == ["mine"]
    assert load_plan(path, "mine")["title"] == "t"


def test_unknown_names_get_the_nearest():
    with pytest.raises(InputError, match="'seven-roadmap'; did you mean 'seven-roadmaps'"):
        load_scenario("seven-roadmap")
    with pytest.raises(InputError, match="choose from five-dashboards, governance-theatre, leaky-bucket"):
        load_scenario("zzz")
    with pytest.raises(InputError, match="'textbok'; did you mean 'textbook'"):
        load_plan("seven-roadmaps", "textbok")
    with pytest.raises(InputError, match="no such file"):
        load_plan("seven-roadmaps", "./nowhere.toml")
    for hostile in ("../../etc/passwd", "a\0/b.toml", "x" * 5000, "/dev/zero", ".."):
        with pytest.raises(InputError) as caught:
            load_scenario(hostile)
        assert len(str(caught.value)) <= 400


def test_defaults_complete_a_scenario_and_overrides_replace_them(tmp_path):
    plain = load_scenario(write(tmp_path, GOOD))
    default = read_toml(data_folder("scenarios") / "defaults.toml")["parameters"]
    for section, parameters in SECTIONS.items():
        for parameter in parameters:
            assert plain.parameter(parameter.name) == default[section][parameter.name]["value"]
    override = GOOD + '[parameters.decisions]\nowner_ambiguity = {value = 0.5, grade = "M", source = "here"}\n'
    changed = load_scenario(write(tmp_path, override)).parameters.decisions
    assert changed.owner_ambiguity.model_dump() == {
        "value": 0.5, "range": tuple(default["decisions"]["owner_ambiguity"]["range"]), "grade": "M", "source": "here",
    }  # fmt: skip
    assert changed.reopen_base == plain.parameters.decisions.reopen_base


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Tiny"\n', "", ": title: is missing"),
        ("people = 4", "peple = 4", ": teams.a.people: is missing (and 1 more)"),
        ("people = 4", "people = 4\npeple = 4", ": teams.a.peple: no such key; did you mean 'people'?"),
        ("needs_per_week = 2", "needs_per_week = inf", ": lines.one.needs_per_week: Input should be"),
        ("needs_per_week = 2", 'needs_per_week = "two"', ": lines.one.needs_per_week: Input should be a valid number"),
        ("version = 1", "version = 1\nshelf = ['decison-rights']", "did you mean 'decision-rights'?"),
        ("version = 1", "version = 1\nshelf = ['okrs', 'okrs']", ": shelf: 'okrs' is on it twice"),
        ('line = "one"', 'line = "onne"', "did you mean 'one'?"),
        ("version = 1", "version = 1\nparameters = 3", ": parameters: must be a table of sections"),
        ("version = 1", "version = = 1", ", line 3, column 11: Invalid value"),
    ],
)
def test_what_is_wrong_with_a_scenario_is_said_in_one_line(tmp_path, old, new, said):
    assert said in refusal(write(tmp_path, GOOD.replace(old, new)))


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("[parameters.decision]\n", ": parameters.decision: no such section; did you mean 'decisions'?"),
        ("[parameters.flow]\nrework_shar = {}\n", ".rework_shar: no such parameter; did you mean 'rework_share'?"),
        ("[parameters.flow]\nrework_share = 0.2\n", ": parameters.flow.rework_share: must be {"),
        ("[parameters]\nflow = 1\n", ": parameters.flow: must be a table"),
        ("[parameters.flow]\nrework_share = {value = 0.2}\n", ": parameters.flow.rework_share: grade is missing"),
        (
            '[parameters.flow]\nrework_share = {value = 7, grade = "X", source = "s"}\n',
            ": parameters.flow.rework_share: value 7 outside its range 0 to 0.6",
        ),
        (
            '[[sources]]\nid = "s"\nname = "S"\nmetric = "flow.led"\ndefinition = "flow.lead"\nteam = "a"\n'
            'grade = "X"\nsource = "t"\n',
            ": sources.s.metric: no metric is called 'flow.led'; did you mean 'flow.lead'?",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_parameters_and_sources_is_said_in_one_line(tmp_path, added, said):
    assert said in refusal(write(tmp_path, GOOD + added))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("comand = []\n", "comand: no such key; did you mean 'command'?"),
        ("title = 3\n", "title: must be text"),
        ("[command]\nweek = 1\n", "command: must be a list of tables, [[command]]"),
        ("command = [1]\n", "command: must be a list of tables, [[command]]"),
        ("title = \n", "line 1, column 9"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_in_one_line(tmp_path, text, said):
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_plan("seven-roadmaps", path)
    assert said in str(caught.value)


def test_the_published_schema_is_current():
    published = data_folder("scenarios") / catalogue.SCHEMA_FILE
    current = catalogue.schema_text()
    assert published.read_text(encoding="utf-8") == current, "python -m engine.catalogue --write-schema"


def test_the_schema_accepts_what_loads_and_refuses_what_does_not(tmp_path):
    schema = scenario_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for name in scenario_ids():
        validator.validate(json.loads(json.dumps(read_toml(scenario_file(name)))))
    document = read_toml(GOOD)
    validator.validate(document)
    for wrong in ({"people": 4.5}, {"peple": 4}):
        broken = json.loads(json.dumps(document))
        broken["teams"][0] |= wrong
        assert not validator.is_valid(broken)
    document["parameters"] = {"flow": {"rework_share": {"value": 0.2}}}
    assert not validator.is_valid(document)


def test_writing_the_schema_is_the_only_thing_the_module_does(capsys):
    assert catalogue.main([]) == 2
    assert "usage" in capsys.readouterr().err
