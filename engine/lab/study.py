"""What is to be run: arms and seeds, as plain data that travels between processes and is hashed to be resumed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from engine.errors import InputError
from sim.kernel import sources_digest
from sim.rules import RULES_VERSION

TASK_RUNS: Final = 256
"""Runs of one task, whoever runs it: a run takes milliseconds, and schedulers want tasks of 100 ms at least."""
MOST_RUNS: Final = 10_000_000
NONE, RANDOM, NOVICE = "none", "random", "careful-novice"

Kind = Literal["tables", "sums"]


@dataclass(frozen=True)
class Arm:
    """One scenario under one government.

    Attributes:
        variant: what is different about the scenario; "base" where nothing is.
        plan: what the government is called.
        scenario: the scenario, complete, as plain data.
        policy: `{"kind": "none" | "careful-novice"}`, `{"kind": "random", "seed": N or None}` (None: each run's own
            seed), or `{"kind": "plan", "plan": {…}}` with a plan as `sim.plans.Plan.parse` reads it.
    """

    variant: str
    plan: str
    scenario: Mapping[str, Any]
    policy: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Variant and plan."""
        return self.plan if self.variant == "base" else f"{self.variant}/{self.plan}"


@dataclass(frozen=True)
class Study:
    """Arms over seeds.

    Attributes:
        kind: what is kept of each run: "tables" (see `engine.lab.tables`) or "sums" (see `engine.lab.sums`).
        arms: in the order in which tables have them.
        first_seed: the first seed of each arm.
        seeds: how many each arm has.
        weeks: world weeks of each run; the scenario's where None.
        options: of the kind.
        rules: version of the rules.
        kernel: digest of the sources of `sim/`.
    """

    kind: Kind
    arms: tuple[Arm, ...]
    first_seed: int
    seeds: int
    weeks: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    rules: int = RULES_VERSION
    kernel: str = field(default_factory=sources_digest)

    def __post_init__(self) -> None:
        if not self.arms or self.seeds < 1:
            raise InputError("a study needs one plan and one seed at least")
        if self.runs > MOST_RUNS:
            raise InputError(f"{self.runs:,} runs; a study has {MOST_RUNS:,} at most")
        if self.first_seed < 0 or self.first_seed + self.seeds > 2**63:
            raise InputError(f"seeds {self.first_seed} and the {self.seeds} from there on; a seed is 0 to 2^63 - 1")
        names = [arm.name for arm in self.arms]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise InputError(f"two arms are called '{twice}'; name each plan of a variant once")

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return len(self.arms) * self.seeds

    @property
    def tasks(self) -> int:
        """How many tasks it is cut into."""
        return len(self.arms) * self._tasks_of_an_arm

    @property
    def _tasks_of_an_arm(self) -> int:
        return -(-self.seeds // TASK_RUNS)

    def size(self, number: int) -> int:
        """Runs of a task."""
        return self._place(number)[2]

    def arm_of(self, number: int) -> int:
        """The arm that a task belongs to."""
        return self._place(number)[0]

    def _place(self, number: int) -> tuple[int, int, int]:
        """Arm, first seed counted from the arm's first, and runs of a task."""
        arm, part = divmod(number, self._tasks_of_an_arm)
        first = part * TASK_RUNS
        return arm, first, min(TASK_RUNS, self.seeds - first)

    def task(self, number: int) -> str:
        """A task as JSON: all that a worker needs to know."""
        arm, first, runs = self._place(number)
        return _canonical(
            {
                "kind": self.kind,
                "arm": asdict(self.arms[arm]),
                "first_run": arm * self.seeds + first,
                "first_seed": self.first_seed + first,
                "runs": runs,
                "weeks": self.weeks,
                "options": dict(self.options),
                "rules": self.rules,
                "kernel": self.kernel,
            }
        )

    def __iter__(self) -> Iterator[int]:
        """Numbers of its tasks, in order."""
        return iter(range(self.tasks))

    def described(self) -> dict[str, Any]:
        """The study as plain data."""
        return asdict(self) | {"arms": [asdict(arm) for arm in self.arms], "options": dict(self.options)}

    def text(self) -> str:
        """The study as JSON, one for each study."""
        return _canonical(self.described())

    @property
    def digest(self) -> str:
        """BLAKE2b-256 of that text, hex."""
        return hashlib.blake2b(self.text().encode(), digest_size=32).hexdigest()


def difference(ours: Study, theirs: Mapping[str, Any]) -> str | None:
    """What keeps a study from being continued by another, in words; None where they are the same."""
    mine: dict[str, Any] = json.loads(ours.text())
    if mine == theirs:
        return None
    if theirs.get("rules") != mine["rules"]:
        return f"it was run under rules version {theirs.get('rules')}; these are version {mine['rules']}"
    if theirs.get("kernel") != mine["kernel"]:
        return "it was run by another kernel: sources of sim/ have changed since"
    words = {"first_seed": "first seed", "seeds": "number of seeds", "weeks": "number of weeks", "kind": "kind"}
    for key, word in words.items():
        if theirs.get(key) != mine[key]:
            return f"it has another {word}, {theirs.get(key)} and not {mine[key]}"
    names = [[f"{arm.get('variant')}/{arm.get('plan')}" for arm in one["arms"]] for one in (theirs, mine)]
    if names[0] != names[1]:
        return f"it has other plans: {', '.join(names[0])}"
    return "its scenario, a plan or an option has changed since"


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
