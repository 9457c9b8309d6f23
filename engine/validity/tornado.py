"""The tornado: do the lessons keep their sign when what was assumed is halved, doubled, or drawn all at once?

`make tornado` measures it and writes `assets/tornado.json` and `docs/assumptions.md`; `steerco assumptions` reads them.
"""

from __future__ import annotations

import json
import multiprocessing
import pathlib
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from engine.data import data_folder
from engine.errors import InputError
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

FILE: Final = "tornado.json"
SEEDS: Final = 32
DRAWS: Final = 128
QUICK: Final = (8, 16)  # seeds and draws: to see that it runs
KEPT_SHARE: Final = 0.90  # of draws in which a lesson must keep its sign (domain.md 7)
CLEAR_ERRORS: Final = 2.0
_DIGITS: Final = 5

Told = Callable[[int, int], None]
Means = dict[str, float]


@dataclass(frozen=True)
class Swing:
    """One assumed constant.

    Attributes:
        id: as `steerco assumptions` has it.
        still: whether it is zero wherever lessons are measured, so that there was nothing to halve.
        clipped: which of "half" and "double" its range allowed in part only, somewhere.
        half: effects by lesson with half of it; empty where `still`.
        double: effects with twice as much.
    """

    id: str
    still: bool
    clipped: list[str]
    half: Means
    double: Means


@dataclass(frozen=True)
class Tornado:
    """What a campaign found.

    Attributes:
        rules: version of the rules it was measured under.
        scenarios: versions of the scenarios it was measured in, by id.
        seeds: how many worlds each effect is a mean of.
        base: effects by lesson with every constant as it is.
        errors: their standard errors.
        constants: one by one.
        draws: effects by lesson, of each draw of all constants at once.
    """

    rules: int
    scenarios: dict[str, int]
    seeds: int
    base: Means
    errors: Means
    constants: list[Swing]
    draws: list[Means]

    @property
    def stale(self) -> str | None:
        """Why it says nothing about the model as it is now, or None."""
        if self.rules != RULES_VERSION:
            return f"measured under rules version {self.rules}; these are version {RULES_VERSION}"
        if {lesson.id for lesson in LESSONS} != set(self.base):
            return "measured for other lessons"
        for name, version in self.scenarios.items():
            if name not in scenarios_used() or base(name).version != version:
                return f"measured in another version of {name}"
        return None


WANTED: Final = {lesson.id: lesson.wanted for lesson in LESSONS}


def keeps(lesson: str, mean: float) -> bool:
    """Whether an effect has the sign that its lesson claims."""
    return mean * WANTED.get(lesson, 0) > 0.0


def kept_share(tornado: Tornado, lesson: str) -> float:
    """Share of draws in which a lesson kept its sign."""
    kept = [keeps(lesson, draw[lesson]) for draw in tornado.draws]
    return kept.count(True) / len(kept) if kept else 0.0


def whole_share(tornado: Tornado) -> float:
    """Share of draws in which every lesson kept its sign."""
    whole = [all(keeps(lesson, mean) for lesson, mean in draw.items()) for draw in tornado.draws]
    return whole.count(True) / len(whole) if whole else 0.0


def holds(tornado: Tornado) -> bool:
    """Whether each lesson keeps its sign in nine draws of ten."""
    return all(kept_share(tornado, lesson) >= KEPT_SHARE for lesson in tornado.base)


def flipped(swing: Swing) -> list[str]:
    """Lessons that lose their sign with half or twice of a constant, as `lesson at half`."""
    sides = (("half", swing.half), ("double", swing.double))
    return [f"{lesson} at {side}" for side, means in sides for lesson, mean in means.items() if not keeps(lesson, mean)]


# --- measuring --------------------------------------------------------------------------------------------------------
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


# --- the file ---------------------------------------------------------------------------------------------------------
def text_of(tornado: Tornado) -> str:
    """The file of a campaign: one constant, and one draw, a line."""
    raw = asdict(tornado)
    lines = [f'  "{name}": {json.dumps(raw[name])}' for name in raw if name not in {"constants", "draws"}]
    lines += [f'  "{name}": [\n{_rows(raw[name])}\n  ]' for name in ("constants", "draws")]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(entries: Iterable[Any]) -> str:
    return ",\n".join(f"    {json.dumps(entry)}" for entry in entries)


def load(file: pathlib.Path | None = None) -> Tornado | None:
    """A campaign's findings; those that ship, or None if there are none, unless a file is named.

    Raises:
        InputError: the file is no campaign's.
    """
    path = data_folder("assets") / FILE if file is None else file
    if file is None and not path.is_file():
        return None
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        known = {field.name for field in fields(Tornado)}
        if set(raw) != known:
            raise InputError(f"'{path}': not the findings of `make tornado`, which hold {', '.join(sorted(known))}")
        return Tornado(**(raw | {"constants": [Swing(**entry) for entry in raw["constants"]]}))
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"'{path}': not the findings of `make tornado`: {error}") from None
