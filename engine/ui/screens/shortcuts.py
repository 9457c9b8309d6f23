"""Every key, grouped by where it is heard; those of the page it was opened from come first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.ui import texts
from engine.ui.keys import PAD_SIGNS, Action, Group, groups, sign
from engine.ui.layout import Style
from engine.ui.moves import Open
from engine.ui.screen import Samples, Screen
from engine.ui.widget import Widget, column, row
from engine.ui.widgets.button import Button
from engine.ui.widgets.chips import Chip
from engine.ui.widgets.frame import help_places, page
from engine.ui.widgets.panels import Panel
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.text import KeyCap, Label

if TYPE_CHECKING:
    from engine.ui.stage import Stage

say = texts.say


class ShortcutsScreen(Screen):
    """Panels of keys in columns.

    Args:
        heard: groups of the page that it was opened from; taken from there unless given.
    """

    id: ClassVar[str] = "shortcuts"
    icon: ClassVar[str] = "keyboard"

    def __init__(self, heard: tuple[str, ...] | None = None) -> None:
        self._heard = heard

    def enter(self, stage: Stage) -> None:
        """Remember which page is below."""
        super().enter(stage)
        if self._heard is None:
            self._heard = stage.front.screen.heard if stage.layers else ()

    def build(self) -> Widget:
        """As many columns as there is room for."""
        theme = self.stage.theme
        bindings = self.stage.bindings
        signs = {name: bindings.sign(name) for name in ("glossary", "assumptions", "shortcuts", "settings")}
        own = [group for group in groups() if group.id in (self._heard or ())]
        rest = [group for group in groups() if group not in own]
        order = [*own, *(group for group in rest if group.always), *(group for group in rest if not group.always)]
        wide = self.stage.size[0] / theme.scale - 64 - 60
        columns = max(1, int(wide // theme.grown(360)))
        piles: list[list[Widget]] = [[] for _ in range(columns)]
        heights = [0.0] * columns
        for group in order:
            at = heights.index(min(heights))
            piles[at].append(self._group(group, here=group in own))
            heights[at] += len(group.action) * theme.grown(30) + theme.grown(70)
        body = row(*(column(*pile, gap=12, grow=1, basis=0) for pile in piles), gap=12, align="start")
        changed = len(self.stage.settings.keys)
        top: list[Widget] = [] if own else [Label(say("shortcuts.nowhere"), "body", "muted")]
        return page(
            self.name(),
            Scroller(column(*top, body, gap=12), key="view", focusable=True, says=say("shortcuts.says"), padding=12),
            aside=say("shortcuts.changed_note", count=changed) if changed else "",
            icon=self.icon,
            places=help_places(self.id, signs),
            tools=[Button(say("shortcuts.change"), lambda: Open("settings"), icon="keyboard", key="change")],
        )

    def _group(self, group: Group, *, here: bool) -> Widget:
        return Panel(
            group.title,
            *(self._line(action) for action in group.action),
            aside=say("shortcuts.here") if here else "",
            gap=6,
            key=group.id,
        )

    def _line(self, action: Action) -> Widget:
        signs = dict.fromkeys(sign(key) for key in self.stage.bindings.keys(action.id)[:2])
        caps: list[Widget] = [KeyCap(one) for one in signs]
        if action.pad:
            caps.append(
                Chip(
                    PAD_SIGNS[action.pad], icon="gamepad-2", tooltip=say("shortcuts.pad", button=PAD_SIGNS[action.pad])
                )
            )
        words = Label(action.says, style=Style(grow=1, basis=0, min_width=100))
        return row(words, row(*caps, gap=6), gap=12, min_height=30)

    def first_focus(self) -> str:
        """The list, so that arrows scroll it."""
        return "view"


def samples() -> Samples:
    """Pictures: from a page with keys of its own, from one without, and with keys that a player changed."""
    return {
        "normal": lambda: ShortcutsScreen(("on-metrics",)),
        "empty": lambda: ShortcutsScreen(()),
        "error": lambda: ShortcutsScreen(("on-settings", "on-timeline")),
    }


SCREEN = ShortcutsScreen
