"""Lucide icons as surfaces: drawn from their SVG at the size and in the colour wanted, once."""

from __future__ import annotations

import functools
import io
import re
from typing import Final

import pygame

from engine.data import data_folder
from engine.ui.cache import Cache
from engine.ui.fonts import area_bytes
from engine.ui.palette import Colour

_POINT: Final = re.compile(r"([hv])\.01")  # how Lucide draws a dot: too short for SDL's SVG reader at small sizes
_kept: Cache[pygame.Surface] = Cache(512, area_bytes, 8 << 20)


@functools.cache
def names() -> tuple[str, ...]:
    """The icons that ship, sorted."""
    return tuple(sorted(path.stem for path in (data_folder("assets") / "icons").glob("*.svg")))


@functools.cache
def _source(name: str) -> str:
    return (data_folder("assets") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def icon(name: str, size: int, colour: Colour) -> pygame.Surface:
    """An icon of `size` device pixels; it is shared, so it is not to be drawn on."""
    return _kept.get((name, size, colour), lambda: _drawn(name, size, colour))


def _drawn(name: str, size: int, colour: Colour) -> pygame.Surface:
    red, green, blue = colour
    svg = _source(name).replace("currentColor", f"#{red:02X}{green:02X}{blue:02X}")
    svg = _POINT.sub(r"\1.3", svg)
    return pygame.image.load_sized_svg(io.BytesIO(svg.encode()), (size, size))
