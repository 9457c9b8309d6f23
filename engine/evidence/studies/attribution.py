"""Which part of the plan did it: shares, alone, without it, and what only works together (evidence.md 3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from engine.evidence.case import Case, other_seeds
from engine.evidence.coalitions import Cast, Coalitions, Orders, cast_of, run_coalitions, run_orders
from engine.evidence.findings import Finding, Method
from engine.evidence.folding import OUTCOME, Mean, mean_of
from engine.evidence.shapley import MOST_EXACT, Attribution, attribute, sampled
from engine.evidence.study import Study, StudyKind
from engine.evidence.tallies import reference
from engine.evidence.yardstick import Measure, citable, folder_of, headline, measures, reporter

ORDERS_PER_WORLD: Final = 4  # orders sampled for each world that an exact answer would rest on
WHAT: Final = "playing every part of the plan"


def make(case: Case, partial: Callable[[Study], None] | None = None) -> Study:
    """Attribution of every metric and of the outcome.

    Args:
        case: of the recording.
        partial: given what is known after every 16 worlds, with its N and its wider intervals.
    """
    cast = cast_of(case)
    if not case.worlds or not cast.players:
        return Study(notes=("nothing was done that could be told apart",))
    if len(cast.players) > MOST_EXACT:
        return _sampled(case, cast)

    def told(found: Coalitions) -> None:
        if partial is not None and len(found.seeds) < case.worlds:
            partial(_exact(case, found))

    return _exact(case, coalitions(case, told))


def coalitions(case: Case, partial: Callable[[Coalitions], None] | None = None) -> Coalitions:
    """Every coalition of the plan in the case's worlds, run once."""
    kept = case._ensembles
    if "coalitions" not in kept:
        kept["coalitions"] = run_coalitions(
            case.template, cast_of(case), case.seeds, folder_of(case), case.threads, reporter(case, WHAT), partial
        )
    found: Coalitions = kept["coalitions"]
    return found


def attributions(case: Case) -> dict[str, Attribution]:
    """What an exact table says of every metric that has something to divide by, and of the outcome."""
    found = coalitions(case)
    made = {}
    for one in measures(found.folder):
        table = found.values(one.id)
        if table is not None and table.shape[1]:
            made[one.id] = attribute(table, found.cast.players)
    return made


def _exact(case: Case, found: Coalitions) -> Study:
    worlds = len(found.seeds)
    if not worlds:
        return Study(notes=("stopped before any world was run",))
    tables: dict[str, Any] = {}
    findings: list[Finding] = []
    for one in measures(found.folder):
        table = found.values(one.id)
        if table is None:
            continue
        made = attribute(table, found.cast.players)
        whole = found.whole(one.id) if found.cast.ground else None
        ground = mean_of(whole) if whole is not None else None
        cited = citable(found.folder, one.id, (found.folded[-1], found.nothing))
        tables[one.id] = _table(one, made, ground, cited)
        if cited and (made.total.clear or one.id in _always(case)):
            level = float(np.mean(table[0]))
            findings += _findings(case, one, made, found.seeds, level, len(tables))
    notes: tuple[str, ...] = ("stopped early: fewer worlds than asked for",) if found.interrupted else ()
    if found.cast.ground:
        notes += ("what is for nothing in particular stays in every part: it is told beside the shares",)
    return Study(tuple(findings), {"attribution": tables, "players": list(found.cast.players)}, worlds, notes)


def _always(case: Case) -> set[str]:
    return {OUTCOME, headline(case)}


def _table(one: Measure, made: Attribution, ground: Mean | None, cited: bool) -> dict[str, Any]:
    n = len(made.names)
    return {
        "name": one.name,
        "unit": one.unit,
        "window": [one.window.first_week, one.window.last_week],
        "worlds": made.total.worlds,
        "citable": cited,
        "total": made.total.as_json(),
        "rest": ground.as_json() if ground else None,
        "non_additivity": made.non_additivity,
        "clusters": [{"members": list(group.members), "words": group.words} for group in made.clusters],
        "parts": {
            name: {
                "alone": made.alone[i].as_json(),
                "share": made.share[i].as_json(),
                "without": made.without[i].as_json(),
                "word": made.word(i, one.good),
            }
            for i, name in enumerate(made.names)
        },
        "interaction": {
            f"{made.names[i]}+{made.names[j]}": pair.as_json()
            for i in range(n)
            for j in range(i + 1, n)
            if (pair := made.pairs[i][j]) is not None
        },
    }


def _findings(
    case: Case, one: Measure, made: Attribution, seeds: tuple[int, ...], level: float, looked: int
) -> list[Finding]:
    found: list[Finding] = []
    spans = {launch.intervention: reference(launch.span) for launch in case.launches}

    def add(method: Method, name: str, value: Mean, details: dict[str, Any]) -> None:
        if value.interval is None:
            return
        group = made.together(name)
        evidence = tuple(span for tag in name.split("+") if (span := spans.get(tag, "")))
        found.append(
            one.finding(
                case,
                value,
                method,
                name,
                seeds,
                also=(group.words,) if group else (),
                evidence=evidence,
                baseline=level,
                looked_at=looked,
                details=details,
            )
        )

    for i, name in enumerate(made.names):
        if one.id not in _always(case) and not (made.share[i].clear or made.alone[i].clear or made.without[i].clear):
            continue  # it stands in the tables
        group = made.together(name)
        details = {"word": made.word(i, one.good), "together_with": list(group.members) if group else []}
        add("exact shares", name, made.share[i], details)
        add("alone", name, made.alone[i], details)
        add("without it", name, made.without[i], details)
    for i, name in enumerate(made.names if one.id in _always(case) else ()):  # of others they stand in the tables
        for j in range(i + 1, len(made.names)):
            pair = made.pairs[i][j]
            if pair is not None and pair.clear:
                add("interaction", f"{name}+{made.names[j]}", pair, {})
    return found


def _sampled(case: Case, cast: Cast) -> Study:
    """More players than can be told apart exactly: random orders, each in a world of its own."""
    folder = folder_of(case)
    budget = ORDERS_PER_WORLD * case.worlds
    seeds = other_seeds(case.run.seed, budget)
    orders = run_orders(case.template, cast, seeds, folder, case.threads, reporter(case, WHAT))
    if not orders.seeds:
        return Study(notes=("stopped before any world was run",))
    tables: dict[str, Any] = {}
    findings: list[Finding] = []
    for one in measures(folder):
        added = orders.marginals(one.id)
        if added is None:
            continue
        parts = sampled(added)
        tables[one.id] = {
            "name": one.name,
            "unit": one.unit,
            "window": [one.window.first_week, one.window.last_week],
            "worlds": len(orders.seeds),
            "total": mean_of(added.sum(axis=1)).as_json(),
            "parts": {name: {"share": part.as_json()} for name, part in zip(cast.players, parts, strict=True)},
        }
        if citable(folder, one.id, (orders.chains[:, 0], orders.chains[:, -1])):
            findings += _sampled_findings(case, one, cast, parts, orders, len(tables))
    notes: tuple[str, ...] = ("more parts than can be told apart exactly: orders were sampled",)
    if orders.interrupted:
        notes += ("stopped early: fewer worlds than asked for",)
    table = {"attribution": tables, "players": list(cast.players)}
    return Study(tuple(findings), table, len(orders.seeds), notes)


def _sampled_findings(
    case: Case, one: Measure, cast: Cast, parts: list[Mean], orders: Orders, looked: int
) -> list[Finding]:
    return [
        one.finding(case, part, "sampled shares", name, orders.seeds, looked_at=looked)
        for name, part in zip(cast.players, parts, strict=True)
        if part.interval is not None and (part.clear or one.id in _always(case))
    ]


STUDY: Final = StudyKind("attribution", "Which part of the plan did it", 50, make)
