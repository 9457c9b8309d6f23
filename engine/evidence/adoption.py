"""When each intervention was really in use: read from the log, true and unaudited.

Nobody inside the company sees this; what the organisation reports of its own adoption is another matter. `t50` is the
first week in which coverage x adoption reached half of the planned scope: the sum of the adoption of the teams in
scope, over their number. What is measured "after" begins there; the weeks from launch to there are told as cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.evidence.windows import WIDTH, Calendar
from engine.log import Recording
from sim import events as ev

HALF_PPM: Final = 500_000
FULL_PPM: Final = 1_000_000
_PRACTICE_KINDS: Final = (
    int(ev.PRACTICE_LAUNCHED), int(ev.PRACTICE_SCOPED), int(ev.PRACTICE_WENT_LIVE), int(ev.ADOPTION_MOVED),
    int(ev.FIDELITY_MOVED), int(ev.FIDELITY_COACHED), int(ev.PRACTICE_COPIED), int(ev.PRACTICE_RETIRED),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Adopted:
    """One launch, and what became of it.

    Attributes:
        intervention: its id.
        launch_week: world week of the launch.
        live_week: world week in which set-up was over; None if it never was.
        retired_week: world week in which it was ended; None if it never was.
        teams: numbers of the teams in scope, ever.
        adoption_ppm: by week and team, at the end of the week, shape (weeks, teams of the company); 0 out of scope.
        fidelity_ppm: likewise, how faithfully.
        span: first and last event number of its launch.
    """

    intervention: str
    launch_week: int
    live_week: int | None
    retired_week: int | None
    teams: tuple[int, ...]
    adoption_ppm: npt.NDArray[np.int64]
    fidelity_ppm: npt.NDArray[np.int64]
    span: tuple[int, int]

    @property
    def share(self) -> npt.NDArray[np.float64]:
        """Coverage x adoption by week: of the planned scope, what is in use. Shape (weeks,)."""
        whole = self.adoption_ppm.sum(axis=1, dtype=np.float64)
        return np.asarray(whole / (FULL_PPM * max(1, len(self.teams))), np.float64)

    @property
    def half_week(self) -> int | None:
        """`t50`, a world week; None where half of the scope was never reached."""
        reached = np.flatnonzero(self.adoption_ppm.sum(axis=1) * 2 >= FULL_PPM * max(1, len(self.teams)))
        return int(reached[0]) + 1 if len(reached) else None

    @property
    def anchor_week(self) -> int:
        """Where "after" begins: `t50`, or twelve weeks after a launch that was never adopted."""
        return self.half_week or self.launch_week + WIDTH

    def in_use(self, week: int) -> float:
        """Adoption x fidelity at the end of a world week, over the planned scope: what stamps a playbook's line."""
        row = week - 1
        used = (self.adoption_ppm[row] / FULL_PPM) * (self.fidelity_ppm[row] / FULL_PPM)
        return float(used.sum()) / max(1, len(self.teams))


def adopted(recording: Recording, practices: Mapping[int, str], teams: int) -> tuple[Adopted, ...]:
    """Every launch of a recording, in the order of the log; one that was ended and launched again counts twice.

    Args:
        recording: a run.
        practices: number of a practice -> id of its intervention.
        teams: how many the company has.
    """
    events, weeks = recording.events, recording.weeks
    rows = np.flatnonzero(np.isin(events.kind, np.array(_PRACTICE_KINDS, np.uint8)))
    week_of = np.searchsorted(events.starts, rows, side="right") - 1
    open_: dict[int, _Growing] = {}
    done: list[_Growing] = []
    for row, week in zip(rows.tolist(), week_of.tolist(), strict=True):
        kind, p, team = int(events.kind[row]), int(events.subject[row]), int(events.object[row])
        amount = int(events.amount[row])
        if kind == ev.PRACTICE_LAUNCHED:
            open_[p] = _Growing(practices.get(p, f"practice-{p}"), week + 1, row + 1, weeks, teams)
            done.append(open_[p])
        elif p in open_:
            open_[p].take(kind, team, amount, week, row + 1)
            if kind == ev.PRACTICE_RETIRED:
                del open_[p]
    return tuple(growing.finished() for growing in done)


class _Growing:
    """A launch while the log is read."""

    def __init__(self, intervention: str, week: int, number: int, weeks: int, teams: int) -> None:
        self.intervention, self.launch_week = intervention, week
        self.live_week: int | None = None
        self.retired_week: int | None = None
        self.first = self.last = number
        self.scope: dict[int, None] = {}
        self.adoption = np.zeros((weeks, teams), np.int64)
        self.fidelity = np.zeros((weeks, teams), np.int64)
        self.coached = np.zeros(teams, np.int64)  # what coaching has added to it: part of it

    def take(self, kind: int, team: int, amount: int, week: int, number: int) -> None:
        """Take one of its events; `week` counts from 0."""
        if kind in {ev.PRACTICE_SCOPED, ev.PRACTICE_COPIED}:
            self.scope[team] = None
            self.fidelity[week:, team] = amount
            if week + 1 == self.launch_week:
                self.last = number
        elif kind == ev.PRACTICE_WENT_LIVE:
            self.live_week = week + 1
        elif kind == ev.ADOPTION_MOVED:
            self.adoption[week:, team] = amount
        elif kind == ev.FIDELITY_MOVED:
            self.fidelity[week:, team] = amount
        elif kind == ev.FIDELITY_COACHED:
            coached = self.fidelity[week, team] + amount - self.coached[team]
            self.fidelity[week:, team] = max(0, min(FULL_PPM, coached))
            self.coached[team] = amount
        elif kind == ev.PRACTICE_RETIRED:
            self.retired_week = week + 1
            self.adoption[week:] = 0

    def finished(self) -> Adopted:
        """The launch, read."""
        return Adopted(
            self.intervention,
            self.launch_week,
            self.live_week,
            self.retired_week,
            tuple(self.scope),
            self.adoption,
            self.fidelity,
            (self.first, self.last),
        )


def last_anchor(launches: tuple[Adopted, ...], calendar: Calendar) -> int | None:
    """Where the whole plan's "after" begins: the latest anchor of launches in tenure; None where there was none."""
    weeks = [one.anchor_week for one in launches if one.launch_week <= calendar.last_tenure_week]
    return max(weeks, default=None)
