"""A run: each week a policy asks, `decide` answers, events are recorded, and the world moves on.

A session runs in two ways that give the same bytes: recorded week by week, with the digest of the world at each week's
end, or unrecorded and without stopping from one week of commands to the next.
"""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from engine.errors import InputError
from engine.log import Header
from engine.log.frames import EVENT_BYTES, WEEK_HEAD_BYTES
from engine.worlds import Template, digest
from sim.cards import cards
from sim.commands import Answer, Command, Predict
from sim.decide import Case, EventRow, Refusal, decide_on, unknown_name
from sim.events import KINDS
from sim.intervention import Intervention
from sim.kernel import COMPILED, bind, sources_digest
from sim.plans import DEFAULT, Plan
from sim.policies.nothing import Nothing
from sim.policies.policy import Policy, Reported
from sim.predictions import Scored, score
from sim.rules import RULES_VERSION
from sim.scenario import Scenario, nearest
from sim.step import MOST_PACKED, empty, record_rows, run_recorded, run_weeks
from sim.world import WEEK_ROWS, new_log

FRAME_KEYS: Final = ("week", "accepted", "refusal", "reason")  # what a command frame says beside the command
_PACKED: Final = MOST_PACKED + (1 << 16)  # bytes of weeks that wait to be appended: few, so that they stay in cache
_REASON: Final = 400  # characters of a reason that are logged
_KEPT: Final = ("week", "events", "outcomes", "predictions", "_pending", "_asked")  # of a session, beside its world


class Recorder(Protocol):
    """Where a run is recorded: an `engine.log.LogWriter`, or anything that takes the same."""

    def append_command(self, mapping: Mapping[str, Any]) -> object:
        """Take a command, accepted or not."""

    def append_packed(self, week: int, payload: bytes, events: int, digest: bytes | None = None) -> object:
        """Take the events of a world week, packed as the log stores them."""

    def seal(self, summary: Mapping[str, Any]) -> object:
        """The run is over."""


@dataclass
class Outcome:
    """What became of a command, over all its tries.

    Attributes:
        command: what was asked.
        week: tenure week of the first try.
        accepted_week: tenure week in which it was accepted, None if it never was.
        refusals: why not, one a try.
    """

    command: Command
    week: int
    accepted_week: int | None = None
    refusals: list[str] = field(default_factory=list)

    @property
    def dropped(self) -> bool:
        """It was never accepted."""
        return self.accepted_week is None


def header_of(
    scenario: Scenario,
    seed: int,
    *,
    weeks: int | None = None,
    plan: str | Mapping[str, Any] | None = None,
    notes: Mapping[str, Any] | None = None,
) -> Header:
    """The header of a recording made under the rules at hand.

    Args:
        scenario: complete; it is embedded whole.
        seed: the key of every draw.
        weeks: world weeks of the run; the scenario's unless given.
        plan: a name, or the plan itself as plain data.
        notes: anything else.
    """
    return Header(
        rules_version=RULES_VERSION,
        kernel_digest=sources_digest(),
        scenario=scenario.model_dump(mode="json"),
        seed=seed,
        weeks=scenario.weeks.total if weeks is None else weeks,
        plan=plan,
        notes=notes or {},
    )


def check_plan(plan: Plan, template: Template) -> None:
    """Refuse a plan that names what does not exist in a scenario, or a week that is not played.

    Raises:
        InputError: one line.
    """
    tenure = template.scenario.weeks.tenure
    for number, dated in enumerate(plan.commands, start=1):
        where = f"command {number}, week {dated.week} ({dated.command.kind})"
        if dated.week > tenure:
            raise InputError(f"{where}: the tenure ends with week {tenure}")
        unknown = unknown_name(template.index, template.catalogue, dated.command)
        if unknown is not None:
            raise InputError(f"{where}: {unknown}")
    _check_rest(plan, template)


def _check_rest(plan: Plan, template: Template) -> None:
    """The same for rules and answers."""
    index = template.index
    metric_of = {source.id: source.metric for source in template.scenario.sources}
    for number, rule in enumerate(plan.rules, start=1):
        unknown = unknown_name(index, template.catalogue, rule.command)
        if unknown is not None:
            raise InputError(f"rule {number} ({rule.command.kind}): {unknown}")
        for term in rule.terms:
            if term.metric and term.source not in metric_of:
                near = nearest(term.source, list(metric_of))
                raise InputError(f"rule {number}: no source is called '{term.source}'; {near}")
            if term.metric and metric_of[term.source] != term.metric:
                raise InputError(f"rule {number}: {term.source} reports {metric_of[term.source]}, not {term.metric}")
    for number, answer in enumerate(plan.answers, start=1):
        option = cards()[answer.type].default if answer.option == DEFAULT and answer.type in cards() else answer.option
        unknown = unknown_name(index, template.catalogue, Answer(card=answer.card, option=option))
        if unknown is not None:
            raise InputError(f"answer {number}: {unknown}")


def _wanted(policy: Policy) -> int:
    """Bits of the types of cards that a policy is asked about."""
    types = getattr(policy, "wanted", ())
    return sum(1 << card.number for card in cards().values() if card.id in types)


class Session:
    """One world being run.

    Attributes:
        template: the scenario, its names and its catalogue.
        seed: the key of every draw.
        policy: who governs.
        plan_name: for the seal.
        writer: where the run is recorded, if anywhere.
        weeks: world weeks to run.
        week: world weeks run so far.
        worlds: an array of one world, as it is now.
        counts: events by week and kind, int64, shape (weeks, KINDS).
        totals: summed amounts, same shape.
        outcomes: what became of every command so far.
        predictions: those that have come due, scored; they change nothing in any world.
        events: events so far.
    """

    def __init__(
        self,
        scenario: Scenario | Template,
        seed: int,
        policy: Policy | None = None,
        plan_name: str = "none",
        writer: Recorder | None = None,
        *,
        catalogue: Mapping[str, Intervention] | None = None,
        weeks: int | None = None,
        buffers: tuple[npt.NDArray[Any], npt.NDArray[Any]] | None = None,
        digest_every: int | None = 1,
    ) -> None:
        """Found the world and stop before its first week.

        Args:
            scenario: complete, or a template made before.
            seed: the key of every draw.
            policy: who governs; nobody unless given.
            plan_name: what the seal calls it.
            writer: an open recording with nothing in it but its header.
            catalogue: every intervention by id; the shipped ones unless given. Not with a template.
            weeks: world weeks to run; the scenario's unless given.
            buffers: a world and a week's log to use, both overwritten; new ones unless given.
            digest_every: weeks between digests in the recording, where the last week has one too; None for none.
        """
        self.template = scenario if isinstance(scenario, Template) else Template(scenario, catalogue)
        self.seed, self.policy, self.plan_name, self.writer = seed, policy or Nothing(), plan_name, writer
        span = self.template.scenario.weeks
        self.weeks = span.total if weeks is None else min(weeks, span.total)
        self._history, self._tenure = span.history, span.tenure
        self._digest_every = digest_every
        self.worlds = self.template.world(seed, buffers[0] if buffers else None)
        self._log = buffers[1] if buffers else new_log(recording=writer is not None)
        self._bound, self._bound_log = bind(self.worlds), bind(self._log)
        self._packed = np.empty(_PACKED if writer is not None else 0, np.uint8)
        self._spans = np.empty((self.weeks, 2), np.int64)
        views = tuple(self._packed.view(dtype) for dtype in ("<u1", "<u2", "<i4"))
        self._out: tuple[Any, Any] = (views, self._spans)
        if not COMPILED:
            self._out = tuple(memoryview(view) for view in views), memoryview(self._spans)
        empty(self._bound_log)
        self.counts = np.zeros((self.weeks, KINDS), np.int64)
        self.totals = np.zeros_like(self.counts)
        self.outcomes: list[Outcome] = []
        self._tried: dict[int, Outcome] = {}  # by the identity of a command, which its outcome keeps
        self.predictions: list[Scored] = []
        self._pending: list[tuple[Predict, int, float | None]] = []
        self.week = self.events = 0
        self._asked = 0  # the last tenure week in which the policy was asked
        self._wanted = _wanted(self.policy)
        self._log["wanted"] = 0
        self._look()

    def _look(self) -> None:
        """Keep views on the world: what is asked every week is not looked up by name."""
        self._now, self._open_cards = self.worlds["clock"]["week"][0], self.worlds["counts"]["open_cards"][0]
        self._cards = tuple(self.worlds["cards"][field][0] for field in ("state", "type", "dealt_week"))
        self._case = Case(self.worlds[0], self.template.index, self.template.catalogue)

    def fork(
        self,
        policy: Policy,
        buffers: tuple[npt.NDArray[Any], npt.NDArray[Any]] | None = None,
        tables: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None = None,
    ) -> Session:
        """An unrecorded session that stands where this one stands, between two weeks, and goes on by itself.

        Args:
            policy: who governs it from now on.
            buffers: as for a new session, both overwritten.
            tables: where its counts and totals go, shape (weeks, KINDS); new ones unless given.
        """
        other = copy.copy(self)
        other.writer = None
        other.worlds = buffers[0] if buffers else np.empty_like(self.worlds)
        other.worlds.view(np.uint8)[:] = self.worlds.view(np.uint8)
        other._log = buffers[1] if buffers else new_log(recording=False)
        other._bound, other._bound_log = bind(other.worlds), bind(other._log)
        empty(other._bound_log)
        other.counts, other.totals = tables or (np.zeros_like(self.counts), np.zeros_like(self.totals))
        other.counts[: self.week], other.totals[: self.week] = self.counts[: self.week], self.totals[: self.week]
        other.outcomes = [replace(outcome, refusals=list(outcome.refusals)) for outcome in self.outcomes]
        other._tried = {id(outcome.command): outcome for outcome in other.outcomes}
        other.predictions, other._pending = list(self.predictions), list(self._pending)
        other._look()
        other.change_policy(policy)
        return other

    def change_policy(self, policy: Policy) -> None:
        """Let somebody else govern from the next week on."""
        self.policy, self._wanted = policy, _wanted(policy)

    @property
    def tenure_week(self) -> int:
        """The tenure week that comes next; 0 and less is history, past the tenure is aftermath."""
        return self.week + 1 - self._history

    @property
    def done(self) -> bool:
        """Whether the last week has been run."""
        return self.week >= self.weeks

    def ask(self, command: Command) -> list[EventRow] | Refusal:
        """Give a command at the start of the next week.

        Args:
            command: what is asked.

        Returns:
            The events it brought about, or why it was refused; both are logged.
        """
        answer = decide_on(self._case, command)
        refusal = answer if isinstance(answer, Refusal) else None
        rows = answer.rows if isinstance(answer, Refusal) else answer
        if self.writer is not None:
            said: dict[str, Any] = {"week": self.week + 1, "accepted": refusal is None}
            if refusal is not None:
                said |= {"refusal": refusal.kind, "reason": str(refusal)[:_REASON]}
            self.writer.append_command(command.arguments() | said)
        if rows:
            record_rows(self._bound, self._bound_log, np.array(rows, np.int64))
        self._note(command, refusal)
        return answer

    def advance(self) -> None:
        """Run one week: the policy is asked, events are recorded, the week is appended and the log emptied.

        Raises:
            IndexError: The run is over; the compiled weeks check no bounds themselves.
        """
        if self.done:
            raise IndexError(f"the run's {self.weeks} weeks are over")
        self._let_act()
        self._run(1)

    def run(self) -> Session:
        """Run to the end, and seal the recording if there is one."""
        while not self.done:
            self._run(self.span())
        if self.writer is not None:
            self.writer.seal(self.summary())
        return self

    def summary(self) -> dict[str, Any]:
        """What the seal says."""
        accepted = len([outcome for outcome in self.outcomes if not outcome.dropped])
        return {
            "plan": self.plan_name,
            "accepted": accepted,
            "dropped": len(self.outcomes) - accepted,
            "refusals": sum(len(outcome.refusals) for outcome in self.outcomes),
        }

    def state(self) -> dict[str, Any]:
        """Everything that a session of the same scenario and seed needs to go on from here: copies, as plain data."""
        return {
            "world": self.worlds.tobytes(),
            "log": self._log.tobytes(),
            "kept": pickle.dumps({name: getattr(self, name) for name in _KEPT}),
            "tables": (self.counts.copy(), self.totals.copy()),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from where another session of the same scenario and seed was, compiled or not.

        Args:
            state: what its `state` gave.
        """
        self.worlds.view(np.uint8)[:] = np.frombuffer(state["world"], np.uint8)
        self._log.view(np.uint8)[:] = np.frombuffer(state["log"], np.uint8)
        for name, kept in pickle.loads(state["kept"]).items():  # noqa: S301 - from another process of the same game
            setattr(self, name, kept)
        self._tried = {id(outcome.command): outcome for outcome in self.outcomes}
        self.counts[:], self.totals[:] = state["tables"]

    def _let_act(self) -> None:
        week = self.tenure_week
        if not 1 <= week <= self._tenure or self._asked == week:
            return
        if self.policy.next_week(week - 1) != week and not self._card_waits(since=0 if week == 1 else self.week):
            return
        self._asked = week
        template = self.template
        told = Reported(self.worlds, template.index, template.catalogue, template.metrics, week, self._case)
        for command in self.policy.act(told, told.inbox if self._wanted else ()):
            answer = self.ask(command)
            self.policy.heard(week, command, answer if isinstance(answer, Refusal) else None)

    def span(self) -> int:
        """Let the policy act if its week has come; how many weeks can then pass before it wants to be asked again."""
        self._score_predictions()
        self._let_act()
        next_asked = self.policy.next_week(max(0, self.tenure_week))
        until = self.weeks
        if next_asked is not None and next_asked <= self._tenure:
            until = min(until, self._history + next_asked - 1)
        for command, _, _ in self._pending:
            until = min(until, self._history + command.by)
        if self._wanted and self.week < self._history:
            until = min(until, self._history)
        playing = self._history <= self.week < self._history + self._tenure
        self._log["wanted"] = self._wanted if playing else 0
        return until - self.week

    @property
    def pending(self) -> tuple[tuple[Predict, int, float | None], ...]:
        """Predictions that are not due: the command, the tenure week it was given in, the source's figure then."""
        return tuple(self._pending)

    def _figure(self, source: str) -> float | None:
        """The latest figure of a source, in its metric's unit."""
        sources, n = self.worlds[0]["sources"], self.template.index.sources.index(source)
        return int(sources["latest"][n]) / 1000.0 if sources["published"][n] else None

    def _score_predictions(self) -> None:
        """Score what is due by the end of the last week run."""
        if not self._pending:
            return
        over = self.week - self._history
        for command, week, before in [entry for entry in self._pending if entry[0].by <= over]:
            self.predictions.append(score(command, week, before, self._figure(command.source)))
        self._pending = [entry for entry in self._pending if entry[0].by > over]

    def _card_waits(self, since: int) -> bool:
        """Whether a card that the policy wants to be asked about was dealt in that world week or later, and is open."""
        if not self._wanted or not self._open_cards[0]:
            return False
        for state, number, week in zip(*(column.tolist() for column in self._cards), strict=True):
            if state > 0 and week >= since and self._wanted >> number & 1:
                return True
        return False

    def _run(self, span: int) -> None:
        """Run so many weeks, or up to a card that the policy wants; recorded ones also stop where a digest is due."""
        if self.writer is None:
            self.events += int(run_weeks(self._bound, self._bound_log, span, self.counts, self.totals))
            self.week = int(self._now[0])
            self._score_predictions()
            return
        while span > 0:
            every = self._digest_every or self.weeks
            span -= self._record(self.writer, min(span, every - self.week % every))
            if self._card_waits(since=self.week):
                break
        self._score_predictions()

    def _record(self, writer: Recorder, span: int) -> int:
        """Run and append up to so many weeks, a digest after the last if it is due; how many they were."""
        ran = int(run_recorded(self._bound, self._bound_log, span, self.counts, self.totals, *self._out))
        spans = self._spans[:ran].tolist()
        last, every, week, end = self.week + ran, self._digest_every, self.week, spans[-1][1]
        if end < 0:
            raise InputError(f"week {last} has {-end} events; a recorded week holds at most {WEEK_ROWS}")
        packed, append = self._packed[:end].tobytes(), writer.append_packed
        due = every is not None and (last % every == 0 or last == self.weeks)
        for start, end in spans:
            week += 1
            happened = (end - start - WEEK_HEAD_BYTES) // EVENT_BYTES
            append(week, packed[start:end], happened, digest(self.worlds) if due and week == last else None)
            self.events += happened
        self.week = week
        return ran

    def _note(self, command: Command, refusal: Refusal | None) -> None:
        outcome = self._tried.get(id(command))
        if outcome is None or not outcome.dropped:
            outcome = self._tried[id(command)] = Outcome(command, self.tenure_week)
            self.outcomes.append(outcome)
        if refusal is None and isinstance(command, Predict):
            self._pending.append((command, self.tenure_week, self._figure(command.source)))
        if refusal is None:
            outcome.accepted_week = self.tenure_week
        else:
            outcome.refusals.append(str(refusal))
