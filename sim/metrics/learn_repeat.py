"""learn.repeat: incidents of a kind that their line had within the last half-year, of incidents."""

from sim.events import FAILURE_CLASSED, FAILURE_REPEATED
from sim.metric import Metric, count

METRIC = Metric(
    id="learn.repeat",
    number=39,
    name="Repeat failures",
    unit="%",
    better="lower",
    over=(count(FAILURE_REPEATED),),
    under=(count(FAILURE_CLASSED),),
    scale=100.0,
    minimum=12,
    decimals=0,
    definition="Incidents of a kind that their line had within the last half-year, of incidents.",
)
