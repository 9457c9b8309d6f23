"""Every command, in this process: what it prints, where, and how it leaves."""

from __future__ import annotations

import functools
import json
import pathlib

import pytest

from engine.commands import guard as guarding
from engine.commands import root as rooting
from engine.commands.names import COMMANDS, NAMES
from engine.data import data_folder
from engine.log import read
from sim.parameters import NAMES as PARAMETERS
from tests.engine.cli_calls import SCENARIO, Here, drafts
from tests.engine.cli_calls import here as _here

WEEKS = 60
LISTS = ("scenarios", "interventions", "cards", "metrics", "assumptions")


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Here:
    return functools.partial(_here, capsys)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A whole recording of the textbook plan."""
    from engine.commands.recording import record

    path = tmp_path_factory.mktemp("cli") / "textbook.replay"
    record(SCENARIO, "textbook", 7, path)
    return path


# --- the front door ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["help"]])
def test_help_names_every_command_in_eighty_columns(here, words):
    answer = here(*words).fine()
    for name in NAMES:
        assert f"\n  {name} " in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80
    assert "imulated practice" in answer.out


def test_every_command_of_the_help_exists_and_no_other():
    assert set(rooting._MODULES) == set(NAMES)
    assert len(NAMES) == sum(map(len, COMMANDS.values())) == len(set(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_its_own_help(here, name):
    answer = here(name, "--help").fine()
    assert answer.out.startswith(f"Usage: steerco {name}")
    assert max(map(len, answer.out.splitlines())) <= 80


def test_version(here):
    assert here("--version").fine().out.startswith("steerco ")


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (["verfy", "x"], "'verify'"),
        (["run", SCENARIO, "--plam", "none"], "--plan"),
        (["run", "seven-roadmap", "--plan", "none", "--out", "x"], "'seven-roadmaps'"),
        (["run", SCENARIO, "--plan", "textbok", "--out", "x"], "'textbook'"),
        (["log", "x", "--format", "json"], "jsonl"),
        (["run", SCENARIO, "--plan", "none", "--seed", "-1", "--out", "x"], "--seed"),
        (["run", SCENARIO, "--plan", "none", "--seed", str(2**63), "--out", "x"], "--seed"),
        (["run", SCENARIO, "--plan", "none"], "--out"),
        (["verify"], "FILE"),
        (["assumptions", "--scenario", "seven"], "seven"),
    ],
)
def test_what_makes_no_sense_is_answered_with_the_nearest_choice(here, tmp_path, monkeypatch, words, nearest):
    monkeypatch.chdir(tmp_path)
    here(*words).refused(nearest)
    assert not list(tmp_path.iterdir())


def test_an_interrupt_is_one_line_and_130(here, monkeypatch):
    monkeypatch.setattr(rooting, "run", lambda words: (_ for _ in ()).throw(KeyboardInterrupt))
    here("metrics").refused("interrupted", status=130)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (RuntimeError("x" * 5000), "a fault of steerco's own, RuntimeError"),
        (ValueError("\x1b[31m two\nlines \u202e"), "ValueError"),
        (MemoryError(), "memory"),
        (RecursionError(), "nested"),
        (OSError(28, "No space left on device", "out.replay"), "'out.replay': No space left on device"),
    ],
)
def test_no_failure_gets_out_as_a_traceback(here, monkeypatch, error, says):
    def fail(words):
        raise error

    monkeypatch.setattr(rooting, "run", fail)
    assert len(here("metrics").refused(says).err) < 500


def test_a_fault_shows_where_when_asked(here, monkeypatch):
    monkeypatch.setenv(guarding.TRACEBACK_VARIABLE, "1")
    monkeypatch.setattr(rooting, "run", lambda words: 1 // 0)
    assert "ZeroDivisionError" in here("metrics").err


# --- lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_arrays_of_objects_with_ids(here, name):
    entries = json.loads(here(name, "--json").fine().out)
    assert isinstance(entries, list)
    assert entries
    ids = [entry["id"] for entry in entries]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", LISTS)
def test_tables_are_eighty_columns_wide_and_name_everything(here, name):
    table = here(name).fine().out
    assert max(map(len, table.splitlines())) <= 80
    for entry in json.loads(here(name, "--json").out):
        assert entry["id"] in table or entry["id"].partition(".")[2][:24] in table


def test_scenarios_come_with_their_plans(here):
    found = {entry["id"]: entry for entry in json.loads(here("scenarios", "--json").out)}
    assert {"seven-roadmaps", "reference-network"} <= set(found)
    assert {"none", "trap", "textbook"} <= set(found["seven-roadmaps"]["plans"])
    weeks = found["seven-roadmaps"]["weeks"]
    assert weeks["total"] == weeks["history"] + weeks["tenure"] + weeks["aftermath"]


def test_assumptions_are_every_parameter_and_every_move(here):
    entries = json.loads(here("assumptions", "--json").out)
    assert {entry["id"].partition(".")[2] for entry in entries} >= set(PARAMETERS)
    for entry in entries:
        assert entry["grade"] in "PASVMXC"
        assert entry["source"]
        assert entry["unit"]


def test_a_scenario_has_its_own_assumptions(here):
    ours = json.loads(here("assumptions", "--json").out)
    theirs = json.loads(here("assumptions", "--scenario", "reference-network", "--json").out)
    assert [entry["id"] for entry in ours] == [entry["id"] for entry in theirs]
    assert ours != theirs


# --- run --------------------------------------------------------------------------------------------------------------


def _run(here: Here, out: pathlib.Path, *more: object) -> None:
    here("run", SCENARIO, "--plan", "textbook", "--weeks", WEEKS, "--out", out, *more).fine()


def test_run_reports_what_the_file_holds(here, tmp_path):
    out = tmp_path / "a.replay"
    answer = here("run", SCENARIO, "--plan", "textbook", "--seed", 3, "--weeks", WEEKS, "--out", out, "--json").fine()
    said, recording = json.loads(answer.out), read(out, strict=True)
    assert (said["scenario"], said["plan"], said["seed"], said["weeks"]) == (SCENARIO, "textbook", 3, WEEKS)
    assert said["events"] == int(recording.starts[-1])
    assert said["bytes"] == out.stat().st_size
    assert said["chain"] == recording.chain.hex()
    accepted = [entry for entry in said["commands"] if entry["accepted_week"] is not None]
    assert len(accepted) == recording.summary["accepted"] > 0
    assert recording.header.notes["plan"] == "textbook"
    assert [path.name for path in tmp_path.iterdir()] == ["a.replay"]


def test_run_tells_a_person_the_same(here, tmp_path):
    out = here("run", SCENARIO, "--plan", "none", "--weeks", 3, "--out", tmp_path / "a.replay").fine().out
    assert "Seven roadmaps, plan none, seed 7: 3 weeks" in out
    assert "sealed, chain " in out


def test_the_same_again_is_the_same_bytes_and_another_seed_is_not(here, tmp_path):
    first, again, other = tmp_path / "1.replay", tmp_path / "2.replay", tmp_path / "3.replay"
    _run(here, first)
    _run(here, again)
    _run(here, other, "--seed", 8)
    assert first.read_bytes() == again.read_bytes()
    assert read(first).week(9).amount.tolist() != read(other).week(9).amount.tolist()


def test_what_stands_there_is_replaced_only_when_asked(here, tmp_path):
    out = tmp_path / "a.replay"
    out.write_bytes(b"mine")
    words = ("run", SCENARIO, "--plan", "none", "--weeks", 2, "--out", out)
    here(*words).refused("exists already", "--force")
    assert out.read_bytes() == b"mine"
    here(*words, "--force").fine()
    assert read(out, strict=True).weeks == 2


@pytest.mark.parametrize("leaving", [KeyboardInterrupt, SystemExit, OSError(28, "No space left on device")])
def test_a_run_that_ends_early_leaves_nothing_and_loses_nothing(tmp_path, monkeypatch, leaving):
    from engine.commands.recording import record
    from engine.log import LogError
    from engine.session import Session

    advance = Session.advance

    def stop(session):
        if session.week == 5:
            raise leaving
        advance(session)

    out = tmp_path / "a.replay"
    out.write_bytes(b"mine")
    monkeypatch.setattr(Session, "advance", stop)
    with pytest.raises((KeyboardInterrupt, SystemExit, LogError)):
        record(SCENARIO, "none", 1, out, force=True)
    assert out.read_bytes() == b"mine"
    assert not drafts(tmp_path)


def test_a_careful_novice_is_a_plan_that_can_be_verified(here, tmp_path):
    file = tmp_path / "novice.replay"
    here("run", "tuesday-board", "--plan", "careful-novice", "--out", file).fine()
    assert {command.payload["kind"] for command in read(file, strict=True).commands} >= {"audit", "answer"}
    here("verify", file).fine()


def test_a_random_plan_depends_on_its_own_seed(here, tmp_path):
    files = [tmp_path / f"{n}.replay" for n in range(3)]
    for file, seed in zip(files, (1, 1, 2), strict=True):
        here("run", SCENARIO, "--plan", "random", "--plan-seed", seed, "--weeks", WEEKS, "--out", file).fine()
    one, again, other = (file.read_bytes() for file in files)
    assert one == again != other
    here("verify", files[2]).fine()


def test_a_plan_can_be_a_file(here, tmp_path):
    plan = tmp_path / "mine.toml"
    shipped = data_folder("scenarios") / SCENARIO / "plans" / "textbook.toml"
    plan.write_bytes(shipped.read_bytes())
    _run(here, tmp_path / "shipped.replay")
    here("run", SCENARIO, "--plan", plan, "--weeks", WEEKS, "--out", tmp_path / "own.replay").fine()
    one, other = read(tmp_path / "shipped.replay"), read(tmp_path / "own.replay")
    assert one.digests == other.digests
    assert other.header.notes["plan"] == "mine"


# --- log and story ----------------------------------------------------------------------------------------------------


def test_log_as_lines_of_json_is_everything_in_order(here, recorded):
    lines = [json.loads(line) for line in here("log", recorded, "--format", "jsonl").fine().out.splitlines()]
    recording = read(recorded)
    kinds = [line["record"] for line in lines]
    assert (kinds[0], kinds[-1]) == ("header", "seal")
    events = [line for line in lines if line["record"] == "event"]
    assert [event["number"] for event in events] == list(range(1, int(recording.starts[-1]) + 1))
    assert [event["amount"] for event in events] == recording.events.amount.tolist()
    assert events[0]["kind"] == "WeekOpened"
    assert events[0]["subject"] is None
    assert kinds.count("command") == len(recording.commands)
    assert kinds.count("digest") == recording.weeks


def test_log_of_one_week(here, recorded):
    lines = [
        json.loads(line) for line in here("log", recorded, "--format", "jsonl", "--week", 27).fine().out.splitlines()
    ]
    assert {line["week"] for line in lines} == {27}
    assert lines[0]["record"] == "command"
    here("log", recorded, "--week", 500).refused("500", "1 to")


def test_log_as_a_table_fits_eighty_columns(here, recorded):
    rows = here("log", recorded, "--week", 30).fine().out.splitlines()
    assert rows[1].split() == ["event", "week", "day", "kind", "subj.", "obj.", "amount"]
    assert max(map(len, rows[1:])) <= 80


def test_log_shows_a_damaged_file_as_far_as_it_is_whole(here, recorded, tmp_path):
    cut = tmp_path / "cut.replay"
    cut.write_bytes(recorded.read_bytes()[:100_000])
    answer = here("log", cut, "--format", "jsonl").refused("stop inside")
    assert len(answer.out.splitlines()) > 1000


def test_story_as_text_and_as_json(here, recorded, tmp_path):
    text = here("story", recorded, "--seeds", 8).fine().out
    assert "imulated practice" in text
    assert max(map(len, text.splitlines())) <= 80
    found = json.loads(here("story", recorded, "--seeds", 8, "--format", "json").fine().out)
    assert found["label"] == "simulated practice"
    assert {"id", "kind", "metric", "value", "unit", "interval", "method", "seeds", "windows", "evidence", "label"} <= (
        set(found["findings"][0])
    )
    page = tmp_path / "story.md"
    here("story", recorded, "--seeds", 8, "--out", page).fine()
    assert page.read_text(encoding="utf-8").startswith(f"# {text.splitlines()[0]}\n")
    here("story", recorded, "--out", page).refused("exists already")


def test_story_in_every_format_and_length_with_what_was_in_force(here, recorded, tmp_path):
    page, sheet, pack = tmp_path / "story.html", tmp_path / "story.pdf", tmp_path / "pack"
    here("story", recorded, "--seeds", 8, "--out", page, "--artefacts", pack).fine()
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert len(list(pack.glob("*.md"))) == 7
    here("story", recorded, "--seeds", 8, "--out", sheet).fine()
    assert sheet.read_bytes().startswith(b"%PDF-")
    lengths = [len(here("story", recorded, "--seeds", 8, "--length", n).fine().out) for n in ("headline", "spoken")]
    assert lengths[0] < lengths[1]
    here("story", recorded, "--artefacts", pack).refused("is not empty")
    kept = json.loads(recorded.with_name(recorded.name + ".findings.json").read_text(encoding="utf-8"))
    baseline = next(finding for finding in kept["findings"] if finding["kind"] == "baseline")
    here("cite", recorded, baseline["id"]).fine()


def test_story_of_one_world_only(here, recorded):
    found = json.loads(here("story", recorded, "--seeds", 0, "--format", "json").fine().out)
    assert {finding["scope"] for finding in found["findings"]} == {"exact, one world"}
    assert all(len(finding["seeds"]) == 1 for finding in found["findings"])


def test_story_of_a_run_without_commands(here, tmp_path):
    out = tmp_path / "none.replay"
    here("run", SCENARIO, "--plan", "none", "--out", out).fine()
    assert "imulated practice" in here("story", out).fine().out


# --- demo and play ----------------------------------------------------------------------------------------------------


def test_demo_ends_with_its_story_and_keeps_the_recording_when_asked(here, tmp_path):
    out = tmp_path / "demo.replay"
    text = here("demo", "--out", out).fine().out
    assert "Reproducible" in text
    assert "Receipts" in text
    assert read(out, strict=True).header.notes["plan"] == "textbook"
    assert [path.name for path in tmp_path.iterdir()] == ["demo.replay"]


@pytest.fixture
def no_display(monkeypatch):
    """As on a machine without a screen."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("engine.ui.window.sys.platform", "linux")


def test_play_says_in_one_line_that_there_is_no_display_and_plays(here, no_display):
    answer = here("play")
    assert answer.status == 0
    first = answer.out.splitlines()[0]
    assert "no display" in first
    assert len(first) <= 100
    assert "Reproducible" in answer.out
    assert answer.out.count("\nReceipts\n") >= 1


def test_play_refuses_an_unknown_scenario_before_anything_opens(here, monkeypatch):
    monkeypatch.setattr("engine.commands.playing._window", lambda *_: pytest.fail("a window was opened"))
    here("play", "seven-roadmap").refused("did you mean 'seven-roadmaps'")


def test_play_opens_the_window_where_there_is_a_display(here, monkeypatch):
    opened = []
    monkeypatch.setattr("engine.ui.window.has_display", lambda: True)
    monkeypatch.setattr("engine.ui.window.play", lambda services, *_: opened.append(services.home()))
    assert here("play").fine().out == ""
    assert opened[0].saved is None


def test_play_falls_back_where_the_display_cannot_be_opened(here, monkeypatch):
    from engine.ui.window import NoDisplayError

    def refused(*_):
        raise NoDisplayError("no available video device")

    monkeypatch.setattr("engine.ui.window.has_display", lambda: True)
    monkeypatch.setattr("engine.ui.window.play", refused)
    monkeypatch.setattr("engine.commands.playing._demonstrate", lambda *_: None)
    monkeypatch.setattr("engine.commands.playing._shipped", lambda *_, **__: None)
    answer = here("play")
    assert answer.status == 0
    assert answer.err == "steerco: the window cannot be opened: no available video device\n"
    assert "no display" in answer.out.splitlines()[0]
