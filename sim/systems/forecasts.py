"""Every quarter lines promise dates, most of them from within (domain.md 3.12).

Whoever promises sees the work: how much there is, a little too little of it, and a bit of slack. What waits in queues
is not on the slide. A reference class asks instead how such promises came out before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.draws import STREAM_FORECAST, normal, uniform
from sim.events import EXPECTATION_SET, FORECAST_KEPT, FORECAST_MADE, FORECAST_MEASURED, FORECAST_MISSED, NONE
from sim.evolve import emit
from sim.evolving.items import leg_minutes
from sim.evolving.learning import DAYS_BITS, pool_of
from sim.exact import exp, log
from sim.kernel import kernel
from sim.levers import EXPECTATION_SHARE, REFERENCE_CLASSES, REFERENCE_SHARE
from sim.slots import any_open, first_free
from sim.world import BUILD, COMPARABLES, DAY, FORECASTS, LEADS, QUARTER_WEEKS, READY, TEAMS

if TYPE_CHECKING:
    from sim.records import Log, World

MOST_DAYS = DAYS_BITS - 1
LEAST_LEADS = 12  # items that went live, before a line says what to expect [X]
EXPECTED = 0.85  # of items that take no longer than a line's expectation (domain.md 4.1 I10)


@kernel
def review_forecasts(world: World, log_: Log) -> None:
    """Settle promises that are due, and in a quarter's first week make new ones."""
    per_line = int(world.params.promises_per_line[0])
    opens = (world.clock.week[0] - 1) % QUARTER_WEEKS == 0
    if opens:
        _set_expectations(world, log_)
    if any_open(world.forecasts.open, FORECASTS):
        for slot in range(FORECASTS):
            if world.forecasts.open[slot] == 1:
                _settle(world, log_, slot)
    if opens and per_line > 0:
        for line in range(world.counts.lines[0]):
            for _ in range(per_line):
                if not _promise_next(world, log_, line):
                    break


@kernel
def _settle(world: World, log_: Log, slot: int) -> None:
    """Kept if it is live by its P80 date; missed once that date has passed; measured when it is live at last."""
    forecasts, line = world.forecasts, world.forecasts.line[slot]
    live = forecasts.live_min[slot]
    now = live if live >= 0 else (world.clock.day[0] + 1) * DAY
    days = (now - forecasts.made_min[slot]) / DAY
    if forecasts.missed[slot] == 0 and days > forecasts.p80_days[slot]:
        emit(world, log_, FORECAST_MISSED, slot, line, forecasts.p80_days[slot])
    if live < 0:
        return
    if forecasts.missed[slot] == 0:
        emit(world, log_, FORECAST_KEPT, slot, line, int(max(0.0, days)))
    error = log(max(0.5, days) / max(1, forecasts.p50_days[slot]))
    emit(world, log_, FORECAST_MEASURED, slot, line, int(1000.0 * error))


@kernel
def _promise_next(world: World, log_: Log, line: int) -> bool:
    """Promise a date for the line's oldest item that is in work or could be, and has none; whether there was one."""
    items, oldest = world.items, -1
    for i in range(world.counts.high_items[0]):
        if items.line[i] == line and items.promise[i] == 0 and (items.stage[i] == BUILD or items.stage[i] == READY):
            if oldest < 0 or _before(world, i, oldest):
                oldest = i
    if oldest < 0:
        return False
    base = inside_days(world, oldest)
    p50, p80 = base, base * world.params.inside_buffer[0]
    team, need = items.team[oldest], items.need[oldest]
    if uniform(world, STREAM_FORECAST, need, 1) < world.levers.value[REFERENCE_SHARE * TEAMS + team]:
        pool = 0
        if uniform(world, STREAM_FORECAST, need, 2) < world.levers.value[REFERENCE_CLASSES * TEAMS + team]:
            pool = pool_of(world, oldest)
        if world.pools.kept[pool] < world.params.least_comparables[0]:
            pool = 0
        if world.pools.kept[pool] >= world.params.least_comparables[0]:
            p50, p80 = base * exp(quantile(world, pool, 0.5)), base * exp(quantile(world, pool, 0.8))
    if world.pledges.week[line] == world.clock.week[0]:
        p50, p80 = float(world.pledges.p50_days[line]), float(world.pledges.p80_days[line])
    median = max(1, min(MOST_DAYS, int(p50 + 0.5)))
    late = max(median, min(2 * MOST_DAYS, int(p80 + 0.5)))
    seen = max(1, min(MOST_DAYS, int(base + 0.5)))
    return make_promise(world, log_, oldest, median, late, seen)


@kernel
def make_promise(world: World, log_: Log, i: int, p50: int, p80: int, seen: int) -> bool:
    """Promise an item's dates, in working days; where so many are promised already, nothing is written down.

    Args:
        world: a bound world.
        log_: the week's log.
        i: the item.
        p50: half of such items are live by then; at most `MOST_DAYS`.
        p80: four in five; at most twice as many.
        seen: as it looks from within; at most `MOST_DAYS`.

    Returns:
        Whether it was promised.
    """
    slot = first_free(world.forecasts.open, FORECASTS)
    if slot < 0:
        return False
    emit(world, log_, FORECAST_MADE, slot, i, p50 + DAYS_BITS * p80 + 2 * DAYS_BITS * DAYS_BITS * seen)
    return True


@kernel
def _before(world: World, i: int, other: int) -> bool:
    """Whether an item is promised before another: what is in work first, then what was asked for first."""
    items = world.items
    begun, other_begun = items.started_min[i] >= 0, items.started_min[other] >= 0
    if begun != other_begun:
        return begun
    if items.requested_min[i] != items.requested_min[other]:
        return items.requested_min[i] < items.requested_min[other]
    return items.need[i] < items.need[other]


@kernel
def inside_days(world: World, i: int) -> float:
    """Working days until an item is live as seen from within: estimated work at a pace, and a bit of slack."""
    items, params = world.items, world.params
    work = max(1, items.left_min[i] + leg_minutes(world, i) * max(0, items.legs_left[i]))
    return work / 60.0 * guessed_share(world, i) / params.inside_pace[0] + params.inside_days[0]


@kernel
def guessed_share(world: World, i: int) -> float:
    """An item's size as people guess it, over its true one: exp(-e), e normal with `optimism` and `estimate_error`.

    One error an item, however often it is asked for (domain.md 3.2).
    """
    params = world.params
    u = uniform(world, STREAM_FORECAST, world.items.need[i], 0)
    return exp(-normal(u, params.optimism[0], params.estimate_error[0]))


@kernel
def quantile(world: World, pool: int, share: float) -> float:
    """A quantile of how promises came out in a pool, as the log of actual over what was seen from within.

    Nearest rank over the last `COMPARABLES` of them.
    """
    n, base = min(COMPARABLES, world.pools.kept[pool]), pool * COMPARABLES
    rank = min(n - 1, int(share * n))
    for a in range(base, base + n):
        below, equal = 0, 0
        for b in range(base, base + n):
            below += world.comparables.milli[b] < world.comparables.milli[a]
            equal += world.comparables.milli[b] == world.comparables.milli[a]
        if below <= rank < below + equal:
            return world.comparables.milli[a] * 1e-3
    return 0.0


@kernel
def _set_expectations(world: World, log_: Log) -> None:
    """Say of each line that looks at age what 85 % of its last items took, in a quarter's first week."""
    for line in range(world.counts.lines[0]):
        first = world.lines.first_team[line]
        n, base = min(LEADS, world.lines.leads[line]), line * LEADS
        if world.levers.value[EXPECTATION_SHARE * TEAMS + first] <= 0.0 or n < LEAST_LEADS:
            continue
        rank = min(n - 1, int(EXPECTED * n))
        for a in range(base, base + n):
            below, equal = 0, 0
            for b in range(base, base + n):
                below += world.leads.days[b] < world.leads.days[a]
                equal += world.leads.days[b] == world.leads.days[a]
            if below <= rank < below + equal:
                emit(world, log_, EXPECTATION_SET, line, NONE, world.leads.days[a])
                break


@kernel
def overdue(world: World, i: int) -> bool:
    """Whether an item is older than its line's expectation, and its team looks at that."""
    items, line = world.items, world.items.line[i]
    expected = world.lines.expected_days[line]
    if expected <= 0 or (world.clock.day[0] + 1) * DAY - items.requested_min[i] < expected * DAY:
        return False
    share = world.levers.value[EXPECTATION_SHARE * TEAMS + items.team[i]]
    return uniform(world, STREAM_FORECAST, items.need[i], 3) < share
