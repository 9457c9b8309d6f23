"""Knowledge, playbooks, coaching, forecasts and experiments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.events import (
    ACTION_CLOSED,
    COACHING_ORDERED,
    EXPECTATION_SET,
    EXPERIMENT_CALLED,
    EXPERIMENT_ENDED,
    EXPERIMENT_READ,
    EXPERIMENT_STARTED,
    FAILURE_CLASSED,
    FIDELITY_COACHED,
    FORECAST_KEPT,
    FORECAST_MADE,
    FORECAST_MEASURED,
    FORECAST_MISSED,
    FORECAST_ORDERED,
    ITEM_WENT_LIVE,
    PRACTICE_CODIFIED,
    READ_ORDERED,
    REVIEW_HELD,
)
from sim.exact import exp, log
from sim.kernel import inlined, kernel
from sim.levers import CHECKLIST_REMOVAL, CODIFIED_SHARE
from sim.slots import any_open
from sim.world import (
    COACHINGS,
    COMPARABLES,
    DAY,
    FAILURES,
    LEADS,
    PRACTICE_LIVE,
    READY,
    REVIEWS,
    SIGNAL_NULL,
    TEAMS,
    VERDICT_EXTEND,
    VERDICT_NONE,
    VERDICT_STOP,
    WEEK,
)

if TYPE_CHECKING:
    from sim.records import World

LOG_HALF = -0.6931471805599453
PPM = 1_000_000
FAILURE_BITS = 8  # kinds of failure that a column leaves room for
DAYS_BITS = 1024  # a forecast's amount: P50 + 1024 x P80 + 2,097,152 x days as seen from within
ACTION_WEEKS = 13  # after which nobody speaks of a review's actions any more [X]
COACH_MINUTES = 240  # of the player's week, for each team that is coached (game.md 2)
PROVEN = 0.5  # adoption from which on what is written down is what people do [X]
# An experiment's design: weeks, looks x 64, rule x 4,096, percent of traffic x 16,384, figure x 2,097,152.
DESIGN_LOOKS, DESIGN_RULE, DESIGN_SHARE, DESIGN_FIGURE = 64, 4096, 16_384, 2_097_152


@inlined
def evolve_learning(world: World, kind: int, subject: int, object_: int, amount: int) -> None:
    """Apply an event of knowledge, forecasts and experiments."""
    scope = subject * TEAMS + object_
    if kind == FAILURE_CLASSED:
        world.incidents.failure[subject] = object_ % FAILURE_BITS
        world.incidents.team[subject] = object_ // FAILURE_BITS
        world.incidents.key[subject] = amount
        at = world.incidents.line[subject] * FAILURES + object_ % FAILURE_BITS
        world.lessons.failed_week[at] = world.clock.week[0]
    elif kind == REVIEW_HELD:
        _review(world, subject, object_, amount)
    elif kind == ACTION_CLOSED:
        _close_action(world, subject, amount)
    elif kind == PRACTICE_CODIFIED:
        _codify(world, scope, amount)
    elif kind == COACHING_ORDERED:
        _coach(world, subject, object_, amount)
    elif kind == FIDELITY_COACHED:
        more = amount - world.scopes.coached_ppm[scope]
        world.scopes.fidelity_ppm[scope] = max(0, min(PPM, world.scopes.fidelity_ppm[scope] + more))
        world.scopes.coached_ppm[scope] = amount
    elif kind == FORECAST_MADE:
        _promise(world, subject, object_, amount)
    elif kind == FORECAST_KEPT:
        world.lines.promises_kept[object_] += 1
    elif kind == FORECAST_MISSED:
        world.lines.promises_missed[object_] += 1
        world.forecasts.missed[subject] = 1
    elif kind == FORECAST_MEASURED:
        _keep_comparable(world, subject, amount)
    elif kind == FORECAST_ORDERED:
        world.pledges.week[subject] = world.clock.week[0] + 1
        world.pledges.p50_days[subject] = object_
        world.pledges.p80_days[subject] = amount
    elif kind == EXPECTATION_SET:
        world.lines.expected_days[subject] = amount
    elif kind == EXPERIMENT_STARTED:
        _start_experiment(world, subject, object_, amount)
    elif kind == READ_ORDERED:
        world.experiments.reading[subject] = 1
    elif kind == EXPERIMENT_READ:
        world.experiments.reading[subject] = 0
        world.experiments.looked[subject] = object_
        world.experiments.estimate_permille[subject] = amount
    elif kind == EXPERIMENT_CALLED:
        _call(world, subject, object_, amount)
    elif kind == EXPERIMENT_ENDED:
        world.experiments.open[subject] = 0
        if object_ != VERDICT_STOP:
            _release(world, subject)


@kernel
def _call(world: World, slot: int, verdict: int, weeks: int) -> None:
    if verdict == VERDICT_EXTEND:
        world.experiments.weeks[slot] += weeks
        world.experiments.signal[slot] = 0
        _hold(world, slot)
    else:
        world.experiments.verdict[slot] = verdict


@kernel
def _review(world: World, slot: int, incident: int, minutes: int) -> None:
    reviews, incidents = world.reviews, world.incidents
    line, team, failure = incidents.line[incident], incidents.team[incident], incidents.failure[incident]
    at = line * FAILURES + failure
    world.teams.owed_min[team] += minutes
    world.lessons.stock[at] = min(1.0, world.lessons.stock[at] + world.params.debrief_gain_open[0])
    if slot < REVIEWS:
        reviews.open[slot] = 1
        reviews.line[slot] = line
        reviews.team[slot] = team
        reviews.failure[slot] = failure
        reviews.held_week[slot] = world.clock.week[0]
        reviews.key[slot] = incidents.key[incident]


@kernel
def _close_action(world: World, slot: int, minutes: int) -> None:
    """What a review asked for is done: its kind of failure is understood, and listed where there is a list."""
    reviews, lessons, params = world.reviews, world.lessons, world.params
    team, at = reviews.team[slot], reviews.line[slot] * FAILURES + reviews.failure[slot]
    reviews.open[slot] = 0
    world.teams.owed_min[team] += minutes
    lessons.stock[at] = min(1.0, lessons.stock[at] + params.debrief_gain[0] - params.debrief_gain_open[0])
    if world.levers.value[CHECKLIST_REMOVAL * TEAMS + team] > world.levers.base[CHECKLIST_REMOVAL * TEAMS + team]:
        lessons.listed[at] = min(1.0, lessons.listed[at] + params.debrief_gain[0])


@kernel
def fade_lessons(world: World) -> None:
    """A week of forgetting: what people know goes fast, faster where many are new; what is written down stays."""
    lessons, known = world.lessons, 0
    for at in range(world.counts.lines[0] * FAILURES):
        known += lessons.stock[at] > 0.0
    for line in range(world.counts.lines[0] if known > 0 else 0):
        rate = 0.0
        for at in range(line * FAILURES, line * FAILURES + FAILURES):
            if lessons.stock[at] > 0.0:
                if rate == 0.0:
                    rate = _forgetting(world, line)
                lessons.stock[at] *= rate
                if lessons.stock[at] < 1e-6:
                    lessons.stock[at] = 0.0
    for slot in range(REVIEWS if any_open(world.reviews.open, REVIEWS) else 0):
        if world.reviews.open[slot] == 1 and world.reviews.held_week[slot] + ACTION_WEEKS <= world.clock.week[0]:
            world.reviews.open[slot] = 0


@kernel
def coaching_minutes(world: World) -> int:
    """Minutes of the player's next week that coaching under way takes."""
    busy = 0
    for slot in range(COACHINGS):
        if world.coachings.until_week[slot] > world.clock.week[0]:
            busy += COACH_MINUTES
    return busy


@kernel
def _forgetting(world: World, line: int) -> float:
    """Share of a line's knowledge that a week leaves."""
    params, first = world.params, world.lines.first_team[line]
    new, people = 0.0, 0.0
    for team in range(first, first + world.lines.team_count[line]):
        new += world.teams.ramping_permille[team] * 1e-3
        people += world.teams.people[team]
    codified = world.levers.value[CODIFIED_SHARE * TEAMS + first]
    half_life = params.tacit_half_life_weeks[0]
    half_life += (params.codified_half_life_weeks[0] - half_life) * codified
    return exp(LOG_HALF / half_life * (1.0 + params.turnover_forgetting[0] * min(1.0, new / people)))


@kernel
def readable_share(world: World, team: int) -> float:
    """Share of a team's live practices that a newcomer can read, 0 without practices."""
    n, codified = 0, 0.0
    for p in range(world.counts.practices[0]):
        scope = p * TEAMS + team
        if world.practices.phase[p] == PRACTICE_LIVE and world.scopes.scoped[scope] == 1:
            n += 1
            codified += world.scopes.codified_ppm[scope] * 1e-6
    return codified / n if n > 0 else 0.0


@kernel
def _codify(world: World, scope: int, ppm: int) -> None:
    """More of a practice is written down, as it is used now: what hardly anybody does is written from the slides."""
    scopes = world.scopes
    used = min(1.0, scopes.adoption_ppm[scope] * 1e-6 / PROVEN)
    now = int(scopes.fidelity_ppm[scope] * used)
    before = scopes.codified_ppm[scope]
    if ppm > 0:
        scopes.written_ppm[scope] = (scopes.written_ppm[scope] * before + now * (ppm - before)) // ppm
    scopes.codified_ppm[scope] = ppm


@kernel
def _coach(world: World, practice: int, team: int, until_week: int) -> None:
    coachings = world.coachings
    for slot in range(COACHINGS):
        if coachings.until_week[slot] <= world.clock.week[0]:
            coachings.practice[slot] = practice
            coachings.team[slot] = team
            coachings.until_week[slot] = until_week
            return


@kernel
def _promise(world: World, slot: int, i: int, days: int) -> None:
    forecasts = world.forecasts
    forecasts.open[slot] = 1
    forecasts.line[slot] = world.items.line[i]
    forecasts.pool[slot] = pool_of(world, i)
    forecasts.made_min[slot] = (world.clock.day[0] + 1) * DAY
    forecasts.p50_days[slot] = days % DAYS_BITS
    forecasts.p80_days[slot] = days // DAYS_BITS % (2 * DAYS_BITS)
    base = max(1, days // (2 * DAYS_BITS * DAYS_BITS))
    forecasts.base_milli[slot] = int(1000.0 * log(max(1, days % DAYS_BITS) / base))
    forecasts.live_min[slot] = -1
    forecasts.missed[slot] = 0
    world.items.promise[i] = slot + 1


@kernel
def pool_of(world: World, i: int) -> int:
    """The class of comparable work that an item belongs to: 1 within a team, 2 across teams. 0 holds all work."""
    return 2 if world.items.handoffs[i] > 0 else 1


@kernel
def settle_promise(world: World, kind: int, i: int, minutes: int) -> None:
    """An item that was promised is live, or will never be: then nothing is owed any more."""
    slot = world.items.promise[i] - 1
    world.items.promise[i] = 0
    if kind == ITEM_WENT_LIVE:
        world.forecasts.live_min[slot] = world.items.requested_min[i] + minutes
    else:
        world.forecasts.open[slot] = 0


@inlined
def keep_lead(world: World, i: int, minutes: int) -> None:
    """Remember the lead times of a line's last items."""
    line = world.items.line[i]
    world.leads.days[line * LEADS + world.lines.leads[line] % LEADS] = minutes // DAY
    world.lines.leads[line] += 1


@kernel
def _keep_comparable(world: World, slot: int, milli: int) -> None:
    """How an item came out against what was seen from within, kept with all work and with its own class."""
    world.forecasts.open[slot] = 0
    against = milli + world.forecasts.base_milli[slot]
    own = world.forecasts.pool[slot]
    for pool in range(2):
        at = own if pool == 1 else 0
        world.comparables.milli[at * COMPARABLES + world.pools.kept[at] % COMPARABLES] = against
        world.pools.kept[at] += 1


@kernel
def _start_experiment(world: World, slot: int, i: int, design: int) -> None:
    experiments = world.experiments
    experiments.open[slot] = 1
    experiments.line[slot] = world.items.line[i]
    experiments.item[slot] = i
    experiments.need[slot] = world.items.need[i]
    experiments.trial[slot] = world.items.trials[i]
    experiments.started_week[slot] = world.clock.week[0] + 1
    experiments.weeks[slot] = design % DESIGN_LOOKS
    experiments.looks[slot] = design // DESIGN_LOOKS % 64
    experiments.rule[slot] = design // DESIGN_RULE % 4
    experiments.share_percent[slot] = design // DESIGN_SHARE % 128
    experiments.figure[slot] = design // DESIGN_FIGURE
    experiments.reading[slot] = 0
    experiments.looked[slot] = 0
    experiments.estimate_permille[slot] = 0
    experiments.verdict[slot] = VERDICT_NONE
    experiments.signal[slot] = 0
    world.items.trials[i] += 1
    _hold(world, slot)


@kernel
def under_test(world: World, slot: int) -> bool:
    """Whether an experiment's item still waits for its outcome."""
    i = world.experiments.item[slot]
    return world.items.stage[i] == READY and world.items.need[i] == world.experiments.need[slot]


@kernel
def _hold(world: World, slot: int) -> None:
    """Nobody starts what is being tested."""
    if under_test(world, slot):
        last = world.experiments.started_week[slot] + world.experiments.weeks[slot] - 1
        world.items.ready_min[world.experiments.item[slot]] = last * WEEK * DAY


@kernel
def see_signal(world: World, slot: int, signal: int, permille: int) -> None:
    """Somebody has seen how an experiment looks; at its horizon it waits a week for what they make of that."""
    world.experiments.signal[slot] = signal
    world.experiments.signal_week[slot] = world.clock.week[0]
    world.experiments.estimate_permille[slot] = permille
    if signal == SIGNAL_NULL and under_test(world, slot):
        world.items.ready_min[world.experiments.item[slot]] = (world.clock.week[0] + 1) * WEEK * DAY


@kernel
def _release(world: World, slot: int) -> None:
    if under_test(world, slot):
        i = world.experiments.item[slot]
        world.items.ready_min[i] = min(world.items.ready_min[i], (world.clock.day[0] + 1) * DAY)
