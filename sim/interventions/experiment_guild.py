"""I21 Experiment guild: an idea is tested before it is built, by a rule that was written down first."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="experiment-guild",
    number=21,
    name="Experiment guild",
    mechanism="Ideas wait some weeks for a test; what shows nothing, where it could have, is not built.",
    moves=(
        Move(
            Lever.TEST_SHARE,
            to=0.70,
            grade="X",
            source="domain.md 4.4 I21: share of features with a hypothesis written down first",
        ),
        Move(
            Lever.TEST_CHECKS,
            to=0.95,
            grade="X",
            source="domain.md 4.4 I21: no peeking, guardrails, sample-ratio checks; 3.13",
        ),
        Move(
            Lever.ESTIMATE_SIGMA,
            times=0.85,
            grade="X",
            source="domain.md 3.2, 4.4 I21: value estimates become better calibrated",
        ),
    ),
    capital=4.0,
    setup_hours=20.0,
    setup_weeks=4,
    steady_hours=0.2,
    variants={
        "pre-registered": Variant(
            fidelity=0.80, note="metric, size, weeks and rule are written down before the first user"
        ),
        "test-everything": Variant(
            fidelity=0.45, setup=0.7, note="forty tests a quarter, and a slide that counts them"
        ),
    },
    fails_when="There is too little traffic to show anything, or somebody important ships anyway.",
    needs="Tested numbers, switches, and enough customers to count.",
    first_signs="Tests that are valid and large enough, after 6 to 10 weeks.",
    grade="S",
    source="KOH09, KOH-S, LEE18, AZE20",
)
