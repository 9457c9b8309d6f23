"""What may follow what in a recording: one set of rules for writing and for reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.log.errors import LogError

MAX_WEEKS: Final = 1 << 14
MAX_COMMANDS: Final = 1 << 15


@dataclass
class Progress:
    """How far a recording has come.

    World weeks count from 1 without a gap; a command belongs to the week after the last whole one. Nothing follows the
    seal.

    Attributes:
        weeks: the last week whose events are in.
        events: events so far, so that the next one has number `events + 1`.
        commands: commands so far.
        sealed: whether the seal is in.
    """

    weeks: int = 0
    events: int = 0
    commands: int = 0
    sealed: bool = False

    def check_command(self) -> None:
        """Refuse a command that may not stand here."""
        self._open()
        if self.commands >= MAX_COMMANDS:
            raise LogError("too-large", 0, f"a recording holds at most {MAX_COMMANDS} commands")

    def check_week(self, week: int) -> None:
        """Refuse a week of events that may not stand here."""
        if self.sealed:
            self._open()
        if week != self.weeks + 1:
            raise LogError("order", 0, f"events of week {week} where those of week {self.weeks + 1} belong")
        if week > MAX_WEEKS:
            raise LogError("too-large", 0, f"a recording holds at most {MAX_WEEKS} weeks")

    def _open(self) -> None:
        if self.sealed:
            raise LogError("sealed", 0, "nothing may follow a seal")

    def totals(self) -> dict[str, int]:
        """What the seal vouches for."""
        return {"commands": self.commands, "events": self.events, "weeks": self.weeks}
