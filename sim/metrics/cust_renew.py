"""cust.renew: accounts that renewed, of those whose contract ended."""

from sim.events import CONTRACTS_ENDED, CUSTOMERS_LEFT
from sim.metric import Metric, less, total

METRIC = Metric(
    id="cust.renew",
    number=22,
    name="Renewal rate",
    unit="% of accounts due",
    better="higher",
    over=(
        total(CONTRACTS_ENDED),
        less(total(CUSTOMERS_LEFT)),
    ),
    under=(total(CONTRACTS_ENDED),),
    scale=100.0,
    minimum=40,
    decimals=1,
    definition="Accounts that renewed, of those whose contract ended.",
)
