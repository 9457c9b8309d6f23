"""One recording under study, and what every study needs of it, each worked out once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from engine.ensemble import run_ensemble
from engine.evidence.adoption import Adopted, adopted, last_anchor
from engine.evidence.compare import Comparison, compare
from engine.evidence.findings import Run
from engine.evidence.panel import Panel
from engine.evidence.tallies import LogIndex, Tallies, tally
from engine.evidence.windows import Calendar, Window, Windows, launch_windows, longest_cadence, story_windows
from engine.log import Recording
from engine.replay import commands_of, template_of
from engine.session import Session
from engine.worlds import Template
from sim.plans import Dated, Plan
from sim.scenario import Scenario

WORLDS: Final = 64
"""Other worlds behind an interval, unless asked otherwise (evidence.md 2)."""


def silent(what: str, done: int = 0, of: int = 0) -> None:
    """No progress is shown."""


@dataclass
class Case:
    """A recording that is whole and reproducible, ready to be studied.

    Attributes:
        recording: what was played.
        worlds: other worlds that intervals rest on.
        threads: worlds at once; no result depends on it.
        progress: told what is being done, how far, of how much; 0 of 0 where that is not known.
        primary: the metric that was named before the first command, if any.
    """

    recording: Recording
    worlds: int = WORLDS
    threads: int = 1
    progress: Callable[[str, int, int], None] = silent
    primary: str | None = None
    _ensembles: dict[Any, Any] = field(default_factory=dict, repr=False)

    @functools.cached_property
    def template(self) -> Template:
        """The first morning of the recording's scenario."""
        return template_of(self.recording)

    @property
    def scenario(self) -> Scenario:
        """The scenario as it was embedded in the recording."""
        return self.template.scenario

    @functools.cached_property
    def run(self) -> Run:
        """What citations name."""
        header = self.recording.header
        return Run(
            self.scenario.id,
            self.scenario.version,
            header.seed,
            header.rules_version,
            header.kernel_digest,
            self.recording.chain.hex(),
        )

    @functools.cached_property
    def calendar(self) -> Calendar:
        """The phases of the run."""
        weeks = self.scenario.weeks
        return Calendar(weeks.history, weeks.tenure, weeks.aftermath, self.recording.weeks)

    @functools.cached_property
    def plan(self) -> Plan:
        """What was asked, as a plan for other worlds."""
        return given_plan(self.recording)

    @functools.cached_property
    def factual(self) -> Tallies:
        """The world as it was played, folded from the recording's own rows."""
        return tally(self.recording)

    @functools.cached_property
    def twin(self) -> Tallies:
        """The same weeks of the same world without any command."""
        self.progress("playing the same world without you", 0, 0)
        twin = Session(self.template, self.run.seed, weeks=self.recording.weeks).run()
        return Tallies(twin.counts, twin.totals)

    @functools.cached_property
    def log(self) -> LogIndex:
        """Where its events stand."""
        return LogIndex.of(self.recording)

    @functools.cached_property
    def launches(self) -> tuple[Adopted, ...]:
        """Every launch, and how it was adopted."""
        index = self.template.index
        return adopted(self.recording, index.practices, len(index.teams))

    @functools.cached_property
    def tags(self) -> tuple[str, ...]:
        """What commands, rules and answers are `for`, in order of first use, "general" left out."""
        plan = self.plan
        used = [entry.command.for_ for entry in plan.commands if entry.command.kind not in INERT]
        used += [rule.command.for_ for rule in plan.rules] + [answer.for_ for answer in plan.answers]
        return tuple(dict.fromkeys(tag for tag in used if tag != "general"))

    @functools.cached_property
    def first_command_week(self) -> int | None:
        """World week of the first command that was accepted and is not inert; None where there was none."""
        weeks = [
            week
            for week, given in commands_of(self.recording).items()
            if any(one.accepted and one.command.kind not in INERT for one in given)
        ]
        return min(weeks, default=None)

    @functools.cached_property
    def first_asked_week(self) -> int | None:
        """World week of the first command that is not inert, accepted or not: asking in vain can cost trust, too."""
        asked = [
            week
            for week, given in commands_of(self.recording).items()
            if any(one.command.kind not in INERT for one in given)
        ]
        return min(asked, default=None)

    @functools.cached_property
    def cadence_days(self) -> int:
        """Working days of the longest forum or train cadence, before anybody governs."""
        return longest_cadence(self.scenario)

    @functools.cached_property
    def windows(self) -> Windows:
        """The windows of the whole plan, the same in every world."""
        anchor = last_anchor(self.launches, self.calendar)
        return story_windows(self.calendar, self.first_command_week, self.cadence_days, anchor)

    def windows_of(self, launch: Adopted, weeks: int = 12) -> Windows:
        """The windows of one launch; `weeks` is what "after" aims at."""
        others = [one.launch_week for one in self.launches if one is not launch]
        reached = launch.half_week is not None
        return launch_windows(
            self.calendar,
            launch.launch_week,
            launch.anchor_week,
            self.cadence_days,
            others,
            adopted=reached,
            weeks=weeks,
        )

    @functools.cached_property
    def comparisons(self) -> dict[str, Comparison]:
        """Every metric before, after and in the twin."""
        return compare(self.factual, self.twin, self.windows, self.log)

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds of the other worlds: 1, 2, 3, … without the one that was played."""
        return other_seeds(self.run.seed, self.worlds)

    @functools.cached_property
    def panel(self) -> Panel:
        """The plan in other worlds, and the same worlds without it."""
        self.progress(f"playing {self.worlds} other worlds, with and without you", 0, 0)
        weeks = self.recording.weeks
        with_plan = run_ensemble(self.template, self.plan, self.seeds, self.threads, weeks)
        nothing = run_ensemble(self.template, None, self.seeds, self.threads, weeks)
        return Panel.of(with_plan, nothing)

    def within(self, window: Window) -> bool:
        """Whether all of a window happened."""
        return 1 <= window.first_week <= window.last_week <= self.recording.weeks


INERT: Final = frozenset({"predict", "note", "save"})
"""Commands that change nothing in any world."""


def other_seeds(played: int, worlds: int) -> tuple[int, ...]:
    """So many seeds from 1 on, without the one that was played: the player adapted to it."""
    return tuple([seed for seed in range(1, worlds + 2) if seed != played][:worlds])


def acting(plan: Plan) -> Plan:
    """A plan without the commands that change nothing in any world."""
    return plan.model_copy(update={"commands": [one for one in plan.commands if one.command.kind not in INERT]})


def given_plan(recording: Recording) -> Plan:
    """The commands of a recording as a plan: each at its first try, so that other worlds may answer otherwise."""
    history = int(recording.header.scenario["weeks"]["history"])
    dated: list[Dated] = []
    waiting: list[Any] = []  # refused a week ago, and so perhaps asked again
    last = -1
    for week, given in sorted(commands_of(recording).items()):
        before = waiting if week == last + 1 else []
        waiting, last = [], week
        for one in given:
            if one.command in before:
                before.remove(one.command)
            else:
                dated.append(Dated(week=week - history, command=one.command))
            if not one.accepted:
                waiting.append(one.command)
    return Plan(commands=dated)


def smaller(case: Case, worlds: int) -> Case:
    """The same case with fewer other worlds; what does not depend on them is not worked out again."""
    kept = {name: value for name, value in vars(case).items() if name not in {"panel", "worlds", "_ensembles"}}
    other = replace(case, worlds=worlds, _ensembles={})
    for name, value in kept.items():
        vars(other).setdefault(name, value)
    return other
