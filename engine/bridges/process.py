"""A recording as process mining sees it: objects with identities of their own, and events that concern them.

The log numbers places in the world, which are used again and again; here every item, incident, release, decision and
card gets a name for life. Time in the log is the working day and the order of events. For tools that want clocks, world
week 1 begins on Monday 1 January 2024, and the events of a day follow each other by seconds from nine o'clock on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from engine.log import Recording
from engine.replay import template_of
from engine.worlds import Template
from sim import events as ev

OBJECT_TYPES: Final = (
    "item", "team", "line", "forum", "desk", "decision", "release", "incident", "card", "practice", "person", "command"
)  # fmt: skip
DAY_ONE: Final = dt.datetime(2024, 1, 1, 9, tzinfo=dt.UTC)  # a Monday
# Columns of the log whose numbers name an object, and of what type.
_ROLES: Final = {
    "item": "item",
    "sibling item": "item",
    "team": "team",
    "to team": "team",
    "line": "line",
    "forum": "forum",
    "to forum": "forum",
    "desk": "desk",
    "incident": "incident",
    "train": "release",
    "practice": "practice",
    "sponsor": "person",
    "stakeholder": "person",
    "card": "card",
}
_TOLD: Final = {"item", "incident", "train", "forum", "practice", "card"}  # what an event must begin with to be told
_OF_DECISIONS: Final = frozenset(
    (
        ev.DECISION_RAISED, ev.DECISION_BOUNCED, ev.DECISION_MADE, ev.DECISION_REOPENED, ev.DECISION_ROUTED,
        ev.DECISION_ESCALATED,
    )
)  # fmt: skip
_BOOKKEEPING: Final = frozenset((ev.ADOPTION_MOVED, ev.FIDELITY_MOVED, ev.SPONSOR_SEEN, ev.PRACTICE_CODIFIED))


@dataclass(frozen=True)
class Related:
    """An object that an event concerns.

    Attributes:
        id: of the object.
        type: one of `OBJECT_TYPES`.
        qualifier: how it is concerned.
    """

    id: str
    type: str
    qualifier: str


@dataclass(frozen=True)
class Happened:
    """An event.

    Attributes:
        id: "e" and its number in the log; "c" and the number of its frame for commands.
        type: as the log calls it, or "CommandGiven".
        week: world week, from 1.
        time: on the clock that this module makes up.
        attributes: by name, integers or texts.
        related: objects, what the event is about first.
    """

    id: str
    type: str
    week: int
    time: dt.datetime
    attributes: dict[str, int | str]
    related: tuple[Related, ...]


def happenings(recording: Recording) -> Iterator[Happened]:
    """Events and commands of a recording, in order.

    Args:
        recording: whole or cut short; its scenario says what things are called.

    Raises:
        ReplayError: its scenario is none under these rules.
    """
    names = _Names(template_of(recording))
    commands: dict[int, list[Any]] = {}
    for command in recording.commands:
        commands.setdefault(command.week, []).append(command)
    for week in range(1, recording.weeks + 1):
        given = commands.get(week, [])
        for n, command in enumerate(given):
            yield _command(command, week, _clock(week, 0, n))
        second = len(given)
        rows, first = recording.week(week), recording.first_number(week)
        columns = zip(*(c.tolist() for c in (rows.day, rows.kind, rows.subject, rows.object, rows.amount)), strict=True)
        today = 0
        for n, (day, kind, subject, object_, amount) in enumerate(columns):
            if day != today:
                today, second = day, 0
            told = names.told(kind, subject, object_)
            if told is not None:
                column = ev.COLUMNS[kind]
                label = column.amount
                attributes: dict[str, int | str] = {} if label == "-" else {label: amount}
                yield Happened(f"e{first + n}", column.name, week, _clock(week, day, second), attributes, told)
            second += 1


def _clock(week: int, day: int, second: int) -> dt.datetime:
    return DAY_ONE + dt.timedelta(days=7 * (week - 1) + day, seconds=second)


def _command(command: Any, week: int, at: dt.datetime) -> Happened:
    said = command.payload
    accepted = "yes" if said.get("accepted") is not False else "no"
    attributes: dict[str, int | str] = {"kind": str(said.get("kind", "")), "accepted": accepted}
    if said.get("reason"):
        attributes["reason"] = str(said["reason"])
    related = [Related(f"command-{command.sequence}", "command", "given")]
    if isinstance(said.get("intervention"), str):
        related.append(Related(f"practice-{said['intervention']}", "practice", "practice"))
    return Happened(f"c{command.sequence}", "CommandGiven", week, at, attributes, tuple(related))


class _Names:
    """Who or what a number in a column is, at this point of the log."""

    def __init__(self, template: Template) -> None:
        self._index = template.index
        self._now: dict[tuple[str, int], str] = {}  # object type and place -> its name
        self._made: dict[str, int] = {}
        self._announced: set[int] = set()  # incidents that a failed release has named

    def told(self, kind: int, subject: int, object_: int) -> tuple[Related, ...] | None:
        """The objects that an event concerns; None if it is bookkeeping."""
        column = ev.COLUMNS.get(kind)
        if column is None or kind in _BOOKKEEPING or (column.subject not in _TOLD and column.object != "incident"):
            return None
        if kind == ev.TRAIN_SKIPPED:
            return (Related(self._name("line", subject), "line", "line"),)
        self._begin(kind, subject, object_)
        found = []
        for label, number in ((column.subject, subject), (column.object, object_)):
            role = _ROLES.get(label)
            if role is not None and number != ev.NONE:
                found.append(Related(self._name(role, number), role, label))
        if kind in _OF_DECISIONS:
            found.append(Related(self._name("decision", subject), "decision", "decision"))
        if kind == ev.ITEM_WENT_LIVE and ("boarded", subject) in self._now:
            found.append(Related(self._now.pop(("boarded", subject)), "release", "release"))
        if kind == ev.ITEM_BOARDED:
            self._now["boarded", subject] = self._name("release", object_)
        if kind == ev.RELEASE_SHIPPED:  # what boards next is another release
            self._now["shipped", subject] = self._name("release", subject)
        return tuple(found)

    def _begin(self, kind: int, subject: int, object_: int) -> None:
        """Name what begins with this event."""
        if kind in {ev.NEED_ARRIVED, ev.DUPLICATE_BORN}:
            self._new("item", subject)
            self._now.pop(("boarded", subject), None)
        elif kind in {ev.DECISION_RAISED, ev.DECISION_REOPENED}:
            self._new("decision", subject)
        elif kind == ev.RELEASE_FAILED:
            self._now["release", subject] = self._now.get(("shipped", subject), self._name("release", subject))
            if object_ != ev.NONE:
                self._new("incident", object_)
                self._announced.add(object_)
        elif kind == ev.INCIDENT_OPENED:
            if subject not in self._announced:
                self._new("incident", subject)
            self._announced.discard(subject)
        elif kind == ev.CARD_DEALT:
            self._new("card", subject)
        elif kind in {ev.ITEM_BOARDED, ev.RELEASE_SHIPPED}:
            line = object_ if kind == ev.ITEM_BOARDED else subject
            if self._now.get(("release", line)) == self._now.get(("shipped", line)):
                self._new("release", line)

    def _new(self, type_: str, place: int) -> None:
        self._made[type_] = self._made.get(type_, 0) + 1
        self._now[type_, place] = f"{type_}-{self._made[type_]}"

    def _name(self, type_: str, number: int) -> str:
        index = self._index
        fixed = {"team": index.teams, "line": index.lines, "forum": index.forums, "desk": index.desks}
        fixed["person"] = index.sponsors
        if type_ in fixed:
            known = fixed[type_]
            return f"{type_}-{known[number]}" if number < len(known) else f"{type_}-{number}"
        if type_ == "practice":
            return f"practice-{index.practices.get(number, number)}"
        if (type_, number) not in self._now:  # it began before this recording's first event, or is implied
            self._new(type_, number)
        return self._now[type_, number]
