"""The first page: go on with a game, begin another, or set up the window."""

from __future__ import annotations

import datetime as dt
import pathlib
from collections.abc import Sequence
from typing import ClassVar

from engine.ui import texts
from engine.ui.layout import Style
from engine.ui.moves import Leave, Move, Open, Push
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
        home: what is known of earlier games; looked up beside the window unless given.
        services: whom to tell; None in pictures.
        week: of the calendar, for the weekly challenge.
    """

    id: ClassVar[str] = "title"
    icon: ClassVar[str] = "gauge"

    def __init__(self, home: Home | None, services: Services | None = None, week: int = 1) -> None:
        self._given, self._services, self._week = home, services, week
        self._known: Home | None = home

    @classmethod
    def open(cls, services: Services) -> Screen:
        """As things are now."""
        week = dt.datetime.now(tz=dt.UTC).isocalendar().week
        return cls(None, services, week)

    @property
    def home(self) -> Home:
        """What is known of earlier games so far."""
        return self._known or Home(first_launch=not self.stage.settings.introduced)

    @property
    def looking(self) -> bool:
        """Whether it is still looked for."""
        return self._known is None

    def again(self) -> None:
        """Look again: a game may have been played since."""
        if self._given is None and self._services is not None:
            self.stage.forget("home")

    def _look(self) -> None:
        """Have games looked for beside the window: reading saves takes longer than a first frame may."""
        services = self._services
        if self._given is None and services is not None:
            task = self.stage.background("home", services.home)
            if task.error:
                self._known = Home(first_launch=not self.stage.settings.introduced, trouble=task.error)
            elif task.result is not None:
                self._known = task.result

    def build(self) -> Widget:
        """Cards at the left, what a game is at the right."""
        self._look()
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
                self._card("start", self._start, "play", say("title.start_detail"), 1),
                self._settings(2),
            ]
        cards: list[Widget] = []
        if home.saved is not None:
            cards.append(self._continue(home.saved))
        elif home.damaged is None:
            words = say("title.looking") if self.looking else say("title.empty")
            cards.append(Label(words, "body", "muted"))
        number = int(home.saved is not None)
        for name, target, icon in (
            ("new", "picker", "map"),
            ("practice", "practice", "git-branch"),
            ("weekly", "weekly", "calendar-days"),
            ("stories", "stories", "notebook-pen"),
        ):
            number += 1
            detail = say(f"title.{name}_detail", week=self._week) if name == "weekly" else say(f"title.{name}_detail")
            cards.append(self._place(name, target, icon, detail, number))
        return [*cards, self._settings(number + 1)]

    def _start(self) -> Move:
        """The first company, in the world that was chosen for a first game."""
        from engine.play.coach import FIRST, first_seed
        from engine.ui.screens.opening import founding

        return Push(founding(say("title.first_company"), FIRST, first_seed()))

    def _go_on(self) -> Press | None:
        """Opens the saved game, or goes back to it where it is open."""
        services, saved = self._services, self.home.saved
        if services is None or saved is None or saved.path is None:
            return None
        path = saved.path

        def press() -> Move:
            from engine.ui.screens.opening import resuming

            running = services.running
            if running is not None and running.path == path and running.status is not None:
                return Open("board")
            return Push(resuming(saved.title, path))

        return press

    def _continue(self, saved: SavedGame) -> Widget:
        told = say("title.continue_detail", scenario=saved.title, week=saved.week, weeks=saved.weeks)
        if saved.week > saved.weeks:
            told = say("title.continue_over", scenario=saved.title, weeks=saved.weeks)
        decided = say("title.continue_undecided")
        if saved.decision:
            decided = say("title.continue_decided", decision=saved.decision)
        more: list[Widget] = [Label(decided, "body", "muted")]
        if saved.practice:
            more.append(row(Chip(say("title.practice_badge"), mark="half", colour="watch")))
        press = self._go_on()
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
        return self._card(name, (lambda: Open(target)) if found(target) is not None else None, icon, detail, number)

    @staticmethod
    def _card(name: str, press: Press | None, icon: str, detail: str, number: int) -> Widget:
        title, built = say(f"title.{name}"), press is not None
        return Card(
            title,
            detail if built else f"{detail}\n{say('title.not_yet')}",
            press,
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
        path = damaged.path if self._services is not None else None

        def opener(week: int) -> Press | None:
            from engine.ui.screens.opening import resuming

            return None if path is None else lambda: Push(resuming(damaged.title, path, week))

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
        week = min(saved.week, saved.weeks)
        left = say("title.last_left", left=saved.weeks - saved.week + 1)
        last = [
            Label(say("title.last_week", week=week, weeks=saved.weeks), "subheading"),
            Label(left if saved.week <= saved.weeks else say("title.last_over"), "body", "muted"),
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
    path = pathlib.Path("seven-roadmaps.replay")
    saved = SavedGame("Seven roadmaps", 31, 52, "Retired the Thursday sync; Okan was told first.", path=path)
    return {
        "normal": lambda: TitleScreen(Home(False, saved), Services(Store(None)), 48),
        "first": lambda: TitleScreen(Home(True)),
        "empty": lambda: TitleScreen(Home(False)),
        "error": lambda: TitleScreen(
            Home(
                False,
                damaged=DamagedSave("Quarterly big bang", 31, 30, "A frame of week 31 has another checksum.", path),
                trouble="settings.json could not be used: text_percent: Input should be 100, 125 or 150",
            ),
            Services(Store(None)),
        ),
    }


SCREEN = TitleScreen
