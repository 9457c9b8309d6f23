"""Companies to measure a mechanism in alone: the reference network with every pathology off, and what a check adds.

What a check adds is all there is. Queues are those of textbooks; a change of one parameter is a change of one thing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from engine.catalogue import load_scenario
from engine.ensemble import Ensemble, run_ensemble
from engine.validity.check import Effort, Floats
from engine.worlds import Template
from sim.events import KINDS
from sim.intervention import Intervention, Variant
from sim.kernel import bind
from sim.parameters import SECTIONS
from sim.scenario import Desk, Forum, Line, Scenario, Source, Team, Weeks
from sim.step import run_weeks
from sim.world import DAY, WEEK, new_log

TAG: Final[dict[str, Any]] = {"grade": "X", "source": "a check of the model"}
LONGEST: Final = Weeks(history=0, tenure=208, aftermath=104)
FAILING: Final[dict[str, Any]] = {
    "size_sigma": 0.8, "injection_per_hour": 0.0025, "detect_sigma": 1.0, "diagnose_sigma": 0.9,
    "diagnose_batch_slope": 0.5, "mitigate_sigma": 0.8, "interaction": 0.001, "approval_share": 1.0,
    "detect_hours": 2.0, "diagnose_hours": 3.0, "hotfix_hours": 6.0, "rollback_hours": 0.5, "severity_tail": 1.05,
    "severity_floor": 0.03, "exposed_share": 1.0,
}  # fmt: skip
SWITCHING: Final[dict[str, Any]] = {"switch_loss_at_two": 0.17, "switch_loss_per_extra": 0.05, "switch_loss_cap": 0.45}


def with_parameters(scenario: Scenario, **values: float) -> Scenario:
    """A scenario with other constants, whatever their published range."""
    sections = {}
    for section, known in SECTIONS.items():
        changed = {}
        for parameter in known:
            if parameter.name in values:
                value = float(values[parameter.name])
                tagged = getattr(getattr(scenario.parameters, section), parameter.name)
                span = (min(tagged.range[0], value), max(tagged.range[1], value))
                changed[parameter.name] = tagged.model_copy(update={"value": value, "range": span})
        if changed:
            sections[section] = getattr(scenario.parameters, section).model_copy(update=changed)
    unknown = set(values) - {parameter.name for known in SECTIONS.values() for parameter in known}
    if unknown:
        raise KeyError(f"no such parameter: {', '.join(sorted(unknown))}")
    return scenario.model_copy(update={"parameters": scenario.parameters.model_copy(update=sections)})


@functools.cache
def _nothing_wrong() -> Scenario:
    return load_scenario("reference-network")


def plain(
    needs_per_week: float = 2.0,
    people: int = 4,
    *,
    lines: int = 1,
    wip_per_maker: float = 1.0,
    weeks: Weeks | None = None,
    forums: Sequence[Forum] = (),
    sources: Sequence[Source] = (),
    line_fields: dict[str, Any] | None = None,
    **values: Any,
) -> Scenario:
    """Lines of one team each, who build 40-hour items and release when a train leaves; nothing else is on.

    Args:
        needs_per_week: arrivals at each line.
        people: of each team.
        lines: how many.
        wip_per_maker: items that a person keeps open.
        weeks: of the run; two years unless given.
        forums: meetings.
        sources: reports.
        line_fields: further fields of every line, such as its forum.
        **values: parameters to set.
    """
    common = {"release_interval_days": 1} | (line_fields or {})
    names = [f"l{n}" for n in range(lines)]
    scenario = _nothing_wrong().model_copy(
        update={
            "id": "check",
            "weeks": weeks or Weeks(history=0, tenure=104, aftermath=0),
            "lines": [Line(id=name, name=name, needs_per_week=needs_per_week, **(TAG | common)) for name in names],
            "teams": [
                Team(id=f"t{n}", name=f"t{n}", line=name, people=people, wip_per_maker=wip_per_maker, **TAG)
                for n, name in enumerate(names)
            ],
            "desks": [],
            "forums": list(forums),
            "sources": list(sources),
            "sponsors": [],
        }
    )
    return with_parameters(scenario, **({"size_median_hours": 40.0} | values))


def forum(name: str, role: str, cadence_days: int, slots: int = 1000, **fields: Any) -> Forum:
    """A forum that costs nobody anything unless a check says so."""
    base: dict[str, Any] = {"id": name, "name": name, "role": role, "cadence_days": cadence_days, "slots": slots}
    costs = {"seats": 1, "sitting_minutes": 0, "first_day": cadence_days - 1}
    return Forum(**(base | costs | TAG | fields))


def deciding(cadence_days: int, slots: int = 1000, **values: Any) -> Scenario:
    """Every item waits for a decision of one forum."""
    sitting = [forum("council", "line", cadence_days, slots, line="l0")]
    return plain(commit_share=1.0, one_way_share=1.0, forums=sitting, line_fields={"forum": "council"}, **values)


def releasing(days: int, path: str, board_days: int = 0, **values: float) -> Scenario:
    """A line with a train, with or without an approval board."""
    line_fields: dict[str, Any] = {"release_interval_days": days, "emergency_path": path, "users": 1000}
    boards = [forum("board", "board", board_days, seats=6, sitting_minutes=60)] if board_days else []
    if boards:
        line_fields["board"] = "board"
    return plain(3.0, 6, forums=boards, line_fields=line_fields, **(FAILING | SWITCHING | values))


def bare(name: str, number: int) -> Intervention:
    """An intervention that costs nothing and moves nothing."""
    return Intervention(
        id=name,
        number=number,
        name=name,
        mechanism="-",
        moves=(),
        capital=0.0,
        setup_hours=0.0,
        setup_weeks=1,
        steady_hours=0.0,
        variants={"plain": Variant(fidelity=1.0)},
        fails_when="-",
        needs="-",
        first_signs="-",
        grade="X",
        source="a check of the model",
    )


def queue(servers: int, load: float, mean_days: float, weeks: Weeks = LONGEST, **values: Any) -> Scenario:
    """One team of `servers` people who each take one item at a time: M/M/c at utilisation `load`."""
    needs = load * servers / mean_days * WEEK
    scenario = plain(needs, servers, weeks=weeks, size_median_hours=mean_days * DAY / 60.0, **values)
    desk = Desk(id="release", name="release", role="deploy", servers=8, mean_minutes=0.001, **TAG)
    line = scenario.lines[0].model_copy(update={"release_interval_days": 0})
    team = scenario.teams[0].model_copy(update={"deploy_desk": "release"})
    return scenario.model_copy(update={"desks": [desk], "lines": [line], "teams": [team]})


def sample(
    scenario: Scenario | Template,
    value: Callable[[Any, Any], float],
    effort: Effort,
    seeds: int,
    catalogue: dict[str, Intervention] | None = None,
) -> Floats:
    """`value(counts, totals)` of each world, weeks by kinds: samples of two scenarios are paired by seed."""
    found: Ensemble = run_ensemble(
        scenario if isinstance(scenario, Template) else Template(scenario, catalogue or {}),
        None,
        effort.seeds(seeds),
        effort.threads,
    )
    return np.array([value(c, t) for c, t in zip(found.counts, found.totals, strict=True)], np.float64)


def long_run(
    scenario: Scenario | Template, weeks: int, seed: int, change: Callable[[np.void], None] | None = None
) -> tuple[Any, Any]:
    """Weekly counts and totals of a run that nobody governs, of any length: queues near saturation settle slowly.

    Args:
        scenario: complete, or a template made before.
        weeks: to run.
        seed: the key of every draw.
        change: of the world just founded, if any.
    """
    template = scenario if isinstance(scenario, Template) else Template(scenario, {})
    world, log = template.world(seed), new_log(recording=False)
    if change is not None:
        change(world[0])
    counts = np.zeros((weeks, KINDS), np.int64)
    totals = np.zeros_like(counts)
    run_weeks(bind(world), bind(log), weeks, counts, totals)
    return counts, totals


def total(kind: int) -> Callable[[Any, Any], float]:
    """The summed amounts of a kind."""
    return lambda _, totals: float(totals[:, int(kind)].sum())  # exact: integers


def count(kind: int) -> Callable[[Any, Any], float]:
    """How many events of a kind."""
    return lambda counts, _: float(counts[:, int(kind)].sum())  # exact: integers


def mean(kind: int, unit: float = 1.0) -> Callable[[Any, Any], float]:
    """The mean amount of a kind, in `unit`s."""

    def value(counts: Any, totals: Any) -> float:
        n = int(counts[:, int(kind)].sum())  # exact: integers
        return int(totals[:, int(kind)].sum()) / n / unit if n else float("nan")  # exact: integers

    return value
