"""val.delivered: true value of what went live, duplicates counted once; nobody in the company sees it."""

from sim.events import VALUE_DELIVERED
from sim.metric import Metric, total

METRIC = Metric(
    id="val.delivered",
    number=15,
    name="Value delivered",
    unit="points/wk",
    better="higher",
    over=(total(VALUE_DELIVERED),),
    under=(),
    scale=1.0,
    minimum=8,
    decimals=0,
    definition="True value of what went live, duplicates counted once; nobody in the company sees it.",
)
