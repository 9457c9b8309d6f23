"""A command becomes events, or a refusal: what is legal and what it costs, in `sim.deciding`.

`decide` reads the world's record and never writes it; whoever calls it records the rows. Three ways to say no: an
*illegal* command spends nothing; a *declined* one met a person who says no, and took the player's hours; one that is
*not honoured* is accepted here and bypassed later, through the fidelity of the practice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy.typing as npt

from sim.commands import Command
from sim.deciding import audits, cards, learning, orders, politics, practices
from sim.deciding.case import Case, EventRow, Refusal, Refused, unknown_name
from sim.genesis import Index
from sim.intervention import Intervention

__all__ = ["Case", "EventRow", "Refusal", "decide", "decide_on", "unknown_name"]

_DECIDERS: Final[dict[str, Callable[[Case, Any], list[EventRow]]]] = {
    "launch": practices.launch,
    "adjust": practices.adjust,
    "retire": practices.retire,
    "set_policy": orders.set_policy,
    "stop": orders.stop,
    "fund": orders.fund,
    "audit": audits.audit,
    "engage": politics.engage,
    "rank": politics.rank,
    "set_kpi": politics.set_kpi,
    "reallocate": politics.reallocate,
    "coach": learning.coach,
    "forecast": learning.forecast,
    "predict": learning.predict,
    "experiment": learning.experiment,
    "read": learning.read,
    "call": learning.call,
    "note": politics.write_down,
    "save": politics.write_down,
    "answer": cards.answer,
    "delegate": cards.delegate,
}


def decide(
    worlds: npt.NDArray[Any], index: Index, catalogue: Mapping[str, Intervention], command: Command
) -> list[EventRow] | Refusal:
    """What a command brings about at the start of the world's next week.

    Args:
        worlds: the first is read, between two weeks.
        index: its names.
        catalogue: the interventions it was founded with.
        command: what is asked.

    Returns:
        Rows to be recorded in order, or a refusal.
    """
    return decide_on(Case(worlds[0], index, catalogue), command)


def decide_on(case: Case, command: Command) -> list[EventRow] | Refusal:
    """The same of a record that is asked again and again."""
    try:
        return _DECIDERS[command.kind](case, command)
    except Refused as refused:
        return refused.refusal
