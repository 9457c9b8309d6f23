"""learn.closure: reviews whose actions got done, of reviews held; what was reviewed lately is not due yet."""

from sim.events import ACTION_CLOSED, REVIEW_HELD
from sim.metric import Metric, count

METRIC = Metric(
    id="learn.closure",
    number=40,
    name="Actions closed",
    unit="%",
    better="higher",
    over=(count(ACTION_CLOSED),),
    under=(count(REVIEW_HELD),),
    scale=100.0,
    minimum=8,
    decimals=0,
    definition="Reviews whose actions got done, of reviews held; what was reviewed lately is not due yet.",
)
