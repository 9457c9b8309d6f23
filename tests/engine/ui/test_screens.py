"""What holds of every screen in every state at every size of text: parametrised over the folder of screens."""

from __future__ import annotations

import functools

import pygame
import pytest

from engine.ui import checks, screen, texts
from engine.ui.gallery import Taken, sample, shots, staged, take
from engine.ui.record import Recorder
from engine.ui.screen import Screen
from engine.ui.settings import Settings
from tests.engine.ui.players import Player

NAMES = screen.names()
STATES = sorted({(shot.screen, shot.state) for shot in shots()})
each_screen = pytest.mark.parametrize("name", NAMES)
each_state = pytest.mark.parametrize(("name", "state"), STATES, ids=lambda value: value)


@functools.cache
def taken(name: str, state: str, percent: int, high_contrast: bool = False) -> Taken:
    settings = Settings(text_percent=percent, reduced_motion=True, high_contrast=high_contrast)
    return take(sample(name, state), settings)


@each_screen
def test_a_file_holds_a_screen_of_its_name_and_pictures_of_its_states(name):
    found = screen.found(name)
    assert found is not None
    assert issubclass(found.screen, Screen)
    assert found.screen.id == name.replace("_", "-")
    assert found.screen.name()
    assert {"normal", "empty", "error"} <= set(found.samples())


@each_state
@pytest.mark.parametrize("percent", [100, 125, 150])
def test_nothing_is_clipped_faint_small_or_unknown(name, state, percent):
    assert taken(name, state, percent).complaints == []


@each_state
def test_more_contrast_is_more_contrast(name, state):
    shot = taken(name, state, 100, high_contrast=True)
    assert shot.complaints == []


@each_screen
def test_it_fits_the_smallest_window_and_a_dense_one(name):
    for size in ((1280, 720), (3840, 2160)):
        shot = take(sample(name, "normal"), Settings(reduced_motion=True), size)
        assert shot.complaints == [], size


@each_screen
def test_frames_are_the_same_while_nothing_happens(name):
    stage = staged(sample(name, "normal"), Settings(reduced_motion=True))
    assert checks.same_when_idle(stage, pygame.Surface(stage.size), [0, 300, 531, 1100, 5000])


@each_state
def test_every_control_is_reached_by_tab_and_says_what_it_is(name, state):
    player = Player(sample(name, state))
    if player.stage.front.screen.wants_key:
        return  # Tab is an answer there, and Esc leads back
    paths = [widget.path for widget in player.stage.front.order]
    seen = set()
    for _ in range(len(paths) + 1):
        focused = player.stage.focused
        assert focused is not None
        seen.add(focused.path)
        assert focused.says(), focused.path
        player.press("Tab")
    assert seen == set(paths)


@each_state
def test_one_ring_wherever_the_focus_is(name, state):
    stage = staged(sample(name, state))
    surface = pygame.Surface(stage.size)
    stage.settle()
    for widget in list(stage.front.order)[:25]:
        stage.focus(widget)
        recorder = Recorder()
        stage.paint(surface, recorder)
        assert list(checks.rings(stage, recorder)) == [], widget.path


@each_screen
def test_drawing_part_of_it_gives_what_drawing_all_of_it_gives(name):
    """Moves the focus through the page, drawing what changed; then draws everything: the same pixels."""
    player = Player(sample(name, "normal"), Settings(reduced_motion=True))
    for _ in range(6):
        player.press("Tab")
    player.point(640, 400)
    player.point(300, 300)
    before = player.pixels()
    player.stage.damage_all()
    player.turn()
    assert player.pixels() == before


@each_screen
def test_its_words_are_plain(name):
    words = texts.words()[name.replace("_", "-")]
    for key, text in words.items():
        for sentence in text.split("\n"):
            if len(sentence.split()) >= 12:
                assert checks.grade(sentence) <= 11, key


def test_a_screen_that_fails_says_so_and_can_be_tried_again():
    class Broken(Screen):
        id = "broken"
        tries = 0

        @classmethod
        def name(cls):
            return "Broken"

        def build(self):
            Broken.tries += 1
            raise ValueError("the survey of week 9 has no answers")

    player = Player(Broken())
    told = Recorder()
    player.stage.paint(pygame.Surface((1280, 800)), told)
    words = " ".join(text.text for text in told.texts)
    assert "Broken could not be shown" in words
    assert "the survey of week 9 has no answers" in words
    tries = Broken.tries
    player.press("Enter")
    player.turn()
    assert Broken.tries > tries
