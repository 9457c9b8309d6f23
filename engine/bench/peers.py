"""The reference network on what a user would pick instead: plain Python, SimPy, Mesa.

Twelve teams receive items in Poisson streams. An item is developed by its team, passes one review gate shared by all
teams, goes back to development with a fixed probability, and is released by its team. First come, first served;
a run starts empty. Each function returns the times in system, in days, of the items finished within the horizon.

SimPy and plain Python are event-driven and exact. Mesa steps its stations once a day, as agent-based models do, which
shortens the time in system by about 5 %; a station with exact clocks is closer and a quarter slower, so the quicker
one is timed.
"""

from __future__ import annotations

import importlib.util
import random
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import simpy

DAYS_PER_WEEK = 5

Run = Callable[["ReferenceNetwork", int], list[float]]


class PeerMissingError(RuntimeError):
    """A peer to compare with is not installed."""

    def __init__(self, name: str) -> None:
        """Say which one, and what to type."""
        super().__init__(f"{name} is not installed: pip install {name} to measure this ratio")
        self.name = name


def require(name: str) -> None:
    """Refuse in one line when a peer is not installed.

    Args:
        name: The peer's import name, which is also its distribution's.

    Raises:
        PeerMissingError: The peer cannot be imported.
    """
    if importlib.util.find_spec(name) is None:
        raise PeerMissingError(name)


@dataclass(frozen=True)
class ReferenceNetwork:
    """The workload every engine runs: rates are per working day, means are in working days.

    The gate is shared: at 12 teams it is 85 % busy, from 15 teams it saturates and its queue grows without bound.
    Compare sizes below that.
    """

    teams: int = 12
    horizon_days: float = 520.0
    arrivals_per_day: float = 0.48
    development_servers: int = 4
    development_days: float = 5.0
    gate_servers: int = 2
    gate_days: float = 0.25
    release_servers: int = 1
    release_days: float = 1.0
    rework: float = 0.15

    @classmethod
    def sized(cls, teams: int, weeks: int) -> ReferenceNetwork:
        """The same network with another number of teams and weeks."""
        return cls(teams=teams, horizon_days=float(weeks * DAYS_PER_WEEK))


def run_plain_python(network: ReferenceNetwork, seed: int) -> list[float]:
    """The plainest thing that works: one event heap and a few lists.

    Stations are numbered: development of each team, the gate, release of each team. An arrival is station -1.

    Args:
        network: The workload.
        seed: The seed of its random draws.

    Returns:
        Days in system of each finished item.
    """
    rng = random.Random(seed)  # noqa: S311 (a simulation)
    draw, chance = rng.expovariate, rng.random
    teams, horizon, arrivals, rework = network.teams, network.horizon_days, network.arrivals_per_day, network.rework
    servers = [network.development_servers] * teams + [network.gate_servers] + [network.release_servers] * teams
    rates = [1 / network.development_days] * teams + [1 / network.gate_days] + [1 / network.release_days] * teams
    busy = [0] * len(servers)
    queues: list[deque[tuple[int, float]]] = [deque() for _ in servers]
    heap: list[tuple[float, int, int, int, float]] = []
    times: list[float] = []
    order = 0

    def enter(now: float, station: int, team: int, born: float) -> None:
        nonlocal order
        if busy[station] < servers[station]:
            busy[station] += 1
            heappush(heap, (now + draw(rates[station]), order, station, team, born))
            order += 1
        else:
            queues[station].append((team, born))

    for team in range(teams):
        heappush(heap, (draw(arrivals), team - teams, -1, team, 0.0))
    while heap:
        now, _, station, team, born = heappop(heap)
        if now > horizon:
            break
        if station < 0:
            heappush(heap, (now + draw(arrivals), team - teams, -1, team, 0.0))
            enter(now, team, team, now)
            continue
        if queues[station]:
            next_team, next_born = queues[station].popleft()
            heappush(heap, (now + draw(rates[station]), order, station, next_team, next_born))
            order += 1
        else:
            busy[station] -= 1
        if station < teams:
            enter(now, teams, team, born)
        elif station == teams:
            enter(now, team if chance() < rework else teams + 1 + team, team, born)
        else:
            times.append(now - born)
    return times


def run_simpy(network: ReferenceNetwork, seed: int) -> list[float]:
    """The network as SimPy processes and resources.

    Args:
        network: The workload.
        seed: The seed of its random draws.

    Returns:
        Days in system of each finished item.

    Raises:
        PeerMissingError: SimPy is not installed.
    """
    require("simpy")
    import simpy

    rng = random.Random(seed)  # noqa: S311 (a simulation)
    draw, chance = rng.expovariate, rng.random
    world = simpy.Environment()
    gate = simpy.Resource(world, network.gate_servers)
    development = [simpy.Resource(world, network.development_servers) for _ in range(network.teams)]
    release = [simpy.Resource(world, network.release_servers) for _ in range(network.teams)]
    times: list[float] = []

    def stage(resource: simpy.Resource, mean_days: float) -> Generator[Any, Any, None]:
        with resource.request() as slot:
            yield slot
            yield world.timeout(draw(1 / mean_days))

    def item(team: int) -> Generator[Any, Any, None]:
        born = world.now
        while True:
            yield from stage(development[team], network.development_days)
            yield from stage(gate, network.gate_days)
            if chance() >= network.rework:
                break
        yield from stage(release[team], network.release_days)
        times.append(world.now - born)

    def arrivals(team: int) -> Generator[Any, Any, None]:
        while True:
            yield world.timeout(draw(network.arrivals_per_day))
            world.process(item(team))

    for team in range(network.teams):
        world.process(arrivals(team))
    world.run(until=network.horizon_days)
    return times


def run_mesa(network: ReferenceNetwork, seed: int) -> list[float]:
    """The network as Mesa agents, one a station, stepped once a day.

    Args:
        network: The workload.
        seed: The seed of its random draws.

    Returns:
        Days in system of each finished item.

    Raises:
        PeerMissingError: Mesa is not installed.
    """
    require("mesa")
    from engine.bench import peer_mesa

    return peer_mesa.run(network, seed)


@dataclass(frozen=True)
class Peer:
    """A way to run the reference network, and the package it needs."""

    run: Run
    needs: str | None = None

    @property
    def missing(self) -> str:
        """A line that says what is not installed; empty when nothing is missing."""
        try:
            if self.needs:
                require(self.needs)
        except PeerMissingError as error:
            return str(error)
        return ""


PEERS: dict[str, Peer] = {
    "simpy": Peer(run_simpy, needs="simpy"),
    "mesa": Peer(run_mesa, needs="mesa"),
    "plain_python": Peer(run_plain_python),
}
