"""The models of the screens that show a company: briefing, board, metrics.

Plain frozen data without numpy or the kernel: they are sent between processes, and drawn. Weeks are tenure weeks, days
are working days, unless a name says otherwise. None stands for "not measured", never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Stage = Literal["intake", "decide", "discover", "build", "review", "approve", "release", "live"]
STAGES: Final[tuple[Stage, ...]] = ("intake", "decide", "discover", "build", "review", "approve", "release", "live")
ChipKind = Literal["feature", "fix", "experiment"]


# -- Briefing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Weight:
    """What part of the outcome weighs how much, percent."""

    part: str
    percent: int
    meaning: str


@dataclass(frozen=True)
class PersonChip:
    """Somebody with power, in short."""

    id: str
    name: str
    role: str
    line: str | None
    power: float
    in_post: bool


@dataclass(frozen=True)
class Baseline:
    """What a source reported before the tenure.

    Attributes:
        metric: id.
        metric_name: for people.
        source: id.
        source_name: for people.
        unit: as printed.
        decimals: places printed.
        value: mean of the history's last figures; None where none was given: print "not measured".
        low: tenth percentile of the history's figures.
        high: ninetieth.
        figures: how many there were.
    """

    metric: str
    metric_name: str
    source: str
    source_name: str
    unit: str
    decimals: int
    value: float | None
    low: float | None
    high: float | None
    figures: int


@dataclass(frozen=True)
class Briefing:
    """What is told before the first week."""

    scenario: str
    title: str
    symptom: str
    sentences: tuple[str, ...]
    weeks: tuple[int, int, int]
    people: tuple[PersonChip, ...]
    weights: tuple[Weight, ...]
    baseline: tuple[Baseline, ...]


# -- Board -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chip:
    """An item as the tracker has it.

    Attributes:
        item: its number in the tracker.
        kind: "experiment" while it is tested, "fix" once review has sent it back, "feature" otherwise: what the
            tracker records.
        line: id.
        letter: of its line.
        team: id; empty before a team has it.
        waiting: it is in a queue, not in work.
        blocked: it waits for a decision while in work.
        duplicate_suspected: an open card says that another team may be building the same.
        one_way: what it decides cannot be undone.
        risky: marked so.
        weeks_in_stage: whole weeks since the tracker first had it there.
        weeks_open: whole weeks since it was asked for.
        estimate: what people think it is worth, points.
    """

    item: int
    kind: ChipKind
    line: str
    letter: str
    team: str
    waiting: bool
    blocked: bool
    duplicate_suspected: bool
    one_way: bool
    risky: bool
    weeks_in_stage: int
    weeks_open: int
    estimate: int


@dataclass(frozen=True)
class Cell:
    """A line's items in a stage: those that wait above those in work, oldest first; in "live" only a count."""

    stage: Stage
    queue: tuple[Chip, ...]
    active: tuple[Chip, ...]
    count: int


@dataclass(frozen=True)
class Train:
    """A line's next release.

    Attributes:
        every_days: days between departures; 0 where each item goes by itself.
        departs_in_days: from the coming Monday.
        load: items on it, as recorded.
    """

    every_days: int
    departs_in_days: int | None
    load: int


@dataclass(frozen=True)
class Outage:
    """An incident that goes on."""

    line: str
    severity_percent: float
    days: int
    emergency_path: str


@dataclass(frozen=True)
class Row:
    """A line on the board."""

    line: str
    name: str
    letter: str
    users: int
    cells: tuple[Cell, ...]
    train: Train
    outages: tuple[Outage, ...]


@dataclass(frozen=True)
class Tile:
    """One of the four figures above the board.

    Attributes:
        value: None for "not measured".
        source: who says so: a source's id, "tracker" or "calendar".
        age_days: of what it tells about.
        baseline: the history's mean of the same source.
        note: where it comes from, in words.
    """

    id: str
    title: str
    value: float | None
    unit: str
    decimals: int
    source: str
    age_days: int
    baseline: float | None
    note: str


@dataclass(frozen=True)
class Board:
    """The flow map."""

    caption: str
    recorded_week: int
    age_days: int
    stale: bool
    rows: tuple[Row, ...]
    tiles: tuple[Tile, ...]
    empty: str


# -- Metrics -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Point:
    """A figure of a source.

    Attributes:
        week: the tenure week it describes the end of.
        published_week: the tenure week in which it came out.
        value: in the metric's unit.
        provisional: it lies within the source's lag, and may be corrected.
        restated: it was corrected afterwards: draw it crossed.
        gap_before: the definition or the collection changed here: do not join it to the point before.
    """

    week: int
    published_week: int
    value: float
    provisional: bool
    restated: bool
    gap_before: bool


@dataclass(frozen=True)
class Audited:
    """The latest an audit told of a source."""

    week: int
    deep: bool
    bias: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class SourceSeries:
    """What one source says of a metric."""

    id: str
    name: str
    definition: str
    lag_weeks: int
    age_days: int | None
    points: tuple[Point, ...]
    band: tuple[float, float] | None
    baseline: float | None
    outside: bool
    audited: Audited | None


@dataclass(frozen=True)
class Bracket:
    """A prediction that is not due yet, as it is drawn: at its week, from here to there."""

    source: str
    direction: str
    band: str
    by: int
    low: float | None
    high: float | None
    for_: str


@dataclass(frozen=True)
class MetricPanel:
    """A metric with its sources apart.

    Attributes:
        disagreement: spread of the sources' latest figures over their mean; None with fewer than two.
        brackets: predictions under way.
        early_until_week: before this week it is too early to tell what was launched; None for nothing.
        empty: what to say where nobody reports it.
    """

    id: str
    name: str
    unit: str
    better: str
    decimals: int
    definition: str
    sources: tuple[SourceSeries, ...]
    disagreement: float | None
    brackets: tuple[Bracket, ...]
    empty: str


@dataclass(frozen=True)
class MetricsWall:
    """Every metric that somebody reports, the scenario's own first; then those that nobody does."""

    panels: tuple[MetricPanel, ...]
    unreported: tuple[tuple[str, str], ...]
