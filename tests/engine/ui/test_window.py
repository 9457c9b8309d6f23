"""The real window, under a screen that nobody sees: the first game from the first page to the debrief by keys alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from engine.log import read

pytestmark = pytest.mark.desktop


@pytest.fixture
def display(require):
    """A display of its own; its number."""
    there, back = os.pipe()
    server = subprocess.Popen(
        [require("xvfb"), "-displayfd", str(back), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
        pass_fds=(back,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(back)
    with os.fdopen(there) as pipe:
        number = pipe.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


def test_the_first_game_is_played_to_its_debrief_by_keys_in_a_real_window(display, tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SDL_")}
    environment |= {"DISPLAY": display, "SDL_AUDIODRIVER": "dummy", "XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.engine.ui.window_player", str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["problem"] == ""
    assert told["seen"][:4] == ["title", "opening", "briefing", "board"]
    assert told["seen"][-1] == "debrief"
    assert {"inbox", "review"} <= set(told["seen"])
    assert not told["kernel"], "the window's process never loads the kernel"
    (save,) = (tmp_path / "saves").glob("*.replay")
    assert read(save).weeks >= 52
