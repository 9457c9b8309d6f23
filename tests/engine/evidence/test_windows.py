"""Which weeks are compared with which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evidence import Calendar, Window, longest_cadence, story_windows, width
from engine.evidence.windows import MINIMUM, WIDTH, launch_windows


@pytest.mark.parametrize(
    ("cadence_days", "weeks"),
    [(1, 12), (5, 12), (10, 12), (15, 12), (20, 12), (25, 10), (28, 11), (30, 12), (60, 12), (65, 13), (130, 26)],
)
def test_widths_hold_a_whole_number_of_the_longest_cadence(cadence_days: int, weeks: int) -> None:
    assert width(cadence_days) == weeks


@given(st.integers(0, 260))
def test_no_width_falls_below_the_minimum_or_cuts_a_cadence_by_more_than_rounding(cadence_days: int) -> None:
    weeks = width(cadence_days)
    cadence = max(cadence_days, 5) / 5
    assert weeks >= MINIMUM
    assert abs(weeks / cadence - round(weeks / cadence)) * cadence <= 0.5


def test_the_baseline_ends_before_the_first_command_and_after_ends_with_tenure() -> None:
    windows = story_windows(Calendar(26, 78, 26), first_command_week=27, cadence_days=10)
    assert windows.before == Window(15, 26)
    assert windows.after == Window(93, 104)
    assert windows.transition == Window(27, 92)
    assert windows.governed == Window(27, 104)
    assert windows.caveats == ()


def test_a_late_first_command_moves_the_baseline_into_tenure() -> None:
    windows = story_windows(Calendar(26, 78, 26), first_command_week=40)
    assert windows.before == Window(28, 39)


def test_without_a_command_the_baseline_ends_with_history() -> None:
    assert story_windows(Calendar(26, 26), None).before == Window(15, 26)


def test_a_command_in_the_last_weeks_leaves_a_short_after_and_says_so() -> None:
    windows = story_windows(Calendar(26, 26), first_command_week=48)
    assert windows.after == Window(48, 52)
    assert windows.transition.weeks == 0
    assert windows.caveats == ("short-after", "uneven")


def test_without_history_there_is_no_baseline_and_that_is_said() -> None:
    windows = story_windows(Calendar(0, 26), first_command_week=1)
    assert windows.before.weeks == 0
    assert "short-baseline" in windows.caveats


def test_a_run_cut_short_ends_where_it_was_cut() -> None:
    calendar = Calendar(26, 78, 26, run=60)
    assert calendar.last_week == calendar.last_tenure_week == 60
    assert story_windows(calendar, 27).after == Window(49, 60)


@given(st.integers(0, 104), st.integers(1, 208), st.integers(1, 400), st.integers(1, 130))
def test_windows_never_leave_the_run_and_never_overlap(history: int, tenure: int, first: int, cadence: int) -> None:
    windows = story_windows(Calendar(history, tenure, 26), first, cadence)
    assert windows.before.first_week >= 1
    assert windows.before.last_week < windows.after.first_week <= windows.after.last_week <= history + tenure
    assert windows.transition.weeks + windows.after.weeks == windows.governed.weeks


def test_world_weeks_and_tenure_weeks_are_each_others_inverse() -> None:
    calendar = Calendar(26, 78)
    assert calendar.tenure_week(27) == 1
    assert calendar.tenure_week(26) == 0
    assert all(calendar.world_week(calendar.tenure_week(week)) == week for week in range(1, 105))


def test_the_longest_cadence_is_that_of_the_rarest_forum_or_train() -> None:
    from engine.catalogue import load_scenario

    scenario = load_scenario("seven-roadmaps")
    trains = [line.release_interval_days for line in scenario.lines]
    assert longest_cadence(scenario) == max(5, *trains, *(forum.cadence_days for forum in scenario.forums))


def test_after_starts_where_half_of_the_scope_had_adopted() -> None:
    """21: launched in week 10 and half adopted in 17, "after" starts in 17; never adopted, in 22, and it says so."""
    calendar = Calendar(12, 60, 0)  # tenure week 10 is world week 22
    reached = launch_windows(calendar, 22, 29)
    assert (reached.before, reached.transition, reached.after.first_week) == (Window(10, 21), Window(22, 28), 29)
    assert (calendar.tenure_week(reached.after.first_week), reached.caveats) == (17, ())
    never = launch_windows(calendar, 22, 22 + WIDTH, adopted=False)
    assert (calendar.tenure_week(never.after.first_week), never.caveats) == (22, ("not adopted",))
