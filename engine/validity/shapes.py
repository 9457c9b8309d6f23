"""Further checks (domain.md 7): what experiments claim, in what order customers react, and the shapes of tails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from engine.catalogue import load_plan, load_scenario
from engine.ensemble import run_ensemble
from engine.log import codec
from engine.session import Session
from engine.validity.check import Check, Effort, Floats, standard_error
from engine.validity.companies import long_run, plain
from engine.validity.costs import alone, template
from engine.worlds import Template
from sim import events as ev
from sim.draws import STREAM_VALUE, lognormal, uniform
from sim.interventions import catalogue
from sim.kernel import bind, kernel
from sim.metrics import metrics
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from sim.scenario import Scenario
from sim.systems.experiments import SIGNIFICANT, sample_z
from sim.systems.features import usage_of
from sim.world import DAY, LINES

COMPANY: Final = "seven-roadmaps"
TESTS: Final = 8000
LOOKS: Final = ((1, 5.0, 1.0), (5, 14.0, 2.0), (10, 19.0, 2.0), (20, 25.0, 2.0))  # looks, % rejected, within
SLOW_DAYS, QUICK_DAYS = 22.0, 8.0  # median time to first value before and after
REACTIONS: Final = ("cust.activ", "cust.depth", "cust.renew")
REACTION_WEEKS: Final = 208
SPAN_WEEKS: Final = 4  # that a figure is of
SMOOTH_WEEKS: Final = 9
RENEWAL_LAG_WEEKS: Final = (20, 60)
TAIL: Final = (2.0, 4.0)
TOP, TOP_SHARE, TOP_WITHIN = 0.12, 0.80, 0.10  # of features, of use
FEATURES: Final = 4000


@kernel
def rejected(worlds: Any, looks: int, tests: int) -> int:
    """How many tests in which nothing differs are significant at one of so many evenly spaced looks."""
    n = 0
    for test in range(tests):
        for look in range(1, looks + 1):
            if abs(sample_z(worlds[0], test, 0, look)) > SIGNIFICANT:
                n += 1
                break
    return n


def experiments(effort: Effort) -> list[Check]:
    """Law 9, of experiments: how often nothing looks like something, and how much winners promise."""
    worlds = bind(Template(plain(), {}).world(effort.seeds(8)[0]))
    checks = []
    for looks, expected, within in LOOKS:
        share = 100.0 * int(rejected(worlds, looks, TESTS)) / TESTS
        checks.append(
            Check(
                9, f"tests of nothing that reject with {looks} look{'s' if looks > 1 else ''}", f"{share:.1f} %",
                f"{expected:.0f} ± {within:.0f} %", abs(share - expected) <= within, TESTS,
            )
        )  # fmt: skip
    return [*checks, _winners_curse(effort)]


def _winners_curse(effort: Effort) -> Check:
    guild = catalogue()["experiment-guild"]
    seeds = effort.seeds(32)
    founded = template(COMPANY)
    plan = alone(COMPANY, guild.id, next(iter(guild.variants)), founded.scenario.weeks.tenure)
    found = run_ensemble(founded, plan, seeds, effort.threads)
    claims = found.counts[:, :, int(ev.UPLIFT_CLAIMED)].sum(axis=1)
    over = found.totals[:, :, int(ev.UPLIFT_CLAIMED)].sum(axis=1)[claims > 0] / claims[claims > 0] / 10.0
    low = float(over.mean()) - 3.0 * standard_error(over)
    return Check(
        9, "uplift claimed on shipping less the true one, in hundredths of what it lifts", f"{float(over.mean()):.1f}",
        "above zero, 3 SE", low > 0.0, len(over),
    )  # fmt: skip


def lags(effort: Effort) -> list[Check]:
    """Activation moves before depth, and depth before renewals, which wait for contracts to end."""
    seeds = effort.seeds(64)
    slow = Template(_with_first_value(load_scenario(COMPANY), SLOW_DAYS), {})
    quick, usual = ([_reaction(slow, days, seed) for seed in seeds] for days in (QUICK_DAYS, SLOW_DAYS))
    gaps = [np.nanmean([q[n] - s[n] for q, s in zip(quick, usual, strict=True)], axis=0) for n in range(len(REACTIONS))]
    weeks = [_moved(gap) for gap in gaps]
    low, high = RENEWAL_LAG_WEEKS
    lag = weeks[2] - weeks[0]
    return [
        Check(
            11, "weeks until activation, depth, renewals are a quarter on their way, once first value comes sooner",
            " → ".join(f"{week:.0f}" for week in weeks), "in this order", weeks[0] < weeks[1] < weeks[2], len(seeds),
        ),
        Check(
            11, "weeks that renewals lie behind activation", f"{lag:.0f}", f"{low} to {high}", low <= lag <= high,
            len(seeds),
        ),
    ]  # fmt: skip


def _moved(gap: Floats) -> float:
    """The week at which a mean gap, smoothed, has come a quarter of the way to what it is in the last half year."""
    smooth = np.convolve(gap, np.ones(SMOOTH_WEEKS) / SMOOTH_WEEKS, "valid")
    return float(np.argmax(smooth >= 0.25 * smooth[-26:].mean())) + SPAN_WEEKS + SMOOTH_WEEKS // 2


def _with_first_value(scenario: Scenario, days: float) -> Scenario:
    lines = [
        line.model_copy(update={"customers": line.customers.model_copy(update={"first_value_days": days})})
        for line in scenario.lines
        if line.customers is not None
    ]
    return scenario.model_copy(update={"lines": lines})


def _reaction(founded: Template, days: float, seed: int) -> list[Floats]:
    """Figures by week of a world whose newcomers reach first value in so many days from its first day on."""

    def sooner(world: np.void) -> None:
        world["products"]["first_value_days"][:LINES] *= days / SLOW_DAYS

    counts, totals = long_run(founded, REACTION_WEEKS, seed, sooner)
    figures = []
    for name in REACTIONS:
        rows = (slice(week - SPAN_WEEKS, week) for week in range(SPAN_WEEKS, REACTION_WEEKS))
        values = [metrics()[name].value(counts[row], totals[row]) for row in rows]
        figures.append(np.array([np.nan if value is None else value for value in values]))
    return figures


class _Times:
    """A recorder that keeps how long each item took from request to live, in days, once somebody governs."""

    def __init__(self, since: int) -> None:
        """Nothing went live yet."""
        self.days: list[float] = []
        self._since = since

    def append_command(self, mapping: Mapping[str, Any]) -> None:
        """Not of interest."""

    def append_packed(self, week: int, payload: bytes, events: int, digest: bytes | None = None) -> None:  # noqa: ARG002
        """Keep the week's items."""
        if week > self._since:
            columns = codec.decode_columns([payload])
            self.days += (columns.amount[columns.kind == int(ev.ITEM_WENT_LIVE)] / DAY).tolist()

    def seal(self, summary: Mapping[str, Any]) -> None:
        """Not of interest."""


def tails(effort: Effort) -> list[Check]:
    """Delivery times have a long tail, and few features carry most of the use."""
    founded, spreads = template(COMPANY), []
    scenario, given = founded.scenario, Plan.parse(load_plan(COMPANY, "textbook"))
    for seed in effort.seeds(16)[:16]:
        times = _Times(scenario.weeks.history)
        Session(founded, seed, PlanPolicy(given), writer=times, digest_every=None).run()
        spreads.append(float(np.quantile(times.days, 0.85) / np.quantile(times.days, 0.5)))
    spread = float(np.mean(spreads))
    world = bind(founded.world(effort.seeds(8)[0]))[0]
    sigma = scenario.parameter("value_sigma")
    worth = [lognormal(uniform(world, STREAM_VALUE, need, 0), 100.0, sigma) for need in range(FEATURES)]
    reach = np.sort([usage_of(world, need, int(value)) for need, value in enumerate(worth)])
    share = float(reach[-int(TOP * FEATURES) :].sum() / reach.sum())
    low, high = TAIL
    return [
        Check(
            11, "days from request to live: the 85th percentile over the median", f"{spread:.2f} ×",
            f"{low:.0f} to {high:.0f}", low <= spread <= high, len(spreads),
        ),
        Check(
            11, f"use that the most used {100 * TOP:.0f} % of features carry", f"{100 * share:.0f} %",
            f"{100 * TOP_SHARE:.0f} ± {100 * TOP_WITHIN:.0f} %", abs(share - TOP_SHARE) <= TOP_WITHIN, FEATURES,
        ),
    ]  # fmt: skip


def further(effort: Effort) -> list[Check]:
    """The checks beside the ten laws."""
    return [*lags(effort), *tails(effort)]
