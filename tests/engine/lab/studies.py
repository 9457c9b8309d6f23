"""A study that is small and has everything: three governments, two tasks each, cards, refusals and reports."""

from __future__ import annotations

import hashlib
import pathlib

from engine.lab.arms import arms_of
from engine.lab.study import TASK_RUNS, Study

SCENARIO = "tuesday-board"
WEEKS = 30
SEEDS = TASK_RUNS + 8
PLANS = ("textbook", "none", "random")
WORDS = ("lab", "run", SCENARIO, "--plan", "textbook", "--plan", "none", "--policy", "random")
WORDS += ("--seeds", str(SEEDS), "--weeks", str(WEEKS))


def study(seeds: int = SEEDS, weeks: int | None = WEEKS, plans: tuple[str, ...] = PLANS) -> Study:
    return Study("tables", arms_of(SCENARIO, plans), 1, seeds, weeks)


def digests(folder: pathlib.Path) -> dict[str, str]:
    """The tables of a folder, by their bytes."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.glob("*.parquet"))}
