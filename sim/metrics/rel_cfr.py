"""rel.cfr: releases that failed, of releases; it moves with how often you release, so never read it alone."""

from sim.events import RELEASE_FAILED, RELEASE_SHIPPED
from sim.metric import Metric, count

METRIC = Metric(
    id="rel.cfr",
    number=12,
    name="Change-fail rate",
    unit="%",
    better="lower",
    over=(count(RELEASE_FAILED),),
    under=(count(RELEASE_SHIPPED),),
    scale=100.0,
    minimum=10,
    decimals=0,
    definition="Releases that failed, of releases; it moves with how often you release, so never read it alone.",
)
