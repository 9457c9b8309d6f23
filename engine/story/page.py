"""A page of prose in which every digit comes from a slot.

What is written in the source is words; what is a number, a name from a file or a place in the log is a `Slot`. A
template with a digit in it is refused when it is filled, so no number can be told that nobody measured.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from engine.story.inert import inert

LABEL: Final = "Simulated practice, not work history."
HARD: Final = "\u00a0"  # holds a number and its unit on one line; printed as a space


@dataclass(frozen=True)
class Slot:
    """Something that was not written by hand.

    Attributes:
        text: as printed.
        source: "finding", "few" (shown, never cited), "run" (weeks, seeds, places in the log) or "name" (from a file or
            from the catalogue, made inert); "ref" and "id" point to a finding among the receipts.
        finding: the id of the finding whose number it is.
    """

    text: str
    source: Literal["finding", "few", "run", "name", "ref", "id"]
    finding: str = ""


Part = str | Slot
Text = tuple[Part, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3."""

    text: Text
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; its label is added when it is printed."""

    text: Text


@dataclass(frozen=True)
class Points:
    """A list, under a sentence that carries the label."""

    intro: Text
    items: tuple[Text, ...]


@dataclass(frozen=True)
class Table:
    """A table, above a sentence that carries the label. The columns after the first `left` are numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    caption: Text
    left: int = 1


@dataclass(frozen=True)
class Figure:
    """A chart, over a sentence that carries the label; where only text can be shown, the sentence stands alone.

    Attributes:
        key: which chart.
        title: what it shows.
        caption: how it is read, or why it is not there.
    """

    key: str
    title: Text
    caption: Text


Block = Heading | Paragraph | Points | Table | Figure


def fill(template: str, **slots: Part | Text) -> Text:
    """Words with slots in them.

    Args:
        template: as for `str.format`, without digits.
        slots: what goes into its braces.

    Raises:
        ValueError: the template has a digit of its own.
    """
    parts: list[Part] = []
    for literal, name, _, _ in string.Formatter().parse(template):
        parts.append(literal)
        if name is not None:
            value = slots[name]
            parts.extend(value if isinstance(value, tuple) else (value,))
    return words(*parts)


def words(*parts: Part | Text) -> Text:
    """Parts joined to one text.

    Raises:
        ValueError: a part that is not a slot has a digit.
    """
    joined: list[Part] = []
    for part in parts:
        joined.extend(part if isinstance(part, tuple) else (part,))
    for part in joined:
        if isinstance(part, str) and any(character.isdigit() for character in part):
            raise ValueError(f"a number that nobody measured: {part!r}")
    return tuple(part for part in joined if part)


def join(texts: Iterable[Text], between: str = "; ") -> Text:
    """Texts with something between them."""
    whole: list[Part] = []
    for text in texts:
        if whole:
            whole.append(between)
        whole.extend(text)
    return words(*whole)


def name(text: object, limit: int = 200) -> Slot:
    """Text from a file or the catalogue, made inert."""
    return Slot(inert(text, limit), "name")


def run(value: object) -> Slot:
    """A week, a seed, a count of worlds or commands, or a place in the log."""
    return Slot(str(value), "run")


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.category(character) in {"Mn", "Me"} for character in text)
    return len(text) + wide - marks


def flat(text: Text) -> str:
    """A text without the seams between its parts."""
    return "".join(part if isinstance(part, str) else part.text for part in text)


def parts(blocks: Iterable[Block]) -> list[Part]:
    """Every part of every block, in order: what a lint looks at."""
    found: list[Part] = []
    for block in blocks:
        match block:
            case Heading(text) | Paragraph(text):
                found.extend(text)
            case Points(intro, items):
                found.extend(intro)
                for item in items:
                    found.extend(item)
            case Figure(_, title, caption):
                found.extend((*title, *caption))
            case Table(head, rows, caption):
                found.extend(head)
                for row in rows:
                    for cell in row:
                        found.extend(cell)
                found.extend(caption)
    return found
