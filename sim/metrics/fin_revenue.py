"""fin.revenue: a week of contracts."""

from sim.events import REVENUE_EARNED
from sim.metric import Metric, total

METRIC = Metric(
    id="fin.revenue",
    number=25,
    name="Revenue",
    unit="thousand/wk",
    better="higher",
    over=(total(REVENUE_EARNED),),
    under=(),
    scale=0.00001,
    minimum=8,
    decimals=1,
    definition="A week of contracts.",
)
