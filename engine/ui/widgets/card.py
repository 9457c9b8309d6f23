"""A card: something to take up, with what it costs printed on it."""

from __future__ import annotations

import pygame

from engine.ui.canvas import Canvas
from engine.ui.layout import Style
from engine.ui.palette import mixed
from engine.ui.theme import Role
from engine.ui.widget import Widget, column
from engine.ui.widgets.button import Press, Pressable
from engine.ui.widgets.text import Icon, KeyCap, Kind, Label


class Card(Pressable):
    """A row with an icon, a title, a line below it, and the key that takes it.

    Args:
        title: what it is.
        detail: what it costs, or what is known of it.
        press: what taking it does.
        icon: at its left.
        sign: the key at its right, or nothing.
        number: the number key that takes it, 0 for none.
        chosen: whether it is the one that holds.
        kind: of the detail, where a limit of words holds.
        more: below the detail, as chips.
    """

    def __init__(
        self,
        title: str,
        detail: str,
        press: Press | None,
        *more: Widget,
        icon: str = "",
        sign: str = "",
        number: int = 0,
        chosen: bool = False,
        says: str = "",
        key: str = "",
        enabled: bool = True,
        kind: Kind = "",
        tooltip: str = "",
        style: Style | None = None,
    ) -> None:
        able = enabled and press is not None
        ink: Role = "text" if able else "muted"
        words = column(
            Label(title, "emphasis", ink, enabled=able),
            *([Label(detail, "body", "muted", kind=kind, enabled=able)] if detail else []),
            *more,
            gap=4,
            grow=1,
            basis=0,
            min_width=80,
        )
        parts: list[Widget] = [Icon(icon, 22, "primary" if able else "edge")] if icon else []
        parts.append(words)
        if sign:
            parts.append(KeyCap(sign, enabled=able))
        super().__init__(
            *parts,
            press=press,
            says=says or f"{title}. {detail}" if detail else title,
            number=number,
            key=key,
            enabled=enabled,
            tooltip=tooltip,
            style=style
            if style is not None
            else Style(direction="row", gap=14, align="centre", padding=(12, 14), shrink=0),
        )
        self._chosen = chosen

    def paint(self, canvas: Canvas) -> None:
        """Draw the sheet, lighter under the pointer."""
        fill = canvas.colour("panel")
        if self._chosen:
            fill = canvas.tint("primary", "panel", 0.20)
        elif self.enabled and (self.hovered or self.pressed):
            fill = mixed(fill, canvas.colour("edge"), 0.08 if self.pressed else 0.16)
        canvas.panel(self.rect, fill, "primary" if self._chosen else "line")

    def ring(self) -> tuple[pygame.Rect, float] | None:
        """Around the whole card."""
        return self.rect, self.stage.theme.palette.shape.radius
