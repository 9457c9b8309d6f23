"""A story as Markdown, or as plain text of 80 columns. Every paragraph, list and table carries the label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from engine.story.page import HARD, LABEL, Block, Figure, Heading, Paragraph, Points, Table, columns, flat

WIDTH: Final = 80
_ENDLESS: Final = 100_000
_LIST: Final = re.compile(r"(?:\d+[.)]|[-+*]|#+)\Z")  # a word that starts a list or a heading where it starts a line


def render(blocks: Iterable[Block], width: int = WIDTH) -> str:
    """Markdown; every paragraph, list and table carries the label. A table's row stays on one line, however long."""
    return "\n\n".join("\n".join(_lines(block, width)) for block in blocks).replace(HARD, " ") + "\n"


def render_text(blocks: Iterable[Block], width: int = WIDTH) -> str:
    """The same for people who read it as it is: headings underlined, tables within `width` columns too."""
    return "\n\n".join("\n".join(_lines(block, width, underlined=True)) for block in blocks).replace(HARD, " ") + "\n"


def _lines(block: Block, width: int, *, underlined: bool = False) -> list[str]:
    match block:
        case Heading(text, level) if underlined:
            lines = wrap(flat(text), width)
            return [*lines, ("=" if level == 1 else "-") * max(map(columns, lines))]
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
        case Figure(_, title, caption):
            return wrap(f"{flat(title)}: {flat(caption)} {LABEL}", width)
        case Table(head, rows, caption, left):
            cells = [[flat(cell) for cell in row] for row in rows]
            room = width if underlined else _ENDLESS
            return [*_grid(list(head), cells, left, room), "", *wrap(f"{flat(caption)} {LABEL}", width)]


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
