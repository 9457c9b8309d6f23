"""The quarterly review, and the debrief's first question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.evidence.mechanisms import telling
from engine.views import chronicle as ch
from engine.views.moments import ForumRow, Guesses, Move, PredictionDue, PromiseRow, Review, TeamRow
from engine.views.names import in_words
from engine.views.told import Told
from sim import events as ev
from sim.deciding.practices import MINUTES
from sim.metrics import metrics
from sim.world import WEEK

QUARTER: Final = 13
BIGGEST: Final = 3  # moves whose effect is guessed


def review(told: Told, predictions: Sequence[PredictionDue], uncommitted: Sequence[str]) -> Review:
    """The review at the start of a week.

    Args:
        told: the week.
        predictions: all so far; those due in the quarter that is over are shown, and those under way.
        uncommitted: lines without dates and without a "no forecast" in the queue.
    """
    first = told.week - QUARTER
    return Review(
        week=told.week,
        quarter=max(1, (told.week - 1) // QUARTER),
        predictions=tuple(one for one in predictions if one.by >= first),
        promises=tuple(_promises(told, n) for n in range(len(told.template.index.lines))),
        forums=tuple(_forums(told)),
        teams=tuple(_teams(told)),
        uncommitted=tuple(uncommitted),
    )


def _promises(told: Told, n: int) -> PromiseRow:
    line, since = told.template.scenario.lines[n], told.world_week - QUARTER + 1
    kept, missed = (
        len([one for one in told.chronicle.of(int(kind), since=since) if one.object == n])
        for kind in (ev.FORECAST_KEPT, ev.FORECAST_MISSED)
    )
    world = told.worlds[0]
    forecasts, pledged = world["forecasts"], int(world["pledges"]["week"][n]) > told.world_week - QUARTER
    return PromiseRow(
        line.id,
        line.name,
        kept,
        missed,
        int(((forecasts["open"] == 1) & (forecasts["line"] == n) & (forecasts["missed"] == 0)).sum()),
        int(world["pledges"]["p50_days"][n]) if pledged else None,
        int(world["pledges"]["p80_days"][n]) if pledged else None,
    )


def _forums(told: Told) -> list[ForumRow]:
    forums, index = told.worlds[0]["forums"], told.template.index
    sat, since, rows = told.chronicle.of(int(ev.FORUM_SAT)), told.world_week - QUARTER + 1, []
    for f in range(1, int(told.worlds[0]["counts"]["forums"][0])):
        if not forums["live"][f]:
            continue
        practice = int(forums["practice"][f])
        mine = [one for one in sat if one.subject == f and one.week >= since]
        decided = sum(one.amount for one in mine)  # exact: integers
        every, seats = int(forums["cadence_days"][f]), int(forums["seats"][f])
        hours = seats * int(forums["sitting_min"][f]) / 60.0
        line = int(forums["line"][f])
        seated = index.practices[practice] if practice >= 0 else None
        known = index.forums[f] if f < len(index.forums) else seated or f"forum-{f}"
        name = next((one.name for one in told.template.scenario.forums if one.id == known), None)
        rows.append(
            ForumRow(
                known,
                name or (told.template.catalogue[seated].name if seated else known),
                index.lines[line] if 0 <= line < len(index.lines) else None,
                every,
                hours * WEEK / max(1, every),
                decided,
                decided / (hours * len(mine)) if mine and hours else None,
                int(forums["waiting"][f]),
                seated,
            )
        )
    return rows


def _teams(told: Told) -> list[TeamRow]:
    friday, rows = told.chronicle.friday(told.world_week), []
    for n, team in enumerate(told.template.index.team_order):
        mine = friday.rows[friday.rows[:, ch.TEAM] == n] if friday is not None else ()
        waiting = sum(int(row[ch.WAITING]) for row in mine)
        people = int(told.worlds[0]["teams"]["people"][n])
        rows.append(TeamRow(team.id, team.name, team.line, people, len(mine) - waiting, waiting))
    return rows


def guesses(told: Told) -> Guesses:
    """The first page of the debrief: the player's three biggest moves by what they cost, and what may be guessed."""
    sources = told.template.scenario.sources
    order = telling().sorted({source.metric for source in sources})
    asked = tuple((metric, metrics()[metric].name) for metric in order)
    moves: dict[str, Move] = {}
    for one in told.chronicle.given:
        kind, for_ = str(one.asked.get("kind")), str(one.asked.get("for", "general"))
        if not one.accepted or kind in {"note", "save", "predict", "answer"}:
            continue
        name = for_ if for_ != "general" else in_words(one.asked)
        capital, hours, org = _cost(told, one)
        had = moves.get(name)
        text = had.text if had is not None else in_words(one.asked)
        week = had.week if had is not None else told.tenure(one.week)
        if had is not None:
            capital, hours, org = capital + had.capital, hours + had.hours, org + had.org_hours
        moves[name] = Move(name, text, week, capital, hours, org, asked)
    biggest = sorted(moves.values(), key=lambda move: (-(move.capital * 10 + move.hours + move.org_hours), move.week))
    return Guesses(tuple(biggest[:BIGGEST]))


def _cost(told: Told, one: ch.Given) -> tuple[float, float, float]:
    """Roughly what a command cost, from the catalogue: for the order of moves, not for any figure of evidence."""
    kind, catalogue = str(one.asked.get("kind")), told.template.catalogue
    entry = catalogue.get(str(one.asked.get("intervention", "")))
    hours = MINUTES.get(kind, 120) / 60.0
    if entry is None:
        return 4.0, hours, 0.0
    if kind == "launch":
        return entry.capital, hours, entry.setup_hours * len(told.template.index.teams)
    return entry.capital * 0.3, hours, 0.0
