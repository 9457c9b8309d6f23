"""Is a scenario luck, trap or skill? Policies against the targets, interventions alone and in pairs, ways to win."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.catalogue import load_scenario, plan_names, scenario_ids
from engine.evidence.outcome import whole_gain
from engine.evidence.student import t975
from engine.lab.arms import FOREIGN, TEXTBOOK, policy_of
from engine.lab.campaign import Told, run_sums
from engine.lab.paired import outcomes, units_of, weekly_outcomes
from engine.lab.pool import Hands
from engine.lab.shelf import SILVER, Alone, Pair, alone, distinct, launch_plan, moves_of, pair_of, paired_names
from engine.lab.study import NONE, NOVICE, RANDOM, Arm, Study
from engine.lab.sums import Sums
from engine.lab.targets import Checked, check, measures
from engine.worlds import Template
from sim.metrics import metrics
from sim.scenario import Scenario

Floats = npt.NDArray[np.float64]

TRAP, FOREIGNERS = "trap", "foreign"
WAYS: Final = 3  # distinct plans that should win
QUARTER_WEEKS: Final = 13
FIRST_SEED: Final = 930_001  # of worlds on which no plan and no constant was chosen


@dataclass(frozen=True)
class Effort:
    """How many worlds each question is given.

    Attributes:
        seeds: of each policy and intervention.
        foreign_seeds: of each foreign textbook.
        pair_seeds: of each pair.
        every_pair: all pairs, not only those of the interventions that gain most.
    """

    seeds: int = 48
    foreign_seeds: int = 16
    pair_seeds: int = 16
    every_pair: bool = False


@dataclass(frozen=True)
class Balance:
    """What was found of a scenario.

    Attributes:
        scenario: it.
        effort: how many worlds.
        points: O of single worlds, by policy; empty where nothing binds.
        checked: the targets with what was found.
        skill_share: share of the variance of single worlds' O that lies between policies: 1 is all skill, 0 all luck.
        alone: interventions by themselves, the most gaining first.
        pairs: two by two, the most gaining first.
        ways: distinct plans whose mean is Silver.
        winners: mean points of every plan that was tried.
        gain: the textbook's mean gain, summed up by played week, with the half-width of its interval.
        decisive_week: first tenure week from which on that gain stays clear of zero; None if it never does.
        binds: whether the textbook is clear of nothing: where not, there is nothing to win.
    """

    scenario: Scenario
    effort: Effort
    points: dict[str, Floats]
    checked: list[Checked]
    skill_share: float | None
    alone: list[Alone]
    pairs: list[Pair]
    ways: list[str]
    winners: dict[str, float]
    gain: tuple[Floats, Floats]
    decisive_week: int | None
    binds: bool
    foreign_means: dict[str, float] = field(default_factory=dict)

    @property
    def missed(self) -> list[str]:
        """What is not as it should be, by name."""
        if not self.binds:
            return [] if self.is_placebo else ["textbook.gain"]
        found = [one.target.id for one in self.checked if not one.met]
        if len(self.ways) < WAYS:
            found.append("ways")
        return found

    @property
    def is_placebo(self) -> bool:
        """Whether the scenario is meant to have nothing to win."""
        return self.scenario.id == "lucky-quarter"

    @property
    def dominant(self) -> list[str]:
        """Interventions and pairs that average Silver."""
        ones = [one.id for one in self.alone if (one.points.value or 0.0) >= SILVER]
        return ones + [" + ".join(pair.ids) for pair in self.pairs if (pair.points.value or 0.0) >= SILVER]


class _Bench:
    """Runs arms of one scenario and remembers what it has run."""

    def __init__(self, name: str, effort: Effort, first_seed: int, hands: Hands, told: Told | None) -> None:
        self.name, self.effort, self.first_seed = name, effort, first_seed
        self.hands, self.told = hands, told
        self.scenario = load_scenario(name)
        self.document = self.scenario.model_dump(mode="json")
        self.template = Template(self.scenario)
        self.policies: dict[str, Mapping[str, object]] = {}

    def named(self, names: Sequence[str]) -> list[Arm]:
        """Arms of plans and policies by name."""
        return [Arm("base", label, self.document, policy) for label, policy in map(self._policy, names)]

    def _policy(self, name: str) -> tuple[str, dict[str, object]]:
        return policy_of(self.name, self.template, name)

    def launching(self, several: Sequence[Sequence[str]]) -> list[Arm]:
        """Arms that launch interventions and do nothing else."""
        plans = [launch_plan(self.scenario, ids) for ids in several]
        return [
            Arm("base", " + ".join(ids), self.document, {"kind": "plan", "plan": plan.raw()})
            for ids, plan in zip(several, plans, strict=True)
        ]

    def run(self, arms: Sequence[Arm], seeds: int) -> dict[str, Sums]:
        """Their sums, by name."""
        if not arms:
            return {}
        for arm in arms:
            self.policies[arm.name] = arm.policy
        options = {"window": "tenure", "weekly": True}
        study = Study("sums", tuple(arms), self.first_seed, seeds, options=options)
        return dict(zip((arm.name for arm in arms), run_sums(study, self.hands, told=self.told), strict=True))


def balance(
    name: str, effort: Effort, hands: Hands, *, first_seed: int = FIRST_SEED, told: Told | None = None
) -> Balance:
    """Look at a scenario.

    Args:
        name: an id or a file, beside which its plans lie; it needs `textbook` and `trap`.
        effort: how many worlds.
        hands: who does the work; what is found does not depend on it.
        first_seed: of the worlds.
        told: called as the work goes.
    """
    bench = _Bench(name, effort, first_seed, hands, told)
    scenario = bench.scenario
    own = [plan for plan in plan_names(name) if plan not in {NONE, TRAP, TEXTBOOK, RANDOM}]
    policies = bench.run(bench.named([NONE, TRAP, TEXTBOOK, RANDOM, NOVICE, *own]), effort.seeds)
    nothing = policies[NONE]
    others = [other for other in scenario_ids() if TEXTBOOK in plan_names(other) and other != scenario.id]
    abroad = bench.run(bench.named([FOREIGN + other for other in others]), min(effort.foreign_seeds, effort.seeds))
    single = bench.run(bench.launching([[one] for one in scenario.shelf]), effort.seeds)
    everything = policies | abroad | single
    y = outcomes(scenario, everything, nothing)
    whole = whole_gain(y[TEXTBOOK], y[NONE])
    units = units_of(scenario, nothing)
    gain = weekly_outcomes(scenario, policies[TEXTBOOK], units) - weekly_outcomes(scenario, nothing, units)
    if whole is None:
        return _nothing_binds(scenario, effort, gain)

    def points(values: Floats) -> Floats:
        return 100.0 * (values - y[NONE][: len(values)]) / whole

    o = {arm: points(y[arm]) for arm in everything}
    quiet = weekly_outcomes(scenario, nothing, units)
    weekly = {one: (weekly_outcomes(scenario, sums, units) - quiet).mean(axis=0) for one, sums in single.items()}
    found = alone(scenario, bench.template.catalogue, {one: o[one] for one in single}, single, nothing, weekly)
    names = paired_names(found, effort.every_pair)
    both = bench.run(bench.launching(names), min(effort.pair_seeds, effort.seeds))
    y_both = outcomes(scenario, both, nothing)
    pairs = [pair_of(ids, points(y_both[" + ".join(ids)]), {one: o[one] for one in single}) for ids in names]
    o |= {arm: points(values) for arm, values in y_both.items()}
    means = {arm: float(o[arm].mean()) for arm in [TEXTBOOK, *own, *single, *both]}
    ranked = sorted((arm for arm in means if means[arm] >= SILVER), key=lambda arm: -means[arm])
    shown = {arm: o[arm] for arm in (NONE, TRAP, RANDOM, NOVICE, TEXTBOOK)}
    shown[FOREIGNERS] = np.concatenate([o[FOREIGN + other] for other in others]) if others else np.zeros(0)
    cumulative, half, week = decisive(gain, scenario.weeks.tenure)
    return Balance(
        scenario=scenario,
        effort=effort,
        points=shown,
        checked=check(_found(shown, policies[TEXTBOOK], scenario, found)),
        skill_share=skill_share([shown[arm] for arm in (NONE, TRAP, RANDOM, NOVICE, TEXTBOOK)]),
        alone=found,
        pairs=sorted(pairs, key=lambda pair: -(pair.points.value or 0.0)),
        ways=distinct({arm: moves_of(bench.policies[arm]) for arm in ranked}),
        winners=means,
        gain=(cumulative, half),
        decisive_week=week,
        binds=True,
        foreign_means={other: float(o[FOREIGN + other].mean()) for other in others},
    )


def _nothing_binds(scenario: Scenario, effort: Effort, gain: Floats) -> Balance:
    cumulative, half, week = decisive(gain, scenario.weeks.tenure)
    return Balance(scenario, effort, {}, [], None, [], [], [], {}, (cumulative, half), week, binds=False)


def _found(
    shown: Mapping[str, Floats], textbook: Sums, scenario: Scenario, found: Sequence[Alone]
) -> dict[str, dict[str, float]]:
    """What the targets ask, by policy."""
    result = {arm: measures(values) for arm, values in shown.items() if len(values)}
    at = list(metrics()).index("gov.hours")
    load = metrics()["gov.hours"]
    hours = float(textbook.over[:, at].sum()) / max(1.0, float(textbook.under[:, at].sum())) * load.scale
    result[TEXTBOOK]["load"] = hours
    result[TEXTBOOK]["cards"] = float(textbook.cards.mean()) / scenario.weeks.tenure * QUARTER_WEEKS
    paying = [one.worse_first for one in found if one.points.clear and one.worse_first is not None]
    if paying:
        result["launches"] = {"worse-first": sum(paying) / len(paying)}
    return result


def skill_share(points: Sequence[Floats]) -> float:
    """The share of the variance of single worlds' O that lies between policies, each counting alike."""
    means = np.array([values.mean() for values in points])
    between = float(np.mean((means - means.mean()) * (means - means.mean())))
    within = float(np.mean([values.var() for values in points]))
    return between / (between + within) if between + within > 0.0 else 0.0


def decisive(gain: Floats, tenure: int) -> tuple[Floats, Floats, int | None]:
    """When a plan's gain is settled on average.

    Args:
        gain: by world and played week, shape (R, weeks).
        tenure: weeks of it that are played.

    Returns:
        The mean of the gain summed up to each week, the half-width of its 95 % interval, and the first tenure week from
        which on it stays clear of zero to the end; None if it does not, or only after the tenure.
    """
    total = np.cumsum(gain, axis=1)
    mean, runs = total.mean(axis=0), len(total)
    half = t975(runs - 1) * total.std(axis=0, ddof=1) / np.sqrt(runs)
    clear = np.abs(mean) > half
    unclear = np.flatnonzero(~clear)
    first = int(unclear[-1]) + 2 if len(unclear) else 1
    return mean, half, first if first <= min(tenure, len(mean)) else None


def across(found: Sequence[Balance]) -> list[str]:
    """What is dominant in too many scenarios: "no single intervention or pair averages Silver in more than two"."""
    seen: dict[str, list[str]] = {}
    for one in found:
        for name in one.dominant:
            seen.setdefault(name, []).append(one.scenario.id)
    said = [f"{name} averages Silver in {', '.join(where)}" for name, where in seen.items() if len(where) > 2]
    for one in found:
        for other, mean in one.foreign_means.items():
            if mean >= SILVER:
                said.append(f"the textbook of {other} averages Silver in {one.scenario.id}")
    return said
