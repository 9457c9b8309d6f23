"""What was really put in force: forums, policies, practices and sources at the end of tenure, folded from the log.

A practice's line is stamped by adoption x fidelity over its scope, as an audit found it: 0.5 and more "in use", 0.2 to
0.5 "partly", less "on paper"; what nobody audited is "unverified", whatever the truth (evidence.md 8).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from engine.evidence.adoption import Adopted
from engine.evidence.case import Case
from engine.replay import fold
from sim import events as ev
from sim.commands import POLICY_VALUES
from sim.world import LINES

ROLES: Final = ("", "line", "cross", "board", "status")  # at their numbers in the world
IN_USE: Final = 0.5
PARTLY: Final = 0.2
_QUARTER_DAYS: Final = 65
_AUDIT_SOURCE, _AUDIT_FORUM, _AUDIT_PRACTICE = range(3)


def stamp(share: float | None) -> str:
    """What a share in use is called; None is what nobody looked at."""
    if share is None:
        return "unverified"
    return "in use" if share >= IN_USE else "partly" if share >= PARTLY else "on paper"


def enacted(case: Case) -> dict[str, Any]:
    """The state of governance at the end of tenure, as plain data."""
    week = case.calendar.last_tenure_week
    world = fold(case.recording, week).worlds[0]
    audits = _audits(case, week)
    return {
        "week": week,
        "last_release_week": _last_release(case, week),
        "forums": _forums(case, world, audits),
        "policies": _policies(case, world),
        "practices": [_practice(case, one, week, audits) for one in case.launches if one.launch_week <= week],
        "sources": _sources(case, world, audits),
        "people": [
            {"id": s.id, "name": s.name, "line": s.line, "power": s.power} for s in case.scenario.sponsors if s.in_post
        ],
        "lines": [{"id": line.id, "name": line.name, "forum": line.forum} for line in case.scenario.lines],
        "teams": [{"id": t.id, "name": t.name, "line": t.line, "people": t.people} for t in case.scenario.teams],
    }


def _last_release(case: Case, week: int) -> int | None:
    """The tenure week of the last release in tenure; None where there was none."""
    shipped = np.flatnonzero(case.factual.counts[:week, int(ev.RELEASE_SHIPPED)])
    return case.calendar.tenure_week(int(shipped[-1]) + 1) if len(shipped) else None


def _audits(case: Case, week: int) -> dict[tuple[int, int], dict[str, Any]]:
    """The last report of an audit of each thing, by its kind and number, with its event's number."""
    events, end = case.recording.events, int(case.recording.events.starts[week])
    rows = np.flatnonzero(np.isin(events.kind[:end], np.array([ev.AUDIT_ORDERED, ev.AUDIT_REPORTED], np.uint8)))
    kinds: dict[int, int] = {}
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for row in rows.tolist():
        slot, target, amount = int(events.subject[row]), int(events.object[row]), int(events.amount[row])
        if events.kind[row] == ev.AUDIT_ORDERED:
            kinds[slot] = amount // 2
        elif slot in kinds:
            at = int(np.searchsorted(events.starts, row, side="right"))
            found[kinds[slot], target] = {"permille": amount, "event": row + 1, "week": case.calendar.tenure_week(at)}
    return found


def _forums(case: Case, world: Any, audits: dict[tuple[int, int], dict[str, Any]]) -> list[dict[str, Any]]:
    names = {n + 1: forum.name for n, forum in enumerate(case.scenario.forums)}
    practices = case.template.index.practices
    found = []
    for n in range(1, int(world["counts"]["forums"][0])):
        forum = {name: int(world["forums"][name][n]) for name in world["forums"].dtype.names}
        seated_by = practices.get(forum["practice"]) if n not in names else None
        hours = forum["seats"] * forum["sitting_min"] / 60
        name = names.get(n) or (case.template.catalogue[seated_by].name if seated_by else f"Forum {n}")
        sat = forum["sat"]
        found.append(
            {
                "name": name,
                "role": ROLES[forum["role"]],
                "line": case.scenario.lines[forum["line"]].id
                if 0 <= forum["line"] < len(case.scenario.lines)
                else None,
                "live": bool(forum["live"]),
                "seated_by": seated_by,
                "cadence_days": forum["cadence_days"],
                "seats": forum["seats"],
                "hours_a_sitting": round(hours, 2),
                "hours_a_quarter": round(hours * _QUARTER_DAYS / max(1, forum["cadence_days"]), 1),
                "sittings": sat,
                "decisions_an_hour": round(forum["decided"] / (sat * hours), 3) if sat and hours else None,
                "audited": audits.get((_AUDIT_FORUM, n)),
            }
        )
    return found


def _policies(case: Case, world: Any) -> list[dict[str, Any]]:
    """What each line's policies are, where a command or a card changed them, and as they stood."""
    found = []
    changed = world["policies"]["changed_week"]
    fields = {"release-interval": "release_interval_days", "emergency-path": "emergency_path"}
    fields |= {"approval": "approval_tier", "review": "review", "intake": "intake"}
    events = case.recording.events
    end = int(events.starts[case.calendar.last_tenure_week])
    in_force = {
        (int(events.subject[row]), int(events.object[row])): (int(events.amount[row]), row + 1)
        for row in np.flatnonzero(events.kind[:end] == ev.POLICY_CHANGED).tolist()
    }
    for number, policy in enumerate(POLICY_VALUES):
        for line_number, line in enumerate(case.scenario.lines):
            value: int | str = getattr(line, fields[policy])
            now, event = in_force.get((number, line_number), (None, None))
            week = int(changed[number * LINES + line_number])
            if now is not None:
                value = now if policy == "release-interval" else POLICY_VALUES[policy][now]
            found.append(
                {
                    "policy": policy,
                    "line": line.id,
                    "value": value,
                    "changed": now is not None,
                    "event": event,
                    "week": case.calendar.tenure_week(week) if now is not None else None,
                }
            )
    return found


def _practice(case: Case, one: Adopted, week: int, audits: dict[tuple[int, int], dict[str, Any]]) -> dict[str, Any]:
    entry = case.template.catalogue.get(one.intervention)
    numbers = {name: number for number, name in case.template.index.practices.items()}
    audit = audits.get((_AUDIT_PRACTICE, numbers.get(one.intervention, -1)))
    adopted = float(one.share[week - 1])
    audited = None if audit is None else adopted * min(1.0, audit["permille"] / 1000)
    tenure = case.calendar.tenure_week
    teams = case.template.index.teams
    return {
        "intervention": one.intervention,
        "name": entry.name if entry else one.intervention,
        "mechanism": entry.mechanism if entry else "",
        "launch_week": tenure(one.launch_week),
        "live_week": None if one.live_week is None else tenure(one.live_week),
        "half_week": None if one.half_week is None or one.half_week > week else tenure(one.half_week),
        "retired_week": None if one.retired_week is None or one.retired_week > week else tenure(one.retired_week),
        "teams": [teams[n] for n in one.teams if n < len(teams)],
        "adopted": round(adopted, 4),
        "in_use": round(one.in_use(week), 4),
        "audited": audit,
        "stamp": stamp(audited),
        "levers": sorted({move.lever.name for _, move in entry.all_moves}) if entry else [],
        "forum": bool(entry and entry.forum),
        "span": list(one.span),
    }


def _sources(case: Case, world: Any, audits: dict[tuple[int, int], dict[str, Any]]) -> list[dict[str, Any]]:
    sources = world["sources"]
    return [
        {
            "id": source.id,
            "name": source.name,
            "metric": source.metric,
            "definition": source.definition,
            "agreed": bool(sources["migrated"][n]) or source.canonical is None or source.canonical == source.definition,
            "lag_weeks": source.lag_weeks,
            "team": source.team,
            "breaks": int(sources["breaks"][n]),
            "restated_week": int(sources["restated_week"][n]) or None,
            "audited": audits.get((_AUDIT_SOURCE, n)),
        }
        for n, source in enumerate(case.scenario.sources)
    ]
