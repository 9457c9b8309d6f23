"""cust.churn: accounts that left, of accounts, a week."""

from sim.events import ACCOUNTS_COUNTED, CUSTOMERS_LEFT
from sim.metric import Metric, total

METRIC = Metric(
    id="cust.churn",
    number=23,
    name="Churn",
    unit="% of accounts a week",
    better="lower",
    over=(total(CUSTOMERS_LEFT),),
    under=(total(ACCOUNTS_COUNTED),),
    scale=100.0,
    minimum=100,
    decimals=2,
    definition="Accounts that left, of accounts, a week.",
)
