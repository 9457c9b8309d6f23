"""The other end of `engine.play.worker`: a process that serves one game, or compiles the kernel and ends.

python -m engine.play.serving            answers calls on standard input until it ends
python -m engine.play.serving --warm     compiles, at low priority
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import pickle
import sys
import tempfile
from collections.abc import Callable
from typing import IO, Any, Final

from engine.play.worker import WARM, WorkerError

LOWEST: Final = 19  # niceness of the process that compiles


def serve(there: IO[bytes], back: IO[bytes]) -> None:
    """Answer calls until the pipe ends.

    Args:
        there: where calls come from.
        back: where answers go.
    """
    from engine.play.service import Service

    service = Service()
    extra: dict[str, Callable[[], Any]] = {"prepare": warm_up, "has_game": lambda: service._game is not None}
    while True:
        try:
            method, arguments, named = pickle.load(there)  # noqa: S301 - the process that started this one
        except (EOFError, OSError):
            service.close()
            return
        try:
            answer = extra[method]() if method in extra else getattr(service, method)(*arguments, **named)
            message = pickle.dumps((True, answer))
        except Exception as error:  # noqa: BLE001 - told to whoever asked, who knows what to do about it
            message = pickle.dumps((False, _telling(error)))
        back.write(message)
        back.flush()


def _telling(error: Exception) -> Exception:
    """An error that another process can receive."""
    from engine.errors import InputError
    from engine.log import LogError

    if isinstance(error, LogError):
        return error
    if isinstance(error, InputError):  # as the plain kind: unpickling one of a heavy module would load it over there
        return InputError(str(error))
    return WorkerError(f"{type(error).__name__}: {error}")


def warm_up() -> None:
    """Run everything once that a game and its debrief ask of the kernel: a short game, its fold, worlds beside it."""
    from engine.ensemble import run_ensemble
    from engine.play.game import Game
    from sim.commands import SetPolicy

    with (
        tempfile.TemporaryDirectory(prefix="steerco-", ignore_cleanup_errors=True) as folder,
        Game.start("tuesday-board", 1, pathlib.Path(folder) / "warm.replay") as game,
    ):
        game.ask(SetPolicy(policy="emergency-path", value="on-call"))
        for card in game.inbox.cards:
            game.leave(card.id)
        game.advance()
        game.at(1)
        run_ensemble(game.template, None, [1, 2], 1)


def main(arguments: list[str]) -> int:
    """Serve a game over standard input and output; or compile, with `--warm`."""
    if arguments == [WARM]:
        if hasattr(os, "nice"):
            os.nice(LOWEST)
        warm_up()
        return 0
    back = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not print into the answers
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        serve(sys.stdin.buffer, back)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
