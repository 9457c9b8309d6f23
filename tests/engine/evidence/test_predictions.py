"""Predictions: locked, scored, counted among everything that was looked at, and held against the truth."""

from __future__ import annotations

import dataclasses
import math
import pathlib

import numpy as np
import pytest
from scipy import stats

from engine.commands.recording import record
from engine.evidence.case import Case
from engine.evidence.predictions import BANDS, accepted, calibrated, calibration, interval_score, lock, resolve
from engine.evidence.pressure import Pressed, gain
from engine.evidence.shifts import shift
from engine.evidence.studies.predictions import STUDY
from engine.log import Recording, read
from engine.session import Session

LAUNCH = """
week = 1
kind = "launch"
intervention = "decision-rights"
for = "decision-rights"
sponsor = "pelle-strand"
variant = "agreed"
"""


def predict(
    week: int, source: str = "delivery-lead", direction: str = "down", band: str = "over-15", by: int = 20
) -> str:
    return (
        f'[[predict]]\nweek = {week}\nfor = "decision-rights"\nmetric = "flow.lead"\nsource = "{source}"\n'
        f'direction = "{direction}"\nband = "{band}"\nby = {by}\nbecause = "owners \\u001b[31mdecide\\u202e"\n'
    )


def played(tmp_path: pathlib.Path, *tables: str, weeks: int = 60) -> tuple[Recording, Session]:
    plan, out = tmp_path / "plan.toml", tmp_path / "a.replay"
    plan.write_text("\n".join(tables))
    session = record("seven-roadmaps", str(plan), 7, out, weeks=weeks, force=True)
    return read(out, strict=True), session


@pytest.fixture(scope="module")
def source() -> str:
    """A source of lead time in seven-roadmaps."""
    from engine.catalogue import load_scenario

    return next(one.id for one in load_scenario("seven-roadmaps").sources if one.metric == "flow.lead")


def test_a_locked_prediction_cannot_be_edited(tmp_path: pathlib.Path, source: str) -> None:
    """32: the second about the same thing, metric, source and week is refused, and the first stands."""
    recording, _ = played(
        tmp_path,
        predict(1, source),
        predict(5, source, "flat", "under-5"),
        predict(5, source, by=21),
        f"[[command]]\n{LAUNCH}",
    )
    case = Case(recording, 0)
    locked, refused = lock(case)
    assert [(one.direction, one.week, one.due_week) for one in locked] == [("down", 27, 46), ("down", 31, 47)]
    assert [(one.week, one.why) for one in refused] == [(31, "it was locked in world week 27, and the first stands")]
    made = STUDY.make(case)
    assert [row["week"] for row in made.tables["refused"]] == [31]
    assert [finding.details["direction"] for finding in made.findings] == ["down", "down"]


def test_every_resolved_prediction_is_one_finding(tmp_path: pathlib.Path, source: str) -> None:
    recording, session = played(
        tmp_path,
        predict(1, source),
        predict(1, source, "flat", "under-5", by=22),
        predict(30, source, by=33),
        predict(30, source, by=60),
        f"[[command]]\n{LAUNCH}",
    )
    case = Case(recording, 0)
    made, resolved = STUDY.make(case), resolve(case)
    assert [one.state for one in resolved] == ["resolved", "resolved", "resolved", "open"]
    assert [finding.kind for finding in made.findings] == ["forecast"] * 3
    assert [finding.preregistered for finding in made.findings] == [True, True, False]
    assert [one.locked.primary for one in resolved] == [True, False, False, False]
    assert made.findings[2].caveats == ("predicted late",)
    assert len(made.notes) == 1
    assert all(finding.layer == "reported" and finding.known_then for finding in made.findings)
    # as the session scored them when they were due
    scored = [(one.command.by, one.before, one.after, one.direction, one.band) for one in session.predictions]
    mine = [
        (case.calendar.tenure_week(one.locked.due_week), one.locked.before, one.after, one.direction, one.hit)
        for one in resolved
        if one.state == "resolved"
    ]
    assert sorted(mine) == sorted(scored)


def test_a_locked_prediction_says_what_was_known_then(tmp_path: pathlib.Path, source: str) -> None:
    recording, _ = played(tmp_path, predict(1, source, "down", "5-to-15"), f"[[command]]\n{LAUNCH}")
    (locked,), _ = lock(Case(recording, 0))
    assert locked.baseline.last_week == 26
    assert locked.before is not None
    assert locked.wobble is not None
    assert locked.smallest is not None
    assert locked.smallest > 0
    assert locked.opened >= 3
    assert locked.because.isprintable()
    low, high = locked.interval or (0, 0)
    assert (low, high) == pytest.approx((0.85 * locked.before, 0.95 * locked.before))


def test_every_direction_and_band_has_an_interval() -> None:
    for (direction, band), (low, high) in BANDS.items():
        assert high is None or low < high
        assert (high is None) == ((direction, band) == ("up", "over-15"))


def test_the_honest_width_scores_best() -> None:
    """5.8, 4.4, 3.5, 4.1, 5.2 wobbles at .25, .5, 1, 1.5 and 2 times the honest width (evidence.md 5)."""
    outcomes = np.random.default_rng(5).standard_normal(20_000).tolist()
    honest = float(stats.norm.ppf(0.9))
    means = [
        math.fsum(interval_score(-honest * times, honest * times, y) for y in outcomes) / len(outcomes)
        for times in (0.25, 0.5, 1.0, 1.5, 2.0)
    ]
    assert means == pytest.approx([5.8, 4.4, 3.5, 4.1, 5.2], abs=0.1)
    assert min(means) == means[2]


def test_calibration_is_silent_below_twenty_and_then_has_bands() -> None:
    assert accepted(20) == (0.60, 0.95)
    assert accepted(60) == (0.70, 0.90)
    assert calibration([True] * 19).verdict == "silent"
    assert calibration([True] * 16 + [False] * 4).verdict == "calibrated"
    assert calibration([True] * 10 + [False] * 10).verdict == "overconfident"
    assert calibration([True] * 20).verdict == "underconfident"


def test_calibration_pools_games_of_one_version_of_the_rules(tmp_path: pathlib.Path, source: str) -> None:
    recording, _ = played(tmp_path, *(predict(1, source, by=by) for by in range(10, 21)))
    older = dataclasses.replace(recording, header=dataclasses.replace(recording.header, rules_version=1))
    assert calibrated([recording]).resolved == 11
    assert calibrated([recording, recording, older]).resolved == 22
    assert calibrated([older]).verdict == "silent"


def figures(rng: np.random.Generator, level: float) -> list[float]:
    found: list[float] = (level + rng.standard_normal(12)).tolist()
    return found


def test_a_report_that_rises_alone_is_flagged_and_an_honest_rise_is_not() -> None:
    """34: reported up and truth flat raises the flag; reported up and truth up raises none."""
    rng = np.random.default_rng(6)
    false_alarms = missed = 0
    for _ in range(200):
        reported, flat, up = (gain(shift(figures(rng, 50), figures(rng, to)), "higher") for to in (55, 50, 55))
        assert reported is not None
        gamed = Pressed(
            "cust.activ", "growth", reported, sibling=flat, truth=flat, reported_change=5.0, true_change=0.2
        )
        honest = Pressed("cust.activ", "growth", reported, sibling=up, truth=up, reported_change=5.0, true_change=5.0)
        missed += not (gamed.flag and gamed.hindsight)
        false_alarms += bool(honest.flag or honest.hindsight)
    assert missed <= 20
    assert false_alarms == 0
    assert gamed.overstated == pytest.approx(4.8)
    assert Pressed("m", "s", 5.0).flag is None
    assert Pressed("m", "s", 1.0, sibling=0.0).flag is False
    assert Pressed("m", "s", 5.0, guardrail=-2.5).flag is True
    assert Pressed("m", "s", 5.0, guardrail=0.1).flag is False
    assert gain(None, "lower") is None
    assert gain(shift([1.0] * 8, [0.0] * 8), "lower") == math.inf
