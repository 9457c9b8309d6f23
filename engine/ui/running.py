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

from engine.play.clock import QUARTER, Clock, Until
from engine.play.coach import FIRST, opens
from engine.play.messages import Pause, Preview, Status, WeekOver
from sim.commands import Command

_KEPT_VIEWS: Final = 64
_SOON: Final = 0.004  # seconds between two looks for what is on its way
_GATHER: Final = 0.15  # seconds that what has come waits for the rest, so that a page is built once
_LOOK_AGAIN: Final = 0.25  # seconds between two looks at who serves


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
        done_before: the player knows the first scenario: every screen is open, and the coach is silent.
        dismissed: lines of the coach that the player has sent away.
        led: what screens were opened for by themselves: reviews by week, predictions by launch, the end.
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
        self.done_before = False
        self.dismissed: frozenset[str] = frozenset()
        self.led: set[tuple[str, object]] = set()
        self._now = now
        self._views: dict[tuple[Any, ...], Future[Any]] = {}
        self._seen: set[tuple[Any, ...]] = set()  # views that have come and were told of
        self._old: dict[tuple[Any, ...], Any] = {}  # what a view showed before the last change
        self._week: Future[WeekOver] | None = None
        self._wanted_now: set[tuple[Any, ...]] = set()  # calls that pages have made since the last change
        self._dirty: float | None = None  # since when something has come that is not shown yet
        self._stands: Future[Status] | None = None  # where the game stands after that week
        self._wanted: tuple[bool, ...] = ()

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

    def reopen(self, path: pathlib.Path) -> None:
        """Open a finished game, to look at and to branch from.

        Raises:
            InputError: it cannot be opened.
        """
        self._opened(self.served.call("reopen", path), path)

    def branch(self, week: int, label: str, path: pathlib.Path) -> None:
        """Go on in a practice branch."""
        self._opened(self.served.call("branch", week, label, path), path)

    def _opened(self, status: Status, path: pathlib.Path) -> None:
        self.status, self.path, self.last, self.pauses, self.trouble = status, path, None, (), status.message
        self.led, self._wanted = set(), ()
        self._old.clear()
        self.clock.stop()
        self._changed()

    def closed(self, place: str) -> str:
        """Why a place cannot be opened yet, in a line; empty where it can."""
        from engine.ui.texts import say

        status = self.status
        if status is None:
            return say("play.no_game")
        if place == "debrief":
            return "" if status.over else say("play.opens_debrief", week=status.tenure)
        if place == "review" and not status.review:
            due = -(-status.week // QUARTER) * QUARTER + 1
            return say("play.opens_review", week=due) if due <= status.tenure else say("play.no_review")
        if place == "predict" and not status.prompts:
            return say("play.opens_predict")
        if status.scenario == FIRST and not status.over:
            week = opens(place, done=self.done_before)
            if status.week < week:
                return say("play.opens_later", week=week)
        return ""

    # -- Looking ------------------------------------------------------------------------------------------------------

    def view(self, name: str, week: int | None = None) -> Any | None:
        """A screen's model, or None until it has come; a screen is built again when `tick` says so.

        Raises:
            InputError: it cannot be made.
        """
        return self._come("view", name, week)

    def latest(self, name: str) -> Any | None:
        """A screen's model or, until it has come, the one before it, so that a page does not flicker.

        Raises:
            InputError: it cannot be made.
        """
        found = self.view(name)
        if found is not None:
            self._old["view", name] = found
        return self._old.get(("view", name))

    def waited(self, name: str, week: int | None = None) -> Any:
        """A screen's model, waited for: in pictures and tests, and where a moment does not matter."""
        return self._asked("view", name, week).result()

    def why(self, metric: str, source: str, week: int) -> Any:
        """Visible direct causes of a point."""
        return self._asked("why", metric, source, week).result()

    def coach(self) -> Any | None:
        """What the coach says, if anything, as soon as it is known."""
        if self.status is None or self.done_before or self.status.scenario != FIRST:
            return None
        return self._come("coach", self.dismissed, self.done_before)

    def preview(self, command: Command) -> Preview:
        """What a command would cost; nothing is queued."""
        found: Preview = self.served.call("preview", command)
        return found

    def _come(self, *call: Any) -> Any | None:
        found = self._asked(*call)
        return found.result() if found.done() else None

    def _asked(self, *call: Any) -> Future[Any]:
        self._wanted_now.add(call)
        return self._submitted(*call)

    def _submitted(self, *call: Any) -> Future[Any]:
        key = (self.revision, *call)
        if key not in self._views:
            if len(self._views) > _KEPT_VIEWS:
                self._views = {k: v for k, v in self._views.items() if k[0] == self.revision}
            self._views[key] = self.served.submit(*call)
            if self._views[key].done():
                self._seen.add(key)
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

    def dismiss(self, line: str) -> None:
        """Send a line of the coach away."""
        self.dismissed |= {line}
        self._changed()

    def know_this(self) -> None:
        """The player has done this: everything opens, the coach is silent."""
        self.done_before = True
        self._changed()

    def pausing(self, threshold: bool, restatement: bool, default_taken: bool) -> None:
        """Which of the optional pauses are wanted."""
        wanted = (threshold, restatement, default_taken)
        if self.status is not None and wanted != self._wanted:
            self._wanted = wanted
            named = {"threshold": threshold, "restatement": restatement, "default_taken": default_taken}
            self.served.submit("settings", named)

    def _now_call(self, method: str, *arguments: Any) -> Any:
        try:
            result = self.served.call(method, *arguments)
        finally:
            self.status = self.served.call("status")
            self._finish_week()
            self._changed()
        return result

    def _finish_week(self) -> None:
        """Take over a week that ended while something else was waited for."""
        if self._week is not None and self._week.done():
            self._stands = None
            self._over(self._week)
            self._week = None

    def _changed(self) -> None:
        """Everything is out of date: what pages have asked for is asked for again at once, to come together."""
        self.revision += 1
        again, self._wanted_now = self._wanted_now, set()
        for call in again:
            self._submitted(*call)

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
        self.pauses, self.trouble = (), ""
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
            if self._stands is None:
                self._stands = self.served.submit("status")
            if self._stands.done():
                ended, stands = self._week, self._stands
                self._week = self._stands = None
                self.status = stands.result()
                self._over(ended)
                changed = True
        if self._week is None and self.status is not None and not self.status.over and self.clock.due(self._now()):
            self._week = self.served.submit("advance")
        come = {key for key, future in self._views.items() if future.done()} - self._seen
        self._seen = (self._seen | come) & set(self._views)
        now = self._now()
        if (changed or any(key[0] == self.revision for key in come)) and self._dirty is None:
            self._dirty = now
        if self._dirty is None or (self._awaits and now - self._dirty < _GATHER):
            return False
        self._dirty = None
        return True

    @property
    def _awaits(self) -> bool:
        """Whether a view of what is the case now has not come yet."""
        return any(key[0] == self.revision and not future.done() for key, future in self._views.items())

    def wait_seconds(self) -> float | None:
        """In how many seconds `tick` has something to look for; None if only after somebody asks."""
        if self._week is not None or self._dirty is not None or len(self._seen) < len(self._views):
            return _SOON
        waits = []
        if self.clock.running and not self.clock.held:
            waits.append(max(0.0, self.clock.wait(self._now())))
        if self.served.poll() in ("interpreted", "handing-over"):
            waits.append(_LOOK_AGAIN)
        return min(waits, default=None)

    def _over(self, week: Future[WeekOver]) -> None:
        error = week.exception()
        if error is not None:
            self.trouble = str(error)
            self.clock.stop()
        else:
            self.last = week.result()
            self.pauses = self.last.pauses
            over = self.status is not None and self.status.over
            self.clock.passed(self.last.week, bool(self.pauses), bool(self.pauses) or over)
        self._changed()

    def finish(self) -> None:
        """Run the aftermath and seal the log."""
        self.status = self.served.call("finish")
        self._changed()

    def close(self) -> None:
        """End the game and whoever serves it."""
        self.served.close()
