"""The game behind the screens: what they show, what they ask for, and time that passes while none of them waits.

Screens read `status` and `view`, and call `ask`, `undo`, `leave` and the clock. A week runs in the process that serves
the game; the window looks for it between two frames (`tick`). Whatever is shown belongs to one revision: each command
and each week begins another.
"""

from __future__ import annotations

import pathlib
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, Protocol

from engine.play.clock import Clock, Until
from engine.play.messages import Pause, Preview, Status, WeekOver
from sim.commands import Command

_KEPT_VIEWS: Final = 64


class Serving(Protocol):
    """What serves a game: `engine.play.worker.Served`, or `engine.play.service.InProcess`."""

    def submit(self, method: str, *arguments: Any, **named: Any) -> Future[Any]:
        """Call a method of the service."""

    def call(self, method: str, *arguments: Any, **named: Any) -> Any:
        """Call it and wait."""

    def poll(self) -> str:
        """Who serves."""

    def close(self) -> None:
        """End it."""


class Running:
    """One game, as the window has it.

    Attributes:
        served: who serves it.
        status: where it stands; None while none is open.
        clock: when the next week is due.
        last: the week that passed last, with what came of its commands.
        pauses: why time stands still now.
        trouble: what went wrong last, in a line; empty otherwise.
        revision: counts everything that changed what screens show.
        path: of the save.
    """

    def __init__(self, served: Serving, now: Callable[[], float] = time.monotonic) -> None:
        self.served = served
        self.status: Status | None = None
        self.clock = Clock()
        self.last: WeekOver | None = None
        self.pauses: tuple[Pause, ...] = ()
        self.trouble = ""
        self.revision = 0
        self.path: pathlib.Path | None = None
        self._now = now
        self._views: dict[tuple[Any, ...], Future[Any]] = {}
        self._seen: set[tuple[Any, ...]] = set()  # views that have come and were told of
        self._week: Future[WeekOver] | None = None

    # -- Beginning ----------------------------------------------------------------------------------------------------

    def start(self, scenario: str, seed: int, path: pathlib.Path, **how: Any) -> None:
        """Begin a game.

        Raises:
            InputError: it cannot be begun.
        """
        self._opened(self.served.call("start", scenario, seed, path, **how), path)

    def resume(self, path: pathlib.Path, week: int | None = None) -> None:
        """Open a save, at its last week or an earlier one.

        Raises:
            InputError: it cannot be opened.
        """
        self._opened(self.served.call("resume", path, week), path)

    def branch(self, week: int, label: str, path: pathlib.Path) -> None:
        """Go on in a practice branch."""
        self._opened(self.served.call("branch", week, label, path), path)

    def _opened(self, status: Status, path: pathlib.Path) -> None:
        self.status, self.path, self.last, self.pauses, self.trouble = status, path, None, (), status.message
        self.clock.stop()
        self._changed()

    # -- Looking ------------------------------------------------------------------------------------------------------

    def view(self, name: str, week: int | None = None) -> Any | None:
        """A screen's model, or None until it has come; a screen is built again when `tick` says so.

        Raises:
            InputError: it cannot be made.
        """
        found = self._asked("view", name, week)
        return found.result() if found.done() else None

    def waited(self, name: str, week: int | None = None) -> Any:
        """A screen's model, waited for: in pictures and tests, and where a moment does not matter."""
        return self._asked("view", name, week).result()

    def why(self, metric: str, source: str, week: int) -> Any:
        """Visible direct causes of a point."""
        return self._asked("why", metric, source, week).result()

    def coach(self, dismissed: frozenset[str] = frozenset(), *, done: bool = False) -> Any:
        """What the coach says, if anything."""
        return self._asked("coach", dismissed, done).result()

    def preview(self, command: Command) -> Preview:
        """What a command would cost; nothing is queued."""
        found: Preview = self.served.call("preview", command)
        return found

    def _asked(self, *call: Any) -> Future[Any]:
        key = (self.revision, *call)
        if key not in self._views:
            if len(self._views) > _KEPT_VIEWS:
                self._views = {k: v for k, v in self._views.items() if k[0] == self.revision}
            self._views[key] = self.served.submit(*call)
        return self._views[key]

    # -- Asking -------------------------------------------------------------------------------------------------------

    def ask(self, command: Command) -> Preview:
        """Queue a command, if it is possible; what it costs, or why not."""
        found: Preview = self._now_call("ask", command)
        return found

    def undo(self) -> Command | None:
        """Take back the command queued last."""
        found: Command | None = self._now_call("undo")
        return found

    def leave(self, card: str) -> None:
        """Leave a card to its default."""
        self._now_call("leave", card)

    def skip_prediction(self, for_: str) -> None:
        """Predict nothing about a launch; that is recorded too."""
        self._now_call("skip_prediction", for_)

    def skip_forecast(self, line: str) -> None:
        """Commit to no dates for a line."""
        self._now_call("skip_forecast", line)

    def _now_call(self, method: str, *arguments: Any) -> Any:
        result = self.served.call(method, *arguments)
        self.status = self.served.call("status")
        self._changed()
        return result

    def _changed(self) -> None:
        self.revision += 1

    # -- Time ---------------------------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a week is running."""
        return self._week is not None

    @property
    def blocked(self) -> str:
        """What stands in the way of time, in a line; empty where nothing does."""
        return self.status.blocking if self.status is not None else ""

    def run(self, until: Until = "pause") -> None:
        """Let time run, to the next week, event or quarter, or until somebody stops it; nothing where it is blocked."""
        if self.status is None or self.status.over or self.blocked:
            return
        self.pauses = ()
        if until == "pause":
            if not self.clock.running:
                self.clock.toggle()
        else:
            self.clock.jump(until)

    def stop(self) -> None:
        """Let time stand still."""
        self.clock.stop()

    def tick(self) -> bool:
        """Look for a week that has ended, and begin one that is due; whether screens must be built again."""
        changed = False
        self.served.poll()
        if self._week is not None and self._week.done():
            changed = self._over(self._week)
            self._week = None
        if self._week is None and self.status is not None and not self.status.over and self.clock.due(self._now()):
            self._week = self.served.submit("advance")
        come = {key for key, future in self._views.items() if future.done()} - self._seen
        self._seen = (self._seen | come) & set(self._views)
        return changed or any(key[0] == self.revision for key in come)

    def _over(self, week: Future[WeekOver]) -> bool:
        error = week.exception()
        if error is not None:
            self.trouble = str(error)
            self.clock.stop()
            self.status = self.served.call("status")
            self._changed()
            return True
        self.last = week.result()
        self.status = self.served.call("status")
        self.pauses = self.last.pauses
        self.clock.passed(self.last.week, bool(self.pauses), bool(self.pauses) or self.status.over)
        self._changed()
        return True

    def finish(self) -> None:
        """Run the aftermath and seal the log."""
        self.status = self.served.call("finish")
        self._changed()

    def close(self) -> None:
        """End the game and whoever serves it."""
        self.served.close()
