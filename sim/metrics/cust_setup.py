"""cust.setup: customers who finished set-up within the window, of cohorts old enough to judge."""

from sim.events import SETUPS_JUDGED, SIGNUPS_JUDGED
from sim.metric import Metric, total

METRIC = Metric(
    id="cust.setup",
    number=17,
    name="Activation (set-up)",
    unit="% of sign-ups",
    better="higher",
    over=(total(SETUPS_JUDGED),),
    under=(total(SIGNUPS_JUDGED),),
    scale=100.0,
    minimum=100,
    decimals=1,
    definition="Customers who finished set-up within the window, of cohorts old enough to judge.",
)
