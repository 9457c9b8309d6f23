"""Scenario parameters searched towards targets: Optuna proposes, the same seeds judge, and the search can be resumed.

Every proposal is judged on the same worlds, first on few of them: one that is worse there than three in four were is
given up (pruned). Nothing outside a published range is proposed. What comes out is a new scenario beside a report.
"""

from __future__ import annotations

import hashlib
import json
import pathlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from engine.errors import InputError
from engine.evidence.outcome import whole_gain
from engine.lab.arms import BASE, TEXTBOOK, policy_of
from engine.lab.campaign import Grown
from engine.lab.paired import outcomes
from engine.lab.paths import Value, Varied, find, with_values
from engine.lab.pool import Hands
from engine.lab.study import NONE, Arm
from engine.lab.sums import Sums
from engine.lab.targets import TARGETS, Target, measures
from engine.worlds import Template
from sim.metrics import metrics
from sim.rules import RULES_VERSION
from sim.scenario import Scenario, nearest

Floats = npt.NDArray[np.float64]

OF_POINTS: Final = ("bronze", "silver", "gold", "median", "sd", "mean")
OF_RUNS: Final = ("load", "cards")
TUNED: Final = ("trap", "random", "careful-novice", "textbook")  # policies whose targets "design" stands for
RUNGS: Final = (4, 2, 1)  # shares of the seeds on which a proposal is judged, one after the other: 1/4, 1/2, all
KEPT_PERCENT: Final = 75.0  # of proposals that are judged on more worlds: few worlds tell what is bad, not what is best
STARTS: Final = 5  # proposals before any is given up
QUARTER_WEEKS: Final = 13
_STUDY: Final = "tune"
_MISSING: Final = "tuning needs Optuna: pip install 'steerco[lab]'"
_UNITS: Final = {"load": 0.5, "cards": 0.5, "median": 5.0, "sd": 5.0, "mean": 5.0}
_UNMET: Final = 100.0  # loss of a target that cannot be measured, as where the textbook gains nothing


def parse_target(text: str) -> list[Target]:
    """Read `POLICY.MEASURE=LOW:HIGH`, `POLICY.MEASURE=VALUE`, or `design` for the design's own targets.

    Raises:
        InputError: it is none of these.
    """
    if text == "design":
        return [target for target in TARGETS if target.policy in TUNED]
    name, equals, bounds = text.partition("=")
    policy, dot, measure = name.strip().partition(".")
    if not equals or not dot:
        raise InputError(f"cannot read the target '{text[:80]}'; say POLICY.MEASURE=LOW:HIGH, or design")
    known = [*OF_POINTS, *OF_RUNS, *metrics()]
    if measure not in known:
        raise InputError(f"'{measure[:40]}' is no measure of a target; {nearest(measure, known)}")
    low, _, high = bounds.partition(":")
    try:
        found = Target(policy, measure, float(low), float(high or low))
    except ValueError:
        raise InputError(f"cannot read the target '{text[:80]}'; LOW and HIGH are numbers") from None
    if not found.low <= found.high:
        raise InputError(f"target {name}: LOW is not above HIGH")
    return [found]


def loss_of(target: Target, found: float | None) -> float:
    """How far a measure is outside of its bounds: the square of the distance, in steps that matter."""
    if found is None or not np.isfinite(found):
        return _UNMET
    outside = max(target.low - found, found - target.high, 0.0)
    if target.share:
        step = 0.05
    elif target.measure in _UNITS:
        step = _UNITS[target.measure]
    else:
        step = max(0.02 * max(abs(target.low), abs(target.high)), 1e-9)
    return (outside / step) * (outside / step)


@dataclass(frozen=True)
class Search:
    """What is searched.

    Attributes:
        name: how the scenario was named.
        scenario: it, complete, as plain data.
        varied: which parameters, between which bounds.
        targets: towards what.
        seeds: worlds on which a proposal is judged in full.
        first_seed: the first of them.
        trials: proposals, those of earlier starts among them.
        sampler_seed: of Optuna's sampler.
        hands: who does the work.
    """

    name: str
    scenario: Mapping[str, Any]
    varied: tuple[Varied, ...]
    targets: tuple[Target, ...]
    seeds: int
    first_seed: int
    trials: int
    sampler_seed: int
    hands: Hands

    def __post_init__(self) -> None:
        if not self.varied or not self.targets:
            raise InputError("tuning needs a parameter (--vary) and a target (--target) at least")

    @property
    def digest(self) -> str:
        """Of all that makes proposals comparable."""
        said = {
            "scenario": dict(self.scenario),
            "varied": [[one.path, one.low, one.high, list(one.values)] for one in self.varied],
            "targets": [[one.id, one.low, one.high] for one in self.targets],
            "seeds": [self.first_seed, self.seeds],
            "rules": RULES_VERSION,
        }
        return hashlib.blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=16).hexdigest()

    def now(self) -> dict[str, Value]:
        """The parameters as they are."""
        return {one.path: value for one in self.varied if (value := find(self.scenario, one.path).value) is not None}


@dataclass(frozen=True)
class Judged:
    """A proposal and what it came to.

    Attributes:
        values: by path.
        loss: of all targets.
        found: by id of target; None where it could not be measured.
    """

    values: dict[str, Value]
    loss: float
    found: dict[str, float | None]


@dataclass(frozen=True)
class Tuned:
    """What a search came to.

    Attributes:
        before: the scenario as it is.
        after: the best proposal.
        trials: proposals in all.
        pruned: of these, given up early.
    """

    before: Judged
    after: Judged
    trials: int
    pruned: int


class Proposal:
    """A proposal that can be judged on more and more worlds."""

    def __init__(self, search: Search, values: Mapping[str, Value]) -> None:
        """Make the company.

        Args:
            search: says what is asked of it.
            values: by path.

        Raises:
            InputError: they make no scenario.
        """
        document = with_values(search.scenario, values)
        self._values, self._search = dict(values), search
        self._scenario = Scenario.model_validate(document)
        template = Template(self._scenario)
        of_points = any(target.measure in OF_POINTS for target in search.targets)
        policies = (target.policy for target in search.targets)
        self._names = list(dict.fromkeys([NONE, *([TEXTBOOK] if of_points else []), *policies]))
        arms = [Arm(BASE, name, document, policy_of(search.name, template, name)[1]) for name in self._names]
        self._grown = Grown(arms, search.first_seed, "tenure", search.hands)

    def judged(self, seeds: int) -> Judged:
        """What it comes to on the first so many worlds."""
        sums = dict(zip(self._names, self._grown.to(seeds), strict=True))
        found = measured(self._scenario, sums, self._search.targets)
        loss = sum(loss_of(target, found[target.id]) for target in self._search.targets)
        return Judged(self._values, loss, found)


def measured(scenario: Scenario, sums: Mapping[str, Sums], targets: Sequence[Target]) -> dict[str, float | None]:
    """What the targets ask of runs, by id of target.

    Args:
        scenario: that was run.
        sums: by policy; "none" among them, and "textbook" where points are asked for.
        targets: what is asked.
    """
    y = outcomes(scenario, sums, sums[NONE])
    whole = whole_gain(y[TEXTBOOK], y[NONE]) if TEXTBOOK in sums else None
    found: dict[str, float | None] = {}
    for target in targets:
        mine = sums[target.policy]
        if target.measure in OF_POINTS:
            points = None if whole is None else 100.0 * (y[target.policy] - y[NONE]) / whole
            found[target.id] = None if points is None else measures(points)[target.measure]
        elif target.measure == "cards":
            found[target.id] = float(mine.cards.mean()) / scenario.weeks.tenure * QUARTER_WEEKS
        else:
            found[target.id] = _ratio("gov.hours" if target.measure == "load" else target.measure, mine)
    return found


def _ratio(metric: str, sums: Sums) -> float | None:
    at = list(metrics()).index(metric)
    under = float(sums.under[:, at].sum())
    return float(sums.over[:, at].sum()) / under * metrics()[metric].scale if under > 0.0 else None


Told = Callable[[int, int, float | None], None]


def tune(search: Search, journal: pathlib.Path, *, resume: bool = False, told: Told | None = None) -> Tuned:
    """Search.

    Args:
        search: what.
        journal: where proposals are written down, one line of JSON each; the search is resumed from it.
        resume: continue what is there.
        told: called with trials done, trials wanted, and the least loss so far.

    Raises:
        InputError: Optuna is missing, or the journal is of another search.
    """
    try:
        import optuna
        from optuna.storages import JournalStorage
        from optuna.storages.journal import JournalFileBackend
    except ImportError:
        raise InputError(_MISSING) from None
    if journal.exists() and not resume:
        raise InputError(f"'{journal}' holds a search; --resume continues it, or remove the file")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    storage = JournalStorage(JournalFileBackend(str(journal)))
    study = optuna.create_study(
        study_name=_STUDY,
        storage=storage,
        load_if_exists=True,
        direction="minimize",
        sampler=optuna.samplers.TPESampler(seed=search.sampler_seed, n_startup_trials=STARTS, multivariate=False),
        pruner=optuna.pruners.PercentilePruner(KEPT_PERCENT, n_startup_trials=STARTS, n_min_trials=STARTS),
    )
    known = study.user_attrs.get("search")
    if known is not None and known != search.digest:
        raise InputError(
            f"'{journal}' is of another search: scenario, parameters, targets, seeds or rules have changed"
        )
    if known is None:
        study.set_user_attr("search", search.digest)
        study.enqueue_trial(search.now())  # so that nothing worse than what is there is ever proposed as better
    finished = (optuna.trial.TrialState.COMPLETE, optuna.trial.TrialState.PRUNED)

    def objective(trial: Any) -> float:
        values = {one.path: _suggest(trial, search, one) for one in search.varied}
        proposal, steps = Proposal(search, values), sorted({max(2, search.seeds // rung) for rung in RUNGS})
        for seeds in steps[:-1]:
            trial.report(proposal.judged(seeds).loss, seeds)
            if trial.should_prune():
                raise optuna.TrialPruned
        return proposal.judged(steps[-1]).loss

    while (done := len(study.get_trials(deepcopy=False, states=finished))) < search.trials:
        study.optimize(objective, n_trials=1)
        if told is not None:
            told(done + 1, search.trials, _least(study))
    complete = study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.COMPLETE,))
    if not complete:
        raise InputError(f"all {search.trials} proposals were given up; say more --trials")
    best = min(complete, key=lambda trial: (trial.value, trial.number))
    pruned = len(study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.PRUNED,)))
    before, after = (Proposal(search, values).judged(search.seeds) for values in (search.now(), dict(best.params)))
    return Tuned(before, after, len(complete) + pruned, pruned)


def _suggest(trial: Any, search: Search, one: Varied) -> Value:
    """A value that Optuna proposes."""
    if one.values:
        return trial.suggest_categorical(one.path, list(one.values))  # type: ignore[no-any-return]
    if find(search.scenario, one.path).whole:
        return int(trial.suggest_int(one.path, round(one.low), round(one.high)))
    return float(trial.suggest_float(one.path, one.low, one.high))


def _least(study: Any) -> float | None:
    try:
        return float(study.best_value)
    except ValueError:
        return None
