"""Experiments as the log has them: who was counted, how often somebody looked, and what it showed at its horizon.

The simulation gives a test its relative uplift with the error that its traffic decides; both arms are halves of what it
takes. Told here as a difference of two proportions, at the horizon that was planned: what was seen earlier is not what
a test of its size says. Faulty instruments do not show in the ratio of the arms, and nobody inside knows of those that
were not noticed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from engine.evidence.rows import Rows
from sim import events as ev
from sim.evolving.learning import DESIGN_FIGURE, DESIGN_LOOKS, DESIGN_RULE, DESIGN_SHARE
from sim.world import FIGURE_ACTIVATION, RULE_GREEN, RULE_GUILD, RULE_HORIZON, RULE_OPINION, VERDICT_EXTEND

KINDS: Final = tuple(
    int(kind)
    for kind in (ev.EXPERIMENT_STARTED, ev.EXPERIMENT_READ, ev.EXPERIMENT_CALLED, ev.EXPERIMENT_ENDED, ev.WEEK_OPENED)
)
RULES: Final = {RULE_HORIZON: "horizon", RULE_GREEN: "green", RULE_OPINION: "opinion", RULE_GUILD: "guild"}
VERDICTS: Final = {0: "stop", 1: "ship", 2: "extend", 3: "gone"}
Z975: Final = 1.959963984540054
RATIO_ALARM: Final = 0.001
"""Chance below which a ratio of arms is called wrong, as is usual for sample-ratio checks."""


class Difference(NamedTuple):
    """A difference of two proportions.

    Attributes:
        value: treated less control, as shares.
        interval: 95 %.
        ratio_chance: of arms so far from their planned ratio, if nothing is wrong with them.
    """

    value: float
    interval: tuple[float, float]
    ratio_chance: float

    @property
    def ratio_wrong(self) -> bool:
        """Whether the arms' sizes say that something is wrong with the test."""
        return self.ratio_chance < RATIO_ALARM


def difference(treated: tuple[float, float], control: tuple[float, float], share: float = 0.5) -> Difference:
    """The difference of two proportions at the planned horizon, with the check of their arms.

    Args:
        treated: how many did it, of how many.
        control: likewise.
        share: of all, that were meant to be treated.
    """
    (x1, n1), (x0, n0) = treated, control
    p1, p0 = x1 / n1, x0 / n0
    error = math.sqrt(p1 * (1.0 - p1) / n1 + p0 * (1.0 - p0) / n0)
    wanted = (n1 + n0) * share
    z = (n1 - wanted) / math.sqrt((n1 + n0) * share * (1.0 - share))
    chance = math.erfc(abs(z) / math.sqrt(2.0))
    return Difference(p1 - p0, (p1 - p0 - Z975 * error, p1 - p0 + Z975 * error), chance)


@dataclass
class Trial:
    """One experiment.

    Attributes:
        slot: its number while it ran.
        item: what it tested.
        started_week: world week of its first people.
        planned_weeks: its horizon, extensions included.
        planned_looks: how often somebody meant to look.
        rule: how it was to be decided.
        share_percent: of the line's traffic.
        figure: what was counted.
        commanded: whether it was asked for by the player, and not by a guild.
        extended: how often it was given more weeks.
        looks: week, number of the look, relative uplift in permille.
        ended_week: None while it runs.
        verdict: in words.
        sound: what nobody inside knows: whether it was free of faults that went unnoticed.
    """

    slot: int
    item: int
    started_week: int
    planned_weeks: int
    planned_looks: int
    rule: str
    share_percent: int
    figure: Literal["activation", "use"]
    commanded: bool
    extended: int = 0
    looks: list[tuple[int, int, int]] = field(default_factory=list)
    ended_week: int | None = None
    verdict: str = ""
    sound: bool = True

    @property
    def weeks(self) -> int:
        """That it ran; 0 while it does."""
        return 0 if self.ended_week is None else self.ended_week - self.started_week + 1

    @property
    def at_horizon(self) -> bool:
        """Whether it was read when it was meant to be."""
        return bool(self.looks) and self.weeks >= self.planned_weeks and self.looks[-1][0] == self.ended_week

    @property
    def disciplined(self) -> bool:
        """Whether it was decided at its horizon, by its numbers, with no more looks than were planned."""
        looked = len(self.looks)
        return self.at_horizon and self.rule in {"horizon", "guild"} and looked <= max(1, self.planned_looks)


def trials(rows: Rows) -> list[Trial]:
    """Every experiment of a world, in the order in which they began.

    Args:
        rows: of the world, of `KINDS` at least.
    """
    running: dict[int, Trial] = {}
    found: list[Trial] = []
    opened = 0  # the last week that was opened: what stands before that in a week's log was commanded
    mine = rows.of(*KINDS)
    for week, kind, slot, other, amount in zip(
        mine.week.tolist(),
        mine.kind.tolist(),
        mine.subject.tolist(),
        mine.object.tolist(),
        mine.amount.tolist(),
        strict=True,
    ):
        if kind == ev.WEEK_OPENED:
            opened = week
        elif kind == ev.EXPERIMENT_STARTED:
            running[slot] = _started(slot, other, week, amount, commanded=opened < week)
            found.append(running[slot])
        elif slot in running:
            _take(running[slot], kind, week, other, amount)
    return found


def _started(slot: int, item: int, week: int, design: int, *, commanded: bool) -> Trial:
    return Trial(
        slot,
        item,
        week if commanded else week + 1,
        design % DESIGN_LOOKS,
        design // DESIGN_LOOKS % 64,
        RULES[design // DESIGN_RULE % 4],
        design // DESIGN_SHARE % 128,
        "activation" if design // DESIGN_FIGURE == FIGURE_ACTIVATION else "use",
        commanded,
    )


def _take(trial: Trial, kind: int, week: int, other: int, amount: int) -> None:
    if kind == ev.EXPERIMENT_READ:
        trial.looks.append((week, other, amount))
    elif kind == ev.EXPERIMENT_CALLED and other == VERDICT_EXTEND:
        trial.planned_weeks += amount
        trial.extended += 1
    elif kind == ev.EXPERIMENT_ENDED:
        trial.ended_week, trial.verdict, trial.sound = week, VERDICTS.get(other, "gone"), amount == 1
