"""Work that would make the window stand still, done beside it: one thread, results fetched between two frames."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


@dataclass
class Task(Generic[Result]):
    """One piece of work.

    Attributes:
        done: whether it has ended, well or not; the window draws once more when it does.
        result: what it gave.
        error: what went wrong, in one line.
    """

    done: bool = False
    result: Result | None = None
    error: str = ""
    future: Future[Result] | None = field(default=None, repr=False)

    def settle(self) -> bool:
        """Take over what the thread gave, if it has; whether it just did."""
        if self.done or self.future is None or not self.future.done():
            return False
        self.done = True
        try:
            self.result = self.future.result()
        except Exception as error:  # noqa: BLE001 (whatever fails is said on screen)
            self.error = explained(error)
        return True

    def wait(self) -> Result | None:
        """The result, once it is there: for pictures and tests, which draw one frame only."""
        if self.future is not None:
            self.future.exception()
        self.settle()
        return self.result


class Tasks:
    """Starts work and notices its end."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._open: list[Task[Any]] = []

    def start(self, work: Callable[[], Result]) -> Task[Result]:
        """Do some work beside the window."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="beside the window")
        task: Task[Result] = Task()
        task.future = self._thread.submit(work)
        self._open.append(task)
        return task

    @property
    def busy(self) -> bool:
        """Whether any is still going on."""
        return bool(self._open)

    def settle(self) -> bool:
        """Whether any has ended since the last call."""
        ended = [task for task in self._open if task.settle() or task.done]
        self._open = [task for task in self._open if not task.done]
        return bool(ended)

    def close(self) -> None:
        """Begin nothing more; what goes on is left to end by itself."""
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)


def explained(error: Exception) -> str:
    """An exception in one line for a player."""
    from engine.errors import InputError, one_line

    text = one_line(str(error)) if str(error) else ""
    if isinstance(error, InputError | OSError):
        return text or type(error).__name__
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
