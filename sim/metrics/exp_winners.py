"""exp.winners: features that do good, of features that went live, as nobody but the debrief knows."""

from sim.events import FEATURE_SHIPPED, WINNER_SHIPPED
from sim.metric import Metric, count

METRIC = Metric(
    id="exp.winners",
    number=37,
    name="Winners among features",
    unit="%",
    better="higher",
    over=(count(WINNER_SHIPPED),),
    under=(count(FEATURE_SHIPPED),),
    scale=100.0,
    minimum=20,
    decimals=0,
    definition="Features that do good, of features that went live, as nobody but the debrief knows.",
)
