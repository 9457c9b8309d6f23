"""First-in, first-out lists of items, chained through `items.next`; an item is in at most one of them.

Only `sim.evolving` writes; `heads` and `tails` are the fields of the list's owner, -1 when empty.
"""

from __future__ import annotations

from typing import Any

from sim.kernel import kernel


@kernel
def push(nexts: Any, heads: Any, tails: Any, owner: int, item: int) -> None:
    """Append `item` to the owner's list."""
    nexts[item] = -1
    if heads[owner] < 0:
        heads[owner] = item
    else:
        nexts[tails[owner]] = item
    tails[owner] = item


@kernel
def remove(nexts: Any, heads: Any, tails: Any, owner: int, item: int) -> None:
    """Take `item` out of the owner's list, wherever it stands; nothing happens if it is not there."""
    before = -1
    here = heads[owner]
    while here >= 0 and here != item:
        before = here
        here = nexts[here]
    if here < 0:
        return
    after = nexts[item]
    if before < 0:
        heads[owner] = after
    else:
        nexts[before] = after
    if after < 0:
        tails[owner] = before
    nexts[item] = -1
