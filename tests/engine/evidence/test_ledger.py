"""What each intervention took (evidence.md 10, test 35), what lasted, and who lost."""

from __future__ import annotations

import functools
import pathlib

import numpy as np
import pytest

from engine.commands.recording import record
from engine.evidence import Window
from engine.evidence.bystanders import OUTCOMES, Bystander, bystanders
from engine.evidence.case import Case
from engine.evidence.findings import Finding, negligible, size
from engine.evidence.lasting import gain_kept, lasting
from engine.evidence.ledger import command_tags, ledger, split, totals, waiting_days
from engine.evidence.sentences import TEMPLATES, sentence
from engine.evidence.studies import harms
from engine.evidence.studies import ledger as study
from engine.evidence.study import Study
from engine.log import read
from engine.session import Session
from sim import events as ev
from sim.metrics import metrics
from sim.policies.plan import PlanPolicy
from tests.engine.evidence import played

TEXTBOOKS = ("seven-roadmaps", "five-dashboards", "second-region", "governance-theatre")


@functools.cache
def case_of(scenario: str, plan: str = "textbook") -> Case:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "a.replay"
        record(scenario, plan, 3, out)
        return Case(read(out, strict=True), 8)


@functools.cache
def study_of(scenario: str) -> Study:
    return study.make(case_of(scenario))


@pytest.mark.parametrize("scenario", TEXTBOOKS)
def test_the_ledger_equals_the_sums_of_events(scenario: str) -> None:
    """35: to the minute, the milli-point and the person, in any window."""
    case = case_of(scenario)
    whole = Window(case.first_command_week or 1, case.calendar.last_tenure_week)
    for window in (whole, Window(whole.first_week + 5, whole.first_week + 20), Window(1, case.recording.weeks)):
        accounts = ledger(case, window)
        assert totals(accounts.values()) == {
            "governance_minutes": case.factual.total(int(ev.GOVERNANCE_BOOKED), window),
            "capital_milli": case.factual.total(int(ev.CAPITAL_SPENT), window),
            "own_minutes": case.factual.total(int(ev.TIME_SPENT), window),
            "hires": case.factual.count(int(ev.HIRE_ORDERED), window),
            "stopped_minutes": case.factual.total(int(ev.ITEM_STOPPED), window),
        }
        for account in accounts.values():
            assert sum(account.by_purpose().values()) == sum(account.by_team().values()) == account.total_minutes
            assert account.shared <= account.total_minutes
    sums = study_of(scenario).tables["sums"]
    hours = [one.value for one in study_of(scenario).findings if one.metric == "ledger.hours"]
    assert sum(hours) == pytest.approx(sums["governance_minutes"] / 60)


def test_capital_is_charged_to_the_command_that_took_it() -> None:
    """Each launch is paid by its own tag; nothing that a command pays stays general."""
    case = case_of("seven-roadmaps")
    accounts = ledger(case, Window(1, case.recording.weeks))
    launched = {one.intervention for one in case.launches}
    assert {tag for tag, account in accounts.items() if account.sums["capital_milli"]} >= launched
    assert accounts["general"].minutes.keys() >= {"seats", "reconciling"}
    assert not {"set-up", "learning", "upkeep"} & accounts["general"].minutes.keys()
    assert all(set(tags) <= {*case.tags, "general"} for tags in command_tags(case).values())


def test_minutes_are_shared_out_whole() -> None:
    assert split(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}
    assert split(0, {"a": 3}) == {"a": 0}
    for whole in range(50):
        parts = split(whole, {"a": 7, "b": 11, "c": 2})
        assert sum(parts.values()) == whole
        assert all(abs(parts[name] - whole * weight / 20) < 1 for name, weight in (("a", 7), ("b", 11), ("c", 2)))


def test_waiting_is_what_is_open() -> None:
    """The fold of arrivals and departures is the number of items in the world, week by week."""
    case = case_of("seven-roadmaps")
    session = Session(case.template, case.run.seed, PlanPolicy(case.plan), weeks=60)
    while not session.done:
        session.advance()
        if session.week % 20 == 0:
            world = session.worlds[0]
            stages = world["items"]["stage"][: int(world["counts"]["high_items"][0])]
            week = Window(session.week, session.week)
            assert waiting_days(session.counts, week) == 5 * int(np.count_nonzero(stages))


@pytest.mark.parametrize("scenario", TEXTBOOKS)
def test_every_tag_has_its_costs_and_the_worst_is_always_told(scenario: str) -> None:
    case, made = case_of(scenario), study_of(scenario)
    rows = made.tables["accounts"]
    assert set(case.tags) <= rows.keys() | {one.command.for_ for one in case.plan.commands}
    for launch in case.launches:
        assert [one for one in made.findings if one.kind == "cost" and one.for_ == launch.intervention]
    harm = [one for one in made.findings if one.kind == "harm"]
    adverse = {name for name, compared in case.comparisons.items() if compared.direction == "worse"}
    assert len(harm) == min(1, len(adverse))
    for one in harm:
        assert one.metric in adverse
        effects = [case.comparisons[name] for name in adverse]
        assert size(one) == max(abs(compared.relative or 0.0) for compared in effects)


def test_what_lasts_after_a_sponsor_left() -> None:
    case = case_of("second-region")
    found = lasting(case)
    gone = [one for one in found if one.kind == "sponsor"]
    assert gone, "somebody leaves in this scenario"
    for one in found:
        share = one.launch.share
        assert one.kept == pytest.approx(share[one.later_week - 1] / share[one.left_week - 1])
        assert one.weeks >= 8
    told = [one for one in study_of("second-region").findings if one.kind == "durability"]
    assert {one.details["kind"] for one in told if one.method == "log"} == {one.kind for one in found}
    kept = gain_kept(case, metrics()["flow.wip"], gone[0].left_week)
    assert kept is None or kept[2].last_week == gone[0].left_week


# --- other worlds -----------------------------------------------------------------------------------------------------
@functools.cache
def found_harms() -> tuple[Case, Study]:
    case = played.case()
    return case, harms.make(case)


def test_the_largest_adverse_estimate_is_told_and_nulls_leave_room_for_nothing() -> None:
    case, made = found_harms()
    worst = [one for one in made.findings if one.kind == "harm" and not one.metric.startswith("loser.")]
    assert len(worst) == 1
    assert worst[0].direction != "better"
    nulls = [one for one in made.findings if one.kind == "null"]
    for one in nulls:
        low, high = one.interval or (1, 1)
        assert low <= 0 <= high
        assert negligible(one)
    assert made.worlds == played.WORLDS == len(case.seeds)


def test_losers_are_worse_and_clear_of_zero_after_everybody_is_counted() -> None:
    case, made = found_harms()
    everybody = made.tables["bystanders"]
    teams, lines = case.template.index.teams, case.template.index.lines
    assert [row["who"] for row in everybody if row["outcome"] == "value"] == teams
    assert [row["who"] for row in everybody if row["outcome"] == "harm"] == lines
    assert {row["of"] for row in everybody} == {"team", "line", "segment", "person"}
    for row in everybody:
        if row["loser"]:
            assert row["worse"]
            assert not row["low"] <= 0 <= row["high"]
    told = {(one.source, one.metric) for one in made.findings if one.metric.startswith("loser.")}
    assert told == {(row["who"], f"loser.{row['outcome']}") for row in everybody if row["loser"]}


def test_bystanders_add_up_to_the_company() -> None:
    """Value delivered by team is the value delivered: the rows of recorded worlds against the tallies of others."""
    case, made = found_harms()
    window, panel = case.windows.after, case.panel
    delivered = int(ev.VALUE_DELIVERED)
    plan, nothing = (
        float(totals_[:, window.rows, delivered].sum()) / (len(panel.seeds) * window.weeks)
        for totals_ in (panel.totals, panel.twin_totals)
    )
    rows = [row for row in made.tables["bystanders"] if row["outcome"] == "value"]
    assert sum(row["value"] for row in rows) == pytest.approx(plan - nothing)
    assert sum(row["level"] for row in rows) == pytest.approx(nothing)


def test_threads_change_nothing() -> None:
    case, _ = found_harms()
    assert bystanders(Case(case.recording, 8, 2)) == bystanders(case)
    assert bystanders(Case(case.recording, 4)) == ()


def test_a_bystander_is_worse_in_the_wrong_direction_only() -> None:
    better, worse = (
        Bystander(next(one for one in OUTCOMES if one.id == name), "x", 1.0, (0.5, 1.5), 1.0, 0.01)
        for name in ("value", "burnout")
    )
    assert (better.worse, worse.worse) == (False, True)


# --- sentences --------------------------------------------------------------------------------------------------------
def test_every_kind_has_a_sentence_and_every_finding_that_has_its_slots_says_it() -> None:
    said: dict[str, str] = {}
    findings: list[Finding] = [*study_of("second-region").findings, *found_harms()[1].findings]
    findings += [f for one in played.all_studied(played.seen_always()).values() for f in one.findings]
    for finding in findings:
        text = sentence(finding)
        if text is not None:
            said.setdefault(finding.kind, text)
            assert "{" not in text
    assert {"baseline", "effect", "cost", "harm", "null", "durability"} <= said.keys()
    assert set(said) <= set(TEMPLATES)
