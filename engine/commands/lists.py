"""`scenarios`, `interventions`, `metrics`: what there is, as a table or as an array of objects."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from engine.commands.output import document, json_option, say, table

if TYPE_CHECKING:
    from sim.card import Card
    from sim.metric import Term


@click.command()
@json_option
def scenarios(as_json: bool) -> int:
    """The companies you can govern, with the plans that ship with them."""
    from engine.catalogue import load_scenario, plan_names, scenario_ids

    found: list[dict[str, Any]] = []
    for name in scenario_ids():
        scenario = load_scenario(name)
        weeks = scenario.weeks
        found.append(
            {
                "id": scenario.id,
                "version": scenario.version,
                "title": scenario.title,
                "symptom": scenario.symptom,
                "briefing": scenario.briefing,
                "weeks": {
                    "history": weeks.history,
                    "tenure": weeks.tenure,
                    "aftermath": weeks.aftermath,
                    "total": weeks.total,
                },
                "lines": len(scenario.lines),
                "teams": len(scenario.teams),
                "people": sum(team.people for team in scenario.teams),
                "shelf": list(scenario.shelf),
                "plans": plan_names(name),
            }
        )
    if as_json:
        document(found)
        return 0
    rows = [
        (one["id"], one["title"], one["teams"], one["weeks"]["total"], ", ".join(one["plans"]) or "–", one["symptom"])
        for one in found
    ]
    table(("id", "title", "teams", "weeks", "plans", "what people say"), rows, right=("teams", "weeks"))
    say("\nsteerco run ID --plan PLAN --out FILE.replay records one.")
    return 0


@click.command()
@json_option
def interventions(as_json: bool) -> int:
    """What you can introduce: what it changes, what it costs, how it fails."""
    from sim.interventions import catalogue

    entries = list(catalogue().values())
    if as_json:
        document([_intervention(entry) for entry in entries])
        return 0
    rows = [(e.id, e.mechanism, f"{e.capital:g}", f"{e.setup_weeks}", f"{e.steady_hours:g}", e.grade) for e in entries]
    headings = ("id", "what it changes", "capital", "weeks", "h/wk", "grade")
    table(headings, rows, right=("capital", "weeks", "h/wk", "grade"))
    say("\ncapital: points to launch it everywhere; weeks: until it is live; h/wk: once")
    say("live, per person in scope; grade: of the evidence that it works. --json has it.")
    return 0


def _move(move: Any) -> dict[str, Any]:
    return {
        "lever": move.lever.name.lower(),
        "to": move.to,
        "times": move.times,
        "grade": move.grade,
        "source": move.source,
    }


@click.command()
@json_option
def cards(as_json: bool) -> int:
    """Decision cards: what you will be asked, what each answer costs, and what happens if nobody answers."""
    from sim.cards import cards as deck

    entries = list(deck().values())
    if as_json:
        document([asdict(entry) | {"must_answer": entry.must_answer, "options": _options(entry)} for entry in entries])
        return 0
    rows = []
    for entry in entries:
        for option in entry.options:
            first = option is entry.options[0]
            name = f"{option.id} *" if option.id == entry.default else option.id
            due = f"{entry.due_days}" if first else ""
            rows.append((entry.id if first else "", due, name, option.costs()))
    table(("card", "days", "option", "costs"), rows, right=("days",))
    say("\ndays: until it is due; *: what the organisation does if nobody answers.")
    say("A plan answers with [[answer]] card, option; --json has the texts.")
    return 0


def _options(entry: Card) -> list[dict[str, Any]]:
    return [asdict(option) | {"costs": option.costs()} for option in entry.options]


def _intervention(entry: Any) -> dict[str, Any]:
    forum = entry.forum
    return {
        "id": entry.id,
        "number": entry.number,
        "name": entry.name,
        "mechanism": entry.mechanism,
        "capital": entry.capital,
        "setup_hours": entry.setup_hours,
        "setup_weeks": entry.setup_weeks,
        "steady_hours": entry.steady_hours,
        "variants": {
            name: {
                "fidelity": v.fidelity,
                "setup": v.setup,
                "capital": v.capital,
                "note": v.note,
                "moves": [_move(move) for move in v.moves],
            }
            for name, v in entry.variants.items()
        },
        "moves": [_move(move) for move in entry.moves],
        "forum": None
        if forum is None
        else {
            "role": forum.role,
            "cadence_days": forum.cadence_days,
            "slots": forum.slots,
            "seats": forum.seats,
            "sitting_minutes": forum.sitting_minutes,
        },
        "needs": entry.needs,
        "fails_when": entry.fails_when,
        "first_signs": entry.first_signs,
        "grade": entry.grade,
        "source": entry.source,
    }


@click.command(name="metrics")
@json_option
def metrics(as_json: bool) -> int:
    """What is measured: every metric is a ratio of counts and totals of logged events."""
    from sim.metrics import metrics as defined

    entries = list(defined().values())
    if as_json:
        document(
            [
                {
                    "id": m.id,
                    "name": m.name,
                    "unit": m.unit,
                    "better": m.better,
                    "definition": m.definition,
                    "over": [_term(term) for term in m.over],
                    "under": [_term(term) for term in m.under] or ["weeks"],
                    "scale": m.scale,
                    "minimum": m.minimum,
                    "decimals": m.decimals,
                }
                for m in entries
            ]
        )
        return 0
    table(("id", "unit", "better", "what counts"), [(m.id, m.unit, m.better, m.definition) for m in entries])
    return 0


def _term(term: Term) -> str:
    from sim.events import COLUMNS

    return f"{'less ' if term.sign < 0 else ''}{term.of} of {COLUMNS[term.kind].name}"
