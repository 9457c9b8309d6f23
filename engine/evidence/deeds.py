"""What was asked in a recording, and what became of it: every command once, its tries told as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from engine.log import Recording
from sim.commands import COMMANDS

_SAID = ("week", "accepted", "refusal", "reason")  # what a command's frame says beside the command
_SHOWN_FIRST = ("intervention", "policy", "forum", "line", "what")


@dataclass(frozen=True)
class Deed:
    """A command, and what became of it.

    Attributes:
        week: the world week it stands in.
        kind: of the command, as `launch`.
        what: the command in one line.
        for_: its tag.
        outcome: "accepted"; "refused" once; or "dropped" after it was refused for weeks.
        reason: why it was refused.
        frame: its place in the log, where it has one.
        asked: its arguments.
    """

    week: int
    kind: str
    what: str
    for_: str = "general"
    outcome: Literal["accepted", "refused", "dropped"] = "accepted"
    reason: str = ""
    frame: int | None = None
    asked: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The deed as plain data."""
        return asdict(self)


def deeds_of(recording: Recording) -> tuple[Deed, ...]:
    """Every command of a recording, its tries told as one.

    A command that is refused and asked again the week after is one deed: accepted in the end, or dropped.
    """
    deeds: list[Deed] = []
    waiting: dict[str, tuple[int, int]] = {}  # the command -> its place in `deeds`, and the week of its last try
    for command in recording.commands:
        payload = command.payload
        asked = {key: value for key, value in payload.items() if key not in _SAID}
        key = repr(sorted(asked.items(), key=lambda item: item[0]))
        accepted = payload.get("accepted") is not False
        reason = str(payload.get("reason") or "")
        place, last = waiting.pop(key, (-1, -2))
        if place >= 0 and command.week == last + 1:
            before = deeds[place]
            if accepted:
                deeds[place] = replace(
                    before,
                    week=command.week,
                    outcome="accepted",
                    frame=command.sequence,
                    reason=f"refused at first: {before.reason}",
                )
            else:
                deeds[place] = replace(before, outcome="dropped", reason=reason)
        else:
            place = len(deeds)
            deeds.append(
                Deed(
                    week=command.week,
                    kind=str(asked.get("kind", "command")),
                    what=in_words(asked),
                    for_=str(asked.get("for", "general")),
                    outcome="accepted" if accepted else "refused",
                    reason=reason,
                    frame=command.sequence,
                    asked=asked,
                )
            )
        if not accepted:
            waiting[key] = place, command.week
    return tuple(deeds)


def in_words(command: Mapping[str, Any]) -> str:
    """A command in one line: what it does to what, then how, as far as that is unusual."""
    kind = str(command.get("kind", "command"))
    fields = COMMANDS[kind].model_fields if kind in COMMANDS else {}
    usual = {name: field.default for name, field in fields.items()}
    rest = {
        key: value
        for key, value in command.items()
        if key not in ("kind", "for") and value is not None and (key not in usual or usual[key] != value)
    }
    said = kind.replace("_", " ")
    first = next((key for key in _SHOWN_FIRST if key in rest), None)
    if first is not None:
        said += f" {rest.pop(first)}"
    for key, value in rest.items():
        shown = " and ".join(map(str, value)) if isinstance(value, list) else str(value)
        said += f", {key.replace('_', ' ')} {shown}"
    return said
