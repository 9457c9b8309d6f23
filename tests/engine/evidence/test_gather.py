"""Studies one by one: quick ones first, the same bytes from the file they are kept in, and no harm in a bad file."""

from __future__ import annotations

import pathlib
from typing import Any

import numpy as np
import pytest

from engine.errors import InputError
from engine.evidence import EvidenceError
from engine.evidence import gather as gathering
from engine.evidence.cache import cache_path, canonical, evidence_digest
from engine.evidence.case import Case
from engine.evidence.citing import check_made, findings_json
from engine.evidence.findings import Finding
from engine.evidence.gather import Gathered, chosen, gather
from engine.evidence.study import Study, StudyKind, studies
from tests.engine.evidence import played


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Three studies instead of all: how often each was made."""
    made: dict[str, int] = {}

    def making(name: str) -> Any:
        def make(case: Case) -> Study:
            made[name] = made.get(name, 0) + 1
            if name == "broken":
                raise EvidenceError("no two weeks to compare")
            return Study(tables={"numbers": (np.int64(1), np.float64(0.1), case.worlds)}, notes=(name,))

        return make

    known = {
        name: StudyKind(name, name.title(), order, making(name), quick)
        for name, order, quick in (("slow", 1, False), ("quick", 2, True), ("broken", 3, True))
    }
    monkeypatch.setattr(gathering, "studies", lambda: known)
    return made


def run(path: pathlib.Path | None, worlds: int = 8, **more: Any) -> list[Gathered]:
    return list(gather(Case(played.case().recording, worlds, **more), beside=path))


def test_quick_studies_come_first_and_a_broken_one_is_a_note(kinds: dict[str, int], tmp_path: pathlib.Path) -> None:
    found = run(None)
    assert [(one.kind.id, one.state) for one in found] == [("quick", "made"), ("broken", "failed"), ("slow", "made")]
    assert found[1].study.notes == ("no two weeks to compare",)
    assert found[0].study.tables == {"numbers": [1, 0.1, 8]}
    assert not list(tmp_path.iterdir())


def test_a_study_is_kept_for_the_same_question_only(
    kinds: dict[str, int], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.replay"
    first = run(path)
    again = run(path)
    assert [one.state for one in again] == ["kept", "failed", "kept"]
    assert [one.study for one in again] == [one.study for one in first]
    assert [one.state for one in run(path, 9)] == ["kept", "failed", "made"]  # quick ones take no other worlds
    assert [one.state for one in run(path)][2] == "kept"
    assert [one.state for one in run(path, primary="flow.lead")] == ["made", "failed", "made"]
    monkeypatch.setattr("engine.evidence.cache.evidence_digest", lambda: "another")
    assert [one.state for one in run(path)] == ["made", "failed", "made"]


@pytest.mark.parametrize("damage", ["cut", "changed", "nested", "emptied", "not an object"])
def test_a_damaged_file_is_made_anew(kinds: dict[str, int], tmp_path: pathlib.Path, damage: str) -> None:
    path = tmp_path / "a.replay"
    run(path)
    kept = cache_path(path)
    whole = kept.read_bytes()
    kept.write_bytes(
        {
            "cut": whole[: len(whole) // 2],
            "changed": whole.replace(b"0.1", b"0.2"),
            "nested": b'{"steerco":"evidence","of":' + b"[" * 100_000,
            "emptied": b"",
            "not an object": b'{"steerco":"evidence"',
        }[damage]
    )
    assert [one.state for one in run(path)] == ["made", "failed", "made"]
    assert kept.read_bytes() == whole
    assert [one.state for one in run(path)] == ["kept", "failed", "kept"]


def test_a_file_of_somebody_else_is_left_alone(kinds: dict[str, int], tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.replay"
    cache_path(path).write_bytes(b'{"notes": "mine"}')
    assert [one.state for one in run(path)] == ["made", "failed", "made"]
    assert cache_path(path).read_bytes() == b'{"notes": "mine"}'
    cache_path(path).unlink()
    cache_path(path).mkdir()
    assert [one.state for one in run(path)] == ["made", "failed", "made"]
    assert [one.state for one in run(tmp_path / "nowhere" / "a.replay")] == ["made", "failed", "made"]


def test_an_interrupt_keeps_what_is_done(
    kinds: dict[str, int], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(case: Case) -> Study:
        raise KeyboardInterrupt

    known = dict(gathering.studies())
    known["broken"] = StudyKind("broken", "Broken", 3, interrupted, quick=True)
    monkeypatch.setattr(gathering, "studies", lambda: known)
    found = run(tmp_path / "a.replay")
    assert [(one.kind.id, one.state) for one in found] == [
        ("quick", "made"),
        ("broken", "stopped"),
        ("slow", "stopped"),
    ]
    assert kinds == {"quick": 1}
    assert run(tmp_path / "a.replay")[0].state == "kept"


def test_numbers_that_are_none_do_not_get_written() -> None:
    with pytest.raises(EvidenceError):
        canonical({"x": float("nan")})
    with pytest.raises(EvidenceError):
        canonical({"x": object()})


def test_an_unknown_study_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean 'twin'"):
        chosen(["twim"])
    assert next(kind.id for kind in chosen()) == "twin"
    assert len(evidence_digest()) == 16


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in played.seen_always() else (pytest.mark.long,)) for name in studies()],
)
def test_every_study_round_trips_to_the_same_bytes(name: str) -> None:
    case, one = played.studied(name)
    assert one.state == "made", one.study.notes
    data = one.study.as_json(case.run)
    assert canonical(Study.from_json(data).as_json(case.run)) == canonical(data)
    for finding in one.study.findings:
        again = Finding.from_json(finding.as_json(case.run))
        assert (again, again.id) == (finding, finding.id)


def test_what_is_no_study_is_refused() -> None:
    for data in ({}, {"findings": [{}], "tables": {}, "worlds": 0, "notes": []}, {"findings": 3}):
        with pytest.raises(EvidenceError):
            Study.from_json(data)


def test_no_two_findings_of_a_recording_have_one_id() -> None:
    made = played.all_studied(played.seen_always())
    check_made(made)
    written = findings_json(played.case(), made)
    assert len(written["findings"]) == sum(len(study.findings) for study in made.values())
    assert {entry["label"] for entry in written["findings"]} == {"simulated practice"}
