"""`demo` and `play`: a whole game without a window, from the first week to its story."""

from __future__ import annotations

import pathlib
import tempfile
from typing import TYPE_CHECKING

import click

from engine.commands.guard import say as complain
from engine.commands.output import inert, say
from engine.commands.running import DEFAULT_SEED, SEED

if TYPE_CHECKING:
    from engine.ui.screen import Screen
    from engine.ui.services import Services
    from engine.ui.settings import Store

SCENARIO, PLAN = "seven-roadmaps", "textbook"
SHIPPED = ("trap", "textbook")  # plans whose recordings lie in replays/
WORLDS = 32  # other worlds of a demonstration's story


@click.command()
@click.option("--seed", type=SEED, default=DEFAULT_SEED, show_default=True, help="The key of every draw.")
@click.option("--out", type=click.Path(path_type=pathlib.Path), metavar="FILE.replay", help="Keep the recording.")
@click.option("--force", is_flag=True, help="Replace a file that stands there.")
def demo(seed: int, out: pathlib.Path | None, force: bool) -> int:
    """Play the textbook plan of "Seven roadmaps" without a window: record it, check it, tell its story."""
    _demonstrate(SCENARIO, seed, out, force)
    return 0


@click.command()
@click.argument("scenario", default="")
@click.option("--seed", type=SEED, default=None, help="The key of every draw; a new world unless given.")
@click.option("--resume", is_flag=True, help="Go on with the game that was played last.")
def play(scenario: str, seed: int | None, resume: bool) -> int:
    """Open the window.

    With SCENARIO its briefing comes at once; without it the first page. Games are saved as they are played. Without a
    display this checks and tells a recording that ships with Steerco, then plays the textbook plan of SCENARIO and
    tells that.
    """
    named = scenario or SCENARIO
    if scenario:
        from engine.catalogue import scenario_file

        scenario_file(scenario)  # refused before anything opens
    if resume and scenario:
        raise click.UsageError("--resume goes on with the last game; leave SCENARIO out.")
    if _window(scenario, seed, resume=resume):
        return 0
    say("There is no display for the window: here is a game from a shipped recording, then one played now.")
    if named == SCENARIO:
        for number, plan in enumerate(SHIPPED):
            say()
            _shipped(shipped_file(plan), told=number == 0)
    say()
    _demonstrate(named, DEFAULT_SEED if seed is None else seed, None, False)
    return 0


def _window(scenario: str, seed: int | None, *, resume: bool) -> bool:
    """Open the window until it is closed; whether there was a display for it."""
    from engine.ui.settings import Store, config_folder
    from engine.ui.window import NoDisplayError, has_display, play

    if not has_display():
        return False
    services = services_of(Store(config_folder()))
    try:
        play(services, lambda: _first(services, scenario, seed, resume=resume))
    except NoDisplayError as error:
        complain(f"the window cannot be opened: {error}")
        return False
    return True


def _first(services: Services, scenario: str, seed: int | None, *, resume: bool) -> Screen | None:
    """What is put over the first page: the game that was asked for on the command line."""
    from engine.ui.companies import companies
    from engine.ui.screens.opening import founding, resuming
    from engine.ui.screens.picker import drawn_seed

    if resume:
        saved = services.home().saved
        if saved is None or saved.path is None:
            complain("there is no game to go on with")
            return None
        return resuming(saved.title, saved.path)
    if not scenario:
        return None
    title = next((one.title for one in companies() if one.id == scenario), pathlib.Path(scenario).stem)
    return founding(title, scenario, drawn_seed() if seed is None else seed)


def services_of(store: Store, folder: pathlib.Path | None = None) -> Services:
    """What the window is given: settings, saves, and who serves games.

    Args:
        store: of settings.
        folder: of saves; the usual one unless given.
    """
    from engine.play.saves import save_folder
    from engine.play.worker import Served
    from engine.ui.saved import home
    from engine.ui.services import Services

    saves = save_folder() if folder is None else folder
    return Services(store, lambda: home(store, saves), serve=Served, folder=saves)


def shipped_file(plan: str) -> pathlib.Path:
    """The shipped recording of a plan."""
    from engine.data import data_folder

    return data_folder("replays") / f"{SCENARIO}-{plan}-{DEFAULT_SEED}.replay"


def _shipped(file: pathlib.Path, *, told: bool) -> None:
    """Check a shipped recording, and tell it where it can be played again."""
    from engine.commands.checking import judge, state
    from engine.commands.telling import tell_recording, text_of
    from engine.log import LogError, read

    try:
        recording = read(file)
    except LogError as error:
        why = "it is not there" if error.kind == "missing" else str(error)
        complain(f"the shipped recording {file.name}: {why}; make replays plays it anew")
        return
    say("\n".join(state(f"shipped {file.name}", recording)))
    verdict = judge(recording)
    if verdict.status:
        complain(f"the shipped recording {file.name}: {verdict.message}; make replays plays it anew")
        return
    say("Reproducible: played again, every event and digest is the same.")
    if told:
        say()
        click.echo(text_of(tell_recording(recording, WORLDS)), nl=False)


def _demonstrate(scenario: str, seed: int, out: pathlib.Path | None, force: bool) -> None:
    from engine.commands.checking import judge
    from engine.commands.recording import record
    from engine.commands.running import tell
    from engine.commands.telling import tell_recording, text_of
    from engine.errors import InputError
    from engine.log import read

    with tempfile.TemporaryDirectory(prefix="steerco-", ignore_cleanup_errors=True) as folder:
        file = out or pathlib.Path(folder) / f"{pathlib.PurePath(scenario).stem}-{PLAN}-{seed}.replay"
        session = record(scenario, PLAN, seed, file, force=force)
        recording = read(file, strict=True)
        tell(session, recording, file if out is not None else pathlib.Path(file.name))
        verdict = judge(recording)
        if verdict.status:
            raise InputError(f"what was just recorded cannot be reproduced: {verdict.message}")
        say("Reproducible: played again, every event and digest is the same.")
        if out is None:
            say(f"steerco run {inert(scenario)} --plan {PLAN} --seed {seed} --out {file.name} keeps such a file.")
        say()
        click.echo(text_of(tell_recording(recording, WORLDS)), nl=False)
