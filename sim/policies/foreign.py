"""A plan made for one company, tried in another: names are mapped, or the command is dropped.

A textbook that helps only where it was written knows its company, not the world; this is how that is measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sim.commands import LAST_WEEK, PlanError, parse_command
from sim.decide import unknown_name
from sim.genesis import Index
from sim.intervention import Intervention
from sim.plans import CardAnswer, Dated, Plan

# Arguments that name somebody or something of a company, and what the name is of.
_NAMES: Final = {
    "sponsor": "sponsors",
    "person": "sponsors",
    "role": "sponsors",
    "line": "lines",
    "team": "teams",
    "from": "teams",
    "to": "teams",
}


def foreign(plan: Plan, index: Index, catalogue: Mapping[str, Intervention], tenure: int = LAST_WEEK) -> Plan:
    """A plan in the names of another company.

    Each name that is unknown there is mapped to one that exists, the first to the first and so on, round and round.
    Commands about sources, forums and items are dropped unless they exist, as are interventions that do not, rules, and
    whatever is dated past the tenure. Answers keep their types of cards and lose their entities.

    Args:
        plan: as it was written.
        index: names of the other company.
        catalogue: its interventions.
        tenure: weeks that are played there.
    """
    there: dict[str, list[str]] = {"sponsors": index.sponsors, "lines": index.lines, "teams": index.teams}
    seen: dict[str, dict[str, str]] = {kind: {} for kind in there}

    def mapped(kind: str, name: str) -> str:
        if name == "all" or name in there[kind] or not there[kind]:
            return name
        taken = seen[kind]
        return taken.setdefault(name, there[kind][len(taken) % len(there[kind])])

    def translated(said: Mapping[str, Any]) -> dict[str, Any]:
        result = dict(said)
        for field, kind in _NAMES.items():
            if isinstance(result.get(field), str):
                result[field] = mapped(kind, result[field])
        if isinstance(result.get("teams"), list):
            result["teams"] = list(dict.fromkeys(mapped("teams", name) for name in result["teams"]))
        return result

    kept: list[Dated] = []
    for dated in plan.commands:
        try:
            command = parse_command(translated(dated.command.arguments()))
        except PlanError:
            continue
        if dated.week <= tenure and unknown_name(index, catalogue, command) is None:
            kept.append(Dated(week=dated.week, command=command))
    return Plan(title=plan.title, note=plan.note, commands=kept, answers=_by_type(plan.answers))


def _by_type(answers: Sequence[CardAnswer]) -> list[CardAnswer]:
    """Answers for types alone: the type's own, or the commonest of its cards."""
    choices = Plan(answers=list(answers)).choices()
    found = ((kind, choices.find(kind)) for kind in sorted(choices.types))
    return [CardAnswer(card=kind, option=a.option, for_=a.for_) for kind, a in found if a is not None]
