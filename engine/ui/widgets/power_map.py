"""People by power and interest: a map with a mark for each, the chosen one filled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pygame

from engine.ui.canvas import Canvas
from engine.ui.events import Event, Pointer
from engine.ui.layout import Measured, Style
from engine.ui.moves import STAY, Move
from engine.ui.widget import Widget

_MARK = 34.0


@dataclass(frozen=True)
class Spot:
    """Somebody on the map.

    Attributes:
        name: in full.
        across: interest, 0 to 1.
        up: power, 0 to 1.
        faded: no longer, or not yet, in post.
    """

    name: str
    across: float
    up: float
    faded: bool = False

    @property
    def initials(self) -> str:
        """First letters of the first and last name."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:]))


class PowerMap(Widget):
    """The map; it answers the pointer, and a list beside it answers keys.

    Args:
        spots: the people.
        now: number of the one chosen.
        chosen: is told when another is pressed.
        across: what grows to the right.
        up: what grows upwards.
    """

    hot = True

    def __init__(
        self,
        spots: Sequence[Spot],
        now: int,
        chosen: Callable[[int], Move | None],
        across: str,
        up: str,
        *,
        style: Style | None = None,
        key: str = "",
    ) -> None:
        super().__init__(style=style if style is not None else Style(grow=1, basis=0, min_width=200), key=key)
        self._spots, self._now, self._chosen = list(spots), now, chosen
        self._across, self._up = across, up

    def measure(self, width: float | None, least: bool) -> Measured:
        """Whatever there is room for."""
        theme = self.stage.theme
        return (theme.px(200) if least or width is None else width), theme.px(theme.grown(200))

    def _plot(self) -> pygame.Rect:
        theme = self.stage.theme
        line = self.stage.fonts.face("body").line
        return pygame.Rect(
            self.rect.x, self.rect.y + line + theme.px(4), self.rect.width, self.rect.height - 2 * line - theme.px(8)
        )

    def _places(self) -> list[tuple[int, int]]:
        """The middle of each mark, moved apart where two would lie on each other."""
        plot, side = self._plot(), self.stage.theme.px(self.stage.theme.grown(_MARK))
        inner = plot.inflate(-side - self.stage.theme.px(8), -side - self.stage.theme.px(8))
        step = max(1, side // 3)
        ways = sorted(
            ((dx, dy) for dx in range(-9, 10) for dy in range(-9, 10)), key=lambda way: (way[0] ** 2 + way[1] ** 2, way)
        )
        found: list[tuple[int, int]] = []
        for spot in self._spots:
            x = inner.left + round(inner.width * max(0.0, min(1.0, spot.across)))
            y = inner.bottom - round(inner.height * max(0.0, min(1.0, spot.up)))
            near = ((x + dx * step, y + dy * step) for dx, dy in ways)
            free = (
                (at, high)
                for at, high in near
                if inner.left <= at <= inner.right
                and inner.top <= high <= inner.bottom
                and all(abs(at - other) >= side or abs(high - above) >= side for other, above in found)
            )
            found.append(next(free, (x, y)))
        return found

    def on(self, event: Event) -> Move | None:
        """A press on a mark chooses it."""
        if not isinstance(event, Pointer) or event.kind not in ("press", "release"):
            return None
        if event.kind == "press":
            reach = self.stage.theme.px(self.stage.theme.grown(_MARK)) // 2 + 4
            for n, (x, y) in enumerate(self._places()):
                if abs(event.x - x) <= reach and abs(event.y - y) <= reach:
                    return self._chosen(n) or STAY
        return STAY

    def paint(self, canvas: Canvas) -> None:
        """Ground, halves, names of both axes, then the people."""
        plot = self._plot()
        canvas.panel(plot, "background", "line", 8)
        thin = canvas.px(1)
        canvas.fill(pygame.Rect(plot.centerx, plot.top + thin, thin, plot.height - 2 * thin), "line")
        canvas.fill(pygame.Rect(plot.left + thin, plot.centery, plot.width - 2 * thin, thin), "line")
        canvas.text(self._up, (self.rect.x, self.rect.y), "body", "muted")
        face = canvas.fonts.face("body")
        canvas.text(self._across, (self.rect.right, self.rect.bottom - face.line), "body", "muted", anchor="right")
        places = self._places()
        side = canvas.px(canvas.theme.grown(_MARK))
        boxes = [pygame.Rect(x - side // 2, y - side // 2, side, side) for x, y in places]
        order = sorted(range(len(places)), key=lambda n: n != self._now)
        taken = list(boxes)
        for n in order:
            spot, box = self._spots[n], boxes[n]
            here = n == self._now
            canvas.panel(box, "primary" if here else "raised", "line" if spot.faded else "edge", 100)
            label = canvas.fonts.face("label")
            ink = "on_primary" if here else "muted" if spot.faded else "text"
            canvas.text(spot.initials, (box.centerx, box.centery - label.line // 2), "label", ink, anchor="centre")  # type: ignore[arg-type]
            free = self._free(box, plot, taken, face.width(spot.name), face.line)
            if free is not None:
                taken.append(free)
                canvas.fill(free, "background")
                canvas.text(spot.name, free.topleft, "body", "text" if here else "muted")

    def _free(
        self, box: pygame.Rect, plot: pygame.Rect, taken: Sequence[pygame.Rect], wide: int, tall: int
    ) -> pygame.Rect | None:
        """Where a name has room beside its mark, if anywhere; the mark has its initials, and the table the name."""
        gap = self.stage.theme.px(6)
        places = (
            (box.right + gap, box.centery - tall // 2),
            (box.left - gap - wide, box.centery - tall // 2),
            (box.centerx - wide // 2, box.bottom + gap // 2),
            (box.centerx - wide // 2, box.top - tall - gap // 2),
        )
        for x, y in places:
            found = pygame.Rect(x, y, wide, tall)
            if plot.contains(found) and not any(found.colliderect(other) for other in taken if other is not box):
                return found
        return None
