"""flow.thru: items that went live per week, duplicates counted once."""

from sim.events import DUPLICATE_SHIPPED, ITEM_WENT_LIVE
from sim.metric import Metric, count, less

METRIC = Metric(
    id="flow.thru",
    number=7,
    name="Throughput",
    unit="items/wk",
    better="higher",
    over=(count(ITEM_WENT_LIVE), less(count(DUPLICATE_SHIPPED))),
    under=(),
    scale=1.0,
    minimum=8,
    decimals=1,
    definition="Items that went live per week, duplicates counted once.",
)
