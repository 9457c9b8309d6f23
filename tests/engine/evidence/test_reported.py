"""What sources published: folded from the log, the same in a world that is run again, corrected as they said."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from engine.data import data_folder
from engine.evidence.case import Case
from engine.evidence.reported import KINDS, figures, of_metric, reported, series_of
from engine.evidence.rows import Rows, rows_of, run_worlds
from engine.log import read
from engine.replay import Snapshots
from sim import events as ev


@functools.cache
def shipped() -> Case:
    return Case(read(data_folder("replays") / "seven-roadmaps-textbook-7.replay"))


def made_rows(weeks: int, *rows: tuple[int, int, int, int, int]) -> Rows:
    """Rows written by hand: week, kind, subject, object, amount."""
    columns = np.array(rows, np.int32).reshape(-1, 5).T
    return Rows(weeks, *columns)


def published(source: int, weeks: range, amount: int, age: int = 0) -> list[tuple[int, int, int, int, int]]:
    return [(week, int(ev.REPORT_PUBLISHED), source, age, amount) for week in weeks]


@pytest.mark.parametrize("week", [5, 40, 130])
def test_shown_figures_are_the_worlds_latest(week: int) -> None:
    case = shipped()
    series = reported(case.recording, case.template)
    world = Snapshots(case.recording).seek(week)[0]
    for n, source in enumerate(case.template.index.sources):
        assert series[source].shown[week - 1] == int(world["sources"]["latest"][n]) / 1000.0


def test_figures_has_every_source_by_week_in_order() -> None:
    case = shipped()
    found = figures(case.recording, case.template)
    assert list(found) == [source.id for source in case.scenario.sources]
    assert {one.shape for one in found.values()} == {(case.recording.weeks,)}
    assert np.isnan(found["portfolio-dup"][:3]).all(), "a lag of three weeks leaves the first ones without a figure"


def test_a_world_that_is_run_again_publishes_the_same() -> None:
    case = shipped()
    kinds = (*KINDS, int(ev.ITEM_WENT_LIVE))
    (world,) = run_worlds(case.template, case.plan, [case.run.seed], kinds)
    stored = rows_of(case.recording, kinds)
    for column in ("week", "kind", "subject", "object", "amount"):
        assert np.array_equal(getattr(world.rows, column), getattr(stored, column)), column
    assert np.array_equal(world.counts, case.factual.counts)


def test_threads_do_not_change_what_is_kept() -> None:
    case = shipped()
    one, two = (run_worlds(case.template, case.plan, [1, 2, 3], KINDS, threads, 40) for threads in (1, 2))
    assert [world.rows.amount.tolist() for world in one] == [world.rows.amount.tolist() for world in two]
    assert [world.seed for world in two] == [1, 2, 3]
    assert one[0].rows.weeks == 40


def test_a_restatement_corrects_as_many_weeks_as_it_says() -> None:
    case = shipped()
    rows = made_rows(12, *published(0, range(1, 13), 90_000), (9, int(ev.SOURCE_RESTATED), 0, 3, 500))
    found = series_of(rows, case.template)[case.scenario.sources[0].id]
    assert found.shown.tolist() == [90.0] * 12
    assert found.figures.tolist() == [90.0] * 5 + [60.0] * 3 + [90.0] * 4
    assert found.restated_weeks == (9,)


def test_changing_over_to_another_definition_corrects_nothing_backwards() -> None:
    case = shipped()
    migrated = [(9, int(ev.SOURCE_MIGRATED), 0, 65535, 0), (9, int(ev.SOURCE_RESTATED), 0, 0, 500)]
    rows = made_rows(12, *published(0, range(1, 13), 90_000), *migrated)
    found = series_of(rows, case.template)[case.scenario.sources[0].id]
    assert found.migrated_week == 9
    assert np.array_equal(found.shown, found.figures)


def test_figures_are_aligned_with_the_weeks_they_tell_of() -> None:
    case = shipped()
    rows = made_rows(10, *published(0, range(4, 11), 7_000, age=2))
    found = series_of(rows, case.template)[case.scenario.sources[0].id]
    about = found.told_of()
    assert np.flatnonzero(~np.isnan(about)).tolist() == [0, 1, 2, 3, 4, 5, 6]  # weeks 1 to 7: three back
    assert np.flatnonzero(~np.isnan(found.told_of(last_week=6))).tolist() == [0, 1, 2]


def test_only_a_deep_audit_of_a_source_counts_and_only_once_it_is_told() -> None:
    case = shipped()
    ordered, told = int(ev.AUDIT_ORDERED), int(ev.AUDIT_REPORTED)
    rows = made_rows(
        20, *published(0, range(1, 21), 1), *published(1, range(1, 21), 1),
        (3, ordered, 0, 0, 1), (4, ordered, 1, 1, 0), (5, told, 1, 1, -1), (6, told, 0, 0, 40),
        (8, ordered, 1, 0, 2), (9, told, 1, 0, 40),
    )  # fmt: skip
    one, other = list(series_of(rows, case.template).values())[:2]
    assert (one.audited(5), one.audited(6), one.audited_weeks) == (False, True, (6,))
    assert not other.audited(20)


def test_sources_without_a_figure_are_not_of_any_metric() -> None:
    case = shipped()
    series = series_of(made_rows(12, *published(0, range(1, 13), 1_000)), case.template)
    assert [one.id for one in of_metric(series, "flow.lead")] == ["tracker-lead"]
