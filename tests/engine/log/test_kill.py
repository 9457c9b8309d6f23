"""kill -9 at any moment loses no acknowledged command."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import pytest


def trial(folder: pathlib.Path, kills: int, seed: int) -> str:
    command = [sys.executable, "-m", "tests.engine.log.kill_trial", str(folder), str(kills), str(seed)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONWARNINGS": ""})
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_no_acknowledged_command_is_lost_in_200_kills(tmp_path: pathlib.Path) -> None:
    assert "200 kills, no acknowledged command lost" in trial(tmp_path, 200, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 7))
def test_no_acknowledged_command_is_lost_in_1000_kills(tmp_path: pathlib.Path, seed: int) -> None:
    assert "1000 kills, no acknowledged command lost" in trial(tmp_path, 1000, seed)
