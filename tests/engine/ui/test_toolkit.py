"""What is below the widgets: events, text, layout, charts, caches, sound, settings, the loop."""

from __future__ import annotations

import itertools
import json
import math
import threading

import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ui import checks, focus, sound
from engine.ui.cache import Cache
from engine.ui.canvas import Canvas
from engine.ui.charts import dots, lines, scale, strokes
from engine.ui.charts.model import DotStrip, Line, LineChart
from engine.ui.charts.widget import ChartView, pictures
from engine.ui.events import Asked, Closed, Pressed, Reader, Typed
from engine.ui.flow import Flows, plain, terms
from engine.ui.fonts import Fonts
from engine.ui.formats import duration, number
from engine.ui.gallery import main as gallery
from engine.ui.gallery import sample, staged
from engine.ui.keys import Bindings
from engine.ui.layout import Style, laid_out
from engine.ui.loop import FRAMES_A_SECOND
from engine.ui.palette import colour
from engine.ui.record import Recorder
from engine.ui.screen import Screen
from engine.ui.services import Home, Services
from engine.ui.settings import Settings, Store, with_text
from engine.ui.specimen import BusyPage, ChartsPage
from engine.ui.specimen_charts import metric_chart, twin_chart
from engine.ui.tasks import Tasks
from engine.ui.theme import Theme
from engine.ui.timing import measure, redrawn
from engine.ui.widget import Widget, column, row
from engine.ui.widgets.text import Label
from tests.engine.ui.players import Player, key_event


# --- events -----------------------------------------------------------------------------------------------------------
class TestReader:
    """Keys, pads and pointers become actions."""

    @pytest.fixture
    def reader(self):
        return Reader(Bindings({}))

    def test_keys(self, reader):
        assert reader.read(key_event("b")) == [Asked("board", "b")]
        assert reader.read(key_event("?")) == [Asked("shortcuts", "?")]
        assert reader.read(key_event("Shift+Tab")) == [Asked("previous", "shift+tab")]
        assert reader.read(key_event("Ctrl+-")) == [Asked("text-smaller", "ctrl+-")]
        assert reader.read(key_event("h")) == [Pressed("h")]
        assert reader.read(pygame.event.Event(pygame.QUIT)) == [Closed()]

    def test_letters_are_inert_where_text_is_typed(self, reader):
        reader.typing = True
        assert reader.read(key_event("b")) == [Pressed("b")]
        assert reader.read(key_event("Space")) == [Pressed("space")]
        assert reader.read(key_event("Esc")) == [Asked("back", "escape")]
        assert reader.read(key_event("Ctrl+q")) == [Asked("quit", "ctrl+q")]
        assert reader.read(pygame.event.Event(pygame.TEXTINPUT, text="b")) == [Typed("b")]
        reader.typing = False
        assert reader.read(pygame.event.Event(pygame.TEXTINPUT, text="b")) == []

    def test_an_input_method_that_takes_keys_is_noticed(self, reader):
        assert not reader.composes
        reader.read(pygame.event.Event(pygame.TEXTEDITING, text="b", start=0, length=1))
        assert reader.composes

    def test_changed_keys(self):
        reader = Reader(Bindings({"board": ["j"]}))
        assert reader.read(key_event("j")) == [Asked("board", "j")]
        assert reader.read(key_event("b")) == [Pressed("b")]

    def test_gamepads(self, reader):
        button = pygame.event.Event(pygame.CONTROLLERBUTTONDOWN, button=pygame.CONTROLLER_BUTTON_A)
        assert reader.read(button) == [Asked("enter", "a")]

        def push(value):
            return reader.read(
                pygame.event.Event(pygame.CONTROLLERAXISMOTION, axis=pygame.CONTROLLER_AXIS_LEFTY, value=value)
            )

        assert push(30_000) == [Asked("down", "stick")]
        assert push(32_000) == []
        assert push(0) == []
        assert push(-30_000) == [Asked("up", "stick")]

    def test_pointers_on_dense_screens(self, reader):
        reader.ratio = 2.0
        (found,) = reader.read(pygame.event.Event(pygame.MOUSEMOTION, pos=(10, 20), rel=(0, 0), buttons=(0, 0, 0)))
        assert (found.x, found.y) == (20, 40)


# --- text -------------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def flows():
    return Flows(Fonts(Theme()))


class TestFlow:
    """Text wraps, and keeps its marks."""

    def test_marks(self, flows):
        text = "Beat your [[twin]], or the [[lead time|lead]]. **Now.** `Esc`"
        assert plain(text) == "Beat your twin, or the lead. Now. Esc"
        assert terms(text) == ["twin", "lead time"]
        (line,) = flows.flow(text, "body").lines
        assert [piece.term for piece in line if piece.term] == ["twin", "lead time"]

    @given(
        st.lists(st.sampled_from(["a", "word", "[[twin]],", "**strong**", "`Esc`", "governance", "\n"]), max_size=30),
        st.integers(60, 400),
    )
    def test_nothing_is_lost_and_nothing_sticks_out(self, flows, words, width):
        text = " ".join(words)
        flow = flows.flow(text, "body", width)
        told = " ".join("".join(piece.text for piece in line) for line in flow.lines)
        assert told.split() == plain(text).split()
        widest = max(width, flows.least_width(text, "body") + 12)
        assert flow.width <= widest
        for line in flow.lines:
            for one, other in itertools.pairwise(line):
                assert other.x >= one.x + one.width - 1

    def test_figures_stand_in_columns(self, flows):
        face = Fonts(Theme()).face("body")
        assert face.width("1111", True) == face.width("0000", True) == 4 * face.digit
        assert face.width("1111") < face.width("0000")

    def test_a_size_of_text_is_what_it_says(self):
        assert [Theme(text_percent=p).text_px("body") for p in (100, 125, 150)] == [14, 18, 21]
        assert Theme(scale=2.0).text_px("body") == 28


def test_numbers_and_spans():
    assert (number(-1234.5), number(0.25), number(1e7)) == ("−1,234.5", "0.25", "10,000,000")
    assert (duration(15, "days"), duration(15, "weeks"), duration(3, "weeks")) == ("15 d", "3 wk", "3 d")


# --- layout -----------------------------------------------------------------------------------------------------------
class Leaf:
    """A box that wants to be so wide, and wraps."""

    def __init__(self, wide: float, style: Style | None = None) -> None:
        self.wide, self.style, self.children = wide, style or Style(), ()

    def measure(self, width, least):
        if least:
            return 20.0, 20.0
        if width is None or width >= self.wide:
            return self.wide, 20.0
        return width, 20.0 * math.ceil(self.wide / max(1.0, width))


class Pile(Leaf):
    """A box of boxes."""

    def __init__(self, *children, style: Style) -> None:
        super().__init__(0, style)
        self.children = children

    def measure(self, width, least):
        return None


def test_a_layout():
    one, two = Leaf(100), Leaf(50, Style(grow=1))
    pile = Pile(one, two, style=Style(direction="row", gap=10, padding=(5, 20), width=400))
    places = laid_out(pile, 1000, 1000, 1.0)
    assert (places[id(one)].x, places[id(one)].width) == (20, 100)
    assert (places[id(two)].x, places[id(two)].width) == (130, 250)
    twice = laid_out(pile, 1000, 1000, 2.0)
    assert (twice[id(pile)].width, twice[id(one)].x) == (800, 40)


def test_a_layout_wraps_and_reports_what_fails():
    words = Leaf(500)
    pile = Pile(words, style=Style(width=200))
    assert laid_out(pile, 1000, 1000, 1.0)[id(words)].height == 60

    class Broken(Leaf):
        def measure(self, width, least):
            if width is not None:
                raise ValueError("cannot be measured")
            return 10.0, 10.0

    with pytest.raises(ValueError, match="cannot be measured"):
        laid_out(Pile(Broken(10), style=Style(width=200)), 1000, 1000, 1.0)


def test_focus_goes_to_what_is_nearest_in_a_direction():
    class Spot(Widget):
        focusable = True

    def spot(key, x, y):
        made = Spot(key=key)
        made.path, made.rect = key, pygame.Rect(x, y, 100, 40)
        return made

    spots = [spot("a", 0, 0), spot("b", 120, 0), spot("c", 0, 60), spot("d", 120, 60), spot("far", 600, 30)]

    def to(start, direction):
        found = focus.toward(spots, start, direction)
        return found.key if found is not None else None

    assert (to("a", "right"), to("a", "down"), to("d", "left"), to("d", "up")) == ("b", "c", "c", "b")
    assert (to("a", "up"), to("a", "left"), to("b", "right")) == (None, None, "far")


# --- charts -----------------------------------------------------------------------------------------------------------
def drawn(chart, size=(600, 320)):
    """A chart's pixels, and its plot."""
    surface = pygame.Surface(size)
    theme = Theme()
    fonts = Fonts(theme)
    canvas = Canvas(surface, theme, fonts, Flows(fonts), Recorder())
    canvas.fill(surface.get_rect(), "panel")
    plot = lines.draw(chart, canvas, surface.get_rect().inflate(-20, -20))
    return surface, plot, canvas.recorder


def near(surface, shade, rect):
    """How many pixels in a box are nearly of a colour."""
    part = pygame.surfarray.array3d(surface.subsurface(rect)).astype(int)
    return int((np.abs(part - np.array(shade)).sum(axis=2) < 60).sum())


def one_line(points, **more):
    return LineChart("Lead time", "d", "Tracker", "3 d old", (Line("Tracker", points, **more),), 0, 10)


def test_a_gap_is_a_gap():
    shade = colour(Theme().source(0).colour)
    whole = one_line(tuple((week, 50.0) for week in range(11)))
    broken = one_line(tuple((week, None if 3 < week < 7 else 50.0) for week in range(11)))
    for chart, most in ((whole, 10_000), (broken, 0)):
        surface, plot, _ = drawn(chart)
        left, right = plot.weeks.at(3.5), plot.weeks.at(6.5)
        box = pygame.Rect(round(left), plot.rect.top, round(right - left), plot.rect.height)
        found = near(surface, shade, box)
        assert (found == 0) if most == 0 else (found > 100)


def test_every_chart_says_title_unit_source_and_age():
    for chart in (one_line(((0, 1.0), (10, 2.0))), metric_chart(), twin_chart()):
        _, _, recorder = drawn(chart, (760, 380))
        told = " ".join(text.text for text in recorder.texts)
        assert chart.title in told
        assert chart.unit in told
        assert chart.origin in told
        assert chart.age in told


def test_a_chart_without_a_source_says_so():
    empty = LineChart("Activation", "%", "no source", "", (), 0, 26, empty="No source reports this.")
    _, _, recorder = drawn(empty)
    assert any("No source reports this" in text.text for text in recorder.texts)


def test_provisional_points_are_hollow():
    points = tuple((float(week), 50.0) for week in range(11))
    panel = Theme().colour("panel")
    surface, plot, _ = drawn(one_line(points, provisional_from=9.0))
    x, y = round(plot.weeks.at(10)), round(plot.values.at(50.0))
    assert near(surface, panel, pygame.Rect(x - 1, y - 1, 3, 3)) > 4
    surface, plot, _ = drawn(one_line(points))
    assert near(surface, panel, pygame.Rect(x - 1, y - 1, 3, 3)) == 0


def test_a_picture_is_drawn_once_until_its_data_change():
    class Counting(ChartView):
        times = 0

        def _drawn(self, recorder):
            Counting.times += 1
            return super()._drawn(recorder)

    class Page(Screen):
        id = "page"
        shift = 0.0

        def build(self):
            return column(Counting(metric_chart(self.shift), key="chart", height=300), padding=20)

    page = Page()
    player = Player(page)
    for _ in range(5):
        page.stage.rebuild()
        player.turn()
    assert Counting.times == 1
    page.shift = 0.77
    page.stage.rebuild()
    player.turn()
    assert Counting.times == 2
    assert pictures.weight <= 96 << 20


def test_a_wall_of_charts_is_drawn_over_some_frames():
    player = Player(ChartsPage())
    pictures.clear()
    player.stage.damage_all()
    turns = 0
    while player.turn(seconds=1 / 60):
        turns += 1
        assert turns < 20
    assert turns >= 2
    before = player.pixels()
    player.stage.damage_all()
    player.turn()
    assert player.pixels() == before


def test_dots_never_hide_each_other():
    values = tuple(float(n % 3) for n in range(32))
    placed = dots.stacked(values, scale.Axis(0, 3, 0, 300), 10, 400)
    assert len(placed) == 32
    for n, (value, level) in enumerate(placed):
        for other, level_other in placed[n + 1 :]:
            assert abs(value - other) * 100 >= 9.5 or abs(level - level_other) >= 0.9
    DotStrip("x", "d", "", "", values)


@given(st.lists(st.floats(-1e6, 1e6), max_size=8), st.booleans())
def test_axes_hold_what_is_on_them(values, zero):
    low, high, step = scale.rounded_range(values, zero=zero)
    assert low < high
    assert step > 0
    assert all(low - 1e-6 * step <= value <= high + 1e-6 * step for value in values)
    marks = scale.ticks(low, high, step)
    assert 2 <= len(marks) <= 9
    assert marks[0] == low
    assert math.isclose(marks[-1], high, abs_tol=1e-6 * step)


def test_dashes_keep_their_lengths():
    pieces = strokes.dashed([(0, 0), (50, 0), (100, 0)], (8, 4))
    assert [round(piece[-1][0] - piece[0][0]) for piece in pieces] == [8] * 8 + [4]
    assert strokes.dashed([(0, 0), (9, 0)], ()) == [[(0, 0), (9, 0)]]


# --- what is kept -----------------------------------------------------------------------------------------------------
def test_a_cache_stays_small():
    made = []
    cache = Cache(3, lambda value: value, 100)

    def get(key, value):
        return cache.get(key, lambda: made.append(key) or value)

    for key in "abcabc":
        get(key, 10)
    assert made == ["a", "b", "c"]
    get("d", 10)
    assert "a" not in cache
    get("e", 95)
    assert cache.weight <= 105
    assert len(cache) <= 3


def test_memory_is_flat_over_many_weeks():
    from engine.ui.widgets import chips

    player = Player(BusyPage(), Settings())
    for _ in range(12):
        player.stage.front.screen.week()
        player.turn(seconds=1.2)
    glides = len(player.stage.motion._glides)
    memory = len(player.stage.front.memory)
    for _ in range(40):
        player.stage.front.screen.week()
        player.turn(seconds=1.2)
    assert len(player.stage.motion._glides) == glides
    assert len(player.stage.front.memory) == memory
    assert chips._items.weight <= 8 << 20


# --- settings ---------------------------------------------------------------------------------------------------------
def test_settings_are_kept(tmp_path):
    store = Store(tmp_path / "steerco")
    assert store.load() == Settings()
    wanted = Settings(text_percent=125, sound=True, keys={"board": ["j"]})
    store.save(wanted)
    assert (store.trouble, Store(tmp_path / "steerco").load()) == ("", wanted)


@pytest.mark.parametrize(
    "damage",
    [
        "{",
        '{"text_percent": 110}',
        '{"text_percent": "125"}',
        '{"keys": {"fly": ["j"]}}',
        '{"other": 1}',
        "[" * 5000,
        "\ufeff",
    ],
)
def test_damaged_settings_are_set_aside_with_a_word(tmp_path, damage):
    (tmp_path / "settings.json").write_text(damage, encoding="utf-8")
    store = Store(tmp_path)
    assert store.load() == Settings()
    assert store.trouble.startswith("settings.json could not be used: ")
    assert "\n" not in store.trouble


def test_settings_that_cannot_be_written_hold_and_say_so(tmp_path):
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file")
    store.save(Settings(sound=True))
    assert store.trouble.startswith("settings.json could not be written: ")


def test_larger_and_smaller_text_end_somewhere():
    settings = Settings()
    for wanted in (125, 150, 150):
        settings = with_text(settings, larger=True)
        assert settings.text_percent == wanted
    assert with_text(Settings(), larger=False).text_percent == 100
    assert json.loads(Settings().model_dump_json(exclude_defaults=True)) == {}


# --- sound and work beside the window ---------------------------------------------------------------------------------
def test_five_cues_that_do_not_clip_or_click():
    assert len(sound.CUES) == 5
    for cue in sound.CUES:
        wave = sound.wave(cue)
        assert 0.04 <= len(wave) / sound.RATE <= 0.6, cue
        assert np.abs(wave).max() <= sound.LOUDNESS * 32_767 + 1, cue
        assert abs(int(wave[0])) < 400, cue
        assert abs(int(wave[-1])) < 400, cue


def test_sound_is_off_unless_asked_for_and_never_fails(monkeypatch):
    sounds = sound.Sounds()
    assert not sounds.play("confirm")
    sounds.on = True

    def no_device(*_):
        raise pygame.error("No such audio device")

    monkeypatch.setattr(pygame.mixer, "get_init", lambda: None)
    monkeypatch.setattr(pygame.mixer, "init", no_device)
    assert not sounds.play("confirm")
    assert not sounds.play("done")


def test_sound_plays_where_it_can():
    sounds = sound.Sounds()
    sounds.on = True
    try:
        assert sounds.play("week")
    finally:
        pygame.mixer.quit()


def test_work_beside_the_window_is_noticed_when_it_ends():
    gate = threading.Event()
    tasks = Tasks()
    task = tasks.start(lambda: gate.wait(10) and 42)
    failed = tasks.start(lambda: 1 / 0)
    assert not tasks.settle()
    assert tasks.busy
    gate.set()
    assert task.wait() == 42
    failed.wait()
    assert failed.error == "ZeroDivisionError: division by zero"
    assert tasks.settle()
    assert not tasks.busy
    tasks.close()


# --- the loop ---------------------------------------------------------------------------------------------------------
def test_nothing_is_drawn_while_nothing_changes():
    player = Player(sample("title", "normal"), Settings(reduced_motion=True))
    assert [player.turn(seconds=0.016) for _ in range(20)] == [0] * 20
    assert player.stage.wait_ms() is None
    player.press("Tab")
    assert player.turn(seconds=0.016) == 0


def test_what_slides_is_drawn_until_it_is_there():
    player = Player(BusyPage(), Settings())
    player.turn()
    player.stage.front.screen.week()
    drawn = [player.turn(seconds=1 / FRAMES_A_SECOND) for _ in range(30)]
    moving = sum(map(bool, drawn))
    assert 8 <= moving <= 16, "150 ms of frames"
    assert not any(drawn[-10:])


def test_with_reduced_motion_it_is_there_at_once():
    player = Player(BusyPage(), Settings(reduced_motion=True))
    player.turn()
    player.stage.front.screen.week()
    drawn = [player.turn(seconds=1 / FRAMES_A_SECOND) for _ in range(5)]
    assert drawn[0] > 0
    assert not any(drawn[2:])


def test_a_resized_window_is_laid_out_anew():
    player = Player(sample("title", "normal"))
    before = player.find("continue").rect
    player.loop.window._surface = pygame.Surface((2560, 1600))
    player.turn(pygame.event.Event(pygame.WINDOWSIZECHANGED, x=2560, y=1600))
    after = player.find("continue").rect
    assert player.stage.theme.scale == 2.0
    assert abs(after.width - 2 * before.width) <= 4


def test_closing_the_window_ends_the_loop():
    player = Player(sample("title", "normal"))
    player.turn(pygame.event.Event(pygame.QUIT))
    assert player.stage.left


def test_larger_text_by_key_is_kept():
    kept = []
    services = Services(Store(None), lambda: Home(True))
    services.keep = kept.append
    player = Player(sample("title", "normal"))
    player.stage.services = services
    player.press("Ctrl+=")
    assert player.stage.theme.text_percent == 125
    assert kept[-1].text_percent == 125


def test_timing_times_frames():
    times = measure(1.5)
    assert len(times.frames) == 90
    assert len(times.weeks) == 1
    assert "median" in times.told("all", times.frames)
    assert len(redrawn(3)) == 3


# --- pictures ---------------------------------------------------------------------------------------------------------
def test_the_gallery_writes_and_judges(tmp_path, capsys):
    assert gallery(["--out", str(tmp_path), "--only", "title-first"]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"title-first-{p}.png" for p in (100, 125, 150)]
    assert "3 pictures" in capsys.readouterr().out


def test_the_same_picture_twice():
    surfaces = []
    for _ in range(2):
        stage = staged(sample("settings", "normal"))
        surface = pygame.Surface(stage.size)
        stage.paint(surface)
        surfaces.append(pygame.image.tobytes(surface, "RGB"))
    assert surfaces[0] == surfaces[1]


def test_a_recorder_changes_no_pixel():
    pixels = []
    for recorder in (None, Recorder()):
        stage = staged(BusyPage(), Settings(reduced_motion=True))
        surface = pygame.Surface(stage.size)
        stage.paint(surface, recorder)
        pixels.append(pygame.image.tobytes(surface, "RGB"))
    assert pixels[0] == pixels[1]
    assert Label("x").text == "x"
    assert row().style.direction == "row"
    assert checks.TEXT_CONTRAST == 4.5
