"""Plans move the company the way the domain model says, by its mechanisms, over a panel of seeds.

Each claim is a difference between a plan and the same worlds without it: its 95 % interval leaves out zero, and it has
a least size, well inside what is measured, so that a new constant may move it and a broken mechanism may not. Windows
are in tenure weeks.
"""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest
from scipy import stats

from engine.catalogue import load_plan, load_scenario
from engine.ensemble import Ensemble, run_ensemble
from engine.evidence import Estimate, Panel, Window, expected
from engine.evidence.outcome import deviations, outcome, parts, whole_gain
from engine.session import Session
from engine.worlds import Template
from sim import events as ev
from sim.interventions import catalogue
from sim.levers import LEVERS, Lever
from sim.metric import Metric, Term, count, total
from sim.metrics import metrics
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from sim.world import TEAMS

S1, S2, S6, S7 = "seven-roadmaps", "quarterly-big-bang", "second-region", "lucky-quarter"
PLAYED = 7
PANEL = tuple(range(101, 117))
MANY = tuple(range(101, 165))
QUARTER, HALF = 13, 26
# Plans made here: the whole plan is one decision, and its sponsor is seen.
ON_CALL = {"week": 1, "kind": "set_policy", "policy": "emergency-path", "line": "all", "value": "on-call"}
GATE = {"kind": "launch", "intervention": "approval-gate", "intensity": "heavy", "week": 1}
SEEN = {"kind": "adjust", "intervention": "approval-gate"}
SINGLE = {
    "no waiting": [{**ON_CALL, "value": "team"}],
    "on call": [ON_CALL],
    "gate": [GATE, *({**SEEN, "week": week} for week in range(9, 78, 8))],
}


@functools.cache
def template(scenario: str) -> Template:
    return Template(load_scenario(scenario))


@functools.cache
def worlds(scenario: str, plan: str, seeds: tuple[int, ...] = PANEL) -> Ensemble:
    if plan in SINGLE:
        commands = [dict(command) for command in SINGLE[plan]]
        if commands[0]["kind"] == "launch":
            commands[0]["sponsor"] = template(scenario).index.sponsors[0]
        parsed = Plan.parse({"command": commands})
    else:
        parsed = Plan.parse(load_plan(scenario, plan))
    ensemble = run_ensemble(template(scenario), parsed, list(seeds))
    assert ensemble.executed >= 0.97
    return ensemble


def weekly(kind: int, of: str = "count") -> Metric:
    """How often a kind happens in a week, or how much of it: the mechanism behind a metric."""
    term: Term = total(int(kind)) if of == "total" else count(int(kind))
    return Metric(f"kind.{int(kind)}.{of}", 0, "-", "/wk", "lower", (term,), (), 1.0, 8, 2, "A kind.")


def difference(
    scenario: str, plan: str, what: str | Metric, first: int, last: int, seeds: tuple[int, ...] = PANEL
) -> Estimate:
    """Plan less nothing over tenure weeks `first` to `last` (negative: counted from the end of tenure)."""
    weeks = template(scenario).scenario.weeks
    at = [weeks.history + (w if w > 0 else weeks.tenure + w + 1) for w in (first, last)]
    metric = metrics()[what] if isinstance(what, str) else what
    panel = Panel.of(worlds(scenario, plan, seeds), worlds(scenario, "none", seeds))
    estimate = expected(panel, Window(*at), PLAYED, {"it": metric})["it"]
    assert estimate.interval is not None
    assert estimate.compared >= len(seeds) // 2
    return estimate


def check(estimate: Estimate, share: float) -> None:
    """It is clear of zero, and at least `share` of the level without the plan (negative: down)."""
    assert estimate.clear, estimate
    if share > 0:
        assert estimate.relative >= share, estimate
    else:
        assert estimate.relative <= share, estimate


# --- S1: seven roadmaps ----------------------------------------------------------------------------------------------
LATE = (-HALF, -1)


@pytest.mark.parametrize(
    ("metric", "share"),
    [
        ("dec.latency", -0.25),
        ("flow.wip", -0.15),
        ("flow.lead", -0.10),
        ("flow.cycle", -0.15),
        ("flow.rework", -0.08),
        ("flow.thru", 0.02),
    ],
)
def test_seven_roadmaps_textbook_late_in_the_tenure(metric, share):
    check(difference(S1, "textbook", metric, *LATE), share)


def test_seven_roadmaps_textbook_is_worse_before_it_is_better():
    check(difference(S1, "textbook", "gov.hours", 1, QUARTER), 0.5)
    early, late = (difference(S1, "textbook", "flow.lead", *weeks) for weeks in ((1, HALF), LATE))
    assert early.interval[1] > 0, "it costs hours before lead time improves"
    assert late.interval[1] < 0


@pytest.mark.parametrize(
    ("kind", "of", "share"),
    [
        (ev.DECISION_BOUNCED, "count", -0.25),  # questions with an owner
        (ev.ITEM_PREEMPTED, "count", -0.20),  # fewer sponsors who settle it by interrupting
        (ev.HOURS_SWITCHED, "total", -0.10),  # fewer items open at once
        (ev.DUPLICATE_MATCHED, "count", 0.50),  # the same words for the same need
    ],
    ids=lambda value: ev.COLUMNS[value].name if isinstance(value, int) else None,
)
def test_seven_roadmaps_textbook_works_by_its_mechanisms(kind, of, share):
    check(difference(S1, "textbook", weekly(kind, of), 1, -1), share)


@pytest.mark.parametrize("weeks", [(1, QUARTER), (1, HALF), LATE], ids=["quarter", "two quarters", "late"])
def test_seven_roadmaps_trap_costs_hours_all_along(weeks):
    check(difference(S1, "trap", "gov.hours", *weeks), 0.5)


@pytest.mark.parametrize("weeks", [(1, HALF), LATE], ids=["two quarters", "late"])
def test_seven_roadmaps_trap_leaves_decisions_waiting(weeks):
    waits = difference(S1, "trap", "dec.latency", *weeks)
    assert waits.interval[0] > -0.05 * waits.level, "any improvement is below a twentieth"


def test_seven_roadmaps_trap_is_slower_for_a_quarter_and_no_quicker_for_two():
    check(difference(S1, "trap", "flow.lead", 1, QUARTER, MANY), 0.01)
    assert difference(S1, "trap", "flow.lead", 1, HALF, MANY).interval[1] > 0


def test_seven_roadmaps_trap_makes_more_rework():
    assert difference(S1, "trap", "flow.rework", 1, HALF).value >= 0
    check(difference(S1, "trap", "flow.rework", *LATE), 0.04)


def test_seven_roadmaps_trap_works_by_its_mechanisms():
    check(difference(S1, "trap", weekly(ev.ITEM_PREEMPTED), 1, -1), 0.05)  # each quarter re-plans
    check(difference(S1, "trap", weekly(ev.HOURS_DRAINED, "total"), 9, HALF), 0.2)  # newcomers and their mentors


# --- S2: the quarterly big bang --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("metric", "share"),
    [("rel.recover", -0.6), ("rel.harm", -0.6), ("rel.cfr", -0.6), ("flow.lead", -0.25), ("rel.batch", -0.7)],
)
def test_big_bang_textbook_late_in_the_tenure(metric, share):
    check(difference(S2, "textbook", metric, *LATE), share)


def test_big_bang_textbook_recovers_first():
    """The way to fix is day one's; the train is shortened later. Harm falls before batches do."""
    check(difference(S2, "textbook", "rel.recover", 1, QUARTER), -0.5)
    assert abs(difference(S2, "textbook", "rel.batch", 1, QUARTER).relative) < 0.15
    check(difference(S2, "textbook", weekly(ev.RELEASE_SHIPPED), *LATE), 2.0)


def test_big_bang_textbook_fails_more_often_and_harms_less():
    """Failed releases a week are not the problem: they rise while harm falls."""
    check(difference(S2, "textbook", weekly(ev.RELEASE_FAILED), 1, -1), 0.1)
    check(difference(S2, "textbook", "rel.harm", 1, -1), -0.6)


@pytest.mark.parametrize(
    ("metric", "share"), [("flow.lead", 0.05), ("rel.harm", 0.2), ("rel.recover", 1.0), ("rel.batch", 0.08)]
)
def test_big_bang_trap(metric, share):
    """Harm rises though the board is convened for every outage that lasts over a weekend."""
    check(difference(S2, "trap", metric, *LATE, MANY), share)


def test_big_bang_trap_has_a_success_to_report():
    """Fewer failed releases a week over the tenure, while harm rises by a third: a misleading comfort."""
    check(difference(S2, "trap", weekly(ev.RELEASE_FAILED), 1, -1), -0.02)
    check(difference(S2, "trap", "rel.harm", 1, -1), 0.15)


# --- 7.1.7: gates ----------------------------------------------------------------------------------------------------
def harm_ratio(plan: str) -> tuple[float, float]:
    """Harm without the plan over harm with it, in the tenure less its first month, and half its 95 % interval."""
    weeks = template(S2).scenario.weeks
    rows = slice(weeks.history + 4, weeks.history + weeks.tenure)
    nothing, planned = (
        worlds(S2, name, MANY).totals[:, rows, int(ev.HARM_ACCRUED)].sum(axis=1) for name in ("none", plan)
    )
    ratio = nothing.sum() / planned.sum()
    residuals = (nothing - ratio * planned) / planned.mean()
    error = residuals.std(ddof=1) / math.sqrt(len(MANY))
    return float(ratio), float(stats.t.ppf(0.975, len(MANY) - 1) * error)


def test_fixes_that_wait_for_the_board_multiply_harm_by_five():
    """The pure contrast, a fix that waits for nobody: five times is inside the interval or below it."""
    ratio, half = harm_ratio("no waiting")
    assert ratio + half >= 5.0
    assert ratio - half >= 4.0


def test_somebody_on_call_takes_nearly_all_of_that_away():
    pure, on_call = harm_ratio("no waiting")[0], harm_ratio("on call")[0]
    assert 4.0 < on_call < pure


def test_an_emergency_path_changes_recovery_and_not_what_is_released():
    for kind in (ev.RELEASE_SHIPPED, ev.RELEASE_FAILED):
        assert abs(difference(S2, "on call", weekly(kind), 1, -1).relative) < 0.03
    check(difference(S2, "on call", "rel.recover", 5, -1), -0.6)


def test_a_gate_on_a_fixed_train_costs_time_and_hardly_changes_harm():
    check(difference(S1, "gate", "flow.lead", *LATE, MANY), 0.03)
    harm = difference(S1, "gate", "rel.harm", 27, -1, MANY)
    assert abs(harm.relative) <= 0.10
    assert not harm.clear


# --- S6: the second region -------------------------------------------------------------------------------------------
WRITTEN = ("textbook", "one-owner", "local-owners")


@pytest.mark.parametrize("plan", [*WRITTEN, "regions-decide"])
def test_second_region_has_several_ways_out(plan):
    check(difference(S6, plan, "flow.wip", *LATE), -0.10)
    check(difference(S6, plan, "flow.wip", 79, 130), -0.10)
    check(difference(S6, plan, "flow.lead", 79, 130), -0.08)
    check(difference(S6, plan, "val.delivered", 27, 130), 0.005)


@pytest.mark.parametrize("plan", WRITTEN)
def test_what_is_written_down_and_handed_over_lasts_in_the_aftermath(plan):
    """In the year after the tenure lead time is still better than in its last half."""
    during, after = (difference(S6, plan, "flow.lead", *weeks) for weeks in (LATE, (79, 130)))
    assert after.value < during.value < 0


def test_second_region_textbook_works_by_its_mechanisms():
    check(difference(S6, "textbook", weekly(ev.HOURS_SWITCHED, "total"), 27, -1), -0.08)
    assert difference(S6, "textbook", weekly(ev.PRACTICE_CODIFIED), 1, -1).interval[0] > 0
    check(difference(S6, "textbook", "gov.hours", 1, QUARTER), 0.5)
    early = difference(S6, "textbook", "flow.lead", 1, HALF)
    assert early.interval[1] > 0, "it costs hours first"


@functools.cache
def unkept() -> Ensemble:
    """The textbook, with nothing written down and nobody who takes it over."""
    plan = Plan.parse(load_plan(S6, "textbook")).without("playbook")
    kept = [dated for dated in plan.commands if getattr(dated.command, "person", "") != "lea-fontaine"]
    left = [answer for answer in plan.answers if answer.card != "sponsor-leaving"]
    return run_ensemble(template(S6), plan.model_copy(update={"commands": kept, "answers": left}), list(PANEL))


def test_without_a_text_and_a_successor_a_third_of_the_gain_is_gone():
    """Switching, in the year after the tenure: what people have in hand is what the limits are about."""
    weeks = template(S6).scenario.weeks
    after = slice(weeks.history + weeks.tenure, weeks.total)

    def switched(ensemble: Ensemble) -> np.ndarray:
        return ensemble.totals[:, after, int(ev.HOURS_SWITCHED)].sum(axis=1)

    nothing = switched(worlds(S6, "none"))
    kept, lost = nothing - switched(worlds(S6, "textbook")), nothing - switched(unkept())
    assert 0 < lost.mean() < 0.67 * kept.mean()


@pytest.mark.parametrize("weeks", [(1, HALF), LATE], ids=["two quarters", "late"])
def test_second_region_trap_costs_hours_and_mends_nothing(weeks):
    check(difference(S6, "trap", "gov.hours", *weeks), 0.5)
    assert difference(S6, "trap", "flow.lead", *weeks).interval[1] > 0
    assert difference(S6, "trap", "flow.wip", *weeks).interval[1] > 0


def test_second_region_trap_is_slower_and_delivers_less_in_the_end():
    check(difference(S6, "trap", "flow.lead", 79, 130), 0.05)
    check(difference(S6, "trap", "val.delivered", 1, -1), -0.01)


# --- S7: lucky quarter, where nothing binds ---------------------------------------------------------------------------
def gains(plan: Plan) -> np.ndarray:
    """Y of a plan less Y of nothing, by world, in the units of a panel of these seeds."""
    nothing = worlds(S7, "none", MANY)
    scenario = template(S7).scenario
    units = deviations(parts(nothing, scenario.weeks))
    played = run_ensemble(template(S7), plan, list(MANY))
    return outcome(played, scenario, units) - outcome(nothing, scenario, units)


@pytest.mark.parametrize("intervention", load_scenario(S7).shelf)
def test_lucky_quarter_no_intervention_gains(intervention):
    """Alone, everywhere, its sponsor seen: none is three standard errors above nothing, or .05 of a deviation."""
    launch = {"week": 1, "kind": "launch", "intervention": intervention, "for": intervention}
    seen = [{"week": week, "kind": "adjust", "intervention": intervention} for week in range(12, 52, 10)]
    found = gains(Plan.parse({"command": [{**launch, "sponsor": template(S7).index.sponsors[0]}, *seen]}))
    error = found.std(ddof=1) / math.sqrt(len(found))
    assert found.mean() < max(0.0, 3.0 * error), (found.mean(), error)
    assert found.mean() < 0.05


def test_lucky_quarter_costs_still_count():
    found = gains(Plan.parse(load_plan(S7, "trap")))
    assert found.mean() < -3.0 * found.std(ddof=1) / math.sqrt(len(found))
    check(difference(S7, "trap", "gov.hours", 1, -1), 3.0)
    check(difference(S7, "trap", "flow.lead", HALF + 1, -1), 0.05)


def test_lucky_quarter_the_programme_can_be_claimed():
    """Its first quarter is better than the one before, as nobody's is: the season is in both."""
    weeks = template(S7).scenario.weeks.history
    lead = metrics()["flow.lead"]

    def mean_of(first: int, last: int) -> float:
        ensemble = worlds(S7, "trap", MANY)
        values = [
            lead.value(counts[first:last], totals[first:last])
            for counts, totals in zip(ensemble.counts, ensemble.totals, strict=True)
        ]
        return float(np.mean([value for value in values if value is not None]))

    assert mean_of(weeks, weeks + QUARTER) < 0.92 * mean_of(weeks - QUARTER, weeks)


def test_lucky_quarter_textbook_is_worth_what_nothing_is():
    found = gains(Plan.parse(load_plan(S7, "textbook")))
    assert abs(found.mean()) < 0.05
    assert whole_gain(found, np.zeros_like(found)) is None, "so O is undefined here"


# --- every intervention ----------------------------------------------------------------------------------------------
ALONE_SEEDS = PANEL[:4]
ALONE_WEEKS = 30
each = pytest.mark.parametrize("entry", catalogue().values(), ids=lambda entry: entry.id)


def alone(entry) -> Plan:
    launch = {"week": 1, "kind": "launch", "for": entry.id, "intervention": entry.id}
    return Plan.parse({"command": [{**launch, "sponsor": template(S1).index.sponsors[0]}]})


@functools.cache
def governance(intervention: str | None) -> np.ndarray:
    """Hours of governing by world and tenure week."""
    weeks = template(S1).scenario.weeks.history
    plan = alone(catalogue()[intervention]) if intervention else None
    ensemble = run_ensemble(template(S1), plan, ALONE_SEEDS, weeks=weeks + ALONE_WEEKS)
    assert ensemble.executed == 1.0
    return ensemble.totals[:, weeks:, int(ev.GOVERNANCE_BOOKED)] / 60


@each
def test_its_cost_shows_in_hours_from_the_first_week(entry):
    more = governance(entry.id) - governance(None)
    teams = len(template(S1).index.teams)
    assert (more[:, 0] > 0).all(), "setting it up begins at once"
    setup = entry.setup_hours * teams * min(1.0, QUARTER / entry.setup_weeks)
    assert (more[:, :QUARTER].sum(axis=1) > 0.9 * setup).all()
    assert (more.sum(axis=1) > 0).all()


@functools.cache
def levers(intervention: str | None) -> np.ndarray:
    """Levers in force at the end where no card moves one, shape (levers, teams)."""
    policy = PlanPolicy(alone(catalogue()[intervention])) if intervention else None
    company = Template(template(S1).scenario.model_copy(update={"cards": []}))
    weeks = company.scenario.weeks.history + ALONE_WEEKS
    session = Session(company, ALONE_SEEDS[0], policy, weeks=weeks).run()
    return session.worlds["levers"]["value"][0].reshape(LEVERS, TEAMS)[:, : len(company.index.teams)]


@each
def test_it_moves_its_own_levers_and_no_other(entry):
    base, now = levers(None), levers(entry.id)
    moves = {move.lever: move for move in entry.moves_of(next(iter(entry.variants)))}
    for lever in Lever:
        if lever not in moves:
            assert (now[lever] == base[lever]).all(), lever.name
            continue
        move = moves[lever]
        target = base[lever] * move.times if move.to is None else np.full_like(base[lever], move.to)
        way = (now[lever] - base[lever]) / (target - base[lever])
        assert (way > 0.05).all(), (lever.name, way)
        assert (way < 1.0).all(), f"{lever.name}: adoption x fidelity is below 1"
