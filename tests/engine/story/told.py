"""Stories to test with: short games played once, studied with few worlds, and changed by hand where a test needs it."""

from __future__ import annotations

import functools
import pathlib
import tempfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine.commands.recording import record
from engine.evidence import Finding, Window
from engine.evidence.case import Case
from engine.evidence.study import Study, studies
from engine.log import Recording, read
from engine.story import Story
from engine.story.material import Material, material
from engine.story.tell import tell_of

WORLDS = 8
SCENARIOS = (
    "tuesday-board", "seven-roadmaps", "quarterly-big-bang", "five-dashboards", "leaky-bucket", "governance-theatre",
    "second-region", "lucky-quarter",
)  # fmt: skip
SLOW = frozenset({"attribution", "luck", "timing", "turning-points", "report-card", "percentiles"})


@functools.cache
def recording(scenario: str, plan: str = "textbook", seed: int = 7, weeks: int | None = None) -> Recording:
    """A game, played headless."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "game.replay"
        record(scenario, plan, seed, file, weeks=weeks)
        return read(file, strict=True)


@functools.cache
def case(scenario: str, plan: str = "textbook", seed: int = 7, weeks: int | None = None, worlds: int = WORLDS) -> Case:
    """A game under study."""
    return Case(recording(scenario, plan, seed, weeks), worlds)


@functools.cache
def told(
    scenario: str,
    plan: str = "textbook",
    seed: int = 7,
    weeks: int | None = None,
    worlds: int = WORLDS,
    whole: bool = False,
) -> Material:
    """What a story of such a game is told from.

    Args:
        scenario: id.
        plan: name.
        seed: of the game.
        weeks: that it is cut to.
        worlds: others.
        whole: every study; otherwise without those that take seconds.
    """
    at = case(scenario, plan, seed, weeks, worlds)
    made: dict[str, Study] = {}
    for name, kind in studies().items():
        if whole or name not in SLOW:
            made[name] = kind.make(at)
    return material(at, made)


def story(*args: Any, **more: Any) -> Story:
    """Such a story."""
    return tell_of(told(*args, **more))


def changed(given: Material, change: Callable[[Finding], Finding | None], *added: Finding) -> Story:
    """A story in which each finding is changed or left out, and some are added."""
    kept = [new for finding in given.findings if (new := change(finding)) is not None]
    return tell_of(replace(given, findings=(*kept, *added)))


def known_then(metric: str, value: float, interval: tuple[float, float], **more: Any) -> Finding:
    """An effect that somebody inside could have estimated."""
    return Finding(
        kind="effect", metric=metric, name=metric, value=value, unit="working days", decimals=1,
        method="staggered comparison", windows={"compared": Window(40, 60)}, evidence=("@1-9",), seeds=(7,),
        interval=interval, baseline=100.0, direction="better" if value < 0 else "worse", known_then=True,
        details={"comparison": "teams that had not begun yet"}, layer="reported", **{"grade": "B", **more},
    )  # fmt: skip
