"""What `assets/palette.toml` holds: colours, type, sizes, and how sources of a metric are told apart."""

from __future__ import annotations

import functools
from typing import Annotated, Final, Literal

import pydantic

from engine.shipped import Strict, shipped

Colour = tuple[int, int, int]
Weight = Literal["regular", "medium", "semibold", "mono"]
Marker = Literal["circle", "square", "triangle", "diamond", "cross"]
LEAST_TEXT: Final = 14  # pixels at 100 %


def colour(text: str) -> Colour:
    """#RRGGBB as three numbers of 0 to 255."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


Hex = Annotated[str, pydantic.StringConstraints(pattern=r"^#[0-9A-F]{6}$")]
Dash = Annotated[tuple[int, ...], pydantic.Field(strict=False)]


class Colours(Strict):
    """Every colour by its role."""

    background: Hex
    panel: Hex
    raised: Hex
    line: Hex
    edge: Hex
    text: Hex
    muted: Hex
    primary: Hex
    on_primary: Hex
    focus: Hex
    twin: Hex
    watch: Hex
    act: Hex


class MoreContrast(Strict):
    """What replaces them where more contrast is asked for."""

    background: Hex
    panel: Hex
    raised: Hex
    line: Hex
    edge: Hex
    text: Hex
    muted: Hex
    primary: Hex
    on_primary: Hex
    twin: Hex


class SourceLook(Strict):
    """How one source of a metric is drawn; `dash` is on, off, … in pixels, empty for a whole line."""

    colour: Hex
    marker: Marker
    dash: Dash


class TwinLook(Strict):
    """How the twin is drawn: a dashed line in a band of this opacity."""

    dash: Dash
    band_percent: int


class Type(Strict):
    """A size of text in pixels at 100 %, and a weight."""

    size: Annotated[int, pydantic.Field(ge=LEAST_TEXT)]
    weight: Weight


class Shape(Strict):
    """Sizes that panels and controls share, in pixels, and times in milliseconds."""

    radius: int
    small_radius: int
    gutter: int
    target: Annotated[int, pydantic.Field(ge=36)]
    ring: int
    ring_gap: int
    motion_ms: int
    tooltip_ms: int


class Palette(Strict):
    """The whole file."""

    colours: Colours
    high_contrast: MoreContrast
    source: list[SourceLook]
    twin: TwinLook
    type: dict[str, Type]
    shape: Shape


@functools.cache
def palette() -> Palette:
    """The shipped palette.

    Raises:
        InputError: the file is missing or damaged.
    """
    return shipped(Palette, "palette.toml")


def luminance(of: Colour) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in of)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` of `other` in it."""
    return (
        round(one[0] + (other[0] - one[0]) * share),
        round(one[1] + (other[1] - one[1]) * share),
        round(one[2] + (other[2] - one[2]) * share),
    )
