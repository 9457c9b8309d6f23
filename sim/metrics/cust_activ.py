"""cust.activ: customers who reached first value within the window, of cohorts old enough to judge."""

from sim.events import ACTIVATION_JUDGED, SIGNUPS_JUDGED
from sim.metric import Metric, total

METRIC = Metric(
    id="cust.activ",
    number=16,
    name="Activation (first value)",
    unit="% of sign-ups",
    better="higher",
    over=(total(ACTIVATION_JUDGED),),
    under=(total(SIGNUPS_JUDGED),),
    scale=100.0,
    minimum=100,
    decimals=1,
    definition="Customers who reached first value within the window, of cohorts old enough to judge.",
)
