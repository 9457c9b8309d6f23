"""What `steerco bench` compares: the kernel, behind a protocol, with the peers."""

from __future__ import annotations

import math
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from engine.bench import folds, measure, peers
from engine.bench.folds import EventColumns, FoldState
from engine.bench.measure import Contest, Ratio
from engine.bench.report import BenchReport, Figure, Measured

_TICK_ALLOWANCE = 0.02  # a day is the kernel's tick: its days in system are about 1 % short of exact
HELP_MUST_NOT_IMPORT = ("numba", "scipy", "pygame", "altair", "duckdb")

Progress = Callable[[str], None]


class KernelUnderTest(Protocol):
    """What the bench asks of the kernel. Every method is called once untimed before it is timed.

    Seeds are small non-negative integers. Results of timed methods are dropped: return what costs nothing to return.
    """

    @property
    def entry(self) -> str:
        """Where the command line starts, as "package.module:function"."""
        ...

    def reference_run(self, seed: int, teams: int, weeks: int) -> object:
        """One run of the reference network from an empty start, without recording events."""
        ...

    def reference_times(self, seeds: Sequence[int]) -> Sequence[float]:
        """The mean days in system, per seed, at 12 teams and 104 weeks; not timed."""
        ...

    def scenario_run(self, seed: int, *, recording: bool, commands: bool = True) -> object:
        """One run of a scenario with a company in it, with or without recording its events."""
        ...

    def events_of(self, seed: int, weeks: int | None) -> EventColumns:
        """The events of that scenario's run, of its first weeks or all; not timed."""
        ...

    def write_log(self, seed: int, weeks: int | None, path: Path) -> None:
        """Write the log of the same run as the product writes it, to a file that does not exist; not timed."""
        ...

    def fold(self, path: Path) -> object:
        """Read a log from its file, with the checks the product makes, and fold every event."""
        ...

    def fold_state(self, path: Path) -> FoldState | None:
        """What that fold counted, for comparison with the peers, or None where it gives something else; not timed."""
        ...

    def ensemble(self, replicas: int, threads: int) -> object:
        """Run so many replicas of the scenario on so many threads."""
        ...

    def digests(self) -> object:
        """Compute the digests of the world that one run's log holds."""
        ...

    def sync(self, folder: Path) -> object:
        """Append one frame to a log file in that folder and make it durable."""
        ...


@dataclass(frozen=True)
class Sizes:
    """How much a bench does. Twice `growth_teams` must keep the shared gate below saturation: at most 14 teams."""

    rounds: int
    sample_s: float
    reference_teams: int
    reference_weeks: int
    agreement_runs: int
    fold_rounds: int
    fold_weeks: int | None
    growth_teams: int
    growth_weeks: int
    growth_replicas: int
    thread_replicas: int
    start_ups: int


FULL = Sizes(
    rounds=15,
    sample_s=0.05,
    reference_teams=12,
    reference_weeks=104,
    agreement_runs=30,
    fold_rounds=7,
    fold_weeks=None,
    growth_teams=6,
    growth_weeks=104,
    growth_replicas=64,
    thread_replicas=256,
    start_ups=15,
)
QUICK = Sizes(
    rounds=3,
    sample_s=0.005,
    reference_teams=12,
    reference_weeks=52,
    agreement_runs=4,
    fold_rounds=2,
    fold_weeks=26,
    growth_teams=6,
    growth_weeks=26,
    growth_replicas=4,
    thread_replicas=8,
    start_ups=2,
)


@dataclass
class _Findings:
    """What the parts of a bench add to."""

    measured: dict[str, Measured] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)

    def add(self, name: str, ratio: Ratio | None, note: str = "") -> None:
        self.measured[name] = Measured(name, ratio, note)


def run_suite(kernel: KernelUnderTest, quick: bool = False, progress: Progress | None = None) -> BenchReport:
    """Measure everything `steerco bench` reports.

    Args:
        kernel: The kernel, compiled or about to be: every call is made once untimed first.
        quick: Few short rounds, to see that all of it works.
        progress: Told in a few words what is being measured.

    Returns:
        The report, complete: what could not be measured is in it, with a line that says why.
    """
    sizes = QUICK if quick else FULL
    say = progress or (lambda _: None)
    findings = _Findings()
    with tempfile.TemporaryDirectory(prefix="steerco-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        say("reference network: plain Python, SimPy, Mesa, Steerco in turn")
        _reference(kernel, sizes, findings)
        say("same work: mean days in system")
        _agreement(kernel, sizes, findings)
        say("read and fold: eventsourcing, sqlite3, Steerco in turn")
        _fold(kernel, sizes, folder, findings)
        say("recording, digests, sync")
        _log(kernel, sizes, folder, findings)
        say("growth: teams, weeks, replicas")
        _growth(kernel, sizes, findings)
        say("two threads")
        _threads(kernel, sizes, findings)
        say("starting up")
        _start_up(kernel, sizes, findings)
    return BenchReport(tuple(findings.measured.values()), findings.figures, quick=quick)


def _reference(kernel: KernelUnderTest, sizes: Sizes, findings: _Findings) -> None:
    teams, weeks = sizes.reference_teams, sizes.reference_weeks
    network = peers.ReferenceNetwork.sized(teams, weeks)

    def running(peer: peers.Peer) -> measure.Work:
        return lambda seed: peer.run(network, seed)

    works: dict[str, measure.Work] = {"steerco": lambda seed: kernel.reference_run(seed, teams, weeks)}
    works |= {name: running(peer) for name, peer in peers.PEERS.items() if not peer.missing}
    contest = measure.alternate(works, rounds=sizes.rounds, sample_s=sizes.sample_s)
    for name, peer in peers.PEERS.items():
        ratio = None if peer.missing else contest.ratio(name, "steerco")
        findings.add(f"reference_vs_{name}", ratio, peer.missing)
    for name in works:
        findings.figures[f"reference_runs_per_s_{name}"] = 1 / contest.median(name)


def _agreement(kernel: KernelUnderTest, sizes: Sizes, findings: _Findings) -> None:
    """The kernel and exact plain Python must be doing the same work, or a ratio of their times means nothing."""
    seeds = range(1, sizes.agreement_runs + 1)
    network = peers.ReferenceNetwork()
    exact = [statistics.mean(peers.run_plain_python(network, seed)) for seed in seeds]
    own = list(kernel.reference_times(seeds))
    allowed = _TICK_ALLOWANCE * statistics.mean(exact)
    for name, means in (("steerco", own), ("plain_python", exact)):
        half_width = 1.96 * statistics.stdev(means) / math.sqrt(len(means))
        allowed += half_width
        findings.figures[f"days_in_system_{name}"] = statistics.mean(means)
        findings.figures[f"days_in_system_ci95_{name}"] = half_width
    findings.figures["reference_same_work"] = abs(statistics.mean(own) - statistics.mean(exact)) <= allowed


def _fold(kernel: KernelUnderTest, sizes: Sizes, folder: Path, findings: _Findings) -> None:
    weeks = sizes.fold_weeks
    events = kernel.events_of(1, weeks)
    log = folder / "steerco.replay"
    kernel.write_log(1, weeks, log)
    rows = folder / "rows.sqlite3"
    reads: dict[str, folds.Fold] = {"sqlite3": folds.prepare_sqlite3(events, rows)}
    untuned: dict[str, folds.Fold] = {}
    note = ""
    try:
        reads["eventsourcing"] = folds.prepare_eventsourcing(events, folder / "tuned.sqlite3")
        untuned["eventsourcing_default"] = folds.prepare_eventsourcing(events, folder / "default.sqlite3", tuned=False)
        untuned["eventsourcing_in_memory"] = folds.prepare_eventsourcing(events, None)
    except peers.PeerMissingError as error:
        note = str(error)

    def reading(fold: folds.Fold) -> measure.Work:
        return lambda _: fold()

    works: dict[str, measure.Work] = {"steerco": lambda _: kernel.fold(log)}
    works |= {name: reading(fold) for name, fold in reads.items()}
    contest = measure.alternate(works, rounds=sizes.fold_rounds, sample_s=sizes.sample_s)
    findings.add("fold_vs_eventsourcing", None if note else contest.ratio("eventsourcing", "steerco"), note)
    findings.add("fold_vs_sqlite3", contest.ratio("sqlite3", "steerco"))
    aside = measure.alternate({name: reading(fold) for name, fold in untuned.items()}, rounds=2)
    for part in (contest, aside):
        for name in part.seconds:
            findings.figures[f"fold_events_per_s_{name}"] = len(events) / part.median(name)
    findings.figures["fold_events"] = len(events)
    findings.figures["fold_states_agree"] = _states_agree(kernel.fold_state(log), events, {**reads, **untuned})
    findings.figures["bytes_per_event_sqlite3"] = rows.stat().st_size / max(1, len(events))


def _states_agree(own: FoldState | None, events: EventColumns, reads: dict[str, folds.Fold]) -> bool | str:
    expected = folds.fold_in_python(events)
    if not all(read().agrees(expected) for read in reads.values()):
        return False
    return "peers only: the kernel's fold gives a world" if own is None else own.agrees(expected)


def _log(kernel: KernelUnderTest, sizes: Sizes, folder: Path, findings: _Findings) -> None:
    contest = measure.alternate(
        {
            "bare": lambda seed: kernel.scenario_run(seed, recording=False),
            "columns": lambda seed: kernel.scenario_run(seed, recording=True, commands=False),
            "recording": lambda seed: kernel.scenario_run(seed, recording=True),
        },
        rounds=sizes.rounds,
        sample_s=sizes.sample_s,
        same_batch=True,
    )
    findings.add("recording_overhead", contest.ratio("columns", "bare").shifted(-1.0))
    findings.figures["recording_overhead_with_commands"] = contest.ratio("recording", "bare").value - 1.0
    findings.figures["scenario_runs_per_s"] = 1 / contest.median("bare")
    findings.figures["scenario_runs_per_s_recording"] = 1 / contest.median("recording")
    whole = folder / "whole.replay"
    kernel.write_log(1, None, whole)
    events = len(kernel.events_of(1, None))
    size = whole.stat().st_size / max(1, events)
    findings.add("bytes_per_event", Ratio(size, size, size))
    findings.figures["events_per_run"] = events
    digests = measure.alternate({"digests": lambda _: kernel.digests()}, rounds=sizes.rounds, sample_s=sizes.sample_s)
    findings.figures["digest_ms_per_run"] = 1e3 * digests.median("digests")
    syncs = measure.alternate(
        {"sync": lambda _: kernel.sync(folder)}, rounds=sizes.rounds, sample_s=sizes.sample_s, clock=time.perf_counter
    )
    findings.figures["sync_ms"] = 1e3 * syncs.median("sync")


def _growth(kernel: KernelUnderTest, sizes: Sizes, findings: _Findings) -> None:
    works: dict[str, tuple[Callable[[int, int], object], int]] = {
        "teams": (lambda teams, seed: kernel.reference_run(seed, teams, sizes.growth_weeks), sizes.growth_teams),
        "weeks": (lambda weeks, seed: kernel.reference_run(seed, sizes.reference_teams, weeks), sizes.growth_weeks),
        "replicas": (lambda replicas, _: kernel.ensemble(replicas, 1), sizes.growth_replicas),
    }
    for name, (work, size) in works.items():
        ratio = measure.growth(work, size, rounds=sizes.rounds, sample_s=sizes.sample_s)
        findings.add(f"growth_{name}", ratio)
        findings.figures[f"growth_{name}_sizes"] = [size, 2 * size]


def _threads(kernel: KernelUnderTest, sizes: Sizes, findings: _Findings) -> None:
    if measure.cores() < 2:
        findings.add("two_threads", None, "this process may use one core only")
        return
    replicas = sizes.thread_replicas
    findings.add("two_threads", measure.thread_scaling(lambda n: kernel.ensemble(replicas, n), rounds=sizes.rounds))


def _start_up(kernel: KernelUnderTest, sizes: Sizes, findings: _Findings) -> None:
    try:
        contest: Contest = measure.start_up(kernel.entry, rounds=sizes.start_ups)
        heavy: Figure = measure.modules_loaded(kernel.entry, ["--help"], HELP_MUST_NOT_IMPORT)
    except measure.ChildFailedError as error:
        findings.figures["help_failed"] = str(error)
        return
    findings.figures["help_ms"] = 1e3 * contest.median("steerco")
    findings.figures["bare_argparse_ms"] = 1e3 * contest.median("argparse")
    findings.figures["help_vs_bare_argparse"] = contest.ratio("steerco", "argparse").value
    findings.figures["help_imports_heavy"] = heavy
