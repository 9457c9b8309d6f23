"""OCEL 2.0, the object-centric event log of process mining, as JSON (ocel-standard.org, 2.0).

The published schema wants every value as text; types say how to read it.
"""

from __future__ import annotations

import json
from typing import Any, Final

from engine.bridges.process import OBJECT_TYPES, Happened, happenings
from engine.log import Recording

_BEGINNING: Final = "1970-01-01T00:00:00Z"  # of what an object is from the start, as the standard has it


def ocel_document(recording: Recording) -> dict[str, Any]:
    """A recording as an OCEL 2.0 document.

    Args:
        recording: see `engine.bridges.process.happenings`.

    Returns:
        `objectTypes`, `eventTypes`, `objects` and `events`, as plain data.
    """
    objects: dict[str, dict[str, Any]] = {}
    links: dict[str, dict[str, str]] = {}
    attributes: dict[str, dict[str, str]] = {}
    events: list[dict[str, Any]] = []
    for happened in happenings(recording):
        known = attributes.setdefault(happened.type, {})
        for name, value in happened.attributes.items():
            known[name] = "integer" if isinstance(value, int) else "string"
        events.append(_event(happened))
        for one in happened.related:
            objects.setdefault(one.id, {"id": one.id, "type": one.type})
        _link(happened, links)
    for owner, targets in links.items():
        objects[owner]["relationships"] = [{"objectId": to, "qualifier": how} for to, how in targets.items()]
    for name, about in objects.items():
        about["attributes"] = [{"name": "name", "time": _BEGINNING, "value": name.partition("-")[2]}]
    seen = {about["type"] for about in objects.values()}
    return {
        "objectTypes": [
            {"name": name, "attributes": [{"name": "name", "type": "string"}]} for name in OBJECT_TYPES if name in seen
        ],
        "eventTypes": [
            {
                "name": name,
                "attributes": [{"name": key, "type": kind} for key, kind in sorted(attributes[name].items())],
            }
            for name in sorted(attributes)
        ],
        "objects": list(objects.values()),
        "events": events,
    }


def ocel_bytes(recording: Recording) -> bytes:
    """The same as the bytes of a `.jsonocel` file."""
    return json.dumps(ocel_document(recording), separators=(",", ":"), ensure_ascii=True).encode()


def _event(happened: Happened) -> dict[str, Any]:
    return {
        "id": happened.id,
        "type": happened.type,
        "time": happened.time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "attributes": [{"name": name, "value": str(value)} for name, value in happened.attributes.items()],
        "relationships": [{"objectId": one.id, "qualifier": one.qualifier} for one in happened.related],
    }


def _link(happened: Happened, links: dict[str, dict[str, str]]) -> None:
    """Objects that belong together: a decision to its item, an item to its release, an incident to its release."""
    by_type = {one.type: one.id for one in reversed(happened.related)}
    for owner, target in (("decision", "item"), ("item", "release"), ("incident", "release")):
        if owner in by_type and target in by_type:
            links.setdefault(by_type[owner], {})[by_type[target]] = target
