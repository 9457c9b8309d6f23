"""st.escalations: items that owners took to a forum, and decisions that a protocol sent to their owner."""

from sim.events import DECISION_ESCALATED, WORK_ESCALATED
from sim.metric import Metric, count

METRIC = Metric(
    id="st.escalations",
    number=29,
    name="Escalations",
    unit="/wk",
    better="lower",
    over=(count(WORK_ESCALATED), count(DECISION_ESCALATED)),
    under=(),
    scale=1.0,
    minimum=8,
    decimals=1,
    definition="Items that owners took to a forum and waiting decisions that a protocol sent to their owner, a week.",
)
