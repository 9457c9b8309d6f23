"""exp.inflation: relative uplift claimed on shipping less the true one: above zero is the winner's curse."""

from sim.events import UPLIFT_CLAIMED
from sim.metric import Metric, count, total

METRIC = Metric(
    id="exp.inflation",
    number=38,
    name="Uplift claimed too much",
    unit="points",
    better="near",
    over=(total(UPLIFT_CLAIMED),),
    under=(count(UPLIFT_CLAIMED),),
    scale=0.1,
    minimum=8,
    decimals=1,
    definition="Relative uplift claimed on shipping less the true one: above zero is the winner's curse.",
)
