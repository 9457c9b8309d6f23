"""One world against itself: before, after, and after in its twin, with the events that carry each difference.

The twin is the same world without any command of the player. What it gives is exact for this one world, and says
nothing about another; `engine.evidence.panel` does that. Every value is a ratio of integers folded from events: a
window that holds none has no value and a reason, never a zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.evidence.mechanisms import Upstream, because
from engine.evidence.tallies import EvidenceError, LogIndex, Tallies, first_difference
from engine.evidence.windows import MINIMUM, Window, Windows
from sim.events import COLUMNS
from sim.metric import Metric, Term
from sim.metrics import metrics

State = Literal["ok", "few", "empty"]
Direction = Literal["better", "worse", "same", "no clear direction"]


@dataclass(frozen=True)
class Reading:
    """A metric over one window of one world.

    Attributes:
        value: in the metric's unit; None where there is nothing to divide by.
        base: its denominator, in its own unit.
        weeks: weeks of the window.
        state: "ok" may be cited; "few" is shown and never cited; "empty" has no value.
        reason: why not, in words; empty where it may be cited.
    """

    value: float | None
    base: int
    weeks: int
    state: State
    reason: str = ""

    @property
    def citable(self) -> bool:
        """Whether there is enough behind it for a number that may be cited."""
        return self.state == "ok"


@dataclass(frozen=True)
class Carrier:
    """A kind of event in a metric's ratio or upstream of it: how much of it there was.

    Attributes:
        kind: its number.
        role: "over" and "under" carry the metric's ratio; "because" is one step upstream.
        of: what of it matters: its count, the total of its amounts, or their mean.
        counts: events before, after, and after in the twin.
        totals: their amounts, likewise.
        span: first and last event number in `after`; None where there is none.
        upstream: how it is shown, where it is upstream.
    """

    kind: int
    role: Literal["over", "under", "because"]
    of: Literal["count", "total", "mean"]
    counts: tuple[int, int, int]
    totals: tuple[int, int, int]
    span: tuple[int, int] | None
    upstream: Upstream | None = None

    @property
    def name(self) -> str:
        """The event's name in the log."""
        return COLUMNS[self.kind].name

    @property
    def amounts(self) -> tuple[int, int, int]:
        """Counts or totals, whichever matters."""
        return self.counts if self.of == "count" else self.totals

    def rates(self, weeks: tuple[int, int, int]) -> tuple[float | None, float | None, float | None]:
        """Before, after and twin as they are shown: per week, or per event for a mean."""
        per = self.upstream.per if self.upstream else 1
        bases = self.counts if self.of == "mean" else weeks
        one, two, three = (a / (b * per) if b else None for a, b in zip(self.amounts, bases, strict=True))
        return one, two, three


@dataclass(frozen=True)
class Comparison:
    """A metric before, after and in the twin.

    Attributes:
        metric: what is measured.
        before: the baseline.
        after: the end of tenure.
        twin: the same world weeks without any command.
        carriers: events of its ratio.
        upstream: events one step upstream, that changed with it or did not.
    """

    metric: Metric
    before: Reading
    after: Reading
    twin: Reading
    carriers: tuple[Carrier, ...]
    upstream: tuple[Carrier, ...]

    @property
    def change(self) -> float | None:
        """After − before; None where either may not be cited."""
        return _difference(self.after, self.before)

    @property
    def effect(self) -> float | None:
        """After − twin, exact for this one world; None where either may not be cited."""
        return _difference(self.after, self.twin)

    @property
    def direction(self) -> Direction:
        """Which way the effect goes."""
        return direction(self.metric, self.effect)

    @property
    def relative(self) -> float | None:
        """The effect as a share of the twin's value; infinite from zero."""
        return relative(self.effect, self.twin.value)


def direction(metric: Metric, difference: float | None) -> Direction:
    """Whether a difference is better or worse; some metrics have no good direction."""
    if difference == 0:
        return "same"
    if difference is None or metric.better == "near":
        return "no clear direction"
    return "better" if (difference > 0) == (metric.better == "higher") else "worse"


def relative(difference: float | None, level: float | None) -> float | None:
    """A difference as a share of the size of a level."""
    if difference is None or level is None:
        return None
    if level == 0:
        return 0.0 if difference == 0 else float("inf") if difference > 0 else float("-inf")
    return difference / abs(level)


def read(metric: Metric, tallies: Tallies, window: Window) -> Reading:
    """A metric over a window of one world."""
    counts, totals = tallies.over(window)
    value, base = metric.value(counts, totals), metric.base(counts, totals)
    if value is None:
        what = " or ".join(dict.fromkeys(COLUMNS[term.kind].name for term in metric.under)) or "week"
        return Reading(None, base, window.weeks, "empty", f"no {what} in the window")
    if window.weeks < MINIMUM:
        return Reading(value, base, window.weeks, "few", "the window has too few weeks")
    if not metric.enough(counts, totals):
        return Reading(value, base, window.weeks, "few", "too few to be cited")
    return Reading(value, base, window.weeks, "ok")


def check_twin(factual: Tallies, twin: Tallies, first_command_week: int | None) -> None:
    """Make sure that the twin is this world's.

    Raises:
        EvidenceError: they differ before the first command could have had an effect, or have different weeks.
    """
    if factual.weeks != twin.weeks:
        raise EvidenceError(f"the twin has {twin.weeks} weeks, the world {factual.weeks}")
    week = first_difference(factual, twin)
    if week is not None and (first_command_week is None or week < first_command_week):
        raise EvidenceError(f"this is not the world's twin: they differ in world week {week}, before any command")


def compare(
    factual: Tallies,
    twin: Tallies,
    windows: Windows,
    log: LogIndex,
    chosen: Mapping[str, Metric] | None = None,
) -> dict[str, Comparison]:
    """Every metric before, after and in the same-seed twin.

    Args:
        factual: the world as it was played.
        twin: the same world without any command; see `check_twin`.
        windows: what is compared with what; the twin has the same dates.
        log: where the factual events stand.
        chosen: metrics to compare; all by default.

    Returns:
        Comparisons by metric id.
    """
    found = {}
    for name, metric in (metrics() if chosen is None else chosen).items():
        roles: list[tuple[Literal["over", "under"], tuple[Term, ...]]] = [
            ("over", metric.over),
            ("under", metric.under),
        ]
        carriers = [
            _carrier(term.kind, role, term.of, factual, twin, windows, log) for role, terms in roles for term in terms
        ]
        upstream = [
            _carrier(up.kind, "because", up.of, factual, twin, windows, log, up) for up in because().get(name, ())
        ]
        found[name] = Comparison(
            metric,
            read(metric, factual, windows.before),
            read(metric, factual, windows.after),
            read(metric, twin, windows.after),
            tuple(carriers),
            tuple(upstream),
        )
    return found


def _carrier(
    kind: int,
    role: Literal["over", "under", "because"],
    of: Literal["count", "total", "mean"],
    factual: Tallies,
    twin: Tallies,
    windows: Windows,
    log: LogIndex,
    upstream: Upstream | None = None,
) -> Carrier:
    places = ((factual, windows.before), (factual, windows.after), (twin, windows.after))
    before, after, other = (world.count(kind, window) for world, window in places)
    totals = tuple(world.total(kind, window) for world, window in places)
    span = log.span(windows.after, kind)
    return Carrier(kind, role, of, (before, after, other), (totals[0], totals[1], totals[2]), span, upstream)


def _difference(one: Reading, other: Reading) -> float | None:
    if one.value is None or other.value is None or not (one.citable and other.citable):
        return None
    return one.value - other.value
