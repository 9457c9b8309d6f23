"""Every constant of the model with its value, plausible range, evidence grade and source, as screens and lists show it.

Light: nothing here wakes the kernel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

GRADES: Final = {
    "P": "primary document read",
    "A": "its abstract read",
    "S": "secondary source",
    "V": "vendor or self-selected survey",
    "M": "from memory",
    "X": "assumption",
    "C": "computed",
}


@dataclass(frozen=True)
class Constant:
    """One constant.

    Attributes:
        id: section and name, as `flow.switch_minutes`; of what an intervention moves, its id and the lever.
        value: in `unit`.
        range: least and greatest plausible value, or None.
        unit: as printed; "1" is a pure number.
        grade: a key of `GRADES`.
        source: where the value comes from.
        meaning: what it is.
    """

    id: str
    value: float
    range: tuple[float, float] | None
    unit: str
    grade: str
    source: str
    meaning: str

    @property
    def section(self) -> str:
        """What comes before the first dot of its id."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """What comes after it."""
        return self.id.partition(".")[2]

    @property
    def quantity(self) -> str:
        """Value, range and unit, as "0.35 (0.2–0.5)"."""
        low_high = f" ({self.range[0]:g}–{self.range[1]:g})" if self.range else ""
        unit = "" if self.unit == "1" else f" {self.unit}"
        return f"{self.value:g}{low_high}{unit}"


def constants(scenario: str | None = None) -> list[Constant]:
    """The world's constants, in the order of `sim.parameters`.

    Args:
        scenario: id or file whose constants are meant; the shared defaults otherwise.

    Raises:
        InputError: no such scenario, or a damaged file.
    """
    from engine.catalogue import load_scenario
    from sim.parameters import SECTIONS

    values = _defaults() if scenario is None else load_scenario(scenario).parameters.model_dump()
    found: list[Constant] = []
    for section, parameters in SECTIONS.items():
        for parameter in parameters:
            tagged = values[section][parameter.name]
            low, high = tagged["range"]
            found.append(
                Constant(
                    id=f"{section}.{parameter.name}",
                    value=tagged["value"],
                    range=(low, high),
                    unit=parameter.unit,
                    grade=tagged["grade"],
                    source=tagged["source"],
                    meaning=parameter.meaning,
                )
            )
    return found


def moves() -> list[Constant]:
    """What interventions are assumed to move, each with its own grade and source."""
    from sim.interventions import catalogue
    from sim.parameters import SECTIONS

    units = {parameter.name: parameter.unit for section in SECTIONS.values() for parameter in section}
    found: list[Constant] = []
    for entry in catalogue().values():
        for way, move in entry.all_moves:
            lever = move.lever.name.lower()
            how = "pulled towards" if move.to is not None else "multiplied by up to"
            value = move.to if move.to is not None else move.times
            assert value is not None, "a move has one of the two"
            found.append(
                Constant(
                    id=".".join(part for part in (entry.id, way, lever) if part),
                    value=value,
                    range=None,
                    unit=units.get(lever, "1") if move.to is not None else "×",
                    grade=move.grade,
                    source=move.source,
                    meaning=f"{entry.name}: {lever.replace('_', ' ')} {how} this where adopted in full",
                )
            )
    return found


def _defaults() -> dict[str, dict[str, dict[str, Any]]]:
    from engine.catalogue import DEFAULTS_FILE
    from engine.data import data_folder
    from engine.toml import read_toml

    document = read_toml(data_folder("scenarios") / DEFAULTS_FILE, f"scenarios/{DEFAULTS_FILE}")
    found: dict[str, dict[str, dict[str, Any]]] = document["parameters"]
    return found
