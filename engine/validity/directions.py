"""Law 8: which way each mechanism pushes, by paired means over many worlds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.validity.check import Check, Effort, rising, series
from engine.validity.companies import SWITCHING, count, deciding, mean, plain, releasing, sample, total
from sim import events as ev
from sim.scenario import Scenario
from sim.world import DAY

SEEDS = 200
Value = Callable[[Any, Any], float]


def monotonicities(effort: Effort) -> list[Check]:
    """Law 8, quantity by quantity: each step up is clear of zero by three standard errors."""
    lead, harm = mean(ev.ITEM_WENT_LIVE, DAY), total(ev.HARM_ACCRUED)
    escaped, lost = count(ev.RELEASE_FAILED), total(ev.HOURS_SWITCHED)
    claims: list[tuple[str, Value, Sequence[Scenario]]] = [
        ("lead time, d, in utilisation", lead, [plain(needs_per_week=n) for n in (1.5, 2.5, 3.3, 3.8)]),
        (
            "lead time, d, in work in progress",
            lead,
            [plain(needs_per_week=3.3, wip_per_maker=w, **SWITCHING) for w in (1.0, 2.0, 4.0)],
        ),
        ("lead time, d, in handoffs", lead, [plain(lines=3, handoffs_mean=m) for m in (0.0, 0.5, 1.0, 2.0)]),
        ("lead time, d, in the interval of a forum", lead, [deciding(days) for days in (1, 5, 10, 20)]),
        (
            "switching loss, min, in items per maker",
            lost,
            [plain(needs_per_week=4.6, wip_per_maker=w, **SWITCHING) for w in (1.5, 2.0, 3.0, 4.0)],
        ),
        (
            "failed releases in defects that checks leave",
            escaped,
            [releasing(1, "team", peer_review_removal=r) for r in (0.9, 0.6, 0.3, 0.0)],
        ),
        ("harm in the batch", harm, [releasing(days, "on-call") for days in (1, 5, 20)]),
        (
            "harm in recovery time",
            harm,
            [releasing(5, "on-call", hotfix_hours=h) for h in (2.0, 6.0, 24.0)],
        ),
    ]
    checks = []
    for name, value, scenarios in claims:
        samples = [sample(scenario, value, effort, SEEDS) for scenario in scenarios]
        checks.append(Check(8, name, series(samples), "rises, 3 SE a step", rising(samples), len(samples[0])))
    return checks
