"""`steerco` as a process: what it imports, how quickly it starts, and what pipes and disks do to it."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

import pytest

from engine.bench import measure
from tests.engine.cli_calls import ROOT, SCENARIO, there

ENTRY = "engine.cli:main"
HEAVY = ("numba", "scipy", "numpy", "pydantic", "pygame", "click", "rich", "msgpack", "altair", "duckdb")
KERNEL = ("numba", "scipy", "pygame")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    from engine.commands.recording import record

    path = tmp_path_factory.mktemp("process") / "a.replay"
    record(SCENARIO, "textbook", 7, path)
    return path


@pytest.mark.parametrize("words", [["--help"], []])
def test_help_imports_nothing_heavy(words):
    assert measure.modules_loaded(ENTRY, words, HEAVY) == []


@pytest.mark.parametrize(
    "words",
    [["run", "--help"], ["play", "--help"], ["metrics"], ["interventions"], ["cards"], ["scenarios"], ["assumptions"]],
)
def test_looking_things_up_does_not_wake_the_kernel(words):
    assert measure.modules_loaded(ENTRY, words, KERNEL) == []


def test_reading_and_checking_a_chain_does_not_wake_the_kernel(recorded):
    assert measure.modules_loaded(ENTRY, ["verify", str(recorded), "--no-rerun"], KERNEL) == []
    assert measure.modules_loaded(ENTRY, ["log", str(recorded), "--week", "1"], KERNEL) == []


def test_help_starts_almost_as_quickly_as_a_bare_script():
    contest = measure.start_up(ENTRY, rounds=7)
    assert min(contest.seconds["steerco"]) <= 2.5 * min(contest.seconds["argparse"])


def test_a_whole_game_from_the_shell(tmp_path):
    out = tmp_path / "a.replay"
    said = there("run", SCENARIO, "--plan", "textbook", "--seed", 7, "--out", out, "--json", cwd=tmp_path).fine()
    assert json.loads(said.out)["events"] > 1000
    there("verify", out, cwd=tmp_path).fine()
    there("story", out, "--seeds", 8, cwd=tmp_path).fine()
    there("verify", out, env={"COLUMNS": "20", "NO_COLOR": "1", "LC_ALL": "C"}).fine()


def test_json_is_one_document_and_nothing_else():
    answer = there("metrics", "--json").fine()
    assert isinstance(json.loads(answer.out), list)


def test_a_reader_that_leaves_early_is_no_error(recorded):
    script = "import sys; from engine.cli import main; sys.exit(main())"
    process = subprocess.Popen(
        [sys.executable, "-c", script, "log", str(recorded), "--format", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141


@pytest.mark.skipif(not pathlib.Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", [["--help"], ["metrics"], ["metrics", "--json"]])
def test_a_full_disk_behind_stdout_is_one_line(words):
    script = "import sys; from engine.cli import main; sys.exit(main())"
    with pathlib.Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", script, *words], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode().startswith("steerco: No space left")
    assert done.stderr.count(b"\n") == 1


def test_a_terminal_without_unicode_is_served():
    answer = there("--help", env={"PYTHONIOENCODING": "ascii"}).fine()
    assert "steerco" in answer.out
    there("metrics", env={"PYTHONIOENCODING": "ascii"}).fine()
