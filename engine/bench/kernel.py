"""The kernel as the bench sees it: the shipped scenarios, through the same compiled step as everything else.

The reference network is the shipped scenario with as many lines as asked for, run by `sim.step.run_weeks`. The company
is "Seven roadmaps" under its textbook plan, run by the session that plays, records and measures it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.bench import measure
from engine.bench.folds import EventColumns, FoldState
from engine.bench.report import BenchReport, Figure
from engine.catalogue import load_plan, load_scenario
from engine.ensemble import run_ensemble
from engine.log import LogWriter, frames, read, read_columns
from engine.log.order import Progress
from engine.log.writer import GATHER_BYTES
from engine.session import Session, header_of
from engine.worlds import Template, digest
from sim.events import ITEM_WENT_LIVE, KINDS
from sim.kernel import bind
from sim.plans import Plan
from sim.policies.plan import PlanPolicy
from sim.scenario import Scenario
from sim.step import fold_week, run_weeks
from sim.world import DAY, new_log

REFERENCE, SCENARIO, PLAN = "reference-network", "seven-roadmaps", "textbook"
_REFERENCE_TEAMS, _REFERENCE_WEEKS = 12, 104  # of the shipped network and of the peers'

Int64 = npt.NDArray[np.int64]


def reference_scenario(teams: int) -> Scenario:
    """The reference network with another number of teams: its first line, team and release desk, so many times over.

    Args:
        teams: at most 14, or the shared gate saturates.
    """
    shipped = load_scenario(REFERENCE).model_dump(mode="json")
    line, team = shipped["lines"][0], shipped["teams"][0]
    release = next(desk for desk in shipped["desks"] if desk["id"] == team["deploy_desk"])
    shared = [desk for desk in shipped["desks"] if desk["role"] == "review"]
    numbers = range(1, teams + 1)
    return Scenario.model_validate(
        shipped
        | {
            "lines": [line | {"id": f"line-{n}"} for n in numbers],
            "teams": [team | {"id": f"team-{n}", "line": f"line-{n}", "deploy_desk": f"release-{n}"} for n in numbers],
            "desks": [*(release | {"id": f"release-{n}"} for n in numbers), *shared],
        }
    )


@dataclasses.dataclass
class _Network:
    """A reference network of one size, with what its runs overwrite."""

    template: Template
    world: npt.NDArray[Any]
    log: npt.NDArray[Any]
    counts: Int64
    totals: Int64

    @classmethod
    def of(cls, teams: int, weeks: int) -> _Network:
        template = Template(reference_scenario(teams))
        counts = np.zeros((weeks, KINDS), np.int64)
        return cls(template, template.world(0), new_log(recording=False), counts, np.zeros_like(counts))

    def run(self, seed: int, weeks: int) -> int:
        world = self.template.world(seed, self.world)
        return int(run_weeks(bind(world), bind(self.log), weeks, self.counts, self.totals))


class Kernel:
    """Implements `engine.bench.suite.KernelUnderTest`."""

    entry = "engine.cli:main"

    def __init__(self) -> None:
        """Found the company; networks are founded when first asked for."""
        self._template = Template(load_scenario(SCENARIO))
        self._plan = Plan.parse(load_plan(SCENARIO, PLAN))
        self._weeks = self._template.scenario.weeks.total
        self._networks: dict[tuple[int, int], _Network] = {}
        self._buffers = (self._template.world(0), new_log(recording=True))
        self._silent = (self._template.world(0), new_log(recording=False))
        self._scratch = Path(tempfile.mkdtemp(prefix="steerco-bench-"))
        weakref.finalize(self, _remove, self._scratch)

    def reference_run(self, seed: int, teams: int, weeks: int) -> object:
        """One run of the reference network from an empty start, events counted and not kept."""
        network = self._networks.get((teams, weeks))
        if network is None:
            network = self._networks[teams, weeks] = _Network.of(teams, weeks)
        return network.run(seed, weeks)

    def reference_times(self, seeds: Sequence[int]) -> Sequence[float]:
        """Mean days from request to live, per seed."""
        network = _Network.of(_REFERENCE_TEAMS, _REFERENCE_WEEKS)
        means: list[float] = []
        for seed in seeds:
            network.run(seed, _REFERENCE_WEEKS)
            live = int(network.counts[:, ITEM_WENT_LIVE].sum())
            means.append(int(network.totals[:, ITEM_WENT_LIVE].sum()) / live / DAY)
        return means

    def scenario_run(self, seed: int, *, recording: bool, commands: bool = True) -> object:
        """One governed run, whole. Recording: columns, packed and framed; no digest, no hash, no file, no sync."""
        writer = None if not recording else _Frames() if commands else _Weeks()
        return self._session(seed, writer).run().events

    def events_of(self, seed: int, weeks: int | None) -> EventColumns:
        """The events of that run."""
        with tempfile.TemporaryDirectory(dir=self._scratch) as folder:
            path = Path(folder) / "events.replay"
            self.write_log(seed, weeks, path)
            events = read(path, strict=True).events
        return EventColumns(events.kind, events.subject, events.object, events.amount)

    def write_log(self, seed: int, weeks: int | None, path: Path) -> None:
        """The log of that run as `steerco run` writes it: a digest every week, sealed."""
        span = self._weeks if weeks is None else weeks
        with self._writer(path, seed, span) as writer:
            Session(self._template, seed, PlanPolicy(self._plan), PLAN, writer, weeks=span).run()

    def fold(self, path: Path) -> object:
        """Read the event columns of a log and fold all of them; its chain is verified and timed in `verify`."""
        world = self._template.world(1, self._buffers[0])
        fold_week(bind(world), *read_columns(path))
        return world

    def fold_state(self, path: Path) -> FoldState | None:  # noqa: ARG002 (the protocol's)
        """None: the fold gives a world. `folded_is_live` says whether it is the right one."""
        return None

    def folded_is_live(self, path: Path) -> bool:
        """Whether that fold ends in the world whose digest the log holds."""
        recording = read(path, strict=True)
        self.fold(path)
        return digest(self._buffers[0]) == recording.digests[recording.weeks]

    def verify(self, path: Path) -> object:
        """Read a log with every check of its chain and form."""
        return read(path, strict=True)

    def chain(self, path: Path) -> object:
        """The hashes that chain one run's frames: as many as it has frames, over as many bytes."""
        data = path.read_bytes()
        step = len(data) // (2 * self._weeks)
        value = frames.genesis(b"")
        for at in range(0, len(data), step):
            value = frames.link(value, b"", data[at : at + step])
        return value

    def whole_run(self, seed: int) -> object:
        """One run as `steerco run` makes it: recorded, digested every week, sealed and synced."""
        self.write_log(seed, None, self._scratch / "whole.replay")
        return None

    def ensemble(self, replicas: int, threads: int) -> object:
        """Governed runs of so many seeds."""
        return run_ensemble(self._template, self._plan, range(1, replicas + 1), threads)

    def digests(self) -> object:
        """As many digests of a world as one run's log holds."""
        return [digest(self._silent[0]) for _ in range(self._weeks)]

    def sync(self, folder: Path) -> object:
        """Append a command and make it durable."""
        path = folder / "sync.replay"
        if not path.exists():
            self._syncing = self._writer(path, 1, self._weeks, durable=True)
        return self._syncing.append_command({"kind": "launch", "for": "general"})

    def _session(self, seed: int, writer: LogWriter | None) -> Session:
        buffers = self._silent if writer is None else self._buffers
        policy = PlanPolicy(self._plan)
        return Session(self._template, seed, policy, PLAN, writer, buffers=buffers, digest_every=None)

    def _writer(self, path: Path, seed: int, weeks: int, *, durable: bool = False) -> LogWriter:
        header = header_of(self._template.scenario, seed, weeks=weeks, plan=PLAN)
        return LogWriter.create(path, header, "each" if durable else "seal", overwrite=True)


class _Frames(LogWriter):
    """Everything a writer does with a week except its hashes and its file, which are timed apart."""

    def __init__(self) -> None:
        super().__init__("nowhere", 0, "seal", Progress(), (0, 1, b""))

    def _append(self, type_: int, payload: bytes) -> None:
        self._pending += (frames.head(len(payload), self._sequence, type_), payload)
        self._pending_bytes += len(payload)
        self._sequence += 1
        if self._pending_bytes >= GATHER_BYTES:
            b"".join(self._pending)  # what a writer would write now
            self._pending, self._pending_bytes = [], 0

    def seal(self, summary: Mapping[str, Any]) -> None:
        """The last frame; there is nothing to sync."""
        self._append(frames.SEAL, self._encode({**self.progress.totals(), "summary": summary}, frames.SEAL))


class _Weeks(_Frames):
    """The same, of events alone."""

    def append_command(self, mapping: Mapping[str, Any]) -> int:  # noqa: ARG002 (a writer's)
        """Commands are timed apart."""
        return self._sequence


def _remove(folder: Path) -> None:
    import shutil

    with contextlib.suppress(OSError):
        shutil.rmtree(folder)


def with_verification(kernel: Kernel, report: BenchReport) -> BenchReport:
    """A report with what the ratios leave out: verifying a log, and whether the fold gives the live world.

    Args:
        kernel: what was measured.
        report: what was found.
    """
    with tempfile.TemporaryDirectory(prefix="steerco-bench-") as folder:
        path = Path(folder) / "run.replay"
        kernel.write_log(1, None, path)
        works: dict[str, measure.Work] = {
            "fold": lambda _: kernel.fold(path),
            "verify": lambda _: kernel.verify(path),
            "chain": lambda _: kernel.chain(path),
            "whole": kernel.whole_run,
            "unstopped": lambda _: kernel.ensemble(1, 1),
        }
        contest = measure.alternate(works, rounds=3 if report.quick else 9, sample_s=0.02)
        figures: dict[str, Figure] = {
            "fold_is_the_live_world": kernel.folded_is_live(path),
            "fold_ms_per_run": 1e3 * contest.median("fold"),
            "verify_ms_per_run": 1e3 * contest.median("verify"),
            "chain_ms_per_run": 1e3 * contest.median("chain"),
            "run_ms_unrecorded_unstopped": 1e3 * contest.median("unstopped"),
            "run_ms_recorded_digested_sealed": 1e3 * contest.median("whole"),
        }
    return dataclasses.replace(report, figures={**report.figures, **figures})
