"""Predictions: locked when they are made, scored when they are due, against what their source reported then.

A prediction is a command, so the log holds it in the week it was made and nothing can change it. A second one for the
same thing, metric, source and week would change the first: it is refused here, and the first stands. What is predicted
is a band of relative change, taken to be meant with 80 %. The interval score of a band (l, u) at a = 20 % is

    (u - l) + (2/a) x whatever the outcome missed it by

(Gneiting and Raftery 2007), divided by the wobble of the source's weekly figures before. Its mean is smallest for
whoever states as wide a band as they are unsure.
"""

from __future__ import annotations

import hashlib
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from engine.errors import one_line
from engine.evidence.case import INERT, Case
from engine.evidence.shifts import correlation, smallest_shift
from engine.evidence.windows import MINIMUM, Window, width
from engine.log import Recording
from engine.replay import commands_of
from sim import events as ev
from sim.commands import GENERAL, Predict, SetKpi
from sim.predictions import FLAT, LARGE, score
from sim.rules import RULES_VERSION

NOMINAL: Final = 0.80
"""What a band is taken to be meant with."""
ALPHA: Final = 1 - NOMINAL
LEAST_PREDICTIONS: Final = 20
"""Resolved predictions below which calibration is silent."""
_CENTRAL: Final = 0.95  # of the binomial distribution, that a calibrated player's share of hits lies in
_MOST_WEEKS: Final = 52  # of figures behind a smallest shift that can be shown

BANDS: Final[dict[tuple[str, str], tuple[float, float | None]]] = {
    ("flat", "under-5"): (-FLAT, FLAT),
    ("up", "under-5"): (0.0, FLAT),
    ("down", "under-5"): (-FLAT, 0.0),
    ("up", "5-to-15"): (FLAT, LARGE),
    ("down", "5-to-15"): (-LARGE, -FLAT),
    ("up", "over-15"): (LARGE, None),
    ("down", "over-15"): (-1.0, -LARGE),
}
"""Direction and band -> relative change from, to; None where the band is open, and has no width to score."""


@dataclass(frozen=True)
class Locked:
    """A prediction as it was locked.

    Attributes:
        id: eight characters of what it predicts.
        for_: what it belongs to.
        metric: id of the metric.
        source: id of the source that will report it.
        direction: "up", "down" or "flat".
        band: size of the change.
        week: world week it was locked at the start of.
        due_week: world week at whose end it is due.
        because: why, in the player's words, on one line.
        baseline: weeks that it starts from.
        wobble: standard deviation of the source's weekly figures there; None below the minimum.
        smallest: the smallest shift that figures up to the due week could show, in the metric's unit; None where there
            are too few.
        opened: metrics that anybody had published anything about by then: everything that could have been looked at.
        guardrails: metrics watched beside it.
        primary: the first of its tag, if it was locked before anything of that tag had begun.
        preregistered: locked no later than the week of its tag's first command.
        before: what the source said then.
        frame: its place in the log.
    """

    id: str
    for_: str
    metric: str
    source: str
    direction: Literal["up", "down", "flat"]
    band: str
    week: int
    due_week: int
    because: str
    baseline: Window
    wobble: float | None
    smallest: float | None
    opened: int
    guardrails: tuple[str, ...]
    primary: bool
    preregistered: bool
    before: float | None
    frame: int

    @property
    def interval(self) -> tuple[float, float] | None:
        """The band in the metric's unit; None where it is open, or starts from nothing."""
        low, high = BANDS[self.direction, self.band]
        if self.before is None or self.before == 0 or high is None:
            return None
        ends = self.before + abs(self.before) * low, self.before + abs(self.before) * high
        return min(ends), max(ends)


@dataclass(frozen=True)
class Resolved:
    """What became of a prediction.

    Attributes:
        locked: as it was locked.
        state: "resolved"; "open" where the run ended before; "no figure" where its source never said.
        after: what the source said when it was due.
        direction: whether the direction was right.
        hit: whether the band was right as well.
        score: its interval score in wobbles, less is better; None where the band is open or the wobble not known.
    """

    locked: Locked
    state: Literal["resolved", "open", "no figure"]
    after: float | None = None
    direction: bool | None = None
    hit: bool | None = None
    score: float | None = None


@dataclass(frozen=True)
class Calibration:
    """How often bands that were meant with 80 % held.

    Attributes:
        resolved: predictions.
        hits: of those.
        accepted: shares of hits that a calibrated player would have; None where there are too few to say.
        verdict: "silent" below twenty; "calibrated", "overconfident" or "underconfident".
    """

    resolved: int
    hits: int
    accepted: tuple[float, float] | None
    verdict: Literal["silent", "calibrated", "overconfident", "underconfident"]


@dataclass(frozen=True)
class Refused:
    """A prediction that would have changed one that was locked."""

    frame: int
    week: int
    why: str


# --- locking ----------------------------------------------------------------------------------------------------------
def lock(case: Case) -> tuple[tuple[Locked, ...], tuple[Refused, ...]]:
    """Every prediction of a recording as it was locked, and those that would have changed a locked one."""
    seen: dict[tuple[str, str, str, int], int] = {}
    firsts: set[str] = set()
    locked: list[Locked] = []
    refused: list[Refused] = []
    shown = Shown(case)
    begun = _begun(case.recording)
    frames = [frame for frame in case.recording.commands if frame.payload.get("kind") == "predict"]
    given = [(week, one) for week, many in sorted(commands_of(case.recording).items()) for one in many]
    predictions = [(week, one) for week, one in given if isinstance(one.command, Predict)]
    for frame, (week, one) in zip(frames, predictions, strict=True):
        command = one.command
        if not one.accepted or not isinstance(command, Predict):
            continue
        key = (command.for_, command.metric, command.source, command.by)
        if key in seen:
            refused.append(
                Refused(frame.sequence, week, f"it was locked in world week {seen[key]}, and the first stands")
            )
            continue
        seen[key] = week
        registered = begun.get(command.for_, math.inf) >= week
        primary = registered and command.for_ not in firsts
        firsts.add(command.for_)
        locked.append(_locked(case, shown, command, week, frame.sequence, registered, primary))
    return tuple(locked), tuple(refused)


def _begun(recording: Recording) -> dict[str, int]:
    """World week of the first accepted command of each tag; "general" begins with the first of any."""
    found: dict[str, int] = {}
    for week, many in sorted(commands_of(recording).items()):
        for one in many:
            if one.accepted and one.command.kind not in INERT:
                found.setdefault(one.command.for_, week)
                found.setdefault(GENERAL, week)
    return found


def _locked(
    case: Case, shown: Shown, command: Predict, week: int, frame: int, registered: bool, primary: bool
) -> Locked:
    baseline = Window(max(1, week - width(case.cadence_days)), week - 1)
    figures = shown.published(command.source, baseline)
    long = shown.published(command.source, Window(max(1, week - _MOST_WEEKS), week - 1))
    due = case.calendar.world_week(command.by)
    smallest = None
    if len(long) >= MINIMUM:
        smallest = smallest_shift(statistics.stdev(long), correlation(long), len(long), due - week + 1)
    said = f"{command.for_}|{command.metric}|{command.source}|{command.by}"
    return Locked(
        id="p-" + hashlib.blake2b(said.encode(), digest_size=3).hexdigest(),
        for_=command.for_,
        metric=command.metric,
        source=command.source,
        direction=command.direction,
        band=command.band,
        week=week,
        due_week=due,
        because=one_line(command.because),
        baseline=baseline,
        wobble=statistics.stdev(figures) if len(figures) >= MINIMUM else None,
        smallest=smallest,
        opened=shown.opened(week - 1),
        guardrails=_guardrails(case.recording, command.metric, due),
        primary=primary,
        preregistered=registered,
        before=shown.latest(command.source, week - 1),
        frame=frame,
    )


def _guardrails(recording: Recording, metric: str, until: int) -> tuple[str, ...]:
    """Metrics that commands had watched beside a metric, up to a world week."""
    found: dict[str, None] = {}
    for week, many in sorted(commands_of(recording).items()):
        for one in many:
            if one.accepted and isinstance(one.command, SetKpi) and one.command.metric == metric and week <= until:
                found |= dict.fromkeys(one.command.guardrails)
    return tuple(found)


class Shown:
    """What sources showed at the time, week by week, uncorrected: what predictions are scored on."""

    def __init__(self, case: Case) -> None:
        """Read a recording's reports."""
        self._numbers = {source.id: n for n, source in enumerate(case.scenario.sources)}
        self._metrics = {source.id: source.metric for source in case.scenario.sources}
        events = case.recording.events
        at = np.flatnonzero(events.kind == ev.REPORT_PUBLISHED)
        weeks = np.searchsorted(events.starts, at, side="right")
        self._figures: npt.NDArray[np.float64] = np.full((case.recording.weeks, len(self._numbers)), np.nan)
        self._figures[weeks - 1, events.subject[at]] = events.amount[at] / 1000.0

    @property
    def sources(self) -> dict[str, str]:
        """Source -> the metric it reports, of those that published anything."""
        found = {name: self._metrics[name] for name, n in self._numbers.items()}
        return {name: metric for name, metric in found.items() if not np.isnan(self._of(name)).all()}

    def published(self, source: str, window: Window) -> list[float]:
        """What a source published in the weeks of a window, oldest first."""
        figures = self._of(source)[window.rows]
        found: list[float] = figures[~np.isnan(figures)].tolist()
        return found

    def latest(self, source: str, week: int) -> float | None:
        """The last figure of a source by the end of a world week."""
        figures = self.published(source, Window(1, week))
        return figures[-1] if figures else None

    def opened(self, week: int) -> int:
        """Metrics that any source had published anything about by the end of a world week."""
        return len({self._metrics[name] for name in self._numbers if self.latest(name, week) is not None})

    def _of(self, source: str) -> npt.NDArray[np.float64]:
        return self._figures[:, self._numbers[source]]


# --- resolving --------------------------------------------------------------------------------------------------------
def resolve(case: Case) -> tuple[Resolved, ...]:
    """What became of every locked prediction of a recording, in the order of the log."""
    shown = Shown(case)
    return tuple(_resolve(one, shown, case) for one in lock(case)[0])


def _resolve(locked: Locked, shown: Shown, case: Case) -> Resolved:
    if locked.due_week > case.recording.weeks:
        return Resolved(locked, "open")
    after = shown.latest(locked.source, locked.due_week)
    given = Predict(
        metric=locked.metric,
        source=locked.source,
        direction=locked.direction,
        band=locked.band,  # type: ignore[arg-type]  # one of the bands: it was a command
        by=case.calendar.tenure_week(locked.due_week),
    )
    scored = score(given, case.calendar.tenure_week(locked.week), locked.before, after)
    if scored.direction is None or after is None:
        return Resolved(locked, "no figure", after)
    points = None
    if locked.interval is not None and locked.wobble:
        points = interval_score(*locked.interval, after) / locked.wobble
    return Resolved(locked, "resolved", after, scored.direction, bool(scored.band), points)


def interval_score(low: float, high: float, outcome: float, alpha: float = ALPHA) -> float:
    """(u - l) + (2/a) x what the outcome missed the interval by; less is better (Gneiting and Raftery 2007, eq. 43)."""
    return (high - low) + 2.0 / alpha * max(0.0, low - outcome, outcome - high)


# --- calibration ------------------------------------------------------------------------------------------------------
def calibration(outcomes: Iterable[bool], nominal: float = NOMINAL) -> Calibration:
    """Whether bands held as often as they were meant to.

    Args:
        outcomes: whether each resolved prediction was a hit, of games under one version of the rules.
        nominal: what they were meant with.
    """
    hits = list(outcomes)
    if len(hits) < LEAST_PREDICTIONS:
        return Calibration(len(hits), sum(hits), None, "silent")
    low, high = accepted(len(hits), nominal)
    share = sum(hits) / len(hits)
    verdict: Literal["calibrated", "overconfident", "underconfident"] = "calibrated"
    if not low <= share <= high:
        verdict = "overconfident" if share < low else "underconfident"
    return Calibration(len(hits), sum(hits), (low, high), verdict)


def accepted(predictions: int, nominal: float = NOMINAL) -> tuple[float, float]:
    """Shares of hits in which the central 95 % of calibrated players would be: 60-95 % of 20, 70-90 % of 60."""
    from scipy import stats

    tail = (1 - _CENTRAL) / 2
    low, high = (float(stats.binom.ppf(p, predictions, nominal)) for p in (tail, 1 - tail))
    return low / predictions, high / predictions


def calibrated(recordings: Sequence[Recording], rules_version: int = RULES_VERSION) -> Calibration:
    """Calibration over many games, of those that were played under one version of the rules."""
    cases = [Case(one, 0) for one in recordings if one.header.rules_version == rules_version]
    return calibration(one.hit is True for case in cases for one in resolve(case) if one.state == "resolved")
