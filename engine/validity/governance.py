"""Laws 6 and 7: governance has an optimum where there is something to coordinate, and gates do what they do."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Final

import numpy as np

from engine.catalogue import load_plan, load_scenario
from engine.ensemble import Ensemble, run_ensemble
from engine.evidence.outcome import parts
from engine.validity.check import Check, Effort, Floats, series, standard_error
from engine.validity.companies import forum, mean, releasing, sample, total, with_parameters
from engine.worlds import Template
from sim import events as ev
from sim.metrics import metrics
from sim.plans import Plan
from sim.scenario import Scenario
from sim.world import DAY, WEEK

# --- law 6: total load from 0 to 12 hours a person and week ----------------------------------------------------------
LOADS: Final = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
SEATS: Final = 6
FALL_BY_EIGHT: Final = 0.15


def _governed(scenario: Scenario, load: float) -> Scenario:
    """The same company with so many hours of line forums a person and week, half of them preparation.

    What is sat decides: six decisions an hour (domain.md 9.1). Forums sit weekly; what is left waits for the next week.
    """
    lines, forums = [], []
    for line in scenario.lines:
        people = sum(team.people for team in scenario.teams if team.line == line.id)
        minutes = load * 60.0 * people / SEATS
        slots = int(minutes / 2.0 / 10.0)
        forums.append(
            forum(
                f"{line.id}-board", "line", 5, max(1, slots), line=line.id, seats=SEATS,
                sitting_minutes=max(1, round(minutes)), first_day=4,
            )
        )  # fmt: skip
        lines.append(line.model_copy(update={"forum": f"{line.id}-board"}))
    return scenario.model_copy(update={"forums": forums, "lines": lines})


def load_is_u_shaped(effort: Effort) -> list[Check]:
    """Law 6: too little governance and too much of it both cost value; without a need for it every hour is lost."""
    base = load_scenario("seven-roadmaps")
    coordinated = [_value(_governed(base, load), effort) for load in LOADS]
    free = with_parameters(
        base, owner_ambiguity=0.0, commit_share=0.0, scope_question_share=0.0, conflict=0.0, quarterly_thrash=0.0,
        shared_need_share=0.0, reopen_base=0.0,
    )  # fmt: skip
    alone = [_value(_governed(free, load), effort) for load in LOADS]
    means = np.array([float(v.mean()) for v in coordinated])
    best = int(np.argmax(means))
    at_eight = 1.0 - means[LOADS.index(8.0)] / means[best]
    lonely = np.array([float(v.mean()) for v in alone])
    noise = 2.0 * max(standard_error(v) for v in alone)
    falls = all(later <= earlier + noise for earlier, later in itertools.pairwise(lonely))
    n = len(coordinated[0])
    return [
        Check(
            6, "value over loads of " + ", ".join(f"{x:g}" for x in LOADS) + " h", series(coordinated, 0),
            "greatest inside, from .5 to 6 h", 0.5 <= LOADS[best] <= 6.0, n,
        ),
        Check(6, "value lost at 8 h against the best load", f"{100 * at_eight:.0f} %", f"≥ {100 * FALL_BY_EIGHT:.0f} %",
              at_eight >= FALL_BY_EIGHT, n),
        Check(6, "the same without anything to coordinate", series(alone, 0), "never rises", bool(falls), n),
    ]  # fmt: skip


def _value(scenario: Scenario, effort: Effort) -> Floats:
    found = run_ensemble(Template(scenario), None, effort.seeds(32), effort.threads)
    return parts(found, scenario.weeks)["value"]


# --- law 7: gates ----------------------------------------------------------------------------------------------------


def gates(effort: Effort) -> list[Check]:
    """Law 7: DORA's result about external approval, and what small batches do instead."""
    harm, lead = total(ev.HARM_ACCRUED), mean(ev.ITEM_WENT_LIVE, DAY)

    def both(scenario: Scenario, seeds: int = 200) -> tuple[Floats, Floats]:
        return sample(scenario, harm, effort, seeds), sample(scenario, lead, effort, seeds)

    fixed, gated = both(releasing(20, "on-call")), both(releasing(20, "on-call", 10, gate_removal=0.05))
    stretched = both(releasing(40, "on-call", 20, gate_removal=0.15))
    queued = both(releasing(20, "none", 20, gate_removal=0.05))
    waiting = both(releasing(20, "on-call", 20, gate_removal=0.05))
    small = both(releasing(1, "team", flag_share=0.8, peer_review_removal=0.6, exposed_share=0.5))
    catching = both(releasing(40, "on-call", 20, gate_removal=0.30))
    n = len(fixed[0])

    def ratio(one: Floats, other: Floats) -> float:
        return float(one.mean() / other.mean())

    share = ratio(gated[0], fixed[0])
    rows: list[tuple[str, float, str, Callable[[float], bool]]] = [
        ("lead time with a gate before a fixed monthly train", ratio(gated[1], fixed[1]), "> 1", lambda r: r > 1.0),
        ("harm with it", share, "0.9 to 1.1", lambda r: 0.9 <= r <= 1.1),
        ("harm where a gate catching 15 % stretches the train", ratio(stretched[0], fixed[0]), "> 1",
         lambda r: r > 1.0),
        ("lead time there", ratio(stretched[1], fixed[1]), "> 1", lambda r: r > 1.0),
        ("harm where fixes queue behind the gate", ratio(queued[0], waiting[0]), "≥ 5", lambda r: r >= 5.0),
        ("harm with review, switches and a daily train", ratio(small[0], fixed[0]), "< 0.5", lambda r: r < 0.5),
        ("lead time there", ratio(small[1], fixed[1]), "< 1", lambda r: r < 1.0),
        ("harm where a stretching gate catches 30 %", ratio(catching[0], stretched[0]), "< 1: it may break even",
         lambda r: r < 1.0),
    ]  # fmt: skip
    checks = [Check(7, name, f"{value:.2f} ×", bound, rule(value), n) for name, value, bound, rule in rows]
    return checks + _bands(effort)


def _bands(effort: Effort) -> list[Check]:
    """Where the big bang starts and where its textbook ends, in DORA's bands (domain.md 2.4)."""
    name = "quarterly-big-bang"
    founded = Template(load_scenario(name))
    weeks = founded.scenario.weeks
    seeds = effort.seeds(32)
    start = run_ensemble(founded, None, seeds, effort.threads)
    end = run_ensemble(founded, Plan.parse(load_plan(name, "textbook")), seeds, effort.threads)
    early, late = (12, weeks.history), (weeks.history + weeks.tenure, weeks.total)
    rows = (
        ("start: reviewed to live, working days", _reviewed_to_live(start, *early), 20.0, 130.0),
        ("start: change-fail rate, %", _metric(start, "rel.cfr", *early), 40.0, 64.0),
        ("good end: reviewed to live, working days", _reviewed_to_live(end, *late), 0.0, 5.0),
        ("good end: change-fail rate, %", _metric(end, "rel.cfr", *late), 0.0, 15.0),
        ("good end: recovery, hours", _metric(end, "rel.recover", *late), 0.0, 24.0),
    )
    return [
        Check(7, claim, f"{value:.1f}", f"{low:g} to {high:g}", low <= value <= high, len(seeds))
        for claim, value, low, high in rows
    ]


def _reviewed_to_live(ensemble: Ensemble, first: int, last: int) -> float:
    """Mean working days from accepted by review to live, DORA's lead time: what waits between, over what goes live."""
    days = []
    for counts in ensemble.counts:
        between = np.cumsum(counts[:, ev.REVIEW_PASSED] - counts[:, ev.ITEM_WENT_LIVE])[first:last]
        days.append(WEEK * float(between.mean()) / max(1e-9, float(counts[first:last, ev.ITEM_WENT_LIVE].mean())))
    return float(np.mean(days))


def _metric(ensemble: Ensemble, name: str, first: int, last: int) -> float:
    """A metric's mean over worlds, in a window of world weeks."""
    values = [
        metrics()[name].value(c[first:last], t[first:last])
        for c, t in zip(ensemble.counts, ensemble.totals, strict=True)
    ]
    return float(np.mean([value for value in values if value is not None]))
