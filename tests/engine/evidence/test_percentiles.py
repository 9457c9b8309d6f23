"""Percentiles by nearest rank, paired over worlds, and as many worlds as a question takes.

Numbers in brackets are those of the table of tests in the measurement's definition.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engine.evidence import Window
from engine.evidence.estimators import seen
from engine.evidence.percentiles import nearest_rank, paired, percentile, variance_ratio
from engine.evidence.studies.percentiles import STUDY, oldest_open_days
from sim.events import ITEM_WENT_LIVE
from sim.metrics import metrics
from tests.engine.evidence.worlds_of import seven_roadmaps


@pytest.mark.parametrize(
    ("values", "rank", "found"),
    [
        ([], 50, None), ([7], 50, 7.0), ([7], 85, 7.0), ([3, 1], 50, 1.0), ([3, 1], 85, 3.0), ([5, 5, 5, 9], 50, 5.0),
        ([5, 5, 5, 9], 75, 5.0), ([5, 5, 5, 9], 76, 9.0), (range(1, 101), 85, 85.0), (range(1, 21), 85, 17.0),
        (range(1, 101), 100, 100.0),
    ],
)  # fmt: skip
def test_nearest_rank_is_exact(values: list[int], rank: int, found: float | None) -> None:
    """[23] Ties and one value alone: always a value that occurred."""
    assert nearest_rank(list(values), rank) == found


def test_pairs_without_a_percentile_are_dropped_and_counted() -> None:
    plan: list[float | None] = [float(n) for n in range(40)]
    nothing: list[float | None] = [float(n) + 3 + n % 2 for n in range(40)]
    plan[3] = nothing[9] = None
    found = paired(plan, nothing)
    assert (found.pairs, found.dropped, found.refused) == (38, 2, False)
    differences = [a - b for a, b in zip(plan, nothing, strict=True) if a is not None and b is not None]
    theirs = stats.ttest_1samp(differences, 0.0).confidence_interval(0.95)
    assert found.value == pytest.approx(np.mean(differences))
    assert found.interval == pytest.approx((theirs.low, theirs.high))
    plan[4] = None
    refused = paired(plan, nothing)
    assert (refused.value, refused.dropped, refused.refused) == (None, 3, True)


def test_a_percentile_is_of_single_events_and_needs_enough_of_them() -> None:
    case = seven_roadmaps()
    metric, rows = metrics()["flow.lead"], seen(case).rows
    window = case.windows.before
    events = case.recording.events
    weeks = np.repeat(np.arange(1, case.recording.weeks + 1), np.diff(events.starts))
    inside = (weeks >= window.first_week) & (weeks <= window.last_week) & (events.kind == ITEM_WENT_LIVE)
    amounts = np.sort(events.amount[inside])
    found = percentile(rows, metric, window, 85)
    assert found.count == len(amounts)
    assert found.value == amounts[int(np.ceil(0.85 * len(amounts))) - 1] / 480
    assert percentile(rows, metric, Window(window.first_week, window.first_week + 7), 50).value is not None
    assert percentile(rows, metric, Window(window.first_week, window.first_week + 6), 50).value is None
    assert percentile(rows, metric, Window(1, 0), 50).value is None


def test_the_study_tells_both_percentiles_here_and_elsewhere() -> None:
    case = seven_roadmaps()
    study = STUDY.make(case)
    rows = {row["metric"]: row for row in study.tables["percentiles"]}
    assert {"flow.lead.p50", "flow.lead.p85", "flow.cycle.p50", "dec.latency.p85"} <= set(rows)
    for row in rows.values():
        assert row["pairs"] + row["dropped"] == case.worlds
    lead = next(one for one in study.findings if one.metric == "flow.lead.p50" and one.kind == "effect")
    assert lead.interval is not None
    assert lead.interval[0] < lead.value < lead.interval[1]
    assert (lead.grade, lead.known_then, len(lead.seeds)) == (None, False, case.worlds)
    oldest = oldest_open_days(case)
    assert oldest is not None
    assert oldest > rows["flow.lead.p50"]["after"]


def test_pairing_leaves_as_much_noise_as_it_says() -> None:
    rng = np.random.default_rng(5)
    common = rng.standard_normal(4000)
    plan, nothing = (common + 0.5 * rng.standard_normal(4000) for _ in range(2))
    assert variance_ratio(plan, nothing) == pytest.approx(0.2, abs=0.02)
    assert variance_ratio(np.ones(5), np.ones(5)) is None
