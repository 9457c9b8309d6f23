"""flow.rework: returned work, set-up lost to preemption and incident work, of the hours that items received."""

from sim.events import INCIDENT_WORKED, ITEM_PREEMPTED, ITEM_RETURNED, WORK_TOUCHED
from sim.metric import Metric, total

METRIC = Metric(
    id="flow.rework",
    number=5,
    name="Rework",
    unit="% of touch hours",
    better="lower",
    over=(
        total(ITEM_RETURNED),
        total(ITEM_PREEMPTED),
        total(INCIDENT_WORKED),
    ),
    under=(total(WORK_TOUCHED),),
    scale=100.0,
    minimum=30000,
    decimals=1,
    definition="Returned work, set-up lost to preemption and incident work, of the hours that items received.",
)
