"""What an intervention may move: structural quantities that mechanisms read, never outcomes.

Each lever starts from the parameter of the same name (or a team's own habit) and is moved, team by team, by the
practices that are live there, in proportion to adoption x fidelity. The values in force lie in `world.levers`.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np


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


LEVERS = 24  # capacity

# Kernel constants: np.int64, see sim.kernel.
OWNER_AMBIGUITY = np.int64(Lever.OWNER_AMBIGUITY)
DELEGATED_SHARE = np.int64(Lever.DELEGATED_SHARE)
CONFLICT = np.int64(Lever.CONFLICT)
RIGHTS_CLARITY = np.int64(Lever.RIGHTS_CLARITY)
ORDER_BY_VALUE = np.int64(Lever.ORDER_BY_VALUE)
ESTIMATE_SIGMA = np.int64(Lever.ESTIMATE_SIGMA)
QUARTERLY_THRASH = np.int64(Lever.QUARTERLY_THRASH)
WIP_PER_MAKER = np.int64(Lever.WIP_PER_MAKER)
VISIBILITY = np.int64(Lever.VISIBILITY)
CHECKLIST_REMOVAL = np.int64(Lever.CHECKLIST_REMOVAL)
ROLLBACK_READY = np.int64(Lever.ROLLBACK_READY)
FLAG_SHARE = np.int64(Lever.FLAG_SHARE)
EXPOSED_SHARE = np.int64(Lever.EXPOSED_SHARE)
APPROVAL_SHARE = np.int64(Lever.APPROVAL_SHARE)
GATE_REMOVAL = np.int64(Lever.GATE_REMOVAL)
SINGLE_SOURCE = np.int64(Lever.SINGLE_SOURCE)
BREAK_DETECTION_WEEKLY = np.int64(Lever.BREAK_DETECTION_WEEKLY)
TARGET_PRESSURE = np.int64(Lever.TARGET_PRESSURE)
REWORK_SHARE = np.int64(Lever.REWORK_SHARE)
HANDOFF_CLARIFY_SHARE = np.int64(Lever.HANDOFF_CLARIFY_SHARE)
