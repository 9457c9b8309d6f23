"""The first day: a world built from a scenario, a catalogue of interventions and a seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.card import SCOPES, Card, Scope
from sim.cards import cards
from sim.commands import POLICY_VALUES
from sim.intervention import Intervention
from sim.kernel import bind
from sim.levers import LEVERS, Lever
from sim.metric import Metric
from sim.metrics import metrics
from sim.opening import place_customers
from sim.parameters import SECTIONS
from sim.scenario import Scenario
from sim.step import seed_world
from sim.world import (
    CARD_ENTITIES,
    CARD_OPTIONS,
    DESK_DEPLOY,
    DESK_REVIEW,
    EFFECTS,
    IN_POST,
    ITEMS,
    LOCAL_FORUM,
    METRICS,
    NEED_GROWTH,
    NEED_PREDICTABILITY,
    NEED_QUALITY,
    NEED_SPEED,
    NEED_TRANSPARENCY,
    NEEDS,
    PRACTICES,
    ROLE_BOARD,
    ROLE_CROSS,
    ROLE_LINE,
    ROLE_NONE,
    ROLE_STATUS,
    TEAMS,
    TERMS,
    TO_COME,
    WORLD,
)

ROLES = {"line": ROLE_LINE, "cross": ROLE_CROSS, "board": ROLE_BOARD, "status": ROLE_STATUS}
# Which need a metric speaks to, by id or by family; a figure that speaks to nobody's need is not looked at.
NEED_OF = {
    "flow.thru": NEED_GROWTH,
    "flow.dup": NEED_TRANSPARENCY,
    "flow.rework": NEED_QUALITY,
    "flow": NEED_SPEED,
    "dec": NEED_SPEED,
    "fore": NEED_PREDICTABILITY,
    "rel": NEED_QUALITY,
    "val": NEED_GROWTH,
    "rev": NEED_GROWTH,
    "cust": NEED_GROWTH,
    "obs": NEED_TRANSPARENCY,
}

World = npt.NDArray[Any]


class Index:
    """Names of a world's entities, by the numbers that events carry."""

    def __init__(self, scenario: Scenario, catalogue: Mapping[str, Intervention]) -> None:
        """Order teams by line, as the kernel needs them, and number everything in file order."""
        self.lines = [line.id for line in scenario.lines]
        self.team_order = sorted(scenario.teams, key=lambda team: self.lines.index(team.line))  # stable
        self.regions = ["home", *dict.fromkeys(line.region for line in scenario.lines if line.region)]
        self.teams = [team.id for team in self.team_order]
        self.desk_order = sorted(scenario.desks, key=lambda desk: desk.role != "review")  # stable: reviews come first
        self.desks = [desk.id for desk in self.desk_order]
        self.forums = ["team", *(forum.id for forum in scenario.forums)]
        self.sources = [source.id for source in scenario.sources]
        self.sponsors = [sponsor.id for sponsor in scenario.sponsors]
        self.powers = [sponsor.power for sponsor in scenario.sponsors]
        self.practices = {entry.number: entry.id for entry in catalogue.values()}
        self.metrics = _by_number(metrics())
        self._entities: dict[Scope, list[str]] = {
            "company": ["company"],
            "team": self.teams,
            "line": self.lines,
            "metric": self.metrics,
            "source": self.sources,
            "stakeholder": self.sponsors,
            "forum": self.forums,
        }

    def entity(self, scope: Scope, number: int) -> str:
        """What an entity of a card is called in the card's id."""
        names = self.entities(scope)
        return names[number] if number < len(names) else f"{scope}-{number}"

    def entity_number(self, scope: Scope, name: str) -> int:
        """The number of an entity; -1 if there is none of that name."""
        names = self.entities(scope)
        if name in names:
            return names.index(name)
        head, _, tail = name.rpartition("-")
        return int(tail) if head == scope and tail.isdecimal() and len(names) <= int(tail) < CARD_ENTITIES else -1

    def entities(self, scope: Scope) -> list[str]:
        """Names of what cards of a scope are about, by number."""
        return self._entities[scope]


def _by_number(defined: Mapping[str, Metric]) -> list[str]:
    """Ids of metrics at their numbers; nothing stands at a number that nobody has."""
    ids = [""] * (1 + max(metric.number for metric in defined.values()))
    for metric in defined.values():
        ids[metric.number] = metric.id
    return ids


def found(scenario: Scenario, catalogue: Mapping[str, Intervention], seed: int) -> World:
    """Build the world of a scenario on its first morning.

    Args:
        scenario: complete, defaults merged.
        catalogue: the interventions that exist in it, by id.
        seed: any 63-bit integer; the key of every draw.

    Returns:
        An array of one record of dtype `WORLD`.
    """
    worlds = np.zeros(1, WORLD)
    world, index = worlds[0], Index(scenario, catalogue)
    world["clock"]["day"] = -1
    world["clock"]["history_weeks"] = scenario.weeks.history
    for section in SECTIONS:
        for name, tagged in getattr(scenario.parameters, section):
            world["params"][name] = tagged.value
    _place_lines(world, scenario, index)
    place_customers(world, scenario)
    _place_teams(world, index)
    _place_levers(world, scenario, index)
    _place_desks_and_forums(world, scenario, index)
    _place_sources(world, scenario, index)
    _place_metrics(world, metrics())
    _place_catalogue(world, catalogue)
    _place_stakeholders(world, scenario, index)
    _place_cards(world, [cards()[name] for name in scenario.cards])
    world["items"]["next"] = np.arange(1, ITEMS + 1)
    world["items"]["next"][-1] = -1
    world["player"]["capital_milli"] = int(scenario.parameter("capital_start") * 1000)
    world["player"]["minutes_left"] = int(scenario.parameter("player_hours") * 60)
    world["player"]["envelope_min"] = int(scenario.parameter("envelope_hours") * 60)
    seed_world(bind(worlds), seed)
    return worlds


def _place_lines(world: np.void, scenario: Scenario, index: Index) -> None:
    lines = world["lines"]
    world["counts"]["lines"] = len(scenario.lines)
    for column in ("train_head", "train_tail", "forum", "board"):
        lines[column] = -1
    for n, line in enumerate(scenario.lines):
        lines["needs_per_week"][n] = line.needs_per_week
        lines["users"][n] = line.users
        lines["forum"][n] = index.forums.index(line.forum) if line.forum else -1
        lines["board"][n] = index.forums.index(line.board) if line.board else -1
        lines["emergency_path"][n] = POLICY_VALUES["emergency-path"].index(line.emergency_path)
        lines["approval_tier"][n] = POLICY_VALUES["approval"].index(line.approval_tier)
        lines["interval_days"][n] = line.release_interval_days
        lines["region"][n] = index.regions.index(line.region) if line.region else 0
        lines["next_release_day"][n] = max(0, line.release_interval_days - 1)
        mine = [t for t, team in enumerate(index.team_order) if team.line == line.id]
        lines["first_team"][n], lines["team_count"][n] = mine[0], len(mine)


def _place_teams(world: np.void, index: Index) -> None:
    teams = world["teams"]
    world["counts"]["teams"] = len(index.team_order)
    teams["queue_head"] = teams["queue_tail"] = -1
    teams["review_desk"] = teams["deploy_desk"] = -1
    for n, team in enumerate(index.team_order):
        teams["line"][n] = index.lines.index(team.line)
        teams["people"][n] = team.people
        teams["wip_per_maker"][n] = team.wip_per_maker
        teams["review_desk"][n] = index.desks.index(team.review_desk) if team.review_desk else -1
        teams["deploy_desk"][n] = index.desks.index(team.deploy_desk) if team.deploy_desk else -1


def _place_levers(world: np.void, scenario: Scenario, index: Index) -> None:
    """Where each lever stands before any practice pulls it: the parameter of its name, its team's habit, its fit."""
    fits = np.ones(TEAMS)
    for n, team in enumerate(index.team_order):
        fits[n] = next(line.fit for line in scenario.lines if line.id == team.line)
    base = world["levers"]["base"].reshape(LEVERS, TEAMS)
    own = {Lever.WIP_PER_MAKER: world["teams"]["wip_per_maker"], Lever.REGION_FIT: fits}
    for lever in Lever:
        base[lever] = own[lever] if lever in own else world["params"][lever.name.lower()]


def _place_desks_and_forums(world: np.void, scenario: Scenario, index: Index) -> None:
    desks, forums = world["desks"], world["forums"]
    world["counts"]["desks"] = len(scenario.desks)
    desks["head"] = desks["tail"] = desks["serving"] = desks["serving_tail"] = -1
    world["counts"]["review_desks"] = len([desk for desk in scenario.desks if desk.role == "review"])
    for n, desk in enumerate(index.desk_order):
        desks["role"][n] = DESK_REVIEW if desk.role == "review" else DESK_DEPLOY
        desks["servers"][n] = desk.servers
        desks["mean_min"][n] = desk.mean_minutes
    world["counts"]["forums"] = 1 + len(scenario.forums)
    forums["head"] = forums["tail"] = -1
    forums["practice"] = forums["line"] = -1
    forums["live"][LOCAL_FORUM] = 1
    for n, forum in enumerate(scenario.forums, start=1):
        forums["live"][n] = 1
        forums["role"][n] = ROLES[forum.role]
        forums["line"][n] = index.lines.index(forum.line) if forum.line else -1
        forums["cadence_days"][n] = forum.cadence_days
        forums["next_day"][n] = forum.first_day
        forums["slots"][n] = forum.slots
        forums["seats"][n] = forum.seats
        forums["sitting_min"][n] = forum.sitting_minutes
        forums["everywhere"][n] = forum.role == "board" and all(line.board != forum.id for line in scenario.lines)


def _place_stakeholders(world: np.void, scenario: Scenario, index: Index) -> None:
    """Everybody with needs, by the number of the sponsor; policies of lines and what figures speak to, in any case."""
    agendas, people = world["agendas"], world["stakeholders"]
    world["priorities"]["kpi_source"] = -1
    for n, line in enumerate(scenario.lines):
        agendas["review"][n] = POLICY_VALUES["review"].index(line.review)
        agendas["intake"][n] = POLICY_VALUES["intake"].index(line.intake)
    world["gazes"]["need"] = -1
    for n, source in enumerate(scenario.sources):
        family = source.metric.partition(".")[0]
        world["gazes"]["need"][n] = NEED_OF.get(source.metric, NEED_OF.get(family, -1))
    people["line"] = people["successor"] = -1
    if not any(sponsor.needs for sponsor in scenario.sponsors):
        return
    world["counts"]["stakeholders"] = len(scenario.sponsors)
    for n, sponsor in enumerate(scenario.sponsors):
        trust = scenario.parameter("trust") if sponsor.trust is None else sponsor.trust
        people["start_ppm"][n] = people["trust_ppm"][n] = int(trust * 1e6 + 0.5)
        people["status"][n] = IN_POST if sponsor.in_post else TO_COME
        people["line"][n] = index.lines.index(sponsor.line) if sponsor.line else -1
        people["successor"][n] = index.sponsors.index(sponsor.successor) if sponsor.successor else -1
        people["leaves_week"][n] = scenario.weeks.history + sponsor.leaves_week if sponsor.leaves_week else 0
        people["power"][n], people["attention"][n] = sponsor.power, sponsor.attention
        if sponsor.needs is not None:
            world["cares"]["weight"][n * NEEDS : n * NEEDS + NEEDS] = sponsor.needs.weights


def _place_sources(world: np.void, scenario: Scenario, index: Index) -> None:
    sources = world["sources"]
    world["counts"]["sources"] = len(scenario.sources)
    for n, source in enumerate(scenario.sources):
        sources["metric"][n] = index.metrics.index(source.metric)
        sources["definition"][n] = index.metrics.index(source.definition)
        sources["canonical"][n] = index.metrics.index(source.canonical or source.metric)
        sources["team"][n] = index.teams.index(source.team)
        sources["lag_weeks"][n] = source.lag_weeks
        sources["bias"][n] = source.bias
        sources["noise"][n] = source.noise / np.sqrt(source.coverage)  # of a sample, as big as what it sees


def _place_metrics(world: np.void, defined: Mapping[str, Metric]) -> None:
    most = max(metric.number for metric in defined.values())
    if most >= METRICS:
        raise ValueError(f"metric number {most}; the world holds {METRICS}")
    rows, terms, at = world["metrics"], world["terms"], 0
    world["counts"]["metrics"] = most + 1
    rows["disagreement_permille"] = -1
    for metric in defined.values():
        n = metric.number
        rows["first_term"][n] = at
        rows["weekly"][n] = 0 if metric.under else 1
        rows["higher_is_better"][n] = 1 if metric.better == "higher" else 0
        rows["scale"][n] = metric.scale
        for under, side in ((0, metric.over), (1, metric.under)):
            for term in side:
                terms["kind"][at], terms["of_total"][at], terms["under"][at] = term.kind, term.of == "total", under
                terms["sign"][at] = term.sign
                at += 1
        rows["terms"][n] = at - rows["first_term"][n]
    if at > TERMS:
        raise ValueError(f"{at} metric terms; the world holds {TERMS}")


def _place_cards(world: np.void, dealt: Sequence[Card]) -> None:
    """The types of cards that a scenario deals, and what their options cost people."""
    decks, choices = world["decks"], world["choices"]
    world["counts"]["decks"] = len(dealt)
    for card in dealt:
        n = card.number
        decks["live"][n], decks["on_item"][n] = 1, int(card.on_item)
        decks["scope"][n] = SCOPES.index(card.scope)
        decks["default"][n], decks["delegated"][n] = card.number_of(card.default), card.number_of(card.delegated)
        decks["due_days"][n] = card.due_days
        for k, option in enumerate(card.options):
            choices["team_min"][n * CARD_OPTIONS + k] = int(option.team_hours * 60)
            choices["trust_ppm"][n * CARD_OPTIONS + k] = int(option.trust * 1e6 + (0.5 if option.trust > 0 else -0.5))


def _place_catalogue(world: np.void, catalogue: Mapping[str, Intervention]) -> None:
    practices, effects, at = world["practices"], world["effects"], 0
    numbers = [entry.number for entry in catalogue.values()]
    if numbers and max(numbers) >= PRACTICES:
        raise ValueError(f"intervention number {max(numbers)}; the world holds {PRACTICES}")
    world["counts"]["practices"] = max(numbers, default=-1) + 1
    practices["forum"] = -1
    for entry in catalogue.values():
        n = entry.number
        practices["capital"][n] = entry.capital
        practices["setup_hours"][n] = entry.setup_hours
        practices["setup_weeks"][n] = entry.setup_weeks
        practices["steady_hours"][n] = entry.steady_hours
        practices["fidelity"][n] = next(iter(entry.variants.values())).fidelity
        world["mandates"]["takes_power"][n] = int("takes-power" in entry.tags)
        practices["forum_role"][n] = ROLES[entry.forum.role] if entry.forum else ROLE_NONE
        if entry.forum:
            practices["forum_cadence_days"][n] = entry.forum.cadence_days
            practices["forum_slots"][n] = entry.forum.slots
            practices["forum_seats"][n] = entry.forum.seats
            practices["forum_sitting_min"][n] = entry.forum.sitting_minutes
        ways = list(entry.variants)
        for way, move in entry.all_moves:
            if at >= EFFECTS:
                raise ValueError(f"more than {EFFECTS} lever moves in the catalogue")
            effects["practice"][at], effects["lever"][at] = n, int(move.lever)
            effects["variant"][at] = ways.index(way) if way else -1
            effects["scales"][at] = 1 if move.times is not None else 0
            effects["value"][at] = move.times if move.times is not None else move.to
            at += 1
    world["counts"]["effects"] = at
