"""What governing took: hours, capital, people, and what was not delivered meanwhile. Exact, one world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from engine.evidence.tallies import LogIndex, Tallies
from engine.evidence.windows import Window, Windows
from sim import events


@dataclass(frozen=True)
class CostKind:
    """How one cost is folded.

    Attributes:
        id: as in findings.
        name: for people.
        unit: as printed.
        kind: the event that carries it.
        of: its count, or the total of its amounts.
        per: what is divided by to be in `unit`.
        during: "governed", from the first command to the end of tenure, or only the "transition".
        decimals: places printed.
    """

    id: str
    name: str
    unit: str
    kind: int
    of: Literal["count", "total"]
    per: int
    during: Literal["governed", "transition"]
    decimals: int


COSTS: Final = (
    CostKind("cost.governance", "Hours of governing", "h", int(events.GOVERNANCE_BOOKED), "total", 60, "governed", 0),
    CostKind("cost.capital", "Political capital", "points", int(events.CAPITAL_SPENT), "total", 1000, "governed", 1),
    CostKind("cost.time", "Your own hours", "h", int(events.TIME_SPENT), "total", 60, "governed", 0),
    CostKind("cost.hires", "Hires", "people", int(events.HIRE_ORDERED), "count", 1, "governed", 0),
    CostKind("cost.stopped", "Hours sunk in stopped work", "h", int(events.ITEM_STOPPED), "total", 60, "governed", 0),
    CostKind(
        "cost.transition",
        "Items live during the transition",
        "items",
        int(events.VALUE_DELIVERED),
        "count",
        1,
        "transition",
        0,
    ),
)


@dataclass(frozen=True)
class Cost:
    """A cost, against the twin.

    Attributes:
        of: what it is.
        spent: in the world as played.
        twin: in its twin.
        window: when.
        span: first and last event number that carry it; None where there is none.
    """

    of: CostKind
    spent: float
    twin: float
    window: Window
    span: tuple[int, int] | None

    @property
    def extra(self) -> float:
        """What was spent beyond the twin."""
        return self.spent - self.twin


def costs(factual: Tallies, twin: Tallies, windows: Windows, log: LogIndex) -> dict[str, Cost]:
    """Every cost, by id. A zero is a true zero: nothing of it happened. A transition of no weeks has no entry."""
    found = {}
    for entry in COSTS:
        window = windows.governed if entry.during == "governed" else windows.transition
        if not window.weeks:
            continue
        spent, other = (
            (world.count if entry.of == "count" else world.total)(entry.kind, window) / entry.per
            for world in (factual, twin)
        )
        found[entry.id] = Cost(entry, spent, other, window, log.span(window, entry.kind))
    return found
