"""Orders drawn by lot: the one way in which a rollout can be compared with what chance alone would show.

A player who wants the lot's order says so before the first team begins, with a note `by lot` tagged `for` the
intervention, and follows it. The order is drawn from the world's seed and the intervention's id, so nobody can draw
again until they like it, and anybody can check it. An order that was not announced, or not followed, was chosen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from engine.evidence.case import Case
from engine.evidence.teams import rollouts
from engine.replay import commands_of
from sim.commands import Launch, Note

ANNOUNCED = "by lot"


def lot_order(seed: int, intervention: str, teams: Sequence[str]) -> list[str]:
    """Teams in the order that the lot draws.

    Args:
        seed: of the world.
        intervention: what is rolled out.
        teams: ids; the order given does not matter.
    """

    def ticket(team: str) -> bytes:
        return hashlib.blake2b(f"{seed}|{intervention}|{team}".encode(), digest_size=16).digest()

    return sorted(teams, key=lambda team: (ticket(team), team))


def drawn_by_lot(case: Case) -> tuple[str, ...]:
    """Interventions whose rollout was announced as drawn, and followed the draw.

    Teams may begin several at a time and some never; nobody may begin before somebody whom the lot drew earlier.
    """
    from engine.evidence.estimators import seen

    announced = _announced(case)
    names, drawn = case.template.index.teams, []
    for rollout in rollouts(seen(case).rows, case.template):
        week = announced.get(rollout.intervention)
        if week is None or week - 1 > int(rollout.begun.min()) or not rollout.staggered:
            continue
        begun = dict(zip(names, rollout.begun.tolist(), strict=True))
        dates = [begun[team] for team in lot_order(case.run.seed, rollout.intervention, names)]
        if dates == sorted(dates):
            drawn.append(rollout.intervention)
    return tuple(drawn)


def _announced(case: Case) -> dict[str, int]:
    """World week in which the lot was announced, by intervention."""
    tags: dict[str, str] = {}
    notes: dict[str, int] = {}
    for week, given in sorted(commands_of(case.recording).items()):
        for one in given:
            if isinstance(one.command, Note) and one.accepted and ANNOUNCED in one.command.text.lower():
                notes.setdefault(one.command.for_, week)
            elif isinstance(one.command, Launch) and one.accepted:
                tags.setdefault(one.command.intervention, one.command.for_)
    return {intervention: notes[tag] for intervention, tag in tags.items() if tag in notes}
