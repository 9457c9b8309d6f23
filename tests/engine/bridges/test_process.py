"""Recordings for process mining: OCEL 2.0 by the rules of its schema, XES by its own, and Parquet."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import pathlib
from collections import Counter
from xml.etree import ElementTree as ET

import duckdb
import jsonschema
import pytest

from engine.bridges.events import write_events
from engine.bridges.ocel import ocel_bytes, ocel_document
from engine.bridges.process import OBJECT_TYPES, happenings
from engine.bridges.xes import CASES, xes_text
from engine.commands.recording import record
from engine.errors import InputError
from engine.log import Recording, read
from sim import events as ev

_NAMED = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {"name": {"type": "string"}, "type": {"enum": ["string", "time", "integer", "float", "boolean"]}},
}
_TYPES = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "attributes"],
        "properties": {"name": {"type": "string"}, "attributes": {"type": "array", "items": _NAMED}},
    },
}
_LINKS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["objectId", "qualifier"],
        "properties": {"objectId": {"type": "string"}, "qualifier": {"type": "string"}},
    },
}


def _things(also: list[str], of_attributes: list[str]) -> dict:
    value = {
        "type": "object",
        "required": of_attributes,
        "properties": {key: {"type": "string"} for key in of_attributes},
    }
    own = {key: {"type": "string"} for key in ("id", "type", *also)}
    return {
        "type": "array",
        "items": {
            "type": "object",
            "required": list(own),
            "properties": own | {"relationships": _LINKS, "attributes": {"type": "array", "items": value}},
        },
    }


# The rules of ocel20-schema-json.json (ocel-standard.org), written anew: what is required, and that values are text.
OCEL = {
    "type": "object",
    "required": ["eventTypes", "objectTypes", "events", "objects"],
    "properties": {
        "eventTypes": _TYPES,
        "objectTypes": _TYPES,
        "events": _things(["time"], ["name", "value"]),
        "objects": _things([], ["name", "value", "time"]),
    },
}


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    file = tmp_path_factory.mktemp("bridges") / "game.replay"
    record("seven-roadmaps", "textbook", 3, file, weeks=40)
    return read(file, strict=True)


@pytest.fixture(scope="module")
def document(recording):
    return ocel_document(recording)


def test_ocel_keeps_the_rules_of_the_published_schema(document, recording):
    jsonschema.Draft7Validator(OCEL).validate(document)
    assert json.loads(ocel_bytes(recording)) == document
    for broken in ({"events": [{"id": 1}]}, {"objects": [{"id": "a"}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft7Validator(OCEL).validate(document | broken)


def test_ids_are_unique_and_every_reference_leads_to_a_declared_thing(document):
    ids = [one["id"] for one in document["objects"]]
    events = [one["id"] for one in document["events"]]
    assert len(set(ids)) == len(ids)
    assert len(set(events)) == len(events)
    known, types = set(ids), {one["name"] for one in document["objectTypes"]}
    assert types <= set(OBJECT_TYPES)
    assert {one["type"] for one in document["objects"]} == types
    declared = {one["name"]: {a["name"]: a["type"] for a in one["attributes"]} for one in document["eventTypes"]}
    for event in document["events"]:
        assert event["relationships"]
        assert {one["objectId"] for one in event["relationships"]} <= known
        for attribute in event["attributes"]:
            kind = declared[event["type"]][attribute["name"]]
            assert kind == "string" or str(int(attribute["value"])) == attribute["value"]
    for one in document["objects"]:
        assert {link["objectId"] for link in one.get("relationships", [])} <= known


def test_time_never_goes_back_and_weeks_begin_on_mondays(document):
    times = [dt.datetime.fromisoformat(event["time"]) for event in document["events"]]
    assert times == sorted(times)
    assert times[0].date() == dt.date(2024, 1, 1)
    assert {time.weekday() for time in times} == {0, 1, 2, 3, 4}


def test_there_are_as_many_of_each_as_the_log_counts(recording, document):
    kinds = Counter(int(kind) for kind in recording.events.kind)
    objects = Counter(one["type"] for one in document["objects"])
    assert objects["item"] == kinds[ev.NEED_ARRIVED] + kinds[ev.DUPLICATE_BORN]
    assert objects["incident"] == kinds[ev.INCIDENT_OPENED]
    assert objects["decision"] == kinds[ev.DECISION_RAISED] + kinds[ev.DECISION_REOPENED]
    assert objects["card"] == kinds[ev.CARD_DEALT]
    assert objects["command"] == len(recording.commands)
    events = Counter(event["type"] for event in document["events"])
    for kind in (ev.NEED_ARRIVED, ev.ITEM_WENT_LIVE, ev.RELEASE_SHIPPED, ev.DECISION_MADE, ev.INCIDENT_MITIGATED):
        assert events[ev.COLUMNS[kind].name] == kinds[kind]
    shipped = {
        r["objectId"]
        for e in document["events"]
        if e["type"] == "ReleaseShipped"
        for r in e["relationships"]
        if r["objectId"].startswith("release-")
    }
    assert len(shipped) == kinds[ev.RELEASE_SHIPPED]


def test_an_item_lives_once_and_goes_live_in_a_release_that_ships(recording):
    lives: dict[str, list[str]] = {}
    released: dict[str, set[str]] = {}
    size: dict[str, int] = {}
    for happened in happenings(recording):
        for one in happened.related:
            if one.type == "item":
                lives.setdefault(one.id, []).append(happened.type)
            if one.type == "release" and happened.type == "ItemWentLive":
                released.setdefault(one.id, set()).add(happened.related[0].id)
            if one.type == "release" and happened.type == "ReleaseShipped":
                size[one.id] = int(happened.attributes["items"])
    for life in lives.values():
        assert life[0] in {"NeedArrived", "DuplicateBorn"}
        assert sum(kind == "ItemWentLive" for kind in life) <= 1
    assert {name: len(items) for name, items in released.items()} == size


@pytest.mark.parametrize("case", CASES)
def test_xes_is_xml_whose_traces_are_cases(recording, case):
    space = "{http://www.xes-standard.org/}"
    log = ET.fromstring(xes_text(recording, case))
    assert log.tag == space + "log"
    assert {one.get("prefix") for one in log.findall(space + "extension")} == {"concept", "time", "org", "lifecycle"}
    traces = log.findall(space + "trace")
    names = [trace.find(f"{space}string[@key='concept:name']").get("value") for trace in traces]
    assert names
    assert len(set(names)) == len(names)
    assert all(name.startswith(case) for name in names)
    for trace in traces:
        times = []
        for event in trace.findall(space + "event"):
            keys = [one.get("key") for one in event]
            assert len(set(keys)) == len(keys)
            assert {"concept:name", "time:timestamp", "lifecycle:transition"} <= set(keys)
            times.append(dt.datetime.fromisoformat(event.find(f"{space}date").get("value")))
        assert times == sorted(times)


def test_no_other_case(recording):
    with pytest.raises(InputError, match="did you mean 'item'"):
        xes_text(recording, "itm")


def test_parquet_has_every_event_by_its_number(recording, tmp_path):
    write_events(recording, tmp_path / "e.parquet")
    with duckdb.connect() as database:
        rows = database.execute(f"FROM '{tmp_path}/e.parquet' ORDER BY number").fetchall()
    assert len(rows) == int(recording.starts[-1])
    for number in (1, 500, len(rows)):
        event = recording.event(number)
        kind = ev.COLUMNS[event.kind].name
        subject, object_ = (None if n == ev.NONE else n for n in (event.subject, event.object))
        assert rows[number - 1] == (number, event.week, event.day + 1, kind, subject, object_, event.amount)


@pytest.mark.skipif(importlib.util.find_spec("pm4py") is None, reason="needs pm4py, which is never a dependency")
def test_pm4py_reads_both(recording, tmp_path):
    import pm4py

    (tmp_path / "g.jsonocel").write_bytes(ocel_bytes(recording))
    (tmp_path / "g.xes").write_text(xes_text(recording), encoding="utf-8")
    log = pm4py.read_ocel2_json(str(tmp_path / "g.jsonocel"))
    assert len(log.events) == len(ocel_document(recording)["events"])
    assert len(pm4py.read_xes(str(tmp_path / "g.xes"))) > 0


def test_export_writes_what_it_says(capsys, tmp_path, recording):
    from tests.engine.cli_calls import here

    game = tmp_path / "game.replay"
    record("tuesday-board", "textbook", 7, game)
    for form in ("ocel", "xes", "parquet"):
        out = tmp_path / f"x.{form}"
        assert "imulated practice" in here(capsys, "export", game, "--format", form, "--out", out).fine().out
        assert out.stat().st_size > 1000
        here(capsys, "export", game, "--format", form, "--out", out).refused("--force")
    game.write_bytes(game.read_bytes()[:5000])
    here(capsys, "export", game, "--format", "xes", "--out", tmp_path / "y").refused("cut")
    assert not pathlib.Path(tmp_path / "y").exists()
