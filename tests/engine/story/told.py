"""Stories to test with, told from worlds written by hand."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from engine.evidence import Panel, Window
from engine.story import About, Deed, Story, StoryInputs, tell
from tests.engine.evidence import made

ABOUT = About("seven-roadmaps", 1, "Seven roadmaps", "We need more people.", 26, 78, 26, 10)
DEEDS = (
    Deed(27, "launch", "launch decision-rights, sponsor ines", "decision-rights", frame=53),
    Deed(30, "launch", "launch product-council", "product-council", "refused", "no sponsor is free", frame=60),
    Deed(31, "set_policy", "set policy release-interval, value 7", "general", "dropped", "too soon", frame=64),
)
BETTER = {made.MADE: (11, 11 * 4 * 480), made.BOUNCED: (3, 3)}
WORSE = {made.HARM: (2, 1800)}


def inputs(changed: Mapping[int, tuple[int, int]] = BETTER | WORSE, **more: Any) -> StoryInputs:
    """A world in which some kinds change from the first command on."""
    factual = made.steady(130, (Window(27, 130), changed))
    fields: dict[str, Any] = {
        "about": ABOUT, "run": made.RUN, "factual": factual, "twin": made.steady(130), "log": made.index(factual),
        "deeds": DEEDS, "plan": "Rights first",
    }  # fmt: skip
    return StoryInputs(**(fields | more))


def panel(changed: Mapping[int, tuple[int, int]], worlds: int = 16) -> Panel:
    """Other worlds in which the same changes go a little differently in each."""
    plan, nothing = [], []
    for n in range(worlds):
        wobble = {made.HARM: (1, 500 + 10 * n), made.MADE: (10, 10 * 12 * 480 + 300 * n)}
        moved = {kind: (count, total + 40 * (n % 5)) for kind, (count, total) in changed.items()}
        nothing.append(made.steady(130, (Window(1, 130), wobble)))
        plan.append(made.steady(130, (Window(1, 130), wobble), (Window(27, 130), moved)))
    return made.panel(plan, nothing)


@functools.cache
def every() -> dict[str, Story]:
    """One story of each sort: what changes about it is in its name."""
    nothing = made.steady(130)
    return {
        "one world": tell(inputs()),
        "with a panel": tell(inputs(panel=panel(BETTER | WORSE))),
        "nothing worse": tell(inputs(BETTER)),
        "nothing worse, with a panel": tell(inputs(BETTER, panel=panel(BETTER))),
        "no command": tell(inputs({}, deeds=(), plan="")),
        "no history": tell(
            inputs(about=About("x", 1, "X", "", 0, 100, 0, 5), deeds=(Deed(1, "launch", "launch decision-rights"),))
        ),
        "nothing happens": tell(inputs(factual=EMPTY, twin=EMPTY, log=made.index(EMPTY))),
        "cut short": tell(inputs(factual=made.steady(28), twin=made.steady(28), log=made.index(nothing))),
        "few worlds": tell(inputs(panel=panel(BETTER | WORSE, 3))),
    }


EMPTY = made.steady(130, (Window(1, 130), dict.fromkeys(made.WEEK, (0, 0))))
