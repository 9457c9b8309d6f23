"""A finding derived again from its recording (evidence.md 10, test 37)."""

from __future__ import annotations

import functools
import json
import pathlib
import shutil
from typing import Any

import pytest

from engine.errors import InputError
from engine.evidence.citing import Again, ask, ask_all, check_made, derive, findings_path, same, write_findings
from engine.evidence.study import studies
from sim.rules import RULES_VERSION
from tests.engine.cli_calls import Here, here
from tests.engine.evidence import played


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A copy of the shipped recording, its findings beside it."""
    path = tmp_path_factory.mktemp("cited") / "a.replay"
    shutil.copy(played.SHIPPED, path)
    assert write_findings(path, played.case(), played.all_studied(played.seen_always())) == findings_path(path)
    return path


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Here:
    """`steerco` in this process."""
    return functools.partial(here, capsys)


def entries(path: pathlib.Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(findings_path(path).read_text())["findings"]
    return found


def one_of(path: pathlib.Path, method: str) -> dict[str, Any]:
    return next(entry for entry in entries(path) if entry["method"] == method)


def test_every_finding_of_a_shipped_replay_verifies(shipped: pathlib.Path) -> None:
    """37: as written beside it, and by its citation alone."""
    verify_everything(shipped)


@pytest.mark.long
def test_every_finding_of_every_study_verifies(tmp_path: pathlib.Path) -> None:
    """37: of the studies that take seconds as well."""
    path = tmp_path / "a.replay"
    shutil.copy(played.SHIPPED, path)
    made = played.all_studied(list(studies()))
    check_made(made)
    write_findings(path, played.case(), made)
    verify_everything(path)


def verify_everything(path: pathlib.Path) -> None:
    """Derive every finding again, and one of each study and method by its citation alone."""
    case, again = played.case(), Again()
    cited: set[tuple[str, str]] = set()
    for asked in ask_all(path):
        verdict = derive(asked, case, again)
        assert verdict.word == "verified", (asked.id, verdict.message, verdict.fields)
        assert asked.entry is not None
        sort = asked.entry["study"], asked.entry["method"]
        if sort not in cited:
            cited.add(sort)
            assert derive(ask(path, asked.citation), case, again).word == "verified", asked.citation


def test_a_changed_number_fails(shipped: pathlib.Path, tmp_path: pathlib.Path, call: Here) -> None:
    """37: in the file of findings and in a citation, printed or not."""
    path = tmp_path / "a.replay"
    shutil.copy(shipped, path)
    content = json.loads(findings_path(shipped).read_text())
    entry = next(one for one in content["findings"] if one["method"] == "same-seed twin")
    entry["value"] += 1e-6
    findings_path(path).write_text(json.dumps(content))
    call("cite", path, entry["id"]).refused("differs", "value", status=1)
    stated = entry["citation"]
    forged = stated.replace(entry["display"], "9" + entry["display"].lstrip("+−"))
    assert forged != stated
    call("cite", path, forged).refused("differs", "the citation is another", status=1)
    answer = call("cite", path, stated)
    assert (answer.status, answer.err) == (0, "")
    assert "Verified" in answer.out


def test_one_flipped_byte_of_the_log_fails(shipped: pathlib.Path, tmp_path: pathlib.Path, call: Here) -> None:
    """37: wherever it is flipped, the file is damaged and nothing is cited from it."""
    path = tmp_path / "a.replay"
    whole = shipped.read_bytes()
    shutil.copy(findings_path(shipped), findings_path(path))
    name = one_of(shipped, "fold")["id"]
    for at in (len(whole) // 3, len(whole) // 2, len(whole) - 3):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        call("cite", path, name).refused()
    path.write_bytes(whole[:-200])
    call("cite", path, name).refused()


def test_other_rules_are_another_version(shipped: pathlib.Path, monkeypatch: pytest.MonkeyPatch, call: Here) -> None:
    """37: a finding goes stale with the rules, and says so; nothing is rewritten."""
    monkeypatch.setattr("sim.rules.RULES_VERSION", RULES_VERSION + 1)
    entry = one_of(shipped, "fold")
    call("cite", shipped, entry["id"]).refused("under another version", f"rules {RULES_VERSION}", status=1)


def test_other_sources_of_the_same_rules_are_compared_and_named(
    shipped: pathlib.Path, monkeypatch: pytest.MonkeyPatch, call: Here
) -> None:
    monkeypatch.setattr("sim.kernel.sources_digest", lambda: "0123456789abcdef")
    answer = call("cite", shipped, one_of(shipped, "fold")["id"])
    assert answer.status == 0
    assert "other sources of the same rules" in answer.out


def test_what_is_not_there_is_said(shipped: pathlib.Path, tmp_path: pathlib.Path, call: Here) -> None:
    name = one_of(shipped, "fold")["id"]
    call("cite", shipped, name[:-1] + "z").refused(name)
    call("cite", shipped, "[f-1|x]").refused("parts")
    call("cite", shipped).refused("--all")
    call("cite", shipped, name, "--all").refused("--all")
    call("cite", tmp_path / "none.replay", name).refused("none.replay")
    alone = tmp_path / "a.replay"
    shutil.copy(shipped, alone)
    call("cite", alone, name).refused("steerco story")
    for text in ("{", "[]", '{"findings": 3}', '{"findings": [3]}', "[" * 100_000):
        findings_path(alone).write_text(text)
        call("cite", alone, name).refused("holds no findings")
    findings_path(alone).write_text(json.dumps({"findings": [{"id": name, "study": "none"}]}))
    call("cite", alone, name).refused("which study")


def test_another_recording_is_no_witness(shipped: pathlib.Path, call: Here) -> None:
    entry = one_of(shipped, "fold")
    trap = played.SHIPPED.with_name("seven-roadmaps-trap-7.replay")
    call("cite", trap, entry["citation"]).refused("another recording", status=1)


def test_a_citation_needs_no_file_beside_it(shipped: pathlib.Path, tmp_path: pathlib.Path, call: Here) -> None:
    alone = tmp_path / "a.replay"
    shutil.copy(shipped, alone)
    answer = call("cite", alone, one_of(shipped, "paired t")["citation"], "--json")
    assert answer.status == 0, answer.err
    found = json.loads(answer.out)
    assert (found["verdict"], found["stated"]) == ("verified", found["derived"])


def test_numbers_may_differ_where_nobody_prints_them() -> None:
    assert same({"a": [1.0, None]}, {"a": [1.0 + 1e-12, None]})
    assert not same(1.0, 1.0001)
    assert not same(1, 1.0)
    assert not same([1], [1, 2])


def test_files_of_findings_are_found_beside_the_recording(tmp_path: pathlib.Path) -> None:
    assert findings_path(tmp_path / "x.replay").name == "x.replay.findings.json"
    with pytest.raises(InputError, match="is not there"):
        ask_all(tmp_path / "x.replay")


def test_evidence_prints_every_study(shipped: pathlib.Path, call: Here) -> None:
    answer = call(
        "evidence", shipped, "--study", "twin", "--study", "elsewhere", "--seeds", 8, "--json", "--no-cache"
    ).fine()
    document = json.loads(answer.out)
    assert [study["state"] for study in document["studies"]] == ["done"] * 2
    assert document["worlds"] == 8
    assert not shipped.with_name("a.replay.evidence.json").exists()
    text = call("evidence", shipped, "--study", "twin").fine().out
    assert "f-" in text
    assert max(map(len, text.splitlines())) <= 80
    assert call("evidence", shipped, "--study", "twin").fine().out == text  # kept now: the same bytes
    assert shipped.with_name("a.replay.evidence.json").exists()
    assert "twin" in call("evidence", "--list").fine().out
    assert json.loads(call("evidence", "--list", "--json").fine().out)[0]["quick"] is True
    call("evidence").refused("--list")
    call("evidence", shipped, "--study", "twim").refused("twin")


def test_games_are_pooled_for_calibration_once_each(shipped: pathlib.Path, call: Here) -> None:
    answer = call("evidence", shipped, "--study", "predictions", "--pool", shipped, "--json", "--no-cache").fine()
    assert json.loads(answer.out)["calibration"]["verdict"] == "silent"
    text = call("evidence", shipped, "--study", "predictions", "--pool", shipped, "--no-cache").fine().out
    assert "0 of 0 held: silent" in text
    call("evidence", shipped, "--study", "predictions", "--pool", "none.replay").refused("none.replay")
