"""A bounded store of what is costly to draw: what was used longest ago goes first, so that memory stays flat."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """Values by key, at most so many, and at most so much weight.

    Args:
        most: how many are kept.
        weigh: what one weighs, in any unit.
        most_weight: how much all may weigh together; without it only their number counts.
    """

    def __init__(self, most: int, weigh: Callable[[Value], int] | None = None, most_weight: int = 0) -> None:
        self._most, self._weigh, self._most_weight = most, weigh, most_weight
        self._held: OrderedDict[Hashable, Value] = OrderedDict()
        self._weight = 0

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made now if it is not there."""
        found = self._held.get(key)
        if found is not None:
            self._held.move_to_end(key)
            return found
        made = make()
        self._held[key] = made
        if self._weigh is not None:
            self._weight += self._weigh(made)
        while len(self._held) > self._most or (self._weight > self._most_weight and len(self._held) > 1):
            _, gone = self._held.popitem(last=False)
            if self._weigh is not None:
                self._weight -= self._weigh(gone)
        return made

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()
        self._weight = 0

    def __contains__(self, key: Hashable) -> bool:
        return key in self._held

    def __len__(self) -> int:
        return len(self._held)

    @property
    def weight(self) -> int:
        """What all that is held weighs."""
        return self._weight
