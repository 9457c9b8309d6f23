"""Report cards of shipped plans: what each way of telling gets wrong, beside the prototype's table."""

from __future__ import annotations

import pathlib
import statistics
import tempfile
from typing import Final

from engine.evidence.case import Case
from engine.evidence.measured.pools import plan_named, template
from engine.evidence.measured.section import Effort, Figure, Section, against, percent
from engine.evidence.studies.report_card import Marks, marked
from engine.log import LogWriter, read
from engine.session import Session, header_of
from sim.metrics import metrics
from sim.policies.plan import PlanPolicy

WORLDS: Final = 128
ASKED: Final = (
    ("seven-roadmaps", "textbook", "flow.lead"),
    ("second-region", "local-owners", "flow.lead"),
    ("tuesday-board", "textbook", "rel.cfr"),
    ("five-dashboards", "textbook", "cust.activ"),
)
_PROTOTYPE: Final = {
    "naive reported": "+6.3 d, 17 %, 5 d",
    "true before and after": "+.1 d, 47 %, 7 d",
    "interrupted series": "+6.9 d, 60 %, 21 d",
    "staggered comparison": "−9.5 d, 87 %, 42 d (worst first)",
}
_COVERAGE: Final = {
    "naive reported": 0.17,
    "true before and after": 0.47,
    "interrupted series": 0.60,
    "staggered comparison": 0.87,
}
_NEAR: Final = 0.10  # points of coverage
_SEED: Final = 7


def measure(effort: Effort) -> list[Figure]:
    """A card of each plan, of the metric that its scenario is about."""
    figures = []
    for scenario, plan, metric in ASKED:
        first = template(scenario)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "played.replay"
            with LogWriter.create(path, header_of(first.scenario, _SEED), "seal") as writer:
                Session(first, _SEED, PlanPolicy(plan_named(scenario, plan)), plan, writer).run()
            recording = read(path.read_bytes())
        case = Case(recording, effort.of(WORLDS, 16), effort.threads)
        for (estimator, name, source, intervention), marks in marked(case).items():
            if name == metric and marks.worlds:
                about = ", ".join(filter(None, (estimator, source, intervention)))
                figures.append(
                    _figure(f"{metrics()[name].name}, {scenario} under {plan}: {about}", estimator, name, marks)
                )
    return figures


def _figure(what: str, estimator: str, metric: str, marks: Marks) -> Figure:
    width = statistics.median(marks.widths)
    shown = f"{marks.bias:+.1f}, {percent(marks.coverage)}, {width:.1f} (truth {sum(marks.truths) / marks.worlds:+.1f})"
    shown = shown.replace("-", "−")
    if metric != "flow.lead":
        return Figure(what, shown)
    covered = against(marks.coverage, _COVERAGE[estimator] - _NEAR, _COVERAGE[estimator] + _NEAR)
    verdict = covered if covered == "as there" else f"{covered} coverage"
    return Figure(what, shown, _PROTOTYPE[estimator], verdict)


SECTION: Final = Section(
    "Report cards",
    40,
    """
Bias, coverage and median width of each way of telling, in worlds where the answer is known: each with its own
sources' faults, against its own twin over the same cells. The prototype's are of one bundle's lead time, in days,
with clean data for series and rollouts; faults were expected to worsen them. Truths differ by row, as each looks at
other weeks or teams.
""",
    measure,
)
