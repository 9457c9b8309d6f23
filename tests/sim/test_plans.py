"""`sim.plans`: what a plan's file may hold, and the one line that says what is wrong with it."""

from __future__ import annotations

import re

import pytest

from engine.errors import InputError
from engine.session import Session, check_plan
from engine.worlds import Template
from sim.commands import COMMANDS, PlanError
from sim.plans import Plan
from sim.policies.plan import PlanPolicy, Watch
from sim.policies.policy import Reading
from tests.sim.test_decide import CATALOGUE, company

HIRE = {"kind": "fund", "team": "west-0"}


@pytest.fixture(scope="module")
def template() -> Template:
    return Template(company().model_copy(update={"cards": ["outage", "team-overload"]}), CATALOGUE)


def rule(when: str, for_weeks: int = 1, **command) -> dict:
    return {"rule": [{"when": when, "for_weeks": for_weeks, "command": command or HIRE}]}


def test_a_plan_is_what_its_plain_data_says():
    raw = {
        "title": "t",
        "note": "n",
        "command": [{"week": 3, **HIRE, "for": "hiring"}],
        "rule": [{"when": "flow.lead@tracker > 60 and week >= 4", "for_weeks": 2, "command": HIRE}],
        "answer": [{"card": "outage/north/2", "option": "convene", "for": "general"}],
    }
    plan = Plan.parse(raw)
    assert Plan.parse(plan.raw()) == plan
    assert plan.rules[0].terms == (("flow.lead", "tracker", ">", 60.0), ("", "", ">=", 4.0))
    assert plan.without("hiring").commands == []
    assert len(plan.without("hiring").rules) == 1


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"comand": []}, "unknown key 'comand'; did you mean 'command'?"),
        ({"answer": [{"card": "outage/north", "option": "wait"}]}, "answer 1: card is a type, or type/entity/ordinal"),
        ({"answer": [{"card": "outage"}]}, "answer 1: option is the id of one of the card's options"),
        ({"answer": [{"card": "outage", "option": "wait", "weak": 1}]}, "answer 1: unknown key 'weak'"),
        ({"answer": [{"card": "outage", "option": "wait"}] * 2}, "answer: 'outage' is answered twice"),
        ({"answer": {"card": "outage"}}, "answer: up to 1,000 tables, each headed [[answer]]"),
        (rule("flow.lead > 60"), "rule 1: cannot read 'flow.lead > 60'; write METRIC@SOURCE > NUMBER"),
        (rule("flow.lead@tracker > 60 or week > 3"), "rule 1: cannot read"),
        (rule("flow.lead@tracker > 60", 0), "rule 1: for_weeks is a number of weeks"),
        (rule("week > 3", kind="fnd"), "rule 1, command: unknown kind 'fnd'; did you mean 'fund'?"),
        ({"rule": [{"when": "week > 3"}]}, "rule 1: command is a table"),
        ({"rule": ["week > 3"]}, "rule 1: a table, headed [[rule]]"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(raw, said):
    with pytest.raises(PlanError, match=re.escape(said)) as error:
        Plan.parse(raw)
    assert "\n" not in str(error.value)


def test_a_prediction_is_a_dated_command_or_is_not_there_yet():
    table = {"predict": [{"week": 2}]}
    if "predict" in COMMANDS:
        with pytest.raises(PlanError, match=r"predict 1, week 2"):
            Plan.parse(table)
    else:
        with pytest.raises(PlanError, match=r"\[\[predict\]\]: predictions are not supported yet"):
            Plan.parse(table)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (
            {"answer": [{"card": "outag", "option": "wait"}]},
            "answer 1: no card is called 'outag'; did you mean 'outage'?",
        ),
        ({"answer": [{"card": "outage", "option": "wat"}]}, "answer 1: outage has no option 'wat'"),
        ({"answer": [{"card": "outage/nort/1", "option": "wait"}]}, "no line is called 'nort'; did you mean 'north'?"),
        (rule("flow.lead@trackr > 60"), "rule 1: no source is called 'trackr'; did you mean 'tracker'?"),
        (rule("flow.wip@tracker > 60"), "rule 1: tracker reports flow.lead, not flow.wip"),
        (rule("week > 3", kind="fund", team="nobody"), "rule 1 (fund): no team is called 'nobody'"),
    ],
)
def test_what_a_scenario_does_not_have_is_said_in_one_line(template, raw, said):
    with pytest.raises(InputError, match=re.escape(said)) as error:
        check_plan(Plan.parse(raw), template)
    assert "\n" not in str(error.value)


def test_a_default_is_an_answer_too(template):
    check_plan(Plan.parse({"answer": [{"card": "outage/north/1", "option": "default"}]}), template)


class Told:
    """Reports as a rule reads them, and nothing else: any other look fails."""

    def __init__(self, week: int, value: float | None) -> None:
        self.week = week
        self.readings = {"tracker": Reading("flow.lead", value, 1, 1)}


def test_a_rule_fires_when_reports_have_held_for_long_enough():
    watch = Watch(Plan.parse(rule("flow.lead@tracker > 60 and week >= 2", 2)).rules[0])
    figures = [70.0, 70.0, None, 70.0, 50.0, 61.0, 61.0, 10.0]
    assert [watch.fires(Told(week, figure)) for week, figure in enumerate(figures, start=1)].index(True) == 6


def test_a_rule_is_followed_once_and_tried_again_like_a_dated_command(template):
    policy = PlanPolicy(Plan.parse(rule("week >= 7", 2)))
    session = Session(template, 5, policy, weeks=20).run()
    assert [(o.command.kind, o.accepted_week) for o in session.outcomes] == [("fund", 8)]
    assert policy.next_week(20) is None, "nothing is watched any more"
    refused = PlanPolicy(Plan.parse(rule("week >= 7", kind="adjust", intervention="rights")))
    (outcome,) = Session(template, 5, refused, weeks=20).run().outcomes
    assert (outcome.week, len(outcome.refusals), outcome.dropped) == (7, 5, True)


def test_a_rule_reads_the_source_it_names(template):
    quiet = Session(template, 5, weeks=30).run()
    told = quiet.worlds["sources"]["latest"][0, :2] / 1000
    low, high = sorted(told)
    assert low < high
    between, names = (low + high) / 2, template.index.sources
    above = names[int(told.argmax())]
    below = names[int(told.argmin())]
    for source, fires in ((above, True), (below, False)):
        plan = Plan.parse(rule(f"flow.lead@{source} > {between:.3f} and week >= 31"))
        session = Session(template, 5, PlanPolicy(plan), weeks=31).run()
        assert bool(session.outcomes) == fires
