"""No sentence contradicts the log."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.evidence.case import Case
from engine.evidence.study import studies
from engine.story import lint, mark
from engine.story.material import material
from engine.story.page import Slot, fill
from engine.story.passage import say
from engine.story.tell import tell_of
from tests.engine.story import told
from tests.engine.story.truth import contradictions

SEVEN = [scenario for scenario in told.SCENARIOS if scenario != "second-region"]


@pytest.mark.parametrize("scenario", told.SCENARIOS)
def test_no_sentence_contradicts_the_log(scenario: str) -> None:
    assert contradictions(told.story(scenario), told.case(scenario)) == []


@pytest.mark.parametrize("plan", ["trap", "random"])
def test_nor_under_other_plans(plan: str) -> None:
    assert contradictions(told.story("tuesday-board", plan), told.case("tuesday-board", plan)) == []


def test_a_sentence_that_does_is_found() -> None:
    story, case = told.story("tuesday-board"), told.case("tuesday-board")
    baseline = story.told.one("baseline", "flow.lead")
    assert baseline is not None
    forged = replace(baseline, value=baseline.value + 5)
    text = fill("It stood at {n} days.", n=Slot("24.6", "finding", forged.id))
    given = replace(story.told, findings=tuple(forged if f.id == baseline.id else f for f in story.told.findings))
    lying = replace(story, told=given, headline=(*story.headline, say(text)))
    assert any("is stated, the log has" in wrong for wrong in contradictions(lying, case))
    wrong_way = replace(
        story, headline=(say(fill("It rose from {a} to {b}.", a=Slot("9", "run"), b=Slot("8", "run"))),)
    )
    assert any("it rose from 9 to 8" in wrong for wrong in contradictions(wrong_way, case))


@pytest.mark.long
@pytest.mark.parametrize("scenario", SEVEN)
def test_fifty_games_of_each_of_seven_companies(scenario: str) -> None:
    for seed in range(101, 151):
        case = Case(told.recording.__wrapped__(scenario, "textbook", seed), 8)
        made = {name: kind.make(case) for name, kind in studies().items() if name not in told.SLOW}
        story = tell_of(material(case, made))
        assert contradictions(story, case) == [], seed
        assert lint(story) == [], seed
        assert mark(story).score >= 70, seed
