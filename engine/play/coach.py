"""One line of advice at a time in the first scenario, and which screens are open when: `assets/coach.toml`.

A line is shown when its moment has come and it was not dismissed; somebody who has done this before sees none, and
finds every screen open.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from engine.data import data_folder
from sim import events as ev
from sim.commands import Command, parse_command

if TYPE_CHECKING:
    from engine.play.game import Game  # a window reads this file too, and must not load the kernel for it

FIRST: Final = "tuesday-board"
MOST_WORDS: Final = 20


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    text: str
    week: Annotated[int, Field(ge=1)] = 1
    card: str = ""
    when: str = ""
    try_: Annotated[dict[str, Any] | None, Field(alias="try")] = None


class _Coach(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: int
    opens: dict[str, int]
    line: tuple[_Line, ...]


@dataclass(frozen=True)
class CoachLine:
    """What the coach says, and a command to try, if it names one."""

    id: str
    text: str
    command: Command | None = None


@functools.cache
def _data() -> _Coach:
    return _Coach.model_validate(tomllib.loads((data_folder("assets") / "coach.toml").read_text("utf-8")))


def first_seed() -> int:
    """The seed of the first game, so that its first afternoon has an outage in it."""
    return _data().seed


def lines() -> tuple[CoachLine, ...]:
    """Everything that the coach may say, in order."""
    return tuple(_line(one) for one in _data().line)


def opens(screen: str, *, done: bool = False) -> int:
    """The tenure week from which a screen can be opened in the first scenario; 1 for somebody who has done this."""
    return 1 if done else _data().opens.get(screen, 1)


def screens() -> Mapping[str, int]:
    """Screens that open later, and when."""
    return dict(_data().opens)


def coach(game: Game, dismissed: Collection[str] = (), *, done: bool = False) -> CoachLine | None:
    """What the coach says now; None for nothing.

    Args:
        game: only the first scenario has a coach.
        dismissed: ids of lines that were dismissed.
        done: the player has done this before.
    """
    if done or game.scenario.id != FIRST:
        return None
    waiting = {card.type for card in game.inbox.cards if not card.answered and not card.left}
    moments = _moments(game)
    for one in reversed(_data().line):
        if one.id in dismissed or game.week < one.week:
            continue
        if (one.card and one.card not in waiting) or (one.when and one.when not in moments):
            continue
        return _line(one)
    return None


def _moments(game: Game) -> set[str]:
    """What is the case: a launch without its prediction, two incidents, a review, the end."""
    found = set()
    if game.prompts:
        found.add("prompt")
    incidents = game.chronicle.of(int(ev.INCIDENT_OPENED), since=game.scenario.weeks.history + 1)
    if len(incidents) >= 2:
        found.add("second-incident")
    if game.week == 14:
        found.add("review")
    if game.over:
        found.add("over")
    return found


def _line(one: _Line) -> CoachLine:
    return CoachLine(one.id, one.text, None if one.try_ is None else parse_command(one.try_, f"coach '{one.id}'"))
