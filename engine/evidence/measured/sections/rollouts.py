"""Staggered comparisons: by lot and by choice, on made panels and on teams of worlds without a rollout."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from engine.evidence.estimators import of_world
from engine.evidence.measured.pools import FIRST_SEED, template
from engine.evidence.measured.section import Effort, Figure, Section, against, percent
from engine.evidence.measured.sections.series import ar1
from engine.evidence.reported import KINDS
from engine.evidence.rows import run_worlds
from engine.evidence.staggered import BASELINE_WEEKS, att, cells, compared
from engine.evidence.teams import ROLLOUT, reported_by_team, team_kinds
from sim.metrics import metrics

Floats = npt.NDArray[np.float64]

GAMES: Final = 400
WORLDS: Final = 96
WEEKS: Final = 52
DATES: Final = (16, 16, 24, 24, 32, 40)
SCENARIOS: Final = (("seven-roadmaps", "tracker-throughput"), ("seven-roadmaps", "tracker-lead"))
_LOT: Final = (0.927, 0.973)
_GROWS: Final = -1.65


def measure(effort: Effort) -> list[Figure]:
    """Made panels first, then teams of real worlds."""
    return [*made(effort), *teams(effort)]


def made(effort: Effort) -> list[Figure]:
    """Six teams of different levels in noise that remembers, with a common season."""
    rng, games = np.random.default_rng(832), effort.of(GAMES, 20)
    hits = {"nothing": 0, "all at once": 0, "ramp": 0}
    for _ in range(games):
        noise, begun = _panel(rng), rng.permutation(np.array(DATES))
        since = np.arange(WEEKS)[None, :] - begun[:, None] + 1
        use = np.clip(since / 12.0, 0.0, 1.0)
        for name, dose, size in (
            ("nothing", None, 0.0), ("all at once", None, -1.0), ("ramp", use, _GROWS),
        ):  # fmt: skip
            effect = size * ((since > 0) * 1.0 if dose is None else dose)
            found = compared(noise + effect, begun, lot=True, adoption=dose)
            true = float(effect[cells(begun, WEEKS)].mean())
            hits[name] += found is not None and found.interval is not None and (
                found.interval[0] <= true <= found.interval[1]
            )  # fmt: skip
    figures = [
        Figure(
            f"coverage by lot, made panels, {name}", percent(hit / games), "92.7 to 97.3 %", against(hit / games, *_LOT)
        )
        for name, hit in hits.items()
    ]
    return [*figures, *_growing()]


def _growing() -> list[Figure]:
    """What each estimator makes of an effect that grows, without noise."""
    begun = np.array((16, 20, 24, 28, 32, 36))
    use = np.clip((np.arange(WEEKS)[None, :] - begun[:, None] + 1) / 20.0, 0.0, 1.0)
    effect = _GROWS * use
    mask = cells(begun, WEEKS)
    bias = att(effect, begun) / float(effect[mask].mean()) - 1.0
    treated = (use > 0) * 1.0
    lost = 1.0 - _two_way(effect, treated) / float(effect[treated > 0].mean())
    return [
        Figure("bias of group-time effects where the effect grows", percent(abs(bias)), "at most 3 %", "as there"),
        Figure(
            "what two-way fixed effects lose of it (never shipped)",
            percent(lost),
            "28 to 35 %",
            against(lost, 0.28, 0.35),
        ),
    ]


def teams(effort: Effort) -> list[Figure]:
    """Teams of worlds that nobody governs, given dates by lot, and the worst ones first."""
    figures = []
    for scenario, source in SCENARIOS:
        first = template(scenario)
        weeks = first.scenario.weeks
        entry = next(one for one in first.scenario.sources if one.id == source)
        kinds = {*KINDS, *ROLLOUT, *team_kinds([metrics()[entry.definition], metrics()[entry.metric]])}
        seeds = range(FIRST_SEED, FIRST_SEED + effort.of(WORLDS, 16))
        last = weeks.history + 52
        hits: dict[str, list[bool]] = {"by lot": [], "chosen at random, teams left out": [], "worst first": []}
        drifts = []
        for world in run_worlds(first, None, seeds, kinds, effort.threads, last):
            look = of_world(first, world)
            split = reported_by_team(look.rows, world.counts, world.totals, look.series[source], first)
            assert split is not None  # both sources can be broken down by team
            for name, found in _phantoms(split, world.seed, weeks.history, better_low=entry.metric == "flow.lead"):
                if found is not None:
                    value, low, high = found
                    hits[name].append(low <= 0 <= high)
                    if name == "worst first":
                        drifts.append(value)
        what = f"{metrics()[entry.metric].name.lower()} by team in {scenario}"
        prototype = {"by lot": "94 %", "worst first": "87 %"}
        for name, one in hits.items():
            if one:
                share = sum(one) / len(one)
                verdict = against(share, *_LOT) if name == "by lot" else ""
                figures.append(
                    Figure(
                        f"coverage of nothing, {name}: {what}",
                        f"{percent(share)} of {len(one)}",
                        prototype.get(name, ""),
                        verdict,
                    )
                )
        if drifts:
            figures.append(
                Figure(f"bias where the worst come first: {what}", f"{np.mean(drifts):+.2f}".replace("-", "−"))
            )
    return figures


def _phantoms(
    split: Floats, seed: int, history: int, *, better_low: bool
) -> list[tuple[str, tuple[float, float, float] | None]]:
    """What would be found in teams that began nothing."""
    rng = np.random.default_rng(seed)
    n = len(split)
    dates = np.array([history + 4 + 8 * (team // 2) for team in range(n)])
    dates[-1] = 1 << 30
    base = np.nanmean(split[:, history - BASELINE_WEEKS : history], axis=1)
    worst = np.argsort(np.where(np.isnan(base), 0.0, -base if better_low else base))
    chosen = np.empty(n, np.int64)
    chosen[worst] = dates
    drawn = rng.permutation(dates)
    found: list[tuple[str, tuple[float, float, float] | None]] = []
    for name, outcomes, begun, lot in (
        ("by lot", split, drawn, True), ("chosen at random, teams left out", split, drawn, False),
        ("worst first", split, chosen, False),
    ):  # fmt: skip
        one = compared(outcomes, begun, lot=lot, seed=seed)
        known = one is not None and one.interval is not None and not np.isnan(one.value)
        found.append((name, (one.value, *one.interval) if known and one and one.interval else None))
    return found


def _panel(rng: np.random.Generator) -> Floats:
    season = 0.8 * np.sin(np.arange(WEEKS) / 6.0)
    return ar1(rng, 0.5, len(DATES), WEEKS) + rng.standard_normal((len(DATES), 1)) + season


def _two_way(outcomes: Floats, treated: Floats) -> float:
    def within(x: Floats) -> Floats:
        return np.asarray(x - x.mean(axis=0) - x.mean(axis=1, keepdims=True) + x.mean())

    d = within(treated)
    return float((d * within(outcomes)).sum() / (d * d).sum())


SECTION: Final = Section(
    "Staggered comparisons",
    30,
    """
By lot, the interval holds every effect that the lot does not reject; otherwise teams are left out one by one. A lot
is one where a note "by lot" was taken before the first team began and teams began in the order that the world's seed
draws (`engine.evidence.lots`); every other order was chosen, and says so.

Sources report for the whole company. What a tracker would have said of one team is that team's own events of the week
under the source's definition, times what the source got wrong about the company in that week, known when the source's
figure is: the fault of a team's figure is the company's, the same for every team, and what a team alone misreports is
not in the model.

Teams of worlds that nobody governs are given dates that mean nothing: the true effect is nothing. *Worst first* is
what most people do, and those who stand worst come back by themselves.
""",
    measure,
)
