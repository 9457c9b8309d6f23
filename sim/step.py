"""A day and a week of a company: the systems, in order. The same compiled step runs every scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.draws import key_streams
from sim.events import DAY_CLOSED, DAY_OPENED, KINDS, NONE, WEEK_CLOSED, WEEK_OPENED
from sim.evolve import emit, fold, wide
from sim.evolving.politics import settle_conflict, settle_distrust
from sim.kernel import kernel
from sim.systems.decisions import hold_forums
from sim.systems.incidents import tend_incidents
from sim.systems.intake import first_need, review_backlog, take_in
from sim.systems.people import book_hours, count_week, join_hires
from sim.systems.practices import enforce_policies, regain_capital, run_practices
from sim.systems.releases import run_trains
from sim.systems.reports import publish_reports
from sim.systems.stakeholders import move_stakeholders
from sim.systems.strategy import review_strategy
from sim.systems.work import work_teams
from sim.world import PAST, WEEK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.records import Log, World


@kernel
def step_day(world: World, log: Log, day: int) -> None:
    """One working day, worked downstream."""
    emit(world, log, DAY_OPENED, NONE, NONE, day)
    enforce_policies(world, log)
    tend_incidents(world, log)
    hold_forums(world, log)
    take_in(world, log)
    work_teams(world, log)
    run_trains(world, log)
    emit(world, log, DAY_CLOSED, NONE, NONE, day)


@kernel
def step_week(world: World, log: Log) -> None:
    """The world's next week. Rows already in `log` (the week's commands) stay before it.

    Args:
        world: a bound world.
        log: a bound week's log; the caller empties it between weeks.
    """
    week = world.clock.week[0] + 1
    log.day[0] = 0
    emit(world, log, WEEK_OPENED, NONE, NONE, week)
    join_hires(world, log)
    run_practices(world, log)
    regain_capital(world, log)
    book_hours(world, log)
    review_backlog(world, log)
    for n in range(WEEK):
        log.day[0] = n
        step_day(world, log, (week - 1) * WEEK + n)
    count_week(world, log)
    move_stakeholders(world, log)
    review_strategy(world, log)
    publish_reports(world, log)
    emit(world, log, WEEK_CLOSED, NONE, NONE, week)


@kernel
def clear_log(log: Log) -> None:
    """Empty a week's log."""
    log.length[0] = 0
    log.day[0] = 0
    for n in range(WEEK):
        log.day_counts[n] = 0


@kernel
def run_weeks(worlds: Sequence[World], logs: Sequence[Log], weeks: int, counts: Any, totals: Any) -> int:
    """Several weeks of one world without stopping, keeping what metrics need and nothing else.

    Args:
        worlds: bound worlds; the first is run.
        logs: bound week's logs; the first is overwritten every week.
        weeks: how many.
        counts: int64, shape (at least the world's last week, kinds); row w - 1 receives world week w.
        totals: same.

    Returns:
        How many events happened.
    """
    return _run_on(worlds[0], logs[0], weeks, counts, totals)


@kernel
def run_spans(worlds: Sequence[World], logs: Sequence[Log], spans: Any, events: Any, counts: Any, totals: Any) -> None:
    """The same for several worlds, each its own number of weeks: one call, so that threads seldom meet.

    Args:
        worlds: bound worlds.
        logs: bound week's logs, one a world.
        spans: weeks to run of each world, int64, shape (worlds,).
        events: events of each world, added to.
        counts: int64, shape (worlds, weeks, kinds).
        totals: same.
    """
    for r in range(len(spans)):
        events[r] += _run_on(worlds[r], logs[r], int(spans[r]), counts[r], totals[r])


@kernel
def _run_on(world: World, log: Log, weeks: int, counts: Any, totals: Any) -> int:
    events = 0
    for _ in range(weeks):
        step_week(world, log)
        events += log.length[0]
        clear_log(log)
        week = world.clock.week[0]
        base = (week % PAST) * KINDS
        for kind in range(KINDS):
            counts[week - 1, kind] = world.past.count[base + kind]
            totals[week - 1, kind] = world.past.total[base + kind]
    return events


@kernel
def next_week(worlds: Sequence[World], logs: Sequence[Log]) -> None:
    """The next week of the first world, behind whatever the first log already holds."""
    step_week(worlds[0], logs[0])


@kernel
def empty(logs: Sequence[Log]) -> None:
    """Empty the first log."""
    clear_log(logs[0])


@kernel
def record(worlds: Sequence[World], logs: Sequence[Log], kind: int, subject: int, object_: int, amount: int) -> None:
    """Record and apply one event from outside."""
    emit(worlds[0], logs[0], kind, subject, object_, amount)


@kernel
def record_rows(worlds: Sequence[World], logs: Sequence[Log], rows: Any) -> None:
    """Record and apply events from outside: what a command brought about.

    Args:
        worlds: bound worlds; the first is changed.
        logs: bound week's logs; the first is written.
        rows: kind, subject, object and amount of each event, int64, shape (events, 4).
    """
    for n in range(len(rows)):
        emit(worlds[0], logs[0], wide(rows[n, 0]), wide(rows[n, 1]), wide(rows[n, 2]), wide(rows[n, 3]))


@kernel
def fold_week(worlds: Sequence[World], kinds: Any, subjects: Any, objects: Any, amounts: Any) -> None:
    """Apply recorded events to the first world (see `sim.evolve.fold`)."""
    fold(worlds[0], kinds, subjects, objects, amounts)


@kernel
def seed_world(worlds: Sequence[World], seed: int) -> None:
    """Give the first world a seed on its first morning, and draw when each line's first need arrives."""
    world = worlds[0]
    world.clock.seed[0] = seed
    key_streams(world)
    settle_conflict(world)
    settle_distrust(world)
    for line in range(world.counts.lines[0]):
        world.lines.next_min[line] = first_need(world, line)
