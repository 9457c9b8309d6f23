"""`story`: what was done and what came of it, told from a recording's studies, in three lengths and five formats."""

from __future__ import annotations

import json
import pathlib
import sys
from typing import TYPE_CHECKING, Final, Literal

import click

from engine.commands.guard import FINE, INTERRUPTED
from engine.commands.guard import say as complain
from engine.commands.output import Progress, check_target, inert_lines, number, write_whole
from engine.commands.running import threads
from engine.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from engine.evidence.case import Case
    from engine.evidence.study import Study
    from engine.log import Recording
    from engine.story import Length, Story

WORLDS = 64  # other worlds that a finding is averaged over (evidence.md 2)
MOST_WORLDS = 4096
Form = Literal["text", "md", "html", "pdf", "json"]
FORMS: Final = ("text", "md", "html", "pdf", "json")
_SPOKEN: Final = ("elsewhere", "harms")  # what a spoken story rests on beside the quick studies
_SUFFIXES: Final = {".md": "md", ".html": "html", ".htm": "html", ".pdf": "pdf", ".json": "json", ".txt": "text"}


@click.command()
@click.argument("file", type=click.Path())
@click.option("--format", "form", type=click.Choice(FORMS), help="By default what PATH ends in, or text.")
@click.option(
    "--length",
    type=click.Choice(["headline", "spoken", "page"]),
    default="page",
    show_default=True,
    help="Half a minute, two to three minutes, or everything.",
)
@click.option(
    "--seeds",
    type=click.IntRange(0, MOST_WORLDS),
    default=WORLDS,
    show_default=True,
    help="Other worlds to play the same plan in; 0 tells of this one only.",
)
@click.option("--out", type=click.Path(path_type=pathlib.Path), metavar="PATH", help="Write it there instead.")
@click.option(
    "--artefacts",
    type=click.Path(path_type=pathlib.Path),
    metavar="DIR",
    help="Also write the rights matrix, calendar, checklist and what else is in force, as Markdown.",
)
@click.option("--force", is_flag=True, help="Replace files that stand there.")
@click.option("--no-cache", is_flag=True, help="Make every study anew; keep none beside the recording.")
def story(
    file: str,
    form: str | None,
    length: Length,
    seeds: int,
    out: pathlib.Path | None,
    artefacts: pathlib.Path | None,
    force: bool,
    no_cache: bool,
) -> int:
    """Tell what a recorded game came to: before, after, what was known then, and what the replay shows.

    Every number cites the recording; FILE.findings.json has them all, and `steerco cite` derives one again. All of it
    is simulated practice.
    """
    from engine.log import read

    chosen = form or _SUFFIXES.get(out.suffix.lower() if out else "", "text")
    if chosen == "pdf" and out is None and sys.stdout.isatty():
        raise InputError("a PDF is no text for a terminal; name a file with --out")
    if out is not None:
        check_target(out, force)
    if artefacts is not None:
        check_artefacts(artefacts, force)
    with Progress() as progress:
        case = case_of(read_usable(file, read(file)), seeds, progress)
        shown = _Early(case, chosen, length, out, force, progress)
        made, stopped = studied(case, None if no_cache else file, shown.after)
        told = tell_studied(case, made)
        progress("writing it down")
        _keep_findings(file, case, made)
        data = in_form(told, chosen, length)
        if artefacts is not None:
            write_artefacts(told, artefacts, force)
    if out is not None:
        write_whole(out, data, force=force or shown.written)
    elif chosen == "pdf":
        sys.stdout.buffer.write(data)
    else:
        click.echo(data.decode(), nl=False)
    return complain(f"interrupted; {number(stopped, 'study')} left out", INTERRUPTED) if stopped else FINE


class _Early:
    """What is shown of a story before the other worlds are in: the headline on a terminal, a first page in a file."""

    def __init__(
        self, case: Case, form: str, length: Length, out: pathlib.Path | None, force: bool, progress: Progress
    ) -> None:
        self._case, self._form, self._length = case, form, length
        self._out, self._force, self._progress = out, force, progress
        self.written = False

    def after(self, made: dict[str, Study]) -> None:
        """Show it, once the quick studies are in."""
        if not sys.stderr.isatty():
            return
        from engine.story import story_text

        told = tell_studied(self._case, made)
        if self._out is not None:
            write_whole(self._out, in_form(told, self._form, self._length), force=self._force)
            self.written = True
        self._progress.clear()
        click.echo(inert_lines(story_text(told, "headline").split("\nReceipts\n")[0]), err=True)


def case_of(recording: Recording, seeds: int, progress: Progress) -> Case:
    """The case of a recording that is usable, which tells of its progress."""
    from engine.evidence.case import Case

    return Case(recording, seeds, threads(), told_by(progress))


def told_by(progress: Progress) -> Callable[[str, int, int], None]:
    """How a case tells of its progress: what, how far, of how much."""

    def tell(what: str, done: int, of: int) -> None:
        progress(f"{what}: {done:,} of {of:,}" if of else what)

    return tell


def studied(
    case: Case,
    beside: str | None,
    early: Callable[[dict[str, Study]], None] | None = None,
    names: Collection[str] | None = None,
) -> tuple[dict[str, Study], int]:
    """Every study of a case, and how many were stopped by the user.

    Args:
        case: the recording.
        beside: its file, beside which studies are kept; None keeps none.
        early: told once, when the quick ones are in.
        names: ids of studies; all by default.
    """
    from engine.evidence.gather import gather

    made: dict[str, Study] = {}
    stopped = 0
    for one in gather(case, names, beside=beside):
        if not one.kind.quick and early is not None:
            early(dict(made))
            early = None
        made[one.kind.id] = one.study
        stopped += one.state == "stopped"
    return made, stopped


def tell_studied(case: Case, made: dict[str, Study]) -> Story:
    """The story of a case; one line where it cannot be told."""
    from engine.evidence import EvidenceError
    from engine.story import tell

    try:
        return tell(case, made)
    except EvidenceError as error:
        raise InputError(str(error)) from None


def tell_recording(recording: Recording, seeds: int = WORLDS) -> Story:
    """Tell the spoken story of a recording that is whole and reproducible; nothing is kept.

    Args:
        recording: what was played.
        seeds: other worlds to play the same commands in.
    """
    from engine.evidence.study import studies

    quick = [kind.id for kind in studies().values() if kind.quick or kind.id in _SPOKEN]
    with Progress() as progress:
        case = case_of(recording, seeds, progress)
        return tell_studied(case, studied(case, None, names=quick)[0])


def in_form(told: Story, form: str, length: Length) -> bytes:
    """A story in one of the formats."""
    from engine.story import blocks, render, story_json, story_text

    match form:
        case "json":
            return (json.dumps(story_json(told, length), indent=2, allow_nan=False) + "\n").encode()
        case "html":
            from engine.story.html import story_html

            return story_html(told, length).encode()
        case "pdf":
            from engine.story.typeset import story_pdf

            return story_pdf(told, length)
        case "md":
            return inert_lines(render(blocks(told, length))).encode()
        case _:
            return inert_lines(story_text(told, length)).encode()


def text_of(told: Story, length: Length = "spoken") -> str:
    """The story as text for a terminal."""
    return in_form(told, "text", length).decode()


def _keep_findings(file: str, case: Case, made: dict[str, Study]) -> None:
    """Write every finding beside the recording; where that folder may not be written, say so and go on."""
    from engine.evidence.citing import write_findings
    from engine.log import LogError

    try:
        write_findings(file, case, made)
    except LogError as error:
        complain(f"the findings of '{file}' were not kept: {error}")


def check_artefacts(folder: pathlib.Path, force: bool) -> None:
    """Refuse a folder for artefacts before the work is done that would fill it."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"'{folder}' is not a folder")
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise InputError(f"'{folder}' is not empty; --force replaces what bears the same names")
    if not folder.exists() and not folder.parent.is_dir():
        raise InputError(f"'{folder.parent}' is not a folder that exists")


def write_artefacts(told: Story, folder: pathlib.Path, force: bool) -> None:
    """Write the artefact pack, a file each."""
    from engine.story.artefacts import artefact_text, artefacts

    folder.mkdir(exist_ok=True)
    for artefact in artefacts(told):
        write_whole(folder / f"{artefact.key}.md", inert_lines(artefact_text(artefact)).encode(), force=force)


def read_usable(file: str, recording: Recording) -> Recording:
    """A recording that can be told from: undamaged, sealed, reproducible.

    Raises:
        LogError: it is damaged.
        InputError: it cannot be played again to the same bytes, so that nothing about a twin of it would be true.
    """
    from engine.commands.checking import judge

    if recording.error is not None:
        raise recording.error
    verdict = judge(recording)
    if verdict.status:
        raise InputError(f"'{file}': {verdict.message}; no story can be told of it")
    return recording
