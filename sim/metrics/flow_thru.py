"""flow.thru: items that went live per week, duplicates counted once."""

from sim.events import VALUE_DELIVERED
from sim.metric import Metric, count

METRIC = Metric(
    id="flow.thru",
    name="Throughput",
    unit="items/wk",
    better="higher",
    over=(count(VALUE_DELIVERED),),
    under=(),
    scale=1.0,
    minimum=8,
    decimals=1,
    definition="Items that went live per week, duplicates counted once.",
)
