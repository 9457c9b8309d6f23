"""Grades, ribbons, challenges."""

from __future__ import annotations

import pytest

from engine.catalogue import load_plan
from engine.errors import InputError
from engine.play.challenge import Shared, challenge, of_code, to_code
from engine.play.grades import WEIGHTS, EvidenceGrade, evidence_grade, outcome_grade, played_plan, ribbons
from engine.play.predictions import scored
from sim.commands import Audit, Note, SetKpi, Stop
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from tests.engine.play.made import begin, launch, play_by, play_on


def test_the_textbook_played_by_hand_has_the_textbooks_outcome(tmp_path):
    with begin(tmp_path) as game:
        play_by(game, PlanPolicy(Plan.parse(load_plan("tuesday-board", "textbook"))))
        game.finish()
        found = outcome_grade(game.recording())
    assert found is not None
    assert found.score.skill == pytest.approx(100.0, abs=15.0)
    assert found.score.grade in {"gold", "silver"}
    assert found.luck is not None


def test_the_played_plan_holds_every_accepted_command_in_its_week(tmp_path):
    with begin(tmp_path) as game:
        game.ask(launch(game))
        game.ask(Note(text="not for other worlds"))
        play_on(game, 2)
        game.ask(Stop())
        play_on(game, 1)
        plan = played_plan(game.recording())
    assert [(dated.week, dated.command.kind) for dated in plan.commands] == [(1, "launch"), (3, "stop")]


def test_evidence_adds_its_parts_and_is_nothing_for_nothing(tmp_path):
    assert sum(WEIGHTS.values()) == 100.0
    with begin(tmp_path) as game:
        play_on(game, 1)
        nothing = evidence_grade(game.recording(), [])
        assert (nothing.total, nothing.letter) == (0.0, "E")
        source = game.scenario.sources[1]
        game.ask(Audit(source=source.id))
        play_on(game, 2)
        game.ask(launch(game))
        target = [target.source for target in game.prompts[0].targets].index(source.id)
        game.ask(game.prompts[0].predict(1, 1, 1, target=target))
        game.ask(SetKpi(line="checkout", metric=source.metric, source=source.id, guardrails=["rel.cfr"], until=10))
        play_on(game, 6)
        found = evidence_grade(game.recording(), scored(game.session))
    assert found.points["predictions"] == 25.0
    assert found.points["comparison"] == 20.0, "one team of three was launched in"
    assert found.points["audits"] == 15.0
    assert found.points["guardrails"] == 10.0
    assert found.points["nulls"] == 0.0
    assert found.letter in "ABC"


@pytest.mark.parametrize(("total", "letter"), [(80, "A"), (79.9, "B"), (65, "B"), (50, "C"), (35, "D"), (34.9, "E")])
def test_letters_of_evidence(total, letter):
    points = dict.fromkeys(WEIGHTS, 0.0) | {"predictions": total}
    assert EvidenceGrade(points).letter == letter


def test_a_ribbon_is_for_what_was_done(tmp_path):
    with begin(tmp_path) as game:
        play_on(game, 1)
        assert ribbons(game.recording()) == ()
        assert game.ask(Stop(count=1)).possible
        play_on(game, 1)
        assert ribbons(game.recording()) == ("Stopped something",)


def test_a_week_has_one_challenge_and_weeks_have_many():
    assert challenge("2026-W48") == challenge("2026-W48")
    many = [challenge(f"2026-W{week:02}") for week in range(1, 53)]
    assert len({one.seed for one in many}) == 52
    assert len({one.scenario for one in many}) >= 4
    with pytest.raises(InputError, match="2026-W48"):
        challenge("next week")


@pytest.mark.parametrize(
    "shared", [Shared("2026-W48", 71.4, "B", -3.5, 12.0), Shared("2031-W01", None, "E", None, None)]
)
def test_a_code_says_what_was_shared_and_notices_slips(shared):
    code = to_code(shared)
    assert of_code(code) == shared
    assert of_code(code.lower().replace("-", " ").replace("o", "0")) == shared
    at = next(n for n, letter in enumerate(code) if letter not in "-A")
    for slip in (code[:-2], code[:at] + "A" + code[at + 1 :], "", "hello"):
        with pytest.raises(InputError, match="slip"):
            of_code(slip)
