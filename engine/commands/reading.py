"""`log`: what a recording holds, event by event."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from engine.commands.output import inert, number, plain
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.log import Command, Recording

_EMPTY = 65535  # sim.events.NONE, as the log has it
_ROW = "{:>8} {:>4} {:>3}  {:<20} {:>6} {:>6} {:>11}"


@click.command()
@click.argument("file", type=click.Path())
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
@click.option("--week", type=click.IntRange(min=1), metavar="N", help="Only this world week (history counts from 1).")
def log(file: str, form: str, week: int | None) -> int:
    """What a recording holds: its header, commands, events and seal.

    Events are numbered from 1, as citations number them. A damaged file is shown as far as its chain is whole.
    """
    from engine.log import read

    recording = read(file)
    if week is not None and week > recording.weeks:
        raise InputError(f"'{file}' has no week {week}; its weeks are 1 to {recording.weeks}")
    lines = _json_lines(recording, week) if form == "jsonl" else _table_lines(recording, week)
    for line in lines:
        sys.stdout.write(line)
    if recording.error is not None:
        raise recording.error
    return 0


def _weeks(recording: Recording, only: int | None) -> range:
    """The weeks to show; one more than there are events of, where commands wait for a week that never came."""
    return range(1, recording.weeks + 2) if only is None else range(only, only + 1)


def _columns(recording: Recording, week: int) -> Iterator[tuple[int, ...]]:
    """Rows of a week: number, day, kind, subject, object, amount."""
    events = recording.week(week)
    first = recording.first_number(week)
    columns = (events.day, events.kind, events.subject, events.object, events.amount)
    numbers = range(first, first + len(events.kind))
    return zip(numbers, *(column.tolist() for column in columns), strict=True)


def _names() -> list[str]:
    from sim.events import COLUMNS

    return [COLUMNS[kind].name if kind in COLUMNS else f"kind {kind}" for kind in range(256)]


def _commands(recording: Recording) -> dict[int, list[Command]]:
    found: dict[int, list[Command]] = {}
    for command in recording.commands:
        found.setdefault(command.week, []).append(command)
    return found


def _json_lines(recording: Recording, only: int | None) -> Iterator[str]:
    """Objects, a line each: `record` says which."""
    header, names, commands = recording.header, _names(), _commands(recording)
    if only is None:
        yield _line(
            record="header",
            scenario=header.scenario.get("id"),
            scenario_hash=header.scenario_hash,
            seed=header.seed,
            weeks=header.weeks,
            plan=header.plan,
            rules_version=header.rules_version,
            kernel_digest=header.kernel_digest,
            notes=header.notes,
        )
    for week in _weeks(recording, only):
        for command in commands.get(week, ()):
            yield _line(record="command", sequence=command.sequence, week=week, command=command.payload)
        if week > recording.weeks:
            break
        head = f'{{"record": "event", "week": {week}, "number": '
        yield "".join(
            f'{head}{n}, "day": {day}, "kind": "{names[kind]}", "subject": {_or(subject, "null")}, '
            f'"object": {_or(object_, "null")}, "amount": {amount}}}\n'
            for n, day, kind, subject, object_, amount in _columns(recording, week)
        )
        if week in recording.digests:
            yield _line(record="digest", week=week, digest=recording.digests[week])
    if only is None and recording.sealed:
        yield _line(record="seal", summary=recording.summary)


def _line(**fields: Any) -> str:
    return json.dumps(plain(fields), allow_nan=False) + "\n"


def _or(value: int, empty: str) -> int | str:
    return empty if value == _EMPTY else value


def _table_lines(recording: Recording, only: int | None) -> Iterator[str]:
    """For people: commands where they stand, events in columns."""
    header, names, commands = recording.header, _names(), _commands(recording)
    state = "sealed" if recording.sealed else "not sealed"
    plan = header.plan if isinstance(header.plan, str) else header.notes.get("plan", "of its own")
    yield inert(f"scenario {header.scenario.get('id')}, seed {header.seed}, plan {plan}: {size(recording)}, {state}")
    yield "\n" + _ROW.format("event", "week", "day", "kind", "subj.", "obj.", "amount") + "\n"
    for week in _weeks(recording, only):
        for command in commands.get(week, ()):
            yield f"{'command':>8} {week:>4}      {inert(_in_words(plain(command.payload)))}\n"
        if week > recording.weeks:
            break
        yield "".join(
            _ROW.format(n, week, day + 1, names[kind], _or(subject, "–"), _or(object_, "–"), amount) + "\n"
            for n, day, kind, subject, object_, amount in _columns(recording, week)
        )


def size(recording: Recording) -> str:
    """How much a recording holds, in words."""
    counts = (recording.weeks, "week"), (len(recording.commands), "command"), (int(recording.starts[-1]), "event")
    return ", ".join(number(count, noun) for count, noun in counts)


def _in_words(said: dict[str, Any]) -> str:
    """A command on one line: what became of it, what it does, to what."""
    answer = "accepted" if said.pop("accepted", None) is True else f"refused ({said.pop('reason', 'no reason')})"
    kind = said.pop("kind", "command")
    rest = (f"{key} {value}" for key, value in said.items() if key not in ("week", "refusal", "reason"))
    return f"{answer}: {kind}, {', '.join(rest)}"
