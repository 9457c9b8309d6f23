"""cust.ttfv: days from sign-up to first value, mean over those who reached it."""

from sim.events import CUSTOMERS_ACTIVATED, FIRST_VALUE_TIMED
from sim.metric import Metric, total

METRIC = Metric(
    id="cust.ttfv",
    number=20,
    name="Time to first value",
    unit="days",
    better="lower",
    over=(total(FIRST_VALUE_TIMED),),
    under=(total(CUSTOMERS_ACTIVATED),),
    scale=1.0,
    minimum=50,
    decimals=1,
    definition="Days from sign-up to first value, mean over those who reached it.",
)
