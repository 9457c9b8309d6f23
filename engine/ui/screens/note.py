"""A note: written down in its week, and nothing comes of it."""

from __future__ import annotations

from typing import ClassVar

from engine.play.messages import Preview
from engine.ui.screen import Samples, Screen
from engine.ui.screens.act import ActScreen


class NoteScreen(ActScreen):
    """The form of a note."""

    id: ClassVar[str] = "note"
    icon: ClassVar[str] = "notebook-pen"
    kind = "note"


def samples() -> Samples:
    """Pictures: a note being written, one not begun, one that cannot be kept."""
    from engine.errors import InputError
    from engine.ui.example import still
    from engine.ui.example_company import directory

    def shown(text: str, preview: object = Preview(True)) -> Screen:
        return NoteScreen(still(directory=directory(), others={"preview": preview}), "note", {"text": text})

    return {
        "normal": lambda: shown("The board exists because of March. Ask Ruth."),
        "empty": lambda: shown(""),
        "error": lambda: shown("Ask Ruth.", InputError("the disk is full; nothing was lost")),
    }


SCREEN = NoteScreen
