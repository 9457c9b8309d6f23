"""`lab`: the group of commands that run many worlds; each is imported when it is called."""

from __future__ import annotations

import difflib
import importlib
from typing import Final

import click

from engine.errors import InputError

# command -> module of engine.commands, and what it does
_COMMANDS: Final = {
    "run": ("lab_running", "an ensemble into Parquet tables"),
    "watch": ("lab_running", "how far a run is, from another terminal"),
    "compare": ("lab_comparing", "plans paired by seed, with intervals and the seeds needed"),
    "sweep": ("lab_sweeping", "scenario parameters over a grid or a design"),
    "sensitivity": ("lab_sweeping", "which parameters matter: Sobol indices or a tornado"),
    "tune": ("lab_tuning", "search parameters towards targets"),
    "balance": ("lab_balancing", "is it luck, trap or skill? policies against the targets"),
}


class _LabCommands(click.Group):
    """Commands by name, each imported when it is looked up."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's)
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's)
        if cmd_name not in _COMMANDS:
            return None
        module, what = _COMMANDS[cmd_name]
        found: click.Command = getattr(importlib.import_module(f"engine.commands.{module}"), cmd_name)
        found.short_help = what
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _COMMANDS:
            close = difflib.get_close_matches(args[0][:80], _COMMANDS, n=1, cutoff=0.5)
            hint = f"did you mean '{close[0]}'?" if close else "steerco lab --help lists them"
            raise InputError(f"no command of the lab is called '{args[0][:80]}'; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's)
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in _COMMANDS.items()])


@click.group(cls=_LabCommands, context_settings={"help_option_names": ["-h", "--help"]})
def lab() -> None:
    """Run many worlds, on threads, processes or a cluster, and learn from them.

    Results do not depend on who does the work. All of it is simulated practice.
    """
