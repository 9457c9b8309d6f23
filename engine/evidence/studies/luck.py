"""Skill, weather and fit: how much of what came out was the plan, and how much this world (evidence.md 4)."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from engine.evidence.case import Case
from engine.evidence.findings import ACROSS, Finding
from engine.evidence.folding import OUTCOME
from engine.evidence.luck import Luck, beaten, take_apart
from engine.evidence.numbers import interval_decimals, visible
from engine.evidence.study import Study, StudyKind
from engine.evidence.yardstick import (
    Measure,
    both_arms,
    citable,
    factual,
    folder_of,
    headline,
    measure,
    reference_of,
    reporter,
    run_arms,
)


def make(case: Case) -> Study:
    """Take the headline metric and the outcome apart; compare skill with nothing, chance, the trap and the textbook."""
    if not case.worlds or not case.plan.commands:
        return Study(notes=("no other world was run, or nothing was done in any",))
    folder, arms = folder_of(case), both_arms(case)
    played, twin = factual(case)
    findings: list[Finding] = []
    tables: dict[str, Any] = {}
    for name in ([OUTCOME] if folder.weighing else []) + [headline(case)]:
        values = folder.values(name, arms)
        here, there = float(folder.own(name, played)[0]), float(folder.own(name, twin)[0])
        if values is None or not math.isfinite(here) or not math.isfinite(there):
            continue
        found = take_apart(here, there, values[0], values[1])
        one = measure(folder, name)
        tables[name] = {"name": one.name, "unit": one.unit, **found.as_json()}
        if citable(folder, name, (arms[0], arms[1])):
            findings += _findings(case, one, found)
    notes: tuple[str, ...] = ()
    compared = _compared(case)
    if compared is None:
        notes = ("the outcome is not scored: the scenario has no panel of this version, or the run was cut short",)
    return Study(tuple(findings), {"luck": tables, "compared": compared}, case.worlds, notes)


def _findings(case: Case, one: Measure, found: Luck) -> list[Finding]:
    """Skill with its interval; luck, weather and fit as uncertain as skill and the usual are."""
    made = []
    for part, value, interval in (
        ("skill", found.skill.value, found.skill.interval),
        ("luck", found.luck, None),
        ("weather", found.weather, None),
        ("fit", found.fit, None),
    ):
        width = interval or found.skill.interval
        decimals = interval_decimals(width, one.decimals) if width else visible(value, one.decimals)
        made.append(
            Finding(
                kind="attribution",
                metric=one.id,
                name=one.name,
                value=value,
                unit=one.unit,
                decimals=decimals,
                method="luck",
                windows={one.window_name: one.window},
                evidence=(),
                seeds=case.seeds,
                interval=interval,
                scope=ACROSS,
                for_=part,
                baseline=found.usual,
                direction="better" if value * one.good > 0 else "worse" if value * one.good < 0 else "",
                caveats=case.windows.caveats if one.id != OUTCOME else (),
                fold=one.fold,
                details={"part": part, "played": found.played, "twin": found.twin, "usual": found.usual},
            )
        )
    return made


def _compared(case: Case) -> dict[str, Any] | None:
    """The plan beside others over the panel's worlds, in points where the textbook gains a hundred."""
    panel, folder = reference_of(case), folder_of(case)
    if panel is None or folder.weighing is None:
        return None
    what = "playing the worlds of the scenario's panel"
    arms, stopped = run_arms(case.template, [case.plan], panel.seeds, folder, case.threads, reporter(case, what))
    if stopped:
        return None
    weights = case.scenario.objective
    worth = _worth(case)
    nothing = np.array(panel.nothing)
    gains = folder.outcomes(arms[0]) - worth * nothing
    own = math.fsum(gains.tolist()) / len(gains)
    others = [worth * gain for gain in panel.random]
    means = {name: worth * float(np.mean(np.array(getattr(panel, name)) - nothing)) for name in ("textbook", "trap")}
    quartiles = [float(q) for q in np.percentile(others, [25, 50, 75])] if others else []
    return {
        "unit": folder.weighing.unit,
        "worlds": len(panel.seeds),
        "plan": own,
        "nothing": 0.0,
        **means,
        "random": {"plans": len(others), "quartiles": quartiles, "beaten": beaten(own, others)},
        "weights": weights.model_dump(mode="json"),
    }


def _worth(case: Case) -> float:
    """What one unit of the panel's Y is in the unit of the outcome."""
    from engine.evidence.outcome import whole_gain

    panel = reference_of(case)
    whole = whole_gain(np.array(panel.textbook), np.array(panel.nothing)) if panel else None
    return 100.0 / whole if whole is not None else 1.0


STUDY: Final = StudyKind("luck", "Skill and luck", 60, make)
