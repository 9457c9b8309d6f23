"""The front door's door plate: which commands there are and what they do, importing nothing."""

from __future__ import annotations

# heading -> command -> what it does
COMMANDS: dict[str, dict[str, str]] = {
    "Play": {
        "play": "the game, in a window; without one, tells a shipped recording, then plays one",
        "demo": "a recorded plan, headless, ending with its story",
    },
    "Record and check": {
        "run": "play a scenario by a plan and record it",
        "verify": "check a recording's chain, then play it again and compare every week",
        "log": "what a recording holds, event by event",
        "story": "what the plan changed, against the same world without it",
        "evidence": "the tables behind a story, study by study",
        "cite": "one number of a story, derived again from its recording",
    },
    "Look up": {
        "scenarios": "the companies you can govern",
        "interventions": "what you can introduce, what it moves, what it costs",
        "cards": "what you will be asked, what each answer costs, what happens otherwise",
        "metrics": "what is measured, and how",
        "assumptions": "every constant of the model, with its range, grade and source",
    },
    "Measure": {
        "validity": "the laws the model must obey, measured",
        "score": "what a plan is worth, between doing nothing and the textbook",
        "bench": "speed, as ratios against peers measured in the same run",
    },
}
_ABOUT = """\
Usage: steerco COMMAND …

  Run product operations for a company whose portfolio is fragmented, then play
  the same world again without you, and see what you caused.
"""
_MORE = """\
  --help, --version

`steerco COMMAND --help` says more about each. Exit status: 0 fine, 1 a check
failed, 2 unusable input. Everything measured here is simulated practice.
"""
NAMES = [name for group in COMMANDS.values() for name in group]


def help_text() -> str:
    """What `steerco --help` prints, 80 columns wide."""
    lines = [_ABOUT]
    for heading, commands in COMMANDS.items():
        lines.append(f"{heading}:")
        lines += [f"  {name:<15}{what}" if len(what) <= 63 else _folded(name, what) for name, what in commands.items()]
        lines.append("")
    return "\n".join([*lines, _MORE])


def _folded(name: str, what: str) -> str:
    at = what.rindex(" ", 0, 63)
    return f"  {name:<15}{what[:at]}\n  {'':<15}{what[at + 1 :]}"
