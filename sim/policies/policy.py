"""What every policy is, and all it may see.

A policy is asked at the start of a tenure week, before anything happens in it. It sees what the organisation reports
about itself and what anybody in its place would know: its own means, what it launched, and what is legal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy.typing as npt

from sim.commands import Command
from sim.decide import Refusal, decide
from sim.genesis import Index
from sim.intervention import Intervention
from sim.world import PRACTICE_LIVE, PRACTICE_SETUP

PHASES = {PRACTICE_SETUP: "set-up", PRACTICE_LIVE: "live"}


class Reading(NamedTuple):
    """The latest figure of one source.

    Attributes:
        metric: what it claims to report.
        value: in the metric's unit; None before the first figure.
        weeks_old: of the weeks it tells about.
        published: how many figures it has given.
    """

    metric: str
    value: float | None
    weeks_old: int
    published: int


@dataclass(frozen=True)
class Reported:
    """A read model of the world as it is told, at the start of a tenure week.

    Attributes:
        week: the tenure week that begins, from 1.
        readings: the latest figure of each source.
        capital: political capital, points.
        hours: left of the player's week.
        envelope_hours: left for hires.
        practices: interventions under way, and whether they are in "set-up" or "live".
        decision: what a command would bring about, events or refusal; nothing happens.
    """

    week: int
    readings: Mapping[str, Reading]
    capital: float
    hours: float
    envelope_hours: float
    practices: Mapping[str, str]
    decision: Callable[[Command], Any]

    def legal(self, command: Command) -> bool:
        """Whether a command would be accepted now."""
        return not isinstance(self.decision(command), Refusal)


class Policy(Protocol):
    """Whoever governs."""

    def next_week(self, after: int) -> int | None:
        """The next tenure week, later than `after`, in which it wants to be asked; None for never again."""
        ...

    def act(self, reported: Reported, inbox: Sequence[Any]) -> list[Command]:
        """What it asks this week, in order.

        Args:
            reported: what it is told.
            inbox: cards that wait for an answer.
        """
        ...

    def heard(self, week: int, command: Command, refusal: Refusal | None) -> None:
        """How a command of this tenure week was answered: None if it was accepted."""
        ...


def reported(
    worlds: npt.NDArray[Any], index: Index, catalogue: Mapping[str, Intervention], metrics: Sequence[str], week: int
) -> Reported:
    """What a policy sees of the first world.

    Args:
        worlds: read only.
        index: its names.
        catalogue: its interventions.
        metrics: ids, in the world's order.
        week: the tenure week that begins.
    """
    world = worlds[0]
    sources, player, phases = world["sources"], world["player"], world["practices"]["phase"]
    latest, published, lags, told = (
        sources[field][: len(index.sources)].tolist() for field in ("latest", "published", "lag_weeks", "metric")
    )
    readings = {
        name: Reading(metrics[told[n]], latest[n] / 1000.0 if published[n] else None, lags[n], published[n])
        for n, name in enumerate(index.sources)
    }
    under_way = phases.tolist()
    practices = {name: PHASES[under_way[p]] for p, name in index.practices.items() if under_way[p] in PHASES}
    return Reported(
        week=week,
        readings=readings,
        capital=int(player["capital_milli"][0]) / 1000.0,
        hours=int(player["minutes_left"][0]) / 60.0,
        envelope_hours=int(player["envelope_min"][0]) / 60.0,
        practices=practices,
        decision=lambda command: decide(worlds, index, catalogue, command),
    )
