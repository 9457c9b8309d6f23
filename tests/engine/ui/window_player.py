"""Plays the first game in a real window by keys alone: a process of its own, `python -m tests.engine.ui.window_player`.

A thread looks at what is in front and posts the key that a player would press; it touches nothing else. At the end one
line of JSON says what happened.
"""

from __future__ import annotations

import json
import pathlib
import sys
import threading
import time

import pygame

from engine.commands.playing import services_of
from engine.ui import window
from engine.ui.loop import Frame, Loop
from engine.ui.settings import Settings, Store
from tests.engine.ui.players import key_event

_PATIENCE_SECONDS = 240.0


class Watched(Loop):
    """A loop that notes how long its turns take, and lets the player see the stage."""

    made: Watched
    turns: list[tuple[str, float, float]]

    def __init__(self, *given, **named) -> None:
        super().__init__(*given, **named)
        self.turns, Watched.made = [], self

    def turn(self, events) -> Frame:
        began, spent = time.perf_counter(), time.thread_time()
        frame = super().turn(events)
        front = self.stage.front.screen.id if self.stage.layers else ""
        self.turns.append((front, (time.perf_counter() - began) * 1e3, (time.thread_time() - spent) * 1e3))
        return frame


class Hands(threading.Thread):
    """Presses keys until the debrief is open."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: list[str] = []
        self.problem = ""

    def run(self) -> None:
        ends = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < ends:
            time.sleep(0.06)
            try:
                keys = self.keys()
            except (AttributeError, StopIteration, IndexError, RuntimeError):
                continue  # the page was just being built
            if keys is None:
                break
            for key in keys:
                pygame.event.post(key_event(key))
        else:
            self.problem = f"no end after {self.seen[-5:]}"
        pygame.event.post(pygame.event.Event(pygame.QUIT))

    def keys(self) -> list[str] | None:
        """What a player would press now; None when the game is over."""
        stage = Watched.made.stage
        shown, game = stage.front.screen, stage.services.running
        if not self.seen or self.seen[-1] != shown.id:
            self.seen.append(shown.id)
        if shown.id == "debrief":
            return None
        if shown.id in ("title", "briefing"):
            return [] if stage.tasks.busy else ["Enter"]
        if game is None or game.status is None or game.busy:
            return []
        if shown.id == "board":
            return ["i"] if game.blocked else [] if game.clock.running else ["w"]
        if shown.id == "inbox":
            return self.answer(game) if game.blocked else ["b"]
        if shown.id == "review":
            if shown.step < 4:
                return ["Enter"]
            lines = game.status.uncommitted
            return self.toward(stage, f"skip-{lines[0]}" if lines else "on")
        return ["Esc"]

    @staticmethod
    def answer(game) -> list[str]:
        """The first option that is possible of the first card that blocks."""
        inbox = game.latest("inbox")
        card = next(one for one in inbox.cards if one.blocks)
        if inbox.cards.index(card):
            return ["Down"]
        option = next(one for one in card.options if not one.lacks)
        return [str(option.key), "Enter"]

    @staticmethod
    def toward(stage, key: str) -> list[str]:
        """Tab until it has the focus, then Enter."""
        focused = stage.focused
        return ["Enter"] if focused is not None and focused.key == key else ["Tab"]


def main(folder: pathlib.Path) -> int:
    """Play, and tell."""
    store = Store(folder / "settings")
    store.save(Settings(speed="fast"))
    services = services_of(store, folder / "saves")
    window.Loop = Watched
    hands = Hands()
    window.play(services, hands.start)
    boards = sorted(wall for front, wall, _ in Watched.made.turns if front == "board")
    spent = sorted(cpu for front, _, cpu in Watched.made.turns if front == "board")
    told = {
        "problem": hands.problem,
        "seen": hands.seen,
        "turns": len(Watched.made.turns),
        "board_wall_ms": [boards[len(boards) // 2], boards[int(0.95 * len(boards))], boards[-1]],
        "board_cpu_ms": [spent[len(spent) // 2], spent[int(0.95 * len(spent))], spent[-1]],
        "kernel": "numba" in sys.modules,
    }
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
