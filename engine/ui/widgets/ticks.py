"""Some of a few: boxes that are ticked."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from engine.ui.canvas import Canvas
from engine.ui.layout import Measured, Style
from engine.ui.moves import Move
from engine.ui.palette import mixed
from engine.ui.widgets.button import Pressable

_BOX = 20.0


class Tick(Pressable):
    """A box and its words.

    Args:
        label: what is ticked.
        on: whether it is.
        change: is told when it is pressed.
    """

    def __init__(
        self, label: str, on: bool, change: Callable[[bool], Move | None], *, says: str = "", key: str = ""
    ) -> None:
        super().__init__(press=lambda: change(not on), says=says or label, key=key, style=Style(shrink=0))
        self.label, self.ticked = label, on

    def measure(self, width: float | None, least: bool) -> Measured:
        """A box, and its words beside it."""
        del width, least
        theme = self.stage.theme
        wide = theme.px(theme.grown(_BOX) + 10 + 20) + self.stage.fonts.face("label").width(self.label)
        return wide, theme.px(theme.target)

    def paint(self, canvas: Canvas) -> None:
        """The box, its tick, and the words."""
        radius = canvas.theme.palette.shape.small_radius
        if self.hovered or self.pressed:
            canvas.panel(self.rect, mixed(canvas.colour("panel"), canvas.colour("edge"), 0.16), None, radius)
        side = canvas.px(canvas.theme.grown(_BOX))
        box = pygame.Rect(self.rect.x + canvas.px(8), self.rect.centery - side // 2, side, side)
        canvas.control(box, "primary" if self.ticked else "raised", "primary" if self.ticked else "edge", 5)
        if self.ticked:
            canvas.icon("check", canvas.theme.grown(_BOX) - 4, box.center, "on_primary")
        face = canvas.fonts.face("label")
        canvas.text(self.label, (box.right + canvas.px(10), self.rect.centery - face.line // 2), "label")
