"""What the bench times is the product's kernel: same scenarios, same step, same bytes."""

from __future__ import annotations

import json
import pathlib
import statistics

import pytest

from engine.bench.kernel import Kernel, reference_scenario, with_verification
from engine.bench.peers import ReferenceNetwork
from engine.bench.report import BenchReport
from engine.bench.suite import KernelUnderTest
from engine.catalogue import load_scenario
from engine.cli import main
from engine.log import read, read_columns
from sim.world import DAY, WEEK


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel()


def test_it_is_what_the_suite_asks_for(kernel: Kernel) -> None:
    under_test: KernelUnderTest = kernel
    assert under_test.entry == "engine.cli:main"


def test_the_shipped_network_is_the_one_of_twelve_teams() -> None:
    shipped, made = load_scenario("reference-network"), reference_scenario(12)
    assert shipped.parameters == made.parameters
    for one, other in ((shipped.lines, made.lines), (shipped.teams, made.teams)):
        assert [entry.id for entry in one] == [entry.id for entry in other]
    assert sorted(desk.id for desk in shipped.desks) == sorted(desk.id for desk in made.desks)


@pytest.mark.parametrize("teams", [6, 12, 14])
def test_the_network_is_the_peers(teams: int) -> None:
    network, scenario = ReferenceNetwork.sized(teams, 104), reference_scenario(teams)
    assert len(scenario.teams) == len(scenario.lines) == teams
    assert {line.needs_per_week / WEEK for line in scenario.lines} == {network.arrivals_per_day}
    assert {team.people for team in scenario.teams} == {network.development_servers}
    desks = {(desk.role, desk.servers, desk.mean_minutes / DAY) for desk in scenario.desks}
    gate = ("review", network.gate_servers, network.gate_days)
    assert desks == {gate, ("deploy", network.release_servers, network.release_days)}
    assert scenario.parameter("rework_share") == network.rework
    assert scenario.parameter("size_median_hours") * 60 / DAY == network.development_days


def test_networks_grow_with_teams_and_weeks(kernel: Kernel) -> None:
    small, wide, long = (int(str(kernel.reference_run(1, *size))) for size in ((6, 20), (12, 20), (6, 40)))
    assert 1.6 * small < wide < 2.4 * small
    assert 1.6 * small < long < 2.4 * small
    assert 8 < statistics.mean(kernel.reference_times(range(1, 5))) < 13


def test_recording_does_not_change_the_run(kernel: Kernel) -> None:
    assert kernel.scenario_run(3, recording=False) == kernel.scenario_run(3, recording=True) > 10_000


def test_a_log_unpacks_to_its_columns_and_folds_to_the_live_world(kernel: Kernel, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.replay"
    kernel.write_log(1, None, path)
    events = read(path, strict=True).events
    stored = events.kind, events.subject, events.object, events.amount
    for ours, theirs in zip(read_columns(path), stored, strict=True):
        assert ours.dtype == theirs.dtype
        assert ours.tobytes() == theirs.tobytes()
    assert kernel.folded_is_live(path)
    assert len(kernel.events_of(1, 20)) < len(kernel.events_of(1, None)) == len(events.kind)


def test_what_the_ratios_leave_out_is_reported(kernel: Kernel) -> None:
    report = with_verification(kernel, BenchReport((), {"a": 1}, quick=True))
    assert report.figures["fold_is_the_live_world"] is True
    assert {"a", "verify_ms_per_run", "chain_ms_per_run"} <= set(report.figures)


def test_syncing_appends_to_a_log(kernel: Kernel, tmp_path: pathlib.Path) -> None:
    kernel.sync(tmp_path)
    kernel.sync(tmp_path)
    assert len(read(tmp_path / "sync.replay").commands) == 2


@pytest.mark.long
def test_a_quick_bench_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--quick", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["quick"] is True
    assert document["ratios"]["growth_teams"] > 1
    assert document["figures"]["reference_same_work"] is True
