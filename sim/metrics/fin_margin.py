"""fin.margin: revenue less what people cost, of revenue."""

from sim.events import COSTS_BORNE, REVENUE_EARNED
from sim.metric import Metric, less, total

METRIC = Metric(
    id="fin.margin",
    number=26,
    name="Margin",
    unit="% of revenue",
    better="higher",
    over=(
        total(REVENUE_EARNED),
        less(total(COSTS_BORNE)),
    ),
    under=(total(REVENUE_EARNED),),
    scale=100.0,
    minimum=100000,
    decimals=1,
    definition="Revenue less what people cost, of revenue.",
)
