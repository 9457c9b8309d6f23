"""Customers come, reach first value or not, and use what they have more or less deeply (domain.md 3.9).

The lags are nobody's constant: first value comes within weeks, depth within months, and a renewal only when a contract
ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.draws import (
    STREAM_FIRST_VALUE,
    STREAM_REDESIGN,
    STREAM_SIGNUP,
    binomial,
    normal,
    poisson,
    uniform,
)
from sim.events import (
    ACCOUNTS_COUNTED,
    ACTIVATION_JUDGED,
    COHORT_FOLDED,
    COSTS_BORNE,
    CUSTOMERS_ACTIVATED,
    CUSTOMERS_JOINED,
    DEPTH_COUNTED,
    DEPTH_MOVED,
    FIRST_VALUE_TIMED,
    LOGINS_JUDGED,
    NONE,
    REDESIGN_SHIPPED,
    REVENUE_EARNED,
    REVENUE_WON,
    SETUPS_JUDGED,
    SIGNUPS_JUDGED,
)
from sim.evolve import emit
from sim.evolving.customers import price_of_new
from sim.evolving.practices import line_lever
from sim.exact import exp, log, normal_cdf
from sim.kernel import kernel
from sim.levers import REDESIGN_ROUNDS, REDESIGN_SIZE, REDESIGN_TESTED, TARGET_PRESSURE
from sim.systems.features import correct_features
from sim.systems.renewals import cohort_key, record_cents, renew
from sim.world import YEAR_WEEKS, YOUNG_WEEKS

if TYPE_CHECKING:
    from sim.records import Log, World

DAYS = 7.0  # of a week, as customers count them
LATE_EVERY = 4  # weeks between looks at those who are late
MOST_HARM = 0.3  # of depth, that a week of failures can take [X]


@kernel
def serve_customers(world: World, log_: Log) -> None:
    """A week of every line that has customers."""
    for line in range(world.counts.lines[0]):
        if world.products.contract_weeks[line] > 0:
            _redesign(world, log_, line)
            _sign_up(world, log_, line)
            _serve_cohorts(world, log_, line)
            correct_features(world, log_, line)
            _count(world, log_, line)


@kernel
def _sign_up(world: World, log_: Log, line: int) -> None:
    """New customers, fewer at a higher price; they pay from today."""
    products, week = world.products, world.clock.week[0]
    cohort, price = world.counts.free_cohort[0], price_of_new(world, line) * 1e-3
    rate = products.signups_per_week[line] * exp(log(1.0 + products.growth_yearly[line]) * (week / YEAR_WEEKS))
    rate *= max(0.0, 1.0 - world.params.conversion_elasticity[0] * (price - 1.0))
    accounts = poisson(uniform(world, STREAM_SIGNUP, line, week), rate)
    if accounts > 0 and cohort >= 0:
        emit(world, log_, CUSTOMERS_JOINED, cohort, line, accounts)
        record_cents(world, log_, REVENUE_WON, cohort, line, int(accounts * products.price_cents[line] * price))


@kernel
def _serve_cohorts(world: World, log_: Log, line: int) -> None:
    """First value for the young, judgement at the end of the window, and renewals."""
    cohorts, here, week = world.cohorts, world.products.cohort_head[line], world.clock.week[0]
    judged = 1 + int(world.params.window_days[0] / DAYS)
    while here >= 0:
        cohort, here = here, cohorts.next[here]
        age = week - cohorts.week[cohort]
        if age <= YOUNG_WEEKS and age > 0 and cohorts.signups[cohort] > 0:
            if age <= judged or age % LATE_EVERY == 0:
                _reach_first_value(world, log_, cohort, line, age, judged)
            if age == judged:
                _judge(world, log_, cohort, line)
        if cohorts.due_week[cohort] == week and cohorts.accounts[cohort] > 0:
            renew(world, log_, cohort, line)
        if age > YOUNG_WEEKS and (age == YOUNG_WEEKS + 1 or cohorts.accounts[cohort] == 0):
            _fold_away(world, log_, cohort, line)


@kernel
def _fold_away(world: World, log_: Log, cohort: int, line: int) -> None:
    """A cohort that is no longer young goes on with those whose contracts end with its own.

    They are told apart by stratum, not by when they came; so a line needs a place a week of a contract, however old.
    """
    cohorts, week = world.cohorts, world.clock.week[0]
    into, accounts, here = NONE, cohorts.accounts[cohort], world.products.cohort_head[line]
    while here >= 0 and accounts > 0:
        if here != cohort and cohorts.due_week[here] == cohorts.due_week[cohort]:
            if week - cohorts.week[here] > YOUNG_WEEKS:
                into = here
                break
        here = cohorts.next[here]
    if into != NONE or accounts == 0:
        emit(world, log_, COHORT_FOLDED, cohort, into, accounts)


@kernel
def reached_by(world: World, line: int, weeks: int) -> float:
    """Share of those who can that reach first value within so many weeks."""
    median = world.products.first_value_days[line] * exp(world.products.friction[line])
    return normal_cdf(log(max(1e-9, weeks * DAYS) / median) / world.params.first_value_sigma[0]) if weeks > 0 else 0.0


@kernel
def _reach_first_value(world: World, log_: Log, cohort: int, line: int, age: int, judged: int) -> None:
    cohorts, since = world.cohorts, age - 1 if age <= judged else age - LATE_EVERY
    key = cohort_key(world, cohort, line)
    able = binomial(uniform(world, STREAM_FIRST_VALUE, key, 130), cohorts.signups[cohort], world.products.fit[line])
    left = min(able, cohorts.accounts[cohort]) - cohorts.activated[cohort]
    if left <= 0:
        return
    before = reached_by(world, line, since)
    hazard = (reached_by(world, line, age) - before) / max(1e-9, 1.0 - before)
    if age > judged:
        hazard *= world.params.late_factor[0]
    reached = binomial(uniform(world, STREAM_FIRST_VALUE, key, age), left, hazard)
    if reached > 0:
        emit(world, log_, CUSTOMERS_ACTIVATED, cohort, line, reached)
        emit(world, log_, FIRST_VALUE_TIMED, cohort, line, int(reached * DAYS * (age + since) / 2.0))


@kernel
def _judge(world: World, log_: Log, cohort: int, line: int) -> None:
    """What three definitions of an activated customer say of one cohort. Whoever is pressed for logins gets logins."""
    products, signups = world.products, world.cohorts.signups[cohort]
    key = cohort_key(world, cohort, line)
    pressed = line_lever(world, TARGET_PRESSURE, line) * world.params.pressure_gain[0]
    logged_in = products.login_share[line] * (1.0 + pressed)
    logins = binomial(uniform(world, STREAM_FIRST_VALUE, key, 128), signups, logged_in)
    setups = binomial(uniform(world, STREAM_FIRST_VALUE, key, 129), signups, products.setup_share[line])
    emit(world, log_, SIGNUPS_JUDGED, cohort, line, signups)
    emit(world, log_, LOGINS_JUDGED, cohort, line, logins)
    emit(world, log_, SETUPS_JUDGED, cohort, line, setups)
    emit(world, log_, ACTIVATION_JUDGED, cohort, line, world.cohorts.activated[cohort])


@kernel
def _redesign(world: World, log_: Log, line: int) -> None:
    """Make first use over, in rounds: most make it slower; who tests them takes back what looks so."""
    params, number = world.params, world.products.redesigns[line]
    on_faith = int(line_lever(world, REDESIGN_ROUNDS, line) + 0.5)
    if number >= on_faith + int(line_lever(world, REDESIGN_TESTED, line) + 0.5):
        return
    size = line_lever(world, REDESIGN_SIZE, line)
    spread = params.redesign_sigma[0] * size
    drag = params.redesign_drag[0] * size * spread
    effect = normal(uniform(world, STREAM_REDESIGN, line, 2 * number), drag, spread)
    looks = effect + normal(uniform(world, STREAM_REDESIGN, line, 2 * number + 1), 0.0, params.redesign_noise[0])
    undone = number >= on_faith and looks >= 0.0
    emit(world, log_, REDESIGN_SHIPPED, line, number, 0 if undone else int(effect * 1e6))


@kernel
def _count(world: World, log_: Log, line: int) -> None:
    """Friday's count of a line's customers: depth after the week's failures, accounts, revenue, costs."""
    products = world.products
    users = max(1, products.accounts[line] * products.users_per_account[line])
    harm = min(MOST_HARM, products.harm_min[line] / 60.0 / users * world.params.harm_per_hour[0])
    emit(world, log_, DEPTH_MOVED, line, NONE, int(harm * 1e6))
    people = 0
    for team in range(world.lines.first_team[line], world.lines.first_team[line] + world.lines.team_count[line]):
        people += world.teams.people[team]
    emit(world, log_, ACCOUNTS_COUNTED, line, NONE, products.accounts[line])
    emit(world, log_, DEPTH_COUNTED, line, NONE, min(2_000_000_000, products.depth_sum[line] // 1000))
    emit(world, log_, REVENUE_EARNED, line, NONE, int(min(2e9, products.arr_cents[line] / YEAR_WEEKS)))
    emit(world, log_, COSTS_BORNE, line, NONE, int(min(2e9, people * 40.0 * world.params.person_hour_cents[0])))
