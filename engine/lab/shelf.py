"""Interventions one by one and two by two: which carry a scenario, which are beaten, which could be told apart."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.evidence.outcome import GRADES
from engine.lab.paired import Paired, mean_difference
from engine.lab.sums import Sums
from sim.commands import Launch
from sim.intervention import Intervention
from sim.plans import Dated, Plan
from sim.scenario import Scenario

Floats = npt.NDArray[np.float64]
SILVER: Final = dict(GRADES)["silver"]
TOLD_APART: Final = 2.0  # standard deviations of a single company's change by itself
PAIRED_MOST: Final = 6  # interventions of which all pairs are tried, in a quick look
_TRIES: Final = (1, 6, 11)  # weeks in which a sponsor after another is asked; a refusal is repeated for four weeks


def launch_plan(scenario: Scenario, interventions: Sequence[str]) -> Plan:
    """A plan that launches interventions everywhere as early as somebody will carry them, and does nothing else."""
    willing = sorted(scenario.sponsors, key=lambda sponsor: -sponsor.power)
    asked: list[str | None] = [one.id for one in willing if one.in_post]
    asked = asked[: len(_TRIES)] or [None]
    commands = [
        Dated(week=week, command=Launch(intervention=name, sponsor=sponsor, for_=name))
        for name in interventions
        for week, sponsor in zip(_TRIES, asked, strict=False)
        if week <= scenario.weeks.tenure
    ]
    return Plan(title=" + ".join(interventions), commands=sorted(commands, key=lambda dated: dated.week))


@dataclass(frozen=True)
class Alone:
    """One intervention, launched alone.

    Attributes:
        id: of the intervention.
        launched: share of worlds in which somebody carried it.
        points: mean gain over nothing, in points of O, with its interval.
        beaten_by: an intervention that clearly gains more and costs no more; empty if there is none.
        signal: standard deviations by which the report it moves most would stand out in a single company.
        source: that report.
        worse_first: whether it costs before it pays; None where it never pays.
    """

    id: str
    launched: float
    points: Paired
    beaten_by: str
    signal: float
    source: str
    worse_first: bool | None

    @property
    def verdict(self) -> str:
        """What it is, in a word or two."""
        value = self.points.value or 0.0
        if value >= SILVER:
            return "dominant"
        if not self.points.clear:
            return "unclear"
        if value < 0.0:
            return "harms"
        return f"beaten by {self.beaten_by}" if self.beaten_by else "helps"

    @property
    def told_apart(self) -> bool:
        """Whether a single company's reports would show it by the end of the tenure."""
        return self.signal >= TOLD_APART


@dataclass(frozen=True)
class Pair:
    """Two interventions together.

    Attributes:
        ids: of both.
        points: mean gain over nothing, in points of O.
        together: what they gain beyond both alone.
    """

    ids: tuple[str, str]
    points: Paired
    together: Paired


def alone(
    scenario: Scenario,
    catalogue: Mapping[str, Intervention],
    gains: Mapping[str, Floats],
    sums: Mapping[str, Sums],
    nothing: Sums,
    weekly: Mapping[str, Floats],
) -> list[Alone]:
    """Judge interventions by their runs alone.

    Args:
        scenario: whose sources and weeks are meant.
        catalogue: what they cost.
        gains: points of O over nothing, by intervention, one a world.
        sums: their runs.
        nothing: the same worlds, ungoverned.
        weekly: mean gain by played week, by intervention.
    """
    points = {name: mean_difference(values, np.zeros(len(values))) for name, values in gains.items()}
    found = []
    for name in gains:
        signal, source = stands_out(scenario, sums[name], nothing)
        found.append(
            Alone(
                id=name,
                launched=float(np.mean(sums[name].launched > 0)),
                points=points[name],
                beaten_by=_beaten_by(name, catalogue, gains),
                signal=signal,
                source=source,
                worse_first=worse_first(weekly[name]),
            )
        )
    return sorted(found, key=lambda one: -(one.points.value or 0.0))


def _beaten_by(name: str, catalogue: Mapping[str, Intervention], gains: Mapping[str, Floats]) -> str:
    """An intervention that costs no more, in capital and in hours, and gains clearly more in the same worlds."""
    mine, best, most = catalogue[name], "", 0.0
    for other, values in gains.items():
        theirs = catalogue[other]
        cheaper = theirs.capital <= mine.capital and theirs.steady_hours <= mine.steady_hours
        if other == name or not cheaper:
            continue
        more = mean_difference(values, gains[name])
        if more.clear and (more.value or 0.0) > most:
            best, most = other, more.value or 0.0
    return best


def stands_out(scenario: Scenario, sums: Sums, nothing: Sums) -> tuple[float, str]:
    """How far the report that a change moves most stands out of what reports do by themselves.

    The signal is the mean difference that it makes, over worlds, to a source's mean of the last weeks of the tenure.
    The noise is the standard deviation, over ungoverned worlds, of that source's change since the last weeks of
    history: what one company would see anyway.

    Returns:
        Signal over noise, and the source; zero and nothing where no source reports.
    """
    best, which = 0.0, ""
    for s, source in enumerate(scenario.sources):
        with np.errstate(invalid="ignore"):
            moved = sums.after[:, s] - nothing.after[:, s]
            by_itself = nothing.after[:, s] - nothing.before[:, s]
        moved, by_itself = moved[~np.isnan(moved)], by_itself[~np.isnan(by_itself)]
        if len(moved) < 2 or len(by_itself) < 2:
            continue
        noise = float(np.std(by_itself, ddof=1))
        ratio = abs(float(moved.mean())) / noise if noise > 0.0 else 0.0
        if ratio > best:
            best, which = ratio, source.id
    return best, which


def worse_first(weekly: Floats) -> bool | None:
    """Whether a mean gain, summed up week by week, is below zero before it ends above; None if it ends below."""
    total = np.cumsum(weekly)
    if not len(total) or total[-1] <= 0.0:
        return None
    return bool(total.min() < -0.01 * abs(total[-1]))


def paired_names(found: Sequence[Alone], every: bool) -> list[tuple[str, str]]:
    """Pairs to try: of the most gaining interventions, or of all."""
    names = [one.id for one in found]
    return list(itertools.combinations(names if every else names[:PAIRED_MOST], 2))


def pair_of(ids: tuple[str, str], together: Floats, gains: Mapping[str, Floats]) -> Pair:
    """Judge two interventions by the same worlds with both, and with each alone."""
    n, (one, other) = len(together), ids
    apart = gains[one][:n] + gains[other][:n]
    return Pair(ids, mean_difference(together, np.zeros(n)), mean_difference(together, apart))


def moves_of(policy: Mapping[str, Any]) -> frozenset[str]:
    """What a plan does, so that plans can be told apart: what it launches, the policies it sets, what else it asks."""
    if policy["kind"] != "plan":
        return frozenset()
    plan = Plan.parse(policy["plan"])
    commands = [dated.command for dated in plan.commands] + [rule.command for rule in plan.rules]
    found = set()
    for command in commands:
        named = getattr(command, "intervention", None) or getattr(command, "policy", None)
        if command.kind in {"launch", "set_policy"}:
            found.add(f"{command.kind} {named}")
        elif command.kind in {"stop", "fund", "reallocate", "retire", "rank", "set_kpi"}:
            found.add(command.kind)
    return frozenset(found)


def distinct(winners: Mapping[str, frozenset[str]], most_alike: float = 0.5) -> list[str]:
    """The largest set of winning plans no two of which do mostly the same.

    Args:
        winners: moves by plan, the best plan first.
        most_alike: share of both plans' moves that two may have in common (Jaccard).
    """
    names = list(winners)[:12]
    for size in range(len(names), 0, -1):
        for chosen in itertools.combinations(names, size):
            if all(_alike(winners[a], winners[b]) <= most_alike for a, b in itertools.combinations(chosen, 2)):
                return list(chosen)
    return []


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    both = one | other
    return len(one & other) / len(both) if both else 1.0
