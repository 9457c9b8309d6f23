"""dec.declined: needs that a forum would not commit to, of those it decided about."""

from sim.events import ITEM_COMMITTED, NEED_DECLINED
from sim.metric import Metric, count

METRIC = Metric(
    id="dec.declined",
    number=42,
    name="Declined needs",
    unit="% of commitments decided",
    better="near",
    over=(count(NEED_DECLINED),),
    under=(
        count(NEED_DECLINED),
        count(ITEM_COMMITTED),
    ),
    scale=100.0,
    minimum=20,
    decimals=1,
    definition="Needs that a forum would not commit to, of those it decided about.",
)
