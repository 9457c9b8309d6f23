"""A study, run: its tasks handed out, kept as they come, told of as they go, and put together in the order of seeds."""

from __future__ import annotations

import json
import math
import pathlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from engine.bridges.parquet import merge
from engine.errors import InputError
from engine.evidence.outcome import PARTS
from engine.lab.pool import Hands, check, done
from engine.lab.spool import Spool
from engine.lab.study import Arm, Study
from engine.lab.sums import Sums
from engine.lab.table_names import TABLES, table_files
from engine.lab.tables import dictionary
from engine.lab.work import FIGURES_FILE, SUMS_FILE, Files
from sim.scenario import Scenario

FORMAT: Final = "1"  # of the tables


@dataclass
class Progress:
    """How far a study is.

    Attributes:
        runs: of the study.
        done: of these, done, those of an earlier start among them.
        started: on the monotonic clock.
        before: done by an earlier start.
        sums: by arm and figure: how many runs, their sum, and the sum of their squares.
    """

    runs: int
    done: int = 0
    before: int = 0
    started: float = field(default_factory=time.monotonic)
    sums: dict[str, dict[str, tuple[int, float, float]]] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Runs a second, since the start."""
        return (self.done - self.before) / max(1e-9, time.monotonic() - self.started)

    @property
    def left_seconds(self) -> float | None:
        """How long the rest will take; None before anything is done."""
        return (self.runs - self.done) / self.rate if self.done > self.before else None

    def note(self, arm: str, figures: Mapping[str, Any]) -> None:
        """Take in runs of an arm."""
        mine = self.sums.setdefault(arm, {})
        for name, values in figures.items():
            n, total, squares = mine.get(name, (0, 0.0, 0.0))
            mine[name] = n + len(values), total + math.fsum(values), squares + math.fsum(v * v for v in values)

    def estimates(self) -> dict[str, dict[str, dict[str, float]]]:
        """Means of what has been seen so far, with the half-width of a 95 % interval (normal)."""
        return {arm: {name: _mean(*sums) for name, sums in mine.items()} for arm, mine in self.sums.items()}

    def plain(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "runs": self.runs,
            "done": self.done,
            "runs_per_second": round(self.rate, 2),
            "seconds_left": None if self.left_seconds is None else round(self.left_seconds, 1),
            "estimates": self.estimates(),
        }


def _mean(n: int, total: float, squares: float) -> dict[str, float]:
    mean = total / n
    variance = max(0.0, squares / n - mean * mean) * n / max(1, n - 1)
    return {"mean": mean, "half_width": 1.96 * math.sqrt(variance / n), "runs": n}


Told = Callable[[Progress], None]


def run_tables(
    study: Study, out: pathlib.Path, hands: Hands, *, resume: bool = False, told: Told | None = None
) -> list[pathlib.Path]:
    """Run a study into its four tables.

    Args:
        study: of kind "tables".
        out: the weekly table; the others lie beside it (see `table_files`).
        hands: who does the work; the bytes do not depend on it.
        resume: continue what an earlier start left.
        told: called after every task.

    Returns:
        The files.

    Raises:
        InputError: the target cannot be written, or what is there is of another study.
    """
    check(hands)
    spool = Spool.begin(out, study, resume=resume)
    for _ in _through(study, spool, hands, told):
        pass
    files = table_files(out)
    described = json.dumps(study.described() | {"arms": [arm.name for arm in study.arms]}, sort_keys=True)
    scenario = Scenario.model_validate(dict(study.arms[0].scenario))
    known = dictionary(scenario)
    for name in TABLES:
        metadata = {
            "steerco_format": FORMAT,
            "steerco_table": name,
            "steerco_rules": str(study.rules),
            "steerco_kernel": study.kernel,
            "steerco_study": described,
            "steerco_dictionary": json.dumps(known[name], ensure_ascii=True),
        }
        draft = out.with_name(f".{files[name].name}.partial")
        try:
            merge(spool.files(f"{name}.parquet"), draft, metadata)
            draft.replace(files[name])
        except OSError as error:
            raise InputError(f"'{files[name]}' cannot be written: {error.strerror}") from None
        finally:
            draft.unlink(missing_ok=True)
    spool.remove()
    return list(files.values())


def run_sums(
    study: Study, hands: Hands, *, out: pathlib.Path | None = None, resume: bool = False, told: Told | None = None
) -> list[Sums]:
    """Run a study and keep its sums.

    Args:
        study: of kind "sums".
        hands: who does the work; the result does not depend on it.
        out: keep what is done beside this file until the caller removes it; in memory only where None.
        resume: continue what an earlier start left.
        told: called after every task.

    Returns:
        The sums of every arm, in order of seeds.
    """
    check(hands)
    spool = None if out is None else Spool.begin(out, study, resume=resume)
    found: dict[int, Sums] = {}
    for number, files in _through(study, spool, hands, told):
        found[number] = Sums.unpack(files[SUMS_FILE])
    by_arm: list[list[Sums]] = [[] for _ in study.arms]
    for number in study:
        by_arm[study.arm_of(number)].append(found[number])
    return [Sums.joined(several) for several in by_arm]


class Grown:
    """Sums of arms over more and more seeds; what was run is never run again."""

    def __init__(
        self, arms: Sequence[Arm], first_seed: int, window: str, hands: Hands, told: Told | None = None
    ) -> None:
        """Nothing has been run.

        Args:
            arms: of one study.
            first_seed: the first of the seeds.
            window: as for `engine.lab.sums.window_of`.
            hands: who does the work.
            told: called after every task.
        """
        self._arms, self._first, self._options = tuple(arms), first_seed, {"window": window}
        self._hands, self._told = hands, told
        self._sums: list[Sums] = []

    def to(self, seeds: int) -> list[Sums]:
        """All arms over the first so many seeds."""
        have = len(self._sums[0]) if self._sums else 0
        if seeds > have:
            study = Study("sums", self._arms, self._first + have, seeds - have, options=self._options)
            more = run_sums(study, self._hands, told=self._told)
            self._sums = [Sums.joined([a, b]) for a, b in zip(self._sums, more, strict=True)] if have else more
        return self._sums


def _through(study: Study, spool: Spool | None, hands: Hands, told: Told | None) -> Iterator[tuple[int, Files]]:
    """Every task of a study: those that were done before, then the others as they come."""
    progress = Progress(study.runs)
    ready = set() if spool is None else spool.has()
    for number in sorted(ready):
        progress.done += study.size(number)
        if spool is not None and study.kind == "sums":
            yield number, spool.get(number)
    progress.before = progress.done
    if told is not None:
        told(progress)
    rest = ((number, study.task(number)) for number in study if number not in ready)
    for number, files in done(hands, rest):
        if spool is not None:
            spool.put(number, files)
        progress.done += study.size(number)
        progress.note(study.arms[study.arm_of(number)].name, _figures(files))
        if spool is not None:
            spool.tell(progress.plain())
        if told is not None:
            told(progress)
        yield number, files


def _figures(files: Files) -> dict[str, Any]:
    """The parts of the outcome of each run of a task, for whoever watches."""
    if SUMS_FILE in files:
        return dict(zip(PARTS, Sums.unpack(files[SUMS_FILE]).parts.T.tolist(), strict=True))
    found: dict[str, Any] = json.loads(files[FIGURES_FILE])
    return found
