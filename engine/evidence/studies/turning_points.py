"""The weeks that mattered: where commands moved what was to be expected, and where chance did (evidence.md 4).

*Action*: V_w is what the plan is worth up to week w, with every card left to its default afterwards and no command
more. Its increments telescope: they sum to the plan less nothing, world by world.

*Chance*: E_w is what was to be expected of the game as it was played up to the end of week w, over futures drawn anew
from there on (another epoch of the draws). Its increments are what the weeks between brought, the plan being given.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from engine.evidence.branching import CHUNK, Block, PlanBranch, each, redraw
from engine.evidence.case import INERT, Case
from engine.evidence.findings import Finding
from engine.evidence.folding import OUTCOME, Mean, mean_of
from engine.evidence.study import Study, StudyKind
from engine.evidence.tallies import Integers
from engine.evidence.yardstick import Measure, factual, folder_of, headline, measure, reporter
from engine.session import Session
from sim.policies.nothing import Nothing

EVERY_WEEKS: Final = 8
SHOWN: Final = 3
MOST_PREFIXES: Final = 24
HEAVY: Final = frozenset({"launch", "retire", "set_policy", "stop", "reallocate", "fund"})
NO_TENURE: Final = "the run ends before anything could turn"


@dataclass(frozen=True)
class Turn:
    """What some weeks brought.

    Attributes:
        first_week: world week.
        last_week: world week.
        gain: what they added to what was to be expected, good or bad as the measure has it.
        what: kinds of commands given, and what they are for; empty for chance.
    """

    first_week: int
    last_week: int
    gain: Mean
    what: tuple[str, ...] = ()

    @property
    def z(self) -> float:
        """The gain in its standard errors."""
        if self.gain.error > 0:
            return self.gain.value / self.gain.error
        return math.copysign(math.inf, self.gain.value) if self.gain.value else 0.0

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        z = self.z
        return {
            "weeks": [self.first_week, self.last_week],
            "what": list(self.what),
            "z": z if math.isfinite(z) else None,
            **self.gain.as_json(),
        }


def make(case: Case) -> Study:
    """The turning points of the outcome, or where it is not folded of the headline metric."""
    if not case.worlds:
        return Study(notes=("no other world was run",))
    folder = folder_of(case)
    name = OUTCOME if folder.weighing else headline(case)
    one = measure(folder, name)
    findings: list[Finding] = []
    tables: dict[str, Any] = {"measure": {"id": name, "name": one.name, "unit": one.unit}}
    notes: list[str] = []
    turns, worlds = acted(case)
    if turns:
        tables["action"] = {"turns": [turn.as_json() for turn in turns], "skill": _whole(turns)}
        findings += [_finding(case, one, turn, "action", case.seeds[:worlds]) for turn in largest(turns)]
        if worlds < case.worlds:
            notes.append("stopped early: fewer worlds than asked for")
    elif prefix_weeks(case):
        notes.append("there is nothing to divide by in some week")
    chance = chance_turns(case, name)
    if chance is None:
        notes.append(NO_TENURE)
    else:
        turns, bisected = chance
        tables["chance"] = {"turns": [turn.as_json() for turn in turns], "bisected": [t.as_json() for t in bisected]}
        findings += [_finding(case, one, turn, "chance", (case.run.seed,)) for turn in largest(turns)]
        findings += [_finding(case, one, turn, "chance", (case.run.seed,)) for turn in bisected[-1:]]
    unique = {finding.id: finding for finding in findings}
    return Study(tuple(unique.values()), tables, worlds, tuple(notes))


def acted(case: Case) -> tuple[list[Turn], int]:
    """What every week's commands added, and over how many worlds; run once. Nothing where it cannot be said."""
    kept, folder, weeks = case._ensembles, folder_of(case), prefix_weeks(case)
    if "acted" not in kept:
        values, _ = prefixes(case, OUTCOME if folder.weighing else headline(case), weeks) if weeks else (None, False)
        worlds = 0 if values is None else int(values.shape[1])
        kept["acted"] = (action_turns(case, weeks, values), worlds) if worlds > 1 else ([], 0)
    found: tuple[list[Turn], int] = kept["acted"]
    return found


def largest(turns: list[Turn]) -> list[Turn]:
    """The three that stand out most, by size over error; what has no interval is left out."""
    able = [turn for turn in turns if turn.gain.interval is not None and turn.gain.value]
    return sorted(able, key=lambda turn: (-abs(turn.z), turn.first_week))[:SHOWN]


def prefix_weeks(case: Case) -> list[int]:
    """Tenure weeks in which commands were given; of many, those in which something was begun or ended first."""
    given = [one for one in case.plan.commands if one.command.kind not in INERT | {"answer"}]
    weeks = sorted({one.week for one in given})
    if len(weeks) > MOST_PREFIXES:
        heavy = sorted({one.week for one in given if one.command.kind in HEAVY})[:MOST_PREFIXES]
        light = [week for week in weeks if week not in heavy]
        weeks = sorted(heavy + light[: MOST_PREFIXES - len(heavy)])
    history = case.calendar.history
    return [week for week in weeks if history + week <= folder_of(case).weeks]


def prefixes(case: Case, name: str, weeks: list[int]) -> tuple[Any, bool]:
    """What the plan is worth up to each of some weeks, in other worlds.

    Args:
        case: of the recording.
        name: of a metric, or the outcome.
        weeks: tenure weeks; arm k has every command before `weeks[k]`.

    Returns:
        Values of shape (2 + weeks, worlds): nothing, the plan up to before each week, the whole plan; None where
        there is nothing to divide by. And whether it was interrupted.
    """
    folder, history, seeds = folder_of(case), case.calendar.history, case.seeds
    told = reporter(case, "playing the plan up to each of its weeks")

    def play(n: int, stopped: Callable[[], bool]) -> Integers | None:
        trunk = Block(1, folder.weeks)
        whole = trunk.found(case.template, seeds[n], PlanBranch(case.plan))
        rows, block = [], Block(CHUNK, folder.weeks)
        block.found(case.template, seeds[n], None)
        for week in weeks:
            if stopped():
                return None
            if len(block.sessions) == block.size:
                rows.append(_ended(block, folder.weeks, folder.fold))
            trunk.run(history + week - 1)
            block.fork(whole, Nothing())
        rows.append(_ended(block, folder.weeks, folder.fold))
        rows.append(_ended(trunk, folder.weeks, folder.fold))
        return np.concatenate(rows)

    done, stopped = each(
        len(seeds), play, case.threads, lambda n, of: told(n * (len(weeks) + 2), of * (len(weeks) + 2))
    )
    return (folder.values(name, np.stack(done, axis=1)) if done else None), stopped


def _ended(block: Block, weeks: int, fold: Callable[[Integers, Integers], Integers]) -> Integers:
    """Run a block to the end, fold it and empty it."""
    block.run(weeks)
    n = len(block.sessions)
    rows = fold(block.counts[:n], block.totals[:n])
    block.sessions.clear()
    return rows


def action_turns(case: Case, weeks: list[int], values: Any) -> list[Turn]:
    """What each week's commands added, from the first on; before it, what answers to cards did."""
    history, last = case.calendar.history, case.calendar.last_tenure_week
    starts = [1, *weeks]
    turns = []
    for k, start in enumerate(starts):
        end = starts[k + 1] - 1 if k + 1 < len(starts) else last - history
        gain = mean_of(values[k + 1] - values[k])
        given = [one.command for one in case.plan.commands if start <= one.week <= end]
        what = tuple(dict.fromkeys(f"{one.kind} {one.for_}" for one in given if one.kind not in INERT))
        if k or what or gain.value:
            turns.append(Turn(history + start, history + max(start, end), gain, what))
    return turns


def _whole(turns: list[Turn]) -> float:
    return math.fsum(turn.gain.value for turn in turns)


def chance_turns(case: Case, name: str) -> tuple[list[Turn], list[Turn]] | None:
    """What chance brought in every eight weeks of the played game, and the largest jump narrowed down to a week.

    Returns:
        Jumps in order, and the halves of the largest that were looked into; None where too little was played.
    """
    folder, history = folder_of(case), case.calendar.history
    end = min(folder.weeks, case.recording.weeks)
    points = [*range(history, end, EVERY_WEEKS)]
    if len(points) < 2:
        return None
    known: dict[int, Any] = {}

    def expect(weeks: list[int]) -> bool:
        values = futures(case, name, weeks)
        if values is None:
            return False
        known.update(values)
        return True

    if not expect(points):
        return None
    known[end] = np.full_like(known[points[0]], float(folder.own(name, factual(case)[0])[0]))
    between = [_jump(known, a, b) for a, b in zip(points, [*points[1:], end], strict=True)]
    jumps = [jump for jump in between if jump is not None]
    bisected: list[Turn] = []
    if not jumps:
        return None
    low, high = max(((t.first_week - 1, t.last_week) for t in largest(jumps)[:1]), default=(0, 0))
    while high - low > 1:
        middle = (low + high) // 2
        if not expect([middle]):
            break
        halves = [half for half in (_jump(known, low, middle), _jump(known, middle, high)) if half is not None]
        if not halves:
            break
        found = max(halves, key=lambda half: abs(half.gain.value))
        bisected.append(found)
        low, high = found.first_week - 1, found.last_week
    return jumps, bisected


def _jump(known: dict[int, Any], low: int, high: int) -> Turn | None:
    """From the end of one week to the end of another, over the same futures."""
    moved = known[high] - known[low]
    moved = moved[np.isfinite(moved)]
    return Turn(low + 1, high, mean_of(moved)) if len(moved) > 1 else None


def futures(case: Case, name: str, weeks: list[int]) -> dict[int, Any] | None:
    """The end of the played game over futures drawn anew from the end of some world weeks on.

    Args:
        case: of the recording.
        name: of a metric, or the outcome.
        weeks: world weeks, in order.

    Returns:
        Week -> values of shape (futures,), the same epochs for every week; None if it was interrupted.
    """
    folder, seed = folder_of(case), case.run.seed
    trunk = Block(1, folder.weeks)
    played, kept = trunk.found(case.template, seed, PlanBranch(case.plan)), {}
    for week in weeks:
        trunk.run(week)
        kept[week] = (played.fork(played.policy), _policy(played).fork())
    starts = range(0, case.worlds, CHUNK)
    tasks = [(week, start) for week in weeks for start in starts]

    def play(n: int, stopped: Callable[[], bool]) -> Integers | None:
        week, start = tasks[n]
        if stopped():
            return None
        session, policy = kept[week]
        block = Block(min(CHUNK, case.worlds - start), folder.weeks)
        for k in range(block.size):
            redraw(block.fork(session, policy.fork()), start + k + 1)
        return _ended(block, folder.weeks, folder.fold)

    told = reporter(case, "drawing the future anew")
    done, stopped = each(len(tasks), play, case.threads, lambda n, of: told(n * CHUNK, of * CHUNK))
    if stopped:
        return None
    found: dict[int, list[Any]] = {week: [] for week in weeks}
    for (week, _), rows in zip(tasks, done, strict=True):
        found[week].append(folder.own(name, rows))
    return {week: np.concatenate(values) for week, values in found.items()}


def _policy(session: Session) -> PlanBranch:
    if not isinstance(session.policy, PlanBranch):
        raise TypeError("the played game is governed by its plan")
    return session.policy


def _finding(case: Case, one: Measure, turn: Turn, how: str, seeds: tuple[int, ...]) -> Finding:
    return one.finding(
        case,
        turn.gain,
        "turning point",
        how,
        seeds,
        windows={"turn": _window(turn), one.window_name: one.window},
        details={"what": list(turn.what), "futures": turn.gain.worlds},
    )


def _window(turn: Turn) -> Any:
    from engine.evidence.windows import Window

    return Window(turn.first_week, turn.last_week)


STUDY: Final = StudyKind("turning-points", "The weeks that mattered", 80, make)
