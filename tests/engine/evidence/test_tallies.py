"""Tallies out of a recording's own rows, and where they stand."""

from __future__ import annotations

import pathlib
import random

import numpy as np

from engine.evidence import LogIndex, Window, first_difference, reference, tally
from engine.log import read
from tests.engine.evidence import made
from tests.engine.log import recordings


def test_tallies_are_folded_from_every_row(tmp_path: pathlib.Path) -> None:
    recordings.write(tmp_path / "a.replay", weeks=5, events=300)
    recording = read(tmp_path / "a.replay")
    found = tally(recording)
    for week in range(1, 6):
        rows = recording.week(week)
        for kind in range(96):
            mine = rows.kind == kind
            assert found.count(kind, Window(week, week)) == int(mine.sum())
            assert found.total(kind, Window(week, week)) == sum(rows.amount[mine].tolist())


def test_spans_are_the_numbers_that_citations_use(tmp_path: pathlib.Path) -> None:
    recordings.write(tmp_path / "a.replay", weeks=4, events=200, seed=5)
    recording = read(tmp_path / "a.replay")
    log, chance = LogIndex.of(recording), random.Random(1)
    for _ in range(20):
        kind, window = chance.randrange(1, 96), Window(2, chance.randrange(2, 5))
        span = log.span(window, kind)
        inside = range(recording.first_number(2), recording.first_number(window.last_week + 1))
        mine = [number for number in inside if recording.event(number).kind == kind]
        assert span == ((mine[0], mine[-1]) if mine else None)
    assert log.span(Window(2, 3)) == (recording.first_number(2), recording.first_number(4) - 1)


def test_without_kinds_a_span_is_that_of_its_weeks() -> None:
    log = LogIndex(np.array([0, 10, 10, 25], np.int64))
    assert log.span(Window(1, 1), 32) == (1, 10)
    assert log.span(Window(2, 2), 32) is None
    assert log.span(Window(2, 3), 32) == (11, 25)
    assert reference(log.span(Window(2, 3))) == "@11-25"
    assert reference(None) == ""


def test_the_first_difference_is_found_in_counts_totals_and_length() -> None:
    one = made.steady(20)
    assert first_difference(one, made.steady(20)) is None
    assert first_difference(one, made.steady(20, (Window(7, 7), {made.HARM: (1, 601)}))) == 7
    assert first_difference(one, made.steady(22)) == 21
