"""Law 5: no free lunch. Each intervention has a context where it loses, and most are worse before they are better."""

from __future__ import annotations

import functools
from typing import Any, Final, NamedTuple

import numpy as np

from engine.catalogue import load_scenario
from engine.ensemble import Ensemble, run_ensemble
from engine.evidence.outcome import deviations, outcome, parts
from engine.panels import scored_scenarios
from engine.validity.check import Check, Effort, Floats, standard_error
from engine.worlds import Template
from sim import events as ev
from sim.interventions import catalogue
from sim.plans import Plan

SEEDS: Final = 96  # losses of the mild ones are small: fewer worlds leave them within an error of nothing
EARLY_WEEKS: Final = 8  # in which an intervention is set up and learned
WORSE_SHARE: Final = 0.60
SEEN_EVERY: Final = 8  # weeks between visible acts of the sponsor


class Trial(NamedTuple):
    """One intervention, launched alone in one scenario on its first tenure day, its sponsor seen every other month.

    Attributes:
        gain: Y with it less Y without it, by world.
        early_hours: governance hours more in its first weeks, by world.
        early_value: value delivered more in them.
    """

    gain: Floats
    early_hours: Floats
    early_value: Floats


@functools.cache
def template(scenario: str) -> Template:
    """A scenario, founded once."""
    return Template(load_scenario(scenario))


@functools.cache
def nothing(scenario: str, seeds: tuple[int, ...], threads: int) -> Ensemble:
    """The same worlds without anybody."""
    return run_ensemble(template(scenario), None, seeds, threads)


def alone(scenario: str, intervention: str, variant: str, tenure: int) -> Plan:
    """The plan that launches one intervention and keeps its sponsor in sight."""
    launch: dict[str, Any] = {"week": 1, "kind": "launch", "intervention": intervention, "variant": variant}
    launch["sponsor"] = template(scenario).index.sponsors[0]
    seen = {"kind": "adjust", "intervention": intervention}
    return Plan.parse({"command": [launch, *({**seen, "week": w} for w in range(1 + SEEN_EVERY, tenure, SEEN_EVERY))]})


@functools.cache
def trial(scenario: str, intervention: str, variant: str, seeds: tuple[int, ...], threads: int) -> Trial:
    """Launch one intervention alone in one scenario."""
    founded, base = template(scenario), nothing(scenario, seeds, threads)
    weeks = founded.scenario.weeks
    played = run_ensemble(founded, alone(scenario, intervention, variant, weeks.tenure), seeds, threads)
    units = deviations(parts(base, weeks))
    early = slice(weeks.history, weeks.history + EARLY_WEEKS)

    def more(kind: int) -> Floats:
        apart = played.totals[:, early, int(kind)] - base.totals[:, early, int(kind)]
        return np.asarray(apart.sum(axis=1), np.float64)  # exact: integers

    gain = outcome(played, founded.scenario, units) - outcome(base, founded.scenario, units)
    return Trial(gain, more(ev.GOVERNANCE_BOOKED), more(ev.VALUE_DELIVERED))


def no_free_lunch(effort: Effort) -> list[Check]:
    """Law 5, intervention by intervention."""
    seeds = tuple(effort.seeds(SEEDS))
    never_loses, dear_at_once, worse_first, entries = [], 0, 0, list(catalogue().values())
    for entry in entries:
        trials = [
            trial(scenario, entry.id, variant, seeds, effort.threads)
            for scenario in scored_scenarios()
            for variant in entry.variants
        ]
        if not any(float(t.gain.mean()) < -standard_error(t.gain) for t in trials):
            never_loses.append(entry.id)
        best = max(trials, key=lambda t: float(t.gain.mean()))
        dear_at_once += float(best.early_hours.mean()) > 0.0
        worse_first += float(best.early_value.mean()) < 0.0
    share = worse_first / len(entries)
    named = f": {', '.join(never_loses)}" if never_loses else ""
    return [
        Check(
            5, "interventions that lose nowhere", f"{len(never_loses)} of {len(entries)}{named}", "0",
            not never_loses, len(seeds),
        ),
        Check(
            5, "interventions that cost hours before anything else", f"{dear_at_once} of {len(entries)}", "all",
            dear_at_once == len(entries), len(seeds),
        ),
        Check(
            5,
            f"interventions that deliver less value in their first {EARLY_WEEKS} weeks, where they do best",
            f"{100 * share:.0f} %",
            f"≥ {100 * WORSE_SHARE:.0f} %",
            share >= WORSE_SHARE,
            len(seeds),
        ),
    ]  # fmt: skip
