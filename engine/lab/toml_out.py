"""Plain data as TOML, as far as scenario files need it: scalars, lists of scalars, tables, lists of tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_INLINE: Final = {"value", "range", "grade", "source"}  # a constant stands on one line


def toml_text(document: Mapping[str, Any]) -> str:
    """A document that `engine.toml.read_toml` reads back.

    Raises:
        ValueError: it holds what TOML cannot say, such as None.
    """
    return "\n".join(_table(document, ())).strip() + "\n"


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    inner: list[tuple[str, Any]] = []
    for key, value in table.items():
        if _is_table(value) or _are_tables(value):
            inner.append((key, value))
        else:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in inner:
        here = (*path, key)
        name = ".".join(map(_key, here))
        if _is_table(value):
            if any(not _is_table(each) and not _are_tables(each) for each in value.values()) or not value:
                yield f"\n[{name}]"
            yield from _table(value, here)
        else:
            for entry in value:
                yield f"\n[[{name}]]"
                yield from _table(entry, here)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) and not set(value) <= _INLINE


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, Mapping) for entry in value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + " }"
    raise ValueError(f"TOML cannot say {value!r}")
