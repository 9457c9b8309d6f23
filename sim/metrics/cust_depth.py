"""cust.depth: how deeply customers use it, mean over accounts."""

from sim.events import ACCOUNTS_COUNTED, DEPTH_COUNTED
from sim.metric import Metric, total

METRIC = Metric(
    id="cust.depth",
    number=21,
    name="Engagement depth",
    unit="share of full use",
    better="higher",
    over=(total(DEPTH_COUNTED),),
    under=(total(ACCOUNTS_COUNTED),),
    scale=0.001,
    minimum=50,
    decimals=2,
    definition="How deeply customers use it, mean over accounts.",
)
