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
from sim.systems.options_figures import figures_option
from sim.systems.options_people import people_option
from sim.systems.options_work import work_option
from sim.systems.parts import line_of, trust
from sim.systems.triggers import is_over
from sim.world import CARD_OPTIONS, HOURS_COMMANDS, IN_POST, SCOPE_STAKEHOLDER, SCOPE_TEAM

if TYPE_CHECKING:
    from sim.records import Log, World


@kernel
def choose(world: World, log: Log, slot: int, option: int) -> None:
    """Carry out an option of a card just settled or lapsed; of what is over, nothing is left to do."""
    if is_over(world, slot):
        return
    cards = world.cards
    kind, entity = cards.type[slot], cards.entity[slot]
    line = line_of(world, kind, entity)
    _owe(world, log, kind, entity, line, world.choices.team_min[kind * CARD_OPTIONS + option])
    _please(world, log, kind, entity, line, world.choices.trust_ppm[kind * CARD_OPTIONS + option])
    people = deck.SCOPE_TRADE_OFF <= kind <= deck.FORUM_CREEP or deck.BACKFILL <= kind <= deck.SHADOW_WORK
    work = kind <= deck.DUPLICATE_FOUND or deck.CUSTOMER_ESCALATION <= kind <= deck.AFTER_THE_OUTAGE
    if people or kind == deck.SCORE_GAMING:
        people_option(world, log, slot, line, option)
    elif work or kind == deck.GATE_APPEAL:
        work_option(world, log, slot, line, option)
    else:
        figures_option(world, log, slot, line, option)


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
