"""Plans paired by seed: what differs between them, how surely, and how many seeds it would take to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from engine.lab.campaign import Grown, Told
from engine.lab.paired import OUTCOME, Paired, chosen_metrics, mean_difference, of_metric, outcomes
from engine.lab.pool import Hands
from engine.lab.study import NONE, Arm
from sim.scenario import Scenario

MOST_ADAPTIVE: Final = 1024


@dataclass(frozen=True)
class Compared:
    """One plan against another.

    Attributes:
        plan: its name.
        against: the other's.
        executed: share of the plan's commands that were possible.
        differences: by metric, and "outcome".
    """

    plan: str
    against: str
    executed: float
    differences: dict[str, Paired]


def compare(
    arms: Sequence[Arm],
    seeds: int,
    first_seed: int,
    hands: Hands,
    *,
    names: Sequence[str] = (),
    window: str = "tenure",
    wanted: Mapping[str, float] | None = None,
    adaptive: bool = False,
    told: Told | None = None,
) -> list[Compared]:
    """Compare plans with the first of them.

    Args:
        arms: the first is what the others are compared with; all of one scenario.
        seeds: worlds of each plan.
        first_seed: the first of them.
        hands: who does the work.
        names: ids of metrics; all where none is named.
        window: over which weeks, one of `engine.lab.sums.WINDOWS`; the outcome is over tenure and aftermath always.
        wanted: half-widths by metric; see `Paired`.
        adaptive: double the seeds until every half-width is as narrow as wanted, to 1,024 at most.
        told: called as the work goes.
    """
    scenario = Scenario.model_validate(dict(arms[0].scenario))
    nobody = Arm(arms[0].variant, "(nobody)", arms[0].scenario, {"kind": NONE})
    has_nobody = arms[0].policy["kind"] == NONE
    everyone = list(arms) if has_nobody else [*arms, nobody]
    metrics, found = chosen_metrics(names), Grown(everyone, first_seed, window, hands, told)
    while True:
        sums = found.to(seeds)
        nothing = sums[0] if has_nobody else sums[-1]
        y = outcomes(scenario, {arm.name: one for arm, one in zip(everyone, sums, strict=True)}, nothing)
        result = []
        for arm, one in list(zip(arms, sums, strict=False))[1:]:
            differences = {OUTCOME: mean_difference(y[arm.name], y[arms[0].name], (wanted or {}).get(OUTCOME))}
            for metric in metrics:
                differences[metric.id] = of_metric(metric, one, sums[0], (wanted or {}).get(metric.id))
            asked = int(one.asked.sum())
            executed = float(one.accepted.sum()) / asked if asked else 1.0
            result.append(Compared(arm.name, arms[0].name, executed, differences))
        if not adaptive or 2 * seeds > MOST_ADAPTIVE or all(_narrow(compared) for compared in result):
            return result
        seeds *= 2


def _narrow(compared: Compared) -> bool:
    return all(
        one.half_width is None or one.wanted is None or one.half_width <= one.wanted
        for one in compared.differences.values()
    )


def report(found: Sequence[Compared]) -> list[dict[str, Any]]:
    """Comparisons as plain data."""
    return [
        {
            "plan": one.plan,
            "against": one.against,
            "executed": one.executed,
            "differences": {
                name: {
                    "difference": pair.value,
                    "interval": pair.interval,
                    "level": pair.level,
                    "clear": pair.clear,
                    "variance_ratio": pair.ratio,
                    "wanted_half_width": pair.wanted,
                    "seeds_needed": pair.needed,
                    "seeds": pair.worlds,
                }
                for name, pair in one.differences.items()
            },
        }
        for one in found
    ]


def only(found: Compared, clear: bool) -> Compared:
    """A comparison with only those differences that are clear, if that is wanted."""
    kept = {name: pair for name, pair in found.differences.items() if not clear or pair.clear or name == OUTCOME}
    return replace(found, differences=kept)
