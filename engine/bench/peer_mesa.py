"""The reference network as a Mesa model. Importing this module imports Mesa: `peers.run_mesa` does so when called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import mesa  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from engine.bench.peers import ReferenceNetwork

_DONE = 1e-12


class Item:
    """One piece of work: its team, when it was born, the days of service left where it is."""

    __slots__ = ("born", "left", "team")

    def __init__(self, team: int, born: float) -> None:
        """Born to a team at a moment, not yet in any station."""
        self.team = team
        self.born = born
        self.left = 0.0


class Station(mesa.Agent):  # type: ignore[misc]
    """A queue and its servers: each day it gives one day of service per server, at most one day to an item."""

    def __init__(self, model: Network, servers: int, mean_days: float, forward: Callable[[Item], None]) -> None:
        """An empty station that hands finished items to `forward`."""
        super().__init__(model)
        self.servers = float(servers)
        self.rate = 1 / mean_days
        self.forward = forward
        self.queue: list[Item] = []

    def accept(self, item: Item) -> None:
        """Draw the item's service and put it last in the queue."""
        item.left = self.model.random.expovariate(self.rate)
        self.queue.append(item)

    def step(self) -> None:
        """Serve one day, first come, first served."""
        budget = self.servers
        waiting: list[Item] = []
        done: list[Item] = []
        for item in self.queue:
            work = min(item.left, 1.0, budget)
            budget -= work
            item.left -= work
            (done if item.left <= _DONE else waiting).append(item)
        self.queue = waiting
        for item in done:
            self.forward(item)


class Network(mesa.Model):  # type: ignore[misc]
    """Development per team, one gate, release per team; stations step in that order."""

    def __init__(self, network: ReferenceNetwork, seed: int) -> None:
        """An empty network."""
        super().__init__(seed=seed)
        self.network = network
        self.now = 0.0
        self.times: list[float] = []
        teams = range(network.teams)
        self.development = [
            Station(self, network.development_servers, network.development_days, self.review) for _ in teams
        ]
        self.gate = Station(self, network.gate_servers, network.gate_days, self.decide)
        self.release = [Station(self, network.release_servers, network.release_days, self.finish) for _ in teams]
        self.stations = self.agents_by_type[Station]

    def review(self, item: Item) -> None:
        """From development to the gate."""
        self.gate.accept(item)

    def decide(self, item: Item) -> None:
        """From the gate to release, or back to development."""
        again = self.random.random() < self.network.rework
        (self.development if again else self.release)[item.team].accept(item)

    def finish(self, item: Item) -> None:
        """Released at the end of the day."""
        self.times.append(self.now + 1.0 - item.born)

    def step(self) -> None:
        """One day: the day's arrivals, then every station."""
        rate = self.network.arrivals_per_day
        for team in range(self.network.teams):
            offset = self.random.expovariate(rate)
            while offset < 1.0:
                self.development[team].accept(Item(team, self.now + offset))
                offset += self.random.expovariate(rate)
        self.stations.do("step")
        self.now += 1.0


def run(network: ReferenceNetwork, seed: int) -> list[float]:
    """Days in system of each item finished within the horizon."""
    model = Network(network, seed)
    for _ in range(int(network.horizon_days)):
        model.step()
    return model.times
