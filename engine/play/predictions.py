"""Predictions: asked for after every launch, three keys each, nothing prefilled; scored by their source."""

from __future__ import annotations

from typing import Final

from engine.evidence.mechanisms import telling
from engine.play.messages import Prompt, Target
from engine.session import Session
from engine.views.moments import PredictionDue
from engine.views.told import Told
from sim.commands import LAST_WEEK, Launch

AFTER_WEEKS: Final = (4, 8, 13)  # the third key: due so many weeks from now


def candidates(told: Told, launch: Launch, week: int) -> Prompt:
    """What may be predicted about a launch in a tenure week."""
    scenario = told.template.scenario
    entry = told.template.catalogue[launch.intervention]
    headline = telling().headline.get(scenario.id)
    order = telling().sorted({source.metric for source in scenario.sources})
    order.sort(key=lambda metric: metric != headline)  # stable
    targets = [
        Target(
            metric,
            told.metric(n).name,
            scenario.sources[n].id,
            scenario.sources[n].name,
            (told.values(n) or [None])[-1],  # type: ignore[list-item]
            told.metric(n).unit,
        )
        for metric in order
        for n in told.sources_of(metric)
    ]
    last = min(scenario.weeks.tenure, LAST_WEEK)
    weeks = tuple(min(last, week + after) for after in AFTER_WEEKS)
    return Prompt(launch.for_, entry.name, entry.first_signs, tuple(targets), weeks)


def scored(session: Session) -> list[PredictionDue]:
    """Predictions of a session that have come due, oldest first, then those that have not."""
    over = [
        PredictionDue(
            s.command.for_, s.command.metric, s.command.source, s.command.direction, s.command.band, s.week,
            s.command.by, s.before, s.after, s.direction, s.band, s.command.because,
        )
        for s in session.predictions
    ]  # fmt: skip
    waiting = [
        PredictionDue(
            c.for_, c.metric, c.source, c.direction, c.band, week, c.by, before, None, None, None, c.because
        )
        for c, week, before in session.pending
    ]  # fmt: skip
    return over + waiting
