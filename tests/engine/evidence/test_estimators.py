"""Estimators inside a world, their findings, and the report card that marks them in worlds whose answer is known.

Numbers in brackets are those of the table of tests in the measurement's definition.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

import numpy as np
import pytest

from engine.evidence import Calendar, Finding, Tallies, Window
from engine.evidence.adoption import Adopted
from engine.evidence.case import Case
from engine.evidence.estimators import Answer, answers, of_world, panel_worlds, seen, setting, truth
from engine.evidence.known import grade, preregistered
from engine.evidence.lots import drawn_by_lot, lot_order
from engine.evidence.reported import reported
from engine.evidence.staggered import NEVER
from engine.evidence.studies import interrupted_series, report_card, reported_change, staggered_comparison
from engine.evidence.study import studies
from engine.evidence.teams import by_team, reported_by_team, rollouts, team_parts
from engine.evidence.windows import launch_windows
from sim.metrics import metrics
from tests.engine.evidence.worlds_of import SMALL, plan_of, record, second_region, seven_roadmaps, template

LOT = {"week": 1, "kind": "note", "for": "wip-limits", "text": "Order by lot."}
PREDICTED = {
    "week": 1, "kind": "predict", "for": "wip-limits", "metric": "flow.lead", "source": "tracker-lead",
    "direction": "down", "by": 60, "because": "less is started at once",
}  # fmt: skip
AUDITED = {"week": 3, "kind": "audit", "source": "tracker-lead", "depth": "deep"}


def rolled_out(teams: Sequence[str], *more: dict[str, object]) -> Case:
    """WIP limits, two teams at a time, in the order given."""
    first = {
        "week": 2, "kind": "launch", "for": "wip-limits", "intervention": "wip-limits", "teams": list(teams[:2]),
        "sponsor": "henrik-solberg", "variant": "agreed",
    }  # fmt: skip
    later = [
        {"week": 2 + 10 * n, "kind": "adjust", "for": "wip-limits", "intervention": "wip-limits", "teams": list(two)}
        for n, two in enumerate((teams[2:4], teams[4:6]), start=1)
    ]
    return Case(record("second-region", plan_of(*more, first, *later)), worlds=0)


@pytest.mark.parametrize("kind", [kind.id for kind in studies().values()])
def test_every_study_of_every_case_is_plain_data_and_cites(kind: str) -> None:
    for case in (second_region(), seven_roadmaps()):
        study = studies()[kind].make(case)
        json.dumps(dict(study.tables), allow_nan=False)
        ids = [finding.id for finding in study.findings]
        assert len(ids) == len(set(ids)), "two findings have one id"
        for finding in study.findings:
            assert json.dumps(finding.as_json(case.run), allow_nan=False)
            assert finding.citation(case.run).count("|") >= 9
        assert not any(character.isdigit() for note in study.notes for character in note)


def test_what_was_known_then_is_of_reports_and_graded_and_a_twin_is_not() -> None:
    for make in (reported_change.make, interrupted_series.make, staggered_comparison.make):
        for finding in make(second_region()).findings:
            assert (finding.layer, finding.known_then) == ("reported", True)
            assert finding.grade == ("C" if finding.method == "staggered comparison" else "D")
            assert finding.interval is not None
            assert finding.source in {source.id for source in second_region().scenario.sources}
    for finding in studies()["twin"].make(second_region()).findings:
        assert (finding.layer, finding.known_then, finding.grade) == ("true", False, None)
        if finding.kind == "change" and finding.interval is not None:
            assert finding.interval[0] <= finding.value <= finding.interval[1]


def test_naive_changes_say_that_they_are() -> None:
    study = reported_change.make(seven_roadmaps())
    assert {finding.kind for finding in study.findings} == {"change"}
    assert all("naive" in finding.caveats for finding in study.findings)
    case = seven_roadmaps()
    figures = reported(case.recording, case.template)["tracker-lead"].figures
    before, after = (np.nanmean(figures[window.rows]) for window in (case.windows.before, case.windows.after))
    lead = next(finding for finding in study.findings if finding.source == "tracker-lead")
    assert lead.value == pytest.approx(after - before)


def test_a_series_that_is_not_offered_says_why_and_what_it_could_have_shown() -> None:
    table = interrupted_series.make(seven_roadmaps()).tables["series"]
    assert all(("value" in row) != ("not_offered" in row) for row in table)
    assert all(row["smallest_change"] is None or row["smallest_change"] > 0 for row in table)
    assert any(row["smallest_change"] is not None for row in table)


def test_launches_of_everybody_at_once_are_a_note_and_no_finding() -> None:
    study = staggered_comparison.make(seven_roadmaps())
    assert study.findings == ()
    assert study.notes == ("every launch took in all teams at once: there is nobody to compare with",)


def test_a_rollout_begins_where_teams_came_into_scope() -> None:
    case = second_region()
    found = {one.intervention: one for one in rollouts(seen(case).rows, case.template)}
    teams = case.template.index.teams
    launched = next(one for one in case.launches if one.intervention == "wip-limits")
    begun = dict(zip(teams, found["wip-limits"].begun.tolist(), strict=True))
    assert begun["nordics-shop"] == begun["nordics-stock"] == launched.launch_week - 1
    later = {team: week for team, week in begun.items() if week != NEVER and not team.startswith("nordics")}
    assert later, "regions copied it from home"
    assert all(week > launched.launch_week for week in later.values())
    assert found["region-roll-out"].staggered
    assert not found["playbook"].staggered


@pytest.mark.parametrize("metric", [name for name, metric in metrics().items() if by_team(metric) and metric.under])
def test_teams_add_up_to_the_company(metric: str) -> None:
    case = second_region()
    chosen = metrics()[metric]
    kinds = {term.kind for term in (*chosen.over, *chosen.under)}
    if not kinds <= set(np.unique(seen(case).rows.kind).tolist()):
        pytest.skip("none of its sources reports here")
    over, under = team_parts(seen(case).rows, chosen, len(case.template.index.teams))
    value = chosen.value(case.factual.counts, case.factual.totals)
    assert over.sum() / under.sum() * chosen.scale == pytest.approx(value)


def test_a_source_by_team_carries_the_companys_fault_and_no_other() -> None:
    """Team figures over team truths are one factor a week: what the source showed over what was so."""
    case = second_region()
    world = seen(case)
    source = world.series["tracker-throughput"]
    split = reported_by_team(world.rows, case.factual.counts, case.factual.totals, source, case.template)
    assert split is not None
    over, _ = team_parts(world.rows, metrics()["flow.thru"], len(case.template.index.teams))
    factor = np.divide(split, over, out=np.full(split.shape, np.nan), where=over != 0)
    told = np.flatnonzero(~np.isnan(factor).all(axis=0))
    assert len(told) > 80
    assert np.nanmax(np.nanstd(factor[:, told], axis=0)) < 1e-9
    known = reported_by_team(world.rows, case.factual.counts, case.factual.totals, source, case.template, 60)
    assert known is not None
    assert np.isnan(known[:, 60:]).all(), "what is published later is not known"
    lagging = world.series["support-log"]
    assert reported_by_team(world.rows, case.factual.counts, case.factual.totals, lagging, case.template) is None


def test_an_order_by_lot_must_be_announced_and_followed() -> None:
    teams = template("second-region").index.teams
    drawn = lot_order(7, "wip-limits", teams)
    assert sorted(drawn) == sorted(teams)
    assert drawn == lot_order(7, "wip-limits", list(reversed(teams)))
    assert drawn != lot_order(8, "wip-limits", teams) or drawn != lot_order(9, "wip-limits", teams)
    assert drawn_by_lot(rolled_out(drawn, LOT)) == ("wip-limits",)
    assert drawn_by_lot(rolled_out(drawn)) == ()
    assert drawn_by_lot(rolled_out(drawn[::-1], LOT)) == ()


def test_grades_need_a_lot_a_prediction_and_an_audit() -> None:
    drawn = lot_order(7, "wip-limits", template("second-region").index.teams)

    def lead(*more: dict[str, object]) -> Finding:
        found = staggered_comparison.make(rolled_out(drawn, *more)).findings
        return next(one for one in found if one.source == "tracker-lead")

    plain = lead()
    assert (plain.grade, plain.details["by"]) == ("C", "leaving out")
    assert "order was chosen" in plain.caveats
    by_lot = lead(LOT)
    assert (by_lot.grade, by_lot.details["by"]) == ("C", "lot")
    assert "order was chosen" not in by_lot.caveats
    assert "not predicted" in by_lot.caveats
    predicted = lead(LOT, PREDICTED)
    assert (predicted.grade, predicted.preregistered) == ("B", True)
    assert lead(LOT, PREDICTED, AUDITED).grade == "A"
    assert preregistered(rolled_out(drawn, PREDICTED), "flow.lead", "tracker-lead", "wip-limits")
    assert not preregistered(rolled_out(drawn, PREDICTED), "flow.thru", "tracker-throughput")


@pytest.mark.parametrize(
    ("compared", "lot", "registered", "audited", "wanted"),
    [(0, 1, 1, 1, "D"), (1, 0, 1, 1, "C"), (1, 1, 0, 1, "C"), (1, 1, 1, 0, "B"), (1, 1, 1, 1, "A")],
)
def test_the_ladder_of_grades(compared: bool, lot: bool, registered: bool, audited: bool, wanted: str) -> None:
    assert grade(compared=compared, lot=lot, registered=registered, audited=audited) == wanted


def test_the_truth_is_this_worlds_own_twin_over_the_same_cells() -> None:
    case = second_region()
    given = setting(case)
    with_plan, without = panel_worlds(case)
    world, twin = of_world(case.template, with_plan[0]), without[0]
    nothing = Tallies(twin.counts, twin.totals)
    found = [one for one in answers(world, given) if isinstance(one, Answer)]
    assert {one.estimator for one in found} == {
        "naive reported", "true before and after", "interrupted series", "staggered comparison"
    }  # fmt: skip
    for one in found:
        true = truth(one, world, nothing, twin.rows)
        assert true is not None
        assert math.isfinite(true)
        if one.cells is None:
            metric = metrics()[one.metric]
            ours, theirs = metric.value(*world.tallies.over(one.window)), metric.value(*nothing.over(one.window))
            assert ours is not None
            assert theirs is not None
            assert true == ours - theirs
    same = of_world(case.template, twin)
    for one in found:
        assert truth(one, same, nothing, twin.rows) == 0.0, "a world without the plan is its own twin"


def test_the_report_card_marks_every_estimator_in_every_world() -> None:
    case = second_region()
    study = report_card.make(case)
    rows = study.tables["report_card"]
    assert all(row["worlds"] + row["not_offered"] == SMALL for row in rows)
    for row in rows:
        if row["worlds"]:
            assert 0.0 <= row["coverage"] <= 1.0
            assert row["median_width"] >= 0.0
    assert all(
        (one.kind, one.method, one.grade, one.known_then) == ("lesson", "report card", None, False)
        for one in study.findings
    )
    text = study.tables["sentences"]["flow.lead"]["text"]
    assert text.startswith("Dashboard said ")
    assert "your rollout comparison said anywhere from " in text
    assert "; this world's answer was " in text
    assert ". Reports erred by " in text


def test_marks_add_up() -> None:
    marks = report_card.Marks()
    window = Window(1, 8)
    for value, true in ((3.0, 1.0), (5.0, 1.0), (-1.0, 0.0)):
        answer = Answer("naive reported", "flow.lead", "s", "", value, (value - 2.5, value + 2.5), window)
        marks.take(answer, true)
    marks.take(Answer("naive reported", "flow.lead", "s", "", 1.0, (0.0, 2.0), window), None)
    assert (marks.worlds, marks.bias, marks.coverage) == (3, 5 / 3, 2 / 3)
    assert marks.widths == [5.0] * 3


def test_after_begins_where_half_of_the_scope_was_reached() -> None:
    """[21] Launched in week 10 and half adopted in 17, after starts in 17; never, and it starts in 22, labelled."""
    share = np.zeros((60, 2), np.int64)
    share[13:, 0], share[16:, 1] = 600_000, 500_000
    reached = Adopted("wip-limits", 10, 11, None, (0, 1), share, share, (1, 2))
    never = Adopted("wip-limits", 10, 11, None, (0, 1), share // 2, share, (1, 2))
    assert (reached.half_week, reached.anchor_week) == (17, 17)
    assert (never.half_week, never.anchor_week) == (None, 22)
    calendar = Calendar(9, 40, 11)
    for one, first in ((reached, 17), (never, 22)):
        windows = launch_windows(calendar, one.launch_week, one.anchor_week, adopted=one.half_week is not None)
        assert windows.after.first_week == first
        assert ("not adopted" in windows.caveats) == (one.half_week is None)


def test_a_twin_may_differ_from_the_first_command_that_was_asked_in_vain() -> None:
    """A refusal can cost: in this plan one of the first week does, and the first accepted command comes later."""
    case = Case(record("governance-theatre", plan_of(scenario="governance-theatre", plan="trap"), 5), worlds=0)
    assert case.first_asked_week is not None
    assert case.first_command_week is not None
    assert case.first_asked_week < case.first_command_week
    assert studies()["twin"].make(case).findings
