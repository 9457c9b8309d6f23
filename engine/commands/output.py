"""How commands speak: one JSON document, tables of 80 columns, progress on terminals, files whole or not at all."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import click

from engine.errors import InputError, one_line

if TYPE_CHECKING:
    import pathlib

WIDTH = 80
_LONGEST_LINE, _WIDEST = 2000, 120
_WHOLE = 12  # characters up to which a column is never folded

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout and nothing else.")


def document(value: object) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(value, indent=2, allow_nan=False))


def inert(text: object) -> str:
    """A text from a file, on one line, that no terminal will act on."""
    return one_line(str(text), _LONGEST_LINE)


def inert_lines(text: str) -> str:
    """The same for a text of several lines; spaces within a line stay as they are."""
    return "\n".join("".join(c if c.isprintable() else " " for c in line) for line in text.splitlines()) + "\n"


def say(text: str = "") -> None:
    """Print a line for a person."""
    click.echo(text)


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    right: Sequence[str] = (),
    widths: Sequence[int | None] | None = None,
) -> None:
    """Print a table, 80 columns wide, or as wide as a wider terminal; long cells fold.

    Args:
        headings: one for each column; the first column is never folded.
        rows: cells, made inert here.
        right: headings of the columns that are aligned to the right.
        widths: of the columns, None for what is left; worked out from the cells unless given.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else WIDTH)
    width = min(console.width, _WIDEST)
    shown = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, width=width)
    cells = [[inert(cell) for cell in row] for row in rows]
    for at, heading in enumerate(headings):
        longest = max([len(heading), *(len(row[at]) for row in cells)])
        whole = widths is None and (at == 0 or longest <= _WHOLE)
        fixed = None if widths is None else widths[at]
        share = None if whole or fixed is not None else min(longest, 60)
        side: Literal["left", "right"] = "right" if heading in right else "left"
        shown.add_column(heading, justify=side, no_wrap=whole, ratio=share, width=fixed, overflow="fold")
    for row in cells:
        shown.add_row(*map(Text, row))
    console.print(shown)


WAKING = "waking the kernel (the first time compiles it)"


class Progress:
    """A line on stderr that says how far a command is; silent unless stderr is a terminal."""

    def __init__(self) -> None:
        self._shown = 0
        self._on = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, text: str) -> None:
        """Replace the line."""
        if self._on:
            text = one_line(text, WIDTH - 1)
            sys.stderr.write("\r" + text.ljust(self._shown))
            sys.stderr.flush()
            self._shown = len(text)

    def clear(self) -> None:
        """Leave an empty line behind."""
        if self._on and self._shown:
            sys.stderr.write("\r" + " " * self._shown + "\r")
            sys.stderr.flush()
            self._shown = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()


def check_target(path: pathlib.Path, force: bool) -> None:
    """Refuse a file to write to before the work is done that would fill it.

    Args:
        path: where to write.
        force: what stands there may be replaced.

    Raises:
        InputError: it exists and may not be replaced, is no regular file, or its folder is missing.
    """
    try:
        if path.is_dir() or not path.name:
            raise InputError(f"'{path}' is a folder; name a file in it")
        if path.exists() and not path.is_file():
            raise InputError(f"'{path}' is not a regular file")
        if path.is_file() and not force:
            raise InputError(f"'{path}' exists already; --force replaces it")
        if not path.parent.is_dir():
            raise InputError(f"'{path.parent}' is not a folder that exists")
    except ValueError:
        raise InputError(f"'{path}' cannot be the name of a file") from None


def write_whole(path: pathlib.Path, data: bytes, *, force: bool) -> None:
    """Write a file that appears whole or not at all.

    Raises:
        LogError: it could not be written; what stood there still does.
    """
    from engine.log.files import create

    create(path, data, overwrite=force, durable=True)


def number(count: int, noun: str) -> str:
    """A count with its noun: "1 week", "1,250 weeks"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def plain(value: Any) -> Any:
    """A value as JSON has it: tuples become lists, numpy's numbers Python's."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    return value.item() if hasattr(value, "item") else value
