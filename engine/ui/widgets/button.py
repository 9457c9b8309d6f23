"""Buttons: something is done when they are pressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pygame

from engine.ui.canvas import Canvas
from engine.ui.events import Asked, Event, Pointer
from engine.ui.layout import Measured, Style
from engine.ui.moves import STAY, Move
from engine.ui.palette import Colour, mixed
from engine.ui.theme import Role
from engine.ui.widget import Widget

Press = Callable[[], Move | None]
Look = Literal["primary", "plain", "quiet"]


class Pressable(Widget):
    """Anything that is pressed: by Enter, by the pointer, by its number.

    Args:
        press: what is done; its answer says where to go, None to stay.
        says: what it is and does, for the line at the bottom.
        number: the number key that presses it, 0 for none.
    """

    focusable = True

    def __init__(
        self,
        *children: Widget,
        press: Press | None,
        says: str = "",
        number: int = 0,
        style: Style | None = None,
        key: str = "",
        enabled: bool = True,
        tooltip: str = "",
    ) -> None:
        super().__init__(*children, style=style, key=key, enabled=enabled and press is not None, tooltip=tooltip)
        self._press, self._says, self.number = press, says, number

    def do(self) -> Move:
        """Press it."""
        if self._press is None or not self.enabled:
            self.stage.sounds.play("refused")
            return STAY
        self.stage.sounds.play("confirm")
        move = self._press()
        return STAY if move is None else move

    def on(self, event: Event) -> Move | None:
        """Enter, or the pointer let go on it."""
        if isinstance(event, Asked) and event.action == "enter":
            return self.do()
        if isinstance(event, Pointer) and event.kind == "press":
            return STAY
        if isinstance(event, Pointer) and event.kind == "release":
            return self.do() if self.rect.collidepoint(event.x, event.y) else STAY
        return None

    def says(self) -> str:
        """What it is and does."""
        return self._says


class Button(Pressable):
    """A labelled button.

    Args:
        label: its words.
        press: what it does.
        look: "primary" once a screen, "plain", or "quiet" without an edge.
        icon: before the words, or nothing.
    """

    def __init__(
        self,
        label: str,
        press: Press | None,
        look: Look = "plain",
        *,
        icon: str = "",
        says: str = "",
        number: int = 0,
        key: str = "",
        enabled: bool = True,
        tooltip: str = "",
        style: Style | None = None,
    ) -> None:
        super().__init__(
            press=press,
            says=says or label,
            number=number,
            key=key,
            enabled=enabled,
            tooltip=tooltip,
            style=style if style is not None else Style(shrink=0),
        )
        self.label, self.look, self.icon_name = label, look, icon

    def measure(self, width: float | None, least: bool) -> Measured:
        """Its words and room around them, as high as a target must be."""
        del width, least
        theme = self.stage.theme
        wide = self.stage.fonts.face("emphasis" if self.look == "primary" else "label").width(self.label)
        icon = theme.px(theme.grown(18) + (8 if self.label else 0)) if self.icon_name else 0
        pad = theme.px(16 if self.label else 9)
        return max(wide + icon + 2 * pad, theme.px(theme.target)), theme.px(theme.target)

    def _colours(self, canvas: Canvas) -> tuple[Colour, Colour | None, Role]:
        if self.look == "primary" and self.enabled:
            lit = 0.14 if self.hovered and not self.pressed else 0.0
            return mixed(canvas.colour("primary"), (255, 255, 255), lit), None, "on_primary"
        lit = 0.10 if self.pressed else 0.20 if self.hovered else 0.0
        fill = mixed(canvas.colour("raised"), canvas.colour("edge"), lit)
        if not self.enabled:
            return canvas.colour("panel"), canvas.colour("line"), "muted"
        return fill, (None if self.look == "quiet" else canvas.colour("edge")), "text"

    def paint(self, canvas: Canvas) -> None:
        """Draw it."""
        fill, edge, ink = self._colours(canvas)
        radius = canvas.theme.palette.shape.small_radius
        if self.look != "quiet" or self.hovered or self.pressed:
            if edge is not None and self.enabled:
                canvas.control(self.rect, fill, edge, radius)
            elif self.look == "primary" and self.enabled:
                canvas.control(self.rect, fill, fill, radius)
            else:
                canvas.panel(self.rect, fill, edge, radius)
        style = "emphasis" if self.look == "primary" else "label"
        face = canvas.fonts.face(style)
        size = canvas.theme.grown(18)
        icon = canvas.px(size + (8 if self.label else 0)) if self.icon_name else 0
        left = self.rect.centerx - (face.width(self.label) + icon) // 2
        if self.icon_name:
            canvas.icon(self.icon_name, size, (left + canvas.px(size) // 2, self.rect.centery), ink)
        if self.label:
            canvas.text(self.label, (left + icon, self.rect.centery - face.line // 2), style, ink)


class Switch(Pressable):
    """On or off, shown by a knob's place and by a word."""

    moves = True

    def __init__(
        self, on: bool, change: Callable[[bool], Move | None], words: tuple[str, str], *, says: str = "", key: str = ""
    ) -> None:
        super().__init__(press=lambda: change(not on), says=says, key=key, style=Style(shrink=0))
        self.on_now, self._words = on, words

    def measure(self, width: float | None, least: bool) -> Measured:
        """A track, and the longer of its words."""
        del width, least
        theme = self.stage.theme
        face = self.stage.fonts.face("label")
        return theme.px(44 + 10) + max(face.width(word) for word in self._words) + theme.px(8), theme.px(theme.target)

    def on(self, event: Event) -> Move | None:
        """Left is off and right is on, besides pressing."""
        if isinstance(event, Asked) and event.action in ("left", "right"):
            return self.do() if (event.action == "right") != self.on_now else STAY
        return super().on(event)

    def paint(self, canvas: Canvas) -> None:
        """Draw track, knob and word."""
        wide, high = canvas.px(44), canvas.px(24)
        track = pygame.Rect(self.rect.x, self.rect.centery - high // 2, wide, high)
        share = self.stage.glide(f"{self.path}#knob", 1.0 if self.on_now else 0.0)
        fill = mixed(canvas.colour("raised"), canvas.colour("primary"), share)
        canvas.control(track, fill, canvas.colour("primary") if self.on_now else canvas.colour("edge"), 12)
        reach = wide - high
        centre = (track.left + high // 2 + round(reach * share), track.centery)
        canvas.mark("circle", 18, centre, "on_primary" if self.on_now else "text")
        face = canvas.fonts.face("label")
        word = self._words[1 if self.on_now else 0]
        canvas.text(word, (track.right + canvas.px(10), self.rect.centery - face.line // 2), "label")
