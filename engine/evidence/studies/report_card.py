"""The report card: every way of saying what a plan did, asked in worlds where the answer is known.

In each world of the panel each estimator sees what that world's own sources published, faults included, and is marked
against that world's own twin over the same weeks, or the same weeks of the same teams. So the card is about this plan
in this company, and not about estimators in general. Nobody inside could draw it up.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, field
from typing import Any, Final

from engine.evidence.case import Case
from engine.evidence.estimators import Answer, answers, of_world, panel_worlds, seen, setting, truth
from engine.evidence.findings import ACROSS, Finding, fold_name
from engine.evidence.known import commanded, tag_of
from engine.evidence.mechanisms import telling
from engine.evidence.numbers import interval_decimals, plain, unit_of_difference
from engine.evidence.panel import LEAST_WORLDS
from engine.evidence.study import Study, StudyKind
from engine.evidence.tallies import Tallies
from engine.evidence.windows import Window
from sim.metrics import metrics

Key = tuple[str, str, str, str]
SOUNDED_CERTAIN: Final = 0.5
"""Coverage of a 95 % interval below which an estimator is said to sound certain."""
_SPREAD: Final = 2
_BETTER: Final = ("staggered comparison", "interrupted series")
_SAID: Final = {
    "staggered comparison": "your rollout comparison",
    "interrupted series": "your series",
}


@dataclass
class Marks:
    """How one estimator of one question did.

    Attributes:
        errors: its value less the truth, by world.
        covered: whether its interval held the truth.
        widths: of its intervals.
        truths: what it was marked against.
        window: weeks in which the effect is taken, in the first world that offered it.
    """

    errors: list[float] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    truths: list[float] = field(default_factory=list)
    window: Window | None = None

    def take(self, answer: Answer, true: float | None) -> None:
        """Mark an answer."""
        if true is None or answer.interval is None:
            return
        self.errors.append(answer.value - true)
        self.covered.append(answer.interval[0] <= true <= answer.interval[1])
        self.widths.append(answer.interval[1] - answer.interval[0])
        self.truths.append(true)
        self.window = self.window or answer.window

    @property
    def worlds(self) -> int:
        """In which it was marked."""
        return len(self.errors)

    @property
    def bias(self) -> float:
        """Mean error."""
        return math.fsum(self.errors) / self.worlds

    @property
    def coverage(self) -> float:
        """Share of worlds in which its 95 % interval held the truth."""
        return sum(self.covered) / self.worlds

    @property
    def bias_interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the bias; None below two worlds."""
        if self.worlds < _SPREAD:
            return None
        from scipy.special import stdtrit

        half = float(stdtrit(self.worlds - 1, 0.975)) * statistics.stdev(self.errors) / math.sqrt(self.worlds)
        return self.bias - half, self.bias + half


def make(case: Case) -> Study:
    """Bias, coverage and width of every estimator for this plan, and one sentence for each metric that is reported."""
    if not case.worlds or not commanded(case):
        return Study(notes=("no other world was run",))
    marks = marked(case)
    table = [_row(key, one, case.worlds) for key, one in marks.items()]
    findings = tuple(_finding(case, key, one, len(marks)) for key, one in marks.items() if one.worlds >= LEAST_WORLDS)
    few = any(one.worlds < LEAST_WORLDS for one in marks.values())
    notes = ("some estimators were offered in too few worlds to be marked",) if few else ()
    sentences = {metric: said for metric in _reported(case) if (said := sentence(case, metric, marks)) is not None}
    return Study(findings, {"report_card": table, "sentences": sentences}, case.worlds, notes)


def marked(case: Case) -> dict[Key, Marks]:
    """Every estimator's marks, in the order in which metrics are told."""
    given = setting(case)
    marks: dict[Key, Marks] = {}
    with_plan, without = panel_worlds(case)
    for n, (world, twin) in enumerate(zip(with_plan, without, strict=True)):
        case.progress("marking estimators in other worlds", n, len(with_plan))
        look, nothing = of_world(given.template, world), Tallies(twin.counts, twin.totals)
        for one in answers(look, given):
            mark = marks.setdefault((one.estimator, one.metric, one.source, one.intervention), Marks())
            if isinstance(one, Answer):
                mark.take(one, truth(one, look, nothing, twin.rows))
    places = {metric: n for n, metric in enumerate(telling().sorted(_reported(case)))}
    return dict(sorted(marks.items(), key=lambda entry: places.get(entry[0][1], len(places))))


def _reported(case: Case) -> list[str]:
    return telling().sorted({source.metric for source in case.scenario.sources})


def _row(key: Key, mark: Marks, worlds: int) -> dict[str, Any]:
    estimator, metric, source, intervention = key
    row: dict[str, Any] = {
        "estimator": estimator, "metric": metric, "source": source, "intervention": intervention,
        "unit": unit_of_difference(metrics()[metric].unit), "worlds": mark.worlds, "not_offered": worlds - mark.worlds,
        "sign": "estimate less truth",
    }  # fmt: skip
    if mark.worlds:
        interval = mark.bias_interval
        row |= {
            "bias": mark.bias,
            "bias_interval": list(interval) if interval else None,
            "coverage": mark.coverage,
            "median_width": statistics.median(mark.widths),
            "mean_truth": math.fsum(mark.truths) / mark.worlds,
        }
    return row


def _finding(case: Case, key: Key, mark: Marks, looked: int) -> Finding:
    estimator, metric_id, source, intervention = key
    metric = metrics()[metric_id]
    assert mark.window is not None  # it was marked in eight worlds or more
    name = f"{metric.name}, {estimator}"
    return Finding(
        kind="lesson",
        metric=metric_id,
        name=name,
        value=mark.bias,
        unit=unit_of_difference(metric.unit),
        decimals=metric.decimals,
        method="report card",
        windows={"after": mark.window},
        evidence=(),
        seeds=case.seeds,
        interval=mark.bias_interval,
        scope=ACROSS,
        for_=tag_of(case, intervention),
        baseline=math.fsum(mark.truths) / mark.worlds,
        direction="sounds certain" if mark.coverage < SOUNDED_CERTAIN else "",
        fold=fold_name(metric),
        looked_at=looked,
        details={
            "estimator": estimator,
            "coverage": mark.coverage,
            "median_width": statistics.median(mark.widths),
            "worlds": mark.worlds,
            "not_offered": case.worlds - mark.worlds,
            "sign": "estimate less truth",
        },
        template="report-card",
        source="/".join(filter(None, (estimator.replace(" ", "-"), source, intervention))),
    )


def sentence(case: Case, metric_id: str, marks: dict[Key, Marks]) -> dict[str, Any] | None:
    """What the dashboard said of one metric, what a comparison said, what this world's answer was: words and numbers.

    Returns:
        Plain data with the sentence under "text"; None where no source of the metric can be told about.
    """
    given, world = setting(case), seen(case)
    metric = metrics()[metric_id]
    mine = [one for one in answers(world, given) if isinstance(one, Answer) and one.metric == metric_id]
    dashboard = next((one for one in mine if one.estimator == "naive reported"), None)
    if dashboard is None or case.twin.weeks < given.after.last_week:
        return None
    true = truth(dashboard, world, case.twin)
    mark = marks.get(dashboard.key)
    if true is None or mark is None or not mark.worlds:
        return None
    decimals = metric.decimals
    said = [f"Dashboard said {plain(dashboard.value, decimals, signed=True)}"]
    better = _comparison(mine)
    if better is not None and better.interval is not None:
        low, high = (plain(end, interval_decimals(better.interval, decimals), signed=True) for end in better.interval)
        said.append(f"{_SAID[better.estimator]} said anywhere from {low} to {high}")
    said.append(f"this world's answer was {plain(true, decimals, signed=True)}")
    off = statistics.median(map(abs, mark.errors))
    certain = " and sounded certain" if mark.coverage < SOUNDED_CERTAIN else ""
    unit = unit_of_difference(metric.unit)
    text = "; ".join(said) + f". Reports erred by {plain(off, decimals)} {unit}{certain}."
    return {
        "metric": metric_id,
        "source": dashboard.source,
        "dashboard": dashboard.value,
        "comparison": None if better is None else better.estimator,
        "comparison_interval": None if better is None or better.interval is None else list(better.interval),
        "answer": true,
        "median_error": off,
        "coverage": mark.coverage,
        "unit": unit,
        "text": text,
    }


def _comparison(mine: list[Answer]) -> Answer | None:
    """The best thing that was known then: the rollout with the most to compare, else the first series."""
    for name in _BETTER:
        found = [one for one in mine if one.estimator == name and one.interval is not None]
        if found:
            return max(found, key=lambda one: int(one.details.get("cells", 0)))
    return None


STUDY: Final = StudyKind("report-card", "How far each way of telling can be trusted", 30, make)
