"""Decisions wait for a forum that sits, has a slot left, and owns the question (domain.md 3.4).

Nothing here is a delay constant: latency is the wait for the next sitting, the items ahead in the queue, and the loops
of decisions that nobody in the room owned.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from sim.draws import (
    STREAM_DECISION,
    STREAM_ESCALATE,
    STREAM_JUDGEMENT,
    STREAM_OWNER,
    STREAM_REOPEN,
    STREAM_SCOPE,
    exponential,
    normal,
    uniform,
)
from sim.events import (
    DECISION_BOUNCED,
    DECISION_ESCALATED,
    DECISION_MADE,
    DECISION_RAISED,
    DECISION_REOPENED,
    DECISION_ROUTED,
    FORUM_SAT,
    ITEM_COMMITTED,
    NEED_DECLINED,
    NONE,
    REOPENING_SET,
)
from sim.evolve import emit
from sim.exact import log as log_
from sim.exact import normal_quantile
from sim.kernel import kernel
from sim.levers import (
    DASHBOARD_SPRAWL,
    DELEGATED_SHARE,
    ESCALATION_SHARE,
    ESTIMATE_SIGMA,
    INFORMATION_AGE_DAYS,
    OWNER_AMBIGUITY,
    SINGLE_SOURCE,
)
from sim.systems.releases import board_train, next_board
from sim.world import (
    BUILD,
    DAY,
    INTAKE,
    LOCAL_FORUM,
    ROLE_BOARD,
    ROLE_CROSS,
    TEAMS,
    TWO_WAY,
    VALUE_MEDIAN,
    WEEK,
)

if TYPE_CHECKING:
    from sim.records import Log, World

LEAST_ESTIMATE = -4.605170185988091  # log of 1 over the median: nobody writes down less than a point
MAX_DECISIONS = 6  # after so many, an item's decisions hold: nobody has the strength to reopen them


@kernel
def choose_forum(world: World, i: int) -> int:
    """Who decides about an item: its team, a cross-line forum, or its line's forum.

    A two-way door goes to the team in the share that decision rights delegate; an item that will cross teams goes to a
    cross-line forum in the share of its team that uses one.
    """
    items, forums, team = world.items, world.forums, world.items.team[i]
    if items.class_bits[i] & TWO_WAY:
        u = uniform(world, STREAM_DECISION, items.need[i], items.decisions[i])
        trusted = 1.0 - 0.3 * world.agendas.distrust[items.line[i]]  # whoever distrusts wants to be asked [X]
        if u < world.levers.value[DELEGATED_SHARE * TEAMS + team] * trusted:
            return LOCAL_FORUM
    if items.handoffs[i] > 0:
        for f in range(1, world.counts.forums[0]):
            if forums.live[f] == 1 and forums.role[f] == ROLE_CROSS:
                adopted = 1.0
                if forums.practice[f] >= 0:
                    adopted = world.scopes.adoption_ppm[forums.practice[f] * TEAMS + team] * 1e-6
                if uniform(world, STREAM_DECISION, items.need[i], 64 + items.decisions[i]) < adopted:
                    return f
    return world.lines.forum[items.line[i]]


@kernel
def raise_decision(world: World, log: Log, i: int, minute: int) -> None:
    """Put an item before the forum that decides about it; without any forum its team decides."""
    forum = choose_forum(world, i)
    if forum < 0:
        forum = LOCAL_FORUM
    emit(world, log, DECISION_RAISED, i, forum, minute)


@kernel
def ask_scope(world: World, log: Log, i: int) -> None:
    """At the start of a leg some items need a decision on scope before they can go on."""
    share = world.params.scope_question_share[0]
    if share > 0.0 and uniform(world, STREAM_SCOPE, world.items.need[i], world.items.starts[i]) < share:
        raise_decision(world, log, i, world.items.since_min[i] - world.clock.day[0] * DAY)


@kernel
def reopen_due(world: World, log: Log, i: int) -> None:
    """A made decision that will not hold comes back while the item is in work, and blocks it."""
    items = world.items
    if items.reopen_day[i] > 0 and items.reopen_day[i] <= world.clock.day[0] and items.blocked[i] == 0:
        forum = choose_forum(world, i)
        emit(world, log, DECISION_REOPENED, i, max(LOCAL_FORUM, forum), 0)


@kernel
def hold_forums(world: World, log: Log) -> None:
    """Let every forum that is due today sit, and the teams take what is delegated to them."""
    forums, day = world.forums, world.clock.day[0]
    for f in range(world.counts.forums[0]):
        if f == LOCAL_FORUM:
            _decide_locally(world, log)
        elif forums.live[f] == 0:
            _send_elsewhere(world, log, f)
        elif forums.next_day[f] <= day:
            _sit(world, log, f)
    _escalate_waiting(world, log)


@kernel
def _sit(world: World, log: Log, f: int) -> None:
    """Work the agenda from the top for as many slots as the forum has; what is left waits a full cadence."""
    made = 0
    for _ in range(min(world.forums.slots[f], world.forums.waiting[f])):
        i = world.forums.head[f]
        team = world.items.team[i]
        if world.forums.role[f] != ROLE_BOARD:
            ordinal = world.items.decisions[i] * 64 + min(63, world.items.bounces[i])
            if (
                uniform(world, STREAM_OWNER, world.items.need[i], ordinal)
                < world.levers.value[OWNER_AMBIGUITY * TEAMS + team]
            ):
                emit(world, log, DECISION_BOUNCED, i, f, world.items.bounces[i] + 1)
                continue
        made += 1
        _decide(world, log, i, f, 0.0)
    emit(world, log, FORUM_SAT, f, min(65534, world.forums.waiting[f]), made)


@kernel
def _decide_locally(world: World, log: Log) -> None:
    due = int(world.params.local_decision_days[0])
    while world.forums.head[LOCAL_FORUM] >= 0:
        i = world.forums.head[LOCAL_FORUM]
        if world.items.raised_min[i] // DAY + due > world.clock.day[0]:
            return
        _decide(world, log, i, LOCAL_FORUM, world.params.local_error_share[0])


@kernel
def _decide(world: World, log: Log, i: int, f: int, error_share: float) -> None:
    """Make one decision, draw whether it will hold, and let the item go on."""
    items, params = world.items, world.params
    stage, team = items.stage[i], items.team[i]
    waited = max(1, world.clock.day[0] * DAY - items.raised_min[i])
    emit(world, log, DECISION_MADE, i, f, waited)
    if stage != INTAKE and stage != BUILD:
        second = next_board(world, i, f) if f != LOCAL_FORUM else -1
        if second >= 0:
            emit(world, log, DECISION_RAISED, i, second, 0)
        else:
            board_train(world, log, i, 0)
        return
    if stage == INTAKE and params.declined_share[0] > 0.0 and items.estimate[i] > 0 and _looks_worthless(world, i):
        emit(world, log, NEED_DECLINED, i, f, items.estimate[i])
        return
    reopening = params.reopen_base[0] + error_share
    reopening += params.reopen_per_ambiguity[0] * world.levers.value[OWNER_AMBIGUITY * TEAMS + team]
    reopening += params.reopen_per_disagreement[0] * mean_disagreement(world)
    if items.decisions[i] < MAX_DECISIONS:
        if uniform(world, STREAM_REOPEN, items.need[i], items.decisions[i]) < reopening:
            after = exponential(
                uniform(world, STREAM_REOPEN, items.need[i], 64 + items.decisions[i]), params.reopen_after_days[0]
            )
            emit(world, log, REOPENING_SET, i, NONE, world.clock.day[0] + 1 + int(min(after, 1e6)))
    if stage == INTAKE:
        emit(world, log, ITEM_COMMITTED, i, team, 0)


@kernel
def _looks_worthless(world: World, i: int) -> bool:
    """Whether a need is among the least that the forum sees: an estimate, read through figures that disagree (3.4).

    It is used to how its figures scatter, so it declines the same share whatever they are worth; which needs those
    are depends on the noise: Phi(dv / noise), without a table of what a good decision is.
    """
    params, items, team = world.params, world.items, world.items.team[i]
    sprawl = world.levers.value[DASHBOARD_SPRAWL * TEAMS + team]
    sprawl *= 1.0 - world.levers.value[SINGLE_SOURCE * TEAMS + team]
    noise = params.judgement_per_disagreement[0] * mean_disagreement(world) * (1.0 + sprawl)
    noise += params.judgement_per_week_old[0] * (world.levers.value[INFORMATION_AGE_DAYS * TEAMS + team] / WEEK)
    estimating = world.levers.value[ESTIMATE_SIGMA * TEAMS + team]
    spread = sqrt(params.value_sigma[0] * params.value_sigma[0] + estimating * estimating + noise * noise)
    error = normal(uniform(world, STREAM_JUDGEMENT, items.need[i], items.decisions[i]), 0.0, noise)
    bar = max(LEAST_ESTIMATE, normal_quantile(params.declined_share[0]) * spread)
    return log_(items.estimate[i] / VALUE_MEDIAN) + error < bar


@kernel
def _escalate_waiting(world: World, log: Log) -> None:
    """Past its clock a waiting decision goes to its owner, as far as a protocol is followed and the owner has time.

    The owner decides it the next day, alone and in the hours of a leader (`escalation_hours`): a cap on the tail, until
    so many come that they wait for the owner instead (domain.md 4.1 I4).
    """
    if world.counts.forums[0] <= LOCAL_FORUM + 1:
        return
    followed = 0.0
    for team in range(world.counts.teams[0]):
        followed = max(followed, world.levers.value[ESCALATION_SHARE * TEAMS + team])
    if followed <= 0.0:
        return
    items, forums, day = world.items, world.forums, world.clock.day[0]
    for f in range(1, world.counts.forums[0]):
        if forums.role[f] == ROLE_BOARD or forums.live[f] == 0:
            continue
        here = forums.head[f]
        while here >= 0:
            i, here = here, items.next[here]
            waited = day - items.raised_min[i] // DAY
            line = items.line[i]
            if waited < world.params.escalation_clock_days[0]:
                continue
            if world.agendas.escalated[line] >= world.params.escalations_weekly[0]:
                continue
            u = uniform(world, STREAM_ESCALATE, items.need[i], 1024 + items.decisions[i])
            if u < world.levers.value[ESCALATION_SHARE * TEAMS + items.team[i]]:
                emit(world, log, DECISION_ESCALATED, i, line, waited)
                emit(world, log, DECISION_ROUTED, i, LOCAL_FORUM, f)


@kernel
def _send_elsewhere(world: World, log: Log, f: int) -> None:
    """Give a retired forum's agenda to whoever decides now."""
    while world.forums.head[f] >= 0:
        i = world.forums.head[f]
        to = LOCAL_FORUM
        if world.forums.role[f] == ROLE_BOARD:
            to = max(LOCAL_FORUM, next_board(world, i, f))
        else:
            to = max(LOCAL_FORUM, choose_forum(world, i))
        if to == f:
            to = LOCAL_FORUM
        emit(world, log, DECISION_ROUTED, i, to, f)


@kernel
def mean_disagreement(world: World) -> float:
    """Mean spread of the sources of a metric over their mean, of metrics that have two sources or more."""
    total, n = 0.0, 0
    for m in range(world.counts.metrics[0]):
        if world.metrics.disagreement_permille[m] >= 0:
            n += 1
            if world.disputes.agreed_until_week[m] < world.clock.week[0]:  # shown with its difference: not argued about
                total += world.metrics.disagreement_permille[m] * 1e-3
    return total / n if n > 0 else 0.0
