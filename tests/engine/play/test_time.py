"""When time stands still, how fast it goes, and what the coach says meanwhile."""

from __future__ import annotations

import re

import pytest

from engine.catalogue import scenario_ids
from engine.errors import InputError
from engine.play import coach as coaching
from engine.play.clock import SPEEDS, Clock
from engine.play.pauses import ALWAYS, OPTIONAL, Settings
from engine.views.inbox import interrupting
from sim import events as ev
from sim.card import INTERRUPTIONS, OUTAGE
from sim.cards import cards
from sim.evolving.cards import KEY_BASE
from tests.engine.play.made import begin, launch, leave_all, play_on


@pytest.fixture(scope="module", params=[name for name in scenario_ids() if name != "reference-network"])
def played(request, tmp_path_factory):
    """A whole tenure of each scenario that deals cards, with every reason to stand still noted."""
    with begin(tmp_path_factory.mktemp("time"), request.param, 11) as game:
        game.settings = Settings(threshold=True, restatement=True, default_taken=True)
        seen = []
        play_on(game, 60, lambda _, over: seen.append(over))
        yield game, seen


def test_interruptions_keep_to_their_cap_but_for_outages(played):
    game, _ = played
    allowed = interrupting(game.told)
    numbers = {card.id: card.number for card in cards().values()}
    deck = {card.number: card for card in cards().values()}
    dealt: dict[str, int] = {}
    ordinals: dict[int, int] = {}
    for one in game.chronicle.of(int(ev.CARD_DEALT)):
        ordinals[one.subject] = ordinals.get(one.subject, 0) + 1
        card = deck[one.subject // KEY_BASE]
        entity = game.template.index.entity(card.scope, one.subject % KEY_BASE)
        dealt[f"{card.id}/{entity}/{ordinals[one.subject]}"] = one.week
    assert allowed <= set(dealt)
    capped = sorted(dealt[card] for card in allowed if numbers[card.partition("/")[0]] != OUTAGE)
    for most, weeks in INTERRUPTIONS:
        assert all(sum(week <= other < week + weeks for other in capped) <= most for week in capped)


def test_pauses_have_known_reasons_and_fall_where_they_belong(played):
    game, seen = played
    reasons = {pause.reason for over in seen for pause in over.pauses}
    assert reasons <= {*ALWAYS, *OPTIONAL}
    history = game.scenario.weeks.history
    for over in seen:
        had = {pause.reason for pause in over.pauses}
        last = over.week == game.scenario.weeks.tenure
        assert ("review" in had) == ((history + over.week) % 13 == 0 and not last)
        assert ("tenure-over" in had) == last
        for pause in over.pauses:
            if pause.reason == "must-answer":
                assert re.fullmatch(r"Answer: .+ \(due (Mon|Tue|Wed|Thu|Fri)( in \d+ weeks?)?\)", pause.text)
    lapsed = {game.told.tenure(one.week) for one in game.chronicle.of(int(ev.CARD_LAPSED), since=history + 1)}
    paused = {over.week for over in seen for pause in over.pauses if pause.reason == "default-taken"}
    assert paused == {week for week in lapsed if week <= seen[-1].week}


def test_optional_pauses_are_off_unless_wanted(tmp_path):
    with begin(tmp_path, "five-dashboards", 11) as game:
        seen = []
        play_on(game, 12, lambda _, over: seen.extend(pause.reason for pause in over.pauses))
    assert not set(seen) & set(OPTIONAL)


def test_the_clock_runs_at_its_speed_stops_for_reasons_and_owes_nothing_after_a_panel():
    clock = Clock()
    assert not clock.due(0.0)
    clock.toggle()
    assert not clock.due(10.0)
    assert not clock.due(11.1)
    assert clock.due(11.2)
    assert not clock.due(12.0)
    clock.held = True
    assert not clock.due(30.0)
    clock.held = False
    assert not clock.due(30.0)
    assert clock.due(31.2)
    clock.faster()
    assert clock.speed == SPEEDS[0]
    clock.faster(-1)
    clock.faster(-1)
    clock.faster(-1)
    assert clock.speed == SPEEDS[2]
    clock.passed(3, happened=True, stands=False)
    assert clock.running
    clock.passed(4, happened=False, stands=True)
    assert not clock.running


@pytest.mark.parametrize(("until", "weeks"), [("week", 1), ("event", 3), ("quarter", 13)])
def test_jumps_end_where_they_are_meant_to(until, weeks):
    clock, now, week = Clock(), 0.0, 0
    clock.jump(until)
    assert clock.due(now), "a jump begins at once"
    while clock.running:
        week += 1
        clock.passed(week, happened=week == 3, stands=False)
        now += 2.5
        clock.due(now)
    assert week == weeks


def test_at_most_one_week_is_due_however_late_the_caller_is():
    clock = Clock(running=True)
    clock.due(0.0)
    assert clock.due(100.0)
    assert not clock.due(100.1)


def test_the_coach_keeps_to_its_words_and_its_first_scenario(tmp_path):
    lines = coaching.lines()
    assert len({line.id for line in lines}) == len(lines)
    assert all(len(line.text.split()) <= coaching.MOST_WORDS for line in lines)
    with begin(tmp_path, "seven-roadmaps") as game:
        assert coaching.coach(game) is None


def test_the_first_game_opens_on_an_outage_and_is_coached_to_its_end(tmp_path):
    with begin(tmp_path, coaching.FIRST, coaching.first_seed()) as game:
        assert [card.type for card in game.inbox.cards] == ["outage"]
        first = coaching.coach(game)
        assert first is not None
        assert first.id == "outage"
        assert coaching.coach(game, done=True) is None
        said, dismissed = [], set()
        while not game.over:
            while (line := coaching.coach(game, dismissed)) is not None:
                said.append((game.week, line.id))
                dismissed.add(line.id)
                if line.command is not None:
                    assert not game.ask(line.command).possible, "a refusal that costs nothing"
            if game.week == 3:
                game.ask(launch(game))
                prompt = coaching.coach(game, dismissed)
                assert prompt is not None
                assert prompt.id == "predict"
            leave_all(game)
            game.advance()
        assert {"outage", "welcome", "metrics", "shelf", "lag", "refusal", "review"} <= {line for _, line in said}
        assert (11, "refusal") in said
        assert coaching.coach(game).id == "over"


def test_screens_open_in_their_weeks_and_at_once_for_who_has_done_this():
    assert coaching.opens("board") == 1
    assert coaching.opens("timeline") == 13
    assert coaching.opens("timeline", done=True) == 1
    assert set(coaching.screens()) == {"metrics", "catalogue", "stakeholders", "timeline", "review"}


def test_leaving_a_card_that_does_not_wait_is_refused(tmp_path):
    with begin(tmp_path) as game, pytest.raises(InputError, match="waits for an answer"):
        game.leave("outage/checkout/99")
