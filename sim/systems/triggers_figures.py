"""What calls for a card about figures, tests and money.

From where on a state calls for a card: game.md 3 where it says so, otherwise [X].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.card import (
    APPARENT_SUCCESS,
    KPI_TRIUMPH,
    METRIC_DISPUTE,
    NULL_RESULT,
    NUMBER_BY_FIVE,
    PEEK,
    PRICING_PUSH,
    RESTATEMENT,
)
from sim.kernel import kernel, pasted
from sim.systems.audits import AUDIT_SOURCE
from sim.systems.parts import rested
from sim.world import AUDITS, EXPERIMENTS, QUARTER_WEEKS, SIGNAL_GREEN, SIGNAL_NULL, VERDICT_NONE

if TYPE_CHECKING:
    from sim.records import World

DISPUTE_PERMILLE = 150
OLD_WEEKS = 2  # of a figure's age: data older than ten working days
TRIUMPH_SHARE = 1.2  # of its usual value, or the inverse: two usual wobbles
OFF_PERMILLE = 40  # of bias that an audit estimates: beyond its own error
SHORT_WEEKS = 8  # below plan: two months
RISEN, SINCE_WEEKS = 1.10, 4  # of what it delivered, so many weeks into the next quarter


@kernel
def figures_candidate(world: World, card: int) -> tuple[int, int]:
    """The entity that calls most for one of these cards, and what it is about; -1 for none."""
    if card == METRIC_DISPUTE:
        return _disputed_metric(world)
    if card == NUMBER_BY_FIVE:
        return _old_figure(world)
    if card == RESTATEMENT:
        return _wrong_figure(world)
    if card == KPI_TRIUMPH:
        return _risen_figure(world)
    if card == PEEK:
        return _judged_test(world, PEEK, SIGNAL_GREEN)
    if card == NULL_RESULT:
        return _judged_test(world, NULL_RESULT, SIGNAL_NULL)
    if card == PRICING_PUSH:
        return _short_line(world)
    if card == APPARENT_SUCCESS:
        return _risen_line(world)
    return -1, -1


@pasted
def _disputed_metric(world: World) -> tuple[int, int]:
    """The metric whose sources are furthest apart."""
    chosen, most = -1, DISPUTE_PERMILLE
    for metric in range(world.counts.metrics[0]):
        apart = world.metrics.disagreement_permille[metric]
        if apart > most and world.disputes.agreed_until_week[metric] < world.clock.week[0]:
            if rested(world, METRIC_DISPUTE, metric):
                chosen, most = metric, apart
    return chosen, -1


@pasted
def _old_figure(world: World) -> tuple[int, int]:
    """The source with the oldest figures, if somebody powerful is watching."""
    chosen, oldest = -1, OLD_WEEKS - 1
    for s in range(world.counts.sources[0]):
        if world.sources.published[s] > 0 and world.sources.lag_weeks[s] > oldest and rested(world, NUMBER_BY_FIVE, s):
            chosen, oldest = s, world.sources.lag_weeks[s]
    return chosen, -1


@pasted
def _wrong_figure(world: World) -> tuple[int, int]:
    """A source whose deep audit has just found it off."""
    audits = world.audits
    for slot in range(min(AUDITS, world.counts.audits[0])):
        told = audits.reported_week[slot] == world.clock.week[0] and audits.kind[slot] == AUDIT_SOURCE
        if told and audits.deep[slot] == 1 and abs(audits.finding_permille[slot]) >= OFF_PERMILLE:
            if rested(world, RESTATEMENT, audits.target[slot]):
                return audits.target[slot], -1
    return -1, -1


@pasted
def _risen_figure(world: World) -> tuple[int, int]:
    """A line that is watched by one figure, without a guardrail, where the figure has left its usual wobble."""
    for line in range(world.counts.lines[0]):
        s = world.priorities.kpi_source[line]
        watched = s >= 0 and world.priorities.kpi_until_week[line] >= world.clock.week[0]
        if not watched or world.priorities.guardrails[line] > 0 or world.gazes.usual[s] <= 0.0:
            continue
        ratio = world.sources.latest[s] / world.gazes.usual[s]
        if world.metrics.higher_is_better[world.sources.metric[s]] == 0:
            ratio = 1.0 / max(0.01, ratio)
        if ratio > TRIUMPH_SHARE and rested(world, KPI_TRIUMPH, line):
            return line, -1
    return -1, -1


@pasted
def _judged_test(world: World, card: int, signal: int) -> tuple[int, int]:
    """A test that somebody has seen this week, and reads in one way: green too early, or as nothing at the end."""
    experiments = world.experiments
    for slot in range(EXPERIMENTS):
        seen = experiments.open[slot] == 1 and experiments.signal[slot] == signal
        if seen and experiments.signal_week[slot] == world.clock.week[0] and experiments.verdict[slot] == VERDICT_NONE:
            if rested(world, card, experiments.line[slot]):
                return experiments.line[slot], experiments.item[slot]
    return -1, -1


@pasted
def _short_line(world: World) -> tuple[int, int]:
    """The line whose revenue has been below its plan longest, from two months on."""
    chosen, longest = -1, SHORT_WEEKS - 1
    for line in range(world.counts.lines[0]):
        if world.guards.short_weeks[line] > longest and rested(world, PRICING_PUSH, line):
            chosen, longest = line, world.guards.short_weeks[line]
    return chosen, -1


@pasted
def _risen_line(world: World) -> tuple[int, int]:
    """The line that had the worst quarter, once what it delivers has visibly risen since."""
    agendas = world.agendas
    if (world.clock.week[0] - 1) % QUARTER_WEEKS < SINCE_WEEKS:
        return -1, -1
    for line in range(world.counts.lines[0]):
        if agendas.worst[line] == 1 and agendas.low[line] > 0.0 and agendas.recent[line] >= RISEN * agendas.low[line]:
            if rested(world, APPARENT_SUCCESS, line):
                return line, -1
    return -1, -1
