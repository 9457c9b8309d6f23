"""Predictions: asked for after every launch, three keys each, nothing prefilled; scored against their source when due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from engine.evidence.mechanisms import telling
from engine.session import Session
from engine.views.moments import PredictionDue
from engine.views.told import Told
from sim.commands import LAST_WEEK, Launch, Predict

DIRECTIONS: Final = ("up", "down", "flat")
BANDS: Final = ("under-5", "5-to-15", "over-15")
AFTER_WEEKS: Final = (4, 8, 13)  # the third key: due so many weeks from now

Direction = Literal["up", "down", "flat"]
Band = Literal["under-5", "5-to-15", "over-15"]


@dataclass(frozen=True)
class Target:
    """What a prediction can be about: a metric as one source reports it."""

    metric: str
    metric_name: str
    source: str
    source_name: str
    latest: float | None
    unit: str


@dataclass(frozen=True)
class Prompt:
    """The question after a launch.

    Attributes:
        for_: the intervention.
        name: for people.
        first_signs: what the catalogue says moves first, and when.
        targets: what may be predicted; the scenario's own metric comes first.
        weeks: the tenure weeks that the third key stands for.
    """

    for_: str
    name: str
    first_signs: str
    targets: tuple[Target, ...]
    weeks: tuple[int, ...]

    def predict(self, direction: int, band: int, week: int, target: int = 0, because: str = "") -> Predict:
        """The command of three keys, each from 1 to 3, about one of the targets.

        A figure that stays flat has changed by less than five per cent, whatever the second key says.
        """
        about = self.targets[target]
        way = DIRECTIONS[direction - 1]
        return Predict(
            for_=self.for_,
            metric=about.metric,
            source=about.source,
            direction=way,  # type: ignore[arg-type]
            band="under-5" if way == "flat" else BANDS[band - 1],  # type: ignore[arg-type]
            by=self.weeks[week - 1],
            because=because,
        )


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
