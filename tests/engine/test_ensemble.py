"""`engine.ensemble`: the same bytes on any number of threads, worlds that differ by seed, outcomes of every command."""

from __future__ import annotations

import numpy as np
import pytest

from engine.ensemble import CHUNK, run_ensemble
from engine.session import Session
from engine.worlds import Template
from sim import events as ev
from sim.policies.plan import PlanPolicy
from sim.policies.random import RandomLegal
from tests.engine.test_session import BUSY
from tests.sim.test_decide import CATALOGUE, company

SEEDS = list(range(100, 100 + 2 * CHUNK + 3))


@pytest.fixture(scope="module")
def template() -> Template:
    return Template(company(), CATALOGUE)


@pytest.mark.parametrize("plan", [None, BUSY], ids=["none", "busy"])
def test_the_number_of_threads_changes_nothing(template, plan):
    one, two, many = (run_ensemble(template, plan, SEEDS, threads, weeks=40) for threads in (1, 2, 5))
    assert one.counts.shape == (len(SEEDS), 40, ev.KINDS)
    for other in (two, many):
        assert one.seeds == other.seeds
        assert np.array_equal(one.counts, other.counts)
        assert np.array_equal(one.totals, other.totals)
        assert np.array_equal(one.events, other.events)
        assert [[o.accepted_week for o in w] for w in one.outcomes] == [
            [o.accepted_week for o in w] for w in other.outcomes
        ]


def test_each_world_is_that_of_its_seed_alone(template):
    ensemble = run_ensemble(template, BUSY, SEEDS, 2, weeks=40)
    for r in (0, CHUNK, len(SEEDS) - 1):
        session = Session(template, SEEDS[r], PlanPolicy(BUSY), weeks=40).run()
        assert np.array_equal(session.counts, ensemble.counts[r])
        assert np.array_equal(session.totals, ensemble.totals[r])
        assert session.events == ensemble.events[r]


@pytest.mark.parametrize("kind", [ev.NEED_ARRIVED, ev.ITEM_WENT_LIVE, ev.RELEASE_FAILED, ev.DECISION_MADE])
def test_worlds_of_different_seeds_differ(template, kind):
    ensemble = run_ensemble(template, None, SEEDS, 2)
    assert ensemble.counts[:, :, int(kind)].sum(axis=1).var() > 0


def test_outcomes_tell_what_was_possible_where(template):
    ensemble = run_ensemble(template, BUSY, SEEDS, weeks=60)
    assert len(ensemble.outcomes) == len(SEEDS)
    accepted = [len([o for o in world if not o.dropped]) for world in ensemble.outcomes]
    assert set(accepted) <= {6, 7, 8}  # of nine; the second retirement of one forum is never possible
    assert ensemble.executed == sum(accepted) / (9 * len(SEEDS))
    assert run_ensemble(template, None, SEEDS[:2], weeks=5).executed == 1.0


def test_a_policy_can_be_made_for_each_seed(template):
    def govern(seed: int) -> RandomLegal:
        return RandomLegal(template.index, template.catalogue, seed, 104)

    one, two = (run_ensemble(template, None, SEEDS, threads, weeks=40, policy=govern) for threads in (1, 2))
    assert np.array_equal(one.totals, two.totals)
    assert len({tuple(str(o.command) for o in world) for world in one.outcomes}) == len(SEEDS)


def test_no_worlds_is_no_error(template):
    empty = run_ensemble(template, BUSY, [], 2)
    assert empty.counts.shape == (0, 104, ev.KINDS)
    assert empty.executed == 1.0


def test_a_failure_in_a_thread_is_told(template):
    def govern(seed: int) -> RandomLegal:
        raise RuntimeError(f"no policy for {seed}")

    with pytest.raises(RuntimeError, match="no policy"):
        run_ensemble(template, None, SEEDS, 2, weeks=5, policy=govern)
