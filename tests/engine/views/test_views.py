"""Views hold what is told and nothing else, in every scenario; and they say it within their limits."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys

import numpy as np
import pytest

from engine.catalogue import scenario_ids
from engine.log.codec import decode_columns, decode_days, encode_week
from engine.play.game import Game
from engine.play.predictions import scored
from engine.views.board import board
from engine.views.brief import MOST_WORDS, brief
from engine.views.briefing import briefing
from engine.views.chronicle import Chronicle
from engine.views.directory import directory
from engine.views.inbox import inbox
from engine.views.models import STAGES
from engine.views.moments import LANES
from engine.views.names import due, letters
from engine.views.people import stakeholders
from engine.views.review import guesses, review
from engine.views.shelf import shelf
from engine.views.timeline import timeline
from engine.views.told import Told
from engine.views.visible import COUNTED, NOTICED, VISIBLE, visible
from engine.views.wall import metrics_wall
from engine.views.why import pushes, why
from sim.events import NUMBERS
from sim.interventions import catalogue
from sim.world import SCHEMA, WORLD
from tests.engine.play.made import begin, launch, play_on

WEEKS = 16
HIDDEN = {  # of what must never be shown, the worst
    "items": {"value", "size_min", "left_min", "sibling", "younger", "need"},
    "sources": {"bias", "noise", "broken", "break_bias", "drift_permille"},
    "stakeholders": {"trust_ppm"},
    "scopes": {"adoption_ppm", "fidelity_ppm"},
    "practices": {"fidelity"},
    "teams": {"burnout_ppm"},
    "levers": {"base", "value"},
    "experiments": {"trial", "estimate_permille", "signal"},
}


@pytest.fixture(scope="module", params=scenario_ids())
def game(request, tmp_path_factory):
    """A game of each scenario in its second quarter, with something launched and something predicted."""
    with begin(tmp_path_factory.mktemp("views"), request.param, 5) as begun:
        if begun.scenario.shelf:
            begun.ask(launch(begun))
            begun.ask(begun.prompts[0].predict(1, 2, 3))
        play_on(begun, WEEKS)
        yield begun


def launched(game: Game) -> list[str]:
    """What was launched and not declined: in some companies the first one asked says no."""
    return [one.asked["for"] for one in game.chronicle.given if one.accepted and one.asked["kind"] == "launch"]


def all_views(told: Told, game: Game) -> list[object]:
    index, week = told.template.index, told.week - 1
    return [
        board(told), briefing(told), shelf(told), inbox(told), stakeholders(told), timeline(told, scored(game.session)),
        metrics_wall(told), brief(told), review(told, [], index.lines), guesses(told),
        directory(told),
        *(why(told, told.metric(n).id, source, week) for n, source in enumerate(index.sources)),
    ]  # fmt: skip


def test_no_view_depends_on_anything_hidden(game):
    plain = all_views(game.told, game)
    forged, chance = game.session.worlds.copy(), np.random.default_rng(1)
    changed = 0
    for entity, (_, integers, floats) in SCHEMA.items():
        for field in (*integers, *floats):
            if field not in VISIBLE.get(entity, ()):
                column = forged[0][entity][field]
                column[:] = chance.integers(1, 1000, column.shape)
                changed += 1
    assert changed > 200
    told = Told.of(game.template, forged, game.chronicle)
    assert all_views(told, game) == plain
    assert pickle.dumps(plain)


def test_the_chronicle_keeps_nothing_of_hidden_events(game):
    recording, open_ = game.recording(), sorted(NOTICED | COUNTED)
    taken, forged = Chronicle(), Chronicle()
    for week in range(1, recording.weeks + 1):
        payload = bytes(recording.payloads[week - 1])
        columns, days = decode_columns([payload]), decode_days([payload])
        hidden = ~np.isin(columns.kind, open_)
        for column in (columns.subject, columns.object, columns.amount):
            column[hidden] = 7
        day_counts = np.bincount(days, minlength=5)
        taken.take_week(week, payload)
        forged.take_week(
            week, encode_week(week, day_counts, columns.kind, columns.subject, columns.object, columns.amount)
        )
    assert taken.happenings == forged.happenings == game.chronicle.happenings
    assert taken.figures == forged.figures
    assert all((a == b).all() for a, b in zip(taken.totals, forged.totals, strict=True))


def test_the_worst_of_truth_is_not_on_the_list():
    for entity, fields in HIDDEN.items():
        assert fields <= {*SCHEMA[entity][1], *SCHEMA[entity][2]}, entity
        assert not fields & set(VISIBLE.get(entity, ())), entity
    for entity, fields in VISIBLE.items():
        assert set(fields) <= {*SCHEMA[entity][1], *SCHEMA[entity][2]}, entity
    for name in (
        "SourceBroke", "SourceDrifted", "ItemValued", "ValueDelivered", "HarmAccrued", "DuplicateBorn",
        "DuplicateShipped", "TrustMoved", "AdoptionMoved", "FidelityMoved", "BurnoutMoved", "BurnoutCounted",
        "FeatureValued", "UpliftClaimed", "WinnerShipped", "ShadowWorked", "ForecastMeasured",
    ):  # fmt: skip
        assert NUMBERS[name] not in NOTICED | COUNTED, name


def test_a_visible_world_is_empty_but_for_what_is_listed(game):
    told = visible(game.session.worlds)
    assert told.dtype == WORLD
    for entity, fields in VISIBLE.items():
        for field in fields:
            assert (told[0][entity][field] == game.session.worlds[0][entity][field]).all()
    assert not told[0]["items"]["value"].any()
    assert not told[0]["stakeholders"]["trust_ppm"].any()


def test_an_earlier_week_is_rebuilt_from_the_log_as_it_was_told_then(tmp_path):
    with begin(tmp_path, "seven-roadmaps") as game:
        then = {}
        for _ in range(6):
            then[game.week] = [*all_views(game.told, game)[:5], brief(game.told), metrics_wall(game.told)]
            play_on(game, 1)
        for week, views in then.items():
            told = game.at(week)
            assert told.week == week
            assert [*all_views(told, game)[:5], brief(told), metrics_wall(told)] == views


def test_the_board_counts_every_open_item_once(game):
    shown = board(game.told)
    assert [cell.stage for cell in shown.rows[0].cells] == list(STAGES)
    friday = game.chronicle.friday(shown.recorded_week + game.scenario.weeks.history)
    chips = [chip for row in shown.rows for cell in row.cells for chip in (*cell.queue, *cell.active)]
    assert len(chips) == len(friday.rows)
    assert len({chip.item for chip in chips}) == len(chips)
    assert all(chip.weeks_in_stage >= 0 and chip.weeks_open >= 0 for chip in chips)
    assert len({row.letter for row in shown.rows}) == len(shown.rows)
    assert len(shown.tiles) == 4
    assert all(tile.source and (tile.value is not None or tile.source == "none") for tile in shown.tiles[:2])
    assert shown.age_days == (game.told.world_week - friday.week) * 5
    assert re.match(r"Tracker, as recorded (Friday|\d+ working days ago)\.", shown.caption)


def test_each_source_is_a_series_of_its_own_with_lag_age_and_band(game):
    wall = metrics_wall(game.told, [(command, before) for command, _, before in game.session.pending])
    told = {source.id for panel in wall.panels for source in panel.sources}
    assert told == {source.id for source in game.scenario.sources}
    for panel in wall.panels:
        for source in panel.sources:
            readings = game.told.reported.readings[source.id]
            assert len(source.points) == readings.published
            if source.points:
                assert source.points[-1].value == pytest.approx(readings.value)
                assert source.age_days >= 0
            assert source.band is None or source.band[0] <= source.band[1]
    assert not {metric for metric, _ in wall.unreported} & {panel.id for panel in wall.panels}


def test_the_catalogue_holds_all_and_the_shelf_first(game):
    entries = shelf(game.told).entries
    assert len(entries) == len(catalogue()) == 29
    assert {entry.id for entry in entries[: len(game.scenario.shelf)]} == set(game.scenario.shelf)
    for entry in entries:
        assert all((entry.mechanism, entry.needs, entry.fails_when, entry.first_signs, entry.grade))
        assert (entry.reported_adoption is None) == (entry.phase != "live")
        assert entry.audited_fidelity is None  # nothing was audited
    assert [entry.id for entry in entries if entry.phase in {"live", "set-up"}] == launched(game)


def test_the_brief_keeps_to_its_words_every_week(game):
    for week in range(2, WEEKS + 1, 3):
        said = brief(game.at(week))
        assert 0 < said.words <= MOST_WORDS
        assert said.quote


def test_briefing_people_and_guesses(game):
    told = briefing(game.told)
    assert sum(weight.percent for weight in told.weights) == 100
    assert 1 <= len(told.sentences) <= 6
    assert [one.source for one in told.baseline] == game.template.index.sources
    assert all(one.value is not None or one.figures == 0 for one in told.baseline)
    people = stakeholders(game.told)
    assert len(people.people) == len(game.scenario.sponsors)
    assert all(0 <= person.interest <= 1 for person in people.people)
    assert [move.for_ for move in guesses(game.told).moves] == launched(game)


def test_timeline_has_its_lanes_in_order(game):
    shown = timeline(game.told, scored(game.session))
    assert tuple(shown.lanes) == LANES
    assert shown.gaps == ()
    assert (shown.first_week, shown.last_week) == (1 - game.scenario.weeks.history, WEEKS)
    for marks in shown.lanes.values():
        assert [mark.week for mark in marks] == sorted(mark.week for mark in marks)
        assert all(mark.until is None or mark.until >= mark.week for mark in marks)
    assert bool(shown.lanes["commands"]) == bool(game.scenario.shelf)


def test_the_review_counts_what_meetings_took_and_decided(game):
    shown = review(game.told, scored(game.session), game.uncommitted)
    for forum in shown.forums:
        assert forum.hours_per_week >= 0
        assert forum.decided_13_weeks >= 0
    assert [team.id for team in shown.teams] == game.template.index.teams
    assert set(shown.uncommitted) == set(game.template.index.lines)


def test_why_never_names_a_hidden_event_or_a_size(game):
    for n, source in enumerate(game.scenario.sources):
        for week in (2, 8, WEEKS - 1):
            said = why(game.told, game.told.metric(n).id, source.id, week)
            assert said.closing == "There may be causes nobody recorded."
            assert not any(re.search(r"\d", cause.text) for cause in said.causes)
            assert all(cause.week <= week + 3 for cause in said.causes)
            if said.inside:
                assert all("source" in cause.text for cause in said.causes)


def test_pushes_name_metrics_and_events_that_exist():
    from engine.evidence.mechanisms import because

    for metric, edges in pushes().items():
        upstream = {one.event for one in because()[metric]}
        assert set(edges) <= upstream, metric
        assert set(edges.values()) <= {"up", "down", "unclear"}


def test_models_are_received_without_the_kernel():
    script = (
        "import sys, engine.views.models, engine.views.options, engine.views.moments, engine.play.messages\n"
        "import engine.play.worker, engine.play.clock\n"
        "import sim.commands\n"
        "assert not {'numba', 'scipy', 'pygame', 'altair', 'duckdb'} & set(sys.modules), sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_words_for_days_and_letters():
    assert [due(days) for days in (-1, 0, 3, 5, 11)] == ["overdue", "Mon", "Thu", "Mon in 1 week", "Tue in 2 weeks"]
    line = type("Line", (), {})

    def named(name: str):
        made = line()
        made.id = made.name = name
        return made

    assert letters([named("Booking"), named("Box"), named("Bob")]) == {"Booking": "B", "Box": "O", "Bob": "A"}
