"""Measure every section and write the page, or print it."""

from __future__ import annotations

import os
import pathlib
import sys
from typing import Final

from engine.evidence.measured.page import page
from engine.evidence.measured.section import Effort, sections

PAGE: Final = "docs/evidence.md"
USAGE: Final = "usage: python -m engine.evidence.measured [--quick] [--write [FILE]]\n"
QUICK: Final = 0.125
_MOST_THREADS: Final = 8


def main(arguments: list[str]) -> int:
    """Measure, for `python -m engine.evidence.measured`."""
    rest = [argument for argument in arguments if argument != "--quick"]
    if rest and (rest[0] != "--write" or len(rest) > 2):
        sys.stderr.write(USAGE)
        return 2
    effort = Effort(min(os.cpu_count() or 1, _MOST_THREADS), QUICK if "--quick" in arguments else 1.0)
    found = []
    for section in sections():
        if sys.stderr.isatty():
            sys.stderr.write(f"{section.title} ...\n")
        found.append((section, section.measure(effort)))
    text = page(found)
    try:
        if rest:
            pathlib.Path(*(rest[1:] or [PAGE])).write_text(text, encoding="utf-8")
        else:
            sys.stdout.write(text)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
