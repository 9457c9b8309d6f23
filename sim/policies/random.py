"""A careless policy: legal commands, drawn from its own stream, for comparison with those who think."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

import numpy as np

from sim.commands import INTENSITIES, POLICY_VALUES, Adjust, Command, Fund, Launch, Retire, SetPolicy, Stop
from sim.decide import Refusal
from sim.draws import STREAM_POLICY, discrete, index, key_streams, uniform
from sim.genesis import Index
from sim.intervention import Intervention
from sim.kernel import bind, kernel
from sim.policies.policy import Reported
from sim.world import WORLD

WEEKLY: Final = 0.3  # chance of a command in a week [X]
TRIES: Final = 8  # draws for one command, until a legal one is found
KINDS: Final = ("launch", "set_policy", "adjust", "retire", "stop", "fund")
WEIGHTS: Final = (0.45, 0.2, 0.1, 0.05, 0.1, 0.1)
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

    def next_week(self, after: int) -> int | None:
        """The next week in which it draws a command at all."""
        for week in range(after + 1, self._last_week + 1):
            if float(draw(self._keys, week, 0)) < WEEKLY:
                return week
        return None

    def act(self, reported: Reported, inbox: Sequence[Any]) -> list[Command]:  # noqa: ARG002
        """One legal command, or none where every draw was illegal."""
        self._week, self._drawn = reported.week, 0
        for _ in range(TRIES):
            command = self._any(reported)
            if command is not None and reported.legal(command):
                return [command]
        return []

    def heard(self, week: int, command: Command, refusal: Refusal | None) -> None:
        """It learns nothing."""

    def _uniform(self) -> float:
        self._drawn += 1
        return float(draw(self._keys, self._week, self._drawn))

    def _one(self, choices: Sequence[T]) -> T:
        return choices[int(index(self._uniform(), len(choices)))]

    def _any(self, reported: Reported) -> Command | None:
        kind = KINDS[int(discrete(self._uniform(), WEIGHTS))]
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
