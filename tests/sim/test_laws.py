"""Laws of the model: which way each mechanism pushes, what it does to known numbers, and that it can be absent.

Monotonicities are means over paired seeds: the same needs arrive in every world compared. A law is tested where its
mechanism is alone, so that a failure names it; that each can be switched off in a company that has them all is tested
with `small_company`.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from engine.validity.check import rising, standard_error
from sim import events
from sim.evolving.teams import switch_loss
from sim.kernel import bind
from sim.metrics import metrics
from sim.world import DAY
from tests.sim.worlds import (
    HOURS_TAKEN,
    PLAUSIBLE,
    Founded,
    Run,
    adoption,
    forum,
    launch,
    plain,
    practice,
    rows,
    sample,
    small_company,
    source,
)

SWITCHING = {"switch_loss_at_two": 0.17, "switch_loss_per_extra": 0.05, "switch_loss_cap": 0.45}


def lead(run: Run) -> float:
    """Days from request to live."""
    return run.lead_days


def cycle(run: Run) -> float:
    """Days from first start to built."""
    return run.mean(events.ITEM_BUILT) / DAY


def latency(run: Run) -> float:
    """Days from raised to decided."""
    return run.mean(events.DECISION_MADE) / DAY


def harm(run: Run) -> float:
    """Customer-minutes."""
    return float(run.total(events.HARM_ACCRUED))


def deciding(cadence_days: int, slots: int = 1000, **fields: float):
    """Every item waits for a decision of one forum."""
    sitting = [forum("council", "line", cadence_days, slots, line="l0")]
    return plain(commit_share=1.0, one_way_share=1.0, forums=sitting, line_fields={"forum": "council"}, **fields)


# --- flow ------------------------------------------------------------------------------------------------------------


def test_lead_time_grows_with_utilisation():
    assert rising([sample(plain(needs_per_week=needs), lead) for needs in (1.5, 2.5, 3.3, 3.8)])


def test_lead_time_grows_with_the_interval_between_sittings():
    assert rising([sample(deciding(days), lead) for days in (1, 5, 10, 20, 60)])


def test_lead_time_grows_with_the_interval_between_trains():
    scenarios = [plain(line_fields={"release_interval_days": days}) for days in (1, 5, 10, 20, 60)]
    assert rising([sample(scenario, lead) for scenario in scenarios])


def test_lead_time_grows_with_work_in_progress():
    """Shared hours stretch every item; switching costs some of them on top."""
    busy = [plain(needs_per_week=3.3, wip_per_maker=wip, **SWITCHING) for wip in (1.0, 2.0, 4.0)]
    assert rising([sample(scenario, cycle) for scenario in busy])
    assert rising([sample(scenario, lead) for scenario in busy])


def test_without_switching_costs_work_in_progress_delays_starts_of_nothing():
    """Sharing alone: what is in work takes longer, and throughput does not suffer."""
    busy = [plain(needs_per_week=4.6, wip_per_maker=wip) for wip in (1.0, 4.0)]
    few, many = (sample(scenario, cycle) for scenario in busy)
    assert (many > 2.0 * few).all()
    few, many = (sample(scenario, lambda run: run.total(events.WORK_TOUCHED)) for scenario in busy)
    assert abs((many - few).mean()) < 0.01 * few.mean()


def test_lead_time_grows_with_handoffs():
    scenarios = [plain(lines=3, handoffs_mean=mean) for mean in (0.0, 0.5, 1.0, 2.0)]
    assert rising([sample(scenario, lead) for scenario in scenarios])


def test_clarifying_makes_handoffs_dearer():
    share = [plain(lines=3, handoffs_mean=1.0, clarify_hours=8.0, handoff_clarify_share=p) for p in (0.0, 0.5, 1.0)]
    assert rising([sample(scenario, lead) for scenario in share])


def test_meetings_take_hours_from_work():
    def touched(run):
        return -run.total(events.WORK_TOUCHED)

    meetings = [
        plain(needs_per_week=6.0, forums=[forum("weekly", "line", 5, line="l0", seats=4, sitting_minutes=minutes)])
        for minutes in (0, 240, 480, 960)
    ]
    assert rising([sample(scenario, touched) for scenario in meetings])


def test_switching_loss_follows_its_curve():
    world = bind(Founded(plain(**SWITCHING)).world(1))[0]
    loss = [switch_loss(world, k / 4) for k in range(49)]
    assert all(later >= earlier for earlier, later in itertools.pairwise(loss))
    assert [switch_loss(world, float(k)) for k in (0, 1, 2, 3, 5)] == pytest.approx([0.0, 0.0, 0.17, 0.22, 0.32])
    assert loss[-1] == 0.45


# --- decisions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cadence", [2, 5, 10, 20])
def test_a_decision_waits_half_a_cadence(cadence):
    found = sample(deciding(cadence), latency)
    assert found.mean() == pytest.approx(cadence / 2, rel=0.05)


def test_a_forum_with_few_slots_keeps_decisions_waiting_longer():
    """Two needs a week and room for two to four: a queue with service in batches."""
    plenty, some, few = (sample(deciding(5, slots), latency) for slots in (1000, 4, 3))
    assert rising([plenty, some, few])
    assert plenty.mean() >= 2.5 - 3.0 * standard_error(plenty)


@pytest.mark.parametrize("ambiguity", [0.1, 0.35, 0.6])
def test_a_decision_without_an_owner_bounces(ambiguity):
    """Mean bounces are a / (1 - a)."""

    def bounces(run):
        return run.count(events.DECISION_BOUNCED) / run.count(events.DECISION_MADE)

    found = sample(deciding(1, owner_ambiguity=ambiguity), bounces)
    assert abs(found.mean() - ambiguity / (1.0 - ambiguity)) < 3.5 * standard_error(found) + 0.005


def test_decision_latency_grows_with_ambiguity():
    assert rising([sample(deciding(5, owner_ambiguity=a), latency) for a in (0.0, 0.2, 0.4, 0.6)])


def test_delegation_shortens_decisions_and_costs_reopenings():
    scenarios = [
        small_company(delegated_share=share, local_error_share=0.3, reopen_base=0.0, owner_ambiguity=0.0)
        for share in (0.7, 0.35, 0.0)
    ]
    assert rising([sample(scenario, latency) for scenario in scenarios])
    reopened = [sample(scenario, lambda run: run.count(events.DECISION_REOPENED)) for scenario in reversed(scenarios)]
    assert rising(reopened)


# --- conflict, duplication -------------------------------------------------------------------------------------------


def test_preemption_grows_with_conflict_and_falls_with_clear_rights():
    def preempted(run):
        return run.count(events.ITEM_PREEMPTED)

    base = {"needs_per_week": 4.0, "preemption_weekly": 0.25, "setup_loss_low": 0.1, "setup_loss_high": 0.2}
    assert rising([sample(plain(conflict=chi, **base), preempted) for chi in (0.0, 0.25, 0.5, 1.0)])
    assert rising([sample(plain(conflict=1.0, rights_clarity=c, **base), preempted) for c in (1.0, 0.6, 0.0)])
    assert rising([sample(plain(conflict=chi, **base), lead) for chi in (0.0, 0.5, 1.0)])


def test_duplicates_fall_with_visibility():
    def born(run):
        return run.count(events.DUPLICATE_BORN)

    def wasted(run):
        return run.total(events.DUPLICATE_SHIPPED) + run.total(events.DUPLICATE_MERGED)

    scenarios = [
        plain(lines=4, value_sigma=1.0, shared_need_share=0.3, visibility=seen, detection_weekly=0.3)
        for seen in (1.0, 0.6, 0.3, 0.0)
    ]
    assert rising([sample(scenario, born) for scenario in scenarios])
    assert rising([sample(scenario, wasted) for scenario in scenarios])
    assert sample(scenarios[0], born).max() == 0


def test_a_second_copy_delivers_nothing():
    """Every need is shared and nobody sees it: half of what goes live is value."""
    scenario = plain(lines=2, needs_per_week=1.0, value_sigma=0.5, shared_need_share=1.0)
    run = Founded(scenario).run(208, 1)
    live, valued = run.count(events.ITEM_WENT_LIVE), run.count(events.VALUE_DELIVERED)
    assert live == valued + run.count(events.DUPLICATE_SHIPPED)
    assert valued / live == pytest.approx(0.5, abs=0.02)


# --- releases, incidents ---------------------------------------------------------------------------------------------

HOURS = 20.0  # of every item, near enough the same
RELEASING = {
    "size_median_hours": HOURS,
    "size_sigma": 1e-9,
    "detect_hours": 0.1,
    "diagnose_hours": 0.1,
    "hotfix_hours": 0.1,
    "responders": 0.0,
}


def releases(days: int, seeds: range, **fields: float) -> tuple[np.ndarray, np.ndarray]:
    """Items of every release of a train, and whether it failed."""
    scenario = plain(5.0, 6, line_fields={"release_interval_days": days}, **(RELEASING | fields))
    batches, failed = [], []
    for seed in seeds:
        for _, log in Founded(scenario).weeks(260, seed):
            table = rows(log)
            for kind, amount in zip(table["kind"], table["amount"], strict=True):
                if kind == events.RELEASE_SHIPPED:
                    batches.append(int(amount))
                    failed.append(False)
                elif kind == events.RELEASE_FAILED:
                    failed[-1] = True
    return np.array(batches), np.array(failed)


@pytest.mark.parametrize(("escape", "interaction"), [(0.035, 0.0), (0.0, 0.01), (0.035, 0.004)])
def test_releases_fail_as_often_as_their_size_says(escape, interaction):
    """P = 1 - (1 - e)^n (1 - k)^(n(n-1)/2), release by release."""
    fields = {"injection_per_hour": -math.log(1.0 - escape) / HOURS**0.9, "interaction": interaction}
    for days, seeds in ((1, range(8)), (5, range(100, 108)), (20, range(200, 208))):
        n, failed = releases(days, seeds, **fields)
        chance = 1.0 - (1.0 - escape) ** n * (1.0 - interaction) ** (n * (n - 1) / 2)
        for part in (n >= np.median(n), n <= np.median(n)):
            spread = float((chance[part] * (1.0 - chance[part])).sum()) ** 0.5
            assert abs(int(failed[part].sum()) - float(chance[part].sum())) <= 3.0 * spread
            assert spread < 0.1 * part.sum(), "too few to say anything"


def test_change_fail_rate_grows_with_batch_size_while_failures_do_not():
    def rate(run):
        return run.count(events.RELEASE_FAILED) / run.count(events.RELEASE_SHIPPED)

    def per_week(run):
        return run.count(events.RELEASE_FAILED) / len(run.counts)

    scenarios = [
        plain(5.0, 6, injection_per_hour=0.0024, line_fields={"release_interval_days": days}, **RELEASING)
        for days in (1, 5, 20, 60)
    ]
    assert rising([sample(scenario, rate) for scenario in scenarios])
    assert sample(scenarios[-1], rate).mean() > 5.0 * sample(scenarios[0], rate).mean()
    assert sample(scenarios[2], per_week).mean() < 1.05 * sample(scenarios[0], per_week).mean()


FAILING = {
    "size_sigma": 0.8,
    "injection_per_hour": 0.0025,
    "detect_sigma": 1.0,
    "diagnose_sigma": 0.9,
    "diagnose_batch_slope": 0.5,
    "mitigate_sigma": 0.8,
    "interaction": 0.001,
    "approval_share": 1.0,
}


def releasing(days: int, path: str, *, board_days: int = 0, **fields: float):
    """A line with a train, with or without an approval board."""
    line_fields = {"release_interval_days": days, "emergency_path": path}
    boards = [forum("board", "board", board_days, seats=6, sitting_minutes=60)] if board_days else []
    if boards:
        line_fields["board"] = "board"
    return plain(3.0, 6, forums=boards, line_fields=line_fields, **(FAILING | fields))


def test_fixes_that_queue_behind_a_board_multiply_harm():
    gated, freed = (sample(releasing(20, path, board_days=20), harm) for path in ("none", "on-call"))
    assert gated.mean() > 5.0 * freed.mean()


def test_a_board_on_a_fixed_train_delays_and_hardly_protects():
    """The train waits for the month anyway; the board catches one defect in twenty."""
    without = releasing(20, "on-call")
    gated = releasing(20, "on-call", board_days=10, gate_removal=0.05)
    assert rising([sample(without, lead), sample(gated, lead)])
    harms = [sample(scenario, harm, weeks=208, seeds=100) for scenario in (without, gated)]
    assert harms[1].mean() == pytest.approx(harms[0].mean(), rel=0.10)


def test_recovery_shortens_with_the_way_back():
    def recovery(run):
        return run.mean(events.INCIDENT_MITIGATED)

    for lever in ("rollback_ready", "flag_share"):
        scenarios = [releasing(5, "team", **{lever: share}) for share in (1.0, 0.5, 0.0)]
        assert rising([sample(scenario, recovery, weeks=260) for scenario in scenarios]), lever
        assert rising([sample(scenario, harm, weeks=260) for scenario in scenarios]), lever


def test_harm_grows_with_exposure():
    assert rising([sample(releasing(5, "team", exposed_share=share), harm) for share in (0.1, 0.5, 1.0)])


def test_checks_remove_defects():
    def failed(run):
        return run.count(events.RELEASE_FAILED)

    for check in ("peer_review_removal", "test_removal", "checklist_removal", "gate_removal"):
        scenarios = [releasing(1, "team", board_days=1, **{check: share}) for share in (0.9, 0.4, 0.0)]
        assert rising([sample(scenario, failed) for scenario in scenarios]), check


# --- everything can be absent ----------------------------------------------------------------------------------------

SWITCHES = {
    "duplication": (
        {"shared_need_share": 0.0},
        {"DUPLICATE_BORN", "DUPLICATE_MATCHED", "DUPLICATE_MERGED", "DUPLICATE_SHIPPED"},
    ),
    "decisions": (
        {"commit_share": 0.0, "scope_question_share": 0.0, "approval_share": 0.0, "escalation_weekly": 0.0},
        {"DECISION_RAISED", "DECISION_MADE", "DECISION_BOUNCED", "DECISION_REOPENED", "REOPENING_SET"},
    ),
    "ambiguity": ({"owner_ambiguity": 0.0}, {"DECISION_BOUNCED"}),
    "reopening": (
        {"reopen_base": 0.0, "reopen_per_ambiguity": 0.0, "reopen_per_disagreement": 0.0, "local_error_share": 0.0},
        {"DECISION_REOPENED", "REOPENING_SET"},
    ),
    "escalation": ({"escalation_weekly": 0.0}, {"WORK_ESCALATED"}),
    "shadow work": ({"shadow_share": 0.0}, {"SHADOW_WORKED"}),
    "surprise": ({"surprise_share": 0.0}, {"STAKEHOLDER_SURPRISED"}),
    "preemption": ({"preemption_weekly": 0.0, "quarterly_thrash": 0.0}, {"ITEM_PREEMPTED"}),
    "handoffs": ({"handoffs_mean": 0.0}, {"ITEM_HANDED_OFF"}),
    "rework": ({"rework_share": 0.0}, {"ITEM_RETURNED"}),
    "impatience": ({"patience_days": 0.0}, {"NEED_WITHDRAWN"}),
    "failures": (
        {"injection_per_hour": 0.0, "interaction": 0.0},
        {"RELEASE_FAILED", "INCIDENT_OPENED", "INCIDENT_TIMED", "INCIDENT_WORK_ADDED", "INCIDENT_MITIGATED",
         "HARM_ACCRUED", "INCIDENT_WORKED", "FAILURE_CLASSED", "FAILURE_REPEATED", "REVIEW_HELD", "ACTION_CLOSED"},
    ),
    "learning": (
        {"repeat_reduction": 0.0},
        {"FAILURE_CLASSED", "FAILURE_REPEATED", "REVIEW_HELD", "ACTION_CLOSED"},
    ),
    "promises": (
        {"promises_per_line": 0.0},
        {"FORECAST_MADE", "FORECAST_KEPT", "FORECAST_MISSED", "FORECAST_MEASURED"},
    ),
    "exposure": ({"exposed_share": 0.0}, {"HARM_ACCRUED"}),
    "responders": ({"responders": 0.0}, {"INCIDENT_WORKED"}),
    "switching": ({"switch_loss_at_two": 0.0, "switch_loss_per_extra": 0.0}, {"HOURS_SWITCHED"}),
    "overhead": ({"fixed_overhead": 0.0, "pair_coordination": 0.0}, {"HOURS_BOOKED"}),
    "burnout": (
        {"burnout_per_wip": 0.0, "burnout_per_preemption": 0.0},
        {"BURNOUT_MOVED", "BURNOUT_COUNTED", "HOURS_DRAINED"},
    ),
    "breaks": ({"break_quarterly": 0.0}, {"SOURCE_BROKE", "SOURCE_MENDED"}),
    "drift": ({"drift_quarterly": 0.0}, {"SOURCE_DRIFTED"}),
    "declining": ({"declined_share": 0.0}, {"NEED_DECLINED"}),
    "capital": ({"capital_weekly": 0.0}, {"CAPITAL_GAINED"}),
    "value": ({"value_sigma": 0.0}, {"ITEM_VALUED"}),
}  # fmt: skip


CONSEQUENCES = {
    # nobody waits so long, nothing to commit to, to decline, to take to a forum, or to decide over somebody's head
    "decisions": {
        int(events.NEED_WITHDRAWN),
        int(events.ITEM_COMMITTED),
        int(events.NEED_DECLINED),
        int(events.WORK_ESCALATED),
        int(events.STAKEHOLDER_BYPASSED),
    },
    "value": {int(events.VALUE_DELIVERED), int(events.NEED_DECLINED)},
    "ambiguity": {int(events.TRAIN_SKIPPED)},  # decided at once, something is ready for every train
    "breaks": {int(events.SOURCE_RESTATED)},
}


@pytest.fixture(scope="module")
def plausible_kinds():
    return set().union(*(run.kinds for run in Founded(small_company()).runs(104, 5)))


@pytest.mark.parametrize("switch", SWITCHES)
def test_each_pathology_can_be_switched_off_alone(switch, plausible_kinds):
    fields, names = SWITCHES[switch]
    kinds = {int(getattr(events, name)) for name in names}
    assert kinds <= plausible_kinds, "nothing to switch off"
    left = set().union(*(run.kinds for run in Founded(small_company(**fields)).runs(104, 5)))
    assert not kinds & left
    assert plausible_kinds - left <= kinds | CONSEQUENCES.get(switch, set()), "more than its own events is gone"


def test_a_plain_company_only_works():
    run = Founded(plain()).run(104, 1)
    assert {events.COLUMNS[kind].name for kind in run.kinds} == set(
        "WeekOpened WeekClosed DayOpened DayClosed NeedArrived ItemSized ItemStarted ItemBuilt"
        " ItemBoarded ReleaseShipped TrainSkipped ItemWentLive HoursAvailable WorkTouched WipCounted".split()
    )


def test_a_company_without_needs_stands_idle():
    run = Founded(plain(needs_per_week=0.0)).run(52, 1)
    assert run.total(events.HOURS_AVAILABLE) == 52 * 5 * 480 * int(run.world["teams"]["people"].sum())
    assert sum(run.total(kind) for kind in HOURS_TAKEN) == 0
    assert run.count(events.NEED_ARRIVED) == 0


# --- practices -------------------------------------------------------------------------------------------------------

CURVES = {  # sponsor and neighbour spread a week; weeks to half and to four fifths, from live
    "mandate and coaching": (0.05, 0.30, 6, 10),
    "mandate": (0.03, 0.15, 11, 18),
    "organic": (0.01, 0.20, 15, 21),
    "neglected": (0.005, 0.12, 26, 37),
}


@pytest.mark.parametrize("way", CURVES)
def test_adoption_follows_its_published_curves(way):
    p, q, half, most = CURVES[way]
    entry = practice()
    scenario = plain(
        lines=4, spread_sponsor_weekly=p, spread_neighbour_weekly=q, visible_value=1.0, sponsor_floor=1.0,
        willingness_base=1.2, willingness_per_change=0.0, adoption_ceiling=1.0,
    )  # fmt: skip
    found = Founded(scenario, {entry.id: entry})
    curve = [adoption(world, entry) for world, _ in found.weeks(60, 1, lambda world, log: launch(world, log, entry))]
    reached = [next(week for week, share in enumerate(curve) if share >= level) for level in (0.5, 0.8)]
    # From 1250 permille on everybody is reached, and a tenth of the willing is put off.
    assert reached == pytest.approx([half / 0.9, most / 0.9], abs=2.0)
    assert all(later >= earlier for earlier, later in itertools.pairwise(curve))


def test_adoption_grows_with_the_sponsor():
    finals = []
    for floor in (0.0, 0.3, 0.6, 1.0):
        entry = practice()
        scenario = plain(sponsor_floor=floor, **{k: PLAUSIBLE[k] for k in PLAUSIBLE if k.startswith("spread_")})
        steps = Founded(scenario, {entry.id: entry}).weeks(40, 1, lambda world, log, e=entry: launch(world, log, e))
        finals.append([adoption(world, entry) for world, _ in steps][-1])
    assert all(later > earlier for earlier, later in itertools.pairwise(finals))


def test_without_a_sponsor_what_nobody_sees_the_use_of_is_halved_in_12_to_20_weeks():
    entry = practice()
    scenario = plain(
        spread_sponsor_weekly=1.0, sponsor_half_life_weeks=2.0, willingness_base=1.0, adoption_ceiling=0.8,
        visible_value=0.0, adoption_floor=0.1, decay_half_life_weeks=16.0,
    )  # fmt: skip
    found = Founded(scenario, {entry.id: entry})
    curve = [adoption(world, entry) for world, _ in found.weeks(104, 1, lambda world, log: launch(world, log, entry))]
    top = int(np.argmax(curve))
    halved = next(week for week in range(top, len(curve)) if curve[week] <= curve[top] / 2.0)
    assert 12 <= halved - top <= 26
    assert curve[-1] == pytest.approx(0.1, abs=0.05)


def test_a_practice_that_moves_nothing_changes_nothing():
    """Costs nothing, moves nothing: every other event is the same, to the end."""
    entry = practice()
    found = Founded(small_company(), {entry.id: entry})
    practised = {int(kind) for kind in range(int(events.PRACTICE_LAUNCHED), int(events.PRACTICE_RETIRED) + 1)}
    with_it = found.weeks(60, 1, lambda world, log: launch(world, log, entry))
    for (_, log), (_, twin) in zip(with_it, found.weeks(60, 1), strict=True):
        changed, same = rows(log), rows(twin)
        kept = ~np.isin(changed["kind"], list(practised))
        for column in ("kind", "subject", "object", "amount"):
            assert (changed[column][kept] == same[column]).all()


def test_common_random_numbers_cancel_luck():
    """Paired differences vary less than a quarter as much as differences between unpaired seeds."""
    before = sample(small_company(), cycle, seeds=60)
    after = sample(small_company(rights_clarity=0.6), cycle, seeds=60)
    assert (after - before).var(ddof=1) < 0.25 * (before.var(ddof=1) + after.var(ddof=1))


# --- what is reported ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lag", [0, 1, 3])
@pytest.mark.parametrize("metric", ["flow.lead", "flow.thru", "flow.wip", "gov.hours", "rel.cfr", "dec.latency"])
def test_an_honest_source_reports_the_truth_of_its_window(metric, lag):
    """Without bias, noise, breaks and pressure a report is the metric over the four closed weeks before, lag apart."""
    window, weeks = 4, 30
    base = small_company(break_quarterly=0.0, drift_quarterly=0.0, target_pressure=0.0, window_weeks=window)
    scenario = base.model_copy(update={"sources": [source("ledger", metric, "north-0", lag_weeks=lag)]})
    run = Founded(scenario).run(weeks, 1)
    reported = 0
    for week, (_, log) in enumerate(Founded(scenario).weeks(weeks, 1)):
        last = week - lag  # weeks of the window end before the current one
        table = rows(log)
        figures = table["amount"][table["kind"] == events.REPORT_PUBLISHED]
        first = max(0, last - window)
        truth = metrics()[metric].value(run.counts[first:last], run.totals[first:last]) if last > 0 else None
        if truth is None:
            assert len(figures) == 0
        else:
            reported += 1
            assert figures.tolist() == [pytest.approx(truth * 1000.0, abs=1.5)]
    assert reported > weeks // 2


def test_bias_and_noise_show_in_what_is_reported_and_nowhere_else():
    honest, biased = (
        small_company(break_quarterly=0.0, target_pressure=0.0, reconcile_hours=0.0, reopen_per_disagreement=0.0)
        .model_copy(update={"sources": [source("ledger", "flow.lead", "north-0", bias=bias, noise=noise)]})
        for bias, noise in ((0.0, 0.0), (-0.3, 0.05))
    )  # fmt: skip
    reports = events.REPORT_PUBLISHED
    truth, shown = Founded(honest).run(104, 1), Founded(biased).run(104, 1)
    assert shown.total(reports) / truth.total(reports) == pytest.approx(0.7, abs=0.02)
    apart = np.arange(events.KINDS) != int(reports)
    assert (truth.totals[:, apart] == shown.totals[:, apart]).all()


@pytest.mark.parametrize(("metric", "flattering"), [("flow.thru", 1), ("flow.lead", -1)])
def test_breaks_and_pressure_flatter(metric, flattering):
    """What breaks unseen is what looks good: figures drift to the better side of their metric, by mean."""

    def drift(**fields):
        base = small_company(reconcile_hours=0.0, reopen_per_disagreement=0.0, **fields)
        scenario = base.model_copy(update={"sources": [source("ledger", metric, "north-0")]})
        return sample(scenario, lambda run: flattering * run.total(events.REPORT_PUBLISHED), seeds=60)

    honest = drift(break_quarterly=0.0, target_pressure=0.0)
    pressed = drift(break_quarterly=0.0, target_pressure=0.5, pressure_gain=0.2)
    broken = drift(break_quarterly=5.0, break_detection_weekly=0.1, target_pressure=0.0)
    assert rising([honest, pressed])
    assert rising([honest, broken])


def test_sources_with_one_definition_agree():
    """Two honest sources of one definition agree to a unit of report; of two definitions they do not."""
    for definition, agree in (("flow.lead", True), ("flow.cycle", False)):
        base = small_company(break_quarterly=0.0, drift_quarterly=0.0, target_pressure=0.0)
        pair = [
            source("one", "flow.lead", "north-0"),
            source("two", "flow.lead", "south-0", definition=definition),
        ]
        run = Founded(base.model_copy(update={"sources": pair})).run(52, 1)
        assert (run.total(events.DISAGREEMENT_MEASURED) == 0) is agree
