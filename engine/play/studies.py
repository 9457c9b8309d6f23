"""A finished game that is studied in a process of its own (`engine.play.studying`), as far as it has been told of."""

from __future__ import annotations

import contextlib
import json
import pathlib
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

MODULE: Final = "engine.play.studying"
WORLDS: Final = 64  # other worlds that intervals rest on in the end


@dataclass
class Told:
    """What has been told so far.

    Attributes:
        run: weeks, metrics, sources; empty until it is known.
        studies: by id: `id`, `title`, `state`, `worlds`, `notes`, `tables`, `findings`.
        grades: the evidence grade and ribbons.
        outcome: the outcome grade; None in it where nothing is scored, empty until it is known.
        textbook: what the textbook did; None in it where there is none, empty until it is known.
        story: in three lengths, with its marks.
        exported: what was written last: `folder` and `files`, or `error`.
        progress: what is being done, how far, of how much.
        error: what went wrong, in a line.
        done: everything is in.
    """

    run: Mapping[str, Any] = field(default_factory=dict)
    studies: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    grades: Mapping[str, Any] = field(default_factory=dict)
    outcome: tuple[Mapping[str, Any] | None, ...] = ()
    textbook: tuple[Mapping[str, Any] | None, ...] = ()
    story: Mapping[str, Any] = field(default_factory=dict)
    exported: Mapping[str, Any] = field(default_factory=dict)
    progress: tuple[str, int, int] = ("", 0, 0)
    error: str = ""
    done: bool = False

    def take(self, said: Mapping[str, Any]) -> None:
        """Take over one line of the process."""
        (key, value), *_ = said.items()
        if key == "study":
            self.studies[value["id"]] = value
        elif key == "progress":
            self.progress = (str(value[0]), int(value[1]), int(value[2]))
        elif key == "done":
            self.done, self.progress = True, ("", 0, 0)
        elif key in ("outcome", "textbook"):
            setattr(self, key, (value,))
        elif key in ("run", "grades", "story", "exported", "error"):
            setattr(self, key, value)

    def table(self, study: str, name: str) -> Any:
        """A table of a study; None where it is not there, or not yet."""
        found = self.studies.get(study)
        return None if found is None else found["tables"].get(name)

    def worlds(self, study: str) -> int:
        """How many other worlds a study rests on so far."""
        return int(self.studies[study]["worlds"]) if study in self.studies else 0


class Studying:
    """A process that studies a finished game.

    Args:
        path: of its save.
        worlds: other worlds, in the end.
    """

    def __init__(self, path: pathlib.Path, worlds: int = WORLDS) -> None:
        self.path, self.worlds = path, worlds
        self.told = Told()
        self._begin()

    def _begin(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, this module
            [sys.executable, "-m", MODULE, str(self.path), str(self.worlds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
        )
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, args=(self._process, self._lines), daemon=True)
        self._reader.start()

    @staticmethod
    def _read(process: subprocess.Popen[str], lines: queue.SimpleQueue[str | None]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    def poll(self) -> bool:
        """Take over what has come; whether anything has."""
        changed = False
        while True:
            try:
                line = self._lines.get_nowait()
            except queue.Empty:
                return changed
            changed = True
            if line is None:
                self._ended()
            else:
                self.told.take(json.loads(line))

    def wait(self, until: str = "done", seconds: float = 600.0) -> Told:
        """Wait until something is there: an attribute of what is told, or what went wrong. For tests and pictures."""
        ends = time.monotonic() + seconds
        while not getattr(self.told, until) and not self.told.error and time.monotonic() < ends:
            if not self.poll():
                time.sleep(0.01)
        return self.told

    def export(self, folder: pathlib.Path) -> None:
        """Have the story written into a folder; `told.exported` says when it is, and what."""
        self.told.exported = {}
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.write(f"{folder}\n")
                self._process.stdin.flush()

    def again(self) -> None:
        """Begin anew, as after it failed; what is kept beside the save is not made again."""
        self.close()
        self.told = Told()
        self._begin()

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        self._process.kill()
        self._process.wait()
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._errors.close()

    def _ended(self) -> None:
        if self.told.error or self._errors.closed:
            return
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        code = self._process.poll()
        last = said[-1][:200] if said else "no reason was given"
        self.told.error = f"the process that studies the game has ended ({code}): {last}"
