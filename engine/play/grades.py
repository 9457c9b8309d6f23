"""Three grades that are never added: outcome, evidence, story; and ribbons.

Outcome is truth, from the game's own commands played over the scenario's panel; it is quick where the kernel is
compiled. Evidence is how well the player could know what they claim. Whoever judges the story gives its grade.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from engine.replay import Given, commands_of
from engine.views.moments import PredictionDue
from sim.commands import Answer, Audit, Call, Command, Engage, Experiment, Launch, Note, Predict, SetKpi, Stop
from sim.plans import Dated, Plan

if TYPE_CHECKING:
    from engine.evidence.outcome import Luck, Score
    from engine.log import Recording

LETTERS: Final = (("A", 80.0), ("B", 65.0), ("C", 50.0), ("D", 35.0))
PREDICTED: Final = 0.70  # share of launches from which predictions count in full (game.md 6)
WEIGHTS: Final = {
    "predictions": 25.0, "calibration": 20.0, "comparison": 20.0, "audits": 15.0, "guardrails": 10.0, "nulls": 10.0
}  # fmt: skip


class StoryGrade(Protocol):
    """How good a story is; supplied by whoever judges stories against the rubric."""

    @property
    def letter(self) -> str:
        """A to E."""
        ...

    @property
    def points(self) -> float:
        """0 to 100."""
        ...


@dataclass(frozen=True)
class EvidenceGrade:
    """How well a player could know.

    Attributes:
        points: 0 to 100, by part: see `WEIGHTS`.
        letter: A to E.
    """

    points: dict[str, float]

    @property
    def total(self) -> float:
        """All points."""
        return sum(self.points[name] for name in WEIGHTS)

    @property
    def letter(self) -> str:
        """A to E."""
        return next((letter for letter, least in LETTERS if self.total >= least), "E")


@dataclass(frozen=True)
class OutcomeGrade:
    """What the plan is worth, and how kind this world was; None in `luck` where nothing binds."""

    score: Score
    luck: Luck | None


@dataclass(frozen=True)
class Grades:
    """The three, side by side; None for what is not known yet or not graded."""

    outcome: OutcomeGrade | None
    evidence: EvidenceGrade
    story: StoryGrade | None


def played_plan(recording: Recording) -> Plan:
    """The accepted commands of a recording as a plan: "your plan", for other worlds.

    Raises:
        InputError: a command is none under these rules.
    """
    history = int(recording.header.scenario["weeks"]["history"])
    dated = [
        Dated(week=week - history, command=one.command)
        for week, given in sorted(commands_of(recording).items())
        for one in given
        if one.accepted and not isinstance(one.command, Note)
    ]
    return Plan(title="played", commands=dated)


def outcome_grade(recording: Recording, threads: int = 2) -> OutcomeGrade | None:
    """Play a recording's commands over its scenario's panel, and in its own world; some seconds, compiled.

    Args:
        recording: of a whole game.
        threads: worlds at once.

    Returns:
        None for a scenario without a panel.
    """
    import numpy as np

    from engine.ensemble import run_ensemble
    from engine.evidence.outcome import outcome
    from engine.panels import load_panel, scored_scenarios
    from engine.replay import template_of

    template = template_of(recording)
    scenario = template.scenario
    if scenario.id not in scored_scenarios():
        return None
    panel, plan = load_panel(scenario.id), played_plan(recording)
    score = panel.score(outcome(run_ensemble(template, plan, panel.seeds, threads), scenario, panel.units))
    own = [
        float(np.asarray(outcome(run_ensemble(template, one, [recording.header.seed], 1), scenario, panel.units))[0])
        for one in (plan, None)
    ]
    return OutcomeGrade(score, panel.luck(score, own[0], own[1]))


def evidence_grade(recording: Recording, predictions: Sequence[PredictionDue]) -> EvidenceGrade:
    """Grade what a player did to be able to know.

    Args:
        recording: the game.
        predictions: as they came out.
    """
    given = [one for week in sorted(commands_of(recording).items()) for one in week[1] if one.accepted]
    asked = [one.command for one in given]
    launches = [command for command in asked if isinstance(command, Launch)]
    predicted = {command.for_ for command in asked if isinstance(command, Predict)}
    share = sum(command.for_ in predicted for command in launches) / len(launches) if launches else 0.0
    judged = [one for one in predictions if one.scored]
    right = sum(0.5 * bool(one.direction_right) + 0.5 * bool(one.band_right) for one in judged)
    named = {command.source for command in asked if isinstance(command, Predict | SetKpi | Experiment)}
    kpis = [command for command in asked if isinstance(command, SetKpi)]
    parts = {
        "predictions": min(1.0, share / PREDICTED),
        "calibration": right / len(judged) if judged else 0.0,
        "comparison": float(_compared(asked, launches, recording)),
        "audits": _audited(given, named),
        "guardrails": sum(bool(command.guardrails) for command in kpis) / len(kpis) if kpis else 0.0,
        "nulls": float(_null_told(asked)),
    }
    return EvidenceGrade({name: WEIGHTS[name] * part for name, part in parts.items()})


def _compared(asked: list[Command], launches: list[Launch], recording: Recording) -> bool:
    """Whether a comparison was built in: a launch that left teams out, or a test that runs to its horizon."""
    teams = len(recording.header.scenario["teams"])
    staggered = any(isinstance(one.teams, list) and len(one.teams) < teams for one in launches)
    return staggered or any(isinstance(one, Experiment) and one.rule == "horizon" for one in asked)


def _audited(given: list[Given], named: set[str]) -> float:
    """Share of the sources relied on that were audited before they were first named."""
    if not named:
        return 0.0
    audited: set[str] = set()
    first: dict[str, bool] = {}
    for one in given:
        command = one.command
        if isinstance(command, Audit) and command.source is not None:
            audited.add(command.source)
        elif isinstance(command, Predict | SetKpi | Experiment):
            first.setdefault(command.source, command.source in audited)
    return sum(first.values()) / len(first)


def _null_told(asked: list[Command]) -> bool:
    """Whether something that came to nothing was recorded as that: a null published, or a test stopped."""
    return _chose(asked, _PUBLISHED) or any(isinstance(c, Call) and c.verdict == "stop" for c in asked)


def _chose(asked: list[Command], choices: frozenset[tuple[str, str]]) -> bool:
    """Whether a card of some type was answered in a certain way."""
    return any(isinstance(c, Answer) and (c.card.partition("/")[0], c.option) in choices for c in asked)


_PUBLISHED: Final = frozenset({("null-result", "publish-null")})
_EARLY: Final = frozenset({("slipping-bet", "announce"), ("restatement", "pre-announce")})
_STOPPED: Final = frozenset(
    {("slipping-bet", "stop-it"), ("scope-trade-off", "stop-it"), ("duplicate-found", "stop-younger"),
     ("team-overload", "stop-lowest")}
)  # fmt: skip


def ribbons(recording: Recording) -> tuple[str, ...]:
    """Honest null, Early bad news, Stopped something: what takes courage and earns no points."""
    asked = [one.command for week in commands_of(recording).values() for one in week if one.accepted]
    found = []
    if _null_told(asked):
        found.append("Honest null")
    early = any(isinstance(c, Engage) and c.how == "bad-news-early" for c in asked)
    if early or _chose(asked, _EARLY):
        found.append("Early bad news")
    if any(isinstance(c, Stop) for c in asked) or _chose(asked, _STOPPED):
        found.append("Stopped something")
    return tuple(found)
