"""Interrupted series: coverage in noise made to remember, and on reports of worlds in which nothing was interrupted."""

from __future__ import annotations

from typing import Final

import numpy as np

from engine.evidence.measured.pools import FIRST_SEED, template
from engine.evidence.measured.section import Effort, Figure, Section, against, percent
from engine.evidence.reported import KINDS, series_of
from engine.evidence.rows import run_worlds
from engine.evidence.series import Bins, Step, bin_weeks, binned, interrupted
from engine.evidence.windows import longest_cadence
from sim.metrics import metrics

SERIES: Final = 1000
WORLDS: Final = 96
RHOS: Final = (0.0, 0.3, 0.5, 0.7, 0.85)
LENGTHS: Final = ((26, (0.929, 0.961)), (12, (0.913, 0.963)))
SCENARIOS: Final = ("seven-roadmaps", "second-region", "five-dashboards", "leaky-bucket", "tuesday-board")
_LEAST: Final = 16
_PROTOTYPE: Final = (0.45, 0.80)


def measure(effort: Effort) -> list[Figure]:
    """Made noise first, then reports."""
    return [*made(effort), *reports(effort)]


def made(effort: Effort) -> list[Figure]:
    """AR(1) without effect, as many weeks before as after; least squares beside it."""
    rng, games = np.random.default_rng(831), effort.of(SERIES, 20)
    found = []
    for weeks, wanted in LENGTHS:
        shares, plain = [], []
        for rho in RHOS:
            noise = ar1(rng, rho, games, 2 * weeks)
            shares.append(_share(noise, weeks))
            plain.append(_least_squares(noise, weeks))
        low, high = min(shares), max(shares)
        verdict = "as there" if wanted[0] - 0.01 <= low and high <= wanted[1] + 0.01 else against(low, *wanted)
        rhos = f"rho {RHOS[0]:g} to {RHOS[-1]:g}"
        found.append(
            Figure(
                f"coverage, {weeks} + {weeks} weeks of AR(1), {rhos}, with a trend",
                f"{percent(low)} to {percent(high)}",
                f"{percent(wanted[0])} to {percent(wanted[1])}",
                verdict,
            )
        )
        found.append(
            Figure(
                f"the same series by ordinary least squares, the worst rho ({weeks} + {weeks})",
                percent(min(plain)),
                "40 %" if weeks > LENGTHS[-1][0] else "",
                "never shipped",
            )
        )
    return found


def reports(effort: Effort) -> list[Figure]:
    """Reports of worlds that nobody governs, cut where a player would have begun: the effect is nothing."""
    found, everything = [], []
    for scenario in SCENARIOS:
        first = template(scenario)
        weeks, worlds = first.scenario.weeks, effort.of(WORLDS, 16)
        seeds = range(FIRST_SEED, FIRST_SEED + worlds)
        last, size = weeks.history + weeks.tenure, bin_weeks(longest_cadence(first.scenario))
        begin = weeks.history + 12 + 1 + int(first.scenario.parameter("window_weeks")) - 1
        covered: dict[str, list[bool]] = {}
        widths: dict[str, list[float]] = {}
        for world in run_worlds(first, None, seeds, KINDS, effort.threads, last):
            for one in series_of(world.rows, first).values():
                made_ = binned(one.told_of(), (1, weeks.history), (begin, last), size)
                step = interrupted(made_, trend=weeks.history >= 26) if len(made_.values) else None
                if isinstance(step, Step):
                    covered.setdefault(one.metric, []).append(step.interval[0] <= 0 <= step.interval[1])
                    level = float(np.abs(made_.values[made_.after == 0]).mean())
                    widths.setdefault(one.metric, []).append((step.interval[1] - step.interval[0]) / 2 / level)
        told = [metric for metric, hits in covered.items() if len(hits) >= _LEAST]
        shares = {metric: sum(covered[metric]) / len(covered[metric]) for metric in told}
        if shares:
            everything += shares.values()
            halves = [100 * float(np.median(widths[metric])) for metric in told]
            worst = metrics()[min(shares, key=lambda metric: shares[metric])].name.lower()
            found.append(
                Figure(
                    f"coverage of nothing on reports in {scenario}, {len(told)} metrics, {worlds} worlds",
                    f"{percent(min(shares.values()))} ({worst}) to {percent(max(shares.values()))}; "
                    f"give or take {min(halves):.0f} to {max(halves):.0f} % of the level",
                )
            )
    if everything:
        middle = float(np.median(everything))
        shown = f"{percent(middle)} ({percent(min(everything))} to {percent(max(everything))})"
        found.append(
            Figure(
                "coverage of nothing on reports, the middle metric", shown, "45 to 80 %", against(middle, *_PROTOTYPE)
            )
        )
    return found


def ar1(
    rng: np.random.Generator, rho: float, series: int, weeks: int
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """AR(1) noise of standard deviation one, stationary from the first week on, shape (series, weeks)."""
    noise = rng.standard_normal((series, weeks))
    for n in range(1, weeks):
        noise[:, n] = rho * noise[:, n - 1] + (1.0 - rho * rho) ** 0.5 * noise[:, n]
    return noise


def _share(noise: np.ndarray[tuple[int, int], np.dtype[np.float64]], before: int) -> float:
    at = np.arange(noise.shape[1])
    after = (at >= before).astype(np.int64)
    hits = 0
    for values in noise:
        step = interrupted(Bins(values, at, after, 1), trend=True)
        hits += isinstance(step, Step) and step.interval[0] <= 0 <= step.interval[1]
    return hits / len(noise)


def _least_squares(noise: np.ndarray[tuple[int, int], np.dtype[np.float64]], before: int) -> float:
    from scipy.special import stdtrit

    n = noise.shape[1]
    x = np.stack([np.ones(n), (np.arange(n) >= before).astype(np.float64), np.arange(n) - n / 2], axis=1)
    inverse = np.linalg.inv(x.T @ x)
    beta = noise @ x @ inverse
    rss = ((noise - beta @ x.T) ** 2).sum(axis=1)
    half = float(stdtrit(n - 3, 0.975)) * np.sqrt(rss / (n - 3) * inverse[1, 1])
    return float((np.abs(beta[:, 1]) <= half).mean())


SECTION: Final = Section(
    "Interrupted series",
    20,
    """
Made noise has exactly the form that the estimator assumes. Reports do not: queues fill in the history and settle,
trains and quarters give them rhythms, sources drift and break. They are taken from worlds that nobody governs, cut
where a player would have begun, with twelve weeks of transition left out: the true effect is nothing.
""",
    measure,
)
