"""Text from files, made harmless: no terminal escape, no direction trick, no markup, one line, bounded.

Titles and reasons come from scenarios, plans and recordings that anybody may have written. They are printed in
terminals, Markdown and HTML, and copied into spreadsheets; what comes out of here means the same in all of them:
nothing but itself.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ESCAPES: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS and their like
    r"|\x1b[ -/]*[0-~]?"  # whatever else begins with escape
)
# Characters with a meaning in Markdown, HTML, TeX-like or console markup -> their nearest without one.
_MEANINGS: Final = str.maketrans(
    {
        "<": "‹",
        ">": "›",
        "&": "＆",
        "|": "¦",
        "`": "'",
        "*": "∗",
        "[": "(",
        "]": ")",
        "{": "(",
        "}": ")",
        "\\": "/",
        "#": "♯",
        "~": "∼",
        "_": " ",
        "$": "＄",
    }
)
_RULES: Final = re.compile(r"(?<!\S)[-+=–]+(?!\S)")  # words that would start a list, a rule or a heading
# What makes a spreadsheet take a cell for a formula, where it comes first.
_FORMULAS: Final = {"=": "＝", "+": "＋", "-": "–", "@": "＠"}
_NOWHERE: Final = {"Cc", "Cf", "Cs", "Co", "Cn"}
_MARKS: Final = {"Mn", "Me", "Mc"}
_MOST_MARKS: Final = 2


def inert(text: object, limit: int = 200, empty: str = "untitled") -> str:
    """Anything, as one harmless line.

    Args:
        text: from a file; what is no text is shown as Python would.
        limit: characters kept.
        empty: stands in for nothing.

    Returns:
        Printable text without control, direction or format characters, in which no character marks anything up.
    """
    raw = text if isinstance(text, str) else str(text)
    raw = unicodedata.normalize("NFC", _ESCAPES.sub(" ", raw[: 8 * limit]))
    kept: list[str] = []
    marks = 0
    for character in raw:
        category = unicodedata.category(character)
        if category[0] == "Z" or character in "\t\n\r\v\f":
            kept.append(" ")
        elif category in _NOWHERE:
            continue
        elif category in _MARKS:
            marks += 1
            if marks <= _MOST_MARKS and kept and kept[-1] != " ":
                kept.append(character)
            continue
        else:
            kept.append(character)
        marks = 0
    flat = "".join(kept).translate(_MEANINGS).replace("://", ":∕∕")
    flat = re.sub(r"(?i)\bwww\.", "www·", flat)
    flat = " ".join(_RULES.sub("–", flat).split())
    flat = _FORMULAS.get(flat[:1], flat[:1]) + flat[1:]
    if len(flat) > limit:
        flat = flat[: limit - 1].rstrip() + "…"
    return flat or empty
