"""Text as pixels: Inter and JetBrains Mono at any size, measured and rendered once.

Inter's digits are proportional, and SDL_ttf cannot ask for its tabular ones; so where figures stand in columns, each
digit is set in a cell as wide as the widest.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

import pygame

from engine.data import data_folder
from engine.ui.cache import Cache
from engine.ui.palette import Colour, Weight
from engine.ui.theme import Theme

_FILES: Final[dict[Weight, str]] = {
    "regular": "Inter-Regular.otf",
    "medium": "Inter-Medium.otf",
    "semibold": "Inter-SemiBold.otf",
    "mono": "JetBrainsMono-Regular.ttf",
}
_MOST_PIXELS: Final = 24 << 20  # of rendered text kept, in bytes
LINE: Final = 1.42  # height of a line, times the size of its text
DIGITS: Final = "0123456789"
NOBODYS: Final = "\U0010fffd"  # of a range for private use that neither font uses


def area_bytes(surface: pygame.Surface) -> int:
    """What a surface takes in memory."""
    return surface.get_width() * surface.get_height() * surface.get_bytesize()


class Face:
    """A font at one size in device pixels."""

    def __init__(self, weight: Weight, size: int) -> None:
        self.weight, self.size = weight, size
        self._font = pygame.font.Font(data_folder("assets") / "fonts" / _FILES[weight], size)
        self._widths: Cache[int] = Cache(8192)
        self._lacking: dict[str, bool] = {}
        self.ascent = self._font.get_ascent()
        self.height = self._font.get_ascent() - self._font.get_descent()
        self.line = round(size * LINE)
        self.digit = max(self._font.size(digit)[0] for digit in DIGITS)

    def width(self, text: str, tabular: bool = False) -> int:
        """How wide a text is, in device pixels."""
        return self._widths.get((text, tabular), lambda: self._measure(text, tabular))

    def _measure(self, text: str, tabular: bool) -> int:
        if not tabular:
            return self._font.size(text)[0]
        return sum(self.digit if run in DIGITS else self._font.size(run)[0] for run in _runs(text))

    def render(self, text: str, colour: Colour, tabular: bool = False) -> pygame.Surface:
        """A new surface of the text, anti-aliased on nothing."""
        if not tabular:
            return self._font.render(text, True, colour)
        whole = pygame.Surface((max(1, self._measure(text, True)), self.height), pygame.SRCALPHA)
        x = 0
        for run in _runs(text):
            drawn = self._font.render(run, True, colour)
            if run in DIGITS:
                whole.blit(drawn, (x + (self.digit - drawn.get_width()) // 2, 0))
                x += self.digit
            else:
                whole.blit(drawn, (x, 0))
                x += drawn.get_width()
        return whole

    def lacks(self, text: str) -> str:
        """The characters of a text that this font cannot show."""
        return "".join(c for c in dict.fromkeys(text) if not c.isspace() and self._absent(c))

    def _absent(self, character: str) -> bool:
        """Whether a character looks like one that no font has: SDL_ttf does not say it otherwise."""
        known = self._lacking.get(character)
        if known is None:
            shapes = [
                pygame.image.tobytes(self._font.render(c, True, (255, 255, 255)), "RGBA") for c in (character, NOBODYS)
            ]
            known = self._lacking[character] = shapes[0] == shapes[1]
        return known


def _runs(text: str) -> list[str]:
    """A text cut so that every digit stands alone."""
    runs: list[str] = []
    for character in text:
        if character in DIGITS or not runs or runs[-1] in DIGITS:
            runs.append(character)
        else:
            runs[-1] += character
    return runs


class Fonts:
    """Every font of a theme, and what was rendered with it."""

    def __init__(self, theme: Theme) -> None:
        if not pygame.font.get_init():
            pygame.font.init()
        self.theme = theme
        self._faces: dict[tuple[Weight, int], Face] = {}
        self._styles: dict[str, Face] = {}
        self._rendered: Cache[pygame.Surface] = Cache(4096, area_bytes, _MOST_PIXELS)

    def face(self, style: str) -> Face:
        """The font of a style of text."""
        known = self._styles.get(style)
        if known is None:
            known = self._styles[style] = self._face(self.theme.type(style).weight, self.theme.text_px(style))
        return known

    def strong(self, style: str) -> Face:
        """The same a weight up, for words that stand out."""
        return self._face("semibold", self.theme.text_px(style))

    def mono(self, style: str) -> Face:
        """The same size in the font for keys and ids."""
        return self._face("mono", self.theme.text_px(style))

    def _face(self, weight: Weight, size: int) -> Face:
        key = (weight, size)
        if key not in self._faces:
            self._faces[key] = Face(weight, size)
        return self._faces[key]

    def rendered(self, face: Face, text: str, colour: Colour, tabular: bool = False) -> pygame.Surface:
        """A text as a surface; it is shared, so it is not to be drawn on."""
        key: Hashable = (face.weight, face.size, text, colour, tabular)
        return self._rendered.get(key, lambda: face.render(text, colour, tabular))
