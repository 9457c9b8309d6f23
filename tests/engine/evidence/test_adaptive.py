"""[28] As many worlds as a question takes: the same number twice, nothing run twice, and coverage that holds."""

from __future__ import annotations

import numpy as np
import pytest

from engine.evidence import Panel, Window
from engine.evidence.adaptive import FIRST, joined, narrow, settle, settled
from engine.evidence.case import other_seeds
from engine.evidence.panel import expected
from sim.events import KINDS
from sim.metrics import metrics
from tests.engine.evidence import made
from tests.engine.evidence.worlds_of import seven_roadmaps

WINDOW = Window(1, 12)
HARM = {"rel.harm": metrics()["rel.harm"]}
LEVEL, EFFECT = 600.0, -60.0


def worlds(rng: np.random.Generator, seeds: tuple[int, ...], spread: float, skewed: bool = True) -> Panel:
    """Pairs whose weekly harm differs by `EFFECT` on average; skewed as averted harm is, a few worlds averting much."""
    nothing = LEVEL * (0.5 + rng.exponential(0.5, len(seeds)))
    noise = 1.0 - rng.exponential(1.0, len(seeds)) if skewed else rng.standard_normal(len(seeds))
    plan = nothing + EFFECT + spread * noise
    arrays = []
    for side in (plan, nothing):
        counts = np.zeros((len(seeds), 12, KINDS), np.int64)
        totals = counts.copy()
        counts[:, :, made.HARM] = 1
        totals[:, :, made.HARM] = np.rint(side * 60)[:, None].astype(np.int64)
        arrays += [counts, totals]
    return Panel(seeds, *arrays)


def test_the_same_recording_stops_at_the_same_number() -> None:
    case = seven_roadmaps()
    chosen = {name: metrics()[name] for name in ("flow.lead", "flow.thru")}
    one, two = settled(case, chosen, 64), settled(case, chosen, 64)
    assert one.worlds == two.worlds
    assert one.estimates == two.estimates
    assert one.worlds in {32, 64}
    assert case.run.seed not in one.panel.seeds
    assert one.panel.seeds == other_seeds(case.run.seed, one.worlds)


def test_what_is_narrow_stops_at_once_and_what_is_not_doubles() -> None:
    asked: list[tuple[int, ...]] = []

    def more(seeds: tuple[int, ...]) -> Panel:
        asked.append(seeds)
        return worlds(np.random.default_rng(seeds[0]), seeds, spread)

    seeds = tuple(range(100, 356))
    spread = 5.0
    assert settle(more, seeds, WINDOW, 1, HARM).worlds == FIRST
    asked.clear()
    spread = 600.0
    found = settle(more, seeds, WINDOW, 1, HARM)
    assert found.worlds == 256
    assert found.open == ("rel.harm",)
    assert [len(one) for one in asked] == [32, 32, 64, 128]
    assert tuple(seed for one in asked for seed in one) == seeds


@pytest.mark.parametrize("skewed", [True, False])
def test_looking_after_each_doubling_keeps_coverage(skewed: bool) -> None:
    hits, stops, games = 0, [], 300
    for game in range(games):
        rng = np.random.default_rng(2800 + game)

        def more(seeds: tuple[int, ...], rng: np.random.Generator = rng) -> Panel:
            return worlds(rng, seeds, 70.0, skewed)

        found = settle(more, tuple(range(100, 356)), WINDOW, 1, HARM)
        interval = found.estimates["rel.harm"].interval
        assert interval is not None
        hits += interval[0] <= EFFECT <= interval[1]
        stops.append(found.worlds)
    assert len(set(stops)) > 1, "otherwise nothing was looked at twice"
    assert hits / games >= 0.92


def test_joined_panels_are_the_larger_panel() -> None:
    one, two = (worlds(np.random.default_rng(n), tuple(range(100 * n, 100 * n + 9)), 90.0) for n in (1, 2))
    both = joined(one, two)
    assert both.seeds == one.seeds + two.seeds
    alone = expected(one, WINDOW, 1, HARM)["rel.harm"]
    assert not narrow(alone) or narrow(expected(both, WINDOW, 1, HARM)["rel.harm"])
    assert np.array_equal(both.totals[9:], two.totals)
