"""The first page: go on with a game, begin another, or set up the window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import ClassVar

from engine.ui import texts
from engine.ui.layout import Style
from engine.ui.moves import Leave, Move, Open
from engine.ui.screen import Samples, Screen, found
from engine.ui.services import DamagedSave, Home, SavedGame, Services
from engine.ui.settings import Store
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button, Press
from engine.ui.widgets.card import Card
from engine.ui.widgets.chips import Chip
from engine.ui.widgets.frame import help_places, page
from engine.ui.widgets.panels import Panel, Sheet
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.text import Icon, Label

say = texts.say


class TitleScreen(Screen):
    """Continue first, then all else; at the very first launch only Start and Settings.

    Args:
        home: what is known of earlier games.
        services: whom to tell; None in pictures.
        week: of the calendar, for the weekly challenge.
    """

    id: ClassVar[str] = "title"
    icon: ClassVar[str] = "gauge"
    hint: ClassVar[str] = "frame.hint_leave"

    def __init__(self, home: Home, services: Services | None = None, week: int = 1) -> None:
        self.home, self._services, self._week = home, services, week

    @classmethod
    def open(cls, services: Services) -> Screen:
        """As things are now."""
        week = dt.datetime.now(tz=dt.UTC).isocalendar().week
        return cls(services.home(), services, week)

    def build(self) -> Widget:
        """Cards at the left, what a game is at the right."""
        bindings = self.stage.bindings
        signs = {name: bindings.sign(name) for name in ("glossary", "assumptions", "shortcuts", "settings")}
        theme = self.stage.theme
        parts: list[Widget] = [
            Label(say("title.headline"), "title"),
            Label(say("title.tagline"), "lead", "muted", style=Style(max_width=640)),
            Widget(style=Style(height=4)),
            *self._trouble(),
            *self._damaged(),
            *self._cards(),
        ]
        wide = Style(grow=3, basis=0, min_height=0, min_width=320)
        left = Scroller(column(*parts, gap=10, padding=(4, 8)), style=wide, key="cards")
        side = Scroller(
            column(*self._side(), gap=12), style=Style(width=theme.grown(380), min_height=0, shrink=0), key="side"
        )
        return page(self.name(), left, side, places=help_places(self.id, signs), opened=False)

    # -- The cards ----------------------------------------------------------------------------------------------------

    def _cards(self) -> list[Widget]:
        home = self.home
        if home.first_launch:
            return [
                self._place("start", "briefing", "play", say("title.start_detail"), 1),
                self._settings(2),
            ]
        cards: list[Widget] = []
        if home.saved is not None:
            cards.append(self._continue(home.saved))
        elif home.damaged is None:
            cards.append(Label(say("title.empty"), "body", "muted"))
        for name, target, icon in (
            ("new", "picker", "map"),
            ("practice", "practice", "git-branch"),
            ("weekly", "weekly", "calendar-days"),
            ("stories", "stories", "notebook-pen"),
        ):
            number = sum(isinstance(card, Card) for card in cards) + 1
            detail = say(f"title.{name}_detail", week=self._week) if name == "weekly" else say(f"title.{name}_detail")
            cards.append(self._place(name, target, icon, detail, number))
        return [*cards, self._settings(sum(isinstance(card, Card) for card in cards) + 1)]

    def _continue(self, saved: SavedGame) -> Widget:
        told = say("title.continue_detail", scenario=saved.title, week=saved.week, weeks=saved.weeks)
        decided = say("title.continue_undecided")
        if saved.decision:
            decided = say("title.continue_decided", decision=saved.decision)
        more: list[Widget] = [Label(decided, "body", "muted")]
        if saved.practice:
            more.append(row(Chip(say("title.practice_badge"), mark="half", colour="watch")))
        go_on = self._services.go_on if self._services is not None else None
        press = None if go_on is None else lambda: go_on(None)
        return Card(
            say("title.continue"),
            told if press is not None else f"{told}\n{say('title.not_yet')}",
            press,
            *more,
            icon="play",
            sign="1",
            number=1,
            key="continue",
            says=say("title.enter", what=f"{say('title.continue')}: {told}"),
        )

    def _place(self, name: str, target: str, icon: str, detail: str, number: int) -> Widget:
        """A card that opens another page, as soon as there is one."""
        title = say(f"title.{name}")
        built = found(target) is not None
        return Card(
            title,
            detail if built else f"{detail}\n{say('title.not_yet')}",
            (lambda: Open(target)) if built else None,
            icon=icon,
            sign=str(number),
            number=number,
            key=name,
            says=say("title.enter", what=title) if built else f"{title}. {say('title.not_yet')}",
        )

    def _settings(self, number: int) -> Widget:
        set_to = self.stage.settings
        detail = say(
            "title.settings_detail_now",
            text=set_to.text_percent,
            contrast=say("title.contrast_on" if set_to.high_contrast else "title.contrast_off"),
            motion=say("title.motion_off" if set_to.reduced_motion else "title.motion_on"),
            sound=say("title.sound_on" if set_to.sound else "title.sound_off"),
        )
        title = say("title.settings")
        return Card(
            title,
            detail,
            lambda: Open("settings"),
            icon="settings",
            sign=str(number),
            number=number,
            key="settings-card",
            says=say("title.enter", what=title),
        )

    # -- What went wrong ----------------------------------------------------------------------------------------------

    def _trouble(self) -> list[Widget]:
        if not self.home.trouble:
            return []
        return [Sheet(row(Icon("info", 20, "watch"), Label(self.home.trouble, "body", style=Style(shrink=1)), gap=12))]

    def _damaged(self) -> list[Widget]:
        damaged = self.home.damaged
        if damaged is None:
            return []
        detail = (
            say("title.damaged_none", title=damaged.title)
            if damaged.opens_week is None
            else say("title.damaged_detail", title=damaged.title, opens=damaged.opens_week)
        )
        words = [Label(damaged.reason, "body", "muted")] if damaged.reason else []
        return [
            Sheet(
                row(
                    Icon("triangle-alert", 24, "watch"),
                    Label(say("title.damaged", week=damaged.breaks_week), "strong", style=Style(shrink=1)),
                    gap=12,
                ),
                Label(detail, "body", "muted"),
                *words,
                self._mend(damaged),
                edge="edge",
                key="damaged",
            )
        ]

    def _mend(self, damaged: DamagedSave) -> Widget:
        go_on = self._services.go_on if self._services is not None else None

        def opener(week: int | None) -> Press | None:
            return None if go_on is None else lambda: go_on(week)

        buttons: list[Widget] = []
        if damaged.opens_week is not None:
            label = say("title.damaged_open", week=damaged.opens_week)
            buttons.append(Button(label, opener(damaged.opens_week), "primary", key="open-week"))
        return row(*buttons, spacer(), wrap=True)

    # -- What a game is -----------------------------------------------------------------------------------------------

    def _side(self) -> Sequence[Widget]:
        steps = (("how_1", "eye"), ("how_2", "wrench"), ("how_3", "target"), ("how_4", "scale"))
        how = Panel(
            say("title.how"),
            *(
                row(
                    Icon(icon, 20, "primary"), Label(say(f"title.{name}"), style=Style(shrink=1)), align="start", gap=12
                )
                for name, icon in steps
            ),
            Label(say("title.how_note"), "body", "muted"),
            icon="route",
            gap=14,
        )
        if self.home.saved is None:
            return [how]
        saved = self.home.saved
        last = [
            Label(say("title.last_week", week=saved.week, weeks=saved.weeks), "subheading"),
            Label(say("title.last_left", left=max(0, saved.weeks - saved.week + 1)), "body", "muted"),
        ]
        if saved.practice:
            last.append(Label(say("title.last_practice"), "body", "muted"))
        return [Panel(say("title.last"), *last, aside=saved.title, icon="history"), how]

    def back(self) -> Move:
        """Esc leaves the game."""
        return Leave()

    def first_focus(self) -> str:
        """What a player most likely wants."""
        if self.home.first_launch:
            return "start"
        if self.home.damaged is not None and self.home.damaged.opens_week is not None:
            return "open-week"
        return "continue" if self.home.saved is not None else "new"


def samples() -> Samples:
    """Pictures: a game to go on with, the first launch, nothing kept, a damaged save."""
    saved = SavedGame("Seven roadmaps", 31, 52, "Retired the Thursday sync; Okan was told first.")
    return {
        "normal": lambda: TitleScreen(Home(False, saved), Services(Store(None), go_on=lambda _: None), 48),
        "first": lambda: TitleScreen(Home(True)),
        "empty": lambda: TitleScreen(Home(False)),
        "error": lambda: TitleScreen(
            Home(
                False,
                damaged=DamagedSave("Quarterly big bang", 31, 30, "A frame of week 31 has another checksum."),
                trouble="settings.json could not be used: text_percent: Input should be 100, 125 or 150",
            ),
            Services(Store(None), go_on=lambda _: None),
        ),
    }


SCREEN = TitleScreen
