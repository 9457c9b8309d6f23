"""A game behind calls of plain data: in this process, or, through `engine.play.worker`, in another one.

What goes in are names, numbers and commands; what comes out are frozen models. Nothing that comes out holds a world.
"""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from typing import Any, Final

from engine.errors import InputError
from engine.play import coach as coaching
from engine.play.game import Game
from engine.play.handover import adopt, hand_over
from engine.play.messages import Preview, Status, WeekOver
from engine.play.pauses import Settings, review_due
from engine.play.predictions import scored
from engine.play.saves import Save, look, save_folder, saves_in
from engine.views.board import board
from engine.views.brief import brief
from engine.views.briefing import briefing
from engine.views.directory import directory
from engine.views.inbox import inbox
from engine.views.people import stakeholders
from engine.views.review import guesses, review
from engine.views.shelf import shelf
from engine.views.timeline import timeline
from engine.views.told import Told
from engine.views.wall import metrics_wall
from engine.views.why import why
from sim.commands import Command
from sim.kernel import COMPILED
from sim.scenario import nearest

_VIEWS: Final[dict[str, Callable[[Told], Any]]] = {
    "board": board,
    "briefing": briefing,
    "catalogue": shelf,
    "stakeholders": stakeholders,
    "metrics": metrics_wall,
    "inbox": inbox,
    "brief": brief,
    "timeline": timeline,
    "guesses": guesses,
    "directory": directory,
}


class InProcess:
    """A game in this process, called like `engine.play.worker.Served`: for tests, and where one process must do."""

    stage: Final = "compiled" if COMPILED else "stays-interpreted"

    def __init__(self) -> None:
        """No game yet."""
        self.service = Service()

    def submit(self, method: str, *arguments: Any, **named: Any) -> Future[Any]:
        """Call a method of the service at once; the future has its result, or raises what it raised."""
        future: Future[Any] = Future()
        try:
            future.set_result(getattr(self.service, method)(*arguments, **named))
        except Exception as error:  # noqa: BLE001 - raised again by the future
            future.set_exception(error)
        return future

    def call(self, method: str, *arguments: Any, **named: Any) -> Any:
        """Call a method of the service."""
        return self.submit(method, *arguments, **named).result()

    def poll(self) -> str:
        """Who serves never changes here."""
        return self.stage

    def close(self) -> None:
        """Let go of the game."""
        self.service.close()


class Service:
    """One game at a time."""

    def __init__(self) -> None:
        """No game yet."""
        self._game: Game | None = None

    @property
    def game(self) -> Game:
        """The game.

        Raises:
            InputError: none is open.
        """
        if self._game is None:
            raise InputError("no game is open")
        return self._game

    # -- Beginning and ending
    def start(self, scenario: str, seed: int, path: pathlib.Path, **how: Any) -> Status:
        """Begin a game, as `Game.start`; the one before is closed."""
        self.close()
        self._game = Game.start(scenario, seed, path, **how)
        return self.status()

    def resume(self, path: pathlib.Path, week: int | None = None) -> Status:
        """Open a save, as `Game.resume`."""
        self.close()
        self._game = Game.resume(path, week)
        return self.status()

    def reopen(self, path: pathlib.Path) -> Status:
        """Open a finished game to look at, as `Game.reopen`."""
        self.close()
        self._game = Game.reopen(path)
        return self.status()

    def look(self, path: pathlib.Path, check: bool = False) -> Save:
        """What a save can do."""
        return look(path, check=check)

    def saves(self, folder: pathlib.Path | None = None) -> tuple[Save, ...]:
        """The saves of a folder, the latest first; of the usual one unless another is named."""
        return saves_in(save_folder() if folder is None else folder)

    def close(self) -> None:
        """Let go of the game, if there is one."""
        if self._game is not None:
            game, self._game = self._game, None
            game.close()

    # -- Commands and time
    def status(self) -> Status:
        """Where the game stands."""
        game = self.game
        return Status(
            scenario=game.scenario.id,
            title=game.scenario.title,
            seed=game.seed,
            week=game.week,
            tenure=game.scenario.weeks.tenure,
            over=game.over,
            sealed=game.sealed,
            scored=game.scored,
            capital=game.capital,
            hours=game.hours,
            queue=game.queue,
            blocking="" if game.over else game.blocking,
            prompts=game.prompts,
            review=review_due(game.told) and not game.over,
            uncommitted=game.uncommitted,
            message=game.message,
            digest=game.digest.hex(),
            compiled=COMPILED,
        )

    def preview(self, command: Command) -> Preview:
        """What a command would cost."""
        return self.game.preview(command)

    def ask(self, command: Command) -> Preview:
        """Queue a command."""
        return self.game.ask(command)

    def undo(self) -> Command | None:
        """Take back the command queued last."""
        return self.game.undo()

    def leave(self, card: str) -> None:
        """Leave a card to its default."""
        self.game.leave(card)

    def skip_prediction(self, for_: str) -> None:
        """Predict nothing about a launch."""
        self.game.skip_prediction(for_)

    def skip_forecast(self, line: str) -> None:
        """Commit to no dates for a line."""
        self.game.skip_forecast(line)

    def settings(self, wanted: Mapping[str, bool]) -> None:
        """Which optional pauses are wanted."""
        self.game.settings = Settings(**wanted)

    def advance(self) -> WeekOver:
        """Let a week pass."""
        return self.game.advance()

    def finish(self) -> Status:
        """Run the aftermath and seal the log."""
        self.game.finish()
        return self.status()

    def branch(self, week: int, label: str, path: pathlib.Path) -> Status:
        """Go on in a practice branch; the game it is taken from is closed."""
        branched = self.game.branch(week, label, path)
        self.close()
        self._game = branched
        return self.status()

    # -- Looking
    def view(self, name: str, week: int | None = None) -> Any:
        """The model of a screen, now or at the start of an earlier tenure week.

        Raises:
            InputError: there is no such screen.
        """
        if name not in _VIEWS and name != "review":
            raise InputError(f"no view is called '{name}'; {nearest(name, [*_VIEWS, 'review'])}")
        game = self.game
        if week is not None and week != game.week:
            return _VIEWS["board" if name == "review" else name](game.at(week))
        told, predictions = game.told, scored(game.session)
        if name == "inbox":
            return game.inbox
        if name == "metrics":
            return metrics_wall(told, [(command, before) for command, _, before in game.session.pending])
        if name == "brief":
            return brief(told, predictions)
        if name == "timeline":
            return timeline(told, predictions)
        if name == "review":
            return review(told, predictions, game.uncommitted)
        return _VIEWS[name](told)

    def why(self, metric: str, source: str, week: int) -> Any:
        """Visible direct causes of a point."""
        return why(self.game.told, metric, source, week)

    def coach(self, dismissed: Collection[str] = (), done: bool = False) -> Any:
        """What the coach says."""
        return coaching.coach(self.game, dismissed, done=done)

    # -- Handing over
    def hand_over(self) -> dict[str, Any]:
        """Let go of the game, and give everything that another service needs to go on."""
        game, self._game = self.game, None
        return hand_over(game)

    def adopt(self, state: Mapping[str, Any]) -> Status:
        """Go on with a game that another service handed over."""
        self.close()
        self._game = adopt(state)
        return self.status()
