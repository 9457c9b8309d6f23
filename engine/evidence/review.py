"""A decision reviewed: what was to be expected of each option then, from what was reported then (evidence.md 4).

The same commands up to that week are given in hundreds of fresh worlds. Those whose reported series looked most like
the played ones are the worlds that the player could have been in: in these, every option is played to the end. What is
better there was better to be expected; what came of it in the played world is another question.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from engine.evidence.branching import CHUNK, Block, PlanBranch, each
from engine.evidence.case import Case, acting
from engine.evidence.findings import Finding
from engine.evidence.folding import OUTCOME, Floats, Mean, mean_of
from engine.evidence.tallies import Integers
from engine.evidence.windows import Window
from engine.evidence.yardstick import folder_of, headline, measure, reporter
from engine.session import Session
from sim.cards import cards
from sim.commands import Answer
from sim.plans import DEFAULT, CardAnswer, Plan

FRESH: Final = 512
NEAREST: Final = 64
LOOKS_BACK_WEEKS: Final = (0, 4, 8, 12)  # figures that were latest then are compared
SPAN_PERCENT: Final = (10.0, 90.0)  # of the nearest worlds: a prediction interval of nominal 80 %
TELLING: Final = 0.95  # of the spread must be left, at most, for reports to have told anything
FIRST_FRESH: Final = 500_001  # seeds used for nothing else

Verdict = Literal["sound", "lucky", "unlucky", "poor", "coin-toss"]


@dataclass(frozen=True)
class Option:
    """One way to decide, beside the first: what was done.

    Attributes:
        number: its place among the options.
        expected: what it would have added, over the worlds that looked alike; good or bad as the measure has it.
        turned_out: what it would have added in the played world, exactly; None where there is nothing to divide by.
        verdict: on what was done instead.
    """

    number: int
    expected: Mean
    turned_out: float | None
    verdict: Verdict


@dataclass(frozen=True)
class Review:
    """A decision, reviewed.

    Attributes:
        week: tenure week of the decision.
        metric: what options are compared by.
        unit: of it.
        options: the others, in order.
        fresh: worlds the same commands were given in.
        nearest: those of them in which options were played.
        predicted: nominal 80 % interval for the end, over the nearest, with what was done.
        played: the end as it came.
        left: how much of the spread of the end is left once reports are known, leaving each world out in turn; 1 where
            reports tell nothing.
        covered: share of the fresh worlds' ends inside the interval that worlds like them predict.
        interrupted: somebody stopped it; fewer worlds than asked for.
    """

    week: int
    metric: str
    unit: str
    options: tuple[Option, ...]
    fresh: int
    nearest: int
    predicted: tuple[float, float]
    played: float | None
    left: float
    covered: float
    interrupted: bool = False

    @property
    def knowable(self) -> bool:
        """Whether what was reported told anything about the end."""
        return self.left < TELLING

    @property
    def note(self) -> str:
        """What must be said beside it; nothing where reports told something."""
        return "" if self.knowable else "not knowable from your reports"

    def finding(self, case: Case, number: int) -> Finding | None:
        """The lesson of one option: what it would have added. None without an interval."""
        one, folder = next(o for o in self.options if o.number == number), folder_of(case)
        measured = measure(folder, self.metric)
        if one.expected.interval is None:
            return None
        week = case.calendar.world_week(self.week)
        return measured.finding(
            case,
            one.expected,
            "branch",
            f"option-{number}",
            (case.run.seed,),
            kind="lesson",
            windows={"decision": Window(week, week), measured.window_name: measured.window},
            caveats=() if self.knowable else (self.note,),
            details={
                "fresh": self.fresh,
                "nearest": self.nearest,
                "turned_out": one.turned_out,
                "verdict": one.verdict,
            },
        )


def review(case: Case, week: int, options: Sequence[Plan], metric: str = "", fresh: int = FRESH) -> Review:
    """Review a decision.

    Args:
        case: of the recording.
        week: tenure week in which it was taken.
        options: whole plans; what is dated before the week does not matter. The first is what was done.
        metric: to compare by; the outcome unless given, the headline metric where that is not folded.
        fresh: worlds to give the same commands in.

    Raises:
        ValueError: the week was not played, there is nothing to choose from, or too few worlds to compare.
    """
    history, folder = case.calendar.history, folder_of(case)
    if not 1 <= week <= case.calendar.last_tenure_week - history:
        raise ValueError(f"week {week} was not played")
    if len(options) < 2 or fresh < 2 * CHUNK:
        raise ValueError(f"a review compares two options or more, in {2 * CHUNK} worlds or more")
    name = metric or (OUTCOME if folder.weighing else headline(case))
    one = measure(folder, name)
    seeds = [case.run.seed, *(seed for seed in range(FIRST_FRESH, FIRST_FRESH + fresh + 1) if seed != case.run.seed)]
    trunks, stopped = _trunks(case, week, options[0], seeds[: fresh + 1])
    if len(trunks) <= 2 * CHUNK:
        raise ValueError("stopped before there were worlds enough to compare")
    seen = standardised(np.array([seen for seen, _ in trunks]))
    ends = folder.own(name, np.array([row for _, row in trunks]))
    near = nearest(seen[1:], seen[0], min(NEAREST, (len(trunks) - 1) // 2)) + 1
    left, covered = told_by(seen[1:], ends[1:], len(near))
    chosen = [seeds[n] for n in [0, *near.tolist()]]
    arms, cut = _branches(case, week, options, chosen)
    found = []
    for number in range(1, len(options)):
        pair = arms[[number, 0]]
        there, values = folder.own(name, pair[:, 0]), folder.values(name, pair[:, 1:])
        if values is None:
            continue
        turned = float(there[0] - there[1])
        expected = mean_of(values[0] - values[1])
        known = turned if math.isfinite(turned) else None
        found.append(Option(number, expected, known, verdict(expected, known, one.good)))
    around = ends[near][np.isfinite(ends[near])]
    low, high = (float(q) for q in np.percentile(around, SPAN_PERCENT)) if len(around) else (math.nan, math.nan)
    played = float(ends[0]) if math.isfinite(ends[0]) else None
    return Review(
        week, name, one.unit, tuple(found), len(trunks) - 1, arms.shape[1] - 1, (low, high), played, left, covered,
        stopped or cut,
    )  # fmt: skip


def card_options(case: Case, card: str) -> tuple[list[Plan], list[str]]:
    """Every way to answer a card that was dealt: whole plans, and what each is called. The first is what was done.

    Args:
        case: of the recording.
        card: type/entity/ordinal.

    Raises:
        ValueError: there is no such type of card.
    """
    kind = card.partition("/")[0]
    if kind not in cards():
        raise ValueError(f"no card is called '{kind}'")
    given = [one for one in case.plan.commands if isinstance(one.command, Answer) and one.command.card == card]
    done = given[0].command.option if given and isinstance(given[0].command, Answer) else DEFAULT
    rest = case.plan.model_copy(update={"commands": [one for one in case.plan.commands if one not in given]})
    names = [done, *(option.id for option in cards()[kind].options if option.id != done)]
    names = [name for name in names if done != DEFAULT or name != cards()[kind].default]
    plans = [rest.model_copy(update={"answers": [*rest.answers, CardAnswer(card=card, option=name)]}) for name in names]
    return [case.plan, *plans[1:]], names


def verdict(expected: Mean, turned_out: float | None, good: int) -> Verdict:
    """The verdict on what was done, given what another option would have added.

    Args:
        expected: over worlds that looked alike.
        turned_out: in the played world.
        good: 1 where more is better, -1 where less is.
    """
    if not expected.clear or not expected.value * good:
        return "coin-toss"
    right = expected.value * good < 0  # the other option was worse to be expected
    well = turned_out is None or turned_out * good <= 0
    if right:
        return "sound" if well else "unlucky"
    return "lucky" if well else "poor"


def standardised(seen: Floats) -> Floats:
    """Figures in their standard deviations over worlds; what nobody had reported is the mean.

    Args:
        seen: shape (worlds, figures), NaN where nothing had been published.
    """
    have = np.isfinite(seen)
    count = have.sum(axis=0)
    mean = np.where(have, seen, 0.0).sum(axis=0) / np.maximum(count, 1)
    apart = np.where(have, seen - mean, 0.0)
    spread = np.sqrt((apart * apart).sum(axis=0) / np.maximum(count - 1, 1))
    return np.asarray(apart / np.where(spread > 0, spread, 1.0))


def nearest(seen: Floats, one: Floats, most: int) -> Any:
    """Numbers of the worlds whose figures lie nearest to one's, in order of their numbers."""
    distance = ((seen - one) * (seen - one)).sum(axis=1)
    return np.sort(np.argsort(distance, kind="stable")[:most])


def told_by(seen: Floats, ends: Floats, most: int) -> tuple[float, float]:
    """What reports tell of the end: the spread that is left, and how often the nearest worlds' interval holds it.

    Each world is left out in turn and predicted from the nearest of the others.
    """
    fine = np.flatnonzero(np.isfinite(ends))
    if len(fine) < most + 2:
        return 1.0, math.nan
    seen, ends = seen[fine], ends[fine]
    errors, inside = [], 0
    for n in range(len(ends)):
        others = np.delete(np.arange(len(ends)), n)
        around = ends[others[nearest(seen[others], seen[n], most)]]
        low, high = np.percentile(around, SPAN_PERCENT)
        inside += bool(low <= ends[n] <= high)
        mean = math.fsum(around.tolist()) / len(around)
        errors.append((float(ends[n]) - mean) ** 2)
    whole = float(np.var(ends, ddof=1))
    left = math.sqrt(math.fsum(errors) / len(errors) / whole) if whole > 0 else 1.0
    return left, inside / len(ends)


def _trunks(case: Case, week: int, done: Plan, seeds: Sequence[int]) -> tuple[list[tuple[Floats, Integers]], bool]:
    """The same commands in each world: what had been reported by the week, and the end with what was done."""
    history, folder = case.calendar.history, folder_of(case)
    weeks = sorted({max(0, history + week - 1 - back) for back in LOOKS_BACK_WEEKS})
    starts = range(0, len(seeds), CHUNK)

    def play(n: int, stopped: Callable[[], bool]) -> list[tuple[Floats, Integers]] | None:
        if stopped():
            return None
        mine = seeds[starts[n] : starts[n] + CHUNK]
        block = Block(len(mine), folder.weeks)
        for seed in mine:
            block.found(case.template, seed, PlanBranch(_before(case.plan, week)))
        seen = []
        for until in weeks:
            block.run(until)
            seen.append([_figures(session) for session in block.sessions])
        for session in block.sessions:
            session.change_policy(_going_on(session, done, week))
        block.run(folder.weeks)
        rows = folder.fold(block.counts, block.totals)
        return [(np.concatenate([part[k] for part in seen]), rows[k]) for k in range(len(mine))]

    told = reporter(case, "playing the same commands in fresh worlds")
    size = len(seeds)
    done_, stopped = each(len(starts), play, case.threads, lambda n, _of: told(min(size, n * CHUNK), size))
    return [one for chunk in done_ for one in chunk], stopped


def _branches(case: Case, week: int, options: Sequence[Plan], seeds: Sequence[int]) -> tuple[Integers, bool]:
    """Every option in each world, shape (options, worlds, width)."""
    history, folder = case.calendar.history, folder_of(case)

    def play(n: int, stopped: Callable[[], bool]) -> Integers | None:
        if stopped():
            return None
        trunk = Block(1, folder.weeks)
        session = trunk.found(case.template, seeds[n], PlanBranch(_before(case.plan, week)))
        trunk.run(history + week - 1)
        block = Block(len(options), folder.weeks)
        for option in options:
            block.fork(session, _going_on(session, option, week))
        block.run(folder.weeks)
        return folder.fold(block.counts, block.totals)

    told = reporter(case, "playing every option")
    many = len(options)
    done, stopped = each(len(seeds), play, case.threads, lambda n, of: told(n * many, of * many))
    return np.stack(done, axis=1), stopped


def _before(plan: Plan, week: int) -> Plan:
    """What had been asked before a week; how cards are answered stays known, as the plan had it."""
    plan = acting(plan)
    kept = [one for one in plan.commands if one.week < week or one.command.kind == "answer"]
    return plan.model_copy(update={"commands": kept})


def _going_on(session: Session, option: Plan, week: int) -> PlanBranch:
    """A policy that follows an option from a week on, and goes on trying what waits."""
    policy = session.policy
    if not isinstance(policy, PlanBranch):
        raise TypeError("a reviewed world is governed by its plan")
    return policy.turned(option, week)


def _figures(session: Session) -> Floats:
    """The latest figure of every source, NaN before its first."""
    sources, many = session.worlds[0]["sources"], len(session.template.index.sources)
    latest = np.array(sources["latest"][:many], np.float64)
    return np.where(np.array(sources["published"][:many]) > 0, latest, np.nan)
