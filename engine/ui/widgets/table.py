"""A table: columns that fit their cells, rows to choose from; figures to the right, in columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import pygame

from engine.ui.canvas import Canvas
from engine.ui.events import Asked, Event, Pointer
from engine.ui.layout import Measured, Style
from engine.ui.moves import STAY, Move
from engine.ui.palette import mixed
from engine.ui.theme import Role
from engine.ui.widget import Widget


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        title: above it.
        align: where its cells stand.
        share: of the room left over.
        cuts: whether words may be left out for want of room, because they stand in full elsewhere.
    """

    title: str
    align: Literal["left", "right"] = "left"
    share: float = 0.0
    cuts: bool = False


@dataclass
class _Chosen:
    at: int = 0


class Table(Widget):
    """Rows of cells under headings.

    Args:
        columns: from left to right.
        rows: cells, as printed.
        moved: is told the number when another row is chosen.
        opened: is told the number of the row on Enter.
        now: the row chosen; without it the table remembers by itself.
        says: what the table is.
        chooses: whether a row can be chosen; if not, the table is to be read only.
    """

    focusable = True
    hot = True
    _gap, _pad = 20.0, 12.0

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        *,
        moved: Callable[[int], Move | None] | None = None,
        opened: Callable[[int], Move | None] | None = None,
        now: int | None = None,
        says: str = "",
        key: str = "",
        chooses: bool = True,
        style: Style | None = None,
    ) -> None:
        super().__init__(key=key, style=style if style is not None else Style(shrink=0))
        self._columns, self._rows, self._says, self._given = list(columns), list(rows), says, now
        self._moved, self._opened = moved, opened
        self.focusable = self.hot = chooses and bool(self._rows)
        self._chosen = _Chosen()
        self._over = -1
        self._natural: list[int] = []

    def prepare(self) -> None:
        """Remember which row is chosen; work out how wide each column would like to be."""
        self._chosen = self.remembered("chosen", _Chosen)
        if self._given is not None:
            self._chosen.at = self._given
        self._chosen.at = max(0, min(self._chosen.at, len(self._rows) - 1))
        body, head = self.stage.fonts.face("body"), self.stage.fonts.face("label")
        self._natural = []
        for n, column in enumerate(self._columns):
            figures = column.align == "right"
            cells = max((body.width(row[n], figures) for row in self._rows), default=0)
            self._natural.append(max(head.width(column.title), cells))

    def _row_height(self) -> int:
        theme = self.stage.theme
        return max(theme.px(theme.target), self.stage.fonts.face("body").line + theme.px(14))

    def measure(self, width: float | None, least: bool) -> Measured:
        """Its columns beside each other, and a row for the headings."""
        px = self.stage.theme.px
        pads = 2 * px(self._pad) + px(self._gap) * (len(self._columns) - 1)
        head = self.stage.fonts.face("label")
        smallest = [
            head.width(c.title) if c.cuts else wide for c, wide in zip(self._columns, self._natural, strict=True)
        ]
        wide = sum(smallest if least else self._natural) + pads
        if width is not None and not least:
            wide = max(sum(smallest) + pads, int(width))
        return wide, self._row_height() * (len(self._rows) + 1)

    def _widths(self) -> list[int]:
        """How wide each column is: what it likes, more where there is room, less where it may be cut."""
        px = self.stage.theme.px
        free = self.rect.width - 2 * px(self._pad) - px(self._gap) * (len(self._columns) - 1) - sum(self._natural)
        widths = list(self._natural)
        shares = [column.share if free > 0 else float(column.cuts) for column in self._columns]
        whole = sum(shares)
        if whole > 0:
            widths = [max(0, wide + round(free * share / whole)) for wide, share in zip(widths, shares, strict=True)]
        return widths

    def _row(self, n: int) -> pygame.Rect:
        """Where a row is; -1 is the headings."""
        tall = self._row_height()
        return pygame.Rect(self.rect.x, self.rect.y + (n + 1) * tall, self.rect.width, tall)

    # -- Events -------------------------------------------------------------------------------------------------------

    def on(self, event: Event) -> Move | None:
        """Arrows and pages choose, Enter opens; the pointer too."""
        if not self.focusable:
            return None
        if isinstance(event, Asked):
            return self._asked(event.action)
        if isinstance(event, Pointer) and event.kind in ("move", "press", "release"):
            under = (event.y - self.rect.y) // self._row_height() - 1
            under = under if 0 <= under < len(self._rows) and self.rect.collidepoint(event.x, event.y) else -1
            if under != self._over:
                self._over = under
                self.repaint()
            if event.kind == "press" and under >= 0:
                return self._take(under)
            return STAY
        return None

    def _asked(self, action: str) -> Move | None:
        if action == "enter" and self._opened is not None:
            move = self._opened(self._chosen.at)
            return STAY if move is None else move
        page = max(1, self.clip.height // self._row_height() - 2)
        whole = len(self._rows)
        step = {"up": -1, "down": 1, "page-up": -page, "page-down": page, "first": -whole, "last": whole}
        if action not in step:
            return None
        to = max(0, min(self._chosen.at + step[action], whole - 1))
        if to == self._chosen.at:
            return STAY if action in ("page-up", "page-down", "first", "last") else None
        return self._take(to)

    def _take(self, at: int) -> Move:
        if at == self._chosen.at:
            return STAY
        self._chosen.at = at
        self.repaint()
        for around in list(self.up())[1:]:
            around.reveal(self)
        move = self._moved(at) if self._moved is not None else None
        return STAY if move is None else move

    def ring(self) -> tuple[pygame.Rect, float] | None:
        """Around the chosen row, within it."""
        shape = self.stage.theme.palette.shape
        inset = 2 * self.stage.theme.px(shape.ring + shape.ring_gap)
        return self._row(self._chosen.at).inflate(-inset, -inset), shape.small_radius - 4

    def says(self) -> str:
        """The chosen row."""
        return f"{self._says}: {self._rows[self._chosen.at][0]}" if self._rows else self._says

    # -- Drawing ------------------------------------------------------------------------------------------------------

    def paint(self, canvas: Canvas) -> None:
        """The headings, and the rows that can be seen."""
        widths = self._widths()
        self._paint_cells(canvas, [column.title for column in self._columns], self._row(-1), widths, heading=True)
        head = self._row(-1)
        canvas.fill(pygame.Rect(head.x, head.bottom - canvas.px(1), head.width, canvas.px(1)), "line")
        seen = canvas.surface.get_clip()
        first = max(0, (seen.top - self.rect.y) // self._row_height() - 1)
        last = min(len(self._rows), (seen.bottom - self.rect.y) // self._row_height() + 1)
        radius = canvas.theme.palette.shape.small_radius
        for n in range(first, last):
            row = self._row(n)
            if not row.colliderect(seen):
                continue
            if self.focusable and n == self._chosen.at:
                canvas.panel(row, canvas.tint("primary", "panel", 0.20), None, radius)
            elif n == self._over and self.hovered:
                canvas.panel(row, mixed(canvas.colour("panel"), canvas.colour("edge"), 0.14), None, radius)
            self._paint_cells(canvas, self._rows[n], row, widths, heading=False)

    def _paint_cells(
        self, canvas: Canvas, cells: Sequence[str], row: pygame.Rect, widths: Sequence[int], *, heading: bool
    ) -> None:
        style = "label" if heading else "body"
        face = canvas.fonts.face(style)
        x, y = row.x + canvas.px(self._pad), row.centery - face.line // 2
        for column, cell, wide in zip(self._columns, cells, widths, strict=True):
            figures = column.align == "right" and not heading
            text = cell
            if column.cuts and face.width(cell, figures) > wide:
                text = shortened(cell, wide, face.width)
            at = (x + wide, y) if column.align == "right" else (x, y)
            ink: Role = "muted" if heading else "text"
            canvas.text(text, at, style, ink, anchor=column.align, tabular=figures, cut=text != cell)
            x += wide + canvas.px(self._gap)


def shortened(text: str, room: int, width: Callable[[str], int]) -> str:
    """As much of a text as fits, with an ellipsis for the rest."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle].rstrip() + "…") <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"
