"""cust.login: customers who logged in within the window, of cohorts old enough to judge; easily pushed."""

from sim.events import LOGINS_JUDGED, SIGNUPS_JUDGED
from sim.metric import Metric, total

METRIC = Metric(
    id="cust.login",
    number=18,
    name="Activation (log-in)",
    unit="% of sign-ups",
    better="higher",
    over=(total(LOGINS_JUDGED),),
    under=(total(SIGNUPS_JUDGED),),
    scale=100.0,
    minimum=100,
    decimals=1,
    definition="Customers who logged in within the window, of cohorts old enough to judge; easily pushed.",
)
