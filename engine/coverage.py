"""What practice asks about, item by item, and what carries each: checked against what exists, and written as a page.

python -m engine.coverage --write      checks `assets/coverage.toml` and writes `docs/coverage.md`
"""

from __future__ import annotations

import functools
import pathlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.catalogue import scenario_ids
from engine.commands.names import NAMES as CLI
from engine.data import data_folder
from engine.errors import InputError
from engine.toml import read_toml
from engine.validity import LAWS
from sim import events
from sim.cards import cards
from sim.commands import COMMANDS, POLICY_VALUES
from sim.interventions import catalogue
from sim.levers import Lever
from sim.metrics import metrics
from sim.parameters import NAMES as PARAMETERS
from sim.scenario import NEED_NAMES, nearest

FILE: Final = "coverage.toml"
ITEMS: Final = 156
PAGE: Final = "docs/coverage.md"
ROOMS: Final = ("drill", *(f"rubric {line}" for line in range(1, 13)))  # not built yet; rubric: a story's twelve marks


@dataclass(frozen=True)
class Carrier:
    """What carries an item.

    Attributes:
        kind: of `KINDS`.
        name: of the thing.
    """

    kind: str
    name: str

    @property
    def planned(self) -> bool:
        """Whether it points to a room that is not built yet."""
        return self.kind == "planned"


@dataclass(frozen=True)
class Item:
    """Something that practice asks about.

    Attributes:
        number: 1 to 156.
        section: its section's letter and title.
        item: in a few words.
        carriers: what carries it, at least one.
    """

    number: int
    section: tuple[str, str]
    item: str
    carriers: tuple[Carrier, ...]


def _systems() -> list[str]:
    import sim.systems

    return sorted(path.stem for path in pathlib.Path(sim.systems.__path__[0]).glob("[a-z]*.py"))


def _sections_of_stories() -> list[str]:
    from engine.story.blocks import PARTS

    return list(PARTS)


KINDS: Final[Mapping[str, tuple[Callable[[], list[str]], str]]] = {
    "intervention": (lambda: list(catalogue()), "`{}`"),
    "metric": (lambda: list(metrics()), "`{}`"),
    "event": (lambda: list(events.NUMBERS), "`{}`"),
    "card": (lambda: list(cards()), "card `{}`"),
    "command": (lambda: list(COMMANDS), "command `{}`"),
    "policy": (lambda: list(POLICY_VALUES), "policy `{}`"),
    "system": (_systems, "`sim/systems/{}.py`"),
    "parameter": (lambda: [*PARAMETERS, *(lever.name.lower() for lever in Lever)], "`{}`"),
    "scenario": (scenario_ids, "scenario `{}`"),
    "need": (lambda: list(NEED_NAMES), "a stakeholder's need for {}"),
    "story": (_sections_of_stories, "story, {}"),
    "cli": (lambda: list(CLI), "`steerco {}`"),
    "law": (lambda: [str(law.number) for law in LAWS], "law {}"),
    "planned": (lambda: list(ROOMS), "*planned: {}*"),
}


@functools.cache
def _known(kind: str) -> tuple[str, ...]:
    return tuple(KINDS[kind][0]())


def _carrier(said: str, where: str) -> Carrier:
    kind, colon, name = said.partition(":")
    if not colon or kind not in KINDS:
        raise InputError(f"{where}: '{said}' is not kind:name; {nearest(kind, list(KINDS))}")
    if name not in _known(kind):
        raise InputError(f"{where}: no {kind} is called '{name}'; {nearest(name, list(_known(kind)))}")
    return Carrier(kind, name)


def read_items(document: Mapping[str, Any]) -> list[Item]:
    """The items of a document like `assets/coverage.toml`, in order, their carriers checked.

    Raises:
        InputError: a number is missing or doubled, an item has no carrier, or a carrier does not exist.
    """
    found: list[Item] = []
    for letter, section in document.items():
        for number, entry in section.items():
            if number == "title":
                continue
            where = f"{FILE}: {letter}.{number}"
            if not isinstance(entry, dict) or set(entry) != {"item", "by"} or not entry["by"]:
                raise InputError(f"{where}: must be {{ item = …, by = [kind:name, …] }}")
            carriers = tuple(_carrier(said, where) for said in entry["by"])
            found.append(Item(int(number), (letter, section["title"]), entry["item"], carriers))
    numbers = [item.number for item in found]
    wrong = [n for n in range(1, ITEMS + 1) if numbers.count(n) != 1]
    if wrong or numbers != sorted(numbers):
        raise InputError(f"{FILE}: items are 1 to {ITEMS}, once each and in order; look at {(wrong or numbers)[0]}")
    return found


def items() -> list[Item]:
    """The shipped items, checked.

    Raises:
        InputError: as of `read_items`.
    """
    return read_items(read_toml(data_folder("assets") / FILE, f"assets/{FILE}"))


def page(found: list[Item]) -> str:
    """The page's text: one table, a row an item."""
    wholly = sum(all(carrier.planned for carrier in item.carriers) for item in found)
    partly = sum(any(carrier.planned for carrier in item.carriers) for item in found) - wholly
    lines = [
        "# What practice asks about, and what carries it",
        "",
        "Written by `make coverage` from `assets/coverage.toml`. It checks that each carrier exists: an intervention,",
        "a metric, an event, a card, a command, a policy, a mechanism, a parameter, a scenario, a section of the",
        f"story, a law. Of {len(found)} items {len(found) - wholly} have one at least; {partly} of these also wait for",
        f"a room that is planned, and {wholly} for nothing else. The rubric is a story's twelve marks; the drill asks",
        "about a story.",
        "",
        "| # | item | carried by |",
        "|---|---|---|",
    ]
    last = ""
    for item in found:
        letter, title = item.section
        if letter != last:
            lines.append(f"| **{letter}** | **{title}** | |")
            last = letter
        carried = ", ".join(KINDS[carrier.kind][1].format(carrier.name) for carrier in item.carriers)
        lines.append(f"| {item.number} | {item.item} | {carried} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Check the items and write their page, for `python -m engine.coverage --write [FILE]`."""
    if not arguments or arguments[0] != "--write" or len(arguments) > 2:
        sys.stderr.write("usage: python -m engine.coverage --write [FILE]\n")
        return 2
    try:
        text = page(items())
        pathlib.Path(*(arguments[1:] or [PAGE])).write_text(text, encoding="utf-8")
    except (InputError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
