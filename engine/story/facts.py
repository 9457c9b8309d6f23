"""Everything a story may say, worked out before a word is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from engine.evidence import (
    Comparison,
    Cost,
    Estimate,
    EvidenceError,
    Finding,
    Window,
    Windows,
    check_twin,
    compare,
    costs,
    expected,
    reference,
    story_windows,
)
from engine.evidence.findings import of_comparison, of_cost, of_estimate, size
from engine.evidence.mechanisms import telling
from engine.story.inert import inert
from engine.story.inputs import Deed, StoryInputs
from engine.story.page import Slot, run
from sim.metrics import metrics


@dataclass
class Facts:
    """What a story may say.

    Attributes:
        given: what it is told from.
        windows: what is compared.
        comparisons: by metric, in the order in which they are told.
        estimates: by metric, over other worlds; empty without a panel.
        costs: by id.
        findings: by (kind, metric, method), in the order in which they are told.
        primary: the headline's metric; None where nothing may be cited.
        cited: findings that the text refers to, in order.
    """

    given: StoryInputs
    windows: Windows
    comparisons: dict[str, Comparison]
    estimates: dict[str, Estimate]
    costs: dict[str, Cost]
    findings: dict[tuple[str, str, str], Finding] = field(default_factory=dict)
    primary: str | None = None
    cited: list[Finding] = field(default_factory=list)

    def get(self, kind: str, metric: str, method: str) -> Finding | None:
        """A finding, if it may be told."""
        return self.findings.get((kind, metric, method))

    def effect(self, metric: str) -> Finding | None:
        """The exact effect in this one world."""
        return self.get("effect", metric, "same-seed twin")

    def refer(self, finding: Finding) -> Slot:
        """A reference to a finding, numbered by first mention; it is listed among the receipts."""
        if finding not in self.cited:
            self.cited.append(finding)
        return run(f"[{self.cited.index(finding) + 1}]")

    def effects(self) -> list[tuple[Comparison, Finding]]:
        """Metrics whose effect may be told, the headline's first."""
        first = [self.primary] if self.primary else []
        names = first + [name for name in self.comparisons if name != self.primary]
        found = ((self.comparisons[name], self.effect(name)) for name in names)
        return [(compared, finding) for compared, finding in found if finding is not None]

    def worst(self, method: str) -> Finding | None:
        """The largest adverse effect by one method, clear or not; None where nothing went the wrong way."""
        adverse = [
            finding
            for (kind, name, how), finding in self.findings.items()
            if kind == "effect"
            and how == method
            and name in self.comparisons
            and _adverse(self.comparisons[name], finding)
        ]
        return max(adverse, key=lambda finding: (size(finding), finding.id), default=None)

    def stillest(self) -> Finding | None:
        """The effect nearest to nothing: over other worlds where its interval holds zero, otherwise in this one."""
        every = [f for (kind, *_), f in self.findings.items() if kind == "effect"]
        every = [f for f in every if f.baseline] or every  # what never happens anywhere says nothing by standing still
        unclear = [f for f in every if f.interval is not None and f.interval[0] <= 0 <= f.interval[1]]
        return min(unclear or every, key=lambda finding: (size(finding), finding.id), default=None)


def facts(given: StoryInputs) -> Facts:
    """Work out everything that a story may say.

    Raises:
        EvidenceError: the twin or the panel is not this world's.
    """
    check_twin(given.factual, given.twin, given.first_try_week)
    calendar = given.about.calendar(given.factual.weeks)
    windows = story_windows(calendar, given.first_command_week, given.about.cadence_days)
    if given.primary is not None and given.primary not in metrics():
        raise EvidenceError(f"no metric is called '{given.primary}'")
    compared = compare(given.factual, given.twin, windows, given.log)
    estimates = expected(given.panel, windows.after, given.run.seed) if given.panel else {}
    known = Facts(
        given,
        windows,
        {name: compared[name] for name in telling().sorted(compared)},
        estimates,
        costs(given.factual, given.twin, windows, given.log),
    )
    _add(known, _metric_findings(known))
    known.primary = _primary(known)
    _add(known, (of_cost(cost, given.run) for cost in known.costs.values()))
    _add(known, (_of_deed(deed, known) for deed in given.deeds))
    _add(known, _negatives(known))
    return known


def _add(known: Facts, findings: Iterable[Finding]) -> None:
    for finding in findings:
        key: tuple[str, str, str] = finding.kind, finding.metric, finding.method
        if finding.kind == "event":  # several of one kind of command
            key = finding.kind, finding.metric, finding.id
        known.findings[key] = finding


def _metric_findings(known: Facts) -> list[Finding]:
    given, windows, found = known.given, known.windows, []
    for name, compared in known.comparisons.items():
        kinds = {term.kind for term in (*compared.metric.over, *compared.metric.under)}
        spans = {
            side: reference(given.log.span(window, *kinds) if window.weeks else None)
            for side, window in (("before", windows.before), ("after", windows.after))
        }
        found += of_comparison(compared, windows, given.run, spans, len(known.comparisons))
        if name in known.estimates and given.panel is not None:
            executed = given.panel.executed
            rare = ("often impossible elsewhere",) if executed is not None and executed < 0.8 else ()
            finding = of_estimate(known.estimates[name], windows.after, given.panel.seeds, windows.caveats + rare)
            found += [finding] if finding else []
    return found


def _primary(known: Facts) -> str | None:
    """The headline's metric: named beforehand, or the scenario's, or the first in the fixed order that can be told."""
    named = known.given.primary or telling().headline.get(known.given.about.id)
    candidates = ([named] if named else []) + list(known.comparisons)
    return next((name for name in candidates if known.effect(name) is not None), None)


def _of_deed(deed: Deed, known: Facts) -> Finding:
    week = known.given.about.calendar(known.given.factual.weeks).tenure_week(deed.week)
    what, reason = inert(deed.what), inert(deed.reason, empty="")
    return Finding(
        kind="event",
        metric=f"command.{inert(deed.kind, 40)}",
        name=what,
        value=week,
        unit="tenure week",
        decimals=0,
        method="log",
        windows={"at": Window(deed.week, deed.week)},
        evidence=() if deed.frame is None else (f"#{deed.frame}",),
        seeds=(known.given.run.seed,),
        for_=inert(deed.for_, 60),
        details={"command": what, "outcome": deed.outcome, "reason": reason, "world_week": deed.week},
    )


def _negatives(known: Facts) -> list[Finding]:
    """The worst of what went wrong by each method; where nothing did, what did not move."""
    found = [_again(worst, "harm") for how in ("same-seed twin", "paired t") if (worst := known.worst(how))]
    if not found and (still := known.stillest()):
        found.append(_again(still, "null"))
    return found


def _again(finding: Finding, kind: Literal["harm", "null"]) -> Finding:
    """The same number, told as what it also is."""
    return replace(finding, kind=kind)


def _adverse(compared: Comparison, finding: Finding) -> bool:
    """Whether an effect points the wrong way, clear or not."""
    better = compared.metric.better
    return better != "near" and finding.value != 0 and (finding.value > 0) != (better == "higher")
