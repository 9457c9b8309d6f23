"""What each intervention took: every hour of governance, point of capital and hour of one's own, told apart by tag.

The ledger is a fold of the log, and its sums are the log's: nothing is estimated away. Rows that a command brought
about stand first in its week, in the order of commands, and belong to the command's tag. Hours that the week books by
purpose do not say for which practice; they are shared out among the practices that book for that purpose in that team
and week (one of them: exactly; several: by what each takes), in whole minutes, so that the parts add up. What no
command is behind (forums that sat there before, reconciling, reports, escalations, cards) stays "general".
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from engine.evidence.case import Case
from engine.evidence.windows import DAYS, Window
from engine.replay import commands_of
from engine.session import Session
from sim import events as ev
from sim import world as w
from sim.commands import GENERAL, Launch
from sim.decide import Refusal

PURPOSES: Final[dict[int, str]] = {
    w.HOURS_SETUP: "set-up",
    w.HOURS_LEARNING: "learning",
    w.HOURS_PRACTICES: "upkeep",
    w.HOURS_FORUMS: "seats",
    w.HOURS_BOARD: "preparation",
    w.HOURS_REPORTS: "reporting",
    w.HOURS_RECONCILING: "reconciling",
    w.HOURS_ESCALATION: "escalation",
    w.HOURS_COMMANDS: "on command",
}
"""What governance takes hours for, in the order in which it is told; seats include the preparation of sittings."""
_LEARNING_WEEKS: Final = 4  # that a practice costs learning once it is live
_OF_COMMANDS: Final = {
    int(ev.CAPITAL_SPENT): "capital_milli",
    int(ev.TIME_SPENT): "own_minutes",
    int(ev.HIRE_ORDERED): "hires",
    int(ev.ITEM_STOPPED): "stopped_minutes",
}
_COUNTED: Final = {int(ev.HIRE_ORDERED)}
_FOLDED: Final = (
    *_OF_COMMANDS, int(ev.HOURS_OWED), int(ev.GOVERNANCE_BOOKED), int(ev.PRACTICE_LAUNCHED), int(ev.PRACTICE_PRICED),
    int(ev.PRACTICE_SCOPED), int(ev.PRACTICE_WENT_LIVE), int(ev.PRACTICE_ADJUSTED), int(ev.PRACTICE_RETIRED),
    int(ev.FORUM_SEATED), int(ev.FORUM_RETIRED), int(ev.STAKEHOLDER_LEFT),
)  # fmt: skip


@dataclass
class Account:
    """What one tag took, in whole minutes, milli-points and people.

    Attributes:
        minutes: of governance, by purpose and team.
        shared: of those, the minutes that several tags could have booked and that were shared out.
        sums: capital, one's own time, hires, and work stopped: see `_OF_COMMANDS`.
    """

    minutes: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    shared: int = 0
    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_OF_COMMANDS.values(), 0))

    @property
    def total_minutes(self) -> int:
        """Minutes of governance, of every purpose and team."""
        return sum(sum(teams.values()) for teams in self.minutes.values())

    def by_purpose(self) -> dict[str, int]:
        """Minutes by purpose, in order."""
        return {name: sum(self.minutes[name].values()) for name in PURPOSES.values() if name in self.minutes}

    def by_team(self) -> dict[int, int]:
        """Minutes by the number of the team."""
        found: dict[int, int] = defaultdict(int)
        for teams in self.minutes.values():
            for team, minutes in teams.items():
                found[team] += minutes
        return dict(sorted(found.items()))


def ledger(case: Case, window: Window) -> dict[str, Account]:
    """What every tag took in a window, "general" last.

    Args:
        case: the recording.
        window: world weeks.

    Returns:
        Accounts by tag; their sums are those of the window's events.
    """
    fold = _Fold(case, window)
    events = case.recording.events
    at = np.flatnonzero(np.isin(events.kind, np.array(_FOLDED, np.uint8)))
    weeks = np.searchsorted(events.starts, at, side="right")
    tags = command_tags(case)
    columns = (events.kind[at], events.subject[at], events.object[at], events.amount[at])
    for row, week, kind, subject, object_, amount in zip(
        at.tolist(), weeks.tolist(), *(column.tolist() for column in columns), strict=True
    ):
        if week > window.last_week:
            break
        place = row - int(events.starts[week - 1])
        own = tags.get(week, ())
        fold.take(week, kind, subject, object_, amount, own[place] if place < len(own) else GENERAL)
    order = [*case.tags, *(tag for tag in fold.accounts if tag not in case.tags and tag != GENERAL), GENERAL]
    return {tag: fold.accounts[tag] for tag in order if tag in fold.accounts}


def command_tags(case: Case) -> dict[int, tuple[str, ...]]:
    """For each world week, the tag of each of its first rows: those that commands brought about, in order.

    The commands are decided again, in the world that is played again beside them.
    """
    given = commands_of(case.recording)
    session = Session(case.template, case.run.seed, weeks=case.recording.weeks)
    found: dict[int, tuple[str, ...]] = {}
    for week in range(1, max(given, default=0) + 1):
        rows: list[str] = []
        for one in given.get(week, ()):
            answer = session.ask(one.command)
            rows += [one.command.for_] * len(answer.rows if isinstance(answer, Refusal) else answer)
        if rows:
            found[week] = tuple(rows)
        if week <= case.recording.weeks:
            session.advance()
    return found


@dataclass
class _Practice:
    """A practice while the log is read."""

    tag: str
    intervention: str
    setup_minutes: int = 0
    intensity: int = 1000
    teams: set[int] = field(default_factory=set)
    live_week: int | None = None


class _Fold:
    """The ledger while the log is read."""

    def __init__(self, case: Case, window: Window) -> None:
        self.window = window
        self.accounts: dict[str, Account] = defaultdict(Account)
        self._catalogue, self._practices = case.template.catalogue, case.template.index.practices
        self._open: dict[int, _Practice] = {}
        self._owed: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))  # by team and tag
        self._forums: dict[int, int] = {}  # forum -> weekly minutes of its seats
        self._seated: dict[int, int] = {}  # forum -> the practice that seated it
        for number, name in enumerate(case.template.index.forums):
            mine = next((one for one in case.scenario.forums if one.id == name), None)
            if mine is not None:
                self._forums[number] = mine.seats * mine.sitting_minutes * DAYS // mine.cadence_days
        launches = {
            (week, one.command.intervention): one.command.for_
            for week, many in commands_of(case.recording).items()
            for one in many
            if one.accepted and isinstance(one.command, Launch)
        }
        self._tag_of = launches

    def take(self, week: int, kind: int, subject: int, object_: int, amount: int, tag: str) -> None:
        """Take one event."""
        within = week >= self.window.first_week
        if kind in _OF_COMMANDS and within:
            self.accounts[tag].sums[_OF_COMMANDS[kind]] += 1 if kind in _COUNTED else amount
        elif kind == ev.HOURS_OWED:
            self._owed[subject][tag] += amount
        elif kind == ev.GOVERNANCE_BOOKED:
            shares = self._shares(week, subject, object_)
            if object_ == w.HOURS_COMMANDS:
                self._owed.pop(subject, None)
            if within:
                self._book(subject, object_, amount, shares)
        else:
            self._change(week, kind, subject, object_, amount)

    def _change(self, week: int, kind: int, subject: int, object_: int, amount: int) -> None:
        """What is in force from here on."""
        if kind == ev.PRACTICE_LAUNCHED:
            name = self._practices.get(subject, "")
            self._open[subject] = _Practice(self._tag_of.get((week, name), name or GENERAL), name, intensity=amount)
        elif kind == ev.FORUM_RETIRED:
            self._forums.pop(subject, None)
            self._seated.pop(subject, None)
        elif kind == ev.FORUM_SEATED:
            spec = self._catalogue[self._practices[object_]].forum if object_ in self._practices else None
            if spec is not None:
                self._forums[subject] = spec.seats * spec.sitting_minutes * DAYS // max(1, spec.cadence_days)
                self._seated[subject] = object_
        elif (practice := self._open.get(subject)) is None:
            return
        elif kind == ev.PRACTICE_PRICED:
            practice.setup_minutes = amount
        elif kind == ev.PRACTICE_SCOPED:
            practice.teams.add(object_)
        elif kind == ev.PRACTICE_WENT_LIVE:
            practice.live_week = week
        elif kind == ev.PRACTICE_ADJUSTED:
            practice.intensity = amount
        elif kind == ev.PRACTICE_RETIRED:
            del self._open[subject]

    def _shares(self, week: int, team: int, purpose: int) -> dict[str, int]:
        """What each tag could have booked, as weights; whoever cannot is left out."""
        found: dict[str, int] = defaultdict(int)
        if purpose == w.HOURS_COMMANDS:
            return dict(self._owed.get(team, {}))
        if purpose == w.HOURS_FORUMS:
            for forum, minutes in self._forums.items():
                practice = self._open.get(self._seated.get(forum, -1))
                found[practice.tag if practice else GENERAL] += minutes
        for practice in self._open.values():
            entry = self._catalogue.get(practice.intervention)
            if entry is None or team not in practice.teams:
                continue
            live = practice.live_week
            weight = 0
            if purpose == w.HOURS_SETUP and live is None:
                weight = practice.setup_minutes * practice.intensity // max(1, entry.setup_weeks)
            elif purpose == w.HOURS_PRACTICES and live is not None:
                weight = int(entry.steady_hours * 60_000) * practice.intensity // 1000
            elif purpose == w.HOURS_LEARNING and live is not None and week - live < _LEARNING_WEEKS:
                weight = 1 if entry.steady_hours > 0 else 0
            found[practice.tag] += weight
        return {tag: weight for tag, weight in found.items() if weight > 0}

    def _book(self, team: int, purpose: int, minutes: int, shares: Mapping[str, int]) -> None:
        """Book minutes, shared out in whole minutes."""
        name = PURPOSES.get(purpose, "other")
        for tag, part in split(minutes, shares or {GENERAL: 1}).items():
            account = self.accounts[tag]
            account.minutes[name][team] += part
            if len(shares) > 1:
                account.shared += part


def split(whole: int, weights: Mapping[str, int]) -> dict[str, int]:
    """A whole number in parts that are proportional to weights and add up to it: largest remainders, then first."""
    total = sum(weights.values())
    parts = {name: whole * weight // total for name, weight in weights.items()}
    left = whole - sum(parts.values())
    places = {name: place for place, name in enumerate(weights)}
    by_remainder = sorted(weights, key=lambda name: (-(whole * weights[name] % total), places[name]))
    for name in by_remainder[:left]:
        parts[name] += 1
    return parts


# --- what would have been without it ----------------------------------------------------------------------------------
ENTERED: Final = (int(ev.NEED_ARRIVED), int(ev.DUPLICATE_BORN))
GONE: Final = (
    int(ev.ITEM_WENT_LIVE), int(ev.NEED_WITHDRAWN), int(ev.NEED_DECLINED), int(ev.DUPLICATE_MERGED),
    int(ev.ITEM_STOPPED),
)  # fmt: skip


def waiting_days(counts: Any, window: Window) -> int:
    """Item-days in which requests were open, summed over a window.

    Args:
        counts: events by week and kind from the first world week on, shape (weeks, kinds).
        window: world weeks.
    """
    opened = sum(counts[:, kind] for kind in ENTERED) - sum(counts[:, kind] for kind in GONE)
    return int(np.cumsum(opened)[window.rows].sum()) * DAYS


@functools.cache
def purposes() -> tuple[str, ...]:
    """Names of purposes, in order."""
    return tuple(PURPOSES.values())


def totals(accounts: Iterable[Account]) -> dict[str, int]:
    """The sums of accounts: minutes of governance, and what commands paid."""
    found = {"governance_minutes": 0, **dict.fromkeys(_OF_COMMANDS.values(), 0)}
    for account in accounts:
        found["governance_minutes"] += account.total_minutes
        for name, amount in account.sums.items():
            found[name] += amount
    return found
