"""Law 10: what nobody stands for any more is forgotten, in months."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.catalogue import load_scenario
from engine.session import Session
from engine.validity.check import Check, Effort, Floats
from engine.validity.companies import TAG, bare, plain
from engine.worlds import Template
from sim.interventions import catalogue as shipped
from sim.parameters import SECTIONS
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from sim.scenario import Scenario, Sponsor, Weeks
from sim.world import TEAMS

SEEN_WEEKS = 76  # in which the sponsor is seen
UNCODIFIED_WEEKS = (12, 20)
PLAYBOOK_WEEK = 8
SECOND_WEEK = 52  # in which two more teams take the practice up
KEPT_WEEKS, KEPT_SHARE = 52, 0.60
RAMPED = 0.60  # adoption at which a team counts as ramped up
GONE = 0.5  # weeks in which the presence of somebody who has left halves: they are not merely out of sight


def _spreading(**values: Any) -> Scenario:
    """Four teams with the shared defaults of adoption and playbooks, and a sponsor who is forgotten once unseen."""
    known = load_scenario("seven-roadmaps")
    names = [parameter.name for parameter in SECTIONS["adoption"]]
    names += [parameter.name for parameter in SECTIONS["learning"] if parameter.name.startswith("codif")]
    spread = {name: known.parameter(name) for name in names}
    scenario = plain(2.0, 4, lines=4, weeks=Weeks(history=0, tenure=156, aftermath=0), **(spread | values))
    return scenario.model_copy(update={"sponsors": [Sponsor(id="somebody", name="Somebody", power=0.5, **TAG)]})


def _adoption(scenario: Scenario, seed: int, until: int, playbook_week: int | None = None) -> Floats:
    """Mean adoption by week and team of a practice whose sponsor is seen every month up to a week.

    Args:
        scenario: of four teams.
        seed: the key of every draw.
        until: week after which the sponsor is not seen any more.
        playbook_week: week in which a playbook is begun, if one is.

    Returns:
        Shares, shape (weeks, teams); the last two teams join in `SECOND_WEEK`.
    """
    entry, playbook = bare("practice", 1), shipped()["playbook"]
    base = {"sponsor": "somebody", "intensity": "heavy"}
    first = ["t0", "t1"]
    given: list[dict[str, Any]] = [{"week": 1, "kind": "launch", "intervention": entry.id, "teams": first, **base}]
    given.append({"week": SECOND_WEEK, "kind": "adjust", "intervention": entry.id, "teams": ["t2", "t3"]})
    given += [{"week": w, "kind": "adjust", "intervention": entry.id} for w in range(6, until, 4) if w != SECOND_WEEK]
    if playbook_week is not None:
        given.append({"week": playbook_week, "kind": "launch", "intervention": playbook.id, **base})
        given += [
            {"week": w, "kind": "adjust", "intervention": playbook.id} for w in range(playbook_week + 5, until, 4)
        ]
    template = Template(scenario, {entry.id: entry, playbook.id: playbook})
    session = Session(template, seed, PlanPolicy(Plan.parse({"command": given})))
    curve = []
    while not session.done:
        session.advance()
        at = slice(entry.number * TEAMS, entry.number * TEAMS + 4)
        curve.append(session.worlds["scopes"]["adoption_ppm"][0, at] * 1e-6)
    return np.array(curve)


def _weeks_to(curve: Floats, share: float) -> float:
    """Weeks until a curve first reaches a share; infinite if it never does."""
    reached = np.flatnonzero(curve >= share)
    return float(reached[0]) if len(reached) else float("inf")


def durability(effort: Effort) -> list[Check]:
    """Law 10: adoption halves when a sponsor goes; what is written down stays, and teaches the next teams."""
    seeds = effort.seeds(8)[:8]
    halves, kept, ramps = [], [], []
    for seed in seeds:
        deserted = _spreading(sponsor_floor=0.0, sponsor_half_life_weeks=GONE)
        alone = _adoption(deserted, seed, SEEN_WEEKS)
        written = _adoption(deserted, seed, SEEN_WEEKS, playbook_week=PLAYBOOK_WEEK)
        curve = alone[:, :2].mean(axis=1)
        peak = int(np.argmax(curve[: SEEN_WEEKS + 4]))
        halves.append(_weeks_to(-curve[peak:], -0.5 * float(curve[peak])))
        curve = written[:, :2].mean(axis=1)
        peak = int(np.argmax(curve[: SEEN_WEEKS + 4]))
        kept.append(float(curve[peak + KEPT_WEEKS] / curve[peak]))
        own, read = (_weeks_to(c[SECOND_WEEK - 1 :, 2:].mean(axis=1), RAMPED) for c in (alone, written))
        ramps.append(read / own)
    low, high = UNCODIFIED_WEEKS
    weeks, share, ramp = (float(np.mean(values)) for values in (halves, kept, ramps))
    return [
        Check(
            10, "weeks until uncodified adoption is halved after its sponsor is last seen", f"{weeks:.1f}",
            f"{low} to {high}", low <= weeks <= high, len(seeds),
        ),
        Check(
            10, f"adoption kept {KEPT_WEEKS} weeks after that, of a practice in a playbook", f"{100 * share:.0f} %",
            f"≥ {100 * KEPT_SHARE:.0f} %", share >= KEPT_SHARE, len(seeds),
        ),
        Check(
            10, f"weeks until the next teams reach {100 * RAMPED:.0f} %, with a playbook", f"{ramp:.2f} ×",
            "< 1", ramp < 1.0, len(seeds),
        ),
    ]  # fmt: skip
