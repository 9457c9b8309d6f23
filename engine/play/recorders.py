"""Where a game's session records: in the log and in the chronicle; or, while a save is opened, beside what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.log import Recording
from engine.log.codec import encode_map, with_digest
from engine.log.errors import LogError
from engine.session import Recorder
from engine.views.chronicle import Chronicle

_MOST = 1 << 20


class StopsMatching(Exception):  # noqa: N818 - where a save ends being true, not a fault of this program
    """A recording that goes another way than its own commands lead.

    Attributes:
        week: the first world week that differs.
    """

    def __init__(self, week: int) -> None:
        super().__init__(f"the recording stops matching at world week {week}")
        self.week = week


class Beside:
    """Compares what a session records with what a recording holds, byte for byte, and writes nothing."""

    def __init__(self, recording: Recording) -> None:
        """Begin before the first week."""
        self._recording, self._command = recording, 0

    def append_command(self, mapping: Mapping[str, Any]) -> object:
        """Compare a command with the next one recorded."""
        commands, at = self._recording.commands, self._command
        self._command += 1
        if at >= len(commands) or encode_map(mapping, _MOST) != bytes(commands[at].raw):
            raise StopsMatching(int(mapping["week"]))
        return at

    def append_packed(self, week: int, payload: bytes, events: int, digest: bytes | None = None) -> object:
        """Compare a week with the one recorded."""
        stored = bytes(self._recording.payloads[week - 1])
        if stored not in (payload, with_digest(payload, digest)):
            raise StopsMatching(week)
        return events

    def seal(self, summary: Mapping[str, Any]) -> None:
        """Nothing to compare: a sealed game is not gone on with."""


class Told:
    """Passes on what is recorded, and fills the chronicle with it."""

    def __init__(self, recorder: Recorder, chronicle: Chronicle) -> None:
        """Record to one and tell the other."""
        self.recorder, self.chronicle = recorder, chronicle

    def append_command(self, mapping: Mapping[str, Any]) -> object:
        """Record a command, then tell it."""
        number = self.recorder.append_command(mapping)
        self.chronicle.take_command(mapping)
        return number

    def append_packed(self, week: int, payload: bytes, events: int, digest: bytes | None = None) -> object:
        """Record a week, then tell it."""
        first = self.recorder.append_packed(week, payload, events, digest)
        self.chronicle.take_week(week, payload)
        return first

    def seal(self, summary: Mapping[str, Any]) -> object:
        """Seal the recording."""
        return self.recorder.seal(summary)


__all__ = ["Beside", "LogError", "StopsMatching", "Told"]
