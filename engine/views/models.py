"""The models of the screens that show a company: briefing, board, metrics, catalogue, inbox, stakeholders.

Plain frozen data without numpy or the kernel: they are sent between processes, and drawn. Weeks are tenure weeks, days
are working days, unless a name says otherwise. None stands for "not measured", never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outlook = Literal["likely", "unsure", "unlikely"]
STAGES = ("intake", "decide", "discover", "build", "review", "approve", "release", "live")
Stage = Literal["intake", "decide", "discover", "build", "review", "approve", "release", "live"]
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


# -- Catalogue ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """A variant of an intervention."""

    id: str
    note: str
    capital: float
    setup_hours: float


@dataclass(frozen=True)
class Entry:
    """An intervention.

    Attributes:
        capital: points, everywhere at standard intensity.
        gap: points that are missing for the cheapest launch; 0 if it can be paid.
        setup_hours: of each team.
        setup_weeks: until it is live.
        steady_hours: of a person and week.
        needs_met: None where nobody can tell from what is visible.
        phase: "off", "set-up", "live" or "ended".
        sponsor: who carries it.
        reported_adoption: what teams say when asked, 0 to 1; None before it is live.
        audited_fidelity: what an audit saw, 0 to 1; None without one.
        audited_week: when.
    """

    id: str
    number: int
    name: str
    on_shelf: bool
    mechanism: str
    capital: float
    gap: float
    setup_hours: float
    setup_weeks: int
    steady_hours: float
    ways: tuple[Way, ...]
    needs: str
    needs_met: bool | None
    fails_when: str
    first_signs: str
    grade: str
    source: str
    seats_forum: bool
    phase: str
    live_week: int | None
    sponsor: str | None
    teams: tuple[str, ...]
    intensity: str
    reported_adoption: float | None
    audited_fidelity: float | None
    audited_week: int | None


@dataclass(frozen=True)
class Shelf:
    """The catalogue: the scenario's shelf first, then the rest."""

    entries: tuple[Entry, ...]
    capital: float
    hours: float


# -- Inbox -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CardOption:
    """A way to answer a card; `key` is 1 to 5."""

    key: int
    id: str
    label: str
    does: str
    costs: str
    pushes: tuple[str, ...]
    lacks: str
    default: bool


@dataclass(frozen=True)
class InboxCard:
    """A card that waits.

    Attributes:
        due: as people say it: "Thu", "Tue in 1 week".
        blocks: time does not go on before it is answered or left.
        interrupts: it may stop time; False where the cap on interruptions has been reached.
        answered: the option that is queued for it; empty without one.
        left: it has been left to its default.
    """

    id: str
    type: str
    title: str
    who: str
    about: str
    text: str
    due_days: int
    due: str
    reversible: bool
    must_answer: bool
    interrupts: bool
    blocks: bool
    answered: str
    left: bool
    options: tuple[CardOption, ...]


@dataclass(frozen=True)
class Expired:
    """A card that nobody answered: what was done instead, and what that costs."""

    week: int
    type: str
    title: str
    about: str
    option: str
    does: str
    costs: str


@dataclass(frozen=True)
class Inbox:
    """What waits: first what cannot be undone, then by cost, then by age; and what has lapsed."""

    cards: tuple[InboxCard, ...]
    expired: tuple[Expired, ...]
    empty: str


# -- Stakeholders ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """Somebody, as far as anybody can tell.

    Attributes:
        interest: share of visible contacts and events that concerned them lately, 0 to 1.
        needs: what they told.
        last_contact: tenure week; None for never.
        last_seen: tenure week in which they were last seen with a change they carry; None for never.
        pulse: how they will probably answer, from what anybody could have counted; None before anything was.
        pulse_text: the same in words, with its date.
        carries: interventions under way.
        leaves: they have said so.
        leaves_in_weeks: weeks left then.
    """

    id: str
    name: str
    role: str
    line: str | None
    power: float
    interest: float
    in_post: bool
    needs: tuple[str, ...]
    last_contact: int | None
    last_seen: int | None
    pulse: Outlook | None
    pulse_text: str
    kept: int
    missed: int
    carries: tuple[str, ...]
    leaves: bool
    leaves_in_weeks: int | None
    successor: str | None


@dataclass(frozen=True)
class Stakeholders:
    """The power and interest map and its table."""

    people: tuple[Person, ...]
    followed: bool
    survey: str
