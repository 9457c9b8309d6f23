"""A game given from one process to another: what is not in the log goes as a snapshot, and is checked.

The window passes the snapshot on. It is made of plain data and bytes, so that passing it on loads nothing of the game.
"""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Mapping
from typing import Any

from engine.log import LogWriter, read
from engine.play.game import NAME, Game
from engine.play.pauses import Settings
from engine.play.recorders import Beside
from engine.session import Session
from engine.worlds import Template, digest
from sim.scenario import Scenario


def hand_over(game: Game) -> dict[str, Any]:
    """Let go of a game's save, and give everything that another process needs to go on.

    Returns:
        What `adopt` takes: the world's bytes with their digest, the session's tables, the chronicle and the queue.
    """
    state = {
        "path": game.path,
        "scenario": game.scenario.model_dump(mode="json"),
        "seed": game.seed,
        "session": game.session.state(),
        "digest": game.digest,
        "chronicle": pickle.dumps(game.chronicle),
        "queue": game.queue_state(),
        "practice": not game.scored,
        "settings": dataclasses.asdict(game.settings),
        "message": game.message,
    }
    game.close()
    return state


def adopt(state: Mapping[str, Any]) -> Game:
    """Go on with a game that another process handed over, compiled or not.

    Raises:
        ValueError: the world is not the one that was sent, or not the one at the end of the log.
        LogError: the save cannot be opened.
    """
    path = state["path"]
    recording = read(path)
    template = Template(Scenario.model_validate(state["scenario"]))
    session = Session(template, state["seed"], plan_name=NAME, writer=Beside(recording))
    session.restore(state["session"])
    if digest(session.worlds) != state["digest"]:
        raise ValueError("the world that arrived is not the one that was sent")
    stated = recording.digests.get(session.week)
    if recording.weeks != session.week:
        raise ValueError(f"the log ends with week {recording.weeks}, the game with week {session.week}")
    if state["queue"]["given"] == 0 and stated is not None and stated != digest(session.worlds):
        raise ValueError("the world is not the one at the end of the log")
    chronicle = pickle.loads(state["chronicle"])  # noqa: S301 - from another process of the same game
    game = Game(path, session, LogWriter.resume(path, "each"), chronicle)
    game.restore_queue(state["queue"], practice=state["practice"])
    game.settings, game.message = Settings(**state["settings"]), state["message"]
    return game
