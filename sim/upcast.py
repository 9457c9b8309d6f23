"""Recorded events of older rules, told in the words of today's: pure, column by column, one step a version.

A step takes the events of a week as its version wrote them and gives them as the next version would have. A version
whose events mean today what they meant then has no step. Numbers of kinds are never reused, so a kind that no longer
exists can always be recognised.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy.typing as npt

from sim.rules import RULES_VERSION


class Columns(NamedTuple):
    """A week's events as columns of one length, oldest first: u1, u2, u2, i4."""

    kind: npt.NDArray[Any]
    subject: npt.NDArray[Any]
    object: npt.NDArray[Any]
    amount: npt.NDArray[Any]


Step = Callable[[Columns], Columns]
STEPS: Final[dict[int, Step]] = {}  # version -> what brings its events to the next version


def upcast(columns: Columns, rules_version: int) -> Columns:
    """Bring a week's events from the rules they were recorded under to `RULES_VERSION`.

    Args:
        columns: the events, which are left as they are.
        rules_version: of the recording. Newer rules than ours have no steps here: their events are taken as they are,
            and the digests in the recording tell whether that was right.

    Returns:
        The same events in today's words; the same arrays where nothing changed.
    """
    for version in range(rules_version, RULES_VERSION):
        step = STEPS.get(version)
        if step is not None:
            columns = step(columns)
    return columns
