"""rel.recover: from failure to mitigation, mean, day and night."""

from sim.events import INCIDENT_MITIGATED
from sim.metric import Metric, count, total

METRIC = Metric(
    id="rel.recover",
    number=14,
    name="Recovery",
    unit="h",
    better="lower",
    over=(total(INCIDENT_MITIGATED),),
    under=(count(INCIDENT_MITIGATED),),
    scale=1 / 60,
    minimum=8,
    decimals=1,
    definition="From failure to mitigation, mean, day and night.",
    percentile_of=INCIDENT_MITIGATED,
)
