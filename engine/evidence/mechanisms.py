"""What stories look at and in which order: `assets/mechanisms.toml` and `assets/metrics.toml`, read once."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from engine.data import data_folder
from sim.events import NUMBERS

Wordy = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^0-9]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Upstream(_Strict):
    """An event one step upstream of a metric, and how it is shown.

    Attributes:
        event: its name in `sim.events`.
        of: "count" and "total" are per week, "mean" is per event.
        says: what the number is.
        unit: as printed.
        per: what amounts are divided by to be in `unit`.
    """

    event: str
    of: Literal["count", "total", "mean"]
    says: Wordy
    unit: Wordy
    per: Annotated[int, Field(ge=1)] = 1

    @field_validator("event")
    @classmethod
    def _known(cls, event: str) -> str:
        if event not in NUMBERS:
            raise ValueError(f"no event is called '{event}'")
        return event

    @property
    def kind(self) -> int:
        """Its number."""
        return NUMBERS[self.event]


class _Mechanisms(_Strict):
    because: dict[str, tuple[Upstream, ...]]


class Beside(_Strict):
    """What a story says beside its headline.

    Attributes:
        leading: the metric that should move first.
        guard: the metric that guards its other side.
        customer: the customer's number that follows later.
    """

    leading: str
    guard: str
    customer: str


class Telling(_Strict):
    """How metrics are printed.

    Attributes:
        order: ids of metrics, first told first.
        units: long unit -> short unit.
        headline: scenario -> the metric it is about.
        beside: headline's metric -> what is said beside it.
    """

    order: tuple[str, ...]
    units: dict[str, Wordy]
    headline: dict[str, str]
    beside: dict[str, Beside]

    def companions(self, metric: str | None) -> Beside:
        """What is said beside a headline."""
        return self.beside.get(metric or "any", self.beside["any"])

    def sorted(self, ids: Iterable[str]) -> list[str]:
        """Ids of metrics in the order in which they are told."""
        places = {metric: place for place, metric in enumerate(self.order)}
        return sorted(ids, key=lambda metric: (places.get(metric, len(places)), metric))

    def unit(self, unit: str) -> str:
        """A unit as tables print it."""
        return self.units.get(unit, unit)


@functools.cache
def because() -> dict[str, tuple[Upstream, ...]]:
    """Metric -> the events one step upstream of it. A metric that is not listed has none to show."""
    return _Mechanisms.model_validate(_load("mechanisms.toml")).because


@functools.cache
def telling() -> Telling:
    """How metrics are printed."""
    return Telling.model_validate(_load("metrics.toml"))


def _load(name: str) -> dict[str, object]:
    return tomllib.loads((data_folder("assets") / name).read_text("utf-8"))
