"""Experiments as differences of proportions at their horizon, with looks counted and arms checked."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from engine.evidence.case import Case
from engine.evidence.experiments import KINDS, difference, trials
from engine.evidence.rows import rows_of
from engine.evidence.studies.experiments import STUDY
from sim import events as ev
from sim.evolving.learning import DESIGN_FIGURE, DESIGN_LOOKS, DESIGN_RULE, DESIGN_SHARE
from sim.world import RULE_GREEN, RULE_GUILD
from tests.engine.evidence.test_reported import made_rows
from tests.engine.evidence.worlds_of import plan_of, record

TEST = {
    "week": 2, "kind": "experiment", "for": "testing", "line": "ledger", "metric": "cust.activ",
    "source": "success-activation", "mde": 3.0, "weeks": 8,
}  # fmt: skip
AUDIT = {"week": 4, "kind": "audit", "source": "success-activation", "depth": "deep"}
STARTED, READ, ENDED = int(ev.EXPERIMENT_STARTED), int(ev.EXPERIMENT_READ), int(ev.EXPERIMENT_ENDED)
OPENED, CALLED = int(ev.WEEK_OPENED), int(ev.EXPERIMENT_CALLED)


@functools.cache
def case_of(*more: str) -> Case:
    extra = [AUDIT] if "audited" in more else []
    green = {"rule": "green", "looks": 8} if "green" in more else {}
    return Case(record("leaky-bucket", plan_of({**TEST, **green}, *extra), 3), worlds=0)


def design(weeks: int, looks: int = 1, rule: int = 0, share: int = 100, figure: int = 0) -> int:
    return weeks + DESIGN_LOOKS * looks + DESIGN_RULE * rule + DESIGN_SHARE * share + DESIGN_FIGURE * figure


def test_an_interval_of_a_difference_covers_it() -> None:
    rng, covered, games = np.random.default_rng(4), 0, 2000
    for _ in range(games):
        one, two = rng.binomial(400, 0.32), rng.binomial(400, 0.26)
        found = difference((one, 400), (two, 400))
        covered += found.interval[0] <= 0.06 <= found.interval[1]
    assert 0.935 <= covered / games <= 0.965


def test_arms_out_of_ratio_are_seen_and_halves_are_not() -> None:
    assert not difference((100, 5000), (90, 5010)).ratio_wrong
    assert difference((100, 5000), (90, 5600)).ratio_wrong
    assert not difference((20, 1000), (90, 9000), share=0.1).ratio_wrong


def test_a_test_that_kept_its_horizon_is_evidence_of_the_first_grades() -> None:
    for more, wanted in (((), "B"), (("audited",), "A")):
        (finding,) = STUDY.make(case_of(*more)).findings
        assert (finding.method, finding.grade, finding.known_then, finding.layer) == (
            "experiment", wanted, True, "reported",
        )  # fmt: skip
        assert finding.interval is not None
        assert finding.interval[0] < finding.value < finding.interval[1]
        assert finding.baseline is not None
        assert 0 < finding.baseline < 100
        assert finding.for_ == "testing"


def test_the_difference_is_what_the_last_look_showed() -> None:
    case = case_of()
    (trial,) = [one for one in trials(rows_of(case.recording, KINDS)) if one.commanded]
    (row,) = STUDY.make(case).tables["experiments"]
    assert row["value"] == pytest.approx(row["control"] * trial.looks[-1][2] / 1000.0)
    assert (row["started_week"], row["looks"], row["planned_looks"]) == (28, 1, 1)
    assert trial.at_horizon
    assert trial.disciplined


def test_whoever_peeks_is_told_so() -> None:
    table = STUDY.make(case_of("green")).tables
    assert table["summary"]["disciplined"] == 0
    assert all(row["rule"] == "green" for row in table["experiments"])
    assert all(finding.grade == "C" for finding in STUDY.make(case_of("green")).findings)


def test_trials_are_read_from_the_log() -> None:
    rows = made_rows(
        30,
        (3, STARTED, 0, 40, design(4, 2)), (3, OPENED, 65535, 65535, 3),
        (3, STARTED, 1, 41, design(2, 2, RULE_GREEN, 50, 1)),
        (4, OPENED, 65535, 65535, 4), (4, READ, 0, 1, 90), (5, READ, 0, 2, 60), (5, ENDED, 1, 3, 1),
        (5, CALLED, 0, 2, 3), (9, READ, 0, 3, 20), (9, ENDED, 0, 0, 1),
        (12, OPENED, 65535, 65535, 12), (12, STARTED, 0, 50, design(6, 1, RULE_GUILD)),
    )  # fmt: skip
    first, second, third = trials(rows)
    assert (first.commanded, second.commanded, third.commanded) == (True, False, False)
    assert (first.started_week, second.started_week) == (3, 4)
    assert (first.planned_weeks, first.extended, first.weeks) == (7, 1, 7)
    assert first.looks == [(4, 1, 90), (5, 2, 60), (9, 3, 20)]
    assert first.at_horizon
    assert not first.disciplined, "it was looked at more often than planned"
    assert (second.rule, second.share_percent, second.figure, second.verdict) == ("green", 50, "use", "gone")
    assert (third.item, third.ended_week, third.rule) == (50, None, "guild")


def test_immature_cohorts_are_not_judged() -> None:
    """[25] Nobody is judged before the window that they are judged by is over."""
    case = case_of()
    days = case.scenario.parameter("window_days")
    joined, judged, seen_ = int(ev.CUSTOMERS_JOINED), int(ev.SIGNUPS_JUDGED), 0
    rows, born = rows_of(case.recording, (joined, judged)), {}
    for week, kind, cohort in zip(rows.week.tolist(), rows.kind.tolist(), rows.subject.tolist(), strict=True):
        if kind == joined:
            born[cohort] = week
        elif cohort in born:
            assert 7 * (week - born[cohort]) >= days
            seen_ += 1
    assert seen_ > 100
    late = [cohort for cohort, week in born.items() if 7 * (case.recording.weeks - week) < days]
    assert late
    last = {
        cohort: week for week, kind, cohort in zip(rows.week, rows.kind, rows.subject, strict=True) if kind == judged
    }
    assert all(last.get(cohort, 0) < born[cohort] for cohort in late)
