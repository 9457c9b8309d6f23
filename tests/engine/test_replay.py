"""`engine.replay`: a recording folds to what it says, runs again to the same bytes, and says where it does not."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.log import Header, LogError, LogWriter, Recording, codec, read
from engine.replay import UNAVAILABLE, ReplayError, Snapshots, commands_of, fold, rerun
from engine.session import Session, header_of
from engine.worlds import Template, digest
from sim import events as ev
from sim import upcast
from sim.policies.plan import PlanPolicy
from sim.policies.random import RandomLegal
from sim.rules import RULES_VERSION
from tests.engine.test_session import BUSY, Kept
from tests.sim.test_decide import CATALOGUE, company

WEEKS = 40
TEMPLATE = Template(company(), CATALOGUE)


class Tampering(Kept):
    """Writes what a session records, changed on the way."""

    def __init__(self, writer, change):
        self.writer, self.change = writer, change

    def append_command(self, mapping):
        self.writer.append_command(self.change("command", dict(mapping)))

    def append_packed(self, week, payload, events, digest=None):
        day_counts = np.bincount(codec.decode_days([payload]), minlength=5)
        rows = codec.decode_columns([payload])._asdict()
        changed = self.change("week", {"week": week, "digest": digest, **rows})
        columns = (changed[name] for name in ("kind", "subject", "object", "amount"))
        self.writer.append_week(week, day_counts, *columns, changed["digest"])

    def seal(self, summary):
        self.writer.seal(summary)


def record(path, change=lambda what, given: given, header=None, policy=None) -> Recording:
    header = header or header_of(TEMPLATE.scenario, 7, weeks=WEEKS, plan="busy")
    with LogWriter.create(path, header, "seal", overwrite=True) as writer:
        Session(TEMPLATE, 7, policy or PlanPolicy(BUSY), "busy", Tampering(writer, change), weeks=WEEKS).run()
    return read(path, strict=True)


@pytest.fixture(scope="module")
def recording(tmp_path_factory) -> Recording:
    return record(tmp_path_factory.mktemp("replay") / "a.replay")


# --- folding ---------------------------------------------------------------------------------------------------------


def test_a_recording_folds_to_the_world_that_lived(recording):
    session = Session(TEMPLATE, 7, PlanPolicy(BUSY), weeks=WEEKS).run()
    folded = fold(recording, catalogue=CATALOGUE)
    assert (folded.week, folded.checked, folded.mismatch) == (WEEKS, WEEKS, None)
    assert digest(folded.worlds) == digest(session.worlds)


def test_the_first_digest_that_differs_is_named(tmp_path):
    def change(what, given):
        if what == "week" and given["week"] in (17, 20):
            given["digest"] = bytes(32)
        return given

    assert fold(record(tmp_path / "a.replay", change), catalogue=CATALOGUE).mismatch == 17


def test_a_changed_event_shows_in_its_week(tmp_path):
    def change(what, given):
        if what == "week" and given["week"] == 9:
            given["amount"][int(np.flatnonzero(given["kind"] == ev.ITEM_SIZED)[0])] += 1
        return given

    assert fold(record(tmp_path / "a.replay", change), catalogue=CATALOGUE).mismatch == 9


def test_folding_stops_where_asked(recording):
    assert digest(fold(recording, 12, CATALOGUE).worlds) == recording.digests[12]
    with pytest.raises(LogError):
        fold(recording, WEEKS + 1, CATALOGUE)


# --- seeking ---------------------------------------------------------------------------------------------------------


def test_any_week_can_be_reached(recording):
    snapshots = Snapshots(recording, 8, CATALOGUE)
    for week in (20, 3, 40, 16, 17, 1):
        assert digest(snapshots.seek(week)) == recording.digests[week]
    assert digest(snapshots.seek(0)) == digest(TEMPLATE.world(7))


def test_seeking_starts_from_the_last_snapshot(recording):
    snapshots = Snapshots(recording, 8, CATALOGUE)
    snapshots.seek(WEEKS)
    assert snapshots.folds == WEEKS
    for week, folds in ((39, 7), (33, 1), (32, 0), (8, 0), (7, 7)):
        before = snapshots.folds
        snapshots.seek(week)
        assert snapshots.folds - before == folds


def test_a_world_sought_is_the_callers_own(recording):
    snapshots = Snapshots(recording, 8, CATALOGUE)
    snapshots.seek(16)["items"]["left_min"] = 0
    assert digest(snapshots.seek(16)) == recording.digests[16]


def test_seeking_past_the_end_is_refused(recording):
    snapshots = Snapshots(recording, 8, CATALOGUE)
    for week in (-1, WEEKS + 1):
        with pytest.raises(LogError, match="is not in the recording"):
            snapshots.seek(week)


# --- running again ---------------------------------------------------------------------------------------------------


def test_a_recording_runs_again_to_the_same_bytes(recording, tmp_path):
    assert rerun(recording, CATALOGUE) is None
    drawn = RandomLegal(TEMPLATE.index, TEMPLATE.catalogue, 3, WEEKS)
    assert rerun(record(tmp_path / "a.replay", policy=drawn), CATALOGUE) is None


def test_a_changed_event_is_found_with_its_number_and_field(tmp_path):
    def change(what, given):
        if what == "week" and given["week"] == 9:
            place.append(int(np.flatnonzero(given["kind"] == ev.ITEM_SIZED)[0]))
            given["amount"][place[0]] += 1
        return given

    place: list[int] = []
    changed = record(tmp_path / "a.replay", change)
    found = rerun(changed, CATALOGUE)
    assert (found.week, found.kind) == (9, "events")
    assert found.event == changed.first_number(9) + place[0]
    assert [field.split(":")[0] for field in found.fields] == ["ItemSized.amount"]
    assert str(found).startswith("week 9: event ")


def test_a_changed_command_is_found_in_the_week_of_its_effect(tmp_path):
    def change(what, given):
        if what == "command" and given["kind"] == "set_policy":
            given["value"] = 14
        return given

    found = rerun(record(tmp_path / "a.replay", change), CATALOGUE)
    assert (found.week, found.kind) == (6, "events")
    assert found.fields == ("PolicyOrdered.amount: 14, not 7",)


def test_a_changed_answer_is_found(tmp_path):
    def change(what, given):
        if what == "command" and not given["accepted"]:
            given["accepted"] = True
        return given

    found = rerun(record(tmp_path / "a.replay", change), CATALOGUE)
    assert (found.week, found.kind) == (12, "command")
    assert "council no longer sits" in str(found)


def test_another_seed_is_found_in_the_first_week(tmp_path):
    header = header_of(TEMPLATE.scenario, 8, weeks=WEEKS)
    found = rerun(record(tmp_path / "a.replay", header=header), CATALOGUE)
    assert (found.week, found.kind) == (1, "events")


def test_a_digest_alone_can_differ(tmp_path):
    def change(what, given):
        if what == "week" and given["week"] == 11:
            given["digest"] = bytes(32)
        return given

    found = rerun(record(tmp_path / "a.replay", change), CATALOGUE)
    assert (found.week, found.kind, found.fields) == (11, "digest", ())


# --- versions and bad contents ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [RULES_VERSION - 1, RULES_VERSION + 1])
def test_other_rules_fold_and_are_not_run_again(recording, version):
    other = dataclasses.replace(recording, header=dataclasses.replace(recording.header, rules_version=version))
    folded = fold(other, catalogue=CATALOGUE)
    assert (folded.checked, folded.mismatch) == (0, None)
    assert digest(folded.worlds) == recording.digests[WEEKS]
    found = rerun(other, CATALOGUE)
    assert (found.kind, found.week) == ("unavailable", 0)
    assert UNAVAILABLE in str(found)


def test_older_events_are_told_in_todays_words(recording, monkeypatch):
    def double(columns):
        return columns._replace(amount=columns.amount * 2)

    monkeypatch.setitem(upcast.STEPS, RULES_VERSION - 1, double)
    rows = recording.week(1)
    columns = upcast.Columns(rows.kind, rows.subject, rows.object, rows.amount)
    assert upcast.upcast(columns, RULES_VERSION) is columns
    assert np.array_equal(upcast.upcast(columns, RULES_VERSION - 1).amount, rows.amount * 2)


def test_commands_are_read_back_by_world_week(recording):
    given = commands_of(recording)
    assert [dated.command for dated in BUSY.commands[:2]] == [given[3][0].command, given[5][0].command]
    assert [said.accepted for said in given[12]] == [True, False]


def test_a_scenario_that_is_none_is_one_line(tmp_path):
    header = Header(RULES_VERSION, "0" * 16, {"id": "x"}, 7, WEEKS)
    broken = record(tmp_path / "a.replay", header=header)
    for use in (fold, rerun, Snapshots):
        with pytest.raises(ReplayError, match="the scenario in the recording cannot be used") as caught:
            use(broken)
        assert "\n" not in str(caught.value)


def test_a_command_that_is_none_is_one_line(tmp_path):
    def change(what, given):
        return given | {"kind": "lunch"} if what == "command" else given

    with pytest.raises(ReplayError, match="unknown kind 'lunch'"):
        rerun(record(tmp_path / "a.replay", change), CATALOGUE)
