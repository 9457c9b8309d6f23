"""Asking for something: the panel in front of a page, what it would cost, and what is said where it is not possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final, Self, TypeVar

from engine.play.messages import Outlook, Preview
from engine.ui import forms
from engine.ui.formats import number
from engine.ui.layout import Style
from engine.ui.moves import STAY, Back, Move
from engine.ui.screen import Screen
from engine.ui.shapes import Mark
from engine.ui.tasks import explained
from engine.ui.texts import say
from engine.ui.theme import Role
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button, Press
from engine.ui.widgets.chips import Chip
from engine.ui.widgets.panels import Sheet
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.text import Icon, Label, Rule
from engine.views.names import in_words
from sim.commands import Command

if TYPE_CHECKING:
    from engine.ui.running import Running
    from engine.ui.services import Services

Result = TypeVar("Result")
OUTLOOKS: Final[dict[Outlook, tuple[Mark, Role]]] = {
    "likely": ("circle", "primary"),
    "unsure": ("half", "watch"),
    "unlikely": ("ring", "act"),
}
NEAREST: Final = "nearest"  # the key of the button that asks for what comes nearest instead


class Asking(Screen):
    """A panel in which something is asked for; time stands still while it is open.

    Args:
        running: the game.
    """

    overlay: ClassVar[bool] = True
    asks: ClassVar[bool] = True  # whether it is of no use once the tenure is over

    def __init__(self, running: Running) -> None:
        self.running = running
        self._tried: dict[tuple[int, str], Preview] = {}

    @classmethod
    def open(cls, services: Services) -> Self:
        """On the game that is played.

        Raises:
            ValueError: none is open.
        """
        return cls(services.played())

    def build(self) -> Widget:
        """The panel; while a week is still running, nothing that would have to wait for its end."""
        over = self.asks and self.running.status is not None and self.running.status.over
        if not self.running.busy and not over:
            return self.shown()
        foot = row(spacer(), Button(say("ask.cancel"), Back, "quiet", key="cancel", says=say("ask.close")), shrink=0)
        said = Label(say("palette.empty") if over else say("play.loading"), "body", "muted")
        return self.panel(self.name(), said, foot=foot, icon=self.icon, key="waits")

    def shown(self) -> Widget:
        """The panel, made with `panel`."""
        raise NotImplementedError

    def known(self) -> forms.Known:
        """What can be chosen from now."""
        status = self.running.status
        assert status is not None
        inbox = self.running.waited("inbox")
        return forms.Known(self.running.waited("directory"), status.week, status.tenure, inbox)

    def preview(self, command: Command) -> Preview:
        """What a command would cost; looked up once for each state of the game."""
        key = (self.running.revision, repr(command))
        if key not in self._tried:
            self._tried[key] = self.running.preview(command)
        return self._tried[key]

    def kept(self, call: Callable[[], Result]) -> Result | None:
        """What a call to the game gives; where it fails, as on a full disk, the line at the bottom says so calmly."""
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - said to the player, who can try again
            self.stage.rebuild()
            self.stage.tell(explained(error))
            return None

    def ask(self, command: Command) -> None:
        """Ask for it; if it is queued, the line at the bottom of the page says so, and the panel closes."""
        shown = self.kept(lambda: self.running.ask(command))
        if shown is None:
            return
        if shown.possible:
            told = forms.readable(in_words(command.arguments()), self.running.waited("directory"))
            self.stage.perform(Back())
            self.stage.rebuild()
            self.stage.notice = say("ask.queued", command=told, sign=self.stage.bindings.sign("undo"))
        else:
            self.stage.sounds.play("refused")
            self.stage.rebuild()

    def panel(
        self,
        title: str,
        *parts: Widget,
        foot: Widget,
        width: float = 640,
        icon: str = "command",
        aside: str = "",
        key: str = "asked",
    ) -> Widget:
        """A sheet in the middle: a heading, what scrolls, and what always stays in view."""
        theme = self.stage.theme
        wide = min(theme.grown(width), self.stage.size[0] / theme.scale - 48)
        most = self.stage.size[1] / theme.scale - 48
        heading = row(
            Icon(icon, 24, "primary"),
            Label(title, "subheading", style=Style(shrink=1)),
            spacer(),
            *([Label(aside, "body", "muted", style=Style(shrink=1), align="right")] if aside else []),
            Button("", Back, "quiet", icon="x", says=say("ask.close"), key="close"),
            gap=12,
            shrink=0,
        )
        body = Scroller(
            column(*parts, gap=14), style=Style(shrink=1, min_height=0), padding=6, key="view", ground="panel"
        )
        sheet = Sheet(
            heading,
            body,
            foot,
            style=Style(width=wide, max_height=most, padding=(16, 20), gap=12),
            edge="edge",
            key=key,
        )
        return column(sheet, width="full", height="full", align="centre", justify="centre")


def buttons(ask: Press | None, label: str, says: str, *more: Widget) -> Widget:
    """The row at the foot of a panel: cancel, and the button that asks."""
    return row(
        Button(say("ask.cancel"), Back, "quiet", key="cancel", says=say("ask.close")),
        spacer(),
        *more,
        Button(label, ask, "primary", key="ask", says=says, enabled=ask is not None),
        gap=8,
        shrink=0,
        wrap=True,
    )


# -- Costs -------------------------------------------------------------------------------------------------------------


def cost_line(shown: Preview) -> str:
    """What something costs, in a line: "PC 12 · 8 h of yours · 24 h of teams"."""
    parts = []
    if shown.capital:
        parts.append(say("ask.capital", points=number(round(shown.capital, 1))))
    if shown.hours:
        parts.append(say("ask.hours", hours=number(round(shown.hours, 1))))
    if shown.org_hours:
        parts.append(say("ask.teams_once", hours=number(round(shown.org_hours))))
    if shown.org_hours_weekly:
        parts.append(say("ask.teams_weekly", hours=number(round(shown.org_hours_weekly, 1))))
    return " · ".join(parts) or say("ask.free")


def outlook_chip(who: str, outlook: Outlook) -> Widget:
    """Who must say yes, and how they will probably answer: shape and word."""
    mark, ink = OUTLOOKS[outlook]
    return Chip(say("ask.outlook", who=who, outlook=say(f"ask.{outlook}")), mark=mark, colour=ink)


def costs(asking: Asking, shown: Preview, known: forms.Known) -> Widget:
    """What a command would cost, beside what there is; who is asked; or why it is not possible."""
    status = asking.running.status
    assert status is not None
    if not shown.possible:
        return refusal(shown, known)
    figures = [
        _figure(
            say("ask.capital_title"),
            number(round(shown.capital, 1)),
            say("ask.of", of=number(round(status.capital, 1))),
        ),
        _figure(say("ask.hours_title"), f"{shown.hours:g} h", say("ask.of", of=f"{status.hours:g} h")),
    ]
    if shown.org_hours or shown.org_hours_weekly:
        weekly = say("ask.weekly", hours=number(round(shown.org_hours_weekly, 1))) if shown.org_hours_weekly else ""
        figures.append(
            _figure(say("ask.teams_title"), f"{number(round(shown.org_hours))} h", weekly or say("ask.once"))
        )
    parts: list[Widget] = [Rule(), row(*figures, gap=32, align="start", wrap=True, shrink=0)]
    people = {one.id: one.name for one in known.names.people}
    if shown.asks:
        chips = [outlook_chip(people.get(who, who), outlook) for who, outlook in shown.asks]
        parts.append(row(*chips, gap=8, wrap=True, shrink=0))
    if shown.condition:
        told = forms.readable(shown.condition, known.names)
        parts.append(Label(say("ask.condition", condition=told), "body", "muted"))
    return column(*parts, gap=12, shrink=0)


def _figure(title: str, value: str, below: str) -> Widget:
    figure = row(
        Label(value, "subheading", wraps=False), Label(below, "body", "muted", wraps=False), gap=8, align="end"
    )
    return column(Label(title, "body", "muted", wraps=False), figure, gap=2, shrink=0)


def refusal(shown: Preview, known: forms.Known) -> Widget:
    """Why something is not possible: rule, gap and alternative; nothing was spent."""
    said = forms.readable(shown.refusal, known.names)
    words = row(
        Icon("octagon-alert", 22, "watch"),
        column(
            Label(said, style=Style(shrink=1)), Label(say("ask.nothing_spent"), "body", "muted"), gap=2, grow=1, basis=0
        ),
        gap=12,
        align="start",
    )
    return column(Rule(), words, gap=12, shrink=0)


def nearest_button(
    shown: Preview, tried: Command, known: forms.Known, take: Callable[[Command], Move | None]
) -> list[Widget]:
    """A button for what comes nearest, if a refusal names something that can be asked for now."""
    if shown.possible or not shown.nearest:
        return []
    command = forms.nearest_command(shown.nearest, tried, known)
    if command is None:
        return []
    words = forms.readable(shown.nearest, known.names)
    return [
        Button(
            say("ask.nearest"),
            lambda: take(command) or STAY,
            icon="arrow-right",
            key=NEAREST,
            says=say("ask.nearest_says", command=words),
            number=1,
        )
    ]
