"""A list: one stop for Tab, arrows within it, the chosen row filled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pygame

from engine.ui.canvas import Canvas
from engine.ui.events import Asked, Event, Pointer
from engine.ui.flow import Flow
from engine.ui.layout import Measured, Style
from engine.ui.moves import STAY, Move
from engine.ui.palette import mixed
from engine.ui.shapes import Mark
from engine.ui.theme import Role
from engine.ui.widget import Widget


@dataclass(frozen=True)
class Item:
    """A row of a list.

    Attributes:
        title: what it is.
        detail: a second line, or nothing.
        aside: at the right, as a value or when it is due.
        icon: before the title, or nothing.
        mark: a shape before the title, or nothing, and its colour.
        mark_colour: of that shape.
        key_sign: a key cap at the right, or nothing.
        enabled: whether it can be opened; if not it stays readable.
        says: for the line at the bottom; without it the title.
    """

    title: str
    detail: str = ""
    aside: str = ""
    icon: str = ""
    mark: Mark | None = None
    mark_colour: Role = "text"
    key_sign: str = ""
    enabled: bool = True
    says: str = ""


@dataclass
class _Chosen:
    """The row that is chosen."""

    at: int = 0


class ListView(Widget):
    """Rows, one of them chosen.

    Args:
        items: the rows.
        opened: is told the number of the row on Enter, or when it is pressed.
        moved: is told the number when another row is chosen, as for a list with details beside it.
        now: the row chosen; without it the list remembers by itself.
        says: what the list is.
    """

    focusable = True
    hot = True
    _pad_x, _pad_y = 12.0, 8.0

    def __init__(
        self,
        items: Sequence[Item],
        *,
        opened: Callable[[int], Move | None] | None = None,
        moved: Callable[[int], Move | None] | None = None,
        now: int | None = None,
        says: str = "",
        key: str = "",
        style: Style | None = None,
    ) -> None:
        super().__init__(key=key, style=style if style is not None else Style(shrink=0))
        self.items, self._opened, self._moved, self._says = list(items), opened, moved, says
        self._given = now
        self._chosen = _Chosen()
        self._over = -1
        self.focusable = bool(self.items)

    def prepare(self) -> None:
        """Remember which row is chosen."""
        self._chosen = self.remembered("chosen", _Chosen)
        if self._given is not None:
            self._chosen.at = self._given
        self._chosen.at = max(0, min(self._chosen.at, len(self.items) - 1))

    @property
    def at(self) -> int:
        """The row that is chosen."""
        return self._chosen.at

    # -- Sizes --------------------------------------------------------------------------------------------------------

    def _lead(self, item: Item) -> int:
        theme = self.stage.theme
        return theme.px(theme.grown(20) + 10) if item.icon or item.mark else 0

    def _trail(self, item: Item) -> int:
        theme, face = self.stage.theme, self.stage.fonts.face("body")
        wide = face.width(item.aside, True) + theme.px(12) if item.aside else 0
        if item.key_sign:
            wide += max(face.line + theme.px(4), face.width(item.key_sign) + theme.px(14)) + theme.px(8)
        return wide

    def _flows(self, item: Item, width: int) -> tuple[Flow, Flow | None]:
        room = width - 2 * self.stage.theme.px(self._pad_x) - self._lead(item) - self._trail(item)
        title = self.stage.flows.flow(item.title, "label", max(1, room))
        return title, self.stage.flows.flow(item.detail, "body", max(1, room)) if item.detail else None

    def _height(self, item: Item, width: int) -> int:
        theme = self.stage.theme
        title, detail = self._flows(item, width)
        tall = title.height + (detail.height if detail is not None else 0) + 2 * theme.px(self._pad_y)
        return max(theme.px(theme.target), tall)

    def measure(self, width: float | None, least: bool) -> Measured:
        """All rows below each other."""
        theme = self.stage.theme
        wide = theme.px(theme.grown(160)) if least else int(width) if width is not None else theme.px(theme.grown(320))
        return wide, sum(self._height(item, wide) for item in self.items)

    def rows(self) -> list[pygame.Rect]:
        """Where each row is."""
        found: list[pygame.Rect] = []
        y = self.rect.y
        for item in self.items:
            tall = self._height(item, self.rect.width)
            found.append(pygame.Rect(self.rect.x, y, self.rect.width, tall))
            y += tall
        return found

    # -- Events -------------------------------------------------------------------------------------------------------

    def on(self, event: Event) -> Move | None:
        """Arrows and pages choose, Enter opens; a press does both."""
        if isinstance(event, Asked):
            return self._asked(event.action)
        if isinstance(event, Pointer) and event.kind in ("move", "press", "release"):
            under = next((n for n, row in enumerate(self.rows()) if row.collidepoint(event.x, event.y)), -1)
            if under != self._over:
                self._over = under
                self.repaint()
            if event.kind == "press" and under >= 0:
                return self._take(under)
            if event.kind == "release" and under == self.at:
                return self._open()
            return STAY
        return None

    def _asked(self, action: str) -> Move | None:
        if action == "enter":
            return self._open() if self._opened is not None else None
        step = {"up": -1, "down": 1, "page-up": -8, "page-down": 8, "first": -len(self.items), "last": len(self.items)}
        if action not in step:
            return None
        to = max(0, min(self.at + step[action], len(self.items) - 1))
        if to == self.at:
            return STAY if action in ("page-up", "page-down", "first", "last") else None
        return self._take(to)

    def _take(self, at: int) -> Move:
        if at == self.at:
            return STAY
        self._chosen.at = at
        move = self._moved(at) if self._moved is not None else None
        self.stage.damage(self.rect.inflate(self.stage.theme.px(12), self.stage.theme.px(12)))
        self.show()
        for widget in self.stage.front.tree.walk() if self.stage.front.tree is not None else ():
            if widget.follows_focus:
                widget.repaint()
        return STAY if move is None else move

    def show(self) -> None:
        """Bring the chosen row into view."""
        for around in list(self.up())[1:]:
            around.reveal(self)

    def _open(self) -> Move:
        if self._opened is None:
            return STAY
        self.stage.sounds.play("confirm" if self.items[self.at].enabled else "refused")
        move = self._opened(self.at)
        return STAY if move is None else move

    def ring(self) -> tuple[pygame.Rect, float] | None:
        """Around the chosen row, within it."""
        if not self.items:
            return None
        shape = self.stage.theme.palette.shape
        inset = 2 * self.stage.theme.px(shape.ring + shape.ring_gap)
        return self.rows()[self.at].inflate(-inset, -inset), shape.small_radius - 4

    def says(self) -> str:
        """The chosen row."""
        if not self.items:
            return self._says
        item = self.items[self.at]
        return item.says or (f"{self._says}: {item.title}" if self._says else item.title)

    # -- Drawing ------------------------------------------------------------------------------------------------------

    def paint(self, canvas: Canvas) -> None:
        """The rows that can be seen."""
        seen = canvas.surface.get_clip()
        for n, (item, row) in enumerate(zip(self.items, self.rows(), strict=True)):
            if row.colliderect(seen):
                self._paint_row(canvas, item, row, n)

    def _paint_row(self, canvas: Canvas, item: Item, row: pygame.Rect, n: int) -> None:
        radius = canvas.theme.palette.shape.small_radius
        if n == self.at:
            canvas.panel(row, canvas.tint("primary", "panel", 0.20), None, radius)
        elif n == self._over and self.hovered:
            canvas.panel(row, mixed(canvas.colour("panel"), canvas.colour("edge"), 0.14), None, radius)
        pad, lead = canvas.px(self._pad_x), self._lead(item)
        title, detail = self._flows(item, row.width)
        tall = title.height + (detail.height if detail is not None else 0)
        x, y = row.x + pad, row.centery - tall // 2
        centre = (x + canvas.px(canvas.theme.grown(20)) // 2, y + title.line_height // 2)
        if item.icon:
            canvas.icon(item.icon, canvas.theme.grown(20), centre, "primary" if item.enabled else "edge")
        elif item.mark is not None:
            canvas.mark(item.mark, canvas.theme.grown(14), centre, item.mark_colour)
        canvas.flow(title, (x + lead, y), "text" if item.enabled else "muted")
        if detail is not None:
            canvas.flow(detail, (x + lead, y + title.height), "muted")
        self._paint_trail(canvas, item, row)

    def _paint_trail(self, canvas: Canvas, item: Item, row: pygame.Rect) -> None:
        from engine.ui.widgets.text import draw_cap

        face = canvas.fonts.face("body")
        right = row.right - canvas.px(self._pad_x)
        if item.key_sign:
            high = face.line + canvas.px(4)
            wide = max(high, face.width(item.key_sign) + canvas.px(14))
            draw_cap(canvas, pygame.Rect(right - wide, row.centery - high // 2, wide, high), item.key_sign)
            right -= wide + canvas.px(8)
        if item.aside:
            at = (right, row.centery - face.line // 2)
            canvas.text(item.aside, at, "body", "muted", anchor="right", tabular=True)
