"""The shipped recordings are what their plans give today, byte for byte."""

from __future__ import annotations

import pathlib

import pytest

from engine.commands.playing import DEFAULT_SEED, SCENARIO, SHIPPED, shipped_file
from engine.commands.recording import record


@pytest.mark.parametrize("plan", SHIPPED)
def test_a_shipped_recording_is_what_its_plan_gives(plan: str, tmp_path: pathlib.Path) -> None:
    shipped, fresh = shipped_file(plan), tmp_path / "fresh.replay"
    remedy = "`make replays` plays it anew: do that if the bytes are meant to change, with the rules version bumped"
    if not shipped.is_file():
        pytest.fail(f"replays/{shipped.name} is not there; {remedy}", pytrace=False)
    record(SCENARIO, plan, DEFAULT_SEED, fresh)
    if shipped.read_bytes() != fresh.read_bytes():
        pytest.fail(f"replays/{shipped.name} is not what the {plan} plan gives; {remedy}", pytrace=False)
