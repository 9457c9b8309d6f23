"""What a plan's worlds are folded into: every metric over the plan's windows, and the outcome of the whole tenure.

Studies of attribution, luck and turning points ask the same folder, so that their numbers belong together.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from engine.catalogue import load_scenario
from engine.errors import InputError
from engine.evidence.branching import CHUNK, Block, each
from engine.evidence.case import Case
from engine.evidence.findings import ACROSS, Finding, Kind, Method, fold_name
from engine.evidence.folding import OUTCOME, Floats, Folder, Mean, Weighing
from engine.evidence.mechanisms import telling
from engine.evidence.numbers import interval_decimals, unit_of_difference
from engine.evidence.outcome import PARTS, whole_gain
from engine.evidence.panel import LEAST_WORLDS
from engine.evidence.reference_panel import ReferencePanel, load_panel
from engine.evidence.tallies import Integers
from engine.evidence.windows import MINIMUM, Window
from engine.worlds import Template
from sim.metrics import metrics
from sim.plans import Plan
from sim.policies.plan import PlanPolicy

POINTS: Final = "points"  # of the outcome: the textbook gains a hundred
UNITS: Final = "standard deviations"  # of the outcome where nothing binds


@dataclass(frozen=True)
class Measure:
    """One number that worlds are compared by.

    Attributes:
        id: of a metric, or `OUTCOME`.
        name: for people.
        unit: of differences, as printed.
        decimals: places at least.
        good: 1 where more is better, -1 where less is, 0 where neither.
        window: world weeks.
        window_name: what findings call it.
        fold: for citations.
    """

    id: str
    name: str
    unit: str
    decimals: int
    good: int
    window: Window
    window_name: str
    fold: str

    def finding(
        self,
        case: Case,
        value: Mean,
        method: Method,
        for_: str,
        seeds: tuple[int, ...],
        *,
        kind: Kind = "attribution",
        also: tuple[str, ...] = (),
        **more: Any,
    ) -> Finding:
        """What may be cited of a mean over other worlds.

        Args:
            case: what is studied.
            value: the mean.
            method: how it was got.
            for_: which part of the plan it is for.
            seeds: of the worlds behind it.
            kind: what it says.
            also: caveats beside the windows'.
            **more: further fields of the finding, in place of what the measure says.
        """
        interval = value.interval or (value.value, value.value)
        said: dict[str, Any] = {
            "windows": {self.window_name: self.window},
            "evidence": (),
            "caveats": (case.windows.caveats if self.id != OUTCOME else ()) + also,
        }
        return Finding(
            kind=kind,
            metric=self.id,
            name=self.name,
            value=value.value,
            unit=self.unit,
            decimals=interval_decimals(interval, self.decimals),
            method=method,
            seeds=seeds,
            interval=interval,
            scope=ACROSS,
            for_=for_,
            direction=sense(self.good, value.value, value.clear),
            fold=self.fold,
            **(said | more),
        )


def reference_of(case: Case) -> ReferencePanel | None:
    """The shipped panel of the scenario that was played; None where it has none, or another version was played."""
    kept = case._ensembles
    if "reference" not in kept:
        try:
            same = case.scenario == load_scenario(case.scenario.id)
            kept["reference"] = load_panel(case.scenario.id) if same else None
        except InputError:
            kept["reference"] = None
    found: ReferencePanel | None = kept["reference"]
    return found


def whole_run(case: Case) -> bool:
    """Whether all of the scenario's weeks happened."""
    return case.recording.weeks == case.scenario.weeks.total


def weighing_of(case: Case) -> Weighing | None:
    """How the outcome is weighed; None where the run was cut short, or nothing tells how much parts vary."""
    panel, weeks = reference_of(case), case.scenario.weeks
    if panel is None or not whole_run(case):
        return None
    whole = whole_gain(np.array(panel.textbook), np.array(panel.nothing))
    worth = 100.0 / whole if whole is not None else 1.0
    weights = {
        name: worth * getattr(case.scenario.objective, name) / 100.0 / panel.units[name]
        if panel.units[name] > 0.0
        else 0.0
        for name in PARTS
    }
    return Weighing(weights, Window(weeks.history + 1, weeks.total), POINTS if whole is not None else UNITS)


def folder_of(case: Case) -> Folder:
    """Every metric over "after", and the outcome where there is one."""
    kept = case._ensembles
    if "folder" not in kept:
        known = metrics()
        kept["folder"] = Folder(
            {name: known[name] for name in telling().sorted(known)}, case.windows.after, weighing_of(case)
        )
    found: Folder = kept["folder"]
    return found


def measure(folder: Folder, name: str) -> Measure:
    """What a metric, or the outcome, is called and measured in."""
    if name == OUTCOME:
        if folder.weighing is None:
            raise ValueError("the outcome was not folded")
        return Measure(OUTCOME, "outcome", folder.weighing.unit, 1, 1, folder.weighing.window, "tenure", "outcome")
    metric = folder.metrics[name]
    good = {"higher": 1, "lower": -1, "near": 0}[metric.better]
    unit = unit_of_difference(metric.unit)
    return Measure(name, metric.name, unit, metric.decimals, good, folder.window, "after", fold_name(metric))


def measures(folder: Folder) -> list[Measure]:
    """The outcome first, where there is one; then metrics in the order in which they are told."""
    names = ([OUTCOME] if folder.weighing else []) + list(folder.metrics)
    return [measure(folder, name) for name in names]


def headline(case: Case) -> str:
    """The metric the story is about: named before the first command, or by the scenario."""
    told = telling()
    return case.primary or told.headline.get(case.scenario.id) or told.order[0]


def citable(folder: Folder, name: str, arms: Sequence[Integers]) -> bool:
    """Whether there is enough behind a metric in every arm for a number that may be cited (as in `panel.expected`)."""
    if any(len(arm) < LEAST_WORLDS for arm in arms):
        return False
    if name == OUTCOME:
        return True
    if folder.window.weeks < MINIMUM:
        return False
    metric = folder.metrics[name]
    return not metric.under or all(int(folder.sides(name, arm)[1].sum()) >= metric.minimum for arm in arms)


def sense(good: int, value: float, clear: bool) -> str:
    """How a difference is told."""
    if not clear:
        return "no clear difference"
    if good == 0:
        return "no clear direction"
    return "better" if value * good > 0 else "worse"


def run_arms(
    template: Template,
    arms: Sequence[Plan | None],
    seeds: Sequence[int],
    folder: Folder,
    threads: int = 1,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> tuple[Integers, bool]:
    """Play several plans in the same worlds, and fold each.

    Args:
        template: of the scenario.
        arms: plans; None for nobody.
        seeds: of the worlds.
        folder: what is kept.
        threads: at once; no byte depends on it.
        progress: told how many worlds are done, of how many.

    Returns:
        int64, shape (arms, worlds done, width), and whether it was interrupted.
    """
    starts = range(0, len(arms), CHUNK)

    def play(n: int, stopped: Callable[[], bool]) -> Integers | None:
        rows = []
        for start in starts:
            if stopped():
                return None
            chunk = arms[start : start + CHUNK]
            block = Block(len(chunk), folder.weeks)
            for plan in chunk:
                block.found(template, seeds[n], PlanPolicy(plan) if plan is not None else None)
            block.run(folder.weeks)
            rows.append(folder.fold(block.counts, block.totals))
        return np.concatenate(rows)

    done, interrupted = each(len(seeds), play, threads, lambda n, of: progress(n * len(arms), of * len(arms)))
    empty = np.zeros((len(arms), 0, folder.width), np.int64)
    return (np.stack(done, axis=1) if done else empty), interrupted


def factual(case: Case) -> tuple[Integers, Integers]:
    """The played world and its twin, folded; shape (1, width) each."""
    folder = folder_of(case)
    one, two = (folder.fold(world.counts[None], world.totals[None]) for world in (case.factual, case.twin))
    return one, two


def both_arms(case: Case) -> Integers:
    """The plan and nothing over the case's worlds, folded; shape (2, worlds, width)."""
    folder, panel = folder_of(case), case.panel
    return np.stack([folder.fold(panel.counts, panel.totals), folder.fold(panel.twin_counts, panel.twin_totals)])


def paired(folder: Folder, name: str, folded: Integers) -> Floats | None:
    """First arm less second, world by world; None where there is nothing to divide by."""
    values = folder.values(name, folded)
    return None if values is None else np.asarray(values[0] - values[1])


def reporter(case: Case, what: str) -> Callable[[int, int], None]:
    """The case's progress, for one thing that is being done."""
    return functools.partial(case.progress, what)
