"""Small marks with a meaning: words in a frame, states as badge, word and shape, and the work items of the board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import pygame

from engine.thresholds import State
from engine.ui import shapes, texts
from engine.ui.cache import Cache
from engine.ui.canvas import Canvas
from engine.ui.fonts import area_bytes
from engine.ui.layout import Measured, Style
from engine.ui.palette import Colour
from engine.ui.shapes import Mark
from engine.ui.theme import Role
from engine.ui.widget import Widget

STATES: Final[dict[State, tuple[Mark, Role]]] = {
    "steady": ("ring", "muted"),
    "watch": ("half", "watch"),
    "act": ("circle", "act"),
}
ItemKind = Literal["feature", "fix", "platform", "experiment", "mandated"]
KINDS: Final[dict[ItemKind, Mark]] = {
    "feature": "circle",
    "fix": "square",
    "platform": "triangle",
    "experiment": "diamond",
    "mandated": "hexagon",
}


class Chip(Widget):
    """A word or two in a frame, perhaps with a mark or an icon before it."""

    def __init__(
        self,
        text: str,
        *,
        mark: Mark | None = None,
        icon: str = "",
        colour: Role = "muted",
        ink: Role = "text",
        tooltip: str = "",
        key: str = "",
    ) -> None:
        super().__init__(style=Style(shrink=0, own="start"), key=key, tooltip=tooltip)
        self.text, self._mark, self._icon, self._colour, self._ink = text, mark, icon, colour, ink

    def measure(self, width: float | None, least: bool) -> Measured:
        """Its words and mark, and room around them."""
        del width, least
        theme, face = self.stage.theme, self.stage.fonts.face("label")
        return face.width(self.text) + self._lead() + 2 * theme.px(10), face.line + theme.px(6)

    def _lead(self) -> int:
        theme = self.stage.theme
        if self._icon:
            return theme.px(theme.grown(18) + 6)
        return theme.px(theme.grown(14) + 6) if self._mark is not None else 0

    def paint(self, canvas: Canvas) -> None:
        """Draw frame, mark and words."""
        canvas.panel(self.rect, "raised", "line", 100)
        face = canvas.fonts.face("label")
        x = self.rect.x + canvas.px(10)
        if self._icon:
            size = canvas.theme.grown(18)
            canvas.icon(self._icon, size, (x + canvas.px(size) // 2, self.rect.centery), self._colour)
        elif self._mark is not None:
            size = canvas.theme.grown(14)
            canvas.mark(self._mark, size, (x + canvas.px(size) // 2, self.rect.centery), self._colour)
        canvas.text(self.text, (x + self._lead(), self.rect.centery - face.line // 2), "label", self._ink)


class Badge(Chip):
    """A state: a shape, and its word, so that colour is never needed."""

    def __init__(self, state: State, text: str = "", *, key: str = "") -> None:
        shape, colour = STATES[state]
        super().__init__(text or texts.say(f"state.{state}"), mark=shape, colour=colour, key=key)


@dataclass(frozen=True)
class ItemLook:
    """A work item on the board.

    Attributes:
        kind: its shape.
        letter: of its line, within.
        waiting: dashed border.
        blocked: thick border.
        twin: double outline, a suspected duplicate.
        weeks: in its stage, at the corner.
        stale: hatched, because where it is now is not known.
        faded: it is not what is looked for.
    """

    kind: ItemKind
    letter: str
    waiting: bool = False
    blocked: bool = False
    twin: bool = False
    weeks: int | None = None
    stale: bool = False
    faded: bool = False


_GROWN: Final[dict[Mark, float]] = {
    "triangle": 1.5,
    "square": 1.1,
    "diamond": 1.12,
    "hexagon": 1.06,
}  # so that all look as large
SIZE: Final = 26.0  # pixels of an item's chip


_items: Cache[tuple[pygame.Surface, int, int]] = Cache(1024, lambda kept: area_bytes(kept[0]), 8 << 20)


def draw_item(canvas: Canvas, look: ItemLook, centre: tuple[int, int]) -> None:
    """Draw a work item's chip around a place, its letter within; kept, because boards have many that move."""
    half = canvas.px(canvas.theme.grown(SIZE))
    inside = canvas.surface.get_rect().collidepoint(centre)
    if canvas.recorder is not None and inside:  # drawn once more to note its letter, then as in play
        around = pygame.Rect(0, 0, 4 * half, 3 * half)
        around.center = centre
        around = around.clip(canvas.surface.get_rect())
        before = canvas.surface.subsurface(around).copy()
        _draw_item(canvas, look, centre)
        canvas.surface.blit(before, around)

    def make() -> tuple[pygame.Surface, int, int]:
        sheet = pygame.Surface((4 * half, 2 * half), pygame.SRCALPHA)
        sheet.fill((*canvas.colour("panel"), 0))
        own = Canvas(sheet, canvas.theme, canvas.fonts, canvas.flows)
        _draw_item(own, look, (2 * half, half))
        used = sheet.get_bounding_rect()
        return sheet.subsurface(used).copy(), used.x - 2 * half, used.y - half

    drawn, dx, dy = _items.get((look, canvas.theme), make)
    canvas.surface.blit(drawn, (centre[0] + dx, centre[1] + dy))


def _draw_item(canvas: Canvas, look: ItemLook, centre: tuple[int, int]) -> None:
    theme = canvas.theme
    shape = KINDS[look.kind]
    size = theme.grown(SIZE) * _GROWN.get(shape, 1.0)
    fill = canvas.tint("edge", "panel", 0.10 if look.faded else 0.30)
    ink: Role = "edge" if look.faded else "text"
    if look.twin:
        canvas.mark(shape, size + 8, centre, "panel", ink, 1.4)
    if look.waiting and not look.blocked:
        canvas.mark(shape, size, centre, fill)
        _dashed(canvas, shape, size, centre, canvas.colour(ink))
    else:
        canvas.mark(shape, size, centre, fill, ink, 3.0 if look.blocked else 1.4)
    if look.stale:
        _hatched(canvas, shape, size - 4, centre)
    face = canvas.fonts.face("label")
    drop = theme.px(size * 0.12) if shape == "triangle" else 0
    canvas.text(look.letter, (centre[0], centre[1] - face.line // 2 + drop), "label", anchor="centre")
    if look.weeks is not None:
        at = (centre[0] + theme.px(size * 0.5), centre[1] - theme.px(size * 0.5) - face.line // 2)
        canvas.text(str(look.weeks), at, "body", "muted")


def _hatched(canvas: Canvas, shape: Mark, size: float, centre: tuple[int, int]) -> None:
    """Slanting lines within a mark."""
    side = canvas.px(size)
    lines = pygame.Surface((side, side), pygame.SRCALPHA)
    step = canvas.px(6)
    for x in range(-side, side, step):
        pygame.draw.line(lines, (*canvas.colour("edge"), 110), (x, side), (x + side, 0), canvas.px(1))
    lines.blit(shapes.mark(shape, side, (255, 255, 255)), (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
    canvas.surface.blit(lines, (centre[0] - side // 2, centre[1] - side // 2))


def _dashed(canvas: Canvas, shape: Mark, size: float, centre: tuple[int, int], colour: Colour) -> None:
    """The outline of a mark in dashes."""
    from engine.ui.charts.strokes import dashed, stroked

    side = canvas.px(size)
    corners = shapes.outline(shape, side)
    step = canvas.px(3)
    sheet = stroked((side, side), dashed([*corners, corners[0]], (step, step)), colour, max(1.0, canvas.px(1.4)))
    canvas.surface.blit(sheet, (centre[0] - side // 2, centre[1] - side // 2))


class ItemChip(Widget):
    """A work item by itself, as in a legend."""

    def __init__(self, look: ItemLook, *, tooltip: str = "") -> None:
        super().__init__(style=Style(shrink=0), tooltip=tooltip)
        self.look = look

    def measure(self, width: float | None, least: bool) -> Measured:
        """A square, and room for the weeks at its corner."""
        del width, least
        theme = self.stage.theme
        side = theme.px(theme.grown(SIZE) + 12)
        return side + (self.stage.fonts.face("body").width("00") if self.look.weeks is not None else 0), side

    def paint(self, canvas: Canvas) -> None:
        """Draw it."""
        theme = canvas.theme
        x = self.rect.x + theme.px(theme.grown(SIZE) + 12) // 2
        draw_item(canvas, self.look, (x, self.rect.centery))


class Dots(Widget):
    """How far along some steps are: one dot a step, the one in front longer."""

    def __init__(self, steps: int, now: int) -> None:
        super().__init__(style=Style(shrink=0))
        self._steps, self._now = steps, now

    def measure(self, width: float | None, least: bool) -> Measured:
        """A dot and its room for each step."""
        del width, least
        px = self.stage.theme.px
        return px(16) * self._steps + px(12), px(12)

    def paint(self, canvas: Canvas) -> None:
        """Draw the dots."""
        x = self.rect.x
        for n in range(self._steps):
            wide = canvas.px(20 if n == self._now else 8)
            high = canvas.px(8)
            dot = pygame.Rect(x, self.rect.centery - high // 2, wide, high)
            canvas.panel(dot, "primary" if n == self._now else "edge" if n < self._now else "line", None, 4)
            x += wide + canvas.px(8)
