"""Pages that no player sees: every widget and every chart at once, to look at, and the busiest frame, to time.

The figures on them are made up on the spot and say so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import pygame

from engine.thresholds import State
from engine.ui.canvas import Canvas
from engine.ui.charts.widget import ChartView
from engine.ui.layout import Measured, Style
from engine.ui.moves import Back, Move, Push
from engine.ui.screen import Screen
from engine.ui.specimen_charts import bar_chart, dot_strip, empty_chart, metric_chart, twin_chart
from engine.ui.widget import Widget, column, row
from engine.ui.widgets.button import Button, Switch
from engine.ui.widgets.card import Card
from engine.ui.widgets.chips import Badge, Chip, Dots, ItemChip, ItemLook, draw_item
from engine.ui.widgets.choice import Choice, Slider, Tabs
from engine.ui.widgets.command import Command, CommandPalette
from engine.ui.widgets.dialog import Answer, Dialog
from engine.ui.widgets.field import TextField
from engine.ui.widgets.frame import Place, page
from engine.ui.widgets.lists import Item, ListView
from engine.ui.widgets.panels import FailedPanel, Nothing, Panel, Sheet
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.table import Column, Table
from engine.ui.widgets.text import KeyCap, Label

_PLACES = (
    Place("board", "gauge", "Board", "B", here=True),
    Place("metrics", "chart-line", "Metrics wall", "M"),
    Place("catalogue", "library", "Catalogue", "G"),
    Place("inbox", "inbox", "Inbox", "I", count=3),
    Place("stakeholders", "users", "Stakeholders", "S"),
    Place("timeline", "history", "Timeline", "T"),
    Place("review", "calendar-days", "Review", "R", closed="The review opens in week 13."),
    Place("settings", "settings", "Settings", ","),
)


class FlowMap(Widget):
    """Items in their stages, sliding when they move: as much drawing as the busiest board has."""

    moves = True

    def __init__(self, items: int, turn: int) -> None:
        super().__init__(style=Style(grow=1))
        self._items, self._turn = items, turn

    def measure(self, width: float | None, least: bool) -> Measured:
        """Whatever there is room for, and no less than its rows take."""
        theme = self.stage.theme
        rows = -(-self._items // (8 * self._across(width)))
        return (theme.px(300) if least or width is None else width), theme.px(theme.grown(66 + 46 * rows))

    def _across(self, width: float | None) -> int:
        """How many items stand beside each other in a stage."""
        theme = self.stage.theme
        return 2 if width is None or width >= 8 * theme.px(theme.grown(96)) else 1

    def paint(self, canvas: Canvas) -> None:
        """Columns, rows, and the items on their way."""
        canvas.panel(self.rect)
        stages = ("Intake", "Decide", "Discover", "Build", "Review", "Approve", "Release", "Live")
        wide = self.rect.width // len(stages)
        face = canvas.fonts.face("label")
        for n, name in enumerate(stages):
            x = self.rect.x + n * wide
            canvas.text(name, (x + wide // 2, self.rect.y + canvas.px(8)), "label", "muted", anchor="centre")
            if n:
                line = pygame.Rect(x, self.rect.y + canvas.px(12), canvas.px(1), self.rect.height - canvas.px(24))
                canvas.fill(line, "line")
        top = self.rect.y + 2 * face.line + canvas.px(16)
        kinds = ("feature", "fix", "platform", "experiment", "mandated")
        beside = self._across(self.rect.width)
        for n in range(self._items):
            stage, place = (n + self._turn) % len(stages), n // len(stages)
            across, down = place % beside, place // beside
            share = (0.3 + 0.42 * across) if beside == 2 else 0.4
            to = self.rect.x + stage * wide + wide * share, top + canvas.px(canvas.theme.grown(46)) * down
            here = self.stage.glide(f"{self.path}#x{n}", to[0]), self.stage.glide(f"{self.path}#y{n}", to[1])
            look = ItemLook(kinds[n % 5], "ABC"[n % 3], n % 4 == 0, n % 11 == 0, n % 13 == 0, n % 9)  # type: ignore[arg-type]
            draw_item(canvas, look, (round(here[0]), round(here[1])))


class WidgetsPage(Screen):
    """Every widget."""

    id: ClassVar[str] = "specimen"

    @classmethod
    def name(cls) -> str:
        """Not in the strings: no player reads it."""
        return "Specimen"

    def __init__(self) -> None:
        self._speed, self._tab, self._on, self._weeks = "normal", "one", True, 12.0

    def _set(self, name: str) -> Callable[[object], Move | None]:
        def change(to: object) -> Move | None:
            setattr(self, name, to)
            self.stage.rebuild()
            return None

        return change

    def build(self) -> Widget:
        """Controls at the left, lists in the middle, cards at the right."""
        left = Scroller(column(*self._controls(), gap=12), style=Style(grow=1, basis=0, min_height=0, min_width=280))
        middle = Scroller(column(*self._lists(), gap=12), style=Style(grow=1, basis=0, min_height=0, min_width=280))
        right = Scroller(
            column(*self._cards(), gap=8), style=Style(width=self.stage.theme.grown(330), min_height=0, shrink=0)
        )
        run = Button("Advance week", lambda: None, "primary", icon="play")
        return page(self.name(), left, middle, right, aside="Week 17 of 52", places=_PLACES, tools=[run])

    def _controls(self) -> list[Widget]:
        speeds = [("fast", "0.6 s"), ("normal", "1.2 s"), ("slow", "2.4 s")]
        answers = [Answer("Keep it", Back), Answer("Retire it", Back, "primary")]
        question = Dialog("Retire the Thursday sync?", "Nine people get an hour back. Okan hears it first.", answers)
        commands = [
            Command("Launch a council", "PC 12 · Y 8 h", lambda: None, "layers", sign="L"),
            Command("Retire a forum", "PC 2 + 10 × owner's power", lambda: None, "x"),
            Command("Stop an item", "Not possible: mandated work", lambda: None, "octagon-alert", enabled=False),
        ]
        return [
            Panel(
                "Buttons",
                row(
                    Button("Launch", lambda: None, "primary", key="primary"),
                    Button("Adjust", lambda: None, icon="wrench"),
                    Button("Later", lambda: None, "quiet"),
                    Button("Closed", None),
                    wrap=True,
                ),
                row(
                    Button("Ask", lambda: Push(question), key="ask"),
                    Button("Act", lambda: Push(CommandPalette(commands)), icon="command", key="act"),
                    wrap=True,
                ),
            ),
            Panel(
                "One of a few",
                Tabs(
                    [("one", "Sources"), ("two", "Causes"), ("three", "Audit")],
                    self._tab,
                    self._set("_tab"),
                    says="View",
                    key="tabs",
                ),
                Choice(speeds, self._speed, self._set("_speed"), says="Speed", key="speed"),
                Switch(self._on, self._set("_on"), ("Off", "On"), says="Sound", key="switch"),
                Slider(
                    1,
                    52,
                    1,
                    self._weeks,
                    self._set("_weeks"),
                    shown=lambda weeks: f"{weeks:g} weeks",
                    says="Horizon",
                    key="slider",
                ),
                TextField("Type to find", icon="search", says="Find", key="field"),
            ),
            Panel(
                "Marks",
                row(Badge("steady"), Badge("watch"), Badge("act"), wrap=True),
                row(Chip("pushes on trust"), Chip("T −.05", mark="diamond"), KeyCap("Esc"), wrap=True),
                row(
                    ItemChip(ItemLook("feature", "A")),
                    ItemChip(ItemLook("fix", "B", waiting=True)),
                    ItemChip(ItemLook("platform", "C", blocked=True)),
                    ItemChip(ItemLook("experiment", "A", twin=True)),
                    ItemChip(ItemLook("mandated", "B", weeks=4)),
                    wrap=True,
                ),
                Dots(11, 3),
            ),
            FailedPanel("Stakeholders", "The survey of week 9 has no answers.", lambda: None),
        ]

    def _lists(self) -> list[Widget]:
        items = [
            Item(
                "Checkout fails for one in six", "Outage, due Thursday", icon="octagon-alert", aside="2 d", key_sign="1"
            ),
            Item("Two teams, one need", "Duplicate found", icon="git-branch", aside="9 d", key_sign="2"),
            Item("A dashboard, again", "Costs 60 h", icon="chart-line", aside="14 d", enabled=False),
        ]
        columns = (Column("Source", share=1), Column("Lag", "right"), Column("Apart", "right"))
        rows = [("Tracker", "3 d", "0.00"), ("Release log", "7 d", "0.11"), ("Survey", "112 d", "0.18")]
        return [
            Panel("Inbox", ListView(items, says="Inbox", key="inbox"), aside="3 open"),
            Panel("Sources", Table(columns, rows, says="Sources", key="table")),
            Panel("Empty", Nothing("Nobody needs you. Suspicious, but legal.")),
        ]

    def _cards(self) -> list[Widget]:
        brief = (
            "Backlog rose 18 % against plan. Two decisions were taken without you. Both were “later”. "
            "[[Lead time]] left its [[usual wobble]]."
        )
        return [
            Panel("Weekly brief", Label(brief, "body", "muted", kind="brief"), icon="triangle-alert"),
            Card(
                "Wait for the board",
                "Harm × days. It meets Tuesday week.",
                lambda: None,
                icon="calendar-clock",
                sign="1",
                number=1,
                key="card-1",
            ),
            Card("Convene one now", "24 h of people", lambda: None, icon="users", sign="2", number=2),
            Card("Ship on call", "Escape risk", lambda: None, icon="route", sign="3", number=3, chosen=True),
            Card("Roll back", "Not ready: no release to go back to", None, icon="undo-2", sign="4"),
            Sheet(Label("A sheet without a title.", "body", "muted")),
        ]

    def first_focus(self) -> str:
        """A card."""
        return "card-1"


class ChartsPage(Screen):
    """Every chart."""

    id: ClassVar[str] = "specimen-charts"

    @classmethod
    def name(cls) -> str:
        """Not in the strings: no player reads it."""
        return "Specimen charts"

    def build(self) -> Widget:
        """Two rows of them."""
        upper = row(
            ChartView(metric_chart(), key="metric"), ChartView(twin_chart()), gap=12, align="stretch", grow=3, basis=0
        )
        lower = row(
            ChartView(dot_strip()),
            ChartView(bar_chart()),
            ChartView(empty_chart()),
            gap=12,
            align="stretch",
            grow=2,
            basis=0,
        )
        body = Scroller(column(upper, lower, gap=12, min_height=self.stage.size[1] / self.stage.theme.scale - 130))
        return page(self.name(), body, places=_PLACES, opened=False)


class BusyPage(Screen):
    """As much at once as the busiest board: sixty items on their way, tiles, charts, a brief and actions."""

    id: ClassVar[str] = "specimen-busy"

    @classmethod
    def name(cls) -> str:
        """Not in the strings: no player reads it."""
        return "Specimen board"

    def __init__(self, items: int = 60) -> None:
        self.turn, self._items = 0, items

    def week(self) -> None:
        """Let a week pass: every item moves on, every chart has another point."""
        self.turn += 1
        self.stage.rebuild()

    def build(self) -> Widget:
        """Tiles, the map, two charts; brief and actions at the right."""
        told: tuple[tuple[str, str, State], ...] = (
            ("Lead time", f"{62 + self.turn % 5} d", "watch"),
            ("Items per maker", "1.4", "steady"),
            ("Oldest blocked", "19 d", "act"),
            ("Load", "4.2 h", "watch"),
        )
        tiles = [
            Sheet(
                Label(title, "body", "muted"),
                Label(value, "figure", wraps=False),
                Badge(state),
                style=Style(padding=(12, 16), gap=4, grow=1, basis=0),
            )
            for title, value, state in told
        ]
        charts = [
            ChartView(metric_chart(0.1 * (self.turn + n), title=title))
            for n, title in enumerate(("Lead time", "Recovery"))
        ]
        main = column(
            row(*tiles, gap=12, align="stretch"),
            FlowMap(self._items, self.turn),
            row(*charts, gap=12, align="stretch", grow=1, basis=0),
            gap=12,
            grow=1,
            basis=0,
            min_height=0,
        )
        cards = [
            Card(f"Action {n}", "6 h · pays back", lambda: None, icon="wrench", sign=str(n), number=n)
            for n in range(1, 6)
        ]
        brief = Panel(
            "Weekly brief",
            Label("Two decisions were taken without you. Both were “later”.", "body", "muted", kind="brief"),
        )
        main = Scroller(column(main, min_height=self.stage.size[1] / self.stage.theme.scale - 130))
        side = column(brief, *cards, gap=8, width=self.stage.theme.grown(330), shrink=0)
        run = Button("Advance week", lambda: None, "primary", icon="play")
        return page(
            self.name(), main, side, aside=f"Tenure week {self.turn} of 52", places=_PLACES, tools=[run], opened=False
        )
