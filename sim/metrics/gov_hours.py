"""gov.hours: seats, preparation, practices, set-up, learning and reconciling, per person."""

from sim.events import GOVERNANCE_BOOKED, HOURS_AVAILABLE
from sim.metric import Metric, total
from sim.world import DAY, WEEK

METRIC = Metric(
    id="gov.hours",
    number=9,
    name="Governance load",
    unit="h/person-wk",
    better="near",
    over=(total(GOVERNANCE_BOOKED),),
    under=(total(HOURS_AVAILABLE),),
    scale=WEEK * DAY / 60,
    minimum=8 * WEEK * DAY,
    decimals=1,
    definition="Seats, preparation, practices, set-up, learning and reconciling, per person.",
)
