"""A plan: dated commands, given whatever happens; what cannot be done is tried again for some weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.commands import Command, Plan
from sim.decide import Refusal
from sim.policies.policy import Reported

RETRY_WEEKS: Final = 4  # weekly tries after the first, before a command is dropped (evidence.md 1)


@dataclass
class Entry:
    """A command of a plan and what became of it.

    Attributes:
        week: tenure week it is dated.
        command: what is asked; the same object at every try.
        tries: times it was asked.
        accepted_week: tenure week in which it was accepted.
        dropped: it was refused at every try.
    """

    week: int
    command: Command
    tries: int = 0
    accepted_week: int | None = None
    dropped: bool = False

    @property
    def due(self) -> int | None:
        """The tenure week of its next try, None when it is settled."""
        return None if self.dropped or self.accepted_week is not None else self.week + self.tries


class PlanPolicy:
    """Gives a plan's commands in their weeks.

    Attributes:
        entries: the plan's commands, in its order.
    """

    def __init__(self, plan: Plan) -> None:
        """Begin a plan anew; a policy serves one run."""
        self.entries = [Entry(dated.week, dated.command) for dated in plan.commands]
        self._open = sorted(self.entries, key=lambda entry: entry.week)  # stable: of one week, in the plan's order

    @property
    def accepted(self) -> int:
        """Commands accepted so far."""
        return len([entry for entry in self.entries if entry.accepted_week is not None])

    @property
    def dropped(self) -> int:
        """Commands given up so far."""
        return len([entry for entry in self.entries if entry.dropped])

    def next_week(self, after: int) -> int | None:
        """The next week with a dated command or another try."""
        soonest = None
        for entry in self._open:
            if soonest is not None and entry.week >= soonest:
                break  # what is dated later is tried later
            due = max(entry.week + entry.tries, after + 1)
            soonest = due if soonest is None else min(soonest, due)
        return soonest

    def act(self, reported: Reported, inbox: Sequence[Any]) -> list[Command]:  # noqa: ARG002
        """The week's commands and what is tried again, the older date first."""
        return [entry.command for entry in self._open if entry.week + entry.tries <= reported.week]

    def heard(self, week: int, command: Command, refusal: Refusal | None) -> None:
        """Note an answer: four weeks of refusals after the first drop the command."""
        entry = next(entry for entry in self._open if entry.command is command)
        entry.tries += 1
        if refusal is None:
            entry.accepted_week = week
        elif entry.tries > RETRY_WEEKS:
            entry.dropped = True
        if entry.due is None:
            self._open.remove(entry)
