"""Worlds of one scenario: founded once, copied for every seed, told apart by digest, compared field by field."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim import events as ev
from sim import genesis
from sim.genesis import Index
from sim.intervention import Intervention
from sim.interventions import catalogue as whole_catalogue
from sim.kernel import bind
from sim.scenario import Scenario
from sim.step import seed_world

Worlds = npt.NDArray[Any]

# What a command may change before it has any effect: where practices, means and orders are kept, and what counts them.
UNEFFECTIVE: Final = frozenset(
    (
        "practices",
        "scopes",
        "changes",
        "player",
        "policies",
        "hires",
        "tallies",
        "past",
        "contacts",
        "priorities",
        "dues",
        "coachings",
        "pledges",
        "experiments",
        "cards",
        "decks",
    )
)
# Events by which commands are recorded and practices grow; in themselves they touch nothing else.
UNEFFECTIVE_KINDS: Final = frozenset(
    int(kind)
    for kind in (
        ev.HIRE_ORDERED, ev.PRACTICE_LAUNCHED, ev.PRACTICE_PRICED, ev.PRACTICE_VARIED, ev.PRACTICE_SCOPED,
        ev.PRACTICE_WENT_LIVE,
        ev.ADOPTION_MOVED, ev.FIDELITY_MOVED, ev.PRACTICE_ADJUSTED, ev.PRACTICE_RETIRED, ev.POLICY_ORDERED,
        ev.CAPITAL_SPENT, ev.CAPITAL_GAINED, ev.TIME_SPENT,
        ev.STAKEHOLDER_ENGAGED, ev.SPONSOR_SEEN, ev.SPONSOR_PASSED, ev.LINE_RANKED, ev.KPI_SET, ev.KPI_GUARDED,
        ev.WIND_DOWN_OWED,
        ev.COACHING_ORDERED, ev.FIDELITY_COACHED, ev.PRACTICE_CODIFIED, ev.FORECAST_ORDERED, ev.READ_ORDERED,
        ev.EXPERIMENT_READ, ev.EXPERIMENT_CALLED,
        ev.CARD_ANSWERED, ev.CARDS_DELEGATED,
    )
)  # fmt: skip


class Template:
    """The first morning of a scenario, for any seed.

    Attributes:
        scenario: complete.
        catalogue: the interventions that exist in it.
        index: names by number.
        metrics: ids of metrics, at their numbers.
    """

    def __init__(self, scenario: Scenario, catalogue: Mapping[str, Intervention] | None = None) -> None:
        """Found the world once.

        Args:
            scenario: complete.
            catalogue: every intervention by id; the shipped ones unless given.
        """
        self.scenario = scenario
        self.catalogue = whole_catalogue() if catalogue is None else catalogue
        self.index = Index(scenario, self.catalogue)
        self.metrics = self.index.metrics
        self._first = genesis.found(scenario, self.catalogue, 0)

    def world(self, seed: int, into: Worlds | None = None) -> Worlds:
        """The world of a seed on its first morning.

        Args:
            seed: the key of every draw.
            into: where to put it; a new array unless given.
        """
        if into is None:
            into = self._first.copy()
        else:
            into.view(np.uint8)[:] = self._first.view(np.uint8)
        seed_world(bind(into), seed)
        return into


def digest(worlds: Worlds) -> bytes:
    """BLAKE2b-256 of the bytes of all worlds given."""
    return hashlib.blake2b(memoryview(worlds.view(np.uint8)), digest_size=32).digest()


def differences(one: Worlds, other: Worlds, most: int = 8, skip: frozenset[str] = frozenset()) -> list[str]:
    """Where two worlds differ, as `entity.field[index]: value, not value`.

    Args:
        one: an array of one world.
        other: likewise.
        most: how many places to name.
        skip: entities not to look at.
    """
    found: list[str] = []
    for entity in one.dtype.names or ():
        if entity in skip or one[entity].tobytes() == other[entity].tobytes():
            continue
        for field in one.dtype[entity].names or ():
            left, right = one[entity][field].ravel(), other[entity][field].ravel()
            apart = np.flatnonzero(left.view(np.int64) != right.view(np.int64))
            found += [f"{entity}.{field}[{i}]: {left[i]}, not {right[i]}" for i in apart[: most - len(found)]]
            if len(found) >= most:
                return found
    return found


def comparable(worlds: Worlds) -> bytes:
    """Bytes that two worlds share until a command has its first effect on the company."""
    parts = [worlds[entity].tobytes() for entity in worlds.dtype.names or () if entity not in UNEFFECTIVE | {"counts"}]
    counts = worlds["counts"]
    parts += [counts[field].tobytes() for field in counts.dtype.names or () if field not in {"hires", "orders"}]
    return b"".join(parts)


def comparable_rows(kinds: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which rows of a week two worlds share until a command has its first effect: exogenous and system events."""
    return ~np.isin(kinds, sorted(UNEFFECTIVE_KINDS))
