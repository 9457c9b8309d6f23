"""I26 Feature redesign: the way to first value is made over, once or in rounds."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="feature-redesign",
    number=26,
    name="Feature redesign",
    mechanism="First use is made over: once as a gamble, or in rounds of which only what measures better is kept.",
    moves=(),
    capital=5.0,
    setup_hours=90.0,
    setup_weeks=6,
    steady_hours=0.3,
    variants={
        "iterated": Variant(
            fidelity=0.80,
            setup=1.2,
            note="one step at a time, each measured before it stays",
            moves=(
                Move(Lever.REDESIGN_TESTED, to=8.0, grade="X", source="domain.md 4.5 I26: iterated with tests; KOH-S"),
            ),
        ),
        "big-bang": Variant(
            fidelity=0.85,
            note="a new first screen, on a date",
            moves=(
                Move(Lever.REDESIGN_ROUNDS, to=1.5, grade="X", source="KOH-S: one step; out when a third follow"),
                Move(Lever.REDESIGN_SIZE, to=2.5, grade="X", source="KOH-S: everything at once; the size is a guess"),
            ),
        ),
    },
    fails_when="It is one large change on a date, or nobody looks whether it helped.",
    needs="Somebody who measures first value by cohort.",
    first_signs="Time to first value, then activation, after 2 to 6 weeks.",
    grade="S",
    source="KOH-S, D-ROI; domain.md 4.5 I26",
)
