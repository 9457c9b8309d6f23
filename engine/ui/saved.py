"""What the first page knows of earlier games: the last one that can be gone on with, or what is left of it."""

from __future__ import annotations

import pathlib
from typing import Final

from engine.play.saves import SUFFIX, Save, look
from engine.ui.services import DamagedSave, Home, SavedGame
from engine.ui.settings import Store

_MOST: Final = 12  # saves that are looked at, newest first: a folder may hold hundreds


def home(store: Store, folder: pathlib.Path) -> Home:
    """Look for the game that was played last. Reads files, so it is called beside the window.

    Args:
        store: of settings; knows whether anything was ever played.
        folder: of saves.
    """
    introduced = store.load().introduced
    found = newest(folder)
    damaged = saved = None
    for save in found:
        if save.state in ("damaged", "stops-matching", "unreadable") and damaged is None:
            damaged = _damaged(save)
        if save.state == "open" or (save.state in ("damaged", "stops-matching") and save.can_open is not None):
            saved = None if save.state != "open" else _saved(save)
            break
    if saved is not None and damaged is None:
        return Home(first_launch=False, saved=saved, trouble=store.trouble)
    return Home(first_launch=not introduced and not found, saved=saved, damaged=damaged, trouble=store.trouble)


def newest(folder: pathlib.Path) -> list[Save]:
    """The saves of a folder, the one played last first, as far as the first that can be gone on with."""
    if not folder.is_dir():
        return []
    files = [file for file in folder.iterdir() if file.suffix == SUFFIX and file.is_file()]
    found: list[Save] = []
    for file in sorted(files, key=lambda file: (-file.stat().st_mtime_ns, file.name))[:_MOST]:
        found.append(look(file))
        if found[-1].state == "open":
            break
    return found


def _saved(save: Save) -> SavedGame:
    return SavedGame(save.scenario[1], max(1, save.week), save.tenure, _sentence(save.last), save.practice, save.path)


def _damaged(save: Save) -> DamagedSave:
    title = save.scenario[1] or save.path.stem
    opens = save.can_open if save.can_open is None or save.can_open >= 1 else None
    return DamagedSave(title, save.week, opens, save.sentence, save.path)


def _sentence(command: str) -> str:
    return f"{command[:1].upper()}{command[1:]}." if command else ""
