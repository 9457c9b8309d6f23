"""The page of measured evidence, `docs/evidence.md`: written by a command, and plain about what differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.evidence.measured.pools import FIRST_SEED
from engine.evidence.measured.section import Figure, Section
from sim.rules import RULES_VERSION

AS_THERE: Final = "as there"
COMMAND: Final = "python -m engine.evidence.measured --write"


def page(measured: Sequence[tuple[Section, Sequence[Figure]]]) -> str:
    """The page's text.

    Args:
        measured: sections, and what was found.
    """
    lines = [
        "# How far the evidence can be trusted, measured",
        "",
        f"Written by `{COMMAND}` under rules version {RULES_VERSION}; worlds from seed {FIRST_SEED:,} on, which no",
        "constant, plan or test was tuned on. Beside each figure stands that of the research prototype on which the",
        "measurement was designed (six teams, other mechanisms), and how this kernel differs from it. *Coverage* is",
        "the share of 95 % intervals that hold the truth; *bias* is estimate less truth.",
    ]
    compared = [one for _, figures in measured for one in figures if one.prototype and one.verdict]
    apart = [one for one in compared if one.verdict != AS_THERE]
    same = f"**{len(compared) - len(apart)} of {len(compared)} figures that it had, too, are as they were there**"
    lines += ["", f"{same}; the others say in **bold** how they differ."]
    for section, figures in measured:
        lines += ["", f"## {section.title}", "", section.text.strip(), ""]
        lines += ["| what | here | prototype | compared |", "|---|---|---|---|"]
        lines += [f"| {one.what} | {one.here} | {one.prototype or '·'} | {_verdict(one)} |" for one in figures]
    return "\n".join(lines) + "\n"


def _verdict(one: Figure) -> str:
    """How a figure compares, in bold where it differs from the prototype's."""
    if not one.verdict:
        return "·"
    return f"**{one.verdict}**" if one.prototype and one.verdict != AS_THERE else one.verdict
