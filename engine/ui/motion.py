"""What changes by itself: numbers on their way somewhere, and when the next frame is wanted for it."""

from __future__ import annotations


class Motion:
    """Numbers that slide, and alarms.

    Attributes:
        now_ms: the time, in milliseconds.
        still: whether nothing slides.
    """

    def __init__(self) -> None:
        self.now_ms = 0
        self.still = False
        self._glides: dict[str, tuple[float, float, int]] = {}
        self._wake: int | None = None

    def glide(self, name: str, to: float, milliseconds: int) -> float:
        """A number on its way to `to`; the first time it is asked for, it is there already.

        Args:
            name: of the number.
            to: where it goes.
            milliseconds: how long it takes.
        """
        start, end, since = self._glides.get(name, (to, to, self.now_ms))
        if end != to:
            start, end, since = self._between(start, end, since, milliseconds), to, self.now_ms
        self._glides[name] = (start, end, since)
        if self.still or start == end:
            return to
        here = self._between(start, end, since, milliseconds)
        if here != end:
            self.wake_in(0)
        else:
            self._glides[name] = (end, end, since)
        return here

    def _between(self, start: float, end: float, since: int, milliseconds: int) -> float:
        share = min(1.0, max(0.0, (self.now_ms - since) / max(1, milliseconds)))
        eased = 1.0 - (1.0 - share) * (1.0 - share)
        return start + (end - start) * eased if share < 1.0 else end

    def forget(self, prefix: str) -> None:
        """Drop the numbers of a screen that was closed."""
        self._glides = {name: glide for name, glide in self._glides.items() if not name.startswith(prefix)}

    def wake_in(self, milliseconds: int) -> None:
        """Have another frame at a time, though nothing happens."""
        at = self.now_ms + milliseconds
        self._wake = at if self._wake is None else min(self._wake, at)

    def woken(self) -> bool:
        """Whether that time has come; asked once."""
        if self._wake is None or self.now_ms < self._wake:
            return False
        self._wake = None
        return True

    def wait_ms(self) -> int | None:
        """How long until then, None if there is no such time."""
        return None if self._wake is None else max(0, self._wake - self.now_ms)
