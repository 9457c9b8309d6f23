"""Variance and coverage on real worlds of this kernel: a slice of what `docs/evidence.md` measures on more of them.

Numbers in brackets are those of the table of tests in the measurement's definition.
"""

from __future__ import annotations

import numpy as np

from engine.ensemble import Ensemble, run_ensemble
from engine.evidence import Window
from engine.evidence.measured.pools import pool
from sim.metrics import metrics
from sim.plans import Plan
from tests.engine.evidence.worlds_of import plan_of, template

FIRST_SEED = 500_001


def both(scenario: str, worlds: int, weeks: int, plan: Plan) -> tuple[Ensemble, Ensemble]:
    seeds = tuple(range(FIRST_SEED, FIRST_SEED + worlds))
    with_plan, nothing = (run_ensemble(template(scenario), one, seeds, 1, weeks) for one in (plan, None))
    return with_plan, nothing


LIMITS = plan_of({
    "week": 1, "kind": "launch", "for": "wip-limits", "intervention": "wip-limits", "sponsor": "okan-demir",
    "variant": "agreed",
})  # fmt: skip
WHOLE = plan_of(scenario="quarterly-big-bang", plan="textbook")


def test_pairing_leaves_a_quarter_of_the_noise_of_lead_time() -> None:
    """[11] Lead time under a single intervention: Var(d) at most a quarter of Var(A) + Var(B).

    One that is kept up for a year and turns the company over leaves more: `docs/evidence.md` has .5 for WIP limits.
    """
    found = pool(metrics()["flow.lead"], *both("seven-roadmaps", 48, 78, LIMITS), Window(55, 66)).variance_ratio
    assert found is not None
    assert found <= 0.25


def test_intervals_of_harm_cover_its_mean() -> None:
    """[12] A pool of worlds, skewed as they are: samples of 64 cover the pool's mean effect in 92 of 100."""
    found = pool(metrics()["rel.harm"], *both("quarterly-big-bang", 192, 78, WHOLE), Window(67, 78))
    assert found.effect < 0, "the plan averts harm"
    assert found.coverage(64, 2000, np.random.default_rng(12)) >= 0.92
