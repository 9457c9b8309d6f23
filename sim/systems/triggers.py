"""When a card is dealt: the entity whose state calls for it most, by what the world has come to by itself (game.md 3).

One function each, found by the card's number in `candidate`. Each gives the entity and what the card is about, -1 and
-1 where nothing calls for it. An entity that has just had a card of the type is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.card import (
    AFTER_THE_OUTAGE,
    COOLDOWN_WEEKS,
    DASHBOARD_REQUEST,
    DUPLICATE_FOUND,
    FORUM_CREEP,
    GATE_APPEAL,
    GO_NO_GO,
    KPI_TRIUMPH,
    METRIC_DISPUTE,
    NUMBER_BY_FIVE,
    OUTAGE,
    PRIORITY_CONFLICT,
    REGIONAL_EXCEPTION,
    RESTATEMENT,
    SCOPE_TRADE_OFF,
    SCORE_GAMING,
    SHADOW_WORK,
    SPONSOR_LEAVING,
    TEAM_OVERLOAD,
)
from sim.draws import STREAM_CARD, uniform
from sim.evolving.cards import KEY_BASE
from sim.kernel import kernel
from sim.levers import CONFLICT, REGION_FIT, VISIBILITY
from sim.systems.audits import AUDIT_SOURCE
from sim.systems.stakeholders import shadow_share
from sim.world import (
    APPROVAL,
    AUDITS,
    BUILD,
    CARD_ENTITIES,
    DAY,
    DEALS,
    FREE,
    IN_POST,
    LANES,
    PRACTICE_LIVE,
    ROLE_BOARD,
    TEAMS,
    WEEK,
)

if TYPE_CHECKING:
    from sim.records import World

# From where on a state calls for a card: game.md 3 where it says so, otherwise [X].
CONFLICT_FROM = 0.35
FULL_TRAIN = 8  # items on a train that leaves within the week
SUNK_HOURS = 20  # that each of two duplicates has taken
DISPUTE_PERMILLE = 150
OLD_WEEKS = 2  # of a figure's age: data older than ten working days
GROWN_SHARE = 1.5  # of its size that an item has taken
TIRED_PPM = 120_000  # of burnout: overload that has lasted
FORUM_SHARE = 0.04  # of people's hours that forums take; or as many forums as
MANY_FORUMS = 9
LONG_WAIT = 2  # cadences of the board
USED_WEEKS = 13
TRIUMPH_SHARE = 1.2  # of its usual value, or the inverse: two usual wobbles
LOW_TRUST_PPM = 500_000
POOR_FIT = 0.7
HIDDEN_SHARE = 0.05  # of hours
OFF_PERMILLE = 40  # of bias that an audit estimates: beyond its own error
SCORING_PRACTICE = 9  # I9, the prioritisation framework


@kernel
def rested(world: World, card: int, entity: int) -> bool:
    """Whether an entity has had no card of a type for some weeks, and has none open."""
    key, week = card * KEY_BASE + entity, world.clock.week[0]
    for n in range(min(DEALS, world.counts.deals[0])):
        if world.deals.card[n] == key and week - world.deals.week[n] < COOLDOWN_WEEKS:
            return False
    return True


@kernel
def candidate(world: World, card: int) -> tuple[int, int]:
    """The entity that calls most for a card of a type, and the item or incident that it is about; -1 for none."""
    if card == PRIORITY_CONFLICT:
        return _conflicted_team(world)
    if card == GO_NO_GO:
        return _full_train(world)
    if card == DUPLICATE_FOUND:
        return _duplicate(world)
    if card == METRIC_DISPUTE:
        return _disputed_metric(world)
    if card == NUMBER_BY_FIVE:
        return _old_figure(world)
    if card == OUTAGE:
        return _worst_outage(world)
    if card == AFTER_THE_OUTAGE:
        return _survived_outage(world)
    if card == SCOPE_TRADE_OFF:
        return _grown_item(world)
    if card == SPONSOR_LEAVING:
        return _leaving_sponsor(world)
    if card == TEAM_OVERLOAD:
        return _tired_team(world)
    if card == FORUM_CREEP:
        return _popular_forum(world)
    if card == REGIONAL_EXCEPTION:
        return _ill_fitting_region(world)
    if card == SHADOW_WORK:
        return _hidden_work(world)
    if card == RESTATEMENT:
        return _wrong_figure(world)
    if card == GATE_APPEAL:
        return _waiting_item(world)
    if card == SCORE_GAMING:
        return _gamed_scores(world)
    if card == KPI_TRIUMPH:
        return _risen_figure(world)
    if card == DASHBOARD_REQUEST:
        return _doubter(world)
    return -1, -1


@kernel
def oldest_in_work(world: World, team: int) -> int:
    """The item in a team's lanes that was asked for first, of those not blocked; -1 without one."""
    oldest, items = -1, world.items
    for lane in range(team * LANES, team * LANES + world.teams.active[team]):
        i = world.lanes.item[lane]
        if items.blocked[i] == 0 and (oldest < 0 or items.requested_min[i] < items.requested_min[oldest]):
            oldest = i
    return oldest


@kernel
def _conflicted_team(world: World) -> tuple[int, int]:
    """Two sponsors, one team: powerful people disagree, and work was put down for it this week."""
    chosen, most = -1, 0
    for team in range(world.counts.teams[0]):
        if world.teams.preemptions[team] > most and world.levers.value[CONFLICT * TEAMS + team] > CONFLICT_FROM:
            if oldest_in_work(world, team) >= 0 and rested(world, PRIORITY_CONFLICT, team):
                chosen, most = team, world.teams.preemptions[team]
    return chosen, oldest_in_work(world, chosen) if chosen >= 0 else -1


@kernel
def _full_train(world: World) -> tuple[int, int]:
    """A train that leaves within the week with more on it than anybody has looked at."""
    chosen, most, lines = -1, FULL_TRAIN - 1, world.lines
    for line in range(world.counts.lines[0]):
        soon = lines.interval_days[line] > WEEK and lines.next_release_day[line] <= world.clock.day[0] + 1 + WEEK
        if soon and lines.train_items[line] > most and rested(world, GO_NO_GO, line):
            chosen, most = line, lines.train_items[line]
    return chosen, -1


@kernel
def _duplicate(world: World) -> tuple[int, int]:
    """A pair that has cost both sides, and that somebody happens to see; each pair is seen or not, once and for all."""
    items = world.items
    for i in range(world.counts.high_items[0]):
        if items.stage[i] != BUILD or items.younger[i] == 0 or items.sibling[i] < 0:
            continue
        other = items.sibling[i]
        if min(items.touched_min[i], items.touched_min[other]) < SUNK_HOURS * 60:
            continue
        seen = world.levers.value[VISIBILITY * TEAMS + items.team[i]]
        if uniform(world, STREAM_CARD, items.need[i], 0) < seen and rested(world, DUPLICATE_FOUND, items.line[i]):
            return items.line[i], i
    return -1, -1


@kernel
def _disputed_metric(world: World) -> tuple[int, int]:
    """The metric whose sources are furthest apart."""
    chosen, most = -1, DISPUTE_PERMILLE
    for metric in range(world.counts.metrics[0]):
        apart = world.metrics.disagreement_permille[metric]
        if apart > most and world.disputes.agreed_until_week[metric] < world.clock.week[0]:
            if rested(world, METRIC_DISPUTE, metric):
                chosen, most = metric, apart
    return chosen, -1


@kernel
def _old_figure(world: World) -> tuple[int, int]:
    """The source with the oldest figures, if somebody powerful is watching."""
    chosen, oldest = -1, OLD_WEEKS - 1
    for s in range(world.counts.sources[0]):
        if world.sources.published[s] > 0 and world.sources.lag_weeks[s] > oldest and rested(world, NUMBER_BY_FIVE, s):
            chosen, oldest = s, world.sources.lag_weeks[s]
    return chosen, -1


@kernel
def _worst_outage(world: World) -> tuple[int, int]:
    """The severest incident that goes on over the weekend."""
    chosen, worst, incidents = -1, int(world.params.outage_severity[0] * 1000.0) - 1, world.incidents
    for incident in range(world.counts.incidents[0]):
        if incidents.open[incident] == 1 and incidents.severity_permille[incident] > worst:
            if rested(world, OUTAGE, incidents.line[incident]):
                chosen, worst = incident, incidents.severity_permille[incident]
    if chosen < 0:
        return -1, -1
    return incidents.line[chosen], chosen


@kernel
def _survived_outage(world: World) -> tuple[int, int]:
    """A line whose outage ended last week."""
    for line in range(world.counts.lines[0]):
        if world.guards.outage_week[line] == world.clock.week[0] - 1 and world.clock.week[0] > 1:
            if rested(world, AFTER_THE_OUTAGE, line):
                return line, -1
    return -1, -1


@kernel
def _grown_item(world: World) -> tuple[int, int]:
    """The item in work that has outgrown its size most."""
    chosen, most, items = -1, GROWN_SHARE, world.items
    for team in range(world.counts.teams[0]):
        for lane in range(team * LANES, team * LANES + world.teams.active[team]):
            i = world.lanes.item[lane]
            grown = (items.touched_min[i] + max(0, items.left_min[i])) / max(1, items.size_min[i])
            if grown > most and items.left_min[i] > 0 and rested(world, SCOPE_TRADE_OFF, team):
                chosen, most = i, grown
    return (items.team[chosen], chosen) if chosen >= 0 else (-1, -1)


@kernel
def _leaving_sponsor(world: World) -> tuple[int, int]:
    """Somebody who has said that they leave, and carries what is live."""
    people = world.stakeholders
    for s in range(world.counts.stakeholders[0]):
        if people.announced[s] == 1 and people.status[s] == IN_POST and world.dealt.times[_deal_of(s)] == 0:
            for p in range(world.counts.practices[0]):
                if world.practices.phase[p] == PRACTICE_LIVE and world.practices.sponsor[p] == s:
                    return s, -1
    return -1, -1


@kernel
def _deal_of(s: int) -> int:
    return SPONSOR_LEAVING * CARD_ENTITIES + s


@kernel
def _tired_team(world: World) -> tuple[int, int]:
    """The team that overload has worn most, if it is still wearing it."""
    chosen, most = -1, TIRED_PPM
    for team in range(world.counts.teams[0]):
        over = world.teams.active[team] + world.teams.queued[team] > 2 * world.teams.people[team]
        if over and world.teams.burnout_ppm[team] > most and rested(world, TEAM_OVERLOAD, team):
            chosen, most = team, world.teams.burnout_ppm[team]
    return chosen, -1


@kernel
def _popular_forum(world: World) -> tuple[int, int]:
    """The forum that takes most hours, where forums have become many or dear."""
    forums, people, weekly, live = world.forums, 0, 0.0, 0
    for team in range(world.counts.teams[0]):
        people += world.teams.people[team]
    chosen, most = -1, 0.0
    for f in range(1, world.counts.forums[0]):
        if forums.live[f] == 0 or forums.cadence_days[f] <= 0:
            continue
        live += 1
        hours = forums.seats[f] * forums.sitting_min[f] / 60.0 * WEEK / forums.cadence_days[f]
        weekly += hours
        if hours > most and rested(world, FORUM_CREEP, f):
            chosen, most = f, hours
    dear = weekly > FORUM_SHARE * people * DAY * WEEK / 60.0
    return (chosen, -1) if dear or live >= MANY_FORUMS else (-1, -1)


@kernel
def _waiting_item(world: World) -> tuple[int, int]:
    """The item that has waited longest for a board, past two of its cadences."""
    items, chosen, longest = world.items, -1, 0
    for f in range(1, world.counts.forums[0]):
        if world.forums.live[f] == 0 or world.forums.role[f] != ROLE_BOARD:
            continue
        here = world.forums.head[f]
        while here >= 0:
            waited = world.clock.day[0] - items.raised_min[here] // DAY
            if waited > max(longest, LONG_WAIT * world.forums.cadence_days[f]) and items.stage[here] == APPROVAL:
                if rested(world, GATE_APPEAL, items.line[here]):
                    chosen, longest = here, waited
            here = items.next[here]
    return (items.line[chosen], chosen) if chosen >= 0 else (-1, -1)


@kernel
def _ill_fitting_region(world: World) -> tuple[int, int]:
    """A line of another region that uses something that does not fit it."""
    for line in range(world.counts.lines[0]):
        first = world.lines.first_team[line]
        poor = world.lines.region[line] > 0 and world.levers.value[REGION_FIT * TEAMS + first] < POOR_FIT
        if poor and rested(world, REGIONAL_EXCEPTION, line):
            for p in range(world.counts.practices[0]):
                if world.practices.phase[p] == PRACTICE_LIVE and world.scopes.scoped[p * TEAMS + first] == 1:
                    return line, -1
    return -1, -1


@kernel
def _hidden_work(world: World) -> tuple[int, int]:
    """The line that distrust has driven furthest round its intake."""
    chosen, most = -1, HIDDEN_SHARE
    for line in range(world.counts.lines[0]):
        hidden = shadow_share(world, line)
        if hidden > most and rested(world, SHADOW_WORK, line):
            chosen, most = line, hidden
    return chosen, -1


@kernel
def _wrong_figure(world: World) -> tuple[int, int]:
    """A source whose deep audit has just found it off."""
    audits = world.audits
    for slot in range(min(AUDITS, world.counts.audits[0])):
        told = audits.reported_week[slot] == world.clock.week[0] and audits.kind[slot] == AUDIT_SOURCE
        if told and audits.deep[slot] == 1 and abs(audits.finding_permille[slot]) >= OFF_PERMILLE:
            if rested(world, RESTATEMENT, audits.target[slot]):
                return audits.target[slot], -1
    return -1, -1


@kernel
def _gamed_scores(world: World) -> tuple[int, int]:
    """A scoring sheet that has been in use for a quarter."""
    practices = world.practices
    if practices.phase[SCORING_PRACTICE] != PRACTICE_LIVE:
        return -1, -1
    if world.clock.week[0] - practices.live_week[SCORING_PRACTICE] < USED_WEEKS or not rested(world, SCORE_GAMING, 0):
        return -1, -1
    return 0, -1


@kernel
def _risen_figure(world: World) -> tuple[int, int]:
    """A line that is watched by one figure, without a guardrail, where the figure has left its usual wobble."""
    for line in range(world.counts.lines[0]):
        s = world.priorities.kpi_source[line]
        watched = s >= 0 and world.priorities.kpi_until_week[line] >= world.clock.week[0]
        if not watched or world.priorities.guardrails[line] > 0 or world.gazes.usual[s] <= 0.0:
            continue
        ratio = world.sources.latest[s] / world.gazes.usual[s]
        if world.metrics.higher_is_better[world.sources.metric[s]] == 0:
            ratio = 1.0 / max(0.01, ratio)
        if ratio > TRIUMPH_SHARE and rested(world, KPI_TRIUMPH, line):
            return line, -1
    return -1, -1


@kernel
def _doubter(world: World) -> tuple[int, int]:
    """Whoever trusts least."""
    people, chosen, least = world.stakeholders, -1, LOW_TRUST_PPM
    for s in range(world.counts.stakeholders[0]):
        if people.status[s] == IN_POST and people.trust_ppm[s] < least and rested(world, DASHBOARD_REQUEST, s):
            chosen, least = s, people.trust_ppm[s]
    return chosen, -1


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
    if cards.type[slot] == DUPLICATE_FOUND:
        return items.sibling[about] < 0
    if cards.type[slot] == GATE_APPEAL:
        return items.stage[about] != APPROVAL
    return False
