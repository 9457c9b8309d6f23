"""Anti-aliased shapes that pygame does not draw: rounded panels, and the marks that tell states and sources apart.

Corners are worked out from the distance to the edge; marks are drawn large and scaled down. Both are kept.
"""

from __future__ import annotations

import math
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pygame

from engine.ui.cache import Cache
from engine.ui.fonts import area_bytes
from engine.ui.palette import Colour

Mark = Literal[
    "circle", "square", "triangle", "diamond", "cross", "hexagon", "octagon", "ring", "half", "bar",
]  # fmt: skip
_OVER: Final = 8  # how much larger marks are drawn than shown
_corners: Cache[pygame.Surface] = Cache(256, area_bytes, 4 << 20)
_marks: Cache[pygame.Surface] = Cache(1024, area_bytes, 4 << 20)


def rounded(
    surface: pygame.Surface,
    rect: pygame.Rect,
    radius: int,
    fill: Colour | None,
    edge: Colour | None = None,
    edge_width: int = 1,
) -> None:
    """Draw a rounded rectangle.

    Args:
        surface: what to draw on.
        rect: where, in device pixels.
        radius: of its corners; at most half of its lesser side.
        fill: within, or None for an outline only.
        edge: of the line along its inside, or None.
        edge_width: of that line, in device pixels.
    """
    radius = max(0, min(radius, rect.width // 2, rect.height // 2))
    if radius == 0:
        if fill is not None:
            surface.fill(fill, rect)
        if edge is not None:
            pygame.draw.rect(surface, edge, rect, edge_width)
        return
    x, y, w, h, r = rect.x, rect.y, rect.width, rect.height, radius
    if fill is not None:
        surface.fill(fill, (x + r, y, w - 2 * r, h))
        surface.fill(fill, (x, y + r, r, h - 2 * r))
        surface.fill(fill, (x + w - r, y + r, r, h - 2 * r))
    if edge is not None:
        for side in (
            (x + r, y, w - 2 * r, edge_width),
            (x + r, y + h - edge_width, w - 2 * r, edge_width),
            (x, y + r, edge_width, h - 2 * r),
            (x + w - edge_width, y + r, edge_width, h - 2 * r),
        ):
            surface.fill(edge, side)
    disc = _corners.get((r, fill, edge, edge_width), lambda: _disc(r, fill, edge, edge_width))
    for corner, place in (
        ((0, 0), (x, y)),
        ((r, 0), (x + w - r, y)),
        ((0, r), (x, y + h - r)),
        ((r, r), (x + w - r, y + h - r)),
    ):
        surface.blit(disc, place, (*corner, r, r))


def _disc(radius: int, fill: Colour | None, edge: Colour | None, edge_width: int) -> pygame.Surface:
    """A filled circle with its edge, of which the four corners are quarters."""
    size = 2 * radius
    axis = np.arange(size) + 0.5 - radius
    away = np.hypot(axis[:, None], axis[None, :])
    outer = np.clip(radius - away + 0.5, 0.0, 1.0)
    inner = np.clip(radius - edge_width - away + 0.5, 0.0, 1.0) if edge is not None else np.ones_like(away)
    within = np.array(fill if fill is not None else (0, 0, 0), dtype=float)
    around = np.array(edge if edge is not None else within, dtype=float)
    colour = around[None, None, :] * (1 - inner[..., None]) + within[None, None, :] * inner[..., None]
    if fill is None:
        colour = np.broadcast_to(around, colour.shape)
        outer = outer * (1 - inner)
    return _surface(colour, outer)


def _surface(colour: npt.NDArray[np.float64], cover: npt.NDArray[np.float64]) -> pygame.Surface:
    width, height = cover.shape
    made = pygame.Surface((width, height), pygame.SRCALPHA)
    pygame.surfarray.blit_array(made, np.zeros((width, height), dtype=np.int32))
    pixels = pygame.surfarray.pixels3d(made)
    pixels[:] = np.round(colour).astype(np.uint8)
    del pixels
    alpha = pygame.surfarray.pixels_alpha(made)
    alpha[:] = np.round(cover * 255).astype(np.uint8)
    del alpha
    return made


def veil(size: tuple[int, int], colour: Colour, share: float) -> pygame.Surface:
    """A sheet of one colour that lets through what lies below it."""
    sheet = pygame.Surface(size, pygame.SRCALPHA)
    sheet.fill((*colour, round(255 * share)))
    return sheet


def fade(size: tuple[int, int], colour: Colour, *, down: bool) -> pygame.Surface:
    """A strip that goes from nothing to a colour, downwards or upwards; shared, so it is not to be drawn on."""
    return _corners.get(("fade", size, colour, down), lambda: _faded(size, colour, down))


def _faded(size: tuple[int, int], colour: Colour, down: bool) -> pygame.Surface:
    strip = pygame.Surface(size, pygame.SRCALPHA)
    for y in range(size[1]):
        share = (y + 1) / size[1] if down else 1.0 - y / size[1]
        strip.fill((*colour, round(255 * share)), (0, y, size[0], 1))
    return strip


def mark(
    shape: Mark, size: int, fill: Colour | None, edge: Colour | None = None, edge_width: float = 0.0
) -> pygame.Surface:
    """A mark of `size` device pixels; it is shared, so it is not to be drawn on.

    Args:
        shape: which.
        size: of the square it fills.
        fill: within, or None for a hollow one.
        edge: of its outline, or None.
        edge_width: of that, in device pixels.
    """
    key = (shape, size, fill, edge, edge_width)
    return _marks.get(key, lambda: _marked(shape, size, fill, edge, edge_width))


def _marked(shape: Mark, size: int, fill: Colour | None, edge: Colour | None, edge_width: float) -> pygame.Surface:
    big = pygame.Surface((size * _OVER, size * _OVER), pygame.SRCALPHA)
    tint = fill if fill is not None else edge if edge is not None else (0, 0, 0)
    big.fill((*tint, 0))  # so that edges fade towards the mark's own colour, not towards black
    whole = outline(shape, size * _OVER)
    if edge is not None:
        pygame.draw.polygon(big, edge, whole)
        inside = _shrunk(whole, size * _OVER, edge_width * _OVER)
        pygame.draw.polygon(big, (*fill, 255) if fill is not None else (*edge, 0), inside)
    elif fill is not None:
        pygame.draw.polygon(big, fill, whole)
    if shape == "half" and fill is not None:
        big.fill((*fill, 0), (0, 0, size * _OVER, size * _OVER))
        line = max(1, round((edge_width or 1.5) * _OVER))
        centre, reach = size * _OVER / 2, size * _OVER * 0.46
        pygame.draw.circle(big, fill, (centre, centre), reach, line)
        pygame.draw.circle(big, fill, (centre, centre), reach, draw_top_right=True, draw_bottom_right=True)
    if shape == "ring" and fill is not None:
        big.fill((*fill, 0), (0, 0, size * _OVER, size * _OVER))
        line = max(1, round((edge_width or 1.5) * _OVER))
        pygame.draw.circle(big, fill, (size * _OVER / 2,) * 2, size * _OVER * 0.46, line)
    return pygame.transform.smoothscale(big, (size, size))


def outline(shape: Mark, size: float) -> list[tuple[float, float]]:
    """The corners of a mark in a square of `size`."""
    c, r = size / 2, size * 0.46
    if shape == "square":
        s = r * 0.86
        return [(c - s, c - s), (c + s, c - s), (c + s, c + s), (c - s, c + s)]
    if shape == "bar":
        return [(c - r, c - r * 0.4), (c + r, c - r * 0.4), (c + r, c + r * 0.4), (c - r, c + r * 0.4)]
    if shape == "triangle":
        return [(c, c - r), (c + r, c + r * 0.8), (c - r, c + r * 0.8)]
    if shape == "diamond":
        return [(c, c - r * 1.08), (c + r * 1.08, c), (c, c + r * 1.08), (c - r * 1.08, c)]
    if shape == "cross":
        a = r * 0.34
        return [
            (c - a, c - r), (c + a, c - r), (c + a, c - a), (c + r, c - a), (c + r, c + a), (c + a, c + a),
            (c + a, c + r), (c - a, c + r), (c - a, c + a), (c - r, c + a), (c - r, c - a), (c - a, c - a),
        ]  # fmt: skip
    corners, turn = {"hexagon": (6, 0.0), "octagon": (8, math.pi / 8)}.get(shape, (48, 0.0))
    return [
        (c + r * math.cos(turn + 2 * math.pi * n / corners), c + r * math.sin(turn + 2 * math.pi * n / corners))
        for n in range(corners)
    ]


def _shrunk(points: list[tuple[float, float]], size: float, by: float) -> list[tuple[float, float]]:
    """A mark's corners moved towards its middle."""
    c = size / 2
    share = max(0.0, 1.0 - by / (size * 0.46))
    return [(c + (x - c) * share, c + (y - c) * share) for x, y in points]
