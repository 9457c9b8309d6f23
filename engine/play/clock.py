"""When a week is due: run and pause, three speeds, and jumps. The caller tells the time: nothing here waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

SPEEDS: Final = (0.6, 1.2, 2.4)  # seconds a week (game.md 1)
Until = Literal["pause", "week", "event", "quarter"]
QUARTER: Final = 13
_SLACK: Final = 1e-6  # seconds: differences of floats


@dataclass
class Clock:
    """Real time against weeks.

    Attributes:
        speed: seconds a week, one of `SPEEDS`.
        running: weeks pass.
        until: what a jump waits for; "pause" while it simply runs.
        held: a panel is open: nothing moves, and no time is owed afterwards.
    """

    speed: float = SPEEDS[1]
    running: bool = False
    until: Until = "pause"
    held: bool = False
    _since: float | None = None

    def toggle(self) -> None:
        """Run, or pause."""
        self.running, self.until, self._since = not self.running, "pause", None

    def jump(self, until: Until) -> None:
        """Run until a week has passed, something has happened, or the quarter is over."""
        self.running, self.until, self._since = True, until, None

    def stop(self) -> None:
        """Pause."""
        self.running, self.until, self._since = False, "pause", None

    def faster(self, step: int = 1) -> None:
        """Another speed: 1 for the next faster one, -1 for the next slower one."""
        at = SPEEDS.index(self.speed) - step
        self.speed = SPEEDS[max(0, min(len(SPEEDS) - 1, at))]

    def due(self, now: float) -> bool:
        """Whether a week is to pass now; at most one a call, so that a slow machine falls behind and never skips.

        Args:
            now: seconds, from any clock that does not go back.
        """
        if not self.running or self.held:
            self._since = None
            return False
        if self._since is None:
            self._since = now
            return self.until != "pause"  # a jump begins at once
        if now - self._since < self.speed - _SLACK:
            return False
        self._since = now if now - self._since > 2 * self.speed else self._since + self.speed
        return True

    def wait(self, now: float) -> float:
        """Seconds until a week is due, while it runs."""
        return 0.0 if self._since is None else self.speed - (now - self._since)

    def passed(self, week: int, happened: bool, stands: bool) -> None:
        """A week has passed.

        Args:
            week: the tenure week that is over.
            happened: something in it that "next event" stops for.
            stands: there is a reason to pause.
        """
        reached = {
            "pause": False,
            "week": True,
            "event": happened,
            "quarter": week % QUARTER == 0,
        }[self.until]
        if stands or reached:
            self.stop()
