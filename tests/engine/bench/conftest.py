"""A kernel in plain Python that answers everything the bench asks, slowly and predictably."""

from __future__ import annotations

import hashlib
import os
import random
import statistics
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from engine.bench import folds, peers
from engine.bench.folds import EventColumns, FoldState

_ROW = np.dtype([("kind", "<i2"), ("subject", "<i4"), ("object", "<i4"), ("amount", "<f8")])
_EVENTS_PER_WEEK = 20


def make_events(seed: int, count: int) -> EventColumns:
    rng = random.Random(seed)
    rows = [(rng.randrange(7), rng.randrange(-1, 40), rng.randrange(9), rng.random()) for _ in range(count)]
    table = np.array(rows, dtype=_ROW)
    return EventColumns(table["kind"], table["subject"], table["object"], table["amount"])


class FakeKernel:
    """Implements `KernelUnderTest`."""

    entry = "timeit:main"

    def reference_run(self, seed: int, teams: int, weeks: int) -> object:
        return peers.run_plain_python(peers.ReferenceNetwork.sized(teams, weeks), seed)

    def reference_times(self, seeds: Sequence[int]) -> Sequence[float]:
        network = peers.ReferenceNetwork()
        return [statistics.mean(peers.run_plain_python(network, 1000 + seed)) for seed in seeds]

    def scenario_run(self, seed: int, *, recording: bool, commands: bool = True) -> object:
        return make_events(seed, 60 if recording else 50)

    def events_of(self, seed: int, weeks: int | None) -> EventColumns:
        return make_events(seed, _EVENTS_PER_WEEK * (104 if weeks is None else weeks))

    def write_log(self, seed: int, weeks: int | None, path: Path) -> None:
        events = self.events_of(seed, weeks)
        path.write_bytes(np.array(events.rows(), dtype=_ROW).tobytes())

    def fold(self, path: Path) -> object:
        return self.fold_state(path)

    def fold_state(self, path: Path) -> FoldState | None:
        table = np.frombuffer(path.read_bytes(), dtype=_ROW)
        return folds.fold_in_python(EventColumns(*(table[name] for name in ("kind", "subject", "object", "amount"))))

    def ensemble(self, replicas: int, threads: int) -> object:
        with ThreadPoolExecutor(threads) as pool:
            return [len(events) for events in pool.map(lambda seed: make_events(seed, 50), range(replicas))]

    def digests(self) -> object:
        return [hashlib.blake2b(bytes(1000)).digest() for _ in range(10)]

    def sync(self, folder: Path) -> object:
        with (folder / "sync.replay").open("ab") as file:
            file.write(bytes(64))
            file.flush()
            os.fsync(file.fileno())
        return None


@pytest.fixture(scope="session")
def kernel() -> FakeKernel:
    return FakeKernel()


@pytest.fixture
def events() -> EventColumns:
    return make_events(3, 500)
