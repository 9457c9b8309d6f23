"""I15 Weekly signal review: somebody looks at the leading figures every week, and acts."""

from sim.intervention import ForumSpec, Intervention, Move, Variant
from sim.levers import Lever

INTERVENTION = Intervention(
    id="signal-review",
    number=15,
    name="Weekly signal review",
    mechanism="Leads look at leading figures weekly: what is odd is found in weeks, and some of it is only noise.",
    moves=(
        Move(
            Lever.DETECTION_WEEKLY,
            to=0.40,
            grade="X",
            source="domain.md 4.2 I15: detection lag -50 to -75 %",
        ),
        Move(
            Lever.INFORMATION_AGE_DAYS,
            times=0.60,
            grade="X",
            source="domain.md 4.2 I15: weekly instead of monthly",
        ),
        Move(
            Lever.OVERSTEER,
            to=0.08,
            grade="X",
            source="domain.md 4.2 I15: false alarms +1 to 3 a month without limits",
        ),
        Move(
            Lever.CORRECTION_WEEKLY,
            to=0.08,
            grade="X",
            source="domain.md 4.2 I15: corrective items, in weeks instead of quarters",
        ),
    ),
    capital=3.0,
    setup_hours=6.0,
    setup_weeks=2,
    steady_hours=0.1,
    forum=ForumSpec(role="status", cadence_days=5, slots=1, seats=10, sitting_minutes=45),
    variants={
        "with-limits": Variant(fidelity=0.75, note="nobody speaks of a point inside its usual wobble"),
        "every-number": Variant(fidelity=0.90, note="all red cells, every week"),
    },
    fails_when="Every wiggle moves work about, or nobody in the room may decide.",
    needs="Tested numbers: without them most of what is odd is a break.",
    first_signs="Time from a true shift to a decision, after 2 to 6 weeks.",
    grade="X",
    source="domain.md 4.2 I15",
)
