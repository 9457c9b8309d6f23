"""What is true of every world at every week's end: named violations, none in a sound world.

ledger: …     customers, or money to the cent
chain: …      a list of items does not hold what its owner counts, or holds what it may not
items: …      slots, the free list and what the counts say of them
lanes: …      a team's work in progress
waits: …      blocked items and the forums they wait for
hours: …      a team's week that does not add up
trust: …       stakeholders
cards: …       open decision cards
people: …, practices: …, means: …, incidents: …, policies: …   values outside what they can be
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.evolving.teams import OVERTIME_SHARE
from sim.world import (
    APPROVAL,
    AT_DESK,
    BOARDED,
    BUILD,
    CARD_ENTITIES,
    COHORTS,
    DAY,
    DESK_QUEUE,
    FREE,
    GONE,
    INTAKE,
    ITEMS,
    LANES,
    NEEDS,
    PRACTICE_LIVE,
    PRACTICE_SETUP,
    READY,
    STRATA,
    TEAMS,
    WEEK,
)

PPM: Final = 1_000_000
CAPACITIES: Final = {
    "lines",
    "teams",
    "desks",
    "forums",
    "practices",
    "effects",
    "sources",
    "metrics",
    "hires",
    "incidents",
}


def violations(worlds: npt.NDArray[Any]) -> list[str]:
    """What is wrong with the first world, in a fixed order.

    Args:
        worlds: read only, between two weeks.

    Returns:
        One line each, "name: where and what"; empty for a sound world.
    """
    world = worlds[0]
    found: list[str] = []
    checks = (
        _ledger,
        _items,
        _chains,
        _lanes,
        _waits,
        _siblings,
        _hours,
        _practices,
        _means,
        _learning,
        _politics,
        _cards,
        _rest,
    )
    for check in checks:
        found += check(world)
    return found


def _ledger(world: np.void) -> Iterator[str]:
    """Accounts and cents of every line are those of its cohorts, and the year's revenue is what its movements left."""
    products, cohorts, strata = world["products"], world["cohorts"], world["strata"]["accounts"].reshape(-1, STRATA)
    for line in range(int(world["counts"]["lines"][0])):
        chain = _cohorts(world, line)
        accounts, cents = (int(cohorts[field][chain].sum()) for field in ("accounts", "arr_cents"))  # exact: integers
        in_strata = int(strata[chain].sum())  # exact: integers
        if accounts != int(products["accounts"][line]) or accounts != in_strata:
            yield f"ledger: line {line} has {int(products['accounts'][line])} accounts, its cohorts {accounts}"
        if cents != int(products["arr_cents"][line]):
            yield f"ledger: line {line} earns {int(products['arr_cents'][line])} cents a year, its cohorts {cents}"
        opening, won, more, lost, less = (
            int(products[f"{name}_cents"][line]) for name in ("opening", "won", "expanded", "lost", "contracted")
        )
        if opening + won + more - lost - less != cents:
            yield f"ledger: line {line} does not close: {opening} + {won} + {more} - {lost} - {less}, not {cents}"
        if (strata[chain] < 0).any() or (cohorts["activated"][chain] > cohorts["accounts"][chain]).any():
            yield f"ledger: line {line} has a cohort that cannot be"
    if int(world["counts"]["free_cohort"][0]) < 0:
        yield "ledger: there is no place for the next customers"


def _cohorts(world: np.void, line: int) -> list[int]:
    """A line's cohorts, oldest first."""
    nexts, here = world["cohorts"]["next"], int(world["products"]["cohort_head"][line])
    chain: list[int] = []
    while here >= 0 and len(chain) <= COHORTS:
        chain.append(here)
        here = int(nexts[here])
    return chain


def _members(world: np.void, head: int, most: int = ITEMS) -> list[int] | None:
    """Items of a chain in order; None if it leaves the array or bites its tail."""
    nexts, here = world["items"]["next"], head
    members: list[int] = []
    while here != -1:
        if not 0 <= here < ITEMS or len(members) >= most:
            return None
        members.append(here)
        here = int(nexts[here])
    return members


def _items(world: np.void) -> Iterator[str]:
    stage, counts = world["items"]["stage"], world["counts"]
    free = _members(world, int(counts["free_item"][0]))
    vacant = np.flatnonzero(stage == FREE)
    if free is None or sorted(free) != vacant.tolist():
        yield f"items: the free list does not hold the {len(vacant)} free slots once each"
    if int(counts["open_items"][0]) != ITEMS - len(vacant):
        yield f"items: {ITEMS - len(vacant)} are open, counted {int(counts['open_items'][0])}"
    high = int(counts["high_items"][0])
    if (stage[high:] != FREE).any():
        yield f"items: an open one lies beyond {high}, the highest slot ever used"
    if ((stage < FREE) | (stage > BOARDED)).any():
        yield "items: a stage that does not exist"
    for i in np.flatnonzero((stage != FREE) & ((world["items"]["left_min"] < 0) | (world["items"]["touched_min"] < 0))):
        yield f"items: {i} has negative minutes"
    for name in sorted(CAPACITIES):
        if not 0 <= int(counts[name][0]) <= _capacity(world, name):
            yield f"items: {int(counts[name][0])} {name} do not fit"


def _capacity(world: np.void, entity: str) -> int:
    return int(world[entity][(world[entity].dtype.names or ("",))[0]].shape[0])


def _chains(world: np.void) -> Iterator[str]:
    """Queues of teams, desks, servers, forums and trains: each holds what it should, counted right."""
    lists = (
        ("teams", "queue_head", "queue_tail", "queued", "team", (READY,)),
        ("desks", "head", "tail", "queued", "desk", (DESK_QUEUE,)),
        ("desks", "serving", "serving_tail", "", "desk", (AT_DESK,)),
        ("lines", "train_head", "train_tail", "train_items", "line", (BOARDED,)),
        ("forums", "head", "tail", "waiting", "forum", (INTAKE, BUILD, APPROVAL)),
    )
    items = world["items"]
    for owner, head, tail, counted, field, stages in lists:
        seen = 0
        for n in range(int(world["counts"][owner][0])):
            where = f"chain: {owner}[{n}].{head}"
            members = _members(world, int(world[owner][head][n]))
            if members is None:
                yield f"{where} does not end"
                continue
            seen += len(members)
            if members and int(world[owner][tail][n]) != members[-1]:
                yield f"{where} ends with {members[-1]}, its tail is {int(world[owner][tail][n])}"
            if counted and int(world[owner][counted][n]) != len(members):
                yield f"{where} holds {len(members)}, counted {int(world[owner][counted][n])}"
            if head == "head" and owner == "desks" and (np.diff(items["ready_min"][members]) < 0).any():
                yield f"{where} is not in order of readiness"
            for i in members:
                if int(items["stage"][i]) not in stages or int(items[field][i]) != n:
                    yield f"{where} holds item {i} of stage {int(items['stage'][i])}, {field} {int(items[field][i])}"
        waiting = items["forum"] >= 0 if owner == "forums" else np.ones(ITEMS, np.bool_)
        should = int(np.count_nonzero(np.isin(items["stage"], stages) & waiting))
        if seen != should:
            yield f"chain: {owner}.{head} hold {seen} items, {should} should be there"


def _lanes(world: np.void) -> Iterator[str]:
    stage, team, lanes = world["items"]["stage"], world["items"]["team"], world["lanes"]["item"]
    for t in range(int(world["counts"]["teams"][0])):
        active = int(world["teams"]["active"][t])
        if not 0 <= active <= LANES:
            yield f"lanes: team {t} has {active} of {LANES} lanes in use"
            continue
        held = sorted(int(i) for i in lanes[t * LANES : t * LANES + active])
        should = np.flatnonzero((stage == BUILD) & (team == t)).tolist()
        if held != should:
            yield f"lanes: team {t} works on {held}, in build are {should}"
        blocked = int(np.count_nonzero(world["items"]["blocked"][should]))
        if blocked != int(world["teams"]["blocked"][t]):
            yield f"lanes: team {t} has {blocked} blocked items, counted {int(world['teams']['blocked'][t])}"


def _waits(world: np.void) -> Iterator[str]:
    items = world["items"]
    stage, forum = items["stage"], items["forum"]
    for i in np.flatnonzero((stage == BUILD) & (items["blocked"] == 1) & (forum < 0)):
        yield f"waits: item {i} is blocked and waits for no forum"
    for i in np.flatnonzero((stage == BUILD) & (items["blocked"] == 0) & (forum >= 0)):
        yield f"waits: item {i} waits for forum {int(forum[i])} and is worked on"
    for i in np.flatnonzero(((stage == INTAKE) | (stage == APPROVAL)) & (forum < 0)):
        yield f"waits: item {i} waits for a decision that no forum has"
    for line in range(int(world["counts"]["lines"][0])):
        for role in ("forum", "board"):
            f = int(world["lines"][role][line])
            if f >= 0 and not world["forums"]["live"][f]:
                yield f"waits: line {line} sends to {role} {f}, which no longer sits"


def _siblings(world: np.void) -> Iterator[str]:
    sibling, stage = world["items"]["sibling"], world["items"]["stage"]
    for i in np.flatnonzero((stage != FREE) & (sibling >= 0)):
        other = int(sibling[i])
        if stage[other] == FREE or int(sibling[other]) != i:
            yield f"items: {i} has sibling {other}, which has another or none"


def _hours(world: np.void) -> Iterator[str]:
    teams = world["teams"]
    for t in range(int(world["counts"]["teams"][0])):
        taken = 0
        for field in ("overhead_min", "switched_min", "incident_min", "drained_min", "touched_min"):
            taken += int(teams[field][t])
        available, whole = int(teams["available_min"][t]), int(teams["people"][t]) * WEEK * DAY
        if taken > available:  # idle is what nothing took
            yield f"hours: team {t} had {available} minutes, {taken} are booked"
        if int(world["curbs"]["overtime_until_week"][t]) >= int(world["clock"]["week"][0]) > 0:
            longer = whole + int(teams["people"][t]) * DAY // OVERTIME_SHARE * WEEK
            whole = longer if available == longer else whole  # from the week after it was called for
        if available != whole and world["clock"]["week"][0] > 0:
            yield f"hours: team {t} had {available} minutes, its people have {whole}"
        if int(teams["people"][t]) < 1:
            yield f"people: team {t} has {int(teams['people'][t])}"
        if not 0 <= int(teams["burnout_ppm"][t]) <= PPM:
            yield f"people: team {t} has burnout {int(teams['burnout_ppm'][t])} ppm"


def _practices(world: np.void) -> Iterator[str]:
    practices, scopes = world["practices"], world["scopes"]
    for field in ("adoption_ppm", "fidelity_ppm"):
        for scope in np.flatnonzero((scopes[field] < 0) | (scopes[field] > PPM)):
            p, team = divmod(int(scope), TEAMS)
            yield f"practices: {p} in team {team} has {field} {int(scopes[field][scope])}"
    for p in range(int(world["counts"]["practices"][0])):
        scoped = scopes["scoped"][p * TEAMS : p * TEAMS + TEAMS]
        under_way = int(practices["phase"][p]) in (PRACTICE_SETUP, PRACTICE_LIVE)
        n = int(np.count_nonzero(scoped))
        if under_way and n != int(practices["teams"][p]):
            yield f"practices: {p} reaches {n} teams, counted {int(practices['teams'][p])}"
        if not under_way and n:
            yield f"practices: {p} is not under way and reaches {n} teams"
        f = int(practices["forum"][p])
        if int(practices["phase"][p]) == PRACTICE_LIVE and f >= 0 and int(world["forums"]["practice"][f]) != p:
            yield f"practices: {p} has seated forum {f}, which belongs to another"
    levers = world["levers"]["value"]
    if not np.isfinite(levers).all():
        yield "practices: a lever is not a number"


def _means(world: np.void) -> Iterator[str]:
    player = world["player"]
    if not 0 <= int(player["capital_milli"][0]) <= 100_000:
        yield f"means: capital {int(player['capital_milli'][0])} milli-points"
    for field in ("minutes_left", "envelope_min"):
        if int(player[field][0]) < 0:
            yield f"means: {field} {int(player[field][0])}"


def _learning(world: np.void) -> Iterator[str]:
    """What is known is a share, promises and items name each other, and experiments end."""
    lessons, forecasts, items = world["lessons"], world["forecasts"], world["items"]
    for field in ("stock", "listed"):
        for at in np.flatnonzero((lessons[field] < 0.0) | (lessons[field] > 1.0)):
            yield f"learning: {field}[{int(at)}] is {float(lessons[field][at]):g}"
    for field in ("codified_ppm", "written_ppm", "coached_ppm"):
        for at in np.flatnonzero((world["scopes"][field] < 0) | (world["scopes"][field] > PPM)):
            yield f"practices: scope {int(at)} has {field} {int(world['scopes'][field][at])}"
    for i in np.flatnonzero((items["stage"] != FREE) & (items["promise"] > 0)):
        if not forecasts["open"][int(items["promise"][i]) - 1]:
            yield f"forecasts: item {int(i)} is promised by {int(items['promise'][i]) - 1}, which is settled"
    promised = int(np.count_nonzero((forecasts["open"] == 1) & (forecasts["live_min"] < 0)))
    owed = int(np.count_nonzero((items["stage"] != FREE) & (items["promise"] > 0)))
    if promised != owed:
        yield f"forecasts: {promised} are open, {owed} items are promised"
    experiments, week = world["experiments"], int(world["clock"]["week"][0])
    for slot in np.flatnonzero(experiments["open"] == 1):
        if int(experiments["started_week"][slot]) + int(experiments["weeks"][slot]) <= week:
            yield f"experiments: {int(slot)} should have ended"


def _politics(world: np.void) -> Iterator[str]:
    people, n = world["stakeholders"], int(world["counts"]["stakeholders"][0])
    for s in range(n):
        if not 0 <= int(people["trust_ppm"][s]) <= PPM:
            yield f"trust: stakeholder {s} has {int(people['trust_ppm'][s])} ppm"
        if int(people["status"][s]) == GONE and int(people["line"][s]) >= 0:
            yield f"trust: stakeholder {s} has left and owns line {int(people['line'][s])}"
        total = float(
            np.round(world["cares"]["weight"][s * NEEDS : s * NEEDS + NEEDS], 9).astype(np.float64).cumsum()[-1]
        )
        if abs(total - 1.0) > 1e-6:
            yield f"trust: needs of stakeholder {s} sum to {total:g}"
    for line in np.flatnonzero((world["agendas"]["distrust"] < 0) | (world["agendas"]["distrust"] > 1)):
        yield f"trust: line {int(line)} has distrust {float(world['agendas']['distrust'][line]):g}"
    for team in np.flatnonzero(world["dues"]["minutes"] < 0):
        yield f"hours: team {int(team)} owes {int(world['dues']['minutes'][team])} minutes"
    for line in np.flatnonzero((world["lines"]["promises_kept"] != 0) | (world["lines"]["promises_missed"] != 0)):
        yield f"trust: line {int(line)} still counts last week's promises"


def _cards(world: np.void) -> Iterator[str]:
    cards, clock = world["cards"], world["clock"]
    open_ = np.flatnonzero(cards["state"] > 0)
    if len(open_) != int(world["counts"]["open_cards"][0]):
        yield f"cards: {len(open_)} are open, counted {int(world['counts']['open_cards'][0])}"
    names = [(int(cards["type"][slot]), int(cards["entity"][slot])) for slot in open_]
    for kind, entity in sorted({name for name in names if names.count(name) > 1}):
        yield f"cards: entity {entity} has two open cards of type {kind}"
    for slot in open_:
        kind, entity, ordinal = (int(cards[field][slot]) for field in ("type", "entity", "ordinal"))
        if not world["decks"]["live"][kind]:
            yield f"cards: {slot} is of type {kind}, which this company does not deal"
        if ordinal != int(world["dealt"]["times"][kind * CARD_ENTITIES + entity]):
            yield f"cards: {slot} is the {ordinal}. of its entity, which had another since"
        if int(cards["due_day"][slot]) <= int(clock["day"][0]):
            yield f"cards: {slot} was due on day {int(cards['due_day'][slot])} and took no default"


def _rest(world: np.void) -> Iterator[str]:
    incidents, hires, clock = world["incidents"], world["hires"], world["clock"]
    for at in np.flatnonzero(incidents["open"] == 1):
        if not 0 <= int(incidents["line"][at]) < int(world["counts"]["lines"][0]):
            yield f"incidents: {at} is of line {int(incidents['line'][at])}"
        if int(incidents["accrued_min"][at]) < int(incidents["started_min"][at]):
            yield f"incidents: {at} did harm before it began"
    for n in range(int(world["counts"]["hires"][0])):
        if not 0 <= int(hires["team"][n]) < int(world["counts"]["teams"][0]):
            yield f"people: hire {n} is of team {int(hires['team'][n])}"
        if hires["joined_week"][n] == 0 and int(hires["joins_week"][n]) <= int(clock["week"][0]):
            yield f"people: hire {n} should have joined"
    orders = int(np.count_nonzero(world["policies"]["effective_day"] > 0))
    if orders != int(world["counts"]["orders"][0]):
        yield f"policies: {orders} orders are to take effect, counted {int(world['counts']['orders'][0])}"
    overdue = (world["policies"]["effective_day"] > 0) & (world["policies"]["effective_day"] <= int(clock["day"][0]))
    for order in np.flatnonzero(overdue):
        yield f"policies: order {order} should be in force"
