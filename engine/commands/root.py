"""The group of all commands: finds the one asked for, imports its module, and nothing else."""

from __future__ import annotations

import difflib
import importlib
from typing import Final

import click

from engine.commands.names import COMMANDS, NAMES, help_text
from engine.errors import InputError

_MODULES: Final = {
    "play": "playing",
    "demo": "playing",
    "run": "running",
    "verify": "checking",
    "log": "reading",
    "story": "telling",
    "evidence": "citing",
    "cite": "citing",
    "scenarios": "lists",
    "interventions": "lists",
    "cards": "lists",
    "metrics": "lists",
    "assumptions": "assuming",
    "bench": "benching",
    "score": "scoring",
    "validity": "validating",
}


class _Commands(click.Group):
    """Commands by name, each imported when it is looked up."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's)
        return list(NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's)
        if cmd_name not in _MODULES:
            return None
        found: click.Command = getattr(importlib.import_module(f"engine.commands.{_MODULES[cmd_name]}"), cmd_name)
        found.short_help = next(group[cmd_name] for group in COMMANDS.values() if cmd_name in group)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _MODULES:
            close = difflib.get_close_matches(args[0][:80], NAMES, n=1, cutoff=0.5)
            hint = f"did you mean '{close[0]}'?" if close else "steerco --help lists them"
            raise InputError(f"no command is called '{args[0][:80]}'; {hint}")
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's)
        formatter.write(help_text())


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def root() -> None:
    """Run product operations."""


def run(words: list[str]) -> int:
    """Run one command.

    Args:
        words: what follows the program's name.

    Returns:
        The command's exit status.

    Raises:
        click.ClickException: the words make no sense.
        Exception: whatever the command fails with.
    """
    try:
        with root.make_context("steerco", list(words)) as context:
            status = root.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    return status if isinstance(status, int) else 0
