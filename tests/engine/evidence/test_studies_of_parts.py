"""Studies of a real game: attribution, other dates, skill and luck, turning points, and a decision reviewed."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np
import pytest

from engine.evidence import parts_measured
from engine.evidence.case import Case, smaller
from engine.evidence.folding import OUTCOME, mean_of
from engine.evidence.luck import beaten, take_apart
from engine.evidence.parts_measured import played
from engine.evidence.review import NEAREST, card_options, nearest, review, standardised, told_by, verdict
from engine.evidence.studies import attribution, decisions, luck, timing, turning_points
from engine.evidence.study import Study, studies
from engine.evidence.yardstick import both_arms, citable, factual, folder_of, headline
from sim.cards import cards
from sim.plans import Plan

WORDS = {"needed", "enough alone", "helped in company", "no clear difference", "hurt", None}


@pytest.fixture(scope="module")
def case() -> Case:
    """The textbook of the shortest scenario."""
    return played("tuesday-board", "textbook", worlds=16, threads=2)


@pytest.fixture(scope="module")
def idle() -> Case:
    return played("tuesday-board", Plan(), worlds=8)


def assert_well_formed(study: Study) -> None:
    json.dumps(study.tables, allow_nan=False)
    ids = [finding.id for finding in study.findings]
    assert len(set(ids)) == len(ids), "one id for two questions"
    for finding in study.findings:
        assert math.isfinite(finding.value)
        assert finding.grade is None, "nobody at work owns a twin"
        assert not finding.known_then
        assert finding.interval is None or finding.interval[0] <= finding.value <= finding.interval[1]


# --- attribution -----------------------------------------------------------------------------------------------------


def test_attribution_tells_alone_share_and_without_of_every_part(case):
    made = attribution.make(case)
    assert_well_formed(made)
    assert made.worlds == 16
    assert made.tables["players"] == [*case.tags, "general"]
    tables = made.tables["attribution"]
    assert {OUTCOME, headline(case)} <= set(tables)
    for table in tables.values():
        shares = [part["share"]["value"] for part in table["parts"].values()]
        assert math.fsum(shares) == pytest.approx(table["total"]["value"], rel=1e-9, abs=1e-9)
        assert {part["word"] for part in table["parts"].values()} <= WORDS
    methods = {(f.method, f.for_) for f in made.findings if f.metric == OUTCOME}
    for tag in case.tags:
        assert {("exact shares", tag), ("alone", tag), ("without it", tag)} <= methods
    assert not any("%" in f.unit for f in made.findings if f.metric == OUTCOME)


def test_the_total_of_attribution_is_the_expected_effect(case):
    from engine.evidence.panel import expected

    estimates = expected(case.panel, case.windows.after, case.run.seed)
    compared = 0
    for name, made in attribution.attributions(case).items():
        if name == OUTCOME or estimates[name].interval is None:
            continue
        compared += 1
        size = max(1.0, abs(estimates[name].value))
        assert made.total.value == pytest.approx(estimates[name].value, abs=1e-9 * size), name
        assert made.total.interval == pytest.approx(estimates[name].interval, abs=1e-9 * size), name
    assert compared > 20


def test_a_cluster_is_told_in_words(case):
    table = attribution.make(case).tables["attribution"][OUTCOME]
    assert table["non_additivity"] > 0.5, "a short train without a way to mend is a trap"
    (group,) = (group for group in table["clusters"] if {"emergency-path", "shorter-train"} <= set(group["members"]))
    told = [f for f in attribution.make(case).findings if f.metric == OUTCOME and f.for_ == "shorter-train"]
    assert told
    assert all(group["words"] in f.caveats for f in told)


def test_partial_answers_say_their_number(case):
    seen: list[Study] = []
    other = smaller(case, 20)
    whole = attribution.make(other, seen.append)
    assert [study.worlds for study in seen] == [16]
    assert whole.worlds == 20
    assert all(len(f.seeds) == 16 for f in seen[0].findings)
    first, last = (s.tables["attribution"][OUTCOME]["total"]["interval"] for s in (seen[0], whole))
    assert first != last


def test_nothing_done_is_nothing_to_attribute(idle):
    for study in (attribution, timing):
        assert study.make(idle).findings == ()
        assert study.make(idle).notes
    assert turning_points.make(idle).tables.get("action") is None


def test_more_parts_than_eight_are_sampled():
    tags = [f"part-{n}" for n in range(9)]
    kinds = [("set_policy", {"policy": "emergency-path", "value": "on-call"})] + [
        ("engage", {"person": None, "how": "listen"})
    ] * 8
    some = played("tuesday-board", Plan(), worlds=1)
    person = some.template.index.sponsors[0]
    commands = [
        {"week": 1 + n, "for": tag, "kind": kind, **(more | ({"person": person} if "person" in more else {}))}
        for n, (tag, (kind, more)) in enumerate(zip(tags, kinds, strict=True))
    ]
    case = played("tuesday-board", Plan.parse({"command": commands}), worlds=8, threads=2)
    made = attribution.make(case)
    assert_well_formed(made)
    assert made.worlds == 8 * attribution.ORDERS_PER_WORLD
    table = made.tables["attribution"][OUTCOME]
    parts = [part["share"]["value"] for part in table["parts"].values()]
    assert math.fsum(parts) == pytest.approx(table["total"]["value"], rel=1e-9)
    assert max(table["parts"], key=lambda tag: abs(table["parts"][tag]["share"]["value"])) == "part-0"


# --- timing ----------------------------------------------------------------------------------------------------------


def test_other_dates(case):
    made = timing.make(case)
    assert_well_formed(made)
    arms = made.tables["timing"][OUTCOME]["arms"]
    assert arms["emergency-path:later"]["weeks"] == 8
    assert "emergency-path:earlier" not in arms, "it came in week 1"
    assert sum(arm.endswith("swapped") for arm in arms) == 1


def test_a_shift_moves_one_intervention_as_far_as_the_tenure_goes():
    row = {"kind": "engage", "person": "p", "how": "listen"}
    plan = Plan.parse(
        {
            "command": [{"week": week, "for": tag, **row} for week, tag in ((3, "a"), (9, "b"), (20, "a"))]
            + [{"week": 5, "kind": "answer", "card": "outage/north/1", "option": "wait", "for": "a"}]
        }
    )

    def dates(changed: Plan) -> list[tuple[int, str]]:
        return [(one.week, one.command.for_) for one in changed.commands if one.command.kind == "engage"]

    earlier, by = timing.shifted(plan, "a", -8, 26)
    assert (dates(earlier), by) == ([(1, "a"), (9, "b"), (18, "a")], -2)
    later, by = timing.shifted(plan, "a", 8, 26)
    assert (dates(later), by) == ([(9, "b"), (11, "a")], 8), "what falls beyond the tenure is not done"
    assert [one.week for one in later.commands if one.command.kind == "answer"] == [5]
    assert dates(timing.swapped(plan, "a", "b", 26)) == [(3, "b"), (9, "a"), (26, "a")]
    assert timing.shifted(plan, "b", 30, 26) == (plan, 0)


# --- luck ------------------------------------------------------------------------------------------------------------


def test_skill_weather_and_fit_make_up_what_was_played(case):
    made = luck.make(case)
    assert_well_formed(made)
    tables = made.tables["luck"]
    assert set(tables) == {OUTCOME, headline(case)}
    for table in tables.values():
        sum_ = table["skill"]["value"] + table["weather"] + table["fit"]
        assert sum_ == pytest.approx(table["played"] - table["usual"], rel=1e-12, abs=1e-9)
        assert table["luck"] == table["weather"] + table["fit"]
    compared = made.tables["compared"]
    assert compared["trap"] < compared["nothing"] < compared["plan"]
    assert compared["textbook"] == pytest.approx(100.0)
    assert compared["random"]["plans"] == 200
    assert compared["random"]["beaten"] > 0.9


def test_luck_needs_pairs():
    found = take_apart(10.0, 4.0, [9.0, 7.0], [5.0, 5.0])
    assert (found.skill.value, found.weather, found.fit, found.luck) == (3.0, -1.0, 3.0, 2.0)
    with pytest.raises(ValueError, match="the same other worlds"):
        take_apart(1.0, 1.0, [1.0], [])
    assert beaten(1.0, [0.0, 2.0, 0.5, 3.0]) == 0.5
    assert beaten(1.0, []) is None


# --- turning points --------------------------------------------------------------------------------------------------


def test_increments_of_prefixes_sum_to_skill(case):
    weeks = turning_points.prefix_weeks(case)
    values, stopped = turning_points.prefixes(case, OUTCOME, weeks)
    assert not stopped
    assert values.shape == (2 + len(weeks), 16)
    arms = both_arms(case)
    outcome = folder_of(case).values(OUTCOME, arms)
    assert np.array_equal(values[0], outcome[1]), "up to nothing"
    assert np.array_equal(values[-1], outcome[0]), "the whole plan"
    turns = turning_points.action_turns(case, weeks, values)
    skill = mean_of(outcome[0] - outcome[1]).value
    assert math.fsum(turn.gain.value for turn in turns) == pytest.approx(skill, rel=1e-9)


def test_futures_drawn_anew_keep_the_past_and_differ_afterwards(case):
    folder = folder_of(case)
    own = folder.own(OUTCOME, factual(case)[0])[0]
    last = case.recording.weeks
    known = turning_points.futures(case, OUTCOME, [case.calendar.history, last - 1, last])
    assert len(set(known[case.calendar.history].tolist())) == 16, "every future is another"
    assert set(known[last].tolist()) == {own}, "nothing is left to be drawn"
    assert np.std(known[last - 1]) < np.std(known[case.calendar.history])


def test_turning_points_of_a_game(case):
    made = turning_points.make(case)
    assert_well_formed(made)
    again = turning_points.make(dataclasses.replace(case, threads=1, _ensembles={}))
    assert [f.as_json(case.run) for f in again.findings] == [f.as_json(case.run) for f in made.findings]
    assert {f.for_ for f in made.findings} == {"action", "chance"}
    assert sum(f.for_ == "action" for f in made.findings) <= turning_points.SHOWN
    chance = made.tables["chance"]["turns"]
    firsts, lasts = ([turn["weeks"][end] for turn in chance] for end in (0, 1))
    assert firsts[0] == case.calendar.history + 1
    assert lasts[-1] == case.recording.weeks
    assert all(last + 1 == first for last, first in zip(lasts, firsts[1:], strict=False))
    narrowed = made.tables["chance"]["bisected"][-1]["weeks"]
    assert narrowed[0] == narrowed[1], "down to a week"


# --- decision review -------------------------------------------------------------------------------------------------


def options(case: Case, week: int) -> list[Plan]:
    """What was done, without the shorter train, and nothing more at all."""
    done = case.plan
    return [
        done,
        done.without("shorter-train"),
        done.model_copy(update={"commands": [one for one in done.commands if one.week < week]}),
    ]


def test_a_decision_is_reviewed_from_what_was_reported(case):
    found = review(case, 2, options(case, 2), fresh=128)
    assert (found.fresh, found.nearest, found.metric) == (128, NEAREST, OUTCOME)
    own = folder_of(case).own(OUTCOME, factual(case)[0])[0]
    assert found.played == own, "what was done, in the played world, is what came"
    assert [option.number for option in found.options] == [1, 2]
    assert found.options[1].verdict in {"sound", "unlucky", "coin-toss"}
    assert all(option.expected.worlds == NEAREST for option in found.options)
    assert found.note in {"", "not knowable from your reports"}
    lesson = found.finding(case, 2)
    assert lesson.kind == "lesson"
    assert lesson.method == "branch"
    other = review(dataclasses.replace(case, threads=1), 2, options(case, 2), fresh=128)
    assert other == found


def test_the_decision_that_moved_most_is_told_as_a_lesson(case):
    made = decisions.make(case)
    assert_well_formed(made)
    table = made.tables["decision"]
    assert table["week"] == 1
    assert "set_policy emergency-path" in table["what"]
    assert table["fresh"] == 16 * decisions.FRESH_PER_WORLD
    lesson = made.findings[0]
    assert (lesson.kind, lesson.direction) == ("lesson", "worse"), "leaving it would have been worse"
    assert table["options"][0]["verdict"] in {"sound", "unlucky"}


def test_every_way_to_answer_a_card_can_be_reviewed(case):
    given = next(one for one in case.plan.commands if one.command.kind == "answer")
    plans, names = card_options(case, given.command.card)
    assert plans[0] is case.plan
    assert names[0] == given.command.option
    assert len(plans) == len(names) == len(set(names)) == len(cards()[given.command.card.partition("/")[0]].options)
    found = review(case, given.week, plans, fresh=64)
    assert [option.number for option in found.options] == list(range(1, len(plans)))
    assert all(option.turned_out is not None for option in found.options)
    unanswered, names = card_options(case, "outage/nowhere/1")
    assert names[0] == "default"
    assert cards()["outage"].default not in names
    assert len(unanswered) == len(cards()["outage"].options)
    with pytest.raises(ValueError, match="no card is called 'outrage'"):
        card_options(case, "outrage/nowhere/1")


def test_prediction_intervals_cover_what_they_say(case):
    """Nominal 80 %, each world left out in turn."""
    covered = review(case, 6, options(case, 6)[:2], fresh=256).covered
    assert 0.70 <= covered <= 0.88


@pytest.mark.long
@pytest.mark.parametrize(
    ("scenario", "week"), [("tuesday-board", 6), ("quarterly-big-bang", 20), ("seven-roadmaps", 30)]
)
def test_prediction_intervals_cover_what_they_say_everywhere(scenario, week):
    """The same at full size, of two-year games as well."""
    case = played(scenario, "textbook", threads=2)
    done = case.plan
    other = done.model_copy(update={"commands": [one for one in done.commands if one.week < week]})
    for metric in (OUTCOME, headline(case)):
        assert 0.70 <= review(case, week, [done, other], metric).covered <= 0.88


def test_a_review_that_cannot_be_made_is_refused(case):
    with pytest.raises(ValueError, match="week 40 was not played"):
        review(case, 40, options(case, 4))
    with pytest.raises(ValueError, match="two options or more"):
        review(case, 4, options(case, 4)[:1])


@pytest.mark.parametrize(
    ("values", "turned_out", "good", "said"),
    [
        ([-2.0, -1.0, -1.5], -3.0, 1, "sound"),
        ([-2.0, -1.0, -1.5], 3.0, 1, "unlucky"),
        ([2.0, 1.0, 1.5], -3.0, 1, "lucky"),
        ([2.0, 1.0, 1.5], 3.0, 1, "poor"),
        ([2.0, 1.0, 1.5], 3.0, -1, "sound"),
        ([2.0, -1.0, 1.5], 3.0, 1, "coin-toss"),
        ([-2.0, -1.0, -1.5], None, 1, "sound"),
    ],
)
def test_verdicts(values, turned_out, good, said):
    assert verdict(mean_of(values), turned_out, good) == said


def test_reports_that_tell_leave_less_spread_than_those_that_do_not():
    rng = np.random.default_rng(2)
    seen = rng.normal(size=(300, 3))
    seen[:10, 2] = np.nan  # had not been published
    whole = standardised(seen)
    assert np.isfinite(whole).all()
    told, covered = told_by(whole, 5.0 * whole[:, 0] + rng.normal(size=300), 64)
    silent, _ = told_by(whole, rng.normal(size=300), 64)
    assert told < 0.8
    assert silent > 0.97
    assert 0.7 < covered < 0.98
    assert nearest(whole, whole[7], 1).tolist() == [7]


# --- measured, for the page ------------------------------------------------------------------------------------------


def test_what_the_page_says_is_measured(monkeypatch):
    monkeypatch.setattr(parts_measured, "MEASURED", ("tuesday-board",))
    rows = parts_measured.measured_attribution(worlds=8)
    assert {row["metric"] for row in rows} >= {OUTCOME, "rel.harm"}
    assert all(row["efficiency"] < 1e-9 * max(1.0, abs(row["total"])) for row in rows)
    assert all(row["core_seconds"] > 0 for row in rows)
    (row,) = parts_measured.measured_luck(worlds=8)
    assert -1.0 <= row["correlation"] < 0.0, "kind worlds leave less to mend"
    rows = parts_measured.measured_reviews(worlds=8)
    assert [row["metric"] for row in rows] == [OUTCOME, "rel.harm"]
    assert all(0 <= row["covered"] <= 1 for row in rows)


def test_eight_interventions_have_all_their_coalitions():
    assert parts_measured.measured_eight(worlds=1)["worlds"] == 256


# --- all of them -----------------------------------------------------------------------------------------------------


def test_every_study_is_found_in_its_order():
    found = list(studies())
    wanted = ["attribution", "luck", "timing", "turning-points", "decisions"]
    assert [name for name in found if name in wanted] == wanted
    assert not any(studies()[name].quick for name in wanted)


def test_few_worlds_are_never_cited(case):
    few = smaller(case, 4)
    assert attribution.make(few).findings == ()
    folder = folder_of(few)
    assert not citable(folder, OUTCOME, (both_arms(few)[0],))
