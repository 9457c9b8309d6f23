"""The campaign behind the tornado: each lesson where one assumed constant is halved or doubled, or all are drawn."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from engine.tornado import Swing, Tornado
from engine.validity.assumed import (
    DOUBLE,
    HALF,
    assumed,
    base,
    drawn,
    moves_anything,
    settings,
    varied_catalogue,
    varied_scenario,
)
from engine.validity.lessons import LESSONS, Effect, effects, scenarios_used
from engine.worlds import Template
from sim.interventions import catalogue
from sim.rules import RULES_VERSION

SEEDS: Final = 32
DRAWS: Final = 128
TRIED_SHARE: Final = 0.5  # of worlds in which each launch must be accepted for a plan to count as carried out
FIRST_SEED: Final = 920_001  # what is compared was chosen on other worlds
QUICK: Final = (8, 16)  # seeds and draws: to see that it runs
_DIGITS: Final = 5

Told = Callable[[int, int], None]


def measure(
    seeds: int = SEEDS,
    draws: int = DRAWS,
    workers: int = 1,
    *,
    constants: Sequence[str] | None = None,
    told: Told | None = None,
) -> Tornado:
    """Run a campaign.

    Args:
        seeds: worlds for each effect.
        draws: of all constants at once.
        workers: processes; what is found does not depend on it.
        constants: which to halve and to double; every assumed one unless given.
        told: called with how much is done, of how much.
    """
    chosen = list(assumed() if constants is None else constants)
    moving = [constant for constant in chosen if moves_anything(constant)]
    points: list[Mapping[str, float]] = [{}]
    points += [{constant: factor} for constant in moving for factor in (HALF, DOUBLE)]
    points += [drawn(number) for number in range(draws)]
    found: list[dict[str, Effect]] = []
    for one in _each(points, seeds, workers):
        found.append(one)
        if told is not None:
            told(len(found), len(points))
    means = [{lesson: round(effect.mean, _DIGITS) for lesson, effect in one.items()} for one in found]
    untried = [[lesson for lesson, effect in one.items() if effect.tried < TRIED_SHARE] for one in found]
    at = {constant: 1 + 2 * n for n, constant in enumerate(moving)}  # of its half; its double comes next
    first_draw = 1 + 2 * len(moving)
    return Tornado(
        rules=RULES_VERSION,
        scenarios={name: base(name).version for name in scenarios_used()},
        seeds=seeds,
        wanted={lesson.id: lesson.wanted for lesson in LESSONS},
        base=means[0],
        errors={lesson: round(effect.error, _DIGITS) for lesson, effect in found[0].items()},
        constants=[_swing(constant, means, untried, at.get(constant)) for constant in chosen],
        draws=means[first_draw:],
        untried=untried[first_draw:],
    )


def _swing(constant: str, means: Sequence[dict[str, float]], untried: Sequence[list[str]], at: int | None) -> Swing:
    """What was found of one constant, its half at one place and its double at the next; nowhere if it is zero."""
    factors = (("half", HALF), ("double", DOUBLE))
    clipped = [side for side, factor in factors if any(found.clipped for found in settings(constant, factor))]
    if at is None:
        return Swing(constant, True, clipped, {}, {}, [])
    refused = [f"{lesson} at {side}" for place, (side, _) in enumerate(factors, at) for lesson in untried[place]]
    return Swing(constant, False, clipped, means[at], means[at + 1], refused)


def _each(points: Sequence[Mapping[str, float]], seeds: int, workers: int) -> Iterator[dict[str, Effect]]:
    """Effects at each point, in order; on processes of their own, as the interpreter's lock would hold threads up."""
    asked = [(point, seeds) for point in points]
    yield _at(asked[0])  # here: whoever compiles the kernel does it once, for all
    if workers <= 1:
        yield from map(_at, asked[1:])
        return
    with multiprocessing.get_context("spawn").Pool(workers, _leave_interrupts) as pool:  # ended whatever happens here
        yield from pool.imap(_at, asked[1:], chunksize=4)


def _leave_interrupts() -> None:
    """Ctrl-C is for the process that was started; it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


_UNVARIED: dict[tuple[str, int], dict[str, Effect]] = {}  # of this process: scenarios a point leaves as is


def _at(asked: tuple[Mapping[str, float], int]) -> dict[str, Effect]:
    """The effect of every lesson where constants are multiplied by factors."""
    factors, seeds = asked
    varied = varied_catalogue(factors)
    found: dict[str, Effect] = {}
    for name in scenarios_used():
        scenario = varied_scenario(base(name), factors)
        same = scenario is base(name) and varied is catalogue()
        if same and (name, seeds) in _UNVARIED:
            found |= _UNVARIED[name, seeds]
            continue
        measured = effects(Template(scenario, varied), range(FIRST_SEED, FIRST_SEED + seeds))
        if same:
            _UNVARIED[name, seeds] = measured
        found |= measured
    return {lesson.id: found[lesson.id] for lesson in LESSONS}
