"""What an intervention may move: structural quantities that mechanisms read, never outcomes.

Each lever starts from the parameter of the same name (or a team's own habit) and is moved, team by team, by the
practices that are live there, in proportion to adoption x fidelity. The values in force lie in `world.levers`.
"""

from __future__ import annotations

from enum import IntEnum


class Lever(IntEnum):
    """A quantity that practices move; the name is that of its base parameter in lower case."""

    OWNER_AMBIGUITY = 0
    DELEGATED_SHARE = 1
    CONFLICT = 2
    RIGHTS_CLARITY = 3
    ORDER_BY_VALUE = 4
    ESTIMATE_SIGMA = 5
    QUARTERLY_THRASH = 6
    WIP_PER_MAKER = 7  # base: the team's habit
    VISIBILITY = 8
    CHECKLIST_REMOVAL = 9
    ROLLBACK_READY = 10
    FLAG_SHARE = 11
    EXPOSED_SHARE = 12
    APPROVAL_SHARE = 13
    GATE_REMOVAL = 14
    SINGLE_SOURCE = 15
    BREAK_DETECTION_WEEKLY = 16
    TARGET_PRESSURE = 17
    REWORK_SHARE = 18
    HANDOFF_CLARIFY_SHARE = 19
    ESCALATION_SHARE = 30
    SURPRISE_SHARE = 31
    RESISTANCE = 32
    PEER_REVIEW_REMOVAL = 33
    REALLOCATION = 34

    INFORMATION_AGE_DAYS = 48
    DASHBOARD_SPRAWL = 49
    DETECTION_WEEKLY = 50
    OVERSTEER = 51
    DEFINITION_DRIFT = 52
    HUB_SHARE = 53
    REGION_FIT = 54  # base: the line's own fit


LEVERS = 64  # capacity

# The same as plain integers, for the kernel.
OWNER_AMBIGUITY = int(Lever.OWNER_AMBIGUITY)
DELEGATED_SHARE = int(Lever.DELEGATED_SHARE)
CONFLICT = int(Lever.CONFLICT)
RIGHTS_CLARITY = int(Lever.RIGHTS_CLARITY)
ORDER_BY_VALUE = int(Lever.ORDER_BY_VALUE)
ESTIMATE_SIGMA = int(Lever.ESTIMATE_SIGMA)
QUARTERLY_THRASH = int(Lever.QUARTERLY_THRASH)
WIP_PER_MAKER = int(Lever.WIP_PER_MAKER)
VISIBILITY = int(Lever.VISIBILITY)
CHECKLIST_REMOVAL = int(Lever.CHECKLIST_REMOVAL)
ROLLBACK_READY = int(Lever.ROLLBACK_READY)
FLAG_SHARE = int(Lever.FLAG_SHARE)
EXPOSED_SHARE = int(Lever.EXPOSED_SHARE)
APPROVAL_SHARE = int(Lever.APPROVAL_SHARE)
GATE_REMOVAL = int(Lever.GATE_REMOVAL)
SINGLE_SOURCE = int(Lever.SINGLE_SOURCE)
BREAK_DETECTION_WEEKLY = int(Lever.BREAK_DETECTION_WEEKLY)
TARGET_PRESSURE = int(Lever.TARGET_PRESSURE)
REWORK_SHARE = int(Lever.REWORK_SHARE)
HANDOFF_CLARIFY_SHARE = int(Lever.HANDOFF_CLARIFY_SHARE)
INFORMATION_AGE_DAYS = int(Lever.INFORMATION_AGE_DAYS)
DASHBOARD_SPRAWL = int(Lever.DASHBOARD_SPRAWL)
DETECTION_WEEKLY = int(Lever.DETECTION_WEEKLY)
OVERSTEER = int(Lever.OVERSTEER)
DEFINITION_DRIFT = int(Lever.DEFINITION_DRIFT)
HUB_SHARE = int(Lever.HUB_SHARE)
REGION_FIT = int(Lever.REGION_FIT)
ESCALATION_SHARE = int(Lever.ESCALATION_SHARE)
SURPRISE_SHARE = int(Lever.SURPRISE_SHARE)
RESISTANCE = int(Lever.RESISTANCE)
PEER_REVIEW_REMOVAL = int(Lever.PEER_REVIEW_REMOVAL)
REALLOCATION = int(Lever.REALLOCATION)
