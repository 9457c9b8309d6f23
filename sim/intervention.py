"""What an intervention is: levers it moves, a forum it may seat, and what it costs. It never names an outcome.

Files in `sim/interventions/` hold one `INTERVENTION` each; `sim.interventions.catalogue` finds them all. Their numbers
are read into the world when it is built, so nothing is compiled in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sim.levers import Lever

Grade = Literal["P", "A", "S", "V", "M", "X", "C"]
ForumRole = Literal["line", "cross", "board", "status"]


@dataclass(frozen=True)
class Move:
    """One lever pulled, in full where adoption and fidelity are 1.

    Attributes:
        lever: what is moved.
        to: the value it is pulled towards, in the lever's unit; exclusive with `times`.
        times: the factor it is pulled towards.
        grade: evidence grade of the number (`domain.md`, "Evidence grades").
        source: where the number comes from.
    """

    lever: Lever
    grade: Grade
    source: str
    to: float | None = None
    times: float | None = None

    def __post_init__(self) -> None:
        if (self.to is None) == (self.times is None):
            raise ValueError(f"{self.lever.name}: give either `to` or `times`")


@dataclass(frozen=True)
class ForumSpec:
    """A forum that the intervention seats once it is set up.

    Attributes:
        role: what it decides: a line's questions, cross-line ones, approvals of releases, or nothing.
        cadence_days: working days between sittings.
        slots: decisions it can take in a sitting.
        seats: people in it.
        sitting_minutes: minutes of each of them per sitting, preparation included.
    """

    role: ForumRole
    cadence_days: int
    slots: int
    seats: int
    sitting_minutes: int


@dataclass(frozen=True)
class Variant:
    """A way to introduce it: what people do with it depends on how it came.

    Attributes:
        fidelity: how faithfully it is used where adopted, 0 to 1, before coaching.
        setup: factor on set-up hours.
        capital: factor on political capital.
        note: one sentence for the catalogue.
        moves: levers that are moved only where it came this way.
    """

    fidelity: float
    setup: float = 1.0
    capital: float = 1.0
    note: str = ""
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Intervention:
    """One entry of the catalogue.

    Attributes:
        id: name in plans and commands.
        number: its number in `domain.md` 4 (1 to 29) and its place in the world; for ever.
        name: for people.
        mechanism: one sentence: what it changes in how the company works.
        moves: levers, moved however it came.
        capital: political capital to launch it everywhere at standard intensity, points.
        setup_hours: one-off hours per team.
        setup_weeks: weeks until it is live.
        steady_hours: hours per person-week in scope, once live.
        variants: ways to introduce it; the first is the default.
        fails_when: how it fails.
        needs: what must be true for it to work (never enforced).
        first_signs: what moves first, and when.
        grade: of the evidence that it works at all.
        source: reference keys.
        forum: seated when live, if any.
    """

    id: str
    number: int
    name: str
    mechanism: str
    moves: tuple[Move, ...]
    capital: float
    setup_hours: float
    setup_weeks: int
    steady_hours: float
    variants: dict[str, Variant]
    fails_when: str
    needs: str
    first_signs: str
    grade: Grade
    source: str
    forum: ForumSpec | None = None
    tags: tuple[str, ...] = field(default=())

    @property
    def all_moves(self) -> tuple[tuple[str, Move], ...]:
        """Levers that it moves however it came, named "", then those that only one of its ways moves, with its name."""
        ways = [(name, move) for name, variant in self.variants.items() for move in variant.moves]
        return (*(("", move) for move in self.moves), *ways)

    def moves_of(self, variant: str) -> tuple[Move, ...]:
        """Levers that it moves where it came in this way."""
        return self.moves + self.variants[variant].moves
