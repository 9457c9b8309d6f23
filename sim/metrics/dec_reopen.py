"""dec.reopen: decisions that came back while their item was in work, of decisions made."""

from sim.events import DECISION_MADE, DECISION_REOPENED
from sim.metric import Metric, count

METRIC = Metric(
    id="dec.reopen",
    number=1,
    name="Reopened decisions",
    unit="%",
    better="lower",
    over=(count(DECISION_REOPENED),),
    under=(count(DECISION_MADE),),
    scale=100.0,
    minimum=15,
    decimals=1,
    definition="Decisions that came back while their item was in work, of decisions made.",
)
