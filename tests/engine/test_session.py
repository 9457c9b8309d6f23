"""`engine.session`: the log folds to the world that lived; two runs are one; twins part at the first effect."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest

from engine.catalogue import load_plan, load_scenario, plan_names, scenario_ids
from engine.ensemble import run_ensemble
from engine.errors import InputError
from engine.log import LogWriter, codec, read
from engine.session import Session, check_plan, header_of
from engine.worlds import Template, comparable, comparable_rows, differences
from engine.worlds import digest as digest_of
from sim import events as ev
from sim.kernel import bind
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from sim.policies.random import RandomLegal
from sim.step import fold_week
from tests.sim.test_decide import CATALOGUE, company, intervention

ROOT = pathlib.Path(__file__).resolve().parents[2]
CAPTURED = {"capture_output": True, "text": True}
SHIPPED = [(scenario, plan) for scenario in scenario_ids() for plan in plan_names(scenario)]
BUSY = Plan.parse(
    {
        "command": [
            {"week": 3, "kind": "launch", "for": "rights", "intervention": "rights", "sponsor": "cto"},
            {"week": 5, "kind": "launch", "for": "gate", "intervention": "gate", "sponsor": "cfo", "teams": ["west-0"]},
            {"week": 6, "kind": "set_policy", "policy": "release-interval", "value": 7},
            {"week": 8, "kind": "stop", "line": "north", "count": 3},
            {"week": 9, "kind": "adjust", "intervention": "rights", "intensity": "heavy"},
            {"week": 12, "kind": "retire", "forum": "council"},
            {"week": 12, "kind": "retire", "forum": "council"},
            {"week": 15, "kind": "fund", "team": "south-0", "count": 2},
            {"week": 25, "kind": "retire", "intervention": "gate"},
        ]
    }
)


class Kept:
    """A recorder that keeps every week."""

    def __init__(self):
        self.commands, self.weeks, self.digests, self.summary = [], [], [], None

    def append_command(self, mapping):
        self.commands.append(dict(mapping))

    def append_packed(self, week, payload, events, digest=None):
        assert week == len(self.weeks) + 1
        assert codec.check_week(payload) == (week, events, None)
        self.weeks.append(tuple(codec.decode_columns([payload])))
        self.digests.append(digest)

    def seal(self, summary):
        self.summary = summary


@pytest.fixture(scope="module")
def template() -> Template:
    return Template(company(), CATALOGUE)


def kept(template: Template, plan: Plan | None, seed: int = 7, weeks: int | None = None) -> tuple[Session, Kept]:
    kept = Kept()
    return Session(template, seed, PlanPolicy(plan) if plan else None, "p", kept, weeks=weeks).run(), kept


def busy_policies(template: Template) -> list:
    return [None, PlanPolicy(BUSY), RandomLegal(template.index, template.catalogue, 4, 104)]


# --- shipped scenarios -----------------------------------------------------------------------------------------------


def shipped(scenario: str, plan: str) -> tuple[Template, Plan]:
    template, commands = Template(load_scenario(scenario)), Plan.parse(load_plan(scenario, plan))
    check_plan(commands, template)
    return template, commands


def fold_equals_live(template: Template, plan: Plan, seed: int) -> Session:
    """Fold what a session records beside it; at every week's end the two worlds are one."""
    folded = template.world(seed)
    digests = []

    class Beside(Kept):
        def append_packed(self, week, payload, events, digest=None):
            super().append_packed(week, payload, events, digest)
            fold_week(bind(folded), *self.weeks[-1])
            digests.append(digest_of(folded))
            assert digest == digests[-1], f"week {week}: {differences(folded, session.worlds)}"

    session = Session(template, seed, PlanPolicy(plan), "p", Beside())
    session.run()
    assert len(digests) == session.weeks
    return session


@pytest.mark.parametrize(("scenario", "plan"), SHIPPED, ids=["/".join(pair) for pair in SHIPPED])
def test_shipped_plans_fold_to_the_world_that_lived_recorded_or_not(scenario, plan):
    template, commands = shipped(scenario, plan)
    recorded = fold_equals_live(template, commands, 8841)
    unrecorded = Session(template, 8841, PlanPolicy(commands)).run()
    assert digest_of(recorded.worlds) == digest_of(unrecorded.worlds)
    assert np.array_equal(recorded.counts, unrecorded.counts)
    assert np.array_equal(recorded.totals, unrecorded.totals)
    assert recorded.events == unrecorded.events


@pytest.mark.parametrize(("scenario", "plan"), SHIPPED, ids=["/".join(pair) for pair in SHIPPED])
def test_a_shipped_plan_and_its_twin_are_one_until_the_first_command(scenario, plan):
    template, commands = shipped(scenario, plan)
    commands = commands.model_copy(update={"answers": []})  # a card may be answered before any command is given
    weeks = template.scenario.weeks.history + min((dated.week for dated in commands.commands), default=9) - 1
    assert all(weeks_alike(template, commands, weeks, 8841))


@pytest.mark.parametrize("scenario", scenario_ids())
def test_shipped_scenarios_are_the_same_on_two_threads(scenario):
    plans = plan_names(scenario)
    template, commands = shipped(scenario, "trap" if "trap" in plans else plans[0])
    one, two = (run_ensemble(template, commands, range(11), threads) for threads in (1, 2))
    assert np.array_equal(one.totals, two.totals)
    assert np.array_equal(one.counts, two.counts)


# --- one company -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 7, 2**62])
def test_fold_equals_live_at_every_week(template, seed):
    session = fold_equals_live(template, BUSY, seed)
    assert len([o for o in session.outcomes if not o.dropped]) == 8
    assert len([o for o in session.outcomes if o.dropped]) == 1


@pytest.mark.parametrize("recorded", [False, True])
def test_a_run_that_is_over_does_not_go_on(template, recorded):
    session = Session(template, 7, writer=Kept() if recorded else None).run()
    before = digest_of(session.worlds)
    with pytest.raises(IndexError, match="weeks are over"):
        session.advance()
    assert digest_of(session.worlds) == before


@pytest.mark.parametrize("which", range(3))
def test_two_runs_are_equal_and_recording_changes_nothing(template, which):
    runs = [Session(template, 7, busy_policies(template)[which], writer=w).run() for w in (None, None, Kept())]
    one = runs[0]
    for other in runs[1:]:
        assert differences(one.worlds, other.worlds) == []
        assert np.array_equal(one.counts, other.counts)
        assert np.array_equal(one.totals, other.totals)
        assert one.events == other.events
        assert [(str(o.command), o.accepted_week, o.refusals) for o in one.outcomes] == [
            (str(o.command), o.accepted_week, o.refusals) for o in other.outcomes
        ]


def test_counts_and_totals_are_those_of_the_rows(template):
    session, memory = kept(template, BUSY)
    for week, (kind, _, _, amount) in enumerate(memory.weeks):
        assert np.array_equal(np.bincount(kind, minlength=ev.KINDS), session.counts[week])
        totals = np.zeros(ev.KINDS, np.int64)
        np.add.at(totals, kind, amount)
        assert np.array_equal(totals, session.totals[week])
    assert session.events == sum(len(rows[0]) for rows in memory.weeks)


def test_every_command_is_logged_with_its_answer(template):
    session, memory = kept(template, BUSY)
    asked = 0
    for outcome in session.outcomes:
        asked += len(outcome.refusals) + (outcome.accepted_week is not None)
    assert len(memory.commands) == asked
    launch = memory.commands[0]
    expected = {"week": 3, "kind": "launch", "for": "rights", "intervention": "rights", "accepted": True}
    assert expected.items() <= launch.items()
    refused = [said for said in memory.commands if not said["accepted"]]
    assert {said["refusal"] for said in refused} == {"illegal"}
    assert all(said["reason"].startswith("Not possible: council no longer sits.") for said in refused)
    assert memory.summary == {"plan": "p", "accepted": 8, "dropped": 1, "refusals": len(refused)}


def test_a_declined_command_costs_hours_and_folds():
    template = Template(company(), CATALOGUE)
    plan = Plan.parse(
        {
            "command": [
                {"week": 1, "kind": "launch", "intervention": "practice-3", "sponsor": "cto"},
                {"week": 14, "kind": "launch", "intervention": "practice-4", "sponsor": "cto"},
            ]
        }
    )
    session = fold_equals_live(template, plan, 3)
    assert session.outcomes[1].refusals[0].startswith("Declined: cto has not been seen")
    assert session.totals[13, int(ev.TIME_SPENT)] == 480


def test_tenure_weeks_begin_after_history_and_end_before_the_aftermath():
    scenario = company()
    weeks = scenario.weeks.model_copy(update={"history": 6, "tenure": 10, "aftermath": 4})
    template = Template(scenario.model_copy(update={"weeks": weeks}), CATALOGUE)
    fund = {"kind": "fund", "team": "west-0"}
    plan = Plan.parse({"command": [{"week": 1, **fund}, {"week": 10, "kind": "adjust", "intervention": "rights"}]})
    session, memory = kept(template, plan)
    assert (session.weeks, len(memory.weeks)) == (20, 20)
    assert [said["week"] for said in memory.commands] == [7, 16]
    assert np.flatnonzero(session.counts[:, int(ev.HIRE_ORDERED)]).tolist() == [6]
    assert session.outcomes[0].accepted_week == 1
    assert session.outcomes[1].dropped
    unrecorded = Session(template, 7, PlanPolicy(plan)).run()
    assert digest_of(unrecorded.worlds) == digest_of(session.worlds)


def test_a_run_can_be_cut_short(template):
    long, short = kept(template, BUSY), kept(template, BUSY, weeks=20)
    assert short[0].weeks == 20
    assert short[1].digests == long[1].digests[:20]


def test_commands_given_by_hand_are_those_of_a_plan(template):
    by_plan, _ = kept(template, BUSY, weeks=12)
    session = Session(template, 7, weeks=12)
    while not session.done:
        for dated in BUSY.commands:
            if dated.week == session.tenure_week:
                session.ask(dated.command)
        session.advance()
    assert differences(session.worlds, by_plan.worlds) == []


def test_a_recording_on_disk_says_the_same(template, tmp_path):
    path = tmp_path / "a.replay"
    with LogWriter.create(path, header_of(template.scenario, 7, plan=BUSY.raw()), "seal") as writer:
        session = Session(template, 7, PlanPolicy(BUSY), "busy", writer).run()
    recording = read(path, strict=True)
    _, memory = kept(template, BUSY)
    assert [recording.digests[week] for week in range(1, 105)] == memory.digests
    assert recording.summary == session.summary()
    assert recording.header.weeks == 104
    for week in (1, 3, 104):
        rows = recording.week(week)
        for column, kept_column in zip(
            (rows.kind, rows.subject, rows.object, rows.amount), memory.weeks[week - 1], strict=True
        ):
            assert np.array_equal(column, kept_column)


def test_without_the_compiler_the_bytes_are_the_same(template):
    code = (
        "from tests.engine.test_session import *; t = Template(company(), CATALOGUE);"
        "print(*(digest_of(Session(t, 7, policy, weeks=14).run().worlds).hex() for policy in busy_policies(t)))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"NUMBA_DISABLE_JIT": off}, check=True, **CAPTURED
        ).stdout
        for off in ("0", "1")
    ]
    assert said[0] == said[1]


def test_digests_can_be_rarer_and_the_last_week_has_one(template):
    memory = Kept()
    Session(template, 7, writer=memory, weeks=30, digest_every=13).run()
    assert [week for week, stated in enumerate(memory.digests, 1) if stated] == [13, 26, 30]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ({"week": 3, "kind": "launch", "intervention": "right", "sponsor": "cto"}, "did you mean 'rights'?"),
        ({"week": 105, "kind": "stop"}, "the tenure ends with week 104"),
        ({"week": 3, "kind": "fund", "team": "nobody"}, "command 1, week 3 (fund): no team is called 'nobody'"),
    ],
)
def test_a_plan_that_names_what_is_not_there_is_refused_before_it_runs(template, command, said):
    with pytest.raises(InputError) as caught:
        check_plan(Plan.parse({"command": [command]}), template)
    assert said in str(caught.value)
    check_plan(BUSY, template)


# --- twins -----------------------------------------------------------------------------------------------------------


def weeks_alike(template: Template, plan: Plan, weeks: int = 40, seed: int = 7) -> list[bool]:
    """Week by week, whether a plan's world and nobody's are the same but for what commands themselves leave."""
    worlds, rows = [], []
    for policy in (PlanPolicy(plan), None):
        memory = Kept()
        session = Session(template, seed, policy, writer=memory, weeks=weeks)
        seen = []
        while not session.done:
            session.advance()
            seen.append(comparable(session.worlds))
        worlds.append(seen)
        rows.append(memory.weeks)
    alike = []
    for week in range(weeks):
        one, other = ([column[comparable_rows(r[week][0])] for column in r[week]] for r in rows)
        same_rows = all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
        alike.append(same_rows and worlds[0][week] == worlds[1][week])
    return alike


def test_a_twin_is_identical_until_a_policy_takes_effect(template):
    plan = Plan.parse({"command": [{"week": 9, "kind": "set_policy", "policy": "release-interval", "value": 1}]})
    alike = weeks_alike(template, plan)
    assert all(alike[:10])  # ordered on the first day of week 9, in force ten working days later
    assert not any(alike[10:])


def test_a_twin_is_identical_until_a_launch_takes_hours(template):
    plan = Plan.parse({"command": [{"week": 9, "kind": "launch", "intervention": "rights", "sponsor": "cto"}]})
    alike = weeks_alike(template, plan)
    assert all(alike[:8])
    assert not any(alike[8:])


def test_a_twin_is_identical_until_a_hire_joins(template):
    alike = weeks_alike(template, Plan.parse({"command": [{"week": 9, "kind": "fund", "team": "west-0"}]}))
    assert all(alike[:11])
    assert not any(alike[11:])


def test_an_intervention_that_moves_nothing_changes_nothing_for_ever():
    null = intervention(7, id="null")
    template = Template(company(), {"null": null})
    plan = Plan.parse(
        {
            "command": [
                {"week": 3, "kind": "launch", "intervention": "null", "sponsor": "cto"},
                {"week": 20, "kind": "adjust", "intervention": "null", "intensity": "heavy"},
                {"week": 60, "kind": "retire", "intervention": "null"},
            ]
        }
    )
    assert all(weeks_alike(template, plan, 104))
    session, _ = kept(template, plan)
    assert session.counts[:, int(ev.ADOPTION_MOVED)].sum() > 0  # it was adopted, and did nothing
    assert all(not outcome.dropped for outcome in session.outcomes)
