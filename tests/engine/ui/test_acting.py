"""Asking for things in the window: forms, launches, predictions, refusals, on a game that really runs."""

from __future__ import annotations

from concurrent.futures import Future

import pygame
import pytest

from engine.play.service import InProcess
from engine.ui import forms
from engine.ui.charts.lines import runs
from engine.ui.charts.reported import chart_of, done
from engine.ui.example_company import directory, shelf, wall
from engine.ui.playing import PlayScreen
from engine.ui.record import Recorder
from engine.ui.running import Running
from engine.ui.screens.act import ActScreen
from engine.ui.screens.catalogue import CatalogueScreen
from engine.ui.screens.metrics import MetricsScreen
from engine.ui.screens.stakeholders import StakeholdersScreen
from sim.commands import COMMANDS, Adjust, Engage, Launch, Note, Predict, SetPolicy
from tests.engine.ui.players import Player


@pytest.fixture(scope="module")
def game(tmp_path_factory):
    running = Running(InProcess())
    running.start("seven-roadmaps", 7, tmp_path_factory.mktemp("saves") / "game.replay")
    running.done_before = True
    yield running
    running.close()


@pytest.fixture
def running(game):
    while game.undo() is not None:
        pass
    game.led.clear()
    return game


def playing(running: Running, screen: type[PlayScreen]) -> Player:
    player = Player(screen(running))
    player.stage.services.running = running
    return player


def words(player: Player) -> str:
    """Everything that can be read on screen."""
    told = Recorder()
    player.stage.paint(pygame.Surface(player.stage.size), told)
    return " ".join(text.text for text in told.texts)


def kinds(running: Running) -> list[str]:
    assert running.status is not None
    return [command.kind for command in running.status.queue]


# -- Launch and predict ------------------------------------------------------------------------------------------------


def test_a_launch_by_keys_is_queued_and_predicted_in_three_more(running):
    player = playing(running, CatalogueScreen)
    player.press("l")
    assert player.screen == "launch"
    said = words(player)
    assert "Political capital" in said
    assert "Ines Varga" in said
    player.press("Enter")
    player.turn()
    assert kinds(running) == ["launch"]
    assert player.screen == "predict"
    player.press("2", "2", "1")
    player.turn()
    assert player.screen == "catalogue"
    launch, predict = running.status.queue
    assert isinstance(launch, Launch)
    assert isinstance(predict, Predict)
    assert (predict.for_, predict.direction, predict.band) == (launch.intervention, "down", "5-to-15")
    player.press("u", "u")
    assert kinds(running) == []


def test_a_launch_by_pointer_alone(running):
    player = playing(running, CatalogueScreen)
    player.click_key("launch")
    player.click_key("teams-insights")
    player.click(*(player.find("sponsor").rect.right - 10, player.find("sponsor").rect.centery))
    player.click_key("ask")
    player.turn()
    for key in ("direction-1", "band-3", "week-2"):
        player.click_key(key)
    player.turn()
    launch, predict = running.status.queue
    assert launch.sponsor == "okan-demir"
    assert "insights" not in launch.teams
    assert len(launch.teams) == 8
    assert (predict.direction, predict.band) == ("up", "over-15")


def test_flat_has_no_size_and_nothing_is_filled_in_beforehand(running):
    running.ask(Launch(intervention="wip-limits", sponsor="okan-demir"))
    player = playing(running, CatalogueScreen)
    player.turn()
    assert player.screen == "predict"
    tree = player.stage.front.tree
    assert not [w for w in tree.walk() if getattr(w, "_chosen", False) is True]
    player.press("3", "2")
    player.turn()
    assert [(c.direction, c.band) for c in running.status.queue if isinstance(c, Predict)] == [("flat", "under-5")]


def test_a_prediction_can_be_about_another_source(running):
    running.ask(Launch(intervention="wip-limits", sponsor="okan-demir"))
    player = playing(running, CatalogueScreen)
    player.turn()
    second = running.status.prompts[0].targets[1]
    player.stage.focus_key("target")
    player.press("Right", "1", "3", "3")
    player.turn()
    predict = running.status.queue[-1]
    assert isinstance(predict, Predict)
    assert (predict.metric, predict.source) == (second.metric, second.source)


def test_escape_skips_a_prediction_and_that_is_recorded(running):
    running.ask(Launch(intervention="wip-limits", sponsor="okan-demir"))
    player = playing(running, CatalogueScreen)
    player.turn()
    player.press("Esc")
    player.turn()
    assert player.screen == "catalogue"
    assert kinds(running) == ["launch", "note"]
    assert running.status.prompts == ()


# -- Refusals ----------------------------------------------------------------------------------------------------------


def test_a_refusal_gives_rule_gap_and_what_comes_nearest_one_key_away(running):
    for practice in ("raci", "wip-limits"):
        running.ask(Launch(intervention=practice, sponsor="ines-varga", intensity="light"))
        running.skip_prediction(practice)
    player = playing(running, CatalogueScreen)
    before = kinds(running)
    player.press("l")
    said = words(player)
    assert "Not possible: Ines Varga carries as many changes as a sponsor can." in said
    assert "You have 2 active, need fewer than 2." in said
    assert "Nothing is spent." in said
    player.press("Enter")
    assert kinds(running) == before
    player.press("1")
    said = words(player)
    assert "Not possible" not in said
    assert "Okan Demir" in said


@pytest.mark.parametrize(
    ("said", "tried", "wanted"),
    [
        (
            "launch raci light in 2 of 9 teams",
            Launch(intervention="raci", sponsor="ines-varga"),
            Launch(intervention="raci", sponsor="ines-varga", intensity="light", teams=["booking-web", "booking-core"]),
        ),
        (
            "the same with sponsor okan-demir",
            Launch(intervention="raci", sponsor="ines-varga"),
            Launch(intervention="raci", sponsor="okan-demir"),
        ),
        ("engage ines-varga how prewire", Note(text="x"), Engage(person="ines-varga", how="prewire")),
        ("adjust decision-rights light", Note(text="x"), Adjust(intervention="decision-rights", intensity="light")),
        ("launch raci in 3 weeks", Note(text="x"), None),
        ("another line", Note(text="x"), None),
    ],
)  # fmt: skip
def test_what_comes_nearest_is_read_as_a_command(said, tried, wanted):
    found = forms.nearest_command(said, tried, forms.Known(directory(), 9, 52))
    if wanted is None:
        assert found is None
    else:
        assert found is not None
        assert found.model_copy(update={"for_": "general"}) == wanted


def test_what_cannot_be_kept_is_said_and_nothing_is_lost(running, monkeypatch):
    player = playing(running, CatalogueScreen)
    player.press("k")
    player.type("hm")

    def full(_command):
        raise OSError("No space left on device")

    monkeypatch.setattr(running, "ask", full)
    player.press("Enter")
    assert player.screen == "note"
    assert player.stage.notice == "No space left on device"
    monkeypatch.undo()
    player.press("Enter")
    assert kinds(running) == ["note"]


def test_a_panel_waits_while_a_week_runs(running):
    player = playing(running, CatalogueScreen)
    running._week = Future()
    player.press("l")
    assert "Reading" in words(player)
    running._week = None
    player.stage.rebuild()
    player.turn()
    assert player.focus == "ask"
    assert "Political capital" in words(player)


# -- Every verb --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", COMMANDS)
def test_every_verb_has_a_form_that_gives_a_command_or_says_what_is_missing(running, kind):
    screen = ActScreen(running, kind)
    player = playing(running, CatalogueScreen)
    player.stage.push(screen)
    player.turn()
    command = forms.built(kind, {}, screen.known())
    said = words(player)
    if isinstance(command, str):
        assert command in said
    else:
        assert command.kind == kind
        shown = running.preview(command)
        assert ("Not possible" in said) is not shown.possible
    wanted = {field.key for field in forms.fields(kind, {}, screen.known())}
    named = {field.alias or name for name, field in COMMANDS[kind].model_fields.items()} - {"kind", "for"}
    assert wanted <= named
    assert named - wanted <= {"items", "item"}  # what the board does by pointing


def test_the_palette_finds_a_verb_and_its_form_queues_it(running):
    player = playing(running, CatalogueScreen)
    player.press("x")
    player.type("policy")
    player.press("Enter")
    assert player.screen == "act"
    player.press("Right")  # from release interval to emergency path
    player.stage.focus_key("value")
    player.press("Right", "Right")
    player.stage.focus_key("ask")
    player.press("Enter")
    (queued,) = running.status.queue
    assert isinstance(queued, SetPolicy)
    assert (queued.policy, queued.line, queued.value) == ("emergency-path", "all", "team")
    assert player.screen == "catalogue"


def test_a_note_is_typed_and_letters_are_text_there(running):
    player = playing(running, CatalogueScreen)
    player.press("k")
    player.type("ask ruth")
    player.press("Enter")
    assert [command.text for command in running.status.queue if isinstance(command, Note)] == ["ask ruth"]


def test_one_of_a_group_of_fields_takes_the_place_of_another(running):
    screen = ActScreen(running, "audit")
    playing(running, CatalogueScreen).stage.push(screen)
    screen.change("forum", "booking-board")
    command = forms.built("audit", screen.given, screen.known())
    assert not isinstance(command, str)
    assert command.arguments()["forum"] == "booking-board"
    assert "source" not in command.arguments()


# -- Catalogue, stakeholders, metrics ----------------------------------------------------------------------------------


def test_the_catalogue_lists_its_shelf_or_all_of_it(running):
    player = playing(running, CatalogueScreen)
    assert len(player.find("entries").items) == 12
    player.stage.focus_key("which")
    player.press("Right")
    assert len(player.find("entries").items) == 29


def test_somebody_is_engaged_in_two_keys(running):
    player = playing(running, StakeholdersScreen)
    player.press("e", "1")
    (queued,) = running.status.queue
    assert isinstance(queued, Engage)
    assert queued.how == "listen"
    assert player.screen == "stakeholders"


def test_a_press_on_the_map_chooses_who_is_shown(running):
    player = playing(running, StakeholdersScreen)
    spot = player.find("map")
    places = spot._places()
    player.click(*places[2])
    people = running.waited("stakeholders").people
    assert people[2].name in words(player)
    assert player.stage.front.screen.chosen == people[2].id


def test_a_metric_is_enlarged_asked_about_and_audited(running):
    player = playing(running, MetricsScreen)
    player.press("Enter")
    assert player.stage.front.screen.large == "flow.lead"
    player.press("Left", "y")
    assert player.screen == "why"
    assert "There may be causes nobody recorded." in words(player)
    player.press("Esc", "c")
    assert player.screen == "act"
    player.stage.focus_key("ask")
    player.press("Enter")
    assert kinds(running) == ["audit"]
    player.press("Esc")
    assert player.stage.front.screen.large == ""


def test_digits_hide_a_source_and_show_it_again(running):
    player = playing(running, MetricsScreen)

    def drawn() -> list[bool]:
        return [line.on for line in player.find("flow.lead").chart.lines]

    assert drawn() == [True, True]
    player.press("2")
    assert drawn() == [True, False]
    player.press("2")
    assert drawn() == [True, True]


def test_a_click_enlarges_a_chart(running):
    player = playing(running, MetricsScreen)
    player.click_key("dec.latency")
    assert player.stage.front.screen.large == "dec.latency"


def test_lines_gap_at_breaks_and_where_no_figure_came():
    panel = next(one for one in wall().panels if one.id == "flow.wip")
    broken = chart_of(panel, 9).lines[1]
    first, second = runs(broken.points)
    assert first[-1][0] == 2
    assert second[0][0] == 3


def test_what_was_done_is_marked_on_the_axis_of_time():
    marked = done(shelf(), None)
    assert [(one.week, one.label) for one in marked] == [(5, "Decision-rights matrix")]
    chart = chart_of(wall().panels[0], 9, marked)
    assert chart.happenings == marked
    assert chart.spans[0].begin == 5
