"""What everything on screen is: a box with a style, children, a place, and an answer to events.

Trees are built anew whenever something changes; what a widget must remember over that (an offset, a cursor) is kept for
its path in the screen's memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

import pygame

from engine.ui.canvas import Canvas
from engine.ui.events import Event
from engine.ui.layout import Measured, Style
from engine.ui.moves import Move

if TYPE_CHECKING:
    from engine.ui.stage import Stage

Held = TypeVar("Held")
EMPTY = pygame.Rect(0, 0, 0, 0)


class Widget:
    """A box.

    Attributes:
        style: how it is laid out.
        children: boxes within.
        key: its name among its siblings; without one it goes by its number, so what is added or taken away before it
            changes its path.
        enabled: whether it can be used; if not, it is shown and says why.
        focusable: whether Tab stops here.
        takes_text: whether letters are text while it has the focus.
        hot: whether it answers the pointer though Tab does not stop here.
        moves: whether it is drawn again at each frame that something asked for (`Motion.wake_in`).
        follows_focus: whether it is drawn again when the focus goes elsewhere.
        tooltip: what it says when the pointer rests on it.
        path: its place in the tree, by keys.
        rect: its place on the surface, in device pixels.
        place: the same, in its parent and before scrolling.
        clip: the part of the surface on which it may draw.
        bounds: the part of the surface on which it or what lies in it draws.
        scrolls: whether it lies in something that scrolls.
    """

    focusable = False
    takes_text = False
    hot = False
    moves = False
    follows_focus = False

    def __init__(
        self, *children: Widget, style: Style | None = None, key: str = "", enabled: bool = True, tooltip: str = ""
    ) -> None:
        self.style = style if style is not None else Style()
        self.children: Sequence[Widget] = children
        self.key, self.enabled, self.tooltip = key, enabled, tooltip
        self.path = ""
        self.rect, self.clip, self.bounds, self.place = EMPTY, EMPTY, EMPTY, EMPTY
        self.scrolls = False
        self.parent: Widget | None = None
        self._stage: Stage | None = None

    # -- Being part of a tree -----------------------------------------------------------------------------------------

    @property
    def stage(self) -> Stage:
        """What it stands on; there is one from `prepare` on."""
        assert self._stage is not None, "a widget asks for its stage before it stands on one"
        return self._stage

    def attach(self, stage: Stage, path: str, parent: Widget | None) -> None:
        """Take a place in a tree, and give each child its own."""
        self._stage, self.path, self.parent = stage, path, parent
        self.prepare()
        for number, child in enumerate(self.children):
            child.attach(stage, f"{path}/{child.key or number}", self)

    def prepare(self) -> None:
        """Look up what is remembered, before the tree is laid out."""

    def remembered(self, name: str, make: Callable[[], Held]) -> Held:
        """What is kept for this widget under a name while its screen is open."""
        return self.stage.remembered(f"{self.path}#{name}", make)

    def shift(self) -> tuple[int, int]:
        """By how much its children are moved, in device pixels, as by scrolling."""
        return 0, 0

    def walk(self) -> Iterator[Widget]:
        """It and all within, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def up(self) -> Iterator[Widget]:
        """It and all that it lies in, innermost first."""
        here: Widget | None = self
        while here is not None:
            yield here
            here = here.parent

    # -- What subclasses say ------------------------------------------------------------------------------------------

    def measure(self, width: float | None, least: bool) -> Measured | None:
        """The size of its content in device pixels; None where its style and children say it all."""
        del width, least
        return None

    def paint(self, canvas: Canvas) -> None:
        """Draw itself, below its children."""

    def paint_over(self, canvas: Canvas) -> None:
        """Draw what lies above its children."""

    def on(self, event: Event) -> Move | None:
        """Answer an event; None lets whatever it lies in answer."""
        del event
        return None

    def ring(self) -> tuple[pygame.Rect, float] | None:
        """What the ring of focus goes around, and the radius of its corners in pixels of the design."""
        return self.rect, self.stage.theme.palette.shape.small_radius

    def says(self) -> str:
        """What it is, and what Enter does, for the line at the bottom."""
        return ""

    def tip_at(self, x: int, y: int) -> str:
        """What to say where the pointer rests."""
        del x, y
        return self.tooltip

    def reveal(self, widget: Widget) -> None:
        """Bring something that lies in it into view."""

    # -- What subclasses ask ------------------------------------------------------------------------------------------

    @property
    def focused(self) -> bool:
        """Whether it has the focus."""
        return self.stage.focus_path == self.path

    @property
    def hovered(self) -> bool:
        """Whether the pointer is on it."""
        return self.stage.pointing.hover_path == self.path

    @property
    def pressed(self) -> bool:
        """Whether it is being pressed."""
        return self.stage.pointing.pressed_path == self.path

    def repaint(self) -> None:
        """Have it drawn again, where it is."""
        self.stage.damage(self.rect)


def row(*children: Widget, gap: float = 8, align: str = "centre", key: str = "", **style: object) -> Widget:
    """Widgets beside each other."""
    return Widget(*children, style=Style(direction="row", gap=gap, align=align, **style), key=key)  # type: ignore[arg-type]


def column(*children: Widget, gap: float = 8, key: str = "", **style: object) -> Widget:
    """Widgets below each other."""
    return Widget(*children, style=Style(direction="column", gap=gap, **style), key=key)  # type: ignore[arg-type]


def spacer() -> Widget:
    """Room that takes what is left over."""
    return Widget(style=Style(grow=1))
