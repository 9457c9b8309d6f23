"""Which findings a story tells: fixed rules, so that nothing flattering is picked and nothing bad is left out.

In order (evidence.md 8): every resolved primary prediction; one finding for each slot of the rubric, ranked by grade,
preregistered, clear interval, size in meaningful changes, id; the worst harm, or else a null, whenever there is any.
The headline is the preregistered metric, or the one that the scenario is about: never the largest number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.evidence.findings import Finding
from engine.evidence.mechanisms import telling
from engine.story.material import Material, adverse, clear, meaningful, rank, still, whole

_CUSTOMERS = (
    "cust.churn",
    "cust.renew",
    "cust.activ",
    "cust.depth",
    "rel.harm",
)  # whose change is told, the first there is


@dataclass(frozen=True)
class Chosen:
    """What is told.

    Attributes:
        primary: the headline's metric; None where nothing may be cited.
        predictions: every resolved primary one, in order.
        slots: criterion of the rubric -> its finding; a criterion without one is missing.
        negative: the worst harm, or else a null; None where there is neither.
        harms: everything that got worse, clear or not, worst first.
        nulls: everything that was not shown to move.
    """

    primary: str | None
    predictions: tuple[Finding, ...]
    slots: dict[int, Finding]
    negative: Finding | None
    harms: tuple[Finding, ...]
    nulls: tuple[Finding, ...]


def choose(told: Material) -> Chosen:
    """Choose what a story tells."""
    harms = _harms(told)
    worse = {_question(f) for f in harms}
    nulls = [f for f in _once([f for f in told.findings if still(f) and not adverse(f)]) if _question(f) not in worse]
    unmoved = sorted(nulls, key=lambda f: (f.scope == "exact, one world", _relative(f), f.id))
    return Chosen(
        primary=told.primary,
        predictions=tuple(f for f in told.of("forecast", method="prediction") if f.details.get("primary")),
        slots=_slots(told),
        negative=harms[0] if harms else unmoved[0] if unmoved else None,
        harms=harms,
        nulls=tuple(nulls),
    )


def _harms(told: Material) -> tuple[Finding, ...]:
    """Adverse findings: over other worlds first where they are clear, then the largest beside what it was."""
    found = _once([f for f in told.findings if adverse(f)])
    across = {f.metric for f in found if f.interval is not None}
    # one world's number says less than many worlds' of the same metric
    kept = [f for f in found if f.interval is not None or f.metric not in across]
    return tuple(sorted(kept, key=lambda f: (not (f.interval is not None and clear(f)), -_relative(f), f.id)))


def _once(findings: list[Finding]) -> list[Finding]:
    """Each number once: where it is told as a harm or a null as well, as that."""
    kept: dict[tuple[str, ...], Finding] = {}
    for finding in sorted(findings, key=lambda f: f.kind == "effect"):  # stable
        kept.setdefault(_question(finding), finding)
    return list(kept.values())


def _question(finding: Finding) -> tuple[str, ...]:
    return finding.metric, finding.method, finding.for_, finding.source


def _relative(finding: Finding) -> float:
    return abs(finding.value) / (meaningful(finding) or 1.0)


def _slots(told: Material) -> dict[int, Finding]:
    """One finding for each criterion of the rubric that has any."""
    primary, beside = told.primary, telling().companions(told.primary)
    wanted: dict[int, Callable[[Finding], bool]] = {
        1: lambda f: f.kind == "baseline" and f.metric == primary,
        2: lambda f: f.kind == "adoption",
        3: lambda f: f.kind == "change" and f.metric == beside.leading,
        4: lambda f: f.metric in {"obs.disagreement", "obs.restated", "obs.gap"} and f.kind in {"baseline", "change"},
        5: lambda f: f.kind == "event",
        6: lambda f: f.kind == "cost",
        7: lambda f: f.kind == "effect" and f.known_then and f.metric == primary,
        8: lambda f: f.kind == "effect" and f.interval is not None and f.metric == primary and whole(f),
        10: lambda f: f.kind == "durability" and f.metric == primary,
        11: lambda f: f.kind == "lesson" and f.method == "branch",
    }
    found = {}
    for criterion, fits in wanted.items():
        best = sorted(filter(fits, told.findings), key=rank)
        if best:
            found[criterion] = best[0]
    for metric in (beside.customer, *_CUSTOMERS):  # fixed beforehand, however flattering another may be
        moved = [f for f in told.of("change", metric=metric) if f.details.get("before") or f.details.get("after")]
        if moved:
            found[9] = moved[0]
            break
    return found
