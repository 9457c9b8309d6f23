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
from engine.validity.check import FIRST_SEED
from engine.validity.lessons import LESSONS, effects, scenarios_used
from engine.worlds import Template
from sim.interventions import catalogue
from sim.rules import RULES_VERSION

SEEDS: Final = 32
DRAWS: Final = 128
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
    found: list[dict[str, tuple[float, float]]] = []
    for one in _each(points, seeds, workers):
        found.append(one)
        if told is not None:
            told(len(found), len(points))
    means = [{lesson: round(mean, _DIGITS) for lesson, (mean, _) in one.items()} for one in found]
    sides = {constant: (means[1 + 2 * n], means[2 + 2 * n]) for n, constant in enumerate(moving)}
    return Tornado(
        rules=RULES_VERSION,
        scenarios={name: base(name).version for name in scenarios_used()},
        seeds=seeds,
        wanted={lesson.id: lesson.wanted for lesson in LESSONS},
        base=means[0],
        errors={lesson: round(error, _DIGITS) for lesson, (_, error) in found[0].items()},
        constants=[
            Swing(
                constant,
                constant not in sides,
                [
                    side
                    for side, f in (("half", HALF), ("double", DOUBLE))
                    if any(s.clipped for s in settings(constant, f))
                ],
                *sides.get(constant, ({}, {})),
            )
            for constant in chosen
        ],
        draws=means[1 + 2 * len(moving) :],
    )


def _each(points: Sequence[Mapping[str, float]], seeds: int, workers: int) -> Iterator[dict[str, tuple[float, float]]]:
    """Effects at each point, in order; on processes of their own, as the interpreter's lock would hold threads up."""
    asked = [(point, seeds) for point in points]
    if workers <= 1:
        yield from map(_at, asked)
        return
    with multiprocessing.get_context("spawn").Pool(workers, _leave_interrupts) as pool:  # ended whatever happens here
        yield from pool.imap(_at, asked, chunksize=4)


def _leave_interrupts() -> None:
    """Ctrl-C is for the process that was started; it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


_UNVARIED: dict[tuple[str, int], dict[str, tuple[float, float]]] = {}  # of this process: scenarios a point leaves as is


def _at(asked: tuple[Mapping[str, float], int]) -> dict[str, tuple[float, float]]:
    """Mean and error of every lesson where constants are multiplied by factors."""
    factors, seeds = asked
    varied = varied_catalogue(factors)
    found: dict[str, tuple[float, float]] = {}
    for name in scenarios_used():
        scenario = varied_scenario(base(name), factors)
        same = scenario is base(name) and varied is catalogue()
        if same and (name, seeds) in _UNVARIED:
            found |= _UNVARIED[name, seeds]
            continue
        measured = effects(Template(scenario, varied), range(FIRST_SEED, FIRST_SEED + seeds))
        told = {lesson: (effect.mean, effect.error) for lesson, effect in measured.items()}
        if same:
            _UNVARIED[name, seeds] = told
        found |= told
    return {lesson.id: found[lesson.id] for lesson in LESSONS}
