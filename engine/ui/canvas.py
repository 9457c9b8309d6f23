"""What widgets draw with: text, panels, icons, marks and lines, in device pixels, with an eye on what checks need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pygame

from engine.ui import icons, shapes
from engine.ui.flow import Flow, Flows
from engine.ui.fonts import Face, Fonts
from engine.ui.palette import Colour, mixed
from engine.ui.record import EdgeDraw, Recorder, TextDraw, colours_in
from engine.ui.theme import Role, Theme

Anchor = Literal["left", "centre", "right"]
_DOT = 3  # pixels from one dot to the next under a term of the glossary


class Canvas:
    """A surface to draw on.

    Attributes:
        surface: what is drawn on.
        theme: sizes and colours.
        fonts: text as pixels.
        flows: text as lines.
        recorder: what is drawn is noted here, if anywhere.
        container: the widget that draws.
        owner: its path.
        layer: of its screen.
        scrolls: whether it lies in something that scrolls.
        disabled: whether it is a control that cannot be used.
    """

    def __init__(
        self, surface: pygame.Surface, theme: Theme, fonts: Fonts, flows: Flows, recorder: Recorder | None = None
    ) -> None:
        self.surface, self.theme, self.fonts, self.flows, self.recorder = surface, theme, fonts, flows, recorder
        self.container = surface.get_rect()
        self.owner = ""
        self.layer = 0
        self.scrolls = False
        self.disabled = False

    def px(self, size: float) -> int:
        """A length of the design in device pixels."""
        return self.theme.px(size)

    def colour(self, role: Role) -> Colour:
        """A colour by its role."""
        return self.theme.colour(role)

    @contextmanager
    def clipped(self, rect: pygame.Rect) -> Iterator[None]:
        """Draw only within a rectangle."""
        before = self.surface.get_clip()
        self.surface.set_clip(before.clip(rect))
        try:
            yield
        finally:
            self.surface.set_clip(before)

    # -- Text ---------------------------------------------------------------------------------------------------------

    def text(
        self,
        text: str,
        at: tuple[int, int],
        style: str = "body",
        colour: Colour | Role = "text",
        *,
        anchor: Anchor = "left",
        tabular: bool = False,
        face: Face | None = None,
        kind: str = "",
        cut: bool = False,
    ) -> pygame.Rect:
        """Draw one line.

        Args:
            text: without marks.
            at: the top of the line's box, at its left, centre or right.
            style: of text.
            colour: a role, or a colour.
            anchor: what of the text stands at `at`.
            tabular: whether digits stand in columns.
            face: another font than the style's.
            kind: "brief", "card" or "coach" where a limit of words holds.
            cut: whether words were left out.

        Returns:
            The letters' box.
        """
        face = face or self.fonts.face(style)
        shade = self.theme.colour(colour) if isinstance(colour, str) else colour
        drawn = self.fonts.rendered(face, text, shade, tabular)
        x = at[0] - {"left": 0, "centre": drawn.get_width() // 2, "right": drawn.get_width()}[anchor]
        box = pygame.Rect(x, at[1] + (face.line - face.height) // 2, drawn.get_width(), drawn.get_height())
        self._note_text(text, box, face, shade, kind, "", cut)
        self.surface.blit(drawn, box)
        return box

    def flow(
        self, flow: Flow, at: tuple[int, int], colour: Colour | Role = "text", *, tabular: bool = False, kind: str = ""
    ) -> list[tuple[str, pygame.Rect]]:
        """Draw a text in lines.

        Returns:
            The terms of the glossary in it, with their boxes.
        """
        shade = self.theme.colour(colour) if isinstance(colour, str) else colour
        found: list[tuple[str, pygame.Rect]] = []
        for number, line in enumerate(flow.lines):
            top = at[1] + number * flow.line_height
            for piece in line:
                drawn = self.fonts.rendered(piece.face, piece.text, shade, tabular)
                y = top + (flow.line_height - piece.face.height) // 2
                box = pygame.Rect(at[0] + piece.x, y, drawn.get_width(), drawn.get_height())
                self._note_text(piece.text, box, piece.face, shade, kind, piece.term, False)
                self.surface.blit(drawn, box)
                if piece.term:
                    self.dots(box, shade)
                    found.append((piece.term, box))
        return found

    def dots(self, box: pygame.Rect, colour: Colour) -> None:
        """The dotted line under a term of the glossary."""
        step, thick = self.px(_DOT), self.px(1)
        y = box.bottom - self.px(1)
        for x in range(box.left, box.right - thick + 1, step):
            self.surface.fill(colour, (x, y, thick, thick))

    def _note_text(
        self, text: str, box: pygame.Rect, face: Face, colour: Colour, kind: str, term: str, cut: bool
    ) -> None:
        if self.recorder is None or not text.strip():
            return
        clip = self.surface.get_clip()
        self.recorder.texts.append(
            TextDraw(
                text=text,
                rect=box.copy(),
                clip=clip,
                container=self.container.copy(),
                owner=self.owner,
                size=face.size / self.theme.scale,
                colour=colour,
                behind=colours_in(self.surface, box.clip(clip)),
                layer=self.layer,
                scrolls=self.scrolls,
                kind=kind,
                term=term,
                disabled=self.disabled,
                cut=cut,
            )
        )

    # -- Shapes -------------------------------------------------------------------------------------------------------

    def fill(self, rect: pygame.Rect, colour: Colour | Role) -> None:
        """Fill a rectangle."""
        self.surface.fill(self.theme.colour(colour) if isinstance(colour, str) else colour, rect)

    def panel(
        self,
        rect: pygame.Rect,
        fill: Colour | Role | None = "panel",
        edge: Colour | Role | None = "line",
        radius: float | None = None,
        edge_width: float = 1,
    ) -> None:
        """Draw a rounded rectangle; sizes in pixels of the design."""
        radius = self.theme.palette.shape.radius if radius is None else radius
        shade = self.theme.colour(fill) if isinstance(fill, str) else fill
        line = self.theme.colour(edge) if isinstance(edge, str) else edge
        shapes.rounded(self.surface, rect, self.px(radius), shade, line, self.px(edge_width))

    def control(
        self, rect: pygame.Rect, fill: Colour | Role | None, edge: Colour | Role, radius: float, edge_width: float = 1
    ) -> None:
        """Draw a panel that is pressed or typed in: its edge must stand out from what is around it."""
        line = self.theme.colour(edge) if isinstance(edge, str) else edge
        if self.recorder is not None and not self.disabled:
            around = rect.inflate(2, 2).clip(self.surface.get_rect())
            strip = pygame.Rect(around.left, around.top, around.width, 1)
            behind = colours_in(self.surface, strip)
            self.recorder.edges.append(
                EdgeDraw(rect.copy(), line, behind, self.owner, self.layer, rect.clip(self.surface.get_clip()))
            )
        self.panel(rect, fill, line, radius, edge_width)

    def ring(self, rect: pygame.Rect, radius: float) -> None:
        """Draw the ring of focus around a rectangle, outside of it by the gap."""
        shape = self.theme.palette.shape
        gap, thick = self.px(shape.ring_gap), self.px(shape.ring)
        around = rect.inflate(2 * (gap + thick), 2 * (gap + thick))
        white = self.theme.colour("focus")
        if self.recorder is not None:
            strip = pygame.Rect(around.left, around.top, around.width, thick)
            behind = colours_in(self.surface, strip)
            self.recorder.rings.append(
                EdgeDraw(around, white, behind, self.owner, self.layer, around.clip(self.surface.get_clip()))
            )
        shapes.rounded(self.surface, around, self.px(radius) + gap + thick, None, white, thick)

    def icon(self, name: str, size: float, centre: tuple[int, int], colour: Colour | Role) -> None:
        """Draw an icon, its size in pixels of the design."""
        shade = self.theme.colour(colour) if isinstance(colour, str) else colour
        drawn = icons.icon(name, self.px(size), shade)
        self.surface.blit(drawn, (centre[0] - drawn.get_width() // 2, centre[1] - drawn.get_height() // 2))

    def mark(
        self,
        shape: shapes.Mark,
        size: float,
        centre: tuple[int, int],
        fill: Colour | Role | None,
        edge: Colour | Role | None = None,
        edge_width: float = 0.0,
    ) -> None:
        """Draw a mark, its size in pixels of the design."""
        shade = self.theme.colour(fill) if isinstance(fill, str) else fill
        line = self.theme.colour(edge) if isinstance(edge, str) else edge
        drawn = shapes.mark(shape, self.px(size), shade, line, edge_width * self.theme.scale)
        self.surface.blit(drawn, (centre[0] - drawn.get_width() // 2, centre[1] - drawn.get_height() // 2))

    def tint(self, role: Role, over: Role, share: float) -> Colour:
        """A colour with a share of another in it."""
        return mixed(self.theme.colour(over), self.theme.colour(role), share)
