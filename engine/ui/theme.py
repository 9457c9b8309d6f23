"""How large, in which colours, and how lively: what every widget asks before it draws."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from engine.ui.palette import Colour, Palette, SourceLook, Type, colour, palette

LEAST_SIZE: Final = (1280, 720)  # the smallest window, in pixels at scale 1
TEXT_SIZES: Final = (100, 125, 150)
Role = Literal[
    "background", "panel", "raised", "line", "edge", "text", "muted", "primary", "on_primary", "focus", "twin", "watch",
    "act",
]  # fmt: skip


def scale_for(width: int, height: int) -> float:
    """Device pixels for each pixel of the design, so that everything grows with the window in crisp steps of a quarter.

    Args:
        width: of the drawing surface, in device pixels.
        height: the same.
    """
    least_width, least_height = LEAST_SIZE
    fits = min(width / least_width, height / least_height)
    return max(1.0, min(4.0, int(fits * 4.0) / 4.0))


@dataclass(frozen=True)
class Theme:
    """A look.

    Attributes:
        scale: device pixels for each pixel of the design.
        text_percent: size of text, 100, 125 or 150.
        high_contrast: whether colours stand further apart.
        reduced_motion: whether nothing moves or blinks.
        palette: the data behind it.
    """

    scale: float = 1.0
    text_percent: int = 100
    high_contrast: bool = False
    reduced_motion: bool = False
    palette: Palette = field(default_factory=palette, repr=False, compare=False)
    _colours: dict[str, Colour] = field(default_factory=dict, init=False, repr=False, compare=False)

    def px(self, size: float) -> int:
        """A length of the design in device pixels; what is not nothing stays visible."""
        return max(1, round(size * self.scale)) if size > 0 else round(size * self.scale)

    def grown(self, size: float) -> float:
        """A length of the design that grows with the text."""
        return size * self.text_percent / 100

    def type(self, style: str) -> Type:
        """A style of text by name."""
        return self.palette.type[style]

    def text_px(self, style: str) -> int:
        """Its size in device pixels."""
        return round(self.type(style).size * self.scale * self.text_percent / 100)

    def colour(self, role: Role) -> Colour:
        """A colour by its role."""
        known = self._colours.get(role)
        if known is None:
            more = self.palette.high_contrast
            found: str = getattr(more if self.high_contrast and hasattr(more, role) else self.palette.colours, role)
            known = self._colours[role] = colour(found)
        return known

    def source(self, number: int) -> SourceLook:
        """The look of a metric's source, 0 the first; after the last they begin again."""
        return self.palette.source[number % len(self.palette.source)]

    @property
    def target(self) -> float:
        """The least height of what is pressed, in pixels of the design; it grows with the text."""
        return max(float(self.palette.shape.target), self.grown(self.palette.shape.target))
