"""What was put in force, how far it was adopted, and what was left of the gain once nobody governed any more."""

from __future__ import annotations

from typing import Final

from engine.evidence.adoption import Adopted
from engine.evidence.case import Case
from engine.evidence.compare import read, relative
from engine.evidence.deeds import Deed, deeds_of
from engine.evidence.enacted import enacted
from engine.evidence.findings import Finding, fold_name
from engine.evidence.mechanisms import telling
from engine.evidence.study import Study, StudyKind
from engine.evidence.tallies import reference
from engine.evidence.windows import MINIMUM, Window, width

GOVERNING: Final = frozenset(
    {
        "launch", "retire", "set_policy", "stop", "fund", "audit", "rank", "set_kpi", "reallocate", "experiment",
        "delegate", "forecast",
    }
)  # fmt: skip
"""Commands that change how the company is governed; the rest keep them going, look, or answer."""
_LEAST_GAIN: Final = 0.02  # of the level: less than that is no gain to keep


def make(case: Case) -> Study:
    """Events, adoption, durability, and the state of governance at the end of tenure."""
    deeds = deeds_of(case.recording)
    findings = [_event(case, deed) for deed in deeds if deed.kind in GOVERNING and deed.outcome == "accepted"]
    weeks = case.calendar.last_tenure_week
    findings += [_adoption(case, one) for one in case.launches if one.launch_week <= weeks]
    findings += _durability(case)
    tables = {"deeds": [deed.as_json() for deed in deeds], "state": enacted(case)}
    return Study(tuple(_one_an_id(findings)), tables)


def _one_an_id(findings: list[Finding]) -> list[Finding]:
    """Findings, one an id: the same command twice in a week is told once."""
    return list({finding.id: finding for finding in findings}.values())


def _event(case: Case, deed: Deed) -> Finding:
    return Finding(
        kind="event",
        metric=f"command.{deed.kind}",
        name=deed.what,
        value=case.calendar.tenure_week(deed.week),
        unit="tenure week",
        decimals=0,
        method="log",
        windows={"at": Window(deed.week, deed.week)},
        evidence=() if deed.frame is None else (f"#{deed.frame}",),
        seeds=(case.run.seed,),
        for_=deed.for_,
        details={"command": deed.what, "outcome": deed.outcome, "world_week": deed.week},
        known_then=True,
    )


def _adoption(case: Case, one: Adopted) -> Finding:
    """Coverage x adoption x fidelity at the end of tenure, per cent of the planned scope: true, and unaudited."""
    week = case.calendar.last_tenure_week
    half = one.half_week if one.half_week is not None and one.half_week <= week else None
    return Finding(
        kind="adoption",
        metric=f"practice.{one.intervention}",
        name=case.template.catalogue[one.intervention].name,
        value=100 * one.in_use(week),
        unit="% of its scope",
        decimals=0,
        method="log",
        windows={"governed": Window(one.launch_week, week)},
        evidence=(f"@{one.span[0]}-{one.span[1]}",),
        seeds=(case.run.seed,),
        for_=one.intervention,
        details={
            "launch_week": case.calendar.tenure_week(one.launch_week),
            "half_week": None if half is None else case.calendar.tenure_week(half),
            "weeks_to_half": None if half is None else half - one.launch_week,
            "adopted_percent": 100 * float(one.share[week - 1]),
            "teams": len(one.teams),
            "company_teams": len(case.template.index.teams),
        },
        caveats=() if half is not None else ("not adopted",),
    )


def _durability(case: Case) -> list[Finding]:
    """Of each difference from the twin, the share that is left in the last weeks without the player."""
    calendar, after = case.calendar, case.windows.after
    first = max(calendar.last_tenure_week + 1, calendar.last_week - width(case.cadence_days) + 1)
    later = Window(first, calendar.last_week)
    if later.weeks < MINIMUM:
        return []
    found = []
    for name in telling().sorted(case.comparisons):
        compared = case.comparisons[name]
        metric, effect = compared.metric, compared.effect
        share = relative(effect, compared.twin.value)
        played, twin = read(metric, case.factual, later), read(metric, case.twin, later)
        if effect is None or share is None or abs(share) < _LEAST_GAIN or compared.direction != "better":
            continue
        if played.value is None or twin.value is None or not (played.citable and twin.citable):
            continue
        kinds = {term.kind for term in (*metric.over, *metric.under)}
        found.append(
            Finding(
                kind="durability",
                metric=name,
                name=metric.name,
                value=100 * (played.value - twin.value) / effect,
                unit="% of the difference",
                decimals=0,
                method="same-seed twin",
                windows={"after": after, "later": later},
                evidence=tuple(filter(None, (reference(case.log.span(later, *kinds)),))),
                seeds=(case.run.seed,),
                baseline=effect,
                fold=fold_name(metric),
                details={"weeks": calendar.last_week - calendar.last_tenure_week, "later": played.value - twin.value},
            )
        )
    return found


STUDY: Final = StudyKind("enacted", "What was put in force", 15, make, quick=True)
