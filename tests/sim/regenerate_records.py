"""The types of a bound world: `sim/records.pyi`, written from the schema of `sim.world`.

    python -m tests.sim.regenerate_records            say whether the file is current; exit 1 if it is not
    python -m tests.sim.regenerate_records --write    write it, after a change of SCHEMA, LOG or the parameters

The stub has no module beside it: it is for type checkers, costs nothing at run time, and is imported like this:

    if TYPE_CHECKING:
        from sim.records import Log, World
"""

from __future__ import annotations

import argparse
import pathlib
import sys

from sim.world import LOG, SCHEMA

STUB = pathlib.Path(__file__).resolve().parents[2] / "sim" / "records.pyi"

HEADER = '''\
"""What a bound world and a bound log look like to a type checker.

Written from `sim.world` by `make stubs`; edit the schema there, never this file. A field is a column with one place
per entity: an array inside a record where the kernel is compiled, a memoryview on the same bytes where it is not.
"""

# fmt: off
from typing import SupportsIndex

class Ints:
    """A column of integers."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, at: SupportsIndex, /) -> int: ...
    def __setitem__(self, at: SupportsIndex, value: int, /) -> None: ...

class Floats:
    """A column of floats."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, at: SupportsIndex, /) -> float: ...
    def __setitem__(self, at: SupportsIndex, value: float, /) -> None: ...
'''


def _class(name: str, fields: dict[str, str], note: str = "") -> str:
    lines = [f"class {name}:{note}", *(f"    {field}: {kind}" for field, kind in fields.items())]
    return "\n" + "\n".join(lines) + "\n"


def stub() -> str:
    """The text of the stub for the schema as it is."""
    text = HEADER
    for entity, (capacity, integers, floats) in SCHEMA.items():
        fields = dict.fromkeys(integers, "Ints") | dict.fromkeys(floats, "Floats")
        text += _class(entity.capitalize(), fields, f"  # holds {capacity}")
    text += _class("World", {entity: entity.capitalize() for entity in SCHEMA})
    names = LOG.names or ()
    kinds = {name: "Floats" if LOG[name].base.kind == "f" else "Ints" for name in names}
    return text + _class("Log", kinds)


def main() -> int:
    """Compare the stub with the schema, or write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the file")
    if parser.parse_args().write:
        STUB.write_text(stub(), encoding="utf-8")
        return 0
    current = STUB.exists() and STUB.read_text(encoding="utf-8") == stub()
    print("sim/records.pyi is current" if current else "sim/records.pyi is not current: make stubs", file=sys.stderr)
    return 0 if current else 1


if __name__ == "__main__":
    sys.exit(main())
