"""fc.bias: mean log of actual over the P50 promised, of what went live; above zero is late."""

from sim.events import FORECAST_MEASURED
from sim.metric import Metric, count, total

METRIC = Metric(
    id="fc.bias",
    number=35,
    name="Forecast bias",
    unit="log",
    better="near",
    over=(total(FORECAST_MEASURED),),
    under=(count(FORECAST_MEASURED),),
    scale=0.001,
    minimum=12,
    decimals=2,
    definition="Mean log of actual over the P50 promised, of what went live; above zero is late.",
)
