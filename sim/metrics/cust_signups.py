"""cust.signups: new customers a week: a count, and a vain one."""

from sim.events import CUSTOMERS_JOINED
from sim.metric import Metric, total

METRIC = Metric(
    id="cust.signups",
    number=19,
    name="Sign-ups",
    unit="accounts/wk",
    better="higher",
    over=(total(CUSTOMERS_JOINED),),
    under=(),
    scale=1.0,
    minimum=8,
    decimals=1,
    definition="New customers a week: a count, and a vain one.",
)
