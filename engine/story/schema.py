"""The JSON Schema of a story as plain data.

python -m engine.story.schema --write      writes assets/story.schema.json
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

from engine.data import data_folder
from engine.evidence.findings import LABEL
from engine.story.page import LABEL as SENTENCE
from engine.story.passage import SECTIONS
from engine.story.plain import FORMAT
from engine.story.tell import LENGTHS

SCHEMA_FILE: Final = "story.schema.json"


def schema() -> dict[str, Any]:
    """The JSON Schema of `story_json`."""
    text, strings = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    whole, amount = {"type": "integer"}, {"type": "number"}
    weeks = {"type": "array", "items": whole, "minItems": 2, "maxItems": 2}
    sentence = _object(text=text, says=strings, findings=strings, label={"const": LABEL})
    finding = _object(
        id={"type": "string", "pattern": "^f-[0-9a-f]{10}$"},
        kind={
            "enum": [
                "baseline", "change", "effect", "attribution", "cost", "harm", "null", "forecast", "adoption",
                "durability", "event", "lesson",
            ]
        },
        metric=text,
        name=text,
        value=amount,
        unit=text,
        interval=_maybe({"type": "array", "items": amount, "minItems": 2, "maxItems": 2}),
        method=text,
        scope=text,
        seeds={"type": "array", "items": whole},
        windows={"type": "object", "additionalProperties": weeks},
        baseline=_maybe(amount),
        layer={"enum": ["true", "reported"]},
        known_then={"type": "boolean"},
        preregistered={"type": "boolean"},
        looked_at=whole,
        caveats=strings,
        evidence={"type": "array", "items": {"type": "string", "pattern": "^(@[0-9]+(-[0-9]+)?|#[0-9]+)$"}},
        fold=text,
        grade=_maybe({"enum": ["A", "B", "C", "D", "E"]}),
        template=text,
        display=text,
        citation=text,
        label={"const": LABEL},
    )  # fmt: skip
    finding["additionalProperties"] = True
    few = _object(metric=text, window=text, value=_maybe(amount), base=amount, reason=text)
    criterion = _object(
        criterion={"type": "integer", "minimum": 1, "maximum": 12},
        title=text,
        points={"type": "integer", "minimum": 0, "maximum": 4},
        missing=text,
    )
    body = _object(
        steerco={"const": "story"},
        format={"const": FORMAT},
        label={"const": LABEL},
        note={"const": SENTENCE},
        scenario=_object(id=text, version=whole, title=text),
        plan=text,
        seed=whole,
        rules_version=whole,
        kernel=text,
        log=text,
        windows=_object(before=weeks, transition=weeks, after=weeks, caveats=strings),
        length={"enum": list(LENGTHS)},
        primary=_maybe(text),
        headline={"type": "array", "items": sentence},
        sections={
            "type": "array",
            "items": _object(section={"enum": list(SECTIONS)}, sentences={"type": "array", "items": sentence}),
        },
        receipt=text,
        told=strings,
        harms=strings,
        nulls=strings,
        rubric=_object(
            score={"type": "integer", "minimum": 0, "maximum": 100},
            band=text,
            criteria={"type": "array", "items": criterion, "minItems": 12, "maxItems": 12},
        ),
        findings={"type": "array", "items": finding},
        too_few={"type": "array", "items": few},
        notes={"type": "array", "items": _object(study=text, note=text)},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Steerco story",
        "description": "What `steerco story FILE --format json` prints. All of it is simulated practice.",
        **body,
    }


def _object(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _maybe(kind: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [kind, {"type": "null"}]}


def schema_text() -> str:
    """The published schema as it stands in its file."""
    return json.dumps(schema(), indent=2) + "\n"


def main(arguments: list[str]) -> int:
    """Write the schema."""
    if arguments != ["--write"]:
        sys.stderr.write("usage: python -m engine.story.schema --write\n")
        return 2
    (data_folder("assets") / SCHEMA_FILE).write_text(schema_text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
