"""Calling `steerco`: in this process, or in one of its own with its memory watched."""

from __future__ import annotations

import atexit
import functools
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from engine.cli import main

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCENARIO = "seven-roadmaps"
_CHILD = """
import os, sys, time
sys.path.insert(0, os.environ.pop("STEERCO_ROOT"))
from engine.cli import main
status = main()
try:
    with open("/proc/self/status") as lines:
        peak = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
    os.write(int(os.environ["STEERCO_PEAK"]), f"{peak} {time.process_time()}".encode())
except OSError:
    pass
sys.exit(status)
"""


@dataclass(frozen=True)
class Answer:
    """What a call gave; `peak_mb` and `seconds` (of processor) are known of processes only, on Linux."""

    status: int
    out: str
    err: str
    peak_mb: float = 0.0
    seconds: float = 0.0

    def refused(self, *words: str, status: int = 2) -> Answer:
        """Assert that it failed in one clear line that has all of `words`."""
        assert self.status == status, (self.status, self.out, self.err)
        assert self.err.startswith("steerco: "), self.err
        assert self.err.count("\n") == 1, self.err
        assert self.err.endswith("\n")
        assert self.err[:-1].isprintable(), self.err
        assert "Traceback" not in self.out + self.err
        for word in words:
            assert word in self.err, (word, self.err)
        return self

    def fine(self) -> Answer:
        """Assert that it went well and said nothing on stderr."""
        assert (self.status, self.err) == (0, ""), (self.status, self.out[-2000:], self.err)
        return self


Here = Callable[..., Answer]


def here(capsys: pytest.CaptureFixture[str], *words: object) -> Answer:
    """Call in this process."""
    capsys.readouterr()
    status = main([str(word) for word in words])
    said = capsys.readouterr()
    return Answer(status, said.out, said.err)


@functools.cache
def _bytecode() -> str:
    """A folder for compiled imports that goes when this process ends."""
    folder = tempfile.TemporaryDirectory(prefix="steerco-bytecode-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    return folder.name


def there(
    *words: object,
    env: Mapping[str, str] | None = None,
    cwd: pathlib.Path | None = None,
    most_file_bytes: int | None = None,
    timeout: float = 120.0,
) -> Answer:
    """Call in a process of its own; killed, with status -9, when it takes longer than `timeout` seconds."""

    def limit() -> None:
        if most_file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_file_bytes, most_file_bytes))

    reading, writing = os.pipe()
    own = {"STEERCO_ROOT": str(ROOT), "STEERCO_PEAK": str(writing), "PYTHONPYCACHEPREFIX": _bytecode()}
    environment = os.environ | own | dict(env or {})
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # users have their imports compiled
    if most_file_bytes is not None:  # Python itself would keep a compiled import of which only half fitted
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
    command = [sys.executable, "-c", _CHILD, *map(str, words)]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd=cwd,
            env=environment,
            timeout=timeout,
            pass_fds=(writing,),
            preexec_fn=limit,
        )
        status, out, err = done.returncode, done.stdout, done.stderr
    except subprocess.TimeoutExpired:
        status, out, err = -9, "", f"no answer in {timeout} s"
    finally:
        os.close(writing)
        peak, _, seconds = os.read(reading, 64).decode().partition(" ")
        os.close(reading)
    return Answer(status, out, err, int(peak or 0) / 1024, float(seconds or 0))


def drafts(folder: pathlib.Path) -> list[str]:
    """Half-written files a recording may have left behind."""
    return [path.name for path in folder.iterdir() if ".partial" in path.name]
