"""Tuning finds what was changed on purpose, writes a scenario that loads, and goes on where it stopped."""

from __future__ import annotations

import pathlib
import shutil

import pytest

from engine.catalogue import load_scenario, scenario_file, scenario_ids
from engine.errors import InputError
from engine.lab.paths import parse_varied, with_values
from engine.lab.pool import Hands
from engine.lab.targets import Target
from engine.lab.toml_out import toml_text
from engine.lab.tune import Proposal, Search, loss_of, parse_target, tune
from engine.lab.tuned import changed, write_tuned
from engine.toml import read_toml
from tests.engine.lab.studies import SCENARIO

HOTFIX = "incidents.hotfix_hours"


def search(name: str, trials: int, targets: tuple[Target, ...], vary: str, seeds: int = 12) -> Search:
    scenario = load_scenario(name).model_dump(mode="json")
    return Search(name, scenario, (parse_varied(scenario, vary),), targets, seeds, 1, trials, 0, Hands())


@pytest.fixture(scope="module")
def perturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[pathlib.Path, float, Target]:
    """A company whose demand was raised on purpose, and the lead time it had before."""
    folder = tmp_path_factory.mktemp("perturbed")
    source = scenario_file(SCENARIO)
    true = 6.2
    shutil.copytree(source.parent, folder / "it")
    text = source.read_text(encoding="utf-8")
    assert f"needs_per_week = {true}" in text
    (folder / "it" / "scenario.toml").write_text(text.replace(f"needs_per_week = {true}", "needs_per_week = 8.4"))
    wanted = parse_target("none.flow.thru=1")[0]
    asked = search(SCENARIO, 1, (wanted,), "lines.checkout.needs_per_week=4:9")
    before = Proposal(asked, {}).judged(12).found["none.flow.thru"]
    return folder / "it", true, Target("none", "flow.thru", before, before)


def test_it_recovers_a_parameter_that_was_changed_on_purpose(perturbed, tmp_path):
    folder, true, target = perturbed
    asked = search(str(folder), 20, (target,), "lines.checkout.needs_per_week=4:9")
    told: list[int] = []
    found = tune(asked, tmp_path / "journal", told=lambda done, of, least: told.append(done))
    assert told == list(range(1, 21))
    assert found.trials == 20
    assert found.after.loss < found.before.loss / 20
    assert found.after.values["lines.checkout.needs_per_week"] == pytest.approx(true, rel=0.06)


def test_what_it_writes_loads_as_what_was_judged(perturbed, tmp_path):
    folder, _, target = perturbed
    first = search(str(folder), 3, (target,), HOTFIX, seeds=4)
    half = tune(first, tmp_path / "journal")
    with pytest.raises(InputError, match="--resume continues it"):
        tune(first, tmp_path / "journal")
    whole = tune(search(str(folder), 5, (target,), HOTFIX, seeds=4), tmp_path / "journal", resume=True)
    assert (half.trials, whole.trials) == (3, 5)
    assert whole.after.loss <= half.after.loss
    with pytest.raises(InputError, match="of another search"):
        tune(search(str(folder), 5, (target,), HOTFIX, seeds=6), tmp_path / "journal", resume=True)
    files = write_tuned(first, whole, tmp_path / "out")
    loaded = load_scenario(files[0])
    assert loaded.version == load_scenario(folder).version + 1
    assert loaded.parameters.incidents.hotfix_hours.value == whole.after.values[HOTFIX]
    assert sorted(p.name for p in (tmp_path / "out" / "plans").iterdir()) == sorted(
        p.name for p in (folder / "plans").iterdir()
    )
    report = files[1].read_text(encoding="utf-8")
    assert HOTFIX in report
    assert target.id in report


@pytest.mark.parametrize("name", scenario_ids())
def test_every_scenario_can_be_written_as_toml_and_read_again(name):
    raw = read_toml(scenario_file(name))
    assert read_toml(toml_text(raw)) == raw


def test_a_change_keeps_a_range_of_its_own_and_says_what_it_was(tmp_path):
    raw = read_toml(scenario_file(SCENARIO))
    scenario = load_scenario(SCENARIO).model_dump(mode="json")
    values = {
        "weeks.tenure": 20,
        "decisions.owner_ambiguity": 0.31,
        "teams.seats.people": scenario["teams"][0]["people"],
    }
    file = tmp_path / "scenario.toml"
    file.write_text(toml_text(changed(raw, scenario, values)), encoding="utf-8")
    loaded = load_scenario(file)
    wanted = with_values(scenario, values)
    assert loaded.weeks.tenure == 20
    assert loaded.parameters.decisions.owner_ambiguity.source == "tuned from 0.2 within its range"
    assert loaded.model_dump(mode="json")["lines"] == wanted["lines"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nonsense", "cannot read the target"),
        ("none=3", "cannot read the target"),
        ("none.flow.leed=3:4", "did you mean 'flow.lead'"),
        ("none.silver=a:b", "are numbers"),
        ("none.silver=0.4:0.3", "LOW is not above HIGH"),
    ],
)
def test_targets_that_make_no_sense_are_refused(text, says):
    with pytest.raises(InputError, match=says):
        parse_target(text)


def test_the_designs_own_targets_can_be_asked_for():
    found = parse_target("design")
    assert {target.policy for target in found} == {"trap", "random", "careful-novice", "textbook"}


def test_a_loss_is_zero_within_the_bounds_and_grows_outside():
    target = Target("textbook", "silver", 0.9, 0.97)
    assert [loss_of(target, value) for value in (0.9, 0.93, 0.97)] == [0.0, 0.0, 0.0]
    assert 0 < loss_of(target, 0.85) < loss_of(target, 0.8)
    assert loss_of(target, 1.0) > 0
    assert loss_of(target, None) == loss_of(target, float("nan")) > 10


def test_nothing_outside_a_published_range_is_searched():
    scenario = load_scenario(SCENARIO).model_dump(mode="json")
    with pytest.raises(InputError, match="leaves its published range"):
        parse_varied(scenario, "decisions.owner_ambiguity=0.1:0.95")
    with pytest.raises(InputError, match="at least"):
        Search(SCENARIO, scenario, (), (), 4, 1, 1, 0, Hands())
