"""st.shadow: hours spent on needs that went round intake, of all hours; fewer may mean that nobody counts them."""

from sim.events import HOURS_AVAILABLE, SHADOW_WORKED
from sim.metric import Metric, total

METRIC = Metric(
    id="st.shadow",
    number=30,
    name="Shadow work",
    unit="share",
    better="lower",
    over=(total(SHADOW_WORKED),),
    under=(total(HOURS_AVAILABLE),),
    scale=1.0,
    minimum=8,
    decimals=3,
    definition="Hours spent on needs that went round intake, of all hours; fewer may mean that nobody counts them.",
)
