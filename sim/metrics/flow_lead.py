"""flow.lead: from request to live, mean over what went live; duplicates included."""

from sim.events import ITEM_WENT_LIVE
from sim.metric import Metric, count, total

METRIC = Metric(
    id="flow.lead",
    number=4,
    name="Lead time",
    unit="working days",
    better="lower",
    over=(total(ITEM_WENT_LIVE),),
    under=(count(ITEM_WENT_LIVE),),
    scale=1 / 480,
    minimum=20,
    decimals=1,
    definition="From request to live, mean over what went live; duplicates included.",
    percentile_of=ITEM_WENT_LIVE,
)
