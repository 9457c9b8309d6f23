"""Names and times as people say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sim.commands import PlanError, parse_command
from sim.scenario import Line, Scenario, Sponsor

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri")


def person(sponsor: Sponsor) -> tuple[str, str]:
    """Somebody's name and what they are: "Noor Haddad, Engineering" is both."""
    name, _, role = sponsor.name.partition(", ")
    return name, role


def letters(lines: Sequence[Line]) -> dict[str, str]:
    """A letter for each line, each once: the first of its name that is free, else the first of the alphabet."""
    taken: dict[str, str] = {}
    for line in lines:
        wanted = [c for c in line.name.upper() if c.isalpha()] + [chr(c) for c in range(65, 91)]
        free = next((c for c in wanted if c not in taken.values()), "?")
        taken[line.id] = free
    return taken


def due(days: int) -> str:
    """A day so many working days from the coming Monday: "Thu", "Tue in 1 week", "overdue"."""
    if days < 0:
        return "overdue"
    weeks, day = divmod(days, len(DAYS))
    if weeks == 0:
        return DAYS[day]
    return f"{DAYS[day]} in {weeks} week" + ("s" if weeks > 1 else "")


def entity_name(scenario: Scenario, id_: str) -> str:
    """What people call a line, team, source, forum, sponsor; the id where it is none."""
    for entries in (scenario.lines, scenario.teams, scenario.sources, scenario.forums):
        for entry in entries:
            if entry.id == id_:
                return str(entry.name)
    for sponsor in scenario.sponsors:
        if sponsor.id == id_:
            return person(sponsor)[0]
    return id_


def counted(n: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{n} {one}" if n == 1 else f"{n} {many or one + 's'}"


def in_words(asked: Mapping[str, Any]) -> str:
    """A recorded command in one line, as a person would type it, without what it is for."""
    try:
        return str(parse_command({key: value for key, value in asked.items() if key != "for"}))
    except PlanError:
        return str(asked.get("kind", "command"))
