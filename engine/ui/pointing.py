"""The pointer: what it is on, what it presses, and what is said where it rests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.ui import painting
from engine.ui.events import Pointer
from engine.ui.widget import Widget

if TYPE_CHECKING:
    from engine.ui.stage import Stage


class Pointing:
    """The pointer on a stage.

    Attributes:
        place: where it is, in device pixels.
        hover_path: of what it is on.
        pressed_path: of what it presses.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.place = (-1, -1)
        self.hover_path = self.pressed_path = ""
        self._tip, self._since = "", 0

    def answer(self, event: Pointer) -> None:
        """Answer what it did."""
        self.place = (event.x, event.y)
        held = self._at(self.pressed_path) if self.pressed_path else None
        under = self._under()
        if event.kind == "wheel":
            self._wheeled(event, under)
        elif event.kind in ("move", "leave"):
            self._hover(under if held is None or under is held else None)
            if held is not None:
                self._stage.perform(held.on(event))
            elif under is not None:
                under.on(event)
        elif event.kind == "press":
            self._pressed(event, under)
        else:
            self.pressed_path = ""
            if held is not None:
                held.repaint()
                self._stage.perform(held.on(event))

    def _pressed(self, event: Pointer, under: Widget | None) -> None:
        self.quiet()
        if under is None or not under.enabled:
            return
        self.pressed_path = under.path
        if under.focusable:
            self._stage.focus(under)
        under.repaint()
        self._stage.perform(under.on(event))

    def _wheeled(self, event: Pointer, under: Widget | None) -> None:
        for widget in under.up() if under is not None else self._around():
            if widget.on(event) is not None:
                self._hover(self._under())
                return

    def _around(self) -> Iterator[Widget]:
        """What lies under it, innermost first."""
        tree = self._stage.front.tree
        return painting.under(tree, *self.place) if tree is not None else iter(())

    def _under(self) -> Widget | None:
        """What can be pressed or explained there."""
        return next((w for w in self._around() if w.focusable or w.hot or w.tip_at(*self.place)), None)

    def _at(self, path: str) -> Widget | None:
        tree = self._stage.front.tree
        return next((w for w in tree.walk() if w.path == path), None) if tree is not None and path else None

    def _hover(self, under: Widget | None) -> None:
        path = "" if under is None else under.path
        tip = "" if under is None else under.tip_at(*self.place)
        if path != self.hover_path:
            for changed in (self._at(self.hover_path), under):
                if changed is not None:
                    changed.repaint()
            self.hover_path = path
        if tip != self._tip:
            self.quiet()
            self._tip = tip
            if tip:
                self._stage.motion.wake_in(self._stage.theme.palette.shape.tooltip_ms)

    def quiet(self) -> None:
        """Take the tooltip away."""
        if self.tip:
            self._stage.damage_all()
        self._tip, self._since = "", self._stage.motion.now_ms

    def reset(self) -> None:
        """Forget everything: another screen is in front."""
        self.hover_path = self.pressed_path = self._tip = ""

    @property
    def tip(self) -> str:
        """What is said where it rests, if it has rested long enough."""
        rested = self._stage.motion.now_ms - self._since >= self._stage.theme.palette.shape.tooltip_ms
        return self._tip if self._tip and rested else ""
