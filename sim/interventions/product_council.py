"""I1 Product council: one weekly forum for questions that cross lines."""

from sim.intervention import ForumSpec, Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="product-council",
    number=1,
    name="Product council",
    mechanism="One forum a week settles what crosses lines, so that fewer sponsors settle it by interrupting a team.",
    moves=(
        Move(
            Lever.CONFLICT, times=0.60, grade="X", source="domain.md 4.1 I1: preemptions -20 to -50 %; direction NEI08"
        ),
        Move(
            Lever.OWNER_AMBIGUITY,
            times=0.85,
            grade="X",
            source="domain.md 4.1 I1: lowers the reopen rate; direction NEI08",
        ),
    ),
    capital=12.0,
    setup_hours=4.0,
    setup_weeks=2,
    steady_hours=0.1,
    variants={
        "with-authority": Variant(fidelity=0.75, note="it may stop work, and says so in its first minutes"),
        "advisory": Variant(fidelity=0.30, setup=0.7, capital=0.6, note="it recommends; lines decide as before"),
    },
    fails_when="Everything is routed to it, it has no authority to stop work, or its members come without data.",
    needs="Decision rights, so that only what crosses lines comes to it; metrics its members share.",
    first_signs="Preemptions a week, and cross-line decisions older than two weeks, after 2 to 4 weeks.",
    grade="S",
    source="NEI08; SULL for the distrust between functions that it works against",
    # domain.md 4.1 I1: 90 minutes for about 8 leaders, and as much again in preparation (BAIN300: it multiplies) [X]
    forum=ForumSpec(role="cross", cadence_days=5, slots=9, seats=8, sitting_minutes=180),
    tags=("takes-power",),  # from owners of lines who do not sponsor it
)
