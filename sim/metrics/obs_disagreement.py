"""obs.disagreement: spread of the sources of one metric over their mean, averaged over metrics with two sources."""

from sim.events import DISAGREEMENT_MEASURED
from sim.metric import Metric, count, total

METRIC = Metric(
    id="obs.disagreement",
    number=10,
    name="Source disagreement",
    unit="coefficient of variation",
    better="lower",
    over=(total(DISAGREEMENT_MEASURED),),
    under=(count(DISAGREEMENT_MEASURED),),
    scale=1 / 1000,
    minimum=8,
    decimals=2,
    definition="Spread of the sources of one metric over their mean, averaged over metrics with two sources.",
)
