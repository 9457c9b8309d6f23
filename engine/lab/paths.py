"""Scenario parameters by path: found, set within their published ranges, and refused with the nearest that exists.

intake.size_sigma            a tagged constant; `parameters.intake.size_sigma` is the same
lines.checkout.needs_per_week    a field of an entry of a list, by the entry's id
weeks.tenure                 a field of a table
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pydantic

from engine.errors import InputError
from sim.parameters import SECTIONS
from sim.scenario import Scenario, nearest

Value = float | int | str
Document = Mapping[str, Any]

_LISTS: Final = ("lines", "teams", "desks", "forums", "sources", "sponsors")
_FIXED: Final = {"id", "name", "grade", "source"}


@dataclass(frozen=True)
class Place:
    """A parameter of a scenario.

    Attributes:
        path: as it is written.
        value: what it is.
        range: its published range; None where the schema alone bounds it.
    """

    path: str
    value: Value | None
    range: tuple[float, float] | None

    @property
    def whole(self) -> bool:
        """Whether it takes integers only."""
        return isinstance(self.value, int) and not isinstance(self.value, bool) and self.range is None


def places(scenario: Document) -> Iterator[Place]:
    """Every parameter of a scenario that can be set by its path."""
    for section, known in SECTIONS.items():
        for parameter in known:
            tag = scenario["parameters"][section][parameter.name]
            yield Place(f"{section}.{parameter.name}", tag["value"], (float(tag["range"][0]), float(tag["range"][1])))
    for name in _LISTS:
        for entry in scenario.get(name, ()):
            yield from _fields(f"{name}.{entry['id']}", entry)
    for name in ("weeks", "objective"):
        yield from _fields(name, scenario[name])


def _fields(path: str, table: Document) -> Iterator[Place]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _fields(f"{path}.{key}", value)
        elif key not in _FIXED and not isinstance(value, list):
            yield Place(f"{path}.{key}", value, None)


def find(scenario: Document, path: str) -> Place:
    """A parameter by its path.

    Raises:
        InputError: there is none; the message has the nearest.
    """
    wanted = path.removeprefix("parameters.")
    known = {place.path: place for place in places(scenario)}
    if wanted not in known:
        short = [name for name in known if name.rpartition(".")[2] == wanted]
        hint = f"did you mean '{short[0]}'?" if short else nearest(wanted, list(known))
        raise InputError(f"no parameter of the scenario is called '{path[:80]}'; {hint}")
    return known[wanted]


def with_values(scenario: Document, values: Mapping[str, Value]) -> dict[str, Any]:
    """A scenario in which parameters are others.

    Args:
        scenario: complete, as plain data.
        values: by path; of a parameter that takes integers, the nearest one.

    Returns:
        The checked scenario, as plain data.

    Raises:
        InputError: a path does not exist, a value leaves its published range, or the scenario makes no sense with it.
    """
    changed: dict[str, Any] = copy.deepcopy(dict(scenario))
    for path, value in values.items():
        place = find(scenario, path)
        if place.range is not None:
            low, high = place.range
            if not isinstance(value, int | float) or not low <= value <= high:
                raise InputError(f"{place.path}: {_shown(value)} is outside its published range, {low:g} to {high:g}")
            section, _, name = place.path.partition(".")
            changed["parameters"][section][name]["value"] = float(value)
        else:
            table, key = _table_of(changed, place.path)
            table[key] = round(value) if place.whole and isinstance(value, float) else value
    try:
        return Scenario.model_validate(changed).model_dump(mode="json")
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or ", ".join(values)
        raise InputError(f"{where}: {first['msg'].removeprefix('Value error, ')}") from None


def _table_of(scenario: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    *steps, key = path.split(".")
    here: Any = scenario
    for step in steps:
        here = next(entry for entry in here if entry["id"] == step) if isinstance(here, list) else here[step]
    return here, key


def _shown(value: Value) -> str:
    return f"'{value[:40]}'" if isinstance(value, str) else f"{value:g}"


def parse_value(text: str) -> Value:
    """A value as typed: a number, or a word."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


@dataclass(frozen=True)
class Varied:
    """A parameter that is varied.

    Attributes:
        path: its path.
        low: the least; NaN-free, below `high` unless values are given.
        high: the most.
        values: the values to take, where they are listed.
        points: how many a grid takes between low and high.
    """

    path: str
    low: float
    high: float
    values: tuple[Value, ...] = ()
    points: int = 5


def parse_varied(scenario: Document, text: str) -> Varied:
    """Read `PATH`, `PATH=LOW:HIGH`, `PATH=LOW:HIGH:POINTS` or `PATH=a,b,c`.

    A path alone takes its published range.

    Raises:
        InputError: it is none of these, or there is nothing to vary.
    """
    path, given, said = text.partition("=")
    place = find(scenario, path.strip())
    if not given:
        if place.range is None:
            raise InputError(f"{place.path} has no published range; say {place.path}=LOW:HIGH")
        if place.range[0] == place.range[1]:
            raise InputError(f"{place.path} has a range of one value, {place.range[0]:g}: nothing to vary")
        return Varied(place.path, *place.range)
    if ":" not in said:
        values = tuple(parse_value(one.strip()) for one in said.split(",") if one.strip())
        if not values:
            raise InputError(f"{place.path}: no values to take; say {place.path}=1,2,3 or {place.path}=LOW:HIGH")
        numbers = [float(value) for value in values if not isinstance(value, str)]
        low, high = (min(numbers), max(numbers)) if len(numbers) == len(values) else (0.0, 0.0)
        return Varied(place.path, low, high, values, len(values))
    try:
        low, high, *rest = (float(one) for one in said.split(":"))
        points = int(rest[0]) if rest else 5
    except ValueError:
        raise InputError(
            f"cannot read '{text[:80]}'; say {place.path}=LOW:HIGH or {place.path}=LOW:HIGH:POINTS"
        ) from None
    if not low < high or points < 2 or len(rest) > 1:
        raise InputError(f"'{text[:80]}': an empty range; LOW is below HIGH, and a grid has 2 points or more")
    if place.range is not None and not place.range[0] <= low < high <= place.range[1]:
        least, most = place.range
        raise InputError(f"{place.path}: {low:g} to {high:g} leaves its published range, {least:g} to {most:g}")
    return Varied(place.path, low, high, (), points)
