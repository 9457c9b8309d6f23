"""What a story is told from: plain facts about a run, and arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.evidence import Calendar, LogIndex, Panel, Run, Tallies, longest_cadence
from sim.scenario import Scenario


@dataclass(frozen=True)
class About:
    """What a story says about its scenario.

    Attributes:
        id: of the scenario.
        version: likewise.
        title: likewise.
        symptom: what people said was wrong.
        history: weeks before the player.
        tenure: weeks played.
        aftermath: weeks afterwards.
        cadence_days: working days of the longest forum or train cadence, before anybody governs.
    """

    id: str
    version: int
    title: str
    symptom: str
    history: int
    tenure: int
    aftermath: int
    cadence_days: int

    @classmethod
    def of(cls, scenario: Scenario) -> About:
        """What a scenario says about itself."""
        weeks = scenario.weeks
        return cls(
            scenario.id,
            scenario.version,
            scenario.title,
            scenario.symptom,
            weeks.history,
            weeks.tenure,
            weeks.aftermath,
            longest_cadence(scenario),
        )

    def calendar(self, run: int) -> Calendar:
        """The phases of a run of so many weeks."""
        return Calendar(self.history, self.tenure, self.aftermath, run)


@dataclass(frozen=True)
class Deed:
    """A command, and what became of it.

    Attributes:
        week: the world week it stands in.
        kind: of the command, as `launch`.
        what: the command in one line.
        for_: its tag.
        outcome: "accepted"; "refused" once; or "dropped" after it was refused for weeks.
        reason: why it was refused.
        frame: its place in the log, where it has one.
    """

    week: int
    kind: str
    what: str
    for_: str = "general"
    outcome: Literal["accepted", "refused", "dropped"] = "accepted"
    reason: str = ""
    frame: int | None = None


@dataclass(frozen=True)
class StoryInputs:
    """Everything a story is told from.

    Attributes:
        about: the scenario.
        run: the recording that is cited.
        factual: the world as it was played; best folded from the recording with `tally`.
        twin: the same world without any command.
        log: where its events stand.
        deeds: every command, in order.
        plan: what the plan is called; empty for a game played by hand.
        panel: the plan in other worlds, where they were run.
        primary: the metric that was named before the first command; by default the one the scenario is about.
    """

    about: About
    run: Run
    factual: Tallies
    twin: Tallies
    log: LogIndex
    deeds: tuple[Deed, ...] = ()
    plan: str = ""
    panel: Panel | None = None
    primary: str | None = None

    @property
    def first_command_week(self) -> int | None:
        """The world week of the first command that was accepted; None where there was none."""
        return min((deed.week for deed in self.deeds if deed.outcome == "accepted"), default=None)

    @property
    def first_try_week(self) -> int | None:
        """The world week of the first command: even a refusal may take the player's time."""
        return min((deed.week for deed in self.deeds), default=None)
