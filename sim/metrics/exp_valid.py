"""exp.valid: experiments that no fault of instruments or arms misled, of those that ended."""

from sim.events import EXPERIMENT_ENDED
from sim.metric import Metric, count, total

METRIC = Metric(
    id="exp.valid",
    number=36,
    name="Valid experiments",
    unit="%",
    better="higher",
    over=(total(EXPERIMENT_ENDED),),
    under=(count(EXPERIMENT_ENDED),),
    scale=100.0,
    minimum=10,
    decimals=0,
    definition="Experiments that no fault of instruments or arms misled, of those that ended.",
)
