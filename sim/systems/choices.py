"""What an option of a card does: hours, trust, and then its own mechanism, one branch a card (game.md 3).

The same code runs for an answer and for a default. Options move state that mechanisms read: hours owed, an item
stopped, a train held, a board passed by, a lever's base. None names an outcome. The mechanisms lie in `options_work`,
`options_people` and `options_figures`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import card as deck
from sim.events import HOURS_OWED
from sim.evolve import emit
from sim.kernel import kernel, pasted
from sim.levers import DASHBOARD_SPRAWL
from sim.systems.options_figures import judge_test, look_at_figures, restate_figure, set_price, take_credit
from sim.systems.options_people import fit, refill, relieve, score, seat, succeed, unhide
from sim.systems.options_work import calm_customers, end_outage, guard, keep_word, order_work
from sim.systems.parts import line_of, shift, trust
from sim.systems.triggers import is_over
from sim.world import CARD_OPTIONS, HOURS_COMMANDS, IN_POST, SCOPE_STAKEHOLDER, SCOPE_TEAM

if TYPE_CHECKING:
    from sim.records import Log, World

SPRAWL_PERMILLE = 50  # more figures that nobody owns [X]


@kernel
def choose(world: World, log: Log, slot: int, option: int) -> None:
    """Carry out an option of a card just settled or lapsed; of what is over, nothing is left to do."""
    if is_over(world, slot):
        return
    cards = world.cards
    kind, entity, about = cards.type[slot], cards.entity[slot], cards.about[slot]
    line = line_of(world, kind, entity)
    _owe(world, log, kind, entity, line, world.choices.team_min[kind * CARD_OPTIONS + option])
    _please(world, log, kind, entity, line, world.choices.trust_ppm[kind * CARD_OPTIONS + option])
    if kind == deck.OUTAGE:
        end_outage(world, log, slot, line, about, option)
    elif kind == deck.SLIPPING_BET:
        keep_word(world, log, line, about, option)
    elif kind <= deck.DUPLICATE_FOUND:
        order_work(world, log, kind, entity, about, option)
    elif kind == deck.METRIC_DISPUTE or kind == deck.NUMBER_BY_FIVE or kind == deck.KPI_TRIUMPH:
        look_at_figures(world, log, kind, entity, option)
    elif kind == deck.CUSTOMER_ESCALATION:
        calm_customers(world, log, line, about, option)
    elif kind == deck.AFTER_THE_OUTAGE or kind == deck.GATE_APPEAL:
        guard(world, log, kind, line, about, option)
    elif kind == deck.SCOPE_TRADE_OFF or kind == deck.TEAM_OVERLOAD:
        relieve(world, log, kind, entity, about, option)
    elif kind == deck.SPONSOR_LEAVING:
        succeed(world, log, entity, option)
    elif kind == deck.FORUM_CREEP:
        seat(world, log, entity, option)
    elif kind == deck.PEEK or kind == deck.NULL_RESULT:
        judge_test(world, log, kind, about, option)
    elif kind == deck.BACKFILL:
        refill(world, log, entity, option)
    elif kind == deck.REGIONAL_EXCEPTION:
        fit(world, log, line, option)
    elif kind == deck.SHADOW_WORK:
        unhide(world, log, line, option)
    elif kind == deck.SCORE_GAMING:
        score(world, log, option)
    elif kind == deck.DASHBOARD_REQUEST:
        if option == 0 or option == 3:
            shift(world, log, line, DASHBOARD_SPRAWL, SPRAWL_PERMILLE)
    elif kind == deck.PRICING_PUSH:
        set_price(world, log, line, option)
    elif kind == deck.APPARENT_SUCCESS:
        take_credit(world, log, line, option)
    elif kind == deck.RESTATEMENT:
        restate_figure(world, log, slot, option)


@pasted
def _owe(world: World, log: Log, kind: int, entity: int, line: int, minutes: int) -> None:
    """Take hours out of the coming week of the team, of the line's teams, or of all, in equal parts."""
    if minutes <= 0:
        return
    first, n = 0, world.counts.teams[0]
    if world.decks.scope[kind] == SCOPE_TEAM:
        first, n = entity, 1
    elif line >= 0:
        first, n = world.lines.first_team[line], world.lines.team_count[line]
    for team in range(first, first + n):
        emit(world, log, HOURS_OWED, team, HOURS_COMMANDS, minutes // n)


@pasted
def _please(world: World, log: Log, kind: int, entity: int, line: int, ppm: int) -> None:
    """Move the trust of whoever the card concerns: that stakeholder, the line's owners, or everybody."""
    if ppm == 0 or world.counts.stakeholders[0] == 0:
        return
    people = world.stakeholders
    if kind == deck.PRIORITY_CONFLICT:
        trust(world, log, _loser(world, line), ppm)
        return
    for s in range(world.counts.stakeholders[0]):
        concerned = line < 0 or people.line[s] == line
        if world.decks.scope[kind] == SCOPE_STAKEHOLDER:
            concerned = s == entity
        if concerned and people.status[s] == IN_POST:
            trust(world, log, s, ppm)


@kernel
def _loser(world: World, line: int) -> int:
    """Of the two most powerful people who want something of a line, its owner among them, the less powerful; or -1."""
    people, first, second = world.stakeholders, -1, -1
    for s in range(world.counts.stakeholders[0]):
        if people.status[s] != IN_POST:
            continue
        if first < 0 or people.power[s] > people.power[first]:
            first, second = s, first
        elif second < 0 or people.power[s] > people.power[second]:
            second = s
    for s in range(world.counts.stakeholders[0]):
        if people.status[s] == IN_POST and people.line[s] == line and s != first:
            return s
    return second
