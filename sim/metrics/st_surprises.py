"""st.surprises: bad news that reached a stakeholder unannounced, a week."""

from sim.events import STAKEHOLDER_SURPRISED
from sim.metric import Metric, total

METRIC = Metric(
    id="st.surprises",
    number=31,
    name="Surprises",
    unit="/wk",
    better="lower",
    over=(total(STAKEHOLDER_SURPRISED),),
    under=(),
    scale=1.0,
    minimum=8,
    decimals=2,
    definition="Bad news that reached a stakeholder unannounced, a week.",
)
