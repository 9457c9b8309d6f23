"""I8 Shared backlog taxonomy: every item says what it is in words that all lines use."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="backlog-taxonomy",
    number=8,
    name="Shared backlog taxonomy",
    mechanism="Items carry shared tags, so the same need on two lines is seen at intake or soon after.",
    moves=(
        Move(Lever.VISIBILITY, to=0.85, grade="X", source="domain.md 4.1 I8: duplicated effort -30 to -60 %; 3.6"),
        Move(
            Lever.HANDOFF_CLARIFY_SHARE,
            times=0.85,
            grade="X",
            source="domain.md 2.1: coordination fit, CAT08 direction",
        ),
        Move(
            Lever.REFERENCE_CLASSES,
            to=0.90,
            grade="X",
            source="domain.md 3.12, 4.1 I8: a taxonomy supplies reference classes",
        ),
    ),
    capital=4.0,
    setup_hours=30.0,
    setup_weeks=4,
    steady_hours=0.2,
    variants={
        "three-levels": Variant(fidelity=0.75, note="few tags, one owner, a clean-up before it starts"),
        "complete": Variant(fidelity=0.40, setup=1.8, note="seven levels; nobody finds the right leaf twice"),
    },
    fails_when="It has more than three levels, its tags go stale, or it is used to watch individuals.",
    needs="An owner, and a regular forum that looks at it.",
    first_signs="Tagged share, and duplicates found at intake, after 4 to 8 weeks.",
    grade="X",
    source="domain.md 4.1 I8; direction CAT08; ASANA for the size of the problem (vendor)",
)
