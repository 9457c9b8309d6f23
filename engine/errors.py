"""The one exception for input that a person can mend."""

from __future__ import annotations


class InputError(Exception):
    """Something a user supplied cannot be used: a name, a file, a value.

    Its message is one line that says what, where, and the nearest valid choice. The command line prints it and leaves
    with exit code 2.
    """

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


def one_line(text: str, limit: int = 400) -> str:
    """A text on one printable line: line breaks and control characters become spaces, what is too long is cut.

    Args:
        text: anything, possibly quoted from a hostile file.
        limit: characters kept.

    Returns:
        Printable text without line breaks.
    """
    flat = "".join(c if c.isprintable() else " " for c in text[: 4 * limit])
    flat = " ".join(flat.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
