"""Averages over other worlds: how much noise pairing leaves, how many worlds an effect takes, whether t covers."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from engine.evidence.adaptive import FIRST, MOST, OF_ESTIMATE, OF_LEVEL
from engine.evidence.measured.pools import Pool, end_of_tenure, nothing, plan_named, pool, with_plan
from engine.evidence.measured.section import Effort, Figure, Section, against, percent
from sim.metrics import metrics

WORLDS: Final = 512
DRAWS: Final = 4000
SIZES: Final = (8, 16, 32, 64)


class Asked(NamedTuple):
    """A plan of a scenario, or what it asks for some tags, and the metrics looked at."""

    scenario: str
    plan: str
    only: tuple[str, ...]
    metrics: tuple[str, ...]

    @property
    def name(self) -> str:
        """For the page."""
        what = " and ".join(self.only) if self.only else f"the whole plan {self.plan}"
        return f"{what} in {self.scenario}"


ASKED: Final = (
    Asked("seven-roadmaps", "textbook", ("wip-limits",), ("flow.lead", "flow.thru")),
    Asked("seven-roadmaps", "textbook", ("decision-rights",), ("flow.lead",)),
    Asked("quarterly-big-bang", "textbook", ("release-checklist",), ("rel.cfr", "rel.harm")),
    Asked("tuesday-board", "textbook", ("release-checklist",), ("rel.cfr", "rel.harm")),
    Asked("leaky-bucket", "textbook", ("churn-process",), ("cust.renew",)),
    Asked("seven-roadmaps", "textbook", (), ("flow.lead", "flow.thru")),
    Asked("quarterly-big-bang", "textbook", (), ("rel.cfr", "rel.harm")),
)
_VARIANCE: Final = {"flow.lead": (0.004, 0.19), "rel.cfr": (0.19, 0.29), "rel.harm": (0.12, 0.72)}
_VARIANCE_WHOLE: Final = {"flow.lead": (0.26, 0.26), "rel.harm": (0.86, 0.86)}
_COVERAGE: Final = {
    "flow.lead": (0.94, 0.96), "rel.cfr": (0.94, 0.96), "flow.thru": (0.94, 0.96), "rel.harm": (0.91, 0.96)
}  # fmt: skip
_NEEDED: Final = {
    "flow.lead": (2, 37), "rel.cfr": (2, 13), "flow.thru": (22, 22), "rel.harm": (20, 55), "cust.renew": (37, 37)
}  # fmt: skip


def measure(effort: Effort) -> list[Figure]:
    """Every plan and metric."""
    figures = []
    for asked in ASKED:
        worlds = effort.of(WORLDS, 64)
        plan = plan_named(asked.scenario, asked.plan, asked.only)
        both = with_plan(asked.scenario, plan, worlds, effort.threads), nothing(asked.scenario, worlds, effort.threads)
        for name in asked.metrics:
            one = pool(metrics()[name], *both, end_of_tenure(asked.scenario))
            figures += figures_of(asked, name, one, effort.of(DRAWS, 500))
    return figures


def figures_of(asked: Asked, name: str, one: Pool, draws: int) -> list[Figure]:
    """Variance ratio, worlds needed and coverage of one metric."""
    rng = np.random.default_rng(830)
    what = f"{metrics()[name].name}: {asked.name}"
    single = bool(asked.only)
    ranges = _VARIANCE if single else _VARIANCE_WHOLE
    ratio, needed = one.variance_ratio, one.worlds_needed()
    found = [
        Figure(
            f"{what}: variance left by pairing",
            "·" if ratio is None else f"{ratio:.3f}",
            _shown(ranges.get(name), "{:g}"),
            against(ratio, *ranges[name]) if name in ranges else "",
        ),
        Figure(
            f"{what}: worlds for an interval of a quarter of the effect either way",
            "no effect to speak of" if needed is None else f"{needed:.0f}",
            _shown(_NEEDED.get(name) if single else None, "{:g}"),
            against(needed, *_NEEDED[name]) if single and name in _NEEDED and needed is not None else "",
        ),
    ]
    covered = [one.coverage(size, draws, rng) for size in SIZES]
    shown = ", ".join(percent(share) for share in covered)
    sizes = ", ".join(map(str, SIZES))
    wanted = _COVERAGE.get(name)
    found.append(
        Figure(
            f"{what}: coverage at {sizes} worlds (skew {one.skew:+.1f})",
            shown,
            "" if wanted is None else f"{100 * wanted[0]:.0f} to {100 * wanted[1]:.0f} %",
            "" if wanted is None else _verdict(covered, *wanted),
        )
    )
    settled, worlds = adaptive(one, draws, rng)
    found.append(
        Figure(
            f"{what}: coverage where worlds are doubled until narrow (mean {worlds:.0f})",
            percent(settled),
            "92.8 to 95.6 %",
            against(settled, 0.928, 0.956),
        )
    )
    return found


def adaptive(one: Pool, draws: int, rng: np.random.Generator) -> tuple[float, float]:
    """Coverage of doubling, and the mean number of worlds it takes, on a pool."""
    level = abs(float(one.over_0.sum() / one.under_0.sum())) * one.scale
    at = rng.integers(0, len(one.over), (draws, MOST))
    hit, used, open_ = np.zeros(draws), np.zeros(draws), np.ones(draws, np.bool_)
    size = FIRST
    while open_.any():
        effects, half = one.intervals(at[:, :size])
        narrow = half <= np.maximum(OF_ESTIMATE * np.abs(effects), OF_LEVEL * level)
        stops = open_ & (narrow if size < MOST else True)
        hit[stops] = (np.abs(effects - one.effect) <= half)[stops]
        used[stops] = size
        open_ &= ~stops
        size *= 2
    return float(hit.mean()), float(used.mean())


def _shown(wanted: tuple[float, float] | None, form: str) -> str:
    if wanted is None:
        return ""
    return " to ".join(dict.fromkeys(form.format(end) for end in wanted))


def _verdict(covered: list[float], low: float, high: float) -> str:
    """Allows for the error of so many draws."""
    slack = 0.01
    if all(low - slack <= share <= high + slack for share in covered):
        return "as there"
    least, most = min(covered), max(covered)
    return f"as low as {percent(least)}" if least < low - slack else f"as high as {percent(most)}"


SECTION: Final = Section(
    "Averages over other worlds",
    10,
    """
Pools of worlds are sampled again and again, with replacement; the truth is the effect over the whole pool. The window
is the end of tenure. *Variance left by pairing* is Var(d) / (Var(A) + Var(B)): below one, comparing a world with its
own twin is worth more than two worlds apart. *Doubling* asks for 32 worlds, then 64, 128 and 256, until half of the
interval is at most 25 % of the estimate or 2 % of the level.
""",
    measure,
)
