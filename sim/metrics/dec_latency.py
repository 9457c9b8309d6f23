"""dec.latency: from raised to decided, mean over decisions made, delegated ones included."""

from sim.events import DECISION_MADE
from sim.metric import Metric, count, total

METRIC = Metric(
    id="dec.latency",
    number=0,
    name="Decision latency",
    unit="working days",
    better="lower",
    over=(total(DECISION_MADE),),
    under=(count(DECISION_MADE),),
    scale=1 / 480,
    minimum=15,
    decimals=1,
    definition="From raised to decided, mean over decisions made, delegated ones included.",
    percentile_of=DECISION_MADE,
)
