"""rel.batch: items per release."""

from sim.events import RELEASE_SHIPPED
from sim.metric import Metric, count, total

METRIC = Metric(
    id="rel.batch",
    number=11,
    name="Batch size",
    unit="items/release",
    better="lower",
    over=(total(RELEASE_SHIPPED),),
    under=(count(RELEASE_SHIPPED),),
    scale=1.0,
    minimum=10,
    decimals=1,
    definition="Items per release.",
)
