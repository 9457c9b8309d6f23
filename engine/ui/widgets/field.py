"""A line of text to type in, with whatever input method the system has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pygame

from engine.ui.canvas import Canvas
from engine.ui.events import Asked, Composing, Event, Pointer, Pressed, Typed
from engine.ui.layout import Measured, Style
from engine.ui.moves import STAY, Move
from engine.ui.widget import Widget

MOST_CHARACTERS = 200
_BLINK_MS = 530


@dataclass
class _Line:
    """What is typed, where the cursor is, what an input method is composing, and how far the view has moved."""

    text: str = ""
    cursor: int = 0
    composing: str = ""
    left: int = 0
    begun: bool = False


class TextField(Widget):
    """One line.

    Args:
        hint: what stands there while it is empty.
        typed: is told the text whenever it changes.
        entered: is told the text on Enter.
        text: at first.
        says: what it is.
        icon: at its left, or nothing.
        keep: keys that the field leaves to what it lies in, as the arrows of a list below it.
    """

    focusable = True
    takes_text = True
    moves = True

    def __init__(
        self,
        hint: str,
        *,
        typed: Callable[[str], Move | None] | None = None,
        entered: Callable[[str], Move | None] | None = None,
        text: str = "",
        says: str = "",
        icon: str = "",
        key: str = "",
        style: Style | None = None,
    ) -> None:
        super().__init__(key=key, style=style if style is not None else Style(shrink=0, min_width=160))
        self._hint, self._typed, self._entered, self._says, self._icon = hint, typed, entered, says, icon
        self._at_first = text
        self._line = _Line()

    def prepare(self) -> None:
        """Remember what is typed."""
        self._line = self.remembered("line", _Line)
        if not self._line.begun:
            self._line.text, self._line.cursor, self._line.begun = self._at_first, len(self._at_first), True

    @property
    def text(self) -> str:
        """What is typed."""
        return self._line.text

    def measure(self, width: float | None, least: bool) -> Measured:
        """As wide as there is room for, up to a limit."""
        theme = self.stage.theme
        wide = theme.px(160) if least else width if width is not None else theme.px(theme.grown(320))
        return wide, theme.px(theme.target)

    # -- Events -------------------------------------------------------------------------------------------------------

    def on(self, event: Event) -> Move | None:
        """Text, and the keys that move in it and take from it."""
        line = self._line
        if isinstance(event, Typed):
            line.composing = ""
            return self._put(event.text)
        if isinstance(event, Composing):
            line.composing = event.text
            self.repaint()
            return STAY
        if isinstance(event, Asked):
            return self._asked(event.action)
        if isinstance(event, Pressed):
            return self._pressed(event.key)
        if isinstance(event, Pointer) and event.kind in ("press", "move", "release"):
            if event.kind == "press" or (event.kind == "move" and self.pressed):
                line.cursor = self._nearest(event.x)
                self.repaint()
            return STAY
        return None

    def _put(self, text: str) -> Move:
        line = self._line
        clean = "".join(c for c in text if c.isprintable())[: MOST_CHARACTERS - len(line.text)]
        line.text = line.text[: line.cursor] + clean + line.text[line.cursor :]
        line.cursor += len(clean)
        return self._changed() if clean else STAY

    def _asked(self, action: str) -> Move | None:
        line = self._line
        if line.composing:
            return STAY
        to = {"left": line.cursor - 1, "right": line.cursor + 1, "first": 0, "last": len(line.text)}.get(action)
        if to is not None:
            line.cursor = max(0, min(to, len(line.text)))
            self.repaint()
            return STAY
        if action == "enter" and self._entered is not None:
            move = self._entered(line.text)
            return STAY if move is None else move
        if action == "back" and line.text:
            line.text, line.cursor = "", 0
            return self._changed()
        return None

    def _pressed(self, key: str) -> Move | None:
        line = self._line
        if line.composing:
            return STAY
        if key == "backspace" and line.cursor:
            line.text = line.text[: line.cursor - 1] + line.text[line.cursor :]
            line.cursor -= 1
            return self._changed()
        if key == "delete" and line.cursor < len(line.text):
            line.text = line.text[: line.cursor] + line.text[line.cursor + 1 :]
            return self._changed()
        if key == "ctrl+backspace" and line.cursor:
            head = line.text[: line.cursor].rstrip()
            kept = head.rpartition(" ")[0]
            line.text = (kept + " " if kept else "") + line.text[line.cursor :]
            line.cursor = len(kept) + 1 if kept else 0
            return self._changed()
        return STAY if len(key) == 1 or key in {"backspace", "delete", "space"} else None

    def _changed(self) -> Move:
        self.repaint()
        move = self._typed(self._line.text) if self._typed is not None else None
        return STAY if move is None else move

    # -- Drawing ------------------------------------------------------------------------------------------------------

    def _room(self) -> pygame.Rect:
        """Where the text stands."""
        px = self.stage.theme.px
        left = px(12) + (px(self.stage.theme.grown(18) + 8) if self._icon else 0)
        return pygame.Rect(self.rect.x + left, self.rect.y, self.rect.width - left - px(12), self.rect.height)

    def _nearest(self, x: int) -> int:
        face = self.stage.fonts.face("body")
        at = x - self._room().left + self._line.left
        return min(range(len(self._line.text) + 1), key=lambda n: abs(face.width(self._line.text[:n]) - at))

    def caret(self) -> pygame.Rect:
        """Where the cursor is, for the window of an input method."""
        face = self.stage.fonts.face("body")
        room = self._room()
        x = room.left + face.width(self._line.text[: self._line.cursor] + self._line.composing) - self._line.left
        return pygame.Rect(x, room.centery - face.line // 2, self.stage.theme.px(2), face.line)

    def paint(self, canvas: Canvas) -> None:
        """Draw the frame, the text, and the cursor while it has the focus."""
        canvas.control(self.rect, "background", "edge", canvas.theme.palette.shape.small_radius)
        face = canvas.fonts.face("body")
        line, room = self._line, self._room()
        if self._icon:
            centre = (self.rect.x + canvas.px(12 + canvas.theme.grown(18) / 2), self.rect.centery)
            canvas.icon(self._icon, canvas.theme.grown(18), centre, "muted")
        y = room.centery - face.line // 2
        if not line.text and not line.composing:
            canvas.text(self._hint, (room.left, y), "body", "muted")
        shown = line.text[: line.cursor] + line.composing + line.text[line.cursor :]
        at = face.width(line.text[: line.cursor] + line.composing)
        line.left = max(0, min(line.left, at), at - room.width + canvas.px(3))
        canvas.scrolls = True  # what does not fit is reached by moving the cursor
        with canvas.clipped(room):
            if shown:
                canvas.text(shown, (room.left - line.left, y), "body")
            if line.composing:
                begin = face.width(line.text[: line.cursor]) - line.left
                wide = face.width(line.composing)
                canvas.fill(pygame.Rect(room.left + begin, y + face.line - canvas.px(2), wide, canvas.px(1)), "text")
        if self.focused:
            self._paint_caret(canvas)

    def _paint_caret(self, canvas: Canvas) -> None:
        still = canvas.theme.reduced_motion
        if not still:
            self.stage.motion.wake_in(_BLINK_MS - self.stage.motion.now_ms % _BLINK_MS)
        if still or (self.stage.motion.now_ms // _BLINK_MS) % 2 == 0:
            canvas.fill(self.caret(), "primary")

    def says(self) -> str:
        """What it is."""
        return self._says or self._hint
