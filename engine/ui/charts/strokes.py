"""Strokes that are smooth: drawn several times as large, then scaled down.

A plot is one large sheet that everything is drawn on in order, so that only one scaling is paid for.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

import pygame

from engine.ui import shapes
from engine.ui.palette import Colour, mixed
from engine.ui.shapes import Mark

Place = tuple[float, float]


def over(scale: float) -> int:
    """How much larger to draw: fine pixels need less. Only powers of two scale down without darkening the ground."""
    return 4 if scale < 1.75 else 2


def dashed(points: Sequence[Place], pattern: Sequence[float]) -> list[list[Place]]:
    """A line cut into dashes.

    Args:
        points: its corners.
        pattern: lengths on, off, on, …; empty for a whole line.
    """
    if not pattern or len(points) < 2:
        return [list(points)] if len(points) > 1 else []
    pieces: list[list[Place]] = []
    part, left, on = 0, float(pattern[0]), True
    piece: list[Place] = [points[0]]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0)
        gone = 0.0
        while length - gone > left:
            gone += left
            here = (x0 + (x1 - x0) * gone / length, y0 + (y1 - y0) * gone / length)
            if on:
                pieces.append([*piece, here])
            on, part = not on, (part + 1) % len(pattern)
            piece, left = [here], float(pattern[part])
        left -= length - gone
        if on:
            piece.append((x1, y1))
    if on and len(piece) > 1:
        pieces.append(piece)
    return pieces


class Sheet:
    """A large sheet to draw a plot on.

    Args:
        size: of the plot, in device pixels.
        ground: its colour.
        scale: device pixels for each pixel of the design.
    """

    def __init__(self, size: tuple[int, int], ground: Colour, scale: float) -> None:
        self.size, self.ground = size, ground
        self.over = over(scale)
        self.big = pygame.Surface((max(1, size[0] * self.over), max(1, size[1] * self.over)))
        self.big.fill(ground)

    def _up(self, points: Iterable[Place]) -> list[Place]:
        return [(x * self.over, y * self.over) for x, y in points]

    def line(self, points: Sequence[Place], colour: Colour, width: float, pattern: Sequence[float] = ()) -> None:
        """A line through points, whole or in dashes; lengths in device pixels."""
        thick = width * self.over
        for piece in dashed(self._up(points), [part * self.over for part in pattern]):
            stroke(self.big, piece, colour, thick)

    def rule(self, begin: Place, end: Place, colour: Colour, width: int = 1, pattern: Sequence[float] = ()) -> None:
        """A level or upright line on whole pixels, so that it is crisp."""
        for piece in dashed([begin, end], pattern) if pattern else [[begin, end]]:
            (x0, y0), (x1, y1) = piece[0], piece[-1]
            left, top = round(min(x0, x1)) * self.over, round(min(y0, y1)) * self.over
            wide = max(width, round(abs(x1 - x0))) * self.over
            high = max(width, round(abs(y1 - y0))) * self.over
            self.big.fill(colour, (left, top, wide, high))

    def area(self, points: Sequence[Place], colour: Colour, share: float) -> None:
        """A filled area that lets through what was drawn before it."""
        if len(points) < 3:
            return
        corners = self._up(points)
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        wide, high = max(x for x, _ in corners) - left + 1, max(y for _, y in corners) - top + 1
        veil = pygame.Surface((math.ceil(wide), math.ceil(high)), pygame.SRCALPHA)
        pygame.draw.polygon(veil, (*colour, round(255 * share)), [(x - left, y - top) for x, y in corners])
        self.big.blit(veil, (left, top))

    def mark(self, shape: Mark, centre: Place, size: float, colour: Colour, *, hollow: bool = False) -> None:
        """A marker around a place; a hollow one has the plot's ground within."""
        side = size * self.over
        x, y = centre[0] * self.over - side / 2, centre[1] * self.over - side / 2
        corners = [(x + px, y + py) for px, py in shapes.outline(shape, side)]
        pygame.draw.polygon(self.big, colour, corners)
        if hollow:
            c = (centre[0] * self.over, centre[1] * self.over)
            inner = [(c[0] + (px - c[0]) * 0.56, c[1] + (py - c[1]) * 0.56) for px, py in corners]
            pygame.draw.polygon(self.big, self.ground, inner)

    def cross(self, centre: Place, size: float, colour: Colour) -> None:
        """A cross over a point that no longer holds."""
        (x, y), r = (centre[0] * self.over, centre[1] * self.over), size * self.over / 2
        for slant in (1, -1):
            stroke(self.big, [(x - r, y - slant * r), (x + r, y + slant * r)], colour, 1.3 * self.over)

    def done(self) -> pygame.Surface:
        """The plot at its size."""
        return pygame.transform.smoothscale(self.big, (max(1, self.size[0]), max(1, self.size[1])))


def stroke(surface: pygame.Surface, points: Sequence[Place], colour: Colour, width: float) -> None:
    """A line with round joints, without smoothing."""
    half = width / 2
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0)
        if length == 0:
            continue
        nx, ny = -(y1 - y0) / length * half, (x1 - x0) / length * half
        corners = [(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)]
        pygame.draw.polygon(surface, colour, corners)
    if half > 1:
        for x, y in points[1:-1]:
            pygame.draw.circle(surface, colour, (x, y), half)


def stroked(size: tuple[int, int], pieces: Sequence[Sequence[Place]], colour: Colour, width: float) -> pygame.Surface:
    """Strokes on nothing, smoothed: for small outlines."""
    many = 6
    big = pygame.Surface((size[0] * many, size[1] * many), pygame.SRCALPHA)
    big.fill((*colour, 0))
    for piece in pieces:
        stroke(big, [(x * many, y * many) for x, y in piece], colour, width * many)
    return pygame.transform.smoothscale(big, size)


def faint(colour: Colour, ground: Colour, share: float) -> Colour:
    """A colour on its way to the ground it lies on."""
    return mixed(ground, colour, share)
