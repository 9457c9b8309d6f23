"""Every way to read and fold a log gives the same state."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from engine.bench import folds
from engine.bench.folds import EventColumns, FoldState


def test_sqlite3_gives_the_same_state_each_time(events: EventColumns, tmp_path: Path) -> None:
    fold = folds.prepare_sqlite3(events, tmp_path / "rows")
    assert fold() == fold() == folds.fold_in_python(events)


@pytest.mark.parametrize("tuned", [True, False])
@pytest.mark.parametrize("in_memory", [True, False])
def test_eventsourcing_gives_the_same_state_each_time(
    events: EventColumns, tmp_path: Path, tuned: bool, in_memory: bool
) -> None:
    pytest.importorskip("eventsourcing")
    fold = folds.prepare_eventsourcing(events, None if in_memory else tmp_path / "stored", tuned=tuned)
    assert fold() == fold() == folds.fold_in_python(events)


def test_whole_amounts_stay_whole(events: EventColumns, tmp_path: Path) -> None:
    whole = dataclasses.replace(events, amount=np.arange(len(events)))
    state = folds.prepare_sqlite3(whole, tmp_path / "rows")()
    assert state == folds.fold_in_python(whole)
    assert all(isinstance(amount, int) for amount in state.last.values())


def test_an_empty_log_folds_to_nothing(tmp_path: Path) -> None:
    nothing = EventColumns(*(np.zeros(0, dtype) for dtype in ("i2", "i4", "i4", "f8")))
    assert folds.prepare_sqlite3(nothing, tmp_path / "rows")() == FoldState((), (), {})


def test_states_that_differ_do_not_agree() -> None:
    state = FoldState((2, 1), (0.3, 1.0), {4: 0.2})
    assert state.agrees(FoldState((2, 1), (0.1 + 0.2, 1.0), {4: 0.2}))
    assert not state.agrees(FoldState((2, 1), (0.31, 1.0), {4: 0.2}))
    assert not state.agrees(FoldState((1, 2), (0.3, 1.0), {4: 0.2}))
    assert not state.agrees(FoldState((2, 1), (0.3, 1.0), {5: 0.2}))
