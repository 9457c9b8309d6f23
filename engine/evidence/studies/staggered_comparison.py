"""Rollouts that began at different times: teams that had begun against teams that had not."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from engine.evidence.before_after import drift, reliability
from engine.evidence.case import Case
from engine.evidence.estimators import Answer, Seen, Setting, comparisons, seen, setting
from engine.evidence.known import commanded, finding_of
from engine.evidence.staggered import BASELINE_WEEKS, NEVER
from engine.evidence.study import Study, StudyKind
from engine.evidence.teams import reported_by_team


def make(case: Case) -> Study:
    """One finding a rollout and source; a note where every launch took all its teams at once."""
    if not commanded(case):
        return Study(notes=("nothing was commanded: no team began before another",))
    given, world = setting(case), seen(case)
    if not any(rollout.staggered for rollout in world.rollouts):
        return Study(notes=("every launch took in all teams at once: there is nobody to compare with",))
    made = list(comparisons(world, given))
    offered = [one for one in made if isinstance(one, Answer)]
    findings, table = [], []
    for one in made:
        row: dict[str, Any] = {"metric": one.metric, "source": one.source, "intervention": one.intervention}
        if isinstance(one, Answer):
            one.details["expected_drift"] = expected_drift(one, given, world)
            findings.append(finding_of(one, case, given, world, len(offered)))
            row |= {"value": one.value, "interval": list(one.interval or ()), **one.details}
            row["caveats"] = list(one.caveats)
        else:
            row["not_offered"] = one.reason
        table.append(row)
    reasons = sorted({one.reason for one in made if not isinstance(one, Answer)})
    if not made:
        reasons = ["no source's figures can be broken down by team"]
    names = case.template.index.teams
    begun = {
        rollout.intervention: {
            team: None if week == NEVER else week + 1 for team, week in zip(names, rollout.begun.tolist(), strict=True)
        }
        for rollout in world.rollouts
    }
    notes = tuple(f"a staggered comparison is not offered: {reason}" for reason in reasons)
    return Study(tuple(findings), {"comparisons": table, "begun_week": begun, "by_lot": list(given.drawn)}, notes=notes)


def expected_drift(answer: Answer, given: Setting, world: Seen) -> float | None:
    """How far teams that came first would have moved without anything, for having been chosen where they stood.

    Their deviation from all teams in the weeks before, and how much of such a deviation lasted in history.
    """
    split = reported_by_team(
        world.rows, world.tallies.counts, world.tallies.totals, world.series[answer.source], given.template,
        given.known_week,
    )  # fmt: skip
    rollout = next(one for one in world.rollouts if one.intervention == answer.intervention)
    first = int(rollout.begun.min())
    if split is None or first < BASELINE_WEEKS:
        return None
    baseline = split[:, first - BASELINE_WEEKS : first]
    history = split[:, :first]
    known = ~np.isnan(baseline).all(axis=1) & ~np.isnan(history).all(axis=1)
    chosen = known & (rollout.begun == first)
    if not chosen.any() or chosen.all():
        return None
    means = np.nanmean(baseline[known], axis=1)
    deviation = float(np.nanmean(baseline[chosen]) - means.mean())
    return drift(deviation, reliability(history[known], BASELINE_WEEKS))


STUDY: Final = StudyKind("staggered-comparison", "Teams that began against teams still to begin", 16, make, quick=True)
