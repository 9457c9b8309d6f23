"""st.trust: mean trust of the stakeholders in post on Fridays, weighted by power; nobody reports it."""

from sim.events import TRUST_COUNTED
from sim.metric import Metric, count, total

METRIC = Metric(
    id="st.trust",
    number=28,
    name="Trust of stakeholders",
    unit="share",
    better="higher",
    over=(total(TRUST_COUNTED),),
    under=(count(TRUST_COUNTED),),
    scale=1e-6,
    minimum=8,
    decimals=2,
    definition="Mean trust of the stakeholders in post on Fridays, weighted by power; nobody reports it.",
)
