"""The page of measured laws, `docs/validity.md`: written by a command, and plain about what fails."""

from __future__ import annotations

from collections.abc import Sequence

from engine.validity.check import FIRST_SEED, Check, Law
from sim.rules import RULES_VERSION

COMMAND = "steerco validity --write docs/validity.md"


def page(laws: Sequence[Law], checks: Sequence[Check]) -> str:
    """The page's text.

    Args:
        laws: those that were measured.
        checks: what was found.
    """
    failed = [check for check in checks if not check.holds]
    lines = [
        "# What the model obeys, measured",
        "",
        f"Written by `{COMMAND}` under rules version {RULES_VERSION}; seeds from {FIRST_SEED:,} on, which no constant,",
        "plan or test was tuned on. Each line is a claim, what was measured, and the bound it must meet.",
        "",
        f"**{len(checks) - len(failed)} of {len(checks)} checks hold.**",
    ]
    if failed:
        lines += ["", "What fails:", ""]
        lines += [f"- Law {c.law}, {c.name}: {c.value}; wanted {c.bound}." for c in failed]
    for law in laws:
        lines += [
            "",
            f"## {law.number}. {law.title}",
            "",
            "| claim | measured | bound | verdict | seeds |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| {c.name} | {c.value} | {c.bound} | {'holds' if c.holds else '**fails**'} | {c.seeds} |"
            for c in checks
            if c.law == law.number
        ]
    return "\n".join(lines) + "\n"
