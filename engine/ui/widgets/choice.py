"""One of a few: segments beside each other, tabs above what they show, one of many, and a number between two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import pygame

from engine.ui.canvas import Canvas
from engine.ui.events import Asked, Event, Pointer
from engine.ui.layout import Measured, Style
from engine.ui.moves import STAY, Move
from engine.ui.theme import Role
from engine.ui.widget import Widget
from engine.ui.widgets.table import shortened

Value = TypeVar("Value")


class _OneOf(Widget, Generic[Value]):
    """Options beside each other, of which one holds: left and right change it, and so does the pointer."""

    focusable = True
    hot = True
    _pad = 14.0
    _style = Style(shrink=0)

    def __init__(
        self,
        options: Sequence[tuple[Value, str]],
        now: Value,
        change: Callable[[Value], Move | None],
        *,
        says: str = "",
        key: str = "",
        enabled: bool = True,
        style: Style | None = None,
    ) -> None:
        super().__init__(key=key, enabled=enabled, style=style if style is not None else self._style)
        self._options, self._now, self._change, self._says = list(options), now, change, says

    def _widths(self) -> list[int]:
        face = self.stage.fonts.face("label")
        pad = self.stage.theme.px(self._pad)
        least = self.stage.theme.px(self.stage.theme.target)
        return [max(least, face.width(word) + 2 * pad) for _, word in self._options]

    def measure(self, width: float | None, least: bool) -> Measured:
        """All options in one row."""
        del width, least
        return sum(self._widths()), self.stage.theme.px(self.stage.theme.target)

    def _parts(self) -> list[pygame.Rect]:
        parts: list[pygame.Rect] = []
        x = self.rect.x
        for wide in self._widths():
            parts.append(pygame.Rect(x, self.rect.y, wide, self.rect.height))
            x += wide
        return parts

    @property
    def _at(self) -> int:
        return next((n for n, (value, _) in enumerate(self._options) if value == self._now), 0)

    def on(self, event: Event) -> Move | None:
        """Left, right, first, last; a press on an option."""
        if not self.enabled:
            return None
        if isinstance(event, Asked):
            at = {
                "left": self._at - 1,
                "right": self._at + 1,
                "first": 0,
                "last": len(self._options) - 1,
                "enter": (self._at + 1) % len(self._options),
            }.get(event.action)
            if at is None:
                return None
            return self._take(max(0, min(at, len(self._options) - 1)))
        if isinstance(event, Pointer) and event.kind == "press":
            return STAY
        if isinstance(event, Pointer) and event.kind == "release":
            for n, part in enumerate(self._parts()):
                if part.collidepoint(event.x, event.y):
                    return self._take(n)
            return STAY
        return None

    def _take(self, at: int) -> Move:
        if self._options[at][0] == self._now:
            return STAY
        self.stage.sounds.play("confirm")
        move = self._change(self._options[at][0])
        return STAY if move is None else move

    def says(self) -> str:
        """What is chosen, of what."""
        return f"{self._says}: {self._options[self._at][1]}" if self._says else self._options[self._at][1]


class Choice(_OneOf[Value]):
    """Segments, the one that holds filled."""

    _style = Style(shrink=0, own="start")

    def paint(self, canvas: Canvas) -> None:
        """Draw the frame, the segment that holds, and the words."""
        radius = canvas.theme.palette.shape.small_radius
        canvas.control(self.rect, "raised", "edge", radius)
        face = canvas.fonts.face("label")
        for n, part in enumerate(self._parts()):
            holds = n == self._at
            if holds:
                canvas.panel(part.inflate(-canvas.px(6), -canvas.px(6)), "primary", None, radius - 2)
            word = self._options[n][1]
            ink: Role = "on_primary" if holds else "text"
            canvas.text(word, (part.centerx, part.centery - face.line // 2), "label", ink, anchor="centre")


class Tabs(_OneOf[Value]):
    """Words above what they show, the one that holds underlined."""

    def paint(self, canvas: Canvas) -> None:
        """Draw the words, and the line under the one that holds."""
        face = canvas.fonts.face("label")
        canvas.fill(pygame.Rect(self.rect.x, self.rect.bottom - canvas.px(1), self.rect.width, canvas.px(1)), "line")
        for n, part in enumerate(self._parts()):
            holds = n == self._at
            at = (part.centerx, part.centery - face.line // 2)
            canvas.text(self._options[n][1], at, "label", "text" if holds else "muted", anchor="centre")
            if holds:
                wide = face.width(self._options[n][1]) + canvas.px(8)
                thick = canvas.px(3)
                canvas.fill(pygame.Rect(part.centerx - wide // 2, part.bottom - thick, wide, thick), "primary")


class Stepper(_OneOf[Value]):
    """One of many: the one that holds between two arrows, so that any number of options takes the same room."""

    _style = Style(shrink=1, min_width=140)
    _arrow = 36.0

    def _longest(self) -> int:
        face = self.stage.fonts.face("label")
        return max((face.width(word) for _, word in self._options), default=0)

    def measure(self, width: float | None, least: bool) -> Measured:
        """The longest option between arrows, or as much of it as there is room for."""
        theme = self.stage.theme
        arrows = 2 * theme.px(self._arrow)
        wide = self._longest() + arrows + theme.px(8)
        if least:
            wide = min(wide, theme.px(140))
        elif width is not None:
            wide = min(wide, int(width))
        return max(wide, arrows + theme.px(40)), theme.px(theme.target)

    def on(self, event: Event) -> Move | None:
        """As others; a press on the left arrow goes back, anywhere else goes on."""
        if isinstance(event, Pointer) and event.kind == "release" and self.enabled:
            if not self.rect.collidepoint(event.x, event.y) or not self._options:
                return STAY
            step = -1 if event.x < self.rect.x + self.stage.theme.px(self._arrow) else 1
            return self._take((self._at + step) % len(self._options))
        return super().on(event) if self._options else None

    def paint(self, canvas: Canvas) -> None:
        """Frame, arrows, and the option that holds."""
        canvas.control(self.rect, "raised", "edge", canvas.theme.palette.shape.small_radius)
        face = canvas.fonts.face("label")
        arrow = canvas.px(self._arrow)
        for icon, x, more in (
            ("chevron-left", self.rect.x + arrow // 2, self._at > 0),
            ("chevron-right", self.rect.right - arrow // 2, self._at < len(self._options) - 1),
        ):
            canvas.icon(icon, 18, (x, self.rect.centery), "text" if more else "edge")
        word = self._options[self._at][1] if self._options else "–"
        room = self.rect.width - 2 * arrow
        shown = word if face.width(word) <= room else shortened(word, room, face.width)
        at = (self.rect.centerx, self.rect.centery - face.line // 2)
        canvas.text(shown, at, "label", anchor="centre", cut=shown != word)

    def says(self) -> str:
        """What it is, what holds, and which of how many that is."""
        if not self._options:
            return self._says
        return f"{self._says}: {self._options[self._at][1]} ({self._at + 1}/{len(self._options)})"


class Slider(Widget):
    """A number between two, in steps.

    Args:
        low: the least.
        high: the most.
        step: between two values.
        now: the value.
        change: is told of another value.
        shown: a value in words, as "12 weeks".
        says: what it is.
    """

    focusable = True

    def __init__(
        self,
        low: float,
        high: float,
        step: float,
        now: float,
        change: Callable[[float], Move | None],
        *,
        shown: Callable[[float], str],
        says: str = "",
        key: str = "",
    ) -> None:
        super().__init__(key=key, style=Style(shrink=1, min_width=180))
        self.low, self.high, self.step, self.now = low, high, step, now
        self._change, self._shown, self._says = change, shown, says

    def measure(self, width: float | None, least: bool) -> Measured:
        """A track, and its value beside it."""
        theme = self.stage.theme
        wide = theme.px(180) if least or width is None else min(width, theme.px(theme.grown(340)))
        return wide, theme.px(theme.target)

    def _track(self) -> pygame.Rect:
        px = self.stage.theme.px
        face = self.stage.fonts.face("label")
        words = max(face.width(self._shown(value), True) for value in (self.low, self.high, self.now))
        knob = px(20)
        wide = self.rect.width - words - px(16) - knob
        return pygame.Rect(self.rect.x + knob // 2, self.rect.centery - px(2), max(px(40), wide), px(4))

    def on(self, event: Event) -> Move | None:
        """Left and right by a step, pages by five, first and last; the pointer to where it is."""
        if isinstance(event, Asked):
            to = {
                "left": self.now - self.step,
                "right": self.now + self.step,
                "page-down": self.now - 5 * self.step,
                "page-up": self.now + 5 * self.step,
                "first": self.low,
                "last": self.high,
            }.get(event.action)
            return None if to is None else self._take(to)
        if isinstance(event, Pointer) and event.kind in ("press", "move") and (self.pressed or event.kind == "press"):
            track = self._track()
            share = (event.x - track.left) / max(1, track.width)
            return self._take(self.low + share * (self.high - self.low))
        return STAY if isinstance(event, Pointer) and event.kind == "release" else None

    def _take(self, value: float) -> Move:
        steps = round((max(self.low, min(value, self.high)) - self.low) / self.step)
        value = min(self.low + steps * self.step, self.high)
        if value == self.now:
            return STAY
        move = self._change(value)
        return STAY if move is None else move

    def paint(self, canvas: Canvas) -> None:
        """Draw track, what of it is reached, knob and value."""
        track = self._track()
        share = (self.now - self.low) / (self.high - self.low) if self.high > self.low else 0.0
        canvas.control(track, "edge", "edge", 2)
        x = track.left + round(track.width * share)
        canvas.panel(pygame.Rect(track.left, track.top, x - track.left, track.height), "primary", None, 2)
        canvas.mark("circle", 22, (x, track.centery), "primary", "panel", 2)
        face = canvas.fonts.face("label")
        canvas.text(
            self._shown(self.now),
            (track.right + canvas.px(10 + 16), self.rect.centery - face.line // 2),
            "label",
            tabular=True,
        )

    def says(self) -> str:
        """What it is, and its value."""
        return f"{self._says}: {self._shown(self.now)}" if self._says else self._shown(self.now)
