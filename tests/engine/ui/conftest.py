"""The window without a window: pygame draws into memory, before any test of this folder imports it."""

import os

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

import pytest

from engine.ui.gallery import headless


@pytest.fixture(scope="session", autouse=True)
def _drawing_into_memory() -> None:
    headless()
