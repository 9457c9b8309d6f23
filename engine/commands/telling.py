"""`story`: what the plan changed, told from the recording, its twin, and the same plan in other worlds."""

from __future__ import annotations

import json
import pathlib
from typing import TYPE_CHECKING, Any

import click

from engine.commands.output import Progress, check_target, document, inert_lines, write_whole
from engine.commands.running import threads
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.evidence import Panel
    from engine.log import Recording
    from engine.story import Story
    from engine.worlds import Template
    from sim.plans import Plan

WORLDS = 64  # other worlds that a finding is averaged over (evidence.md 2)
MOST_WORLDS = 4096


@click.command()
@click.argument("file", type=click.Path())
@click.option("--format", "form", type=click.Choice(["text", "md", "json"]), default="text", show_default=True)
@click.option(
    "--seeds",
    type=click.IntRange(0, MOST_WORLDS),
    default=WORLDS,
    show_default=True,
    help="Other worlds to play the same plan in; 0 tells of this one only.",
)
@click.option("--out", type=click.Path(path_type=pathlib.Path), metavar="PATH", help="Write it there instead.")
@click.option("--force", is_flag=True, help="Replace a file that stands there.")
def story(file: str, form: str, seeds: int, out: pathlib.Path | None, force: bool) -> int:
    """Tell what a recorded game changed: before, after, and against the same world without its commands.

    Every number cites the recording. All of it is simulated practice.
    """
    from engine.log import read

    if out is not None:
        check_target(out, force)
    told = tell_recording(read_usable(file, read(file)), seeds)
    content = json_of(told) if form == "json" else text_of(told)
    if out is not None:
        text = json.dumps(content, indent=2, allow_nan=False) + "\n" if isinstance(content, dict) else content
        write_whole(out, text.encode(), force=force)
    elif isinstance(content, dict):
        document(content)
    else:
        click.echo(content, nl=False)
    return 0


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


def text_of(told: Story) -> str:
    """The story as text that is also Markdown."""
    from engine.story import story_text

    return inert_lines(story_text(told))


def json_of(told: Story) -> dict[str, Any]:
    """The story's findings."""
    from engine.story import story_json

    return story_json(told)


def tell_recording(recording: Recording, seeds: int = WORLDS) -> Story:
    """Tell the story of a recording that is whole and reproducible.

    Args:
        recording: what was played.
        seeds: other worlds to play the same commands in.
    """
    from engine.evidence import Tallies
    from engine.evidence.case import given_plan
    from engine.replay import template_of
    from engine.session import Session
    from engine.story import inputs_of, tell

    with Progress() as progress:
        progress("playing the same world without you")
        template = template_of(recording)
        twin = Session(template, recording.header.seed, weeks=recording.weeks).run()
        panel = None
        plan = given_plan(recording)
        if seeds and plan.commands:
            progress(f"playing {seeds} other worlds, with and without you")
            panel = _panel(template, plan, recording, seeds)
        name = str((recording.summary or {}).get("plan", ""))
        return tell(inputs_of(recording, Tallies(twin.counts, twin.totals), panel, plan=name))


def _panel(template: Template, plan: Plan, recording: Recording, seeds: int) -> Panel:
    from engine.ensemble import run_ensemble
    from engine.evidence import Panel

    others = [seed for seed in range(1, seeds + 2) if seed != recording.header.seed][:seeds]
    weeks = recording.weeks
    with_plan = run_ensemble(template, plan, others, threads(), weeks)
    without = run_ensemble(template, None, others, threads(), weeks)
    return Panel.of(with_plan, without)
