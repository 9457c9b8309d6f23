"""Findings: one number each, with where it comes from and what it cannot say.

A finding's id is a hash of its kind, what it is `for`, its metric, its method and its windows: the same question about
another recording has the same id, and the citation says which recording answered. Only what may be cited becomes a
finding; what has too few events is listed beside them, without an id.
"""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal

from engine.evidence.compare import Carrier, Comparison, Reading, direction, relative
from engine.evidence.costs import Cost
from engine.evidence.mechanisms import Upstream
from engine.evidence.numbers import interval_decimals, plain, unit_of_difference, visible
from engine.evidence.panel import Estimate
from engine.evidence.tallies import EvidenceError, reference
from engine.evidence.windows import Window, Windows
from sim.metric import Metric

LABEL: Final = "simulated practice"
ONE_WORLD: Final = "exact, one world"
ACROSS: Final = "across worlds"
PLAN: Final = "plan"  # what effects are `for` until attribution tells commands apart
_SAID: Final = {"for_": "for", "upstream": "because"}  # fields that plain data calls otherwise
_MOMENTS: Final = ("before", "after", "twin")
RATE_POINTS: Final = 2.0  # of a rate, that mean nothing yet
LOW_RATE: Final = 10.0  # per cent, below which a rate is judged as any other level
_LONGEST_PANEL: Final = 60  # characters of seeds that a citation spells out

Kind = Literal[
    "baseline", "change", "effect", "attribution", "cost", "harm", "null", "forecast", "adoption", "durability",
    "event", "lesson",
]  # fmt: skip
Layer = Literal["true", "reported"]
Grade = Literal["A", "B", "C", "D", "E"]
Method = Literal[
    "fold",
    "before and after",
    "before and after, reported",
    "same-seed twin",
    "paired t",
    "interrupted series",
    "staggered comparison",
    "experiment",
    "report card",
    "exact shares",
    "sampled shares",
    "alone",
    "without it",
    "interaction",
    "shifted",
    "luck",
    "turning point",
    "branch",
    "prediction",
    "audit",
    "ledger",
    "log",
]


@dataclass(frozen=True)
class Run:
    """The recording that findings cite.

    Attributes:
        scenario: its id.
        scenario_version: of that scenario.
        seed: key of every draw.
        rules_version: the version it was made under.
        kernel: digest of the sources of the simulation, hex.
        chain: chain value that names the recording, hex.
    """

    scenario: str
    scenario_version: int
    seed: int
    rules_version: int
    kernel: str = ""
    chain: str = ""


@dataclass(frozen=True)
class Finding:
    """One number that may be cited.

    Attributes:
        kind: what it says.
        metric: id of a metric or a cost, or a command's kind.
        name: of that, for people.
        value: in `unit`.
        unit: as printed.
        decimals: places printed.
        method: how it was got.
        windows: name -> world weeks.
        evidence: spans of the log: `@first-last` are event numbers, `#n` is a frame.
        seeds: worlds behind it.
        interval: 95 %, where the method gives one.
        scope: "exact, one world" or "across worlds".
        for_: which command's tag it is for.
        baseline: what the value is a difference from.
        direction: better, worse, same, or no clear direction.
        caveats: codes.
        carriers: events of the metric's ratio.
        upstream: events one step upstream.
        fold: the metric and a digest of its definition.
        looked_at: how many metrics were looked at beside it.
        details: more numbers of the same fold, by name; plain data.
        layer: whether it was folded from what is true, or from what was reported.
        known_then: whether somebody inside the company could have known it at the time.
        preregistered: whether it was predicted before it could be known.
        grade: of the evidence, where it was known then: A to E (evidence.md 7); None for a twin's.
        template: which sentence says it; by default the kind's.
        source: who reported it, where it was folded from what was reported: a source's id, or an experiment's.
    """

    kind: Kind
    metric: str
    name: str
    value: float
    unit: str
    decimals: int
    method: Method
    windows: dict[str, Window]
    evidence: tuple[str, ...]
    seeds: tuple[int, ...]
    interval: tuple[float, float] | None = None
    scope: str = ONE_WORLD
    for_: str = PLAN
    baseline: float | None = None
    direction: str = ""
    caveats: tuple[str, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    upstream: tuple[Carrier, ...] = ()
    fold: str = ""
    looked_at: int = 1
    details: dict[str, Any] = field(default_factory=dict)
    layer: Layer = "true"
    known_then: bool = False
    preregistered: bool = False
    grade: Grade | None = None
    template: str = ""
    source: str = ""

    @functools.cached_property
    def id(self) -> str:
        """Twelve characters that stay the same while the question does."""
        windows = ",".join(f"{name}={window}" for name, window in sorted(self.windows.items()))
        key = "|".join((self.kind, self.for_, self.metric, self.method, windows))
        if self.kind == "event":
            key += f"|{self.name}"
        if self.source:
            key += f"|{self.source}"
        return "f-" + hashlib.blake2b(key.encode(), digest_size=5).hexdigest()

    @property
    def panel(self) -> str:
        """The seeds of the worlds behind it as ranges, `1-6,8-65`; a digest of them where that is too long to print."""
        shown = ",".join(f"{low}-{high}" if high > low else str(low) for low, high in _ranges(self.seeds))
        if len(shown) <= _LONGEST_PANEL:
            return shown
        return "#" + hashlib.blake2b(shown.encode(), digest_size=4).hexdigest()

    @property
    def shown(self) -> str:
        """The number alone, as it is printed; differences have their sign."""
        signed = self.kind in {"change", "effect", "attribution", "harm", "null", "lesson", "forecast"}
        return plain(self.value, self.decimals, signed=signed)

    @property
    def display(self) -> str:
        """The number as it is printed, with its interval where it has one."""
        shown = f"{self.shown} {self.unit}"
        if self.interval is not None:
            low, high = (plain(end, self.decimals) for end in self.interval)
            shown += f" ({low} to {high})"
        return shown

    def citation(self, run: Run) -> str:
        """The whole citation, which stands alone: what was asked of which recording, and the answer."""
        windows = ">".join(f"w{window}" for window in self.windows.values())
        method = self.method if self.scope == ONE_WORLD else f"{self.method} N{len(self.seeds)} panel {self.panel}"
        evidence = ",".join(self.evidence)
        parts = (
            self.id,
            f"{run.scenario}@{run.scenario_version}/{run.seed}",
            f"rules {run.rules_version}",
            f"kernel {run.kernel[:8]}",
            f"log {run.chain[:8]}{evidence}",
            (self.fold or self.metric) + (f"/{self.source}" if self.source else ""),
            windows,
            method,
            self.display,
            LABEL,
        )
        return f"[{'|'.join(parts)}]"

    def as_json(self, run: Run) -> dict[str, Any]:
        """The finding as plain data."""
        return {
            "id": self.id,
            "kind": self.kind,
            "for": self.for_,
            "metric": self.metric,
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "decimals": self.decimals,
            "interval": list(self.interval) if self.interval is not None else None,
            "scope": self.scope,
            "method": self.method,
            "seeds": list(self.seeds),
            "panel": self.panel,
            "windows": {name: [window.first_week, window.last_week] for name, window in self.windows.items()},
            "baseline": self.baseline,
            "direction": self.direction,
            "details": self.details,
            "carriers": [_carrier_json(carrier) for carrier in self.carriers],
            "because": [_carrier_json(carrier) for carrier in self.upstream],
            "evidence": list(self.evidence),
            "fold": self.fold,
            "layer": self.layer,
            "source": self.source,
            "known_then": self.known_then,
            "preregistered": self.preregistered,
            "looked_at": self.looked_at,
            "grade": self.grade,
            "template": self.template or self.kind,
            "caveats": list(self.caveats),
            "display": self.display,
            "citation": self.citation(run),
            "label": LABEL,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Finding:
        """The finding that `as_json` wrote, whichever recording it is of.

        Raises:
            EvidenceError: it is none.
        """
        try:
            return _of_json(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise EvidenceError(f"this is no finding: {type(error).__name__}: {error}") from None


def fold_name(metric: Metric) -> str:
    """A metric and a digest of what it counts, so that a changed definition is another fold."""
    terms = "/".join("+".join(f"{t.kind * t.sign}.{t.of}" for t in side) for side in (metric.over, metric.under))
    key = f"{terms}*{metric.scale!r}>={metric.minimum!r}"
    return f"{metric.id}@{hashlib.blake2b(key.encode(), digest_size=3).hexdigest()}"


def of_comparison(
    compared: Comparison,
    windows: Windows,
    run: Run,
    spans: dict[str, str],
    looked: int,
    change_interval: tuple[float, float] | None = None,
) -> list[Finding]:
    """Baseline, change and effect of one metric: those of them that may be cited.

    Args:
        compared: the metric.
        windows: what was compared.
        run: the recording.
        spans: citations of the metric's events "before" and "after"; empty where there are none.
        looked: how many metrics were looked at.
        change_interval: Welch's, of the change, which takes everything else as unchanged.
    """
    metric, found = compared.metric, []
    before, after = {"before": windows.before}, {"after": windows.after}

    def finding(kind: Kind, value: float, method: Method, when: dict[str, Window], **more: Any) -> Finding:
        evidence = tuple(filter(None, (spans.get(name, "") for name in when)))
        level = kind == "baseline"
        decimals = metric.decimals if level else visible(value, metric.decimals)
        unit = metric.unit if level else unit_of_difference(metric.unit)
        return Finding(
            kind,
            metric.id,
            metric.name,
            value,
            unit,
            decimals,
            method,
            when,
            evidence,
            (run.seed,),
            fold=fold_name(metric),
            looked_at=looked,
            caveats=windows.caveats,
            **more,
        )

    if compared.before.citable and compared.before.value is not None:
        found.append(finding("baseline", compared.before.value, "fold", before))
    if compared.change is not None:
        found.append(
            finding(
                "change",
                compared.change,
                "before and after",
                before | after,
                baseline=compared.before.value,
                direction=direction(metric, compared.change),
                details={
                    "before": compared.before.value,
                    "after": compared.after.value,
                    "percent": percent(compared.change, compared.before.value),
                },
                interval=change_interval,
            )
        )
    if compared.effect is not None:
        readings = {"before": compared.before, "after": compared.after, "twin": compared.twin}
        found.append(
            finding(
                "effect",
                compared.effect,
                "same-seed twin",
                after,
                baseline=compared.twin.value,
                direction=compared.direction,
                carriers=compared.carriers,
                upstream=compared.upstream,
                details={name: reading_json(reading) for name, reading in readings.items()}
                | {"percent": percent(compared.effect, compared.twin.value)},
            )
        )
    return found


def of_estimate(estimate: Estimate, window: Window, seeds: tuple[int, ...], caveats: tuple[str, ...]) -> Finding | None:
    """The expected effect over other worlds; None where it may not be cited."""
    metric = estimate.metric
    if estimate.state != "ok" or estimate.value is None or estimate.interval is None:
        return None
    return Finding(
        kind="effect",
        metric=metric.id,
        name=metric.name,
        value=estimate.value,
        unit=unit_of_difference(metric.unit),
        decimals=interval_decimals(estimate.interval, metric.decimals),
        method="paired t",
        windows={"after": window},
        evidence=(),
        seeds=seeds,
        interval=estimate.interval,
        scope=ACROSS,
        baseline=estimate.level,
        direction=estimate.direction if estimate.clear or estimate.value == 0 else "no clear difference",
        caveats=caveats,
        fold=fold_name(metric),
        details={
            "median": estimate.median,
            "better": estimate.better,
            "compared": estimate.compared,
            "percent": percent(estimate.value, estimate.level),
        },
    )


def of_cost(cost: Cost, run: Run) -> Finding:
    """What something cost beyond the twin."""
    evidence = tuple(filter(None, (reference(cost.span),)))
    return Finding(
        kind="cost",
        metric=cost.of.id,
        name=cost.of.name,
        value=cost.extra,
        unit=cost.of.unit,
        decimals=cost.of.decimals,
        method="same-seed twin",
        windows={cost.of.during: cost.window},
        evidence=evidence,
        seeds=(run.seed,),
        baseline=cost.twin,
        details={"spent": cost.spent, "twin": cost.twin},
    )


def percent(difference: float, level: float | None) -> float | None:
    """A difference as per cent of a level; None where that says nothing."""
    share = relative(difference, level)
    return None if share is None or not math.isfinite(share) else 100 * share


def size(finding: Finding) -> float:
    """How large a difference is beside what it is a difference from: what harms and nulls are ranked by."""
    return abs(relative(finding.value, finding.baseline) or 0.0)


def negligible(finding: Finding) -> bool:
    """Whether an interval leaves room for nothing meaningful: 5 % of the level, or 2 points of a rate.

    Of a rate below 10 % it is 5 % of the level as well: churn of .2 % a week could double within two points.
    """
    if finding.interval is None:
        return finding.value == 0
    rate = finding.unit.startswith("percentage points") and (
        finding.baseline is None or abs(finding.baseline) >= LOW_RATE
    )
    near = RATE_POINTS if rate else 0.05 * abs(finding.baseline or 0.0)
    return max(map(abs, finding.interval)) <= near


def _ranges(seeds: tuple[int, ...]) -> list[tuple[int, int]]:
    """Runs of consecutive seeds, in order."""
    found: list[tuple[int, int]] = []
    for seed in seeds:
        if found and seed == found[-1][1] + 1:
            found[-1] = found[-1][0], seed
        else:
            found.append((seed, seed))
    return found


def _of_json(data: Mapping[str, Any]) -> Finding:
    given = {field.name: data[_SAID.get(field.name, field.name)] for field in fields(Finding)}
    windows = {str(name): Window(first, last) for name, (first, last) in given["windows"].items()}
    tuples = {name: tuple(given[name]) for name in ("evidence", "seeds", "caveats")}
    carriers = {name: tuple(map(_carrier_of, given[name])) for name in ("carriers", "upstream")}
    low_high = None if given["interval"] is None else (given["interval"][0], given["interval"][1])
    template = "" if given["template"] == given["kind"] else given["template"]
    rest: dict[str, Any] = {"windows": windows, "interval": low_high, "template": template, **tuples, **carriers}
    return Finding(**(given | rest))


def _carrier_of(data: Mapping[str, Any]) -> Carrier:
    first, _, last = data["evidence"].removeprefix("@").partition("-")
    shown = data.get("shown")
    return Carrier(
        kind=data["kind"],
        role=data["role"],
        of=data["of"],
        counts=tuple(data["counts"][moment] for moment in _MOMENTS),
        totals=tuple(data["totals"][moment] for moment in _MOMENTS),
        span=(int(first), int(last)) if last else None,
        upstream=None if shown is None else Upstream.model_validate(shown),
    )


def reading_json(reading: Reading) -> dict[str, Any]:
    """A reading as plain data."""
    return {
        "value": reading.value,
        "base": reading.base,
        "weeks": reading.weeks,
        "state": reading.state,
        "reason": reading.reason,
    }


def _carrier_json(carrier: Carrier) -> dict[str, Any]:
    shown = {} if carrier.upstream is None else {"shown": carrier.upstream.model_dump()}
    return {
        "event": carrier.name,
        "kind": carrier.kind,
        "role": carrier.role,
        "of": carrier.of,
        "counts": dict(zip(_MOMENTS, carrier.counts, strict=True)),
        "totals": dict(zip(_MOMENTS, carrier.totals, strict=True)),
        "evidence": reference(carrier.span),
        **shown,
    }
