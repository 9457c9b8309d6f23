"""Auditing what is reported: it takes the player's hours, a deep one also the audited team's, and tells later."""

from __future__ import annotations

from typing import Final

from sim import events as ev
from sim.commands import Audit
from sim.deciding.case import Case, EventRow, in_weeks, refuse
from sim.systems.audits import AUDIT_FORUM, AUDIT_PRACTICE, AUDIT_SOURCE
from sim.world import AUDITS, HOURS_COMMANDS, PRACTICE_LIVE

RUNNING: Final = 2  # audits at once (game.md 2)
MINUTES: Final = {"quick": 360, "deep": 720}  # of the player's week (game.md 2)


def audit(case: Case, command: Audit) -> list[EventRow]:
    """Order an audit."""
    case.check_names(command)
    due = [week for week, done in _audits(case) if done == 0]
    if len(due) >= RUNNING:
        left = max(1, min(due) - case.week + 1)
        refuse(
            "two audits are running", f"{len(due)} running", f"fewer than {RUNNING}", f"{command} in {in_weeks(left)}"
        )
    deep = command.depth == "deep"
    rows: list[EventRow] = []
    if command.source is not None:
        kind, target = AUDIT_SOURCE, case.index.sources.index(command.source)
        minutes = int(case.parameter("audit_hours") * 60.0)
        if deep and minutes > 0:
            rows.append(EventRow(int(ev.HOURS_OWED), case.one("sources", "team", target), HOURS_COMMANDS, minutes))
    elif command.forum is not None:
        kind, target = AUDIT_FORUM, case.index.forums.index(command.forum, 1)
        if not case.one("forums", "live", target):
            refuse(f"{command.forum} no longer sits")
    else:
        kind, target = AUDIT_PRACTICE, case.catalogue[command.intervention or ""].number
        if case.one("practices", "phase", target) != PRACTICE_LIVE:
            refuse(f"{command.intervention} is not live", nearest="audit it once it is")
    slot = case.one("counts", "audits") % AUDITS
    ordered = EventRow(int(ev.AUDIT_ORDERED), slot, target, kind * 2 + int(deep))
    return [ordered, *rows, *case.pay(command, 0, MINUTES[command.depth])]


def running(case: Case) -> int:
    """Audits that have not told yet."""
    return len([week for week, done in _audits(case) if done == 0])


def _audits(case: Case) -> list[tuple[int, int]]:
    """Due week and week of the report, 0 before it, of every audit that is still remembered."""
    audits, most = case.world["audits"], min(AUDITS, case.one("counts", "audits"))
    due, reported = audits["due_week"].tolist(), audits["reported_week"].tolist()
    return list(zip(due[:most], reported[:most], strict=True))
