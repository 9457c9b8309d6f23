"""I2 Decision-rights matrix: who decides what, and what a team decides itself."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="decision-rights",
    number=2,
    name="Decision-rights matrix",
    mechanism="Each decision gets one named owner; two-way doors are decided by the team that walks through them.",
    moves=(
        Move(
            Lever.OWNER_AMBIGUITY, to=0.08, grade="X", source="domain.md 4.1 I2: reopening .20 to .08; direction NEI08"
        ),
        Move(
            Lever.DELEGATED_SHARE,
            to=0.70,
            grade="X",
            source="domain.md 4.1 I2: delegates two-way doors; direction MCK-AGE",
        ),
        Move(
            Lever.RIGHTS_CLARITY,
            to=0.60,
            grade="X",
            source="domain.md 3.5: preemption falls with clarity of rights; NEI08",
        ),
    ),
    capital=15.0,
    setup_hours=24.0,
    setup_weeks=3,
    steady_hours=0.1,
    variants={
        "agreed": Variant(fidelity=0.80, note="drawn up with the people who lose a right"),
        "announced": Variant(fidelity=0.35, setup=0.4, note="sent round on a Friday: drawn, not honoured"),
    },
    fails_when="It is drawn but not honoured, too fine-grained, or it delegates without information.",
    needs="A sponsor; one source of truth for what teams decide themselves.",
    first_signs="Median decision latency and reopened decisions, after 2 to 6 weeks.",
    grade="S",
    source="NEI08, MCK-AGE",
    tags=("takes-power",),  # from owners of lines who do not sponsor it
)
