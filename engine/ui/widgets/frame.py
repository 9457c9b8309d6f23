"""What every page stands in: header, rail of places, page, and the line at the bottom that says what is focused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from engine.ui import texts
from engine.ui.canvas import Canvas
from engine.ui.flow import plain
from engine.ui.layout import Measured, Style
from engine.ui.moves import Back, Move, Open
from engine.ui.palette import mixed
from engine.ui.screen import found
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button, Press, Pressable
from engine.ui.widgets.table import shortened
from engine.ui.widgets.text import Icon, Label

HEADER, RAIL, BOTTOM = 60.0, 64.0, 28.0
RIGHT = 330.0
MAIN = "main"  # the key of what a page is about, where the focus begins


class Band(Widget):
    """The header's ground; `truth` doubles its edge, so that a debrief is never mistaken for play."""

    def __init__(self, *children: Widget, truth: bool = False, style: Style | None = None) -> None:
        super().__init__(*children, style=style)
        self._truth = truth

    def paint(self, canvas: Canvas) -> None:
        """Draw ground and edge."""
        canvas.fill(self.rect, "panel")
        thin = canvas.px(1)
        bottom = self.rect.bottom
        for edge in (bottom - thin, bottom - canvas.px(5))[: 2 if self._truth else 1]:
            colour = "primary" if self._truth else "line"
            canvas.fill(pygame.Rect(self.rect.x, edge, self.rect.width, thin), colour)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Place:
    """A stop of the rail.

    Attributes:
        id: of the screen that it opens.
        icon: it is known by.
        title: for the tooltip and the line at the bottom.
        sign: its key.
        here: whether it is the one in front.
        closed: why it cannot be opened yet, or nothing.
        count: how much waits there, 0 for nothing to tell.
    """

    id: str
    icon: str
    title: str
    sign: str = ""
    here: bool = False
    closed: str = ""
    count: int = 0


class RailButton(Pressable):
    """A place, by its icon."""

    def __init__(self, place: Place, press: Press) -> None:
        says = place.closed or texts.say("frame.go", title=place.title)
        tip = f"{place.title} ({place.sign})" if place.sign else place.title
        super().__init__(
            press=press,
            says=says,
            tooltip=place.closed or tip,
            key=place.id,
            enabled=not place.closed,
            style=Style(shrink=0),
        )
        self._place = place

    def measure(self, width: float | None, least: bool) -> Measured:
        """A square target."""
        del width, least
        side = self.stage.theme.px(44)
        return side, side

    def paint(self, canvas: Canvas) -> None:
        """Draw it, filled where it is the place in front."""
        here = self._place.here
        if here:
            canvas.panel(self.rect, canvas.tint("primary", "panel", 0.22), None, 10)
        elif self.hovered and self.enabled:
            canvas.panel(self.rect, mixed(canvas.colour("panel"), canvas.colour("edge"), 0.16), None, 10)
        ink = "primary" if here else "muted" if self.enabled else "line"
        canvas.icon(self._place.icon, 22, self.rect.center, ink)  # type: ignore[arg-type]
        if self._place.count:
            face = canvas.fonts.face("label")
            text = str(self._place.count)
            wide = max(face.line, face.width(text) + canvas.px(10))
            pill = pygame.Rect(self.rect.right - wide, self.rect.top, wide, face.line)
            canvas.panel(pill, "primary", "panel", 100)
            canvas.text(text, (pill.centerx, pill.centery - face.line // 2), "label", "on_primary", anchor="centre")


class StatusLine(Widget):
    """Says in words what is focused and what Enter does."""

    follows_focus = True

    def __init__(self) -> None:
        super().__init__(style=Style(shrink=0, width="full", padding=(0, 16)))

    def measure(self, width: float | None, least: bool) -> Measured:
        """One line."""
        theme = self.stage.theme
        return (theme.px(100) if least or width is None else width), theme.px(theme.grown(BOTTOM))

    def paint(self, canvas: Canvas) -> None:
        """Draw the words, and what leads on at the right."""
        canvas.fill(self.rect, "background")
        face = canvas.fonts.face("body")
        y = self.rect.centery - face.line // 2
        bindings = self.stage.bindings
        hint = texts.say("frame.hint", next=bindings.sign("next"), back=bindings.sign("back"))
        right = canvas.text(hint, (self.rect.right - canvas.px(16), y), "body", "muted", anchor="right")
        focused = self.stage.focused
        notice = self.stage.notice
        said = plain(notice or (focused.says() if focused is not None else "")).replace("\n", " ")
        left = self.rect.x + canvas.px(16)
        if notice:
            size = canvas.theme.grown(18)
            canvas.icon("info", size, (left + canvas.px(size) // 2, self.rect.centery), "watch")
            left += canvas.px(size + 8)
        room = right.left - left - canvas.px(24)
        whole = said if face.width(said) <= room else shortened(said, room, face.width)
        canvas.text(whole, (left, y), "body", cut=whole != said)


def page(
    title: str,
    *body: Widget,
    aside: str = "",
    icon: str = "gauge",
    places: Sequence[Place] = (),
    tools: Sequence[Widget] = (),
    opened: bool = True,
    truth: bool = False,
    rail: Widget | None = None,
) -> Widget:
    """A whole page.

    Args:
        title: in the header.
        body: below it, beside each other.
        aside: after the title, as where in time it is.
        icon: before the title.
        places: of the rail; none for a page without one.
        tools: at the right of the header; a button that closes the page follows if `opened`.
        opened: whether it was opened over another page, to which Esc leads back.
        truth: whether it shows what players cannot see while they play.
        rail: in place of one made of `places`.
    """
    close = [Button("", Back, "quiet", icon="x", says=texts.say("frame.close"), key="close")] if opened else []
    header = Band(
        Icon(icon, 24, "primary"),
        Label(title, "subheading", wraps=False, style=Style(shrink=0)),
        *([Label(aside, "body", "muted", style=Style(shrink=1))] if aside else []),
        spacer(),
        *tools,
        *close,
        truth=truth,
        style=Style(direction="row", gap=14, align="centre", min_height=HEADER, padding=(8, 16, 8, 20), shrink=0),
    )
    rails = [rail] if rail is not None else [rail_of(places)] if places else []
    main = row(*body, gap=12, align="stretch", grow=1, basis=0, min_height=0, min_width=0, key=MAIN)
    middle = row(*rails, main, gap=12, align="stretch", grow=1, basis=0, min_height=0, padding=(12, 12, 0, 12))
    return column(header, middle, StatusLine(), gap=0, width="full", height="full")


def rail_of(places: Sequence[Place], *last: Place) -> Widget:
    """The rail: places from its top, and those that come last at its bottom."""
    from engine.ui.widgets.panels import Sheet

    def opener(name: str) -> Press:
        def press() -> Move:
            return Open(name)

        return press

    return Sheet(
        *(RailButton(place, opener(place.id)) for place in places),
        *([spacer()] if last else []),
        *(RailButton(place, opener(place.id)) for place in last),
        style=Style(width=RAIL, padding=(9, 9), gap=6, align="centre", shrink=0),
        key="rail",
    )


def help_places(here: str, sign: dict[str, str]) -> list[Place]:
    """The rail of pages that need no game: home and help."""
    places: list[Place] = []
    for name in ("title", "glossary", "assumptions", "shortcuts", "settings"):
        known = found(name)
        if known is not None:
            shown = known.screen
            places.append(Place(name, shown.icon, shown.name(), sign.get(name, ""), here=name == here))
    return places
