"""The data dictionary as a page: `python -m engine.lab.dictionary --write` writes `docs/tables.md`."""

from __future__ import annotations

import pathlib
import sys

from engine.catalogue import load_scenario
from engine.lab.tables import Column, schema
from engine.panels import scored_scenarios

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "tables.md"
_HEAD = """\
# Tables of the lab

Written by `make tables`. `steerco lab run SCENARIO --out x.parquet` writes four files:
`x.parquet` (a row for each run and world week), `x.runs.parquet`, `x.commands.parquet` and `x.cards.parquet`. Layers:
*key*; *true* (what happened, which nobody in the company sees); *reported*; *asked* (commands and cards); *provenance*.

A metric's column is its value in that one week, NULL where nothing happened that it could be of. To average over weeks
or runs, weigh by its denominator, the column that ends in `_n`; a metric without one is per week. A source's column is
`reported_` and its id: what it published in that week about some weeks before, under its own definition; NULL where it
published nothing. Each file carries its dictionary, the study and the versions of rules and kernel as metadata
(`parquet_kv_metadata` in duckdb). One table holds runs of one version of the rules.
"""


def page() -> str:
    """The page's text: every column of every table; of sources, those of one scenario as an example."""
    scenario = load_scenario(scored_scenarios()[-1])
    known = schema(scenario)
    lines = [_HEAD]
    for name, columns in known.items():
        lines += [f"## {name}", ""]
        if name == "weekly":
            lines += [f"The sources at the end are those of `{scenario.id}`.", ""]
        lines += ["| column | type | layer | unit | meaning |", "|---|---|---|---|---|", *map(_row, columns), ""]
    return "\n".join(lines).rstrip() + "\n"


def _row(column: Column) -> str:
    return f"| `{column.name}` | {column.type} | {column.layer} | {column.unit or '–'} | {column.meaning} |"


def main(arguments: list[str]) -> int:
    """Write the page."""
    if arguments != ["--write"]:
        sys.stderr.write("usage: python -m engine.lab.dictionary --write\n")
        return 2
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
