"""A plan: dated commands, given whatever happens, rules on what is reported, and answers to cards.

What cannot be done is tried again for some weeks. A card is answered as the plan answers that card; else as it answers
the type; else by the commonest of its answers to the type; else it is left to its default.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sim.commands import Answer, Command
from sim.decide import Refusal
from sim.plans import DEFAULT, Plan, Rule
from sim.policies.policy import Reported, Waiting

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


class Watch:
    """A rule and for how many weeks in a row its condition has held."""

    def __init__(self, rule: Rule) -> None:
        """Begin to watch."""
        self.rule, self._terms, self._held = rule, rule.terms, 0

    def fires(self, reported: Reported) -> bool:
        """Look at this week's reports; whether the condition has now held for long enough."""
        holds = all(term.holds(_figure(reported, term.source)) for term in self._terms)
        self._held = self._held + 1 if holds else 0
        return self._held >= self.rule.for_weeks


def _figure(reported: Reported, source: str) -> float | None:
    """The latest figure of a source, or the week."""
    return reported.readings[source].value if source else float(reported.week)


class PlanPolicy:
    """Gives a plan's commands in their weeks, those of its rules when they hold, and answers cards.

    Attributes:
        entries: dated commands and those of rules that have fired, in order; answers to cards are none of them.
        wanted: types of cards that it has an answer to.
        matched: cards answered by "id", by "type", or left to their "default", by how the answer was found.
    """

    def __init__(self, plan: Plan) -> None:
        """Begin a plan anew; a policy serves one run."""
        given = [dated for dated in plan.commands if not isinstance(dated.command, Answer)]
        self.entries = [Entry(dated.week, dated.command) for dated in given]
        self._open = sorted(self.entries, key=lambda entry: entry.week)  # stable: of one week, in the plan's order
        self._watches = [Watch(rule) for rule in plan.rules]
        self._choices = plan.choices()
        # dated answers wait for their week: the same object, so that what became of it is told of it
        self._dated = {
            dated.command.card: (dated.week, dated.command)
            for dated in plan.commands
            if isinstance(dated.command, Answer)
        }
        self._later: set[int] = set()  # weeks in which an open card is to be answered
        self._settled: set[str] = set()
        self.wanted = self._choices.types
        self.matched: Counter[str] = Counter()

    @property
    def accepted(self) -> int:
        """Commands accepted so far."""
        return len([entry for entry in self.entries if entry.accepted_week is not None])

    @property
    def dropped(self) -> int:
        """Commands given up so far."""
        return len([entry for entry in self.entries if entry.dropped])

    def next_week(self, after: int) -> int | None:
        """The next week with a dated command, another try, or an answer to give; the very next while a rule watches."""
        if self._watches:
            return after + 1
        soonest = min((week for week in self._later if week > after), default=None) if self._later else None
        for entry in self._open:
            if soonest is not None and entry.week >= soonest:
                break  # what is dated later is tried later
            due = max(entry.week + entry.tries, after + 1)
            soonest = due if soonest is None else min(soonest, due)
        return soonest

    def act(self, reported: Reported, inbox: Sequence[Waiting]) -> list[Command]:
        """The week's commands and what is tried again, the older date first; then answers, as the inbox has them."""
        for watch in list(self._watches):
            if watch.fires(reported):
                self._watches.remove(watch)
                entry = Entry(reported.week, watch.rule.command.model_copy())
                self.entries.append(entry)
                self._open.append(entry)
        asked = [entry.command for entry in self._open if entry.week + entry.tries <= reported.week]
        return asked + [answer for card in inbox if (answer := self._answer(card, reported.week)) is not None]

    def _answer(self, card: Waiting, week: int) -> Answer | None:
        """The command that answers a card this week, if it is its week and it has not been left or given."""
        if card.id in self._settled:
            return None
        exact = card.id in self._dated
        if exact and self._dated[card.id][0] > week:
            self._later.add(self._dated[card.id][0])
            return None
        found = self._choices.find(card.id)
        if found is None or found.option == DEFAULT:
            self._settled.add(card.id)
            self.matched["default"] += 1
            return None
        if exact:
            return self._dated[card.id][1]
        return Answer(card=card.id, option=found.option, for_=found.for_)

    def heard(self, week: int, command: Command, refusal: Refusal | None) -> None:
        """Note an answer: four weeks of refusals after the first drop the command; a card's answer waits a week."""
        if isinstance(command, Answer):
            if refusal is not None:
                self._later.add(week + 1)
                return
            self._settled.add(command.card)
            self.matched["id" if command.card in self._choices.exact else "type"] += 1
            return
        entry = next(entry for entry in self._open if entry.command is command)
        entry.tries += 1
        if refusal is None:
            entry.accepted_week = week
        elif entry.tries > RETRY_WEEKS:
            entry.dropped = True
        if entry.due is None:
            self._open.remove(entry)
