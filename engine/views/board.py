"""The flow map: lines by stages, as the tracker had them on a Friday, as old as the tracker's reports are.

Nobody reports flow by line, so the map is derived from what the tracker itself records; its age is the lag of the
source that is read from the tracker. Incidents are the pager's and trains the calendar's, which are exact.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from engine.views import chronicle as ch
from engine.views.models import STAGES, Board, Cell, Chip, ChipKind, Outage, Row, Tile, Train
from engine.views.names import letters
from engine.views.told import Told
from sim.commands import POLICY_VALUES
from sim.world import DAY, ONE_WAY, RISKY, WEEK

_KINDS: Final[tuple[ChipKind, ...]] = ("feature", "fix", "experiment")
_FLOW: Final = ("flow.lead", "flow.wip", "flow.thru", "flow.cycle", "flow.dup")  # metrics that a tracker reports
STALE_WEEKS: Final = 2  # from which the board is hatched
LIVE_WEEKS: Final = 4  # for how long the last stage counts what went live


def tracker_lag(told: Told) -> tuple[int, str]:
    """How many weeks the tracker lags, and the source that says so; 0 and "tracker" where nobody reports flow."""
    for metric in _FLOW:
        for n in told.sources_of(metric):
            source = told.template.scenario.sources[n]
            if source.id.startswith("tracker") or metric == _FLOW[0]:
                return int(told.worlds[0]["sources"]["lag_weeks"][n]), source.id
    return 0, "tracker"


def board(told: Told) -> Board:
    """The flow map of a week."""
    lag, source = tracker_lag(told)
    friday = told.chronicle.friday(told.world_week - lag)
    scenario = told.template.scenario
    letter = letters(scenario.lines)
    rows = tuple(_row(told, n, line.id, line.name, letter[line.id], friday) for n, line in enumerate(scenario.lines))
    recorded = told.world_week if friday is None else friday.week
    age = (told.world_week - recorded) * WEEK
    busy = any(cell.queue or cell.active for row in rows for cell in row.cells)
    how = "as recorded Friday" if age == 0 else f"as recorded {age} working days ago"
    return Board(
        caption=f"Tracker, {how}.",
        recorded_week=told.tenure(recorded),
        age_days=age,
        stale=lag >= STALE_WEEKS,
        rows=rows,
        tiles=tiles(told, friday, source),
        empty="" if busy else "Nothing waiting. Enjoy it.",
    )


def _row(told: Told, n: int, line: str, name: str, letter: str, friday: ch.Friday | None) -> Row:
    world = told.worlds[0]["lines"]
    mine = friday.rows[friday.rows[:, ch.LINE] == n] if friday is not None else np.zeros((0, 13), np.int64)
    cells = tuple(_cell(told, mine[mine[:, ch.STAGE] == at], at, line, letter, friday) for at in range(7))
    live = sum(  # exact: integers
        one.live[team]
        for one in told.chronicle.fridays[-LIVE_WEEKS:]
        if friday is not None and friday.week - LIVE_WEEKS < one.week <= friday.week
        for team, entry in enumerate(told.template.index.team_order)
        if entry.line == line
    )
    every = int(world["interval_days"][n])
    departs = max(0, int(world["next_release_day"][n]) - told.monday) if every else None
    load = friday.loads[n] if friday is not None else 0
    return Row(
        line=line,
        name=name,
        letter=letter,
        users=int(world["users"][n]),
        cells=(*cells, Cell("live", (), (), live)),
        train=Train(every, departs, load),
        outages=outages(told, n),
    )


def _cell(told: Told, rows: np.ndarray, at: int, line: str, letter: str, friday: ch.Friday | None) -> Cell:
    assert friday is not None or not len(rows)
    week = friday.week if friday is not None else 0
    oldest = rows[np.lexsort((rows[:, ch.ITEM], rows[:, ch.REQUESTED]))]
    chips = [_chip(told, row.tolist(), line, letter, week) for row in oldest]
    return Cell(
        stage=STAGES[at],
        queue=tuple(chip for chip in chips if chip.waiting),
        active=tuple(chip for chip in chips if not chip.waiting),
        count=len(chips),
    )


def _chip(told: Told, row: list[int], line: str, letter: str, week: int) -> Chip:
    team = row[ch.TEAM]
    return Chip(
        item=row[ch.ITEM],
        kind=_KINDS[row[ch.KIND]],
        line=line,
        letter=letter,
        team=told.template.index.teams[team] if team >= 0 else "",
        waiting=bool(row[ch.WAITING]),
        blocked=bool(row[ch.BLOCKED]),
        duplicate_suspected=bool(row[ch.SUSPECTED]),
        one_way=bool(row[ch.BITS] & ONE_WAY),
        risky=bool(row[ch.BITS] & RISKY),
        weeks_in_stage=week - row[ch.SINCE],
        weeks_open=max(0, (week * WEEK * DAY - row[ch.REQUESTED]) // (WEEK * DAY)),
        estimate=row[ch.ESTIMATE],
    )


def outages(told: Told, line: int) -> tuple[Outage, ...]:
    """Incidents of a line that go on, the worst first."""
    world = told.worlds[0]["incidents"]
    paths, name = POLICY_VALUES["emergency-path"], told.template.index.lines[line]
    path = str(paths[int(told.worlds[0]["lines"]["emergency_path"][line])])
    mine = np.flatnonzero((world["open"] == 1) & (world["line"] == line)).tolist()
    found = [
        Outage(
            name,
            int(world["severity_permille"][n]) / 10.0,
            max(0, told.monday - int(world["started_min"][n]) // DAY),
            path,
        )
        for n in mine
    ]
    return tuple(sorted(found, key=lambda one: -one.severity_percent))


def tiles(told: Told, friday: ch.Friday | None, tracker: str) -> tuple[Tile, ...]:
    """Lead time, items per maker, the oldest decision that is waited for, and the load of governing."""
    age = 0 if friday is None else (told.world_week - friday.week) * WEEK
    people = int(told.worlds[0]["teams"]["people"].sum())
    in_work = oldest = None
    if friday is not None:
        rows = friday.rows
        in_work = int((rows[:, ch.STAGE] == ch.IN_BUILD).sum() - _ready(rows)) / people if people else None
        waits = rows[rows[:, ch.RAISED] >= 0, ch.RAISED]
        oldest = float((friday.week * WEEK * DAY - int(waits.min())) // DAY) if len(waits) else 0.0
    return (
        _reported(told, "flow.lead", "Lead time", None, "no source reports it"),
        _reported(told, "flow.wip", "Items per maker", in_work, f"counted on the tracker ({tracker})", age),
        Tile("oldest-decision", "Oldest blocked decision", oldest, "working days", 0, tracker, age, None, "tracker"),
        _reported(told, "gov.hours", "Governance load", _diaries(told, people), "seats and practices in the diaries"),
    )


def _ready(rows: np.ndarray) -> int:
    """Items that wait for their team to start."""
    return int(((rows[:, ch.STAGE] == ch.IN_BUILD) & (rows[:, ch.WAITING] == 1)).sum())


def _reported(told: Told, metric: str, title: str, derived: float | None, note: str, age: int = 0) -> Tile:
    """A tile from the first source that reports a metric; else from what can be counted."""
    from sim.metrics import metrics

    defined = metrics()[metric]
    for n in told.sources_of(metric):
        figures = told.chronicle.figures.get(n)
        if figures:
            source, last = told.template.scenario.sources[n], figures[-1]
            told_about = (told.world_week - last.week) * WEEK
            value = last.milli / 1000.0
            return Tile(
                metric,
                title,
                value,
                defined.unit,
                defined.decimals,
                source.id,
                told_about,
                told.baseline(n),
                source.name,
            )
    who = "none" if derived is None else "calendar" if metric == "gov.hours" else "tracker"
    return Tile(metric, title, derived, defined.unit, defined.decimals, who, age, None, note)


def _diaries(told: Told, people: int) -> float | None:
    """Hours a person and week that forums sit and live practices take, from the calendar and the catalogue."""
    if not people:
        return None
    world, minutes = told.worlds[0], 0.0
    forums = world["forums"]
    for f in range(1, int(world["counts"]["forums"][0])):
        if forums["live"][f] and forums["cadence_days"][f] > 0:
            minutes += int(forums["seats"][f]) * int(forums["sitting_min"][f]) * WEEK / int(forums["cadence_days"][f])
    teams = told.template.index.teams
    for p, name in told.template.index.practices.items():
        if told.reported.practices.get(name) == "live":
            scoped = world["scopes"]["scoped"].reshape(-1, len(world["teams"]["people"]))[p][: len(teams)]
            in_scope = int((world["teams"]["people"][: len(teams)] * scoped).sum())
            intensity = int(world["practices"]["intensity_permille"][p]) / 1000.0
            minutes += 60.0 * float(world["practices"]["steady_hours"][p]) * intensity * in_scope
    return minutes / 60.0 / people
