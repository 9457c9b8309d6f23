"""A careful novice: audits, takes up one thing at a time, relieves the oldest queue, and answers cards cautiously.

It acts on what is reported and on nothing else, knows no mechanism, and has read one page of advice: for a figure that
looks bad, try what is said to help. It does not tune, combine or time anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sim.cards import cards
from sim.commands import Answer, Audit, Command, Engage, Launch, SetPolicy, Stop
from sim.decide import Refusal
from sim.genesis import Index
from sim.intervention import Intervention
from sim.policies.policy import Reported, Waiting

EVERY_WEEKS: Final = 4  # between two looks at the reports
REST_WEEKS: Final = 8  # between two things taken up
MOST_LAUNCHED: Final = 4
# A figure that looks bad: from where on (game.md 5, "act"), and what is said to help, in order.
ADVICE: Final = (
    ("flow.wip", 2.0, ("wip-limits", "decision-rights")),
    ("dec.latency", 5.0, ("decision-rights", "escalation-protocol", "product-council")),
    ("flow.lead", 60.0, ("wip-limits", "decision-rights")),
    ("rel.recover", 24.0, ("feature-flags",)),
    ("rel.cfr", 15.0, ("release-checklist", "feature-flags")),
    ("flow.dup", 5.0, ("backlog-taxonomy",)),
)


class CarefulNovice:
    """Looks every four weeks, and whenever a card comes."""

    def __init__(self, index: Index, catalogue: Mapping[str, Intervention], last_week: int = 208) -> None:
        """Nothing has been tried yet.

        Args:
            index: names it may use.
            catalogue: interventions it may launch (a scenario's shelf, or all).
            last_week: the last tenure week in which it may act.
        """
        self._index, self._catalogue, self._last_week = index, catalogue, last_week
        self._launched: list[str] = []
        self._launch_week = -REST_WEEKS
        self._audited: set[str] = set()
        self._asked_path = False
        self.wanted = frozenset(cards())

    def next_week(self, after: int) -> int | None:
        """Every fourth week, from the first on."""
        week = 1 + (max(0, after) + EVERY_WEEKS - 1) // EVERY_WEEKS * EVERY_WEEKS
        return week if week <= self._last_week else None

    def act(self, reported: Reported, inbox: Sequence[Waiting]) -> list[Command]:
        """Answers, and every fourth week one audit, one relief, and something to take up."""
        given: list[Command] = [answer for card in inbox if (answer := _cautiously(card, reported)) is not None]
        if (reported.week - 1) % EVERY_WEEKS == 0:
            given += self._look(reported)
        return given

    def heard(self, week: int, command: Command, refusal: Refusal | None) -> None:
        """Note what was taken up."""
        if refusal is None and isinstance(command, Launch):
            self._launched.append(command.intervention)
            self._launch_week = week
        elif refusal is None and isinstance(command, Audit) and command.source is not None:
            self._audited.add(command.source)
        elif refusal is None and isinstance(command, SetPolicy):
            self._asked_path = True

    def _look(self, reported: Reported) -> list[Command]:
        found: list[Command] = []
        unseen = next((name for name in reported.readings if name not in self._audited), None)
        if unseen is not None:
            found.append(Audit(source=unseen))
        found += self._keep_company(reported)
        worst = self._bad(reported)
        if "rel.recover" in worst and not self._asked_path:
            found.append(SetPolicy(policy="emergency-path", value="on-call", for_="emergency-path"))
        if reported.week - self._launch_week >= REST_WEEKS and len(self._launched) < MOST_LAUNCHED:
            launch = self._take_up(reported, worst)
            if launch is not None:
                found.append(launch)
        if "flow.wip" in worst or "flow.lead" in worst:
            found.append(Stop(count=2, by="oldest", evidence=True))
        return [command for command in found if reported.legal(command)]

    def _bad(self, reported: Reported) -> list[str]:
        """Metrics that look bad by their worst source, in the order of the advice."""
        bad = []
        for metric, limit, _ in ADVICE:
            figures = [r.value for r in reported.readings.values() if r.metric == metric and r.value is not None]
            if figures and max(figures) >= limit:
                bad.append(metric)
        return bad

    def _take_up(self, reported: Reported, worst: Sequence[str]) -> Command | None:
        """The first advice not yet followed for the first bad figure, with a sponsor who will probably agree."""
        for metric, _, remedies in ADVICE:
            if metric not in worst:
                continue
            for name in remedies:
                if name in self._catalogue and name not in self._launched:
                    for sponsor in sorted(self._index.sponsors, key=lambda s: reported.outlook(s) != "likely"):
                        launch = Launch(intervention=name, sponsor=sponsor, for_=name)
                        if reported.legal(launch):
                            return launch
        return None

    def _keep_company(self, reported: Reported) -> list[Command]:
        """Let a sponsor of something live be seen, and listen to one person who has told nothing yet."""
        found: list[Command] = []
        for person, known in reported.stakeholders.items():
            if known.in_post and self._launched:
                refresh = Engage(person=person, how="refresh-sponsor")
                if reported.legal(refresh):
                    found.append(refresh)
                    break
        return found


def _cautiously(card: Waiting, reported: Reported) -> Answer | None:
    """Leave what can be undone, unless something else costs nothing political; avoid what cannot be undone."""
    free = [
        option
        for option in card.options
        if option.id != card.default and not option.lacks and not option.minds and option.hours <= reported.hours
    ]
    if card.reversible:
        free = [option for option in free if option.capital <= 0 and option.hours <= 4]
    free = [option for option in free if option.capital <= reported.capital / 4]
    if not free:
        return None
    chosen = min(free, key=lambda option: (option.capital, option.hours))
    return Answer(card=card.id, option=chosen.id)
