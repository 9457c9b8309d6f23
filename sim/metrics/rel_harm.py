"""rel.harm: severity times exposed customers times hours, per week."""

from sim.events import HARM_ACCRUED
from sim.metric import Metric, total

METRIC = Metric(
    id="rel.harm",
    number=13,
    name="Affected customer-hours",
    unit="customer-h/wk",
    better="lower",
    over=(total(HARM_ACCRUED),),
    under=(),
    scale=1 / 60,
    minimum=8,
    decimals=0,
    definition="Severity times exposed customers times hours, per week.",
)
