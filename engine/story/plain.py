"""A story as plain data: what `story --format json` prints. Its schema is `engine.story.schema`."""

from __future__ import annotations

from typing import Any, Final

from engine.evidence.findings import LABEL
from engine.story.page import HARD, Text, flat
from engine.story.page import LABEL as SENTENCE
from engine.story.passage import Passage, Sentence
from engine.story.rubric import Marks, mark
from engine.story.tell import Length, Story

FORMAT: Final = 1


def story_json(story: Story, length: Length = "page") -> dict[str, Any]:
    """A story as plain data, ready for `json.dumps`: every finding, and the sentences of one length."""
    run, windows = story.run, story.windows
    passages = {"headline": (), "spoken": story.spoken, "page": story.page}[length]
    return {
        "steerco": "story",
        "format": FORMAT,
        "label": LABEL,
        "note": SENTENCE,
        "scenario": {"id": run.scenario, "version": run.scenario_version, "title": story.told.scenario.title},
        "plan": story.told.plan,
        "seed": run.seed,
        "rules_version": run.rules_version,
        "kernel": run.kernel,
        "log": run.chain,
        "windows": {
            "before": [windows.before.first_week, windows.before.last_week],
            "transition": [windows.transition.first_week, windows.transition.last_week],
            "after": [windows.after.first_week, windows.after.last_week],
            "caveats": list(windows.caveats),
        },
        "length": length,
        "primary": story.primary,
        "headline": [_sentence(sentence) for sentence in story.headline],
        "sections": [_passage(passage) for passage in passages],
        "receipt": _said(story.receipt(length)),
        "told": list(story.cited(length)),
        "harms": [finding.id for finding in story.chosen.harms],
        "nulls": [finding.id for finding in story.chosen.nulls],
        "rubric": _marks(mark(story)),
        "findings": [finding.as_json(run) for finding in story.findings],
        "too_few": _too_few(story),
        "notes": [{"study": name, "note": note} for name, study in story.told.studies.items() for note in study.notes],
    }


def _passage(passage: Passage) -> dict[str, Any]:
    return {"section": passage.section, "sentences": [_sentence(sentence) for sentence in passage.sentences]}


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": _said(sentence.text),
        "says": sorted(sentence.says),
        "findings": list(sentence.cites),
        "label": LABEL,
    }


def _said(text: Text) -> str:
    return flat(text).replace(HARD, " ")


def _marks(marks: Marks) -> dict[str, Any]:
    return {
        "score": marks.score,
        "band": marks.band,
        "criteria": [
            {"criterion": m.criterion, "title": m.title, "points": m.points, "missing": m.missing} for m in marks.marks
        ],
    }


def _too_few(story: Story) -> list[dict[str, Any]]:
    """What was measured and may not be cited, and why."""
    found = [
        {
            "metric": metric,
            "window": moment,
            "value": entry[moment]["value"],
            "base": entry[moment]["base"],
            "reason": entry[moment]["reason"],
        }
        for metric, entry in story.told.table("twin").get("metrics", {}).items()
        for moment in ("before", "after", "twin")
        if entry[moment]["state"] != "ok"
    ]
    return found + [
        {
            "metric": metric,
            "window": "panel",
            "value": entry["value"],
            "base": entry["worlds"],
            "reason": entry["reason"],
        }
        for metric, entry in story.told.table("elsewhere").get("expected", {}).items()
        if entry["state"] != "ok"
    ]
