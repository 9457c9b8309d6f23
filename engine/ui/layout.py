"""Where everything goes: flexbox by stretchable, for which this is the only door.

A tree of boxes goes in, places come out. One tree is laid out at a time and dropped at once, because stretchable never
frees nodes by itself; a style is turned into its dictionary once, because that is most of the cost.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from stretchable import Style as _Flex
from stretchable import taffylib
from stretchable.style import (
    AUTO,
    PCT,
    AlignItems,
    AlignSelf,
    FlexDirection,
    FlexWrap,
    JustifyContent,
    Overflow,
    Position,
)
from stretchable.style.geometry.size import SizeAvailableSpace

Length = float | Literal["auto", "full"]
Side = float | tuple[float, float] | tuple[float, float, float, float]
Measured = tuple[float, float]
Measure = Callable[[float | None, bool], Measured]
_POINTS, _LEAST_CONTENT = 1, 3  # how the library says which room there is: so much, or as little as can be
_ALIGN: Final = {"start": "FLEX_START", "end": "FLEX_END", "centre": "CENTER", "stretch": "STRETCH"}


@dataclass(frozen=True)
class Style:
    """How a box behaves; lengths in pixels of the design.

    Attributes:
        direction: in which its children follow each other.
        gap: between them.
        padding: all sides, (vertical, horizontal), or (top, right, bottom, left).
        margin: the same, outside.
        width: a length, "full" for its parent's, or "auto" for what it needs.
        height: the same.
        min_width: never less.
        min_height: never less.
        max_width: never more.
        max_height: never more.
        grow: share of the room left over.
        shrink: share of the room lacking.
        basis: size before growing and shrinking; "auto" is its own.
        align: children across the direction.
        justify: children along it.
        own: itself across its parent's direction, in place of the parent's `align`.
        wrap: whether children go on in a new line.
        clip: whether what sticks out is hidden, so that it need not fit.
        top: with `left`, puts it there in its parent, out of the row.
        left: the same.
    """

    direction: Literal["row", "column"] = "column"
    gap: float = 0
    padding: Side = 0
    margin: Side = 0
    width: Length = "auto"
    height: Length = "auto"
    min_width: Length = "auto"
    min_height: Length = "auto"
    max_width: Length = "auto"
    max_height: Length = "auto"
    grow: float = 0
    shrink: float = 1
    basis: Length = "auto"
    align: Literal["start", "end", "centre", "stretch"] | None = None
    justify: Literal["start", "end", "centre", "between"] | None = None
    own: Literal["start", "end", "centre", "stretch"] | None = None
    wrap: bool = False
    clip: bool = False
    top: float | None = None
    left: float | None = None


class Box(Protocol):
    """What is laid out: it has a style and children, and a leaf may say how large its content is."""

    style: Style

    @property
    def children(self) -> Sequence[Box]:
        """Boxes within."""

    def measure(self, width: float | None, least: bool) -> Measured | None:
        """The size of a leaf's content in device pixels.

        Args:
            width: what is available, or None for as much as it likes.
            least: whether the smallest width is wanted that it can live with.
        """


@dataclass(frozen=True)
class Place:
    """Where a box lies in its parent, in device pixels."""

    x: float
    y: float
    width: float
    height: float


def laid_out(root: Box, width: float, height: float | None, scale: float) -> dict[int, Place]:
    """Work out the place of a box and of all within it.

    Args:
        root: the outermost box.
        width: available, in device pixels.
        height: the same; None for as much as it needs.
        scale: device pixels for each pixel of the design.

    Returns:
        Places by the `id` of each box, each relative to its parent.
    """
    nodes: list[tuple[int, Box]] = []
    leaves: dict[int, Box] = {}

    def add(box: Box) -> int:
        node: int = taffylib.node_create(_taffy(), _flex(box.style, scale))
        nodes.append((node, box))
        for child in box.children:
            taffylib.node_add_child(_taffy(), node, add(child))
        if not box.children and box.measure(None, False) is not None:
            taffylib.node_set_measure(_taffy(), node, True)
            leaves[node] = box
        return node

    failed: list[Exception] = []

    def measure(
        known_width: float, known_height: float, room_width: dict[str, float], room_height: dict[str, float], node: int
    ) -> Measured:
        del room_height
        known = not math.isnan(known_width)  # the library says NaN for what it wants to learn
        room = known_width if known else room_width["value"] if room_width["dim"] == _POINTS else None
        least = not known and room_width["dim"] == _LEAST_CONTENT
        try:
            found = leaves[node].measure(room, least)
        except Exception as error:  # noqa: BLE001 (the library would swallow it: kept here, and raised when it is done)
            failed.append(error)
            found = (0.0, 0.0)
        assert found is not None
        high = found[1] if math.isnan(known_height) else known_height
        return (known_width if known else found[0]), high

    try:
        outer = add(root)
        room = _room(width, height)
        taffylib.node_compute_layout_with_measure(_taffy(), outer, room, measure)
        if failed:
            raise failed[0]
        read = taffylib.PyLayout()
        places: dict[int, Place] = {}
        for node, box in nodes:
            taffylib.node_get_layout(_taffy(), node, read)
            places[id(box)] = Place(read.x, read.y, read.width, read.height)
        return places
    finally:
        taffylib.node_drop_all(_taffy())


@functools.cache
def _taffy() -> int:
    """A workspace of our own in the library."""
    pointer: int = taffylib.init()
    taffylib.enable_rounding(pointer)
    return pointer


@functools.lru_cache(maxsize=256)
def _room(width: float, height: float | None) -> Any:
    return SizeAvailableSpace(width, height).to_dict()


@functools.lru_cache(maxsize=4096)
def _flex(style: Style, scale: float) -> Any:
    """A style as the library wants it."""
    placed = style.top is not None or style.left is not None
    inset: Any = AUTO
    if placed:
        top, left = ((side or 0.0) * scale for side in (style.top, style.left))
        inset = (top, AUTO, AUTO, left)
    overflow = Overflow.HIDDEN if style.clip else Overflow.VISIBLE
    return _Flex(
        flex_direction=FlexDirection.ROW if style.direction == "row" else FlexDirection.COLUMN,
        flex_wrap=FlexWrap.WRAP if style.wrap else FlexWrap.NO_WRAP,
        flex_grow=style.grow,
        flex_shrink=style.shrink,
        flex_basis=_length(style.basis, scale),
        gap=style.gap * scale,
        padding=_sides(style.padding, scale),
        margin=_sides(style.margin, scale),
        size=(_length(style.width, scale), _length(style.height, scale)),
        min_size=(_length(style.min_width, scale), _length(style.min_height, scale)),
        max_size=(_length(style.max_width, scale), _length(style.max_height, scale)),
        align_items=AlignItems[_ALIGN[style.align]] if style.align else None,
        align_self=AlignSelf[_ALIGN[style.own]] if style.own else None,
        justify_content=_justify(style),
        overflow_x=overflow,
        overflow_y=overflow,
        position=Position.ABSOLUTE if placed else Position.RELATIVE,
        inset=inset,
    ).to_dict()


def _justify(style: Style) -> JustifyContent | None:
    if style.justify is None:
        return None
    return JustifyContent.SPACE_BETWEEN if style.justify == "between" else JustifyContent[_ALIGN[style.justify]]


def _length(length: Length, scale: float) -> Any:
    if length == "auto":
        return AUTO
    return 100 * PCT if length == "full" else length * scale


def _sides(side: Side, scale: float) -> Any:
    if isinstance(side, tuple):
        return tuple(one * scale for one in side)
    return side * scale
