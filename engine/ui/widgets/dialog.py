"""A question in front of everything: what is asked, and the answers to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.ui.events import Asked, Event
from engine.ui.layout import Style
from engine.ui.moves import STAY, Move
from engine.ui.screen import Screen
from engine.ui.widget import Widget, row, spacer
from engine.ui.widgets.button import Button, Look, Press
from engine.ui.widgets.frame import over
from engine.ui.widgets.panels import Sheet
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.text import Icon, Label


@dataclass(frozen=True)
class Answer:
    """An answer to a dialog's question; it closes the dialog by what `press` returns, `Back()` as a rule."""

    label: str
    press: Press
    look: Look = "plain"
    key: str = ""


class Dialog(Screen):
    """A question. Its first answer is what Esc does; the last has the focus.

    Args:
        title: the question.
        text: what is to be known before answering.
        answers: from left to right.
        icon: before the title.
    """

    id = "dialog"
    overlay = True

    def __init__(self, title: str, text: str, answers: Sequence[Answer], icon: str = "info") -> None:
        self._title, self._text, self._answers, self._icon = title, text, list(answers), icon

    def build(self) -> Widget:
        """A sheet in the middle."""
        theme = self.stage.theme
        most = min(theme.grown(520), self.stage.size[0] / theme.scale - 48)
        words = Label(self._text, "body", "muted") if self._text else Widget()
        sheet = Sheet(
            row(Icon(self._icon, 24, "primary"), Label(self._title, "subheading", style=Style(shrink=1)), gap=12),
            Scroller(words, style=Style(shrink=1, min_height=0)) if len(self._text) > 600 else words,
            row(spacer(), *(self._button(n, answer) for n, answer in enumerate(self._answers)), wrap=True),
            style=Style(width=most, padding=24, gap=16),
            edge="edge",
        )
        return over(sheet)

    def _button(self, n: int, answer: Answer) -> Button:
        return Button(answer.label, answer.press, answer.look, key=answer.key or f"answer-{n + 1}")

    def first_focus(self) -> str:
        """The last answer."""
        return self._answers[-1].key or f"answer-{len(self._answers)}"

    def on(self, event: Event) -> Move | None:
        """Numbers choose."""
        if isinstance(event, Asked) and event.action.startswith("choose-"):
            at = int(event.action[-1]) - 1
            if at < len(self._answers):
                return self._answers[at].press() or STAY
        return None

    def back(self) -> Move:
        """The first answer."""
        return self._answers[0].press() or STAY
