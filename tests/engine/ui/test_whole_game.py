"""The Tuesday Board from its first week to an exported story: the game through `Running`, the pages through events."""

from __future__ import annotations

import pathlib
import time

import pytest

from engine.catalogue import load_plan
from engine.log import read
from engine.play.service import InProcess
from engine.ui.running import Running
from engine.ui.screens.debrief import DebriefScreen
from engine.ui.screens.inbox import InboxScreen
from engine.ui.screens.review import ReviewScreen
from engine.ui.screens.timeline import TimelineScreen
from engine.ui.services import Services
from engine.ui.settings import Settings, Store
from sim.commands import Launch, parse_command
from tests.engine.ui.players import Player

WEEKS = 26


class Hands(Player):
    """A player on a game that runs."""

    def __init__(self, running: Running, shown) -> None:
        super().__init__(shown, Settings(reduced_motion=True))
        self.stage.services = Services(Store(None), running=running, worlds=2)

    def wait(self, holds, seconds: float = 200.0) -> None:
        """Let frames pass until something holds."""
        ends = time.monotonic() + seconds
        while not holds() and time.monotonic() < ends:
            self.turn(seconds=0.05)
            time.sleep(0.02)
        assert holds()


class Clocked:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.5
        return self.now


def week_passes(running: Running) -> None:
    status = running.status
    assert status is not None
    for card in running.waited("inbox").cards:
        if card.blocks:
            running.leave(card.id)
    week = status.week
    running.run("week")
    for _ in range(200):
        running.tick()
        if running.status is not None and (running.status.week > week or running.status.over):
            return
    raise AssertionError(running.trouble or running.blocked)


def by_the_book(running: Running, weeks: int = WEEKS) -> None:
    """The textbook's commands, in their weeks; a launch is followed by a prediction."""
    plan = load_plan("tuesday-board", "textbook")
    for week in range(1, weeks + 1):
        for entry in plan["command"]:
            if entry["week"] == week:
                command = parse_command({key: value for key, value in entry.items() if key != "week"})
                running.ask(command)
                if isinstance(command, Launch) and running.status is not None and running.status.prompts:
                    running.ask(running.status.prompts[0].predict(2, 3, 1))
        for line in () if running.status is None else running.status.uncommitted:
            if running.status is not None and running.status.review:
                running.skip_forecast(line)
        week_passes(running)


@pytest.fixture
def running(tmp_path):
    game = Running(InProcess(), now=Clocked())
    game.start("tuesday-board", 11, tmp_path / "board.replay")
    yield game
    game.close()


def test_a_card_is_answered_by_number_and_enter_and_taken_back(running):
    while not running.waited("inbox").cards:
        week_passes(running)
    player = Hands(running, InboxScreen(running))
    card = running.waited("inbox").cards[0]
    option = next(one for one in card.options if not one.lacks)
    player.press(str(option.key))
    assert running.status.queue == ()
    player.press("Enter")
    assert [(one.kind, one.card, one.option) for one in running.status.queue] == [("answer", card.id, option.id)]
    assert running.waited("inbox").cards[0].answered == option.id
    player.press("u")
    assert running.status.queue == ()


def test_a_card_is_left_by_z_and_by_pointer(running):
    while not running.waited("inbox").cards:
        week_passes(running)
    player = Hands(running, InboxScreen(running))
    player.press("z")
    left = running.waited("inbox").cards[0]
    assert left.left


def test_a_type_is_delegated(running):
    while not running.waited("inbox").cards:
        week_passes(running)
    player = Hands(running, InboxScreen(running))
    card = running.waited("inbox").cards[0]
    player.click_key("delegate")
    assert player.screen == "command-palette"
    player.press("Enter")
    assert [(one.kind, one.card) for one in running.status.queue] == [("delegate", card.type)]


def test_the_timeline_scrubs_shows_earlier_weeks_and_branches(running, tmp_path):
    by_the_book(running, 4)
    player = Hands(running, TimelineScreen(running))
    shown = player.stage.front.screen
    assert player.focus == "lanes"
    player.press("Left", "Left")
    assert shown._week == 3
    assert player.find("world")
    player.press("Home")
    assert shown._week == -25
    player.press("End", "[")
    assert shown._week < 5
    at = shown._week
    player.press("v")
    assert player.screen == "dialog"
    player.press("Esc")
    assert running.status.scored
    player.press("v", "Enter")
    assert running.path != tmp_path / "board.replay"
    assert running.status.week == at
    assert not running.status.scored


def test_the_review_does_not_close_before_every_line_has_spoken(running):
    by_the_book(running, 13)
    player = Hands(running, ReviewScreen(running))
    assert running.status.review
    player.press("Enter", "Enter", "Enter")
    shown = player.stage.front.screen
    assert shown.step == 4
    lines = running.status.uncommitted
    assert lines
    player.press("Enter")
    assert player.screen == "review"
    for line in lines:  # nobody promises dates in this company, which the page says
        assert not player.find(f"commit-{line}").enabled
        player.click_key(f"skip-{line}")
    assert not running.status.uncommitted
    assert [one.text for one in running.status.queue if one.kind == "note"] == [
        f"no forecast: {line}" for line in lines
    ]
    player.stage.focus_key("on")
    player.press("Enter")
    assert player.stage.left


def test_from_the_first_week_to_an_exported_story(running, tmp_path):
    by_the_book(running)
    assert running.status.over
    services = Services(Store(None), running=running, worlds=2)
    player = Hands(running, DebriefScreen.open(services))
    player.stage.services = services
    debrief = player.stage.front.screen
    moves = running.waited("guesses").moves
    assert len(moves) == 3
    player.press("Right")
    assert debrief.kept.page == 1, "nothing is shown before the guesses are in"
    for n in range(1, len(moves) + 1):
        player.stage.focus_key(f"way-{n}")
        player.press("Right", "Right")
        player.stage.focus_key(f"size-{n}")
        player.press("Right")
    player.stage.focus_key("on")
    player.press("Enter")
    assert debrief.kept.page == 2
    player.wait(lambda: debrief.told is not None and (debrief.told.done or debrief.told.error))
    assert debrief.told.error == ""
    assert running.status.sealed
    for page in range(2, 12):
        assert debrief.kept.page == page
        assert player.find("on")
        assert not [one for one in player.stage.front.tree.walk() if one.key == "failed"], page
        if page == 8:
            player.press("2")
            assert list(debrief.kept.again.values()) == ["drop"]
        player.press("Right")
    assert debrief.told.outcome[0]["skill"] > 0
    player.stage.focus_key("write")
    player.press("Enter")
    assert player.screen == "stories"
    stories = player.stage.front.screen
    player.wait(lambda: stories._told is not None and bool(stories._told.story))
    player.stage.focus_key("export")
    player.press("Enter")
    player.wait(lambda: bool(stories._told.exported))
    written = stories._told.exported
    folder = pathlib.Path(written["folder"])
    assert folder == tmp_path / "stories"
    assert {path.suffix for path in folder.iterdir()} >= {".md", ".html", ".pdf", ".json"}
    assert "Simulated practice" in (folder / "board-story.md").read_text("utf-8")
    services.end_studies()
    again = DebriefScreen.open(services)
    assert again.kept.page == 11, "a debrief that was closed goes on where it was"
    path = tmp_path / "board.replay"
    assert read(path).sealed
    before = path.read_bytes()
    running.reopen(path)
    assert running.status.over
    assert running.status.sealed
    assert len(running.waited("guesses").moves) == 3
    running.branch(5, "again", tmp_path / "again.replay")
    assert running.status.week == 5
    assert not running.status.scored
    assert path.read_bytes() == before
    services.end_studies()
