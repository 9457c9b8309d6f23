"""A page of prose in which every digit comes from a slot.

What is written in the source is words; what is a number, a name from a file or a place in the log is a `Slot`. A
template with a digit in it is refused when it is filled, so no number can be told that nobody measured.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from engine.story.inert import inert

LABEL: Final = "Simulated practice, not work history."
WIDTH: Final = 80
HARD: Final = "\u00a0"  # holds a number and its unit on one line; printed as a space
_LIST: Final = re.compile(r"(?:\d+[.)]|[-+*]|#+)\Z")  # a word that starts a list or a heading where it starts a line


@dataclass(frozen=True)
class Slot:
    """Something that was not written by hand.

    Attributes:
        text: as printed.
        source: "finding", "few" (shown, never cited), "run" (weeks, seeds, places in the log) or "name" (from a file or
            from the catalogue, made inert).
        finding: the id of the finding whose number it is.
    """

    text: str
    source: Literal["finding", "few", "run", "name"]
    finding: str = ""


Part = str | Slot
Text = tuple[Part, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 or 2."""

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


Block = Heading | Paragraph | Points | Table


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
            case Table(head, rows, caption):
                found.extend(head)
                for row in rows:
                    for cell in row:
                        found.extend(cell)
                found.extend(caption)
    return found


def render(blocks: Iterable[Block], width: int = WIDTH) -> str:
    """Plain text that is also Markdown; every paragraph, list and table carries the label."""
    return "\n\n".join("\n".join(_lines(block, width)) for block in blocks).replace(HARD, " ") + "\n"


def _lines(block: Block, width: int) -> list[str]:
    match block:
        case Heading(text, level):
            return wrap("#" * level + " " + flat(text), width)
        case Paragraph(text):
            return wrap(f"{flat(text)} {LABEL}", width)
        case Points(intro, items):
            lines = wrap(f"{flat(intro)} {LABEL}", width)
            for item in items:
                first, *rest = wrap(flat(item), width - 2)
                lines += ["- " + first, *("  " + line for line in rest)]
            return lines
        case Table(head, rows, caption, left):
            cells = [[flat(cell) for cell in row] for row in rows]
            return [*_grid(list(head), cells, left, width), "", *wrap(f"{flat(caption)} {LABEL}", width)]


def flat(text: Text) -> str:
    """A text without the seams between its parts."""
    return "".join(part if isinstance(part, str) else part.text for part in text)


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns. No line but the first starts with a word that Markdown takes for a list."""
    glued: list[str] = []
    for word in text.split(" "):
        if glued and _LIST.match(word):
            glued[-1] += HARD + word
        elif word:
            glued.append(word)
    lines = [""]
    for word in glued:
        for piece in _pieces(word, width):
            if not lines[-1]:
                lines[-1] = piece
            elif columns(lines[-1]) + 1 + columns(piece) <= width:
                lines[-1] += " " + piece
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, width: int) -> list[str]:
    """A word, cut where it is wider than a line."""
    pieces = [""]
    for character in word:
        if columns(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _grid(head: list[str], rows: Sequence[list[str]], left: int, width: int) -> list[str]:
    """A Markdown table; where it is too wide, its widest column wraps onto more rows."""
    widths = [max(columns(row[n]) for row in [head, *rows]) for n in range(len(head))]
    room = width - 3 * len(head) - 1
    while sum(widths) > room and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    lines = _row(head, widths, left)
    lines.append("|" + "|".join("-" * (w + 1) + ("-" if n < left else ":") for n, w in enumerate(widths)) + "|")
    for row in rows:
        lines += _row(row, widths, left)
    return lines


def _row(cells: list[str], widths: list[int], left: int) -> list[str]:
    wrapped = [wrap(cell, widths[n]) for n, cell in enumerate(cells)]
    lines = []
    for at in range(max(map(len, wrapped))):
        shown = []
        for n, lines_of in enumerate(wrapped):
            text = lines_of[at] if at < len(lines_of) else ""
            blank = " " * (widths[n] - columns(text))
            shown.append(text + blank if n < left else blank + text)
        lines.append("| " + " | ".join(shown) + " |")
    return lines
