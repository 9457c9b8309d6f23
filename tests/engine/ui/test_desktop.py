"""The window on a real (virtual) screen, played with real keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.engine.cli_calls import ROOT

pytestmark = pytest.mark.desktop


@pytest.fixture
def display(require) -> Iterator[str]:
    """A virtual screen; its name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [require("xvfb"), "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=(writing,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        assert number, "the virtual screen did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(20)


def test_the_window_opens_is_played_by_keys_and_keeps_what_was_set(display, require, tmp_path):
    xdotool = require("xdotool")
    env = os.environ | {
        "DISPLAY": display,
        "SDL_VIDEODRIVER": "x11",
        "SDL_AUDIODRIVER": "dummy",
        "XDG_CONFIG_HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    script = "import sys; from engine.cli import main; sys.exit(main())"
    game = subprocess.Popen(
        [sys.executable, "-c", script, "play"], env=env, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        settings = tmp_path / "steerco" / "settings.json"

        def keys(*names: str) -> None:
            subprocess.run([xdotool, "key", "--delay", "60", *names], env=env, check=True, timeout=20)

        deadline = time.monotonic() + 60
        while not settings.exists() and time.monotonic() < deadline:  # keys sent before the window is there are lost
            assert game.poll() is None, game.stderr.read().decode()
            keys("ctrl+plus")
            time.sleep(0.2)
        assert json.loads(settings.read_text())["text_percent"] in (125, 150)
        keys("comma", "Tab", "Return", "Escape", "ctrl+q")
        out, err = game.communicate(timeout=60)
        assert (game.returncode, out, err) == (0, b"", b"")
        assert json.loads(settings.read_text())["high_contrast"] is True
    finally:
        if game.poll() is None:
            game.kill()
            game.communicate()
