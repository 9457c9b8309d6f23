"""Law 12: what interventions do to each other emerges (domain.md 5): each pair alone and together, in paired worlds.

The interaction of A and B on a measure is what both do less what each does alone: (AB - 0) - (A - 0) - (B - 0). Nobody
wrote it anywhere: levers meet in the queues, hours and figures of one company. Which company and measure tell a pair
was chosen on worlds other than these, but for the hub: that its help shows once it is in use was seen here.

Not among them: a taxonomy and calibrated roadmaps. Reference classes by kind of work do not make promises here any
better than one class for all; what a kind of work adds to the spread of durations is too little.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from engine.ensemble import Ensemble, run_ensemble
from engine.evidence.outcome import deviations, outcome, parts
from engine.validity.check import Check, Effort, Floats, standard_error
from engine.validity.companies import with_parameters
from engine.validity.costs import SEEN_EVERY, template
from engine.worlds import Template
from sim.interventions import catalogue
from sim.metrics import metrics
from sim.plans import Plan

SEEDS: Final = 256
SETTLED_WEEKS: Final = 26  # after which a company shows what was changed
ERRORS: Final = 2.0
OUTCOME: Final = "Y"
BREAKING: Final = "seven-roadmaps, daily releases, five times the defects"
DEFECTS: Final = 5.0
MANY_FORUMS: Final = (("product-council", "weekly-oversight"), ("signal-review", "okrs"))
HUB_SERVES: Final = ("decision-rights", "wip-limits", "backlog-taxonomy", "release-checklist")

Deed = str | dict[str, Any]  # an intervention to launch, or another command
Told = tuple[str, bool]


class Quad(NamedTuple):
    """A measure in the same worlds with neither, with A, with B and with both."""

    neither: Floats
    a: Floats
    b: Floats
    both: Floats

    @property
    def interaction(self) -> Floats:
        """By world."""
        return self.both - self.a - self.b + self.neither


@dataclass(frozen=True)
class Pair:
    """Two sets of changes, where they are tried, and what is claimed of them.

    Attributes:
        claim: in words.
        scenario: the company.
        measure: id of a metric, or Y.
        a: the first, and when.
        b: the second.
        bound: in words.
        verdict: says what was found, and whether it is what was claimed.
        when: measured in tenure once the company shows what was changed, in its first weeks, or in the aftermath.
    """

    claim: str
    scenario: str
    measure: str
    a: tuple[tuple[int, Deed], ...]
    b: tuple[tuple[int, Deed], ...]
    bound: str
    verdict: Callable[[Quad], Told]
    when: Literal["settled", "early", "aftermath"] = "settled"


def interactions(effort: Effort) -> list[Check]:
    """Law 12, pair by pair."""
    seeds = tuple(effort.seeds(SEEDS))
    checks = []
    for pair in PAIRS:
        value, holds = pair.verdict(_quad(pair, seeds, effort.threads))
        checks.append(Check(12, f"{pair.claim} ({pair.scenario})", value, pair.bound, holds, len(seeds)))
    return checks


def _quad(pair: Pair, seeds: tuple[int, ...], threads: int) -> Quad:
    founded = _founded(pair.scenario)
    base = _nothing(pair.scenario, seeds, threads)
    weeks = founded.scenario.weeks
    end = weeks.history + weeks.tenure
    span = {
        "settled": slice(weeks.history + SETTLED_WEEKS, end),
        "early": slice(weeks.history, weeks.history + SETTLED_WEEKS),
        "aftermath": slice(end, weeks.total),
    }[pair.when]
    units = deviations(parts(base, weeks))

    def measured(ensemble: Ensemble) -> Floats:
        if pair.measure == OUTCOME:
            return outcome(ensemble, founded.scenario, units)
        metric = metrics()[pair.measure]
        worlds = zip(ensemble.counts[:, span], ensemble.totals[:, span], strict=True)
        values = [metric.value(counts, totals) for counts, totals in worlds]
        return np.array([np.nan if value is None else value for value in values])

    arms = [
        measured(run_ensemble(founded, _plan(pair.scenario, deeds), seeds, threads))
        for deeds in (pair.a, pair.b, pair.a + pair.b)
    ]
    values = np.vstack([measured(base), *arms])
    return Quad(*values[:, np.isfinite(values).all(axis=0)])


@functools.cache
def _founded(scenario: str) -> Template:
    """A shipped company; or Seven roadmaps as it breaks things: daily releases and five times the defects."""
    if scenario != BREAKING:
        return template(scenario)
    known = template("seven-roadmaps").scenario
    lines = [line.model_copy(update={"release_interval_days": 1}) for line in known.lines]
    defects = DEFECTS * known.parameter("injection_per_hour")
    return Template(with_parameters(known.model_copy(update={"lines": lines}), injection_per_hour=defects))


@functools.cache
def _nothing(scenario: str, seeds: tuple[int, ...], threads: int) -> Ensemble:
    return run_ensemble(_founded(scenario), None, seeds, threads)


def _plan(scenario: str, deeds: Sequence[tuple[int, Deed]]) -> Plan:
    """Launches whose sponsors, each in turn, are seen every other month; other commands as they are."""
    index, tenure = _founded(scenario).index, _founded(scenario).scenario.weeks.tenure
    given: list[dict[str, Any]] = []
    launched = 0
    for week, deed in deeds:
        if isinstance(deed, dict):
            given.append({"week": week, **deed})
            continue
        sponsor = index.sponsors[launched % len(index.sponsors)]
        launched += 1
        variant = next(iter(catalogue()[deed].variants))
        given.append({"week": week, "kind": "launch", "intervention": deed, "variant": variant, "sponsor": sponsor})
        seen = {"kind": "adjust", "intervention": deed}
        given += [{**seen, "week": later} for later in range(week + SEEN_EVERY, tenure, SEEN_EVERY)]
    return Plan.parse({"command": sorted(given, key=lambda command: int(command["week"]))})


def _told(values: Floats, digits: int, scale: float = 1.0) -> str:
    return f"{float(values.mean()) * scale:+,.{digits}f} ± {standard_error(values) * scale:,.{digits}f}"


def _interacts(sign: int, digits: int) -> Callable[[Quad], Told]:
    """The interaction has a sign, clear of zero."""

    def verdict(quad: Quad) -> Told:
        apart = quad.interaction
        return f"interaction {_told(apart, digits)}", sign * float(apart.mean()) > ERRORS * standard_error(apart)

    return verdict


def _harms(eased: bool, digits: int) -> Callable[[Quad], Told]:
    """B alone lowers a measure that more is better of; where it is asked, less so with A before it."""

    def verdict(quad: Quad) -> Told:
        alone, eases = quad.b - quad.neither, quad.interaction
        told = f"alone {_told(alone, digits)}"
        holds = float(alone.mean()) < -ERRORS * standard_error(alone)
        if eased:
            told += f"; interaction {_told(eases, digits)}"
            holds = holds and float(eases.mean()) > ERRORS * standard_error(eases)
        return told, holds

    return verdict


def _saturates(quad: Quad) -> Told:
    """B alone relieves less than half of what A does, and both relieve more than either."""
    a, b, both = (quad.neither - arm for arm in (quad.a, quad.b, quad.both))
    told = f"relief: rights {_told(a, 1)}, council {_told(b, 1)}, both {_told(both, 1)} d"
    more = both - a
    return told, 2.0 * float(b.mean()) < float(a.mean()) and float(more.mean()) > ERRORS * standard_error(more)


_INTERVAL = {"kind": "set_policy", "policy": "release-interval", "line": "all", "value": 7}
_POSITIVE, _NEGATIVE = f"> 0 by {ERRORS:.0f} errors", f"< 0 by {ERRORS:.0f} errors"

PAIRS: Final = (
    Pair(
        "dashboards lose value; with one source of truth before them less is lost", "five-dashboards", "val.delivered",
        ((1, "single-source-of-truth"),), ((6, "audience-dashboards"),), f"alone {_NEGATIVE}; interaction > 0",
        _harms(True, 0),
    ),
    Pair(
        "a council alone saturates; decision rights relieve it (decision latency)", "seven-roadmaps", "dec.latency",
        ((1, "decision-rights"),), ((3, "product-council"),), "council < half of rights; both > rights", _saturates,
    ),
    Pair(
        "an order matters where starts are limited: WIP limit × prioritisation on lead time, days", "five-dashboards",
        "flow.lead", ((1, "wip-limits"),), ((3, "prioritisation-framework"),), _NEGATIVE, _interacts(-1, 2),
    ),
    Pair(
        "a checklist learns its failure classes: checklist × reviews on the change-fail rate, points",
        BREAKING, "rel.cfr", ((1, "release-checklist"),), ((1, "after-action-reviews"),), _NEGATIVE,
        _interacts(-1, 2),
    ),
    Pair(
        "a gate sets the batch: gate × shorter trains on lead time, days", "quarterly-big-bang", "flow.lead",
        ((1, "approval-gate"),), ((3, _INTERVAL),), _POSITIVE, _interacts(1, 1),
    ),
    Pair(
        "switches pay twice where experiments run: flags × guild on the outcome, SD", "quarterly-big-bang", OUTCOME,
        ((1, "feature-flags"),), ((4, "experiment-guild"),), _POSITIVE, _interacts(1, 2),
    ),
    Pair(
        "objectives on a number that flatters lose value", "five-dashboards", "val.delivered",
        ((1, "single-source-of-truth"),), ((6, "okrs"),), _NEGATIVE, _harms(False, 0),
    ),
    Pair(
        "what is learnt lasts where it is written and coached: reviews × playbook and coaching on repeats, points",
        BREAKING, "learn.repeat", ((1, "after-action-reviews"),), ((8, "playbook"), (9, "coaching")),
        _NEGATIVE, _interacts(-1, 1), when="aftermath",
    ),
    Pair(
        "a hub that is not full carries the set-up of others: hub × four interventions on hours of governing",
        "seven-roadmaps", "gov.hours", ((1, "product-ops-hub"),),
        tuple((30 + 2 * n, name) for n, name in enumerate(HUB_SERVES)), _NEGATIVE, _interacts(-1, 3),
    ),
    Pair(
        "forums are substitutes beyond two: council and oversight × signal review and objectives, SD",
        "seven-roadmaps", OUTCOME, tuple((1 + n, name) for n, name in enumerate(MANY_FORUMS[0])),
        tuple((3 + n, name) for n, name in enumerate(MANY_FORUMS[1])), _NEGATIVE, _interacts(-1, 2),
    ),
)  # fmt: skip
