"""A process that studies one finished game and tells of it line by line, so that a window never waits for it.

    python -m engine.play.studying FILE WORLDS

Each line on standard output is a JSON object with one key: "run", "progress", "study", "grades", "outcome", "textbook",
"story", "done", "exported" or "error". Quick studies come first, then those of other worlds with few of them, then with
all; what was studied before is taken from beside the recording. A line on standard input is the folder into which the
story is to be exported; when standard input ends, so does the process.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import queue
import sys
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from engine.errors import InputError, one_line

if TYPE_CHECKING:
    from engine.evidence.case import Case
    from engine.evidence.gather import Gathered
    from engine.evidence.study import Study
    from engine.log import Recording
    from engine.story import Story
    from sim.commands import Command

FEW: Final = 8  # worlds for the first look
EARLY: Final = ("elsewhere", "series")  # studies of which a first look is worth having
_NICE: Final = 5
_PROGRESS_SECONDS: Final = 0.1


class Teller:
    """Writes lines; progress no more often than anybody can read."""

    def __init__(self) -> None:
        self._last = 0.0
        self._lock = threading.Lock()

    def say(self, key: str, value: Any) -> None:
        """Write one line."""
        with self._lock:
            sys.stdout.write(json.dumps({key: value}, allow_nan=False) + "\n")
            sys.stdout.flush()

    def progress(self, what: str, done: int = 0, of: int = 0) -> None:
        """Say how far it is."""
        if done and time.monotonic() - self._last < _PROGRESS_SECONDS:
            return
        self._last = time.monotonic()
        self.say("progress", [what, done, of])


def study(path: pathlib.Path, worlds: int, tell: Teller, asked: queue.SimpleQueue[str]) -> None:
    """Study a recording, tell of it, then export its story as often as asked.

    Args:
        path: of a sealed recording.
        worlds: other worlds that intervals rest on.
        tell: where it is told.
        asked: folders to export to.
    """
    from engine.evidence.cache import Cache, cache_path
    from engine.evidence.case import Case, smaller
    from engine.evidence.gather import chosen, make

    recording = usable(path)
    tell.say("run", facts(recording))
    case = Case(recording, worlds, os.cpu_count() or 1, tell.progress)
    cache = Cache(cache_path(path), case)
    made: dict[str, Study] = {}

    def tell_of(given: Case, one: Gathered) -> None:
        made[one.kind.id] = one.study
        tell.say("study", told(one, given))

    kinds = chosen()
    for kind in kinds:
        if kind.quick:
            tell.progress(kind.title)
            tell_of(case, make(case, kind, cache))
    tell.say("grades", known_grades(recording, made))
    tell.say("textbook", textbook(recording))
    few = smaller(case, min(FEW, worlds))
    for kind in kinds:
        if kind.id in EARLY and worlds > FEW:
            tell.progress(kind.title)
            tell_of(few, make(few, kind, cache))
    for number, kind in enumerate(kinds, start=1):
        if not kind.quick:
            tell.progress(f"{kind.title} ({number} of {len(kinds)})")
            tell_of(case, make(case, kind, cache))
    tell.progress("outcome")
    tell.say("outcome", outcome(recording))
    story = _story(case, made)
    tell.say("story", story_told(story))
    tell.say("done", worlds)
    while True:
        folder = asked.get()
        try:
            tell.say("exported", export(story, pathlib.Path(folder), path.name.removesuffix(".replay")))
        except (OSError, InputError) as error:
            tell.say("exported", {"folder": folder, "error": one_line(str(error))})


def usable(path: pathlib.Path) -> Recording:
    """A recording that can be studied.

    Raises:
        InputError: it is damaged, or was never sealed.
        LogError: it cannot be read.
    """
    from engine.log import read

    recording = read(path)
    if recording.error is not None:
        raise recording.error
    if not recording.sealed:
        raise InputError(f"{path.name} was never finished; play it to its end first")
    return recording


def facts(recording: Recording) -> dict[str, Any]:
    """What every page needs: the weeks, and each metric's name, unit, places and direction."""
    from engine.evidence.mechanisms import telling
    from engine.evidence.numbers import unit_of_difference
    from engine.replay import template_of
    from sim.metrics import metrics

    scenario = template_of(recording).scenario
    weeks = scenario.weeks
    table = {
        metric.id: {
            "name": metric.name,
            "unit": telling().unit(metric.unit),
            "difference": telling().unit(unit_of_difference(metric.unit)),
            "decimals": metric.decimals,
            "better": metric.better,
        }
        for metric in metrics().values()
    }
    return {
        "scenario": scenario.id,
        "title": scenario.title,
        "seed": recording.header.seed,
        "history": weeks.history,
        "tenure": weeks.tenure,
        "aftermath": weeks.aftermath,
        "metrics": table,
        "own": telling().sorted({source.metric for source in scenario.sources}),
        "sources": {source.id: source.name for source in scenario.sources},
    }


def told(one: Gathered, case: Case) -> dict[str, Any]:
    """A study as plain data, its findings as they are shown."""
    study = one.study
    return {
        "id": one.kind.id,
        "title": one.kind.title,
        "state": one.state,
        "worlds": study.worlds,
        "notes": list(study.notes),
        "tables": dict(study.tables),
        "findings": [
            {
                "id": finding.id,
                "kind": finding.kind,
                "for": finding.for_,
                "name": finding.name,
                "metric": finding.metric,
                "text": finding.display,
                "method": finding.method,
                "grade": finding.grade,
                "known_then": finding.known_then,
                "direction": finding.direction,
                "cite": finding.citation(case.run),
            }
            for finding in study.findings
        ],
    }


def known_grades(recording: Recording, made: Mapping[str, Study]) -> dict[str, Any]:
    """The evidence grade by part, and ribbons."""
    from engine.play.grades import WEIGHTS, evidence_grade, ribbons
    from engine.views.moments import PredictionDue

    rows = made["predictions"].tables.get("predictions", []) if "predictions" in made else []
    predictions = [
        PredictionDue(
            row["for"],
            row["metric"],
            row["source"],
            row["direction"],
            row["band"],
            row["locked_week"],
            row["due_week"],
            row["before"],
            row["after"],
            row["direction_right"],
            row["hit"],
        )
        for row in rows
    ]
    grade = evidence_grade(recording, predictions)
    parts = {name: [grade.points[name], most] for name, most in WEIGHTS.items()}
    return {"letter": grade.letter, "total": grade.total, "parts": parts, "ribbons": list(ribbons(recording))}


def outcome(recording: Recording) -> dict[str, Any] | None:
    """The outcome grade; None where nothing is scored."""
    from engine.play.grades import outcome_grade

    grade = outcome_grade(recording, os.cpu_count() or 1)
    if grade is None:
        return None
    luck = None if grade.luck is None else {"fit": grade.luck.fit, "weather": grade.luck.weather}
    score = grade.score
    interval = None if score.interval is None else list(score.interval)
    return {"skill": score.skill, "interval": interval, "grade": score.grade, "luck": luck}


def textbook(recording: Recording) -> dict[str, Any] | None:
    """The textbook's commands by week beside the player's; None where none ships."""
    from engine.catalogue import load_plan, plan_names
    from engine.replay import commands_of
    from engine.views.names import in_words
    from sim.commands import Note

    scenario = str(recording.header.scenario["id"])
    if "textbook" not in plan_names(scenario):
        return None
    plan = load_plan(scenario, "textbook")
    history = int(recording.header.scenario["weeks"]["history"])
    mine = [
        [week - history, _in_words(one.command), one.accepted]
        for week, given in sorted(commands_of(recording).items())
        for one in given
        if not isinstance(one.command, Note)
    ]
    theirs = [
        [int(entry["week"]), in_words({k: v for k, v in entry.items() if k != "week"})] for entry in plan["command"]
    ]
    answers = [f"{entry.get('card', '')}: {entry.get('option', '')}" for entry in plan.get("answer", [])]
    return {
        "title": plan["title"],
        "note": plan.get("note", ""),
        "commands": sorted(theirs, key=lambda one: one[0]),
        "answers": answers,
        "yours": mine,
    }


def _in_words(command: Command) -> str:
    """A command as a person would type it, without what it is for."""
    from engine.views.names import in_words

    asked = command.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    return in_words({"kind": command.kind, **asked})


# -- Story -------------------------------------------------------------------------------------------------------------


def _story(case: Case, made: Mapping[str, Study]) -> Story:
    from engine.story import tell

    return tell(case, made)


def story_told(story: Story) -> dict[str, Any]:
    """A story in its three lengths as paragraphs under headings, its marks and its findings."""
    from engine.story import LENGTHS, blocks, mark
    from engine.story.page import LABEL, Heading, Paragraph, Points, Table, flat

    lengths: dict[str, list[list[str]]] = {}
    for length in LENGTHS:
        lines: list[list[str]] = []
        for block in blocks(story, length):
            if isinstance(block, Heading):
                lines.append([f"h{block.level}", flat(block.text)])
            elif isinstance(block, Paragraph):
                lines.append(["p", flat(block.text)])
            elif isinstance(block, Points):
                lines += [["p", flat(block.intro)], *(["li", flat(item)] for item in block.items)]
            elif isinstance(block, Table):
                lines.append(["p", flat(block.caption)])
                lines += [["li", " · ".join(flat(cell) for cell in row)] for row in block.rows]
        lengths[length] = lines
    marks = mark(story)
    return {
        "label": LABEL,
        "title": flat(story.title),
        "lengths": lengths,
        "receipt": flat(story.receipt("spoken")),
        "score": marks.score,
        "band": marks.band,
        "marks": [[one.title, one.points, one.missing] for one in marks.marks],
        "chosen": list(story.cited("spoken")),
    }


def export(story: Story, folder: pathlib.Path, name: str) -> dict[str, Any]:
    """Write the page in every format, and the artefacts, into a folder; files of the same names are replaced.

    Raises:
        OSError: a file could not be written.
    """
    from engine.story import blocks, render, story_json
    from engine.story.artefacts import artefact_text, artefacts
    from engine.story.html import story_html
    from engine.story.typeset import story_pdf

    folder.mkdir(parents=True, exist_ok=True)
    whole = json.dumps(story_json(story, "page"), indent=2, allow_nan=False) + "\n"
    forms = {
        "md": render(blocks(story, "page")).encode(),
        "html": story_html(story, "page").encode(),
        "pdf": story_pdf(story, "page"),
        "json": whole.encode(),
    }
    written = [_write(folder / f"{name}-story.{form}", data) for form, data in forms.items()]
    written += [_write(folder / f"{name}-{one.key}.md", artefact_text(one).encode()) for one in artefacts(story)]
    return {"folder": str(folder), "files": written}


def _write(path: pathlib.Path, data: bytes) -> str:
    """Write a whole file or none."""
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(data)
    beside.replace(path)
    return path.name


# -- The process -------------------------------------------------------------------------------------------------------


def _listen(asked: queue.SimpleQueue[str]) -> None:
    """Pass on what is asked; end with whoever started this."""
    for line in sys.stdin:
        asked.put(line.rstrip("\n"))
    os._exit(0)


def main(arguments: list[str]) -> int:
    """Study a recording until nobody listens any more."""
    from engine.evidence.tallies import EvidenceError
    from engine.log import LogError

    tell, asked = Teller(), queue.SimpleQueue[str]()
    with contextlib.suppress(OSError, AttributeError):
        os.nice(_NICE)
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    try:
        study(pathlib.Path(arguments[0]), int(arguments[1]), tell, asked)
    except BrokenPipeError:
        return 0
    except (InputError, LogError, EvidenceError, OSError) as error:
        tell.say("error", one_line(str(error)))
        return 2
    except Exception as error:  # noqa: BLE001 - whoever waits must be told
        tell.say("error", f"{type(error).__name__}: {one_line(str(error))}")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
