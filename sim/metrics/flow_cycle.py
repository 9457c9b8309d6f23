"""flow.cycle: from first start to built, each time it is built: it leaves out every wait before and after."""

from sim.events import ITEM_BUILT
from sim.metric import Metric, count, total

METRIC = Metric(
    id="flow.cycle",
    number=2,
    name="Cycle time",
    unit="working days",
    better="lower",
    over=(total(ITEM_BUILT),),
    under=(count(ITEM_BUILT),),
    scale=1 / 480,
    minimum=20,
    decimals=1,
    definition="From first start to built, each time it is built: it leaves out every wait before and after.",
    percentile_of=ITEM_BUILT,
)
