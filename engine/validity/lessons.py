"""The lessons that the model is there to teach, each as one effect with a sign, measured in worlds paired by seed.

A lesson compares two ways to govern one shipped scenario. What it claims is the direction of a difference, never its
size: the sign must outlive the constants that were assumed (`engine.validity.tornado`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from engine.ensemble import Ensemble, run_ensemble
from engine.validity.check import Floats, standard_error
from engine.worlds import Template
from sim import events as ev
from sim.commands import Launch
from sim.metrics import metrics
from sim.plans import Plan
from sim.scenario import Weeks

Measure = Callable[[Ensemble, Weeks], Floats]
LEFT_ALONE: Final = 30  # tenure week from which nobody is seen with anything, where a lesson is about what stays


@dataclass(frozen=True)
class Lesson:
    """One effect of a headline.

    Attributes:
        id: for ever.
        headline: the lesson that it belongs to.
        claim: what changes, and in which direction.
        scenario: where it is measured.
        arms: names of the way that is judged and of the one it is compared with (`ARMS`).
        wanted: +1 or -1, the sign of the first arm less the second.
        measure: a number of each world; more or less of it is no judgement.
    """

    id: str
    headline: str
    claim: str
    scenario: str
    arms: tuple[str, str]
    wanted: int
    measure: Measure


@dataclass(frozen=True)
class Effect:
    """A mean relative difference between two arms.

    Attributes:
        mean: of the worlds, as a share of the second arm's mean.
        error: its standard error.
        tried: the least share of worlds in which any launch of either arm was accepted; 1 where nothing is launched.
    """

    mean: float
    error: float
    tried: float


# --- how the arms are governed ----------------------------------------------------------------------------------------
Commands = list[dict[str, Any]]


def _carried(intervention: str, sponsor: str, week: int, seen: range, **fields: str) -> Commands:
    """Launch something, and keep its sponsor in sight in some weeks."""
    launch = {"week": week, "kind": "launch", "intervention": intervention, "sponsor": sponsor, **fields}
    return [launch, *({"week": w, "kind": "adjust", "intervention": intervention} for w in seen)]


def _gate() -> Commands:
    return _carried("approval-gate", "tomas-okafor", 1, range(13, 52, 13), intensity="heavy", variant="all-changes")


def _figures(week: int) -> Commands:
    """One definition of each figure; thirteen weeks of set-up before there is anything to adjust."""
    return _carried("single-source-of-truth", "ruth-adeyemi", week, range(week + 18, 78, 8), intensity="heavy")


def _dashboards(week: int) -> Commands:
    return _carried("audience-dashboards", "okan-demir", week, range(week + 8, 78, 8), intensity="heavy")


def _focus(until: int) -> Commands:
    """Say who decides, and limit starts; both sponsors are seen until a week."""
    rights = _carried("decision-rights", "pelle-strand", 1, range(0), variant="agreed")
    refresh = {"kind": "engage", "person": "pelle-strand", "how": "refresh-sponsor"}
    limits = _carried("wip-limits", "okan-demir", 2, range(10, until, 8), intensity="heavy", variant="agreed")
    return [*rights, *({**refresh, "week": w} for w in range(9, until, 8)), *limits]


def _playbook() -> Commands:
    return _carried("playbook", "ruth-adeyemi", 8, range(16, LEFT_ALONE, 8), intensity="heavy", variant="from-practice")


ARMS: Final[Mapping[str, Callable[[], Commands]]] = {
    "nothing": list,
    "a second board": _gate,
    "figures, then dashboards": lambda: [*_figures(1), *_dashboards(27)],
    "dashboards, then figures": lambda: [*_dashboards(1), *_figures(27)],
    "rights and limits": lambda: _focus(78),
    "rights and limits, left alone": lambda: _focus(LEFT_ALONE),
    "rights and limits, written down, left alone": lambda: [*_focus(LEFT_ALONE), *_playbook()],
}


# --- what is compared -------------------------------------------------------------------------------------------------
def _by_world(value: Callable[[Any, Any], float | None], ensemble: Ensemble, span: slice) -> Floats:
    found = [value(c[span], t[span]) for c, t in zip(ensemble.counts, ensemble.totals, strict=True)]
    return np.array([np.nan if one is None else one for one in found], np.float64)


def _metric(name: str, span: Callable[[Weeks], slice]) -> Measure:
    return lambda ensemble, weeks: _by_world(metrics()[name].value, ensemble, span(weeks))


def _governed(weeks: Weeks) -> slice:
    """The second half of the tenure, once a change has had time, and what follows."""
    return slice(weeks.history + weeks.tenure // 2, weeks.total)


def _afterwards(weeks: Weeks) -> slice:
    """A quarter before the end of the tenure, when nobody has been seen for a year, and what follows."""
    return slice(weeks.history + weeks.tenure - 13, weeks.total)


def _harm(ensemble: Ensemble, weeks: Weeks) -> Floats:
    return np.asarray(ensemble.totals[:, weeks.history :, ev.HARM_ACCRUED].sum(axis=1), np.float64)  # exact: integers


def _turned_away(ensemble: Ensemble, weeks: Weeks) -> Floats:
    """Mean estimate of what forums declined: whoever sees well declines what is worth least."""

    def value(counts: Any, totals: Any) -> float | None:
        declined = int(counts[:, int(ev.NEED_DECLINED)].sum())  # exact: integers
        return int(totals[:, int(ev.NEED_DECLINED)].sum()) / declined if declined else None  # exact: integers

    return _by_world(value, ensemble, slice(weeks.history, weeks.history + weeks.tenure))


GATES: Final = "An outside gate slows work and protects nobody"
FIGURES: Final = "Agree on figures before showing them"
FOCUS: Final = "Limit starts and say who decides"
CODIFY: Final = "Write down what is to stay"

LESSONS: Final = (
    Lesson("gate-lead", GATES, "a second board makes requests take longer", "quarterly-big-bang",
           ("a second board", "nothing"), 1, _metric("flow.lead", _governed)),
    Lesson("gate-harm", GATES, "a second board affects customers for longer, not less", "quarterly-big-bang",
           ("a second board", "nothing"), 1, _harm),
    Lesson("figures-first", FIGURES, "with dashboards first, forums turn away what is worth more", "seven-roadmaps",
           ("dashboards, then figures", "figures, then dashboards"), 1, _turned_away),
    Lesson("focus-lead", FOCUS, "with both, requests take less time", "seven-roadmaps",
           ("rights and limits", "nothing"), -1, _metric("flow.lead", _governed)),
    Lesson("focus-latency", FOCUS, "with both, decisions take less time", "seven-roadmaps",
           ("rights and limits", "nothing"), -1, _metric("dec.latency", _governed)),
    Lesson("codify-lead", CODIFY, "once nobody is seen, requests take less time where it was written down",
           "seven-roadmaps", ("rights and limits, written down, left alone", "rights and limits, left alone"), -1,
           _metric("flow.lead", _afterwards)),
    Lesson("codify-latency", CODIFY, "once nobody is seen, decisions take less time where it was written down",
           "seven-roadmaps", ("rights and limits, written down, left alone", "rights and limits, left alone"), -1,
           _metric("dec.latency", _afterwards)),
)  # fmt: skip


def scenarios_used() -> list[str]:
    """Ids of the scenarios that lessons are measured in, in order."""
    return list(dict.fromkeys(lesson.scenario for lesson in LESSONS))


def interventions_used() -> list[str]:
    """Ids of the interventions that any arm launches, in order."""
    launched = [command["intervention"] for arm in ARMS.values() for command in arm() if command["kind"] == "launch"]
    return list(dict.fromkeys(launched))


def effects(template: Template, seeds: Sequence[int], threads: int = 1) -> dict[str, Effect]:
    """The lessons of one scenario, measured.

    Args:
        template: of a scenario that lessons are measured in, its constants as they may be.
        seeds: of the worlds.
        threads: worlds at once; the effects do not depend on it.

    Returns:
        Effects by id of lesson.
    """
    lessons = [lesson for lesson in LESSONS if lesson.scenario == template.scenario.id]
    played = {
        arm: run_ensemble(template, Plan.parse({"command": ARMS[arm]()}), seeds, threads)
        for arm in dict.fromkeys(arm for lesson in lessons for arm in lesson.arms)
    }
    weeks = template.scenario.weeks
    tried = {arm: _tried(ensemble) for arm, ensemble in played.items()}
    found: dict[str, Effect] = {}
    for lesson in lessons:
        judged, against = (lesson.measure(played[arm], weeks) for arm in lesson.arms)
        found[lesson.id] = _effect(judged, against, min(tried[arm] for arm in lesson.arms))
    return found


def _tried(ensemble: Ensemble) -> float:
    """The least share of worlds in which any of an arm's launches was accepted: people and means may say no."""
    accepted: dict[str, list[bool]] = {}
    for world in ensemble.outcomes:
        for outcome in world:
            if isinstance(outcome.command, Launch):
                accepted.setdefault(outcome.command.intervention, []).append(outcome.accepted_week is not None)
    return min((worlds.count(True) / len(worlds) for worlds in accepted.values()), default=1.0)


def _effect(judged: Floats, against: Floats, tried: float) -> Effect:
    """The mean paired difference; worlds in which either shows nothing are left out."""
    told = np.isfinite(judged) & np.isfinite(against)
    if int(told.sum()) < 2 or float(against[told].mean()) == 0.0:  # exact: a count
        return Effect(0.0, 0.0, tried)
    apart = (judged[told] - against[told]) / abs(float(against[told].mean()))
    return Effect(float(apart.mean()), standard_error(apart), tried)
