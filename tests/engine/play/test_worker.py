"""A game in another process: served at once without numba, then handed over; killed, it loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from engine.errors import InputError
from engine.log import read
from engine.play.game import Game
from engine.play.handover import adopt, hand_over
from engine.play.service import InProcess
from engine.play.worker import Served, Worker, WorkerError
from engine.replay import rerun
from engine.session import Session
from sim.commands import SetPolicy
from tests.engine.play.made import begin, leave_all, play_on

PATH = SetPolicy(policy="emergency-path", value="on-call")


def ends_with(status: int):
    return lambda: subprocess.Popen([sys.executable, "-c", f"raise SystemExit({status})"])


@pytest.fixture(scope="module")
def interpreted():
    with Worker(compiled=False) as worker:
        yield worker


def test_a_worker_without_numba_gives_the_bytes_of_one_with_it(interpreted, tmp_path):
    (tmp_path / "here").mkdir()
    with begin(tmp_path / "here") as here:
        here.ask(PATH)
        play_on(here, 4)
    path = tmp_path / here.path.name
    status = interpreted.call("start", "tuesday-board", 7, path)
    assert (status.week, status.compiled) == (1, False)
    interpreted.call("ask", PATH)
    for _ in range(4):
        for card in interpreted.call("view", "inbox").cards:
            if card.blocks:
                interpreted.call("leave", card.id)
        interpreted.call("advance")
    interpreted.call("close")
    assert path.read_bytes() == here.path.read_bytes()


def test_a_game_handed_over_goes_on_as_if_nothing_had_happened(interpreted, tmp_path):
    (tmp_path / "whole").mkdir()
    games = [begin(folder) for folder in (tmp_path, tmp_path / "whole")]
    for game in games:
        play_on(game, 3)
        game.ask(PATH)
        leave_all(game)
    digest = games[0].digest
    state = hand_over(games[0])
    status = interpreted.call("adopt", state)
    assert (status.week, status.digest, status.queue) == (4, digest.hex(), (PATH,))
    interpreted.call("advance")
    back = adopt(interpreted.call("hand_over"))
    games[1].advance()
    for game in (back, games[1]):
        play_on(game, 30)
        game.finish()
        game.close()
    assert back.path.read_bytes() == games[1].path.read_bytes()
    assert rerun(read(back.path, strict=True)) is None


def test_a_snapshot_that_was_altered_is_not_adopted(tmp_path):
    game = begin(tmp_path)
    play_on(game, 1)
    state = hand_over(game)
    world = bytearray(state["session"]["world"])
    world[1000] ^= 1
    with pytest.raises(ValueError, match="not the one that was sent"):
        adopt(state | {"session": state["session"] | {"world": bytes(world)}})
    with Game.resume(game.path) as again:
        assert again.week == 2
        play_on(again, 1)
    with pytest.raises(ValueError, match="the log ends with week"):
        adopt(state)


def test_a_session_goes_on_from_its_state():
    from engine.catalogue import load_scenario

    scenario = load_scenario("tuesday-board")
    one, other = Session(scenario, 3), Session(scenario, 3)
    for _ in range(20):
        one.advance()
    other.restore(one.state())
    for session in (one, other):
        session.run()
    assert one.worlds.tobytes() == other.worlds.tobytes()
    assert (one.totals == other.totals).all()
    assert one.summary() == other.summary()


def test_one_process_is_called_in_the_same_way(tmp_path):
    served = InProcess()
    assert served.call("start", "tuesday-board", 7, tmp_path / "one.replay").week == 1
    assert served.call("ask", PATH).possible
    assert served.submit("status").result().queue == (PATH,)
    with pytest.raises(InputError, match="did you mean 'board'"):
        served.call("view", "bord")
    assert served.poll() in {"compiled", "stays-interpreted"}
    assert [save.week for save in served.call("saves", tmp_path)] == [1]
    served.close()


def test_a_game_is_handed_over_in_the_middle_of_a_commit(tmp_path):
    (tmp_path / "whole").mkdir()
    games = [begin(folder) for folder in (tmp_path, tmp_path / "whole")]
    for game in games:
        game.ask(PATH)
        leave_all(game)
    list(games[0]._queue.give())  # the command is in the log, the week is not
    moved = adopt(hand_over(games[0]))
    assert moved.queue == (PATH,)
    moved.advance()
    games[1].advance()
    for game in (moved, games[1]):
        game.close()
    assert moved.path.read_bytes() == games[1].path.read_bytes()


def test_errors_arrive_as_what_they_are(interpreted, tmp_path):
    with pytest.raises(InputError, match="no scenario is called"):
        interpreted.call("start", "nowhere", 1, tmp_path / "x.replay")
    with pytest.raises(InputError, match="no game is open"):
        interpreted.call("status")
    with pytest.raises(WorkerError, match="AttributeError"):
        interpreted.call("no_such_method")


def test_every_view_arrives_from_the_worker(interpreted, tmp_path):
    interpreted.call("start", "tuesday-board", 1, tmp_path / "views.replay")
    for card in interpreted.call("view", "inbox").cards:
        interpreted.call("leave", card.id)
    interpreted.call("advance")
    names = (
        "board",
        "briefing",
        "catalogue",
        "stakeholders",
        "metrics",
        "inbox",
        "brief",
        "timeline",
        "guesses",
        "review",
    )
    for name in names:
        assert interpreted.call("view", name) is not None
        assert interpreted.call("view", name, 1) is not None
    panel = interpreted.call("view", "metrics").panels[0]
    assert interpreted.call("why", panel.id, panel.sources[0].id, 1).closing
    with pytest.raises(InputError, match="did you mean 'board'"):
        interpreted.call("view", "bord")
    interpreted.call("close")


def test_a_killed_worker_loses_no_command(tmp_path):
    path = tmp_path / "killed.replay"
    worker = Worker(compiled=False)
    worker.call("start", "tuesday-board", 7, path)
    worker.call("ask", PATH)
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(WorkerError, match="has ended"):
        worker.call("status")
    worker.close()
    with Game.resume(path) as again:
        assert again.queue == (PATH,)


def test_a_game_is_served_while_it_compiles_and_then_compiled(tmp_path):
    with Served(ends_with(0)) as served:
        served.call("start", "tuesday-board", 7, tmp_path / "served.replay")
        served.call("ask", PATH)
        digest, weeks = served.call("status").digest, 0
        until = time.monotonic() + 280
        while served.poll() not in {"compiled", "stays-interpreted"} and time.monotonic() < until:
            waiting = served.submit("status")  # never waits for a game that changes hands
            time.sleep(0.02)
            assert waiting.result().digest == digest
        assert (served.stage, served.reason) == ("compiled", "")
        status = served.call("status")
        assert (status.compiled, status.digest, status.queue) == (True, digest, (PATH,))
        for card in served.call("view", "inbox").cards:
            served.call("leave", card.id)
        weeks += served.call("advance").week
        assert weeks == 1
        served.call("close")
    assert rerun(read(tmp_path / "served.replay")) is None


def test_where_compiling_fails_the_first_worker_goes_on(tmp_path):
    with Served(ends_with(3)) as served:
        served.call("start", "tuesday-board", 7, tmp_path / "stays.replay")
        until = time.monotonic() + 30
        while served.poll() == "interpreted" and time.monotonic() < until:
            time.sleep(0.02)
        assert (served.stage, served.reason) == ("stays-interpreted", "compiling ended with 3")
        assert served.call("status").week == 1
