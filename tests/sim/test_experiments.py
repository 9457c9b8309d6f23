"""Experiments: their errors are those of the arithmetic, and their lies those of whoever looks (domain.md 3.13)."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from engine.session import Session
from engine.validity.check import standard_error
from engine.validity.shapes import rejected
from engine.worlds import Template, comparable, comparable_rows
from sim import events as ev
from sim.commands import Call, Experiment, PlanError, Predict, Read, parse_command
from sim.decide import Refusal, decide
from sim.deciding.case import Case
from sim.deciding.learning import smallest_effect
from sim.genesis import Index, found
from sim.interventions import catalogue as shipped
from sim.kernel import bind
from sim.metrics import metrics
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from sim.predictions import score
from sim.scenario import Customers
from sim.step import empty, next_week, record
from sim.systems.experiments import relative_error
from sim.world import EXPERIMENTS, FIGURE_ACTIVATION, READY, new_log
from tests.sim.worlds import digest, plain, sample, source

MANY = Customers(accounts=4000, signups_per_week=400.0, price_cents=500_000, users_per_account=10, fit=0.45)
FEW = Customers(accounts=60, signups_per_week=1.0, price_cents=500_000, users_per_account=5)
FEATURES = {
    "feature_winner_share": 0.33, "feature_null_share": 0.4, "value_sigma": 1.5, "uplift": 0.06, "guild_uplift": 0.1,
    "test_hours": 60.0, "flagged_test_hours": 20.0, "novelty": 0.5, "test_invalid": 0.09, "first_value_sigma": 0.8,
    "late_factor": 0.1, "depth_gain_weekly": 0.056, "renewal_base": 0.9, "usage_median": 0.06, "usage_sigma": 2.0,
    "spread_new_weekly": 0.03, "renewal_depth": 2.0, "window_days": 30.0, "player_hours": 30.0,
}  # fmt: skip
GUILD = {"test_share": 1.0, "test_checks": 1.0, "flag_share": 0.5}


def company(customers=MANY, **values):
    sources = [source("cohorts", "cust.activ", "t0"), source("usage", "cust.depth", "t0")]
    line_fields = {"customers": customers}
    return plain(3.0, 4, sources=sources, line_fields=line_fields, **(FEATURES | {"opening_weeks": 6.0} | values))


@pytest.mark.parametrize(("looks", "share", "within"), [(1, 5, 1), (5, 14, 2), (10, 19, 2), (20, 25, 2)])
def test_where_nothing_differs_looking_often_finds_something(looks, share, within):
    """Law 9: an A/A test rejects at 5 % with one look, at 14, 19 and 25 % with 5, 10 and 20."""
    tests = 8000
    worlds = bind(found(plain(), {}, 11))
    assert 100.0 * int(rejected(worlds, looks, tests)) / tests == pytest.approx(share, abs=within)


@pytest.mark.parametrize(("signups", "weeks", "percent"), [(100, 4, 37), (200, 4, 26), (400, 4, 18), (800, 8, 9)])
def test_the_smallest_detectable_effect_is_that_of_the_tables(signups, weeks, percent):
    """domain.md 9.4, at a baseline of 37.5 %."""
    assert 280.0 * relative_error(float(signups), 1.0, weeks, 0.375) == pytest.approx(percent, abs=1.0)


def test_the_error_shrinks_with_the_root_of_traffic():
    assert relative_error(400.0, 1.0, 4, 0.3) == pytest.approx(2.0 * relative_error(400.0, 1.0, 16, 0.3))
    assert relative_error(400.0, 0.5, 4, 0.3) == pytest.approx(sqrt(2.0) * relative_error(400.0, 1.0, 4, 0.3))


def ran(scenario, weeks=104, seeds=12):
    """Several runs of a scenario."""
    runs = []
    sample(scenario, lambda run: runs.append(run) or 0.0, weeks=weeks, seeds=seeds)
    return runs


def winners(run):
    return metrics()["exp.winners"].value(run.counts[26:], run.totals[26:])


def shipped_items(run):
    return float(run.counts[26:, ev.ITEM_WENT_LIVE].sum())


def test_a_guild_with_traffic_ships_more_winners_and_fewer_features():
    untested, tested, dear = (
        sample(company(**extra), winners, seeds=20) for extra in ({}, GUILD, GUILD | {"flag_share": 0.0})
    )
    assert untested.mean() == pytest.approx(33, abs=3)
    assert 45 < tested.mean() < 75
    assert (tested - dear).mean() > 3 * standard_error(tested - dear), "switches make tests cheap, so more are made"
    many, fewer = (sample(company(**extra), shipped_items, seeds=10).mean() for extra in ({}, GUILD))
    assert 0.5 * many < fewer < 0.85 * many


def test_without_traffic_tests_prove_nothing():
    untested, tested = (sample(company(FEW, **extra), winners, seeds=16) for extra in ({}, GUILD))
    assert abs((tested - untested).mean()) < 6.0
    none = ran(company(None, test_share=1.0), seeds=2)
    assert all(run.counts[:, ev.EXPERIMENT_STARTED].sum() == 0 for run in none)


def test_what_is_claimed_on_shipping_is_too_much():
    """Law 9: the winner's curse, from conditioning on significance alone (no novelty, no faults)."""
    claimed = []
    for run in ran(company(**GUILD, novelty=0.0, test_invalid=0.0), seeds=20):
        n = run.counts[:, ev.UPLIFT_CLAIMED].sum()
        if n:
            claimed.append(float(run.totals[:, ev.UPLIFT_CLAIMED].sum() / n))
    over = np.array(claimed)
    assert len(over) > 10
    assert over.mean() > 3 * standard_error(over) > 0


def test_faults_mislead_one_test_in_eleven_unless_somebody_checks():
    valid = []
    for checks in (0.0, 1.0):
        runs = ran(company(**(GUILD | {"test_checks": checks}), opening_weeks=0.0), seeds=16)
        ended = sum(int(run.counts[:, ev.EXPERIMENT_ENDED].sum()) for run in runs)
        valid.append(sum(int(run.totals[:, ev.EXPERIMENT_ENDED].sum()) for run in runs) / ended)
    assert valid[0] == pytest.approx(0.91, abs=0.03)
    assert valid[1] == 1.0


def test_peeking_ships_more_noise_than_the_horizon():
    shares = []
    for checks in (0.0, 1.0):
        noise = {"test_checks": checks, "uplift": 0.0, "test_invalid": 0.0, "guild_uplift": 0.02}
        runs = ran(company(**(GUILD | noise)), seeds=16)
        claims = sum(int(run.counts[:, ev.UPLIFT_CLAIMED].sum()) for run in runs)
        shares.append(claims / sum(int(run.counts[:, ev.EXPERIMENT_ENDED].sum()) for run in runs))
    assert shares[1] == pytest.approx(0.025, abs=0.015)
    assert shares[0] > 1.8 * shares[1]


class Played:
    """A company week by week, with commands."""

    def __init__(self, scenario, seed=1, weeks=4):
        self.catalogue = shipped()
        self.index = Index(scenario, self.catalogue)
        self.world, self.log = found(scenario, self.catalogue, seed), new_log()
        for _ in range(weeks):
            self.week()

    def week(self):
        next_week(bind(self.world), bind(self.log))
        n = int(self.log["length"][0, 0])
        rows = [tuple(int(self.log[c][0, k]) for c in ("kind", "subject", "object", "amount")) for k in range(n)]
        empty(bind(self.log))
        return rows

    def ask(self, command):
        answer = decide(self.world, self.index, self.catalogue, command)
        for row in answer.rows if isinstance(answer, Refusal) else answer:
            record(bind(self.world), bind(self.log), *row)
        return answer


TEST = {"metric": "cust.activ", "source": "cohorts", "mde": 0.2, "weeks": 4}


def of(rows, kind):
    return [row for row in rows if row[0] == kind]


def test_a_player_tests_an_item_and_nobody_starts_it_until_the_rule_speaks():
    played = Played(company())
    answer = played.ask(Experiment(line="l0", **TEST))
    assert not isinstance(answer, Refusal)
    started, owed = answer[0], answer[1]
    assert started.kind == ev.EXPERIMENT_STARTED
    assert owed.kind == ev.HOURS_OWED
    assert owed.amount == 60 * 60
    item = started.object
    for week in range(1, 5):
        assert int(played.world["items"]["stage"][0, item]) == READY
        rows = played.week()
        assert not [row for row in of(rows, ev.ITEM_STARTED) if row[1] == item]
        assert bool(of(rows, ev.EXPERIMENT_ENDED)) is (week == 4)
    assert played.world["experiments"]["open"][0].sum() == 0


def test_a_stopped_loser_is_never_built_and_a_called_winner_is():
    for verdict, kind in (("stop", ev.ITEM_STOPPED), ("ship", ev.ITEM_STARTED)):
        played = Played(company())
        item = played.ask(Experiment(line="l0", **TEST))[0].object
        played.week()
        assert not isinstance(played.ask(Call(line="l0", verdict=verdict)), Refusal)
        rows = played.week()
        assert of(rows, ev.EXPERIMENT_ENDED)[0][2] == (1 if verdict == "ship" else 0)
        later = rows + [row for _ in range(12) for row in played.week()]
        assert [row for row in of(later, kind) if row[1] == item]


def test_reading_counts_as_a_look_and_extending_takes_longer():
    played = Played(company())
    played.ask(Experiment(line="l0", **TEST))
    assert not isinstance(played.ask(Read(experiment=0)), Refusal)
    assert of(played.week(), ev.EXPERIMENT_READ)[0][2] == 1
    played.ask(Call(line="l0", verdict="extend", weeks=3))
    for week in range(2, 8):
        rows = played.week()
        assert bool(of(rows, ev.EXPERIMENT_ENDED)) is (week == 7)
    assert of(rows, ev.EXPERIMENT_READ)[0][2] == 2


def test_looking_leaves_the_company_as_it_was_and_calling_does_not():
    """Twins share everything that the company feels until a command has its first effect."""
    twins = [Played(company()) for _ in range(3)]
    for played in twins:
        played.ask(Experiment(line="l0", **TEST))
    alone, reads, calls = twins
    reads.ask(Read(line="l0"))
    calls.ask(Call(line="l0", verdict="stop"))
    rows = [played.week() for played in twins]
    kept = [[row for row in week if comparable_rows(np.array([row[0]]))[0]] for week in rows]
    assert kept[0] == kept[1] != kept[2]
    for _ in range(12):
        assert comparable(alone.world) == comparable(reads.world) != comparable(calls.world)
        for played in twins:
            played.week()


def test_experiments_are_refused_where_they_could_show_nothing():
    played = Played(company())
    small = played.ask(Experiment(line="l0", **(TEST | {"mde": 0.01})))
    assert isinstance(small, Refusal)
    assert small.kind == "illegal"
    assert "or more" in small.need
    least = smallest_effect(Case(played.world[0], played.index, played.catalogue), 0, FIGURE_ACTIVATION, 100, 4)
    assert 0.1 < least < 0.25
    assert f"{100 * least:.0f} %" in small.need
    assert "does not report" in str(played.ask(Experiment(line="l0", **(TEST | {"source": "usage"}))))
    assert "does not wait" in str(played.ask(Experiment(item=999, **TEST)))
    for command in (Read(experiment=3), Read(line="l0"), Call(experiment=3, verdict="stop")):
        assert isinstance(played.ask(command), Refusal)
    assert "no traffic" in str(Played(company(None)).ask(Experiment(line="l0", **TEST)))
    with pytest.raises(PlanError, match="either an item or a line"):
        parse_command({"kind": "experiment", **TEST})
    assert played.world["player"]["minutes_left"][0, 0] == 30 * 60
    for slot in range(EXPERIMENTS):
        played.world["experiments"]["open"][0, slot] = 1
    assert "more experiments" in str(played.ask(Experiment(line="l0", **TEST)))


PREDICTED = {
    "week": 3, "kind": "predict", "metric": "cust.activ", "source": "cohorts", "direction": "up", "band": "5-to-15",
    "by": 9, "because": "the new first screen",
}  # fmt: skip


def test_a_prediction_changes_no_bit_and_is_scored_from_what_was_reported():
    worlds = []
    for commands in ([], [PREDICTED]):
        session = Session(Template(company()), 4, PlanPolicy(Plan.parse({"command": commands})), weeks=30)
        session.run()
        worlds.append((digest(session.worlds), session.counts.tobytes(), session.totals.tobytes()))
    assert worlds[0] == worlds[1]
    assert len(session.predictions) == 1
    scored = session.predictions[0]
    assert scored.week == 3
    assert scored.after is not None
    assert session.outcomes[0].accepted_week == 3


@pytest.mark.parametrize(
    ("direction", "band", "after", "right"),
    [("up", "5-to-15", 110.0, (True, True)), ("up", "over-15", 110.0, (True, False)),
     ("down", "under-5", 110.0, (False, False)), ("flat", "under-5", 103.0, (True, True)),
     ("down", "over-15", 60.0, (True, True))],
)  # fmt: skip
def test_a_prediction_is_right_in_direction_and_in_size(direction, band, after, right):
    command = Predict(metric="cust.activ", source="cohorts", direction=direction, band=band, by=9)
    scored = score(command, 1, 100.0, after)
    assert (scored.direction, scored.band) == right
    assert score(command, 1, None, after).direction is None


def test_predictions_are_refused_for_figures_that_nobody_reports_and_weeks_that_are_over():
    played = Played(company())
    wrong = Predict(metric="cust.depth", source="cohorts", direction="up", band="over-15", by=30)
    assert "does not report" in str(played.ask(wrong))
    assert "is over" in str(played.ask(Predict(metric="cust.activ", source="cohorts", direction="flat", by=2)))
