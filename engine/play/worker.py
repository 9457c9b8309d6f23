"""A game in a process of its own, so that a window opens at once and never waits for the kernel to compile.

    at once        a worker without numba serves the game
    beside it      a process of low priority compiles the kernel, or finds it compiled, and ends
    then           a second worker, compiled, takes the game over by snapshot; the first one ends

Switching numba off is a matter of the whole process, so the two are two. The snapshot carries the world's bytes and
their digest; the receiver compares it with the bytes it got and with the log. Should anything fail, the first goes on.

Messages are pickles over the pipes of processes that this one started: (method, arguments) there, (whether it went
well, result or error) back, one at a time. `engine.play.serving` is the other end.
"""

from __future__ import annotations

import contextlib
import functools
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Final, Literal, Self

MODULE: Final = "engine.play.serving"
WARM: Final = "--warm"
Stage = Literal["interpreted", "handing-over", "compiled", "stays-interpreted"]


class WorkerError(RuntimeError):
    """A worker has ended, or failed in a way nobody foresaw; the game's log and draft are whole."""


class Worker:
    """One process that serves one game. Calls are made in order, from any thread."""

    def __init__(self, *, compiled: bool) -> None:
        """Start it; it answers once it has imported what it needs.

        Args:
            compiled: whether numba is on in it.
        """
        self.compiled = compiled
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, this module
            [sys.executable, "-m", MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment(compiled)
        )
        self._calls: SimpleQueue[tuple[str, tuple[Any, ...], dict[str, Any], Future[Any]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="steerco-worker", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def submit(self, method: str, *arguments: Any, **named: Any) -> Future[Any]:
        """Ask for a method of `engine.play.service.Service`; the future has its result, or raises what it raised."""
        future: Future[Any] = Future()
        self._calls.put((method, arguments, named, future))
        return future

    def call(self, method: str, *arguments: Any, **named: Any) -> Any:
        """The same, waiting for it.

        Raises:
            InputError, LogError: as the method does.
            WorkerError: the worker has ended.
        """
        return self.submit(method, *arguments, **named).result()

    def close(self, timeout_seconds: float = 5.0) -> None:
        """Let it finish what it was asked, and end; harmless when done twice."""
        self._calls.put(None)
        self._thread.join(timeout_seconds)
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with contextlib.suppress(OSError):
            self._process.stdout.close()  # type: ignore[union-attr]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _serve(self) -> None:
        there, back = self._process.stdin, self._process.stdout
        assert there is not None and back is not None  # noqa: PT018
        while (call := self._calls.get()) is not None:
            method, arguments, named, future = call
            if not future.set_running_or_notify_cancel():
                continue
            try:
                pickle.dump((method, arguments, named), there)
                there.flush()
                went_well, result = pickle.load(back)  # noqa: S301 - a process that this one started
            except Exception as error:  # noqa: BLE001 - whoever waits must be told
                future.set_exception(WorkerError(f"the game's process has ended ({type(error).__name__})"))
                continue
            if went_well:
                future.set_result(result)
            else:
                future.set_exception(result)


def start_warming() -> subprocess.Popen[bytes]:
    """A process of low priority that compiles what a game needs, or finds it compiled, and ends with 0."""
    flags = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
    return subprocess.Popen(  # noqa: S603 - this interpreter, this module
        [sys.executable, "-m", MODULE, WARM],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(compiled=True),
        creationflags=flags,
    )


class Served:
    """A game served by a worker without numba until the kernel is compiled, then by one with it.

    Call `poll` now and then, as a window does each frame: it never waits.

    Attributes:
        stage: who serves.
        reason: why it stays without numba, if it does.
    """

    def __init__(self, warm: Callable[[], subprocess.Popen[bytes]] = start_warming) -> None:
        """Start the first worker and, beside it, the compiling.

        Args:
            warm: how to start what compiles.
        """
        self.stage: Stage = "interpreted"
        self.reason = ""
        self._worker = Worker(compiled=False)
        self._next: Worker | None = None
        self._warming: subprocess.Popen[bytes] | None = warm()
        self._ready: Future[Any] | None = None
        self._moved: Future[Any] | None = None
        self._lock = threading.Lock()
        self._moving = False
        self._backlog: list[tuple[str, tuple[Any, ...], dict[str, Any], Future[Any]]] = []

    @property
    def worker(self) -> Worker:
        """The worker that serves now."""
        return self._worker

    def submit(self, method: str, *arguments: Any, **named: Any) -> Future[Any]:
        """As `Worker.submit`; never waits. What is asked while the game changes hands is answered by the new ones."""
        with self._lock:
            if not self._moving:
                return self._worker.submit(method, *arguments, **named)
            future: Future[Any] = Future()
            self._backlog.append((method, arguments, named, future))
            return future

    def call(self, method: str, *arguments: Any, **named: Any) -> Any:
        """As `Worker.call`."""
        return self.submit(method, *arguments, **named).result()

    def poll(self) -> Stage:
        """Go one step towards the compiled worker, if it is time for one."""
        if self._warming is not None and (status := self._warming.poll()) is not None:
            self._warming = None
            if status == 0:
                self._next = Worker(compiled=True)
                self._ready = self._next.submit("prepare")
            else:
                self._stay(f"compiling ended with {status}")
        elif self._ready is not None and self._ready.done():
            ready, self._ready = self._ready, None
            if (error := ready.exception()) is not None:
                self._stay(str(error))
            else:
                self.stage = "handing-over"
                self._moved = Future()
                with self._lock:
                    self._moving = True
                threading.Thread(target=self._move, args=(self._moved,), daemon=True).start()
        elif self._moved is not None and self._moved.done():
            moved, self._moved = self._moved, None
            if (error := moved.exception()) is not None:
                self._stay(str(error))
            else:
                self.stage = "compiled"
        return self.stage

    def _move(self, moved: Future[Any]) -> None:
        """Give the game to the next worker; nothing else is asked meanwhile. On any failure the first takes it back."""
        assert self._next is not None
        state: Mapping[str, Any] | None = None
        failed: Exception | None = None
        before, following = self._worker, self._next
        try:
            if before.call("has_game"):
                state = before.call("hand_over")
                status = following.call("adopt", state)
                if status.digest != state["digest"].hex():
                    raise WorkerError("the world that arrived is not the one that was sent")
        except Exception as error:  # noqa: BLE001 - whatever it was, the game goes on where it was
            failed = error
            with contextlib.suppress(Exception):
                following.call("close")
                if state is not None:
                    before.call("adopt", state)
        with self._lock:
            if failed is None:
                self._worker, self._next = following, None
            self._moving, backlog, self._backlog = False, self._backlog, []
            for method, arguments, named, future in backlog:
                self._worker.submit(method, *arguments, **named).add_done_callback(functools.partial(_pass_on, future))
        if failed is None:
            before.close()
            moved.set_result(None)
        else:
            moved.set_exception(failed)

    def _stay(self, reason: str) -> None:
        self.stage, self.reason = "stays-interpreted", reason
        if self._next is not None:
            following, self._next = self._next, None
            threading.Thread(target=following.close, daemon=True).start()

    def close(self) -> None:
        """End every process."""
        if self._warming is not None:
            self._warming.terminate()
            self._warming.wait()
            self._warming = None
        if self._moved is not None:
            with contextlib.suppress(Exception):
                self._moved.result(timeout=30)
        for worker in (self._next, self._worker):
            if worker is not None:
                worker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _pass_on(future: Future[Any], done: Future[Any]) -> None:
    """Give one future what another came to."""
    if (error := done.exception()) is not None:
        future.set_exception(error)
    else:
        future.set_result(done.result())


def _environment(compiled: bool) -> dict[str, str]:
    """Of a process in which numba is on or off."""
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_DISABLE_JIT"}
    return environment if compiled else environment | {"NUMBA_DISABLE_JIT": "1"}
