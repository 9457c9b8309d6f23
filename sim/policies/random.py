"""A careless policy: legal commands, drawn from its own stream, for comparison with those who think."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

import numpy as np

from sim.cards import cards
from sim.commands import (
    ENGAGEMENTS,
    INTENSITIES,
    KPI_WEEKS,
    POLICY_VALUES,
    RANK_RULES,
    Adjust,
    Answer,
    Audit,
    Command,
    Delegate,
    Engage,
    Fund,
    Launch,
    Rank,
    Reallocate,
    Retire,
    SetKpi,
    SetPolicy,
    Stop,
)
from sim.decide import Refusal
from sim.draws import STREAM_POLICY, discrete, index, key_streams, uniform
from sim.genesis import Index
from sim.intervention import Intervention
from sim.kernel import bind, kernel
from sim.policies.policy import Reported, Waiting
from sim.world import WORLD

WEEKLY: Final = 0.3  # chance of a command in a week [X]
TRIES: Final = 8  # draws for one command, until a legal one is found
# Kinds of commands and how often each is drawn [X].
WEIGHTS: Final = {
    "launch": 0.34,
    "set_policy": 0.16,
    "adjust": 0.08,
    "retire": 0.05,
    "stop": 0.08,
    "fund": 0.08,
    "audit": 0.05,
    "engage": 0.06,
    "rank": 0.04,
    "set_kpi": 0.02,
    "reallocate": 0.02,
    "delegate": 0.02,
}
KINDS: Final = tuple(WEIGHTS)
ANSWERED: Final = 0.7  # chance that a card is not left to its default
CARD_BIT: Final = 1 << 20  # keeps draws about cards apart from those about weeks
ALL_TEAMS: Final = 0.6  # chance that a launch is for all
KEY: Final[np.dtype[Any]] = np.dtype([(entity, WORLD[entity]) for entity in ("clock", "keys")], align=True)

T = TypeVar("T")


@kernel
def key(keys: Any, seed: int) -> None:
    """Give the policy's own draws a seed."""
    keys[0].clock.seed[0] = seed
    key_streams(keys[0])


@kernel
def draw(keys: Any, entity: int, ordinal: int) -> float:
    """A uniform of the policy's own stream; `keys` holds its seed."""
    return uniform(keys[0], STREAM_POLICY, entity, ordinal)


class RandomLegal:
    """Draws legal commands by week from `plan_seed` alone; what is legal depends on the world."""

    def __init__(
        self, index: Index, catalogue: Mapping[str, Intervention], plan_seed: int, last_week: int = 208
    ) -> None:
        """Fix the draws.

        Args:
            index: names it may use.
            catalogue: interventions it may launch (a scenario's shelf, or all).
            plan_seed: the key of every draw.
            last_week: the last tenure week in which it may act.
        """
        self._keys = bind(np.zeros(1, KEY))
        key(self._keys, plan_seed)
        self._index, self._catalogue = index, catalogue
        self._last_week = last_week
        self._week = self._drawn = 0
        self.wanted = frozenset(cards())

    def next_week(self, after: int) -> int | None:
        """The next week in which it draws a command at all."""
        for week in range(after + 1, self._last_week + 1):
            if float(draw(self._keys, week, 0)) < WEEKLY:
                return week
        return None

    def act(self, reported: Reported, inbox: Sequence[Waiting]) -> list[Command]:
        """In its own weeks one legal command, or none where every draw was illegal; and answers to new cards."""
        self._week, self._drawn = reported.week, 0
        given: list[Command] = []
        if float(draw(self._keys, reported.week, 0)) < WEEKLY:
            for _ in range(TRIES):
                command = self._any(reported)
                if command is not None and reported.legal(command):
                    given.append(command)
                    break
        for card in inbox:
            command = self._answer(card)
            if command is not None and reported.legal(command):
                given.append(command)
        return given

    def _answer(self, card: Waiting) -> Command | None:
        """Any option of a card, drawn by its identity; a card that is left is left for good."""
        name = sum(map(ord, card.entity)) % 4096  # exact: integers
        entity = CARD_BIT + card.number * 4096 + name
        if float(draw(self._keys, entity, 2 * card.ordinal)) >= ANSWERED:
            return None
        option = card.options[int(index(float(draw(self._keys, entity, 2 * card.ordinal + 1)), len(card.options)))]
        return Answer(card=card.id, option=option.id)

    def heard(self, week: int, command: Command, refusal: Refusal | None) -> None:
        """It learns nothing."""

    def _uniform(self) -> float:
        self._drawn += 1
        return float(draw(self._keys, self._week, self._drawn))

    def _one(self, choices: Sequence[T]) -> T:
        return choices[int(index(self._uniform(), len(choices)))]

    def _any(self, reported: Reported) -> Command | None:
        kind = KINDS[int(discrete(self._uniform(), tuple(WEIGHTS.values())))]
        names, under_way = self._index, sorted(reported.practices)
        if kind == "launch":
            return self._launch()
        if kind == "set_policy":
            policy = self._one(list(POLICY_VALUES))
            line = self._one(["all", *names.lines])
            return SetPolicy(policy=policy, line=line, value=self._one(POLICY_VALUES[policy]))  # type: ignore[arg-type]
        if kind == "adjust" and under_way:
            return Adjust(intervention=self._one(under_way), intensity=self._one(list(INTENSITIES)))  # type: ignore[arg-type]
        if kind == "retire" and under_way:
            return Retire(intervention=self._one(under_way), announce=self._uniform() < 0.5)
        if kind == "stop":
            return Stop(line=self._one(["all", *names.lines]), count=1 + int(index(self._uniform(), 3)))
        if kind == "fund":
            return Fund(team=self._one(names.teams))
        return self._further(kind, reported)

    def _further(self, kind: str, reported: Reported) -> Command | None:
        """What needs somebody to talk to, or something to look at."""
        names = self._index
        if kind == "audit" and names.sources:
            return Audit(source=self._one(names.sources), depth="deep" if self._uniform() < 0.5 else "quick")
        if kind == "engage" and reported.stakeholders:
            return Engage(person=self._one(sorted(reported.stakeholders)), how=self._one(ENGAGEMENTS))
        if kind == "rank":
            return Rank(line=self._one(names.lines), rule=self._one(RANK_RULES))
        if kind == "set_kpi" and names.sources:
            source = self._one(names.sources)
            until = min(self._last_week, reported.week + KPI_WEEKS - 1)
            metric = reported.readings[source].metric
            return SetKpi(line=self._one(names.lines), metric=metric, source=source, until=until)
        if kind == "reallocate":
            return Reallocate(from_=self._one(names.teams), to=self._one(names.teams))
        if kind == "delegate" and names.sponsors:
            return Delegate(card=self._one(list(cards())), role=self._one(names.sponsors))
        return None

    def _launch(self) -> Command | None:
        if not self._catalogue:
            return None
        entry = self._catalogue[self._one(list(self._catalogue))]
        teams = self._index.teams
        some: Any = "all" if self._uniform() < ALL_TEAMS else [team for team in teams if self._uniform() < 0.5]
        return Launch(
            intervention=entry.id,
            teams=some or "all",
            sponsor=self._one(self._index.sponsors) if self._index.sponsors else None,
            intensity=self._one(list(INTENSITIES)),  # type: ignore[arg-type]
            variant=self._one(list(entry.variants)),
            for_=entry.id,
        )
