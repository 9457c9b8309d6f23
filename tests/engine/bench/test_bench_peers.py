"""The peers do the same work: same flow, same days in system, and the exact ones the textbook's answer."""

from __future__ import annotations

import math
import statistics
import sys

import pytest

from engine.bench import peers
from engine.bench.peers import PEERS, ReferenceNetwork

RUNS = 5
MESA_TICK_ALLOWANCE = 0.07  # a station stepped once a day serves what arrived at noon from the morning on

pytest.importorskip("simpy")
pytest.importorskip("mesa")


def _means(name: str, network: ReferenceNetwork) -> list[float]:
    return [statistics.mean(PEERS[name].run(network, seed)) for seed in range(1, RUNS + 1)]


def _half_width(means: list[float]) -> float:
    return 2.78 * statistics.stdev(means) / math.sqrt(len(means))  # Student's t, 4 degrees of freedom


@pytest.mark.parametrize(("name", "allowance"), [("simpy", 0.0), ("mesa", MESA_TICK_ALLOWANCE)])
def test_days_in_system_agree_within_the_joint_interval(name: str, allowance: float) -> None:
    network = ReferenceNetwork()
    plain, other = _means("plain_python", network), _means(name, network)
    joint = math.hypot(_half_width(plain), _half_width(other))
    expected = statistics.mean(plain)
    assert abs(statistics.mean(other) - expected) <= joint + allowance * expected


@pytest.mark.parametrize("name", sorted(PEERS))
def test_about_the_offered_items_are_finished(name: str) -> None:
    network = ReferenceNetwork()
    offered = network.teams * network.arrivals_per_day * network.horizon_days
    finished = statistics.mean(len(PEERS[name].run(network, seed)) for seed in range(1, RUNS + 1))
    assert 0.94 * offered < finished < 1.02 * offered


@pytest.mark.parametrize("name", sorted(PEERS))
def test_a_seed_gives_one_answer_and_seeds_differ(name: str) -> None:
    network = ReferenceNetwork.sized(teams=3, weeks=20)
    first, again, other = (PEERS[name].run(network, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert all(days > 0 for days in first)


@pytest.mark.parametrize("name", sorted(PEERS))
def test_teams_and_weeks_scale_the_flow(name: str) -> None:
    small, wide, long = (
        len(PEERS[name].run(ReferenceNetwork.sized(teams, weeks), 1)) for teams, weeks in ((3, 40), (6, 40), (3, 80))
    )
    assert 1.5 * small < wide < 2.7 * small
    assert 1.5 * small < long < 2.7 * small


def _queue_and_service(rate: float, mean_days: float, servers: int) -> float:
    """Mean days in an M/M/c station in steady state (Erlang C)."""
    load = rate * mean_days
    idle_terms = sum(load**n / math.factorial(n) for n in range(servers))
    busy_term = load**servers / math.factorial(servers) / (1 - load / servers)
    return busy_term / (idle_terms + busy_term) * mean_days / (servers - load) + mean_days


def test_a_long_run_approaches_jacksons_steady_state() -> None:
    network = ReferenceNetwork.sized(teams=12, weeks=2000)
    visits = 1 / (1 - network.rework)
    rate = network.arrivals_per_day * visits
    expected = (
        visits * _queue_and_service(rate, network.development_days, network.development_servers)
        + visits * _queue_and_service(rate * network.teams, network.gate_days, network.gate_servers)
        + _queue_and_service(network.arrivals_per_day, network.release_days, network.release_servers)
    )
    assert expected == pytest.approx(11.04, abs=0.01)
    assert statistics.mean(peers.run_plain_python(network, 1)) == pytest.approx(expected, rel=0.03)


def test_a_missing_peer_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "simpy", None)
    with pytest.raises(peers.PeerMissingError, match="simpy is not installed: pip install simpy"):
        peers.run_simpy(ReferenceNetwork.sized(1, 1), 1)
    assert "simpy" in PEERS["simpy"].missing
    assert not PEERS["plain_python"].missing
