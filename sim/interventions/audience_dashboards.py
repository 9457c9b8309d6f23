"""I14 Dashboards by audience: figures where people look, and more of them."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="audience-dashboards",
    number=14,
    name="Dashboards by audience",
    mechanism="Figures reach people sooner; while nobody governs them, there are also more of them, and they differ.",
    moves=(
        Move(
            Lever.INFORMATION_AGE_DAYS,
            to=3.0,
            grade="X",
            source="domain.md 4.2 I14: information 3 to 10 days younger",
        ),
        Move(
            Lever.DASHBOARD_SPRAWL,
            to=1.5,
            grade="X",
            source="domain.md 4.2 I14: sprawl raises disagreement; MIN",
        ),
    ),
    capital=2.0,
    setup_hours=30.0,
    setup_weeks=4,
    steady_hours=0.2,
    variants={
        "by-question": Variant(fidelity=0.70, note="each panel names the decision it serves"),
        "everything": Variant(fidelity=0.90, setup=1.3, note="one for every team, and one for the corridor"),
    },
    fails_when="The numbers under it are contested: then wrong decisions are made sooner.",
    needs="One source of truth, or at least owners and tests for what is shown.",
    first_signs="Age of the figures that decisions rest on, after 4 to 8 weeks.",
    grade="X",
    source="domain.md 4.2 I14; MIN, SMR17 for the direction",
)
