"""Story inputs out of a recording: who asked what when, and which recording is cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from engine.evidence import EvidenceError, LogIndex, Panel, Run, Tallies, tally
from engine.log import Recording
from engine.story.inputs import About, Deed, StoryInputs
from sim.commands import COMMANDS
from sim.scenario import Scenario

_SAID = ("week", "accepted", "refusal", "reason")  # what a command's frame says beside the command
_SHOWN_FIRST = ("intervention", "policy", "forum", "line", "what")


def inputs_of(
    recording: Recording,
    twin: Tallies,
    panel: Panel | None = None,
    plan: str = "",
    primary: str | None = None,
) -> StoryInputs:
    """What a story of a recording is told from. The factual side is folded from the recording's own rows.

    Args:
        recording: a run, whole or cut short.
        twin: the same weeks of the same world without any command.
        panel: the plan in other worlds.
        plan: what to call the plan; by default what the recording calls it.
        primary: the metric that was named before the first command.

    Raises:
        EvidenceError: its scenario is none that these rules know.
    """
    header = recording.header
    try:
        about = About.of(Scenario.model_validate(header.scenario))
    except ValidationError as error:
        raise EvidenceError(f"the recording's scenario cannot be read: {error.errors()[0]['msg']}") from None
    named = header.plan if isinstance(header.plan, str) else (header.plan or {}).get("title", "")
    return StoryInputs(
        about=about,
        run=Run(
            about.id, about.version, header.seed, header.rules_version, header.kernel_digest, recording.chain.hex()
        ),
        factual=tally(recording),
        twin=twin,
        log=LogIndex.of(recording),
        deeds=deeds_of(recording),
        plan=plan or str(named or ""),
        panel=panel,
        primary=primary,
    )


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
