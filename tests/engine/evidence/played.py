"""The shipped recording, studied once with few worlds."""

from __future__ import annotations

import functools
import pathlib

from engine.data import data_folder
from engine.evidence.case import Case
from engine.evidence.gather import Gathered, gather
from engine.evidence.study import Study, studies
from engine.log import read

WORLDS = 8
SEEN_ALWAYS = ("elsewhere", "harms")  # of the studies that take other worlds; the rest take seconds, in `make fuzz`
SHIPPED: pathlib.Path = data_folder("replays") / "seven-roadmaps-textbook-7.replay"


def case(worlds: int = WORLDS) -> Case:
    """A fresh case of it."""
    return Case(read(SHIPPED), worlds)


def seen_always() -> list[str]:
    """Ids of the studies that every run of the tests makes."""
    return [name for name, kind in studies().items() if kind.quick or name in SEEN_ALWAYS]


@functools.cache
def studied(name: str) -> tuple[Case, Gathered]:
    """One study of it, kept nowhere."""
    given = case()
    return given, next(iter(gather(given, [name])))


def all_studied(names: list[str]) -> dict[str, Study]:
    """Studies of it by id."""
    return {name: studied(name)[1].study for name in names}
