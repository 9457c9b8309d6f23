"""Why time stands still after a week: always, or where the player wants it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.play.messages import Came, Pause, Reason
from engine.views.inbox import SEVERITY_ONE, inbox
from engine.views.moments import PredictionDue
from engine.views.names import entity_name
from engine.views.told import Told
from sim import events as ev
from sim.cards import cards
from sim.evolving.cards import KEY_BASE

ALWAYS: Final[tuple[Reason, ...]] = (
    "must-answer", "severity-1", "prediction-due", "experiment-horizon", "declined", "sponsor-leaving", "review",
    "tenure-over",
)  # fmt: skip
OPTIONAL: Final[tuple[Reason, ...]] = ("threshold", "restatement", "default-taken")
QUARTER: Final = 13


@dataclass
class Settings:
    """Which of the optional pauses are wanted."""

    threshold: bool = False
    restatement: bool = False
    default_taken: bool = False


def pauses(
    told: Told, due: Sequence[PredictionDue], came: Sequence[Came], settings: Settings, over: bool
) -> tuple[Pause, ...]:
    """Reasons to stand still after the week that has just passed, those that always count first.

    Args:
        told: at the start of the next week.
        due: predictions that came due in it.
        came: its commands.
        settings: which optional ones are wanted.
        over: whether the tenure is.
    """
    found = [
        *_cards(told),
        *_incidents(told),
        *(Pause("prediction-due", f"Prediction due: {one.metric} by {one.source}", one.source) for one in due),
        *_experiments(told),
        *(_declined(one) for one in came if one.refusal == "declined"),
        *_leaving(told),
    ]
    if review_due(told) and not over:
        found.append(Pause("review", f"Quarter {(told.world_week - told.history) // QUARTER} is over: review."))
    if over:
        found.append(Pause("tenure-over", "Your tenure is over."))
    return tuple(found + _optional(told, settings))


def review_due(told: Told) -> bool:
    """Whether the coming week begins with a quarterly review: promises are made in its first week."""
    played = told.world_week - told.history
    return played > 0 and told.world_week % QUARTER == 0


def _cards(told: Told) -> list[Pause]:
    if not told.chronicle.of(int(ev.CARD_DEALT), since=told.world_week):
        return []
    return [
        Pause("must-answer", f"Answer: {card.title} (due {card.due})", card.id)
        for card in inbox(told).cards
        if card.blocks
    ]


def _incidents(told: Told) -> list[Pause]:
    opened = told.chronicle.of(int(ev.INCIDENT_OPENED), since=told.world_week)
    ended = {one.subject for one in told.chronicle.of(int(ev.INCIDENT_MITIGATED), since=told.world_week)}
    lines = told.template.scenario.lines
    return [
        Pause("severity-1", f"Severity 1 on {lines[one.object].name}", lines[one.object].id)
        for one in opened
        if one.amount >= SEVERITY_ONE and one.subject not in ended
    ]


def _experiments(told: Told) -> list[Pause]:
    return [
        Pause("experiment-horizon", "An experiment has reached its horizon.", str(one.subject))
        for one in told.chronicle.of(int(ev.EXPERIMENT_ENDED), since=told.world_week)
    ]


def _declined(came: Came) -> Pause:
    return Pause("declined", came.reason, str(came.command.kind))


def _leaving(told: Told) -> list[Pause]:
    sponsors, found = told.template.index.sponsors, []
    for one in told.chronicle.of(int(ev.DEPARTURE_ANNOUNCED), since=told.world_week):
        name, weeks = entity_name(told.template.scenario, sponsors[one.subject]), one.amount - told.world_week
        found.append(Pause("sponsor-leaving", f"{name} leaves in {weeks} weeks", sponsors[one.subject]))
    return found


def _optional(told: Told, settings: Settings) -> list[Pause]:
    found, week = [], told.world_week
    sources = told.template.scenario.sources
    if settings.threshold:
        for n, source in enumerate(sources):
            band, values = told.band(n), told.values(n)
            if band is None or len(values) < 2:
                continue
            before, now = values[-2], values[-1]
            if not band[0] <= now <= band[1] and band[0] <= before <= band[1]:
                found.append(Pause("threshold", f"{source.name} left its usual wobble", source.id))
    if settings.restatement:
        restated = [sources[one.subject] for one in told.chronicle.of(int(ev.SOURCE_RESTATED), since=week)]
        found += [Pause("restatement", f"{source.name} was restated", source.id) for source in restated]
    if settings.default_taken:
        deck = {card.number: card for card in cards().values()}
        for one in told.chronicle.of(int(ev.CARD_LAPSED), since=week):
            card = deck[one.subject // KEY_BASE]
            found.append(Pause("default-taken", f"{card.title}: {card.options[one.amount].label}", card.id))
    return found
