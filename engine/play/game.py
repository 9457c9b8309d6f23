"""A game in progress: one company, one player, one log.

    queue commands -> undo any of them -> time moves -> they are in the log, and a week has passed

The save is the log. Commands of the current week wait in a draft beside it (`engine.play.draft`), each on the disk
before it is acknowledged; a killed process loses neither. Opening a save runs its log again and compares every byte.
"""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Final, Self

from engine.catalogue import load_scenario
from engine.errors import InputError
from engine.log import LogError, LogWriter, Recording, read, recover
from engine.play import saves
from engine.play.draft import Entry, drop_draft
from engine.play.messages import Preview, Prompt, WeekOver
from engine.play.pauses import Settings, pauses
from engine.play.predictions import candidates, scored
from engine.play.queue import WeekQueue
from engine.play.recorders import Beside, StopsMatching
from engine.play.recorders import Told as Telling
from engine.replay import Snapshots, commands_of, template_of
from engine.session import Session, header_of
from engine.views.chronicle import Chronicle
from engine.views.inbox import inbox
from engine.views.options import Inbox
from engine.views.told import Told
from engine.worlds import Template, digest
from sim.commands import Command, Forecast, Launch, Note, Predict
from sim.rules import RULES_VERSION
from sim.scenario import Scenario

NAME: Final = "played"  # what the seal calls whoever governed
NO_PREDICTION: Final = "no prediction"
NO_FORECAST: Final = "no forecast"


class Blocked(InputError):  # noqa: N818 - an answer, not a fault
    """Time does not move: a card must be answered, or left to its default, first."""


class Game:
    """One game. Use `start` or `resume`; as a context manager, or call `close`.

    Attributes:
        path: the save.
        settings: which optional pauses are wanted.
        message: what had to be mended when it was opened; empty if nothing.
    """

    def __init__(self, path: pathlib.Path, session: Session, writer: LogWriter | None, chronicle: Chronicle) -> None:
        """A session between two weeks, recorded in an open log, or over; see `start`, `resume` and `reopen`."""
        self.path, self.settings, self.message = path, Settings(), ""
        self.session, self.chronicle = session, chronicle
        self._log = writer
        if writer is not None:
            session.writer = Telling(writer, chronicle)
        self._queue = WeekQueue(path, session)
        self._practice = False
        self._told: Told | None = None
        self._past: Snapshots | None = None

    # -- Beginning and ending ------------------------------------------------------------------------------------------

    @classmethod
    def start(
        cls,
        scenario: str | Scenario,
        seed: int,
        path: pathlib.Path,
        *,
        practice: bool = False,
        notes: Mapping[str, Any] | None = None,
        overwrite: bool = False,
    ) -> Self:
        """Found a company, run its history, and stop before the first week.

        Args:
            scenario: an id, or a scenario: a variant is one.
            seed: the key of every draw.
            path: the save.
            practice: it is not scored.
            notes: for the header: a variant's name, a challenge's week.
            overwrite: what stands at `path` may be replaced.

        Raises:
            InputError: no such scenario.
            LogError: the save cannot be made.
        """
        complete = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        template = Template(complete)
        said = {"plan": NAME, "practice": practice, **(notes or {})}
        writer = LogWriter.create(path, header_of(complete, seed, notes=said), "each", overwrite=overwrite)
        drop_draft(path)
        try:
            chronicle = Chronicle()
            session = Session(template, seed, plan_name=NAME, writer=Telling(writer, chronicle))
            for _ in range(complete.weeks.history):
                session.advance()
                chronicle.close(session.worlds)
            writer.sync()
        except BaseException:
            writer.close()
            raise
        game = cls(path, session, writer, chronicle)
        game._practice = practice
        return game

    @classmethod
    def resume(cls, path: pathlib.Path, week: int | None = None) -> Self:
        """Open a save of one's own in the week in which it was left.

        A damaged one is cut back to what is whole, the damaged copy kept beside it.

        Args:
            path: the save.
            week: the tenure week to open instead, where the replay stops matching later; the save as it was is kept
                beside it.

        Raises:
            InputError: it is over, was recorded under other rules, or stops matching: then the message says which week
                can be opened.
            LogError: it cannot be read.
        """
        recovery = recover(path)
        recording = recovery.recording
        if recording.header.rules_version != RULES_VERSION:
            raise InputError(saves.look(path).sentence)
        if week is not None:
            recording = cls._cut(path, recording, week)
        elif recording.sealed:
            raise InputError("This game is over; it can be viewed.")
        try:
            game = cls._again(path, recording, lambda: LogWriter.resume(path, "each"))
        except StopsMatching as stops:
            raise InputError(saves.stopped(saves.look(path), recording, stops.week).sentence) from None
        if recovery.damage is not None:
            copy = pathlib.Path(recovery.damaged_copy or "").name
            mended = f"The save was damaged; week {game.week} is open, and {copy} keeps what was found."
            game.message = f"{mended} {game.message}".strip()
        return game

    @classmethod
    def reopen(cls, path: pathlib.Path) -> Self:
        """Open a finished game to look at, to debrief and to branch from; nothing is written to it.

        Args:
            path: the save.

        Raises:
            InputError: it is not over, was recorded under other rules, or stops matching.
            LogError: it cannot be read.
        """
        recording = read(path)
        if recording.error is not None or recording.header.rules_version != RULES_VERSION:
            raise InputError(saves.look(path).sentence)
        if not recording.sealed:
            raise InputError("This game is not over; go on with it.")
        try:
            return cls._again(path, recording, None)
        except StopsMatching as stops:
            raise InputError(saves.stopped(saves.look(path), recording, stops.week).sentence) from None

    @staticmethod
    def _cut(path: pathlib.Path, recording: Recording, week: int) -> Recording:
        """Put the first weeks of a save in its place; what was there is kept beside it."""
        history = int(recording.header.scenario["weeks"]["history"])
        weeks = history + week - 1
        if not history <= weeks <= recording.weeks:
            raise InputError(f"week {week} cannot be opened; the save has weeks 1 to {recording.weeks + 1 - history}")
        kept = saves.keep_beside(path)
        saves.copy_weeks(read(kept), path, weeks)
        return read(path)

    @classmethod
    def _again(cls, path: pathlib.Path, recording: Recording, append: Callable[[], LogWriter] | None) -> Self:
        """Run a recording again, beside itself, and go on appending to it, unless it is only looked at."""
        template, chronicle = template_of(recording), Chronicle()
        session = Session(template, recording.header.seed, plan_name=NAME, writer=Telling(Beside(recording), chronicle))
        given = commands_of(recording)
        for number in range(1, recording.weeks + 2):
            for one in given.get(number, []):
                session.ask(one.command)
            if number <= recording.weeks:
                session.advance()
                chronicle.close(session.worlds)
        game = cls(path, session, append() if append is not None else None, chronicle)
        game._practice = saves.is_practice(recording)
        game.message = game._queue.read([Entry(o.command, not o.accepted) for o in given.get(recording.weeks + 1, [])])
        return game

    def close(self) -> None:
        """Let go of the save; everything is on the disk already."""
        if self._log is not None:
            log, self._log = self._log, None
            log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(LogError) if error is not None else contextlib.nullcontext():
            self.close()

    # -- Where it stands -----------------------------------------------------------------------------------------------

    @property
    def template(self) -> Template:
        """Scenario, names and catalogue."""
        return self.session.template

    @property
    def scenario(self) -> Scenario:
        """The company."""
        return self.template.scenario

    @property
    def seed(self) -> int:
        """The key of every draw."""
        return self.session.seed

    @property
    def week(self) -> int:
        """The tenure week that comes next, from 1; one more than the tenure once it is over."""
        return self.session.tenure_week

    @property
    def over(self) -> bool:
        """Whether every week of the tenure has passed."""
        return self.week > self.scenario.weeks.tenure

    @property
    def sealed(self) -> bool:
        """Whether the aftermath has run too."""
        return self.session.done and (self._log is None or self._log.progress.sealed)

    @property
    def scored(self) -> bool:
        """Whether its outcome counts."""
        return not self._practice

    @property
    def digest(self) -> bytes:
        """Of the world, as it is in the log."""
        return digest(self.session.worlds)

    @property
    def told(self) -> Told:
        """What the player is told this week."""
        if self._told is None:
            self._told = Told.of(self.template, self.session.worlds, self.chronicle)
        return self._told

    @property
    def capital(self) -> float:
        """Points left, with what is queued."""
        return self._queue.bench.capital

    @property
    def hours(self) -> float:
        """Hours of the week left, with what is queued."""
        return self._queue.bench.hours

    @property
    def queue(self) -> tuple[Command, ...]:
        """Commands that time will give, in order; refused ones are none of them."""
        return self._queue.commands

    @property
    def inbox(self) -> Inbox:
        """Cards, with queued answers and what was left to defaults."""
        answered = self._queue.answers([card.id for card in self.told.reported.inbox])
        return inbox(self.told, answered, self._queue.left)

    @property
    def blocking(self) -> str:
        """What the Run button says while time cannot move: "Answer: Outage (due Thu)"; empty if it can."""
        card = next((card for card in self.inbox.cards if card.blocks), None)
        return f"Answer: {card.title} (due {card.due})" if card is not None else ""

    # -- Commands ------------------------------------------------------------------------------------------------------

    def preview(self, command: Command) -> Preview:
        """What a command would cost after what is queued. Nothing is spent, drawn, logged or written."""
        return self._queue.bench.preview(self._named(command))

    def ask(self, command: Command) -> Preview:
        """Queue a command for the coming week; it is on the disk when this returns.

        An illegal one is kept to be logged with its refusal, and comes to nothing.

        Raises:
            InputError: the tenure is over, or too much was asked this week.
            LogError: it could not be written; it is not queued.
        """
        self._check_open()
        return self._queue.ask(self._named(command))

    def undo(self) -> Command | None:
        """Take back the command queued last; None if nothing is queued that was not given already."""
        return self._queue.undo()

    def leave(self, card: str) -> None:
        """Leave a card to its default; time can move on."""
        self._check_open()
        if card not in {one.id for one in self.told.reported.inbox}:
            raise InputError(f"no card {card} waits for an answer")
        self._queue.leave(card)

    def skip_prediction(self, for_: str) -> None:
        """Predict nothing about a launch; that is recorded."""
        self.ask(Note(for_=for_, text=NO_PREDICTION))

    def skip_forecast(self, line: str) -> None:
        """Commit to no dates for a line; that is recorded."""
        self.ask(Note(text=f"{NO_FORECAST}: {line}"))

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """Launches of this week for which nothing was predicted and nothing skipped."""
        queue = self.queue
        met = {c.for_ for c in queue if isinstance(c, Predict) or (isinstance(c, Note) and c.text == NO_PREDICTION)}
        launched = [c for c in queue if isinstance(c, Launch) and c.for_ not in met]
        return tuple(candidates(self.told, launch, self.week) for launch in launched)

    @property
    def uncommitted(self) -> tuple[str, ...]:
        """Lines for which neither dates nor "no forecast" are queued."""
        done = {c.line for c in self.queue if isinstance(c, Forecast)}
        said = [c.text.removeprefix(f"{NO_FORECAST}: ") for c in self.queue if isinstance(c, Note)]
        return tuple(line for line in self.template.index.lines if line not in done and line not in said)

    def _named(self, command: Command) -> Command:
        """The command with the intervention it is about as what it is `for`, unless something else was said."""
        about = getattr(command, "intervention", None)
        if about is None or "for_" in command.model_fields_set:
            return command
        return command.model_copy(update={"for_": about})

    def _check_open(self) -> None:
        if self.over:
            raise InputError("The tenure is over: nothing more can be asked.")

    # -- Time ----------------------------------------------------------------------------------------------------------

    def advance(self) -> WeekOver:
        """Let a week pass: what is queued is given and logged, in order, then the week is.

        Raises:
            Blocked: a card must be answered first.
            InputError: the tenure is over.
            LogError: the log could not be written; it ends with its last whole frame.
        """
        self._check_open()
        if self.blocking:
            raise Blocked(self.blocking)
        came = tuple(self._queue.give())
        week, before = self.week, self.session.state()
        try:
            self.session.advance()
        except LogError:  # a full disk: the week has not passed, and can be tried again
            self.session.restore(before)
            raise
        self.chronicle.close(self.session.worlds)
        if self._log is not None:
            self._log.sync()
        self._told = None
        self._queue.begin({card.id for card in self.told.reported.inbox})
        return WeekOver(week, came, pauses(self.told, self._over_predictions(), came, self.settings, self.over))

    def _over_predictions(self) -> list[Any]:
        return [one for one in scored(self.session) if one.by == self.week - 1]

    def finish(self) -> None:
        """Run the aftermath and seal the log: the player has gone.

        Raises:
            InputError: the tenure is not over.
        """
        if not self.over:
            raise InputError(f"week {self.week} of {self.scenario.weeks.tenure} has not passed yet")
        while not self.session.done:
            self.session.advance()
            self.chronicle.close(self.session.worlds)
        if self._log is not None and not self._log.progress.sealed:
            self._log.seal(self.session.summary())
        self._told = None
        drop_draft(self.path)

    # -- Other weeks and other games -----------------------------------------------------------------------------------

    def recording(self) -> Recording:
        """The save as it lies on the disk."""
        return read(self.path)

    def at(self, week: int) -> Told:
        """What was told at the start of an earlier tenure week: read only, folded from the log.

        Raises:
            LogError: kind "range" where there was no such week.
        """
        world_week = self.scenario.weeks.history + week - 1
        if self._past is None or self._past.recording.weeks < world_week:
            self._past = Snapshots(self.recording())
        worlds = self._past.seek(world_week)
        return Told.of(self.template, worlds, self.chronicle.until(world_week))

    def branch(self, week: int, label: str, path: pathlib.Path) -> Game:
        """Begin a practice game from the start of an earlier week; during the tenure this one becomes practice too.

        Args:
            week: tenure week, from 1 to the one that comes next.
            label: what to call it.
            path: the branch's own save.

        Raises:
            InputError: no such week.
            LogError: the branch could not be written.
        """
        if not 1 <= week <= min(self.week, self.scenario.weeks.tenure):
            raise InputError(
                f"week {week} cannot be branched from; choose 1 to {min(self.week, self.scenario.weeks.tenure)}"
            )
        recording = self.recording()
        header = saves.branched(recording.header, week, label, recording.chain)
        saves.copy_weeks(recording, path, self.scenario.weeks.history + week - 1, header)
        if not self.over and not self._practice:
            self.ask(Note(text=saves.PRACTICE_NOTE))
            self._practice = True
        return Game.resume(path)

    def queue_state(self) -> dict[str, Any]:
        """The week's queue, for `engine.play.handover`."""
        return self._queue.state()

    def restore_queue(self, state: dict[str, Any], *, practice: bool) -> None:
        """Take over a week's queue from another process, for `engine.play.handover`."""
        self._queue.restore(state)
        self._practice = practice
