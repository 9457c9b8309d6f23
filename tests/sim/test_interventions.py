"""Every intervention keeps the contract: levers only, tagged numbers, a price, and ways to introduce it."""

import pathlib

import pytest

import sim.interventions
from sim.intervention import Intervention, Move
from sim.interventions import catalogue
from sim.levers import Lever
from sim.parameters import NAMES
from sim.world import EFFECTS, PRACTICES

FILES = sorted(p.stem for p in pathlib.Path(sim.interventions.__path__[0]).glob("*.py") if p.stem != "__init__")
ENTRIES = list(catalogue().values())
# Levers that are not shares of something: their targets may exceed one.
SHARES = set(Lever) - {
    Lever.WIP_PER_MAKER,
    Lever.ESTIMATE_SIGMA,
    Lever.BREAK_DETECTION_WEEKLY,
    Lever.QUARTERLY_THRASH,
    Lever.INFORMATION_AGE_DAYS,
    Lever.DASHBOARD_SPRAWL,
    Lever.REDESIGN_ROUNDS,
    Lever.REDESIGN_TESTED,
    Lever.REDESIGN_SIZE,
    Lever.PRICE_LEVEL,
    Lever.OUTREACH,
}
OWN = {"wip_per_maker", "region_fit"}  # levers that start from a team's own value, not from a parameter

each = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)


def test_every_file_is_one_entry_and_numbers_order_it():
    assert len(FILES) == len(ENTRIES)
    assert sorted(entry.id.replace("-", "_") for entry in ENTRIES) == FILES
    numbers = [entry.number for entry in ENTRIES]
    assert numbers == sorted(set(numbers))
    assert all(1 <= n <= 29 < PRACTICES for n in numbers)
    assert sum(len(entry.all_moves) for entry in ENTRIES) <= EFFECTS


@each
def test_it_moves_levers_and_nothing_else(entry):
    assert isinstance(entry, Intervention)
    for name in entry.variants:
        levers = [move.lever for move in entry.moves_of(name)]
        assert levers
        assert len(set(levers)) == len(levers)
    for _, move in entry.all_moves:
        assert isinstance(move, Move)
        assert isinstance(move.lever, Lever)
        assert move.lever.name.lower() in {*NAMES, *OWN}
        assert (move.to is None) != (move.times is None)
        if move.to is not None:
            assert move.to >= 0
            assert move.to <= 1 or move.lever not in SHARES
        else:
            assert 0 < move.times < 2
            assert move.times != 1


@each
def test_its_numbers_are_tagged(entry):
    assert entry.grade in set("PASVMXC")
    assert entry.source
    for _, move in entry.all_moves:
        assert move.grade in set("PASVMXC")
        assert len(move.source) > 10


@each
def test_no_free_lunch(entry):
    assert entry.capital > 0
    assert entry.setup_hours > 0
    assert entry.setup_weeks >= 1
    assert entry.steady_hours > 0
    if entry.forum:
        assert entry.forum.seats * entry.forum.sitting_minutes > 0
        assert entry.forum.cadence_days >= 1
        assert entry.forum.slots >= 1


@each
def test_there_are_ways_to_introduce_it_and_they_differ(entry):
    assert len(entry.variants) >= 2
    for name, variant in entry.variants.items():
        assert name == name.lower().replace("_", "-").replace(" ", "-")
        assert 0 <= variant.fidelity <= 1
        assert variant.setup > 0
        assert variant.capital > 0
        assert variant.note
    assert len({(v.fidelity, v.setup, v.capital) for v in entry.variants.values()}) == len(entry.variants)


@each
def test_it_reads_like_a_catalogue(entry):
    for text in (entry.name, entry.mechanism, entry.fails_when, entry.needs, entry.first_signs):
        assert text
        assert text.isprintable()
        assert len(text) <= 160
    for text in (entry.mechanism, entry.fails_when, entry.needs, entry.first_signs):
        assert text.endswith(".")
    assert not any(metric in entry.mechanism.lower() for metric in ("lead time", "change-fail", "throughput", "harm"))


def test_mandated_checklists_are_the_null_result():
    variants = catalogue()["release-checklist"].variants
    assert variants["owned"].fidelity == 0.70
    assert variants["mandated"].fidelity == 0.15
