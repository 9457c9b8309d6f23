"""Commands of the lab, in this process: what they print, what they refuse, how they leave."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import json
import pathlib
import sys

import pytest

from engine.commands.lab import _COMMANDS
from tests.engine.cli_calls import Here, there
from tests.engine.cli_calls import here as _here
from tests.engine.lab.studies import SCENARIO

AMBIGUITY = "decisions.owner_ambiguity"


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Here:
    return functools.partial(_here, capsys)


def test_help_names_every_command_and_imports_nothing_heavy():
    code = "import sys\nfrom engine.cli import main\n"
    for words in (["lab", "--help"], *([["lab", name, "--help"] for name in _COMMANDS]), ["export", "--help"]):
        code += f"main({words!r})\n"
    heavy = ("numba", "numpy", "scipy", "duckdb", "optuna", "distributed", "gymnasium", "altair", "rich")
    code += f"print(sorted(set(sys.modules) & set({heavy!r})))"
    import subprocess

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=pathlib.Path(__file__).parents[3]
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert max(map(len, done.stdout.splitlines())) <= 80
    for name in _COMMANDS:
        assert f"Usage: steerco lab {name} " in done.stdout


def test_run_writes_four_tables_and_says_which(here, tmp_path):
    out = tmp_path / "x.parquet"
    words = (
        "lab",
        "run",
        SCENARIO,
        "--plan",
        "none",
        "--policy",
        "careful-novice",
        "--variant",
        f"vague:{AMBIGUITY}=0.7",
    )
    said = json.loads(here(*words, "--seeds", 3, "--weeks", 8, "--out", out, "--json").fine().out)
    assert said["arms"] == ["vague/none", "vague/careful-novice"]
    assert said["runs"] == 6
    assert [pathlib.Path(file).name for file in said["files"]] == [
        "x.parquet",
        "x.runs.parquet",
        "x.commands.parquet",
        "x.cards.parquet",
    ]
    assert said["bytes"] == [pathlib.Path(file).stat().st_size for file in said["files"]]
    here(*words, "--seeds", 3, "--out", out).refused("exists already", "--force")
    assert "6 runs in" in here(*words, "--seeds", 3, "--weeks", 8, "--out", out, "--force").fine().out
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(pathlib.Path(file).name for file in said["files"])


def test_progress_is_lines_of_json_where_asked_for(here, tmp_path):
    answer = here(
        "lab", "run", SCENARIO, "--seeds", 3, "--weeks", 8, "--out", tmp_path / "x.parquet", "--progress-json"
    )
    lines = [json.loads(line) for line in answer.err.splitlines()]
    assert [line["done"] for line in lines] == [0, 3]
    assert lines[-1]["estimates"]["none"]["value"]["runs"] == 3


def test_watch_tells_what_a_run_has_told(here, tmp_path):
    from engine.lab.campaign import Progress
    from engine.lab.spool import Spool
    from tests.engine.lab.studies import study

    out = tmp_path / "x.parquet"
    here("lab", "watch", out, "--once").refused("no run fills")
    spool, progress = Spool.begin(out, study(3), resume=False), Progress(9)
    progress.done = 3
    progress.note("none", {"value": [1.0, 2.0, 3.0]})
    spool.tell(progress.plain())
    told = here("lab", "watch", out, "--once").fine().out
    assert "3 of 9 runs" in told
    assert "2 ± 1.1" in told
    said = json.loads(here("lab", "watch", out, "--once", "--json").fine().out)
    assert (said["done"], said["runs"]) == (3, 9)


def test_compare_prints_a_table_and_a_document(here):
    words = ("lab", "compare", SCENARIO, "--plan", "textbook", "--seeds", 8, "--metric", "flow.lead", "--threads", 1)
    table = here(*words).fine().out
    assert "textbook against none, 100 % of its commands carried out" in table
    assert max(map(len, table.splitlines())) <= 80
    (said,) = json.loads(here(*words, "--json").fine().out)
    lead = said["differences"]["flow.lead"]
    assert lead["clear"]
    assert lead["interval"][0] < lead["difference"] < lead["interval"][1] < 0
    assert lead["seeds_needed"] > 1


def test_sweep_and_sensitivity(here, tmp_path):
    words = ("lab", "sweep", SCENARIO, "--vary", f"{AMBIGUITY}=0:0.8:2", "--measure", "flow.lead", "--seeds", 4)
    said = json.loads(here(*words, "--out", tmp_path / "s.parquet", "--json").fine().out)
    assert [one["point"] for one in said] == [{AMBIGUITY: 0.0}, {AMBIGUITY: 0.8}]
    import duckdb

    with duckdb.connect() as database:
        found = database.execute(
            f"SELECT point, count(*), any_value(\"{AMBIGUITY}\") FROM '{tmp_path}/s.parquet' GROUP BY 1 ORDER BY 1"
        ).fetchall()
    assert found == [(0, 4, 0.0), (1, 4, 0.8)]
    assert [p.name for p in tmp_path.iterdir()] == ["s.parquet"]
    words = (
        "lab",
        "sensitivity",
        SCENARIO,
        "--vary",
        AMBIGUITY,
        "--method",
        "tornado",
        "--seeds",
        4,
        "--measure",
        "flow.lead",
    )
    assert AMBIGUITY in here(*words).fine().out
    words = (
        "lab",
        "sensitivity",
        SCENARIO,
        "--vary",
        AMBIGUITY,
        "--vary",
        "teams.seats.people=4:6",
        "--points",
        2,
        "--seeds",
        2,
    )
    assert json.loads(here(*words, "--json").fine().out)["outcome"][0]["path"] == AMBIGUITY


def test_balance_leaves_with_one_where_a_target_is_missed(here, tmp_path):
    file = tmp_path / "b.html"
    answer = here("lab", "balance", SCENARIO, "--seeds", 16, "--page", file)
    assert answer.status == 1
    assert answer.err == ""
    assert "missed: " in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert here("lab", "balance", "lucky-quarter", "--seeds", 8, "--json").fine().status == 0


def test_tune_says_what_changed(here, tmp_path):
    words = (
        "lab",
        "tune",
        SCENARIO,
        "--vary",
        AMBIGUITY,
        "--target",
        "none.flow.lead=25:26",
        "--trials",
        2,
        "--seeds",
        2,
    )
    out = tmp_path / "tuned"
    said = json.loads(here(*words, "--out", out, "--json").fine().out)
    assert set(said["values"]["after"]) == {AMBIGUITY}
    assert sorted(p.name for p in out.iterdir()) == ["plans", "scenario.toml", "tuning.journal", "tuning.md"]
    here(*words, "--out", out).refused("exists already")


# --- what is refused --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["rum"], "did you mean 'run'"),
        (["run", SCENARIO], "--out"),
        (["run", SCENARIO, "--out", "x.csv"], "ends in .parquet"),
        (["run", SCENARIO, "--out", "nowhere/x.parquet"], "not a folder"),
        (["run", "tuesday-bord", "--out", "x.parquet"], "'tuesday-board'"),
        (["run", SCENARIO, "--plan", "textbok", "--out", "x.parquet"], "'textbook'"),
        (["run", SCENARIO, "--policy", "foreign:nobody", "--out", "x.parquet"], "no scenario with a textbook"),
        (["run", SCENARIO, "--variant", "a:b=1", "--out", "x.parquet"], "no parameter of the scenario is called 'b'"),
        (["run", SCENARIO, "--plan", "none", "--plan", "none", "--out", "x.parquet"], "two arms are called 'none'"),
        (["run", SCENARIO, "--seeds", "0", "--out", "x.parquet"], "--seeds"),
        (["run", SCENARIO, "--cluster", "10.0.0.1:1", "--out", "x.parquet"], "is not this machine"),
        (["compare", SCENARIO, "--plan", "none", "--against", "textbook", "--metric", "flow.leed"], "'flow.lead'"),
        (["compare", SCENARIO, "--plan", "textbook", "--half-width", "flow.lead=-1"], "METRIC=WIDTH"),
        (["sweep", SCENARIO, "--vary", "intake.sise_sigma"], "'intake.size_sigma'"),
        (["sweep", SCENARIO, "--vary", f"{AMBIGUITY}="], "no values to take"),
        (["sweep", SCENARIO, "--vary", AMBIGUITY, "--resume"], "--resume needs --out"),
        (["sensitivity", SCENARIO, "--vary", AMBIGUITY, "--points", "12"], "power of two"),
        (["tune", SCENARIO, "--vary", f"{AMBIGUITY}=0:0.9", "--target", "design", "--out", "t"], "published range"),
        (["tune", SCENARIO, "--vary", AMBIGUITY, "--target", "x", "--out", "t"], "cannot read the target"),
        (["balance", "reference-network"], "'trap'"),
        (["sensitivity", SCENARIO, "--vary", AMBIGUITY], "vary two or more"),
        (["watch", "x.parquet"], "no run fills"),
    ],
)
def test_what_makes_no_sense_is_one_line(here, tmp_path, monkeypatch, words, says):
    monkeypatch.chdir(tmp_path)
    here("lab", *words).refused(says)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("module", "words", "extra"),
    [
        (
            "distributed",
            ("run", SCENARIO, "--cluster", "local", "--seeds", 1, "--out", "x.parquet"),
            "steerco[cluster]",
        ),
        (
            "optuna",
            ("tune", SCENARIO, "--vary", AMBIGUITY, "--target", "none.flow.lead=1:2", "--out", "t"),
            "steerco[lab]",
        ),
    ],
)
def test_a_missing_extra_is_named(here, tmp_path, monkeypatch, module, words, extra):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, module, None)
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == module else found(name, *rest))
    here("lab", *words).refused(extra)


def test_an_interrupt_says_how_to_go_on(here, tmp_path, monkeypatch):
    campaign = importlib.import_module("engine.lab.campaign")
    monkeypatch.setattr(campaign, "done", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    here("lab", "run", SCENARIO, "--seeds", 1, "--out", tmp_path / "x.parquet").refused("--resume", status=130)


@pytest.mark.long
def test_a_full_disk_is_one_line(tmp_path):
    answer = there(
        "lab", "run", SCENARIO, "--seeds", 40, "--weeks", 20, "--out", tmp_path / "x.parquet", most_file_bytes=20_000
    )
    answer.refused("cannot be written")
