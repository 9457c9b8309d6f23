"""`steerco verify`: 0 whole and reproducible, 1 whole and different, 2 everything else, always with one line."""

from __future__ import annotations

import functools
import json
import pathlib
import random

import numpy as np
import pytest

from engine.log import LogWriter, read
from engine.log.header import Header
from tests.engine.cli_calls import SCENARIO, Here
from tests.engine.cli_calls import here as _here
from tests.engine.log.recordings import edges, forge, split

WEEKS = 40


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Here:
    return functools.partial(_here, capsys)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    from engine.commands.recording import record

    path = tmp_path_factory.mktemp("verify") / "a.replay"
    record(SCENARIO, "textbook", 7, path, weeks=WEEKS)
    return path


@pytest.fixture
def changed(tmp_path):
    """Writes bytes to a file of their own."""

    def write(data: bytes) -> pathlib.Path:
        path = tmp_path / "changed.replay"
        path.write_bytes(data)
        return path

    return write


def rewrite(source: pathlib.Path, target: pathlib.Path, change, **header) -> pathlib.Path:
    """The same recording, chained anew, with `change(week, columns)` made to its events."""
    recording = read(source)
    fields = {name: getattr(recording.header, name) for name in recording.header.__dataclass_fields__}
    with LogWriter.create(target, Header(**(fields | header)), "seal") as writer:
        commands = list(recording.commands)
        for week in range(1, recording.weeks + 1):
            while commands and commands[0].week == week:
                writer.append_command(commands.pop(0).payload)
            rows = recording.week(week)
            columns = {name: getattr(rows, name).copy() for name in ("kind", "subject", "object", "amount")}
            counts = np.bincount(rows.day, minlength=5)
            change(week, columns)
            writer.append_week(week, counts, *columns.values(), recording.digests[week])
        writer.seal(recording.summary)
    return target


def test_whole_and_reproducible(here, recorded):
    answer = here("verify", recorded).fine()
    assert "chain whole, sealed: 40 weeks" in answer.out
    assert "Reproducible" in answer.out
    said = json.loads(here("verify", recorded, "--json").fine().out)
    assert (said["verdict"], said["exit"], said["chain_whole"], said["weeks"]) == ("reproducible", 0, True, WEEKS)


def test_without_playing_it_again(here, recorded):
    assert "Not played again" in here("verify", recorded, "--no-rerun").fine().out


def test_an_event_that_was_changed_and_chained_anew_is_found(here, recorded, tmp_path):
    def change(week, columns):
        if week == 12:
            columns["amount"][20] += 1

    forged = rewrite(recorded, tmp_path / "forged.replay", change)
    here("verify", forged, "--no-rerun").fine()
    answer = here("verify", forged).refused("week 12", status=1)
    assert "chain whole, sealed" in answer.out
    answer = here("verify", forged, "--json")
    said = json.loads(answer.out)
    assert (answer.status, said["verdict"], said["divergence"]["week"]) == (1, "differs", 12)
    here("story", forged, "--seeds", 0).refused("week 12")


def test_another_seed_in_the_header_is_found(here, recorded, tmp_path):
    forged = rewrite(recorded, tmp_path / "forged.replay", lambda week, columns: None, seed=8)
    here("verify", forged).refused("week 1", status=1)


def test_other_rules_are_unavailable_and_the_chain_is_still_told(here, recorded, tmp_path):
    old = rewrite(recorded, tmp_path / "old.replay", lambda week, columns: None, rules_version=999)
    answer = here("verify", old).refused("unavailable", "999")
    assert "chain whole, sealed" in answer.out
    here("verify", old, "--no-rerun").fine()


def test_a_scenario_that_is_none_under_these_rules(here, recorded, tmp_path):
    forged = rewrite(recorded, tmp_path / "forged.replay", lambda week, columns: None, scenario={"id": "x\x1b[2J"})
    answer = here("verify", forged).refused("scenario in the recording cannot be used")
    assert "\x1b" not in answer.out


def test_a_flipped_bit_anywhere_is_found(here, recorded, changed):
    data, chance = recorded.read_bytes(), random.Random(1)
    for _ in range(60):
        at = chance.randrange(len(data))
        flipped = bytearray(data)
        flipped[at] ^= 1 << chance.randrange(8)
        here("verify", changed(bytes(flipped)), "--no-rerun").refused()


def test_frames_dropped_doubled_or_swapped_are_found(here, recorded, changed):
    parts, chance = split(recorded.read_bytes()), random.Random(2)
    for _ in range(20):
        at = chance.randrange(1, len(parts) - 1)
        here("verify", changed(b"".join([*parts[:at], *parts[at + 1 :]])), "--no-rerun").refused()
        here("verify", changed(b"".join([*parts[:at], parts[at], *parts[at:]])), "--no-rerun").refused()
        swapped = [*parts[:at], parts[at + 1], parts[at], *parts[at + 2 :]]
        here("verify", changed(b"".join(swapped)), "--no-rerun").refused()


def test_a_cut_anywhere_is_reported_with_what_is_left(here, recorded, changed):
    data, chance = recorded.read_bytes(), random.Random(3)
    whole = edges(data)
    for at in (0, 5, 16, *(chance.randrange(len(data)) for _ in range(30)), *whole[:5], whole[-2]):
        here("verify", changed(data[:at])).refused()
    before_the_seal = changed(data[: whole[-2]])
    here("verify", before_the_seal).refused("never sealed", f"week {WEEKS}")
    said = json.loads(here("verify", before_the_seal, "--json").out)
    assert (said["verdict"], said["sealed"], said["weeks"]) == ("unsealed", False, WEEKS)


def test_what_follows_the_seal_is_found(here, recorded, changed):
    here("verify", changed(recorded.read_bytes() + b"x")).refused("damaged")


def test_frames_of_nonsense_are_one_line(here, changed):
    here("verify", changed(forge((1, b"\x80")))).refused()
    here("verify", changed(forge((5, b"\x80")))).refused()


@pytest.mark.parametrize("name", ["missing.replay", ".", "\x1b[31mred\n.replay", "a" * 300])
def test_what_is_no_file_is_one_line(here, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    here("verify", name).refused()
