"""Constants that rest on assumption, and companies in which they are others: halved, doubled, or all drawn at once.

A constant is assumed where its grade is X: a parameter of one of the scenarios in which lessons are measured, or what
an intervention that they launch moves. Everything is data that the kernel reads, so nothing is compiled again.
"""

from __future__ import annotations

import dataclasses
import functools
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.catalogue import load_scenario
from engine.validity.companies import with_parameters
from engine.validity.lessons import interventions_used, scenarios_used
from sim.exact import exp
from sim.intervention import Intervention, Move
from sim.interventions import catalogue
from sim.parameters import SECTIONS
from sim.scenario import Scenario

ASSUMED: Final = "X"
HALF, DOUBLE = 0.5, 2.0
_SECTION_OF: Final = {parameter.name: section for section, known in SECTIONS.items() for parameter in known}
# Levers whose base is no parameter: the least and most that a team or a line may have.
_OWN: Final = {"wip_per_maker": (0.1, 6.0), "region_fit": (0.1, 1.0)}

_LN2: Final = 0.6931471805599453

Factors = Mapping[str, float]


@dataclass(frozen=True)
class Setting:
    """What a factor makes of a constant.

    Attributes:
        value: what it is then.
        clipped: whether its range allowed no more.
    """

    value: float
    clipped: bool


def scaled(value: float, factor: float, low: float, high: float) -> Setting:
    """A constant times a factor, inside its range."""
    wanted = value * factor
    found = min(max(wanted, low), high)
    return Setting(found, found != wanted)


# --- which there are --------------------------------------------------------------------------------------------------
@functools.cache
def base(scenario_id: str) -> Scenario:
    """A scenario in which lessons are measured."""
    return load_scenario(scenario_id)


@functools.cache
def assumed() -> tuple[str, ...]:
    """Ids of what is assumed, as `steerco assumptions` has them: `section.parameter` and `intervention.lever`.

    Parameters first, in the order of `sim.parameters`.
    """
    found = [
        f"{section}.{parameter.name}"
        for section, known in SECTIONS.items()
        for parameter in known
        if any(_tag(base(name), parameter.name).grade == ASSUMED for name in scenarios_used())
    ]
    for entry in _launched().values():
        found += [f"{entry.id}.{move.lever.name.lower()}" for move in entry.moves if move.grade == ASSUMED]
    return tuple(found)


def _launched() -> dict[str, Intervention]:
    """Interventions that an arm launches, where they exist."""
    return {name: catalogue()[name] for name in interventions_used() if name in catalogue()}


def settings(constant: str, factor: float) -> list[Setting]:
    """What a factor makes of one constant, wherever it is assumed: in each scenario, or in its intervention."""
    group, _, name = constant.partition(".")
    if group in SECTIONS:
        tags = [_tag(base(scenario), name) for scenario in scenarios_used()]
        return [scaled(tag.value, factor, *tag.range) for tag in tags if tag.grade == ASSUMED]
    (move,) = [move for move in catalogue()[group].moves if move.lever.name.lower() == name]
    return [_moved(move, factor)]


def moves_anything(constant: str) -> bool:
    """Whether halving or doubling it changes it at all: what is zero to begin with stays zero."""
    kept = settings(constant, 1.0)
    return any(settings(constant, factor) != kept for factor in (HALF, DOUBLE))


def _tag(scenario: Scenario, name: str) -> Any:
    return getattr(getattr(scenario.parameters, _SECTION_OF[name]), name)


# --- companies in which they are others -------------------------------------------------------------------------------
def varied_scenario(scenario: Scenario, factors: Factors) -> Scenario:
    """A scenario with its assumed parameters times factors, each inside its range; itself where none of them changes.

    Args:
        scenario: as it is.
        factors: by id of constant; interventions' are ignored here.
    """
    values: dict[str, float] = {}
    for constant, factor in factors.items():
        group, _, name = constant.partition(".")
        if group not in SECTIONS:
            continue
        tag = _tag(scenario, name)
        found = scaled(tag.value, factor, *tag.range).value
        if tag.grade == ASSUMED and found != tag.value:
            values[name] = found
    return with_parameters(scenario, **values) if values else scenario


def varied_catalogue(factors: Factors) -> Mapping[str, Intervention]:
    """The catalogue with what interventions are assumed to move times factors; itself where none of it changes."""
    found = dict(catalogue())
    for entry in _launched().values():
        moves = tuple(_times(move, factors.get(f"{entry.id}.{move.lever.name.lower()}", 1.0)) for move in entry.moves)
        if moves != entry.moves:
            found[entry.id] = dataclasses.replace(entry, moves=moves)
    return found if found != catalogue() else catalogue()


def _moved(move: Move, factor: float) -> Setting:
    """A move's value: what it pulls towards, within its parameter's range; of a factor, its distance from one."""
    if move.times is not None:
        wanted = 1.0 + (move.times - 1.0) * factor
        return Setting(max(0.0, wanted), wanted < 0.0)
    name = move.lever.name.lower()
    low, high = _OWN[name] if name in _OWN else _tag(base(scenarios_used()[0]), name).range
    return scaled(move.to or 0.0, factor, min(low, move.to or 0.0), max(high, move.to or 0.0))


def _times(move: Move, factor: float) -> Move:
    if move.grade != ASSUMED or factor == 1.0:
        return move
    found = _moved(move, factor).value
    return dataclasses.replace(move, to=found) if move.to is not None else dataclasses.replace(move, times=found)


# --- all of them at once ----------------------------------------------------------------------------------------------
def drawn(number: int) -> dict[str, float]:
    """A factor for every assumed constant, between a half and two, evenly in the logarithm.

    Args:
        number: of the draw; the same number gives the same factors on any machine.
    """
    stream = random.Random(f"steerco tornado {number}")  # noqa: S311 (no secret)
    return {constant: float(exp((2.0 * stream.random() - 1.0) * _LN2)) for constant in assumed()}
