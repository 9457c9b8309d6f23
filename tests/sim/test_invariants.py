"""`sim.invariants`: a sound world has no violation, each kind of damage has a name, and no game leads to one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from engine.log import codec
from engine.session import Session
from engine.worlds import Template, differences, digest
from sim.cards import cards
from sim.commands import ENGAGEMENTS, POLICY_VALUES, RANK_RULES, parse_command
from sim.invariants import violations
from sim.kernel import bind
from sim.step import fold_week
from sim.world import BUILD, FREE, INTAKE, LANES, READY, TEAMS
from tests.sim.test_decide import CATALOGUE, company
from tests.sim.worlds import stakeholder

SPONSORS = [
    stakeholder("cfo", 0.8, (0.1, 0.3, 0.2, 0.1, 0.3), line="north", trust=0.45, leaves_week=12, successor="coo"),
    stakeholder("cto", 0.7, (0.3, 0.1, 0.4, 0.2, 0.0), line="south", trust=0.35),
    stakeholder("coo", 0.6, (0.2, 0.4, 0.1, 0.3, 0.0), in_post=False),
]
TEMPLATE = Template(company().model_copy(update={"sponsors": SPONSORS, "cards": list(cards())}), CATALOGUE)


@pytest.fixture(scope="module")
def grown() -> np.ndarray:
    """A world in the middle of everything."""
    session = Session(TEMPLATE, 3)
    while (
        session.week < 30 or session.worlds["desks"]["queued"].max() < 2 or session.worlds["teams"]["queued"].max() == 0
    ):
        session.advance()
        assert violations(session.worlds) == []
    return session.worlds


def first(worlds: np.ndarray, stage: int, **fields: int) -> int:
    items = worlds["items"][0]
    found = items["stage"] == stage
    for name, value in fields.items():
        found &= items[name] == value
    return int(np.flatnonzero(found)[0])


def damage(name):
    def register(change):
        DAMAGE[change.__name__] = (name, change)
        return change

    return register


DAMAGE: dict = {}


@damage("chain: teams[0].queue_head holds")
def a_queue_is_counted_wrong(w):
    w["teams"]["queued"][0, 0] += 1


@damage("queue_head does not end")
def a_queue_bites_its_tail(w):
    head = int(w["teams"]["queue_head"][0].max())
    w["items"]["next"][0, head] = head


@damage("chain: teams.queue_head hold")
def an_item_is_in_no_queue(w):
    team = int(np.flatnonzero(w["teams"]["queued"][0] > 0)[0])
    head = int(w["teams"]["queue_head"][0, team])
    w["teams"]["queue_head"][0, team] = w["items"]["next"][0, head]


@damage("chain: forums[")
def a_forum_is_counted_wrong(w):
    w["forums"]["waiting"][0, 1] += 1


@damage("items: the free list")
def a_free_slot_is_lost(w):
    w["counts"]["free_item"][0] = w["items"]["next"][0, int(w["counts"]["free_item"][0, 0])]


@damage("are open, counted")
def open_items_are_counted_wrong(w):
    w["counts"]["open_items"] += 1


@damage("lanes: team")
def a_lane_holds_what_is_not_in_build(w):
    team = int(np.flatnonzero(w["teams"]["active"][0] > 0)[0])
    w["lanes"]["item"][0, team * LANES] = first(w, READY)


@damage("waits: item")
def a_blocked_item_waits_for_nobody(w):
    w["items"]["blocked"][0, first(w, BUILD, blocked=0)] = 1


@damage("that no forum has")
def a_new_need_waits_for_nobody(w):
    w["items"]["forum"][0, first(w, INTAKE)] = -1


@damage("which no longer sits")
def a_line_sends_to_a_dead_forum(w):
    w["forums"]["live"][0, 1] = 0


@damage("hours: team 0")
def hours_vanish(w):
    w["teams"]["available_min"][0, 0] -= 60


@damage("hours: team 0")
def hours_are_given_twice(w):
    w["teams"]["touched_min"][0, 0] += w["teams"]["available_min"][0, 0]


@damage("practices: 1 in team 2 has adoption_ppm")
def adoption_is_over_one(w):
    w["scopes"]["adoption_ppm"][0, TEAMS + 2] = 1_000_001


@damage("learning: stock[3]")
def a_line_knows_more_than_everything(w):
    w["lessons"]["stock"][0, 3] = 1.2


@damage("practices: scope")
def more_is_written_than_there_is(w):
    w["scopes"]["codified_ppm"][0, TEAMS] = 1_000_001


@damage("forecasts: item")
def a_settled_promise_is_still_owed(w):
    w["forecasts"]["open"][0, int(w["items"]["promise"][0].max()) - 1] = 0


@damage("forecasts: ")
def a_promise_has_no_item(w):
    w["forecasts"]["open"][0, -1] = 1
    w["forecasts"]["live_min"][0, -1] = -1


@damage("experiments: 47 should have ended")
def an_experiment_never_ends(w):
    w["experiments"]["open"][0, 47] = 1


@damage("means: capital")
def capital_is_negative(w):
    w["player"]["capital_milli"] = -1


@damage("means: minutes_left")
def the_week_is_overspent(w):
    w["player"]["minutes_left"] = -1


@damage("people: team 1")
def a_team_is_empty(w):
    w["teams"]["people"][0, 1] = 0


@damage("policies: 1 orders")
def orders_are_counted_wrong(w):
    w["policies"]["effective_day"][0, 0] = 10_000


@damage("counted 7")
def blocked_items_are_counted_wrong(w):
    w["teams"]["blocked"][0, 0] = 7


@damage("not in order of readiness")
def a_desk_serves_out_of_turn(w):
    desk = int(np.flatnonzero(w["desks"]["queued"][0] > 1)[0])
    w["items"]["ready_min"][0, w["desks"]["head"][0, desk]] = 2**40


@damage("policies: order")
def an_order_is_forgotten(w):
    w["policies"]["effective_day"][0, 0] = 1


@damage("trust: stakeholder 1")
def trust_is_more_than_all(w):
    w["stakeholders"]["trust_ppm"][0, 1] = 1_000_001


@damage("trust: stakeholder 0 has left")
def who_left_still_owns(w):
    w["stakeholders"]["status"][0, 0] = 2
    w["stakeholders"]["line"][0, 0] = 1


@damage("trust: needs of stakeholder 2")
def somebody_cares_about_more_than_all(w):
    w["cares"]["weight"][0, 10] = 1.5


@damage("hours: team 0 owes")
def more_was_wound_down_than_owed(w):
    w["dues"]["minutes"][0, 0] = -1


@damage("practices: a lever")
def a_lever_is_nan(w):
    w["levers"]["value"][0, 0] = np.nan


@damage("has sibling")
def a_sibling_is_one_sided(w):
    live = np.flatnonzero(w["items"]["stage"][0] != FREE)
    w["items"]["sibling"][0, live] = -1
    w["items"]["sibling"][0, live[0]] = live[1]


@pytest.mark.parametrize("case", DAMAGE)
def test_damage_has_a_name(grown, case):
    name, change = DAMAGE[case]
    worlds = grown.copy()
    change(worlds)
    assert any(name in violation for violation in violations(worlds)), violations(worlds)


NAMES = TEMPLATE.index
scopes = st.one_of(st.just("all"), st.lists(st.sampled_from(NAMES.teams), min_size=1, max_size=3))
intensities = st.sampled_from(["light", "standard", "heavy"])
some = st.sampled_from(list(CATALOGUE))
lines = st.sampled_from(["all", *NAMES.lines])
ASKED = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just("launch"),
            "intervention": some,
            "teams": scopes,
            "sponsor": st.sampled_from(NAMES.sponsors),
            "intensity": intensities,
        }
    ),
    st.fixed_dictionaries({"kind": st.just("adjust"), "intervention": some, "intensity": intensities, "teams": scopes}),
    st.fixed_dictionaries({"kind": st.just("retire"), "intervention": some, "announce": st.booleans()}),
    st.fixed_dictionaries({"kind": st.just("retire"), "forum": st.sampled_from(NAMES.forums[1:])}),
    *(
        st.fixed_dictionaries(
            {"kind": st.just("set_policy"), "policy": st.just(name), "line": lines, "value": st.sampled_from(values)}
        )
        for name, values in POLICY_VALUES.items()
    ),
    st.fixed_dictionaries({"kind": st.just("stop"), "line": lines, "count": st.integers(1, 20)}),
    st.fixed_dictionaries({"kind": st.just("stop"), "items": st.lists(st.integers(0, 60), min_size=1, max_size=9)}),
    st.fixed_dictionaries(
        {"kind": st.just("stop"), "mode": st.just("park"), "line": lines, "count": st.integers(1, 9)}
    ),
    st.fixed_dictionaries(
        {"kind": st.just("engage"), "person": st.sampled_from(NAMES.sponsors), "how": st.sampled_from(ENGAGEMENTS)}
    ),
    st.fixed_dictionaries({"kind": st.just("rank"), "line": lines, "rule": st.sampled_from(RANK_RULES)}),
    st.fixed_dictionaries(
        {
            "kind": st.just("set_kpi"),
            "line": lines,
            "metric": st.just("flow.lead"),
            "source": st.sampled_from(NAMES.sources),
            "until": st.integers(1, 30),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("reallocate"),
            "from": st.sampled_from(NAMES.teams),
            "to": st.sampled_from(NAMES.teams),
            "people": st.integers(1, 3),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("fund"), "team": st.sampled_from(NAMES.teams), "count": st.integers(1, 3)}),
    st.sampled_from([(card.id, option.id) for card in cards().values() for option in card.options]).map(
        lambda answer: {"kind": "answer", "card": answer[0], "option": answer[1]}
    ),
    st.fixed_dictionaries(
        {"kind": st.just("delegate"), "card": st.sampled_from(list(cards())), "role": st.sampled_from(NAMES.sponsors)}
    ),
)


class Memory:
    """A recorder that keeps the last week's rows."""

    def append_command(self, mapping):
        self.said = dict(mapping)

    def append_packed(self, week, payload, events, digest=None):
        assert codec.check_week(payload) == (week, events, None)
        self.rows, self.digest = codec.decode_columns([payload]), digest

    def seal(self, summary):
        self.summary = summary


class Game(RuleBasedStateMachine):
    """Weeks of commands, legal and not: no week ends in a violation, and every week folds to the world that lived."""

    @initialize(seed=st.integers(0, 1000), weeks=st.integers(0, 12))
    def begin(self, seed, weeks):
        self.memory = Memory()
        self.session = Session(TEMPLATE, seed, writer=self.memory)
        self.folded = self.session.worlds.copy()
        for _ in range(weeks):
            self.advance()

    @rule(raw=ASKED)
    def ask(self, raw):
        answer = self.session.ask(parse_command(raw))
        assert self.memory.said["accepted"] == isinstance(answer, list)
        assert self.session.worlds["player"]["capital_milli"][0, 0] >= 0
        assert self.session.worlds["player"]["minutes_left"][0, 0] >= 0

    @rule()
    def advance(self):
        self.session.advance()
        fold_week(bind(self.folded), *self.memory.rows)
        assert differences(self.folded, self.session.worlds) == []
        assert self.memory.digest == digest(self.session.worlds)
        assert violations(self.session.worlds) == []


TestGame = Game.TestCase
TestGame.settings = settings(max_examples=15, stateful_step_count=20)
