"""obs.restated: corrections of what a source had shown, per quarter."""

from sim.events import SOURCE_RESTATED
from sim.metric import Metric, count

METRIC = Metric(
    id="obs.restated",
    number=43,
    name="Restatements",
    unit="per quarter",
    better="lower",
    over=(count(SOURCE_RESTATED),),
    under=(),
    scale=13.0,
    minimum=8,
    decimals=1,
    definition="Corrections of what a source had shown, per quarter.",
)
