"""`validity`: the laws of the model, measured, with their bounds and verdicts."""

from __future__ import annotations

import pathlib
from dataclasses import asdict

import click

from engine.commands.output import WAKING, Progress, check_target, document, json_option, say, table, write_whole
from engine.commands.running import threads


@click.command()
@click.option("--law", "number", type=click.IntRange(1, 12), help="Only this one; 11: further checks; 12: interactions.")
@click.option("--quick", is_flag=True, help="An eighth of the worlds: to see that it runs, not to believe it.")
@click.option("--write", type=click.Path(path_type=pathlib.Path), metavar="FILE", help="Also write the page of it.")
@json_option
def validity(number: int | None, quick: bool, write: pathlib.Path | None, as_json: bool) -> int:
    """Measure what the model must obey; 1 if any of it fails."""
    if write is not None:
        check_target(write, force=True)
    with Progress() as progress:
        progress(WAKING)
        from engine.validity import LAWS, Effort
        from engine.validity.page import page

        chosen = [law for law in LAWS if number is None or law.number == number]
        effort, checks = Effort(threads(), 0.125 if quick else 1.0), []
        for law in chosen:
            progress(f"law {law.number}: {law.title}")
            checks += list(law.measure(effort))
    if write is not None:
        write_whole(write, page(chosen, checks).encode(), force=True)
    failed = [check for check in checks if not check.holds]
    if as_json:
        document([asdict(check) for check in checks])
    else:
        rows = [(c.law, c.name, c.value, c.bound, "holds" if c.holds else "FAILS", c.seeds) for c in checks]
        table(("law", "claim", "measured", "bound", "verdict", "seeds"), rows, right=("law", "seeds"))
        say(f"\n{len(checks) - len(failed)} of {len(checks)} hold.")
    return 1 if failed else 0
