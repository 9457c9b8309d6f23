"""What a frame drew, for checks: every text with its place, container and what lies behind it; controls; focus rings.

Nothing is recorded in play. A canvas with a recorder draws the same pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pygame

from engine.ui.palette import Colour

_SHARE = 0.06  # of a text's box that a colour must fill to count as its background


@dataclass(frozen=True)
class TextDraw:
    """One text, as drawn.

    Attributes:
        text: what it says.
        rect: its letters' box, in device pixels.
        clip: what could be drawn on then.
        container: the widget that it belongs to.
        owner: that widget's path.
        size: of the text, in pixels of the design at the theme's text size.
        colour: of its letters.
        behind: colours that fill a good part of the box before it is drawn.
        layer: of the screen it belongs to; higher ones cover lower ones.
        scrolls: whether it lies in something that scrolls, so that the edge of the view may cut it.
        kind: "brief", "card" or "coach" where a limit of words holds.
        term: of the glossary, where it is marked as one.
        disabled: whether it belongs to a control that cannot be used.
        cut: whether words were left out for want of room, which only a widget that shows the rest elsewhere may do.
    """

    text: str
    rect: pygame.Rect
    clip: pygame.Rect
    container: pygame.Rect
    owner: str
    size: float
    colour: Colour
    behind: tuple[Colour, ...]
    layer: int
    scrolls: bool
    kind: str
    term: str
    disabled: bool
    cut: bool

    def moved(self, by: pygame.Rect, clip: pygame.Rect, layer: int, scrolls: bool) -> TextDraw:
        """The same in its container's place, as when a kept picture of it is drawn."""
        rect = self.rect.move(by.x, by.y)
        return replace(self, rect=rect, clip=clip.copy(), container=by.copy(), layer=layer, scrolls=scrolls)


@dataclass(frozen=True)
class EdgeDraw:
    """The edge of a control, or a focus ring, what of it can be seen, and the colours that it must stand out from."""

    rect: pygame.Rect
    colour: Colour
    behind: tuple[Colour, ...]
    owner: str
    layer: int
    seen: pygame.Rect


@dataclass
class Recorder:
    """Collects what is drawn.

    Attributes:
        texts: in the order of drawing.
        edges: of controls.
        rings: of focus.
    """

    texts: list[TextDraw] = field(default_factory=list)
    edges: list[EdgeDraw] = field(default_factory=list)
    rings: list[EdgeDraw] = field(default_factory=list)

    def clear(self) -> None:
        """Begin anew."""
        self.texts.clear()
        self.edges.clear()
        self.rings.clear()


def colours_in(surface: pygame.Surface, rect: pygame.Rect) -> tuple[Colour, ...]:
    """The colours that fill a good part of a box, commonest first."""
    box = rect.clip(surface.get_rect())
    if box.width <= 0 or box.height <= 0:
        return ()
    import numpy as np

    pixels = pygame.surfarray.array2d(surface.subsurface(box))
    values, counts = np.unique(pixels, return_counts=True)
    least = _SHARE * counts.sum()
    order: Sequence[int] = np.argsort(-counts, kind="stable").tolist()
    kept = [n for n in order if counts[n] >= least] or list(order[:1])
    found = []
    for n in kept:
        shade = surface.unmap_rgb(int(values[n]))
        found.append((shade.r, shade.g, shade.b))
    return tuple(found)
