"""`sim.commands` and `sim.decide`: given what happened, when a command is given, then these events, or this refusal."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from engine.worlds import Template
from sim import events as ev
from sim.commands import COMMANDS, POLICY_VALUES, PlanError, parse_command
from sim.decide import EventRow, Refusal, decide
from sim.intervention import ForumSpec, Intervention, Variant
from sim.kernel import bind
from sim.plans import Plan
from sim.scenario import Line, Sponsor
from sim.step import empty, next_week, record
from sim.world import FREE, new_log
from tests.sim import worlds as companies

NONE = int(ev.NONE)


def intervention(number: int, **fields) -> Intervention:
    """One that moves nothing and costs nothing, unless a test says so."""
    base = {
        "id": f"practice-{number}",
        "name": "-",
        "mechanism": "-",
        "moves": (),
        "capital": 0.0,
        "setup_hours": 0.0,
        "setup_weeks": 1,
        "steady_hours": 0.0,
        "variants": {"as-is": Variant(fidelity=0.8)},
        "fails_when": "-",
        "needs": "-",
        "first_signs": "-",
        "grade": "X",
        "source": "a test",
    }
    return Intervention(number=number, **(base | fields))


RIGHTS = intervention(
    1,
    id="rights",
    capital=10.0,
    setup_hours=10.0,
    steady_hours=0.1,
    variants={"agreed": Variant(fidelity=0.8), "announced": Variant(fidelity=0.35, setup=0.4, capital=0.5)},
)
GATE = intervention(2, id="gate", capital=4.0, forum=ForumSpec("board", 5, 4, 5, 60))
OTHERS = [intervention(n) for n in (3, 4, 5)]
CATALOGUE = {entry.id: entry for entry in (RIGHTS, GATE, *OTHERS)}


def company(**fields):
    """A small company with two sponsors."""
    tag = companies.TAG
    sponsors = [Sponsor(id="cfo", name="CFO", power=0.8, **tag), Sponsor(id="cto", name="CTO", power=0.5, **tag)]
    means = {"player_hours": 30.0, "envelope_hours": 60.0, "hire_hours": 20.0, "hire_weeks": 3.0}
    return companies.small_company(**(means | fields)).model_copy(update={"sponsors": sponsors})


class Given:
    """A world to which events happen and commands are given."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.worlds, self.log = template.world(11), new_log()

    def weeks(self, n: int) -> Given:
        for _ in range(n):
            next_week(bind(self.worlds), bind(self.log))
            empty(bind(self.log))
        return self

    def happened(self, *rows: tuple) -> Given:
        for row in rows:
            record(bind(self.worlds), bind(self.log), *(int(value) for value in row))
        return self

    def when(self, kind: str, **arguments) -> list[EventRow] | Refusal:
        """What would come of a command; the world must stay as it is."""
        before = self.worlds.tobytes()
        command = parse_command({"kind": kind} | arguments)
        answer = decide(self.worlds, self.template.index, self.template.catalogue, command)
        assert self.worlds.tobytes() == before
        return answer

    def did(self, kind: str, **arguments) -> Given:
        answer = self.when(kind, **arguments)
        assert not isinstance(answer, Refusal), str(answer)
        return self.happened(*answer)

    def field(self, entity: str, name: str, at: int = 0):
        return self.worlds[entity][name][0, at]


@pytest.fixture(scope="module")
def template() -> Template:
    return Template(company(), CATALOGUE)


@pytest.fixture
def given(template) -> Given:
    return Given(template)


def told(rows) -> list[tuple[str, int, int, int]]:
    """Rows by the names of their kinds."""
    assert not isinstance(rows, Refusal), str(rows)
    return [(ev.COLUMNS[row.kind].name, *row[1:]) for row in rows]


def refused(answer, rule: str, kind: str = "illegal") -> Refusal:
    assert isinstance(answer, Refusal), answer
    assert rule in answer.rule
    assert answer.kind == kind
    assert "\n" not in str(answer)
    return answer


# --- launch ----------------------------------------------------------------------------------------------------------


def test_launch_costs_catalogue_times_scope_times_intensity(given):
    rows = told(given.when("launch", intervention="rights", sponsor="cto", teams=["north-0"], intensity="heavy"))
    assert rows == [
        ("PracticeLaunched", 1, 1, 1500),
        ("PracticePriced", 1, NONE, 600),
        ("PracticeVaried", 1, 0, 0),
        ("PracticeScoped", 1, 0, 800_000),
        ("CapitalSpent", NONE, NONE, 9_000),  # 10 x (.5 + .5 / 5) x 1.5
        ("TimeSpent", NONE, NONE, 480),
    ]


def test_a_variant_changes_price_set_up_and_fidelity(given):
    rows = told(given.when("launch", intervention="rights", sponsor="cto", variant="announced"))
    assert ("PracticePriced", 1, NONE, 240) in rows
    assert ("CapitalSpent", NONE, NONE, 5_000) in rows
    assert [row for row in rows if row[0] == "PracticeScoped"] == [("PracticeScoped", 1, t, 350_000) for t in range(5)]
    given.did("launch", intervention="rights", sponsor="cto", variant="announced")
    assert given.field("practices", "fidelity", 1) == 0.35
    assert given.field("practices", "setup_hours", 1) == 4.0


def test_an_intervention_that_costs_nothing_spends_hours_only(given):
    rows = told(given.when("launch", intervention="practice-3", sponsor="cto"))
    assert rows[-1] == ("TimeSpent", NONE, NONE, 480)
    assert not [row for row in rows if row[0] == "CapitalSpent"]


def test_launch_is_refused_while_it_is_under_way(given):
    given.did("launch", intervention="rights", sponsor="cto")
    refused(given.when("launch", intervention="rights", sponsor="cfo"), "under way already")


def test_a_retired_intervention_can_be_launched_again(given):
    given.did("launch", intervention="rights", sponsor="cto").did("retire", intervention="rights", announce=False)
    told(given.when("launch", intervention="rights", sponsor="cto", teams=["west-0"]))


def test_launch_needs_capital_and_says_what_would_do(given):
    given.happened((ev.CAPITAL_SPENT, NONE, NONE, 35_500))
    answer = refused(given.when("launch", intervention="rights", sponsor="cto"), "capital")
    assert (answer.have, answer.need) == ("4.5 PC", "10.0 PC")
    assert answer.nearest == "launch rights light in 1 of 5 teams"
    told(given.when("launch", intervention="rights", sponsor="cto", teams=["west-0"], intensity="light"))
    given.happened((ev.CAPITAL_SPENT, NONE, NONE, 3_000))
    answer = refused(given.when("launch", intervention="rights", sponsor="cto"), "capital")
    assert answer.nearest == "launch rights cto in 15 weeks"  # (10 - 1.5) / .6


def test_a_week_holds_three_launches_and_begins_anew(given):
    for n, sponsor in ((3, "cto"), (4, "cto"), (5, "cfo")):
        given.did("launch", intervention=f"practice-{n}", sponsor=sponsor)
    answer = refused(given.when("launch", intervention="rights", sponsor="cfo"), "your week is full")
    assert (answer.have, answer.need) == ("6 h", "8 h")
    told(given.weeks(1).when("launch", intervention="rights", sponsor="cfo"))


def test_a_sponsor_carries_two(given):
    given.did("launch", intervention="practice-3", sponsor="cto").did(
        "launch", intervention="practice-4", sponsor="cto"
    )
    answer = refused(given.when("launch", intervention="practice-5", sponsor="cto"), "carries as many")
    assert answer.nearest == "the same with sponsor cfo"
    given.did("retire", intervention="practice-3", announce=False)
    told(given.when("launch", intervention="practice-5", sponsor="cto"))


def test_a_launch_names_a_sponsor_where_there_are_any(given):
    refused(given.when("launch", intervention="rights"), "needs a sponsor")


def test_without_sponsors_in_the_scenario_none_is_needed():
    alone = Given(Template(companies.small_company().model_copy(update={"sponsors": []}), CATALOGUE))
    assert told(alone.when("launch", intervention="rights"))[0] == ("PracticeLaunched", 1, NONE, 1000)


def test_a_sponsor_not_seen_for_a_quarter_declines_and_hours_are_gone(given):
    given.did("launch", intervention="practice-3", sponsor="cto").weeks(13)
    answer = refused(given.when("launch", intervention="practice-4", sponsor="cto"), "13 weeks", "declined")
    assert told(answer.rows) == [("TimeSpent", NONE, NONE, 480)]
    assert answer.nearest == "adjust practice-3"
    given.did("adjust", intervention="practice-3")
    told(given.when("launch", intervention="practice-4", sponsor="cto"))


# --- adjust and retire -----------------------------------------------------------------------------------------------


def test_adjust_waits_until_live_and_rested_then_costs_a_third(given):
    given.did("launch", intervention="rights", sponsor="cto")
    refused(given.when("adjust", intervention="rights"), "hardly begun")
    given.weeks(2)  # live since its second week
    refused(given.when("adjust", intervention="rights", intensity="heavy"), "hardly begun")
    given.weeks(1)
    answer = refused(given.when("adjust", intervention="rights", intensity="heavy"), "changed lately")
    assert (answer.have, answer.need) == ("3 weeks", "4 weeks")
    given.weeks(1)
    rows = told(given.when("adjust", intervention="rights", intensity="light"))
    assert rows == [
        ("PracticeAdjusted", 1, NONE, 700),
        ("CapitalSpent", NONE, NONE, 2_100),
        ("TimeSpent", NONE, NONE, 180),
    ]


def test_adjust_refreshes_the_sponsor(given):
    given.did("launch", intervention="rights", sponsor="cto").weeks(6).did("adjust", intervention="rights")
    assert given.field("practices", "sponsor_week", 1) == 7


def test_widening_the_scope_is_no_way_round_the_price(given):
    given.did("launch", intervention="rights", sponsor="cto", teams=["north-0"]).weeks(5)
    rows = told(given.when("adjust", intervention="rights", teams="all"))
    assert [row for row in rows if row[0] == "PracticeScoped"] == [
        ("PracticeScoped", 1, t, 800_000) for t in range(1, 5)
    ]
    paid = 6_000 + next(row[3] for row in rows if row[0] == "CapitalSpent")
    assert paid == 10_000 + 3_000


def test_retire_costs_by_owner_power_and_half_when_quiet(given):
    given.did("launch", intervention="rights", sponsor="cto")
    assert told(given.when("retire", intervention="rights")) == [
        ("PracticeRetired", 1, NONE, 0),
        ("CapitalSpent", NONE, NONE, 7_000),
        ("TimeSpent", NONE, NONE, 120),
    ]
    assert ("CapitalSpent", NONE, NONE, 3_500) in told(given.when("retire", intervention="rights", announce=False))


def test_retiring_a_practice_retires_its_forum(given):
    given.did("launch", intervention="gate", sponsor="cto").weeks(3)
    forum = int(given.field("practices", "forum", 2))
    assert forum > 0
    assert ("ForumRetired", forum, NONE, 0) in told(given.when("retire", intervention="gate"))
    given.did("retire", intervention="gate")
    assert not given.field("forums", "live", forum)


def test_an_inherited_forum_can_be_retired_once(given):
    rows = told(given.when("retire", forum="north-forum"))
    assert rows[:4] == [
        ("ForumRetired", 1, NONE, 0),
        ("WindDownOwed", 0, NONE, 270),  # a week of six seats of 90 minutes, for two teams
        ("WindDownOwed", 1, NONE, 270),
        ("CapitalSpent", NONE, NONE, 10_000),
    ]
    given.did("retire", forum="north-forum").weeks(2)
    assert given.field("forums", "waiting", 1) == 0
    answer = refused(given.when("retire", forum="north-forum"), "no longer sits")
    assert answer.nearest == "retire south-forum"


def test_a_slot_taken_by_a_practice_is_not_the_forum_that_was_there(given):
    given.did("retire", forum="north-forum").weeks(1).did("launch", intervention="gate", sponsor="cto").weeks(2)
    assert given.field("practices", "forum", 2) == 1
    assert given.field("lines", "forum", 0) == -1
    refused(given.when("retire", forum="north-forum"), "no longer sits")


def test_what_is_not_under_way_can_be_neither_adjusted_nor_retired(given):
    refused(given.when("adjust", intervention="rights"), "not under way")
    refused(given.when("retire", intervention="rights"), "not under way")


# --- policies --------------------------------------------------------------------------------------------------------


def test_set_policy_orders_every_line_that_has_another_value(given):
    rows = told(given.when("set_policy", policy="release-interval", value=7))
    assert rows == [
        *(("PolicyOrdered", 0, line, 7) for line in range(3)),
        ("CapitalSpent", NONE, NONE, 5_000),
        ("TimeSpent", NONE, NONE, 240),
    ]
    given.did("set_policy", policy="release-interval", line="west", value=7)
    assert len(told(given.when("set_policy", policy="release-interval", value=7))) == 4


def test_policies_take_their_time_and_rest_eight_weeks(given):
    given.did("set_policy", policy="approval", value="tiered").weeks(2)
    assert given.field("lines", "approval_tier") == 0
    given.weeks(1)
    assert given.field("lines", "approval_tier") == 1
    answer = refused(given.when("set_policy", policy="approval", value="all"), "changed lately")
    assert answer.nearest == "set policy approval all in 5 weeks"
    told(given.weeks(5).when("set_policy", policy="approval", value="all"))


def test_the_emergency_path_never_rests(given):
    given.did("set_policy", policy="emergency-path", value="team").weeks(1)
    assert given.field("lines", "emergency_path") == 2
    told(given.when("set_policy", policy="emergency-path", value="none"))


def test_a_line_that_rested_is_the_nearest(given):
    given.did("set_policy", policy="release-interval", line="north", value=7)
    answer = refused(given.when("set_policy", policy="release-interval", value=14), "changed lately")
    assert answer.nearest == "set policy release-interval south value 14"


def test_what_is_in_force_or_ordered_already_is_refused(given):
    refused(given.when("set_policy", policy="emergency-path", value="on-call"), "on-call already")
    given.did("set_policy", policy="approval", value="one-way")
    refused(given.when("set_policy", policy="approval", value="one-way"), "one-way already")


def test_a_line_without_a_board_has_no_approval_to_tier(given):
    given.did("retire", forum="board", announce=False)
    refused(given.when("set_policy", policy="approval", value="tiered"), "no line has an approval board")


def test_commands_and_the_world_number_values_alike():
    for policy, field in (
        ("emergency-path", "emergency_path"),
        ("approval", "approval_tier"),
        ("review", "review"),
        ("intake", "intake"),
    ):
        assert POLICY_VALUES[policy] == get_args(Line.model_fields[field].annotation)


# --- stop and fund ---------------------------------------------------------------------------------------------------


def open_items(given: Given, line: int | None = None) -> list[int]:
    items = given.worlds["items"][0]
    return [int(i) for i in np.flatnonzero(items["stage"] != FREE) if line is None or items["line"][i] == line]


@pytest.mark.parametrize(("by", "field"), [("lowest-estimate", "estimate"), ("oldest", "requested_min")])
def test_stop_takes_the_worst_of_a_line(given, by, field):
    given.weeks(12)
    rows = [row for row in told(given.when("stop", line="south", count=3, by=by)) if row[0] == "ItemStopped"]
    items = given.worlds["items"][0]
    keys = sorted(int(items[field][i]) for i in open_items(given, 1))
    assert sorted(int(items[field][row[1]]) for row in rows) == keys[:3]
    assert [row[3] for row in rows] == [int(items["touched_min"][row[1]]) for row in rows]
    before = len(open_items(given))
    assert len(open_items(given.did("stop", line="south", count=3, by=by))) == before - 3


def test_stop_costs_what_was_spent_and_half_of_it_with_evidence(given):
    given.weeks(12)
    items = given.worlds["items"][0]
    i = max(open_items(given), key=lambda n: min(1.0, items["touched_min"][n] / items["size_min"][n]))
    share = min(1.0, items["touched_min"][i] / items["size_min"][i])
    spent = next(row[3] for row in told(given.when("stop", items=[i])) if row[0] == "CapitalSpent")
    assert spent == int(8000 * 0.8 * share)
    rows = told(given.when("stop", items=[i], evidence=True))
    assert rows[-2:] == [("CapitalSpent", NONE, NONE, spent // 2), ("TimeSpent", NONE, NONE, 240)]


def test_only_open_work_can_be_stopped(given):
    refused(given.when("stop", items=[999]), "not open work")
    refused(given.when("stop", items=[100_000]), "not open work")
    refused(given.when("stop"), "no open work")


def test_fund_hires_join_after_their_weeks_and_the_envelope_shrinks(given):
    given.weeks(1)
    rows = told(given.when("fund", team="west-0", count=2))
    assert rows == [("HireOrdered", 4, 0, 5), ("HireOrdered", 4, 1, 5), ("TimeSpent", NONE, NONE, 120)]
    given.did("fund", team="west-0", count=2).weeks(3)
    assert given.field("teams", "people", 4) == 6
    assert given.weeks(1).field("teams", "people", 4) == 8
    answer = refused(given.when("fund", team="west-0", count=2), "envelope")
    assert (answer.have, answer.need, answer.nearest) == ("20 h", "40 h", "fund west-0")


def test_a_team_has_at_most_twelve_people_with_those_on_their_way():
    given = Given(Template(company(envelope_hours=1000.0), CATALOGUE)).did("fund", team="west-0", count=5)
    answer = refused(given.when("fund", team="west-0", count=2), "at most 12")
    assert answer.nearest == "fund west-0"
    refused(given.did("fund", team="west-0").when("fund", team="west-0"), "at most 12")


# --- names and forms -------------------------------------------------------------------------------------------------

UNKNOWN = [
    ({"kind": "launch", "intervention": "right", "sponsor": "cto"}, "rights"),
    ({"kind": "launch", "intervention": "rights", "sponsor": "ceo"}, "c"),
    ({"kind": "launch", "intervention": "rights", "sponsor": "cto", "teams": ["nort-0"]}, "north-0"),
    ({"kind": "launch", "intervention": "rights", "sponsor": "cto", "variant": "agree"}, "agreed"),
    ({"kind": "retire", "forum": "nort-forum"}, "north-forum"),
    ({"kind": "set_policy", "policy": "approval", "line": "nroth", "value": "all"}, "north"),
    ({"kind": "stop", "line": "wst"}, "west"),
    ({"kind": "fund", "team": "west-1"}, "west-0"),
]


@pytest.mark.parametrize(("raw", "near"), UNKNOWN, ids=lambda v: v if isinstance(v, str) else v["kind"])
def test_what_does_not_exist_is_refused_with_what_does(given, raw, near):
    arguments = dict(raw)
    assert near in refused(given.when(arguments.pop("kind"), **arguments), "is called").nearest


MALFORMED = [
    ({}, "lacks its kind"),
    ({"kind": "lunch"}, "did you mean 'launch'?"),
    ({"kind": "launch"}, "lacks 'intervention'"),
    ({"kind": "launch", "intervention": "x", "team": "all"}, "did you mean 'teams'?"),
    ({"kind": "launch", "intervention": "x", "intensity": "heavvy"}, "did you mean 'heavy'?"),
    ({"kind": "launch", "intervention": "x", "teams": "some"}, 'teams is "all" or a list'),
    ({"kind": "launch", "intervention": "x", "teams": []}, 'teams is "all" or a list'),
    ({"kind": "launch", "intervention": 3}, "intervention"),
    ({"kind": "retire"}, "either an intervention or a forum"),
    ({"kind": "retire", "intervention": "x", "forum": "y"}, "either an intervention or a forum"),
    ({"kind": "set_policy", "policy": "release-interval", "value": 10}, "choose from 60, 28, 14, 7, 2, 1"),
    ({"kind": "set_policy", "policy": "release-interval", "value": True}, "value is a number of days or a name"),
    ({"kind": "stop", "count": 0}, "greater than or equal to 1"),
    ({"kind": "stop", "count": "3"}, "count"),
    ({"kind": "stop", "items": [1], "count": 2}, "either items"),
    ({"kind": "fund", "team": "x", "for": "Not An Id"}, "for"),
]


@pytest.mark.parametrize(("raw", "said"), MALFORMED, ids=lambda v: v if isinstance(v, str) else str(v)[:50])
def test_malformed_commands_are_one_line(raw, said):
    with pytest.raises(PlanError, match="command") as caught:
        parse_command(raw)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_command_survives_its_own_arguments():
    raws = [
        {"kind": "launch", "for": "rights", "intervention": "rights", "teams": ["a", "b"], "sponsor": "cto"},
        {"kind": "adjust", "intervention": "rights", "intensity": "heavy"},
        {"kind": "retire", "forum": "council", "announce": False},
        {"kind": "set_policy", "policy": "release-interval", "value": 7},
        {"kind": "stop", "line": "north", "count": 2, "by": "oldest", "evidence": True},
        {"kind": "stop", "items": [3, 4]},
        {"kind": "stop", "line": "north", "mode": "park"},
        {"kind": "fund", "team": "west-0", "count": 2},
        {"kind": "audit", "source": "tracker", "depth": "deep"},
        {"kind": "engage", "person": "cto", "how": "listen"},
        {"kind": "rank", "line": "north", "rule": "oldest"},
        {"kind": "set_kpi", "line": "north", "metric": "flow.lead", "source": "tracker", "until": 9},
        {"kind": "reallocate", "from": "north-0", "to": "west-0", "people": 2},
        {"kind": "coach", "team": "west-0", "intervention": "rights"},
        {"kind": "forecast", "line": "north", "p50": 20, "p80": 45},
        {"kind": "predict", "metric": "flow.lead", "source": "tracker", "direction": "flat", "by": 20},
        {"kind": "experiment", "line": "north", "metric": "cust.activ", "source": "cohorts", "mde": 0.2},
        {"kind": "read", "experiment": 3},
        {"kind": "call", "line": "north", "verdict": "extend", "weeks": 2},
        {"kind": "note", "text": "they said March"},
        {"kind": "save", "label": "before the council"},
        {"kind": "answer", "card": "outage/north/2", "option": "convene"},
        {"kind": "delegate", "card": "outage", "role": "cto"},
    ]
    assert {raw["kind"] for raw in raws} == COMMANDS.keys()
    for raw in raws:
        command = parse_command(raw)
        assert raw.items() <= command.arguments().items()
        assert parse_command(command.arguments()) == command
        assert command.for_ == raw.get("for", "general")


def test_a_plan_is_ordered_by_week_and_survives_its_own_data():
    raw = {
        "title": "t",
        "rule": [],
        "command": [
            {"week": 9, "kind": "fund", "team": "a"},
            {"week": 2, "kind": "stop", "for": "tidy"},
            {"week": 2, "kind": "retire", "forum": "b"},
        ],
    }
    plan = Plan.parse(raw)
    assert [(dated.week, dated.command.kind) for dated in plan.commands] == [(2, "stop"), (2, "retire"), (9, "fund")]
    assert Plan.parse(plan.raw()) == plan
    assert [dated.week for dated in plan.without("tidy").commands] == [2, 9]


BAD_PLANS = [
    ({"rule": [{}]}, "rule 1: when is a text"),
    ({"answer": [{}]}, "answer 1: card is a type"),
    ({"predict": [{}]}, "predict 1: week is a tenure week"),
    ({"commands": []}, "did you mean 'command'?"),
    ({"command": {"week": 1}}, "tables"),
    ({"command": ["x"]}, "command 1: a table"),
    ({"command": [{"kind": "stop"}]}, "week is a tenure week"),
    ({"command": [{"week": 0, "kind": "stop"}]}, "week is a tenure week"),
    ({"command": [{"week": True, "kind": "stop"}]}, "week is a tenure week"),
    ({"command": [{"week": 4, "kind": "stop", "counts": 2}]}, "command 1, week 4 (stop): unknown key 'counts'"),
    ({"title": 3}, "title"),
]


@pytest.mark.parametrize(("raw", "said"), BAD_PLANS, ids=lambda v: v if isinstance(v, str) else str(v)[:50])
def test_bad_plans_are_one_line(raw, said):
    with pytest.raises(PlanError) as caught:
        Plan.parse(raw)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
