"""Knowledge, playbooks and coaching: what is learnt, what is kept, and what it does (domain.md 3.14, 3.15, 4.4)."""

from __future__ import annotations

import numpy as np
import pytest

from sim import events as ev
from sim.commands import Coach
from sim.decide import Refusal, decide
from sim.genesis import Index, found
from sim.intervention import Move, Variant
from sim.kernel import bind
from sim.levers import Lever
from sim.metrics import metrics
from sim.step import empty, next_week, record
from sim.systems.lessons import FAILURE_NAMES
from sim.world import FAILURES, TEAMS, new_log
from tests.sim.worlds import Founded, adoption, launch, plain, practice, sample, small_company, standard_error

SPREAD = {
    "spread_sponsor_weekly": 0.1, "spread_neighbour_weekly": 0.55, "visible_value": 0.7, "adoption_ceiling": 0.92,
    "adoption_floor": 0.1, "decay_half_life_weeks": 14.0, "codified_half_life_weeks": 50.0, "codified_floor": 0.65,
    "codifying_weekly": 0.12, "sponsor_half_life_weeks": 0.5, "fidelity_weeks": 6.0, "codified_spread": 0.6,
    "tacit_half_life_weeks": 10.0, "coached_weekly": 0.05, "coached_most": 0.2, "player_hours": 30.0,
}  # fmt: skip
FAILING = {
    "injection_per_hour": 0.02, "severity_floor": 0.1, "repeat_reduction": 0.5, "debrief_gain": 0.25,
    "debrief_gain_open": 0.05,
}  # fmt: skip
PLAYBOOK = practice(
    23, moves=(Move(Lever.CODIFIED_SHARE, grade="X", source="a test", to=1.0),), variants={"plain": Variant(0.9)}
)


def weeks(world, n, log=None):
    """Let weeks pass; nothing is kept of them."""
    log = new_log() if log is None else log
    for _ in range(n):
        next_week(bind(world), bind(log))
        empty(bind(log))


def seen(world, log, *entries):
    """Let the sponsors of practices be seen next week."""
    for entry in entries:
        record(bind(world), bind(log), ev.SPONSOR_SEEN, entry.number, 0, 0)


def grown(playbook_from, weeks_seen=40):
    """Adoption by week: a practice whose sponsor is seen for so long, then 52 weeks without."""
    entry = practice(1)
    world, log = found(plain(2.0, 4, lines=3, **SPREAD), {"a": entry, "b": PLAYBOOK}, 3), new_log()
    launch(world, log, entry)
    curve = []
    for week in range(weeks_seen + 52):
        if week == playbook_from:
            launch(world, log, PLAYBOOK)
        if week < weeks_seen and week % 2 == 0:
            seen(world, log, entry, *([PLAYBOOK] if playbook_from is not None and week > playbook_from else []))
        weeks(world, 1, log)
        curve.append(adoption(world, entry))
    return np.array(curve)


def stocked(scenario, stock=1.0, seed=1):
    world = found(scenario, {}, seed)
    world["lessons"]["stock"][0, :FAILURES] = stock
    return world


@pytest.mark.parametrize(("codified", "half_life"), [(0.0, 10.0), (1.0, 50.0)])
def test_what_is_known_halves_in_weeks_or_in_a_year(codified, half_life):
    world = stocked(plain(0.0, 4, codified_share=codified))
    weeks(world, int(half_life))
    assert world["lessons"]["stock"][0, 0] == pytest.approx(0.5, rel=1e-9)


def test_newcomers_make_a_line_forget_faster():
    """Law 8: knowledge falls in turnover."""
    calm = stocked(plain(0.0, 4, turnover_forgetting=2.0))
    hired = stocked(plain(0.0, 4, turnover_forgetting=2.0))
    record(bind(hired), bind(new_log()), ev.HIRE_ORDERED, 0, 0, 1)
    for world in (calm, hired):
        weeks(world, 8)
    assert hired["lessons"]["stock"][0, 0] < 0.9 * calm["lessons"]["stock"][0, 0]


def test_a_line_knows_no_more_than_everything_and_owes_the_hours_of_its_reviews():
    world = stocked(plain(0.0, 4, debrief_gain=0.9, debrief_gain_open=0.5), stock=0.8)
    record(bind(world), bind(new_log()), ev.REVIEW_HELD, 0, 0, 600)
    record(bind(world), bind(new_log()), ev.ACTION_CLOSED, 0, 0, 60)
    assert world["lessons"]["stock"][0, 0] == 1.0
    assert world["teams"]["owed_min"][0, 0] == 660


def repeats(run):
    return float(run.counts[26:, ev.FAILURE_REPEATED].sum())


def test_reviews_with_closed_actions_make_failures_repeat_less_and_reviews_alone_hardly():
    base = {"needs_per_week": 4.0, "people": 6, "debrief_hours": 0.0, **FAILING}
    never = sample(plain(**base), repeats, seeds=40)
    left_open = sample(plain(**base, debrief_share=1.0), repeats, seeds=40)
    closed = sample(plain(**base, debrief_share=1.0, action_closing_weekly=0.5), repeats, seeds=40)
    fewer = 1.0 - closed / never
    assert fewer.mean() > 0.12
    assert (never - closed).mean() > 4 * standard_error(never - closed)
    assert (left_open - closed).mean() > 3 * standard_error(left_open - closed)
    assert 1.0 - (left_open / never).mean() < 0.5 * fewer.mean()


def test_fires_keep_actions_from_being_done():
    def closure(run):
        return float(run.counts[:, ev.ACTION_CLOSED].sum() / max(1, run.counts[:, ev.REVIEW_HELD].sum()))

    base = {"needs_per_week": 4.0, "people": 6, **FAILING, "debrief_share": 1.0, "action_closing_weekly": 0.2}
    calm = sample(plain(**base, responders=0.5, responder_cap=0.5), closure, seeds=20)
    burning = sample(plain(**base, responders=12.0, responder_cap=0.5), closure, seeds=20)
    assert (calm - burning).mean() > 4 * standard_error(calm - burning)
    assert burning.mean() < 0.8 * calm.mean()


def test_a_checklist_and_reviews_are_complements():
    """The list learns what reviews found: together they prevent more than the sum of what each does alone."""
    listing = practice(5, moves=(Move(Lever.CHECKLIST_REMOVAL, grade="X", source="a test", to=0.17),))
    reviews = practice(
        20,
        moves=(
            Move(Lever.DEBRIEF_SHARE, grade="X", source="a test", to=1.0),
            Move(Lever.ACTION_CLOSING_WEEKLY, grade="X", source="a test", to=0.5),
        ),
    )
    full = {"spread_sponsor_weekly": 1.0, "sponsor_floor": 1.0, "adoption_ceiling": 1.0, "willingness_base": 1.0}
    scenario = plain(4.0, 6, debrief_hours=0.0, checklist_feed=1.5, **FAILING, **full)

    def totals(*entries):
        failed = []
        for seed in range(1, 25):
            world, log = found(scenario, {"l": listing, "r": reviews}, seed), new_log()
            for entry in entries:
                launch(world, log, entry)
            n = 0
            for week in range(104):
                next_week(bind(world), bind(log))
                n += int((log["kind"][0, : int(log["length"][0, 0])] == ev.RELEASE_FAILED).sum()) * (week >= 26)
                empty(bind(log))
            failed.append(n)
        return np.array(failed, float)

    none, list_only, reviews_only, both = totals(), totals(listing), totals(reviews), totals(listing, reviews)
    prevented = (none - both) - (none - list_only) - (none - reviews_only)
    assert prevented.mean() > 0.0
    assert (none - both).mean() > (none - reviews_only).mean() > 0


def test_kinds_of_failure_belong_to_needs_and_all_occur():
    seen_kinds = set()
    for _, log in Founded(small_company()).weeks(104, 5):
        n = int(log["length"][0, 0])
        here = log["kind"][0, :n] == ev.FAILURE_CLASSED
        seen_kinds |= set((log["object"][0, :n][here] % 8).tolist())
    assert seen_kinds == set(range(FAILURES)) == set(range(len(FAILURE_NAMES)))


def test_uncodified_adoption_halves_in_a_quarter_or_two_and_codified_stays():
    """Law 10: without its sponsor a practice is half gone in 12 to 20 weeks; codified, 60 % stays for a year."""
    bare, codified = grown(None), grown(8)
    peak = bare[:42].max()
    halved = int(np.flatnonzero(bare[40:] <= 0.5 * peak)[0])
    assert 12 <= halved <= 20
    assert codified[-1] >= 0.6 * codified[:42].max()
    assert bare[-1] < 0.35 * peak


def written(first, second, gap, fidelity=1.0):
    """What the text of a practice holds, and its fidelity a year after its sponsor was last seen."""
    entry = practice(1, variants={"plain": Variant(fidelity)})
    order = {"practice": entry, "playbook": PLAYBOOK}
    world, log = found(plain(2.0, 4, lines=3, **SPREAD), {"a": entry, "b": PLAYBOOK}, 3), new_log()
    launch(world, log, order[first])
    for week in range(gap + 40):
        if week == gap:
            launch(world, log, order[second])
        seen(world, log, order[first], *([order[second]] if week > gap else []))
        weeks(world, 1, log)
    weeks(world, 52, log)
    scopes = world["scopes"]
    return int(scopes["written_ppm"][0, TEAMS]) / 1e6, int(scopes["fidelity_ppm"][0, TEAMS]) / 1e6


def test_what_is_written_too_early_or_done_badly_is_frozen():
    premature, proven = written("playbook", "practice", 20), written("practice", "playbook", 20)
    assert premature[0] < 0.85 * proven[0]
    assert premature[1] < 0.9 * proven[1]
    ritual = written("practice", "playbook", 20, fidelity=0.15)
    assert ritual[1] < 0.2


def test_a_second_team_takes_up_faster_what_can_be_read():
    entry, first = practice(1), {}
    for readable in (0, 900_000):
        world, log = found(plain(2.0, 4, lines=2, **SPREAD), {"a": entry}, 1), new_log()
        record(bind(world), bind(log), ev.PRACTICE_LAUNCHED, 1, 0, 1250)
        record(bind(world), bind(log), ev.PRACTICE_SCOPED, 1, 0, 1_000_000)
        weeks(world, 20, log)
        record(bind(world), bind(log), ev.PRACTICE_SCOPED, 1, 1, 1_000_000)
        world["scopes"]["codified_ppm"][0, TEAMS] = readable
        curve = []
        for _ in range(30):
            seen(world, log, entry)
            weeks(world, 1, log)
            curve.append(adoption(world, entry, 1))
        first[readable] = int(np.flatnonzero(np.array(curve) >= 0.4)[0])
    assert first[900_000] < first[0]


def test_newcomers_who_can_read_ramp_faster():
    entry, lost = practice(1), {}
    for readable in (0, 1_000_000):
        world, log = found(plain(2.0, 4, **(SPREAD | {"codified_ramp": 0.35})), {"a": entry}, 1), new_log()
        launch(world, log, entry)
        record(bind(world), bind(log), ev.HIRE_ORDERED, 0, 0, 3)
        weeks(world, 2, log)
        world["scopes"]["codified_ppm"][0, TEAMS] = readable
        weeks(world, 6, log)
        lost[readable] = int(world["teams"]["ramping_permille"][0, 0])
    assert 0 < lost[1_000_000] < 0.8 * lost[0]


def company(**values):
    entry = practice(1, variants={"plain": Variant(0.5)})
    scenario = plain(2.0, 4, lines=3, **(SPREAD | {"sponsor_floor": 1.0} | values))
    catalogue = {entry.id: entry}
    world, log = found(scenario, catalogue, 1), new_log()
    launch(world, log, entry)
    weeks(world, 20, log)
    return world, log, Index(scenario, catalogue), catalogue, entry


def ask(world, log, index, catalogue, command):
    answer = decide(world, index, catalogue, command)
    for row in answer.rows if isinstance(answer, Refusal) else answer:
        record(bind(world), bind(log), *row)
    return answer


def fidelity_of(world, entry, team=0):
    return int(world["scopes"]["fidelity_ppm"][0, entry.number * TEAMS + team]) / 1e6


def test_coaching_adds_a_twentieth_a_week_up_to_a_fifth_and_takes_four_hours_of_each():
    world, log, index, catalogue, entry = company()
    before = fidelity_of(world, entry)
    assert not isinstance(ask(world, log, index, catalogue, Coach(team="t0", intervention=entry.id)), Refusal)
    hours = []
    for week in range(1, 5):
        weeks(world, 1, log)
        assert fidelity_of(world, entry) == pytest.approx(before + 0.05 * week, abs=0.002)
        hours.append(int(world["player"]["minutes_left"][0, 0]))
    assert hours == [26 * 60, 26 * 60, 26 * 60, 30 * 60]
    weeks(world, 10, log)
    assert fidelity_of(world, entry) == pytest.approx(before + 0.10, abs=0.01)
    assert fidelity_of(world, entry, 1) == pytest.approx(before, abs=0.002)


def test_coaching_is_refused_where_there_is_nothing_to_coach_or_nobody_left_to():
    world, log, index, catalogue, entry = company()
    for team in ("t0", "t1"):
        assert not isinstance(ask(world, log, index, catalogue, Coach(team=team, intervention=entry.id)), Refusal)
    full = ask(world, log, index, catalogue, Coach(team="t2", intervention=entry.id))
    assert isinstance(full, Refusal)
    assert full.kind == "illegal"
    assert "more teams at once" in str(full)
    weeks(world, 4, log)
    again = ask(world, log, index, catalogue, Coach(team="t0", intervention=entry.id))
    assert isinstance(again, Refusal)
    assert "what it can" in str(again)
    world["practices"]["phase"][0, entry.number] = 3
    assert "has no" in str(ask(world, log, index, catalogue, Coach(team="t2", intervention=entry.id)))


def test_metrics_are_shares():
    run = Founded(small_company()).run(104, 3)
    for name in ("learn.repeat", "learn.closure"):
        assert 0 <= metrics()[name].value(run.counts, run.totals) <= 100
