"""Where the focus goes: in reading order by Tab, to the nearest in a direction by the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import pygame

from engine.ui.widget import Widget

Direction = Literal["up", "down", "left", "right"]
DIRECTIONS: Final[tuple[Direction, ...]] = ("up", "down", "left", "right")
_ASIDE: Final = 3.0  # how much more a pixel counts that leads aside than one that leads on


def order(tree: Widget) -> list[Widget]:
    """What can have the focus, in reading order."""
    return [widget for widget in tree.walk() if widget.focusable and widget.rect.width > 0]


def along(widgets: Sequence[Widget], path: str, step: int) -> Widget | None:
    """The next one in reading order; after the last comes the first."""
    if not widgets:
        return None
    here = next((n for n, widget in enumerate(widgets) if widget.path == path), -1 if step > 0 else 0)
    return widgets[(here + step) % len(widgets)]


def toward(widgets: Sequence[Widget], path: str, direction: Direction) -> Widget | None:
    """The nearest in a direction, or None where there is none."""
    here = next((widget for widget in widgets if widget.path == path), None)
    if here is None:
        return widgets[0] if widgets else None
    best: tuple[float, Widget] | None = None
    for widget in widgets:
        if widget is here:
            continue
        cost = _cost(here.rect, widget.rect, direction)
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, widget)
    return None if best is None else best[1]


def _cost(here: pygame.Rect, there: pygame.Rect, direction: Direction) -> float | None:
    """How far one lies from the other in a direction, None where it does not."""
    dx, dy = there.centerx - here.centerx, there.centery - here.centery
    if direction in ("left", "right"):
        on = (there.left - here.right) if direction == "right" else (here.left - there.right)
        leads = dx > 0 if direction == "right" else dx < 0
        aside = _apart(here.top, here.bottom, there.top, there.bottom)
        drift = abs(dy)
    else:
        on = (there.top - here.bottom) if direction == "down" else (here.top - there.bottom)
        leads = dy > 0 if direction == "down" else dy < 0
        aside = _apart(here.left, here.right, there.left, there.right)
        drift = abs(dx)
    if not leads or on < -min(here.height, there.height) / 2:
        return None
    return max(0.0, float(on)) + _ASIDE * aside + 0.05 * drift


def _apart(low: int, high: int, other_low: int, other_high: int) -> float:
    """How far two spans are from touching."""
    return float(max(0, other_low - high, low - other_high))
