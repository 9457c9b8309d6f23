"""gov.hours: seats, preparation, practices, set-up, learning and reconciling, per person."""

from sim.events import GOVERNANCE_BOOKED, PEOPLE_COUNTED
from sim.metric import Metric, total

METRIC = Metric(
    id="gov.hours",
    number=9,
    name="Governance load",
    unit="h/person-wk",
    better="near",
    over=(total(GOVERNANCE_BOOKED),),
    under=(total(PEOPLE_COUNTED),),
    scale=1 / 60,
    minimum=8,
    decimals=1,
    definition="Seats, preparation, practices, set-up, learning and reconciling, per person.",
)
