"""Which weeks are compared with which.

Logs and citations count *world weeks* from 1. Plans and stories for people count *tenure weeks*: 1 is the first one
played, history is 0 and less. The baseline is the 12 weeks before the first command. "After" begins where adoption
reached half of the planned scope (`t50`, `engine.evidence.adoption`): for a whole plan where the last of its launches
did, and where that leaves no room within tenure, it is the last 12 weeks of tenure. What lies between is transition:
told as cost, never as result. Twins and other worlds have the same dates.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sim.scenario import Scenario

WIDTH: Final = 12
"""Weeks that a window aims at."""
MINIMUM: Final = 8
"""Weeks below which nothing in a window is cited."""
DAYS: Final = 5
"""Working days of a week."""


@dataclass(frozen=True, order=True)
class Window:
    """World weeks, both ends included."""

    first_week: int
    last_week: int

    @property
    def weeks(self) -> int:
        """How many weeks it has; 0 for an empty one."""
        return max(0, self.last_week - self.first_week + 1)

    @property
    def rows(self) -> slice:
        """Its rows in an array whose row w - 1 holds week w."""
        return slice(self.first_week - 1, self.last_week)

    @property
    def enough(self) -> bool:
        """Whether it has weeks enough for anything in it to be cited."""
        return self.weeks >= MINIMUM

    def __str__(self) -> str:
        return f"{self.first_week}-{self.last_week}"


@dataclass(frozen=True)
class Calendar:
    """The phases of a run.

    Attributes:
        history: weeks before the player.
        tenure: weeks played.
        aftermath: weeks that run without the player.
        run: world weeks that happened, where a run was cut short.
    """

    history: int
    tenure: int
    aftermath: int = 0
    run: int | None = None

    @property
    def last_week(self) -> int:
        """The last world week that happened."""
        total = self.history + self.tenure + self.aftermath
        return total if self.run is None else min(total, self.run)

    @property
    def last_tenure_week(self) -> int:
        """The last played week that happened, as a world week."""
        return min(self.history + self.tenure, self.last_week)

    def tenure_week(self, world_week: int) -> int:
        """A world week as players count it."""
        return world_week - self.history

    def world_week(self, tenure_week: int) -> int:
        """A tenure week as logs count it."""
        return tenure_week + self.history


@dataclass(frozen=True)
class Windows:
    """The windows of a story.

    Attributes:
        before: the baseline.
        after: from adoption's midpoint, or the end of tenure.
        transition: from the first command to the week before `after`: told as cost, never as result.
        caveats: what is irregular about them, as codes: "short-baseline", "short-after", "uneven" (not whole cadences),
            "late-adoption" (the last launch left no room for "after", which is the end of tenure), "not adopted" (no
            week reached half of the scope), "overlapping" (another launch fell inside).
    """

    before: Window
    after: Window
    transition: Window
    caveats: tuple[str, ...] = ()

    @property
    def governed(self) -> Window:
        """Everything from the first command to the end of "after"."""
        return Window(self.transition.first_week, self.after.last_week)


def longest_cadence(scenario: Scenario) -> int:
    """Working days between the rarest sittings or releases of a company as it stands before anybody governs it."""
    cadences = [forum.cadence_days for forum in scenario.forums]
    cadences += [line.release_interval_days for line in scenario.lines]
    return max([DAYS, *cadences])


def width(cadence_days: int, aim: int = WIDTH, least: int = MINIMUM) -> int:
    """Weeks nearest to `aim` that hold a whole number of cadences, so that no bin cuts a forum's rhythm.

    Args:
        cadence_days: working days of the longest forum or train cadence.
        aim: weeks wanted.
        least: weeks needed.

    Returns:
        Whole weeks; a cadence of no whole number of weeks is rounded once, at the end.
    """
    cadence = max(cadence_days, DAYS) / DAYS
    times = max(1, round(aim / cadence))
    while round(times * cadence) < least:
        times += 1
    return round(times * cadence)


def story_windows(
    calendar: Calendar,
    first_command_week: int | None,
    cadence_days: int = DAYS,
    anchor_week: int | None = None,
) -> Windows:
    """The windows of a whole plan.

    Args:
        calendar: phases of the run.
        first_command_week: world week of the first command that was accepted; None where there was none.
        cadence_days: working days of the longest forum or train cadence.
        anchor_week: world week in which the last launch was half adopted; None where nothing was launched: "after" is
            then the end of tenure.

    Returns:
        Baseline, transition and after. Where a run is too short, windows shrink, the baseline to nothing, and say so.
    """
    last = calendar.last_tenure_week
    start = min(first_command_week or calendar.history + 1, last)
    wanted = width(cadence_days)
    before = Window(max(1, start - wanted), start - 1)
    after = Window(max(start, last - wanted + 1), last)
    caveats: list[str] = []
    if anchor_week is not None and start <= anchor_week <= after.first_week:
        after = Window(anchor_week, anchor_week + wanted - 1)
    elif anchor_week is not None:
        caveats.append("late-adoption")
    return Windows(before, after, Window(start, after.first_week - 1), tuple(caveats + _lengths(before, after, wanted)))


def launch_windows(
    calendar: Calendar,
    launch_week: int,
    anchor_week: int,
    cadence_days: int = DAYS,
    other_launches: Collection[int] = (),
    *,
    adopted: bool = True,
    weeks: int = WIDTH,
) -> Windows:
    """The windows of one launch: twelve weeks before it, and twelve from where it was half adopted.

    Args:
        calendar: phases of the run.
        launch_week: world week of the launch.
        anchor_week: world week from which it counts as in use.
        cadence_days: working days of the longest forum or train cadence.
        other_launches: world weeks of the others.
        adopted: whether half of the scope was ever reached.
        weeks: that "after" aims at; renewals and revenue take longer (26 to 52).

    Returns:
        Windows that end with what happened, the aftermath included.
    """
    last, wanted = calendar.last_week, width(cadence_days, weeks)
    before = Window(max(1, launch_week - width(cadence_days)), launch_week - 1)
    first = min(anchor_week, max(launch_week, last - wanted + 1))
    after = Window(first, min(last, first + wanted - 1))
    caveats = [] if adopted else ["not adopted"]
    if any(after.first_week <= week <= after.last_week or launch_week < week < first for week in other_launches):
        caveats.append("overlapping")
    lengths = _lengths(before, after, wanted) if weeks == WIDTH else []
    return Windows(before, after, Window(launch_week, after.first_week - 1), tuple(caveats + lengths))


def _lengths(before: Window, after: Window, wanted: int) -> list[str]:
    caveats = [f"short-{name}" for name, window in (("baseline", before), ("after", after)) if not window.enough]
    if before.weeks != wanted or after.weeks != wanted:
        caveats.append("uneven")
    return caveats
