"""TOML from anywhere, safely: every failure is one `InputError` that names file, line and column.

`tomllib` is quadratic in the length of a dotted key (40 KB of `a.a.a…` take seconds and gigabytes) and recursive in the
depth of brackets. So a linear scan looks at the text first and refuses what no scenario or plan would contain.
"""

from __future__ import annotations

import pathlib
import re
import tomllib
from typing import Any, Final

from engine.errors import InputError

MAX_BYTES: Final = 256 * 1024
MAX_KEY: Final = 200  # characters of a key, or of a number
MAX_DOTS: Final = 8  # dots of a dotted key
MAX_DEPTH: Final = 16  # brackets within brackets
_INT64: Final = 2**63

# One token of TOML. What matches none of these is an error that tomllib reports: it never gets further than that.
_TOKEN: Final = re.compile(
    r"""
      (?P<blank>[ \t\r]+ | \#[^\n]*+)
    | (?P<line>\n)
    | (?P<text>\"\"\"(?:[^\\]|\\.)*?\"\"\"\"{0,2} | '''.*?'''{0,2} | "(?:[^"\\\n]|\\[^\n])*+" | '[^'\n]*+')
    | (?P<open>[\[{])
    | (?P<close>[\]}])
    | (?P<dot>\.)
    | (?P<break>[=,])
    | (?P<bare>[^\s\[\]{}=,."'\#]++)
    """,
    re.VERBOSE | re.DOTALL,
)
_POSITION: Final = re.compile(
    r"^(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$", re.DOTALL
)


def read_toml(source: pathlib.Path | str, where: str | None = None) -> dict[str, Any]:
    """Read a TOML file or text.

    Args:
        source: a path, or the text itself.
        where: what to call it in errors; by default the path as given, or "text".

    Returns:
        The parsed document; integers fit 64 bits.

    Raises:
        InputError: it cannot be read, is too big, too nested, or not TOML.
    """
    if isinstance(source, pathlib.Path):
        where = where or str(source)
        text = _read(source, where)
    else:
        where, text = where or "text", source
        if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
            raise InputError(f"{where}: more than {MAX_BYTES // 1024} KiB of TOML")
    text = text.replace("\r\n", "\n")
    if text.startswith("\ufeff"):
        raise InputError(f"{where}, line 1, column 1: a byte order mark; save the file as plain UTF-8")
    _scan(text, where)
    try:
        document = tomllib.loads(text)
    except RecursionError:
        raise InputError(f"{where}: nested too deeply") from None
    except ValueError as error:
        raise InputError(f"{where}{_position(str(error), text)}") from None
    _check_integers(document, where, ())
    return document


def _read(path: pathlib.Path, where: str) -> str:
    """The text of a regular file of bounded size."""
    try:
        if not path.exists():
            raise InputError(f"{where}: no such file")
        if not path.is_file():
            raise InputError(f"{where}: not a regular file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or "not a usable file name"
        raise InputError(f"{where}: cannot be read: {reason}") from None
    if len(data) > MAX_BYTES:
        raise InputError(f"{where}: more than {MAX_BYTES // 1024} KiB of TOML")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise InputError(f"{where}, line {line}, column {column}: not UTF-8 text") from None


def _scan(text: str, where: str) -> None:
    """Refuse long dotted keys and deep nesting, in time linear in the text."""
    depth = dots = length = at = 0
    while (token := _TOKEN.match(text, at)) is not None:
        kind, at = token.lastgroup, token.end()
        if kind == "blank":
            continue
        if kind == "dot":
            dots += 1
            length += 1
        elif kind == "bare":
            length += at - token.start()
            if at - token.start() > MAX_KEY:
                raise _refused(f"a word of more than {MAX_KEY} characters", text, token.start(), where)
        elif kind == "text":
            length += at - token.start()
        else:
            if length > MAX_KEY and (token.group() == "=" or (token.group() == "]" and dots > 0)):
                raise _refused(f"a key of more than {MAX_KEY} characters", text, token.start(), where)
            dots = length = 0
            if kind == "open":
                depth += 1
                if depth > MAX_DEPTH:
                    raise _refused(f"nested more than {MAX_DEPTH} deep", text, token.start(), where)
            elif kind == "close":
                depth = max(0, depth - 1)
        if dots > MAX_DOTS:
            raise _refused(f"a key of more than {MAX_DOTS + 1} parts", text, token.start(), where)


def _refused(what: str, text: str, at: int, where: str) -> InputError:
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return InputError(f"{where}, line {line}, column {column}: {what}")


def _position(message: str, text: str) -> str:
    """tomllib's complaint with its position in front: `, line 3, column 7: what`."""
    found = _POSITION.match(message)
    if found is None:
        return f": {message}"
    if found["line"] is None:
        line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
        return f", line {line}, column {column}: {found['what']}, at the end"
    return f", line {found['line']}, column {found['column']}: {found['what']}"


def _check_integers(value: Any, where: str, path: tuple[str, ...]) -> None:
    """TOML's integers are 64-bit; Python's are not."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_integers(inner, where, (*path, str(key)))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            _check_integers(inner, where, (*path, str(n)))
    elif isinstance(value, int) and not -_INT64 <= value < _INT64:
        raise InputError(f"{where}: {'.'.join(path)}: an integer beyond 64 bits")
