"""`export`: a recording for other tools."""

from __future__ import annotations

import pathlib

import click

from engine.commands.output import check_target, inert, say, write_whole
from engine.errors import InputError


@click.command()
@click.argument("file", type=click.Path())
@click.option("--format", "form", type=click.Choice(["ocel", "xes", "parquet"]), required=True, help="For whom.")
@click.option(
    "--case",
    type=click.Choice(["item", "release", "incident", "decision", "card"]),
    default="item",
    show_default=True,
    help="What is one case, for XES.",
)
@click.option("--out", required=True, type=click.Path(path_type=pathlib.Path), metavar="PATH", help="Where to.")
@click.option("--force", is_flag=True, help="Replace a file that stands there.")
def export(file: str, form: str, case: str, out: pathlib.Path, force: bool) -> int:
    """Write a recording for other tools: OCEL 2.0 JSON or XES for process mining, or its events as Parquet.

    Items, teams, releases, incidents, decisions and cards get names of their own. The log's time is a working day and
    an order; the clock of the export is made up from it: world week 1 begins on Monday 1 January 2024, at nine.
    """
    from engine.log import read

    check_target(out, force)
    recording = read(file)
    if recording.error is not None:
        raise recording.error
    if form == "parquet":
        from engine.bridges.events import write_events

        draft = out.with_name(f".{out.name}.partial")
        try:
            write_events(recording, draft)
            draft.replace(out)
        except OSError as error:
            raise InputError(f"'{out}' cannot be written: {error.strerror}") from None
        finally:
            draft.unlink(missing_ok=True)
    elif form == "ocel":
        from engine.bridges.ocel import ocel_bytes

        write_whole(out, ocel_bytes(recording), force=force)
    else:
        from engine.bridges.xes import xes_text

        write_whole(out, xes_text(recording, case).encode(), force=force)
    say(f"{inert(out)}: {out.stat().st_size:,} bytes. Simulated practice, not work history.")
    return 0
