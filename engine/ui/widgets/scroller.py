"""A view onto something taller than it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pygame

from engine.ui import shapes
from engine.ui.canvas import Canvas
from engine.ui.events import Asked, Event, Pointer
from engine.ui.layout import Style
from engine.ui.moves import STAY, Move
from engine.ui.theme import Role
from engine.ui.widget import Widget

_STEP = 56  # pixels a notch of the wheel, or an arrow
_BAR = 6
_FADE = 20


@dataclass
class _Offset:
    """How far it is scrolled, in device pixels; and where the pointer took hold of the bar."""

    y: int = 0
    held: int | None = None


class Scroller(Widget):
    """Shows a part of its child, and the rest by wheel, by dragging the bar, or by going there with the focus.

    Args:
        child: what is shown.
        focusable: whether Tab stops here too, which it must where nothing in it can have the focus.
        says: what it is, for the line at the bottom.
        padding: around the child, so that rings and edges have room.
        ground: what it lies on; its edges fade into that.
    """

    hot = True

    def __init__(
        self,
        child: Widget,
        *,
        style: Style | None = None,
        key: str = "",
        focusable: bool = False,
        says: str = "",
        padding: float = 0,
        ground: Role = "background",
    ) -> None:
        base = style if style is not None else Style(grow=1, basis=0, min_height=0)
        child.style = replace(child.style, shrink=0)
        super().__init__(
            child, style=replace(base, clip=True, padding=(padding, padding + _BAR + 6, padding, padding)), key=key
        )
        self.focusable, self._says, self._ground = focusable, says, ground
        self._offset = _Offset()

    def prepare(self) -> None:
        """Remember how far it was scrolled."""
        self._offset = self.remembered("offset", _Offset)

    @property
    def _child(self) -> Widget:
        return self.children[0]

    @property
    def longest(self) -> int:
        """How far it can be scrolled."""
        top, bottom = self.style.padding[0], self.style.padding[2]  # type: ignore[index, misc]
        pads = self.stage.theme.px(top) + self.stage.theme.px(bottom)
        return max(0, self._child.place.height + pads - self.place.height)

    def shift(self) -> tuple[int, int]:
        """Its child is moved up by what is scrolled."""
        self._offset.y = max(0, min(self._offset.y, self.longest))
        return 0, -self._offset.y

    def scroll(self, by: int) -> bool:
        """Scroll by device pixels, down positive; whether that moved anything."""
        before = self._offset.y
        self._offset.y = max(0, min(before + by, self.longest))
        if self._offset.y == before:
            return False
        self.stage.rearrange()
        shape = self.stage.theme.palette.shape
        ring = 2 * self.stage.theme.px(shape.ring + shape.ring_gap) + 2
        self.stage.damage(self.rect.inflate(ring, ring))  # a ring may reach out of the view
        return True

    def reveal(self, widget: Widget) -> None:
        """Scroll as little as shows all of a widget, or its ring's part of it."""
        found = widget.ring()
        rect = widget.rect if found is None else found[0]
        self.show(rect)

    def show(self, rect: pygame.Rect) -> None:
        """Scroll as little as shows all of a rectangle."""
        edge = self.stage.theme.px(12)
        above, below = rect.top - edge - self.rect.top, rect.bottom + edge - self.rect.bottom
        if above < 0:
            self.scroll(above)
        elif below > 0:
            self.scroll(min(below, above))

    def on(self, event: Event) -> Move | None:
        """Wheel and bar; pages and arrows that nothing in it answered."""
        px = self.stage.theme.px
        if isinstance(event, Pointer):
            return self._pointed(event)
        if isinstance(event, Asked):
            page = self.rect.height - px(_STEP)
            by = {"page-up": -page, "page-down": page}.get(event.action)
            if by is None and self.focused:
                by = {"up": -px(_STEP), "down": px(_STEP), "first": -self.longest, "last": self.longest}.get(
                    event.action
                )
            if by is not None and self.scroll(by):
                return STAY
        return None

    def _pointed(self, event: Pointer) -> Move | None:
        if event.kind == "wheel":
            return STAY if self.scroll(round(-event.dy * self.stage.theme.px(_STEP))) else None
        bar = self._bar()
        if bar is None:
            return None
        if event.kind == "press" and event.x >= bar.left - self.stage.theme.px(6):
            self._offset.held = event.y - bar.top if bar.top <= event.y <= bar.bottom else bar.height // 2
        if event.kind == "release":
            self._offset.held = None
        if self._offset.held is not None and event.kind in ("press", "move"):
            way = self.rect.height - bar.height
            top = event.y - self._offset.held - self.rect.top
            self.scroll(round(top / max(1, way) * self.longest) - self._offset.y)
            return STAY
        return None

    def _bar(self) -> pygame.Rect | None:
        """Where the bar is; None where all is visible."""
        if self.longest == 0:
            return None
        px = self.stage.theme.px
        high = max(px(36), round(self.rect.height * self.rect.height / (self.rect.height + self.longest)))
        top = self.rect.top + round((self.rect.height - high) * self._offset.y / self.longest)
        return pygame.Rect(self.rect.right - px(_BAR) - px(2), top, px(_BAR), high)

    def paint_over(self, canvas: Canvas) -> None:
        """The bar; and where there is more, the edge fades."""
        bar = self._bar()
        high = canvas.px(_FADE)
        ground = canvas.colour(self._ground)
        wide = self.rect.width - canvas.px(_BAR + 4)
        if self._offset.y > 0:
            canvas.surface.blit(shapes.fade((wide, high), ground, down=False), self.rect.topleft)
        if self._offset.y < self.longest:
            canvas.surface.blit(shapes.fade((wide, high), ground, down=True), (self.rect.left, self.rect.bottom - high))
        if bar is not None:
            canvas.panel(bar, "edge" if self.hovered or self.pressed or self.focused else "line", None, _BAR / 2)

    def ring(self) -> tuple[pygame.Rect, float] | None:
        """The ring lies within, because around it there may be no room."""
        shape = self.stage.theme.palette.shape
        inset = 2 * self.stage.theme.px(shape.ring + shape.ring_gap)
        return self.rect.inflate(-inset, -inset), shape.small_radius

    def says(self) -> str:
        """What it is."""
        return self._says
