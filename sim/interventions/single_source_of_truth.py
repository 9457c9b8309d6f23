"""I12 Single source of truth: one definition and one lineage per metric."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="single-source-of-truth",
    number=12,
    name="Single source of truth",
    mechanism="Sources of a metric move to one agreed definition; nobody argues over which number to believe.",
    moves=(
        Move(
            Lever.SINGLE_SOURCE,
            to=1.0,
            grade="X",
            source="domain.md 4.2 I12: reconciling -50 to -80 %; direction MIN, SMR17",
        ),
    ),
    capital=12.0,
    setup_hours=100.0,
    setup_weeks=13,
    steady_hours=0.1,
    variants={
        "metric-by-metric": Variant(fidelity=0.85, note="the contested ones first, owners in the room"),
        "big-bang": Variant(fidelity=0.50, setup=0.7, note="one weekend, all of them"),
    },
    fails_when="The wrong definition is frozen, every new metric queues for one team, or all move at once.",
    needs="Metric definitions with owners.",
    first_signs="Spread between sources, and hours spent reconciling, after 8 to 16 weeks.",
    grade="S",
    source="MIN, SMR17",
)
