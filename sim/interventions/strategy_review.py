"""I17 Quarterly strategy review: people move to where work is thought to be worth more, and something is stopped."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="strategy-review",
    number=17,
    name="Quarterly strategy review",
    mechanism="Each quarter people move between lines by estimated value, and the lowest items stop.",
    moves=(
        Move(Lever.REALLOCATION, to=0.10, grade="X", source="domain.md 4.3 I17: 3 to 10 % of capacity a quarter"),
        Move(Lever.CONFLICT, times=0.90, grade="X", source="domain.md 4.3 I17: aligns what people prefer"),
    ),
    capital=5.0,
    setup_hours=6.0,
    setup_weeks=2,
    steady_hours=0.2,
    variants={
        "with-moves": Variant(fidelity=0.70, capital=1.5, note="somebody leaves the room with fewer people"),
        "ritual": Variant(fidelity=0.15, setup=0.7, note="forty slides, no consequences"),
    },
    fails_when="Nothing is reallocated, or estimates are too poor to move anybody by.",
    needs="Estimates that mean something; owners who hear of it before the meeting.",
    first_signs="Share of people moved and items stopped, at the first review.",
    grade="X",
    source="domain.md 4.3 I17",
    tags=("takes-power",),  # from owners of lines who do not sponsor it
)
