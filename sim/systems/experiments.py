"""Ideas are tested before they are built, where there is anybody to test them on (domain.md 3.13).

A test measures a relative uplift with an error that traffic decides. Whoever looks often and stops when it is green
ships noise, whoever ships what was significant claims too much, and where there are few customers tests say nothing.
None of that is coded: it follows from estimate = truth + novelty + error, and from when somebody decides.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from sim.card import NULL_RESULT, PEEK
from sim.draws import STREAM_SAMPLE, STREAM_TEST, normal, uniform
from sim.events import (
    EXPERIMENT_ENDED,
    EXPERIMENT_READ,
    EXPERIMENT_SIGNALLED,
    EXPERIMENT_STARTED,
    HOURS_OWED,
    ITEM_STOPPED,
    UPLIFT_CLAIMED,
)
from sim.evolve import emit
from sim.evolving.customers import AXIS_ACTIVATION, AXIS_DEPTH
from sim.evolving.learning import DESIGN_FIGURE, DESIGN_LOOKS, DESIGN_RULE, DESIGN_SHARE, under_test
from sim.exact import exp
from sim.kernel import kernel, pasted
from sim.levers import FLAG_SHARE, TEST_CHECKS, TEST_SHARE
from sim.slots import any_open
from sim.systems.customers import reached_by
from sim.systems.features import feature_effect, feature_total
from sim.systems.parts import owner_of
from sim.world import (
    DAY,
    EXPERIMENTS,
    FIGURE_ACTIVATION,
    FIGURE_OVERALL,
    FIGURE_USE,
    HOURS_COMMANDS,
    RULE_GREEN,
    RULE_GUILD,
    RULE_OPINION,
    SIGNAL_GREEN,
    SIGNAL_NULL,
    TEAMS,
    VERDICT_NONE,
    VERDICT_SHIP,
    VERDICT_STOP,
    WEEK,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.records import Log, World

SIGNIFICANT = 1.959963984540054  # standard errors: 5 % two-sided
DETECTABLE = 2.8  # standard errors: 80 % power at that level
USED_EVERY = 4  # weeks in which every user comes by once [X]
LEAST_WEEKS, MOST_WEEKS = 2, 6  # a guild's test takes (domain.md 4.4 I21)
AT_ONCE = 6  # tests of a guild on one line [X]
FLAGGED = 0.3  # of changes behind switches, from which a test is cheap [X]
FAULT = 2.0  # spread of what a fault adds, in standard errors at the horizon [X]
BUSY = 0.15  # of a team's week that it still owes to tests, from which its guild proposes no more [X]
LOUD_POWER = 0.6  # of an owner who does not take nothing for an answer [X]
TRIALS = 64  # weeks that a trial's keys leave room for


@kernel
def experiment_traffic(world: World, line: int, figure: int) -> float:
    """People a week whom a test on a line can count: new accounts, or users who come by; 0 where nobody is counted."""
    products = world.products
    if products.contract_weeks[line] == 0:
        return 0.0
    if figure == FIGURE_ACTIVATION:
        return products.signups_per_week[line]
    return float(products.accounts[line] * products.users_per_account[line]) / USED_EVERY


@kernel
def experiment_baseline(world: World, line: int, figure: int) -> float:
    """Share of those people who do what the figure counts: reach first value in the window, or use the product."""
    products, share = world.products, 0.0
    if figure == FIGURE_ACTIVATION:
        share = products.fit[line] * reached_by(world, line, 1 + int(world.params.window_days[0] / 7.0))
    elif products.accounts[line] > 0:
        share = products.depth_sum[line] / (products.accounts[line] * 1e6)
    return max(0.05, min(0.95, share))


@kernel
def line_traffic(worlds: Sequence[World], line: int, figure: int) -> float:
    """`experiment_traffic` of the first world, for whoever decides."""
    return experiment_traffic(worlds[0], line, figure)


@kernel
def line_baseline(worlds: Sequence[World], line: int, figure: int) -> float:
    """`experiment_baseline` of the first world."""
    return experiment_baseline(worlds[0], line, figure)


@kernel
def relative_error(traffic: float, share: float, weeks: int, baseline: float) -> float:
    """Standard error of a relative difference of two proportions, half of the share of traffic in each arm."""
    arm = max(1.0, traffic * share * 0.5 * weeks)
    return sqrt(2.0 * (1.0 - baseline) / (baseline * arm))


@kernel
def sample_z(world: World, need: int, trial: int, weeks: int) -> float:
    """Standard normal error of an experiment after so many weeks: each week adds its own people to the same mean."""
    total = 0.0
    for week in range(1, weeks + 1):
        total += normal(uniform(world, STREAM_SAMPLE, need, TRIALS * trial + week), 0.0, 1.0)
    return total / sqrt(float(weeks))


@kernel
def true_uplift(world: World, slot: int) -> float:
    """Relative, of an experiment's idea on its figure."""
    need, figure = world.experiments.need[slot], world.experiments.figure[slot]
    effect = feature_total(world, need)
    if figure == FIGURE_ACTIVATION:
        effect = feature_effect(world, need, AXIS_ACTIVATION)
    elif figure == FIGURE_USE:
        effect = feature_effect(world, need, AXIS_DEPTH)
    return world.params.uplift[0] * effect


@kernel
def _error(world: World, slot: int, weeks: int) -> float:
    experiments = world.experiments
    line, figure = experiments.line[slot], experiments.figure[slot]
    traffic = experiment_traffic(world, line, figure)
    return relative_error(
        traffic, experiments.share_percent[slot] * 0.01, weeks, experiment_baseline(world, line, figure)
    )


@kernel
def is_faulty(world: World, slot: int) -> bool:
    """Whether an experiment's instruments or arms are wrong."""
    need, trial = world.experiments.need[slot], world.experiments.trial[slot]
    return uniform(world, STREAM_TEST, need, TRIALS * (trial + 1)) < world.params.test_invalid[0]


@kernel
def estimate(world: World, slot: int, weeks: int) -> float:
    """Relative uplift that an experiment shows after so many weeks: truth, novelty, error, and any fault."""
    experiments, params = world.experiments, world.params
    need, trial = experiments.need[slot], experiments.trial[slot]
    key = TRIALS * (trial + 1)
    newness = uniform(world, STREAM_TEST, need, key + 1) * params.novelty[0]
    shown = true_uplift(world, slot) * (1.0 + newness * exp(-weeks / params.novelty_weeks[0]))
    shown += _error(world, slot, weeks) * sample_z(world, need, trial, weeks)
    if is_faulty(world, slot):
        fault = normal(uniform(world, STREAM_TEST, need, key + 2), 0.0, FAULT)
        shown += fault * _error(world, slot, experiments.weeks[slot])
    return shown


@kernel
def run_experiments(world: World, log: Log) -> None:
    """Friday: read what somebody wants to see, and decide what is due."""
    experiments = world.experiments
    if not any_open(experiments.open, EXPERIMENTS):
        return
    for slot in range(EXPERIMENTS):
        if experiments.open[slot] == 0:
            continue
        weeks = world.clock.week[0] - experiments.started_week[slot] + 1
        if not under_test(world, slot):
            emit(world, log, EXPERIMENT_ENDED, slot, VERDICT_NONE, 1)
        elif weeks >= 1:
            _follow(world, log, slot, weeks)


@kernel
def _follow(world: World, log: Log, slot: int, weeks: int) -> None:
    """A week of one experiment."""
    experiments, verdict = world.experiments, world.experiments.verdict[slot]
    shown = estimate(world, slot, weeks)
    z = shown / _error(world, slot, weeks)
    due = weeks >= experiments.weeks[slot]
    if verdict == VERDICT_NONE and world.counts.decks[0] > 0:
        signal = _signal(world, slot, due, z)
        if signal > 0:
            emit(world, log, EXPERIMENT_SIGNALLED, slot, signal, int(max(-1e6, min(1e6, shown * 1000.0))))
        if signal == SIGNAL_NULL:
            return
    peeks = experiments.rule[slot] == RULE_GREEN and _look_due(world, slot, weeks)
    if not (due or peeks or experiments.reading[slot] == 1 or verdict != VERDICT_NONE):
        return
    permille = int(max(-1e6, min(1e6, shown * 1000.0)))
    emit(world, log, EXPERIMENT_READ, slot, experiments.looked[slot] + 1, permille)
    if peeks and z > SIGNIFICANT and verdict == VERDICT_NONE:
        verdict = VERDICT_SHIP
    noticed = False
    if is_faulty(world, slot):
        checks = world.levers.value[TEST_CHECKS * TEAMS + world.items.team[experiments.item[slot]]]
        key = TRIALS * (experiments.trial[slot] + 1)
        noticed = uniform(world, STREAM_TEST, experiments.need[slot], key + 3) < checks
    if verdict == VERDICT_NONE and due:
        verdict = VERDICT_SHIP if noticed else _decide(world, slot, z)
    if verdict != VERDICT_NONE:
        _end(world, log, slot, verdict, z > SIGNIFICANT and not noticed, noticed)


@pasted
def _signal(world: World, slot: int, due: bool, z: float) -> int:
    """What somebody makes of a test this week: green too early, or at its end nothing, which its owner will not hear.

    Only where somebody is asked about it: then a null waits a week for an answer.
    """
    experiments = world.experiments
    if not due and z > SIGNIFICANT and world.decks.live[PEEK] == 1 and experiments.rule[slot] != RULE_GREEN:
        return SIGNAL_GREEN if experiments.signal[slot] == 0 else 0
    if due and abs(z) <= SIGNIFICANT and world.decks.live[NULL_RESULT] == 1 and experiments.signal[slot] != SIGNAL_NULL:
        s = owner_of(world, experiments.line[slot])
        if s >= 0 and world.stakeholders.power[s] >= LOUD_POWER:
            return SIGNAL_NULL
    return 0


@kernel
def _look_due(world: World, slot: int, weeks: int) -> bool:
    """Whether one of the planned looks, evenly spaced, falls into this week."""
    looks, planned = world.experiments.looks[slot], world.experiments.weeks[slot]
    return weeks * looks // planned > (weeks - 1) * looks // planned


@kernel
def _decide(world: World, slot: int, z: float) -> int:
    """What the rule says at the horizon. A guild builds what it could not test: that is no evidence against it."""
    rule = world.experiments.rule[slot]
    if rule == RULE_OPINION or z > SIGNIFICANT:
        return VERDICT_SHIP
    if rule == RULE_GUILD and z > -SIGNIFICANT:
        powered = DETECTABLE * _error(world, slot, world.experiments.weeks[slot]) <= world.params.guild_uplift[0]
        return VERDICT_STOP if powered else VERDICT_SHIP
    return VERDICT_STOP


@kernel
def _end(world: World, log: Log, slot: int, verdict: int, claimed: bool, noticed: bool) -> None:
    experiments, i = world.experiments, world.experiments.item[slot]
    if verdict == VERDICT_SHIP and claimed:
        over = experiments.estimate_permille[slot] - int(true_uplift(world, slot) * 1000.0)
        emit(world, log, UPLIFT_CLAIMED, slot, experiments.line[slot], over)
    sound = noticed or not is_faulty(world, slot)
    emit(world, log, EXPERIMENT_ENDED, slot, verdict, 1 if sound else 0)
    if verdict == VERDICT_STOP:
        emit(world, log, ITEM_STOPPED, i, world.items.team[i], world.items.touched_min[i])


@kernel
def test_minutes(world: World, team: int) -> int:
    """Minutes of its team that an experiment takes: few where changes are behind switches."""
    flagged = world.levers.value[FLAG_SHARE * TEAMS + team] >= FLAGGED
    return int((world.params.flagged_test_hours[0] if flagged else world.params.test_hours[0]) * 60.0)


@kernel
def propose_test(world: World, log: Log, i: int, team: int) -> bool:
    """Let a guild test what its team is about to start, unless it has its hands full; whether it does."""
    items, line = world.items, world.items.line[i]
    if items.started_min[i] >= 0 or items.trials[i] > 0:
        return False
    if uniform(world, STREAM_TEST, items.need[i], 0) >= world.levers.value[TEST_SHARE * TEAMS + team]:
        return False
    traffic = experiment_traffic(world, line, FIGURE_OVERALL)
    busy = world.teams.owed_min[team] > BUSY * world.teams.people[team] * WEEK * DAY
    slot = _free_slot(world, line)
    if traffic <= 0.0 or busy or slot < 0:
        return False
    weeks, baseline = LEAST_WEEKS, experiment_baseline(world, line, FIGURE_OVERALL)
    while weeks < MOST_WEEKS:
        if DETECTABLE * relative_error(traffic, 1.0, weeks, baseline) <= world.params.guild_uplift[0]:
            break
        weeks += 1
    disciplined = uniform(world, STREAM_TEST, items.need[i], 1) < world.levers.value[TEST_CHECKS * TEAMS + team]
    design = weeks + DESIGN_LOOKS * (1 if disciplined else weeks)
    design += DESIGN_RULE * (RULE_GUILD if disciplined else RULE_GREEN)
    emit(world, log, EXPERIMENT_STARTED, slot, i, design + DESIGN_SHARE * 100 + DESIGN_FIGURE * FIGURE_OVERALL)
    emit(world, log, HOURS_OWED, team, HOURS_COMMANDS, test_minutes(world, team))
    return True


@kernel
def _free_slot(world: World, line: int) -> int:
    """A free experiment, or -1 where the line has as many as its guild can look after."""
    running, free = 0, -1
    for slot in range(EXPERIMENTS):
        if world.experiments.open[slot] == 0:
            if free < 0:
                free = slot
        elif world.experiments.line[slot] == line:
            running += 1
    return free if running < AT_ONCE else -1
