"""How competitors are timed: in turn, in one process, within seconds of each other.

Machines are shared and their speed drifts, so a figure means something only beside another taken in the same rounds.
A `Contest` holds the samples of competitors that took turns (A B C A B C …), and only a contest gives ratios.

CPU time is the default clock. Wall time is used where it is the point: two threads, starting up, writing to a disk.
"""

from __future__ import annotations

import gc
import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

Clock = Callable[[], float]
Work = Callable[[int], object]

_MAX_BATCH = 20_000
_CHILD_TIMEOUT_S = 120.0
_BARE_SCRIPT = """
import argparse
parser = argparse.ArgumentParser(prog="bare")
for name in ("run", "verify", "story", "lab", "bench"):
    parser.add_argument("--" + name, help=name)
parser.parse_args(["--help"])
"""
_MODULES_SCRIPT = """
import json, sys
sys.argv = ["steerco", *{arguments!r}]
try:
    from {module} import {function}
    {function}()
except SystemExit:
    pass
print("\\n" + json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""


class ChildFailedError(RuntimeError):
    """A measured command did not end as it should."""


@dataclass(frozen=True)
class Ratio:
    """A ratio and the smallest and largest of the same ratio in single rounds."""

    value: float
    low: float
    high: float

    def shifted(self, by: float) -> Ratio:
        """The same with a constant added, as when 1.07 becomes an overhead of 0.07."""
        return Ratio(self.value + by, self.low + by, self.high + by)


@dataclass(frozen=True)
class Contest:
    """Seconds per unit of work, per competitor and round; every competitor ran in every round."""

    seconds: Mapping[str, tuple[float, ...]]

    def median(self, name: str) -> float:
        """The median seconds a unit of work took."""
        return statistics.median(self.seconds[name])

    def ratio(self, numerator: str, denominator: str) -> Ratio:
        """How many times longer one took than the other: the ratio of medians."""
        pairs = self._pairs(numerator, denominator)
        return Ratio(self.median(numerator) / self.median(denominator), min(pairs), max(pairs))

    def paired_ratio(self, numerator: str, denominator: str) -> Ratio:
        """The same as the median of each round's ratio, for clocks that other programs disturb."""
        pairs = self._pairs(numerator, denominator)
        return Ratio(statistics.median(pairs), min(pairs), max(pairs))

    def _pairs(self, numerator: str, denominator: str) -> list[float]:
        return [a / b for a, b in zip(self.seconds[numerator], self.seconds[denominator], strict=True)]


def alternate(
    competitors: Mapping[str, Work],
    *,
    rounds: int,
    sample_s: float = 0.0,
    clock: Clock = time.process_time,
    same_batch: bool = False,
) -> Contest:
    """Time competitors in turn, so that whatever slows the machine slows them all.

    Each is called once untimed (imports, caches, and how often to repeat it), then once a round. Objects that exist
    beforehand are kept out of the garbage collector's sight: a large library imported for one competitor would
    otherwise slow the collections that another one causes.

    Args:
        competitors: By name, a function of an ordinal that differs on each call, to be used as a seed.
        rounds: How many times each is sampled.
        sample_s: The least a sample should last; quick work is repeated within the sample.
        clock: Process CPU time unless told otherwise.
        same_batch: Repeat every competitor as often as the quickest, so that all see the same ordinals.

    Returns:
        The samples, in seconds per unit of work.
    """
    batches = {name: _batch(work, sample_s, clock) for name, work in competitors.items()}
    if same_batch:
        batches = dict.fromkeys(batches, max(batches.values()))
    samples: dict[str, list[float]] = {name: [] for name in competitors}
    gc.collect()
    gc.freeze()
    try:
        for turn in range(rounds):
            for name, work in competitors.items():
                batch = batches[name]
                first = 1 + turn * batch
                gc.collect()
                start = clock()
                for ordinal in range(first, first + batch):
                    work(ordinal)
                samples[name].append(max(clock() - start, 1e-9) / batch)
    finally:
        gc.unfreeze()
    return Contest({name: tuple(values) for name, values in samples.items()})


def _batch(work: Work, sample_s: float, clock: Clock) -> int:
    work(0)
    if sample_s <= 0.0:
        return 1
    start = clock()
    work(0)
    return min(_MAX_BATCH, max(1, math.ceil(sample_s / max(clock() - start, 1e-7))))


def growth(
    work: Callable[[int, int], object],
    size: int,
    *,
    rounds: int,
    sample_s: float = 0.0,
    clock: Clock = time.process_time,
) -> Ratio:
    """How CPU time grows when a size doubles: 2 is linear, 4 quadratic.

    Args:
        work: A function of the size and an ordinal.
        size: The smaller size; the other is twice that.
        rounds: How many times each is sampled.
        sample_s: The least a sample should last.
        clock: Process CPU time unless told otherwise.

    Returns:
        Time at twice the size over time at the size.
    """
    contest = alternate(
        {"once": lambda ordinal: work(size, ordinal), "twice": lambda ordinal: work(2 * size, ordinal)},
        rounds=rounds,
        sample_s=sample_s,
        clock=clock,
        same_batch=True,
    )
    return contest.ratio("twice", "once")


def thread_scaling(work: Callable[[int], object], *, rounds: int) -> Ratio:
    """How many times sooner, by the wall clock, two threads end the work that one does: 2 is perfect.

    Args:
        work: Does a fixed amount of work on the given number of threads.
        rounds: How many pairs are timed.

    Returns:
        The median over pairs: another program disturbs one pair, not the figure.
    """
    contest = alternate({"one": lambda _: work(1), "two": lambda _: work(2)}, rounds=rounds, clock=time.perf_counter)
    return contest.paired_ratio("one", "two")


def entry_command(entry: str, arguments: Sequence[str]) -> list[str]:
    """What an installed console script does, as a command of this interpreter.

    Args:
        entry: Where the command line starts, as "package.module:function".
        arguments: What follows the program's name.

    Returns:
        The command, for `subprocess`.
    """
    module, _, function = entry.partition(":")
    words = ["steerco", *arguments]
    script = f"import sys; sys.argv = {words!r}; from {module} import {function}; sys.exit({function}())"
    return [sys.executable, "-c", script]


def start_up(entry: str, *, rounds: int) -> Contest:
    """Wall time of `steerco --help` beside a bare argparse script, each in a fresh process.

    Args:
        entry: Where the command line starts, as "package.module:function".
        rounds: How many times each is started.

    Returns:
        The contest of "steerco" and "argparse".

    Raises:
        ChildFailedError: A command failed; its last line of error is quoted.
    """
    commands = {"steerco": entry_command(entry, ["--help"]), "argparse": [sys.executable, "-c", _BARE_SCRIPT]}

    def starting(command: list[str]) -> Work:
        return lambda _: _output(command)

    works = {name: starting(command) for name, command in commands.items()}
    return alternate(works, rounds=rounds, clock=time.perf_counter)


def modules_loaded(entry: str, arguments: Sequence[str], watched: Collection[str]) -> list[str]:
    """Which of the watched packages a command imports.

    Args:
        entry: Where the command line starts, as "package.module:function".
        arguments: What follows the program's name.
        watched: Import names of top-level packages.

    Returns:
        Those found in `sys.modules` when the command ended, sorted.

    Raises:
        ChildFailedError: The command failed; its last line of error is quoted.
    """
    module, _, function = entry.partition(":")
    script = _MODULES_SCRIPT.format(arguments=list(arguments), module=module, function=function)
    loaded: list[str] = json.loads(_output([sys.executable, "-c", script]).splitlines()[-1])
    return sorted(set(loaded) & set(watched))


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 (this interpreter, own arguments)
            command, capture_output=True, text=True, check=False, timeout=_CHILD_TIMEOUT_S
        )
    except subprocess.TimeoutExpired:
        raise ChildFailedError(f"{command[-1]!r}: no answer in {_CHILD_TIMEOUT_S:.0f} s") from None
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise ChildFailedError(f"{command[-1]!r}: exit {done.returncode}: {lines[-1]}")
    return done.stdout


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
