"""What a player has set: checked strictly, kept as JSON in the player's own folder, never in the way of playing."""

from __future__ import annotations

import json
import os
import pathlib
import sys
from typing import Annotated, Any, Final, Literal

import pydantic

from engine.errors import one_line
from engine.shipped import Strict
from engine.ui.keys import actions
from engine.ui.theme import TEXT_SIZES

FILE: Final = "settings.json"
MOST_BYTES: Final = 64 * 1024
SPEEDS: Final = {"fast": 0.6, "normal": 1.2, "slow": 2.4}  # seconds a week


class Settings(Strict):
    """A player's settings.

    Attributes:
        text_percent: size of text.
        high_contrast: colours further apart.
        reduced_motion: nothing slides or blinks.
        sound: five short cues.
        speed: how long a week takes, a key of `SPEEDS`.
        pause_on_threshold: stop when something leaves its usual wobble past a threshold.
        pause_on_restatement: stop when a source corrects what it said.
        pause_on_default: stop when a card was left to its default.
        durations: how long spans are printed.
        keys: a player's keys by action, in place of the shipped ones.
        introduced: whether the first game has been begun.
    """

    text_percent: Literal[100, 125, 150] = 100
    high_contrast: bool = False
    reduced_motion: bool = False
    sound: bool = False
    speed: Literal["fast", "normal", "slow"] = "normal"
    pause_on_threshold: bool = False
    pause_on_restatement: bool = False
    pause_on_default: bool = False
    durations: Literal["days", "weeks"] = "days"
    keys: dict[str, Annotated[list[str], pydantic.Field(max_length=4)]] = pydantic.Field(default_factory=dict)
    introduced: bool = False

    @pydantic.field_validator("keys")
    @classmethod
    def _known(cls, keys: dict[str, list[str]]) -> dict[str, list[str]]:
        for action in keys:
            if action not in actions():
                raise ValueError(f"no action is called {action[:40]!r}")
        return keys

    def but(self, **changes: Any) -> Settings:
        """The same with something changed."""
        return Settings.model_validate({**self.model_dump(), **changes})


def with_text(settings: Settings, *, larger: bool) -> Settings:
    """The same with the next larger or smaller text, as far as there is one."""
    at = TEXT_SIZES.index(settings.text_percent) + (1 if larger else -1)
    return settings.but(text_percent=TEXT_SIZES[max(0, min(at, len(TEXT_SIZES) - 1))])


def config_folder() -> pathlib.Path:
    """Where a player's settings lie on this system; it need not exist."""
    home = pathlib.Path.home()
    if sys.platform == "win32":
        return pathlib.Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming") / "Steerco"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Steerco"
    return pathlib.Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "steerco"


class Store:
    """Settings in a file.

    Attributes:
        trouble: what went wrong last, for the player; nothing if all is well.
    """

    def __init__(self, folder: pathlib.Path | None) -> None:
        self._file = None if folder is None else folder / FILE
        self.trouble = ""

    def load(self) -> Settings:
        """What is kept; the shipped settings where nothing is, or where it cannot be used."""
        self.trouble = ""
        if self._file is None:
            return Settings()
        try:
            if not self._file.is_file():
                return Settings()
            with self._file.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
            if len(data) > MOST_BYTES:
                raise ValueError("it is larger than settings are")
            return Settings.model_validate_json(data)
        except (OSError, ValueError, RecursionError) as error:
            self.trouble = f"{FILE} could not be used: {_short(error)}"
            return Settings()

    def save(self, settings: Settings) -> None:
        """Keep them; if that fails, they hold for this game only and `trouble` says why."""
        self.trouble = ""
        if self._file is None:
            return
        text = json.dumps(settings.model_dump(exclude_defaults=True), indent=2, sort_keys=True) + "\n"
        draft = self._file.with_suffix(".partial")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(text, encoding="utf-8")
            draft.replace(self._file)
        except OSError as error:
            self.trouble = f"{FILE} could not be written: {_short(error)}"


def _short(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    if isinstance(error, pydantic.ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return one_line(f"{'.'.join(map(str, first['loc']))}: {first['msg']}".removeprefix(": "), 160)
    return one_line(str(error), 160)
