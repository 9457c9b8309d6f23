"""A screen that is open: its tree, what in it can have the focus and what has it, and what its widgets remember."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.ui import focus
from engine.ui.screen import Screen
from engine.ui.widget import Widget
from engine.ui.widgets.frame import MAIN


@dataclass
class Layer:
    """A screen that is open.

    Attributes:
        screen: itself.
        tree: as last built; None if it must be built again.
        order: what in it can have the focus.
        focus: path of what has it.
        memory: what its widgets remember, by path.
        makeshift: whether the focus is only where it is because what the screen wants is not there yet.
    """

    screen: Screen
    tree: Widget | None = None
    order: list[Widget] = field(default_factory=list)
    focus: str = ""
    memory: dict[str, Any] = field(default_factory=dict)
    makeshift: bool = True

    @property
    def focused(self) -> Widget | None:
        """What has the focus."""
        return next((widget for widget in self.order if widget.path == self.focus), None)

    def stand(self, tree: Widget) -> None:
        """Take over a tree that has been laid out; what had the focus keeps it if it is still there."""
        self.tree, self.order = tree, focus.order(tree)
        if self.makeshift or self.focused is None:
            self.focus = self._wanted()
            self.reveal()

    def _wanted(self) -> str:
        """What has the focus at first: what the screen wants, else the first of what it is about."""
        wanted = self.screen.first_focus()
        self.makeshift = bool(wanted)
        for widget in self.order:
            if wanted and widget.key == wanted:
                self.makeshift = False
                return widget.path
        for widget in self.order:
            if any(around.key == MAIN for around in widget.up()):
                return widget.path
        return self.order[0].path if self.order else ""

    def reveal(self) -> None:
        """Bring what has the focus into view."""
        focused = self.focused
        for around in list(focused.up())[1:] if focused is not None else ():
            assert focused is not None
            around.reveal(focused)
