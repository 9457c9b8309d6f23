"""A finished game studied in a process of its own: what it tells, and what it says where it cannot."""

from __future__ import annotations

import json
import pathlib

import pytest

from engine.data import data_folder
from engine.evidence.study import studies
from engine.play import studying
from engine.play.studies import Studying, Told

SHIPPED: pathlib.Path = data_folder("replays") / "seven-roadmaps-textbook-7.replay"


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "No such file"), (b"not a recording", ""), ("half", "")],
    ids=["missing", "another file", "cut"],
)
def test_what_cannot_be_studied_is_said_in_a_line_and_can_be_tried_again(tmp_path, content, says):
    path = tmp_path / "game.replay"
    if content is not None:
        path.write_bytes(SHIPPED.read_bytes()[:5000] if content == "half" else content)
    one = Studying(path, 2)
    try:
        told = one.wait(seconds=60)
        assert told.error
        assert says in told.error
        assert "\n" not in told.error
        one.again()
        assert one.wait(seconds=60).error == told.error
    finally:
        one.close()


def test_a_process_that_is_killed_is_said_to_have_ended():
    one = Studying(SHIPPED, 2)
    try:
        one._process.kill()
        assert "has ended" in one.wait(seconds=60).error
    finally:
        one.close()


def test_lines_are_taken_over_as_they_come():
    told = Told()
    told.take({"progress": ["Twin", 3, 8]})
    told.take({"study": {"id": "twin", "tables": {"metrics": {"flow.lead": 1}}, "worlds": 0}})
    told.take({"outcome": None})
    assert told.progress == ("Twin", 3, 8)
    assert told.table("twin", "metrics") == {"flow.lead": 1}
    assert told.table("luck", "luck") is None
    assert told.worlds("luck") == 0
    assert told.outcome == (None,)
    told.take({"done": 64})
    assert told.done


def test_what_is_told_beside_studies_is_plain_data(recwarn):
    recording = studying.usable(SHIPPED)
    said = [studying.facts(recording), studying.textbook(recording), studying.known_grades(recording, {})]
    assert json.loads(json.dumps(said, allow_nan=False)) == said
    facts, book, grades = said
    assert facts["own"]
    assert set(facts["own"]) <= set(facts["metrics"])
    assert book["commands"] == sorted(book["commands"], key=lambda one: one[0])
    assert not [text for _, text, _ in book["yours"] if len(set(text.split())) < len(text.split())], "said twice"
    assert grades["letter"] in "ABCDE"
    assert set(studying.EARLY) <= set(studies())


def test_an_export_is_whole_or_not_there(tmp_path, monkeypatch):
    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pathlib.Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        studying._write(tmp_path / "story.md", b"words")
    assert list(tmp_path.iterdir()) == []
