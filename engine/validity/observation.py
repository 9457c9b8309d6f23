"""Law 9: reports are honest where nothing distorts them, and a bad quarter regresses by itself."""

from __future__ import annotations

import numpy as np

from engine.catalogue import load_scenario
from engine.ensemble import run_ensemble
from engine.session import Session
from engine.validity.check import Check, Effort, standard_error
from engine.validity.companies import TAG, plain
from engine.validity.shapes import experiments
from engine.worlds import Template
from sim import events as ev
from sim.metrics import metrics
from sim.scenario import Source
from sim.world import PAST, QUARTER_WEEKS

HONEST = ("flow.lead", "flow.thru", "flow.wip", "gov.hours", "dec.latency")


def honesty(effort: Effort) -> list[Check]:
    """Law 9: with every distortion off a report is the truth of its window, after its lag."""
    return [_reports_are_true(effort), *experiments(effort), _regression_to_the_mean(effort)]


def _reports_are_true(effort: Effort) -> Check:
    sources = [
        Source(id=f"s{n}", name=f"s{n}", metric=metric, definition=metric, team="t0", lag_weeks=lag, **TAG)
        for n, (metric, lag) in enumerate([(metric, lag) for metric in HONEST for lag in (0, 2)])
    ]
    scenario = plain(2.5, 4, sources=sources, fixed_overhead=0.1, commit_share=0.5)
    window = int(scenario.parameter("window_weeks"))
    compared, worst = 0, 0.0
    for seed in effort.seeds(4)[:4]:
        session = Session(Template(scenario, {}), seed)
        shown: list[list[int]] = []
        while not session.done:
            session.advance()
            shown.append(session.worlds["sources"]["latest"][0, : len(sources)].tolist())
        for week in range(PAST, len(shown)):
            for n, source in enumerate(sources):
                last = week - source.lag_weeks
                rows = slice(max(0, last - window), last)
                truth = metrics()[source.metric].value(session.counts[rows], session.totals[rows])
                if truth is not None:
                    compared += 1
                    worst = max(worst, abs(shown[week][n] / 1000.0 - truth))
    return Check(
        9, f"largest gap of {compared:,} honest reports from the truth of their window", f"{worst:.4f} units",
        "≤ 0.0015, a unit of report", worst <= 0.0015, 4,
    )  # fmt: skip


def _regression_to_the_mean(effort: Effort) -> Check:
    """The line with the worst quarter looks better in the next, although nobody did anything."""
    scenario = load_scenario("seven-roadmaps")
    found = run_ensemble(Template(scenario), None, effort.seeds(48), effort.threads)
    starts = (scenario.weeks.history + quarter * QUARTER_WEEKS for quarter in (1, 2))
    before, after = (slice(start, start + QUARTER_WEEKS) for start in starts)
    change = []
    for totals in found.totals:
        harm = [float(totals[part, ev.HARM_ACCRUED].sum()) for part in (before, after)]  # exact: integers
        change.append(harm)
    pairs = np.array(change)
    worst = pairs[:, 0] >= np.quantile(pairs[:, 0], 0.75)
    gain = 1.0 - pairs[worst, 1] / np.maximum(1.0, pairs[worst, 0])
    low = float(gain.mean()) - 2.0 * standard_error(gain)
    return Check(
        9, "harm that goes away by itself after a worst-quartile quarter", f"{100 * float(gain.mean()):.0f} %",
        "clear of zero, 2 SE", low > 0.0, len(pairs),
    )  # fmt: skip
