"""Commands of one week: tried on a bench, kept in a draft, taken back without limit, and given when time moves."""

from __future__ import annotations

import pathlib
from typing import Any, Final

from engine.errors import InputError
from engine.play.bench import Bench
from engine.play.draft import Draft, Entry, drop_draft, read_draft, write_draft
from engine.play.messages import Came, Preview
from engine.session import Session
from sim.commands import Answer, Command
from sim.decide import Refusal

MOST_A_WEEK: Final = 200  # commands, refused ones included: a log holds 32,768
MOST_REFUSED: Final = 20  # refusals of a week that are logged


class WeekQueue:
    """The queue of the coming week.

    Attributes:
        entries: what was asked, in order; those given already come first.
        given: how many of them are in the log, in a commit that was cut off.
        left: cards that were left to their default.
    """

    def __init__(self, save: pathlib.Path, session: Session) -> None:
        """An empty queue.

        Args:
            save: beside which the draft lies.
            session: between two weeks.
        """
        self._save, self._session = save, session
        self.entries: list[Entry] = []
        self.given = 0
        self.left: list[str] = []
        self._bench: Bench | None = None

    @property
    def commands(self) -> tuple[Command, ...]:
        """What time will give, in order; refused ones are none of them."""
        return tuple(entry.command for entry in self.entries if not entry.refused)

    @property
    def bench(self) -> Bench:
        """The world with the queue tried on a copy of it."""
        if self._bench is None:
            self._bench = Bench(self._session.template, self._session.worlds)
            for entry in self.entries[self.given :]:
                if not entry.refused:
                    self._bench.take(entry.command)
        return self._bench

    def answers(self, waiting: list[str]) -> dict[str, str]:
        """Card -> option of the answers queued, for the cards that wait."""
        found: dict[str, str] = {}
        for command in self.commands:
            if isinstance(command, Answer):
                mine = [c for c in waiting if command.card in {c, c.partition("/")[0]} and c not in found]
                found |= dict.fromkeys(mine[:1], command.option)
        return found

    def ask(self, command: Command) -> Preview:
        """Queue a command; it is on the disk when this returns. An illegal one is kept to be logged as refused.

        Raises:
            InputError: too much was asked this week.
            LogError: it could not be written; it is not queued.
        """
        shown = self.bench.preview(command)
        if not shown.possible and sum(entry.refused for entry in self.entries) >= MOST_REFUSED:
            return shown
        if len(self.entries) >= MOST_A_WEEK:
            raise InputError(f"no more than {MOST_A_WEEK} commands fit in a week; let time move")
        left = self.left
        if isinstance(command, Answer) and shown.possible:
            left = [card for card in left if command.card not in {card, card.partition("/")[0]}]
        self._write([*self.entries, Entry(command, refused=not shown.possible)], left)
        if shown.possible:
            self.bench.take(command)
        return shown

    def undo(self) -> Command | None:
        """Take back the command queued last; None if nothing is queued that was not given already."""
        for at in range(len(self.entries) - 1, self.given - 1, -1):
            if not self.entries[at].refused:
                taken = self.entries[at].command
                self._write(self.entries[:at] + self.entries[at + 1 :], self.left)
                self._bench = None
                # a refusal that would now be a yes is forgotten, never carried out
                self.entries = [e for e in self.entries if not e.refused or not self.bench.preview(e.command).possible]
                return taken
        return None

    def leave(self, card: str) -> None:
        """Leave a card to its default."""
        if card not in self.left:
            self._write(self.entries, [*self.left, card])

    def give(self) -> list[Came]:
        """Ask the session everything, in order; each command is in the log before the next is asked."""
        came = []
        while self.given < len(self.entries):
            entry = self.entries[self.given]
            if entry.refused and Bench(self._session.template, self._session.worlds).preview(entry.command).possible:
                del self.entries[self.given]
                continue
            answer = self._session.ask(entry.command)
            self.given += 1
            refusal = answer if isinstance(answer, Refusal) else None
            came.append(Came(entry.command, refusal.kind, str(refusal)) if refusal else Came(entry.command))
        return came

    def begin(self, waiting: set[str]) -> None:
        """Begin another week, in which so many cards still wait."""
        self.entries, self.given, self._bench = [], 0, None
        self.left = [card for card in self.left if card in waiting]
        if self.left:
            self._write(self.entries, self.left)
        else:
            drop_draft(self._save)

    def read(self, given: list[Entry]) -> str:
        """Take up the draft of the week.

        Args:
            given: what stands in the log for it already.

        Returns:
            A sentence where a draft had to be put aside.
        """
        draft, message = read_draft(self._save, self._session.week + 1)
        self.entries, self.given = list(given), len(given)
        if draft is not None:
            # a commit that was cut off had appended what came first in the draft; the rest is still queued
            rest = draft.entries[draft.given :]
            for one in given[draft.given :]:
                at = next((n for n, entry in enumerate(rest) if entry.command == one.command), -1)
                rest = rest[at + 1 :]
            self.entries += rest
            self.left = draft.left
        return message

    def state(self) -> dict[str, Any]:
        """Everything of it, to be handed over."""
        return {"entries": self.entries, "given": self.given, "left": self.left}

    def restore(self, state: dict[str, Any]) -> None:
        """Take over from another process."""
        self.entries, self.given, self.left = state["entries"], state["given"], state["left"]
        self._bench = None

    def _write(self, entries: list[Entry], left: list[str]) -> None:
        write_draft(self._save, Draft(self._session.week + 1, self.given, entries, left))
        self.entries, self.left = entries, left
