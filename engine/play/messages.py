"""What a game says to whoever shows it: plain frozen data, which a process without the kernel can receive.

Nothing heavy is imported here: a window opens before numba would have been loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from sim.commands import Command, Predict

Outlook = Literal["likely", "unsure", "unlikely"]
Reason = Literal[
    "must-answer", "severity-1", "prediction-due", "experiment-horizon", "declined", "sponsor-leaving", "review",
    "threshold", "restatement", "default-taken", "tenure-over",
]  # fmt: skip
DIRECTIONS: Final = ("up", "down", "flat")
BANDS: Final = ("under-5", "5-to-15", "over-15")


@dataclass(frozen=True)
class Preview:
    """What a command would cost, before anybody confirms it.

    Attributes:
        possible: it can be queued.
        capital: points.
        hours: of the player's week.
        org_hours: of named teams, once.
        org_hours_weekly: for as long as it goes on.
        asks: who must say yes, with their outlook.
        outlook: the worst of them; None where nobody is asked.
        condition: for yes, where it is known from what is visible.
        refusal: the whole sentence, where it is not possible.
        nearest: of a refusal: what comes nearest.
    """

    possible: bool
    capital: float = 0.0
    hours: float = 0.0
    org_hours: float = 0.0
    org_hours_weekly: float = 0.0
    asks: tuple[tuple[str, Outlook], ...] = ()
    outlook: Outlook | None = None
    condition: str = ""
    refusal: str = ""
    nearest: str = ""

    @property
    def kind(self) -> Literal["possible", "asks", "illegal"]:
        """Which of the three ways to answer is shown."""
        return "illegal" if not self.possible else "asks" if self.asks else "possible"


@dataclass(frozen=True)
class Came:
    """What became of a command when time moved.

    Attributes:
        command: what was asked.
        refusal: "illegal", "declined" or, where it was accepted, empty.
        reason: the whole sentence.
    """

    command: Command
    refusal: str = ""
    reason: str = ""

    @property
    def accepted(self) -> bool:
        """Whether it was."""
        return not self.refusal


@dataclass(frozen=True)
class Pause:
    """One reason to stand still.

    Attributes:
        reason: which.
        text: in one line.
        about: what it concerns: a card's id, a source, a person.
    """

    reason: Reason
    text: str
    about: str = ""


@dataclass(frozen=True)
class WeekOver:
    """A week that has passed.

    Attributes:
        week: the tenure week that is over.
        came: its commands.
        pauses: why time should stand still now; none, and it may run on.
    """

    week: int
    came: tuple[Came, ...]
    pauses: tuple[Pause, ...]


@dataclass(frozen=True)
class Target:
    """What a prediction can be about: a metric as one source reports it."""

    metric: str
    metric_name: str
    source: str
    source_name: str
    latest: float | None
    unit: str


@dataclass(frozen=True)
class Prompt:
    """The question after a launch.

    Attributes:
        for_: the intervention.
        name: for people.
        first_signs: what the catalogue says moves first, and when.
        targets: what may be predicted; the scenario's own metric comes first.
        weeks: the tenure weeks that the third key stands for.
    """

    for_: str
    name: str
    first_signs: str
    targets: tuple[Target, ...]
    weeks: tuple[int, ...]

    def predict(self, direction: int, band: int, week: int, target: int = 0, because: str = "") -> Predict:
        """The command of three keys, each from 1 to 3, about one of the targets.

        A figure that stays flat has changed by less than five per cent, whatever the second key says.
        """
        from sim.commands import Predict

        about, way = self.targets[target], DIRECTIONS[direction - 1]
        said = {
            "kind": "predict",
            "for": self.for_,
            "metric": about.metric,
            "source": about.source,
            "direction": way,
            "band": "under-5" if way == "flat" else BANDS[band - 1],
            "by": self.weeks[week - 1],
            "because": because,
        }
        return Predict.model_validate(said)


@dataclass(frozen=True)
class Status:
    """Where a game stands: what the header, the Run button and the panels of a window need.

    Attributes:
        scenario: id.
        title: of the scenario.
        seed: of its world.
        week: the tenure week that comes next.
        tenure: weeks of it.
        over: every week of it has passed.
        sealed: the aftermath has run too.
        scored: its outcome counts.
        capital: points left, with what is queued.
        hours: of the week left, with what is queued.
        queue: commands that time will give.
        blocking: what the Run button says while time cannot move.
        prompts: predictions to be asked for.
        review: the week begins with a review.
        uncommitted: lines without dates and without a "no forecast".
        message: what had to be mended when it was opened.
        digest: of the world, hex.
        compiled: whether the kernel is.
    """

    scenario: str
    title: str
    seed: int
    week: int
    tenure: int
    over: bool
    sealed: bool
    scored: bool
    capital: float
    hours: float
    queue: tuple[Command, ...]
    blocking: str
    prompts: tuple[Prompt, ...]
    review: bool
    uncommitted: tuple[str, ...]
    message: str
    digest: str
    compiled: bool
