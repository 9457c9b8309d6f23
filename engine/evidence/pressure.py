"""Metrics under pressure, as Goodhart meant it: did they improve, or only what is said of them?

A metric is under pressure where it was predicted or watched as the one figure. At the time its report can be held
against a sibling: another source of the same metric that somebody looked behind. Where the figure under pressure gains
two standard errors and the sibling does not, or a guardrail beside it loses two, that is a flag (evidence.md 5).
Afterwards the truth is known, and the flag is whether the truth gained as well.

A guardrail is asked to hold, not to gain: flagging one that merely held would flag every honest improvement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.evidence.shifts import Shift

CLEAR: Final = 2.0
"""Standard errors from which a figure has gained or lost."""


@dataclass(frozen=True)
class Pressed:
    """A figure under pressure, and what stood beside it.

    Attributes:
        metric: its id.
        source: who reports it.
        gained: standard errors in the good direction, as reported.
        sibling: of another source of the same metric, audited; None where there is none.
        guardrail: the least of any guardrail's reported gains; None where there is none.
        truth: of the true weekly values; None where there are too few.
        reported_change: after - before, as reported.
        true_change: after - before, in truth; None where there is nothing to divide by.
    """

    metric: str
    source: str
    gained: float
    sibling: float | None = None
    guardrail: float | None = None
    truth: float | None = None
    reported_change: float = 0.0
    true_change: float | None = None

    @property
    def flag(self) -> bool | None:
        """Whether it showed at the time; None where nothing stood beside it."""
        if self.gained < CLEAR:
            return False
        if self.sibling is None and self.guardrail is None:
            return None
        return (self.sibling is not None and self.sibling < CLEAR) or (
            self.guardrail is not None and self.guardrail <= -CLEAR
        )

    @property
    def hindsight(self) -> bool | None:
        """Whether the report gained and the truth did not; None where the truth is not known."""
        if self.gained < CLEAR:
            return False
        return None if self.truth is None else self.truth < CLEAR

    @property
    def overstated(self) -> float | None:
        """Reported less true change: what the debrief adds."""
        return None if self.true_change is None else self.reported_change - self.true_change


def gain(moved: Shift | None, better: str) -> float | None:
    """Standard errors that a figure went in its good direction; None where that is not known, or it has none.

    Args:
        moved: the shift.
        better: "higher", "lower" or "near".
    """
    if moved is None or better == "near":
        return None
    return moved.errors if better == "higher" else -moved.errors
