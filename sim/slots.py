"""Tables of a fixed number of places, each 1 or 0 in a column that says whether it is taken.

Most stand empty most of the time. Whether any place is taken is asked without a branch, several places an instruction.
"""

from __future__ import annotations

from typing import Any

from sim.kernel import inlined


@inlined
def any_open(taken: Any, places: int) -> bool:
    """Whether any place is taken."""
    n = 0
    for slot in range(places):
        n += taken[slot]
    return n > 0


@inlined
def first_free(taken: Any, places: int) -> int:
    """The first place that is free; -1 if none is."""
    for slot in range(places):
        if taken[slot] == 0:
            return slot
    return -1
