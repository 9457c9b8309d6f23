"""What became of a prediction: a direction and a size, against what the named source reported, never against truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.commands import Predict

FLAT: Final = 0.05  # relative change under which a figure is flat (game.md 2)
LARGE: Final = 0.15


@dataclass(frozen=True)
class Scored:
    """A prediction that has come due.

    Attributes:
        command: as it was given; nobody can change it.
        week: tenure week it was given in.
        before: the source's figure then, in the metric's unit; None if it had none.
        after: its figure when the prediction was due.
        direction: whether up, down or flat was right; None where a figure is missing.
        band: whether the size was right as well.
    """

    command: Predict
    week: int
    before: float | None
    after: float | None
    direction: bool | None
    band: bool | None


def score(command: Predict, week: int, before: float | None, after: float | None) -> Scored:
    """Compare a prediction with what its source reported.

    Args:
        command: the prediction.
        week: tenure week it was given in.
        before: the figure then.
        after: the figure at the end of the week it is due in.
    """
    if before is None or after is None or before == 0.0:
        return Scored(command, week, before, after, None, None)
    change = (after - before) / abs(before)
    seen = "flat" if abs(change) < FLAT else ("up" if change > 0.0 else "down")
    size = "under-5" if abs(change) < FLAT else ("5-to-15" if abs(change) <= LARGE else "over-15")
    direction = seen == command.direction
    return Scored(command, week, before, after, direction, direction and size == command.band)
