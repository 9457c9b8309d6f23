"""The screens that need no game, played: by keys alone and by pointer alone; and by nobody in particular."""

from __future__ import annotations

import random

import pygame
import pytest

from engine.ui.gallery import sample
from engine.ui.screens.assumptions import AssumptionsScreen
from engine.ui.screens.glossary import GlossaryScreen
from engine.ui.screens.settings import SettingsScreen
from engine.ui.screens.title import TitleScreen
from engine.ui.services import Home, SavedGame, Services
from engine.ui.settings import Settings, Store
from tests.engine.ui.players import NAMED, Player, key_event

SAVED = SavedGame("Seven roadmaps", 31, 52, "Retired the Thursday sync.")


def at_home(home: Home) -> Player:
    return Player(TitleScreen(home, Services(Store(None), lambda: home), 48))


# --- title ------------------------------------------------------------------------------------------------------------
def test_the_first_launch_offers_start_and_settings_only():
    player = at_home(Home(True))
    keys = [widget.key for widget in player.stage.front.order if "/main/" in widget.path]
    assert keys == ["start", "settings-card"]
    assert player.focus == "start"


def test_escape_leaves_from_the_first_page_only():
    player = at_home(Home(False, SAVED))
    player.press(",")
    assert player.screen == "settings"
    player.press("Esc")
    assert player.screen == "title"
    assert player.focus == "continue"
    player.press("Esc")
    assert player.stage.left


@pytest.mark.parametrize(
    ("key", "name"), [("/", "glossary"), ("?", "shortcuts"), ("a", "assumptions"), (",", "settings")]
)
def test_help_is_one_key_away_and_one_click(key, name):
    player = at_home(Home(False, SAVED))
    player.press(key)
    assert player.screen == name
    player.press(key)
    assert player.screen == "title", "the same key leads back"
    player.click_key(name)
    assert player.screen == name
    player.click_key("close")
    assert player.screen == "title"


# --- settings ---------------------------------------------------------------------------------------------------------
class TestSettings:
    """What is set holds at once, and is kept."""

    def test_by_keys(self):
        player = Player(SettingsScreen())
        player.press("Right")
        assert player.stage.theme.text_percent == 125
        player.press("Tab", "Enter")
        assert player.stage.theme.high_contrast
        assert player.focus == "high_contrast"

    def test_by_pointer(self):
        player = Player(SettingsScreen())
        player.click_key("high_contrast")
        player.click_key("sound")
        assert player.stage.settings.high_contrast
        assert player.stage.settings.sound
        assert player.stage.sounds.on

    def change(self, action: str, *keys: str) -> Player:
        player = Player(SettingsScreen())
        player.stage.focus_key("keys")
        from engine.ui.keys import actions

        for _ in range(list(actions()).index(action)):
            player.press("Down")
        player.press("Enter", *keys)
        return player

    def test_a_key_is_changed_and_holds_at_once(self):
        player = self.change("settings", "j")
        assert player.stage.settings.keys == {"settings": ["j"]}
        assert "is `J` now" in player.stage.front.screen.message
        player.press("Esc")
        player = Player(sample("title", "normal"), player.stage.settings)
        player.press(",")
        assert player.screen == "title"
        player.press("j")
        assert player.screen == "settings"

    def test_a_conflict_names_both_keys_and_asks_again(self):
        player = self.change("board", "m")
        screen = player.stage.front.screen
        assert "Metrics wall" in screen.message
        assert "Board" in screen.message
        assert screen.wants_key
        player.press("Esc")
        assert not screen.wants_key
        assert player.screen == "settings"
        assert player.stage.settings.keys == {}

    def test_what_leads_back_cannot_be_changed(self):
        player = self.change("back")
        assert "cannot be changed" in player.stage.front.screen.message

    def test_r_resets(self):
        player = self.change("board", "j")
        assert player.stage.settings.keys
        player.press("r")
        assert player.stage.settings.keys == {}

    def test_what_cannot_be_kept_says_so(self, tmp_path):
        (tmp_path / "file").write_text("in the way")
        store = Store(tmp_path / "file")
        player = Player(SettingsScreen(store))
        player.stage.services.store = store
        player.press("Right")
        player.turn()
        assert store.trouble
        assert player.find("failed")


# --- glossary and shortcuts -------------------------------------------------------------------------------------------
def test_the_glossary_begins_with_the_terms_of_the_page_below():
    player = Player(sample("title", "normal"))
    player.press("/")
    first = [item.title for item in player.find("terms").items[:4]]
    assert first == ["aftermath", "political capital", "tenure", "twin"]
    assert player.said().startswith("aftermath: ")


def test_a_search_in_the_glossary():
    player = Player(GlossaryScreen(marked=()))
    player.press("Shift+Tab")
    assert player.focus == "sought"
    player.type("wobb")
    assert [item.title for item in player.find("terms").items] == ["usual wobble"]
    player.press("Down")
    assert player.focus == "terms"
    player.press("Shift+Tab")
    player.type("zzz")
    player.click_key("near-0")
    assert len(player.find("terms").items) >= 1


def test_shortcuts_of_the_page_below_come_first():
    player = Player(SettingsScreen())
    player.press("?")
    assert player.screen == "shortcuts"
    panels = [widget.key for widget in player.stage.front.tree.walk() if widget.key.startswith("on-")]
    assert panels[0] == "on-settings"
    player.stage.change(Settings(keys={"board": ["j"]}))
    player.turn()
    assert "You changed 1 of them." in str([getattr(w, "text", "") for w in player.stage.front.tree.walk()])


# --- assumptions ------------------------------------------------------------------------------------------------------
def test_the_assumptions_are_those_of_the_model():
    from engine.constants import constants, moves

    player = Player(AssumptionsScreen(waits=True))
    rows = player.find("constants")._rows
    assert len(rows) == len(constants()) + len(moves())
    player.press("Shift+Tab", "Shift+Tab")
    assert player.focus == "sought"
    player.type("size median")
    assert player.find("constants")._rows[0][0] == "Size median hours"
    player.press("Down")
    assert player.focus == "constants"


def test_assumptions_alone():
    player = Player(AssumptionsScreen(waits=True))
    player.stage.focus_key("which")
    player.press("Right")
    grades = {row[3] for row in player.find("constants")._rows}
    assert grades == {"X"}
    player.press("Right")
    assert "X" not in {row[3] for row in player.find("constants")._rows}


def test_assumptions_are_read_beside_the_window_and_again_after_a_failure():
    tries = []

    def load():
        tries.append(1)
        raise OSError("the disk is gone")

    player = Player(AssumptionsScreen(load))
    for _ in range(200):
        player.turn(seconds=0.05)
        if any(widget.key == "failed" for widget in player.stage.front.tree.walk()):
            break
        pygame.time.wait(5)
    assert any(widget.key == "failed" for widget in player.stage.front.tree.walk())
    player.stage.focus_key("retry")
    player.press("Enter")
    player.turn()
    while player.stage.tasks.busy:
        player.turn(seconds=0.02)
        pygame.time.wait(2)
    assert len(tries) == 2


# --- anybody ----------------------------------------------------------------------------------------------------------
KEYS = [*NAMED, *"bmgistrdxpykawnqufclezv123456,/?", "Shift+Tab", "Ctrl+=", "Ctrl+-", "PgUp", "PgDn"]


def monkey(seed: int, events: int) -> Player:
    """Somebody who presses, types, points and waits at random."""
    chance = random.Random(seed)
    player = Player(sample("title", "normal"), Settings())
    for _ in range(events):
        done = chance.random()
        if done < 0.6:
            name = chance.choice(KEYS)
            player.turn(key_event(name), seconds=chance.choice([0.0, 0.016, 0.6]))
            if player.stage.layers and player.stage.typing and len(name) == 1:
                player.turn(pygame.event.Event(pygame.TEXTINPUT, text=name))
        elif done < 0.65:
            text = chance.choice(["", "に", "ㄱ"])
            player.turn(pygame.event.Event(pygame.TEXTEDITING, text=text, start=0, length=0))
        elif done < 0.7:
            pygame.mouse.set_pos(chance.randrange(1280), chance.randrange(800))
            player.turn(pygame.event.Event(pygame.MOUSEWHEEL, x=0, y=chance.choice([-1, 1]), flipped=False, which=0))
        else:
            player.click(chance.randrange(1280), chance.randrange(800))
        assert player.stage.faults == []
        if player.stage.left:
            player = Player(sample("title", "normal"), Settings())
    return player


@pytest.mark.parametrize(
    ("seed", "events"), [(0, 150), (1, 150), *(pytest.param(n, 10_000, marks=pytest.mark.long) for n in range(20))]
)
def test_nothing_a_monkey_does_breaks_it(seed, events):
    player = monkey(seed, events)
    while player.stage.tasks.busy:
        player.turn(seconds=0.02)
        pygame.time.wait(5)
    assert player.stage.focused is not None
    assert player.stage.faults == []
    if not player.stage.typing:  # a cursor may blink in between
        before = player.pixels()
        player.stage.damage_all()
        player.turn()
        assert player.pixels() == before
