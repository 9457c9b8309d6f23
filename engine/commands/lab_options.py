"""What commands of the lab share: who does the work, how far it is, and plans and seeds."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from engine.commands.running import SEED, threads

if TYPE_CHECKING:
    from engine.lab.campaign import Progress, Told
    from engine.lab.pool import Hands

Command = TypeVar("Command", bound=Callable[..., Any])
MOST_SEEDS = 1_000_000


def hands_options(command: Command) -> Command:
    """Options that say who does the work."""
    for option in (
        click.option(
            "--trust-cluster", is_flag=True, help="ADDRESS may be another machine, whose answers are unpickled."
        ),
        click.option("--cluster", metavar="local|ADDRESS", help="A Dask cluster: one of its own, or a scheduler's."),
        click.option("--workers", type=click.IntRange(0, 256), default=0, help="Processes, instead of threads."),
        click.option("--threads", "threads_", type=click.IntRange(1, 64), help="Threads.  [default: one a core]"),
    ):
        command = option(command)
    return command


def seeds_options(default: int) -> Callable[[Command], Command]:
    """Options that say which seeds."""

    def add(command: Command) -> Command:
        first = click.option("--first-seed", type=SEED, default=1, show_default=True, help="The first of the seeds.")
        count = click.option(
            "--seeds",
            type=click.IntRange(1, MOST_SEEDS),
            default=default,
            show_default=True,
            help="Worlds of each plan.",
        )
        return count(first(command))

    return add


progress_option = click.option("--progress-json", is_flag=True, help="Lines of JSON on stderr as the work goes.")


def hands_of(threads_: int | None, workers: int, cluster: str | None, trust_cluster: bool) -> Hands:
    """Who does the work, as options say."""
    from engine.lab.pool import Hands

    return Hands(threads_ or threads(), workers, cluster, trust_cluster)


@contextlib.contextmanager
def watching(what: str, as_lines: bool = False) -> Iterator[Told]:
    """Tell how far a study is: a bar on a terminal, lines of JSON where asked for, otherwise nothing."""
    if as_lines:
        yield lambda progress: _line(progress.plain())
        return
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    with _bar(what) as told:
        yield told


def _line(said: dict[str, Any]) -> None:
    sys.stderr.write(json.dumps(said, allow_nan=False) + "\n")
    sys.stderr.flush()


@contextlib.contextmanager
def _bar(what: str) -> Iterator[Told]:
    """A bar of rich, with the rate and what is left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Shown

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
    )
    with Shown(*columns, console=Console(stderr=True, highlight=False), transient=True) as shown:
        bar = shown.add_task(what, total=None, rate="")

        def told(progress: Progress) -> None:
            shown.update(bar, completed=progress.done, total=progress.runs, rate=rate_of(progress.plain()))

        yield told


def rate_of(said: dict[str, Any]) -> str:
    """Runs a second and the time that is left, in words."""
    left = said["seconds_left"]
    rest = "" if left is None else f", {int(left) // 60}:{int(left) % 60:02d} left"
    return f"{said['runs_per_second']:.1f} runs/s{rest}"
