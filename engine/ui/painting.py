"""Trees of widgets as pixels: where each lies, what of it must be drawn, what covers what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pygame

from engine.ui import shapes
from engine.ui.canvas import Canvas
from engine.ui.layout import Place
from engine.ui.widget import Widget

if TYPE_CHECKING:
    from engine.ui.layers import Layer

_MOST_PARTS: Final = 6  # beyond so many, parts are drawn as one
_SHADE: Final = 0.66  # of what lies behind a dialog


def arrange(tree: Widget, places: Mapping[int, Place], view: pygame.Rect) -> None:
    """Give every widget its place on the surface.

    Args:
        tree: the root.
        places: relative to parents, as the layout gives them.
        view: what can be seen.
    """
    for widget in tree.walk():
        place = places[id(widget)]
        widget.place = pygame.Rect(round(place.x), round(place.y), round(place.width), round(place.height))
    _put(tree, (view.x, view.y), view, False)


def rearrange(tree: Widget) -> None:
    """The same after something was scrolled: places relative to parents have not changed."""
    _put(tree, tree.rect.topleft, tree.clip, tree.scrolls)


def _put(widget: Widget, origin: tuple[int, int], clip: pygame.Rect, scrolls: bool) -> None:
    place = widget.place
    widget.rect = pygame.Rect(origin[0] + place.x, origin[1] + place.y, place.width, place.height)
    widget.clip, widget.scrolls = clip, scrolls
    within = clip.clip(widget.rect) if widget.style.clip else clip
    dx, dy = widget.shift()
    widget.bounds = widget.rect.copy()
    for child in widget.children:
        _put(child, (widget.rect.x + dx, widget.rect.y + dy), within, scrolls or widget.style.clip)
        widget.bounds.union_ip(child.bounds.clip(within))


def under(widget: Widget, x: int, y: int) -> Iterator[Widget]:
    """What lies under a place, innermost first."""
    if not widget.bounds.collidepoint(x, y):
        return
    for child in reversed(widget.children):
        yield from under(child, x, y)
    if widget.rect.collidepoint(x, y) and widget.clip.collidepoint(x, y):
        yield widget


def merged(parts: Sequence[pygame.Rect]) -> list[pygame.Rect]:
    """Rectangles without those that others cover; one around all where there are many."""
    kept: list[pygame.Rect] = []
    for part in parts:
        if part.width <= 0 or part.height <= 0 or any(known.contains(part) for known in kept):
            continue
        kept = [known for known in kept if not part.contains(known)]
        kept.append(part)
    if len(kept) > _MOST_PARTS:
        return [kept[0].unionall(kept[1:])]
    return kept


def paint_layers(layers: Sequence[Layer], canvas: Canvas, part: pygame.Rect, focused: Widget | None) -> None:
    """Draw screens over each other within a part of the surface."""
    canvas.fill(part, "background")
    for number, layer in enumerate(layers):
        if layer.tree is None:
            continue
        canvas.layer = number
        if number:
            canvas.surface.blit(shapes.veil(part.size, canvas.colour("background"), _SHADE), part)
        paint_tree(layer.tree, canvas, part)
    if focused is not None:
        _paint_ring(focused, canvas, part)


def paint_tree(widget: Widget, canvas: Canvas, part: pygame.Rect) -> None:
    """Draw a widget and all within, as far as they lie in a part of the surface."""
    seen = part.clip(widget.clip)
    if not widget.bounds.colliderect(seen):
        return
    surface = canvas.surface
    own = bool(widget.rect.colliderect(seen))
    if own:
        surface.set_clip(seen)
        _announce(widget, canvas)
        widget.paint(canvas)
    for child in widget.children:
        paint_tree(child, canvas, part)
    if own:
        surface.set_clip(seen)
        _announce(widget, canvas)
        widget.paint_over(canvas)
    surface.set_clip(part)


def _announce(widget: Widget, canvas: Canvas) -> None:
    canvas.owner, canvas.container = widget.path, widget.rect
    canvas.scrolls, canvas.disabled = widget.scrolls or widget.style.clip, not widget.enabled


def _paint_ring(focused: Widget, canvas: Canvas, part: pygame.Rect) -> None:
    found = focused.ring()
    if found is None:
        return
    rect, radius = found
    shape = canvas.theme.palette.shape
    out = canvas.px(shape.ring + shape.ring_gap)
    canvas.surface.set_clip(part.clip(focused.clip.inflate(2 * out, 2 * out)))
    canvas.owner, canvas.container = focused.path, focused.rect
    canvas.ring(rect, radius)


def paint_tip(text: str, pointer: tuple[int, int], canvas: Canvas, part: pygame.Rect) -> None:
    """Draw a tooltip beside the pointer, within the surface."""
    if not text:
        return
    theme = canvas.theme
    pad, away = theme.px(10), theme.px(16)
    flow = canvas.flows.flow(text, "body", theme.px(theme.grown(300)))
    box = pygame.Rect(pointer[0] + away, pointer[1] + away, flow.width + 2 * pad, flow.height + 2 * pad)
    whole = canvas.surface.get_rect()
    if box.bottom > whole.bottom:
        box.bottom = pointer[1] - away // 2
    box.clamp_ip(whole.inflate(-2 * theme.px(8), -2 * theme.px(8)))
    if box.colliderect(part):
        canvas.owner, canvas.container, canvas.scrolls, canvas.disabled = "tooltip", box, False, False
        canvas.layer += 1
        canvas.surface.set_clip(part)
        canvas.panel(box, "raised", "edge", theme.palette.shape.small_radius)
        canvas.flow(flow, (box.x + pad, box.y + pad))
