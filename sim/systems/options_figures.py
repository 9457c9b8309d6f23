"""Options about figures, tests and money: cards 5, 6, 14, 15, 21 and 23 to 25 (game.md 3).

How much an option does is [X] where game.md 3 says no number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import card as deck
from sim.draws import STREAM_CARD, uniform
from sim.events import (
    AUDIT_ORDERED,
    CAPITAL_GAINED,
    EXPERIMENT_CALLED,
    KPI_GUARDED,
    MEASURE_TAKEN,
    NONE,
    PRACTICE_SCOPED,
    STAKEHOLDER_ENGAGED,
    STAKEHOLDER_SURPRISED,
)
from sim.evolve import emit
from sim.evolving.cards import KEY_BASE
from sim.kernel import kernel, pasted
from sim.levers import (
    DASHBOARD_SPRAWL,
    PRICE_ENGAGED,
    PRICE_LEVEL,
    PRICE_RENEWING,
    REDESIGN_ROUNDS,
    TARGET_PRESSURE,
)
from sim.systems.parts import experiment_on, first_week, owner_of, shift, trust
from sim.world import (
    AUDITS,
    ENGAGE_BRIEF,
    IN_POST,
    MEASURE_AGREE,
    MEASURE_EXPECT,
    MEASURE_RELAX,
    PRACTICE_LIVE,
    TEAMS,
    VERDICT_EXTEND,
    VERDICT_SHIP,
    VERDICT_STOP,
)

if TYPE_CHECKING:
    from sim.records import Log, World

AGREED_WEEKS = 13
SPRAWL_PERMILLE = 50  # more figures that nobody owns
PRESSURE_PERMILLE = 50
GRIEF_PPM = 130_000  # of trust, where a figure sent in a hurry is corrected later
BROKEN_SHARE = 0.05  # of bias that somebody notices later
RUNNING = 2  # audits at once
COMPARED_SHARE = 0.5  # of figures switched quietly that somebody compares
LONGEST_TEST = 52  # weeks
RAISED_PERMILLE, ENGAGED_PERMILLE, DISCOUNT_PERMILLE = 100, 50, 50  # of the list price
LEAST_PRICE, MOST_PRICE = 0.8, 1.3  # of the list price, where nobody goes further
CLAIMED_MILLI = 3000  # of capital (game.md 3)


@kernel
def figures_option(world: World, log: Log, slot: int, line: int, option: int) -> None:
    """Carry out an option of one of these cards."""
    cards = world.cards
    kind, entity, about = cards.type[slot], cards.entity[slot], cards.about[slot]
    if kind == deck.PEEK or kind == deck.NULL_RESULT:
        _judge_test(world, log, kind, about, option)
    elif kind == deck.PRICING_PUSH:
        _set_price(world, log, line, option)
    elif kind == deck.APPARENT_SUCCESS:
        _take_credit(world, log, line, option)
    elif kind == deck.RESTATEMENT:
        _restate_figure(world, log, slot, option)
    elif kind == deck.DASHBOARD_REQUEST:
        if option == 0 or option == 3:
            shift(world, log, line, DASHBOARD_SPRAWL, SPRAWL_PERMILLE)
    else:
        _look_at_figures(world, log, kind, entity, option)


@pasted
def _look_at_figures(world: World, log: Log, kind: int, entity: int, option: int) -> None:
    """Cards 5, 6 and 21: audit, publish with the difference, send in a hurry, or add a guardrail."""
    if kind == deck.METRIC_DISPUTE:
        if option == 1:
            for s in range(world.counts.sources[0]):
                if world.sources.metric[s] == entity:
                    _audit(world, log, s)
                    return
        elif option == 2:
            emit(world, log, MEASURE_TAKEN, entity, MEASURE_AGREE, first_week(world) + AGREED_WEEKS - 1)
    elif kind == deck.NUMBER_BY_FIVE:
        if option == 2:
            _audit(world, log, entity)
        elif option == 0 and abs(world.sources.break_bias[entity]) > BROKEN_SHARE:
            embarrass(world, log)
    elif option == 0:
        shift(world, log, entity, TARGET_PRESSURE, PRESSURE_PERMILLE)
    elif option == 1:
        _audit(world, log, world.priorities.kpi_source[entity])
    elif option == 2:
        emit(world, log, KPI_GUARDED, entity, _beside(world, world.priorities.kpi_source[entity]), 0)
    else:
        emit(world, log, MEASURE_TAKEN, entity, MEASURE_RELAX, world.clock.week[0] - 1)


@kernel
def _beside(world: World, watched: int) -> int:
    """A metric that somebody reports and that is not the one watched; that one itself if there is no other."""
    for s in range(world.counts.sources[0]):
        if world.sources.metric[s] != world.sources.metric[watched]:
            return world.sources.metric[s]
    return world.sources.metric[watched]


@kernel
def running_audits(world: World) -> int:
    """Audits that have not told yet."""
    n = 0
    for slot in range(min(AUDITS, world.counts.audits[0])):
        if world.audits.reported_week[slot] == 0:
            n += 1
    return n


@kernel
def _audit(world: World, log: Log, s: int) -> None:
    if running_audits(world) < RUNNING:
        emit(world, log, AUDIT_ORDERED, world.counts.audits[0] % AUDITS, s, 0)


@kernel
def embarrass(world: World, log: Log) -> None:
    """Whoever is most powerful was told a figure that is taken back."""
    people, s = world.stakeholders, -1
    for n in range(world.counts.stakeholders[0]):
        if people.status[n] == IN_POST and (s < 0 or people.power[n] > people.power[s]):
            s = n
    if s >= 0:
        emit(world, log, STAKEHOLDER_SURPRISED, s, NONE, 1)
        trust(world, log, s, -GRIEF_PPM)


@pasted
def _restate_figure(world: World, log: Log, slot: int, option: int) -> None:
    """Card 25: a figure that is switched quietly is compared by somebody, or by nobody."""
    cards = world.cards
    key = (1 << 28) + cards.type[slot] * KEY_BASE + cards.entity[slot]
    if option == 2 and uniform(world, STREAM_CARD, key, cards.ordinal[slot]) < COMPARED_SHARE:
        embarrass(world, log)


@pasted
def _judge_test(world: World, log: Log, kind: int, i: int, option: int) -> None:
    """Cards 14 and 15: what looks green early, and what looks like nothing at the end."""
    slot = experiment_on(world, i)
    if slot < 0:
        return
    weeks = world.experiments.weeks[slot]
    if option == 0:
        emit(world, log, EXPERIMENT_CALLED, slot, VERDICT_SHIP, 0)
    elif kind == deck.NULL_RESULT and option == 1:
        emit(world, log, EXPERIMENT_CALLED, slot, VERDICT_STOP, 0)
    elif option == 2:
        more = 2 * weeks if kind == deck.NULL_RESULT else (weeks + 1) // 2
        more = min(more, LONGEST_TEST - weeks)
        if more > 0:
            emit(world, log, EXPERIMENT_CALLED, slot, VERDICT_EXTEND, more)


@pasted
def _set_price(world: World, log: Log, line: int, option: int) -> None:
    """Card 23: dearer for all or for some, another attempt at first use, or cheaper for whoever asks."""
    price = world.levers.base[PRICE_LEVEL * TEAMS + world.lines.first_team[line]]
    if option == 1:
        if world.levers.base[PRICE_ENGAGED * TEAMS + world.lines.first_team[line]] < MOST_PRICE:
            shift(world, log, line, PRICE_ENGAGED, ENGAGED_PERMILLE)
    elif option == 2:
        shift(world, log, line, REDESIGN_ROUNDS, 1000)
    elif price < MOST_PRICE if option == 0 else price > LEAST_PRICE:
        more = RAISED_PERMILLE if option == 0 else -DISCOUNT_PERMILLE
        shift(world, log, line, PRICE_LEVEL, more)
        shift(world, log, line, PRICE_RENEWING, more)


@pasted
def _take_credit(world: World, log: Log, line: int, option: int) -> None:
    """Card 24: whoever claims a rise makes it what is expected; a sibling says what would have happened anyway."""
    if option == 0 or option == 3:
        emit(world, log, MEASURE_TAKEN, line, MEASURE_EXPECT, 0)
        if option == 0:
            emit(world, log, CAPITAL_GAINED, NONE, NONE, CLAIMED_MILLI)
    elif option == 1:
        s = owner_of(world, line)
        if s >= 0:
            emit(world, log, STAKEHOLDER_ENGAGED, s, ENGAGE_BRIEF, 0)
    else:
        _roll_on(world, log, line)


@pasted
def _roll_on(world: World, log: Log, line: int) -> None:
    """Take what was last introduced on a line to one more team, the first that does not have it."""
    practices, first, latest = world.practices, world.lines.first_team[line], -1
    for p in range(world.counts.practices[0]):
        if practices.phase[p] == PRACTICE_LIVE and world.scopes.scoped[p * TEAMS + first] == 1:
            if practices.teams[p] < world.counts.teams[0]:
                if latest < 0 or practices.live_week[p] > practices.live_week[latest]:
                    latest = p
    if latest < 0:
        return
    for team in range(world.counts.teams[0]):
        if world.scopes.scoped[latest * TEAMS + team] == 0:
            emit(world, log, PRACTICE_SCOPED, latest, team, int(practices.fidelity[latest] * 1e6))
            return
