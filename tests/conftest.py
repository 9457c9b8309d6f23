"""What every test can ask for: tools that not every machine has, and how hard hypothesis looks."""

import os
import pathlib
import shutil
from collections.abc import Callable

import hypothesis
import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent

# The gate gives the same verdict twice; campaigns look for something new each time.
hypothesis.settings.register_profile("gate", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.register_profile("long", max_examples=20_000, deadline=None, print_blob=True)
hypothesis.settings.load_profile("gate")


def _on_path(*names: str) -> Callable[[], str | None]:
    return lambda: next(filter(None, map(shutil.which, names)), None)


def _second_numpy() -> str | None:
    python = ROOT / ".venv-numpy2" / "bin" / "python"
    return str(python) if python.exists() else None


TOOLS: dict[str, tuple[Callable[[], str | None], str]] = {
    "xvfb": (_on_path("Xvfb"), "install Xvfb (Debian: xvfb)"),
    "xdotool": (_on_path("xdotool"), "install xdotool"),
    "chromium": (_on_path("chromium", "chromium-browser", "google-chrome"), "install Chromium"),
    "second numpy": (_second_numpy, "make test-two-numpys builds it"),
}


@pytest.fixture(scope="session")
def require() -> Callable[[str], str]:
    """`require("xvfb")` gives the tool's path; without the tool the test is skipped, and counted in the summary.

    `STEERCO_REQUIRE_ALL=1` (`make test-desktop`) fails the test instead, so that nothing is passed over in silence.
    """

    def path_of(tool: str) -> str:
        find, remedy = TOOLS[tool]
        path = find()
        if path is not None:
            return path
        reason = f"needs {tool}: {remedy}"
        if os.environ.get("STEERCO_REQUIRE_ALL") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)

    return path_of
