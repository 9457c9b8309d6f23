"""flow.wip: started and unfinished items on Friday, per person on a team."""

from sim.events import PEOPLE_COUNTED, WIP_COUNTED
from sim.metric import Metric, total

METRIC = Metric(
    id="flow.wip",
    number=8,
    name="Work in progress",
    unit="items/maker",
    better="near",
    over=(total(WIP_COUNTED),),
    under=(total(PEOPLE_COUNTED),),
    scale=1.0,
    minimum=8,
    decimals=2,
    definition="Started and unfinished items on Friday, per person on a team.",
)
