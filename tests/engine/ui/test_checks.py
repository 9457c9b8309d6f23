"""The checks of pictures find what they are there to find."""

from __future__ import annotations

import pygame
import pytest

from engine.ui import checks
from engine.ui.gallery import staged
from engine.ui.layout import Style
from engine.ui.record import Recorder
from engine.ui.screen import Screen
from engine.ui.widget import Widget, column
from engine.ui.widgets.button import Button
from engine.ui.widgets.text import Label


class Page(Screen):
    """A page of whatever a test wants."""

    id = "page"

    def __init__(self, *widgets: Widget) -> None:
        self._widgets = widgets

    @classmethod
    def name(cls) -> str:
        return "Page"

    def build(self) -> Widget:
        return column(*self._widgets, padding=20, gap=20, width="full", align="start")


class Stray(Widget):
    """Draws text wherever it is told to."""

    def __init__(self, text: str, at: tuple[int, int], style: str = "body", colour=(232, 237, 245)) -> None:
        super().__init__(style=Style(width=100, height=30))
        self._drawn = (text, at, style, colour)

    def paint(self, canvas) -> None:
        text, (dx, dy), style, colour = self._drawn
        canvas.text(text, (self.rect.x + dx, self.rect.y + dy), style, colour)


def complaints(*widgets: Widget) -> list[str]:
    stage = staged(Page(Button("A button", lambda: None), *widgets))
    recorder = Recorder()
    stage.paint(pygame.Surface(stage.size), recorder)
    return checks.complaints(stage, recorder)


def test_a_decent_page_has_none():
    assert complaints(Label("Decent words.")) == []


@pytest.mark.parametrize(
    ("widget", "complaint"),
    [
        (Stray("far too long for its box", (0, 0)), "sticks out of its widget"),
        (Stray("above", (0, -120)), "cannot be seen"),
        (Stray("dim", (0, 0), colour=(70, 80, 90)), "contrast"),
        (Label("Made of [[unobtainium]]."), "no such term: unobtainium"),
        (Label(" ".join(["word"] * 61), kind="brief"), "61 words in the brief"),
        (Label("too many " * 11, kind="coach"), "22 words in the coach"),
        (Label("an arrow: ⤷"), "no glyph"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_fault_is_found(widget, complaint):
    assert any(complaint in found for found in complaints(widget)), complaints(widget)


def test_words_over_words_are_found():
    class Two(Stray):
        def paint(self, canvas) -> None:
            canvas.text("one", self.rect.topleft)
            canvas.text("two", (self.rect.x + 4, self.rect.y + 2))

    assert any("overlaps" in found for found in complaints(Two("", (0, 0))))


def test_small_words_are_found():
    class Small(Stray):
        def paint(self, canvas) -> None:
            face = canvas.fonts._face("regular", 11)
            canvas.text("eleven pixels", self.rect.topleft, face=face)

    assert any(found.startswith("11.0 px") for found in complaints(Small("", (0, 0))))


def test_a_page_without_a_ring_is_found():
    stage = staged(Page(Label("Nothing to press here.")))
    recorder = Recorder()
    stage.paint(pygame.Surface(stage.size), recorder)
    assert list(checks.rings(stage, recorder)) == ["0 rings of focus"]


def test_a_faint_edge_is_found():
    class Faint(Button):
        def paint(self, canvas) -> None:
            canvas.control(self.rect, "panel", (30, 36, 48), 8)

    assert any("edge of" in found for found in complaints(Faint("x", lambda: None)))


def test_frames_that_differ_are_found():
    class Clock(Screen):
        id = "clock"

        def build(self) -> Widget:
            return column(Stray(str(self.stage.motion.now_ms), (0, 0)), padding=20)

        def advance(self, seconds: float) -> None:
            self.stage.rebuild()

    stage = staged(Clock())
    assert not checks.same_when_idle(stage, pygame.Surface(stage.size), [0, 500])


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The cat sat on the mat. The dog ran.", -3, 2),
        ("Two decisions were taken without you. Both were 'later'.", 3, 8),
        ("Organisational interdependencies necessitate comprehensive multilateral prioritisation.", 20, 60),
    ],
)
def test_reading_grades(text, low, high):
    assert low <= checks.grade(text) <= high
