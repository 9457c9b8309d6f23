"""How the files of a study's tables are called; light, so that a target can be refused before the kernel wakes."""

from __future__ import annotations

import pathlib
from typing import Final

TABLES: Final = ("weekly", "runs", "commands", "cards")


def table_files(out: pathlib.Path) -> dict[str, pathlib.Path]:
    """The files of a study's tables: `x.parquet`, `x.runs.parquet` and so on."""
    stem = out.name.removesuffix(".parquet")
    return {name: out if name == "weekly" else out.with_name(f"{stem}.{name}.parquet") for name in TABLES}
