"""`steerco score` and `steerco validity`, as they are called."""

from __future__ import annotations

import json

import pytest

from engine.panels import load_panel
from engine.validity import LAWS
from tests.engine.cli_calls import here

BOARD = "tuesday-board"


def test_the_textbook_is_a_hundred_and_one_of_its_worlds_has_luck(capsys):
    told = json.loads(here(capsys, "score", BOARD, "--plan", "textbook", "--seed", 7, "--json").fine().out)
    assert told["skill"] == pytest.approx(100.0, abs=1e-3)  # of the panel's figures, which are rounded
    assert told["grade"] == "gold"
    assert told["interval"][0] < told["skill"] < told["interval"][1]
    assert told["luck"].keys() == {"fit", "weather"}


def test_doing_nothing_is_worth_nothing(capsys):
    told = json.loads(here(capsys, "score", BOARD, "--plan", "none", "--json").fine().out)
    assert (told["skill"], told["grade"], told["luck"]) == (pytest.approx(0.0, abs=1e-3), "none", None)


def test_a_world_of_the_panel_has_the_luck_that_the_panel_says(capsys):
    panel = load_panel(BOARD)
    seed = panel.seeds[3]
    told = json.loads(here(capsys, "score", BOARD, "--plan", "textbook", "--seed", seed, "--json").fine().out)
    gains = [y - y_0 for y, y_0 in zip(panel.textbook, panel.nothing, strict=True)]
    whole, mean = sum(gains) / 32, sum(panel.nothing) / 32
    assert told["luck"]["fit"] == pytest.approx(100.0 * gains[3] / whole - 100.0, abs=1e-2)
    assert told["luck"]["weather"] == pytest.approx(100.0 * (panel.nothing[3] - mean) / whole, abs=1e-2)


def test_a_scenario_without_a_panel_is_not_scored(capsys):
    here(capsys, "score", "reference-network", "--plan", "none").refused("reference-network", "is not scored")


def test_one_law_is_measured_and_its_page_written(capsys, tmp_path):
    page = tmp_path / "laws.md"
    checks = json.loads(here(capsys, "validity", "--law", 10, "--quick", "--write", page, "--json").fine().out)
    assert {check["law"] for check in checks} == {10}
    written = page.read_text(encoding="utf-8")
    assert f"| {checks[0]['name']} | {checks[0]['value']} |" in written
    assert "## 10. Durability" in written
    assert "## 9." not in written


def test_a_page_that_cannot_be_written_is_refused_before_anything_is_measured(capsys, tmp_path):
    here(capsys, "validity", "--write", tmp_path / "nowhere" / "laws.md").refused("nowhere")
    here(capsys, "validity", "--law", 0).refused("0")
    here(capsys, "validity", "--law", len(LAWS) + 1).refused(str(len(LAWS) + 1))
