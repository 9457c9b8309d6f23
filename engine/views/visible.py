"""What can be seen of a world by somebody who works there, and a copy of a world that holds nothing else.

Screens are drawn from such a copy, so that what is not on the list cannot be drawn by mistake: true values, biases,
undetected breaks and duplicates, individual trust, adoption and fidelity, burnout, levers. Exact in play are the
calendar, the player's own means and orders, what the tracker, the pager and the diaries hold, and what was published.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from engine.worlds import Worlds
from sim import events as ev
from sim.world import WORLD

# entity -> fields. A field that is not named here stays 0 in what screens are made of.
VISIBLE: Final[dict[str, tuple[str, ...]]] = {
    name: tuple(fields.split())
    for name, fields in {
        "clock": "day week history_weeks",
        "counts": (
            "lines teams desks forums practices sources metrics hires incidents open_items high_items orders "
            "review_desks stakeholders audits decks open_cards deals"
        ),
        # published: the assumptions screen shows every parameter; these say how people answer what anybody can count
        "params": "yes_threshold trust_kept trust_win trust_missed trust_surprise trust_bypass",
        # the tracker and the release calendar
        "lines": (
            "users forum board first_team team_count emergency_path approval_tier interval_days next_release_day "
            "train_items releases promises_kept promises_missed region expected_days"
        ),
        "teams": "line people",
        "items": (
            "stage line team class_bits requested_min started_min ready_min estimate desk forum raised_min blocked "
            "reworks"
        ),
        "desks": "role",
        "forums": (
            "live role line cadence_days next_day slots waiting seats sitting_min practice sat decided everywhere"
        ),
        # the pager: an incident is known while it lasts, not when it will end
        "incidents": "open line severity_permille started_min team",
        # what was announced, never what people do with it
        "practices": (
            "phase variant launched_week live_week sponsor sponsor_week intensity_permille forum teams adjusted_week "
            "setup_weeks capital setup_hours steady_hours"
        ),
        "scopes": "scoped",
        "policies": "ordered_value effective_day changed_week",
        "player": "capital_milli minutes_left changes envelope_min",
        "hires": "team joins_week joined_week",
        # what is published
        "sources": "metric definition lag_weeks team migrated latest published restated_week",
        "metrics": "disagreement_permille",
        "audits": "kind target deep due_week reported_week finding_permille",
        # what anybody could have counted
        "stakeholders": "status line successor start_ppm kept missed surprised won bypassed announced power attention",
        "contacts": "engaged_week engaged heard briefed_until_week prewired_until_week forewarned",
        "priorities": "rank_rule ranked_week kpi_source kpi_until_week guardrails",
        "agendas": "review intake",
        "decks": "live scope on_item default delegated due_days dealt_week delegate",
        "cards": "state type entity ordinal about due_day dealt_week option",
        "deals": "card week",
        "coachings": "practice team until_week",
        "pledges": "week p50_days p80_days",
        "forecasts": "open line made_min p50_days p80_days missed",
        "experiments": "open line item figure started_week weeks looks rule share_percent looked",
    }.items()
}

# Events that people in the company notice, kept one by one: they stand on the timeline and in the brief.
NOTICED: Final = frozenset(
    int(kind)
    for kind in (
        ev.RELEASE_FAILED, ev.INCIDENT_OPENED, ev.INCIDENT_MITIGATED,
        ev.FORUM_SEATED, ev.FORUM_SAT, ev.FORUM_RETIRED,
        ev.HIRE_ORDERED, ev.HIRE_JOINED, ev.PERSON_LEFT, ev.PEOPLE_MOVED,
        ev.PRACTICE_LAUNCHED, ev.PRACTICE_WENT_LIVE, ev.PRACTICE_ADJUSTED, ev.PRACTICE_RETIRED, ev.POLICY_ORDERED,
        ev.POLICY_CHANGED, ev.CAPITAL_SPENT, ev.TIME_SPENT,
        ev.REPORT_PUBLISHED, ev.SOURCE_MENDED, ev.SOURCE_MIGRATED, ev.SOURCE_RESTATED, ev.DISAGREEMENT_MEASURED,
        ev.DEPARTURE_ANNOUNCED, ev.STAKEHOLDER_LEFT, ev.STAKEHOLDER_ENGAGED, ev.SPONSOR_SEEN, ev.LINE_RANKED,
        ev.KPI_SET,
        ev.AUDIT_ORDERED, ev.AUDIT_REPORTED,
        ev.FORECAST_MADE, ev.FORECAST_KEPT, ev.FORECAST_MISSED, ev.FORECAST_ORDERED, ev.EXPECTATION_SET,
        ev.EXPERIMENT_STARTED, ev.EXPERIMENT_READ, ev.EXPERIMENT_CALLED, ev.EXPERIMENT_ENDED,
        ev.COACHING_ORDERED, ev.REVIEW_HELD, ev.ITEM_STOPPED, ev.ITEM_PARKED,
        ev.CARD_DEALT, ev.CARD_ANSWERED, ev.CARD_SETTLED, ev.CARD_LAPSED, ev.CARD_WITHDRAWN, ev.CARDS_DELEGATED,
        ev.DUPLICATE_MERGED, ev.REDESIGN_SHIPPED,
    )
)  # fmt: skip
# Events that the tracker, the pager and the diaries count; kept as numbers of a week.
COUNTED: Final = frozenset(
    int(kind)
    for kind in (
        ev.NEED_ARRIVED, ev.NEED_WITHDRAWN, ev.NEED_TURNED_AWAY, ev.NEED_DECLINED, ev.ITEM_COMMITTED, ev.ITEM_STARTED,
        ev.ITEM_HANDED_OFF, ev.ITEM_PREEMPTED, ev.ITEM_RETURNED, ev.DUPLICATE_MATCHED, ev.DECISION_RAISED,
        ev.DECISION_BOUNCED, ev.DECISION_MADE, ev.DECISION_REOPENED, ev.ITEM_BOARDED, ev.ITEM_WENT_LIVE,
        ev.RELEASE_SHIPPED, ev.TRAIN_SKIPPED, ev.GOVERNANCE_BOOKED, ev.DECISION_ESCALATED, ev.WORK_ESCALATED,
        ev.CUSTOMERS_JOINED, ev.CUSTOMERS_LEFT, ev.FEATURE_SHIPPED,
    )
) | NOTICED  # fmt: skip
# Columns of noticed events that would say more than was noticed; they are kept as 0.
UNSAID: Final = {
    int(ev.EXPERIMENT_ENDED): ("amount",),  # whether it was sound
    int(ev.FORECAST_MADE): ("amount",),  # packs what was seen from within
    int(ev.DUPLICATE_MERGED): ("amount",),
}


def visible(worlds: Worlds) -> Worlds:
    """An empty world with what can be seen of the first of some copied into it.

    Args:
        worlds: read only.

    Returns:
        An array of one record of dtype `WORLD`; its other fields are 0.
    """
    told = np.zeros(1, WORLD)
    for entity, fields in VISIBLE.items():
        source, target = worlds[0][entity], told[0][entity]
        for field in fields:
            target[field] = source[field]
    return told
