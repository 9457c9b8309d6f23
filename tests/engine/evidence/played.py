"""The shipped recording, studied once with few worlds."""

from __future__ import annotations

import functools
import pathlib

from engine.data import data_folder
from engine.evidence.case import Case
from engine.evidence.gather import Gathered, gather
from engine.log import read

WORLDS = 8
SHIPPED: pathlib.Path = data_folder("replays") / "seven-roadmaps-textbook-7.replay"


def case(worlds: int = WORLDS) -> Case:
    """A fresh case of it."""
    return Case(read(SHIPPED), worlds)


@functools.cache
def studied() -> tuple[Case, tuple[Gathered, ...]]:
    """Every study of it, kept nowhere."""
    given = case()
    return given, tuple(gather(given))
