"""When a card is dealt: the entity whose state calls for it most, by what the world has come to by itself (game.md 3).

One function each, in `triggers_work`, `triggers_people` and `triggers_figures`, found by the card's number in
`candidate`. Each gives the entity and what the card is about, -1 and -1 where nothing calls for it. An entity that has
just had a card of the type is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.card import (
    AFTER_THE_OUTAGE,
    APPARENT_SUCCESS,
    BACKFILL,
    CUSTOMER_ESCALATION,
    DASHBOARD_REQUEST,
    DUPLICATE_FOUND,
    FORUM_CREEP,
    GATE_APPEAL,
    GO_NO_GO,
    KPI_TRIUMPH,
    METRIC_DISPUTE,
    NULL_RESULT,
    NUMBER_BY_FIVE,
    OUTAGE,
    PEEK,
    PRICING_PUSH,
    PRIORITY_CONFLICT,
    REGIONAL_EXCEPTION,
    RESTATEMENT,
    SCOPE_TRADE_OFF,
    SCORE_GAMING,
    SHADOW_WORK,
    SLIPPING_BET,
    SPONSOR_LEAVING,
    TEAM_OVERLOAD,
)
from sim.kernel import kernel
from sim.systems.parts import experiment_on
from sim.systems.triggers_figures import (
    disputed_metric,
    judged_test,
    old_figure,
    risen_figure,
    risen_line,
    short_line,
    wrong_figure,
)
from sim.systems.triggers_people import (
    doubter,
    gamed_scores,
    hidden_work,
    ill_fitting_region,
    leaving_sponsor,
    popular_forum,
    thin_team,
    tired_team,
)
from sim.systems.triggers_work import (
    conflicted_team,
    duplicate,
    full_train,
    grown_item,
    hurt_customers,
    slipping_bet,
    survived_outage,
    waiting_item,
    worst_outage,
)
from sim.world import APPROVAL, FREE, SIGNAL_GREEN, SIGNAL_NULL

if TYPE_CHECKING:
    from sim.records import World


@kernel
def candidate(world: World, card: int) -> tuple[int, int]:
    """The entity that calls most for a card of a type, and the item or incident that it is about; -1 for none."""
    if card == PRIORITY_CONFLICT:
        return conflicted_team(world)
    if card == GO_NO_GO:
        return full_train(world)
    if card == DUPLICATE_FOUND:
        return duplicate(world)
    if card == METRIC_DISPUTE:
        return disputed_metric(world)
    if card == NUMBER_BY_FIVE:
        return old_figure(world)
    if card == OUTAGE:
        return worst_outage(world)
    if card == AFTER_THE_OUTAGE:
        return survived_outage(world)
    if card == SCOPE_TRADE_OFF:
        return grown_item(world)
    if card == SPONSOR_LEAVING:
        return leaving_sponsor(world)
    if card == TEAM_OVERLOAD:
        return tired_team(world)
    if card == FORUM_CREEP:
        return popular_forum(world)
    if card == REGIONAL_EXCEPTION:
        return ill_fitting_region(world)
    if card == SHADOW_WORK:
        return hidden_work(world)
    if card == RESTATEMENT:
        return wrong_figure(world)
    if card == GATE_APPEAL:
        return waiting_item(world)
    if card == SCORE_GAMING:
        return gamed_scores(world)
    if card == KPI_TRIUMPH:
        return risen_figure(world)
    if card == DASHBOARD_REQUEST:
        return doubter(world)
    if card == SLIPPING_BET:
        return slipping_bet(world)
    if card == CUSTOMER_ESCALATION:
        return hurt_customers(world)
    if card == PEEK:
        return judged_test(world, PEEK, SIGNAL_GREEN)
    if card == NULL_RESULT:
        return judged_test(world, NULL_RESULT, SIGNAL_NULL)
    if card == BACKFILL:
        return thin_team(world)
    if card == PRICING_PUSH:
        return short_line(world)
    if card == APPARENT_SUCCESS:
        return risen_line(world)
    return -1, -1


@kernel
def is_over(world: World, slot: int) -> bool:
    """Whether what an open card is about has ended."""
    cards, about = world.cards, world.cards.about[slot]
    if about < 0:
        return False
    if cards.type[slot] == OUTAGE:
        return world.incidents.open[about] == 0 or world.incidents.line[about] != cards.entity[slot]
    items = world.items
    if items.stage[about] == FREE or items.need[about] != cards.need[slot]:
        return True
    if cards.type[slot] == SLIPPING_BET:
        return items.promise[about] == 0
    if cards.type[slot] == PEEK or cards.type[slot] == NULL_RESULT:
        return experiment_on(world, about) < 0
    if cards.type[slot] == DUPLICATE_FOUND:
        return items.sibling[about] < 0
    if cards.type[slot] == GATE_APPEAL:
        return items.stage[about] != APPROVAL
    return False
