"""flow.cycle: from the first start to live: it leaves out the wait before anybody begins."""

from sim.events import ITEM_CYCLED
from sim.metric import Metric, count, total

METRIC = Metric(
    id="flow.cycle",
    name="Cycle time",
    unit="working days",
    better="lower",
    over=(total(ITEM_CYCLED),),
    under=(count(ITEM_CYCLED),),
    scale=1 / 480,
    minimum=20,
    decimals=1,
    definition="From the first start to live: it leaves out the wait before anybody begins.",
    percentile_of=int(ITEM_CYCLED),
)
