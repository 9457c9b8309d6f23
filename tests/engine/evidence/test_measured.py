"""The page of measured evidence: sections, a seeded slice the same twice, and the page as published."""

from __future__ import annotations

import pathlib

import numpy as np
import pytest

from engine.ensemble import run_ensemble
from engine.evidence import Window
from engine.evidence.measured import Effort, Figure, page, sections
from engine.evidence.measured.__main__ import PAGE, main
from engine.evidence.measured.pools import plan_named, pool
from engine.evidence.measured.section import against
from engine.evidence.measured.sections import averages, rollouts, series
from sim.metrics import metrics
from tests.engine.evidence.worlds_of import template

ROOT = pathlib.Path(__file__).resolve().parents[3]
SLICE = Effort(1, 0.05)


def test_sections_are_modules_of_a_folder_in_order() -> None:
    found = sections()
    assert len({section.title for section in found}) == len(found) >= 4
    assert [section.order for section in found] == sorted(section.order for section in found)
    assert all(section.text.strip() for section in found)


def test_made_panels_and_series_measure_the_same_twice() -> None:
    for measure in (rollouts.made, series.made):
        one, two = measure(SLICE), measure(SLICE)
        assert one == two
        assert all(figure.here and figure.what for figure in one)


def test_a_slice_of_the_averages() -> None:
    asked = averages.ASKED[3]
    plan = plan_named(asked.scenario, asked.plan, asked.only)
    assert {entry.command.for_ for entry in plan.commands} == set(asked.only)
    sides = [run_ensemble(template(asked.scenario), one, range(900, 964), 1, 52) for one in (plan, None)]
    one = pool(metrics()["rel.cfr"], *sides, Window(41, 52))
    assert one.differences.mean() == pytest.approx(one.effect)
    effects, half = one.intervals(np.arange(64)[None, :])
    assert effects[0] == pytest.approx(one.effect)
    assert half[0] > 0
    figures = averages.figures_of(asked, "rel.cfr", one, 200)
    assert len(figures) == 4
    assert [figure.what for figure in figures] == list(dict.fromkeys(figure.what for figure in figures))


def test_the_page_holds_what_it_is_given() -> None:
    section = sections()[0]
    text = page([(section, [Figure("a thing", "1.0", "2.0", against(1.0, 1.5, 2.5)), Figure("another", "3")])])
    assert f"## {section.title}" in text
    assert "| a thing | 1.0 | 2.0 | **lower** |" in text
    assert "| another | 3 | · | · |" in text


def test_the_published_page_has_every_section() -> None:
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    for section in sections():
        assert f"## {section.title}\n" in text
        assert section.text.strip() in text


def test_a_wrong_argument_is_a_line_and_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--wrote"]) == 2
    assert capsys.readouterr().err.startswith("usage: python -m engine.evidence.measured")
