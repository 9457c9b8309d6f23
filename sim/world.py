"""The state of a company: one nested record of integers and floats, nothing outside it.

One pointer to the kernel, `tobytes()` to a snapshot, `np.zeros(R, WORLD)` to an ensemble. Every field is `i8` or `f8`,
so that reading one never splits a compiled function by width. Capacities are part of the type; what is active is
counted.

Time is kept in working minutes, `DAY` to a day: an absolute minute is `day * DAY + minute of day`.
Lists of items (a team's queue, a forum's agenda, a release) are chained through `items.next`, -1 at the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.events import KINDS
from sim.levers import LEVERS
from sim.parameters import NAMES

DAY = 480  # working minutes of a day
WEEK = 5  # working days of a week
QUARTER_WEEKS, YEAR_WEEKS = 13, 52
LEAST_PEOPLE, MOST_PEOPLE = 4, 12  # of a team that gives or takes people, those on their way included (game.md 2)
VALUE_MEDIAN = 100.0  # points, of a need; only ratios of values matter
NEVER = 1_000_000  # the week in which somebody joins whose place has been closed
NONE_YET = -1_000_000  # a finding that says nothing in figures

STAKEHOLDERS, NEEDS = 12, 5
COHORTS, FEATURES, STRATA, AXES = 2560, 320, 3, 5
YOUNG_WEEKS = 26  # of a cohort: while it may still reach first value it is followed by itself
FAILURES, REVIEWS, COACHINGS, FORECASTS, POOLS, COMPARABLES, LEADS, EXPERIMENTS = 6, 24, 6, 96, 3, 48, 24, 48
LINES, TEAMS, LANES, ITEMS, DESKS, SERVERS, FORUMS = 32, 32, 64, 1000, 64, 8, 32
CHANGES, TERMS, STREAMS, AUDITS = 64, 256, 64, 16
INCIDENTS, PRACTICES, EFFECTS, SOURCES, METRICS, HIRES, PAST = 64, 40, 160, 24, 48, 128, 8

# Stages of an item. FREE is an unused slot.
FREE, INTAKE, READY, BUILD, DESK_QUEUE, AT_DESK, CLEARED, APPROVAL, BOARDED = range(9)
# Class bits of an item.
TWO_WAY, RISKY, ONE_WAY, NEEDS_COMMIT = 1, 2, 4, 8
# What a forum decides.
LOCAL_FORUM = 0  # forum 0: the team itself, for what is delegated to it
# Purposes of booked hours.
(
    HOURS_FIXED,
    HOURS_COORDINATION,
    HOURS_MENTORING,
    HOURS_FORUMS,
    HOURS_PRACTICES,
    HOURS_SETUP,
    HOURS_LEARNING,
    HOURS_RECONCILING,
    HOURS_BOARD,
    HOURS_COMMANDS,
) = range(10)
ROLE_NONE, ROLE_LINE, ROLE_CROSS, ROLE_BOARD, ROLE_STATUS = range(5)
# What a desk does.
DESK_REVIEW, DESK_DEPLOY = 1, 2
# Phases of a practice.
PRACTICE_OFF, PRACTICE_SETUP, PRACTICE_LIVE, PRACTICE_ENDED = range(4)
# Policies a player sets.
POLICY_RELEASE_INTERVAL, POLICY_EMERGENCY_PATH, POLICY_APPROVAL_TIER = range(3)
POLICY_REVIEW, POLICY_INTAKE = 3, 4
POLICIES = 5
# Values of two of them.
REVIEW_NONE, REVIEW_PEER, REVIEW_PAIR = range(3)
INTAKE_ANYONE, INTAKE_DOOR, INTAKE_QUOTA = range(3)
# --- stakeholders: purposes of hours, what they need, where they are, why trust moved, how to engage and to rank
HOURS_REPORTS, HOURS_ESCALATION, HOURS_WIND_DOWN, HOURS_SUPPORT = 20, 21, 22, 23
NEED_SPEED, NEED_PREDICTABILITY, NEED_QUALITY, NEED_GROWTH, NEED_TRANSPARENCY = range(NEEDS)
IN_POST, TO_COME, GONE = range(3)
KEPT, MISSED, SURPRISED, WON, BYPASSED, JUDGED = 1, 2, 4, 8, 16, 32
ENGAGE_LISTEN, ENGAGE_BRIEF, ENGAGE_PREWIRE, ENGAGE_BAD_NEWS, ENGAGE_REFRESH = range(5)
# --- learning: what an experiment measures, how it is decided, and the verdicts
FIGURE_ACTIVATION, FIGURE_USE, FIGURE_OVERALL = range(3)
RULE_HORIZON, RULE_GREEN, RULE_OPINION, RULE_GUILD = range(4)
VERDICT_STOP, VERDICT_SHIP, VERDICT_EXTEND, VERDICT_NONE = range(4)
RANK_AS_IS, RANK_VALUE, RANK_COST_OF_DELAY, RANK_OLDEST = range(4)

# --- decision cards: where one stands, what it is about, what its options put in force, and how an incident is rerouted
CARD_OPEN, CARD_TAKEN = 1, 2
SCOPE_COMPANY, SCOPE_TEAM, SCOPE_LINE, SCOPE_METRIC, SCOPE_SOURCE, SCOPE_STAKEHOLDER, SCOPE_FORUM = range(7)
MEASURE_CALM, MEASURE_CROWD, MEASURE_FREEZE, MEASURE_OVERTIME, MEASURE_HOLD, MEASURE_EXPOSE = range(6)
MEASURE_CHECK, MEASURE_AGREE, MEASURE_SEAT, MEASURE_RELAX, MEASURE_UNHIDE, MEASURE_FEEL, MEASURE_EXPECT = range(6, 13)
SIGNAL_GREEN, SIGNAL_NULL = 1, 2  # what somebody has seen of an experiment
REROUTE_CONVENED, REROUTE_ON_CALL, REROUTE_ROLLED_BACK = range(3)
DECIDED = 64  # a cause of trust: what a card's option means to somebody
CARD_TYPES, CARD_ENTITIES, CARD_OPTIONS, CARDS, DEALS = 32, 48, 5, 16, 32

# Each entity: capacity, integer fields, float fields.
_FIELDS: dict[str, tuple[int, str, str]] = {
    "clock": (1, "seed epoch day week history_weeks", ""),
    "counts": (
        1,
        "lines teams desks forums practices effects sources metrics hires incidents free_item open_items "
        "high_items orders review_desks stakeholders audits free_cohort free_feature decks open_cards deals",
        "",
    ),
    "keys": (STREAMS, "stream", ""),
    "params": (1, "", " ".join(NAMES)),
    "lines": (
        LINES,
        "arrived next_min users forum board first_team team_count emergency_path approval_tier interval_days "
        "next_release_day train_head train_tail train_items releases promises_kept promises_missed region copied_week "
        "leads expected_days",
        "needs_per_week",
    ),
    "teams": (
        TEAMS,
        "line people ramping_permille queue_head queue_tail queued active lanes lane_min freed_min "
        "burnout_ppm incident_left_min review_desk deploy_desk returned overhead_min "
        "available_min touched_min switched_min incident_min preemptions board_items blocked "
        "drained_min most_lanes calm_lane_min owed_min left_week",
        "wip_per_maker useful_min",
    ),
    "lanes": (TEAMS * LANES, "item", ""),
    "items": (
        ITEMS,
        "stage need line team class_bits size_min left_min touched_min requested_min started_min ready_min "
        "since_min value estimate handoffs legs_left reworks starts desk worked_days forum raised_min bounces "
        "reopen_day decisions blocked approved next sibling younger sibling_live promise trials",
        "",
    ),
    "desks": (DESKS, "role servers head tail queued serving serving_tail", "mean_min"),
    "servers": (DESKS * SERVERS, "busy_until", ""),
    "forums": (
        FORUMS,
        "live role line cadence_days next_day slots head tail waiting seats sitting_min practice sat decided "
        "everywhere",
        "",
    ),
    "incidents": (
        INCIDENTS,
        "open line severity_permille batch started_min fix_min accrued_min waits failure team key",
        "",
    ),
    "practices": (
        PRACTICES,
        "phase variant launched_week live_week sponsor sponsor_week intensity_permille forum teams adjusted_week "
        "setup_weeks forum_role forum_cadence_days forum_slots forum_seats forum_sitting_min",
        "capital setup_hours steady_hours fidelity",
    ),
    "scopes": (PRACTICES * TEAMS, "scoped adoption_ppm fidelity_ppm codified_ppm written_ppm coached_ppm", ""),
    "effects": (EFFECTS, "practice variant lever scales", "value"),
    "levers": (LEVERS * TEAMS, "", "base value"),
    "policies": (POLICIES * LINES, "ordered_value effective_day changed_week", ""),
    "player": (1, "capital_milli minutes_left changes envelope_min", ""),
    "hires": (HIRES, "team joins_week joined_week", ""),
    "changes": (CHANGES, "week", ""),
    "sources": (
        SOURCES,
        "metric definition canonical lag_weeks team broken broke_week breaks migrated latest published drift_permille "
        "restated_week",
        "bias noise break_bias",
    ),
    "hub": (1, "backlog_min served_min", ""),
    "audits": (AUDITS, "kind target deep due_week reported_week finding_permille", ""),
    "metrics": (METRICS, "first_term terms weekly higher_is_better disagreement_permille", "scale"),
    "terms": (TERMS, "kind of_total under sign", ""),
    # Stakeholders, by the number of the sponsor; what commands record of them lies apart, in contacts and priorities.
    "stakeholders": (
        STAKEHOLDERS,
        "status line successor leaves_week left_week start_ppm trust_ppm kept missed surprised won bypassed announced",
        "power attention",
    ),
    "cares": (STAKEHOLDERS * NEEDS, "", "weight"),
    "contacts": (
        STAKEHOLDERS,
        "engaged_week engaged heard briefed_until_week prewired_until_week forewarned",
        "",
    ),
    "priorities": (LINES, "rank_rule ranked_week kpi_source kpi_until_week guardrails", ""),
    "agendas": (
        LINES,
        "review intake delivered outages forced decided elsewhere escalated escalated_before worst",
        "low distrust recent usual recent_elsewhere usual_elsewhere",
    ),
    "gazes": (SOURCES, "need", "usual"),
    "mandates": (PRACTICES, "takes_power", ""),
    "dues": (TEAMS, "minutes", ""),
    # Cards: types that a scenario deals, their options, how often each came to an entity, those open, the latest dealt,
    # and what options put in force on teams, lines, metrics and practices.
    "decks": (CARD_TYPES, "live scope on_item default delegated due_days dealt_week delegate", ""),
    "choices": (CARD_TYPES * CARD_OPTIONS, "team_min trust_ppm", ""),
    "dealt": (CARD_TYPES * CARD_ENTITIES, "times", ""),
    "cards": (CARDS, "state type entity ordinal about need due_day dealt_week option", ""),
    "deals": (DEALS, "card week", ""),
    "curbs": (TEAMS, "calm_until_week crowded_until_week frozen_until_week overtime_until_week", ""),
    "guards": (LINES, "exposed_permille checked_permille held_days outage_week open_until_week short_weeks", ""),
    "disputes": (METRICS, "agreed_until_week", ""),
    # Products by line, their customers in weekly cohorts, and features on their way to them.
    "products": (
        LINES,
        "accounts arr_cents won_cents lost_cents expanded_cents contracted_cents opening_cents contract_weeks "
        "users_per_account price_cents joined features harm_min harm_ppm depth_sum redesigns cohort_head cohort_tail "
        "feature_head feature_tail",
        "signups_per_week growth_yearly first_value_days fit login_share setup_share involuntary elasticity "
        "friction value renewal price support",
    ),
    "cohorts": (COHORTS, "line week accounts signups activated depth_ppm arr_cents level_permille due_week next", ""),
    "strata": (COHORTS * STRATA, "accounts", ""),
    "features": (
        FEATURES,
        "serial adoption_ppm ceiling_ppm effect_permille next",
        "friction value renewal price support",
    ),
    # What each line knows of each kind of failure, reviews whose actions are open, and coaching under way.
    "lessons": (LINES * FAILURES, "failed_week", "stock listed"),
    "reviews": (REVIEWS, "open line team failure held_week key", ""),
    "coachings": (COACHINGS, "practice team until_week", ""),
    # Dates promised, what a player said of them, how earlier ones came out (by pool), and a line's last lead times.
    "forecasts": (FORECASTS, "open line pool made_min p50_days p80_days base_milli live_min missed", ""),
    "pledges": (LINES, "week p50_days p80_days", ""),
    "pools": (POOLS, "kept", ""),
    "comparables": (POOLS * COMPARABLES, "milli", ""),
    "leads": (LINES * LEADS, "days", ""),
    "experiments": (
        EXPERIMENTS,
        "open line item need trial figure started_week weeks looks rule share_percent reading looked estimate_permille "
        "verdict signal signal_week",
        "",
    ),
    "tallies": (KINDS, "count total", ""),
    "past": (KINDS * PAST, "count total", ""),
}
SCHEMA: dict[str, tuple[int, tuple[str, ...], tuple[str, ...]]] = {
    entity: (capacity, tuple(integers.split()), tuple(floats.split()))
    for entity, (capacity, integers, floats) in _FIELDS.items()
}


def _entity(capacity: int, integers: tuple[str, ...], floats: tuple[str, ...]) -> np.dtype[Any]:
    fields: list[Any] = [(name, "<i8", (capacity,)) for name in integers]
    fields += [(name, "<f8", (capacity,)) for name in floats]
    return np.dtype(fields, align=True)


WORLD: np.dtype[Any] = np.dtype([(entity, _entity(*spec)) for entity, spec in SCHEMA.items()], align=True)

WEEK_ROWS = 8192  # rows that one week's log can hold
LOG: np.dtype[Any] = np.dtype(
    [
        ("length", "<i8", (1,)),
        ("limit", "<i8", (1,)),  # rows kept; 0 when nothing is recorded
        ("wanted", "<i8", (1,)),  # bits of the card types at whose dealing a run of weeks stops
        ("day_counts", "<i8", (WEEK,)),  # events on each day, once the week is over
        ("kind", "<u1", (WEEK_ROWS,)),
        ("subject", "<u2", (WEEK_ROWS,)),
        ("object", "<u2", (WEEK_ROWS,)),
        ("amount", "<i4", (WEEK_ROWS,)),
    ],
    align=True,
)


def new_log(recording: bool = True, worlds: int = 1) -> npt.NDArray[Any]:
    """Empty week's logs, records of dtype `LOG`, shape (worlds,); they keep rows only if `recording`."""
    log = np.zeros(worlds, LOG)
    log["limit"] = WEEK_ROWS if recording else 0
    return log
