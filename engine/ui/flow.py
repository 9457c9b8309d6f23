"""Text that wraps: words into lines, with terms of the glossary, strong words and keys marked in it.

    [[lead time]]  [[lead time|shown so]]   a term of the glossary: dotted underline, explained on asking
    **words**                               strong
    `Esc`                                   a key or an id

Line breaks in the text stay.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from engine.ui.cache import Cache
from engine.ui.fonts import Face, Fonts

_MARK: Final = re.compile(
    r"\[\[(?P<term>[^\]|]+)(?:\|(?P<shown>[^\]]+))?\]\]|\*\*(?P<strong>[^*]+)\*\*|`(?P<mono>[^`]+)`"
)


@dataclass(frozen=True)
class Run:
    """A stretch of text of one kind: "plain", "strong", "mono" or "term"."""

    text: str
    kind: str = "plain"
    term: str = ""


@dataclass(frozen=True)
class Piece:
    """Words on one line in one font, `x` device pixels from its left."""

    text: str
    face: Face
    x: int
    width: int
    term: str


@dataclass(frozen=True)
class Flow:
    """A text broken into lines; sizes in device pixels."""

    lines: tuple[tuple[Piece, ...], ...]
    width: int
    line_height: int

    @property
    def height(self) -> int:
        """Of all lines."""
        return len(self.lines) * self.line_height


def runs(text: str) -> list[Run]:
    """A marked text taken apart."""
    found: list[Run] = []
    at = 0
    for mark in _MARK.finditer(text):
        if mark.start() > at:
            found.append(Run(text[at : mark.start()]))
        if mark["term"] is not None:
            found.append(Run(mark["shown"] or mark["term"], "term", mark["term"]))
        elif mark["strong"] is not None:
            found.append(Run(mark["strong"], "strong"))
        else:
            found.append(Run(mark["mono"], "mono"))
        at = mark.end()
    if at < len(text) or not found:
        found.append(Run(text[at:]))
    return found


def plain(text: str) -> str:
    """A marked text without its marks."""
    return "".join(run.text for run in runs(text))


def terms(text: str) -> list[str]:
    """The terms of the glossary that a text marks."""
    return [run.term for run in runs(text) if run.term]


class Flows:
    """Breaks texts into lines, and remembers how."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._kept: Cache[Flow] = Cache(2048)

    def flow(self, text: str, style: str, width: int | None = None, tabular: bool = False) -> Flow:
        """A text in lines of at most `width` device pixels, or unbroken.

        A word that is wider than a line stands on it alone and sticks out.
        """
        key: Hashable = (text, style, width, tabular)
        return self._kept.get(key, lambda: self._broken(text, style, width, tabular))

    def least_width(self, text: str, style: str) -> int:
        """The width below which words stick out."""
        return max(
            (self._face(run, style).width(word) for run in runs(text) for word in run.text.split()),
            default=0,
        )

    def _face(self, run: Run, style: str) -> Face:
        if run.kind == "strong":
            return self._fonts.strong(style)
        return self._fonts.mono(style) if run.kind == "mono" else self._fonts.face(style)

    def _broken(self, text: str, style: str, width: int | None, tabular: bool) -> Flow:
        base = self._fonts.face(style)
        lines: list[list[Piece]] = [[]]
        at = 0
        for run in runs(text):
            face = self._face(run, style)
            for number, paragraph in enumerate(run.text.split("\n")):
                if number:
                    lines.append([])
                    at = 0
                for word in re.findall(r"\s+|\S+", paragraph):
                    wide = face.width(word, tabular)
                    blank = word.isspace()
                    glued = not blank and bool(lines[-1]) and not lines[-1][-1].text[-1].isspace()
                    if width is not None and not blank and lines[-1] and _end(lines[-1], word, face, at, wide) > width:
                        at = _broken_before(lines, glued)
                    if blank and not lines[-1]:
                        continue
                    _put(lines[-1], word, face, at, wide, run.term, tabular)
                    at = lines[-1][-1].x + lines[-1][-1].width
        whole = tuple(tuple(_trimmed(line, tabular)) for line in lines)
        widest = max((line[-1].x + line[-1].width for line in whole if line), default=0)
        return Flow(whole, widest, base.line)


def _broken_before(lines: list[list[Piece]], glued: bool) -> int:
    """Begin a new line, and take along what the next word is glued to, as a quote before a term; where it ends."""
    carried: list[Piece] = []
    if glued and any(piece.text[-1:].isspace() or " " in piece.text for piece in lines[-1]):
        while lines[-1] and not lines[-1][-1].text[-1].isspace():
            last = lines[-1].pop()
            head, space, tail = last.text.rpartition(" ")
            if space:
                lines[-1].append(_piece(head + space, last.face, last.x, last.term))
                carried.insert(0, _piece(tail, last.face, 0, last.term))
                break
            carried.insert(0, last)
    lines.append([])
    at = 0
    for piece in carried:
        moved = _piece(piece.text, piece.face, at, piece.term)
        lines[-1].append(moved)
        at += moved.width
    return at


def _piece(text: str, face: Face, x: int, term: str) -> Piece:
    return Piece(text, face, x, face.width(text), term)


def _end(line: list[Piece], word: str, face: Face, at: int, wide: int) -> int:
    """Where a line would end with a word added: together letters take a pixel more or less than apart."""
    last = line[-1]
    return last.x + face.width(last.text + word) if last.face is face and not last.term else at + wide


def _put(line: list[Piece], word: str, face: Face, at: int, wide: int, term: str, tabular: bool) -> None:
    """Add a word to a line, to the last piece of it where that is of the same kind."""
    if line and line[-1].face is face and line[-1].term == term:
        last = line[-1]
        text = last.text + word
        line[-1] = Piece(text, face, last.x, face.width(text, tabular), term)
    else:
        line.append(Piece(word, face, at, wide, term))


def _trimmed(line: list[Piece], tabular: bool) -> list[Piece]:
    """A line without the blank at its end."""
    kept = list(line)
    while kept and kept[-1].text.isspace():
        kept.pop()
    if kept and kept[-1].text != kept[-1].text.rstrip():
        last = kept[-1]
        text = last.text.rstrip()
        kept[-1] = Piece(text, last.face, last.x, last.face.width(text, tabular), last.term)
    return kept
