"""Story inputs out of a recording."""

from __future__ import annotations

import pathlib
from typing import Any

import numpy as np
import pytest

from engine.catalogue import load_scenario
from engine.evidence import EvidenceError, Run, tally
from engine.log import Header, LogWriter, Recording, read
from engine.story import deeds_of, inputs_of, story_text, tell
from engine.story.recorded import in_words
from sim.events import KINDS
from tests.engine.evidence import made

LAUNCH = {"kind": "launch", "for": "decision-rights", "intervention": "decision-rights", "teams": "all"}


def recorded(path: pathlib.Path, commands: list[dict[str, Any]], scenario: dict[str, Any] | None = None) -> Recording:
    """130 weeks of `made.WEEK`, with commands in front of their weeks."""
    whole = load_scenario("seven-roadmaps").model_dump(mode="json") if scenario is None else scenario
    header = Header(1, "9f3a" * 16, whole, 7, 130, {"title": "Rights first"})
    kinds = np.concatenate([np.full(count, kind, np.uint8) for kind, (count, _) in sorted(made.WEEK.items())])
    amounts = np.concatenate(
        [np.full(count, total // count) for count, total in (w for _, w in sorted(made.WEEK.items()))]
    )
    empty = np.full(len(kinds), 65535, np.uint16)
    with LogWriter.create(path, header, "seal") as log:
        for week in range(1, 131):
            for command in commands:
                if command["week"] == week:
                    log.append_command(command)
            counts, totals = [len(kinds), 0, 0, 0, 0], amounts.astype(np.int32)
            log.append_week(week, counts, kinds, empty, empty, totals, bytes(32))
        log.seal({})
    return read(path)


def test_a_recording_is_told_from_its_own_rows(tmp_path: pathlib.Path) -> None:
    recording = recorded(tmp_path / "a.replay", [{**LAUNCH, "week": 27, "accepted": True}])
    given = inputs_of(recording, made.steady(130))
    assert given.factual.counts.shape == (130, KINDS)
    assert given.run == Run("seven-roadmaps", given.about.version, 7, 1, "9f3a" * 16, recording.chain.hex())
    assert given.plan == "Rights first"
    assert given.first_command_week == 27
    text = story_text(tell(given))
    assert "Tenure week 1: launch decision-rights. For decision-rights; accepted, log frame #" in " ".join(text.split())


def test_tries_of_one_command_are_one_deed(tmp_path: pathlib.Path) -> None:
    other = {**LAUNCH, "for": "wip-limits", "intervention": "wip-limits"}
    said = [
        {**LAUNCH, "week": 27, "accepted": False, "refusal": "illegal", "reason": "no capital"},
        {**LAUNCH, "week": 28, "accepted": False, "refusal": "illegal", "reason": "no capital"},
        {**LAUNCH, "week": 29, "accepted": True},
        {**other, "week": 30, "accepted": False, "refusal": "illegal", "reason": "too many"},
        {**other, "week": 31, "accepted": False, "refusal": "illegal", "reason": "still too many"},
        {**other, "week": 50, "accepted": False, "refusal": "illegal", "reason": "once more"},
    ]
    deeds = deeds_of(recorded(tmp_path / "a.replay", said))
    assert [(deed.week, deed.outcome, deed.reason) for deed in deeds] == [
        (29, "accepted", "refused at first: no capital"),
        (30, "dropped", "still too many"),
        (50, "refused", "once more"),
    ]


def test_a_command_is_said_without_what_is_usual() -> None:
    assert in_words({**LAUNCH, "intensity": "standard"}) == "launch decision-rights"
    assert in_words({**LAUNCH, "intensity": "heavy", "teams": ["a", "b"]}) == (
        "launch decision-rights, teams a and b, intensity heavy"
    )
    assert in_words({"kind": "set_policy", "policy": "release-interval", "value": 7}) == (
        "set policy release-interval, value 7"
    )
    assert in_words({"kind": "unheard_of", "depth": 3}) == "unheard of, depth 3"


def test_a_recording_of_no_scenario_is_refused(tmp_path: pathlib.Path) -> None:
    recording = recorded(tmp_path / "a.replay", [], {"id": "small"})
    with pytest.raises(EvidenceError, match="scenario cannot be read"):
        inputs_of(recording, tally(recording))
