"""Promises: made from within or from comparable work, kept or missed, and what that says (domain.md 3.12)."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim import events as ev
from sim.commands import Forecast, PlanError, parse_command
from sim.decide import Refusal, decide
from sim.genesis import Index, found
from sim.kernel import bind
from sim.step import empty, next_week, record
from sim.world import new_log
from tests.sim.worlds import Founded, digest, plain, sample, small_company, standard_error

QUARTER = 13
PROMISING = {"promises_per_line": 3.0, "inside_pace": 8.0, "inside_days": 1.0, "inside_buffer": 1.5, "optimism": 0.15}


def kept_share(run, first):
    kept, missed = run.counts[first:, ev.FORECAST_KEPT].sum(), run.counts[first:, ev.FORECAST_MISSED].sum()
    return kept / max(1, kept + missed)


def promising(**values):
    fields = PROMISING | {"size_sigma": 0.5, "estimate_error": 0.3} | values
    return plain(3.0, 4, wip_per_maker=1.5, lines=3, **fields)


def rows_of(world, log, kind):
    n = int(log["length"][0, 0])
    here = log["kind"][0, :n] == kind
    return [log[name][0, :n][here].astype(np.int64) for name in ("subject", "object", "amount")]


def test_every_promise_is_kept_or_missed_once_and_measured_when_it_is_live():
    made = kept = missed = measured = 0
    due = {}
    for world, log in Founded(promising()).weeks(78, 2):
        week = int(world["clock"]["week"][0, 0])
        slots, _, days = rows_of(world, log, ev.FORECAST_MADE)
        if len(slots):
            assert (week - 1) % QUARTER == 0
        for kind in (ev.FORECAST_KEPT, ev.FORECAST_MISSED):
            for slot, _, amount in zip(*rows_of(world, log, kind), strict=True):
                p80 = due.pop(int(slot))
                assert amount <= p80 if kind == ev.FORECAST_KEPT else amount == p80
        for slot, amount in zip(slots, days, strict=True):
            p50, p80 = int(amount) % 1024, int(amount) // 1024 % 2048
            assert 1 <= p50 <= p80
            due[int(slot)] = p80
        made += len(slots)
        kept += len(rows_of(world, log, ev.FORECAST_KEPT)[0])
        missed += len(rows_of(world, log, ev.FORECAST_MISSED)[0])
        measured += len(rows_of(world, log, ev.FORECAST_MEASURED)[0])
        assert not world["lines"]["promises_kept"].any(), "politics has read them"
    assert 36 < made <= 3 * 3 * 6
    assert kept + missed + len(due) == made
    assert measured >= kept > 0
    assert missed > 0


def test_fewer_promises_are_kept_the_worse_effort_is_estimated():
    """Law 8: the P80 hit rate falls in sigma_e."""
    rates = [
        sample(promising(estimate_error=sigma), lambda run: kept_share(run, QUARTER), seeds=24)
        for sigma in (0.1, 0.7, 1.2)
    ]
    for better, worse in itertools.pairwise(rates):
        assert (better - worse).mean() > 3 * standard_error(better - worse)


def test_reference_classes_see_what_waits_and_hit_near_their_percentile():
    crowded = PROMISING | {"size_sigma": 0.6, "estimate_error": 0.4, "optimism": 0.3}
    within = plain(3.4, 4, 3.0, lines=6, **crowded)
    outside = plain(3.4, 4, 3.0, lines=6, reference_share=1.0, least_comparables=20.0, **crowded)
    before, after = (
        sample(scenario, lambda run: kept_share(run, 52), weeks=156, seeds=20) for scenario in (within, outside)
    )
    assert (after - before).mean() > 4 * standard_error(after - before)
    assert after.mean() == pytest.approx(0.8, abs=0.10)


def test_a_promise_that_is_stopped_owes_nothing():
    world, log = found(promising(), {}, 1), new_log()
    next_week(bind(world), bind(log))
    slot = int(np.flatnonzero(world["forecasts"]["open"][0])[0])
    item = int(np.flatnonzero(world["items"]["promise"][0] == slot + 1)[0])
    record(bind(world), bind(log), ev.ITEM_STOPPED, item, int(world["items"]["team"][0, item]), 0)
    assert world["forecasts"]["open"][0, slot] == 0
    assert world["items"]["promise"][0, item] == 0


def test_a_company_that_promises_nothing_says_nothing():
    run = Founded(small_company(promises_per_line=0.0)).run(52, 1)
    assert run.counts[:, ev.FORECAST_MADE : ev.FORECAST_MEASURED + 1].sum() == 0


def ask(world, log, index, command):
    answer = decide(world, index, {}, command)
    for row in answer.rows if isinstance(answer, Refusal) else answer:
        record(bind(world), bind(log), *row)
    return answer


def test_a_player_promises_other_dates_at_the_review_only():
    scenario = promising()
    world, log, index = found(scenario, {}, 1), new_log(), Index(scenario, {})
    assert not isinstance(ask(world, log, index, Forecast(line="l1", p50=20, p80=60)), Refusal)
    next_week(bind(world), bind(log))
    _, items, days = rows_of(world, log, ev.FORECAST_MADE)
    own = [int(d) for item, d in zip(items, days, strict=True) if int(world["items"]["line"][0, item]) == 1]
    assert own
    assert {(d % 1024, d // 1024 % 2048) for d in own} == {(20, 60)}
    empty(bind(log))
    late = ask(world, log, index, Forecast(line="l1", p50=20, p80=60))
    assert isinstance(late, Refusal)
    assert "at the review" in str(late)
    assert "12 weeks" in str(late)
    nobody = decide(found(plain(), {}, 1), Index(plain(), {}), {}, Forecast(line="l0", p50=5, p80=9))
    assert "nobody promises" in str(nobody)
    with pytest.raises(PlanError, match="P80 comes no earlier"):
        parse_command({"kind": "forecast", "line": "l1", "p50": 30, "p80": 20})


def spread_of_ages(share):
    """P95 over P50 of request to live, by world."""
    spread = []
    scenario = plain(3.6, 4, expectation_share=share, order_by_value=1.0, value_sigma=1.5)
    for seed in range(1, 25):
        ages = []
        for world, log in Founded(scenario).weeks(104, seed):
            ages += rows_of(world, log, ev.ITEM_WENT_LIVE)[2].tolist()
        p50, p95 = np.quantile(ages, [0.5, 0.95])
        spread.append(p95 / p50)
    return np.array(spread)


def test_an_expectation_is_what_85_percent_took_and_the_oldest_are_pulled_first():
    scenario = plain(2.6, 4, wip_per_maker=1.0, expectation_share=1.0, order_by_value=1.0, value_sigma=1.5)
    world = Founded(scenario).run(53, 4).world
    assert int(world["lines"]["expected_days"][0, 0]) in np.sort(world["leads"]["days"][0, :24])[16:]
    ignored, kept = spread_of_ages(0.0), spread_of_ages(1.0)
    assert (ignored - kept).mean() > 2 * standard_error(ignored - kept)


def test_it_is_the_same_game_twice():
    scenario = small_company(reference_share=0.8, expectation_share=0.5)
    first, second = ([digest(world) for world, _ in Founded(scenario).weeks(40, 9)] for _ in range(2))
    assert first == second
