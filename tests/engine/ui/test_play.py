"""A game behind the window: from the first page to the end of a tenure by keys alone, and what keys do meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace

import pygame
import pytest

from engine.log import read
from engine.play.coach import FIRST
from engine.play.service import InProcess
from engine.ui import companies, example, playing, screen
from engine.ui.companies import Results, company, medal
from engine.ui.gallery import staged
from engine.ui.loop import Loop
from engine.ui.record import Recorder
from engine.ui.running import Running
from engine.ui.saved import home
from engine.ui.screens.board import BoardScreen, VerbsScreen
from engine.ui.services import Services
from engine.ui.settings import Settings, Store
from engine.ui.stage import Stage
from engine.ui.timing import Memory
from engine.ui.widgets.flow_map import FlowMap, described
from tests.engine.ui.players import key_event


class Window:
    """A window in memory in which a real game is played; time is set by hand."""

    def __init__(self, folder, settings: Settings | None = None) -> None:
        store = Store(folder / "settings")
        if settings is not None:
            store.save(settings)
        self.now = 0.0
        self.services = Services(store, lambda: home(store, folder / "saves"), serve=InProcess, folder=folder / "saves")
        self.stage = Stage(self.services, (1280, 800), store.load())
        found = screen.found("title")
        assert found is not None
        self.stage.push(found.screen.open(self.services))
        self.loop = Loop(self.stage, Memory((1280, 800)), clock=lambda: self.now)
        self.turn()

    def turn(self, *events: pygame.event.Event, seconds: float = 0.02) -> None:
        self.now += seconds
        if self.services.running is not None:
            self.services.running._now = lambda: self.now
        self.loop.turn(events)

    def press(self, *names: str) -> None:
        for name in names:
            self.turn(key_event(name))
            self.turn()

    def until(self, holds) -> None:
        """Turn until something holds; work beside the window takes real time."""
        for _ in range(3000):
            self.turn()
            if holds():
                return
            time.sleep(0.01)
        raise AssertionError(f"waited in vain on {self.front}")

    @property
    def front(self) -> str:
        return self.stage.front.screen.id

    @property
    def game(self) -> Running:
        assert self.services.running is not None
        return self.services.running

    def words(self) -> str:
        """Everything that is on screen."""
        told = Recorder()
        self.stage.paint(pygame.Surface((1280, 800)), told)
        return " ".join(text.text for text in told.texts)


@pytest.fixture
def window(tmp_path):
    made = Window(tmp_path)
    yield made
    made.services.close()


def to_the_board(window: Window) -> None:
    window.until(lambda: not window.stage.tasks.busy)
    window.press("Enter")
    window.until(lambda: window.front == "briefing")
    window.press("Enter")
    assert window.front == "board"


def clear(window: Window) -> None:
    """Answer or leave whatever time waits for, by keys where the inbox is there."""
    if not window.game.blocked:
        return
    if screen.found("inbox") is not None:
        window.press("i")
        window.until(lambda: window.game.view("inbox") is not None)
        window.press("z")
        window.press("b")
    for card in window.game.waited("inbox").cards:
        if card.blocks:
            window.game.leave(card.id)


def week_by_week(window: Window) -> None:
    """Play to the end by the key for a week, going back to the board whenever another page has come up."""
    for _ in range(200):
        status = window.game.status
        assert status is not None
        if status.over:
            return
        if window.front != "board":
            for line in status.uncommitted if window.front == "review" else ():
                window.game.skip_forecast(line)
            window.press("b")
            if window.front != "board":
                window.press("Esc")
            continue
        clear(window)
        week = window.game.status.week
        window.press("w")
        window.until(lambda week=week: window.game.status.week > week or window.front != "board" or window.game.blocked)
    raise AssertionError(f"week {window.game.status.week} and no further")


def test_the_first_game_by_keys_from_the_first_page_to_the_end_of_tenure(window, tmp_path):
    to_the_board(window)
    status = window.game.status
    assert (status.scenario, status.week, status.tenure) == (FIRST, 1, 26)
    assert status.blocking.startswith("Answer: Outage (due "), "a decision waits on the first morning"
    assert status.blocking in window.words()
    week_by_week(window)
    assert window.game.status.over
    window.services.close()
    (save,) = (tmp_path / "saves").glob("*.replay")
    assert read(save).weeks == 52
    assert Settings.model_validate(json.loads((tmp_path / "settings" / "settings.json").read_text())).introduced


def test_a_game_that_was_left_is_continued_at_its_week(window, tmp_path):
    to_the_board(window)
    clear(window)
    window.press("w")
    window.until(lambda: window.game.status.week == 2)
    window.services.close()
    again = Window(tmp_path)
    again.until(lambda: not again.stage.tasks.busy)
    assert "week 2 of 26" in again.words()
    again.press("1")
    again.until(lambda: again.front == "board")
    assert again.game.status.week == 2
    again.services.close()


def test_esc_on_the_board_asks_and_the_first_page_leads_back_to_the_open_game(window):
    to_the_board(window)
    window.press("Esc", "Enter")
    assert window.front == "title"
    window.until(lambda: not window.stage.tasks.busy)
    window.press("1")
    assert window.front == "board"
    assert window.game.status.week == 1


def test_keys_run_pause_jump_undo_and_change_the_speed(window):
    to_the_board(window)
    clear(window)
    game = window.game
    window.press("Space")
    assert game.clock.running
    window.press("Space")
    assert not game.clock.running
    window.press("u")
    assert "Nothing is queued" in window.stage.notice
    from sim.commands import SetPolicy

    assert game.ask(SetPolicy(policy="emergency-path", line="checkout", value="on-call")).possible
    assert len(game.status.queue) == 1
    window.press("u")
    assert "Taken back" in window.stage.notice
    assert game.status.queue == ()
    window.press("+")
    assert game.clock.speed == 0.6
    assert window.stage.settings.speed == "fast"
    window.press("-", "-")
    assert game.clock.speed == 2.4


def test_nothing_moves_while_a_panel_is_open(window):
    to_the_board(window)
    clear(window)
    window.press("Space", "/")
    week = window.game.status.week
    for _ in range(60):
        window.turn(seconds=0.1)
    assert window.front == "glossary"
    assert window.game.status.week == week
    window.press("Esc")
    window.until(lambda: window.game.status.week > week or window.game.blocked)


def test_a_key_for_a_page_that_is_not_open_yet_says_when_it_opens(window):
    to_the_board(window)
    for key, said in (
        ("m", "opens in week 2"),
        ("g", "opens in week 3"),
        ("s", "opens in week 5"),
        ("r", "opens in week 14"),
        ("d", "when week 26 is over"),
        ("p", "Launch something first"),
    ):
        window.press(key)
        assert window.front == "board", key
        assert said in window.stage.notice, key
        assert said in window.words(), "the line at the bottom says it"
    window.press("Tab")
    assert window.stage.notice == ""


def test_i_have_done_this_opens_every_page_and_silences_the_coach(window):
    to_the_board(window)
    window.until(lambda: window.game.coach() is not None)
    window.game.know_this()
    assert window.game.coach() is None
    assert window.game.closed("metrics") == ""
    assert window.game.closed("stakeholders") == ""


def test_a_company_on_another_seed_is_begun_from_the_picker(window, tmp_path):
    window.stage.push(screen.found("practice").screen.open(window.services))
    window.turn()
    for name in ("Tab", "Tab", "Tab"):
        if window.stage.typing:
            break
        window.press(name)
    shown = window.stage.front.screen
    shown._seed = "77"
    window.stage.perform(shown._start(0))
    window.until(lambda: window.front == "briefing")
    assert window.game.status.seed == 77
    assert not window.game.status.scored


# --- without a game ---------------------------------------------------------------------------------------------------
def test_keys_of_a_game_do_nothing_without_one():
    stage = staged(screen.found("glossary").screen())
    from engine.ui.events import Asked

    for action in ("run", "week", "undo", "faster"):
        stage.handle(Asked(action, action))
        assert stage.front.screen.id == "glossary"
    stage.handle(Asked("metrics", "m"))
    assert "No game is open" in stage.notice


def still_board(board, **how) -> Stage:
    running = example.still(board=board, **how)
    stage = staged(BoardScreen(running))
    stage.services.running = running
    stage.settle()
    stage.paint(pygame.Surface(stage.size))
    return stage


def the_map(stage: Stage) -> FlowMap:
    return next(widget for widget in stage.front.tree.walk() if isinstance(widget, FlowMap))


def test_every_item_is_on_the_map_once_and_cells_of_more_than_eight_collapse():
    for lines, most in ((1, 4), (3, 8), (7, 12)):
        board = example.board(lines, most, outage=True)
        spots = the_map(still_board(board)).spots
        shown = [chip.item for spot in spots for chip in spot.chips]
        items = [chip.item for row in board.rows for cell in row.cells for chip in (*cell.queue, *cell.active)]
        assert sorted(shown) == sorted(items)
        assert sum(spot.part == "outage" for spot in spots) == 1
        assert sum(spot.part == "train" for spot in spots) == lines
        for row in board.rows:
            for cell in row.cells:
                if len(cell.queue) + len(cell.active) > 8:
                    here = [s for s in spots if s.row is row and s.part == "group" and s.stage < 7]
                    assert here


def test_arrows_reach_everything_on_the_map():
    stage = still_board(example.board(3, 4, outage=True))
    found = the_map(stage)
    seen, edge = set(), [found.chosen]
    while edge:
        spot = edge.pop()
        if spot.key in seen:
            continue
        seen.add(spot.key)
        assert described(spot)
        edge += [to for way in ("left", "right", "up", "down") if (to := found._toward(spot, way)) is not None]
    assert seen == {spot.key for spot in found.spots}


def test_what_was_chosen_stays_chosen_when_a_week_passes():
    stage = still_board(example.board(3, 4))
    found = the_map(stage)
    chip = next(spot for spot in found.spots if spot.part == "chip")
    found._choose(chip)
    served = stage.services.running.served
    served.views["board"] = example.board(3, 4, shift=1)
    stage.services.running.revision += 1
    stage.rebuild()
    stage.settle()
    assert the_map(stage).chosen.key == chip.key


def test_enter_lists_what_can_be_asked_with_costs_and_queues_it():
    from engine.play.messages import Preview
    from engine.ui.events import Asked

    preview = Preview(possible=True, capital=6.0, hours=4.0, org_hours=12.0)
    stage = still_board(example.board(1, 4), others={"preview": preview, "ask": preview})
    stage.handle(Asked("enter", "return"))
    assert isinstance(stage.front.screen, VerbsScreen)
    for _ in range(200):
        stage.settle()
        stage.tick(stage.motion.now_ms + 10)
        if not stage.tasks.busy:
            break
        time.sleep(0.005)
    told = Recorder()
    stage.paint(pygame.Surface(stage.size), told)
    assert "6 capital · 4 h of yours · 12 h of teams" in [text.text for text in told.texts]
    stage.handle(Asked("enter", "return"))
    assert stage.front.screen.id == "board"
    assert "Queued" in stage.notice


def test_the_filter_fades_what_is_not_looked_for():
    from engine.ui.events import Asked

    stage = still_board(example.board(3, 4))
    stage.handle(Asked("filter", "f"))
    assert stage.front.screen._sought == "blocked"
    assert "Blocked" in stage.notice


# --- the game behind the screens --------------------------------------------------------------------------------------
def test_pages_are_built_again_when_everything_has_come_and_not_before():
    from concurrent.futures import Future

    class Slow(example.Still):
        waiting: list

        def submit(self, method, *arguments, **named):
            if method == "view" and self.slow:
                future = Future()
                self.waiting.append(future)
                return future
            return super().submit(method, *arguments, **named)

    served = Slow(example.STATUS, {"brief": example.BRIEF, "inbox": example.INBOX})
    served.slow, served.waiting = False, []
    now = [0.0]
    running = Running(served, now=lambda: now[0])
    running.status = example.STATUS
    running.latest("brief"), running.latest("inbox")
    running.tick()
    served.slow = True
    running._changed()
    assert len(served.waiting) == 2, "what pages asked for is asked for again at once"
    assert running.latest("brief") == example.BRIEF, "what was shown stays until the new one has come"
    served.waiting[0].set_result(example.BRIEF)
    assert not running.tick()
    served.waiting[1].set_result(example.INBOX)
    assert running.tick()
    assert not running.tick()


def test_the_review_the_question_and_the_debrief_open_by_themselves_once(monkeypatch):
    opened = []
    running = example.still(replace(example.STATUS, review=True), board=example.board(1, 2))
    stage = staged(BoardScreen(running))
    stage.services.running = running
    monkeypatch.setattr(playing.screen, "found", lambda name: object())
    monkeypatch.setattr(stage, "perform", opened.append)
    playing._lead(stage, running)
    playing._lead(stage, running)
    assert [move.screen for move in opened] == ["review"]


def test_the_window_never_loads_the_kernel():
    """A window must be there before numba would have been loaded; and its process never needs it."""
    code = (
        "import sys; import engine.ui.window, engine.ui.saved, engine.play.worker, engine.commands.playing\n"
        "from engine.ui import screen\n"
        "for name in screen.names():\n"
        "    screen.found(name).samples()\n"
        "print([name for name in ('numba', 'scipy', 'altair', 'duckdb') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- companies and medals ---------------------------------------------------------------------------------------------
def test_companies_are_told_without_their_diagnosis():
    found = companies.companies()
    assert found[0].id == FIRST
    assert all(not one.trouble and one.symptom and one.briefing and one.minutes >= 8 for one in found)
    assert all(sum(weight for _, weight in one.weights) == 100 for one in found)
    assert "reference-network" not in {one.id for one in found}


def test_a_missing_or_damaged_scenario_is_named(tmp_path):
    file = tmp_path / "lost" / "scenario.toml"
    assert "is missing" in company(file, {}).trouble
    file.parent.mkdir()
    file.write_text("title = 3 =")
    assert "cannot be used" in company(file, {}).trouble
    file.write_text('title = "Lost"')
    assert "lacks 'weeks'" in company(file, {}).trouble


def test_the_best_outcome_of_a_company_is_kept(tmp_path):
    results = Results(tmp_path)
    assert results.best() == {}
    results.note("leaky-bucket", 61.0)
    results.note("leaky-bucket", 40.0)
    assert results.best() == {"leaky-bucket": 61.0}
    assert [medal(one) for one in (None, 34.9, 35, 60, 85)] == ["", "", "bronze", "silver", "gold"]
    (tmp_path / "results.json").write_text("[]")
    assert results.best() == {}


def test_a_damaged_save_is_told_of_with_the_week_that_opens(window, tmp_path):
    to_the_board(window)
    clear(window)
    window.press("w")
    window.until(lambda: window.game.status.week == 2)
    clear(window)
    window.services.close()
    (save,) = (tmp_path / "saves").glob("*.replay")
    whole = save.read_bytes()
    save.write_bytes(whole[: len(whole) - 20])
    told = home(Store(None), tmp_path / "saves")
    assert told.damaged is not None
    assert told.damaged.title == "The Tuesday Board"
    assert told.damaged.opens_week == 1
    save.write_bytes(b"not a recording")
    told = home(Store(None), tmp_path / "saves")
    assert told.damaged is not None
    assert told.damaged.opens_week is None
    assert not told.first_launch
