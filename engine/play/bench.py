"""What queued commands would cost and do, tried on a copy of the world: the world itself is not touched.

A person's answer is not told before time moves. Where somebody must say yes, the copy behaves as if they did, and what
is shown is how they will probably answer, from what anybody could have counted.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from engine.play.messages import Outlook, Preview
from engine.views.visible import visible
from engine.worlds import Template, Worlds
from sim import events as ev
from sim.cards import cards
from sim.commands import GENERAL, Answer, Command, Engage, Fund, Launch, Reallocate, SetKpi
from sim.decide import EventRow, Refusal, decide
from sim.kernel import bind
from sim.policies.policy import Reported
from sim.step import record_rows
from sim.world import new_log

_ORDER: Final[tuple[Outlook, ...]] = ("likely", "unsure", "unlikely")
_TRUSTING: Final = 1_000_000  # ppm: with which nobody says no


class Bench:
    """A copy of a world on which this week's commands are tried in order."""

    def __init__(self, template: Template, worlds: Worlds) -> None:
        """Copy a world.

        Args:
            template: its scenario.
            worlds: between two weeks; read only.
        """
        self.template = template
        self.worlds = worlds.copy()
        self._bound, self._log = bind(self.worlds), bind(new_log(recording=False))

    @property
    def capital(self) -> float:
        """Points that would be left."""
        return int(self.worlds[0]["player"]["capital_milli"][0]) / 1000.0

    @property
    def hours(self) -> float:
        """Hours of the player's week that would be left."""
        return int(self.worlds[0]["player"]["minutes_left"][0]) / 60.0

    def preview(self, command: Command) -> Preview:
        """What a command would cost after those that were taken; nothing changes."""
        return self._try(command)[0]

    def take(self, command: Command) -> Preview:
        """The same; if it is possible, what follows is tried after it."""
        shown, rows = self._try(command)
        if shown.possible and rows:
            record_rows(self._bound, self._log, np.array(rows, np.int64))
        return shown

    def _try(self, command: Command) -> tuple[Preview, list[EventRow]]:
        template = self.template
        command = command.model_copy(update={"for_": GENERAL})  # what it is for costs nothing and is said by nobody
        answer: Any = decide(self.worlds, template.index, template.catalogue, command)
        if isinstance(answer, Refusal) and answer.kind == "illegal":
            return Preview(False, refusal=str(answer), nearest=answer.nearest), []
        condition = ""
        if isinstance(answer, Refusal):
            trusting = self.worlds.copy()
            trusting[0]["stakeholders"]["trust_ppm"] = _TRUSTING
            answer = decide(trusting, template.index, template.catalogue, command)
            if isinstance(answer, Refusal):  # known from what anybody can see: a sponsor not seen for a quarter
                condition = answer.need
        rows = list(answer.rows if isinstance(answer, Refusal) else answer)
        rows = [row for row in rows if row.kind != ev.TRUST_MOVED]  # nobody's trust is followed on the bench
        asks = self._asked(command, certain_no=bool(condition))
        worst = max((outlook for _, outlook in asks), key=_ORDER.index, default=None)
        capital, hours = _sum(rows, ev.CAPITAL_SPENT) / 1000.0, _sum(rows, ev.TIME_SPENT) / 60.0
        once, weekly = self._organisation(command, rows)
        return Preview(True, capital, hours, once, weekly, asks, worst, condition), rows

    def _asked(self, command: Command, *, certain_no: bool) -> tuple[tuple[str, Outlook], ...]:
        """Who must say yes to a command, and how they will probably answer."""
        index, world = self.template.index, self.worlds[0]
        if int(world["counts"]["stakeholders"][0]) == 0 and not certain_no:
            return ()
        who: list[str] = []
        if isinstance(command, Launch) and command.sponsor is not None:
            who = [command.sponsor]
        elif isinstance(command, Engage) and command.how == "refresh-sponsor":
            who = [command.person]
        elif isinstance(command, SetKpi) and command.line in index.lines:
            who = self._owners(index.lines.index(command.line))
        elif isinstance(command, Reallocate):
            giver, taker = (int(world["teams"]["line"][index.teams.index(t)]) for t in (command.from_, command.to))
            who = self._owners(giver) if giver != taker else []
        if certain_no:
            return tuple((name, "unlikely") for name in who)
        told = Reported(visible(self.worlds), index, self.template.catalogue, self.template.metrics, 0)
        return tuple((name, told.outlook(name)) for name in who)

    def _owners(self, line: int) -> list[str]:
        people, world = self.template.scenario.sponsors, self.worlds[0]["stakeholders"]
        name = self.template.index.lines[line]
        return [s.id for n, s in enumerate(people) if s.line == name and int(world["status"][n]) == 0]

    def _organisation(self, command: Command, rows: list[EventRow]) -> tuple[float, float]:
        """Hours of teams: once, and a week."""
        once, weekly = (_sum(rows, ev.HOURS_OWED) + _sum(rows, ev.WIND_DOWN_OWED)) / 60.0, 0.0
        if isinstance(command, Launch):
            teams = [row.object for row in rows if row.kind == ev.PRACTICE_SCOPED]
            permille = next((row.amount for row in rows if row.kind == ev.PRACTICE_LAUNCHED), 0)
            once += _sum(rows, ev.PRACTICE_PRICED) / 60.0 * len(teams) * permille / 1000.0
            people = sum(int(self.worlds[0]["teams"]["people"][team]) for team in teams)
            weekly = self.template.catalogue[command.intervention].steady_hours * permille / 1000.0 * people
        elif isinstance(command, Answer):
            card = cards().get(command.card.partition("/")[0])
            option = card.options[card.number_of(command.option)] if card is not None else None
            once += option.team_hours if option is not None else 0.0
        elif isinstance(command, Fund):
            once += self.template.scenario.parameter("hire_hours") * command.count
        return once, weekly


def _sum(rows: list[EventRow], kind: int) -> int:
    return sum(row.amount for row in rows if row.kind == kind)  # exact: integers
