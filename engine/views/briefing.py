"""What is told before the first week: the complaint, who has power, what is weighed, and what was measured so far."""

from __future__ import annotations

import re

import numpy as np

from engine.evidence.outcome import PARTS
from engine.views.models import Baseline, Briefing, PersonChip, Weight
from engine.views.names import person
from engine.views.told import Told


def briefing(told: Told) -> Briefing:
    """The briefing of a company, with the baseline of its history."""
    scenario = told.template.scenario
    people = tuple(
        PersonChip(s.id, *person(s), s.line, s.power, told.reported.stakeholders[s.id].in_post)
        if s.id in told.reported.stakeholders
        else PersonChip(s.id, *person(s), s.line, s.power, s.in_post)
        for s in scenario.sponsors
    )
    weights = [
        Weight(part, getattr(scenario.objective, part), defined.meaning)
        for part, defined in PARTS.items()
        if getattr(scenario.objective, part) > 0
    ]
    weeks = scenario.weeks
    return Briefing(
        scenario=scenario.id,
        title=scenario.title,
        symptom=scenario.symptom,
        sentences=tuple(part for part in re.split(r"(?<=[.!?])\s+", scenario.briefing.strip()) if part),
        weeks=(weeks.history, weeks.tenure, weeks.aftermath),
        people=tuple(sorted(people, key=lambda one: -one.power)),
        weights=tuple(sorted(weights, key=lambda one: -one.percent)),
        baseline=tuple(_baseline(told, n) for n in range(len(scenario.sources))),
    )


def _baseline(told: Told, n: int) -> Baseline:
    source, metric = told.template.scenario.sources[n], told.metric(n)
    values = told.before_tenure(n)
    low, high = np.percentile(values, (10, 90)).tolist() if values else (None, None)
    return Baseline(
        metric.id, metric.name, source.id, source.name, metric.unit, metric.decimals, told.baseline(n), low, high,
        len(values),
    )  # fmt: skip
