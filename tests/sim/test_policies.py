"""`sim.policies`: plans retry and drop, random plans are legal and their own, nobody sees the truth."""

from __future__ import annotations

import itertools

import pytest

from engine.catalogue import load_plan, load_scenario
from engine.session import Session, check_plan
from engine.worlds import Template
from sim.decide import Refusal
from sim.plans import Plan
from sim.policies.foreign import foreign
from sim.policies.nothing import Nothing
from sim.policies.novice import MOST_LAUNCHED, REST_WEEKS, CarefulNovice
from sim.policies.plan import RETRY_WEEKS, PlanPolicy
from sim.policies.policy import Reported
from sim.policies.random import RandomLegal
from tests.sim.test_decide import CATALOGUE, company


@pytest.fixture(scope="module")
def template() -> Template:
    return Template(company(), CATALOGUE)


def run(template: Template, *commands: dict, weeks: int = 40) -> tuple[Session, PlanPolicy]:
    policy = PlanPolicy(Plan.parse({"command": list(commands)}))
    return Session(template, 5, policy, weeks=weeks).run(), policy


def test_nobody_never_asks(template):
    assert Nothing().next_week(0) is None
    assert not Session(template, 5, Nothing(), weeks=10).run().outcomes


def test_a_plan_gives_its_commands_in_their_weeks(template):
    session, policy = run(
        template,
        {"week": 7, "kind": "set_policy", "policy": "approval", "value": "tiered"},
        {"week": 3, "kind": "launch", "intervention": "rights", "sponsor": "cto"},
    )
    assert [(o.command.kind, o.accepted_week) for o in session.outcomes] == [("launch", 3), ("set_policy", 7)]
    assert (policy.accepted, policy.dropped) == (2, 0)


def test_what_is_refused_is_tried_again_until_it_can_be_done(template):
    session, policy = run(
        template,
        {"week": 3, "kind": "launch", "intervention": "rights", "sponsor": "cto"},
        {"week": 4, "kind": "adjust", "intervention": "rights"},  # possible from week 7 on
    )
    adjust = session.outcomes[1]
    assert (adjust.week, adjust.accepted_week, len(adjust.refusals)) == (4, 7, 3)
    assert (policy.accepted, policy.dropped) == (2, 0)


def test_after_four_weeks_of_trying_again_it_is_dropped(template):
    session, policy = run(template, {"week": 3, "kind": "adjust", "intervention": "rights"})
    (outcome,) = session.outcomes
    assert outcome.dropped
    assert len(outcome.refusals) == 1 + RETRY_WEEKS
    assert (policy.accepted, policy.dropped) == (0, 1)
    assert policy.next_week(7) is None


def test_equal_commands_are_told_apart(template):
    twice = {"kind": "fund", "team": "west-0", "count": 2}
    session, policy = run(template, {"week": 3, **twice}, {"week": 3, **twice})
    assert [outcome.accepted_week for outcome in session.outcomes] == [3, None]
    assert (policy.accepted, policy.dropped) == (1, 1)


@pytest.mark.parametrize("plan_seed", range(4))
def test_random_commands_are_legal(template, plan_seed):
    session = Session(template, 5, RandomLegal(template.index, template.catalogue, plan_seed, 104)).run()
    assert len(session.outcomes) > 5
    assert not [refusal for outcome in session.outcomes for refusal in outcome.refusals]


def test_random_plans_depend_on_their_seed_alone(template):
    def commands(plan_seed: int, weeks: int = 60) -> list[str]:
        policy = RandomLegal(template.index, template.catalogue, plan_seed, weeks)
        return [f"{o.week} {o.command}" for o in Session(template, 5, policy, weeks=weeks).run().outcomes]

    assert commands(1) == commands(1)
    assert commands(1) != commands(2)
    assert commands(1)[:3] == commands(1, 50)[:3]


def test_nothing_but_reports_and_own_means_is_seen(template):
    session = Session(template, 5, weeks=9).run()
    told = Reported(session.worlds, template.index, template.catalogue, template.metrics, 10)
    assert told.week == 10
    assert set(told.readings) == set(template.index.sources)
    tracker = told.readings["tracker"]
    assert tracker.metric == "flow.lead"
    assert tracker.value == session.worlds["sources"]["latest"][0, 0] / 1000
    assert (tracker.weeks_old, told.hours, told.practices) == (1, 30.0, {})
    (launch,) = [
        dated.command
        for dated in Plan.parse(
            {"command": [{"week": 1, "kind": "launch", "intervention": "rights", "sponsor": "cto"}]}
        ).commands
    ]
    before = session.worlds.tobytes()
    assert told.legal(launch)
    assert not isinstance(told.decision(launch), Refusal)
    assert session.worlds.tobytes() == before
    session.ask(launch)
    again = Reported(session.worlds, template.index, template.catalogue, template.metrics, 10)
    assert again.practices == {"rights": "set-up"}
    assert not again.legal(launch)


def test_before_the_first_report_there_is_no_reading(template):
    told = Reported(template.world(5), template.index, template.catalogue, template.metrics, 1)
    assert told.readings["tracker"].value is None


def test_random_answers_depend_on_the_card_alone(template):
    scenario = company().model_copy(update={"cards": ["metric-dispute", "team-overload", "outage"]})
    dealing = Template(scenario, CATALOGUE)

    def given(seed: int) -> dict[str, str]:
        session = Session(dealing, seed, RandomLegal(dealing.index, dealing.catalogue, 3, 104)).run()
        return {o.command.card: o.command.option for o in session.outcomes if o.command.kind == "answer"}

    one, other = given(5), given(6)
    both = set(one) & set(other)
    assert both
    assert all(one[card] == other[card] for card in both)


def novice(scenario_id: str, seed: int = 5) -> Session:
    template = Template(load_scenario(scenario_id))
    shelf = {name: template.catalogue[name] for name in template.scenario.shelf}
    return Session(template, seed, CarefulNovice(template.index, shelf, template.scenario.weeks.tenure)).run()


def test_a_novice_audits_takes_up_what_is_advised_and_answers():
    session = novice("quarterly-big-bang")
    kinds = {o.command.kind for o in session.outcomes if not o.dropped}
    assert {"audit", "launch", "answer", "set_policy"} <= kinds
    launched = [o.week for o in session.outcomes if o.command.kind == "launch"]
    assert len(launched) <= MOST_LAUNCHED
    assert all(later - earlier >= REST_WEEKS for earlier, later in itertools.pairwise(launched))


def test_a_novice_knows_reports_alone():
    """Two worlds that report the same are governed alike, whatever is true in them."""
    template = Template(load_scenario("quarterly-big-bang"))
    shelf = {name: template.catalogue[name] for name in template.scenario.shelf}

    def asked(change) -> list[str]:
        session = Session(template, 5, weeks=26).run()
        change(session.worlds)
        told = Reported(session.worlds, template.index, template.catalogue, template.metrics, 1)
        return [str(command) for command in CarefulNovice(template.index, shelf).act(told, told.inbox)]

    def truth(worlds) -> None:
        worlds["items"]["value"] += 17
        worlds["sources"]["bias"] += 0.3
        worlds["past"]["total"] += 5

    def reports(worlds) -> None:
        worlds["sources"]["latest"] //= 50

    assert asked(lambda worlds: None) == asked(truth)
    assert asked(reports) != asked(truth)


def test_a_foreign_plan_keeps_what_it_can():
    there = Template(load_scenario("quarterly-big-bang"))
    textbook = Plan.parse(load_plan("seven-roadmaps", "textbook"))
    plan = foreign(textbook, there.index, there.catalogue, there.scenario.weeks.tenure)
    check_plan(plan, there)
    assert 0 < len(plan.commands) <= len(textbook.commands)
    kept = {entry.command.kind for entry in plan.commands}
    assert "launch" in kept
    answered = Plan.parse({"answer": [{"card": "outage/tracking/1", "option": "convene"}]})
    (answer,) = foreign(answered, there.index, there.catalogue).answers
    assert (answer.card, answer.option) == ("outage", "convene")
    assert (
        foreign(textbook, Template(load_scenario("seven-roadmaps")).index, there.catalogue).commands
        == textbook.commands
    )
