"""flow.wip: started and unfinished items on Friday, per person on a team."""

from sim.events import HOURS_AVAILABLE, WIP_COUNTED
from sim.metric import Metric, total
from sim.world import DAY, WEEK

METRIC = Metric(
    id="flow.wip",
    number=8,
    name="Work in progress",
    unit="items/maker",
    better="near",
    over=(total(WIP_COUNTED),),
    under=(total(HOURS_AVAILABLE),),
    scale=float(WEEK * DAY),
    minimum=8 * WEEK * DAY,
    decimals=2,
    definition="Started and unfinished items on Friday, per person on a team.",
)
