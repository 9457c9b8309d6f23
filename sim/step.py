"""A day and a week of a company: the systems, in order. The same compiled step runs every scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.draws import key_streams
from sim.events import DAY_CLOSED, DAY_OPENED, KINDS, NONE, WEEK_CLOSED, WEEK_OPENED
from sim.evolve import emit, emit_any, fold, wide
from sim.evolving.politics import settle_conflict, settle_distrust
from sim.kernel import kernel, pasted
from sim.systems.audits import report_audits
from sim.systems.cards import deal_cards, resolve_cards
from sim.systems.customers import serve_customers
from sim.systems.decisions import hold_forums
from sim.systems.experiments import run_experiments
from sim.systems.forecasts import review_forecasts
from sim.systems.incidents import tend_incidents
from sim.systems.intake import first_need, review_backlog, take_in
from sim.systems.lessons import learn
from sim.systems.people import book_hours, count_week, join_hires, part_ways
from sim.systems.practices import enforce_policies, regain_capital, run_practices
from sim.systems.releases import run_trains
from sim.systems.reports import publish_reports
from sim.systems.sites import roll_out, run_hub
from sim.systems.stakeholders import move_stakeholders
from sim.systems.strategy import review_strategy
from sim.systems.work import work_teams
from sim.world import CARDS, PAST, WEEK, WEEK_ROWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.records import Log, World

MOST_PACKED = 24 + 9 * WEEK_ROWS  # bytes that the fullest week takes


@pasted
def step_day(world: World, log: Log, day: int) -> None:
    """One working day, worked downstream."""
    emit(world, log, DAY_OPENED, NONE, NONE, day)
    resolve_cards(world, log, False)
    enforce_policies(world, log)
    tend_incidents(world, log)
    hold_forums(world, log)
    take_in(world, log)
    work_teams(world, log)
    run_trains(world, log)
    emit(world, log, DAY_CLOSED, NONE, NONE, day)


@pasted
def step_week(world: World, log: Log) -> None:
    """The world's next week. Rows already in `log` (the week's commands) stay before it.

    Args:
        world: a bound world.
        log: a bound week's log; the caller empties it between weeks.
    """
    week, before = world.clock.week[0] + 1, 0
    emit(world, log, WEEK_OPENED, NONE, NONE, week)
    join_hires(world, log)
    part_ways(world, log)
    review_strategy(world, log)
    resolve_cards(world, log, True)
    run_practices(world, log)
    regain_capital(world, log)
    book_hours(world, log)
    review_backlog(world, log)
    for n in range(WEEK):
        step_day(world, log, (week - 1) * WEEK + n)
        log.day_counts[n] = log.length[0] - before
        before = log.length[0]
    count_week(world, log)
    run_hub(world, log)
    roll_out(world, log)
    serve_customers(world, log)
    learn(world, log)
    review_forecasts(world, log)
    run_experiments(world, log)
    move_stakeholders(world, log)
    publish_reports(world, log)
    report_audits(world, log)
    deal_cards(world, log)
    emit(world, log, WEEK_CLOSED, NONE, NONE, week)
    log.day_counts[WEEK - 1] += log.length[0] - before


@kernel
def clear_log(log: Log) -> None:
    """Empty a week's log."""
    log.length[0] = 0
    for n in range(WEEK):
        log.day_counts[n] = 0


@kernel
def run_weeks(worlds: Sequence[World], logs: Sequence[Log], weeks: int, counts: Any, totals: Any) -> int:
    """Several weeks of one world without stopping, keeping what metrics need and nothing else.

    It stops early, as `world.clock` tells, after a week that dealt a card of a type that its log's `wanted` asks for.

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


@pasted
def _run_on(world: World, log: Log, weeks: int, counts: Any, totals: Any) -> int:
    events = 0
    for _ in range(weeks):
        step_week(world, log)
        events += log.length[0]
        clear_log(log)
        _keep_tallies(world, counts, totals)
        if log.wanted[0] != 0 and _dealt(world, log.wanted[0]):
            break
    return events


@kernel
def _dealt(world: World, wanted: int) -> bool:
    """Whether the week just closed dealt a card of a type that somebody wants to be asked about, by its bit."""
    if world.counts.open_cards[0] > 0:
        for slot in range(CARDS):
            if world.cards.state[slot] > 0 and world.cards.dealt_week[slot] == world.clock.week[0]:
                if (wanted >> world.cards.type[slot]) & 1 == 1:
                    return True
    return False


@kernel
def _keep_tallies(world: World, counts: Any, totals: Any) -> None:
    """Copy the week just closed into its row of the tables."""
    week = world.clock.week[0]
    base = (week % PAST) * KINDS
    for kind in range(KINDS):
        counts[week - 1, kind] = world.past.count[base + kind]
        totals[week - 1, kind] = world.past.total[base + kind]


@kernel
def run_recorded(
    worlds: Sequence[World],
    logs: Sequence[Log],
    weeks: int,
    counts: Any,
    totals: Any,
    packed: tuple[Any, Any, Any],
    spans: Any,
) -> int:
    """Several weeks of one world, each packed as the log stores it: Python only cuts and chains.

    Args:
        worlds: bound worlds; the first is run.
        logs: bound week's logs; the first is overwritten every week, behind what it already holds.
        weeks: how many, if they fit.
        counts: as for `run_weeks`.
        totals: same.
        packed: one buffer of at least `MOST_PACKED` bytes as u1, u2 and i4; week after week.
        spans: where each week begins and ends in it, int64, shape (weeks, 2); a negative end says how many events a
            week had that is more than a log holds.

    Returns:
        How many weeks were run: fewer where another might not have fitted, or where a card that is wanted was dealt.
    """
    world, log, at, done = worlds[0], logs[0], 0, 0
    bytes_, shorts, longs = packed
    while done < weeks and at + MOST_PACKED <= len(bytes_):
        step_week(world, log)
        _keep_tallies(world, counts, totals)
        done += 1
        if log.length[0] > log.limit[0]:
            spans[done - 1, 1] = -log.length[0]
            return done
        spans[done - 1, 0] = at
        at = _pack(log, world.clock.week[0], bytes_, shorts, longs, at)
        spans[done - 1, 1] = at
        at = (at + 3) // 4 * 4
        clear_log(log)
        if log.wanted[0] != 0 and _dealt(world, log.wanted[0]):
            break
    return done


@kernel
def _pack(log: Log, week: int, bytes_: Any, shorts: Any, longs: Any, at: int) -> int:
    """Write a week's head and columns, widest first so that each stands where its width divides; where they end."""
    n, long = log.length[0], at // 4
    longs[long] = week
    for day in range(WEEK):
        longs[long + 1 + day] = log.day_counts[day]
    long += 1 + WEEK
    for i in range(n):
        longs[long + i] = log.amount[i]
    short = 2 * (long + n)
    for i in range(n):
        shorts[short + i] = log.subject[i]
    short += n
    for i in range(n):
        shorts[short + i] = log.object[i]
    byte = 2 * (short + n)
    for i in range(n):
        bytes_[byte + i] = log.kind[i]
    return byte + n


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
    emit_any(worlds[0], logs[0], kind, subject, object_, amount)


@kernel
def record_rows(worlds: Sequence[World], logs: Sequence[Log], rows: Any) -> None:
    """Record and apply events from outside: what a command brought about.

    Args:
        worlds: bound worlds; the first is changed.
        logs: bound week's logs; the first is written.
        rows: kind, subject, object and amount of each event, int64, shape (events, 4).
    """
    for n in range(len(rows)):
        emit_any(worlds[0], logs[0], wide(rows[n, 0]), wide(rows[n, 1]), wide(rows[n, 2]), wide(rows[n, 3]))


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
