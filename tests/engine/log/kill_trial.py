"""Kills a playing process again and again, at moments drawn from a seed, and looks for acknowledged commands lost.

Run as `python -m tests.engine.log.kill_trial FOLDER KILLS SEED`; prints what it saw. A process of its own, so that the
forks carry neither pytest nor threads.
"""

from __future__ import annotations

import os
import pathlib
import random
import signal
import sys
import time

from engine.log import LogWriter, files, read, recover
from tests.engine.log import recordings

WEEK = recordings.week_columns(random.Random(1), 200)


def write_slowly(fd: int, data: bytes | memoryview) -> None:
    """In pieces, so that a kill can leave half a frame."""
    for at in range(0, len(data), 100):
        os.write(fd, data[at : at + 100])
        time.sleep(0.0002)


def play(path: pathlib.Path, acknowledge: int) -> None:
    """Commands for ever, a week after every third, each acknowledged by its number once the log says so."""
    with LogWriter.resume(path) as log:
        number = log.progress.commands
        while True:
            log.append_command({"n": number, "text": "x" * (number * 37 % 500)})
            os.write(acknowledge, number.to_bytes(4, "little"))
            number += 1
            if number % 3 == 0:
                log.append_week(log.progress.weeks + 1, *WEEK, bytes(32))


def kill_one(path: pathlib.Path, chance: random.Random) -> tuple[int, bool]:
    """Plays on in a child, kills it, recovers; returns the commands acknowledged, and whether there was damage."""
    before = len(read(path).commands)
    ours, theirs = os.pipe()
    slowly = chance.random() < 0.5
    child = os.fork()
    if child == 0:
        try:
            if slowly:
                files.write_all = write_slowly
            os.close(ours)
            play(path, theirs)
        finally:
            os._exit(1)
    os.close(theirs)
    wanted = chance.randrange(1, 12)
    heard = b""
    while len(heard) < 4 * wanted:
        part = os.read(ours, 4 * wanted - len(heard))
        assert part, "the child ended by itself"
        heard += part
    time.sleep(chance.random() * 0.002)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    while part := os.read(ours, 4096):
        heard += part
    os.close(ours)
    acknowledged = len(heard) // 4
    recovery = recover(path)
    kept = [command.payload["n"] for command in recovery.recording.commands]
    assert kept == list(range(len(kept))), "a command is missing or doubled"
    assert before + acknowledged <= len(kept) <= before + acknowledged + 1, (before, acknowledged, len(kept))
    return acknowledged, recovery.damage is not None


def main(folder: pathlib.Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    acknowledged, damaged = 0, 0
    path = folder / "game-0.replay"
    for number in range(kills):
        if number % 20 == 0:
            path = folder / f"game-{number}.replay"
            LogWriter.create(path, recordings.header()).close()
        heard, damage = kill_one(path, chance)
        acknowledged += heard
        damaged += damage
    assert damaged, "no kill ever left half a frame: the trial shows nothing"
    print(f"{kills} kills, no acknowledged command lost; {acknowledged} acknowledged, {damaged} files mended")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
