"""What the tornado found: do lessons keep their sign when what was assumed is halved, doubled, or drawn all at once?

`make tornado` measures it (`engine.validity.campaign`) into `assets/tornado.json`. Light: the list of constants reads
that file without waking the kernel.
"""

from __future__ import annotations

import json
import pathlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from engine.data import data_folder
from engine.errors import InputError
from sim.rules import RULES_VERSION

FILE: Final = "tornado.json"
KEPT_SHARE: Final = 0.90  # of halvings and doublings in which a lesson must keep its sign (domain.md 7)

Means = dict[str, float]


@dataclass(frozen=True)
class Swing:
    """One assumed constant.

    Attributes:
        id: as `steerco assumptions` has it.
        still: whether it is zero wherever lessons are measured, so that there was nothing to halve.
        clipped: which of "half" and "double" its range allowed in part only, somewhere.
        half: effects by lesson with half of it; empty where `still`.
        double: effects with twice as much.
        untried: where a plan was not carried out, as `lesson at half`: people or means said no to a launch.
    """

    id: str
    still: bool
    clipped: list[str]
    half: Means
    double: Means
    untried: list[str]


@dataclass(frozen=True)
class Tornado:
    """What a campaign found.

    Attributes:
        rules: version of the rules it was measured under.
        scenarios: versions of the scenarios it was measured in, by id.
        seeds: how many worlds each effect is a mean of.
        wanted: +1 or -1 by lesson: the sign that it claims.
        base: effects by lesson with every constant as it is.
        errors: their standard errors.
        constants: one by one.
        draws: effects by lesson, of each draw of all constants at once.
        untried: lessons of each draw whose plans were not carried out, so that nothing was learnt of their sign.
    """

    rules: int
    scenarios: dict[str, int]
    seeds: int
    wanted: dict[str, int]
    base: Means
    errors: Means
    constants: list[Swing]
    draws: list[Means]
    untried: list[list[str]]

    @property
    def stale(self) -> str | None:
        """Why it says nothing about the model as it is now, or None."""
        if self.rules != RULES_VERSION:
            return f"measured under rules version {self.rules}; these are version {RULES_VERSION}"
        from engine.catalogue import load_scenario, scenario_ids

        for name, version in self.scenarios.items():
            if name not in scenario_ids() or load_scenario(name).version != version:
                return f"measured in another version of {name}"
        return None


def keeps(tornado: Tornado, lesson: str, mean: float) -> bool:
    """Whether an effect has the sign that its lesson claims."""
    return mean * tornado.wanted[lesson] > 0.0


def kept_share(tornado: Tornado, lesson: str) -> float:
    """Share of draws in which a lesson kept its sign."""
    kept = [keeps(tornado, lesson, draw[lesson]) for draw in tornado.draws]
    return kept.count(True) / len(kept) if kept else 0.0


def tried(tornado: Tornado, lesson: str) -> int:
    """In how many draws a lesson's plans were carried out."""
    return sum(lesson not in untried for untried in tornado.untried)


def kept_where_tried(tornado: Tornado, lesson: str) -> float:
    """Share of those draws in which it kept its sign."""
    carried = [d for d, untried in zip(tornado.draws, tornado.untried, strict=True) if lesson not in untried]
    kept = [keeps(tornado, lesson, draw[lesson]) for draw in carried]
    return kept.count(True) / len(kept) if kept else 0.0


def whole_share(tornado: Tornado) -> float:
    """Share of draws in which every lesson kept its sign."""
    whole = [all(keeps(tornado, lesson, mean) for lesson, mean in draw.items()) for draw in tornado.draws]
    return whole.count(True) / len(whole) if whole else 0.0


def kept_alone(tornado: Tornado, lesson: str) -> float:
    """Share of halvings and doublings of one constant at a time in which a lesson kept its sign."""
    swings = [swing for swing in tornado.constants if not swing.still]
    kept = [keeps(tornado, lesson, means[lesson]) for swing in swings for means in (swing.half, swing.double)]
    return kept.count(True) / len(kept) if kept else 0.0


def lesson_holds(tornado: Tornado, lesson: str) -> bool:
    """Whether a lesson has its sign, and keeps it in nine of ten halvings and doublings.

    Draws of all constants at once are harder, and are told beside; no constant is known so badly as all of them.
    """
    return keeps(tornado, lesson, tornado.base[lesson]) and kept_alone(tornado, lesson) >= KEPT_SHARE


def holds(tornado: Tornado) -> bool:
    """Whether every lesson holds."""
    return all(lesson_holds(tornado, lesson) for lesson in tornado.base)


def turning(tornado: Tornado, lesson: str) -> int:
    """How many constants turn a lesson, halved or doubled."""
    return sum(
        any(not keeps(tornado, lesson, means[lesson]) for means in (swing.half, swing.double))
        for swing in tornado.constants
        if not swing.still
    )


def flipped(tornado: Tornado, swing: Swing) -> list[str]:
    """Lessons that lose their sign with half or twice of a constant, as `lesson at half`."""
    sides = (("half", swing.half), ("double", swing.double))
    turned = [
        (lesson, side) for side, means in sides for lesson, mean in means.items() if not keeps(tornado, lesson, mean)
    ]
    return [f"{lesson} at {side}" for lesson, side in turned]


# --- the file ---------------------------------------------------------------------------------------------------------
def text_of(tornado: Tornado) -> str:
    """The file of a campaign: one constant, and one draw, a line."""
    raw = asdict(tornado)
    lines = [f'  "{name}": {json.dumps(raw[name])}' for name in raw if name not in {"constants", "draws"}]
    lines += [f'  "{name}": [\n{_rows(raw[name])}\n  ]' for name in ("constants", "draws")]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(entries: Iterable[Any]) -> str:
    return ",\n".join(f"    {json.dumps(entry)}" for entry in entries)


def load(file: pathlib.Path | None = None) -> Tornado | None:
    """A campaign's findings; those that ship, or None if there are none, unless a file is named.

    Raises:
        InputError: the file is no campaign's.
    """
    path = data_folder("assets") / FILE if file is None else file
    if file is None and not path.is_file():
        return None
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        known = {field.name for field in fields(Tornado)}
        if set(raw) != known:
            raise InputError(f"'{path}': not the findings of `make tornado`, which hold {', '.join(sorted(known))}")
        return Tornado(**(raw | {"constants": [Swing(**entry) for entry in raw["constants"]]}))
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"'{path}': not the findings of `make tornado`: {error}") from None
