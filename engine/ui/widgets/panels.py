"""Panels: what belongs together on one sheet, with a title; and what stands there when it is empty or has failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.ui import texts
from engine.ui.canvas import Canvas
from engine.ui.layout import Style
from engine.ui.moves import Move
from engine.ui.palette import Colour
from engine.ui.theme import Role
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button, Press
from engine.ui.widgets.text import Icon, Label


class Sheet(Widget):
    """A rounded sheet behind its children."""

    def __init__(
        self,
        *children: Widget,
        style: Style | None = None,
        key: str = "",
        fill: Role | None = "panel",
        edge: Role | None = "line",
        radius: float | None = None,
        enabled: bool = True,
    ) -> None:
        super().__init__(
            *children, style=style if style is not None else Style(padding=16, gap=12), key=key, enabled=enabled
        )
        self._fill, self._edge, self._radius = fill, edge, radius

    def fill(self, canvas: Canvas) -> Colour | Role | None:
        """What it is filled with."""
        del canvas
        return self._fill

    def paint(self, canvas: Canvas) -> None:
        """Draw the sheet."""
        canvas.panel(self.rect, self.fill(canvas), self._edge, self._radius)


class Panel(Sheet):
    """A sheet with a heading.

    Args:
        title: of the panel.
        aside: at the right of the heading, as a unit or a date.
        icon: before the title.
    """

    def __init__(
        self,
        title: str,
        *children: Widget,
        aside: str = "",
        icon: str = "",
        style: Style | None = None,
        key: str = "",
        gap: float = 12,
    ) -> None:
        head = [Icon(icon, 20, "primary")] if icon else []
        heading = row(
            *head,
            Label(title, "strong", style=Style(shrink=1)),
            spacer(),
            *([Label(aside, "body", "muted", style=Style(shrink=1), align="right")] if aside else []),
            gap=10,
            shrink=0,
        )
        base = style if style is not None else Style()
        super().__init__(heading, *children, style=replace(base, padding=16, gap=gap), key=key)


class FailedPanel(Sheet):
    """What stands where something failed: its name, the reason, and a way to try again. The rest keeps working."""

    def __init__(
        self,
        name: str,
        reason: str,
        again: Callable[[], Move | None],
        *,
        title: str = "",
        style: Style | None = None,
    ) -> None:
        super().__init__(
            row(
                Icon("triangle-alert", 22, "watch"),
                Label(title or texts.say("panel.failed", name=name), "strong", style=Style(shrink=1)),
                gap=10,
            ),
            Label(reason, "body", "muted"),
            row(
                Button(
                    texts.say("panel.retry"), again, icon="rotate-ccw", key="retry", says=texts.say("panel.retry_says")
                )
            ),
            style=style if style is not None else Style(padding=16, gap=12),
            key="failed",
        )


class Nothing(Widget):
    """What stands where there is nothing to show: why, in a sentence, and perhaps what to do about it."""

    def __init__(self, text: str, *more: Widget, icon: str = "inbox", style: Style | None = None) -> None:
        super().__init__(
            column(
                Icon(icon, 32, "edge", style=Style(own="centre", shrink=0)),
                Label(text, "lead", "muted", align="centre"),
                *more,
                gap=12,
                align="centre",
            ),
            style=style if style is not None else Style(grow=1, padding=24, justify="centre", align="centre"),
        )


def nothing_found(said: str, nearest: str, names: Sequence[str], seek: Callable[[str], Press]) -> Nothing:
    """What stands where a search finds nothing: the names that come nearest, each a search of its own."""
    buttons = [Button(name, seek(name), key=f"near-{n}") for n, name in enumerate(names)]
    return Nothing(said, Label(nearest, "label", "muted"), column(*buttons, gap=8, align="stretch"), icon="search")


def guarded(name: str, make: Callable[[], Widget], again: Callable[[], Move | None]) -> Widget:
    """A part of a screen, or, where making it fails, what says so."""
    from engine.ui.tasks import explained

    try:
        return make()
    except Exception as error:  # noqa: BLE001 (a panel that fails says so; the rest keeps working)
        return FailedPanel(name, explained(error), again)
