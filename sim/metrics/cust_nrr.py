"""cust.nrr: yearly revenue of contracts that ended, after losses, gains and reductions, of what it was."""

from sim.events import REVENUE_CONTRACTED, REVENUE_ENDED, REVENUE_EXPANDED, REVENUE_LOST
from sim.metric import Metric, less, total

METRIC = Metric(
    id="cust.nrr",
    number=24,
    name="Net revenue retention",
    unit="% of revenue due",
    better="higher",
    over=(
        total(REVENUE_ENDED),
        less(total(REVENUE_LOST)),
        total(REVENUE_EXPANDED),
        less(total(REVENUE_CONTRACTED)),
    ),
    under=(total(REVENUE_ENDED),),
    scale=100.0,
    minimum=100000,
    decimals=1,
    definition="Yearly revenue of contracts that ended, after losses, gains and reductions, of what it was.",
)
