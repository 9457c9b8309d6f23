"""What a section of the page of measured evidence is, and how sections are found: one module each."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """How much is measured.

    Attributes:
        threads: worlds at once; no figure depends on it.
        share: of the worlds and draws of the published page.
    """

    threads: int = 1
    share: float = 1.0

    def of(self, many: int, least: int = 8) -> int:
        """So many worlds or draws, or the share of them."""
        return max(least, round(many * self.share))


@dataclass(frozen=True)
class Figure:
    """One line of a section.

    Attributes:
        what: was measured.
        here: on this kernel.
        prototype: what the research prototype had; empty where it had nothing to compare.
        verdict: "as there", or how it differs.
    """

    what: str
    here: str
    prototype: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the page.

    Attributes:
        title: its heading.
        order: among sections.
        text: what is measured and how, as Markdown.
        measure: does it. It may take minutes at full effort and seconds at an eighth.
    """

    title: str
    order: int
    text: str
    measure: Callable[[Effort], Sequence[Figure]]


@functools.cache
def sections() -> tuple[Section, ...]:
    """Every section, in order: each module of the folder has a `SECTION`."""
    package = importlib.import_module("engine.evidence.measured.sections")
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    found: list[Section] = [importlib.import_module(f"{package.__name__}.{name}").SECTION for name in names]
    return tuple(sorted(found, key=lambda section: (section.order, section.title)))


def against(value: float | None, low: float, high: float) -> str:
    """How a figure stands to the prototype's range."""
    if value is None:
        return "no effect to speak of"
    return "as there" if low <= value <= high else "lower" if value < low else "higher"


def percent(share: float) -> str:
    """A share as a whole or half per cent."""
    return f"{100 * share:.1f} %"
