"""flow.dup: hours of second copies, dropped or shipped, of the hours that items received."""

from sim.events import DUPLICATE_MERGED, DUPLICATE_SHIPPED, WORK_TOUCHED
from sim.metric import Metric, total

METRIC = Metric(
    id="flow.dup",
    number=3,
    name="Duplicated effort",
    unit="% of touch hours",
    better="lower",
    over=(
        total(DUPLICATE_MERGED),
        total(DUPLICATE_SHIPPED),
    ),
    under=(total(WORK_TOUCHED),),
    scale=100.0,
    minimum=30000,
    decimals=1,
    definition="Hours of second copies, dropped or shipped, of the hours that items received.",
)
