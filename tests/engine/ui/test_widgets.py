"""Every widget answers keys and pointer alike."""

from __future__ import annotations

import pygame
import pytest

from engine.ui.charts.widget import ChartView
from engine.ui.moves import Back, Push
from engine.ui.screen import Screen
from engine.ui.specimen import BusyPage, ChartsPage, WidgetsPage
from engine.ui.specimen_charts import metric_chart
from engine.ui.widget import Widget, column
from engine.ui.widgets.button import Button, Switch
from engine.ui.widgets.card import Card
from engine.ui.widgets.choice import Choice, Slider, Tabs
from engine.ui.widgets.command import Command, CommandPalette, matching
from engine.ui.widgets.dialog import Answer, Dialog
from engine.ui.widgets.field import TextField
from engine.ui.widgets.lists import Item, ListView
from engine.ui.widgets.scroller import Scroller
from engine.ui.widgets.table import Column, Table
from engine.ui.widgets.text import Label
from tests.engine.ui.players import Player


class Page(Screen):
    """Holds what a test makes, and what its widgets tell."""

    id = "page"

    def __init__(self, make) -> None:
        self._make, self.told, self.now = make, [], {}

    @classmethod
    def name(cls) -> str:
        return "Page"

    def tell(self, name):
        def heard(*values):
            self.told.append((name, *values))
            self.now[name] = values[0] if values else None
            self.stage.rebuild()

        return heard

    def build(self) -> Widget:
        return column(*self._make(self), padding=20, gap=16, width="full", height="full", align="start")


def play(make) -> tuple[Player, Page]:
    page = Page(make)
    return Player(page), page


def test_a_button_by_enter_by_pointer_and_not_when_let_go_elsewhere():
    player, page = play(
        lambda page: [Button("One", page.tell("one"), key="one"), Button("Two", page.tell("two"), key="two")]
    )
    assert player.focus == "one"
    player.press("Enter")
    player.click_key("two")
    assert page.told == [("one",), ("two",)]
    assert player.focus == "two"
    rect = player.find("one").rect
    player.point(*rect.center)
    player.turn(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=rect.center, button=1))
    player.turn(pygame.event.Event(pygame.MOUSEBUTTONUP, pos=(900, 700), button=1))
    assert page.told == [("one",), ("two",)]


def test_a_button_that_is_closed_does_nothing_and_can_be_read():
    player, page = play(
        lambda page: [Button("One", None, key="one", says="Opens in week 13."), Button("Two", page.tell("two"))]
    )
    player.press("Enter")
    player.click_key("one")
    assert page.told == []
    assert player.said() == "Opens in week 13."


def test_a_card_by_its_number():
    player, page = play(
        lambda page: [
            Card("One", "costs 6 h", page.tell("one"), number=1, key="one"),
            Card("Two", "costs nothing", page.tell("two"), number=2, key="two"),
        ]
    )
    player.press("2")
    assert page.told == [("two",)]
    assert player.focus == "two"
    player.press("Up", "Enter")
    assert page.told[-1] == ("one",)


def test_a_switch_turns_by_enter_arrows_and_pointer():
    player, page = play(lambda page: [Switch(bool(page.now.get("on")), page.tell("on"), ("Off", "On"), key="switch")])
    player.press("Enter")
    assert page.now["on"] is True
    player.press("Right")
    assert page.now["on"] is True
    player.press("Left")
    assert page.now["on"] is False
    player.click_key("switch")
    assert page.now["on"] is True


@pytest.mark.parametrize("kind", [Choice, Tabs])
def test_one_of_a_few(kind):
    options = [("a", "First"), ("b", "Second"), ("c", "Third")]
    player, page = play(
        lambda page: [kind(options, page.now.get("which", "a"), page.tell("which"), says="Which", key="which")]
    )
    assert player.said() == "Which: First"
    player.press("Right", "Right", "Right")
    assert page.now["which"] == "c"
    player.press("Home")
    assert page.now["which"] == "a"
    player.click_key("which")
    assert page.now["which"] == "b"


def test_a_slider_by_steps_pages_and_pointer():
    player, page = play(
        lambda page: [
            Slider(
                1,
                52,
                1,
                page.now.get("weeks", 12),
                page.tell("weeks"),
                shown=lambda v: f"{v:g} wk",
                says="Horizon",
                key="s",
            )
        ]
    )
    player.press("Right", "Right")
    assert page.now["weeks"] == 14
    player.press("PgUp")
    assert page.now["weeks"] == 19
    player.press("End")
    assert page.now["weeks"] == 52
    player.press("Right")
    assert page.now["weeks"] == 52
    track = player.find("s")._track()
    player.click(track.left, track.centery)
    assert page.now["weeks"] == 1
    assert player.said() == "Horizon: 1 wk"


def test_a_list_is_one_stop_and_leads_on_at_its_ends():
    items = [Item(f"Item {n}") for n in range(5)]
    player, page = play(
        lambda page: [
            Button("Before", page.tell("before"), key="before"),
            ListView(items, opened=page.tell("opened"), moved=page.tell("moved"), key="list"),
            Button("After", page.tell("after"), key="after"),
        ]
    )
    player.press("Tab")
    assert player.focus == "list"
    player.press("Down", "Down", "Enter")
    assert page.told[-1] == ("opened", 2)
    player.press("End", "Down")
    assert player.focus == "after"
    player.press("Shift+Tab", "Home", "Up")
    assert player.focus == "before"
    row = player.find("list").rows()[3]
    player.click(*row.center)
    assert page.told[-1] == ("opened", 3)


def test_a_table_chooses_and_scrolls_into_view():
    columns = (Column("Name", share=1), Column("Value", "right"))
    rows = [(f"row {n}", str(n)) for n in range(100)]
    player, page = play(
        lambda page: [Scroller(Table(columns, rows, moved=page.tell("moved"), key="table"), key="view")]
    )
    player.press("End")
    assert page.now["moved"] == 99
    table, view = player.find("table"), player.find("view")
    assert view.rect.contains(table._row(99))
    player.press("PgUp")
    assert 70 < page.now["moved"] < 99
    assert player.said() == f": row {page.now['moved']}"


def test_a_scroller_by_wheel_keys_and_bar():
    tall = [Label(f"Line {n}") for n in range(120)]
    player, _ = play(lambda page: [Scroller(column(*tall), key="view", focusable=True, says="Lines")])
    view = player.find("view")
    player.point(*view.rect.center)
    pygame.mouse.set_pos(view.rect.center)
    player.turn(pygame.event.Event(pygame.MOUSEWHEEL, x=0, y=-1, precise_x=0.0, precise_y=-1.0, flipped=False, which=0))
    player.press("Down", "PgDn")
    assert player.find("view")._offset.y > 500
    player.press("End")
    view = player.find("view")
    assert view._offset.y == view.longest
    bar = view._bar()
    player.click(bar.centerx, view.rect.top + 2)
    assert player.find("view")._offset.y < view.longest / 4


class TestTextField:
    """A line of text, with the system's input method."""

    @staticmethod
    def field(**more):
        return play(
            lambda page: [
                TextField("Find", typed=page.tell("typed"), key="field", **more),
                Button("On", page.tell("on"), key="on"),
            ]
        )

    def test_letters_are_text_and_no_keys(self):
        player, page = self.field()
        player.type("bgm x?")
        assert page.now["typed"] == "bgm x?"
        assert player.screen == "page"

    def test_moving_and_taking_away(self):
        player, page = self.field()
        player.type("steer")
        player.press("Left", "Left", "Backspace")
        assert page.now["typed"] == "ster"
        player.type("v")
        assert page.now["typed"] == "stver"
        player.press("Home")
        player.type("x")
        assert page.now["typed"] == "xstver"

    def test_an_input_method_composes_and_commits(self):
        player, page = self.field()
        player.turn(pygame.event.Event(pygame.TEXTEDITING, text="にほ", start=2, length=0))
        field = player.find("field")
        assert field._line.composing == "にほ"
        assert field.text == ""
        caret = field.caret().x
        player.press("Left", "Enter", "Backspace")
        assert player.find("field")._line.composing == "にほ"
        player.turn(pygame.event.Event(pygame.TEXTEDITING, text="", start=0, length=0))
        player.turn(pygame.event.Event(pygame.TEXTINPUT, text="日本"))
        assert page.now["typed"] == "日本"
        assert player.find("field").text == "日本"
        assert caret > field._room().left

    def test_escape_empties_it_before_it_leaves(self):
        player, page = self.field()
        player.type("abc")
        player.press("Esc")
        assert page.now["typed"] == ""
        assert player.screen == "page"

    def test_a_long_text_keeps_its_cursor_in_view(self):
        player, _ = self.field()
        player.type("w" * 80)
        field = player.find("field")
        assert field.rect.contains(field.caret())
        player.press("Home")
        field = player.find("field")
        assert field.rect.contains(field.caret())

    def test_arrows_up_and_down_lead_on(self):
        player, _ = self.field()
        player.press("Down")
        assert player.focus == "on"

    def test_a_click_puts_the_cursor_there(self):
        player, page = self.field()
        player.type("steerco")
        room = player.find("field")._room()
        player.click(room.left + 1, room.centery)
        player.type("x")
        assert page.now["typed"] == "xsteerco"


def test_a_dialog_keeps_the_focus_and_gives_it_back():
    heard = []

    def answer(name):
        def press():
            heard.append(name)
            return Back()

        return press

    question = Dialog(
        "Retire it?",
        "Nine people get an hour back.",
        [Answer("Keep", answer("keep")), Answer("Retire", answer("retire"), "primary")],
    )
    player, _ = play(
        lambda page: [Button("Ask", lambda: Push(question), key="ask"), Button("Other", page.tell("other"))]
    )
    player.press("Enter")
    assert player.screen == "dialog"
    for _ in range(3):
        player.press("Tab")
        assert player.focus.startswith("answer-")
    player.press("Esc")
    assert heard == ["keep"]
    assert (player.screen, player.focus) == ("page", "ask")
    player.press("Enter", "2")
    assert heard == ["keep", "retire"]


def test_the_command_palette_finds_and_does():
    done = []
    commands = [
        Command("Launch a council", "PC 12", lambda: done.append("launch")),
        Command("Retire a forum", "PC 2", lambda: done.append("retire")),
        Command("Stop an item", "Not possible: mandated", lambda: done.append("stop"), enabled=False),
    ]
    player, _ = play(lambda page: [Button("Act", lambda: Push(CommandPalette(commands)), key="act")])
    player.press("Enter")
    player.type("reti")
    player.press("Enter")
    assert done == ["retire"]
    assert player.screen == "page"
    player.press("Enter", "Down", "Down", "Enter")
    assert done == ["retire"], "what is not possible is not done"
    player.press("Esc", "Enter")
    player.type("zzz")
    assert [c.name for c in matching(commands, "pc")] == ["Launch a council", "Retire a forum"]


def test_a_chart_points_at_weeks():
    player, _ = play(lambda page: [ChartView(metric_chart(), key="chart", height=300)])
    before = player.pixels()
    player.press("Left")
    assert "week 26: Tracker" in player.said()
    assert "Release log" in player.said()
    assert player.pixels() != before
    player.press("Home")
    for _ in range(10):
        player.press("Right")
    assert "week 10: Tracker" in player.said()
    assert "Release log" not in player.said(), "it reports nothing of that week, and nothing is guessed"


@pytest.mark.parametrize("page", [WidgetsPage, ChartsPage, BusyPage])
def test_the_specimens_pass_the_checks(page):
    from engine.ui.gallery import take
    from engine.ui.settings import Settings

    for percent in (100, 125, 150):
        shot = take(page(), Settings(text_percent=percent, reduced_motion=True))
        assert shot.complaints == [], percent


def test_a_tooltip_explains_a_term_where_the_pointer_rests():
    player, _ = play(lambda page: [Button("On", page.tell("on")), Label("Beat your [[twin]].", key="label")])
    label = player.find("label")
    _, box = label._terms[0]
    player.point(*box.center)
    assert player.stage.pointing.tip == ""
    before = player.pixels()
    player.turn(seconds=0.5)
    assert "without your change" in player.stage.pointing.tip
    assert player.pixels() != before
    player.point(900, 700)
    player.turn()
    assert player.pixels() == before
