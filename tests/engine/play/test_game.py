"""A game: queue and undo, the plan's bytes, saves that survive anything, branches, the end."""

from __future__ import annotations

import errno
import os
import pathlib
import signal
import subprocess
import sys

import pytest

from engine.catalogue import load_plan, scenario_ids
from engine.commands.recording import record
from engine.errors import InputError
from engine.log import LogError, LogWriter, files, read
from engine.play import coach as coaching
from engine.play import saves
from engine.play.draft import draft_file
from engine.play.game import Blocked, Game
from engine.replay import commands_of, fold, rerun
from engine.session import Session
from sim.commands import Answer, Command, Note, Rank, SetPolicy
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from tests.engine.play.made import begin, launch, leave_all, play_by, play_on
from tests.engine.views.test_views import all_views

ROOT = pathlib.Path(__file__).resolve().parents[3]
PATH = SetPolicy(policy="emergency-path", value="on-call")


@pytest.fixture
def game(tmp_path):
    with begin(tmp_path) as begun:
        yield begun


@pytest.mark.parametrize("scenario", ["tuesday-board", "five-dashboards"])
def test_a_plan_played_through_the_game_gives_the_bytes_of_the_plan_run(tmp_path, scenario):
    plan = Plan.parse(load_plan(scenario, "textbook"))
    with begin(tmp_path, scenario) as game:
        play_by(game, PlanPolicy(plan))
        game.finish()
        assert game.sealed
        header = game.recording().header
    other = tmp_path / "other.replay"
    with LogWriter.create(other, header) as writer:
        Session(game.template, 7, PlanPolicy(plan), "played", writer).run()
    assert game.path.read_bytes() == other.read_bytes()
    record(scenario, "textbook", 7, tmp_path / "run.replay")
    played, run = read(game.path, strict=True), read(tmp_path / "run.replay", strict=True)
    assert played.payloads == run.payloads
    assert [command.raw for command in played.commands] == [command.raw for command in run.commands]
    assert rerun(played) is None
    assert fold(played).mismatch is None


@pytest.mark.parametrize("scenario", scenario_ids())
def test_every_scenario_plays_folds_to_its_live_world_and_opens_again(tmp_path, scenario):
    with begin(tmp_path, scenario, 3) as game:
        if game.scenario.shelf:
            assert game.ask(launch(game)).possible, game.preview(launch(game)).refusal
        play_on(game, 6)
        folded = fold(game.recording())
        assert folded.mismatch is None
        assert folded.worlds.tobytes() == game.session.worlds.tobytes()
        week, digest = game.week, game.digest
    with Game.resume(game.path) as again:
        assert (again.week, again.digest) == (week, digest)
        assert _same(again, game)


def _same(one: Game, other: Game) -> bool:
    mine, theirs = one.chronicle, other.chronicle
    return (
        mine.happenings == theirs.happenings
        and mine.figures == theirs.figures
        and mine.given == theirs.given
        and all(
            (a.rows == b.rows).all() and a.week == b.week for a, b in zip(mine.fridays, theirs.fridays, strict=True)
        )
    )


def test_a_queued_command_costs_its_preview_and_undo_gives_it_back(game):
    before, digest = (game.capital, game.hours), game.digest
    shown = game.preview(PATH)
    assert shown == game.preview(PATH)
    assert (shown.capital, shown.hours) == (3.0, 4.0)
    assert game.ask(PATH) == shown
    assert (game.capital, game.hours) == (before[0] - 3.0, before[1] - 4.0)
    asked = [launch(game), Note(text="remember"), SetPolicy(policy="approval", value="tiered")]
    for command in asked:
        assert game.ask(command).possible
    assert len(game.queue) == 4
    for command in reversed(asked):
        assert game.undo().kind == command.kind
    assert game.undo() == PATH
    assert game.undo() is None
    assert (game.capital, game.hours) == before
    assert game.digest == digest


def test_time_gives_the_queue_and_nothing_can_be_undone_afterwards(game):
    game.ask(PATH)
    leave_all(game)
    over = game.advance()
    assert [came.command for came in over.came] == [PATH]
    assert over.came[0].accepted
    assert game.queue == ()
    assert game.undo() is None
    assert game.recording().commands[0].payload["accepted"] is True


def test_an_illegal_command_says_rule_gap_and_alternative_spends_nothing_and_is_logged(game):
    before = (game.capital, game.hours)
    shown = game.ask(Rank(line="all", rule="oldest"))
    assert shown.kind == "illegal"
    assert shown.refusal == "Not possible: a line is ranked by itself. Nearest: rank checkout oldest."
    assert (game.capital, game.hours) == before
    assert game.queue == ()
    leave_all(game)
    assert [came.refusal for came in game.advance().came] == ["illegal"]
    assert game.recording().commands[0].payload["accepted"] is False


def test_a_refusal_that_an_undo_would_turn_into_a_yes_is_forgotten(game):
    while (shown := game.ask(launch(game))).possible is False:
        raise AssertionError(shown.refusal)
    second = launch(game)
    assert not game.ask(second).possible  # it is under way already
    game.undo()
    leave_all(game)
    assert game.advance().came == ()


def test_somebodys_answer_is_not_told_before_time_moves(tmp_path):
    with begin(tmp_path, "seven-roadmaps") as game:
        person = game.template.index.sponsors[0]
        trust = game.session.worlds[0]["stakeholders"]["trust_ppm"]
        trusting = game.preview(launch(game))
        trust[0] = 0
        distrusting = game.preview(launch(game))
        assert distrusting == trusting
        assert trusting.asks == ((person, trusting.outlook),)
        assert game.ask(launch(game)).possible
        game._queue._bench = None  # tried again, as when a save is opened
        assert game.capital == pytest.approx(40.0 - trusting.capital, abs=1.0)
        leave_all(game)
        over = game.advance()
        assert [came.refusal for came in over.came] == ["declined"]
        assert [pause.reason for pause in over.pauses if pause.reason == "declined"] == ["declined"]


def test_while_a_card_must_be_answered_time_does_not_move(tmp_path):
    with begin(tmp_path, coaching.FIRST, coaching.first_seed()) as game:
        card = next(card for card in game.inbox.cards if card.blocks)
        assert game.blocking == f"Answer: {card.title} (due {card.due})"
        with pytest.raises(Blocked, match="Answer: Outage"):
            game.advance()
        game.ask(Answer(card=card.id, option="convene"))
        assert game.blocking == ""
        game.undo()
        assert game.blocking
        game.leave(card.id)
        assert game.blocking == ""
        game.advance()


def test_the_draft_survives_a_kill_and_the_game_goes_on_to_the_same_bytes(tmp_path):
    def begun(folder: pathlib.Path) -> Game:
        game = begin(folder)
        play_on(game, 4)
        for command in (PATH, Note(text="about to be killed")):
            game.ask(command)
        return game

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with begun(tmp_path / "a") as whole:
        play_on(whole, 3)
    script = (
        "import os, pathlib, time\n"
        "from tests.engine.play.test_game import *\n"
        "game = begin(pathlib.Path(os.environ['FOLDER']))\n"
        "play_on(game, 4)\n"
        "[game.ask(command) for command in (PATH, Note(text='about to be killed'))]\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "FOLDER": str(tmp_path / "b"), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline() == b"ready\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
    with Game.resume(tmp_path / "b" / whole.path.name) as again:
        assert again.week == 5
        assert again.queue == (PATH, Note(text="about to be killed"))
        play_on(again, 3)
    assert again.path.read_bytes() == whole.path.read_bytes()
    assert read(again.path).chain == read(whole.path).chain


def test_a_commit_that_was_cut_off_is_finished_without_doubling_anything(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    commands = (PATH, Note(text="one"), Note(text="two"))
    games = [begin(tmp_path / name) for name in ("a", "b")]
    for game in games:
        for command in commands:
            game.ask(command)
        leave_all(game)
    games[0].advance()
    games[1].session.ask(commands[0])  # the first command is in the log, then the process is gone
    games[1].close()
    with Game.resume(games[1].path) as again:
        assert again.queue == commands
        assert again.undo() == commands[2]
        assert again.undo() == commands[1]
        assert again.undo() is None, "what is in the log stays"
        for command in commands[1:]:
            again.ask(command)
        leave_all(again)
        again.advance()
    games[0].close()
    assert games[0].path.read_bytes() == again.path.read_bytes()


def test_a_damaged_save_opens_at_its_longest_valid_prefix_and_keeps_the_damage(game):
    play_on(game, 5)
    game.close()
    data = game.path.read_bytes()
    game.path.write_bytes(data[:-100])
    look = saves.look(game.path)
    assert look.state == "damaged"
    assert look.sentence == "The save is damaged after week 4. Open week 5, or view."
    with Game.resume(game.path) as again:
        assert again.week == 5
        assert "week 5 is open" in again.message
        assert (game.path.parent / f"{game.path.name}.damaged-1").read_bytes() == data[:-100]
        play_on(again, 2)
        assert rerun(again.recording()) is None


def test_a_damaged_draft_is_put_aside_and_said(game):
    game.ask(PATH)
    game.close()
    draft_file(game.path).write_text("{")
    with Game.resume(game.path) as again:
        assert again.queue == ()
        assert "damaged" in again.message


def test_a_save_that_stops_matching_says_which_week_can_be_opened(game, tmp_path):
    play_on(game, 6)
    game.close()
    recording, forged = read(game.path), tmp_path / "forged.replay"
    payloads = list(recording.payloads)
    week = bytearray(payloads[26 + 3])  # tenure week 4
    week[30] ^= 1  # in the amount of an event
    object.__setattr__(recording, "payloads", (*payloads[: 26 + 3], bytes(week), *payloads[26 + 4 :]))
    saves.copy_weeks(recording, forged, recording.weeks)
    look = saves.look(forged, check=True)
    assert look.state == "stops-matching"
    assert look.sentence == "Replay stops matching at week 4. Open week 3, or view."
    with pytest.raises(InputError, match=r"stops matching at week 4\. Open week 3"):
        Game.resume(forged)
    with Game.resume(forged, week=look.can_open) as again:
        assert again.week == 3
        play_on(again, 2)
    assert (tmp_path / "forged.replay.stopped-1").exists()


def test_a_save_of_other_rules_can_only_be_viewed(game, tmp_path):
    import dataclasses

    game.close()
    header = dataclasses.replace(read(game.path).header, rules_version=1)
    saves.copy_weeks(read(game.path), tmp_path / "old.replay", 26, header)
    assert saves.look(tmp_path / "old.replay").state == "other-rules"
    with pytest.raises(InputError, match="can be viewed"):
        Game.resume(tmp_path / "old.replay")


def test_what_is_no_save_says_so(tmp_path):
    (tmp_path / "no.replay").write_bytes(b"something else")
    assert saves.look(tmp_path / "no.replay").state == "unreadable"
    with pytest.raises(LogError):
        Game.resume(tmp_path / "no.replay")


def test_two_processes_cannot_write_one_game(game):
    with pytest.raises(LogError, match="another process"):
        Game.resume(game.path)


def test_a_branch_is_practice_and_makes_its_origin_practice_while_it_is_played(game, tmp_path):
    game.ask(PATH)
    play_on(game, 5)
    assert game.scored
    with game.branch(3, "what if", tmp_path / "branch.replay") as branch:
        assert branch.week == 3
        assert not branch.scored
        assert branch.recording().header.notes["branch"]["week"] == 3
        assert branch.recording().payloads == game.recording().payloads[: 26 + 2]
        play_on(branch, 30)
        branch.finish()
        assert rerun(branch.recording()) is None
    assert not game.scored
    play_on(game, 1)
    game.close()
    with Game.resume(game.path) as again:
        assert not again.scored
    with pytest.raises(InputError, match="choose 1 to"):
        again.branch(20, "later", tmp_path / "later.replay")


def test_after_the_tenure_nothing_is_asked_and_the_aftermath_seals(tmp_path):
    with begin(tmp_path) as game:
        with pytest.raises(InputError, match="has not passed"):
            game.finish()
        play_on(game, 26)
        with pytest.raises(InputError, match="over"):
            game.ask(PATH)
        with pytest.raises(InputError, match="over"):
            game.advance()
        game.finish()
    assert read(game.path, strict=True).whole
    assert saves.look(game.path).state == "over"
    with pytest.raises(InputError, match="over"):
        Game.resume(game.path)


def test_predictions_are_asked_for_after_each_launch_and_scored_when_due(game):
    from engine.play.predictions import scored

    game.ask(launch(game))
    (prompt,) = game.prompts
    assert prompt.for_ == game.scenario.shelf[0]
    assert prompt.targets[0].metric == "rel.harm"
    command = prompt.predict(3, 2, 1)
    assert (command.direction, command.band, command.by) == ("flat", "under-5", 5)
    game.ask(prompt.predict(2, 3, 1, target=2))
    assert game.prompts == ()
    game.ask(launch(game, 1))
    game.skip_prediction(game.prompts[0].for_)
    assert game.prompts == ()
    seen = []
    play_on(game, 6, lambda _, over: seen.extend((over.week, p.reason) for p in over.pauses))
    assert (5, "prediction-due") in seen
    (one,) = scored(game.session)
    assert (one.by, one.for_, one.metric) == (5, prompt.for_, prompt.targets[2].metric)
    notes = [c.payload for c in game.recording().commands if c.payload["kind"] == "note"]
    assert [(note["for"], note["text"]) for note in notes] == [(game.scenario.shelf[1], "no prediction")]
    game.close()
    with Game.resume(game.path) as again:
        assert scored(again.session) == scored(game.session)


def test_the_queue_holds_a_bounded_week(game):
    for _ in range(30):
        game.ask(Rank(line="all", rule="oldest"))
    leave_all(game)
    assert len(game.advance().came) == 20


def test_saves_are_listed_the_latest_first_with_what_can_be_done(tmp_path, monkeypatch):
    assert saves.saves_in(tmp_path / "none") == ()
    with begin(tmp_path, seed=1) as first:
        first.ask(PATH)
        play_on(first, 1)
    with begin(tmp_path, seed=2):
        pass
    (tmp_path / "note.txt").write_text("not a save")
    (tmp_path / "bad.replay").write_bytes(b"nor this")
    os.utime(first.path, ns=(4 * 10**18, 4 * 10**18))
    listed = saves.saves_in(tmp_path)
    assert listed[0].path == first.path
    assert (listed[0].week, listed[0].tenure, listed[0].can_open) == (2, 26, 2)
    assert listed[0].last == "set policy emergency-path on-call"
    assert sorted(save.state for save in listed) == ["open", "open", "unreadable"]
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if sys.platform != "win32":
        assert saves.save_folder() == tmp_path / "steerco" / "saves"


@pytest.mark.parametrize("scenario", ["leaky-bucket", "governance-theatre"])
def test_random_commands_never_break_a_game_or_its_views(tmp_path, scenario):
    from sim.policies.random import RandomLegal

    with begin(tmp_path, scenario, 9) as game:
        shelf = {name: game.template.catalogue[name] for name in game.scenario.shelf}
        play_by(game, RandomLegal(game.template.index, shelf, 4, 20), weeks=20)
        assert {command.kind for command in _asked(game)} >= {"launch"}
        assert rerun(game.recording()) is None
        before, shown = game.digest, all_views(game.told, game)
    with Game.resume(game.path) as again:
        assert again.digest == before
        assert all_views(again.told, again) == shown


def _asked(game: Game) -> list[Command]:
    return [given.command for week in commands_of(game.recording()).values() for given in week]


def test_on_a_full_disk_nothing_is_queued_and_no_week_passes_until_there_is_room(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    games = [begin(tmp_path / name) for name in ("a", "b")]
    for game in games:
        game.ask(PATH)
    full, write_all = games[1], files.write_all

    def no_room(fd: int, data: bytes | memoryview) -> None:
        if len(data) > 1000:  # a week, not a command
            raise OSError(errno.ENOSPC, "No space left on device")
        write_all(fd, data)

    def nowhere(*_: object, **__: object) -> None:
        raise LogError("no-space", 0, "cannot write the draft: No space left on device")

    leave_all(full)
    leave_all(games[0])
    with monkeypatch.context() as disk:
        disk.setattr(files, "write_all", no_room)
        for _ in range(2):
            with pytest.raises(LogError, match="No space left"):
                full.advance()
        assert full.week == 1
    with monkeypatch.context() as disk:
        disk.setattr("engine.play.draft.files.create", nowhere)
        with pytest.raises(LogError, match="No space left"):
            full.ask(Note(text="lost?"))
    assert full.queue == (PATH,)
    for game in games:
        play_on(game, 2)
        game.close()
    assert games[0].path.read_bytes() == full.path.read_bytes()
