"""Words on screen: paragraphs with terms of the glossary in them, key caps, icons."""

from __future__ import annotations

from typing import Literal

import pygame

from engine.ui import texts
from engine.ui.canvas import Canvas
from engine.ui.flow import Flow, plain, terms
from engine.ui.layout import Measured, Style
from engine.ui.theme import Role
from engine.ui.widget import Widget

Kind = Literal["", "brief", "card", "coach"]


class Label(Widget):
    """A text that wraps where it must.

    Args:
        text: may mark terms, strong words and keys, as `engine.ui.flow` says.
        look: a style of `assets/palette.toml`.
        colour: its role.
        align: where lines stand in its width.
        tabular: whether digits stand in columns.
        wraps: whether it may break; if not, it takes the width it needs.
        kind: where a limit of words holds.
    """

    def __init__(
        self,
        text: str,
        look: str = "body",
        colour: Role = "text",
        *,
        align: Literal["left", "centre", "right"] = "left",
        tabular: bool = False,
        wraps: bool = True,
        kind: Kind = "",
        style: Style | None = None,
        key: str = "",
        enabled: bool = True,
    ) -> None:
        super().__init__(style=style if style is not None else Style(), key=key, enabled=enabled)
        self.text, self.look, self.colour, self.align = text, look, colour, align
        self.tabular, self.wraps, self.kind = tabular, wraps, kind
        self._terms: list[tuple[str, pygame.Rect]] = []

    def _flow(self, width: int | None) -> Flow:
        return self.stage.flows.flow(self.text, self.look, width if self.wraps else None, self.tabular)

    def measure(self, width: float | None, least: bool) -> Measured:
        """As wide as the text, or as the room with as many lines as that takes."""
        whole = self._flow(None)
        if not self.wraps or (width is None and not least):
            return whole.width, whole.height
        room = self.stage.flows.least_width(self.text, self.look) if least else int(width or 0)
        if room >= whole.width:
            return whole.width, whole.height
        broken = self._flow(room)
        return (broken.width if least else min(room, whole.width)), broken.height

    def paint(self, canvas: Canvas) -> None:
        """Draw the lines from its top."""
        flow = self._flow(self.rect.width)
        free = self.rect.width - flow.width
        x = self.rect.x + {"left": 0, "centre": free // 2, "right": free}[self.align]
        if self.align != "left" and len(flow.lines) > 1:
            self._terms = []
            for number, line in enumerate(flow.lines):
                wide = line[-1].x + line[-1].width if line else 0
                left = (self.rect.width - wide) // (2 if self.align == "centre" else 1)
                part = Flow((line,), wide, flow.line_height)
                at = (self.rect.x + left, self.rect.y + number * flow.line_height)
                self._terms += canvas.flow(part, at, self.colour, tabular=self.tabular, kind=self.kind)
            return
        self._terms = canvas.flow(flow, (x, self.rect.y), self.colour, tabular=self.tabular, kind=self.kind)

    def tip_at(self, x: int, y: int) -> str:
        """What a term means, where the pointer is on one."""
        if self._stage is None or not terms(self.text):
            return ""
        for form, box in self._terms:
            if box.collidepoint(x, y):
                found = texts.term(form)
                return "" if found is None else texts.say("glossary.tip", here=found.here, elsewhere=found.elsewhere)
        return ""

    def says(self) -> str:
        """Its words."""
        return plain(self.text)


class KeyCap(Widget):
    """A key as it is printed beside what it does."""

    def __init__(self, sign: str, *, key: str = "", enabled: bool = True) -> None:
        super().__init__(style=Style(shrink=0), key=key, enabled=enabled)
        self.sign = sign

    def measure(self, width: float | None, least: bool) -> Measured:
        """A square for one sign, wider for more."""
        del width, least
        stage = self.stage
        face = stage.fonts.face("label")
        high = face.line + stage.theme.px(4)
        return max(high, face.width(self.sign) + 2 * stage.theme.px(7)), high

    def paint(self, canvas: Canvas) -> None:
        """A cap with its sign in the middle."""
        if self.sign:
            draw_cap(canvas, self.rect, self.sign)


def draw_cap(canvas: Canvas, rect: pygame.Rect, sign: str) -> None:
    """Draw a key cap into a rectangle."""
    canvas.panel(rect, canvas.tint("primary", "panel", 0.14), None, 6)
    face = canvas.fonts.face("label")
    canvas.text(sign, (rect.centerx, rect.centery - face.line // 2), "label", "muted", anchor="centre")


class Icon(Widget):
    """An icon; it says nothing that a word beside it does not."""

    def __init__(self, name: str, size: float = 20, colour: Role = "muted", *, style: Style | None = None) -> None:
        super().__init__(style=style if style is not None else Style(shrink=0))
        self.name, self.size, self.colour = name, size, colour

    def measure(self, width: float | None, least: bool) -> Measured:
        """Its size, which grows with the text."""
        del width, least
        side = self.stage.theme.px(self.stage.theme.grown(self.size))
        return side, side

    def paint(self, canvas: Canvas) -> None:
        """Draw it."""
        canvas.icon(self.name, canvas.theme.grown(self.size), self.rect.center, self.colour)


class Rule(Widget):
    """A line between two things."""

    def __init__(self, *, style: Style | None = None) -> None:
        super().__init__(style=style if style is not None else Style(height=1, shrink=0))

    def paint(self, canvas: Canvas) -> None:
        """Draw it."""
        canvas.fill(pygame.Rect(self.rect.x, self.rect.y, self.rect.width, canvas.px(1)), "line")
