"""A recording read back: folded to any week, or run again and compared with what was recorded.

Folding applies recorded events and asks nothing; it works for recordings of any rules, as far as `sim.upcast` knows
them. Running again gives the recorded commands to today's rules and expects the same events, week by week; under other
rules than those of the recording that is no question with an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pydantic

from engine.errors import InputError, one_line
from engine.log import Events, LogError, Recording
from engine.session import FRAME_KEYS
from engine.worlds import Template, Worlds, digest
from sim.commands import Command, PlanError, parse_command
from sim.decide import Refusal, decide
from sim.events import COLUMNS
from sim.intervention import Intervention
from sim.kernel import bind
from sim.rules import RULES_VERSION
from sim.scenario import Scenario
from sim.step import empty, fold_week, next_week, record_rows
from sim.upcast import Columns, upcast
from sim.world import WEEK_ROWS, new_log

UNAVAILABLE = "unavailable under this version"


class ReplayError(InputError):
    """A recording whose chain may be whole, but which cannot be folded or run."""


@dataclass(frozen=True)
class Fold:
    """What folding gave.

    Attributes:
        worlds: an array of one world, at the end of `week`.
        week: the last week folded.
        checked: weeks whose digest was compared.
        mismatch: the first week whose digest is not that of the folded world; None if there is none.
    """

    worlds: Worlds
    week: int
    checked: int
    mismatch: int | None


@dataclass(frozen=True)
class Divergence:
    """Where a run stops being the one recorded.

    Attributes:
        week: the first world week that differs; 0 where nothing could be run.
        kind: a command was answered otherwise, events differ, the digest differs, or the rules are not at hand.
        text: one line.
        event: number of the first event that differs, as citations count; None where no event does.
        fields: `entity.field[index]: value, not value` of the world run again and the world recorded.
    """

    week: int
    kind: Literal["command", "events", "digest", "unavailable"]
    text: str
    event: int | None = None
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The divergence in one line."""
        where = f"week {self.week}: " if self.week else ""
        return where + self.text + (f" ({self.fields[0]})" if self.fields else "")


class Given(NamedTuple):
    """A command as recorded, and whether it was accepted."""

    command: Command
    accepted: bool


def template_of(recording: Recording, catalogue: Mapping[str, Intervention] | None = None) -> Template:
    """The first morning of the scenario that a recording carries.

    Raises:
        ReplayError: the scenario is none under these rules.
    """
    try:
        return Template(Scenario.model_validate(dict(recording.header.scenario)), catalogue)
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ReplayError(f"the scenario in the recording cannot be used: {place}: {first['msg']}") from None
    except ValueError as error:
        raise ReplayError(f"the scenario in the recording cannot be used: {error}") from None


class Snapshots:
    """A recording that can be looked at in any week: worlds are kept every so many weeks as they are first reached.

    Attributes:
        recording: what is folded.
        template: its first morning.
        folds: weeks folded so far, by whichever call.
    """

    def __init__(
        self, recording: Recording, every: int = 13, catalogue: Mapping[str, Intervention] | None = None
    ) -> None:
        """Keep the first morning.

        Args:
            recording: sealed or not.
            every: weeks between the worlds that are kept.
            catalogue: every intervention by id; the shipped ones unless given.
        """
        self.recording, self.template = recording, template_of(recording, catalogue)
        self.folds = 0
        self._every = every
        self._kept: dict[int, Worlds] = {0: self.template.world(recording.header.seed)}

    def seek(self, week: int) -> Worlds:
        """The world at the end of a week, 0 for the first morning; the caller may change it.

        Raises:
            LogError: kind "range" where the recording has no such week.
        """
        if not 0 <= week <= self.recording.weeks:
            text = f"week {week} is not in the recording, which has weeks 1 to {self.recording.weeks}"
            raise LogError("range", 0, text)
        start = max(kept for kept in self._kept if kept <= week)
        worlds = self._kept[start].copy()
        bound = bind(worlds)
        for n in range(start + 1, week + 1):
            apply_week(bound, self.recording, n)
            self.folds += 1
            if n % self._every == 0:
                self._kept[n] = worlds.copy()
        return worlds


def fold(recording: Recording, week: int | None = None, catalogue: Mapping[str, Intervention] | None = None) -> Fold:
    """Fold a recording up to the end of a week and check the digest of every week on the way.

    Args:
        recording: sealed or not.
        week: the last week to fold; all there are unless given.
        catalogue: every intervention by id; the shipped ones unless given.

    Returns:
        The world, folded to the end whether or not a digest differs. Digests of other rules are not compared: their
        worlds were laid out otherwise.

    Raises:
        ReplayError: the recording's scenario cannot be used.
        LogError: it has no such week.
    """
    worlds = template_of(recording, catalogue).world(recording.header.seed)
    bound, last = bind(worlds), recording.weeks if week is None else week
    ours = recording.header.rules_version == RULES_VERSION
    checked, mismatch = 0, None
    for n in range(1, last + 1):
        apply_week(bound, recording, n)
        stated = recording.digests.get(n)
        if ours and stated is not None:
            checked += 1
            if mismatch is None and digest(worlds) != stated:
                mismatch = n
    return Fold(worlds, last, checked, mismatch)


def apply_week(bound: Any, recording: Recording, week: int) -> None:
    """Fold one recorded week into the first of bound worlds, in today's words."""
    rows = recording.week(week)
    columns = Columns(rows.kind, rows.subject, rows.object, rows.amount)
    fold_week(bound, *upcast(columns, recording.header.rules_version))


def commands_of(recording: Recording) -> dict[int, list[Given]]:
    """The recorded commands by the world week at whose start they were given.

    Raises:
        ReplayError: one of them is no command under these rules.
    """
    given: dict[int, list[Given]] = {}
    for frame in recording.commands:
        said = frame.payload
        arguments = {key: value for key, value in said.items() if key not in FRAME_KEYS}
        try:
            command = parse_command(arguments, f"command in frame {frame.sequence}")
        except PlanError as error:
            raise ReplayError(str(error)) from None
        given.setdefault(frame.week, []).append(Given(command, said.get("accepted") is True))
    return given


def rerun(recording: Recording, catalogue: Mapping[str, Intervention] | None = None) -> Divergence | None:
    """Run a recording again and compare it, week by week.

    Args:
        recording: sealed or not; as many weeks as it holds are run.
        catalogue: every intervention by id; the shipped ones unless given.

    Returns:
        The first difference; None if there is none. Under other rules than the recording's there is nothing to
        compare, and the kind is "unavailable".

    Raises:
        ReplayError: the recording's scenario or one of its commands cannot be used.
    """
    version = recording.header.rules_version
    if version != RULES_VERSION:
        text = f"{UNAVAILABLE}: recorded under rules {version}, these are rules {RULES_VERSION}"
        return Divergence(0, "unavailable", text)
    return _Rerun(recording, template_of(recording, catalogue)).compare()


_ROW: Final = ("kind", "subject", "object", "amount")


class _Rerun:
    """A recording run again beside itself.

    What was recorded is compared and never folded here: the kernel checks no bounds, and a forged week may send it
    anywhere. While the events are the same, so are the worlds.
    """

    def __init__(self, recording: Recording, template: Template) -> None:
        self.recording, self.template = recording, template
        self.worlds, self.log = template.world(recording.header.seed), new_log()
        self.bound, self.bound_log = bind(self.worlds), bind(self.log)

    def compare(self) -> Divergence | None:
        given = commands_of(self.recording)
        for week in range(1, self.recording.weeks + 1):
            found = self._compare_week(week, given.get(week, []))
            if found is not None:
                return found
        return None

    def _compare_week(self, week: int, given: list[Given]) -> Divergence | None:
        empty(self.bound_log)
        for command, accepted in given:
            answer = decide(self.worlds, self.template.index, self.template.catalogue, command)
            refused = isinstance(answer, Refusal)
            if refused == accepted:
                then, now = ("accepted", "refused") if accepted else ("refused", "accepted")
                why = f" {answer}" if isinstance(answer, Refusal) else ""
                return Divergence(week, "command", one_line(f"'{command}' was {then} and is now {now}.{why}"))
            rows = answer.rows if isinstance(answer, Refusal) else answer
            if rows:
                record_rows(self.bound, self.bound_log, np.array(rows, np.int64))
        next_week(self.bound, self.bound_log)
        stored = self.recording.week(week)
        at = _first_difference(self.log[0], stored)
        if at is not None:
            number = self.recording.first_number(week) + at
            text = f"event {number} is not the one recorded"
            return Divergence(week, "events", text, number, _fields_apart(self.log[0], stored, at))
        stated = self.recording.digests.get(week)
        if stated is not None and stated != digest(self.worlds):
            return Divergence(week, "digest", "the same events end in another world than the one recorded")
        return None


def _fields_apart(log: Any, rows: Events, at: int) -> tuple[str, ...]:
    """The columns in which an event differs, or how many events there are too few or too many."""
    length, recorded = int(log["length"][0]), len(rows.kind)
    if at >= min(length, recorded):
        return (f"events of the week: {length}, not {recorded}",)
    name = COLUMNS[int(log["kind"][at])].name
    pairs = {column: (int(log[column][at]), int(getattr(rows, column)[at])) for column in _ROW}
    return tuple(f"{name}.{column}: {now}, not {then}" for column, (now, then) in pairs.items() if now != then)


def _first_difference(log: Any, rows: Events) -> int | None:
    """Place in the week of the first event that differs, or that only one of the two has."""
    length = min(int(log["length"][0]), WEEK_ROWS)
    common = min(length, len(rows.kind))
    apart: npt.NDArray[np.bool_] = np.zeros(common, np.bool_)
    for column in _ROW:
        apart |= log[column][:common] != getattr(rows, column)[:common]
    days = np.repeat(np.arange(len(log["day_counts"])), log["day_counts"])[:common]
    apart |= days != rows.day[:common]
    first = np.flatnonzero(apart)
    if len(first):
        return int(first[0])
    return None if length == len(rows.kind) else common
