"""I7 Product-ops hub: a few people who schedule, coordinate and arrange for all teams."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="product-ops-hub",
    number=7,
    name="Product-ops hub",
    mechanism="Two people arrange owner changes, upkeep and set-up for all; what exceeds their week waits.",
    moves=(
        Move(
            Lever.HUB_SHARE,
            to=0.85,
            grade="X",
            source="domain.md 4.1 I7: coordination hours -10 to -30 %; no causal literature (2.13)",
        ),
    ),
    capital=10.0,
    setup_hours=24.0,
    setup_weeks=4,
    steady_hours=1.2,
    variants={
        "service": Variant(fidelity=0.80, note="it says what it does by when, and what it does not do"),
        "ticket-queue": Variant(fidelity=0.45, note="everything goes through it; nobody asked whether it should"),
    },
    fails_when="It is asked for more than its week holds: then it is one more handoff, with a queue.",
    needs="Expectations for its own service, and decision rights that it does not take over.",
    first_signs="Hours spent on coordination, after 4 to 8 weeks.",
    grade="X",
    source="domain.md 2.13, 4.1 I7; PLA for how common it is (vendor)",
)
