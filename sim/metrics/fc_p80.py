"""fc.p80: items live by the date promised with 80 %, of promises due; dates set far out flatter it."""

from sim.events import FORECAST_KEPT, FORECAST_MISSED
from sim.metric import Metric, count

METRIC = Metric(
    id="fc.p80",
    number=34,
    name="Promises kept",
    unit="%",
    better="near",
    over=(count(FORECAST_KEPT),),
    under=(count(FORECAST_KEPT), count(FORECAST_MISSED)),
    scale=100.0,
    minimum=12,
    decimals=0,
    definition="Items live by the date promised with 80 %, of promises due; dates set far out flatter it.",
)
