"""First-in, first-out lists of items, chained through `items.next`; an item is in at most one of them.

Only `sim.evolving` writes; `heads` and `tails` are the fields of the list's owner, -1 when empty.
"""

from __future__ import annotations

from typing import Any

from sim.kernel import inlined


@inlined
def push(nexts: Any, heads: Any, tails: Any, owner: int, item: int) -> None:
    """Append `item` to the owner's list."""
    nexts[item] = -1
    if heads[owner] < 0:
        heads[owner] = item
    else:
        nexts[tails[owner]] = item
    tails[owner] = item


@inlined
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


@inlined
def insert_by(nexts: Any, heads: Any, tails: Any, owner: int, item: int, rank: Any) -> None:
    """Insert `item` in order of `rank`, behind its equals; at once where it belongs at the end."""
    tail = tails[owner]
    if heads[owner] < 0 or rank[tail] <= rank[item]:
        push(nexts, heads, tails, owner, item)
        return
    before, here = -1, heads[owner]
    while rank[here] <= rank[item]:
        before = here
        here = nexts[here]
    nexts[item] = here
    if before < 0:
        heads[owner] = item
    else:
        nexts[before] = item
