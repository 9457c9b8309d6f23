"""What a bench found: ratios with their targets, absolute figures, the machine; as a table and as JSON.

Targets are data, in `TARGETS`. A verdict is a word and a shape; colour only repeats it.
"""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.bench.measure import Ratio, cores

if TYPE_CHECKING:
    from rich.console import RenderableType

Figure = float | int | bool | str | list[str] | list[int] | None

TABLE_WIDTH = 80


class Verdict(StrEnum):
    """How a ratio compares with its target."""

    MET = "met"
    MISSED = "missed"
    UNMEASURED = "not measured"

    @property
    def mark(self) -> str:
        """The shape that goes with the word."""
        return {Verdict.MET: "●", Verdict.MISSED: "▲", Verdict.UNMEASURED: "○"}[self]

    @property
    def style(self) -> str:
        """The colour that repeats the word."""
        return {Verdict.MET: "green", Verdict.MISSED: "bold red", Verdict.UNMEASURED: "dim"}[self]


@dataclass(frozen=True)
class Target:
    """What a ratio is held to, and how it is called and written."""

    label: str
    bound: float
    at_least: bool = True
    unit: str = "×"

    def verdict(self, value: float | None) -> Verdict:
        """Compare a value with the bound."""
        if value is None:
            return Verdict.UNMEASURED
        return Verdict.MET if (value >= self.bound if self.at_least else value <= self.bound) else Verdict.MISSED

    def written(self, value: float) -> str:
        """A value in this ratio's unit, with three digits that count."""
        if self.unit == "%":
            return f"{100 * value:+.1f} %"
        digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
        return f"{value:,.{digits}f} {self.unit}"

    @property
    def wanted(self) -> str:
        """The bound with its direction."""
        return f"{'≥' if self.at_least else '≤'} {self.written(self.bound).lstrip('+')}"


TARGETS: dict[str, Target] = {
    "reference_vs_simpy": Target("runs/s vs SimPy", 50.0),
    "reference_vs_mesa": Target("runs/s vs Mesa", 20.0),
    "reference_vs_plain_python": Target("runs/s vs plain Python", 8.0),
    "fold_vs_eventsourcing": Target("fold vs eventsourcing", 100.0),
    "fold_vs_sqlite3": Target("fold vs sqlite3", 15.0),
    "two_threads": Target("two threads vs one", 1.8),
    "recording_overhead": Target("recording overhead", 0.15, at_least=False, unit="%"),
    "bytes_per_event": Target("log per event", 10.0, at_least=False, unit="B"),
    "growth_teams": Target("time, twice the teams", 2.2, at_least=False),
    "growth_weeks": Target("time, twice the weeks", 2.2, at_least=False),
    "growth_replicas": Target("time, twice the replicas", 2.2, at_least=False),
}


@dataclass(frozen=True)
class Measured:
    """One ratio: its value with the range over rounds, or a line that says why there is none."""

    name: str
    ratio: Ratio | None
    note: str = ""

    @property
    def value(self) -> float | None:
        """The ratio, or None where it was not measured."""
        return None if self.ratio is None else self.ratio.value

    @property
    def target(self) -> Target:
        """What it is held to."""
        return TARGETS[self.name]

    @property
    def verdict(self) -> Verdict:
        """How it compares with its target."""
        return self.target.verdict(self.value)


def this_machine() -> dict[str, Figure]:
    """What the figures were taken on, as far as it matters to them; nothing that identifies it."""
    return {
        "python": platform.python_version(),
        "numba": _version("numba"),
        "numpy": _version("numpy"),
        "cores": cores(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


@dataclass(frozen=True)
class BenchReport:
    """Everything one bench found."""

    measured: tuple[Measured, ...]
    figures: Mapping[str, Figure]
    machine: Mapping[str, Figure] = field(default_factory=this_machine)
    quick: bool = False

    @property
    def failures(self) -> list[str]:
        """What a reader should not overlook, a line each: missed targets, and work that was not the same work."""
        lines = [
            f"{one.target.label}: {one.target.written(one.ratio.value)}, wanted {one.target.wanted}"
            for one in self.measured
            if one.ratio is not None and one.verdict is Verdict.MISSED
        ]
        if self.figures.get("reference_same_work") is False:
            lines.append("reference network: the kernel's days in system differ from the exact answer")
        if self.figures.get("fold_states_agree") is False:
            lines.append("read and fold: the competitors' states differ")
        if heavy := self.figures.get("help_imports_heavy"):
            lines.append(f"--help imports {_shown(heavy)}")
        if failed := self.figures.get("help_failed"):
            lines.append(f"--help failed: {failed}")
        return lines

    def to_json(self) -> dict[str, object]:
        """The document of `bench --json`: plain dicts, numbers, strings and None."""
        return {
            "ratios": {one.name: _rounded(one.value) for one in self.measured},
            "ranges": {
                one.name: None if one.ratio is None else [_rounded(one.ratio.low), _rounded(one.ratio.high)]
                for one in self.measured
            },
            "targets": {
                one.name: {
                    "bound": one.target.bound,
                    "at_least": one.target.at_least,
                    "verdict": one.verdict.value,
                }
                for one in self.measured
            },
            "notes": {one.name: one.note for one in self.measured if one.note},
            "failures": self.failures,
            "figures": {name: _rounded(value) for name, value in self.figures.items()},
            "machine": dict(self.machine),
            "quick": self.quick,
        }

    def table(self) -> RenderableType:
        """The ratios, the figures and the notes, 80 columns wide."""
        from rich.console import Group
        from rich.table import Table
        from rich.text import Text

        ratios = Table(title="Measured in one run, taking turns", width=TABLE_WIDTH, title_justify="left")
        ratios.add_column("ratio", ratio=1)
        for heading in ("median", "rounds", "target"):
            ratios.add_column(heading, justify="right", no_wrap=True)
        ratios.add_column("verdict", no_wrap=True)
        for one in self.measured:
            value, spread = "–", "–"
            if one.ratio is not None:
                value = one.target.written(one.ratio.value)
                spread = _spread(one.target, one.ratio)
            verdict = Text(f"{one.verdict.mark} {one.verdict.value}", style=one.verdict.style)
            ratios.add_row(Text(one.target.label), value, spread, one.target.wanted, verdict)
        figures = Table(
            title="Absolute figures, of this machine at this minute", width=TABLE_WIDTH, title_justify="left"
        )
        figures.add_column("figure", ratio=1)
        figures.add_column("value", justify="right")
        for name, figure in (*self.figures.items(), *self.machine.items()):
            figures.add_row(Text(name.replace("_", " ")), Text(_shown(figure)))
        notes = [Text(f"○ {one.target.label}: {one.note}") for one in self.measured if one.note]
        if self.quick:
            notes.append(Text("Quick: few short rounds; the full bench is the one to quote."))
        return Group(ratios, figures, *notes)


def _rounded(value: Figure) -> Figure:
    return float(f"{value:.5g}") if isinstance(value, float) else value


def _spread(target: Target, ratio: Ratio) -> str:
    low, high = target.written(ratio.low), target.written(ratio.high)
    return f"{low.removesuffix(target.unit).rstrip()} – {high.removesuffix(target.unit).rstrip()}"


def _shown(figure: Figure) -> str:
    if figure is None:
        return "–"
    if isinstance(figure, bool):
        return "yes" if figure else "no"
    if isinstance(figure, list):
        return ", ".join(str(part) for part in figure) or "none"
    if isinstance(figure, float):
        return f"{figure:,.0f}" if abs(figure) >= 1000 else f"{figure:.4g}"
    return str(figure)
