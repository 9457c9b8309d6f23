"""flow.stopped: hours already spent on items that were stopped on purpose."""

from sim.events import ITEM_STOPPED, WORK_TOUCHED
from sim.metric import Metric, total

METRIC = Metric(
    id="flow.stopped",
    number=6,
    name="Stopped work",
    unit="% of touch hours",
    better="near",
    over=(total(ITEM_STOPPED),),
    under=(total(WORK_TOUCHED),),
    scale=100.0,
    minimum=30000,
    decimals=1,
    definition="Hours already spent on items that were stopped on purpose.",
)
