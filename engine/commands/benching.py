"""`bench`: speed as ratios against peers measured in the same run."""

from __future__ import annotations

import click

from engine.commands.guard import CHECK_FAILED, FINE
from engine.commands.output import WIDTH, Progress, document, json_option


@click.command()
@json_option
@click.option("--quick", is_flag=True, help="Few short rounds, to see that all of it works; not to be quoted.")
@click.option("--check", is_flag=True, help="Leave with 1 if a target was missed.")
def bench(as_json: bool, quick: bool, check: bool) -> int:
    """Measure Steerco beside SimPy, Mesa, plain Python, eventsourcing and sqlite3, taking turns in one run.

    Machines differ and drift; ratios from one run are what can be compared. The full bench takes some minutes.
    """
    from engine.bench.kernel import Kernel, with_verification
    from engine.bench.suite import run_suite

    with Progress() as progress:
        kernel = Kernel()
        report = with_verification(kernel, run_suite(kernel, quick, progress))
    if as_json:
        document(report.to_json())
    else:
        from rich.console import Console

        Console(highlight=False, markup=False, emoji=False, width=WIDTH).print(report.table())
        for line in report.failures:
            click.echo(f"▲ {line}")
    return CHECK_FAILED if check and report.failures else FINE
