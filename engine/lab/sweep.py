"""Scenario parameters varied, and what becomes of a plan: tables by point, Sobol indices, tornados."""

from __future__ import annotations

import functools
import pathlib
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.errors import InputError
from engine.evidence.student import t975
from engine.lab.arms import policy_of
from engine.lab.campaign import Told, run_sums
from engine.lab.designs import Point
from engine.lab.paired import OUTCOME, Paired, chosen_metrics, mean_difference, of_metric, outcomes
from engine.lab.paths import Value, Varied, with_values
from engine.lab.pool import Hands
from engine.lab.study import NONE, Arm, Study
from engine.lab.sums import Sums
from engine.worlds import Template
from sim.metrics import metrics
from sim.scenario import Scenario

Floats = npt.NDArray[np.float64]
RESAMPLES: Final = 200  # bootstrap resamples behind the intervals of Sobol indices


@dataclass(frozen=True)
class Question:
    """What is asked of every point.

    Attributes:
        name: how the scenario was named.
        scenario: it, complete, as plain data.
        plan: who governs.
        measures: ids of metrics, or "outcome": the gain over nobody, in SD of the scenario as it is.
        seeds: worlds of each point.
        first_seed: the first of them, the same at every point.
        window: of metrics.
        hands: who does the work.
        told: called as the work goes.
    """

    name: str
    scenario: Mapping[str, Any]
    plan: str
    measures: tuple[str, ...]
    seeds: int
    first_seed: int
    window: str
    hands: Hands
    told: Told | None = None

    def __post_init__(self) -> None:
        chosen_metrics([name for name in self.measures if name != OUTCOME])

    @functools.cached_property
    def policy(self) -> tuple[str, dict[str, Any]]:
        """The plan as an arm has it."""
        return policy_of(self.name, Template(Scenario.model_validate(dict(self.scenario))), self.plan)

    @property
    def paired(self) -> bool:
        """Whether nobody is run beside the plan."""
        return OUTCOME in self.measures and self.policy[1]["kind"] != NONE


@dataclass(frozen=True)
class Answer:
    """What was found at one point.

    Attributes:
        point: values by path.
        values: of each measure, world by world.
        pooled: the measure over all worlds, and the half-width of its 95 % interval.
        sums: the runs.
    """

    point: Point
    values: dict[str, Floats]
    pooled: dict[str, tuple[float | None, float | None]]
    sums: Sums


def ask(
    question: Question, points: Sequence[Point], *, out: pathlib.Path | None = None, resume: bool = False
) -> list[Answer]:
    """Run every point, and answer.

    Args:
        question: what is asked.
        points: values by path.
        out: keep what is done beside this file, to be resumed.
        resume: continue an earlier start.

    Raises:
        InputError: a point makes no scenario.
    """
    arms: list[Arm] = []
    label, policy = question.policy
    for number, point in enumerate(points):
        document = with_values(question.scenario, point)
        arms.append(Arm(f"point {number}", label, document, policy))
        if question.paired:
            arms.append(Arm(f"point {number}", "(nobody)", document, {"kind": NONE}))
    study = Study("sums", tuple(arms), question.first_seed, question.seeds, options={"window": question.window})
    sums = run_sums(study, question.hands, out=out, resume=resume, told=question.told)
    step = 2 if question.paired else 1
    plans, nobody = sums[::step], sums[1::2] if question.paired else sums
    scenario = Scenario.model_validate(dict(question.scenario))
    gains = [_gains(scenario, plan, other, nobody[0]) for plan, other in zip(plans, nobody, strict=True)]
    return [_answer(question, point, plan, gain) for point, plan, gain in zip(points, plans, gains, strict=True)]


def _gains(scenario: Scenario, plan: Sums, other: Sums, units: Sums) -> Floats:
    """Y of the plan less Y of nobody, world by world, in the units of one and the same company."""
    y = outcomes(scenario, {"plan": plan, "other": other}, units)
    return y["plan"] - y["other"] if plan is not other else y["plan"]


def _answer(question: Question, point: Point, sums: Sums, gain: Floats) -> Answer:
    values: dict[str, Floats] = {}
    pooled: dict[str, tuple[float | None, float | None]] = {}
    for name in question.measures:
        if name == OUTCOME:
            values[name] = gain
            zero = mean_difference(gain, np.zeros(len(gain)))
            pooled[name] = zero.value, zero.half_width
            continue
        at = list(metrics()).index(name)
        over, under = sums.over[:, at].astype(np.float64), sums.under[:, at].astype(np.float64)
        scale = metrics()[name].scale
        values[name] = np.where(under > 0, over / np.maximum(under, 1) * scale, np.nan)
        pooled[name] = _ratio(over, under, scale)
    return Answer(point, values, pooled, sums)


def _ratio(over: Floats, under: Floats, scale: float) -> tuple[float | None, float | None]:
    """A ratio of sums over worlds, and the half-width of its interval from linearised residuals."""
    n, total = len(over), float(under.sum())
    if total <= 0.0:
        return None, None
    ratio = float(over.sum()) / total
    if n < 2:
        return ratio * scale, None
    residuals = scale * (over - ratio * under) / (total / n)
    return ratio * scale, t975(n - 1) * float(np.sqrt((residuals * residuals).sum() / (n * (n - 1))))


# --- Sobol indices ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Index:
    """How much of a measure's variance one parameter explains.

    Attributes:
        path: of the parameter.
        first: share explained by it alone, with a 95 % bootstrap interval.
        total: share that involves it.
    """

    path: str
    first: tuple[float, float, float]
    total: tuple[float, float, float]


def indices(function: Callable[[Floats], Floats], varied: Sequence[Varied], n: int, seed: int = 0) -> list[list[Index]]:
    """Sobol indices of a function of parameters that vary evenly and independently, each between its low and high.

    As in Saltelli et al. (2010), by `scipy.stats.sobol_indices`: n (parameters + 2) evaluations.

    Args:
        function: takes points of shape (parameters, N) and gives values of shape (outputs, N).
        varied: the parameters.
        n: a power of two.
        seed: of the design and of the bootstrap.

    Returns:
        For each output, an index for each parameter.

    Raises:
        InputError: n is no power of two, a parameter lists values, or there is only one.
    """
    from scipy.stats import DegenerateDataWarning, sobol_indices, uniform

    if n < 2 or n & (n - 1):
        raise InputError(f"{n} points; Sobol indices need a power of two, such as 64 or 256")
    listed = next((one.path for one in varied if one.values), None)
    if listed is not None:
        raise InputError(f"{listed} lists values; Sobol indices need a range, {listed}=LOW:HIGH")
    if len(varied) < 2:
        raise InputError("Sobol indices share variance out between parameters: vary two or more (or --method tornado)")
    generator = np.random.default_rng(seed)
    dists: Any = [uniform(loc=one.low, scale=one.high - one.low) for one in varied]
    with np.errstate(invalid="ignore", divide="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", DegenerateDataWarning)  # a function that never varies: nothing matters to it
        found = sobol_indices(func=function, n=n, dists=dists, rng=generator)
        intervals = found.bootstrap(n_resamples=RESAMPLES)
    outputs = np.atleast_2d(found.first_order).shape[0]

    def told(values: Any, bounds: Any, output: int, at: int) -> tuple[float, float, float]:
        interval = bounds.confidence_interval
        return tuple(  # type: ignore[return-value]
            float(np.nan_to_num(np.atleast_2d(each)[output, at])) for each in (values, interval.low, interval.high)
        )

    return [
        [
            Index(
                one.path,
                told(found.first_order, intervals.first_order, output, at),
                told(found.total_order, intervals.total_order, output, at),
            )
            for at, one in enumerate(varied)
        ]
        for output in range(outputs)
    ]


def sensitivities(question: Question, varied: Sequence[Varied], n: int, seed: int = 0) -> dict[str, list[Index]]:
    """Sobol indices of every measure of a question, by measure."""

    def function(at: Floats) -> Floats:
        points: list[Point] = [
            {one.path: float(value) for one, value in zip(varied, column, strict=True)} for column in at.T
        ]
        answers = ask(question, points)
        rows = [[answer.pooled[name][0] for answer in answers] for name in question.measures]
        for name, row in zip(question.measures, rows, strict=True):
            if any(value is None for value in row):
                raise InputError(f"{name} has no value at some points: nothing to divide by")
        return np.array(rows, np.float64)

    found = indices(function, varied, n, seed)
    return dict(zip(question.measures, found, strict=True))


# --- tornado ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Swing:
    """What a measure does when one parameter goes to its ends.

    Attributes:
        path: of the parameter.
        ends: its values there.
        low: difference from the scenario as it is at the low end, paired by seed.
        high: at the high end.
    """

    path: str
    ends: tuple[Value, Value]
    low: Paired
    high: Paired

    @property
    def width(self) -> float:
        """How far apart both ends are."""
        return abs((self.high.value or 0.0) - (self.low.value or 0.0))


def tornado(question: Question, varied: Sequence[Varied]) -> dict[str, list[Swing]]:
    """Every parameter to its ends, one at a time: differences with intervals, what swings most first, by measure."""
    points: list[Point] = [{}]
    for one in varied:
        ends = (one.values[0], one.values[-1]) if one.values else (one.low, one.high)
        points += [{one.path: ends[0]}, {one.path: ends[1]}]
    base, *rest = ask(question, points)
    found: dict[str, list[Swing]] = {}
    for name in question.measures:
        swings = []
        for at, one in enumerate(varied):
            low, high = rest[2 * at], rest[2 * at + 1]
            ends = (low.point[one.path], high.point[one.path])
            swings.append(Swing(one.path, ends, _against(name, low, base), _against(name, high, base)))
        found[name] = sorted(swings, key=lambda swing: -swing.width)
    return found


def _against(name: str, answer: Answer, base: Answer) -> Paired:
    if name == OUTCOME:
        return mean_difference(answer.values[name], base.values[name])
    return of_metric(metrics()[name], answer.sums, base.sums)
