"""Which company to play: what is complained of, how long it takes, what counts; never what is wrong with it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

import pygame

from engine.ui import texts
from engine.ui.canvas import Canvas
from engine.ui.companies import Company, companies, medal
from engine.ui.layout import Measured, Style
from engine.ui.moves import STAY, Move, Push
from engine.ui.screen import Samples, Screen
from engine.ui.screens.opening import founding
from engine.ui.services import Services
from engine.ui.widget import Widget, column, row, spacer
from engine.ui.widgets.button import Button, Press
from engine.ui.widgets.chips import Chip
from engine.ui.widgets.field import TextField
from engine.ui.widgets.frame import help_places, page
from engine.ui.widgets.lists import Item, ListView
from engine.ui.widgets.panels import Panel
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.text import Icon, Label

say = texts.say
_MEDALS: Final = {"": "picker.no_medal", "bronze": "picker.bronze", "silver": "picker.silver", "gold": "picker.gold"}
MOST_SEED: Final = 999_999
HELP_SIGNS: Final = ("glossary", "assumptions", "shortcuts", "settings")


def drawn_seed() -> int:
    """A world nobody has seen: its seed is written into the save, so that it can be played again."""
    return random.SystemRandom().randint(1, MOST_SEED)


class Share(Widget):
    """A part of the whole as a bar, its percentage at the right."""

    def __init__(self, percent: int) -> None:
        super().__init__(style=Style(grow=1, min_width=120))
        self._percent = percent

    def measure(self, width: float | None, least: bool) -> Measured:
        """A line's height."""
        theme = self.stage.theme
        return (theme.px(120) if least or width is None else width), self.stage.fonts.face("body").line

    def paint(self, canvas: Canvas) -> None:
        """Track, bar and figure."""
        face = canvas.fonts.face("body")
        words = face.width("100 %", True)
        high = canvas.px(8)
        track = pygame.Rect(self.rect.x, self.rect.centery - high // 2, self.rect.width - words - canvas.px(12), high)
        canvas.panel(track, "raised", None, 4)
        filled = track.copy()
        filled.width = max(high, round(track.width * self._percent / 100))
        canvas.panel(filled, "primary", None, 4)
        at = (self.rect.right, self.rect.centery - face.line // 2)
        canvas.text(f"{self._percent} %", at, "body", "muted", anchor="right", tabular=True)


def weight_rows(weights: Sequence[tuple[str, int]]) -> list[Widget]:
    """What counts, each part with its words and its share."""
    rows: list[Widget] = []
    for part, percent in weights:
        rows.append(
            column(
                row(Label(say(f"parts.{part}"), "label", style=Style(shrink=1)), spacer(), gap=8),
                row(Share(percent), gap=8, align="stretch"),
                Label(say(f"parts.{part}_meaning"), "body", "muted"),
                gap=2,
            )
        )
    return rows


def company_panels(
    one: Company, facts: Sequence[Widget], below: Sequence[Widget], start: str, press: Press
) -> list[Widget]:
    """What is told of a company before it is founded, with the button that founds it; and what counts there."""
    begin = Button(start, press, "primary", icon="play", key="start", says=say("picker.start_says", title=one.title))
    return [
        Panel(
            one.title,
            row(
                Icon("quote", 20, "primary"),
                Label(one.symptom, "lead", style=Style(shrink=1)),
                align="start",
                gap=12,
            ),
            Label(one.briefing, "body", "muted"),
            row(*facts, wrap=True),
            *below,
            row(begin, spacer()),
        ),
        Panel(say("picker.counts"), *weight_rows(one.weights), icon="scale"),
    ]


class PickerScreen(Screen):
    """A list at the left, the chosen company at the right.

    Args:
        found: the companies.
        best: best outcomes so far, by scenario.
    """

    id: ClassVar[str] = "picker"
    icon: ClassVar[str] = "map"
    practice: ClassVar[bool] = False

    def __init__(self, found: Sequence[Company], best: Mapping[str, float] | None = None) -> None:
        self._found, self._best, self._at = list(found), dict(best or {}), 0
        self._seed = ""

    @classmethod
    def open(cls, services: Services) -> Screen:
        """Those that ship, with the medals won so far."""
        return cls(companies(), services.results.best())

    def build(self) -> Widget:
        """Both halves."""
        signs = {name: self.stage.bindings.sign(name) for name in HELP_SIGNS}
        items = [self._item(one) for one in self._found]
        listed = ListView(
            items, moved=self._moved, opened=self._start, now=self._at, says=say("picker.list"), key="list"
        )
        left = Panel(
            say("picker.companies"),
            *([] if self._best else [Label(say("picker.first"), "body", "muted")]),
            Scroller(listed, ground="panel", key="view"),
            icon="map",
            style=Style(grow=5, basis=0, min_height=0, min_width=0),
        )
        width = Style(grow=4, basis=0, min_height=0, min_width=0)
        right = Scroller(column(*self._detail(self._found[self._at]), gap=12), style=width, key="detail")
        return page(self.name(), left, right, icon=self.icon, places=help_places(self.id, signs))

    def _item(self, one: Company) -> Item:
        if one.trouble:
            return Item(one.title, one.trouble, icon="triangle-alert", enabled=False, says=one.trouble)
        won = medal(self._best.get(one.id))
        aside = say("picker.length", weeks=one.weeks, minutes=one.minutes)
        says = say("picker.enter", title=one.title)
        return Item(one.title, one.symptom, aside=aside, icon="trophy" if won else "map", says=says)

    def _detail(self, one: Company) -> list[Widget]:
        if one.trouble:
            told = row(Icon("triangle-alert", 20, "watch"), Label(one.trouble, style=Style(shrink=1)), align="start")
            return [Panel(one.title, told, Label(say("picker.others"), "body", "muted"))]
        won = medal(self._best.get(one.id))
        facts: list[Widget] = [
            Chip(say("picker.weeks", weeks=one.weeks), icon="calendar-days"),
            Chip(say("picker.minutes", minutes=one.minutes), icon="hourglass"),
            Chip(say(_MEDALS[won]), icon="trophy"),
        ]
        after = say("picker.aftermath", weeks=one.aftermath) if one.aftermath else say("picker.no_aftermath")
        below = [Label(after, "body", "muted"), *self._options()]
        return company_panels(one, facts, below, say("picker.start"), lambda: self._start(self._at))

    def _options(self) -> list[Widget]:
        return []

    def _moved(self, at: int) -> Move | None:
        self._at = at
        self.stage.rebuild()
        return None

    def _start(self, at: int) -> Move:
        one = self._found[at]
        if one.trouble or self.stage.services.serve is None:
            self.stage.tell(one.trouble or say("play.no_game"))
            return STAY
        return Push(founding(one.title, one.id, self._drawn(), practice=self.practice))

    def _drawn(self) -> int:
        return drawn_seed()

    def first_focus(self) -> str:
        """The list."""
        return "list"


class PracticePicker(PickerScreen):
    """The same, unscored, in a world of the player's choice."""

    id: ClassVar[str] = "practice"
    icon: ClassVar[str] = "git-branch"
    practice: ClassVar[bool] = True

    def _options(self) -> list[Widget]:
        field = TextField(
            say("practice.seed_hint"), typed=self._typed, text=self._seed, key="seed", says=say("practice.seed_says")
        )
        return [
            Label(say("practice.unscored"), "body", "muted"),
            row(Label(say("practice.seed"), "label"), field, gap=12),
            *([Label(say("practice.seed_wrong"), "body")] if self._seed and self._number() is None else []),
        ]

    def _typed(self, text: str) -> Move | None:
        self._seed = text.strip()
        self.stage.rebuild()
        return None

    def _number(self) -> int | None:
        good = self._seed.isascii() and self._seed.isdigit() and len(self._seed) <= 9
        return int(self._seed) if good else None

    def _drawn(self) -> int:
        number = self._number()
        return number if number is not None else super()._drawn()


def examples() -> tuple[Company, ...]:
    """A few for pictures."""
    weights = (("value", 35), ("harm", 20), ("waste", 15), ("people", 15), ("promises", 15))
    return (
        Company(
            "tuesday-board",
            "The Tuesday Board",
            "Checkout failed again. The fix is ready; the board meets Tuesday week.",
            "Larkspur Tickets sells seats through one product and three teams.",
            26,
            0,
            (("harm", 40), ("value", 20), ("people", 15), ("promises", 15), ("waste", 10)),
        ),
        Company(
            "seven-roadmaps", "Seven roadmaps", "Everybody is busy and nothing lands.", "Seven lines.", 78, 26, weights
        ),
        Company("leaky-bucket", "The leaky bucket", "Sign-ups grow. Revenue does not.", "Two lines.", 78, 52, weights),
    )


def samples() -> Samples:
    """Pictures: medals won, nothing played yet, a scenario whose file is missing."""
    missing = Company("second-region", "second-region", trouble="scenarios/second-region/scenario.toml is missing.")

    def broken() -> Screen:
        shown = PickerScreen((*examples()[:2], missing), {"tuesday-board": 40.0})
        shown._at = 2
        return shown

    return {
        "normal": lambda: PickerScreen(examples(), {"tuesday-board": 88.0, "seven-roadmaps": 36.0}),
        "empty": lambda: PickerScreen(companies()),
        "error": broken,
    }


SCREEN = PickerScreen
