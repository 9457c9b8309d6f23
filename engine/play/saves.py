"""The files of games: what a save can still do; cut, and copied under another header. Looking changes nothing."""

from __future__ import annotations

import os
import pathlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from engine.log import Header, LogError, LogWriter, Recording, read
from engine.log.codec import week_of
from sim.rules import RULES_VERSION

SUFFIX: Final = ".replay"
State = Literal["open", "over", "damaged", "stops-matching", "other-rules", "unreadable"]
PRACTICE_NOTE: Final = "practice: a branch was taken"  # from there on a run is not scored


@dataclass(frozen=True)
class Save:
    """What a save holds, and what can be done with it.

    Attributes:
        path: the file.
        state: "open" can be gone on with, "over" is sealed.
        sentence: for a person; empty where nothing is wrong.
        scenario: id and title.
        seed: of its world.
        week: the tenure week that comes next.
        tenure: weeks of it.
        last: the last command, in one line.
        practice: it is not scored.
        can_open: the last tenure week that can be gone on from; None where it can only be viewed, or not even that.
        viewable: some weeks of it can be looked at.
    """

    path: pathlib.Path
    state: State
    sentence: str
    scenario: tuple[str, str] = ("", "")
    seed: int = 0
    week: int = 0
    tenure: int = 0
    last: str = ""
    practice: bool = False
    can_open: int | None = None
    viewable: bool = False


def save_folder() -> pathlib.Path:
    """Where games are saved unless somebody says otherwise; it may not exist yet."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or "~/AppData/Roaming"
    else:
        base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return pathlib.Path(base).expanduser() / "steerco" / "saves"


def saves_in(folder: pathlib.Path) -> tuple[Save, ...]:
    """The saves of a folder, the one played last first; nothing in it is changed."""
    if not folder.is_dir():
        return ()
    files = [file for file in folder.iterdir() if file.suffix == SUFFIX and file.is_file()]
    return tuple(look(file) for file in sorted(files, key=lambda file: (-file.stat().st_mtime_ns, file.name)))


def look(path: pathlib.Path, *, check: bool = False) -> Save:
    """What a save can do. The file is only read.

    Args:
        path: the save.
        check: also run it again, to see whether it still leads where it led.
    """
    try:
        recording = read(path)
    except LogError as error:
        return Save(path, "unreadable", f"This save cannot be read: {error.message}.")
    said = _said(path, recording)
    if recording.header.rules_version != RULES_VERSION:
        text = (
            f"Recorded under rules {recording.header.rules_version}; these are rules {RULES_VERSION}. It can be viewed."
        )
        return replace(said, state="other-rules", sentence=text, can_open=None)
    if check:
        stops = stops_at(recording)
        if stops is not None:
            return stopped(said, recording, stops)
    if recording.error is not None:
        text = f"The save is damaged after week {said.week - 1}. Open week {said.week}, or view."
        return replace(said, state="damaged", sentence=text)
    return replace(said, state="over", can_open=None) if recording.sealed else said


def _said(path: pathlib.Path, recording: Recording) -> Save:
    header = recording.header
    scenario, weeks = header.scenario, dict(header.scenario.get("weeks", {}))
    week = recording.weeks + 1 - int(weeks.get("history", 0))
    return Save(
        path,
        "open",
        "",
        (str(scenario.get("id", "")), str(scenario.get("title", ""))),
        header.seed,
        week,
        int(weeks.get("tenure", 0)),
        _last(recording),
        is_practice(recording),
        week,
        recording.weeks > 0,
    )


def _last(recording: Recording) -> str:
    from sim.commands import PlanError, parse_command

    for frame in reversed(recording.commands):
        said = frame.payload
        if said.get("accepted") is True and said.get("kind") not in {"note", "save", "predict"}:
            asked = {k: v for k, v in said.items() if k not in {"week", "accepted", "refusal", "reason"}}
            try:
                return str(parse_command(asked))
            except PlanError:
                return str(said.get("kind", ""))
    return ""


def is_practice(recording: Recording) -> bool:
    """Whether a run is not scored: it was begun as practice, or a branch was taken from it while it was played."""
    if recording.header.notes.get("practice") is True:
        return True
    notes = (frame.payload for frame in recording.commands)
    return any(said.get("kind") == "note" and said.get("text") == PRACTICE_NOTE for said in notes)


def stops_at(recording: Recording) -> int | None:
    """The first world week in which a recording goes another way than its commands lead; None if it does not."""
    from engine.replay import rerun

    found = rerun(recording)
    return found.week if found is not None and found.kind != "unavailable" else None


def stopped(said: Save, recording: Recording, week: int) -> Save:
    """What to say of a save that stops matching in a world week."""
    last = week - 1 - (recording.weeks + 1 - said.week)  # as players count it
    if last < 0:
        text = "Replay stops matching before your first week. View only."
        return replace(said, state="stops-matching", sentence=text, can_open=None)
    text = f"Replay stops matching at week {last + 1}. Open week {last}, or view."
    return replace(said, state="stops-matching", sentence=text, can_open=last)


def copy_weeks(
    recording: Recording, out: pathlib.Path, weeks: int, header: Header | None = None, *, overwrite: bool = False
) -> None:
    """Write the first weeks of a recording into another file, with the commands given in them.

    Args:
        recording: whatever is whole of it is used.
        out: the new save.
        weeks: world weeks to copy.
        header: the new one; the recording's own unless given, so that the copy is the same to the byte.
        overwrite: what stands there may be replaced.

    Raises:
        LogError: it could not be written.
    """
    with LogWriter.create(out, header or recording.header, "each", overwrite=overwrite) as writer:
        at = 0
        for week in range(1, weeks + 1):
            while at < len(recording.commands) and recording.commands[at].week == week:
                writer.append_command(recording.commands[at].payload)
                at += 1
            payload = bytes(recording.payloads[week - 1])
            writer.append_packed(week, payload, week_of(payload)[1])


def keep_beside(path: pathlib.Path) -> pathlib.Path:
    """Move a save to the first free `<name>.stopped-<n>`, so that another can take its name."""
    for number in range(1, 10_000):
        target = path.with_name(f"{path.name}.stopped-{number}")
        if not target.exists():
            path.rename(target)
            return target
    raise LogError("exists", 0, f"there are too many copies of {path.name!r} already")


def branched(header: Header, week: int, label: str, chain: bytes) -> Header:
    """The header of a practice branch."""
    notes: Mapping[str, Any] = {
        **header.notes, "practice": True, "branch": {"week": week, "label": label[:60], "of": chain.hex()}
    }  # fmt: skip
    return replace(header, notes=notes)
