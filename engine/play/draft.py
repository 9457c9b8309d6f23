"""Commands that are queued and not given yet, kept in a small file beside the save.

A queued command can be undone until time moves, and a log only grows: so the queue is not in it. Each change of the
queue replaces `<save>.draft` whole, synced, before it is acknowledged; when time moves, its commands are appended to
the log one by one, and the next draft begins. A draft belongs to one week of one log; a late one is ignored, and one
that cannot be read is put aside.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
from dataclasses import dataclass
from typing import Any, Final

from engine.log import files
from engine.log.errors import LogError
from sim.commands import Command, PlanError, parse_command

MOST_BYTES: Final = 1 << 20
SUFFIX: Final = ".draft"


@dataclass
class Entry:
    """A command of this week.

    Attributes:
        command: what is asked.
        refused: it was illegal when it was asked: it is logged with its refusal, and nothing else comes of it.
    """

    command: Command
    refused: bool = False


@dataclass
class Draft:
    """What is queued.

    Attributes:
        week: the world week that it is for.
        given: how many of `entries` were appended to the log already, in a commit that was cut off.
        entries: commands in the order in which they were asked.
        left: cards that were left to their default.
    """

    week: int
    given: int
    entries: list[Entry]
    left: list[str]


def draft_file(save: pathlib.Path) -> pathlib.Path:
    """Where the draft of a save lies."""
    return save.with_name(save.name + SUFFIX)


def write_draft(save: pathlib.Path, draft: Draft) -> None:
    """Replace the draft of a save; it is on the disk when this returns.

    Raises:
        LogError: it could not be written; the one before stands.
    """
    said = {
        "week": draft.week,
        "given": draft.given,
        "entries": [{"command": e.command.arguments(), "refused": e.refused} for e in draft.entries],
        "left": draft.left,
    }
    data = json.dumps(said, ensure_ascii=False, indent=1).encode()
    files.create(draft_file(save), data, overwrite=True, durable=True)


def read_draft(save: pathlib.Path, week: int) -> tuple[Draft | None, str]:
    """The draft of a save's coming week.

    Args:
        save: the log.
        week: the world week that comes next in it.

    Returns:
        The draft, None without one for this week; and a sentence where one had to be put aside.
    """
    file = draft_file(save)
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return None, f"The queue of this week could not be read: {error.strerror}."
    try:
        if len(data) > MOST_BYTES:
            raise ValueError("it is too big")
        draft = _parsed(json.loads(data))
    except (ValueError, KeyError, TypeError, RecursionError, PlanError):
        with contextlib.suppress(OSError):
            os.replace(file, file.with_name(file.name + ".damaged"))  # noqa: PTH105 - one call, no second name
        return None, "The queue of this week was damaged and has been put aside; every week before it is whole."
    return (draft, "") if draft.week == week else (None, "")


def _parsed(said: Any) -> Draft:
    entries = [
        Entry(parse_command(dict(e["command"]), f"queued command {n}"), bool(e["refused"]))
        for n, e in enumerate(said["entries"], start=1)
    ]
    return Draft(int(said["week"]), int(said["given"]), entries, [str(card) for card in said["left"]])


def drop_draft(save: pathlib.Path) -> None:
    """Remove the draft of a save; harmless without one."""
    with contextlib.suppress(LogError, OSError):
        draft_file(save).unlink(missing_ok=True)
