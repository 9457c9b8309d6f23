"""What somebody hostile, careless or unlucky may hand to the command line: one line, exit 2, little memory and time."""

from __future__ import annotations

import os
import pathlib
import random

import numpy as np
import pytest

from engine.data import data_folder
from engine.log import LogWriter, read
from tests.engine.cli_calls import SCENARIO, Answer, drafts, there
from tests.engine.log.recordings import forge, forge_header

MOST_MB = 256
MOST_S = 10.0  # of processor time: 2 s are promised beyond the import; the rest is for a slow machine


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    from engine.commands.recording import record

    path = tmp_path_factory.mktemp("hostile") / "a.replay"
    record(SCENARIO, "textbook", 7, path, weeks=30)
    return path


def refused(*words: object, status: int = 2, says: str = "", **options) -> Answer:
    """Call in a process of its own and assert one line, little memory, little time."""
    answer = there(*words, timeout=12 * MOST_S, **options).refused(says, status=status)
    assert answer.peak_mb <= MOST_MB
    assert answer.seconds <= MOST_S
    return answer


def run_with(tmp_path: pathlib.Path, *, scenario: object = SCENARIO, plan: object = "none", **options) -> Answer:
    return refused("run", scenario, "--plan", plan, "--weeks", 28, "--out", tmp_path / "out.replay", **options)


# --- scenarios and plans ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["atlantis", "x" * 40_000, "\x1b]0;owned\x07", "../../etc/passwd", "", "a\nb", "🦈" * 50]
)
def test_unknown_scenarios(tmp_path, name):
    run_with(tmp_path, scenario=name)
    assert not list(tmp_path.iterdir())


HOSTILE_TOML = {
    "malformed": "id = [1, 2",
    "dotted key": "a" + ".a" * 20_000 + " = 1",
    "dotted header": "[" + "a." * 20_000 + "a]",
    "deep": "a = " + "[" * 50_000,
    "deep tables": "a = " + "{b = " * 20_000,
    "bidi and escapes": 'id = "\u202e\x1b[31m"',
    "a number": "a = 1" + "0" * 100_000,
    "not text": "\x00\x01\x02",
    "empty": "",
    "wrong types": 'id = 3\nweeks = "many"',
}


@pytest.mark.parametrize("text", HOSTILE_TOML.values(), ids=list(HOSTILE_TOML))
def test_malformed_scenarios(tmp_path, text):
    file = tmp_path / "scenario.toml"
    file.write_text(text, encoding="utf-8")
    run_with(tmp_path, scenario=file)
    assert [path.name for path in tmp_path.iterdir()] == ["scenario.toml"]


HOSTILE_PLANS = {name: text for name, text in HOSTILE_TOML.items() if text}  # an empty plan is one: do nothing


@pytest.mark.parametrize("text", HOSTILE_PLANS.values(), ids=list(HOSTILE_PLANS))
def test_malformed_plans(tmp_path, text):
    file = tmp_path / "plan.toml"
    file.write_text(text, encoding="utf-8")
    run_with(tmp_path, plan=file)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]


COMMANDS = {
    "unknown kind": ('kind = "lunch"', "launch"),
    "unknown intervention": ('kind = "launch"\nintervention = "okr"', "okrs"),
    "unknown team": ('kind = "fund"\nteam = "nobody"', "nobody"),
    "unknown key": ('kind = "stop"\ncuont = 3', "count"),
    "illegal value": ('kind = "set_policy"\npolicy = "release-interval"\nvalue = 3', "release-interval"),
    "out of range": ('kind = "stop"\ncount = 1000000', "count"),
}


@pytest.mark.parametrize(("command", "says"), COMMANDS.values(), ids=list(COMMANDS))
def test_plans_with_an_illegal_command(tmp_path, command, says):
    file = tmp_path / "plan.toml"
    file.write_text(f"[[command]]\nweek = 1\n{command}\n", encoding="utf-8")
    run_with(tmp_path, plan=file, says=says)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]


def test_a_plan_for_a_week_that_is_not_played(tmp_path):
    file = tmp_path / "plan.toml"
    file.write_text('[[command]]\nweek = 200\nkind = "stop"\n', encoding="utf-8")
    run_with(tmp_path, plan=file, says="week")


def test_files_that_are_no_files(tmp_path):
    run_with(tmp_path, scenario="/dev/zero")
    run_with(tmp_path, plan=tmp_path)
    fifo = tmp_path / "fifo.toml"
    os.mkfifo(fifo)
    run_with(tmp_path, scenario=fifo)
    refused("verify", "/dev/zero")
    refused("verify", fifo)
    refused("run", SCENARIO, "--plan", "none", "--out", "/dev/full", "--force")


def test_a_huge_scenario_file(tmp_path):
    file = tmp_path / "huge.toml"
    with file.open("wb") as out:
        out.truncate(1 << 30)
    run_with(tmp_path, scenario=file)


# --- disks ------------------------------------------------------------------------------------------------------------


def test_a_full_disk_leaves_nothing_behind_and_loses_nothing(tmp_path):
    out = tmp_path / "out.replay"
    words = ("run", SCENARIO, "--plan", "textbook", "--out", out)
    there(*words).fine()  # the kernel's cache is warm from here on
    before = out.read_bytes()
    refused(*words, "--force", says="out.replay", most_file_bytes=len(before) // 2)
    assert out.read_bytes() == before
    out.unlink()
    refused(*words, says="out.replay", most_file_bytes=len(before) // 2)
    refused(*words, says="out.replay", most_file_bytes=100)
    assert not list(tmp_path.iterdir())


def test_a_story_that_does_not_fit(recorded, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("mine")
    refused("story", recorded, "--seeds", 0, "--out", page, "--force", most_file_bytes=500)
    assert page.read_text() == "mine"
    assert not drafts(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(recorded, tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    try:
        refused("run", SCENARIO, "--plan", "none", "--weeks", 2, "--out", folder / "out.replay", says="out.replay")
        refused("story", recorded, "--seeds", 0, "--out", folder / "page.md", says="page.md")
    finally:
        folder.chmod(0o700)
    assert not list(folder.iterdir())


@pytest.mark.parametrize("name", ["nowhere/out.replay", ".", "x" * 300])
def test_places_where_nothing_can_be_written(tmp_path, name):
    refused("run", SCENARIO, "--plan", "none", "--weeks", 2, "--out", name, cwd=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_refuses_for_root_too(tmp_path):
    refused("run", SCENARIO, "--plan", "none", "--weeks", 2, "--out", "/proc/out.replay")
    refused("run", SCENARIO, "--plan", "none", "--weeks", 2, "--out", "/proc/self/status", "--force")


# --- recordings -------------------------------------------------------------------------------------------------------


def sparse(path: pathlib.Path, size: int, start: bytes = b"") -> pathlib.Path:
    with path.open("wb") as out:
        out.write(start)
        out.truncate(size)
    return path


@pytest.mark.parametrize("words", [["verify"], ["log"], ["story"]])
def test_enormous_recordings(recorded, tmp_path, words):
    refused(*words, sparse(tmp_path / "gigabyte.replay", 1 << 30))
    refused(*words, sparse(tmp_path / "zeros.replay", 400 << 20))
    refused(*words, sparse(tmp_path / "tail.replay", 400 << 20, recorded.read_bytes()))


@pytest.mark.parametrize("words", [["verify"], ["log"], ["story", "--seeds", "0"]])
def test_recordings_of_nonsense(tmp_path, words):
    chance = random.Random(1)
    for number, data in enumerate(
        (
            b"",
            b"PK\x03\x04" + chance.randbytes(1000),
            chance.randbytes(5000),
            forge((1, b"\x80")),
            forge((1, b"\xdf\xff\xff\xff\xff")),
            forge((1, b"\x81" * 40_000)),
        )
    ):
        file = tmp_path / f"{number}.replay"
        file.write_bytes(data)
        refused(*words[:1], file, *words[1:])


def test_a_foreign_scenario_cannot_be_played(tmp_path):
    file = tmp_path / "foreign.replay"
    file.write_bytes(forge(forge_header(), (5, _seal())))
    refused("verify", file)
    refused("story", file)


def _seal() -> bytes:
    from engine.log.codec import encode_map
    from engine.log.order import Progress

    return encode_map({**Progress().totals(), "summary": {}}, 1 << 16)


def _columns(chance: np.random.Generator, kinds: int, subjects: int, objects: int, most: int) -> tuple[np.ndarray, ...]:
    rows = 8000
    return (
        chance.integers(0, kinds, rows).astype(np.uint8),
        chance.integers(0, subjects, rows).astype(np.uint16),
        chance.integers(0, objects, rows).astype(np.uint16),
        chance.integers(-most, most, rows).astype(np.int32),
    )


@pytest.mark.parametrize("limits", [(256, 65_536, 65_536, 2**31 - 1), (96, 1000, 32, 1000), (96, 65_536, 2, 3)])
def test_events_that_no_world_ever_gave(recorded, tmp_path, limits):
    """A whole chain over forged events must not reach beyond the world's record, nor spin in its lists for ever."""
    file = tmp_path / "forged.replay"
    columns = _columns(np.random.default_rng(1), *limits)
    with LogWriter.create(file, read(recorded).header, "seal") as writer:
        writer.append_week(1, [len(columns[0]), 0, 0, 0, 0], *columns, bytes(32))
        writer.seal({})
    refused("verify", file, status=1, says="week 1")
    refused("story", file, says="week 1")
    assert there("log", file).fine().out


def test_text_of_a_recording_reaches_no_terminal(recorded, tmp_path):
    from tests.engine.test_cli_verify import rewrite

    header = read(recorded).header
    scenario = {**header.scenario, "title": "\x1b[2Jgone\u202e", "symptom": "\x9b31m\x07"}
    changes = {"scenario": scenario, "notes": {"plan": "\x1b[31m\nred"}}
    file = rewrite(recorded, tmp_path / "painted.replay", lambda week, columns: None, **changes)
    for words in (["verify", file], ["log", file], ["log", file, "--format", "jsonl"], ["story", file, "--seeds", "0"]):
        said = there(*words).fine().out
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(said), words


def test_shipped_data_is_not_written_to(tmp_path):
    before = sorted(data_folder("scenarios").rglob("*"))
    there("scenarios", cwd=tmp_path).fine()
    there("demo", cwd=tmp_path).fine()
    assert sorted(data_folder("scenarios").rglob("*")) == before
    assert not list(tmp_path.iterdir())
