"""The kernel's contract: one compiled step, the same bytes without numba, and state that is what folding gives."""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest

from sim import events, evolve, step
from sim.invariants import violations
from sim.kernel import COMPILED, _memoryviews, bind, kernel
from sim.step import fold_week, record
from sim.world import FREE, new_log
from tests.sim.worlds import Founded, digest, launch, practice, reference, rows, small_company

ROOT = pathlib.Path(__file__).resolve().parents[2]
WEEKS, SEED = 6, 3
COLUMNS = ("kind", "subject", "object", "amount")


def week_rows(log: np.ndarray) -> list[np.ndarray]:
    """The columns of a week as recorded."""
    return [log[name][0, : int(log["length"][0, 0])].copy() for name in COLUMNS]


def story() -> list[str]:
    """Digests of the first weeks of a small company: each week's events and the world after it."""
    entry = practice()
    found = []
    weeks = Founded(small_company(), {entry.id: entry}).weeks(WEEKS, SEED, lambda w, log: launch(w, log, entry))
    for world, log in weeks:
        told = hashlib.blake2b(b"".join(column.tobytes() for column in week_rows(log)), digest_size=8)
        found.append(f"{int(log['length'][0, 0])} {told.hexdigest()} {digest(world)}")
    return found


def story_of(**environment: str) -> list[str]:
    """The same from a new process."""
    code = "import json; from tests.sim.test_kernel import story; print(json.dumps(story()))"
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: list[str] = json.loads(done.stdout)
    return told


# --- bytes -----------------------------------------------------------------------------------------------------------


def test_the_same_bytes_without_numba():
    assert story_of(NUMBA_DISABLE_JIT="1" if COMPILED else "0") == story()


def test_the_same_bytes_under_another_hash_seed():
    assert story_of(PYTHONHASHSEED="1", NUMBA_DISABLE_JIT="1") == story_of(PYTHONHASHSEED="2", NUMBA_DISABLE_JIT="1")


def test_the_same_seed_gives_the_same_world_and_another_a_different_one():
    found = Founded(small_company())
    assert digest(found.run(30, 1).world) == digest(found.run(30, 1).world)
    worlds = {digest(found.run(30, seed).world) for seed in range(20)}
    assert len(worlds) == 20
    arrivals = {found.run(30, seed).counts[:, int(events.NEED_ARRIVED)].tobytes() for seed in range(20)}
    assert len(arrivals) == 20


def test_large_and_negative_seeds_are_seeds():
    found = Founded(reference(2))
    assert len({digest(found.run(10, seed).world) for seed in (0, 1, -1, 2**62, -(2**62), 2**32)}) == 6


def test_many_weeks_at_once_are_the_same_as_one_by_one():
    found = Founded(small_company())
    run = found.run(40, 2)
    last = ""
    for week, (world, log) in enumerate(found.weeks(40, 2)):
        last = digest(world)
        table = rows(log)
        counted = np.bincount(table["kind"], minlength=events.KINDS)
        assert (counted == run.counts[week]).all()
        summed = np.zeros(events.KINDS, np.int64)
        np.add.at(summed, table["kind"], table["amount"])
        assert (summed == run.totals[week]).all()
    assert last == digest(run.world)


# --- state is what folding the log gives -----------------------------------------------------------------------------


def disturb(world: np.ndarray, log: np.ndarray, week: int) -> None:
    """What commands may bring about, here and there, whatever stage an item is in."""
    items = world["items"]
    open_items = np.flatnonzero(items["stage"][0] != FREE)
    for i in open_items[week % 7 :: 13][:3]:
        record(bind(world), bind(log), events.ITEM_STOPPED, i, items["team"][0, i], items["touched_min"][0, i])
    if week % 9 == 4:
        record(bind(world), bind(log), events.HIRE_ORDERED, week % 5, int(world["counts"]["hires"][0, 0]), week + 3)
        record(bind(world), bind(log), events.POLICY_ORDERED, 0, week % 3, 5 + week % 2)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"shared_need_share": 0.6, "detection_weekly": 1.0, "visibility": 0.4, "patience_days": 30.0},
        {"scope_question_share": 0.6, "owner_ambiguity": 0.7, "wip_per_maker": 5.0, "reopen_base": 0.5},
        {"handoffs_mean": 3.0, "rework_share": 0.6, "conflict": 1.0, "preemption_weekly": 2.0},
        {"injection_per_hour": 0.2, "interval_days": 1, "emergency_path": "none"},
        {"needs_per_week": (60.0, 60.0, 60.0)},
    ],
    ids=["plausible", "duplicates", "questions", "churn", "outages", "overrun"],
)
def test_the_folded_world_is_the_live_one(fields):
    """Byte for byte at every week's end, under commands; and no invariant is broken on the way."""
    entry = practice()
    found = Founded(small_company(**fields), {entry.id: entry})
    live, folded, log = found.world(1), found.world(1), new_log()
    for week in range(60):
        step.empty(bind(log))
        if week == 2:
            launch(live, log, entry)
        if week > 2:
            disturb(live, log, week)
        step.next_week(bind(live), bind(log))
        assert int(log["length"][0, 0]) <= int(log["limit"][0, 0])
        fold_week(bind(folded), *(bind_column(column) for column in week_rows(log)))
        different = [entity for entity in live.dtype.names if live[entity].tobytes() != folded[entity].tobytes()]
        assert not different, f"week {week + 1}"
        assert violations(live) == [], f"week {week + 1}"


def bind_column(column: np.ndarray) -> object:
    return column if COMPILED else memoryview(column)


def test_a_log_that_keeps_nothing_changes_nothing():
    found = Founded(small_company())
    *_, (world, log) = found.weeks(20, 4)
    assert int(log["length"][0, 0]) > 0
    assert digest(world) == digest(found.run(20, 4).world)


def test_rows_beyond_the_log_are_counted():
    world, log = Founded(reference(2)).world(1), new_log()
    log["limit"] = 3
    step.next_week(bind(world), bind(log))
    assert int(log["length"][0, 0]) > 3
    assert int(log["day_counts"].sum()) == int(log["length"][0, 0])
    assert (log["kind"][0, 3:] == 0).all()


# --- the compiler ----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not COMPILED, reason="without numba nothing is compiled")
def test_a_literal_constant_splits_nothing():
    """One overload, however many constants it is called with."""

    @kernel
    def callee(x):
        return x + 1

    @kernel
    def caller(x):
        return callee(1) + callee(2) + callee(np.int64(3)) + callee(x) + callee(events.NONE)

    assert caller(4) == 1 + 1 + 2 + 1 + 3 + 1 + 4 + 1 + 65535 + 1
    assert len(callee.signatures) == 1


@pytest.mark.skipif(not COMPILED, reason="without numba nothing is compiled")
def test_the_step_is_compiled_once():
    """One overload each for the world and log that there are; none is left where a cached caller holds the copy."""
    step.next_week(bind(Founded(reference(2)).world(1)), bind(new_log()))
    record(bind(Founded(reference(2)).world(1)), bind(new_log()), events.WORK_TOUCHED, 0, 0, 0)
    assert len(evolve.evolve.signatures) <= 1
    assert len(evolve.emit.signatures) <= 1
    assert len(step.step_week.signatures) <= 1
    assert len(step.next_week.signatures) == 1


def test_worlds_of_different_companies_share_one_step():
    """Capacities are part of the type, what is active is counted: nothing is compiled per scenario."""
    if not COMPILED:
        pytest.skip("without numba nothing is compiled")
    for scenario in (reference(1), reference(5), small_company()):
        step.next_week(bind(Founded(scenario).world(1)), bind(new_log()))
    assert len(step.next_week.signatures) == 1


# --- handles ---------------------------------------------------------------------------------------------------------


def test_a_handle_writes_to_the_record():
    worlds = Founded(reference(2)).world(1)
    handle = _memoryviews(worlds[0])  # what `bind` gives without numba
    handle.items.stage[3] = 5
    handle.params.conflict[0] = 0.25
    assert worlds["items"]["stage"][0, 3] == 5
    assert worlds["params"]["conflict"][0, 0] == 0.25
    assert handle.items.stage[3] == 5
